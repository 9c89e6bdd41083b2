// SPDX-License-Identifier: MIT
#include "table.hpp"

#include <algorithm>
#include <cstdlib>
#include <ostream>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace inspector {

namespace {

/// Characters, not bytes: continuation bytes of UTF-8 take no place.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char one) { return (static_cast<unsigned char>(one) & 0xC0U) != 0x80U; }));
}

std::string cut(std::string const& text, std::size_t width) {
  if (width_of(text) <= width) return text;
  std::string shorter;
  for (char const one : text) {
    bool const begins = (static_cast<unsigned char>(one) & 0xC0U) != 0x80U;
    if (begins && width_of(shorter) + 1 >= width) break;
    shorter += one;
  }
  return shorter + "…";
}

}  // namespace

void table::print(std::ostream& out) const {
  std::vector<std::size_t> widths;
  for (auto const& one : columns_) widths.push_back(width_of(one.title));
  for (auto const& row : rows_)
    for (std::size_t i = 0; i != row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));

  if (auto const limit = terminal_width(); limit != 0) {
    auto total = 2 * (columns_.size() - 1);
    for (auto const one : widths) total += one;
    for (std::size_t i = columns_.size(); i-- != 0 && total > limit;) {
      if (!columns_[i].shrinks) continue;
      auto const smaller = std::max<std::size_t>(8, widths[i] > total - limit ? widths[i] - (total - limit) : 8);
      if (smaller >= widths[i]) continue;
      total -= widths[i] - smaller;
      widths[i] = smaller;
    }
  }

  auto const line = [&](std::vector<std::string> const& cells) {
    std::string text;
    for (std::size_t i = 0; i != cells.size(); ++i) {
      auto const cell = cut(cells[i], widths[i]);
      std::string const blanks(widths[i] - std::min(widths[i], width_of(cell)), ' ');
      text += (i == 0 ? "" : "  ") + (columns_[i].right ? blanks + cell : cell + blanks);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out << text << '\n';
  };
  std::vector<std::string> titles;
  for (auto const& one : columns_) titles.push_back(one.title);
  if (std::any_of(titles.begin(), titles.end(), [](std::string const& one) { return !one.empty(); })) line(titles);
  for (auto const& row : rows_) line(row);
}

unsigned terminal_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

bool colours() {
  char const* const terminal = std::getenv("TERM");
  return isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr && terminal != nullptr &&
         std::string_view{terminal} != "dumb";
}

}  // namespace inspector
