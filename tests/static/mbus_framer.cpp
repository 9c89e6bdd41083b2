// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/framer.hpp>

#include <array>
#include <cstdint>

using namespace meterproto;

namespace test_mbus_framer {

/// Sizes of the frames that come out, as decimal digits of one number, and the bytes that were no part of one.
struct heard {
  unsigned sizes = 0;
  std::size_t noise = 0;

  friend constexpr bool operator==(heard const&, heard const&) = default;
};
template <std::size_t Size>
constexpr heard listen(std::uint8_t const (&came)[Size], std::size_t piece = Size) {
  mbus::framer framer;
  heard made;
  auto const count = [&](bytes frame) { made.sizes = made.sizes * 100 + static_cast<unsigned>(frame.size()); };
  for (bytes left{came}; !left.empty();) {
    auto chunk = left.first(piece < left.size() ? piece : left.size());
    left = left.subspan(chunk.size());
    for (auto frame = framer.take(chunk); !frame.empty(); frame = framer.take(chunk)) count(frame);
    if (!chunk.empty()) return {};
  }
  for (auto frame = framer.silence(); !frame.empty(); frame = framer.silence()) count(frame);
  made.noise = framer.noise_seen();
  return framer.noise_seen() == 0 ? made : heard{};
}
template <std::size_t Size>
constexpr bool hears(std::uint8_t const (&came)[Size], unsigned sizes, std::size_t noise) {
  for (std::size_t piece = 1; piece <= Size; ++piece)
    if (listen(came, piece) != heard{sizes, noise}) return false;
  return true;
}

CASE("E5", hears({0xE5}, 1, 0));
CASE("a short frame", hears({0x10, 0x40, 0x01, 0x41, 0x16}, 5, 0));
CASE("frames behind one another, in whatever pieces",
     hears({0xE5, 0x10, 0x5B, 0x01, 0x5C, 0x16, 0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xBB, 0x0F, 0x16, 0xE5}, 1'050'901,
           0));
CASE("noise in front of a frame is passed over and counted",
     hears({0x00, 0xFF, 0x16, 0x10, 0x5B, 0x01, 0x5C, 0x16}, 5, 3));
CASE("noise behind it too", hears({0x10, 0x5B, 0x01, 0x5C, 0x16, 0x16, 0x00}, 5, 2));
CASE("a false start hides no frame behind it",
     hears({0x68, 0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xBB, 0x0F, 0x16}, 9, 1));
CASE("two false starts", hears({0x10, 0x68, 0x10, 0x5B, 0x01, 0x5C, 0x16}, 5, 2));
CASE("a frame behind a broken one", hears({0x10, 0x5B, 0x01, 0x5D, 0x16, 0x10, 0x5B, 0x01, 0x5C, 0x16}, 5, 5));
CASE("a frame inside of one that was cut: silence shows it",
     hears({0x68, 0x0B, 0x0B, 0x68, 0x53, 0x10, 0x5B, 0x01, 0x5C, 0x16}, 5, 5));
CASE("E5 in a wrong length", hears({0x68, 0xFF, 0xE5}, 1, 2));
CASE("what is cut is no frame", hears({0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xBB, 0x0F}, 0, 8));
CASE("what is begun is pending, and what was given is not", [] {
  constexpr std::uint8_t came[] = {0x00, 0x10, 0x5B, 0x01, 0x5C, 0x16, 0x68, 0x03};
  mbus::framer framer;
  bytes left{came};
  auto const frame = framer.take(left);
  bool const given = frame.size() == 5 && framer.pending().empty() && framer.take(left).empty();
  auto const begun = framer.pending();
  bool const pending = begun.size() == 2 && begun[0] == 0x68 && begun[1] == 0x03;
  return given && pending && framer.silence().empty() && framer.pending().empty();
}());
CASE("nothing is nothing", [] {
  mbus::framer framer;
  bytes none;
  return framer.take(none).empty() && framer.silence().empty() && framer.noise_seen() == 0;
}());
CASE("a frame of 255 bytes passes, and the next one", [] {
  std::array<std::uint8_t, mbus::max_frame + 1> all{};
  std::array<std::uint8_t, mbus::max_data> data{};
  if (!mbus::build_frame(0x08, 1, 0x72, data, std::span{all}.first(mbus::max_frame))) return false;
  all.back() = 0xE5;
  mbus::framer framer;
  bytes came{all};
  bool const first = framer.take(came).size() == mbus::max_frame && came.size() == 1;
  return first && framer.take(came).size() == 1 && came.empty() && framer.noise_seen() == 0;
}());
CASE("a begun frame waits for silence", [] {
  mbus::framer framer;
  constexpr std::uint8_t begun[] = {0x10, 0x40};
  bytes came{begun};
  if (!framer.take(came).empty() || framer.noise_seen() != 0) return false;
  constexpr std::uint8_t rest[] = {0x01, 0x41, 0x16};
  came = rest;
  return framer.take(came).size() == 5;
}());
CASE("after silence it is noise", [] {
  mbus::framer framer;
  constexpr std::uint8_t begun[] = {0x10, 0x40};
  bytes came{begun};
  static_cast<void>(framer.take(came));
  return framer.silence().empty() && framer.noise_seen() == 2 && framer.noise_seen() == 0;
}());

}  // namespace test_mbus_framer
