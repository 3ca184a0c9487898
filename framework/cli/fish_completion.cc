#include "cli/fish_completion.h"

#include <fmt/format.h>

#include <string_view>

#include "cli/offer.h"

namespace lockproof::cli {
namespace {

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// What follows the option, as options of `complete`.
std::string value_text(const Offer& offer) {
  switch (offer.kind) {
    case Offer::Kind::nothing:
      return " -x";
    case Offer::Kind::words:
      return fmt::format(
          " -x -a {}", offer.is_list ? fmt::format("'(__fish_append , {})'", offer.words) : single_quoted(offer.words));
    case Offer::Kind::files:
      return " -r -F";
    case Offer::Kind::folders:
      return " -x -a '(__fish_complete_directories)'";
  }
  return "";
}

std::string option_lines(const std::string& verb, const CLI::Option& option, const engine::Catalog& catalog) {
  const std::string start = fmt::format("complete -c lockproof -n '__fish_seen_subcommand_from {}'", verb);
  const Offer offer = offer_for(option, catalog);
  if (option.get_positional())
    return offer.kind == Offer::Kind::files ? start + " -F\n"
                                            : fmt::format("{} -a {}\n", start, single_quoted(offer.words));
  const std::string value = option.get_type_name().empty() ? "" : value_text(offer);
  std::string lines;
  for (const std::string& name : option.get_lnames())
    lines += fmt::format("{} -l {}{} -d {}\n", start, name, value, single_quoted(option.get_description()));
  return lines;
}

}  // namespace

std::string fish_completion(const Grammar& grammar, const engine::Catalog& catalog) {
  std::string text = fmt::format(
      "# fish completion for lockproof {}\ncomplete -c lockproof -f\n"
      "complete -c lockproof -n __fish_use_subcommand -l help -d 'Print help and exit'\n"
      "complete -c lockproof -n __fish_use_subcommand -l version -d 'Print the version and exit'\n",
      LOCKPROOF_VERSION);
  for (const CLI::App* verb : verbs_of(grammar)) {
    text += fmt::format("complete -c lockproof -n __fish_use_subcommand -a {} -d {}\n", verb->get_name(),
                        single_quoted(verb->get_description()));
    for (const CLI::Option* option : verb->get_options()) text += option_lines(verb->get_name(), *option, catalog);
  }
  return text;
}

}  // namespace lockproof::cli
