// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

// What the targets share: choices out of the fuzzer's octets, and how a broken promise is told. A target includes this
// and defines `fuzz(source)`; each run is one input, without memory of those before.

namespace fuzz {

using meterproto::bytes;

/// Reads choices from the front; behind the end, zeros.
class source {
 public:
  explicit source(bytes all) : all_{all} {}

  std::uint8_t u8() {
    if (all_.empty()) return 0;
    auto const octet = all_.front();
    all_ = all_.subspan(1);
    return octet;
  }
  std::uint16_t u16() { return static_cast<std::uint16_t>(u8() << 8U | u8()); }
  std::uint32_t u32() { return std::uint32_t{u16()} << 16U | u16(); }
  bytes take(std::size_t count) {
    auto const part = all_.first(std::min(count, all_.size()));
    all_ = all_.subspan(part.size());
    return part;
  }
  bytes rest() { return take(all_.size()); }
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  bytes all_;
};

/// Memory of just these octets, so that a sanitizer sees the first one beyond.
inline std::vector<std::uint8_t> copy_of(bytes all) {
  return {all.begin(), all.end()};
}

inline bool same(bytes left, bytes right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

/// A promise of the library.
#define PROMISE(...)                                                              \
  do {                                                                            \
    if (!(__VA_ARGS__)) {                                                         \
      std::fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #__VA_ARGS__); \
      std::abort();                                                               \
    }                                                                             \
  } while (false)

}  // namespace fuzz

/// What each target defines.
void fuzz_one(fuzz::source in);

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const own = fuzz::copy_of({data, size});
  fuzz_one(fuzz::source{own});
  return 0;
}
