// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/bacnet/transaction.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace test_bacnet_transaction {

using namespace meterproto;
using namespace meterproto::bacnet;

constexpr std::uint8_t reads = 12;
constexpr std::uint8_t writes = 15;

constexpr peer five{5, {}};
constexpr peer six{6, {}};
constexpr peer behind_five{5, network_address{2001, 1, {7}}};
constexpr peer other_behind_five{5, network_address{2001, 1, {8}}};

/// A millisecond to the answer, asked three times, then taken for twenty; ten to the token.
constexpr transaction_settings quick{1000, 2, 20'000, 10'000};

constexpr apdu answer(pdu_type type, std::uint8_t id, std::uint8_t service = 0) {
  apdu made;
  made.type = type;
  made.invoke_id = id;
  made.service = service;
  return made;
}
constexpr apdu ack(std::uint8_t id, std::uint8_t service = reads) {
  return answer(pdu_type::complex_ack, id, service);
}
constexpr apdu abort(std::uint8_t id, bool from_server) {
  auto made = answer(pdu_type::abort, id);
  made.from_server = from_server;
  return made;
}

template <std::size_t Count = 4>
struct asking : transactions<Count> {
  constexpr explicit asking(transaction_settings const& set = quick) : transactions<Count>{set} {}

  /// Opened and handed to the line; its slot.
  constexpr std::uint8_t ask(peer const& with, std::uint32_t now = 0, std::uint8_t service = reads) {
    auto const slot = this->open(with, service, now);
    this->sent(*slot, now);
    return *slot;
  }
  constexpr bool refuses(peer const& from, apdu const& came) {
    return this->match(from, came).error() == errc::other_peer;
  }
  constexpr bool takes(peer const& from, apdu const& came, std::uint8_t as) {
    return this->match(from, came) == result<std::uint8_t>{as};
  }
};

// ---- who they are ----

CASE("A transaction is open until it is closed", [] {
  asking it;
  auto const slot = it.open(five, reads, 0);
  bool const before = it.is_open(*slot) && it.with(*slot) == five && it.invoke_id(*slot) == 0 && it.tries(*slot) == 0;
  it.sent(*slot, 0);
  bool const under_way = it.is_open(*slot) && it.tries(*slot) == 1;
  it.close(*slot);
  return before && under_way && !it.is_open(*slot);
}());
CASE("Four at once, to one device and to several; the fifth is one too many", [] {
  asking it;
  for (std::uint8_t n = 0; n != 4; ++n)
    if (it.ask(n % 2 == 0 ? five : six) != n || it.invoke_id(n) != n) return false;
  auto const fifth = it.open(six, reads, 0);
  it.close(2);
  return fifth.error() == error{errc::too_many, 0, 4} && it.open(six, reads, 0) == result<std::uint8_t>{2};
}());

// ---- "an invoke ID ... unique for all outstanding confirmed request APDUs": clause 5.4 and 20.1.2.6 ----

CASE("Behind 256 requests the id of one that is still alive is passed over", [] {
  asking it;
  it.ask(five);  // id 0
  for (unsigned n = 1; n != 256; ++n) {
    auto const slot = it.ask(five);
    if (it.invoke_id(slot) != n) return false;
    it.close(slot);
  }
  auto const next = it.ask(five);
  return it.invoke_id(0) == 0 && it.is_open(0) && it.invoke_id(next) == 1;
}());
CASE("Two devices may have the same id, and their answers are told apart", [] {
  asking it;
  it.ask(five, 0);
  for (unsigned n = 1; n != 256; ++n) it.close(it.ask(six, 0));
  auto const slot = it.ask(six, 0);
  return it.invoke_id(slot) == 0 && slot == 1 && it.takes(five, ack(0), 0) && it.takes(six, ack(0), 1);
}());
CASE("An id that was given up lingers for one to two periods, over 256 others too", [] {
  asking it;
  it.abandon(it.ask(five, 100));  // id 0; periods end at 20100 and 40100
  for (unsigned n = 1; n != 256; ++n) it.close(it.ask(five, 200));
  bool const first = it.invoke_id(it.ask(five, 20'099)) == 1;
  asking other;
  other.abandon(other.ask(five, 100));
  for (unsigned n = 1; n != 256; ++n) other.close(other.ask(five, 200));
  other.close(other.ask(five, 20'100));
  for (unsigned n = 2; n != 256; ++n) other.close(other.ask(five, 40'099));
  bool const second = other.invoke_id(other.ask(five, 40'099)) == 1;
  asking later;
  later.abandon(later.ask(five, 100));
  for (unsigned n = 1; n != 256; ++n) later.close(later.ask(five, 20'100));
  return first && second && later.invoke_id(later.ask(five, 40'100)) == 0;
}());
CASE("What lingers takes no slot", [] {
  asking<1> it;
  it.abandon(it.ask(five, 0));
  return it.open(six, reads, 1).has_value();
}());
CASE("256 that were given up leave no id; a period later there are some", [] {
  asking<1> it;
  for (unsigned n = 0; n != 256; ++n) it.abandon(it.ask(five, 0));
  bool const none = it.open(five, reads, 19'999).error() == error{errc::too_many, 0, 256} &&
                    it.open(five, reads, 20'000).error() == error{errc::too_many, 0, 256};
  return none && it.open(five, reads, 40'000).has_value();
}());
CASE("What was never sent leaves nothing behind", [] {
  asking<1> it;
  it.abandon(*it.open(five, reads, 0));
  return it.open(five, reads, 1).has_value();
}());

// ---- who is meant ----

CASE("Peer, id and service name the transaction", [] {
  asking it;
  it.ask(five);
  it.ask(six, 0, writes);
  return it.takes(five, ack(0), 0) && it.takes(six, answer(pdu_type::simple_ack, 1, writes), 1) &&
         it.refuses(six, ack(0)) && it.refuses(five, ack(1, writes)) && it.refuses(five, ack(2)) &&
         it.refuses(five, ack(0, writes)) && it.refuses(five, answer(pdu_type::error, 0, writes)) &&
         it.takes(five, answer(pdu_type::error, 0, reads), 0) && it.is_open(0);
}());
CASE("A reject and an abort name no service", [] {
  asking it;
  it.ask(five);
  return it.takes(five, answer(pdu_type::reject, 0), 0) && it.takes(five, abort(0, true), 0);
}());
CASE("An abort of a client (SRV 0: clause 20.1.9) ends a transaction of its own, which may have the same id", [] {
  asking it;
  it.ask(five);
  return it.refuses(five, abort(0, false)) && it.is_open(0);
}());
CASE("What ends no transaction belongs to none", [] {
  asking it;
  it.ask(five);
  return it.refuses(five, answer(pdu_type::segment_ack, 0, reads)) &&
         it.refuses(five, answer(pdu_type::confirmed_request, 0, reads)) &&
         it.refuses(five, answer(pdu_type::unconfirmed_request, 0, reads));
}());
CASE("A station behind a router is not the router, nor its neighbour there", [] {
  asking it;
  it.ask(behind_five);
  return it.refuses(five, ack(0)) && it.refuses(other_behind_five, ack(0)) && it.takes(behind_five, ack(0), 0);
}());
CASE("Nothing can answer what has not been sent", [] {
  asking it;
  (void)it.open(five, reads, 0);
  return it.refuses(five, ack(0)) && it.is_open(0);
}());
CASE("The refusal names the id, and is no late answer", [] {
  asking it;
  return it.match(five, ack(9)).error() == error{errc::other_peer, 0, 9} && it.late_answers() == 0;
}());

CASE("By itself: three seconds, two repetitions", [] {
  asking<1> it{{}};
  it.ask(five, 0);
  std::uint32_t now = 0;
  for (int i = 0; i != 2; ++i) {
    now += 3'000'000;
    if (it.expire(now - 1) != 1 || it.to_send() != 1 || it.expire(now) != 1 || it.to_send() != 0) return false;
    it.sent(0, now);
  }
  return it.expire(now + 2'999'999) == 1 && it.expire(now + 3'000'000) == 0 && it.tries(0) == 3;
}());

// ---- time: "Tout", "Number_Of_APDU_Retries" ----

CASE("Asked three times, each after its time, then given up", [] {
  asking it;
  it.ask(five, 0);
  std::uint32_t now = 0;
  for (std::uint8_t tries = 1; tries != 3; ++tries) {
    now += 1000;
    if (it.expire(now - 1) != 4 || it.to_send() != 4) return false;  // not yet
    if (it.expire(now) != 4 || it.to_send() != 0 || it.tries(0) != tries) return false;
    it.sent(0, now);
  }
  now += 1000;
  bool const waits = it.expire(now - 1) == 4 && it.is_open(0);
  return waits && it.expire(now) == 0 && !it.is_open(0) && it.tries(0) == 3 && it.expire(now) == 4;
}());
CASE("Without retries it is given up at once", [] {
  asking it{{1000, 0, 20'000}};
  it.ask(five, 0);
  return it.expire(999) == 4 && it.expire(1000) == 0 && it.to_send() == 4;
}());
CASE("Several may be over at the same time; each is told", [] {
  asking it{{1000, 0, 20'000}};
  it.ask(five, 0);
  it.ask(six, 0);
  it.ask(six, 1);
  return it.expire(1000) == 0 && it.expire(1000) == 1 && it.expire(1000) == 4 && it.expire(1001) == 2;
}());
CASE("The time counts from the sending, not from the opening", [] {
  asking it;
  (void)it.open(five, reads, 0);
  bool const waits_for_the_line = it.expire(5000) == 4 && it.to_send() == 0 && it.deadline(9000) == 9000 &&
                                  it.deadline(11'000) == 10'000;
  it.sent(0, 5000);
  return waits_for_the_line && it.deadline(9000) == 6000;
}());
CASE("What the token never comes for is given up, and leaves nothing behind", [] {
  asking<1> it;
  (void)it.open(five, reads, 300);
  bool const waits = it.expire(10'299) == 1 && it.is_open(0);
  return waits && it.expire(10'300) == 0 && !it.is_open(0) && it.tries(0) == 0 && it.expire(10'300) == 1 &&
         it.refuses(five, ack(0)) && it.late_answers() == 0;
}());
CASE("Also before its repetition: it waits from when the answer was late", [] {
  asking<1> it;
  it.ask(five, 0);
  bool const again = it.expire(1500) == 1 && it.to_send() == 0 && it.deadline(20'000) == 11'500;
  return again && it.expire(11'499) == 1 && it.expire(11'500) == 0 && it.tries(0) == 1 && it.refuses(five, ack(0)) &&
         it.late_answers() == 1;
}());
CASE("By itself: two minutes", [] {
  asking<1> it{{}};
  (void)it.open(five, reads, 0);
  return it.expire(119'999'999) == 1 && it.expire(120'000'000) == 0;
}());
CASE("A first answer that overtakes the repetition counts", [] {
  asking it;
  it.ask(five, 0);
  (void)it.expire(1000);
  return it.to_send() == 0 && it.takes(five, ack(0), 0);
}());
CASE("A late answer is refused and counted", [] {
  asking<1> it{{1000, 0, 20'000}};
  it.ask(five, 0);
  (void)it.expire(1000);
  return it.refuses(five, ack(0)) && it.late_answers() == 1 && it.refuses(five, ack(1)) && it.late_answers() == 1;
}());
CASE("To one that was abandoned too", [] {
  asking<1> it;
  it.abandon(it.ask(five, 0));
  return !it.is_open(0) && it.expire(5000) == 1 && it.refuses(five, ack(0)) && it.late_answers() == 1;
}());
CASE("The first deadline is the next one; without any, the other's", [] {
  asking it;
  bool const none = it.deadline(77) == 77;
  it.ask(five, 300);
  it.ask(six, 200);
  it.ask(six, 400);
  return none && it.deadline(5000) == 1200 && it.deadline(1100) == 1100;
}());
CASE("Times go over 2^32 us", [] {
  constexpr std::uint32_t late = 0xFFFF'FF00;  // 256 us before
  asking<1> it;
  it.ask(five, late);
  bool const due = it.deadline(late + 5000) == 744 && it.deadline(late + 100) == late + 100;
  bool const waits = it.expire(0xFFFF'FFFF) == 1 && it.expire(743) == 1 && it.to_send() == 1;
  (void)it.expire(744);
  bool const again = it.to_send() == 0;
  it.abandon(0);
  return due && waits && again && it.open(five, reads, 745).has_value();
}());

// ---- order ----

CASE("In turn: what is opened again and again does not hold up the others", [] {
  asking it;
  for (unsigned n = 0; n != 3; ++n) (void)it.open(five, reads, 0);
  std::array<std::size_t, 6> order{};
  for (auto& slot : order) {
    slot = it.to_send();
    it.sent(static_cast<std::uint8_t>(slot), 0);
    if (slot != 0) continue;
    it.close(0);
    (void)it.open(five, reads, 0);
  }
  return order == std::array<std::size_t, 6>{0, 1, 2, 0, 0, 0};
}());
CASE("A repetition takes its turn behind those that wait longer", [] {
  asking it{{1000, 9, 20'000}};
  it.ask(five, 0);
  it.ask(five, 0);
  (void)it.open(five, reads, 0);
  (void)it.expire(1000);
  std::array<std::size_t, 3> order{};
  for (auto& slot : order) {
    slot = it.to_send();
    it.sent(static_cast<std::uint8_t>(slot), 1000);
  }
  return order == std::array<std::size_t, 3>{2, 0, 1} && it.to_send() == 4;
}());

}  // namespace test_bacnet_transaction
