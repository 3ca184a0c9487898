#include "engine/merge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <vector>

#include "cli/command_line.h"
#include "cli/report.h"
#include "cli/shrunk_results.h"
#include "model/bad_input.h"
#include "tracee/stage.h"

namespace lockproof::cli {
namespace {

void tell_of_short_shards(const model::RunSummary& merged) {
  for (const model::ShardResults& shard : merged.merged)
    for (const model::Result& result : shard.results)
      if (result.executions < result.executions_planned && result.verdict != model::Verdict::violation)
        fmt::print(stderr, "lockproof: shard {} made {} of its {} executions of {} in {}: its time was up\n",
                   shard.number, result.executions, result.executions_planned, result.lock, result.scenario);
}

// Results can be put together on any machine, and long after a lock has changed.
void shrink_where_possible(model::RunSummary& merged, const engine::Catalog& catalog) {
  try {
    shrink_findings(merged, catalog);
  } catch (const model::BadInput&) {
  } catch (const tracee::Refused&) {
  }
}

}  // namespace

int merge(const MergeOptions& options, const engine::Catalog& catalog) {
  check_files(options.files);
  std::vector<engine::NamedSummary> summaries;
  for (const std::filesystem::path& file : options.results)
    summaries.push_back({.name = file.native(), .summary = read_results(file)});
  model::RunSummary merged = engine::merge(summaries);
  shrink_where_possible(merged, catalog);
  tell_of_short_shards(merged);
  const std::vector<std::uint64_t> missing = engine::missing_shards(merged);
  if (!missing.empty())
    fmt::print(stderr, "lockproof: this is not all: shard {} of {} is missing\n", fmt::join(missing, ", "),
               merged.shard.of);
  show(merged, options.files, catalog);
  return exit_status(merged.results);
}

}  // namespace lockproof::cli
