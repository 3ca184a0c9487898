#include "cli/offer.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/selection.h"
#include "explore/strategies.h"

namespace lockproof::cli {
namespace {

std::string strategy_names() {
  std::string text;
  for (const auto& strategy : explore::all_strategies())
    text += fmt::format("{}{}", text.empty() ? "" : " ", strategy.name);
  return text;
}

// "locks scenarios" for WHAT:{locks,scenarios}; "" where there is no such choice.
std::string choices_of(const CLI::Option& option) {
  std::string text = value_of(option).range;
  if (!text.starts_with('{')) return "";
  std::ranges::replace(text, ',', ' ');
  return text.substr(1, text.size() - 2);
}

}  // namespace

Offer offer_for(const CLI::Option& option, const engine::Catalog& catalog) {
  using enum Offer::Kind;
  const std::string type = value_of(option).name;
  if (type.ends_with("FILE")) return {files};
  if (type == "DIR") return {folders};
  if (option.check_lname("lock"))
    return {words,
            fmt::format("all published mutants {} {} {}", names_of(catalog.locks, " "),
                        names_of(catalog.published, " "), names_of(catalog.mutants, " ")),
            true};
  if (option.check_lname("scenario")) return {words, "all " + names_of(catalog.scenarios, " "), true};
  if (option.check_lname("strategy")) return {words, strategy_names()};
  std::string choices = choices_of(option);
  return choices.empty() ? Offer{} : Offer{words, std::move(choices)};
}

std::vector<const CLI::App*> verbs_of(const Grammar& grammar) {
  return grammar.app.get_subcommands([](const CLI::App*) { return true; });
}

}  // namespace lockproof::cli
