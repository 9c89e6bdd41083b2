// SPDX-License-Identifier: MIT
// Any user data as an M-Bus telegram: its header, each record, its meaning, value and name; and any octets as a frame.
#include "fuzz.hpp"

#include <meterproto/mbus.hpp>
#include <meterproto/mbus/text.hpp>
#include <meterproto/wago_879_mbus.hpp>

#include <array>

namespace {

namespace mbus = meterproto::mbus;

void read(mbus::telegram const& telegram) {
  std::size_t count = 0;
  for (auto const& one : mbus::records{telegram.data, telegram.most_significant_first}) {
    PROMISE(++count <= telegram.data.size() + 1);
    if (!one) {
      PROMISE(one.error().at <= telegram.data.size());
      continue;
    }
    if (one->kind != mbus::record_kind::data) continue;
    auto const means = meaning_of(*one);
    auto const type = type_of(*one, means);
    if (auto const number = number_of(*one); number) {
      std::array<char, 400> space{};
      (void)number->print(space);
      (void)number->to<double>();
    }
    (void)raw_number(*one, type);
    std::array<char, 160> space{};
    (void)print_unit(means, space);
    (void)key_of(*one);
    (void)find(mbus::records{telegram.data}, *one);
  }
  for (auto const& row : meterproto::wago_879_mbus::records) (void)find(mbus::records{telegram.data}, row.as_record());
  (void)mbus::parse_fixed(telegram.data, telegram.most_significant_first);
  (void)mbus::secondary_address::from(telegram.data);
}

}  // namespace

void fuzz_one(fuzz::source in) {
  auto const octets = fuzz::copy_of(in.rest());
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
