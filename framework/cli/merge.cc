#include "engine/merge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <vector>

#include "cli/command_line.h"
#include "cli/report.h"

namespace lockproof::cli {
namespace {

void tell_of_short_shards(const model::RunSummary& merged) {
  for (const model::ShardResults& shard : merged.merged)
    for (const model::Result& result : shard.results)
      if (result.executions < result.executions_planned && result.verdict != model::Verdict::violation)
        fmt::print(stderr, "lockproof: shard {} made {} of its {} executions of {} in {}: its time was up\n",
                   shard.number, result.executions, result.executions_planned, result.lock, result.scenario);
}

}  // namespace

int merge(const MergeOptions& options, const engine::Catalog& catalog) {
  check_files(options.files);
  std::vector<engine::NamedSummary> summaries;
  for (const std::filesystem::path& file : options.results)
    summaries.push_back({.name = file.native(), .summary = read_results(file)});
  const model::RunSummary merged = engine::merge(summaries);
  tell_of_short_shards(merged);
  const std::vector<std::uint64_t> missing = engine::missing_shards(merged);
  if (!missing.empty())
    fmt::print(stderr, "lockproof: this is not all: shard {} of {} is missing\n", fmt::join(missing, ", "),
               merged.shard.of);
  show(merged, options.files, catalog);
  return exit_status(merged.results);
}

}  // namespace lockproof::cli
