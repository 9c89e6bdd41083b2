// SPDX-License-Identifier: MIT
// Anything may come from a line: random octets, and good vectors that were cut, spliced, turned by bits and mixed,
// through every parser. Nothing is expected but that each ends, stays within its octets, and that a good frame is found
// behind noise and a silence.
#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/discovery.hpp>
#include <meterproto/bacnet/log.hpp>
#include <meterproto/bacnet/management.hpp>
#include <meterproto/bacnet/mstp.hpp>
#include <meterproto/bacnet/npdu.hpp>
#include <meterproto/bacnet/property.hpp>
#include <meterproto/bacnet/receiver.hpp>
#include <meterproto/bacnet/tag.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "../damage.hpp"
#include "../vectors.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace meterproto;

namespace test_bacnet_noise {

using tests::buffer;

bool is_within(bytes part, bytes all) {
  return part.empty() || (part.data() >= all.data() && part.data() + part.size() <= all.data() + all.size());
}

/// Asks an element for everything.
void look_at(bacnet::element const& one, bytes all) {
  CHECK(is_within(one.content, all));
  CHECK(one.at < all.size());
  (void)one.as_boolean();
  (void)one.as_unsigned();
  (void)one.as_unsigned_32();
  (void)one.as_signed();
  (void)one.as_real();
  (void)one.as_double_bits();
  (void)one.as_enumerated();
  if (auto const text = one.as_characters()) CHECK(is_within(text->octets, all));
  if (auto const octets = one.as_octets()) CHECK(is_within(*octets, all));
  if (auto const date = one.as_date()) (void)date->is_specific();
  if (auto const time = one.as_time()) (void)time->is_valid();
  (void)one.as_object();
  if (auto const bits = one.as_bits()) {
    CHECK(bits->size() <= 8 * bits->octets().size());
    CHECK(bits->unused() < 8);
    unsigned set = 0;
    for (std::size_t i = 0; i != bits->size() + 3; ++i) set += (*bits)[i] ? 1U : 0U;
    CHECK(set <= bits->size());
  }
}
void look_at_tags(bytes data) {
  std::size_t steps = 0;
  for (bacnet::tag_reader in{data}; !in.done(); ++steps) {
    auto const at = in.at();
    auto const one = in.next();
    REQUIRE(in.at() > at);  // each step takes an octet, so it ends
    if (one)
      look_at(*one, data);
    else
      CHECK(in.done());
  }
  CHECK(steps <= data.size());
  bacnet::tag_reader brackets{data};
  CHECK(is_within(brackets.constructed(data.empty() ? 0 : data[0] >> 4U), data));
  (void)brackets.end();
}
template <class Entry>
void look_at_properties(bytes data) {
  std::size_t steps = 0;
  bacnet::property_entries<Entry> all{data};
  for (; all.next(); ++steps)
    if constexpr (std::is_same_v<Entry, bacnet::property_result>) CHECK(is_within(all->value, data));
  CHECK(all.fault().at <= data.size());
  CHECK(!all.next());
  CHECK(steps <= data.size());
}
void look_at_log(bytes data) {
  std::size_t steps = 0;
  for (bacnet::log_records list{data}; !list.done(); ++steps) {
    auto const one = list.next();
    if (!one) {
      CHECK(list.done());
      break;
    }
    (void)one->number();
    CHECK(is_within(one->any, data));
    CHECK(is_within(one->value.content, data));
    std::array<std::uint8_t, 300> space{};
    writer out{space};
    bacnet::tag_writer to{out};
    one->put(to);
  }
  CHECK(steps <= data.size());
}
template <class Service>
void look_at_service(bytes data) {
  auto const read = Service::parse(data);
  if (!read) {
    CHECK(read.error().at <= data.size());
    return;
  }
  // What can be read can be written, and what was written is read as well.
  std::vector<std::uint8_t> space(data.size() + 16);
  writer out{space};
  bacnet::tag_writer to{out};
  read->put(to);
  REQUIRE(out.ok());
  CHECK(Service::parse(out.written()).has_value());
}
void look_at_services(bytes data) {
  look_at_tags(data);
  look_at_service<bacnet::read_property>(data);
  look_at_service<bacnet::read_property_ack>(data);
  look_at_service<bacnet::write_property>(data);
  look_at_service<bacnet::read_range>(data);
  look_at_service<bacnet::read_range_ack>(data);
  look_at_service<bacnet::who_is>(data);
  look_at_service<bacnet::i_am>(data);
  look_at_service<bacnet::who_has>(data);
  look_at_service<bacnet::i_have>(data);
  look_at_service<bacnet::time_synchronization>(data);
  look_at_service<bacnet::device_communication_control>(data);
  look_at_service<bacnet::reinitialize_device>(data);
  look_at_properties<bacnet::property_reference>(data);
  look_at_properties<bacnet::property_result>(data);
  look_at_log(data);
  (void)bacnet::find(data, {{bacnet::object_type::analog_input, 1}, bacnet::property::present_value});
  (void)bacnet::parse_error({.data = data});
}
void look_at_apdu(bytes data) {
  auto const read = bacnet::parse_apdu(data);
  if (!read) return;
  CHECK(is_within(read->data, data));
  CHECK(read->at + read->data.size() == data.size());
  (void)bacnet::refusal_of(*read);
  look_at_services(read->data);
  if (auto const ack = bacnet::read_range_ack::parse(read->data)) look_at_log(ack->items);
}
void look_at_npdu(bytes data) {
  auto const read = bacnet::parse_npdu(data);
  if (!read) return;
  CHECK(read->at + read->apdu.size() == data.size());
  look_at_apdu(read->apdu);
}
void look_at_frame(bytes data) {
  std::array<std::uint8_t, bacnet::max_extended_frame> space{};
  auto const read = bacnet::parse_frame(data, space);
  if (read) look_at_npdu(read->data);
  buffer decoded(data.begin(), data.end());
  if (auto const made = bacnet::cobs::decode(decoded, decoded)) CHECK(made->size() <= data.size());
  (void)bacnet::cobs::decode_with_crc(data, decoded);
}
void look_at_all(bytes data) {
  look_at_frame(data);
  look_at_npdu(data);
  look_at_apdu(data);
  look_at_services(data);
}

/// All octets of all vectors, the project's own and those of the corpus.
std::vector<buffer> const& good() {
  static auto const made = [] {
    std::vector<buffer> all;
    for (auto const* const path :
         {METERPROTO_SOURCE "/tests/frames/bacnet.jsonl", METERPROTO_CORPUS "/bacnet/open.jsonl"})
      for (auto const& vector : tests::vectors_in(path)) all.push_back(tests::from_hex(tests::text_of(vector, "hex")));
    return all;
  }();
  return made;
}

class noise : public tests::chance {
 public:
  using chance::chance;

  buffer const& any() { return of(good()); }
  /// Octets such as tags are made of, rather than any.
  buffer tags(std::size_t most) {
    constexpr std::uint8_t often[] = {0x0C, 0x09, 0x19, 0x1E, 0x1F, 0x29, 0x3E, 0x3F, 0x4E, 0x4F, 0x5E, 0x5F,
                                      0x21, 0x44, 0x91, 0xA4, 0xB4, 0xC4, 0x0E, 0x0F, 0x8E, 0x8F, 0x75, 0x00};
    buffer made(below(most + 1));
    for (auto& one : made) one = below(4) == 0 ? octet() : often[below(std::size(often))];
    return made;
  }
  /// A good vector with one kind of damage or several.
  buffer damaged() {
    auto made = any();
    for (auto many = below(3) + 1; many != 0 && !made.empty(); --many) {
      auto const at = below(made.size());
      auto const place = made.begin() + static_cast<std::ptrdiff_t>(at);
      switch (below(5)) {
        case 0: made.resize(at); break;
        case 1: made[at] ^= static_cast<std::uint8_t>(1U << below(8)); break;
        case 2: std::swap(made[at], made[below(made.size())]); break;
        case 3: {
          auto const& other = any();
          made.resize(at);
          made.insert(made.end(), other.begin() + static_cast<std::ptrdiff_t>(below(other.size() + 1)), other.end());
          break;
        }
        default: made.insert(place, octet()); break;
      }
    }
    return made;
  }
};

}  // namespace test_bacnet_noise

using namespace test_bacnet_noise;

TEST_CASE("BACnet: random octets, and octets that look like tags, through every parser") {
  noise some{135};
  for (int round = 0; round != 5'000; ++round) {
    look_at_all(some.octets(some.below(61)));
    look_at_services(some.tags(40));
  }
}
TEST_CASE("BACnet: good vectors, damaged, through every parser") {
  noise some{2016};
  for (auto const& one : good()) look_at_all(one);
  for (int round = 0; round != 8'000; ++round) look_at_all(some.damaged());
}
TEST_CASE(
    "BACnet: every cut, every wrong bit and every two octets swapped of every good vector, through every parser") {
  // No check sum guards what MS/TP has unpacked, so nothing here must be refused.
  for (auto const& one : good()) {
    if (one.size() > 64) continue;  // the same tags as of short ones, again and again
    tests::each_cut(one, look_at_all);
    tests::each_bit_error(one, look_at_all);
    tests::each_swap(one, [](buffer const& broken, std::size_t, std::size_t) { look_at_all(broken); });
  }
}
TEST_CASE("A frame of MS/TP is found behind noise and a silence that is longer than any inside of a frame") {
  constexpr std::uint8_t frame[] = {0x55, 0xFF, 0x06, 0x02, 0x05, 0x00, 0x13, 0xF4, 0x01, 0x00,
                                    0x30, 0x01, 0x0C, 0x0C, 0x00, 0x00, 0x00, 0x01, 0x19, 0x55,
                                    0x3E, 0x44, 0xC4, 0x9A, 0x50, 0x00, 0x3F, 0xB2, 0x0C};
  constexpr std::uint32_t frame_abort = 6250;
  std::array<std::uint8_t, 503> space{};
  noise some{9600};
  bacnet::receiver at{2, space, frame_abort};
  std::uint32_t now = 0xFFFF'0000;  // the clock wraps on the way
  for (int round = 0; round != 5'000; ++round) {
    auto const line = some.below(2) == 0 ? some.octets(some.below(81)) : some.damaged();
    for (bytes rest{line}; !rest.empty();) {
      auto came = rest.first(std::min(rest.size(), some.below(30) + 1));
      rest = rest.subspan(came.size());
      now += static_cast<std::uint32_t>(some.below(2 * frame_abort));
      std::size_t steps = 0;
      auto const most = came.size() + 1;  // each call takes an octet, or reports a silence once
      for (; !came.empty(); ++steps) {
        auto const got = at.take(came, now);
        if (got.what == bacnet::heard::valid) CHECK(is_within(got.received.data, space));
      }
      REQUIRE(steps <= most);
      if (some.below(10) == 0) (void)at.receive_error(now);
    }
    now += frame_abort + 1;
    if (some.below(2) == 0) (void)at.silence(now);
    bytes came{frame};
    bool found = false;
    for (int call = 0; call != 2 && !found; ++call) {
      auto const got = at.take(came, now);
      found = got.what == bacnet::heard::valid && got.received.source == 5 && got.received.data.size() == 19;
    }
    REQUIRE(found);
    REQUIRE(came.empty());
  }
  auto const& seen = at.seen();
  CHECK(seen.valid >= 5'000);
  CHECK(seen.bad_header != 0);
  CHECK(seen.broken_off != 0);
}
