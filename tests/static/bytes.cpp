// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/bytes.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

using namespace meterproto;

namespace {

constexpr std::array<std::uint8_t, 5> five{0x12, 0x34, 0x56, 0x78, 0x9A};

constexpr bytes none{};

constexpr bool equal(bytes left, bytes right) {
  return std::ranges::equal(left, right);
}

/// A reader that has already read `count` bytes.
constexpr reader behind(std::size_t count) {
  reader in{five};
  in.take(count);
  return in;
}
constexpr reader failed() {
  reader in{five};
  in.take(6);
  return in;
}

template <std::size_t Size, class Fill>
constexpr auto filled(Fill fill) {
  struct outcome {
    std::array<std::uint8_t, Size> space{};
    bool ok = false;
    std::size_t needed = 0;
    std::size_t written = 0;
  } made;
  made.space.fill(0xEE);
  writer out{made.space};
  fill(out);
  made.ok = out.ok();
  made.needed = out.needed();
  made.written = out.written().size();
  return made;
}

}  // namespace

CASE("a byte is read", reader{five}.u8() == 0x12);
CASE("two bytes are read high byte first", reader{five}.u16() == 0x1234);
CASE("two bytes are read low byte first where the name says so", reader{five}.u16_little_endian() == 0x3412);
CASE("four bytes are read high byte first", reader{five}.u32() == 0x1234'5678);
CASE("reading goes on behind what was read", behind(1).u16() == 0x3456);
CASE("a byte above 7F stays a byte", behind(4).u8() == 0x9A);
CASE("the top bit of a word does not spread", [] {
  std::array<std::uint8_t, 4> const high{0xFF, 0xFE, 0xFD, 0xFC};
  return reader{high}.u32();
}() == 0xFFFE'FDFC);
CASE("a view is taken, not a copy", [] {
  reader in{five};
  return in.take(3).data() == five.data();
}());
CASE("what is taken has the length asked for", equal(behind(1).take(3), bytes{five}.subspan(1, 3)));
CASE("all can be taken at once", reader{five}.take(5).size() == 5);
CASE("nothing can be taken from anywhere", [] {
  reader in{five};
  return in.take(0).empty() && in.ok() && in.at() == 0;
}());
CASE("nothing can be taken at the end", [] {
  auto in = behind(5);
  return in.take(0).empty() && in.ok() && in.at_end();
}());
CASE("the rest is what is left", behind(2).rest().size() == 3);
CASE("the rest at the end is empty and no fault", [] {
  auto in = behind(5);
  return in.rest().empty() && in.at_end();
}());
CASE("place and left add up", behind(2).at() == 2 && behind(2).left() == 3);
CASE("the end is reached when all is read", behind(5).at_end() && behind(5).ok());
CASE("and not before", !behind(4).at_end() && behind(4).ok());

CASE("one byte too many gives none", [] {
  reader in{five};
  return in.take(6).empty() && !in.ok();
}());
CASE("a length of all ones from a wire gives none", [] {
  auto in = behind(1);
  return in.take(~std::size_t{0}).empty() && !in.ok();
}());
CASE("a length that would wrap around gives none", [] {
  auto in = behind(3);
  return in.take(~std::size_t{0} - 1).empty() && !in.ok();
}());
CASE("a byte past the end is 0", behind(5).u8() == 0);
CASE("a word past the end is 0", behind(5).u16() == 0 && behind(5).u16_little_endian() == 0 && behind(5).u32() == 0);
CASE("half a word is 0, not half of it", behind(4).u16() == 0 && behind(4).u16_little_endian() == 0);
CASE("a fault is remembered", [] {
  auto in = failed();
  in.take(0);
  in.rest();
  return in.ok();
}() == false);
CASE("after a fault nothing more is read", [] {
  auto in = failed();
  return in.u8() == 0 && in.rest().empty() && in.left() == 0;
}());
CASE("after a fault the end is not reached", !failed().at_end());
CASE("an empty source has an end and no byte", reader{none}.at_end() && reader{none}.u8() == 0);
CASE("reading from an empty source is a fault", [] {
  reader in{none};
  in.u8();
  return in.ok();
}() == false);

// At any address; at run time by one load, in a constant expression byte by byte.
constexpr std::array<std::uint8_t, 9> nine{0xFF, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0};
CASE("words begin with their lowest byte", little_endian<std::uint16_t>(nine.data() + 1) == 0x3412 &&
                                               little_endian<std::uint32_t>(nine.data() + 1) == 0x7856'3412 &&
                                               little_endian<std::uint64_t>(nine.data() + 1) == 0xF0DE'BC9A'7856'3412);
CASE("a word at its own alignment", [] {
  alignas(4) std::array<std::uint8_t, 4> const four{0x12, 0x34, 0x56, 0x78};
  return is_at_a_word(four.data()) && whole_word(four.data()) == 0x7856'3412;
}());

CASE("bytes are copied, and none where there are none", [] {
  std::array<std::uint8_t, 6> space{1, 2, 3, 4, 5, 6};
  copy({}, space);
  bool const untouched = space == std::array<std::uint8_t, 6>{1, 2, 3, 4, 5, 6};
  copy(five, space);
  return untouched && space == std::array<std::uint8_t, 6>{0x12, 0x34, 0x56, 0x78, 0x9A, 6};
}());

CASE("a byte is written", filled<1>([](writer& out) { out.u8(0x12); }).space == std::array<std::uint8_t, 1>{0x12});
CASE("two bytes are written high byte first",
     filled<2>([](writer& out) { out.u16(0x1234); }).space == std::array<std::uint8_t, 2>{0x12, 0x34});
CASE("two bytes are written low byte first where the name says so",
     filled<2>([](writer& out) { out.u16_little_endian(0x1234); }).space == std::array<std::uint8_t, 2>{0x34, 0x12});
CASE("bytes are put in their order", filled<5>([](writer& out) { out.put(five); }).space == five);
CASE("writing goes on behind what was written",
     filled<4>([](writer& out) { out.u8(1).u16(0x0203).u8(4); }).space == std::array<std::uint8_t, 4>{1, 2, 3, 4});
CASE("what was not written is left alone",
     filled<3>([](writer& out) { out.u8(1); }).space == std::array<std::uint8_t, 3>{1, 0xEE, 0xEE});
CASE("the written part is as long as what was written", filled<3>([](writer& out) { out.u16(1); }).written == 2);
CASE("a full target is no fault", filled<2>([](writer& out) { out.u16(1); }).ok);
CASE("one byte too many is a fault", !filled<2>([](writer& out) { out.u16(1).u8(2); }).ok);
CASE("what does not fit is counted", filled<2>([](writer& out) { out.put(five).u16(0); }).needed == 7);
CASE("and not written", filled<2>([](writer& out) { out.put(five); }).space == std::array<std::uint8_t, 2>{0x12, 0x34});
CASE("the written part never goes past the target", filled<2>([](writer& out) { out.put(five); }).written == 2);
CASE("an empty target counts too", [] {
  writer out{{}};
  out.u16(7).put(five);
  return out.needed() == 7 && !out.ok() && out.written().empty();
}());
CASE("nothing written is no fault", filled<0>([](writer&) {}).ok&& filled<0>([](writer&) {}).needed == 0);
