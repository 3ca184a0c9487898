// What a shell offers for the value of an option, or for a word that belongs to none.
#pragma once

#include <string>
#include <vector>

#include "cli/grammar.h"
#include "engine/catalog.h"

namespace lockproof::cli {

struct Offer {
  enum class Kind { nothing, words, files, folders };
  Kind kind = Kind::nothing;  // nothing to offer: a number, a duration...
  std::string words{};        // separated by blanks
  bool is_list = false;       // several words may follow one another with commas between them
};

Offer offer_for(const CLI::Option& option, const engine::Catalog& catalog);

// In the order of --help.
std::vector<const CLI::App*> verbs_of(const Grammar& grammar);

}  // namespace lockproof::cli
