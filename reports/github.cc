#include "reports/github.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "reports/finding.h"
#include "reports/outcome.h"
#include "reports/replay_command.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

// In the value of a workflow command '%' and line ends are written as in a URL; in a property also ':' and ','.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.contains(c))
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view("|\\`*_<>[]").contains(c)) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string github_annotations(const model::RunSummary& summary) {
  std::string text;
  for (const model::Result& result : summary.results) {
    const Outcome outcome = outcome_of(result);
    const bool is_error = outcome.kind == Outcome::Kind::failed || outcome.kind == Outcome::Kind::error;
    if (!is_error && !is_known_limit(result)) continue;
    std::string title = fmt::format("{} in {}", printable(result.lock), printable(result.scenario));
    if (is_error) title += fmt::format(": {}", outcome.type);
    text += fmt::format("::{} title={}::{}\n", is_error ? "error" : "notice", escaped(title, "%\r\n:,"),
                        escaped(fmt::format("{}\n{}", outcome.reason, evidence(result)), "%\r\n"));
  }
  return text;
}

std::string github_step_summary(const model::RunSummary& summary) {
  std::string rows;
  std::array<std::size_t, 4> counts{};
  for (const model::Result& result : summary.results) {
    const Outcome outcome = outcome_of(result);
    ++counts.at(static_cast<std::size_t>(outcome.kind));
    if (outcome.kind == Outcome::Kind::passed) continue;
    const std::string replay = result.token.empty() ? "" : fmt::format("`{}`", replay_command(result.token));
    rows += fmt::format("| {} | {} | {} | {} | {} |\n", cell(result.lock), cell(result.scenario), outcome_text(result),
                        cell(outcome.reason), replay);
  }
  std::string text = fmt::format("### lockproof: {} passed, {} failed, {} without a verdict, {} skipped\n", counts[0],
                                 counts[1], counts[2], counts[3]);
  if (!rows.empty()) text += "\n| lock | scenario | result | why | again |\n| --- | --- | --- | --- | --- |\n" + rows;
  return text + '\n';
}

}  // namespace lockproof::reports
