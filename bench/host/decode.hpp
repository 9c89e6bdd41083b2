// SPDX-License-Identifier: MIT
#pragma once

#include "meters.hpp"

#include <meterproto/bacnet.hpp>
#include <meterproto/mbus.hpp>
#include <meterproto/modbus.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>

/// From a frame to its values, as a program would take them; how many there are. The compiler must take each value as
/// looked at.
namespace host {

/// An answer with float_registers.
inline std::size_t modbus_values(meterproto::bytes frame) {
  namespace modbus = meterproto::modbus;
  auto const read = modbus::parse_registers(frame, unit_id, float_registers);
  if (!read) return 0;
  std::array<float, float_registers.quantity / 2> values;
  auto const made = modbus::floats_of(read->data, modbus::word_order::abcd, values);
  benchmark::DoNotOptimize(values);
  return made;
}

/// Each record's exact value, in the base unit, and that unit.
inline std::size_t mbus_values_of(meterproto::bytes records) {
  namespace mbus = meterproto::mbus;
  std::size_t seen = 0;
  for (mbus::records all{records}; !all.done(); ++seen) {
    auto const one = all.next();
    if (!one) break;
    auto const means = mbus::meaning_of(*one);
    auto value = mbus::number_of(*one, means);
    auto in = means.in;
    benchmark::DoNotOptimize(value);
    benchmark::DoNotOptimize(in);
  }
  return seen;
}
inline std::size_t mbus_values(meterproto::bytes frame) {
  namespace mbus = meterproto::mbus;
  auto const parsed = mbus::parse_frame(frame);
  if (!parsed) return 0;
  auto const telegram = mbus::parse_telegram(*parsed);
  return telegram ? mbus_values_of(telegram->data) : 0;
}

inline bool is_bacnet_value(meterproto::bytes element) {
  namespace bacnet = meterproto::bacnet;
  bacnet::tag_reader in{element};
  auto bits = in.application(&bacnet::element::as_real_bits);
  benchmark::DoNotOptimize(bits);
  return in.end().code == meterproto::errc::none;
}

/// The Reals in an ack to ReadProperty or ReadPropertyMultiple.
inline std::size_t bacnet_values(meterproto::bytes npdu) {
  namespace bacnet = meterproto::bacnet;
  std::size_t seen = 0;
  auto const network = bacnet::parse_npdu(npdu);
  if (!network) return 0;
  auto const answer = bacnet::parse_apdu(network->apdu);
  if (!answer || answer->type != bacnet::pdu_type::complex_ack) return 0;
  if (answer->is(bacnet::confirmed_service::read_property)) {
    auto const ack = bacnet::read_property_ack::parse(answer->data);
    return ack && is_bacnet_value(ack->value) ? 1 : 0;
  }
  if (!answer->is(bacnet::confirmed_service::read_property_multiple)) return 0;
  for (bacnet::answered_properties all{answer->data}; all.next();)
    if (!all->why && is_bacnet_value(all->value)) ++seen;
  return seen;
}

/// The receive machine of a station on an MS/TP line of 76800 Bd, with its buffer.
struct mstp_line {
  std::array<std::uint8_t, meterproto::bacnet::max_data + meterproto::bacnet::crc_size> space{};
  meterproto::bacnet::plain_receiver heard{our_station, space, meterproto::bacnet::timing_at(76'800).frame_abort};

  mstp_line() = default;
  mstp_line(mstp_line const&) = delete;
  mstp_line& operator=(mstp_line const&) = delete;
};

}  // namespace host
