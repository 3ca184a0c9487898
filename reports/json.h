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
//   {"schema":1, "version", "seed", "seconds", "results":[{"lock", "scenario", "strategy", "workers", "executions",
//    "exhaustive", "verdict", "oracle", "expected", "steps", "token", "trace_digest", "seconds", "virtual_seconds",
//    "message", "skipped", "divergence"}]}
// trace_digest is a string of 16 hexadecimal digits. What is not printable in a string is written as \xNN.
std::string to_json(const model::RunSummary& summary);

// Reads what to_json writes. Ignores keys that it does not know; "seconds" of the run and what follows
// "seconds" in a result may be missing. Throws BadJson.
model::RunSummary from_json(std::string_view text);

// The same with a file. Throw std::system_error, read_json also BadJson ("FILE: ...").
void write_json(const std::filesystem::path& path, const model::RunSummary& summary);
model::RunSummary read_json(const std::filesystem::path& path);

}  // namespace lockproof::reports
