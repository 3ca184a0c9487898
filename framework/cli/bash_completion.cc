#include "cli/bash_completion.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/selection.h"
#include "explore/strategies.h"

namespace lockproof::cli {
namespace {

std::string options_of(const CLI::App& verb) {
  std::string text;
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& name : option->get_lnames()) text += fmt::format("--{} ", name);
  return text;
}

// The words that an option takes, none where it is something else: a number, a duration...
std::string values_of(std::string_view option, const engine::Catalog& catalog) {
  if (option == "lock")
    return fmt::format("all published mutants {} {} {}", names_of(catalog.locks, " "), names_of(catalog.published, " "),
                       names_of(catalog.mutants, " "));
  if (option == "scenario") return "all " + names_of(catalog.scenarios, " ");
  if (option != "strategy") return "";
  std::string text;
  for (const auto& strategy : explore::all_strategies()) text += fmt::format("{} ", strategy.name);
  return text;
}

// "locks scenarios " for WHAT:{locks,scenarios}; "" where there is no such choice.
std::string choices_of(const CLI::Option& option) {
  std::string text = value_of(option).range;
  if (!text.starts_with('{')) return "";
  std::ranges::replace_if(
      text, [](char c) { return c == '{' || c == ',' || c == '}'; }, ' ');
  return text.substr(1);
}

std::string case_of(const CLI::App& verb, const engine::Catalog& catalog) {
  const std::string name = verb.get_name();
  std::string text;
  std::string words = options_of(verb);
  bool takes_files = false;
  for (const CLI::Option* option : verb.get_options()) {
    const bool is_file = option->get_type_name().ends_with("FILE");
    if (option->get_positional()) {
      takes_files = takes_files || is_file;
      words = choices_of(*option) + words;
    }
    if (option->get_type_name().empty()) continue;
    for (const std::string& long_name : option->get_lnames())
      text += fmt::format("    {}:--{}) _lockproof_{} ;;\n", name, long_name,
                          is_file ? "files" : fmt::format("words '{}'", values_of(long_name, catalog)));
  }
  return text + fmt::format("    {}:*) _lockproof_words '{}'{} ;;\n", name, words,
                            takes_files ? "; _lockproof_files_unless_option" : "");
}

}  // namespace

std::string bash_completion(const Grammar& grammar, const engine::Catalog& catalog) {
  std::string verbs;
  std::string cases;
  for (const CLI::App* verb : grammar.app.get_subcommands([](const CLI::App*) { return true; })) {
    verbs += verb->get_name() + ' ';
    cases += case_of(*verb, catalog);
  }
  return fmt::format(R"(# bash completion for lockproof {}
_lockproof_words() {{
  local last=${{cur##*,}} word
  for word in $(compgen -W "$1" -- "$last"); do
    COMPREPLY+=("${{cur:0:$((${{#cur}} - ${{#last}}))}}$word")
  done
}}
_lockproof_files() {{
  local IFS=$'\n'
  COMPREPLY+=($(compgen -f -- "$cur"))
}}
_lockproof_files_unless_option() {{
  [[ $cur == -* ]] || _lockproof_files
}}
_lockproof() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    _lockproof_words '{}--help --version'
    return
  fi
  case ${{COMP_WORDS[1]}}:${{COMP_WORDS[COMP_CWORD - 1]}} in
{}  esac
}}
complete -o filenames -F _lockproof lockproof
)",
                     LOCKPROOF_VERSION, verbs, cases);
}

}  // namespace lockproof::cli
