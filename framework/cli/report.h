// What `run` and `report` share: the table, the files, the exit status.
#pragma once

#include <filesystem>
#include <vector>

#include "cli/command_line.h"
#include "model/result.h"

namespace lockproof::cli {

// What 'lockproof run --json FILE' wrote. Throws UsageError.
model::RunSummary read_results(const std::filesystem::path& file);

// Before the work, not after it: throw UsageError if the folder of a file is not there. `option` names the file.
void check_file(const char* option, const std::filesystem::path& file);
void check_page_folder(const std::filesystem::path& folder);  // of --report
void check_files(const ReportFiles& files);

// Prints the table (in GitHub Actions also annotations and the step's summary) and writes the files. Throws
// std::system_error. No Executor may live: the HTML report makes one to replay the findings.
void show(const model::RunSummary& summary, const ReportFiles& files, const engine::Catalog& catalog);

// The files alone, but for the HTML report.
void write_files(const model::RunSummary& summary, const ReportFiles& files);

// Of a violation, but for known limits; then of what is inconclusive.
int exit_status(const std::vector<model::Result>& results);

}  // namespace lockproof::cli
