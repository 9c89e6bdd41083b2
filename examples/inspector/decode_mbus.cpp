// SPDX-License-Identifier: MIT
#include "decode_mbus.hpp"

#include "hex.hpp"
#include "table.hpp"

#include <meterproto/mbus/fixed.hpp>
#include <meterproto/mbus/frame.hpp>
#include <meterproto/mbus/header.hpp>
#include <meterproto/mbus/record.hpp>
#include <meterproto/mbus/text.hpp>
#include <meterproto/mbus/value.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace inspector {

namespace {

using meterproto::bytes;
using meterproto::decimal;
using meterproto::errc;
using meterproto::error;
using meterproto::result;
namespace mbus = meterproto::mbus;
using json = nlohmann::ordered_json;

std::string upper_hex(bytes data) {
  std::string text;
  for (auto const one : data) text += hex_digits(one, 2);
  return text;
}
std::string lower_hex(bytes data) {
  auto text = upper_hex(data);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char one) { return one >= 'A' && one <= 'F' ? static_cast<char>(one + 32) : one; });
  return text;
}

/// ISO 8859-1 in UTF-8, the last byte first.
std::string text_of(bytes reversed) {
  std::string text;
  for (std::size_t i = reversed.size(); i != 0; --i) {
    unsigned const letter = reversed[i - 1];
    if (letter < 0x80) {
      text += static_cast<char>(letter);
    } else {
      text += static_cast<char>(0xC0U | (letter >> 6U));
      text += static_cast<char>(0x80U | (letter & 0x3FU));
    }
  }
  return text;
}

/// No exponent, no superfluous zeros, "0" for minus zero.
std::string plain(decimal number) {
  auto magnitude = number.magnitude();
  auto exponent = number.exponent();
  for (; magnitude != 0 && magnitude % 10 == 0 && exponent < 0; ++exponent) magnitude /= 10;
  if (magnitude == 0) exponent = 0;
  std::array<char, 400> space{};
  auto const printed = decimal::from_magnitude(magnitude, exponent, number.negative()).print(space);
  return printed ? std::string{*printed} : std::string{};
}

/// As few digits as read back to the number; of one below 2^-126, whose neighbours are far apart, nine.
result<decimal> decimal_of(float real) {
  bool const denormal = real > -0x1p-126F && real < 0x1p-126F;
  return denormal ? decimal::nearest(static_cast<double>(real), -53) : decimal::shortest(real);
}

/// The value as text; nothing where the meter says that it has none, or that is no value.
struct told_value {
  std::optional<std::string> text;
  bool invalid = false;
};

result<decimal> shown(decimal const& raw, mbus::meaning const& means) {
  return mbus::values::scaled(raw, means).and_then([&](decimal const& value) {
    return mbus::values::with_addend(value, means);
  });
}
told_value value_of(mbus::record const& one, mbus::meaning const& means, mbus::data_type type) {
  auto const told = [](auto const& made, auto const& print) -> told_value {
    if (made) return {print(*made), false};
    return {std::nullopt, made.error() == errc::not_available};
  };
  switch (type) {
    case mbus::data_type::none: return {};
    case mbus::data_type::text: return {text_of(mbus::text_of(one)), false};
    case mbus::data_type::binary: return {upper_hex(one.data.subspan(1)), false};
    case mbus::data_type::K:
    case mbus::data_type::L: return {upper_hex(one.data), false};
    case mbus::data_type::F:
    case mbus::data_type::G:
    case mbus::data_type::I:
    case mbus::data_type::J:
      return told(mbus::date_time_of(one.data, one.most_significant_first), [](mbus::date_time const& date) {
        std::array<char, 24> space{};
        return std::string{print_date(date, space)};
      });
    case mbus::data_type::H:
      return told(
          mbus::raw_real(one).and_then(decimal_of).and_then([&](decimal const& raw) { return shown(raw, means); }),
          plain);
    default:
      return told(mbus::raw_number(one, type).and_then([&](decimal const& raw) { return shown(raw, means); }), plain);
  }
}

/// The VIFEs behind the one that names the quantity, in words.
json qualifiers_of(mbus::record const& one) {
  auto all = json::array();
  meterproto::reader in{one.vife};
  auto const vif = one.vif();
  bool const extended = (one.vib.front() & mbus::extension_bit) != 0;
  if (extended && (vif == mbus::vif_extension_fb || vif == mbus::vif_extension_fd)) {
    bool const second = vif == mbus::vif_extension_fd && in.u8() == (mbus::vif_extension_fd | mbus::extension_bit);
    if (second || vif == mbus::vif_extension_fb) in.u8();
  }
  while (in.left() != 0 && vif != mbus::vif_manufacturer) {
    auto const byte = in.u8();
    if (byte == (mbus::vife::extension_fc | mbus::extension_bit) && in.left() != 0) {
      all.push_back(mbus::extended_qualifier_name(in.u8() & 0x7FU));
      continue;
    }
    all.push_back(mbus::qualifier_name(byte));
    if ((byte & 0x7FU) == mbus::vife::manufacturer) break;
  }
  return all;
}

std::string unit_of(mbus::record const& one, mbus::meaning const& means) {
  if (one.vif() == mbus::vif_plain_text) return text_of(one.text);
  std::array<char, 40> space{};
  return std::string{print_unit(means, space)};
}

json tell(mbus::record const& one, std::size_t number) {
  json told;
  told["n"] = number;
  told["kind"] = mbus::name_of(one.kind);
  told["dif"] = upper_hex(one.dib);
  told["vif"] = upper_hex(one.vib);
  told["data"] = upper_hex(one.data);
  if (one.kind == mbus::record_kind::global_readout_request) return told;
  if (one.kind != mbus::record_kind::data) {
    told["value"] = upper_hex(one.data);
    told["type"] = "raw";
    return told;
  }
  auto const means = meaning_of(one);
  auto const type = type_of(one, means);
  told["function"] = name_of(one.how());
  told["storage"] = one.storage();
  told["tariff"] = one.tariff();
  told["unit_no"] = one.subunit();
  told["quantity"] = name_of(means.what);
  told["unit"] = unit_of(one, means);
  auto const value = value_of(one, means, type);
  told["value"] = value.text ? json(*value.text) : json(nullptr);
  told["type"] = name_of(type);
  told["qualifiers"] = qualifiers_of(one);
  if (value.invalid) told["invalid"] = true;
  return told;
}

json tell(mbus::fixed_counter const& one, bool msb, std::size_t number) {
  json told;
  told["n"] = number;
  told["kind"] = "fixed_counter";
  told["unit_code"] = hex_digits(one.unit_code, 2);
  told["stored"] = one.stored;
  told["data"] = upper_hex(one.data);
  told["quantity"] = name_of(one.unit.what);
  told["unit"] = name_of(one.unit.in);
  auto const value = one.number(msb);
  told["value"] = value ? json(plain(*value)) : json(nullptr);
  told["type"] = one.binary ? "B" : "A";
  if (value.error() == errc::not_available) told["invalid"] = true;
  return told;
}

/// The rest of the library's sentence: what stands there instead.
std::string instead(error const& fault, bytes frame) {
  bool const has_byte = fault.at < frame.size();
  switch (fault.code) {
    case errc::too_short: return fault.at == frame.size() ? "; it has " + std::to_string(frame.size()) : "";
    case errc::too_long: return "; it has " + std::to_string(frame.size());
    case errc::bad_checksum: return has_byte ? "; it is " + hex_number(frame[fault.at], 2) : "";
    case errc::bad_count: return has_byte ? "; it is " + std::to_string(frame[fault.at]) : "";
    default: return "";
  }
}

json tell(error const& fault, bytes frame) {
  std::array<char, 160> space{};
  auto const message = std::string{print_sentence(fault, space)} + instead(fault, frame);
  return {{"code", meterproto::name_of(fault.code)}, {"at", fault.at}, {"message", message}};
}

std::string_view name_of_type(mbus::frame_type type) {
  constexpr std::array<std::string_view, 4> names{"ack", "short", "control", "long"};
  return names[static_cast<std::size_t>(type)];
}

json tell(mbus::frame const& link) {
  json told{{"type", name_of_type(link.type)}};
  if (link.type == mbus::frame_type::ack) return told;
  told["c"] = link.c;
  told["a"] = link.a;
  if (link.has_ci()) told["ci"] = link.ci;
  return told;
}

json tell(mbus::header const& header) {
  json told;
  if (header.type == mbus::header_type::none) return nullptr;
  if (header.type == mbus::header_type::long_header) {
    std::array<char, 8> space{};
    auto const letters = header.meter.manufacturer.letters();
    told["id"] = mbus::print_id(header.meter.id, space);
    told["manufacturer"] = std::string{letters.data(), letters.size()};
    told["version"] = header.meter.version;
    told["medium"] = header.meter.medium;
  }
  told["access"] = header.access;
  told["status"] = header.status;
  told["signature"] = header.signature;
  return told;
}

constexpr std::size_t data_begin = 7;  // of a control or long frame: behind the CI field

/// A fault among user data, by its place in the frame.
error in_frame(error fault, std::size_t payload_at) {
  fault.at = static_cast<std::uint16_t>(fault.at + data_begin + payload_at);
  return fault;
}

/// All that is in a frame, as far as it goes.
struct reading {
  std::optional<mbus::frame> link;
  std::optional<mbus::telegram> telegram;
  std::vector<mbus::record> records;
  std::optional<mbus::fixed_data> fixed;
  std::optional<std::uint8_t> application_error;
  bool more_records_follow = false;
  error fault;
};

reading read(bytes frame) {
  reading made;
  auto const link = mbus::parse_frame(frame);
  if (!link) {
    made.fault = link.error();
    return made;
  }
  made.link = *link;
  if (!link->has_ci()) return made;
  auto const telegram = mbus::parse_telegram(*link);
  if (!telegram) {
    made.fault = in_frame(telegram.error(), 0);
    return made;
  }
  made.telegram = *telegram;
  if (auto const all = records_of(*telegram)) {
    for (auto const& one : *all) {
      if (!one) {
        made.fault = in_frame(one.error(), telegram->at);
        break;
      }
      made.records.push_back(*one);
      made.more_records_follow = made.more_records_follow || one->kind == mbus::record_kind::more_records_follow;
    }
  } else if (telegram->payload == mbus::payload_type::fixed_structure) {
    auto const fixed = mbus::parse_fixed(telegram->data, telegram->most_significant_first);
    if (fixed)
      made.fixed = *fixed;
    else
      made.fault = in_frame(fixed.error(), telegram->at);
  } else if (telegram->payload == mbus::payload_type::application_error) {
    made.application_error = telegram->data.empty() ? std::uint8_t{0} : telegram->data.front();
  }
  return made;
}

std::string headline(reading const& what, std::size_t size) {
  auto const bytes_text = ", " + std::to_string(size) + (size == 1 ? " byte" : " bytes");
  if (!what.link) return "M-Bus" + bytes_text;
  auto const& link = *what.link;
  if (link.type == mbus::frame_type::ack) return "M-Bus single character E5: understood" + bytes_text;
  std::string name;
  switch (link.function()) {
    case mbus::control::snd_nke: name = "SND_NKE, link reset"; break;
    case mbus::control::snd_ud: name = "SND_UD, data to the meter"; break;
    case mbus::control::req_ud1: name = "REQ_UD1, request of alarms"; break;
    case mbus::control::req_ud2: name = "REQ_UD2, request of data"; break;
    case mbus::control::rsp_ud: name = "RSP_UD, answer"; break;
    default: name = "C field " + hex_number(link.c, 2); break;
  }
  return "M-Bus " + std::string{name_of_type(link.type)} + " frame, " + name + ", address " + std::to_string(link.a) +
         bytes_text;
}

void print_fault(std::ostream& out, bytes frame, error const& fault, bool colour) {
  if (fault.code == errc::none) return;
  auto const told = tell(fault, frame);
  auto const paint = [&](std::string_view code, std::string const& text) {
    return colour ? "\x1b[" + std::string{code} + "m" + text + "\x1b[0m" : text;
  };
  out << paint("1;31", "error " + told["code"].get<std::string>()) << " at byte " << fault.at << ": "
      << told["message"].get<std::string>() << '\n';
  std::size_t const row = fault.at / 16 * 16;
  auto const from = std::min(row, frame.size());
  out << "  " << right_aligned(std::to_string(row), 5) << "  "
      << spaced_hex(frame.subspan(from, std::min<std::size_t>(16, frame.size() - from))) << '\n'
      << std::string(9 + 3 * std::size_t{fault.at % 16U}, ' ') << paint("1;31", "^^") << '\n';
}

/// Value and unit, or why there is no value.
std::string shown_value(json const& told) {
  if (told["value"].is_null()) return told.contains("invalid") ? "no value" : "-";
  auto const unit = told.value("unit", "");
  return told["value"].get<std::string>() + (unit.empty() ? "" : " " + unit);
}
std::string shown_qualifiers(json const& told) {
  std::string all;
  if (told.value("function", "instantaneous") != "instantaneous") all = told["function"].get<std::string>();
  if (told.contains("qualifiers"))
    for (auto const& one : told["qualifiers"]) all += (all.empty() ? "" : " ") + one.get<std::string>();
  return all;
}

}  // namespace

int mbus_damage(std::vector<std::uint8_t> const& frame) {
  auto const length = mbus::frame_length(frame);
  if (!length || *length == 0) return 3;
  if (mbus::parse_frame(frame)) return 0;
  return *length > mbus::short_size ? 1 : 2;  // two starts and two equal lengths are no chance
}

json decode_mbus(std::vector<std::uint8_t> const& frame) {
  auto const what = read(frame);
  json told;
  told["link"] = what.link ? tell(*what.link) : json(nullptr);
  told["header"] = what.telegram ? tell(what.telegram->header) : json(nullptr);
  auto all = json::array();
  for (auto const& one : what.records) all.push_back(tell(one, all.size()));
  if (what.fixed) {
    std::array<char, 8> space{};
    told["header"] = {{"id", mbus::print_id(what.fixed->id, space)},
                      {"access", what.fixed->access},
                      {"status", what.fixed->status},
                      {"medium", what.fixed->medium}};
    for (auto const& one : what.fixed->counters)
      all.push_back(tell(one, what.telegram->most_significant_first, all.size()));
  }
  told["records"] = std::move(all);
  told["more_records_follow"] = what.more_records_follow;
  told["application_error"] = what.application_error ? json(*what.application_error) : json(nullptr);
  if (what.telegram) {
    auto const& telegram = *what.telegram;
    bool const selection = telegram.payload == mbus::payload_type::secondary_address;
    if (auto const wanted = mbus::secondary_address::from(telegram.data); selection && wanted) {
      std::array<char, 8> space{};
      auto const letters = wanted->manufacturer.letters();
      bool const any = wanted->manufacturer.code == 0xFFFF;
      told["selection"] = {{"id", mbus::print_id(wanted->id, space)},
                           {"manufacturer", any ? json(nullptr) : json(std::string{letters.data(), letters.size()})},
                           {"version", wanted->version == 0xFF ? json(nullptr) : json(wanted->version)},
                           {"medium", wanted->medium == 0xFF ? json(nullptr) : json(wanted->medium)}};
    } else if (telegram.payload != mbus::payload_type::records && !what.fixed) {
      told["payload"] = lower_hex(telegram.data);
    }
  }
  told["error"] = what.fault.code == errc::none ? json(nullptr) : tell(what.fault, frame);
  return told;
}

std::string mbus_headline(std::vector<std::uint8_t> const& frame) {
  return headline(read(frame), frame.size());
}

void print_mbus_table(std::ostream& out, std::vector<std::uint8_t> const& frame, bool colour) {
  auto const what = read(frame);
  auto const told = decode_mbus(frame);
  out << headline(what, frame.size()) << '\n';
  auto const row = [&](std::string const& name, std::string const& text) {
    out << "  " << padded(name, 19) << "  " << text << '\n';
  };
  if (what.link && what.link->has_ci())
    row("CI field", hex_number(what.link->ci, 2) + " " + std::string{mbus::ci_name(what.link->ci)});
  for (auto const& block : {"header", "selection"}) {
    if (!told.contains(block) || told[block].is_null()) continue;
    for (auto const& [name, content] : told[block].items())
      row(name, content.is_null() ? "any" : content.is_string() ? content.get<std::string>() : content.dump());
  }
  if (what.application_error)
    row("application error", std::to_string(*what.application_error) + " " +
                                 std::string{mbus::application_error_name(*what.application_error)});
  if (told.contains("payload") && told["payload"] != "") row("payload", told["payload"].get<std::string>());
  if (!told["records"].empty()) {
    table all{{{"n", true},
               {"quantity"},
               {"value", true},
               {"unit"},
               {"tariff", true},
               {"storage", true},
               {"qualifiers", false, true}}};
    for (auto const& one : told["records"]) {
      auto const number = [&](char const* key) {
        return one.contains(key) && one[key] != 0 ? one[key].dump() : std::string{};
      };
      bool const has_value = !one.value("value", json(nullptr)).is_null();
      all.add({one["n"].dump(),
               one.contains("quantity") ? one["quantity"].get<std::string>() : one["kind"].get<std::string>(),
               has_value                 ? one["value"].get<std::string>()
               : one.contains("invalid") ? "no value"
                                         : "-",
               one.value("unit", ""), number("tariff"), number("storage"), shown_qualifiers(one)});
    }
    all.print(out);
  }
  if (what.more_records_follow) out << "More records follow in the next telegram.\n";
  print_fault(out, frame, what.fault, colour);
}

void print_mbus_annotated(std::ostream& out, std::vector<std::uint8_t> const& frame, bool colour) {
  auto const what = read(frame);
  auto const told = decode_mbus(frame);
  bytes const all{frame};
  auto const paint = [&](std::string_view code, std::string const& text) {
    return colour ? "\x1b[" + std::string{code} + "m" + text + "\x1b[0m" : text;
  };
  out << paint("1", headline(what, frame.size())) << '\n';
  auto const line = [&](std::size_t at, std::size_t size, std::string const& name, std::string const& text = {}) {
    for (std::size_t from = 0; from < size; from += 8) {
      auto const part = all.subspan(at + from, std::min<std::size_t>(8, size - from));
      out << "  " << right_aligned(std::to_string(at + from), 5) << "  ";
      if (from != 0)
        out << spaced_hex(part) << '\n';
      else
        out << padded(spaced_hex(part), 25) << paint("36", padded(name, 14)) << (text.empty() ? "" : "  " + text)
            << '\n';
    }
  };
  if (!what.link) {
    print_fault(out, all, what.fault, colour);
    return;
  }
  auto const& link = *what.link;
  auto const place_of = [&](bytes part) { return static_cast<std::size_t>(part.data() - all.data()); };
  if (link.type == mbus::frame_type::short_frame) {
    line(0, 1, "start");
    line(1, 1, "C field");
    line(2, 1, "A field", std::to_string(link.a));
  } else if (link.has_ci()) {
    line(0, 1, "start");
    line(1, 2, "length, twice", std::to_string(all[1]));
    line(3, 1, "start");
    line(4, 1, "C field");
    line(5, 1, "A field", std::to_string(link.a));
    line(6, 1, "CI field", std::string{mbus::ci_name(link.ci)});
  }
  if (what.telegram && what.telegram->at != 0) {
    std::string text;
    for (auto const& [name, content] : told["header"].items())
      text +=
          (text.empty() ? "" : ", ") + name + " " + (content.is_string() ? content.get<std::string>() : content.dump());
    line(data_begin, what.telegram->at, "header", text);
  }
  for (std::size_t i = 0; i != what.records.size(); ++i) {
    auto const& one = what.records[i];
    auto const& words = told["records"][i];
    auto const size = one.dib.size() + one.vib.size() + one.data.size();
    auto text = words.value("quantity", words["kind"].get<std::string>());
    if (one.kind == mbus::record_kind::data) {
      text += ", " + shown_value(words);
      for (auto const* key : {"storage", "tariff", "unit_no"})
        if (words[key] != 0) text += std::string{", "} + key + " " + words[key].dump();
      if (auto const more = shown_qualifiers(words); !more.empty()) text += ", " + more;
    }
    line(place_of(one.dib), size, "record " + std::to_string(i), text);
  }
  if (what.fixed) line(data_begin, all.size() - data_begin - 2, "fixed data");
  if (link.has_ci() && what.records.empty() && !what.fixed && what.telegram && !what.telegram->data.empty())
    line(place_of(what.telegram->data), what.telegram->data.size(), "payload");
  if (link.type != mbus::frame_type::ack) {
    line(all.size() - 2, 1, "check sum", "right");
    line(all.size() - 1, 1, "stop");
  }
  print_fault(out, all, what.fault, colour);
}

}  // namespace inspector
