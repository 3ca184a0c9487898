#include "cli/report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "cli/command_line.h"
#include "cli/page.h"
#include "oracle/oracle.h"
#include "reports/github.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/sarif.h"
#include "reports/style.h"
#include "reports/tap.h"
#include "reports/verdict_table.h"
#include "reports/whole_file.h"

namespace lockproof::cli {
namespace {

std::string sarif(const model::RunSummary& summary) {
  std::vector<reports::SarifRule> rules;
  for (const auto& oracle : oracle::all_oracles()) rules.push_back({oracle.name, oracle.summary});
  return reports::to_sarif(summary, rules);
}

// GitHub reads commands from the output, and the summary from a file that other steps write to as well.
void tell_github(const model::RunSummary& summary) {
  fmt::print("{}", reports::github_annotations(summary));
  const char* file = std::getenv("GITHUB_STEP_SUMMARY");
  if (file == nullptr) return;
  std::ofstream out(file, std::ios::app);
  out << reports::github_step_summary(summary) << std::flush;
  if (!out) throw std::runtime_error(fmt::format("cannot write to GITHUB_STEP_SUMMARY, {}", file));
}

}  // namespace

void check_page_folder(const std::filesystem::path& folder) {
  if (std::filesystem::exists(folder) && !std::filesystem::is_directory(folder))
    throw UsageError(fmt::format("--report '{}' is no directory", folder.native()));
  check_file("--report", folder);
}

void check_file(const char* option, const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder))
    throw UsageError(fmt::format("{} '{}': there is no directory '{}'", option, file.native(), folder.native()));
}

void check_files(const ReportFiles& files) {
  check_file("--json", files.json);
  check_file("--junit", files.junit);
  check_file("--sarif", files.sarif);
  check_file("--tap", files.tap);
  check_page_folder(files.html);
}

void show(const model::RunSummary& summary, const ReportFiles& files, const engine::Catalog& catalog) {
  fmt::print("{}", reports::verdict_table(summary, reports::style_from_environment(STDOUT_FILENO)));
  if (std::getenv("GITHUB_ACTIONS") != nullptr) tell_github(summary);
  write_files(summary, files);
  if (!files.html.empty()) write_page(files.html, summary, catalog);
}

void write_files(const model::RunSummary& summary, const ReportFiles& files) {
  if (!files.json.empty()) reports::write_json(files.json, summary);
  if (!files.junit.empty()) reports::write_whole(files.junit, reports::to_junit(summary));
  if (!files.sarif.empty()) reports::write_whole(files.sarif, sarif(summary));
  if (!files.tap.empty()) reports::write_whole(files.tap, reports::to_tap(summary));
}

int exit_status(const std::vector<model::Result>& results) {
  const auto any = [&](model::Verdict verdict) {
    return std::ranges::any_of(results, [&](const auto& result) {
      return result.skipped.empty() && result.verdict == verdict && !is_known_limit(result);
    });
  };
  if (any(model::Verdict::violation)) return violation;
  return any(model::Verdict::inconclusive) ? inconclusive : no_violation;
}

model::RunSummary read_results(const std::filesystem::path& file) {
  try {
    return reports::read_json(file);
  } catch (const reports::BadJson& error) {
    throw UsageError(fmt::format("{} (results are what 'lockproof run --json FILE' writes)", error.what()));
  } catch (const std::system_error& error) {
    throw UsageError(error.what());
  }
}

namespace {

// Results of several runs with one seed. Throws UsageError.
model::RunSummary read_all(const std::vector<std::filesystem::path>& files) {
  if (files.size() == 1) return read_results(files.front());
  model::RunSummary all;
  for (const std::filesystem::path& file : files) {
    const model::RunSummary summary = read_results(file);
    if (summary.shard.of != 1)
      throw UsageError(fmt::format("{} is part of a campaign of {} shards: put them together with 'lockproof merge'",
                                   file.native(), summary.shard.of));
    const bool is_first = &file == &files.front();
    if (!is_first && (summary.version != all.version || summary.seed != all.seed))
      throw UsageError(fmt::format("{} is of version {} and seed {}, but {} of {} and {}: report them apart",
                                   file.native(), summary.version, summary.seed, files.front().native(), all.version,
                                   all.seed));
    all.version = summary.version;
    all.seed = summary.seed;
    all.seconds += summary.seconds;
    all.results.insert(all.results.end(), summary.results.begin(), summary.results.end());
  }
  return all;
}

}  // namespace

int report(const ReportOptions& options, const engine::Catalog& catalog) {
  check_files(options.files);
  const model::RunSummary all = read_all(options.results);
  show(all, options.files, catalog);
  return exit_status(all.results);
}

}  // namespace lockproof::cli
