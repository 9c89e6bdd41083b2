// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/search.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

using namespace meterproto;

namespace test_mbus_search_steps {

using mbus::heard;

constexpr bool is(bytes left, std::initializer_list<std::uint8_t> right) {
  return std::ranges::equal(left, right);
}
constexpr std::uint8_t acknowledged[] = {0xE5};
constexpr std::uint8_t telegram[] = {0x68, 0x0F, 0x0F, 0x68, 0x08, 0x05, 0x72, 0x46, 0x02, 0x02, 0x19,
                                     0xCD, 0x25, 0x01, 0x02, 0x04, 0x00, 0x00, 0x00, 0xDB, 0x16};
constexpr mbus::secondary_address in_telegram{0x19020246, mbus::manufacturer_code{'I', 'N', 'M'}, 1, 2};

// The primary scan
using scan = mbus::primary_scan::outcome;
CASE("a reset, E5, a request, a meter", [] {
  mbus::primary_scan machine{5, 5};
  if (!is(machine.next(), {0x10, 0x40, 0x05, 0x45, 0x16})) return false;
  if (machine.take(heard::frame, acknowledged).what != scan::going_on) return false;
  if (!is(machine.next(), {0x10, 0x7B, 0x05, 0x80, 0x16})) return false;
  auto const found = machine.take(heard::frame, telegram);
  return found.what == scan::meter && found.who.primary == 5 && found.who.secondary == in_telegram && machine.ended();
}());
CASE("silence: a second reset, then a request, then the next address", [] {
  mbus::primary_scan machine{5, 6};
  for (unsigned const c : {0x40U, 0x40U, 0x7BU}) {
    if (machine.next()[1] != c || machine.next()[2] != 5) return false;
    if (machine.take(heard::silence).what != scan::going_on) return false;
  }
  return machine.next()[1] == 0x40 && machine.next()[2] == 6 && !machine.ended();
}());
CASE("a meter that knows no SND_NKE is found", [] {
  mbus::primary_scan machine{5, 5};
  static_cast<void>(machine.take(heard::silence));
  static_cast<void>(machine.take(heard::silence));
  return machine.take(heard::frame, telegram).what == scan::meter && machine.ended();
}());
CASE("noise that comes twice is a collision, at the reset and at the request", [] {
  mbus::primary_scan first{5, 5}, second{5, 5};
  static_cast<void>(second.take(heard::noise));
  static_cast<void>(second.take(heard::frame, acknowledged));
  bool const waits = first.take(heard::noise).what == scan::going_on && first.next()[1] == 0x40 &&
                     second.take(heard::noise).what == scan::going_on && second.next()[1] == 0x7B;
  auto const found = second.take(heard::noise);
  return waits && first.take(heard::noise).what == scan::collision && first.ended() && found.what == scan::collision &&
         found.who.primary == 5 && second.ended();
}());
CASE("a telegram that is disturbed once is asked for again", [] {
  mbus::primary_scan it{5, 5};
  static_cast<void>(it.take(heard::frame, acknowledged));
  return it.take(heard::noise).what == scan::going_on && it.take(heard::frame, telegram).what == scan::meter;
}());
CASE("a line that echoes, and no meter: nobody is found", [] {
  mbus::primary_scan it{5, 6};
  for (unsigned sent = 0; sent != 6; ++sent)
    if (it.ended() || it.take(heard::frame, it.next()).what != scan::going_on) return false;
  return it.ended();
}());
CASE("from 0 to 250", [] {
  mbus::primary_scan machine;
  if (machine.next()[2] != 0) return false;
  unsigned addresses = 0;
  for (; !machine.ended(); ++addresses) {
    if (machine.next()[2] != addresses) return false;
    static_cast<void>(machine.take(heard::noise));
    static_cast<void>(machine.take(heard::noise));
  }
  return addresses == 251;
}());
CASE("to 255 too it ends", [] {
  mbus::primary_scan machine{255, 255};
  static_cast<void>(machine.take(heard::noise));
  static_cast<void>(machine.take(heard::noise));
  return machine.ended();
}());

// The secondary search
using search = mbus::secondary_search::outcome;
struct searching {
  mbus::secondary_search machine;
  std::array<std::uint8_t, mbus::max_frame> space{};

  constexpr bytes next() { return machine.next(space); }
  constexpr void noise() {
    static_cast<void>(machine.take(heard::noise));
    static_cast<void>(machine.take(heard::noise));
  }
  /// The reset, and the selection behind it: its eight bytes.
  constexpr std::uint32_t selected_id() {
    if (!is(next(), {0x10, 0x40, 0xFD, 0x3D, 0x16})) return 0;
    static_cast<void>(machine.take(heard::silence));
    auto const frame = mbus::parse_frame(next());
    return frame && frame->ci == 0x52 && frame->a == 253 ? mbus::secondary_address::from(frame->data)->id : 0;
  }
};
CASE("it begins with everybody", [] {
  searching it;
  return it.selected_id() == 0xFFFF'FFFF && it.machine.sent() == 2 && !it.machine.ended();
}());
CASE("one meter alone: reset, selection, request, its own address for confirmation, found", [] {
  searching it;
  static_cast<void>(it.selected_id());
  static_cast<void>(it.machine.take(heard::frame, acknowledged));
  if (!is(it.next(), {0x10, 0x7B, 0xFD, 0x78, 0x16})) return false;
  if (it.machine.take(heard::frame, telegram).what != search::going_on) return false;
  if (!is(it.next(),
          {0x68, 0x0B, 0x0B, 0x68, 0x53, 0xFD, 0x52, 0x46, 0x02, 0x02, 0x19, 0xCD, 0x25, 0x01, 0x02, 0xFA, 0x16}))
    return false;
  auto const found = it.machine.take(heard::frame, acknowledged);
  return found.what == search::meter && found.who == in_telegram && it.machine.ended() && it.machine.sent() == 4;
}());
CASE("an address that nobody has was two answers at once: it is narrowed", [] {
  searching it;
  static_cast<void>(it.selected_id());
  static_cast<void>(it.machine.take(heard::frame, acknowledged));
  static_cast<void>(it.machine.take(heard::frame, telegram));
  static_cast<void>(it.machine.take(heard::silence));
  if (it.machine.take(heard::silence).what != search::going_on) return false;
  return it.selected_id() == 0x0FFF'FFFF;
}());
CASE("where every digit is wanted, an answer under wildcards is not even asked for", [] {
  mbus::secondary_search machine{{}, mbus::trust::every_digit};
  std::array<std::uint8_t, mbus::max_frame> space{};
  for (std::uint32_t id : {0xFFFF'FFFFU, 0x0FFF'FFFFU, 0x00FF'FFFFU}) {
    if (machine.next(space).size() != 5) return false;
    static_cast<void>(machine.take(heard::frame, acknowledged));
    if (mbus::secondary_address::from(mbus::parse_frame(machine.next(space))->data)->id != id) return false;
    static_cast<void>(machine.take(heard::frame, acknowledged));
  }
  return true;
}());
CASE("one meter that does not say who it is: its digits are found, and it is no collision", [] {
  mbus::secondary_address within = in_telegram;
  within.id = 0x1902'024F;
  within.version = within.medium = 0xFF;
  mbus::secondary_search machine{within};
  std::array<std::uint8_t, mbus::max_frame> space{};
  constexpr std::uint8_t busy[] = {0x68, 0x04, 0x04, 0x68, 0x08, 0x05, 0x70, 0x08, 0x85, 0x16};
  for (int digit = -1; digit <= 6; ++digit) {
    static_cast<void>(machine.next(space));
    static_cast<void>(machine.take(heard::silence));
    static_cast<void>(machine.next(space));
    if (digit == -1 || digit == 6) {
      static_cast<void>(machine.take(heard::frame, acknowledged));
      static_cast<void>(machine.next(space));
      auto const told = machine.take(heard::frame, busy);
      if (digit == 6) return told.what == search::meter && told.who.id == 0x1902'0246;
    } else {
      static_cast<void>(machine.take(heard::silence));
      static_cast<void>(machine.next(space));
      static_cast<void>(machine.take(heard::silence));
    }
  }
  return false;
}());
CASE("silence twice: nobody", [] {
  searching it;
  static_cast<void>(it.selected_id());
  static_cast<void>(it.machine.take(heard::silence));
  if (it.machine.ended() || mbus::parse_frame(it.next())->ci != 0x52) return false;
  static_cast<void>(it.machine.take(heard::silence));
  return it.machine.ended();
}());
CASE("noise, twice: the first digit, from 0 to 9, then A to E, as two meters are missing; then that is told", [] {
  searching it;
  static_cast<void>(it.selected_id());
  it.noise();
  for (std::uint32_t digit = 0; digit != 15; ++digit) {
    if (it.selected_id() != (digit << 28U | 0x0FFF'FFFFU)) return false;
    static_cast<void>(it.machine.take(heard::silence));
    auto const last = it.machine.take(heard::silence);
    if (last.what != (digit == 14 ? search::collision : search::going_on)) return false;
    if (digit == 14 && last.who != mbus::secondary_address{}) return false;
  }
  return it.machine.ended();
}());
CASE("noise once is a disturbance, at the selection and at the request", [] {
  searching it;
  static_cast<void>(it.selected_id());
  static_cast<void>(it.machine.take(heard::noise));
  static_cast<void>(it.machine.take(heard::frame, acknowledged));
  static_cast<void>(it.machine.take(heard::noise));
  if (!is(it.next(), {0x10, 0x7B, 0xFD, 0x78, 0x16})) return false;
  static_cast<void>(it.machine.take(heard::frame, telegram));
  static_cast<void>(it.machine.take(heard::noise));
  return it.machine.take(heard::frame, acknowledged).what == search::meter && it.machine.ended();
}());
CASE("noise again: the second digit, and back to the first", [] {
  searching it;
  static_cast<void>(it.selected_id());
  it.noise();
  static_cast<void>(it.selected_id());
  it.noise();
  for (std::uint32_t digit = 0; digit != 15; ++digit) {
    if (it.selected_id() != (digit << 24U | 0x00FF'FFFFU)) return false;
    static_cast<void>(it.machine.take(heard::silence));
    static_cast<void>(it.machine.take(heard::silence));
  }
  return it.selected_id() == 0x1FFF'FFFF;
}());
CASE("noise at the request narrows too", [] {
  searching it;
  static_cast<void>(it.selected_id());
  static_cast<void>(it.machine.take(heard::frame, acknowledged));
  it.noise();
  return it.selected_id() == 0x0FFF'FFFF;
}());
CASE("noise and nothing else: an end, and few collisions", [] {
  searching it;
  unsigned collisions = 0;
  for (; !it.machine.ended(); static_cast<void>(it.next()))
    if (it.machine.take(heard::noise).what == search::collision) ++collisions;
  return collisions == 6 && it.machine.sent() < 2 * mbus::secondary_search::most_noises;
}());
CASE("a line that echoes, and no meter: nobody is found", [] {
  for (auto const how : {mbus::trust::clear_answers, mbus::trust::every_digit}) {
    searching it{mbus::secondary_search{{}, how}, {}};
    while (!it.machine.ended()) {
      auto const echo = it.next();
      if (it.machine.sent() > 3 || it.machine.take(heard::frame, echo).what != search::going_on) return false;
    }
  }
  return true;
}());
CASE("only E5 says that a selection was understood", [] {
  searching it;
  static_cast<void>(it.selected_id());
  static_cast<void>(it.machine.take(heard::frame, telegram));
  static_cast<void>(it.machine.take(heard::frame, telegram));
  return it.selected_id() == 0x0FFF'FFFF;
}());
CASE("without a wildcard there is one selection, and a collision cannot be narrowed", [] {
  searching it{mbus::secondary_search{in_telegram}, {}};
  if (it.selected_id() != 0x19020246) return false;
  static_cast<void>(it.machine.take(heard::noise));
  auto const step = it.machine.take(heard::noise);
  return step.what == search::collision && step.who == in_telegram && it.machine.ended();
}());
CASE("an answer of a meter that was not selected is not the meter that was", [] {
  auto within = in_telegram;
  within.id = 0x12345678;
  searching it{mbus::secondary_search{within}, {}};
  static_cast<void>(it.selected_id());
  static_cast<void>(it.machine.take(heard::frame, acknowledged));
  return it.machine.take(heard::frame, telegram).what == search::collision && it.machine.ended();
}());
CASE("after the end nothing happens", [] {
  searching it{mbus::secondary_search{in_telegram}, {}};
  static_cast<void>(it.selected_id());
  it.noise();
  return it.machine.take(heard::frame, telegram).what == search::going_on && it.machine.ended();
}());

CASE("a meter that acknowledges its reset and is silent then is there all the same", [] {
  mbus::primary_scan it{5, 5};
  static_cast<void>(it.take(heard::frame, acknowledged));
  static_cast<void>(it.take(heard::silence));
  auto last = it.take(heard::silence);
  for (int more = 0; more != 4 && !it.ended(); ++more) last = it.take(heard::silence);
  return it.ended() && last.what == scan::meter;
}());
CASE("an acknowledgement in the place of data is a meter that does not say who it is", [] {
  mbus::primary_scan it{5, 5};
  static_cast<void>(it.take(heard::frame, acknowledged));
  auto const made = it.take(heard::frame, acknowledged);
  return made.what == scan::meter && made.who.secondary == mbus::secondary_address{};
}());
CASE("a telegram whose header is cut is a meter that does not say who it is", [] {
  constexpr std::uint8_t cut[] = {0x68, 0x05, 0x05, 0x68, 0x08, 0x05, 0x72, 0x46, 0x02, 0xC7, 0x16};
  mbus::primary_scan it{5, 5};
  static_cast<void>(it.take(heard::frame, acknowledged));
  auto const made = it.take(heard::frame, cut);
  return made.what == scan::meter && made.who.secondary == mbus::secondary_address{};
}());

}  // namespace test_mbus_search_steps
