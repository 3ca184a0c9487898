#include "reports/finding.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "reports/count.h"
#include "reports/replay_command.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

constexpr std::string_view kIndent = "  ";

// What fits on a screen and into a command line with ease.
constexpr std::size_t kTokenShownMax = 1500;

// Folds at blanks. A word that is longer than a line stays in one piece.
std::string folded(std::string_view text, int columns) {
  std::string out;
  int used = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    const int needed = width(word);
    if (used > 0 && columns > 0 && used + 1 + needed > columns) {
      out += '\n';
      used = 0;
    } else if (used > 0) {
      out += ' ';
      ++used;
    }
    if (used == 0) {
      out += kIndent;
      used = width(kIndent);
    }
    out += word;
    used += needed;
  }
  return out + '\n';
}

std::string circumstances(const model::Result& result) {
  const std::string after = fmt::format("{}{}", result.verdict == model::Verdict::violation ? "after " : "",
                                        count_text(result.executions, "execution"));
  const std::string& strategy = result.found_by.empty() ? result.strategy : result.found_by;
  return fmt::format("{}, {}, {}, {}", count_text(result.workers, "worker"), printable(strategy),
                     count_text(result.steps, "step"), after);
}

std::string lanes_text(const std::vector<std::string>& lines, const Style& style) {
  std::string text;
  for (const std::string& line : lines) {
    const std::string plain = printable(line);
    const int room = style.columns == 0 ? width(plain) : style.columns - width(kIndent);
    const Colour colour = line.starts_with("<--") ? Colour::red : &line == &lines.front() ? Colour::bold : Colour::none;
    text += fmt::format("{}{}\n", kIndent, painted(width(plain) > room ? elided(plain, room) : plain, colour, style));
  }
  return text;
}

std::string repeats_text(const std::vector<const model::Result*>& repeats) {
  std::vector<std::string> scenarios;
  for (const model::Result* repeat : repeats) scenarios.push_back(printable(repeat->scenario));
  return fmt::format("the same cause in {} more: {}", count_text(repeats.size()), fmt::join(scenarios, ", "));
}

bool is_plain(const model::Result& result) {
  if (!result.skipped.empty()) return true;
  return result.verdict == model::Verdict::pass && result.message.empty() && result.failure.empty();
}

}  // namespace

std::string_view outcome_text(const model::Result& result) {
  if (!result.skipped.empty()) return "skipped";
  if (!result.failure.empty()) return "error";
  switch (result.verdict) {
    case model::Verdict::pass:
      return result.outside_contract ? "limit not shown" : "pass";
    case model::Verdict::violation:
      if (result.outside_contract) return "known limit";
      return result.expected ? "caught" : "VIOLATION";
    case model::Verdict::inconclusive:
      return "inconclusive";
  }
  return "unknown";
}

Colour outcome_colour(const model::Result& result) {
  if (!result.skipped.empty()) return Colour::faint;
  if (!result.failure.empty()) return Colour::red;
  switch (result.verdict) {
    case model::Verdict::pass:
      return result.outside_contract ? Colour::yellow : Colour::green;
    case model::Verdict::violation:
      return result.expected ? Colour::green : Colour::red;
    case model::Verdict::inconclusive:
      return Colour::yellow;
  }
  return Colour::none;
}

std::string finding(const model::Result& result, const Style& style, const std::vector<const model::Result*>& repeats) {
  std::string text = fmt::format("{} in {}: {}", painted(printable(result.lock), Colour::bold, style),
                                 painted(printable(result.scenario), Colour::bold, style),
                                 painted(outcome_text(result), outcome_colour(result), style));
  if (!result.oracle.empty()) text += fmt::format(" {}", printable(result.oracle));
  text += '\n';
  if (!result.message.empty()) text += folded(printable(result.message), style.columns);
  text += folded(circumstances(result), style.columns);
  if (!result.failure.empty()) {
    text += folded(fmt::format("lockproof failed: {}", printable(result.failure)), style.columns);
  }
  if (!result.shrunk_lanes.empty())
    text += '\n' + folded("as short as possible:", 0) + lanes_text(result.shrunk_lanes, style) + '\n';
  const std::string& token = result.shrunk_token.empty() ? result.token : result.shrunk_token;
  if (token.size() > kTokenShownMax)
    text += folded(fmt::format("the token has {}: run again with --json FILE, then {}",
                               count_text(token.size(), "character"), replay_command("FILE")),
                   style.columns);
  else if (!token.empty())
    text += fmt::format("{}{}\n", kIndent, replay_command(token));
  if (!repeats.empty()) text += folded(repeats_text(repeats), style.columns);
  return text;
}

std::string findings(const model::RunSummary& summary, const Style& style) {
  std::vector<const model::Result*> rest;
  for (const model::Result& result : summary.results)
    if (!is_plain(result)) rest.push_back(&result);
  std::ranges::stable_partition(rest, [](const model::Result* result) { return !result->expected; });
  std::string text;
  while (!rest.empty()) {
    const model::Result& first = *rest.front();
    const auto repeats = std::stable_partition(rest.begin() + 1, rest.end(), [&](const model::Result* result) {
      return !is_same_defect(first, *result) || outcome_text(first) != outcome_text(*result);
    });
    text += '\n' + finding(first, style, {repeats, rest.end()});
    rest.erase(repeats, rest.end());
    rest.erase(rest.begin());
  }
  return text;
}

}  // namespace lockproof::reports
