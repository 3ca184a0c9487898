// A table of text: a line of titles, a rule, rows.
#pragma once

#include <string>
#include <vector>

#include "reports/style.h"

namespace lockproof::reports {

struct Cell {
  std::string text;  // printable
  Colour colour = Colour::none;
};

struct Column {
  std::string title;
  bool is_number = false;  // to the right
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // each with one cell for each column
};

// What the longest possible line of it takes.
int width(const Table& table);

// Lines end with a newline and never with blanks. The table is as wide as it is; Style::columns does not matter.
std::string to_text(const Table& table, const Style& style);

}  // namespace lockproof::reports
