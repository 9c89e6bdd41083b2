// SPDX-License-Identifier: MIT
// Any user data as an M-Bus telegram: its header, each record, its meaning, value and name; and any octets as a frame.
// What is built of any header, record, text or number is read as what it was.
#include "fuzz.hpp"

#include <meterproto/mbus.hpp>
#include <meterproto/mbus/text.hpp>
#include <meterproto/wago_879_mbus.hpp>

#include <algorithm>
#include <array>
#include <bit>

namespace {

namespace mbus = meterproto::mbus;

void read(mbus::telegram const& telegram) {
  auto const all = records_of(telegram);
  PROMISE(all.has_value() == (telegram.payload == mbus::payload_type::records));
  std::size_t count = 0;
  for (auto const& one : mbus::records{telegram.data, telegram.most_significant_first}) {  // of other payloads too
    PROMISE(++count <= telegram.data.size() + 1);
    if (!one) {
      PROMISE(one.error().at <= telegram.data.size());
      continue;
    }
    auto const means = meaning_of(*one);
    if (auto const number = number_of(*one); number) {
      std::array<char, 400> space{};
      (void)number->print(space);
      (void)number->to<double>();
    }
    for (auto as = mbus::data_type::none; as <= mbus::data_type::binary;
         as = static_cast<mbus::data_type>(static_cast<int>(as) + 1))
      (void)raw_number(*one, as);
    (void)real_of(*one);
    (void)date_of(*one);
    (void)text_of(*one);
    (void)one->storage();
    (void)one->tariff();
    (void)one->subunit();
    (void)one->how();
    std::array<char, 160> space{};
    (void)print_unit(means, space);
    (void)key_of(*one);
    (void)find(mbus::records{telegram.data}, *one);
  }
  for (auto const& row : meterproto::wago_879_mbus::records) (void)find(mbus::records{telegram.data}, row.as_record());
  (void)mbus::parse_fixed(telegram.data, telegram.most_significant_first);
  (void)mbus::secondary_address::from(telegram.data);
}

mbus::data_information any_information(fuzz::source& in) {
  mbus::data_information made;
  made.field = static_cast<mbus::data_field>(in.u8() % 15U);
  made.how = static_cast<mbus::function>(in.u8() % 4U);
  made.storage = (std::uint64_t{in.u16()} << 32U | in.u32()) & 0x1FF'FFFF'FFFF;
  made.tariff = in.u32() & 0xF'FFFF;
  made.subunit = in.u16() & 0x3FF;
  if (in.u8() % 2 == 0) made.storage &= 0xF;
  if (in.u8() % 2 == 0) made.tariff &= 3;
  if (in.u8() % 2 == 0) made.subunit &= 1;
  return made;
}
void check_information(mbus::record const& read, mbus::data_information const& put) {
  PROMISE(read.kind == mbus::record_kind::data && read.field() == put.field && read.how() == put.how);
  PROMISE(read.storage() == put.storage && read.tariff() == put.tariff && read.subunit() == put.subunit);
}
/// The only record in these octets.
mbus::record single(meterproto::writer const& out) {
  PROMISE(out.ok());
  mbus::records all{out.written()};
  auto const one = all.next();
  PROMISE(one && all.done());
  return *one;
}

void build_records(fuzz::source in) {
  std::array<std::uint8_t, 320> space{};
  auto dib = any_information(in);
  constexpr std::array<std::uint8_t, 1> energy{0x03};  // Wh
  auto const text = fuzz::copy_of(in.take(in.u8() % 192U));
  {
    meterproto::writer out{space};
    PROMISE(mbus::put_text(out, dib, energy, text) == meterproto::errc::none);
    auto const read = single(out);
    dib.field = mbus::data_field::variable;
    check_information(read, dib);
    auto turned = fuzz::copy_of(mbus::text_of(read));
    std::reverse(turned.begin(), turned.end());
    PROMISE(fuzz::same(turned, text));
  }
  {
    meterproto::writer out{space};
    auto const bits = in.u32();
    PROMISE(mbus::put_real(out, dib, energy, std::bit_cast<float>(bits)) == meterproto::errc::none);
    auto const read = single(out);
    dib.field = mbus::data_field::real32;
    check_information(read, dib);
    auto const number = mbus::real_of(read);
    bool const is_nan = (bits & 0x7FFF'FFFFU) > 0x7F80'0000U;
    PROMISE(number.has_value() != is_nan && (is_nan || std::bit_cast<std::uint32_t>(*number) == bits));
  }
  dib.field = static_cast<mbus::data_field>(in.u8() % 15U);
  auto const magnitude = std::uint64_t{in.u32()} << 32U | in.u32();
  auto const value = meterproto::decimal::from_magnitude(magnitude >> (in.u8() % 64U),
                                                         static_cast<std::int8_t>(in.u8()) % 10, in.u8() % 2 == 0);
  auto const vib = fuzz::copy_of(in.take(1U + in.u8() % 8U));
  meterproto::writer out{space};
  if (mbus::put_record(out, dib, vib, value) != meterproto::errc::none) {
    PROMISE(out.needed() == 0);
    return;
  }
  auto const read = single(out);
  check_information(read, dib);
  PROMISE(fuzz::same(read.vib, vib));
  auto const number = mbus::number_of(read);
  PROMISE(number ? *number == value : number.error() == meterproto::errc::not_a_number);
}

void build_telegram(fuzz::source in) {
  constexpr std::array<std::uint8_t, 3> all_ci{0x78, 0x7A, 0x72};  // none, short, long
  mbus::header put;
  auto const which = in.u8() % 3U;
  put.type = static_cast<mbus::header_type>(which);
  put.access = which == 0 ? std::uint8_t{0} : in.u8();
  put.status = which == 0 ? std::uint8_t{0} : in.u8();
  put.signature = which == 0 ? std::uint16_t{0} : in.u16();
  put.meter = {};
  if (which == 2) {
    put.meter.id = in.u32();
    put.meter.manufacturer = mbus::manufacturer_code{in.u16()};
    put.meter.version = in.u8();
    put.meter.medium = in.u8();
    PROMISE(*mbus::secondary_address::from(put.meter.as_bytes()) == put.meter);
  }
  std::array<std::uint8_t, mbus::max_data + 40> space{};
  meterproto::writer out{space};
  mbus::put_header(put, out);
  auto const payload = fuzz::copy_of(in.take(in.u8()));
  out.put(payload);
  std::array<std::uint8_t, mbus::max_frame> whole{};
  auto const c = in.u8();
  auto const a = in.u8();
  auto const built = mbus::build_frame(c, a, all_ci[which], out.written(), whole);
  PROMISE(built.has_value() == (out.needed() <= mbus::max_data));
  if (!built) return;
  auto const octets = fuzz::copy_of(*built);
  auto const frame = mbus::parse_frame(octets);
  PROMISE(frame && frame->c == c && frame->a == a && frame->ci == all_ci[which]);
  PROMISE(fuzz::same(frame->data, out.written()));
  auto const telegram = mbus::parse_telegram(*frame);
  PROMISE(telegram && telegram->payload == mbus::payload_type::records && fuzz::same(telegram->data, payload));
  PROMISE(telegram->header.type == put.type && telegram->header.meter == put.meter);
  PROMISE(telegram->header.access == put.access && telegram->header.status == put.status);
  PROMISE(telegram->header.signature == put.signature);
  auto const short_one = mbus::short_frame(c, a);
  auto const read = mbus::parse_frame(short_one);
  PROMISE(read && read->type == mbus::frame_type::short_frame && read->c == c && read->a == a);
}

/// A frame that was read, built again.
void build_again(mbus::frame const& read, meterproto::bytes octets) {
  if (!read.has_ci()) return;
  std::array<std::uint8_t, mbus::max_frame> space{};
  auto const built = mbus::build_frame(read.c, read.a, read.ci, read.data, space);
  PROMISE(built && fuzz::same(*built, octets));
}

}  // namespace

void fuzz_one(fuzz::source in) {
  build_records(in);
  build_telegram(in);
  auto const octets = fuzz::copy_of(in.rest());
  if (auto const frame = mbus::parse_frame(octets); frame) build_again(*frame, octets);
  if (auto const frame = mbus::parse_frame(octets); frame && frame->has_ci())
    if (auto const telegram = mbus::parse_telegram(*frame); telegram) read(*telegram);
  if (octets.size() < 2 || octets.size() > mbus::max_data) return;
  // The same without the luck of a right check sum.
  mbus::frame made;
  made.type = mbus::frame_type::long_frame;
  made.c = static_cast<std::uint8_t>(mbus::control::rsp_ud);
  made.ci = octets.front();
  made.data = meterproto::bytes{octets}.subspan(1);
  if (auto const telegram = mbus::parse_telegram(made); telegram) read(*telegram);
}
