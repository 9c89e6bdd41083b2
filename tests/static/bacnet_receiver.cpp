// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../octets.hpp"

#include <meterproto/bacnet/receiver.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

using namespace meterproto;

namespace test_bacnet_receiver {

using bacnet::frame_type;
using bacnet::heard;
using bacnet::reception;
using tests::is;
using tests::typed;

/// A receiver for a station with its buffer, and a clock that a test sets.
template <std::size_t Room = 600>
struct station {
  std::array<std::uint8_t, Room> buffer{};
  bacnet::receiver at;

  constexpr explicit station(std::uint8_t address) : at{address, buffer, 1000} {}
  station(station const&) = delete;

  /// The only thing heard in these octets, which are all taken.
  constexpr reception hear(bytes came, std::uint32_t now = 0) {
    auto const first = at.take(came, now);
    if (!came.empty()) return {heard::nothing, {}, errc::too_long};
    return first;
  }
  template <std::size_t Size>
  constexpr reception hear(typed<Size> came, std::uint32_t now = 0) {
    return hear(bytes{came}, now);
  }
  constexpr bool hears_nothing(bytes came, std::uint32_t now = 0) {
    return hear(came, now).what == heard::nothing && hear(came.last(0), now).what == heard::nothing;
  }
};
constexpr bool is_frame(reception const& got, frame_type type, unsigned destination, unsigned source, bytes data) {
  return got.what == heard::valid && got.received.type == type && got.received.destination == destination &&
         got.received.source == source && is(got.received.data, data) && got.why == error{};
}

constexpr std::uint8_t token[] = {0x55, 0xFF, 0x00, 0x01, 0x02, 0x00, 0x00, 0x40};
constexpr std::uint8_t answer[] = {0x55, 0xFF, 0x06, 0x02, 0x05, 0x00, 0x13, 0xF4, 0x01, 0x00,
                                   0x30, 0x01, 0x0C, 0x0C, 0x00, 0x00, 0x00, 0x01, 0x19, 0x55,
                                   0x3E, 0x44, 0xC4, 0x9A, 0x50, 0x00, 0x3F, 0xB2, 0x0C};
constexpr std::uint8_t who_is[] = {0x55, 0xFF, 0x06, 0xFF, 0x02, 0x00, 0x04, 0x2A, 0x01, 0x00, 0x10, 0x08, 0xBC, 0xF9};
constexpr std::uint8_t one_encoded[] = {0x55, 0xFF, 0x21, 0x02, 0x05, 0x00, 0x05, 0x60,
                                        0x57, 0x54, 0x50, 0x25, 0xA2, 0xBF, 0x62};
constexpr auto answered = bytes{answer}.subspan(8, 19);

constexpr bool is_answer(reception const& got) {
  return is_frame(got, frame_type::data_not_expecting_reply, 2, 5, answered);
}

// Frames for this node
CASE("a token", is_frame(station{1}.hear(token), frame_type::token, 1, 2, {}));
CASE("data", [] {
  station two{2};
  auto const got = two.hear(answer);
  return is_answer(got) && got.received.length == 19 && got.received.data.data() == two.buffer.data();
}());
CASE("a broadcast",
     is_frame(station{2}.hear(who_is), frame_type::data_not_expecting_reply, 255, 2, bytes{who_is}.subspan(8, 4)));
CASE("encoded data, decoded", [] {
  constexpr std::uint8_t data[] = {0x01};
  station two{2};
  return is_frame(two.hear(one_encoded), frame_type::extended_data_not_expecting_reply, 2, 5, data);
}());
CASE("octet by octet", [] {
  station two{2};
  for (std::size_t i = 0; i + 1 != sizeof(answer); ++i)
    if (!two.hears_nothing(bytes{answer}.subspan(i, 1), static_cast<std::uint32_t>(i))) return false;
  return is_answer(two.hear(bytes{answer}.last(1), 100));
}());
CASE("in two parts, wherever they meet", tests::every_cut(answer, [](bytes cut) {
       station two{2};
       return two.hears_nothing(cut) && is_answer(two.hear(bytes{answer}.subspan(cut.size())));
     }));
CASE("up to the end of the first frame", [] {
  std::array<std::uint8_t, 2 * sizeof(answer)> both{};
  for (std::size_t i = 0; i != both.size(); ++i) both[i] = answer[i % sizeof(answer)];
  station two{2};
  bytes came{both};
  return is_answer(two.at.take(came, 0)) && came.size() == sizeof(answer) && is_answer(two.at.take(came, 0)) &&
         came.empty() && two.at.seen().valid == 2;
}());

// Frames for others
CASE("another's token is told of, and is not this node's", [] {
  station three{3};
  auto const got = three.hear(token);
  return got.what == heard::not_for_us && got.received.type == frame_type::token && got.received.destination == 1 &&
         got.received.source == 2 && three.at.seen().not_for_us == 1 && three.at.seen().valid == 0 &&
         three.at.silence(10'000).what == heard::nothing;
}());
CASE("another's data are passed over, though a frame stands in them", [] {
  // Type 6 from 5 to 7, and in it a token for 1
  constexpr std::uint8_t outer[] = {0x55, 0xFF, 0x06, 0x07, 0x05, 0x00, 0x08, 0x56, 0x55,
                                    0xFF, 0x00, 0x01, 0x02, 0x00, 0x00, 0x40, 0x08, 0xD4};
  station one{1};
  auto const header = one.hear(bytes{outer}.first(8));
  return header.what == heard::not_for_us && header.received.length == 8 && header.received.data.empty() &&
         one.hears_nothing(bytes{outer}.subspan(8)) && is_frame(one.hear(token), frame_type::token, 1, 2, {}) &&
         one.at.seen().not_for_us == 1;
}());
CASE("of another's data the CRC does not matter", [] {
  station one{1};
  bytes came{answer};
  if (one.at.take(came, 0).what != heard::not_for_us || came.size() != 21) return false;
  constexpr std::uint8_t noise[21] = {0x55, 0xFF};
  return one.hears_nothing(noise) && one.at.seen().bad_data == 0 && one.hear(token).what == heard::valid;
}());
CASE("who listens to all hears all", [] {
  station all{bacnet::receiver::every_station};
  return is_frame(all.hear(token), frame_type::token, 1, 2, {}) && is_answer(all.hear(answer)) &&
         all.hear(who_is).what == heard::valid && all.at.seen().valid == 3;
}());

// Damaged frames
constexpr bool is_invalid(reception const& got, error const& why) {
  return got.what == heard::invalid && got.why == why;
}
CASE("another header CRC", [] {
  constexpr std::uint8_t damaged[] = {0x55, 0xFF, 0x00, 0x01, 0x02, 0x00, 0x00, 0x41};
  station one{1};
  return is_invalid(one.hear(damaged), {errc::bad_checksum, 7, 0x40}) && one.at.seen().bad_header == 1 &&
         one.hear(token).what == heard::valid;
}());
CASE("a source of 255", [] {
  constexpr std::uint8_t damaged[] = {0x55, 0xFF, 0x00, 0x01, 0xFF, 0x00, 0x00, 0x62};
  return is_invalid(station{1}.hear(damaged), {errc::bad_value, 4, 255});
}());
CASE("a length of 502 ends the frame with its header: the next one may stand where the data would", [] {
  constexpr std::uint8_t header[] = {0x55, 0xFF, 0x06, 0x02, 0x05, 0x01, 0xF6, 0xFD};
  station two{2};
  return is_invalid(two.hear(header), {errc::bad_quantity, 5, 501}) && is_answer(two.hear(answer));
}());
CASE("another data CRC", [] {
  std::array<std::uint8_t, sizeof(answer)> damaged{};
  for (std::size_t i = 0; i != damaged.size(); ++i) damaged[i] = answer[i];
  damaged[28] = 0x0D;
  station two{2};
  auto const got = two.hear(bytes{damaged});
  return is_invalid(got, {errc::bad_crc, 27, 0x0CB2}) && got.received.source == 5 && got.received.data.empty() &&
         two.at.seen().bad_data == 1 && two.at.seen().valid == 0 && is_answer(two.hear(answer));
}());
CASE("a code of 0 in encoded data", [] {
  constexpr std::uint8_t damaged[] = {0x55, 0xFF, 0x21, 0x02, 0x05, 0x00, 0x05, 0x60,
                                      0x57, 0x54, 0x55, 0x25, 0xA2, 0xBF, 0x62};
  return is_invalid(station{2}.hear(damaged), {errc::bad_encoding, 10, 0x55});
}());
CASE("no bit error makes a frame", tests::every_bit_error(answer, [](bytes broken) {
       station two{2};
       while (!broken.empty())
         if (two.at.take(broken, 0).what == heard::valid) return false;
       return true;
     }));

// A frame that is longer than the buffer, which takes data and CRC
CASE("21 octets hold 19 and their CRC, 20 do not", [] {
  station<21> wide{2};
  station<20> narrow{2};
  bytes came{answer};
  auto const got = narrow.at.take(came, 0);
  return is_answer(wide.hear(answer)) && is_invalid(got, {errc::buffer_too_small, 8, 21}) && came.size() == 21 &&
         got.received.source == 5 && got.received.length == 19;
}());
CASE("its data are passed over, and the next frame is heard", [] {
  station<20> narrow{1};
  // Type 6 from 5 to all, of 20 octets in which a token stands
  constexpr std::uint8_t header[] = {0x55, 0xFF, 0x06, 0xFF, 0x05, 0x00, 0x14, 0x16};
  constexpr std::uint8_t rest[22] = {0x55, 0xFF, 0x00, 0x01, 0x02, 0x00, 0x00, 0x40};
  return is_invalid(narrow.hear(header), {errc::buffer_too_small, 8, 22}) && narrow.hears_nothing(rest) &&
         narrow.at.seen().too_long == 1 && narrow.at.seen().bad_data == 0 && narrow.hear(token).what == heard::valid;
}());
CASE("a frame without data needs no buffer", station<0>{1}.hear(token).what == heard::valid);

// Preambles
CASE("noise before a frame, and 55 more than once", [] {
  constexpr std::uint8_t noisy[] = {0x00, 0xFF, 0x55, 0x00, 0x55, 0x55, 0x55, 0xFF, 0x00, 0x01, 0x02, 0x00, 0x00, 0x40};
  constexpr std::uint8_t twice[] = {0x55, 0x55, 0xFF, 0x00, 0x01, 0x02, 0x00, 0x00, 0x40};
  return station{1}.hear(noisy).what == heard::valid && station{1}.hear(twice).what == heard::valid;
}());
CASE("a pad octet between two frames", [] {
  constexpr std::uint8_t padded[] = {0xFF, 0x55, 0xFF, 0x00, 0x01, 0x02, 0x00, 0x00, 0x40};
  station one{1};
  return one.hear(token).what == heard::valid && one.hear(padded).what == heard::valid && one.at.seen().bad_header == 0;
}());
CASE("a preamble that is none costs the frame behind it", [] {
  constexpr std::uint8_t taken[] = {0x55, 0xFF, 0x55, 0xFF, 0x00, 0x01, 0x02, 0x00};
  station one{1};
  return one.hear(taken).what == heard::invalid && one.at.seen().bad_header == 1;
}());

// Without extended frames
CASE("a plain receiver takes plain frames, and passes over an extended one as longer than any buffer", [] {
  std::array<std::uint8_t, 600> space{};
  bacnet::plain_receiver two{2, space, 1000};
  bytes came{one_encoded};
  auto const told = two.take(came, 0);
  bool const passed = is_invalid(told, {errc::buffer_too_small, 8, 7}) && came.size() == 7 &&
                      two.take(came, 0).what == heard::nothing && came.empty() && two.seen().too_long == 1;
  came = answer;
  bacnet::plain_receiver tight{2, std::span{space}.first(2), 1000};
  auto again = came;
  bool const too_long = tight.take(again, 0).why == errc::buffer_too_small;
  return passed && too_long && is_answer(two.take(came, 0)) && two.seen().valid == 1;
}());

// Silence: more than Tframe_abort inside of a frame ends it
CASE("just as long is not too long", [] {
  station two{2};
  return two.hears_nothing(bytes{answer}.first(12), 5000) && is_answer(two.hear(bytes{answer}.subspan(12), 6000));
}());
CASE("longer is", [] {
  station two{2};
  if (!two.hears_nothing(bytes{answer}.first(12), 5000) || two.at.silence(6000).what != heard::nothing) return false;
  auto const got = two.at.silence(6001);
  return is_invalid(got, errc::too_short) && two.at.seen().broken_off == 1 && is_answer(two.hear(answer, 6002));
}());
CASE("a silence is seen though it is over: the octets behind it are left until the next call", [] {
  station two{2};
  bytes came{answer};
  return two.hears_nothing(bytes{answer}.first(20), 0) && is_invalid(two.at.take(came, 1001), errc::too_short) &&
         came.size() == sizeof(answer) && is_answer(two.at.take(came, 1001)) && came.empty();
}());
CASE("wherever the frame breaks off, but behind the preamble", tests::every_cut(answer, [](bytes cut) {
       station two{2};
       bool const silent = two.hears_nothing(cut);
       auto const got = two.at.silence(1001);
       bool const named = got.what == heard::invalid;
       return silent && named == (cut.size() >= 2) && two.at.seen().broken_off == (named ? 1U : 0U) &&
              two.at.silence(5000).what == heard::nothing && is_answer(two.hear(answer, 5000));
     }));
CASE("a 55 alone, then nothing, then a frame in one piece: no call is lost", [] {
  station two{2};
  constexpr std::uint8_t one[] = {0x55};
  if (!two.hears_nothing(one)) return false;
  bytes came{answer};
  for (int call = 0; call != 2; ++call)
    if (is_answer(two.at.take(came, 2000))) return true;
  return false;
}());
CASE("also what is passed over breaks off", [] {
  station one{1};
  bytes came = bytes{answer}.first(15);
  return one.at.take(came, 0).what == heard::not_for_us && one.at.take(came, 0).what == heard::nothing &&
         is_invalid(one.at.silence(1001), errc::too_short) && one.hear(token, 1002).what == heard::valid;
}());
CASE("to call without octets is to ask for silence", [] {
  station two{2};
  bytes none;
  return two.hears_nothing(bytes{answer}.first(12), 0) && two.at.take(none, 1000).what == heard::nothing &&
         is_invalid(two.at.take(none, 1001), errc::too_short);
}());
CASE("silence without a frame is none of this", [] {
  station two{2};
  return two.at.silence(1'000'000).what == heard::nothing && two.at.seen().broken_off == 0;
}());
CASE("octets of one call count as come together", [] {
  station two{2};
  return two.hears_nothing(bytes{answer}.first(12), 0) && two.hears_nothing(bytes{answer}.subspan(12, 6), 900) &&
         is_answer(two.hear(bytes{answer}.subspan(18), 1900));
}());
CASE("the clock may wrap", [] {
  station two{2};
  station three{2};
  return two.hears_nothing(bytes{answer}.first(12), 0xFFFF'FF00) &&
         is_answer(two.hear(bytes{answer}.subspan(12), 0x100)) &&
         three.hears_nothing(bytes{answer}.first(12), 0xFFFF'FF00) && three.at.silence(0x2E8).what == heard::nothing &&
         three.at.silence(0x2E9).what == heard::invalid;
}());

// Errors of the port
CASE("an error inside of a frame ends it", tests::every_cut(answer, [](bytes cut) {
       station two{2};
       if (!two.hears_nothing(cut)) return false;
       auto const got = two.at.receive_error(1);
       bool const right = cut.size() >= 2 ? is_invalid(got, errc::bad_value) : got.what == heard::nothing;
       return right && two.at.seen().broken_off == (cut.size() >= 2 ? 1U : 0U) && is_answer(two.hear(answer, 2));
     }));

// SilenceTimer and EventCount
CASE("silence counts from the last octet, error or own octet", [] {
  station two{2};
  if (!two.hears_nothing(bytes{answer}.first(12), 100) || two.at.last_octet() != 100) return false;
  if (two.at.silent_for(100) != 0 || two.at.silent_for(350) != 250 || two.at.silent_for(99) != 0) return false;
  static_cast<void>(two.at.receive_error(400));
  if (two.at.silent_for(450) != 50) return false;
  two.at.sent_until(700);
  return two.at.silent_for(650) == 0 && two.at.silent_for(900) == 200 && two.at.last_octet() == 700;
}());
CASE("when silence next means something", [] {
  station two{2};
  two.at.sent_until(100);
  if (two.at.deadline(255'000) != 255'100) return false;
  if (!two.hears_nothing(bytes{answer}.first(12), 300)) return false;
  return two.at.deadline(255'000) == 1301 && two.at.deadline(1000) == 1300 && two.at.deadline(500) == 800 &&
         two.at.silence(1301).what == heard::invalid && two.at.deadline(255'000) == 255'300;
}());
CASE("octets outside of data are events", [] {
  station two{2};
  constexpr std::uint8_t noise[] = {0x00, 0x55, 0x55};
  if (!two.hears_nothing(noise) || two.at.events() != 3) return false;
  static_cast<void>(two.at.receive_error(0));
  if (two.at.events() != 4 || !is_answer(two.hear(answer)) || two.at.events() != 12) return false;
  static_cast<void>(two.at.receive_error(0));
  if (two.at.events() != 13) return false;
  two.at.clear_events();
  return two.at.events() == 0;
}());
CASE("EventCount stays at 255, whole headers or octets", [] {
  station<> at{1};
  for (unsigned i = 0; i != 31; ++i) at.hear(token);
  constexpr std::uint8_t noise[] = {0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
  bool const below = at.at.events() == 248 && at.hears_nothing(noise) && at.at.events() == 254;
  for (unsigned i = 0; i != 2; ++i)
    if (at.hear(token).what != heard::valid || at.at.events() != 255) return false;
  return below && at.hears_nothing(noise) && at.at.events() == 255;
}());
CASE("an error in data is none, nor are octets that are passed over", [] {
  station two{2};
  station one{1};
  bytes came{answer};
  if (one.at.take(came, 0).what != heard::not_for_us || !one.hears_nothing(came) || one.at.events() != 8) return false;
  if (!two.hears_nothing(bytes{answer}.first(12)) || two.at.events() != 8) return false;
  static_cast<void>(two.at.receive_error(0));
  return two.at.events() == 8;
}());
CASE("they are counted to 255", [] {
  station two{2};
  for (int i = 0; i != 300; ++i)
    if (!two.hears_nothing(bytes{token}.last(2))) return false;
  return two.at.events() == 255;
}());

}  // namespace test_bacnet_receiver
