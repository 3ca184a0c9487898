#include "reports/table.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

constexpr int kGap = 2;

int column_width(const Table& table, std::size_t column) {
  int widest = width(table.columns[column].title);
  for (const auto& row : table.rows) {
    widest = std::max(widest, width(row[column].text));
  }
  return widest;
}

std::string rule(int columns, const Style& style) {
  std::string text;
  for (int i = 0; i < columns; ++i) {
    text += style.unicode ? "─" : "-";
  }
  return text;
}

class TableLines {
 public:
  explicit TableLines(const Style& style) : style_(style) {}

  void add(const Cell& cell, int columns, bool is_number) {
    if (!is_first_) text_.append(kGap, ' ');
    is_first_ = false;
    // Blanks stay outside of the colour: end_line() can take them away.
    const std::string blanks(static_cast<std::size_t>(std::max(0, columns - width(cell.text))), ' ');
    const std::string text = painted(cell.text, cell.colour, style_);
    text_ += is_number ? blanks + text : text + blanks;
  }

  void end_line() {
    text_.resize(text_.find_last_not_of(' ') + 1);
    text_ += '\n';
    is_first_ = true;
  }

  std::string text() { return std::move(text_); }

 private:
  const Style& style_;
  std::string text_;
  bool is_first_ = true;
};

}  // namespace

int width(const Table& table) {
  int total = 0;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    total += column_width(table, i) + (i == 0 ? 0 : kGap);
  }
  return total;
}

std::string to_text(const Table& table, const Style& style) {
  std::vector<int> widths;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    widths.push_back(column_width(table, i));
  }

  TableLines lines(style);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    lines.add({table.columns[i].title, Colour::bold}, widths[i], table.columns[i].is_number);
  }
  lines.end_line();
  for (const int columns : widths) {
    lines.add({rule(columns, style), Colour::faint}, columns, false);
  }
  lines.end_line();
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      lines.add(row[i], widths[i], table.columns[i].is_number);
    }
    lines.end_line();
  }
  return lines.text();
}

}  // namespace lockproof::reports
