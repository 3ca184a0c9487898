#include "cli/bash_completion.h"

#include <fmt/format.h>

#include "cli/offer.h"

namespace lockproof::cli {
namespace {

std::string options_of(const CLI::App& verb) {
  std::string text;
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& name : option->get_lnames()) text += fmt::format("--{} ", name);
  return text;
}

std::string case_of(const CLI::App& verb, const engine::Catalog& catalog) {
  const std::string& name = verb.get_name();
  std::string text;
  std::string words = options_of(verb);
  bool takes_files = false;
  for (const CLI::Option* option : verb.get_options()) {
    const Offer offer = offer_for(*option, catalog);
    const bool is_file = offer.kind == Offer::Kind::files || offer.kind == Offer::Kind::folders;
    if (option->get_positional()) {
      takes_files = takes_files || is_file;
      words = fmt::format("{} {}", offer.words, words);
    }
    if (option->get_type_name().empty()) continue;
    for (const std::string& long_name : option->get_lnames())
      text += fmt::format("    {}:--{}) _lockproof_{} ;;\n", name, long_name,
                          is_file ? "files" : fmt::format("words '{}'", offer.words));
  }
  return text + fmt::format("    {}:*) _lockproof_words '{}'{} ;;\n", name, words,
                            takes_files ? "; _lockproof_files_unless_option" : "");
}

}  // namespace

std::string bash_completion(const Grammar& grammar, const engine::Catalog& catalog) {
  std::string verbs;
  std::string cases;
  for (const CLI::App* verb : verbs_of(grammar)) {
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
