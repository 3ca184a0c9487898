// Conditions in words: on the command line and in replay tokens.
#pragma once

#include <string>
#include <string_view>

#include "explore/word.h"
#include "lockproof/conditions.h"

namespace lockproof::explore {

// Whether the word's name is one of a condition's.
bool is_condition(std::string_view word);

// Makes `word` hold:
//   clock_skew=-30s:actor=2       its wall clock is behind
//   clock_drift=200:actor=1       ... or runs too fast, by 200 parts in a million
//   server_skew=5s                the clock of file times
//   file_times=2s                 ... which are cut off to whole multiples
//   containers  users  nonatomic_create  inodes_reused  attribute_cache=3s
//   plant=locks/build.lock        an empty file; or with
//     :text=4711%20host%0A  :directory  :symlink=../elsewhere  :missing  :read_only  and  :age=600s
//   check=test%20-e%20made        the command that is run at the end
// What is set twice has the later value. In paths and texts, %XX stands for a byte: %20 for a space, %3A for a colon.
// Throws BadWord.
void add_condition(Conditions& conditions, std::string_view word);

// Words for all of `conditions`, without spaces, each ended by a newline; empty if nothing is special. add_condition of
// each gives the same conditions.
std::string to_text(const Conditions& conditions);

}  // namespace lockproof::explore
