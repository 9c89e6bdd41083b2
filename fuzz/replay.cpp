// SPDX-License-Identifier: MIT
// Runs a target over files, without a fuzzer: seeds and what was found before.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

int main(int count, char** files) {
  for (int i = 1; i < count; ++i) {
    std::ifstream file{files[i], std::ios::binary};
    std::vector<char> const octets{std::istreambuf_iterator<char>{file}, {}};
    if (!file.eof() && file.fail()) {
      std::fprintf(stderr, "%s cannot be read\n", files[i]);
      return 1;
    }
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(octets.data()), octets.size());
  }
  std::printf("%d inputs\n", count - 1);
  return count > 1 ? 0 : 1;
}
