// Contracts in words: on the command line, in lock files and in replay tokens.
#pragma once

#include <string>
#include <string_view>

#include "explore/word.h"
#include "lockproof/contract.h"

namespace lockproof::explore {

// Makes `contract` say what `word` says: the name of one of its items (lockproof/contract.h) and its value.
//   kill_safe=false
//   recovery_max=10s    pause_max=none     clock_skew_max=2.5s
//   may_stay={lock},{lock}.guard           may_stay=     (nothing)
// Throws BadWord.
void set_promise(Contract& contract, std::string_view word);

// A word for each item in which `contract` is not as `usual`, each ended by a newline. set_promise of each, on `usual`,
// gives the same contract.
std::string to_text(const Contract& contract, const Contract& usual);

// The names of all items, in the order of the header.
std::string promise_names();

}  // namespace lockproof::explore
