// SPDX-License-Identifier: MIT
// Every entry that takes bytes, as a function of its own: what stack.py walks through and instructions.py measures.
// What the caller owns (buffers, framers, nodes) is static here, so that a stack is what the library itself takes.
#include <meterproto/bacnet.hpp>
#include <meterproto/bacnet/text.hpp>
#include <meterproto/identify.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/mbus.hpp>
#include <meterproto/mbus/text.hpp>
#include <meterproto/modbus.hpp>
#include <meterproto/sunspec.hpp>
#include <meterproto/text.hpp>
#include <meterproto/wago_879_mbus.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>

using meterproto::bytes;
namespace modbus = meterproto::modbus;
namespace mbus = meterproto::mbus;
namespace bacnet = meterproto::bacnet;
namespace s4100 = meterproto::leviton_s4100;
namespace objects = meterproto::leviton_s4100_bacnet;

#define ENTRY(name)                                                                 \
  extern "C" [[gnu::noinline]] void entry_##name(std::uint8_t const*, std::size_t); \
  extern "C" [[gnu::noinline]] void entry_##name(std::uint8_t const* data, std::size_t size)

namespace {

std::uint32_t volatile sink;

template <class Value>
void keep(Value const& value) {
  sink = static_cast<std::uint32_t>(value);
}
template <class Result>
void keep_result(Result const& value) {
  sink = value.has_value() ? 1U : static_cast<std::uint32_t>(value.error().code);
}
/// As it is before the first octet has come.
template <class Kind, class... With>
Kind& fresh(Kind& place, With&&... with) {
  return *new (&place) Kind{static_cast<With&&>(with)...};
}

std::array<std::uint8_t, 2048> buffer;  // whatever the caller lends

}  // namespace

// ---- Modbus ----

ENTRY(modbus_request) {
  keep_result(modbus::parse_request({data, size}));
}
ENTRY(modbus_response) {
  keep_result(modbus::parse_response({data, size}));
}
ENTRY(modbus_response_to) {
  constexpr auto asked = modbus::read_holding_registers(1, 0, 125);
  keep_result(modbus::parse_response({data, size}, modbus::request{asked}));
}

namespace {

template <class Framer>
void all_frames(Framer& framer, bytes came) {
  while (!came.empty()) keep(framer.take(came).size());
  for (auto frame = framer.silence(); !frame.empty(); frame = framer.silence()) keep(frame.size());
}
modbus::request_framer requests;
modbus::response_framer responses;
mbus::framer telegrams;

}  // namespace

ENTRY(modbus_request_framer) {
  all_frames(fresh(requests), {data, size});
}
ENTRY(modbus_response_framer) {
  all_frames(fresh(responses), {data, size});
}

namespace {

/// 65536 registers and coils, all of them zero.
struct memory {
  static modbus::exception read(modbus::table, std::uint16_t, std::uint16_t count, meterproto::writer& out) {
    for (unsigned i = 0; i != count; ++i) out.u16(0);
    return modbus::exception::none;
  }
  static modbus::exception write(modbus::table, std::uint16_t, std::uint16_t count, bytes values) {
    sink = count + values.front();
    return modbus::exception::none;
  }
};

}  // namespace

ENTRY(modbus_server) {
  memory device;
  keep(modbus::answer({data, size}, 1, device, std::span{buffer}.first<modbus::max_frame>()).size());
}
ENTRY(modbus_device_id) {
  auto const part = modbus::parse_device_id({data, size});
  if (!part) return;
  modbus::device_id_reader reader{modbus::device_id_code::extended};
  keep(reader.take(*part).code);
  for (auto const object : part->objects) keep(object.value.size());
}
ENTRY(modbus_server_id) {
  keep_result(modbus::split_server_id({data, size}));
}

namespace {

constexpr auto registers_plan = modbus::plan(s4100::voltage_ll_avg, s4100::real_power_total, s4100::frequency);
constinit modbus::snapshot<registers_plan> registers_snapshot;

}  // namespace

ENTRY(modbus_snapshot) {
  auto& now = fresh(registers_snapshot);
  for (auto const& read : registers_plan) {
    auto const came = modbus::parse_registers({data, size}, 1, read);
    if (came) keep(now.take(*came).code);
  }
  keep_result(now.decode(s4100::voltage_ll_avg));
  keep_result(now.decode(s4100::real_power_total));
  keep_result(now.decode(s4100::frequency));
}
ENTRY(sunspec_chain) {
  meterproto::sunspec::chain chain{0};
  // The answer holds all registers from 0 on.
  while (!chain.done())
    if (!chain.take(modbus::registers{0, bytes{data, size}.first(size / 2 * 2)})) return;
}

// ---- M-Bus ----

ENTRY(mbus_framer) {
  all_frames(fresh(telegrams), {data, size});
}
ENTRY(mbus_frame) {
  auto const frame = mbus::parse_frame({data, size});
  if (frame && frame->has_ci()) keep_result(mbus::parse_telegram(*frame));
}

namespace {

template <class Look>
void each_record(bytes data, Look look) {
  for (mbus::records all{data}; !all.done();) {
    auto const one = all.next();
    if (!one) return;
    look(*one);
  }
}

}  // namespace

ENTRY(mbus_records) {
  each_record({data, size}, [](mbus::record const& one) {
    keep_result(mbus::number_of(one));
    keep_result(mbus::real_of(one));
    keep_result(mbus::date_of(one));
    keep(mbus::text_of(one).size());
  });
}
ENTRY(mbus_find) {
  keep_result(find(mbus::records{{data, size}}, meterproto::wago_879_mbus::records.back().as_record()));
}
ENTRY(mbus_fixed) {
  keep_result(mbus::parse_fixed({data, size}, false));
}

namespace {

struct mbus_device {
  static bool telegram(unsigned, meterproto::writer& out) {
    out.u8(0x78);
    return false;
  }
  static bool receive(mbus::frame const& sent) {
    sink = sent.ci;
    return true;
  }
};

}  // namespace

ENTRY(mbus_slave) {
  mbus_device device;
  mbus::slave link{1, {}};
  keep(link.answer({data, size}, device, std::span{buffer}.first<mbus::max_frame>()).size());
}
ENTRY(mbus_readout) {
  mbus::readout reader{1, 16, false};
  keep_result(reader.take({data, size}));
}
ENTRY(mbus_secondary_search) {
  mbus::secondary_search search;
  for (int i = 0; i != 3; ++i) {  // reset, select, ask
    keep(search.next(std::span{buffer}.first<mbus::max_frame>()).size());
    keep(search.take(mbus::heard::frame, {data, size}).what);
  }
}
ENTRY(mbus_primary_scan) {
  mbus::primary_scan scan;
  for (int i = 0; i != 2; ++i) keep(scan.take(mbus::heard::frame, {data, size}).what);
}

// ---- BACnet MS/TP ----

ENTRY(mstp_receiver) {
  bacnet::receiver line{1, buffer, 1000};
  for (bytes came{data, size}; !came.empty();) keep(line.take(came, 0).what);
}
ENTRY(mstp_frame) {
  keep_result(bacnet::parse_frame({data, size}, buffer));
}

namespace {

struct quiet_station {
  static void receive(bacnet::indication const& came) { keep(came.npdu.size()); }
  static bacnet::outgoing send(std::span<std::uint8_t>) { return {}; }
  static std::size_t reply(std::span<std::uint8_t>) { return 0; }
};
constexpr bacnet::node_settings station_1{bacnet::timing_at(76'800), 1};
std::array<std::uint8_t, 1600> transmit;

/// Expects: a fresh node.
template <class Node>
void run(Node& node, bytes came) {
  quiet_station above;
  std::uint32_t now = 0;
  while (true) {
    auto const step = node.run(came, now, above);
    if (step.send.empty()) return;
    node.sent(++now);
  }
}

}  // namespace

ENTRY(mstp_master_node) {
  static constinit bacnet::master_node node{station_1, buffer, transmit};
  run(fresh(node, station_1, buffer, transmit), {data, size});
}
ENTRY(mstp_slave_node) {
  static constinit bacnet::slave_node node{station_1, buffer, transmit};
  run(fresh(node, station_1, buffer, transmit), {data, size});
}
ENTRY(bacnet_header) {
  auto const network = bacnet::parse_npdu({data, size});
  if (network) keep_result(bacnet::parse_apdu(network->apdu));
}
ENTRY(bacnet_read_property) {
  keep_result(bacnet::read_property::parse({data, size}));
  keep_result(bacnet::read_property_ack::parse({data, size}));
}
ENTRY(bacnet_write_property) {
  keep_result(bacnet::write_property::parse({data, size}));
}

namespace {

template <class Entries>
void walk(bytes data) {
  Entries all{data};
  while (all.next()) keep(all.begins_object());
  keep(all.fault().code);
}

}  // namespace

ENTRY(bacnet_asked_properties) {
  walk<bacnet::asked_properties>({data, size});
}
ENTRY(bacnet_answered_properties) {
  walk<bacnet::answered_properties>({data, size});
}
ENTRY(bacnet_elements) {
  for (bacnet::tag_reader in{bytes{data, size}}; !in.done();) {
    auto const one = in.next();
    if (!one) return;
    keep_result(one->as_unsigned());
    keep_result(one->as_signed());
    keep_result(one->as_bits());
    keep_result(one->as_characters());
  }
}
ENTRY(bacnet_discovery) {
  keep_result(bacnet::who_is::parse({data, size}));
  keep_result(bacnet::i_am::parse({data, size}));
  keep_result(bacnet::who_has::parse({data, size}));
  keep_result(bacnet::i_have::parse({data, size}));
}
ENTRY(bacnet_management) {
  keep_result(bacnet::time_synchronization::parse({data, size}));
  keep_result(bacnet::device_communication_control::parse({data, size}));
  keep_result(bacnet::reinitialize_device::parse({data, size}));
}
ENTRY(bacnet_read_range) {
  keep_result(bacnet::read_range::parse({data, size}));
  auto const ack = bacnet::read_range_ack::parse({data, size});
  if (!ack) return;
  bacnet::log_cursor cursor{ack->of.object, ack->first_sequence.value_or(1)};
  keep_result(cursor.take(*ack));
}
ENTRY(bacnet_log_records) {
  for (bacnet::log_records all{{data, size}}; !all.done();) {
    auto const one = all.next();
    if (!one) return;
    keep_result(one->number());
  }
}

namespace {

/// One object, whose properties are all of one number.
struct bacnet_device {
  static constexpr bacnet::object_id self{bacnet::object_type::device, 1};
  static std::uint32_t instance() { return 1; }
  static std::uint16_t vendor() { return 0; }
  static bool offers(bacnet::confirmed_service) { return true; }
  static meterproto::maybe<bacnet::object_id> object(std::size_t n) {
    return n == 0 ? meterproto::maybe<bacnet::object_id>{self} : meterproto::maybe<bacnet::object_id>{};
  }
  static bacnet::character_string name(bacnet::object_id const& of) {
    return of == self ? bacnet::character_string{0, bytes{letter}} : bacnet::character_string{};
  }
  static meterproto::maybe<bacnet::property> listed(bacnet::object_id const&, bacnet::property, std::size_t n) {
    return n < 20 ? meterproto::maybe{bacnet::property::present_value} : meterproto::maybe<bacnet::property>{};
  }
  static bacnet::outcome read(bacnet::property_reference const&, bacnet::tag_writer& out) {
    out.unsigned_integer(sink);
    return {};
  }
  static bacnet::outcome write(bacnet::property_reference const&, bytes value, meterproto::maybe<std::uint8_t>) {
    keep(value.size());
    return {};
  }
  static bacnet::outcome read_range(bacnet::read_range const&, bacnet::read_range_ack&, bacnet::tag_writer&) {
    return {};
  }
  static void synchronize(bacnet::date_time const&) {}
  static bacnet::outcome control(bacnet::device_communication_control const&) { return {}; }
  static bacnet::outcome reinitialize(bacnet::reinitialize_device const&) { return {}; }
  static bool silenced() { return false; }
  static constexpr std::array<std::uint8_t, 1> letter{'x'};
};

constexpr auto objects_plan = bacnet::plan(bacnet::with_reliability::yes, objects::voltage_an,
                                           objects::real_power_total, objects::alarm_bitmap, objects::system_type);
constinit bacnet::snapshot<objects_plan> objects_snapshot;

}  // namespace

ENTRY(bacnet_server) {
  bacnet_device device;
  bacnet::server server{device, std::span{buffer}.first(64)};
  keep(server.answer({data, size}, false, transmit).apdu.size());
}
ENTRY(bacnet_poll) {
  auto& now = fresh(objects_snapshot);
  bacnet::property_poll poll{objects_plan.wanted()};
  auto const came = bacnet::parse_apdu({data, size});
  if (!came) return;
  keep(poll.answer(*came, now.taker()).code);
  keep_result(now.decode(objects::voltage_an));
  keep_result(now.decode(objects::alarm_bitmap));
}

namespace {

struct user {
  static void answered(std::uint8_t, bacnet::apdu const& answer) { keep(answer.data.size()); }
  static void failed(std::uint8_t, meterproto::error const&) {}
  static void heard(bacnet::peer const&, bacnet::apdu const& came) { keep(came.data.size()); }
};

}  // namespace

ENTRY(bacnet_client) {
  static constinit user above;
  static constinit bacnet::client<user, 3> client{above, {1000, 1, 5000}};
  client.receive({bacnet::frame_type::data_not_expecting_reply, 1, false, {data, size}});
}

// ---- text ----

ENTRY(text_of_error) {
  if (size < 5) return;
  meterproto::reader in{{data, size}};
  meterproto::error const fault{static_cast<meterproto::errc>(in.u8()), in.u16(), in.u16()};
  keep(meterproto::print_sentence(fault, std::span{reinterpret_cast<char*>(buffer.data()), 200}).size());
}
ENTRY(text_of_records) {
  each_record({data, size}, [](mbus::record const& one) {
    keep(mbus::print_unit(meaning_of(one), std::span{reinterpret_cast<char*>(buffer.data()), 200}).size());
  });
}
