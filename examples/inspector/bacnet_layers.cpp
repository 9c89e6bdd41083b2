// SPDX-License-Identifier: MIT
#include "bacnet_layers.hpp"

#include "hex.hpp"

#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/cobs.hpp>
#include <meterproto/bacnet/discovery.hpp>
#include <meterproto/bacnet/log.hpp>
#include <meterproto/bacnet/management.hpp>
#include <meterproto/bacnet/mstp.hpp>
#include <meterproto/bacnet/npdu.hpp>
#include <meterproto/bacnet/property.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

namespace inspector::bacnet_view {

using bacnet::element;
using meterproto::reader;
using meterproto::result;

namespace {

/// A fault by its place in the input.
error moved(error fault, std::size_t by) {
  fault.at = static_cast<std::uint16_t>(fault.at + by);
  if (fault == errc::too_short || fault == errc::too_long) fault.detail = static_cast<std::uint16_t>(fault.detail + by);
  return fault;
}

std::string words_of(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

/// Reads fields of fixed width up to the first that is cut off or at fault.
class header_walk {
 public:
  header_walk(bytes all, layer& to) : in_{all}, to_{to} {}

  /// The next field as a number; nothing behind the end or a fault.
  std::optional<std::uint32_t> number(std::size_t size) {
    if (!has(size)) return {};
    auto ahead = in_;
    return size == 1 ? std::uint32_t{ahead.u8()} : std::uint32_t{ahead.u16()};
  }
  std::optional<bytes> octets(std::size_t size) {
    if (!has(size)) return {};
    auto ahead = in_;
    return ahead.take(size);
  }
  /// Passes over it. `fields` go into the JSON as they are.
  void add(std::size_t size, std::string name, std::string text, json const& fields = json::object(),
           look as = look::field) {
    if (!has(size)) return;
    auto const at = in_.at();
    in_.take(size);
    if (size != 0) to_.parts.push_back({to_.base + at, size, name, name, std::move(text), as});
    to_.fields.update(fields);
    if (to_.fault.code != errc::none && to_.fault.at < at + size) stopped_ = true;
  }
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] std::size_t at() const { return in_.at(); }
  [[nodiscard]] std::size_t left() const { return in_.left(); }

 private:
  bool has(std::size_t size) {
    if (in_.left() < size) stopped_ = true;
    return !stopped_;
  }

  reader in_;
  layer& to_;
  bool stopped_ = false;
};

// --- MS/TP

std::string address_text(unsigned address) {
  return address == bacnet::broadcast ? "255 broadcast" : std::to_string(address);
}
std::string type_text(unsigned type) {
  auto const name = name_of(static_cast<bacnet::frame_type>(type));
  return named(type, !name.empty() ? name : type >= 128 ? "proprietary" : "reserved");
}
std::string crc_text(error const& fault, errc kind, unsigned size) {
  if (fault.code != kind) return "right";
  std::array<std::uint8_t, 2> const wanted{static_cast<std::uint8_t>(fault.detail & 0xFFU),
                                           static_cast<std::uint8_t>(fault.detail >> 8U)};
  return "wrong, " + spaced_hex(bytes{wanted}.first(size)) + " would be right";
}

/// Encoded data and their CRC. What they hold is read even where the CRC is wrong.
void walk_encoded(bytes body, std::size_t whole, result<bacnet::frame> const& parsed, std::span<std::uint8_t> space,
                  layer& made) {
  if (body.size() < whole) {
    made.parts.push_back({bacnet::header_size, body.size(), "encoded data", "encoded data", "", look::frame});
    return;
  }
  auto const data = body.first(whole - bacnet::cobs::crc_size);
  auto const crc = body.subspan(data.size());
  std::optional<bytes> decoded;
  if (parsed)
    decoded = parsed->data;
  else if (auto const read = bacnet::cobs::decode(data, space); read)
    decoded = *read;
  auto const text = decoded ? std::to_string(decoded->size()) + " bytes when decoded" : std::string{};
  made.parts.push_back({bacnet::header_size, data.size(), "encoded data", "encoded data", text, look::frame});
  made.parts.push_back({bacnet::header_size + data.size(), crc.size(), "data CRC", "data CRC",
                        parsed ? "CRC-32K, right" : "CRC-32K", look::frame});
  if (decoded) made.fields["data"] = hex(*decoded);
  made.fields["data_crc"] = hex(crc);
  if (decoded && is_data(static_cast<bacnet::frame_type>(made.fields["frame_type"].get<unsigned>())))
    made.inner = *decoded;
}

void walk_data(bytes data, bytes crc, result<bacnet::frame> const& parsed, layer& made) {
  bool const npdu = is_data(static_cast<bacnet::frame_type>(made.fields["frame_type"].get<unsigned>()));
  made.fields["data"] = hex(data);
  if (npdu) {
    made.inner = data;
    made.inner_at = bacnet::header_size;
  } else if (!data.empty()) {
    made.parts.push_back({bacnet::header_size, data.size(), "data", "data", '"' + ascii(data) + '"'});
  }
  if (crc.size() < bacnet::crc_size) return;  // what is there of it, nobody has read
  made.fields["data_crc"] = hex(crc);
  made.parts.push_back({bacnet::header_size + data.size(), crc.size(), "data CRC", "data CRC",
                        crc_text(parsed.error(), errc::bad_crc, 2), look::frame});
}

/// `space` takes what an extended frame holds, and must outlive the layer.
layer read_mstp(bytes frame, std::vector<std::uint8_t>& space) {
  layer made{0, frame.size()};
  space.resize(frame.size());
  auto const parsed = bacnet::parse_frame(frame, space);
  auto const& fault = made.fault = parsed.error();
  if (fault == errc::bad_start) return made;
  header_walk walk{frame, made};
  walk.add(2, "preamble", "", json::object(), look::frame);
  if (auto const type = walk.number(1)) {
    walk.add(1, "frame type", type_text(*type), {{"frame_type", *type}});
    made.summary = name_or_number("type", *type, name_of(static_cast<bacnet::frame_type>(*type)));
  }
  if (auto const to = walk.number(1)) walk.add(1, "to", address_text(*to), {{"dst", *to}});
  if (auto const from = walk.number(1)) {
    walk.add(1, "from", address_text(*from), {{"src", *from}});
    made.summary += ", " + std::to_string(*from) + " to " + address_text(made.fields["dst"]);
  }
  if (auto const length = walk.number(2)) walk.add(2, "length", std::to_string(*length), {{"length", *length}});
  if (auto const crc = walk.octets(1))
    walk.add(1, "header CRC", crc_text(fault, errc::bad_checksum, 1), {{"header_crc", hex(*crc)}}, look::frame);
  if (walk.stopped() || walk.at() != bacnet::header_size) return made;

  auto const header = bacnet::parse_header(frame.subspan<2, 6>());
  auto const behind = frame.subspan(bacnet::header_size);
  bool const extended = is_encoded(header->type);
  if (extended) made.fields["extended"] = true;
  auto const body = behind.first(std::min(behind.size(), header->body_size()));
  auto const data_size = std::min<std::size_t>(body.size(), header->length);
  if (extended)
    walk_encoded(body, header->body_size(), parsed, space, made);
  else if (header->length != 0)
    walk_data(body.first(data_size), body.subspan(data_size), parsed, made);
  if (parsed && behind.size() > body.size())
    made.parts.push_back({bacnet::header_size + body.size(), 1, "pad", "pad", "a pad octet FF follows the frame"});
  return made;
}

// --- the network layer

/// What a network message says behind its type; see ANSI/ASHRAE 135-2016 clauses 6.4.1 to 6.4.10, 6.4.20.
std::string network_message_text(unsigned type, bytes content) {
  reader in{content};
  auto const networks = [&] {
    std::string text;
    while (in.left() >= 2) text += (text.empty() ? "network " : ", ") + std::to_string(in.u16());
    return text;
  };
  switch (type) {
    case 0x00:
    case 0x01:
    case 0x04:
    case 0x05: return networks();
    case 0x03: {
      auto const reason = std::to_string(in.u8());
      return "reason " + reason + ", " + networks();
    }
    default: return "";
  }
}

layer read_npdu(bytes whole, std::size_t base) {
  layer made{base, base + whole.size()};
  auto const parsed = bacnet::parse_npdu(whole);
  made.fault = parsed.error();
  header_walk walk{whole, made};
  if (auto const version = walk.number(1)) walk.add(1, "version", std::to_string(*version), {{"version", *version}});
  auto const control = walk.number(1);
  namespace rules = bacnet::npdu_rules;
  auto const has = [&](unsigned bit) { return control && (*control & bit) != 0; };
  constexpr std::array<std::string_view, 4> priorities{"normal", "urgent", "critical equipment", "life safety"};
  if (control) {
    auto text = std::string{has(rules::network_message) ? "network message, " : ""} +
                (has(rules::expecting_reply) ? "" : "no ") + "reply expected";
    if (*control % 4 != 0) text += ", priority " + std::string{priorities[*control % 4]};
    walk.add(1, "control", text,
             {{"network_message", has(rules::network_message)},
              {"expecting_reply", has(rules::expecting_reply)},
              {"priority", *control % 4}});
  }
  auto const address = [&](std::string const& net, std::string const& station, char const* network_key,
                           char const* octets_key) {
    if (auto const network = walk.number(2))
      walk.add(2, net, *network == bacnet::every_network ? "65535, all networks" : std::to_string(*network),
               {{network_key, *network}});
    auto const size = walk.number(1);
    if (!size) return;
    walk.add(1, "octets", std::to_string(*size) + (*size == 0 ? ", all stations" : ""), json::object(), look::frame);
    if (auto const octets = walk.octets(*size))
      walk.add(*size, station, spaced_hex(*octets), {{octets_key, hex(*octets)}});
  };
  if (has(rules::has_destination)) address("to network", "to station", "dnet", "dadr");
  if (has(rules::has_source)) address("from network", "from station", "snet", "sadr");
  if (has(rules::has_destination))
    if (auto const hops = walk.number(1)) walk.add(1, "hop count", std::to_string(*hops), {{"hop_count", *hops}});
  std::optional<std::uint32_t> message;
  if (has(rules::network_message) && (message = walk.number(1))) {
    auto const name = bacnet::network_message_name(static_cast<std::uint8_t>(*message));
    made.summary = "network message " + named(*message, name);
    walk.add(1, "message type",
             named(*message, !name.empty()      ? name
                             : *message >= 0x80 ? "proprietary"
                                                : "reserved"),
             {{"message_type", *message}});
    if (*message >= 0x80)
      if (auto const vendor = walk.number(2)) walk.add(2, "vendor", std::to_string(*vendor), {{"vendor_id", *vendor}});
  }
  if (parsed) {
    made.fields["apdu"] = hex(parsed->apdu);
    if (message) {
      walk.add(walk.left(), "message", network_message_text(*message, parsed->apdu));
    } else {
      made.inner = parsed->apdu;
      made.inner_at = base + parsed->at;
    }
  }
  made.fault = moved(made.fault, base);
  return made;
}

// --- the application layer

/// Reads what a service says, tag by tag up to the first fault, into JSON and parts.
class service_walk {
 public:
  service_walk(bytes data, std::size_t base, layer& to) : in_{data}, base_{base}, to_{to} {}

  [[nodiscard]] error end() { return in_.end(); }
  [[nodiscard]] bool ok() const { return in_.fault().code == errc::none; }
  [[nodiscard]] bool more() const { return ok() && !in_.done(); }
  [[nodiscard]] bool sees(unsigned n) const { return ok() && in_.sees(n); }
  [[nodiscard]] bool opens(unsigned n) const { return ok() && in_.sees_opening(n); }
  [[nodiscard]] bool closes(unsigned n) const { return in_.sees_closing(n); }
  [[nodiscard]] std::string const& last() const { return text_; }  // what came last, in words
  void in_rows(bool yes) { plain_ = yes ? look::row : look::field; }

  static constexpr int application = -1;

  /// A value with context tag n, or an application tag.
  template <class Value, class Text>
  bool take(json& into, std::string const& key, int n, result<Value> (element::*as)() const, Text in_words) {
    auto const at = in_.at();
    auto const value = n < 0 ? in_.application(as) : in_.context(static_cast<unsigned>(n), as);
    if (!ok()) return false;
    into[key] = tell(value);
    text_ = in_words(value);
    note(at, words_of(key), n < 0 ? "" : " [" + std::to_string(n) + "]");
    return true;
  }
  template <class Value>
  bool take(json& into, std::string const& key, int n, result<Value> (element::*as)() const) {
    return take(into, key, n, as, [](Value const& one) { return text_of(one); });
  }
  /// Null where it is not there.
  template <class Value>
  void optional(json& into, std::string const& key, unsigned n, result<Value> (element::*as)() const) {
    if (!ok()) return;
    into[key] = nullptr;
    if (in_.sees(n)) take(into, key, static_cast<int>(n), as);
  }

  bool open(unsigned n, std::string const& key) {
    auto const at = in_.at();
    in_.open(n);
    if (!ok()) return false;
    text_.clear();
    bracket(at, "{" + std::to_string(n), words_of(key));
    ++depth_;
    return true;
  }
  bool close(unsigned n) {
    auto const at = in_.at();
    in_.close(n);
    if (!ok()) return false;
    --depth_;
    bracket(at, "}" + std::to_string(n), "");
    return true;
  }

  /// Any elements between the brackets n. last() is then all of them.
  void list(json& into, std::string const& key, unsigned n) {
    text_.clear();
    if (!ok() || !open(n, key)) return;
    into[key] = json::array();
    std::string all;
    for (std::vector<unsigned> opened; ok() && !(opened.empty() && closes(n));) {
      auto const at = in_.at();
      auto const one = in_.any();
      if (!ok()) break;
      if (one.of == bacnet::tag_class::closing) {
        if (opened.empty() || opened.back() != one.number) {
          in_.fail({errc::unbalanced, one.at, opened.empty() ? n : opened.back()});
          break;
        }
        opened.pop_back();
        --depth_;
      }
      element_note(at, one, words_of(key));
      all += (all.empty() ? "" : ", ") + text_;
      into[key].push_back(tell(one));
      if (one.of != bacnet::tag_class::opening) continue;
      opened.push_back(one.number);
      ++depth_;
    }
    close(n);
    text_ = all;
  }

  /// Any elements up to the end.
  void elements(json& into) {
    while (more()) {
      auto const at = in_.at();
      auto const one = in_.any();
      if (!ok()) return;
      if (one.of == bacnet::tag_class::closing && depth_ != 0) --depth_;
      element_note(at, one, label_of(one));
      into.push_back(tell(one));
      if (one.of == bacnet::tag_class::opening && depth_ < 16) ++depth_;
    }
  }

  /// A datum of a log record that stands in no brackets of its own; see bacnet::datum.
  void log_datum(json& into) {
    using bacnet::datum;
    constexpr std::array<std::string_view, 10> types{"log-status", "boolean", "real", "enumerated", "unsigned",
                                                     "signed",     "bits",    "null", "failure",    "time-change"};
    auto const at = in_.at();
    auto const one = in_.any();
    auto const kind = static_cast<datum>(one.number);
    if (!ok()) return;
    if (one.of != bacnet::tag_class::context || one.number >= types.size() || kind == datum::failure)
      return in_.fail({errc::bad_tag, one.at, one.initial});
    auto const type = bacnet::log_records::type_of(kind);
    if (auto const fault = one.check(type); fault.code != errc::none) return in_.fail(fault);
    auto value = one;
    value.of = bacnet::tag_class::application;
    value.number = static_cast<std::uint8_t>(type);
    if (kind == datum::boolean) {  // an application tag holds it itself
      value.initial = one.content.front() != 0 ? 1 : 0;
      value.content = {};
    }
    into = tell(value);
    into["t"] = types[one.number];
    text_ = text_of(value);
    if (kind == datum::log_status)
      text_ = text_of_flags(*one.as_bits(), [](auto bit) { return bacnet::words::at(bacnet::words::log_status, bit); });
    if (kind == datum::time_change) text_ = "clock set by " + text_ + " s";
    note(at, std::string{types[one.number]}, " [" + std::to_string(one.number) + "]");
  }

  std::optional<bacnet::property> property;  // whose value is read

 private:
  void note(std::size_t at, std::string const& name, std::string const& tag) {
    to_.parts.push_back({base_ + at, in_.at() - at, name, name + tag, text_, plain_, depth_});
  }
  void bracket(std::size_t at, std::string const& label, std::string const& key) {
    to_.parts.push_back({base_ + at, in_.at() - at, "", label, key, look::bracket, depth_});
  }
  void element_note(std::size_t at, element const& one, std::string const& name) {
    text_ = text_of(one, property);
    if (one.of == bacnet::tag_class::opening || one.of == bacnet::tag_class::closing)
      bracket(at, label_of(one), "");
    else
      to_.parts.push_back({base_ + at, in_.at() - at, name, label_of(one), text_, plain_, depth_});
  }
  bacnet::tag_reader in_;
  std::size_t base_;
  layer& to_;
  std::string text_;
  look plain_ = look::field;
  unsigned depth_ = 0;
};

/// Object, property, index, of which an object's list has only the latter two. Gives the words for a row.
std::string read_reference(service_walk& walk, json& into, unsigned first) {
  auto const n = static_cast<int>(first);
  if (!walk.take(into, "property", n, &element::as_enumerated, [](std::uint32_t number) {
        return name_or_number("property", number, word<bacnet::property>(number));
      }))
    return "";
  auto text = walk.last();
  walk.property = static_cast<bacnet::property>(into["property"].get<std::uint32_t>());
  walk.optional(into, "array_index", first + 1, &element::as_unsigned_32);
  if (into.contains("array_index") && !into["array_index"].is_null()) text += "[" + into["array_index"].dump() + "]";
  return text;
}
void read_property_reference(service_walk& walk, json& fields) {
  if (walk.take(fields, "object", 0, &element::as_object)) read_reference(walk, fields, 1);
}

/// Class and code; gives them in words.
std::string read_error(service_walk& walk, json& into, std::string const& class_key, std::string const& code_key) {
  constexpr auto application = service_walk::application;
  if (!walk.take(into, class_key, application, &element::as_enumerated, text_of_code<bacnet::error_class>)) return "";
  if (!walk.take(into, code_key, application, &element::as_enumerated, text_of_code<bacnet::error_code>)) return "";
  auto const number = [&](std::string const& key) { return into[key].get<std::uint32_t>(); };
  return name_or_number("class", number(class_key), word<bacnet::error_class>(number(class_key))) + ": " +
         name_or_number("code", number(code_key), word<bacnet::error_code>(number(code_key)));
}

/// What `read` reads of each object goes, as a list, behind `key`.
template <class Read>
void read_object_lists(service_walk& walk, layer& to, std::string const& key, Read read) {
  walk.in_rows(true);
  auto& objects = to.fields["objects"] = json::array();
  while (walk.more()) {
    json one;
    if (!walk.take(one, "object", 0, &element::as_object)) break;
    auto const object = walk.last();
    one[key] = json::array();
    if (walk.opens(1) && walk.open(1, key)) {
      while (walk.ok() && !walk.closes(1)) {
        json inner;
        std::vector<std::string> row{object};
        read(inner, row);
        if (inner.is_null()) continue;
        one[key].push_back(std::move(inner));
        row.resize(to.titles.size());
        to.rows.push_back(std::move(row));
      }
      walk.close(1);
    }
    objects.push_back(std::move(one));
  }
}
void read_asked_objects(service_walk& walk, layer& to) {
  to.titles = {{"object"}, {"property"}};
  read_object_lists(walk, to, "properties", [&](json& one, auto& row) { row.push_back(read_reference(walk, one, 0)); });
}
void read_answered_objects(service_walk& walk, layer& to) {
  to.titles = {{"object"}, {"property"}, {"value", false, true}};
  read_object_lists(walk, to, "results", [&](json& one, auto& row) {
    row.push_back(read_reference(walk, one, 2));
    if (!walk.ok()) return;
    if (walk.opens(5)) {
      walk.open(5, "error");
      json why;
      row.push_back("error " + read_error(walk, why, "class", "code"));
      one["error"] = std::move(why);
      walk.close(5);
    } else {
      walk.list(one, "value", 4);
      row.push_back(walk.last());
    }
  });
}

void read_range(service_walk& walk, json& fields) {
  constexpr auto application = service_walk::application;
  read_property_reference(walk, fields);
  if (!walk.ok()) return;
  fields["range"] = nullptr;
  constexpr std::array<std::pair<unsigned, char const*>, 3> kinds{{{3, "position"}, {6, "sequence"}, {7, "time"}}};
  for (auto const& [n, by] : kinds) {
    if (!walk.opens(n) || !walk.open(n, std::string{"by "} + by)) continue;
    json range{{"by", by}};
    if (n == static_cast<unsigned>(bacnet::range_by::time)) {
      walk.take(range, "date", application, &element::as_date);
      walk.ok() && walk.take(range, "time", application, &element::as_time);
    } else {
      walk.take(range, "ref", application, &element::as_unsigned_32);
    }
    walk.ok() && walk.take(range, "count", application, &element::as_signed) && walk.close(n);
    fields["range"] = std::move(range);
    return;
  }
}

std::string text_of_result_flags(bacnet::bit_string const& flags) {
  constexpr std::array<std::string_view, 3> names{"first item", "last item", "more items"};
  return text_of(flags) + " " + text_of_flags(flags, [&](std::size_t bit) { return bacnet::words::at(names, bit); });
}

void read_record(service_walk& walk, json& one, std::vector<std::string>& row) {
  constexpr auto application = service_walk::application;
  if (!walk.open(0, "timestamp") || !walk.take(one, "date", application, &element::as_date)) return;
  row.push_back(walk.last());
  if (!walk.take(one, "time", application, &element::as_time)) return;
  row.back() += " " + walk.last();
  if (!walk.close(0) || !walk.open(1, "datum")) return;
  auto& datum = one["datum"] = json::object();
  if (walk.opens(8)) {
    walk.open(8, "failure");
    datum["t"] = "failure";
    row.push_back("failure " + read_error(walk, datum, "class", "code"));
    walk.close(8);
  } else if (walk.opens(10)) {
    datum["t"] = "any";
    walk.list(datum, "value", 10);
    row.push_back(walk.last());
  } else {
    walk.log_datum(datum);
    row.push_back(walk.last());
  }
  if (!walk.ok() || !walk.close(1)) return;
  one["status_flags"] = nullptr;
  if (!walk.sees(2)) return;
  walk.take(one, "status_flags", 2, &element::as_bits, text_of_status);
  row.push_back(walk.last());
}

/// Whether the items of a range are records of a trend log; those of other logs have another form.
bool has_records(bacnet::property_reference const& of) {
  constexpr auto event_log = static_cast<bacnet::object_type>(25), multiple = static_cast<bacnet::object_type>(27);
  return of.what == bacnet::property::log_buffer && of.object.type != event_log && of.object.type != multiple;
}

void read_range_ack(service_walk& walk, layer& to) {
  auto& fields = to.fields;
  read_property_reference(walk, fields);
  if (!walk.ok()) return;
  bacnet::property_reference of;
  of.what = static_cast<bacnet::property>(fields["property"].get<std::uint32_t>());
  of.object.type = static_cast<bacnet::object_type>(fields["object"]["type"].get<unsigned>());
  if (!walk.take(fields, "result_flags", 3, &element::as_bits, text_of_result_flags)) return;
  if (!walk.take(fields, "item_count", 4, &element::as_unsigned_32)) return;
  if (!has_records(of)) {
    walk.list(fields, "items", 5);
  } else if (walk.open(5, "records")) {
    to.titles = {{"time"}, {"value", true}, {"status", false, true}};
    walk.in_rows(true);
    auto& records = fields["records"] = json::array();
    while (walk.ok() && !walk.closes(5)) {
      json one;
      std::vector<std::string> row;
      read_record(walk, one, row);
      if (one.is_null()) continue;
      records.push_back(std::move(one));
      row.resize(to.titles.size());
      to.rows.push_back(std::move(row));
    }
    walk.in_rows(false);
    walk.close(5);
  }
  walk.optional(fields, "first_sequence", 6, &element::as_unsigned_32);
}

void read_limits(service_walk& walk, json& fields) {
  if (!walk.ok()) return;
  if (walk.sees(0)) {
    if (walk.take(fields, "low", 0, &element::as_unsigned_32)) walk.take(fields, "high", 1, &element::as_unsigned_32);
  } else {
    fields["low"] = nullptr;
    fields["high"] = nullptr;
  }
}

void read_i_am(service_walk& walk, json& fields) {
  constexpr auto application = service_walk::application;
  if (!walk.take(fields, "device", application, &element::as_object)) return;
  fields["device"] = json(fields["device"]["instance"]);
  walk.take(fields, "max_apdu", application, &element::as_unsigned_32) &&
      walk.take(fields, "segmentation", application, &element::as_enumerated, text_of_code<bacnet::segmentation>) &&
      walk.take(fields, "vendor_id", application, &element::as_unsigned_32);
}

std::string text_of_communication(std::uint32_t state) {
  constexpr std::array<std::string_view, 3> names{"enable", "disable", "disable-initiation"};
  return named(state, bacnet::words::at(names, state));
}
std::string text_of_reinitialization(std::uint32_t state) {
  constexpr std::array<std::string_view, 8> names{"coldstart",     "warmstart",   "start-backup",  "end-backup",
                                                  "start-restore", "end-restore", "abort-restore", "activate-changes"};
  return named(state, bacnet::words::at(names, state));
}

/// The first fault among what the library reads one by one: entries of objects, records.
template <class Entries>
error fault_in_entries(Entries entries) {
  while (entries.next()) continue;
  return entries.fault();
}
error fault_in(bacnet::log_records records) {
  while (!records.done())
    if (auto const one = records.next(); !one) return one.error();
  return {};
}
error range_ack_fault(bytes data) {
  auto const parsed = bacnet::read_range_ack::parse(data);
  if (!parsed) return parsed.error();
  if (!has_records(parsed->of)) return {};
  auto const fault = fault_in(bacnet::log_records{parsed->items});
  return fault == errc::none ? fault : moved(fault, static_cast<std::size_t>(parsed->items.data() - data.data()));
}

/// Of services whose errors say more than class and code, these stand in brackets: clause 21, BACnet-Error.
bool has_long_error(std::uint8_t service) {
  constexpr std::array<unsigned, 7> services{8, 9, 10, 16, 18, 22, 30};
  return std::ranges::find(services, service) != services.end();
}

/// What a service says. Gives the fault that the library finds in it; nothing where it does not know the service.
std::optional<error> read_service(bacnet::apdu const& of, service_walk& walk, layer& to) {
  constexpr auto application = service_walk::application;
  auto& fields = to.fields;
  if (of.type == bacnet::pdu_type::error) {
    bool const is_long = has_long_error(of.service) && walk.opens(0);
    if (is_long) walk.open(0, "error");
    auto const why = read_error(walk, fields, "error_class", "error_code");
    if (!why.empty()) to.summary += ": " + why;
    if (!is_long) return bacnet::parse_error(of).error();
    if (walk.close(0)) walk.elements(fields["parameters"] = json::array());
    return error{};
  }
  if (of.type == bacnet::pdu_type::unconfirmed_request) {
    switch (static_cast<bacnet::unconfirmed_service>(of.service)) {
      case bacnet::unconfirmed_service::i_am: read_i_am(walk, fields); return bacnet::i_am::parse(of.data).error();
      case bacnet::unconfirmed_service::i_have:
        walk.take(fields, "device", application, &element::as_object) &&
            walk.take(fields, "object", application, &element::as_object) &&
            walk.take(fields, "name", application, &element::as_characters);
        return bacnet::i_have::parse(of.data).error();
      case bacnet::unconfirmed_service::who_has:
        read_limits(walk, fields);
        if (walk.sees(2))
          walk.take(fields, "object", 2, &element::as_object);
        else if (walk.ok())
          walk.take(fields, "name", 3, &element::as_characters);
        return bacnet::who_has::parse(of.data).error();
      case bacnet::unconfirmed_service::who_is:
        read_limits(walk, fields);
        return bacnet::who_is::parse(of.data).error();
      case bacnet::unconfirmed_service::time_synchronization:
      case bacnet::unconfirmed_service::utc_time_synchronization:
        walk.take(fields, "date", application, &element::as_date) &&
            walk.take(fields, "time", application, &element::as_time);
        return bacnet::time_synchronization::parse(of.data).error();  // both have the same form
    }
    return {};
  }
  using enum bacnet::confirmed_service;
  auto const service = static_cast<bacnet::confirmed_service>(of.service);
  if (of.type == bacnet::pdu_type::complex_ack) {
    switch (service) {
      case read_property:
        read_property_reference(walk, fields);
        walk.list(fields, "value", 3);
        return bacnet::read_property_ack::parse(of.data).error();
      case read_property_multiple:
        read_answered_objects(walk, to);
        return fault_in_entries(bacnet::answered_properties{of.data});
      case bacnet::confirmed_service::read_range: read_range_ack(walk, to); return range_ack_fault(of.data);
      default: return {};
    }
  }
  switch (service) {
    case read_property: read_property_reference(walk, fields); return bacnet::read_property::parse(of.data).error();
    case read_property_multiple:
      read_asked_objects(walk, to);
      return fault_in_entries(bacnet::asked_properties{of.data});
    case write_property:
      read_property_reference(walk, fields);
      walk.list(fields, "value", 3);
      walk.optional(fields, "priority", 4, &element::as_unsigned_32);
      return bacnet::write_property::parse(of.data).error();
    case device_communication_control:
      walk.optional(fields, "duration", 0, &element::as_unsigned_32);
      if (walk.ok() && walk.take(fields, "enable_disable", 1, &element::as_enumerated, text_of_communication))
        walk.optional(fields, "password", 2, &element::as_characters);
      return bacnet::device_communication_control::parse(of.data).error();
    case reinitialize_device:
      if (walk.take(fields, "state", 0, &element::as_enumerated, text_of_reinitialization))
        walk.optional(fields, "password", 1, &element::as_characters);
      return bacnet::reinitialize_device::parse(of.data).error();
    case bacnet::confirmed_service::read_range:
      bacnet_view::read_range(walk, fields);
      return bacnet::read_range::parse(of.data).error();
  }
  return {};
}

/// The data of a segment, or of a service that the library does not know: octets, and tags where they are some.
void read_payload(bacnet::apdu const& of, layer& to) {
  to.fields["payload"] = hex(of.data);
  if (of.data.empty()) return;
  layer tags{to.base, to.end};
  service_walk walk{of.data, to.base + of.at, tags};
  auto parameters = json::array();
  if (!of.segmented) walk.elements(parameters);
  if (!of.segmented && walk.end() == errc::none) {
    to.fields["parameters"] = std::move(parameters);
    std::ranges::move(tags.parts, std::back_inserter(to.parts));
  } else {
    to.parts.push_back({to.base + of.at, of.data.size(), "payload", "payload", ""});
  }
}

std::string service_name(bacnet::pdu_type type, std::uint32_t service) {
  return std::string{type == bacnet::pdu_type::unconfirmed_request ? word<bacnet::unconfirmed_service>(service)
                                                                   : word<bacnet::confirmed_service>(service)};
}

/// Up to the service's data.
void walk_apdu_header(bytes whole, layer& made) {
  header_walk walk{whole, made};
  auto const first = walk.number(1);
  if (!first || *first >> 4U > static_cast<unsigned>(bacnet::pdu_type::abort)) return;
  auto const type = static_cast<bacnet::pdu_type>(*first >> 4U);
  bool const confirmed = type == bacnet::pdu_type::confirmed_request, ack = type == bacnet::pdu_type::complex_ack;
  bool const segment_ack = type == bacnet::pdu_type::segment_ack, abort = type == bacnet::pdu_type::abort;
  bool const unconfirmed = type == bacnet::pdu_type::unconfirmed_request, reject = type == bacnet::pdu_type::reject;
  auto const bit = [&](unsigned which) { return (*first & which) != 0; };
  bool const segmented = (confirmed || ack) && bit(8);
  json pdu{{"pdu", name_of(type)}};
  std::string text{name_of(type)};
  if (confirmed || ack) pdu.update({{"segmented", bit(8)}, {"more_follows", bit(4)}});
  if (segmented) text += bit(4) ? ", a segment, more follow" : ", the last segment";
  if (confirmed) pdu["sa"] = bit(2);
  if (confirmed && bit(2)) text += ", takes a segmented answer";
  if (segment_ack) pdu["nak"] = bit(2);
  if (segment_ack && bit(2)) text += ", negative";
  if (segment_ack || abort) pdu["server"] = bit(1);
  if (segment_ack || abort) text += bit(1) ? ", from the server" : ", from the client";
  walk.add(1, "PDU", text, pdu);
  made.summary = name_of(type);
  if (confirmed)
    if (auto const sizes = walk.number(1)) {
      constexpr std::array<unsigned, 8> segments{0, 2, 4, 8, 16, 32, 64, 65};
      unsigned const count = segments[(*sizes >> 4U) & 7U], code = *sizes & 15U;
      bool const known = code < bacnet::apdu_sizes.size();
      auto const most = known ? json(bacnet::apdu_sizes[code]) : json(nullptr);
      walk.add(1, "takes",
               (known ? "up to " + most.dump() + " bytes" : "a reserved size") +
                   (count == 0    ? ""
                    : count == 65 ? " in more than 64 segments"
                                  : " in " + std::to_string(count) + " segments"),
               {{"max_segments", count}, {"max_apdu", most}}, look::frame);
    }
  std::string id;
  if (!unconfirmed)
    if (auto const invoke = walk.number(1)) {
      id = ", invoke id " + std::to_string(*invoke);
      walk.add(1, "invoke id", std::to_string(*invoke), {{"invoke_id", *invoke}});
    }
  if (segmented || segment_ack) {
    if (auto const number = walk.number(1)) walk.add(1, "sequence", std::to_string(*number), {{"sequence", *number}});
    if (auto const size = walk.number(1)) walk.add(1, "window", std::to_string(*size), {{"window", *size}});
  }
  if (reject || abort) {
    if (auto const why = walk.number(1)) {
      auto const name = reject ? word<bacnet::reject_reason>(*why) : word<bacnet::abort_reason>(*why);
      walk.add(1, "reason", named(*why, name), {{"reason", *why}});
      id += ": " + name_or_number("reason", *why, name);
    }
  } else if (!segment_ack) {
    if (auto const service = walk.number(1)) {
      auto const name = service_name(type, *service);
      walk.add(1, "service", named(*service, name), {{"service", *service}});
      made.summary += ", " + name_or_number("service", *service, name);
    }
  }
  made.summary += id;
}

layer read_apdu(bytes whole, std::size_t base) {
  layer made{base, base + whole.size()};
  auto const parsed = bacnet::parse_apdu(whole);
  made.fault = parsed.error();
  walk_apdu_header(whole, made);
  bool const has_data = parsed && parsed->type != bacnet::pdu_type::simple_ack &&
                        parsed->type != bacnet::pdu_type::segment_ack && parsed->type != bacnet::pdu_type::reject &&
                        parsed->type != bacnet::pdu_type::abort;
  if (has_data && parsed->segmented) {
    read_payload(*parsed, made);
  } else if (has_data) {
    service_walk walk{parsed->data, base + parsed->at, made};
    if (auto const fault = read_service(*parsed, walk, made))
      made.fault = moved(*fault == errc::none ? walk.end() : *fault, parsed->at);
    else
      read_payload(*parsed, made);
  }
  made.fault = moved(made.fault, base);
  return made;
}

layer read_tags(bytes all) {
  layer made{0, all.size()};
  made.fields = json::array();
  service_walk walk{all, 0, made};
  walk.elements(made.fields);
  made.fault = walk.end();
  return made;
}

}  // namespace

reading read(std::string_view protocol, bytes input) {
  reading made;
  if (protocol == "mstp") {
    made.mstp = read_mstp(input, made.space);
    if (made.mstp->inner) made.npdu = read_npdu(*made.mstp->inner, made.mstp->inner_at);
  } else if (protocol == "npdu") {
    made.npdu = read_npdu(input, 0);
  } else if (protocol == "apdu") {
    made.apdu = read_apdu(input, 0);
  } else {
    made.tags = read_tags(input);
  }
  if (made.npdu && made.npdu->inner) made.apdu = read_apdu(*made.npdu->inner, made.npdu->inner_at);
  return made;
}

bool is_frame(bytes input) {
  std::vector<std::uint8_t> space(input.size());
  return bacnet::parse_frame(input, space).has_value();
}

bool is_plausible_apdu(bytes whole) {
  auto const parsed = bacnet::parse_apdu(whole);
  if (!parsed) return false;
  auto const& of = *parsed;
  auto const read = read_apdu(whole, 0);
  bool const opaque = read.fields.contains("payload") && !read.fields.contains("parameters");
  if (read.fault.code != errc::none || (opaque && !of.segmented)) return false;
  unsigned const reserved = whole[0] & 0x0FU & ~(of.segmented ? 0x0CU : 0U) & ~(of.takes_segments ? 2U : 0U);
  if (of.segmented) return of.window >= 1 && of.window <= 127 && !service_name(of.type, of.service).empty();
  switch (of.type) {
    case bacnet::pdu_type::segment_ack: return false;  // four octets of which nothing can be checked
    case bacnet::pdu_type::reject: return reserved == 0 && !word<bacnet::reject_reason>(of.reason).empty();
    case bacnet::pdu_type::abort: return (reserved & ~1U) == 0 && !word<bacnet::abort_reason>(of.reason).empty();
    default: return reserved == 0 && !service_name(of.type, of.service).empty();
  }
}
bool is_plausible_npdu(bytes whole) {
  auto const parsed = bacnet::parse_npdu(whole);
  if (!parsed || (whole[1] & 0x50U) != 0) return false;
  if (!parsed->is_network_message) return is_plausible_apdu(parsed->apdu);
  return !bacnet::network_message_name(parsed->message_type).empty();
}

}  // namespace inspector::bacnet_view
