// Text that is safe on a terminal and whose width is known.
#pragma once

#include <string>
#include <string_view>

namespace lockproof::reports {

// Keeps printable UTF-8. Every byte of anything else is written as \xNN: controls and escape sequences, broken
// UTF-8, and invisible characters that reorder or hide the text around them.
std::string printable(std::string_view text);

// Columns that printable text takes: 2 for most East Asian characters, 0 for combining ones.
int width(std::string_view text);

// At most `columns` wide. "..." stands for what is cut: from the end, or from the middle.
std::string elided(std::string_view text, int columns);
std::string elided_middle(std::string_view text, int columns);

// At least `columns` wide, filled with blanks on the named side.
std::string padded_right(std::string_view text, int columns);
std::string padded_left(std::string_view text, int columns);

}  // namespace lockproof::reports
