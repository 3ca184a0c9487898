#include "engine/limits.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "cli/command_line.h"
#include "cli/lock_file.h"
#include "cli/selection.h"
#include "reports/duration.h"
#include "reports/progress_bar.h"
#include "reports/style.h"
#include "reports/table.h"
#include "reports/whole_file.h"

namespace lockproof::cli {
namespace {

using engine::Assumption;
using engine::Limit;
using std::chrono::nanoseconds;

std::string words(const Assumption& assumption, std::optional<nanoseconds> value) {
  if (!value) return std::string(assumption.unlimited);
  return fmt::format(fmt::runtime(assumption.sentence), reports::duration_text(value->count()));
}

std::string remark(const Limit& limit) {
  if (!limit.skipped.empty()) return "";
  if (limit.keeps_contract()) return limit.found == limit.claimed ? "as its contract says" : "more than it claims";
  return "LESS THAN ITS CONTRACT CLAIMS: " + words(*limit.assumption, limit.claimed);
}

reports::Table table_of(const std::vector<Limit>& limits) {
  reports::Table table{.columns = {{.title = "lock"}, {.title = "limit"}, {.title = "contract"}}, .rows = {}};
  for (const Limit& limit : limits) {
    const auto colour = limit.keeps_contract() ? reports::Colour::green : reports::Colour::red;
    table.rows.push_back({{limit.lock},
                          {limit.skipped.empty() ? words(*limit.assumption, limit.found) : "skipped: " + limit.skipped},
                          {remark(limit), colour}});
  }
  return table;
}

nlohmann::ordered_json json_of(const std::optional<nanoseconds>& value) {
  return value ? nlohmann::ordered_json(static_cast<double>(value->count()) / 1e9) : nlohmann::ordered_json(nullptr);
}

void write_limits_json(const std::filesystem::path& file, const std::vector<Limit>& limits, std::uint64_t seed) {
  nlohmann::ordered_json json = {
      {"schema", 1}, {"version", LOCKPROOF_VERSION}, {"seed", seed}, {"limits", nlohmann::ordered_json::array()}};
  for (const Limit& limit : limits)
    json["limits"].push_back({{"lock", limit.lock},
                              {"assumption", limit.assumption->name},
                              {"found_s", json_of(limit.found)},
                              {"claimed_s", json_of(limit.claimed)},
                              {"keeps_contract", limit.keeps_contract()},
                              {"executions", limit.executions},
                              {"skipped", limit.skipped}});
  reports::write_whole(file, json.dump(2) + "\n");
}

std::vector<engine::Play> chosen_subjects(const LimitsOptions& options, const engine::Catalog& catalog) {
  std::vector<engine::Play> subjects;
  for (const LockCommand& lock : lock_commands(options.lock_files, options.lock_command, options.contract))
    subjects.push_back({.command = lock.command, .name = lock.name, .contract = lock.contract});
  if (!subjects.empty()) return subjects;
  for (const LockInfo* lock : chosen_locks(options.locks, options.lock_plugins, catalog))
    subjects.push_back({.lock = lock});
  return subjects;
}

}  // namespace

int limits(const LimitsOptions& options, const engine::Catalog& catalog) {
  const engine::LimitSearch search{.program = own_program(),
                                   .executions = options.executions,
                                   .seed = options.seed,
                                   .jobs = options.jobs != 0 ? options.jobs : cpu_count()};
  std::vector<Limit> found;
  const std::vector<engine::Play> subjects = chosen_subjects(options, catalog);
  {
    reports::ProgressBar bar(STDERR_FILENO);
    const std::uint64_t searches = subjects.size() * engine::all_assumptions().size();
    for (const engine::Play& subject : subjects)
      for (const Assumption& assumption : engine::all_assumptions()) {
        bar.update({.executions = found.size(),
                    .executions_max = searches,
                    .violations = 0,
                    .elapsed_ns = 0,
                    .elapsed_ns_max = 0,
                    .doing = fmt::format("{} of {}", assumption.name, subject.lock_name())});
        found.push_back(engine::find_limit(subject, assumption, catalog, search));
      }
  }
  fmt::print("{}", reports::to_text(table_of(found), reports::style_from_environment(STDOUT_FILENO)));
  if (!options.json.empty()) write_limits_json(options.json, found, options.seed);
  return std::ranges::all_of(found, &Limit::keeps_contract) ? no_violation : violation;
}

}  // namespace lockproof::cli
