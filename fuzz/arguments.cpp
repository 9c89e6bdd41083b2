// SPDX-License-Identifier: MIT
// Any words on the command line of the commands that open no port: they end with 0, 1 or 2, and say something.
#include "fuzz.hpp"

#include <iostream>
#include <sstream>
#include <string>
#include <vector>

int meterproto_main(int count, char** words);  // examples/inspector/main.cpp, as this target compiles it

void fuzz_one(fuzz::source in) {
  static char const* const commands[] = {"models", "points", "plan", "decode", "guess", "--help", "--version"};
  std::vector<std::string> words{"meterproto", commands[in.u8() % std::size(commands)]};
  if (words[1] == "points" && in.u8() % 2 == 0) words.emplace_back("leviton_s4100");
  while (!in.empty() && words.size() < 12) {
    auto const part = in.take(1U + in.u8() % 24U);
    std::string word{part.begin(), part.end()};
    word.erase(std::remove(word.begin(), word.end(), '\0'), word.end());
    words.push_back(word);
  }
  std::vector<char*> pointers;
  for (auto& one : words) pointers.push_back(one.data());
  pointers.push_back(nullptr);

  std::istringstream no_input;
  std::ostringstream out;
  auto* const cin = std::cin.rdbuf(no_input.rdbuf());
  auto* const cout = std::cout.rdbuf(out.rdbuf());
  auto* const cerr = std::cerr.rdbuf(out.rdbuf());
  auto const status = meterproto_main(static_cast<int>(words.size()), pointers.data());
  std::cin.rdbuf(cin);
  std::cout.rdbuf(cout);
  std::cerr.rdbuf(cerr);
  std::cin.clear();
  PROMISE(status >= 0 && status <= 2);
  PROMISE(status != 2 || !out.str().empty());
}
