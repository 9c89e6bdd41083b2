// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/node.hpp>
#include <meterproto/bacnet/npdu.hpp>
#include <meterproto/bacnet/server.hpp>
#include <meterproto/bacnet/transaction.hpp>
#include <meterproto/bytes.hpp>
#include <meterproto/maybe.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

/// What stands above a node (node.hpp): a client that asks other devices, a station that refuses what it is asked, and
/// one that answers for a device. Source: ANSI/ASHRAE 135-2016 clauses 5 and 6.
namespace meterproto::bacnet {

namespace station_rules {

/// Whether there is an APDU for this station: what has another network's DNET is for routers alone (clause 6.5.2.1).
constexpr bool is_for_us(npdu const& came) {
  return !came.is_network_message && (!came.destination || came.destination->network == every_network);
}

/// The NPDU header for an APDU to somebody; of a broadcast everybody on this line.
constexpr void put_header(writer& out, peer const& to, bool expects_reply) {
  npdu header;
  header.expects_reply = expects_reply;
  header.destination = to.behind;
  put_npdu_header(out, header);
}

}  // namespace station_rules

/// Rejects each confirmed request, so that whoever asks need not wait: enough for a client that is nobody's server.
class refusing_station {
 public:
  constexpr void receive(indication const& came) {
    is_latest_ = false;
    if (!is_data(came.type)) return;
    auto const network = parse_npdu(came.npdu);
    if (!network || !station_rules::is_for_us(*network) || network->destination || came.to_all) return;
    auto const asked = parse_apdu(network->apdu);
    if (!asked || asked->type != pdu_type::confirmed_request) return;
    to_ = peer::of(came.source, *network);
    invoke_id_ = asked->invoke_id;
    waiting_ = is_latest_ = true;
  }
  constexpr std::size_t reply(std::span<std::uint8_t> space) { return is_latest_ ? put(space) : 0; }
  constexpr outgoing send(std::span<std::uint8_t> space) { return {to_.mac, false, put(space)}; }

 private:
  constexpr std::size_t put(std::span<std::uint8_t> space) {
    if (!waiting_) return 0;
    waiting_ = false;
    writer out{space};
    station_rules::put_header(out, to_, false);
    put_reject(out, invoke_id_, reject_reason::unrecognized_service);
    return out.ok() ? out.needed() : 0;
  }

  peer to_;
  std::uint8_t invoke_id_ = 0;
  bool waiting_ = false;
  bool is_latest_ = false;  // of all that came: whom a reply would go to
};

/// Answers for a device, one confirmed request at a time: another one that comes while an answer waits to be sent is
/// dropped, as by a busy device. I-Am and I-Have wait for the token beside it, of each the last one asked for. At a
/// slave, which never has the token, they are not said, and an answer that was not fetched in time gives way.
template <server_device Device>
class server_station {
 public:
  /// `scratch`: see server.
  constexpr server_station(Device& device, std::span<std::uint8_t> scratch, std::size_t most_apdu = max_mstp_apdu)
      : server_{device, scratch, most_apdu} {}

  constexpr void receive(indication const& came) {
    is_latest_ = false;
    if (!is_data(came.type)) return;
    if (came.at_slave) size_ = 0;
    auto const network = parse_npdu(came.npdu);
    if (!network || !station_rules::is_for_us(*network) || size_ != 0) return;
    // The global broadcast is for everybody, though it comes to this station alone. A slave can answer only who waits.
    bool const nobody_waits = came.at_slave && !expects_reply(came.type);
    bool const to_all = came.to_all || network->destination.has_value() || nobody_waits;
    auto const answer = server_.answer(network->apdu, to_all, apdu_);
    if (answer.apdu.empty()) return;
    auto const from = peer::of(came.source, *network);
    if (!answer.to_all) {
      to_ = from;
      size_ = answer.apdu.size();
      is_latest_ = true;
    } else if (answer.has) {
      i_have_to_ = everybody_around(from);
      has_ = *answer.has;
    } else {
      i_am_to_ = everybody_around(from);
    }
  }
  constexpr std::size_t reply(std::span<std::uint8_t> space) { return is_latest_ ? send(space).size : 0; }
  constexpr outgoing send(std::span<std::uint8_t> space) {
    if (size_ != 0) {
      auto const answer = bytes{apdu_}.first(size_);
      size_ = 0;
      is_latest_ = false;
      return say(to_, space, [&](writer& out) { out.put(answer); });
    }
    if (i_am_to_) {
      auto const to = *i_am_to_;
      i_am_to_ = {};
      return say(to, space, [&](writer& out) { server_.put_i_am(out); });
    }
    if (i_have_to_) {
      auto const to = *i_have_to_;
      i_have_to_ = {};
      return say(to, space, [&](writer& out) { server_.put_i_have(has_, out); });
    }
    return {};
  }

  /// I-Am with the next token, as after a start.
  constexpr void announce() { i_am_to_ = peer::everybody(); }
  /// Whether something waits to be sent.
  [[nodiscard]] constexpr bool has_answer() const { return size_ != 0 || i_am_to_ || i_have_to_; }

 private:
  /// On the network where somebody is.
  static constexpr peer everybody_around(peer const& one) {
    auto all = peer::everybody();
    if (one.behind) all.behind = network_address{one.behind->network, 0, {}};
    return all;
  }
  template <class Put>
  static constexpr outgoing say(peer const& to, std::span<std::uint8_t> space, Put const& put) {
    writer out{space};
    station_rules::put_header(out, to, false);
    put(out);
    return {to.mac, false, out.ok() ? out.needed() : 0};
  }

  server<Device> server_;
  std::array<std::uint8_t, max_mstp_apdu> apdu_{};
  std::size_t size_ = 0;
  peer to_;
  maybe<peer> i_am_to_;  // absent: none is to be said
  maybe<peer> i_have_to_;
  object_id has_;
  bool is_latest_ = false;  // of all that came: whom a reply would go to
};

/// What a client tells its user. answered(): a request has ended with an answer, which may be a refusal (refusal_of());
/// its views hold until the call ends. failed(): it has ended without one; no_answer after 0 tries where no token came.
/// heard(): an unconfirmed request, such as I-Am, from anybody.
template <class User>
concept client_user = requires(User& it, std::uint8_t ticket, apdu const& answer, error const& why, peer const& from) {
  it.answered(ticket, answer);
  it.failed(ticket, why);
  it.heard(from, answer);
};

/// Asks other devices, as many requests at once as it has slots, and repeats them where nothing comes. Own: the station
/// that answers what others ask of us. RequestSize: the longest request in octets; 4 + 9 n ask for n present values.
template <client_user User, std::size_t Slots = 4, std::size_t RequestSize = usual_request_size,
          class Own = refusing_station>
class client {
 public:
  constexpr explicit client(User& user, transaction_settings const& set = {}, Own own = {})
      : user_{user}, own_{own}, open_{set} {}

  /// Lets a node go on; in the place of node.run(). The deadline is that of the node or of the next request.
  template <class Node>
  constexpr node_step run(Node& node, bytes& came, std::uint32_t now) {
    static_assert(!std::is_same_v<Node, slave_node>, "a slave never has the token, so it cannot ask");
    now_ = now;
    auto step = node.run(came, now, *this);
    if (came.empty()) give_up(now);  // an answer may have come in time, and be seen late
    if (step.send.empty()) step.deadline = open_.deadline(step.deadline);
    return step;
  }

  /// Asks; the ticket names the request until answered() or failed() is called with it. Errors: bad_value for several
  /// stations, which no confirmed request is for; too_many, where all slots are taken; buffer_too_small above
  /// RequestSize.
  template <confirmed Service>
  constexpr result<std::uint8_t> ask(peer const& to, Service const& what, std::uint32_t now) {
    if (!to.is_one_station()) return error{errc::bad_value, 0, broadcast};
    writer measured{std::span<std::uint8_t>{}};
    put_request(measured, 0, what);
    if (measured.needed() > RequestSize) return error{errc::buffer_too_small, 0, measured.needed()};
    auto const ticket = open_.open(to, static_cast<std::uint8_t>(Service::service), now);
    if (!ticket) return ticket;
    writer out{requests_[*ticket].octets};
    put_request(out, open_.invoke_id(*ticket), what);
    requests_[*ticket].size = static_cast<std::uint16_t>(out.needed());
    return ticket;
  }
  /// Nobody waits for the answer any more.
  constexpr void abandon(std::uint8_t ticket) { open_.abandon(ticket); }

  /// Says something that nobody confirms, once, with the next token. Errors: too_many while the last one waits,
  /// buffer_too_small above RequestSize.
  template <unconfirmed Service>
  constexpr error tell(peer const& to, Service const& what) {
    if (said_.size != 0) return {errc::too_many, 0, 1};
    writer out{said_.octets};
    put_request(out, what);
    if (!out.ok()) return {errc::buffer_too_small, 0, out.needed()};
    said_.size = static_cast<std::uint16_t>(out.needed());
    said_to_ = to;
    return {};
  }

  [[nodiscard]] constexpr bool has_said_all() const { return said_.size == 0; }
  [[nodiscard]] constexpr std::uint32_t late_answers() const { return open_.late_answers(); }
  [[nodiscard]] constexpr Own& own() { return own_; }

  // ---- the station of a node ----

  constexpr void receive(indication const& came) {
    own_.receive(came);
    if (!is_data(came.type)) return;
    auto const network = parse_npdu(came.npdu);
    if (!network || !station_rules::is_for_us(*network)) return;
    auto const read = parse_apdu(network->apdu);
    if (!read) return;
    auto const from = peer::of(came.source, *network);
    if (read->type == pdu_type::unconfirmed_request) {
      user_.heard(from, *read);
    } else if (auto const ticket = open_.match(from, *read); ticket) {
      open_.close(*ticket);
      // Whoever sends segments waits to be told that we take none: clause 5.4.4.
      if (read->type == pdu_type::complex_ack && read->segmented) {
        abort_to_ = from;
        abort_id_ = read->invoke_id;
        aborts_ = true;
      }
      user_.answered(*ticket, *read);
    }
  }
  constexpr std::size_t reply(std::span<std::uint8_t> space) { return own_.reply(space); }
  constexpr outgoing send(std::span<std::uint8_t> space) {
    writer out{space};
    if (aborts_) {
      aborts_ = false;
      station_rules::put_header(out, abort_to_, false);
      put_abort(out, false, abort_id_, abort_reason::segmentation_not_supported);
      return {abort_to_.mac, false, out.ok() ? out.needed() : 0};
    }
    if (auto const first = own_.send(space); first.size != 0) return first;
    if (said_.size != 0) {
      station_rules::put_header(out, said_to_, false);
      out.put(said_.view());
      said_.size = 0;
      return {said_to_.mac, false, out.ok() ? out.needed() : 0};
    }
    auto const slot = open_.to_send();
    if (slot == Slots) return {};
    auto const ticket = static_cast<std::uint8_t>(slot);
    station_rules::put_header(out, open_.with(ticket), true);
    out.put(requests_[slot].view());
    open_.sent(ticket, now_);
    return {open_.with(ticket).mac, true, out.ok() ? out.needed() : 0};
  }

 private:
  constexpr void give_up(std::uint32_t now) {
    for (auto slot = open_.expire(now); slot != Slots; slot = open_.expire(now)) {
      auto const ticket = static_cast<std::uint8_t>(slot);
      user_.failed(ticket, {errc::no_answer, 0, open_.tries(ticket)});
    }
  }

  struct message {
    std::array<std::uint8_t, RequestSize> octets{};
    std::uint16_t size = 0;

    [[nodiscard]] constexpr bytes view() const { return bytes{octets}.first(size); }
  };

  User& user_;
  Own own_;
  transactions<Slots> open_;
  std::array<message, Slots> requests_{};
  message said_;
  peer said_to_;
  peer abort_to_;
  std::uint32_t now_ = 0;
  std::uint8_t abort_id_ = 0;
  bool aborts_ = false;
};

}  // namespace meterproto::bacnet
