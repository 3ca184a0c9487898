#include "reports/tap.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "reports/outcome.h"
#include "reports/replay_command.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

// '#' begins a directive and '\' quotes it.
std::string description(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// A JSON string is a YAML string too.
std::string quoted_text(const std::string& text) {
  return nlohmann::json(text).dump();
}

std::string diagnosis(const model::Result& result, const Outcome& outcome) {
  std::string text = fmt::format("  ---\n  message: {}\n  severity: {}\n  type: {}\n", quoted_text(outcome.reason),
                                 outcome.kind == Outcome::Kind::failed ? "fail" : "error", quoted_text(outcome.type));
  if (!result.token.empty()) text += fmt::format("  replay: {}\n", quoted_text(replay_command(result.token)));
  return text + "  ...\n";
}

}  // namespace

std::string to_tap(const model::RunSummary& summary) {
  std::string text = fmt::format("TAP version 14\n1..{}\n", summary.results.size());
  std::size_t number = 0;
  for (const model::Result& result : summary.results) {
    const Outcome outcome = outcome_of(result);
    const bool is_ok = outcome.kind == Outcome::Kind::passed || outcome.kind == Outcome::Kind::skipped;
    text += fmt::format("{} {} - {} in {}", is_ok ? "ok" : "not ok", ++number, description(printable(result.lock)),
                        description(printable(result.scenario)));
    if (outcome.kind == Outcome::Kind::skipped) text += fmt::format(" # SKIP {}", outcome.reason);
    text += '\n';
    if (!is_ok) text += diagnosis(result, outcome);
  }
  return text;
}

}  // namespace lockproof::reports
