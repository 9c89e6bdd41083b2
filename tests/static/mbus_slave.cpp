// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/slave.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

using namespace meterproto;

namespace test_mbus_slave {

/// Two telegrams, each of CI 78 and its number.
struct device {
  int received = 0;
  bool understands = true;
  unsigned pages = 2;

  constexpr bool telegram(unsigned number, writer& out) const {
    if (pages == 0) return false;
    out.u8(0x78).u8(0x01).u8(0x7A).u8(number);
    return number + 1 != pages;
  }
  constexpr bool receive(mbus::frame const&) {
    ++received;
    return understands;
  }
};
static_assert(mbus::slave_device<device>);

constexpr mbus::secondary_address own{0x19020246, mbus::manufacturer_code{'I', 'N', 'M'}, 1, 2};

struct meter {
  mbus::slave link{5, own};
  device it;
  std::array<std::uint8_t, mbus::max_frame> space{};

  constexpr bytes ask(bytes request) { return link.answer(request, it, space); }
  constexpr bytes ask(unsigned c, unsigned a) {
    return ask(mbus::short_frame(static_cast<std::uint8_t>(c), static_cast<std::uint8_t>(a)));
  }
  constexpr bool acknowledges(unsigned c, unsigned a) {
    auto const came = ask(c, a);
    return came.size() == 1 && came[0] == 0xE5;
  }
  /// The number of the telegram that comes; -1 where none does.
  constexpr int page(unsigned c, unsigned a) {
    auto const came = ask(c, a);
    return came.size() == 12 ? came[9] : -1;
  }
  constexpr bool write(unsigned c, unsigned a) {
    constexpr std::uint8_t data[] = {0x01, 0x7A, 0x01};
    std::array<std::uint8_t, mbus::max_frame> sent{};
    auto const came =
        ask(*mbus::build_frame(static_cast<std::uint8_t>(c), static_cast<std::uint8_t>(a), 0x51, data, sent));
    return came.size() == 1 && came[0] == 0xE5;
  }
  constexpr bool choose(mbus::secondary_address const& which) {
    std::array<std::uint8_t, mbus::max_frame> sent{};
    auto const came = ask(*mbus::select(which, sent));
    return came.size() == 1 && came[0] == 0xE5;
  }
};

// EN 13757-2: SND_NKE and REQ_UD1 get E5, REQ_UD2 a telegram
CASE("the whole answer", [] {
  meter it;
  constexpr std::uint8_t wanted[] = {0x68, 0x06, 0x06, 0x68, 0x08, 0x05, 0x78, 0x01, 0x7A, 0x00, 0x00, 0x16};
  return it.acknowledges(0x40, 5) && std::ranges::equal(it.ask(0x7B, 5), wanted);
}());
CASE("no alarm", meter{}.acknowledges(0x7A, 5) && meter{}.acknowledges(0x5A, 5));
CASE("others are not answered",
     meter{}.ask(0x40, 6).empty() && meter{}.ask(0x7B, 0).empty() && meter{}.ask(0x7B, 253).empty());
CASE("an answer on the line is no request, and selects nobody", [] {
  meter it;
  std::array<std::uint8_t, mbus::max_frame> sent{};
  return it.ask(0x08, 5).empty() && it.ask(0x3B, 5).empty() &&
         it.ask(*mbus::build_frame(0x13, 0xFD, 0x52, own.as_bytes(), sent)).empty() && !it.link.is_selected() &&
         it.ask(*mbus::build_frame(0x53, 0xFD, 0x52, own.as_bytes(), sent)).size() == 1 && it.link.is_selected();
}());
CASE("254 is everybody, and the answer has the own address",
     meter{}.acknowledges(0x40, 254) && meter{}.page(0x7B, 254) == 0 && meter{}.ask(0x7B, 254)[5] == 5);
CASE("255 is everybody, and nobody answers", [] {
  meter it;
  return it.ask(0x40, 255).empty() && it.ask(0x7B, 255).empty() && !it.write(0x73, 255) && it.it.received == 1;
}());
CASE("noise, answers and unknown functions are passed over", [] {
  meter it;
  constexpr std::uint8_t noise[] = {0x10, 0x40, 0x05, 0x46, 0x16}, ack[] = {0xE5};
  return it.ask(noise).empty() && it.ask(ack).empty() && it.ask(bytes{}).empty() && it.ask(0x08, 5).empty() &&
         it.ask(0x44, 5).empty() && it.ask(0x5C, 5).empty();
}());
CASE("a new address", [] {
  meter it;
  it.link.move_to(9);
  return !it.acknowledges(0x40, 5) && it.acknowledges(0x40, 9) && it.ask(0x7B, 9)[5] == 9;
}());

// The frame count: IEC 60870-5-2
CASE("telegrams in turn, and from the beginning", [] {
  meter it;
  return it.acknowledges(0x40, 5) && it.page(0x7B, 5) == 0 && it.page(0x5B, 5) == 1 && it.page(0x7B, 5) == 0;
}());
CASE("the same frame count, the same telegram", [] {
  meter it;
  return it.page(0x7B, 5) == 0 && it.page(0x7B, 5) == 0 && it.page(0x5B, 5) == 1 && it.page(0x5B, 5) == 1 &&
         it.page(0x5B, 5) == 1;
}());
CASE("a reset begins again", [] {
  meter it;
  return it.page(0x7B, 5) == 0 && it.acknowledges(0x40, 5) && it.page(0x7B, 5) == 0 && it.page(0x5B, 5) == 1;
}());
CASE("a write that is repeated is carried out once", [] {
  meter it;
  bool const first = it.write(0x73, 5) && it.it.received == 1;
  return first && it.write(0x73, 5) && it.it.received == 1 && it.write(0x53, 5) && it.it.received == 2;
}());
CASE("what is not understood gets no answer, and may be tried again", [] {
  meter it;
  it.it.understands = false;
  bool const refused = !it.write(0x73, 5) && it.it.received == 1;
  it.it.understands = true;
  return refused && it.write(0x73, 5) && it.it.received == 2;
}());
CASE("a device with nothing to say stays silent", [] {
  meter it;
  it.it.pages = 0;
  return it.ask(0x7B, 5).empty();
}());

// Selection: EN 13757-3:2004, 11.3
CASE("selected, the meter answers at 253", [] {
  meter it;
  return it.choose(own) && it.link.is_selected() && it.acknowledges(0x40, 5) && it.link.is_selected() &&
         it.page(0x7B, 253) == 0 && it.page(0x5B, 253) == 1;
}());
CASE("by wildcards too", meter{}.choose({}) && meter{}.choose({.id = 0x1902'02FF}) && meter{}.choose({.medium = 2}));
CASE("another selection ends it, in silence", [] {
  meter it;
  return it.choose(own) && !it.choose({.id = 0x19020247}) && !it.link.is_selected() && it.ask(0x7B, 253).empty();
}());
CASE("SND_NKE to 253 ends it, with an answer; to 255 without one", [] {
  meter it;
  bool const first =
      it.choose(own) && it.acknowledges(0x40, 253) && !it.link.is_selected() && it.ask(0x40, 253).empty();
  return first && it.choose(own) && it.ask(0x40, 255).empty() && !it.link.is_selected();
}());
CASE("a selection of seven bytes selects nobody", [] {
  meter it;
  std::array<std::uint8_t, mbus::max_frame> sent{};
  constexpr std::array<std::uint8_t, 7> seven{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
  return it.ask(*mbus::build_frame(0x53, 253, 0x52, seven, sent)).empty() && !it.link.is_selected();
}());
CASE("a new number", [] {
  meter it;
  auto other = own;
  other.id = 0x12345678;
  it.link.rename(other);
  return !it.choose(own) && it.choose(other);
}());

// WAGO 879 manual, A2.3: every write is printed with C 53, so without a frame count that changes
CASE("writes that all have C 53 are carried out, and the same once more is acknowledged without doing it again", [] {
  meter it;
  std::array<std::uint8_t, mbus::max_frame> sent{};
  constexpr std::array<std::uint8_t, 5> tariff_2{0x09, 0x7C, 0x01, 0x54, 0x02}, tariff_3{0x09, 0x7C, 0x01, 0x54, 0x03};
  for (auto const& data : {tariff_2, tariff_3, tariff_3})
    if (it.ask(*mbus::build_frame(0x53, 5, 0x51, data, sent)).size() != 1) return false;
  return it.it.received == 2;
}());
CASE("somebody else's selection does not disturb a readout", [] {
  meter it;
  return it.acknowledges(0x40, 5) && it.page(0x7B, 5) == 0 && !it.choose({.id = 0x19020247}) && it.page(0x5B, 5) == 1;
}());

CASE("said to everybody, the same write again and a question for alarms are passed over in silence", [] {
  meter it;
  bool const first = it.write(0x73, 255);
  bool const again = it.write(0x73, 255);
  return !first && !again && it.it.received == 1 && it.ask(0x7A, 255).empty();
}());

// IEC 60870-5-2: the frame count tells a repetition, whose answer is the frame before once more
CASE("a repetition is the same frame, whatever the meter measures now", [] {
  struct counting {
    std::uint8_t access = 0;
    constexpr bool telegram(unsigned, writer& out) {
      out.u8(0x7A).u8(access++).u8(0).u8(0).u8(0);
      return false;
    }
    constexpr bool receive(mbus::frame const&) const { return false; }
  };
  mbus::slave link{5, own};
  counting it;
  std::array<std::uint8_t, mbus::max_frame> one{}, other{};
  auto const ask = [&](unsigned c, auto& space) {
    return link.answer(mbus::short_frame(static_cast<std::uint8_t>(c), 5), it, space);
  };
  return std::ranges::equal(ask(0x7B, one), ask(0x7B, other)) && other[7] == 0 && ask(0x5B, one).size() == 13 &&
         one[7] == 1;
}());
CASE("an application reset begins with the first telegram", [] {
  meter it;
  constexpr std::uint8_t reset[] = {0x68, 0x03, 0x03, 0x68, 0x53, 0x05, 0x50, 0xA8, 0x16};
  return it.page(0x7B, 5) == 0 && it.ask(reset).size() == 1 && it.page(0x7B, 5) == 0 && it.page(0x5B, 5) == 1;
}());
CASE("a selection that goes on behind its eight bytes is for a meter that knows what stands there", [] {
  meter it;
  std::array<std::uint8_t, mbus::max_frame> sent{};
  constexpr std::uint8_t by_fabrication[] = {0x46, 0x02, 0x02, 0x19, 0xCD, 0x25, 0x01,
                                             0x02, 0x0C, 0x78, 0x99, 0x99, 0x99, 0x99};
  return it.ask(*mbus::build_frame(0x53, 253, 0x52, by_fabrication, sent)).empty() && !it.link.is_selected();
}());

}  // namespace test_mbus_slave
