#include "cli/manual.h"

#include <fmt/format.h>

#include <string_view>

#include "cli/offer.h"

namespace lockproof::cli {
namespace {

// A hyphen that is typed is no typographic one; a line must not begin with a request by accident.
std::string roff(std::string_view text) {
  std::string out;
  bool at_line_start = true;
  for (const char c : text) {
    if (at_line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
    at_line_start = c == '\n';
  }
  return out;
}

// As it stands: examples keep their lines.
std::string verbatim(std::string_view text) {
  return fmt::format(".PP\n.nf\n{}\n.fi\n", roff(text));
}

std::string names_of(const CLI::Option& option, const std::string& value) {
  if (option.get_positional()) return fmt::format("\\fI{}\\fR", roff(value));
  std::string text;
  for (const std::string& name : option.get_snames()) text += fmt::format("\\fB\\-{}\\fR, ", roff(name));
  for (const std::string& name : option.get_lnames()) text += fmt::format("\\fB\\-\\-{}\\fR, ", roff(name));
  text.resize(text.size() - 2);
  if (!value.empty()) text += fmt::format(" \\fI{}\\fR", roff(value));
  return text;
}

std::string option_text(const CLI::Option& option) {
  const OptionValue value = value_of(option);
  std::string what = option.get_description();
  if (!value.range.empty()) what += (what.empty() ? "" : " ") + value.range;
  if (!option.get_default_str().empty()) what += fmt::format(" (default: {})", option.get_default_str());
  return fmt::format(".TP\n{}\n{}\n", names_of(option, value.name), roff(what));
}

std::string verb_text(const CLI::App& verb) {
  std::string text = fmt::format(".SS lockproof {}\n{}.\n", roff(verb.get_name()), roff(verb.get_description()));
  for (const CLI::Option* option : verb.get_options()) text += option_text(*option);
  return text + verbatim(verb.get_footer());
}

}  // namespace

std::string manual(const Grammar& grammar) {
  const std::string_view description = "deterministic concurrency tests and fault injection for cross-process locks";
  std::string text = fmt::format(
      ".TH LOCKPROOF 1 \"\" \"lockproof {}\" \"User Commands\"\n.SH NAME\nlockproof \\- {}\n"
      ".SH SYNOPSIS\n.B lockproof\n.I VERB\n[\\fIOPTION\\fR]...\n.SH VERBS\n",
      LOCKPROOF_VERSION, roff(description));
  for (const CLI::App* verb : verbs_of(grammar)) text += verb_text(*verb);
  text += fmt::format(
      ".SH EXIT STATUS\n.TP\n{}\nNo violation.\n.TP\n{}\nA violation.\n.TP\n{}\nWrong usage.\n"
      ".TP\n{}\nThe machine lacks something, or lockproof itself failed.\n.TP\n{}\nInconclusive.\n",
      static_cast<int>(no_violation), static_cast<int>(violation), static_cast<int>(usage), static_cast<int>(failure),
      static_cast<int>(inconclusive));
  text +=
      ".SH ENVIRONMENT\n.TP\nNO_COLOR\nNo colours, not even on a terminal.\n"
      ".TP\nGITHUB_ACTIONS, GITHUB_STEP_SUMMARY\nAnnotations are printed, and a table is added to the summary of "
      "the step.\n";
  return text;
}

}  // namespace lockproof::cli
