// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/link.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

using namespace meterproto;

namespace test_mbus_link {

using state = mbus::readout::state;

constexpr bool is(bytes left, std::initializer_list<std::uint8_t> right) {
  return std::ranges::equal(left, right);
}
constexpr std::uint8_t acknowledged[] = {0xE5};
constexpr std::uint8_t last_page[] = {0x68, 0x0F, 0x0F, 0x68, 0x08, 0x05, 0x72, 0x46, 0x02, 0x02, 0x19,
                                      0xCD, 0x25, 0x01, 0x02, 0x04, 0x00, 0x00, 0x00, 0xDB, 0x16};
constexpr std::uint8_t first_page[] = {0x68, 0x10, 0x10, 0x68, 0x08, 0x05, 0x72, 0x46, 0x02, 0x02, 0x19,
                                       0xCD, 0x25, 0x01, 0x02, 0x04, 0x00, 0x00, 0x00, 0x1F, 0xFA, 0x16};

// IEC 60870-5-2: FCB 1 after a reset, another one with each new request, the same in a repetition
CASE("7B, again 7B, accepted: 5B, accepted: 7B, reset: 7B", [] {
  mbus::link to{5};
  bool const first = to.request()[1] == 0x7B && to.request()[1] == 0x7B;
  to.accepted();
  bool const second = to.request()[1] == 0x5B;
  to.accepted();
  bool const third = to.request()[1] == 0x7B;
  to.accepted();
  return first && second && third && is(to.reset(), {0x10, 0x40, 0x05, 0x45, 0x16}) && to.request()[1] == 0x7B;
}());
CASE("alarms are 7A and 5A", [] {
  mbus::link to{5};
  bool const first = to.request(mbus::control::req_ud1)[1] == 0x7A;
  to.accepted();
  return first && to.request(mbus::control::req_ud1)[1] == 0x5A;
}());
CASE("what is sent has its frame count too", [] {
  mbus::link to{1};
  std::array<std::uint8_t, mbus::max_frame> space{};
  constexpr std::uint8_t data[] = {0x01, 0x7A, 0x01};
  bool const first = is(*to.send(mbus::ci_field::data_send, data, space),
                        {0x68, 0x06, 0x06, 0x68, 0x73, 0x01, 0x51, 0x01, 0x7A, 0x01, 0x41, 0x16});
  to.accepted();
  return first &&
         is(*to.send(mbus::ci_field::data_send, data, space),
            {0x68, 0x06, 0x06, 0x68, 0x53, 0x01, 0x51, 0x01, 0x7A, 0x01, 0x21, 0x16}) &&
         to.send(mbus::ci_field::data_send, data, std::span{space}.first(5)).error() ==
             error{errc::buffer_too_small, 0, 12};
}());

// Answers
CASE("E5 and a telegram are answers",
     mbus::link{5}.answer(acknowledged)->type == mbus::frame_type::ack && mbus::link{5}.answer(last_page)->ci == 0x72);
CASE("of another meter", mbus::link{6}.answer(last_page).error() == error{errc::other_unit, 2, 6} &&
                             mbus::link{0}.answer(last_page).error() == error{errc::other_unit, 2, 0});
CASE("at 253 and 254 any meter may answer",
     mbus::link{253}.answer(last_page).has_value() && mbus::link{254}.answer(last_page).has_value());
CASE("one's own request is none", mbus::link{5}.answer(mbus::link{5}.request()).error() == error{errc::own_request, 1});
CASE("a broken frame is none", [] {
  auto broken = std::to_array(last_page);
  broken[19] ^= 1U;
  return mbus::link{5}.answer(broken).error() == error{errc::bad_checksum, 19, 0xDB};
}());

// A readout
CASE("reset, E5, request, telegram, done", [] {
  mbus::readout machine{5, 3};
  if (machine.now() != state::resetting || machine.ended()) return false;
  if (!is(machine.next(), {0x10, 0x40, 0x05, 0x45, 0x16})) return false;
  auto const nothing = machine.take(acknowledged);
  if (!nothing || nothing->payload != mbus::payload_type::none || machine.now() != state::asking) return false;
  if (!is(machine.next(), {0x10, 0x7B, 0x05, 0x80, 0x16})) return false;
  auto const read = machine.take(last_page);
  return read && read->header.meter.id == 0x19020246 && machine.now() == state::done && machine.ended();
}());
CASE("without a reset it asks at once", [] {
  mbus::readout machine{5, 3, false};
  return machine.now() == state::asking && machine.next()[1] == 0x7B;
}());
CASE("a selected meter is not reset, which would end the selection", [] {
  mbus::readout machine{mbus::selected, 3};
  return machine.now() == state::asking && is(machine.next(), {0x10, 0x7B, 0xFD, 0x78, 0x16});
}());
CASE("what is sent behind a readout counts on", [] {
  mbus::readout machine{5, 3, false};
  return machine.take(last_page).has_value() && machine.meter().request()[1] == 0x5B;
}());
CASE("1F asks for the next telegram, with the other frame count", [] {
  mbus::readout machine{5, 3, false};
  return machine.take(first_page).has_value() && machine.now() == state::asking && machine.next()[1] == 0x5B &&
         machine.take(last_page).has_value() && machine.now() == state::done;
}());
CASE("the same telegram once more is no next one", [] {
  mbus::readout machine{5, 3, false};
  return machine.take(first_page).has_value() && machine.take(first_page).error() == errc::out_of_order &&
         machine.now() == state::failed;
}());
CASE("two telegrams without access number, and with one check sum, are two", [] {
  constexpr std::uint8_t one[] = {0x68, 0x08, 0x08, 0x68, 0x08, 0x05, 0x78, 0x0A, 0x13, 0x34, 0x12, 0x1F, 0x07, 0x16},
                         other[] = {0x68, 0x08, 0x08, 0x68, 0x08, 0x05, 0x78, 0x0A, 0x13, 0x12, 0x34, 0x1F, 0x07, 0x16};
  mbus::readout machine{5, 3, false};
  return machine.take(one).has_value() && machine.take(other).has_value() &&
         machine.take(other).error() == errc::out_of_order;
}());
CASE("no more telegrams than are wanted", [] {
  mbus::readout machine{5, 1, false};
  return machine.take(first_page).has_value() && machine.now() == state::asking &&
         machine.take(last_page).error() == error{errc::too_many, 0, 1} && machine.now() == state::failed;
}());
CASE("none wanted, none read", mbus::readout{5, 0, false}.take(last_page).error() == errc::too_many);
CASE("an echo is not the answer, and the answer may follow it", [] {
  mbus::readout machine{5, 1, false};
  constexpr std::uint8_t echo[] = {0x10, 0x7B, 0x05, 0x80, 0x16};
  for (int i = 0; i != 2; ++i)
    if (machine.take(echo).error() != errc::own_request) return false;
  return machine.take(last_page).has_value() && machine.now() == state::done;
}());
CASE("a line that echoes, and no meter: three resets, three requests, and it has failed", [] {
  mbus::readout machine{5, 1};
  unsigned sent = 0;
  for (; !machine.ended() && sent != 7; ++sent)
    if (machine.take(machine.next()).error() != errc::own_request) return false;
  return sent == 6 && machine.now() == state::failed;
}());
CASE("as many as are wanted are read", mbus::readout{5, 1, false}.take(last_page).has_value());
CASE("three silences, and the meter is silent", [] {
  mbus::readout machine{5, 3, false};
  return machine.silence() && machine.next()[1] == 0x7B && machine.silence() && !machine.silence() &&
         machine.now() == state::failed;
}());
CASE("a meter that knows no SND_NKE is asked all the same", [] {
  mbus::readout machine{5, 3};
  bool const waits = machine.silence() && machine.silence() && machine.now() == state::resetting && machine.silence();
  return waits && machine.now() == state::asking && machine.silence() && machine.silence() && !machine.silence();
}());
CASE("three broken answers, and it has failed", [] {
  mbus::readout machine{5, 3, false};
  auto broken = std::to_array(last_page);
  broken[12] ^= 0x10U;
  auto const fails = [&] { return machine.take(broken).error() == errc::bad_checksum; };
  return fails() && machine.next()[1] == 0x7B && fails() && !machine.ended() && fails() &&
         machine.now() == state::failed;
}());
CASE("E5 is no data, and data are no answer to a reset", [] {
  mbus::readout asking{5, 3, false}, resetting{5, 3};
  return asking.take(acknowledged).error() == errc::bad_function && !asking.ended() &&
         resetting.take(last_page).error() == errc::bad_function && resetting.now() == state::resetting;
}());
CASE("a header that is cut is asked for again", [] {
  constexpr std::uint8_t cut[] = {0x68, 0x04, 0x04, 0x68, 0x08, 0x05, 0x72, 0x46, 0xC5, 0x16};
  mbus::readout machine{5, 3, false};
  return machine.take(cut).error() == errc::too_short && machine.now() == state::asking && machine.next()[1] == 0x7B;
}());
CASE("more_follows: 1F as a record, not as data", [] {
  constexpr std::uint8_t as_data[] = {0x01, 0x13, 0x1F}, as_record[] = {0x01, 0x13, 0x05, 0x1F},
                         behind_0f[] = {0x0F, 0x1F};
  auto const follows = [](bytes data) {
    return mbus::readout::more_follows({{}, mbus::payload_type::records, false, 0, data});
  };
  return !follows(as_data) && follows(as_record) && !follows(behind_0f) && !follows({}) &&
         !mbus::readout::more_follows({{}, mbus::payload_type::alarm, false, 0, as_record});
}());

// CI 50 with 50: instantaneous values, which some meters send only when they are asked so
CASE("an application reset to instantaneous values", [] {
  std::array<std::uint8_t, mbus::max_frame> space{};
  mbus::link to{1};
  auto const sent =
      to.send(mbus::ci_field::application_reset, mbus::application_reset(mbus::application::instantaneous), space);
  constexpr std::uint8_t wanted[] = {0x68, 0x04, 0x04, 0x68, 0x73, 0x01, 0x50, 0x50, 0x14, 0x16};
  if (!sent || sent->size() != sizeof wanted) return false;
  for (std::size_t i = 0; i != sizeof wanted; ++i)
    if ((*sent)[i] != wanted[i]) return false;
  return mbus::application_reset(mbus::application::user_data, 2)[0] == 0x12;
}());

}  // namespace test_mbus_link
