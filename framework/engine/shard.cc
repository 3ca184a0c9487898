#include "engine/shard.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "explore/word.h"

namespace lockproof::engine {
namespace {

constexpr std::uint64_t kShardsMax = 1'000'000;

// Environment variables that are numbers. Empty is as good as not set.
class Variables {
 public:
  explicit Variables(const Environment& environment) : environment_(environment) {}

  std::optional<std::uint64_t> operator[](const std::string& name) const {
    const std::optional<std::string> text = environment_(name);
    if (!text || text->empty()) return std::nullopt;
    const std::optional<std::uint64_t> number = explore::number_from_text(*text);
    if (!number)
      throw BadShard(fmt::format(
          "{} is '{}', and no number that could say which shard this is: --shard I/N says it, --shard none switches "
          "sharding off",
          name, *text));
    return number;
  }

 private:
  const Environment& environment_;
};

GivenShard given(std::uint64_t number, std::uint64_t of, std::string variables) {
  if (number < 1 || number > of || of > kShardsMax)
    throw BadShard(fmt::format(
        "{} say that this is shard {} of {}, which cannot be: --shard I/N says it, --shard none switches sharding off",
        variables, number, of));
  return {.shard = {.number = number, .of = of}, .variables = std::move(variables)};
}

std::optional<GivenShard> of_slurm_array(const Variables& variables) {
  const auto task = variables["SLURM_ARRAY_TASK_ID"];
  const auto first = variables["SLURM_ARRAY_TASK_MIN"];
  const auto last = variables["SLURM_ARRAY_TASK_MAX"];
  if (!task || !first || !last) return std::nullopt;
  const std::uint64_t step = variables["SLURM_ARRAY_TASK_STEP"].value_or(1);
  const bool is_sound = step > 0 && *first <= *task && *task <= *last && (*task - *first) % step == 0;
  const std::uint64_t count = is_sound ? (*last - *first) / step + 1 : 0;
  if (variables["SLURM_ARRAY_TASK_COUNT"].value_or(count) != count || count == 0)
    throw BadShard(fmt::format(
        "task {} of a Slurm array with gaps is no shard: use an array such as --array=1-4, or say --shard I/N", *task));
  return given((*task - *first) / step + 1, count, "the variables SLURM_ARRAY_TASK_*");
}

// The script of a batch job is no step, but has the variables of one.
bool is_batch_script(const Environment& environment) {
  return environment("SLURM_JOB_ID") && !environment("SLURM_STEP_ID");
}

struct Pair {
  const char* index;
  const char* count;
  std::uint64_t first;  // what index is counted from
};

std::optional<GivenShard> of_pair(const Variables& variables, const Pair& pair) {
  const auto index = variables[pair.index];
  const auto count = variables[pair.count];
  if (!index || !count) return std::nullopt;
  return given(*index - pair.first + 1, *count, fmt::format("{} and {}", pair.index, pair.count));
}

constexpr Pair kSlurmStep = {"SLURM_PROCID", "SLURM_NTASKS", 0};
constexpr Pair kPairs[] = {
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", 0},
    {"JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", 0},
    {"CI_NODE_INDEX", "CI_NODE_TOTAL", 1},
    {"TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", 0},
    {"GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", 0},
};

}  // namespace

model::Shard shard_from_text(std::string_view text) {
  if (text == "none") return {};
  const std::size_t slash = text.find('/');
  const auto number = explore::number_from_text(text.substr(0, slash));
  const auto of = slash == std::string_view::npos ? std::nullopt : explore::number_from_text(text.substr(slash + 1));
  if (!number || !of || *number < 1 || *number > *of || *of > kShardsMax)
    throw BadShard(fmt::format(
        "--shard '{}' is no shard: write 1/4 for the first of four, 4/4 for the last, none for the whole", text));
  return {.number = *number, .of = *of};
}

std::optional<GivenShard> shard_from_environment(const Environment& environment) {
  const Variables variables(environment);
  if (auto shard = of_slurm_array(variables)) return shard;
  if (!is_batch_script(environment))
    if (auto shard = of_pair(variables, kSlurmStep)) return shard;
  for (const Pair& pair : kPairs)
    if (auto shard = of_pair(variables, pair)) return shard;
  return std::nullopt;
}

Share share_of(std::uint64_t executions, const model::Shard& shard) {
  // The first `longer` shards have one more.
  const std::uint64_t size = executions / shard.of;
  const std::uint64_t longer = executions % shard.of;
  const auto start = [&](std::uint64_t shards_before) {
    return shards_before * size + std::min(shards_before, longer);
  };
  const std::uint64_t first = start(shard.number - 1);
  return {.first = first, .count = start(shard.number) - first};
}

}  // namespace lockproof::engine
