// Results as JSON: what `lockproof run --json FILE` writes, and `lockproof merge` reads.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "model/result.h"

namespace lockproof::reports {

// Why a text cannot be read, with the place: "results[2].verdict: ...".
class BadJson : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One object, indented, with a newline at the end. Schema 1:
//   {"schema":1, "version", "seed", "campaign", "seconds", "results":[{"lock", "scenario", "strategy", "workers",
//    "executions", "first_execution", "executions_planned", "exhaustive", "verdict", "oracle", "expected", "steps",
//    "token", "shrunk_token", "shrunk_lanes", "cause", "trace_digest", "seconds", "virtual_seconds", "found_by",
//    "coverage", "orphaned", "start", "message", "skipped", "failure"}]}
// Of an exhaustive search a result also has "search":{"parts", "past_counts", "waits_count", "looks_count", "listed",
// "bounds", "doubt", "log10_schedules", "made":[{"part", "finished", "violation", "executions", "given_up", "classes",
// "states", "trace_digest", "orphaned", "virtual_us", "steps", "seconds", "share", "doubt", "sample"}]}. A shard of a
// campaign also has "shard" and "shards"; what shards were merged to has "shards" and "merged":[{"shard", "seconds",
// "results"}]. campaign and trace_digest are strings of 16 hexadecimal digits. What is not printable in a string is
// written as \xNN.
std::string to_json(const model::RunSummary& summary);

// Reads what to_json writes. Ignores keys that it does not know. What is no part of the contract with other tools may
// be missing. Throws BadJson.
model::RunSummary from_json(std::string_view text);

// The same with a file. Throw std::system_error, read_json also BadJson ("FILE: ...").
void write_json(const std::filesystem::path& path, const model::RunSummary& summary);
model::RunSummary read_json(const std::filesystem::path& path);

}  // namespace lockproof::reports
