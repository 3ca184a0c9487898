// The part of the house style that a program can check and clang-format does not.
#pragma once

#include <string>
#include <vector>

#include "e2e/source_tree.h"

namespace lockproof::e2e {

// What `file` breaks, one line each: "framework/model/trace.cc:12: trailing white space".
//
// At most 500 lines, no tab, no white space at the end of a line, none of the words that say nothing (util, manager,
// helper, common) in the file's name. A header is guarded; a public one starts with a comment that says what it is.
std::vector<std::string> style_violations(const SourceFile& file);

}  // namespace lockproof::e2e
