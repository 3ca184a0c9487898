#include "cli/zsh_completion.h"

#include <fmt/format.h>

#include <string_view>

#include "cli/offer.h"

namespace lockproof::cli {
namespace {

// Inside of quotes and of a specification for _arguments or _describe.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'')
      out += "'\\'";
    else if (c == ':' || c == '[' || c == ']' || c == '\\')
      out += '\\';
    out += c;
  }
  return out;
}

std::string action_of(const Offer& offer) {
  switch (offer.kind) {
    case Offer::Kind::nothing:
      return " ";
    case Offer::Kind::words:
      return offer.is_list ? fmt::format("_values -s , name {}", offer.words) : fmt::format("({})", offer.words);
    case Offer::Kind::files:
      return "_files";
    case Offer::Kind::folders:
      return "_files -/";
  }
  return "";
}

std::string argument_of(const CLI::Option& option, const engine::Catalog& catalog) {
  const OptionValue value = value_of(option);
  const std::string after =
      value.name.empty() ? "" : fmt::format(":{}:{}", escaped(value.name), action_of(offer_for(option, catalog)));
  if (option.get_positional()) return fmt::format(" \\\n        '*{}'", after);
  const char* again = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll ? "*" : "";
  std::string text;
  for (const std::string& name : option.get_lnames())
    text += fmt::format(" \\\n        '{}--{}[{}]{}'", again, name, escaped(option.get_description()), after);
  return text;
}

}  // namespace

std::string zsh_completion(const Grammar& grammar, const engine::Catalog& catalog) {
  std::string verbs;
  std::string cases;
  for (const CLI::App* verb : verbs_of(grammar)) {
    verbs += fmt::format("    '{}:{}'\n", verb->get_name(), escaped(verb->get_description()));
    std::string arguments;
    for (const CLI::Option* option : verb->get_options()) arguments += argument_of(*option, catalog);
    cases += fmt::format("    {})\n      _arguments{}\n      ;;\n", verb->get_name(), arguments);
  }
  return fmt::format(R"(#compdef lockproof
# zsh completion for lockproof {}
_lockproof() {{
  local -a verbs
  verbs=(
{}  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    _arguments '--help[Print help and exit]' '--version[Print the version and exit]'
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
{}  esac
}}
_lockproof "$@"
)",
                     LOCKPROOF_VERSION, verbs, cases);
}

}  // namespace lockproof::cli
