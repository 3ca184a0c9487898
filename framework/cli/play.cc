#include <fmt/format.h>

#include <exception>
#include <filesystem>

#include "cli/child.h"
#include "cli/command_line.h"
#include "cli/dispatch.h"
#include "lockproof/run.h"
#include "measure/fresh_directory.h"
#include "reports/json.h"
#include "reports/replay_command.h"

namespace lockproof {
namespace cli {
namespace {

using Kind = PlayResult::Kind;

std::vector<std::string> words_of(const LockInfo& lock, std::string_view scenario, const PlayOptions& options,
                                  const std::string& json) {
  std::vector<std::string> words{"run",
                                 "--lock",
                                 std::string(lock.name),
                                 "--scenario",
                                 std::string(scenario),
                                 "--executions",
                                 std::to_string(options.executions),
                                 "--seed",
                                 std::to_string(options.seed),
                                 "--json",
                                 json};
  const auto add = [&](const char* option, std::string value) {
    words.emplace_back(option);
    words.push_back(std::move(value));
  };
  if (options.workers != 0) add("--workers", std::to_string(options.workers));
  if (options.jobs != 0) add("--jobs", std::to_string(options.jobs));
  if (!options.strategy.empty()) add("--strategy", std::string(options.strategy));
  for (const std::string& fault : options.faults) add("--fault", fault);
  add("--shard", "none");  // GoogleTest deals out whole tests
  return words;
}

// The machine's refusal and lockproof's own failure have the same exit status; doctor tells them apart.
PlayResult failed(const Child& child) {
  if (child.status == failure) {
    const Child doctor = run_own_program({"doctor"});
    if (doctor.status == failure) return {Kind::skipped, child.err + doctor.out, ""};
  }
  return {Kind::failed, fmt::format("lockproof ended with status {}\n{}{}", child.status, child.out, child.err), ""};
}

std::string explanation_of(const model::Result& result, std::uint64_t attempts_max) {
  const Child explained = run_own_program({"explain", result.token, "--attempts", std::to_string(attempts_max)});
  if (explained.status == violation) return explained.out;
  reports::set_replaying_program(own_program());
  return fmt::format("(it cannot be explained: {})\n{}\n", explained.err, reports::replay_command(result.token));
}

PlayResult result_of(const model::Result& result, std::uint64_t attempts_max) {
  const std::string title = fmt::format("{} in {}", result.lock, result.scenario);
  if (!result.skipped.empty()) return {Kind::skipped, fmt::format("{}: {}", title, result.skipped), ""};
  switch (result.verdict) {
    case model::Verdict::pass:
      return {Kind::held, fmt::format("{}: {} executions, no violation", title, result.executions), ""};
    case model::Verdict::inconclusive:
      return {Kind::inconclusive, fmt::format("{}: inconclusive: {}", title, result.message), ""};
    case model::Verdict::violation:
      break;
  }
  return {Kind::violation,
          fmt::format("{}: {}: {}\n\n{}", title, result.oracle, result.message, explanation_of(result, attempts_max)),
          result.token};
}

}  // namespace

PlayResult play(const LockInfo& lock, std::string_view scenario, const PlayOptions& options) {
  if (!is_served())
    return {Kind::failed, "main() does not call lockproof::serve() first: use LOCKPROOF_MAIN(), or see lockproof/run.h",
            ""};
  const measure::FreshDirectory directory(std::filesystem::temp_directory_path());
  const std::string json = directory.path() / "results.json";
  const Child child = run_own_program(words_of(lock, scenario, options, json));
  if (child.status != no_violation && child.status != violation && child.status != inconclusive) return failed(child);
  const model::RunSummary summary = reports::read_json(json);
  if (summary.results.size() != 1)
    return {Kind::failed, fmt::format("'{}' is not the name of one scenario", scenario), ""};
  return result_of(summary.results.front(), options.attempts_max);
}

}  // namespace cli

PlayResult play(const LockInfo& lock, std::string_view scenario, const PlayOptions& options) {
  try {
    return cli::play(lock, scenario, options);
  } catch (const std::exception& error) {
    return {PlayResult::Kind::failed, error.what(), ""};
  }
}

}  // namespace lockproof
