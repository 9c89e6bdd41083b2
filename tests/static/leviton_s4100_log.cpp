// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4100_log.hpp>

#include "../check.hpp"
#include "../reply.hpp"

#include <array>
#include <cstdint>

namespace test_leviton_s4100_log {

using namespace meterproto;
using namespace meterproto::leviton_s4100_log;
using leviton_s4100::log_state;

using tests::reply;

// Registers 158 to 163: page, configuration, status, wraps or lost, days, entries (EM3555 manual p. 32-33)
constexpr log_status status(std::uint16_t config, std::uint16_t state, std::uint16_t wraps_or_lost,
                            std::uint16_t entries) {
  return status_of(reply{157, {0, config, state, wraps_or_lost, 60, entries}}).value_or({});
}
CASE("One read brings the status: 158 to 163",
     status_read == modbus::read{modbus::function::read_holding_registers, 157, 6});
CASE("Each register stands in its place", [] {
  auto const now = status_of(reply{157, {3, 2, 0x0021, 4, 60, 1234}});
  return now && now->page == 3 && now->config == 2 && now->state.bits() == 0x21 && now->wraps_or_lost == 4 &&
         now->max_days == 60 && now->entries == 1234;
}());
CASE("Five registers are no status",
     status_of(reply{157, {0, 0, 0, 0, 0}}).error() == error{errc::not_in_reply, 0, 157});
CASE("In a longer read it is found", status_of(reply{154, {1, 2, 3, 5, 0, 0, 0, 60, 7}})->page == 5);

// How many entries there are
CASE("Circular and not yet full: as many as were counted", status(0, 0, 0, 1234).available() == 1234 &&
                                                               status(0, 0, 0, 0).available() == 0 &&
                                                               status(0, 0, 0, 5759).available() == 5759);
CASE("Circular and once wrapped: all 5760, however few were counted since",
     status(0, 0, 1, 0).available() == 5760 && status(0, 0, 7, 1234).available() == 5760);
CASE("Single shot and not yet full: as many as were counted", status(1, 0, 0, 1234).available() == 1234 &&
                                                                  !status(0, 0, 0, 0).single_shot() &&
                                                                  status(1, 0, 0, 0).single_shot());
CASE("Single shot and full: all 5760, also while entries are being lost",
     status(1, 1, 0, 5760).available() == 5760 && status(1, 1, 40, 5760).available() == 5760 &&
         status(1, 1, 0, 0).available() == 5760);
CASE("Halting makes no difference: bit 1 of 159", status(2, 0, 0, 1234).available() == 1234 &&
                                                      !status(2, 0, 0, 0).single_shot() &&
                                                      status(3, 0, 0, 0).single_shot());
CASE("More than a buffer holds is never there",
     status(0, 0, 0, 5761).available() == 5760 && status(1, 0, 0, 32767).available() == 5760);
CASE("In single shot, a count of lost entries is no wrap", status(1, 0, 3, 100).available() == 100);

// Paging: "At most 125 per request": 47 requests
CASE("A buffer is 5760 entries, and there are ten", entries_per_buffer == 5760 && buffers == 10);
constexpr auto full = status(0, 0, 1, 10);
constexpr unsigned reads_of(buffer_reader paging, std::uint16_t first_address, unsigned entries) {
  std::array<std::uint8_t, 250> content{};
  unsigned reads = 0;
  for (unsigned position = 0; !paging.done(); ++reads) {
    auto const wanted = paging.next();
    auto const left = entries - position;
    if (paging.position() != position || wanted.address != first_address + position ||
        wanted.quantity != (left > 125 ? 125 : left))
      return 0;
    auto const came = paging.take({wanted.address, bytes{content}.first(2U * wanted.quantity)});
    if (!came || came->size() != 2U * wanted.quantity) return 0;
    position += wanted.quantity;
  }
  return paging.position() == entries ? reads : 0;
}
CASE("5760 entries are 47 reads from register 8000, which is 7999 on the wire",
     reads_of(buffer_reader{first_entry::at_8000, full}, 7999, 5760) == 47);
CASE("Or from register 8001: the caller says", reads_of(buffer_reader{first_entry::at_8001, full}, 8000, 5760) == 47);
CASE("125 entries are one read, 126 two, 1 one",
     reads_of(buffer_reader{first_entry::at_8000, status(0, 0, 0, 125)}, 7999, 125) == 1 &&
         reads_of(buffer_reader{first_entry::at_8000, status(0, 0, 0, 126)}, 7999, 126) == 2 &&
         reads_of(buffer_reader{first_entry::at_8000, status(0, 0, 0, 1)}, 7999, 1) == 1);
CASE("The last read of all ends at 13759, or at 13760", [] {
  for (auto const where : {first_entry::at_8000, first_entry::at_8001}) {
    buffer_reader paging{where, full};
    std::array<std::uint8_t, 250> content{};
    while (paging.position() != 5750)
      if (!paging.take({paging.next().address, content})) return false;
    auto const last = paging.next();
    if (last.quantity != 10 || last.address + last.quantity != (where == first_entry::at_8000 ? 13759 : 13760))
      return false;
  }
  return true;
}());
CASE("An empty buffer needs no read", buffer_reader{first_entry::at_8000, status(0, 0, 0, 0)}.done());
CASE("The entries come as they lie: newest first, 8000 among them", [] {
  buffer_reader paging{first_entry::at_8000, status(0, 0, 0, 2)};
  reply const two{7999, {0x1234, 0x8000}};
  auto const came = paging.take(two);
  return came && (*came)[0] == 0x12 && (*came)[1] == 0x34 && (*came)[2] == 0x80 && paging.done();
}());
CASE("Other registers bring nothing and do not turn the page", [] {
  buffer_reader paging{first_entry::at_8001, status(0, 0, 0, 2)};
  reply const other{7999, {0x1234, 0x5678}};
  return paging.take(other).error() == error{errc::not_in_reply, 0, 8000} && paging.position() == 0 && !paging.done();
}());
CASE("Of a longer reply it takes its part", [] {
  buffer_reader paging{first_entry::at_8000, status(0, 0, 0, 2)};
  reply const more{7998, {9, 0x1234, 0x5678, 9}};
  auto const came = paging.take(more);
  return came && came->size() == 4 && (*came)[0] == 0x12 && paging.done();
}());

// "One missed write is held in RAM and written at the next interval": bit 2 says so, and the counters move
constexpr buffer_reader reading{first_entry::at_8000, status(0, 0, 1, 100)};
CASE("As long as nothing was written, nothing moved", !reading.moved(status(0, 0, 1, 100)));
CASE("The first collision is held back and moves nothing", !reading.moved(status(0, 0x0002, 1, 100)));
CASE("The second moves the buffer",
     reading.moved(status(0, 0x0006, 1, 100)) && reading.moved(status(0, 0x0004, 1, 100)));
CASE("So does an entry more, or a wrap",
     reading.moved(status(0, 0, 1, 101)) && reading.moved(status(0, 0, 2, 100)) && reading.moved(status(0, 0, 2, 0)));
CASE("A clock that was set moves nothing", !reading.moved(status(0, 0x0020, 1, 100)));
CASE("A reset of the log empties it", reading.moved(status(0, 0x0008, 0, 0)));
// In single shot register 161 counts entries that were lost, not written: nothing moves in a full buffer.
constexpr buffer_reader of_full_single_shot{first_entry::at_8000, status(1, 1, 3, 5760)};
CASE("In single shot a lost entry moves nothing", !of_full_single_shot.moved(status(1, 1, 4, 5760)));
constexpr buffer_reader after_a_collision{first_entry::at_8000, status(0, 0x0004, 1, 100)};
CASE("A collision of an earlier reading moves nothing", !after_a_collision.moved(status(0, 0x0004, 1, 100)));

// Showing a buffer: register 158
constexpr bool sends(result<modbus::write> const& made, std::array<std::uint8_t, 8> const& expected) {
  std::array<std::uint8_t, 8> space{};
  return made && modbus::build(made->to(1), space).has_value() && space == expected;
}
CASE("Buffer 10 is shown", sends(show(10), {0x01, 0x06, 0x00, 0x9D, 0x00, 0x0A, 0x98, 0x23}));
CASE("0 resumes logging", sends(show(0), {0x01, 0x06, 0x00, 0x9D, 0x00, 0x00, 0x18, 0x24}));
CASE("There is no buffer 11", show(11).error() == errc::out_of_range && show(65536).error() == errc::out_of_range);

// Time: 1F0C is 31 December, 1718 is 23 h of 2024 (meter_facts.md, section 14)
CASE("1F0C 1718 3B05 is 31 December 2024, 23:05:59",
     log_time::from(0x1F0C, 0x1718, 0x3B05) == result<log_time>{log_time{2024, 12, 31, 23, 5, 59}});
CASE("After a power loss it is 1 January 2000, 0 h",
     log_time::from(0x0101, 0x0000, 0x0000) == result<log_time>{log_time{}});
CASE("The registers of a time are those that it came from",
     log_time{2024, 12, 31, 23, 5, 59}.registers() == std::array<std::uint16_t, 3>{0x1F0C, 0x1718, 0x3B05} &&
         log_time{}.registers() == std::array<std::uint16_t, 3>{0x0101, 0x0000, 0x0000});
CASE("The smallest and the largest of each byte: day 1-31, month 1-12, hour 0-23, year 0-199, second 0-59, minute 0-59",
     log_time::from(0x1F0C, 0x17C7, 0x3B3B) == result<log_time>{log_time{2199, 12, 31, 23, 59, 59}} &&
         log_time{2199, 12, 31, 23, 59, 59}.registers()[1] == 0x17C7);
CASE("The clock is set by one write of 155 to 157", [] {
  constexpr std::array<std::uint8_t, 15> expected{0x01, 0x10, 0x00, 0x9A, 0x00, 0x03, 0x06, 0x1F,
                                                  0x0C, 0x17, 0x18, 0x3B, 0x05, 0x84, 0x33};
  std::array<std::uint8_t, 15> space{};
  log_time wanted{2024, 12, 31, 23, 5, 59};
  auto made = set_clock(wanted);
  return made && modbus::build(made->to(1), space).has_value() && space == expected;
}());
constexpr bool sets_none(log_time to) {
  auto made = set_clock(to);
  return made.error() == errc::out_of_range;
}
CASE("It takes no time that the manual does not print", sets_none({2024, 13, 1, 0, 0, 0}) &&
                                                            sets_none({2200, 1, 1, 0, 0, 0}) &&
                                                            sets_none({2024, 1, 1, 24, 0, 0}));
constexpr bool illegal(std::uint16_t day_month, std::uint16_t hour_year, std::uint16_t second_minute) {
  return log_time::from(day_month, hour_year, second_minute).error() == errc::bad_value;
}
CASE("Day 0 and 32, month 0 and 13 are none",
     illegal(0x0001, 0, 0) && illegal(0x2001, 0, 0) && illegal(0x0100, 0, 0) && illegal(0x010D, 0, 0));
CASE("Hour 24 and year 200 are none",
     illegal(0x0101, 0x1800, 0) && illegal(0x0101, 0x00C8, 0) && illegal(0x0101, 0x00FF, 0));
CASE("Second 60 and minute 60 are none", illegal(0x0101, 0, 0x3C00) && illegal(0x0101, 0, 0x003C));
CASE("8000, \"no entry\", is no time", illegal(0x8000, 0x8000, 0x8000));
CASE("The error says which of the three, and what it holds",
     log_time::from(0x2001, 0, 0).error() == error{errc::bad_value, 0, 0x2001} &&
         log_time::from(0x0101, 0x1800, 0).error() == error{errc::bad_value, 1, 0x1800} &&
         log_time::from(0x0101, 0x00C8, 0).error() == error{errc::bad_value, 1, 0x00C8} &&
         log_time::from(0x0101, 0, 0x3C00).error() == error{errc::bad_value, 2, 0x3C00} &&
         log_time::from(0x0101, 0, 0x003C).error() == error{errc::bad_value, 2, 0x003C} &&
         log_time::from(0x010D, 0x1800, 0x3C00).error() == error{errc::bad_value, 0, 0x010D});
CASE("A year behind 2199 is 2000", [] {
  log_time last;
  last.day = 31;
  last.month = 12;
  last.year = 2199;
  last.hour = 23;
  auto const next = last.after(3'600);
  return next.year == 2000 && next.month == 1 && next.day == 1 && next.hour == 0;
}());

}  // namespace test_leviton_s4100_log
