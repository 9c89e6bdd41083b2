// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/frame.hpp>
#include <meterproto/mbus/timing.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

using namespace meterproto;

namespace test_mbus_frame {

template <std::size_t Size>
using typed = std::uint8_t const (&)[Size];

template <std::size_t Size>
constexpr error fault_of(typed<Size> frame) {
  return mbus::parse_frame(frame).error();
}
template <std::size_t Size>
constexpr bool every_cut_is_refused(typed<Size> frame) {
  for (std::size_t size = 0; size != Size; ++size) {
    auto const why = mbus::parse_frame(bytes{frame}.first(size)).error();
    if (why != errc::too_short || why.at != size || why.detail <= size) return false;
  }
  return true;
}
template <std::size_t Size>
constexpr bool every_bit_error_is_refused(typed<Size> frame) {
  std::array<std::uint8_t, Size> broken{};
  for (std::size_t bit = 0; bit != 8 * Size; ++bit) {
    std::copy(frame, frame + Size, broken.begin());
    broken[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    if (mbus::parse_frame(broken)) return false;
  }
  return true;
}
template <std::size_t Size>
constexpr bool parses(typed<Size> frame, mbus::frame_type type, unsigned c, unsigned a, unsigned ci, std::size_t data) {
  auto const got = mbus::parse_frame(frame);
  return got && got->type == type && got->c == c && got->a == a && got->ci == ci && got->data.size() == data &&
         (data == 0 || got->data.data() == frame + 7) && mbus::frame_length(frame) == Size;
}
using enum mbus::frame_type;

// EN 13757-2 and IEC 60870-5-2, FT 1.2: the four forms
constexpr std::uint8_t acknowledged[] = {0xE5};
constexpr std::uint8_t reset[] = {0x10, 0x40, 0x01, 0x41, 0x16};
constexpr std::uint8_t baud[] = {0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xBB, 0x0F, 0x16};
constexpr std::uint8_t address[] = {0x68, 0x06, 0x06, 0x68, 0x53, 0x01, 0x51, 0x01, 0x7A, 0x01, 0x21, 0x16};
CASE("E5 is a whole frame", parses(acknowledged, ack, 0, 0, 0, 0));
CASE("10 C A sum 16", parses(reset, short_frame, 0x40, 1, 0, 0));
CASE("68 03 03 68 C A CI sum 16", parses(baud, control_frame, 0x53, 1, 0xBB, 0));
CASE("68 L L 68 C A CI data sum 16", parses(address, long_frame, 0x53, 1, 0x51, 3));
CASE("control and long frames have a CI field, the others have none", [] {
  return !mbus::parse_frame(acknowledged)->has_ci() && !mbus::parse_frame(reset)->has_ci() &&
         mbus::parse_frame(baud)->has_ci() && mbus::parse_frame(address)->has_ci();
}());

CASE("every cut is refused", every_cut_is_refused(acknowledged) && every_cut_is_refused(reset) &&
                                 every_cut_is_refused(baud) && every_cut_is_refused(address));
CASE("every bit error is refused", every_bit_error_is_refused(acknowledged) && every_bit_error_is_refused(reset) &&
                                       every_bit_error_is_refused(baud) && every_bit_error_is_refused(address));

// Errors, each with its place
CASE("nothing is too short", mbus::parse_frame({}).error() == error{errc::too_short, 0, 1});
CASE("a frame ends with its stop", fault_of({0xE5, 0xE5}) == error{errc::too_long, 1, 1} &&
                                       fault_of({0x10, 0x40, 0x01, 0x41, 0x16, 0x16}) == error{errc::too_long, 5, 5});
CASE("no other byte begins one", [] {
  for (unsigned first = 0; first != 0x100; ++first) {
    if (first == 0xE5 || first == 0x10 || first == 0x68) continue;
    std::uint8_t const begin[] = {static_cast<std::uint8_t>(first)};
    if (mbus::frame_length(begin).error() != error{errc::bad_start, 0, first}) return false;
  }
  return true;
}());
CASE("A2, the single character that nobody uses, is none", fault_of({0xA2}) == error{errc::bad_start, 0, 0xA2});
CASE("there are at least C, A and CI",
     fault_of({0x68, 0x02, 0x02, 0x68, 0x53, 0x01, 0x54, 0x16}) == error{errc::bad_count, 1, 3} &&
         fault_of({0x68, 0x00}) == error{errc::bad_count, 1, 3});
CASE("both lengths are the same",
     fault_of({0x68, 0x03, 0x04, 0x68, 0x53, 0x01, 0xBB, 0x0F, 0x16}) == error{errc::bad_count, 2, 3});
CASE("the second start is 68",
     fault_of({0x68, 0x03, 0x03, 0x10, 0x53, 0x01, 0xBB, 0x0F, 0x16}) == error{errc::bad_value, 3, 0x10});
CASE("the sum is that of C, A, CI and data",
     fault_of({0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xBB, 0x10, 0x16}) == error{errc::bad_checksum, 7, 0x0F} &&
         fault_of({0x10, 0x40, 0x01, 0x40, 0x16}) == error{errc::bad_checksum, 3, 0x41});
CASE("the stop is 16",
     fault_of({0x68, 0x03, 0x03, 0x68, 0x53, 0x01, 0xBB, 0x0F, 0x17}) == error{errc::bad_stop, 8, 0x17} &&
         fault_of({0x10, 0x40, 0x01, 0x41, 0x68}) == error{errc::bad_stop, 4, 0x68});
CASE("how long it is shows with the fourth byte, of a short one with the first", [] {
  auto const so_far = [](std::size_t many) { return mbus::frame_length(bytes{baud}.first(many)); };
  return so_far(0) == std::size_t{0} && so_far(1) == std::size_t{0} && so_far(2) == std::size_t{0} &&
         so_far(3) == std::size_t{0} && so_far(4) == std::size_t{9} &&
         mbus::frame_length(bytes{reset}.first(1)) == std::size_t{5};
}());

// Built
CASE("the sum has no carry", [] {
  constexpr std::uint8_t much[] = {0xFF, 0xFF, 0x02};
  return mbus::checksum_of(much) == 0 && mbus::checksum_of({}) == 0;
}());
CASE("SND_NKE to 1", std::ranges::equal(mbus::short_frame(0x40, 1), reset));
CASE("the sum of a short frame has no carry either", mbus::short_frame(0x7B, 0xFE)[3] == 0x79);
CASE("a control frame, and a long one", [] {
  std::array<std::uint8_t, mbus::max_frame> space{};
  constexpr std::uint8_t data[] = {0x01, 0x7A, 0x01};
  return std::ranges::equal(*mbus::build_frame(0x53, 1, 0xBB, {}, space), baud) &&
         std::ranges::equal(*mbus::build_frame(0x53, 1, 0x51, data, space), address);
}());
CASE("252 bytes of data are the most", [] {
  std::array<std::uint8_t, mbus::max_frame> space{};
  std::array<std::uint8_t, 253> data{};
  data.fill(0xFF);
  auto const built = mbus::build_frame(0xFF, 0xFF, 0xFF, bytes{data}.first(252), space);
  if (!built || built->size() != 261 || (*built)[1] != 0xFF || (*built)[2] != 0xFF) return false;
  auto const parsed = mbus::parse_frame(*built);
  return parsed && parsed->data.size() == 252 &&
         mbus::build_frame(0xFF, 0xFF, 0xFF, data, space).error() == error{errc::too_long, 252, 252};
}());
CASE("what is built needs room", [] {
  constexpr std::uint8_t data[] = {0x01, 0x7A, 0x01};
  std::array<std::uint8_t, 12> space{};
  for (std::size_t room = 0; room != 12; ++room)
    if (mbus::build_frame(0x53, 1, 0x51, data, std::span{space}.first(room)).error() !=
        error{errc::buffer_too_small, 0, 12})
      return false;
  return mbus::build_frame(0x53, 1, 0x51, data, space).has_value();
}());

// The C field: EN 13757-2
CASE("the frame count bit is no part of the function, of a request",
     mbus::control_of(0x53) == mbus::control::snd_ud && mbus::control_of(0x73) == mbus::control::snd_ud &&
         mbus::control_of(0x5A) == mbus::control::req_ud1 && mbus::control_of(0x7A) == mbus::control::req_ud1 &&
         mbus::control_of(0x5B) == mbus::control::req_ud2 && mbus::control_of(0x7B) == mbus::control::req_ud2);
CASE("SND_NKE is 40", mbus::control_of(0x40) == mbus::control::snd_nke);
CASE("ACD and DFC are none of an answer",
     mbus::control_of(0x08) == mbus::control::rsp_ud && mbus::control_of(0x18) == mbus::control::rsp_ud &&
         mbus::control_of(0x28) == mbus::control::rsp_ud && mbus::control_of(0x38) == mbus::control::rsp_ud);
CASE("73 and 53, 7B and 5B", mbus::with_frame_count(mbus::control::snd_ud, true) == 0x73 &&
                                 mbus::with_frame_count(mbus::control::snd_ud, false) == 0x53 &&
                                 mbus::with_frame_count(mbus::control::req_ud2, true) == 0x7B &&
                                 mbus::with_frame_count(mbus::control::req_ud2, false) == 0x5B);

// Timing: 11 to 330 bit times + 50 ms
CASE("at 2400 Bd: 137.5 ms + 50 ms", mbus::answer_timeout_us(2400) == 187'500);
CASE("at 300 Bd: 1.1 s + 50 ms", mbus::answer_timeout_us(300) == 1'150'000);
CASE("at 9600 Bd: 34.375 ms + 50 ms", mbus::answer_timeout_us(9600) == 84'375);
CASE("rounded up",
     mbus::bit_times(1, 9600) == 105 && mbus::bit_times(0, 300) == 0 && mbus::bit_times(3, 3) == 1'000'000);
CASE("33 bit times", mbus::frame_gap_us(2400) == 13'750 && mbus::frame_gap_us(300) == 110'000);

}  // namespace test_mbus_frame
