// SPDX-License-Identifier: MIT
// The library held against vectors: tests/frames/bacnet.jsonl, the project's own, and open.jsonl of the corpus, made
// with bacnet-stack and BACpypes3, where it is there. The corpus' FORMAT.md tells the fields. Of every vector: what is
// read is put into the words of the corpus and compared as a whole; then it is written again, to the same octets.
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

#include "../vectors.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace meterproto;
using nlohmann::json;

namespace test_bacnet_corpus {

using tests::buffer;
using tests::from_hex;
using tests::text_of;
using tests::to_hex;
using tests::vectors_in;

/// What the library makes of a vector.
struct outcome {
  error fault{};
  json fields{};
  std::string again{};      ///< written again, as hex
  bool has_builder = true;  ///< else nothing writes it: network messages, segments

  outcome(error why) : fault{why} {}  // NOLINT: a fault is one outcome
  outcome(json read, std::string written) : fields(std::move(read)), again{std::move(written)} {}
  explicit outcome(json read) : fields(std::move(read)), has_builder{false} {}
};

/// As hex: numbers with all their digits.
std::string hex_of(std::uint64_t number, unsigned octets) {
  buffer made;
  for (unsigned i = octets; i != 0; --i) made.push_back(static_cast<std::uint8_t>((number >> (8 * (i - 1))) & 0xFFU));
  return to_hex(made);
}
template <class Put>
std::string written(Put const& put) {
  std::vector<std::uint8_t> space(2000);
  writer out{space};
  put(out);
  REQUIRE(out.ok());
  return to_hex(out.written());
}
template <class Put>
std::string tags_written(Put const& put) {
  return written([&](writer& out) {
    bacnet::tag_writer to{out};
    put(to);
  });
}

// Elements

json json_of(bacnet::object_id const& id) {
  return {{"type", static_cast<unsigned>(id.type)}, {"instance", id.instance}};
}
json json_of(bacnet::date const& one) {
  return {one.year, one.month, one.day, one.weekday};
}
json json_of(bacnet::time const& one) {
  return {one.hour, one.minute, one.second, one.hundredths};
}
json json_of(bacnet::character_string const& text) {
  return {{"cs", text.charset}, {"hex", to_hex(text.octets)}};
}
json json_of(bacnet::bit_string const& bits) {
  std::string made;
  for (std::size_t i = 0; i != bits.size(); ++i) made += bits[i] ? '1' : '0';
  return made;
}
template <class Value>
json json_of(maybe<Value> const& value) {
  if (!value) return nullptr;
  if constexpr (std::integral<Value>)
    return *value;
  else
    return json_of(*value);
}
json json_of(bacnet::element const& one) {
  using bacnet::datatype;
  using bacnet::tag_class;
  switch (one.of) {
    case tag_class::context: return {{"t", "ctx"}, {"n", one.number}, {"hex", to_hex(one.content)}};
    case tag_class::opening: return {{"t", "open"}, {"n", one.number}};
    case tag_class::closing: return {{"t", "close"}, {"n", one.number}};
    case tag_class::application: break;
  }
  switch (static_cast<datatype>(one.number)) {
    case datatype::null: return {{"t", "null"}};
    case datatype::boolean: return {{"t", "boolean"}, {"v", *one.as_boolean()}};
    case datatype::unsigned_integer: return {{"t", "unsigned"}, {"v", *one.as_unsigned()}};
    case datatype::signed_integer: return {{"t", "signed"}, {"v", *one.as_signed()}};
    case datatype::real: return {{"t", "real"}, {"bits", hex_of(*one.as_real_bits(), 4)}};
    case datatype::double_precision: return {{"t", "double"}, {"bits", hex_of(*one.as_double_bits(), 8)}};
    case datatype::octet_string: return {{"t", "octets"}, {"v", to_hex(*one.as_octets())}};
    case datatype::character_string: {
      auto made = json_of(*one.as_characters());
      made["t"] = "string";
      return made;
    }
    case datatype::bit_string: return {{"t", "bits"}, {"v", json_of(*one.as_bits())}};
    case datatype::enumerated: return {{"t", "enumerated"}, {"v", *one.as_enumerated()}};
    case datatype::date: return {{"t", "date"}, {"v", json_of(*one.as_date())}};
    case datatype::time: return {{"t", "time"}, {"v", json_of(*one.as_time())}};
    case datatype::object_identifier: {
      auto made = json_of(*one.as_object());
      made["t"] = "oid";
      return made;
    }
  }
  return nullptr;
}
/// From its value, not from its octets.
void put(bacnet::tag_writer& out, bacnet::element const& one) {
  using bacnet::datatype;
  using bacnet::tag_class;
  switch (one.of) {
    case tag_class::context: out.context(one.number).content(one.content); return;
    case tag_class::opening: out.open(one.number); return;
    case tag_class::closing: out.close(one.number); return;
    case tag_class::application: break;
  }
  switch (static_cast<datatype>(one.number)) {
    case datatype::null: out.null(); break;
    case datatype::boolean: out.boolean(*one.as_boolean()); break;
    case datatype::unsigned_integer: out.unsigned_integer(*one.as_unsigned()); break;
    case datatype::signed_integer: out.signed_integer(*one.as_signed()); break;
    case datatype::real: out.real_bits(*one.as_real_bits()); break;
    case datatype::double_precision: out.double_bits(*one.as_double_bits()); break;
    case datatype::octet_string: out.octets(*one.as_octets()); break;
    case datatype::character_string: out.characters(*one.as_characters()); break;
    case datatype::bit_string: out.bits(*one.as_bits()); break;
    case datatype::enumerated: out.enumerated(*one.as_enumerated()); break;
    case datatype::date: out.date(*one.as_date()); break;
    case datatype::time: out.time(*one.as_time()); break;
    case datatype::object_identifier: out.object(*one.as_object()); break;
  }
}
outcome read_tags(bytes data) {
  auto fields = json::array();
  for (bacnet::tag_reader in{data}; !in.done();) {
    auto const one = in.next();
    if (!one) return one.error();
    fields.push_back(json_of(*one));
  }
  return {fields, tags_written([&](bacnet::tag_writer& out) {
            for (bacnet::tag_reader in{data}; !in.done();) put(out, *in.next());
          })};
}
/// The elements of a value that has been read already.
json elements(bytes value) {
  auto const read = read_tags(value);
  REQUIRE(read.fault == error{});
  return read.fields;
}

// Services

json reference(bacnet::property_reference const& of) {
  return {
      {"object", json_of(of.object)}, {"property", static_cast<unsigned>(of.what)}, {"array_index", json_of(of.index)}};
}
/// The same without the object.
json shorter_reference(bacnet::property_reference const& of) {
  auto made = reference(of);
  made.erase("object");
  return made;
}
json fields_of(bacnet::read_property const& it) {
  return reference(it.of);
}
json fields_of(bacnet::read_property_ack const& it) {
  auto made = reference(it.of);
  made["value"] = elements(it.value);
  return made;
}
json fields_of(bacnet::write_property const& it) {
  auto made = reference(it.of);
  made["value"] = elements(it.value);
  made["priority"] = json_of(it.priority);
  return made;
}
json fields_of(bacnet::read_range const& it) {
  using bacnet::range_by;
  auto made = reference(it.of);
  made["range"] = nullptr;
  if (!it.range) return made;
  if (it.range->by == range_by::time)
    made["range"] = {{"by", "time"},
                     {"date", json_of(it.range->when.date)},
                     {"time", json_of(it.range->when.time)},
                     {"count", it.range->count}};
  else
    made["range"] = {{"by", it.range->by == range_by::position ? "position" : "sequence"},
                     {"ref", it.range->reference},
                     {"count", it.range->count}};
  return made;
}
json datum_of(bacnet::log_record const& one) {
  using bacnet::datum;
  switch (one.kind) {
    case datum::log_status: return {{"t", "log-status"}, {"v", json_of(*one.value.as_bits())}};
    case datum::boolean: return {{"t", "boolean"}, {"v", *one.value.as_boolean()}};
    case datum::real: return {{"t", "real"}, {"bits", hex_of(*one.value.as_real_bits(), 4)}};
    case datum::enumerated: return {{"t", "enumerated"}, {"v", *one.value.as_enumerated()}};
    case datum::unsigned_integer: return {{"t", "unsigned"}, {"v", *one.value.as_unsigned()}};
    case datum::signed_integer: return {{"t", "signed"}, {"v", *one.value.as_signed()}};
    case datum::bits: return {{"t", "bits"}, {"v", json_of(*one.value.as_bits())}};
    case datum::null: return {{"t", "null"}};
    case datum::failure:
      return {{"t", "failure"},
              {"class", static_cast<unsigned>(one.why.of)},
              {"code", static_cast<unsigned>(one.why.code)}};
    case datum::time_change: return {{"t", "time-change"}, {"bits", hex_of(*one.value.as_real_bits(), 4)}};
    case datum::any: return {{"t", "any"}, {"value", elements(one.any)}};
  }
  return nullptr;
}
/// Of what is not written by a service itself: both the words and the octets.
outcome read_log(bytes items) {
  auto fields = json::array();
  std::string again;
  for (bacnet::log_records list{items}; !list.done();) {
    auto const one = list.next();
    if (!one) return one.error();
    fields.push_back({{"date", json_of(one->when.date)},
                      {"time", json_of(one->when.time)},
                      {"datum", datum_of(*one)},
                      {"status_flags", json_of(one->status)}});
    again += tags_written([&](bacnet::tag_writer& out) { one->put(out); });
  }
  return {fields, again};
}
json fields_of(bacnet::who_is const& it) {
  if (!it.limits) return {{"low", nullptr}, {"high", nullptr}};
  return {{"low", it.limits->low}, {"high", it.limits->high}};
}
json fields_of(bacnet::i_am const& it) {
  return {{"device", it.device},
          {"max_apdu", it.max_apdu},
          {"segmentation", static_cast<unsigned>(it.segmentation)},
          {"vendor_id", it.vendor}};
}
json fields_of(bacnet::who_has const& it) {
  auto made = fields_of(bacnet::who_is{it.limits});
  if (it.object)
    made["object"] = json_of(*it.object);
  else
    made["name"] = json_of(it.name);
  return made;
}
json fields_of(bacnet::i_have const& it) {
  return {{"device", json_of(it.device)}, {"object", json_of(it.object)}, {"name", json_of(it.name)}};
}
json fields_of(bacnet::time_synchronization const& it) {
  return {{"date", json_of(it.now.date)}, {"time", json_of(it.now.time)}};
}
json fields_of(bacnet::utc_time_synchronization const& it) {
  return fields_of(bacnet::time_synchronization{it.now});
}
json fields_of(bacnet::device_communication_control const& it) {
  return {{"duration", json_of(it.minutes)},
          {"enable_disable", static_cast<unsigned>(it.state)},
          {"password", json_of(it.password)}};
}
json fields_of(bacnet::reinitialize_device const& it) {
  return {{"state", static_cast<unsigned>(it.state)}, {"password", json_of(it.password)}};
}

/// Any service that parses and writes itself.
template <class Service>
outcome read_service(bacnet::apdu const& header) {
  auto const read = Service::parse(header.data);
  if (!read) return read.error();
  return {fields_of(*read), written([&](writer& out) {
            if constexpr (bacnet::unconfirmed<Service>)
              bacnet::put_request(out, *read);
            else if (header.type == bacnet::pdu_type::complex_ack)
              bacnet::put_ack(out, header.invoke_id, *read);
            else
              bacnet::put_request(out, header.invoke_id, *read, bacnet::apdu_sizes.at(header.max_apdu));
          })};
}
outcome read_range_ack(bacnet::apdu const& header) {
  auto const read = bacnet::read_range_ack::parse(header.data);
  if (!read) return read.error();
  auto const items = read_log(read->items);
  if (items.fault != error{}) return items.fault;
  auto fields = reference(read->of);
  fields["result_flags"] = std::string{read->first ? "1" : "0"} + (read->last ? "1" : "0") + (read->more ? "1" : "0");
  fields["item_count"] = read->count;
  fields["records"] = items.fields;
  fields["first_sequence"] = json_of(read->first_sequence);
  auto changed = *read;
  auto const octets = from_hex(items.again);
  changed.items = octets;
  return {fields, written([&](writer& out) { bacnet::put_ack(out, header.invoke_id, changed); })};
}
outcome read_many(bacnet::apdu const& header) {
  auto objects = json::array();
  std::vector<bacnet::property_reference> asked;
  bacnet::asked_properties all{header.data};
  while (all.next()) {
    if (all.begins_object()) objects.push_back({{"object", json_of(all->object)}, {"properties", json::array()}});
    asked.push_back(*all);
    objects.back()["properties"].push_back(shorter_reference(*all));
  }
  if (all.fault() != error{}) return all.fault();
  return {{{"objects", objects}}, written([&](writer& out) {
            bacnet::put_request(out, header.invoke_id, bacnet::read_property_multiple{asked},
                                bacnet::apdu_sizes.at(header.max_apdu));
          })};
}
outcome read_many_ack(bacnet::apdu const& header) {
  auto objects = json::array();
  bacnet::answered_properties all{header.data};
  auto const again = written([&](writer& out) {
    out.u8(0x30).u8(header.invoke_id).u8(header.service);
    bacnet::tag_writer to{out};
    bacnet::result_writer results{to};
    while (all.next()) {
      if (all.begins_object()) {
        if (!objects.empty()) results.end();
        results.begin(all->of.object);
        objects.push_back({{"object", json_of(all->of.object)}, {"results", json::array()}});
      }
      auto made = shorter_reference(all->of);
      if (all->why) {
        made["error"] = {{"class", static_cast<unsigned>(all->why->of)},
                         {"code", static_cast<unsigned>(all->why->code)}};
        results.fault(all->of.what, all->of.index, *all->why);
      } else {
        made["value"] = elements(all->value);
        results.value(all->of.what, all->of.index, all->value);
      }
      // The same is found by its reference.
      auto const found = bacnet::find(header.data, all->of);
      REQUIRE(found);
      CHECK(to_hex(found->value) == to_hex(all->value));
      CHECK(found->why == all->why);
      objects.back()["results"].push_back(made);
    }
    results.end();
  });
  if (all.fault() != error{}) return all.fault();
  return {{{"objects", objects}}, again};
}

outcome read_service(bacnet::apdu const& header) {
  using bacnet::confirmed_service;
  using bacnet::unconfirmed_service;
  if (header.type == bacnet::pdu_type::unconfirmed_request) {
    switch (static_cast<unconfirmed_service>(header.service)) {
      case unconfirmed_service::i_am: return read_service<bacnet::i_am>(header);
      case unconfirmed_service::i_have: return read_service<bacnet::i_have>(header);
      case unconfirmed_service::time_synchronization: return read_service<bacnet::time_synchronization>(header);
      case unconfirmed_service::who_has: return read_service<bacnet::who_has>(header);
      case unconfirmed_service::who_is: return read_service<bacnet::who_is>(header);
      case unconfirmed_service::utc_time_synchronization: return read_service<bacnet::utc_time_synchronization>(header);
    }
  } else {
    bool const asks = header.type == bacnet::pdu_type::confirmed_request;
    switch (static_cast<confirmed_service>(header.service)) {
      case confirmed_service::read_property:
        return asks ? read_service<bacnet::read_property>(header) : read_service<bacnet::read_property_ack>(header);
      case confirmed_service::read_property_multiple: return asks ? read_many(header) : read_many_ack(header);
      case confirmed_service::write_property: return read_service<bacnet::write_property>(header);
      case confirmed_service::device_communication_control:
        return read_service<bacnet::device_communication_control>(header);
      case confirmed_service::reinitialize_device: return read_service<bacnet::reinitialize_device>(header);
      case confirmed_service::read_range:
        return asks ? read_service<bacnet::read_range>(header) : read_range_ack(header);
    }
  }
  FAIL("a service that nobody reads: ", unsigned{header.service});
  return error{errc::unknown_function};
}

// Application PDUs

json segmentation_of(bacnet::apdu const& header) {
  json made{{"segmented", header.segmented}, {"more_follows", header.more_follows}, {"service", header.service}};
  if (header.segmented) {
    made["sequence"] = header.sequence;
    made["window"] = header.window;
    made["payload"] = to_hex(header.data);
  }
  return made;
}
outcome with_service(bacnet::apdu const& header, json fields) {
  if (header.segmented) return outcome{fields};
  auto const service = read_service(header);
  if (service.fault != error{}) return service.fault;
  fields.update(service.fields);
  return {fields, service.again};
}
outcome read_apdu(bytes whole) {
  using bacnet::pdu_type;
  auto const read = bacnet::parse_apdu(whole);
  if (!read) return read.error();
  auto const& it = *read;
  switch (it.type) {
    case pdu_type::confirmed_request: {
      auto fields = segmentation_of(it);
      fields["pdu"] = "confirmed-request";
      fields["sa"] = it.takes_segments;
      constexpr std::array<int, 8> segments{0, 2, 4, 8, 16, 32, 64, 65};
      fields["max_segments"] = segments.at(it.max_segments);
      fields["max_apdu"] = bacnet::apdu_sizes.at(it.max_apdu);
      fields["invoke_id"] = it.invoke_id;
      return with_service(it, fields);
    }
    case pdu_type::complex_ack: {
      auto fields = segmentation_of(it);
      fields["pdu"] = "complex-ack";
      fields["invoke_id"] = it.invoke_id;
      return with_service(it, fields);
    }
    case pdu_type::unconfirmed_request:
      return with_service(it, {{"pdu", "unconfirmed-request"}, {"service", it.service}});
    case pdu_type::simple_ack:
      return {{{"pdu", "simple-ack"}, {"invoke_id", it.invoke_id}, {"service", it.service}},
              written([&](writer& out) { bacnet::put_simple_ack(out, it.invoke_id, it.service); })};
    case pdu_type::segment_ack:
      return {{{"pdu", "segment-ack"},
               {"nak", it.negative},
               {"server", it.from_server},
               {"invoke_id", it.invoke_id},
               {"sequence", it.sequence},
               {"window", it.window}},
              written([&](writer& out) {
                bacnet::put_segment_ack(out, it.negative, it.from_server, it.invoke_id, it.sequence, it.window);
              })};
    case pdu_type::error: {
      auto const why = bacnet::parse_error(it);
      if (!why) return why.error();
      return {{{"pdu", "error"},
               {"invoke_id", it.invoke_id},
               {"service", it.service},
               {"error_class", static_cast<unsigned>(why->of)},
               {"error_code", static_cast<unsigned>(why->code)}},
              written([&](writer& out) { bacnet::put_error(out, it.invoke_id, it.service, *why); })};
    }
    case pdu_type::reject:
      return {{{"pdu", "reject"}, {"invoke_id", it.invoke_id}, {"reason", it.reason}}, written([&](writer& out) {
                bacnet::put_reject(out, it.invoke_id, static_cast<bacnet::reject_reason>(it.reason));
              })};
    case pdu_type::abort:
      return {{{"pdu", "abort"}, {"server", it.from_server}, {"invoke_id", it.invoke_id}, {"reason", it.reason}},
              written([&](writer& out) {
                bacnet::put_abort(out, it.from_server, it.invoke_id, static_cast<bacnet::abort_reason>(it.reason));
              })};
  }
  return error{errc::bad_value};
}

// Network layer, frames, check sums

outcome read_npdu(bytes whole) {
  auto const read = bacnet::parse_npdu(whole);
  if (!read) return read.error();
  json fields{{"version", bacnet::npdu_version},
              {"network_message", read->is_network_message},
              {"expecting_reply", read->expects_reply},
              {"priority", static_cast<unsigned>(read->priority)},
              {"apdu", to_hex(read->apdu)}};
  if (read->destination) {
    fields["dnet"] = read->destination->network;
    fields["dadr"] = to_hex(read->destination->view());
    fields["hop_count"] = read->hops;
  }
  if (read->source) {
    fields["snet"] = read->source->network;
    fields["sadr"] = to_hex(read->source->view());
  }
  CHECK(read->at + read->apdu.size() == whole.size());
  if (read->is_network_message) {
    fields["message_type"] = read->message_type;
    if (read->message_type >= 0x80) fields["vendor_id"] = read->vendor;
    return outcome{fields};
  }
  return {fields, written([&](writer& out) {
            bacnet::put_npdu_header(out, *read);
            out.put(read->apdu);
          })};
}
outcome read_frame(bytes whole) {
  std::array<std::uint8_t, bacnet::max_extended_frame> space{};
  auto const read = bacnet::parse_frame(whole, space);
  if (!read) return read.error();
  json fields{{"frame_type", static_cast<unsigned>(read->type)},
              {"dst", read->destination},
              {"src", read->source},
              {"length", read->length},
              {"header_crc", to_hex(whole.subspan(7, 1))}};
  if (!read->data.empty()) {
    fields["data"] = to_hex(read->data);
    if (bacnet::is_encoded(read->type))
      fields["extended"] = true;
    else
      fields["data_crc"] = to_hex(whole.last(2));
  }
  std::array<std::uint8_t, bacnet::max_extended_frame> built{};
  auto const again = bacnet::build_frame(read->type, read->destination, read->source, read->data, built);
  REQUIRE(again);
  return {fields, to_hex(*again)};
}
outcome read_cobs(bytes encoded) {
  buffer space(encoded.size());
  auto const read = bacnet::cobs::decode_with_crc(encoded, space);
  if (!read) return read.error();
  buffer out(encoded.size() + 8);
  auto const again = bacnet::cobs::encode_with_crc(*read, out);
  REQUIRE(again);
  return {{{"decoded", to_hex(*read)}}, to_hex(*again)};
}
outcome sums_of(bytes data) {
  auto header = bacnet::header_crc_start;
  for (auto const octet : data) header = bacnet::header_crc(header, octet);
  return outcome{{{"header_crc8", hex_of(~header & 0xFFU, 1)},
                  {"data_crc16", hex_of(~bacnet::data_crc(bacnet::data_crc_start, data) & 0xFFFFU, 2)},
                  {"crc32k", hex_of(~bacnet::crc32k(bacnet::crc32k_start, data), 4)}}};
}

/// What a receiver reports of a stream that comes in parts, each of a size that `size` gives.
template <class Size>
json events_of(json const& vector, bytes stream, Size const& size) {
  // The corpus counts the octets of data that a receiver has room for; here the CRC needs two more.
  buffer space(vector.at("buffer").get<std::size_t>() + bacnet::crc_size);
  bacnet::receiver at{vector.at("station").get<std::uint8_t>(), space, 100'000};
  auto events = json::array();
  std::uint32_t now = 0;
  while (!stream.empty()) {
    auto came = stream.first(std::min<std::size_t>(size(), stream.size()));
    stream = stream.subspan(came.size());
    now += 1000;
    while (!came.empty()) {
      auto const got = at.take(came, now);
      json one;
      switch (got.what) {
        case bacnet::heard::nothing: CHECK(came.empty()); continue;
        case bacnet::heard::invalid: events.push_back({{"result", "invalid"}}); continue;
        case bacnet::heard::valid: one = {{"result", "valid"}, {"data", to_hex(got.received.data)}}; break;
        case bacnet::heard::not_for_us: one = {{"result", "not-for-us"}}; break;
      }
      one["frame_type"] = static_cast<unsigned>(got.received.type);
      one["dst"] = got.received.destination;
      one["src"] = got.received.source;
      events.push_back(one);
    }
  }
  return events;
}
outcome read_stream(json const& vector, bytes stream) {
  auto const all = events_of(vector, stream, [&] { return stream.size(); });
  CHECK(events_of(vector, stream, [] { return std::size_t{1}; }) == all);
  std::mt19937 random{97};
  for (int round = 0; round != 20; ++round)
    CHECK(events_of(vector, stream, [&] { return std::size_t{1} + random() % 40; }) == all);
  return outcome{{{"events", all}}};
}

outcome read(json const& vector) {
  auto const layer = text_of(vector, "layer");
  auto const octets = from_hex(text_of(vector, "hex"));
  if (layer == "tag") return read_tags(octets);
  if (layer == "npdu") return read_npdu(octets);
  if (layer == "apdu" || layer == "service") return read_apdu(octets);
  if (layer == "mstp") return read_frame(octets);
  if (layer == "cobs") return read_cobs(octets);
  if (layer == "crc") return sums_of(octets);
  if (layer == "mstp-stream") return read_stream(vector, octets);
  FAIL("a layer that nobody reads: ", layer);
  return error{errc::unknown_function};
}

/// Read as they are, but nobody who keeps to the standard writes them: a number in a longer form than needed, reserved
/// bits that are set.
constexpr std::array<std::string_view, 3> other_forms{"neg-tag-nonminimal-tagnumber", "neg-npdu-reserved-bits",
                                                      "own-tag-list"};

void check_vector(json const& vector) {
  auto const got = read(vector);
  if (text_of(vector, "expect") == "reject") {
    CHECK(got.fault.code != errc::none);
    return;
  }
  REQUIRE(got.fault == error{});
  CHECK(got.fields == vector.at("fields"));
  auto const layer = text_of(vector, "layer");
  bool const segment = vector.at("fields").is_object() && vector.at("fields").value("segmented", false);
  bool const message = vector.at("fields").is_object() && vector.at("fields").value("network_message", false);
  CHECK(got.has_builder == !(layer == "crc" || layer == "mstp-stream" || segment || message));
  if (!got.has_builder) return;
  if (std::ranges::find(other_forms, text_of(vector, "id")) == other_forms.end()) {
    CHECK(got.again == text_of(vector, "hex"));
    return;
  }
  CHECK(got.again != text_of(vector, "hex"));
  auto written = vector;
  written["hex"] = got.again;
  auto const again = read(written);
  CHECK(again.fields == got.fields);
  CHECK(again.again == got.again);
}

constexpr char const* own_file = METERPROTO_SOURCE "/tests/frames/bacnet.jsonl";
constexpr char const* corpus_file = METERPROTO_CORPUS "/bacnet/open.jsonl";

std::size_t lines_in(char const* path) {
  std::ifstream file{path};
  std::size_t count = 0;
  for (std::string line; std::getline(file, line);) count += line.empty() ? 0U : 1U;
  return count;
}
/// Checks all vectors of a file; how many of each layer there were.
std::map<std::string, std::size_t> check_file(char const* path) {
  std::map<std::string, std::size_t> checked;
  std::size_t all = 0;
  for (auto const& vector : vectors_in(path)) {
    INFO(text_of(vector, "id") << ": " << text_of(vector, "note"));
    check_vector(vector);
    ++checked[text_of(vector, "layer")];
    ++all;
  }
  CHECK(all == lines_in(path));
  return checked;
}

/// Where known implementations disagree, and what this one does.
struct decision {
  std::string_view id;
  bool accepts;
};
constexpr decision decisions[] = {
    // Data go on behind what a service holds: the sender means something that is not understood here.
    {"neg-rp-ack-trailing", false},
    // A Reject is three octets; without its reason it cannot be told from one that was cut.
    {"neg-reject-short", false},
    // Only a device says I-Am: its instance would be taken for a device's.
    {"neg-iam-not-device", false},
    // Clause 16.10: if one limit is there, so is the other.
    {"neg-whois-low-only", false},
    // A list that is not closed was cut; results may be missing.
    {"neg-rpm-ack-no-list-close", false},
    // A property has a value or an error. An empty value has brackets.
    {"neg-rpm-ack-no-result", false},
    // A Boolean is 0 or 1; a 2 comes of damage or of another idea of the tag.
    {"neg-tag-bool-lvt2", false},
    // Clause 20.2.2: a Null has a length of 0. An octet that is skipped would shift all that follows.
    {"neg-tag-null-lvt1", false},
    // Clause 20.2.10: 0 to 7 bits are unused, and none where no octet follows.
    {"neg-tag-bits-unused-9", false},
    {"neg-tag-bits-unused-nodata", false},
    // Clause 20.2.14: an object identifier has four octets; of five nobody knows which.
    {"neg-tag-oid-len5", false},
    // Clause 20.2.1.3: only context tags open and close.
    {"neg-tag-app-open", false},
    // Clause 6.2.2: nothing comes from all stations; an answer could not be sent back.
    {"neg-npdu-slen-0", false},
    // 135-2024 CheckHeader: told of at once as invalid; its data are passed over, so what stands in them is no frame.
    {"stream-too-long-skipped", true},
    // 135-2024 CheckHeader: such a length is damage, so what follows need not be data. The next frame is found.
    {"stream-length-502-non-encoded", true},
};

}  // namespace test_bacnet_corpus

using namespace test_bacnet_corpus;

TEST_CASE("BACnet vectors of the project's own") {
  auto const checked = check_file(own_file);
  for (auto const* const layer : {"tag", "npdu", "apdu", "service", "mstp", "cobs", "crc", "mstp-stream"}) {
    INFO(layer);
    CHECK(checked.count(layer) == 1);
  }
  CHECK(lines_in(own_file) == 36);
}
TEST_CASE("BACnet vectors of other implementations") {
  if (lines_in(corpus_file) == 0) {
    MESSAGE("no vectors of other implementations in " METERPROTO_CORPUS "/bacnet: only the project's own were used");
    return;
  }
  auto const checked = check_file(corpus_file);
  CHECK(checked.size() == 8);
}
TEST_CASE("Where implementations of BACnet disagree, this one has decided") {
  std::size_t found = 0;
  for (auto const& vector : vectors_in(corpus_file)) {
    if (!vector.value("policy", false)) continue;
    auto const id = text_of(vector, "id");
    INFO(id);
    auto const* const ours =
        std::find_if(std::begin(decisions), std::end(decisions), [&](decision const& one) { return one.id == id; });
    REQUIRE(ours != std::end(decisions));
    ++found;
    CHECK((text_of(vector, "expect") == "accept") == ours->accepts);
    CHECK((read(vector).fault == error{}) == ours->accepts);
  }
  CHECK((found == 0 || found == std::size(decisions)));
  CHECK((found != 0 || lines_in(corpus_file) == 0));
}
