// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

/// Text in columns, no wider than the terminal.
namespace inspector {

struct column {
  std::string title;
  bool right = false;    // numbers
  bool shrinks = false;  // cut with an ellipsis where the line would be too long
};

class table {
 public:
  explicit table(std::vector<column> columns) : columns_{std::move(columns)} {}

  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  void print(std::ostream& out) const;

 private:
  std::vector<column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// Columns of the terminal on standard output; 0 where it is none, and nothing is cut.
unsigned terminal_width();
/// Whether standard output is a terminal that takes colours (NO_COLOR is respected).
bool colours();

}  // namespace inspector
