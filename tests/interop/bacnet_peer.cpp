// SPDX-License-Identifier: MIT
// meterproto at one end of BACnet/IP, for partners that know no MS/TP: the virtual meter behind a UDP socket, our
// client that asks a server of somebody else, and what our parsers say of octets that are given.
#include "bacnet_meter.hpp"

#include <meterproto/bacnet.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/text.hpp>

#include <nlohmann/json.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <limits>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace bacnet = meterproto::bacnet;
namespace s4100 = meterproto::leviton_s4100_bacnet;
using bacnet::access_error;
using bacnet::confirmed_service;
using bacnet::element;
using bacnet::object_id;
using bacnet::object_type;
using bacnet::property;
using bacnet::property_reference;
using bacnet::tag_reader;
using bacnet::tag_writer;
using meterproto::bytes;
using meterproto::errc;
using meterproto::error;
using meterproto::result;
using meterproto::writer;
using nlohmann::json;
using octets = std::vector<std::uint8_t>;

bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

// ---- BACnet/IP ------------------------------------------------------------------------------------------------------

/// In the place of a node and its line: each NPDU in a datagram. Who is heard gets a number in the place of a MAC; what
/// goes to everybody goes to each of them. Source: ANSI/ASHRAE 135-2016 Annex J.2.10 and J.2.11.
class ip_node {
 public:
  ip_node() : socket_{::socket(AF_INET, SOCK_DGRAM, 0)} {
    auto here = address_of(0);
    if (socket_ < 0 || ::bind(socket_, reinterpret_cast<sockaddr*>(&here), sizeof here) != 0)
      throw std::runtime_error{"no UDP socket"};
  }
  ip_node(ip_node const&) = delete;
  ip_node& operator=(ip_node const&) = delete;
  ~ip_node() { ::close(socket_); }

  [[nodiscard]] unsigned port() const {
    sockaddr_in here{};
    socklen_t size = sizeof here;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&here), &size);
    return ntohs(here.sin_port);
  }
  /// The number of the station at a port of this machine.
  std::uint8_t station(unsigned port) { return station(address_of(port)); }

  /// The next NPDU that comes within the time; empty where none does.
  bytes wait(std::chrono::milliseconds time) {
    pollfd watched{socket_, POLLIN, 0};
    if (::poll(&watched, 1, static_cast<int>(time.count())) != 1) return {};
    sockaddr_in from{};
    socklen_t size = sizeof from;
    auto const count =
        ::recvfrom(socket_, received_.data(), received_.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (count < 4 || received_[0] != bvlc || (received_[1] != unicast && received_[1] != to_everybody)) return {};
    if (static_cast<std::size_t>(received_[2]) * 256 + received_[3] != static_cast<std::size_t>(count)) return {};
    source_ = station(from);
    to_all_ = received_[1] == to_everybody;
    return bytes{received_}.first(static_cast<std::size_t>(count)).subspan(4);
  }

  template <class Station>
  bacnet::node_step run(bytes& came, std::uint32_t now, Station& station) {
    if (!came.empty()) {
      auto const network = bacnet::parse_npdu(came);
      bool const waits = network && network->expects_reply && !to_all_;
      using enum bacnet::frame_type;
      station.receive({waits ? data_expecting_reply : data_not_expecting_reply, source_, to_all_, came});
      came = {};
      if (auto const size = waits ? station.reply(space_) : 0; size != 0) send(source_, size);
    }
    for (auto next = station.send(space_); next.size != 0; next = station.send(space_))
      send(next.destination, next.size);
    return {{}, now, now + 20'000};
  }

 private:
  static constexpr std::uint8_t bvlc = 0x81;
  static constexpr std::uint8_t unicast = 0x0A;
  static constexpr std::uint8_t to_everybody = 0x0B;

  static sockaddr_in address_of(unsigned port) {
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    made.sin_port = htons(static_cast<std::uint16_t>(port));
    return made;
  }
  std::uint8_t station(sockaddr_in const& at) {
    auto const found = std::find_if(stations_.begin(), stations_.end(), [&](sockaddr_in const& one) {
      return one.sin_port == at.sin_port && one.sin_addr.s_addr == at.sin_addr.s_addr;
    });
    auto const number = static_cast<std::uint8_t>(found - stations_.begin());
    if (found == stations_.end()) stations_.push_back(at);
    return number;
  }
  void send(std::uint8_t to, std::size_t size) {
    octets packet{bvlc, to == bacnet::broadcast ? to_everybody : unicast};
    packet.push_back(static_cast<std::uint8_t>((size + 4) >> 8U));
    packet.push_back(static_cast<std::uint8_t>((size + 4) & 0xFFU));
    packet.insert(packet.end(), space_.begin(), space_.begin() + static_cast<std::ptrdiff_t>(size));
    for (std::size_t i = 0; i != stations_.size(); ++i)
      if (to == bacnet::broadcast || to == i)
        ::sendto(socket_, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr const*>(&stations_[i]),
                 sizeof(sockaddr_in));
  }

  int socket_;
  std::vector<sockaddr_in> stations_;
  std::array<std::uint8_t, 2048> received_{};
  std::array<std::uint8_t, bacnet::max_data> space_{};
  std::uint8_t source_ = 0;
  bool to_all_ = false;
};

// ---- the virtual meter as a server ----------------------------------------------------------------------------------

/// What the meter shows, by object: taken from it without a server, a client or a wire.
json contents_of(meterproto::virtual_leviton_bacnet::device& device) {
  auto all = json::array();
  for (std::size_t n = 0; auto const object = device.object(n); ++n) {
    auto const& row = s4100::objects[n];
    json one{{"type", static_cast<unsigned>(object->type)}, {"instance", object->instance}};
    auto const name = device.name(*object).octets;
    one["name"] = std::string{name.begin(), name.end()};
    std::array<std::uint8_t, 16> space{};
    writer out{space};
    tag_writer value{out};
    if (object->type == object_type::analog_input || object->type == object_type::analog_value) {
      (void)device.read({*object, property::present_value, {}}, value);
      auto const number = bacnet::number_of({*object, "", {}, bacnet::holds::real}, out.written());
      one["value"] = number ? json(*number) : json(nullptr);  // null: no number
      if (row.units_property >= 0) one["units"] = row.units_property;
    }
    all.push_back(one);
  }
  return all;
}

int serve() {
  interop::bacnet_meter meter;
  std::array<std::uint8_t, 1024> scratch{};
  bacnet::server_station station{meter.device, scratch};
  ip_node node;
  std::cout << "ready " << node.port() << ' ' << contents_of(meter.device).dump() << std::endl;
  while (true) {
    auto came = node.wait(std::chrono::seconds{1});
    (void)node.run(came, 0, station);
  }
}

// ---- our client
// ------------------------------------------------------------------------------------------------------

/// What the partner's server holds stands in bacpypes3_peer.py too.
constexpr std::uint32_t partner_instance = 4711;
constexpr unsigned analog_inputs = 120;
constexpr float value_of(unsigned input) {
  return static_cast<float>(input) * 1.5F - 20;
}
constexpr bool is_reliable(unsigned input) {
  return input % 10 != 3;
}

std::uint32_t now_us() {
  using namespace std::chrono;
  return static_cast<std::uint32_t>(duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count());
}

/// What the client tells.
struct mailbox {
  void answered(std::uint8_t, bacnet::apdu const& came) {
    kept.assign(came.data.begin(), came.data.end());
    answer = came;
    answer->data = kept;
  }
  void failed(std::uint8_t, error const&) { unanswered = true; }
  void heard(bacnet::peer const& from, bacnet::apdu const& said) {
    if (said.is(bacnet::unconfirmed_service::i_am)) {
      if (auto const read = bacnet::i_am::parse(said.data); read) i_am.emplace(from, *read);
    } else if (said.is(bacnet::unconfirmed_service::i_have)) {
      if (auto const read = bacnet::i_have::parse(said.data); read) i_have = read->object;
    }
  }

  std::optional<bacnet::apdu> answer;
  octets kept;
  std::optional<std::pair<bacnet::peer, bacnet::i_am>> i_am;
  std::optional<object_id> i_have;
  bool unanswered = false;
};

constexpr access_error no_object{bacnet::error_class::object, bacnet::error_code::unknown_object};
constexpr access_error no_property{bacnet::error_class::property, bacnet::error_code::unknown_property};
constexpr access_error of_property(bacnet::error_code code) {
  return {bacnet::error_class::property, code};
}

class examiner {
 public:
  explicit examiner(unsigned port) : partner_{node_.station(port), {}} {}

  int ask_all() {
    discovery();
    single();
    several();
    writes();
    services();
    std::cout << asked_ << " checks, " << wrong_ << " wrong\n";
    return wrong_ == 0 ? 0 : 1;
  }

 private:
  static object_id input(unsigned n) { return {object_type::analog_input, n}; }
  static constexpr object_id device{object_type::device, partner_instance};
  static constexpr object_id setting{object_type::analog_value, 1};

  bool expect(bool good, std::string const& what) {
    ++asked_;
    if (good) return true;
    ++wrong_;
    std::cout << "wrong: " << what << '\n';
    return false;
  }
  void until(std::function<bool()> const& done) {
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds{2};
    bytes came;
    do {
      (void)client_.run(node_, came, now_us());
      if (done()) return;
      came = node_.wait(std::chrono::milliseconds{50});
    } while (std::chrono::steady_clock::now() < end);
  }
  template <class Service>
  void tell(Service const& what) {
    (void)client_.tell(bacnet::peer::everybody(), what);
    until([&] { return client_.has_said_all(); });
  }
  template <class Service>
  std::optional<bacnet::apdu> ask(Service const& what) {
    box_.answer.reset();
    box_.unanswered = false;
    if (!client_.ask(partner_, what, now_us())) return {};
    until([&] { return box_.answer.has_value() || box_.unanswered; });
    expect(box_.answer.has_value(), "no answer");
    return box_.answer;
  }
  /// The first element of the property.
  std::optional<element> read(property_reference const& of) {
    auto const answer = ask(bacnet::read_property{of});
    if (!answer || !expect(answer->type == bacnet::pdu_type::complex_ack, "no ack of ReadProperty")) return {};
    auto const ack = bacnet::read_property_ack::parse(answer->data);
    if (!expect(ack.has_value() && ack->of == of, "an ack of ReadProperty that is not what was asked") || !ack)
      return {};
    auto const first = tag_reader{ack->value}.next();
    return first ? std::optional{*first} : std::nullopt;
  }
  template <class Service>
  void refused(Service const& what, error const& wanted, std::string const& called) {
    auto const answer = ask(what);
    if (!answer) return;
    auto const why = bacnet::refusal_of(*answer);
    expect(why.code == wanted.code && why.detail == wanted.detail,
           called + " gives " + std::to_string(static_cast<int>(why.code)) + "/" + std::to_string(why.detail) +
               " and not " + std::to_string(static_cast<int>(wanted.code)) + "/" + std::to_string(wanted.detail));
  }

  void discovery() {
    tell(bacnet::who_is{bacnet::instance_range{1, partner_instance - 1}});
    tell(bacnet::who_is{bacnet::instance_range{partner_instance, 5000}});
    until([&] { return box_.i_am.has_value(); });
    if (!expect(box_.i_am.has_value(), "no I-Am")) return;
    auto const& [from, says] = *box_.i_am;
    expect(from == partner_ && says.device == partner_instance && says.vendor == 999 && says.max_apdu == 1476 &&
               says.segmentation == bacnet::segmentation::none,
           "I-Am says something else");
    tell(bacnet::who_has{{}, {}, {0, as_bytes("input 7")}});
    until([&] { return box_.i_have.has_value(); });
    expect(box_.i_have == input(7), "I-Have of a name");
    box_.i_have.reset();
    tell(bacnet::who_has{bacnet::instance_range{}, setting, {}});
    until([&] { return box_.i_have.has_value(); });
    expect(box_.i_have == setting, "I-Have of an object");
  }

  void single() {
    for (unsigned const n : {1U, 13U, analog_inputs}) {
      auto const value = read({input(n), property::present_value, {}});
      expect(value && value->as_real() && *value->as_real() == value_of(n), "Present_Value of AI" + std::to_string(n));
    }
    auto const name = read({device, property::object_name, {}});
    expect(
        name && name->as_characters() && std::ranges::equal(name->as_characters()->octets, as_bytes("K\xC3\xBChlhaus")),
        "Object_Name");
    auto const count = read({device, property::object_list, 0U});
    expect(count && count->as_unsigned() && *count->as_unsigned() == analog_inputs + 4, "Object_List[0]");
    auto const flags = read({input(3), property::status_flags, {}});
    expect(flags && flags->as_bits() && flags->as_bits()->size() == 4, "Status_Flags");
    auto const list = ask(bacnet::read_property{{device, property::object_list, {}}});
    expect(list && bacnet::refusal_of(*list).code == errc::aborted, "the whole Object_List of 624 octets is no abort");

    auto const wrong = [&](property_reference const& of, access_error const& why, char const* called) {
      refused(bacnet::read_property{of}, why.as_error(), called);
    };
    using enum bacnet::error_code;
    wrong({input(999), property::present_value, {}}, no_object, "another object");
    wrong({input(1), property::log_buffer, {}}, no_property, "another property");
    wrong({input(1), property::present_value, 1U}, of_property(property_is_not_an_array),
          "an entry of what is no array");
    wrong({device, property::object_list, 999U}, of_property(invalid_array_index), "an entry behind the last");
  }

  void several() {
    std::vector<bacnet::wanted_property> wanted;
    for (unsigned n = 1; n <= analog_inputs; ++n) {
      wanted.push_back({{input(n), property::present_value, {}}, 5});
      wanted.push_back({{input(n), property::reliability, {}}, 2});
    }
    wanted.push_back({{input(999), property::present_value, {}}, 5});
    wanted.push_back({{input(1), property::log_buffer, {}}, 5});
    // The client takes 480 octets; told otherwise, the poll asks for too much, is refused and asks for less.
    for (std::size_t const most : {std::size_t{480}, std::size_t{1000}}) {
      std::vector<int> came(wanted.size());
      bacnet::property_poll poll{wanted, {most, 272, true}};
      int requests = 0;
      for (; !poll.done() && requests != 200; ++requests) {
        auto const answer = poll.ask([&](auto const& request) { return ask(request); });
        if (!answer) return;
        auto const why = poll.answer(*answer, [&](std::size_t at, bacnet::property_result const& it) {
          ++came[at];
          tag_reader in{it.value};
          auto const n = static_cast<unsigned>(at / 2 + 1);
          if (n > analog_inputs) {
            bool const first = at == wanted.size() - 2;
            expect(it.why == (first ? no_object : no_property), "an error inside of an ack");
          } else if (at % 2 == 0) {
            expect(in.application(&element::as_real) == value_of(n), "a polled value");
          } else {
            expect(in.application(&element::as_enumerated) == (is_reliable(n) ? 0U : 7U), "a polled Reliability");
          }
        });
        expect(why.code == errc::none, "a poll's answer");
      }
      expect(std::ranges::all_of(came, [](int count) { return count == 1; }), "not each property came once");
      // 21 inputs with their Reliability fill 480 octets: 6 requests; told otherwise, it asks once for 24 in vain.
      expect(requests == (most == 480 ? 6 : 12), "a poll took " + std::to_string(requests) + " requests");
    }
    // The special properties
    for (auto const which : {property::all, property::required, property::optional}) {
      std::array const one{bacnet::property_reference{input(5), which, {}}};
      auto const answer = ask(bacnet::read_property_multiple{one});
      if (!answer || !expect(answer->type == bacnet::pdu_type::complex_ack, "no ack of a special property")) continue;
      bool has_value = false;
      bacnet::answered_properties all{answer->data};
      while (all.next())
        if (all->of.what == property::present_value) has_value = !all->why;
      expect(all.fault().code == errc::none && has_value == (which != property::optional), "a special property");
    }
  }

  void writes() {
    auto const write = [&](object_id of, property what, auto const& put,
                           meterproto::maybe<std::uint8_t> priority = {}) {
      octets space(300);
      writer out{space};
      tag_writer to{out};
      put(to);
      space.resize(out.needed());
      written_ = space;
      return bacnet::write_property{{of, what, {}}, written_, priority};
    };
    for (float const number : {17.25F, -0.5F, 3e38F}) {
      auto const written = bacnet::object_write::of(setting, number);
      auto const answer = ask(written.request());
      expect(answer && answer->type == bacnet::pdu_type::simple_ack && bacnet::refusal_of(*answer).code == errc::none,
             "a written value is not acknowledged");
      auto const value = read({setting, property::present_value, {}});
      expect(value && value->as_real() && *value->as_real() == number, "a written value is not read back");
    }
    auto const text = ask(write(setting, property::description, [](auto& out) {
      out.characters({0, as_bytes("stra\xC3\x9F"
                                  "e")});
    }));
    expect(text && text->type == bacnet::pdu_type::simple_ack, "a written text is not acknowledged");
    auto const back = read({setting, property::description, {}});
    expect(back && back->as_characters() &&
               std::ranges::equal(back->as_characters()->octets, as_bytes("stra\xC3\x9F"
                                                                          "e")),
           "a written text is not read back");

    refused(write(input(999), property::present_value, [](auto& out) { out.real(1); }), no_object.as_error(),
            "a write to another object");
    refused(write(setting, property::present_value, [](auto& out) { out.characters({0, as_bytes("x")}); }),
            {errc::rejected, 0, static_cast<std::size_t>(bacnet::reject_reason::invalid_tag)}, "a text for a Real");
  }

  void services() {
    // As a server BACpypes3 knows ReadRange by name alone: its error is the one for a function that is not written yet.
    refused(bacnet::read_range{{{object_type::trend_log, 1}, property::log_buffer, {}}, {}},
            access_error{bacnet::error_class::device, bacnet::error_code::operational_problem}.as_error(), "ReadRange");
    refused(bacnet::reinitialize_device{},
            {errc::rejected, 0, static_cast<std::size_t>(bacnet::reject_reason::unrecognized_service)},
            "ReinitializeDevice");
    tell(bacnet::time_synchronization{{{126, 3, 1, 7}, {1, 2, 3, 4}}});
    auto const answer = ask(bacnet::device_communication_control{
        bacnet::communication::disable_initiation, std::uint16_t{1}, bacnet::character_string{0, as_bytes("secret")}});
    expect(answer && answer->type == bacnet::pdu_type::simple_ack, "DeviceCommunicationControl");
    refused(bacnet::device_communication_control{bacnet::communication::enable, {}, {}},
            access_error{bacnet::error_class::security, bacnet::error_code::password_failure}.as_error(),
            "no password");
    // Where the partner shows what it has been told
    auto const told = read({{object_type::analog_value, 2}, property::description, {}});
    expect(told && told->as_characters() &&
               std::ranges::equal(told->as_characters()->octets, as_bytes("126-3-1-7 1:2:3.4")),
           "the time that the partner was told");
  }

  ip_node node_;
  bacnet::peer partner_;
  mailbox box_;
  bacnet::client<mailbox> client_{box_, {1'500'000, 0, 60'000'000}};
  octets written_;
  int asked_ = 0;
  int wrong_ = 0;
};

// ---- verdicts
// --------------------------------------------------------------------------------------------------------

error elements_of(bytes all) {
  for (tag_reader in{all}; !in.done();)
    if (auto const one = in.next(); !one) return one.error();
  return {};
}
template <class Made>
error of(result<Made> const& made) {
  return made ? error{} : made.error();
}
error results_of(bytes data) {
  bacnet::answered_properties all{data};
  while (all.next())
    if (auto const why = elements_of(all->value); why.code != errc::none) return why;
  return all.fault();
}
error requests_of(bytes data) {
  if (data.empty()) return errc::too_short;  // at least one
  bacnet::asked_properties all{data};
  while (all.next()) continue;
  return all.fault();
}
error records_of(bytes data, bool of_a_log) {
  auto const ack = bacnet::read_range_ack::parse(data);
  if (!ack) return ack.error();
  if (!of_a_log) return elements_of(ack->items);
  for (bacnet::log_records all{ack->items}; !all.done();) {
    auto const one = all.next();
    if (!one) return one.error();
    if (auto const why = elements_of(one->any); why.code != errc::none) return why;
  }
  return {};
}
error confirmed_of(bacnet::apdu const& it) {
  bool const ack = it.type == bacnet::pdu_type::complex_ack;
  switch (static_cast<confirmed_service>(it.service)) {
    case confirmed_service::read_property: {
      if (!ack) return of(bacnet::read_property::parse(it.data));
      auto const made = bacnet::read_property_ack::parse(it.data);
      return made ? elements_of(made->value) : made.error();
    }
    case confirmed_service::read_property_multiple:
      if (ack) return results_of(it.data);
      return requests_of(it.data);
    case confirmed_service::write_property: {
      auto const made = bacnet::write_property::parse(it.data);
      return made ? elements_of(made->value) : made.error();
    }
    case confirmed_service::read_range: {
      if (!ack) return of(bacnet::read_range::parse(it.data));
      auto const made = bacnet::read_range_ack::parse(it.data);
      return made ? records_of(it.data, made->of.what == property::log_buffer) : made.error();
    }
    case confirmed_service::device_communication_control:
      return of(bacnet::device_communication_control::parse(it.data));
    case confirmed_service::reinitialize_device: return of(bacnet::reinitialize_device::parse(it.data));
  }
  return errc::bad_function;
}
error service_of(bytes whole) {
  auto const read = bacnet::parse_apdu(whole);
  if (!read) return read.error();
  if (read->segmented) return {};
  switch (read->type) {
    case bacnet::pdu_type::error: return of(bacnet::parse_error(*read));
    case bacnet::pdu_type::confirmed_request:
    case bacnet::pdu_type::complex_ack: return confirmed_of(*read);
    case bacnet::pdu_type::unconfirmed_request: break;
    default: return {};
  }
  switch (static_cast<bacnet::unconfirmed_service>(read->service)) {
    case bacnet::unconfirmed_service::i_am: return of(bacnet::i_am::parse(read->data));
    case bacnet::unconfirmed_service::i_have: return of(bacnet::i_have::parse(read->data));
    case bacnet::unconfirmed_service::who_is: return of(bacnet::who_is::parse(read->data));
    case bacnet::unconfirmed_service::who_has: return of(bacnet::who_has::parse(read->data));
    case bacnet::unconfirmed_service::time_synchronization: return of(bacnet::time_synchronization::parse(read->data));
    case bacnet::unconfirmed_service::utc_time_synchronization:
      return of(bacnet::utc_time_synchronization::parse(read->data));
  }
  return errc::bad_function;
}

/// Lines of a layer and octets in; accept, or reject with the error and its place, out.
int judge() {
  std::string layer;
  std::string hex;
  while (std::cin >> layer >> hex) {
    octets whole;
    if (hex != "-")
      for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        whole.push_back(static_cast<std::uint8_t>(std::stoul(hex.substr(i, 2), nullptr, 16)));
    auto const why = layer == "tag"    ? elements_of(whole)
                     : layer == "npdu" ? of(bacnet::parse_npdu(whole))
                                       : service_of(whole);
    if (why.code == errc::none)
      std::cout << "accept\n";
    else
      std::cout << "reject " << meterproto::name_of(why.code) << " at " << why.at << '\n';
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    std::string const mode = count > 1 ? words[1] : "";
    if (mode == "server" && count == 2) return serve();
    if (mode == "client" && count == 3) return examiner{static_cast<unsigned>(std::stoul(words[2]))}.ask_all();
    if (mode == "judge" && count == 2) return judge();
    std::cerr << "bacnet_peer server | client PORT | judge\n";
  } catch (std::exception const& fault) {
    std::cerr << fault.what() << '\n';
  }
  return 2;
}
