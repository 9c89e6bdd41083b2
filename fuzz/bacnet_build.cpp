// SPDX-License-Identifier: MIT
// What is built of any values is read as these: NPDU headers, each kind of APDU, each service both ways, results of
// ReadPropertyMultiple, log records, elements of each datatype, frames of MS/TP.
#include "fuzz.hpp"

#include <meterproto/bacnet.hpp>

#include <array>
#include <bit>

namespace bacnet = meterproto::bacnet;
using meterproto::bytes;
using meterproto::maybe;

namespace {

/// Values out of the fuzzer's octets; what is a view lies in them.
class values {
 public:
  explicit values(fuzz::source& in) : in_{in} {}

  bool flip() { return in_.u8() % 2 == 0; }
  std::uint8_t u8() { return in_.u8(); }
  std::uint16_t u16() { return in_.u16(); }
  /// Of all lengths.
  std::uint32_t u32() { return in_.u32() >> (in_.u8() % 32U); }
  std::uint64_t u64() { return (std::uint64_t{in_.u32()} << 32U | in_.u32()) >> (in_.u8() % 64U); }
  bytes some(std::size_t most) { return in_.take(in_.u16() % (most + 1)); }
  template <class Value>
  maybe<Value> perhaps(Value value) {
    return flip() ? maybe<Value>{value} : maybe<Value>{};
  }
  bacnet::object_id object() { return bacnet::object_id::of(in_.u32()); }
  bacnet::object_id device() { return {bacnet::object_type::device, u32() & bacnet::object_id::any_instance}; }
  bacnet::property_reference reference() { return {object(), static_cast<bacnet::property>(u32()), perhaps(u32())}; }
  bacnet::character_string text() { return {u8(), some(300)}; }
  bacnet::date date() { return {u8(), u8(), u8(), u8()}; }
  bacnet::time time() { return {u8(), u8(), u8(), u8()}; }
  bacnet::date_time specific() {
    return {{static_cast<std::uint8_t>(u8() % 255U), static_cast<std::uint8_t>(u8() % 12U + 1),
             static_cast<std::uint8_t>(u8() % 31U + 1), static_cast<std::uint8_t>(u8() % 7U + 1)},
            {static_cast<std::uint8_t>(u8() % 24U), static_cast<std::uint8_t>(u8() % 60U),
             static_cast<std::uint8_t>(u8() % 60U), static_cast<std::uint8_t>(u8() % 100U)}};
  }
  bacnet::bit_string bits() {
    auto const octets = some(9);
    return {octets, octets.empty() ? 0U : u8() % 8U};
  }
  bacnet::access_error fault() {
    return {static_cast<bacnet::error_class>(u16()), static_cast<bacnet::error_code>(u16())};
  }
  maybe<bacnet::instance_range> range() {
    return perhaps(bacnet::instance_range{u32() & 0x3F'FFFFU, u32() & 0x3F'FFFFU});
  }

 private:
  fuzz::source& in_;
};

bool equal(bacnet::character_string const& left, bacnet::character_string const& right) {
  return left.charset == right.charset && fuzz::same(left.octets, right.octets);
}
bool equal(maybe<bacnet::character_string> const& left, maybe<bacnet::character_string> const& right) {
  return left.has_value() == right.has_value() && (!left || equal(*left, *right));
}
bool equal(bacnet::bit_string const& left, bacnet::bit_string const& right) {
  return left.size() == right.size() && fuzz::same(left.octets(), right.octets());
}

/// Room, and a writer that has it.
class paper {
 public:
  paper() : space_(4096), out_{space_}, tags_{out_} {}
  paper(paper const&) = delete;

  meterproto::writer& out() { return out_; }
  bacnet::tag_writer& tags() { return tags_; }
  [[nodiscard]] bytes written() const {
    PROMISE(out_.ok());
    return out_.written();
  }

 private:
  std::vector<std::uint8_t> space_;
  meterproto::writer out_;
  bacnet::tag_writer tags_;
};

bacnet::apdu read_apdu(bytes octets) {
  auto const read = bacnet::parse_apdu(octets);
  PROMISE(read);
  return *read;
}
template <class Service>
Service read_service(bacnet::apdu const& from) {
  auto const read = Service::parse(from.data);
  PROMISE(from.is(Service::service) && read);
  return *read;
}
/// As a request, as the whole APDU of build_request(), and read again. The octets stay in `where`.
template <bacnet::confirmed Service>
Service asked(Service const& what, values& any, paper& where) {
  auto const id = any.u8();
  std::size_t const most = any.u16();
  bacnet::put_request(where.out(), id, what, most);
  std::vector<std::uint8_t> space(4096);
  auto const built = bacnet::build_request(id, what, space, most);
  PROMISE(built && fuzz::same(*built, where.written()));
  auto const read = read_apdu(where.written());
  PROMISE(read.type == bacnet::pdu_type::confirmed_request && read.invoke_id == id && !read.segmented);
  PROMISE(read.max_apdu == bacnet::apdu_size_code(most));
  return read_service<Service>(read);
}
template <bacnet::unconfirmed Service>
Service told(Service const& what, paper& where) {
  bacnet::put_request(where.out(), what);
  auto const read = read_apdu(where.written());
  PROMISE(read.type == bacnet::pdu_type::unconfirmed_request);
  return read_service<Service>(read);
}
template <bacnet::confirmed Service>
Service answered(Service const& what, values& any, paper& where) {
  auto const id = any.u8();
  bacnet::put_ack(where.out(), id, what);
  auto const read = read_apdu(where.written());
  PROMISE(read.type == bacnet::pdu_type::complex_ack && read.invoke_id == id && read.is_answer());
  PROMISE(bacnet::refusal_of(read).code == meterproto::errc::none);
  return read_service<Service>(read);
}

// ---- elements ----

/// One element of any datatype, application or context; it is read as what was written.
void put_element(values& any, bacnet::tag_writer& to) {
  switch (any.u8() % bacnet::datatypes) {
    case 0: to.null(); break;
    case 1: to.boolean(any.flip()); break;
    case 2: to.unsigned_integer(any.u64()); break;
    case 3: to.signed_integer(static_cast<std::int64_t>(any.u64())); break;
    case 4: to.real_bits(any.u32()); break;
    case 5: to.double_bits(any.u64()); break;
    case 6: to.octets(any.some(300)); break;
    case 7: to.characters(any.text()); break;
    case 8: to.bits(any.bits()); break;
    case 9: to.enumerated(any.u32()); break;
    case 10: to.date(any.date()); break;
    case 11: to.time(any.time()); break;
    default: to.object(any.object()); break;
  }
}
template <class Value, class Put, class Same>
void check_element(values& any, Value const& value, Put const& put,
                   meterproto::result<Value> (bacnet::element::*as)() const, Same const& same) {
  auto const context = any.flip();
  auto const number = any.u8() % 255U;
  paper where;
  if (context) where.tags().context(number);
  put(where.tags());
  bacnet::tag_reader in{where.written()};
  auto const one = in.next();
  PROMISE(one && in.done());
  PROMISE(!context || one->is_context(number));
  auto const read = ((*one).*as)();
  PROMISE(read && same(*read, value));
}
void elements(values any) {
  using bacnet::element;
  auto const exact = [](auto const& left, auto const& right) { return left == right; };
  auto const boolean = any.flip();
  check_element(
      any, boolean, [&](auto& to) { to.boolean(boolean); }, &element::as_boolean, exact);
  auto const natural = any.u64();
  check_element(
      any, natural, [&](auto& to) { to.unsigned_integer(natural); }, &element::as_unsigned, exact);
  auto const integer = static_cast<std::int64_t>(any.u64());
  check_element(
      any, integer, [&](auto& to) { to.signed_integer(integer); }, &element::as_signed, exact);
  auto const negative = -1 - static_cast<std::int64_t>(any.u64() >> 1U);
  check_element(
      any, negative, [&](auto& to) { to.signed_integer(negative); }, &element::as_signed, exact);
  auto const bits = any.u32();
  check_element(
      any, bits, [&](auto& to) { to.real_bits(bits); }, &element::as_real_bits, exact);
  check_element(
      any, bits, [&](auto& to) { to.enumerated(bits); }, &element::as_enumerated, exact);
  check_element(
      any, natural, [&](auto& to) { to.double_bits(natural); }, &element::as_double_bits, exact);
  auto const octets = any.some(300);
  check_element(
      any, octets, [&](auto& to) { to.octets(octets); }, &element::as_octets, fuzz::same);
  auto const text = any.text();
  check_element(
      any, text, [&](auto& to) { to.characters(text); }, &element::as_characters,
      [](auto const& left, auto const& right) { return equal(left, right); });
  auto const flags = any.bits();
  check_element(
      any, flags, [&](auto& to) { to.bits(flags); }, &element::as_bits,
      [](auto const& left, auto const& right) { return equal(left, right); });
  auto const date = any.date();
  check_element(
      any, date, [&](auto& to) { to.date(date); }, &element::as_date, exact);
  auto const time = any.time();
  check_element(
      any, time, [&](auto& to) { to.time(time); }, &element::as_time, exact);
  auto const object = any.object();
  check_element(
      any, object, [&](auto& to) { to.object(object); }, &element::as_object, exact);
}

// ---- services ----

void properties(values any) {
  {
    paper where;
    auto const of = any.reference();
    PROMISE(asked(bacnet::read_property{of}, any, where).of == of);
  }
  paper elements_of_value;
  for (auto many = any.u8() % 4U; many != 0; --many) put_element(any, elements_of_value.tags());
  auto const value = elements_of_value.written();
  {
    paper where;
    bacnet::read_property_ack const put{any.reference(), value};
    auto const read = answered(put, any, where);
    PROMISE(read.of == put.of && fuzz::same(read.value, value));
  }
  {
    paper where;
    bacnet::write_property const put{any.reference(), value,
                                     any.perhaps(static_cast<std::uint8_t>(any.u8() % 16U + 1))};
    auto const read = asked(put, any, where);
    PROMISE(read.of == put.of && fuzz::same(read.value, value) && read.priority == put.priority);
  }
  std::vector<bacnet::property_reference> wanted;
  for (auto many = any.u8() % 5U + 1; many != 0; --many) {
    wanted.push_back(any.reference());
    if (wanted.size() > 1 && any.flip()) wanted.back().object = wanted[wanted.size() - 2].object;
  }
  {
    paper where;
    bacnet::put_request(where.out(), any.u8(), bacnet::read_property_multiple{wanted});
    auto const read = read_apdu(where.written());
    PROMISE(read.is(bacnet::confirmed_service::read_property_multiple));
    std::size_t next = 0;
    bacnet::asked_properties all{read.data};
    for (; all.next(); ++next) PROMISE(next != wanted.size() && *all == wanted[next]);
    PROMISE(next == wanted.size() && all.fault() == meterproto::error{});
  }
  {
    paper where;
    bacnet::result_writer to{where.tags()};
    std::vector<maybe<bacnet::access_error>> why;
    for (auto const& of : wanted) {
      why.push_back(any.perhaps(any.fault()));
      to.begin(of.object);
      if (why.back())
        to.fault(of.what, of.index, *why.back());
      else
        to.value(of.what, of.index, value);
      to.end();
    }
    std::size_t next = 0;
    bacnet::answered_properties all{where.written()};
    for (; all.next(); ++next) {
      PROMISE(next != wanted.size() && all.begins_object());
      PROMISE(all->of == wanted[next] && all->why == why[next]);
      PROMISE(fuzz::same(all->value, why[next] ? bytes{} : value));
    }
    PROMISE(next == wanted.size() && all.fault() == meterproto::error{});
    PROMISE(bacnet::find(where.written(), wanted.front())->of == wanted.front());
  }
}

bacnet::log_record any_record(values& any, paper& content) {
  bacnet::log_record made;
  made.when = {any.date(), any.time()};
  made.kind = static_cast<bacnet::datum>(any.u8() % 11U);
  made.status = any.perhaps(any.bits());
  auto& to = content.tags();
  switch (made.kind) {
    case bacnet::datum::failure: made.why = any.fault(); return made;
    case bacnet::datum::any:
      for (auto many = any.u8() % 3U; many != 0; --many) put_element(any, to);
      made.any = content.written();
      return made;
    case bacnet::datum::log_status:
    case bacnet::datum::bits: to.context(1).bits(any.bits()); break;
    case bacnet::datum::boolean: to.context(1).boolean(any.flip()); break;
    case bacnet::datum::real:
    case bacnet::datum::time_change: to.context(1).real_bits(any.u32()); break;
    case bacnet::datum::enumerated: to.context(1).enumerated(any.u32()); break;
    case bacnet::datum::unsigned_integer: to.context(1).unsigned_integer(any.u64()); break;
    case bacnet::datum::signed_integer: to.context(1).signed_integer(static_cast<std::int64_t>(any.u64())); break;
    case bacnet::datum::null: to.context(1).null(); break;
  }
  bacnet::tag_reader in{content.written()};
  made.value = *in.next();
  return made;
}
void ranges(values any) {
  auto const count = static_cast<std::int32_t>(any.u32());
  bacnet::item_range wanted;
  switch (any.u8() % 3U) {
    case 0: wanted = bacnet::item_range::from_position(any.u32(), count); break;
    case 1: wanted = bacnet::item_range::from_sequence(any.u32(), count); break;
    default: wanted = bacnet::item_range::from_time({any.date(), any.time()}, count); break;
  }
  if (count != 0) {
    paper where;
    bacnet::read_range const put{any.reference(), any.perhaps(wanted)};
    auto const read = asked(put, any, where);
    PROMISE(read.of == put.of && read.range == put.range);
  }

  paper items;
  std::array<paper, 4> contents;
  std::array<bacnet::log_record, 4> records;
  std::uint32_t const many = any.u8() % 5U;
  for (std::size_t i = 0; i != many; ++i) {
    records[i] = any_record(any, contents[i]);
    records[i].put(items.tags());
  }
  paper where;
  bacnet::read_range_ack put;
  put.of = {any.object(), bacnet::property::log_buffer, {}};
  put.first = any.flip();
  put.last = any.flip();
  put.more = any.flip();
  put.count = many;
  put.items = items.written();
  put.first_sequence = any.perhaps(any.u32() | 1U);
  auto const read = answered(put, any, where);
  PROMISE(read.of == put.of && read.first == put.first && read.last == put.last && read.more == put.more);
  PROMISE(read.count == put.count && read.first_sequence == put.first_sequence && fuzz::same(read.items, put.items));
  bacnet::log_records all{read.items};
  for (std::size_t i = 0; i != many; ++i) {
    auto const one = all.next();
    PROMISE(one && one->when == records[i].when && one->kind == records[i].kind);
    PROMISE(fuzz::same(one->value.content, records[i].value.content) && one->why == records[i].why);
    PROMISE(fuzz::same(one->any, records[i].any));
    PROMISE(one->status.has_value() == records[i].status.has_value());
    PROMISE(!one->status || equal(*one->status, *records[i].status));
  }
  PROMISE(all.done());
  bacnet::log_cursor cursor{put.of.object, put.first_sequence.value_or(1)};
  bool const is_numbered = many == 0 || put.first_sequence.has_value();
  PROMISE(cursor.take(read).has_value() == is_numbered);
}

void others(values any) {
  {
    paper where;
    bacnet::who_is const put{any.range()};
    PROMISE(told(put, where).limits == put.limits);
  }
  {
    paper where;
    bacnet::i_am const put{any.u32() & 0x3F'FFFFU, any.u16(), static_cast<bacnet::segmentation>(any.u8() % 4U),
                           any.u16()};
    auto const read = told(put, where);
    PROMISE(read.device == put.device && read.max_apdu == put.max_apdu && read.vendor == put.vendor);
    PROMISE(read.segmentation == put.segmentation);
  }
  {
    paper where;
    bacnet::who_has put{any.range(), any.perhaps(any.object()), any.text()};
    if (put.object) put.name = {};
    auto const read = told(put, where);
    PROMISE(read.limits == put.limits && read.object == put.object && equal(read.name, put.name));
  }
  {
    paper where;
    bacnet::i_have const put{any.device(), any.object(), any.text()};
    auto const read = told(put, where);
    PROMISE(read.device == put.device && read.object == put.object && equal(read.name, put.name));
  }
  {
    paper where;
    bacnet::time_synchronization const put{any.specific()};
    PROMISE(told(put, where).now == put.now);
    paper again;
    PROMISE(told(bacnet::utc_time_synchronization{put.now}, again).now == put.now);
  }
  {
    paper where;
    bacnet::device_communication_control const put{static_cast<bacnet::communication>(any.u8() % 3U),
                                                   any.perhaps(any.u16()), any.perhaps(any.text())};
    auto const read = asked(put, any, where);
    PROMISE(read.state == put.state && read.minutes == put.minutes && equal(read.password, put.password));
  }
  {
    paper where;
    bacnet::reinitialize_device const put{static_cast<bacnet::reinitialization>(any.u8() % 8U),
                                          any.perhaps(any.text())};
    auto const read = asked(put, any, where);
    PROMISE(read.state == put.state && equal(read.password, put.password));
  }
}

void refusals(values any) {
  auto const id = any.u8();
  auto const number = any.u8();
  {
    paper where;
    bacnet::put_simple_ack(where.out(), id, number);
    auto const read = read_apdu(where.written());
    PROMISE(read.type == bacnet::pdu_type::simple_ack && read.invoke_id == id && read.service == number);
  }
  {
    paper where;
    auto const why = any.fault();
    bacnet::put_error(where.out(), id, number, why);
    auto const read = read_apdu(where.written());
    PROMISE(read.type == bacnet::pdu_type::error && read.invoke_id == id && read.service == number);
    PROMISE(bacnet::parse_error(read) && *bacnet::parse_error(read) == why);
    PROMISE(bacnet::refusal_of(read) == why.as_error());
  }
  {
    paper where;
    bacnet::put_reject(where.out(), id, static_cast<bacnet::reject_reason>(number));
    auto const read = read_apdu(where.written());
    PROMISE(read.type == bacnet::pdu_type::reject && read.invoke_id == id && read.reason == number);
    PROMISE(bacnet::refusal_of(read) == (meterproto::error{meterproto::errc::rejected, 0, number}));
  }
  {
    paper where;
    auto const from_server = any.flip();
    bacnet::put_abort(where.out(), from_server, id, static_cast<bacnet::abort_reason>(number));
    auto const read = read_apdu(where.written());
    PROMISE(read.type == bacnet::pdu_type::abort && read.invoke_id == id && read.reason == number);
    PROMISE(read.from_server == from_server);
  }
  {
    paper where;
    auto const negative = any.flip();
    auto const from_server = any.flip();
    auto const window = any.u8();
    bacnet::put_segment_ack(where.out(), negative, from_server, id, number, window);
    auto const read = read_apdu(where.written());
    PROMISE(read.type == bacnet::pdu_type::segment_ack && read.invoke_id == id && read.sequence == number);
    PROMISE(read.window == window && read.negative == negative && read.from_server == from_server);
  }
}

// ---- below ----

void network(values any) {
  bacnet::npdu put;
  put.expects_reply = any.flip();
  put.priority = static_cast<bacnet::priority>(any.u8() % 4U);
  auto const address = [&](std::size_t least, unsigned last) {
    static constexpr std::array<std::uint8_t, 1> shortest{};
    auto octets = any.some(7);
    if (octets.size() < least) octets = shortest;
    return *bacnet::network_address::of(static_cast<std::uint16_t>(any.u16() % last + 1U), octets);
  };
  put.destination = any.perhaps(address(0, 0xFFFF));
  put.source = any.perhaps(address(1, 0xFFFE));
  if (put.destination) put.hops = any.u8();
  auto const apdu = any.some(480);
  paper where;
  bacnet::put_npdu_header(where.out(), put);
  where.out().put(apdu);
  auto const read = bacnet::parse_npdu(where.written());
  PROMISE(read && !read->is_network_message && read->expects_reply == put.expects_reply);
  PROMISE(read->priority == put.priority && read->destination == put.destination && read->source == put.source);
  PROMISE(read->hops == put.hops && fuzz::same(read->apdu, apdu));
}
void frames(values any) {
  auto const type = static_cast<bacnet::frame_type>(any.u8());
  auto const destination = any.u8();
  auto const source = any.u8();
  auto const data = any.some(1600);
  std::vector<std::uint8_t> space(bacnet::max_extended_frame);
  auto const built = bacnet::build_frame(type, destination, source, data, space);
  if (!built) {
    bool const encoded = bacnet::is_encoded(type);
    PROMISE(source == bacnet::broadcast || (encoded && data.empty()) ||
            data.size() > (encoded ? bacnet::max_extended_npdu : bacnet::max_data));
    return;
  }
  auto const frame = fuzz::copy_of(*built);
  std::vector<std::uint8_t> decoded(frame.size());
  auto const read = bacnet::parse_frame(frame, decoded);
  PROMISE(read && read->type == type && read->destination == destination && read->source == source);
  PROMISE(fuzz::same(read->data, data));

  std::vector<std::uint8_t> buffer(2045);
  bacnet::receiver line{bacnet::receiver::every_station, buffer, 1000};
  bytes rest{frame};
  auto const heard = line.take(rest, 0);
  PROMISE(heard.what == bacnet::heard::valid && rest.empty() && heard.received.type == type);
  PROMISE(heard.received.destination == destination && fuzz::same(heard.received.data, data));
}

}  // namespace

void fuzz_one(fuzz::source in) {
  values const any{in};
  switch (in.u8() % 7) {
    case 0: return elements(any);
    case 1: return properties(any);
    case 2: return ranges(any);
    case 3: return others(any);
    case 4: return refusals(any);
    case 5: return network(any);
    default: return frames(any);
  }
}
