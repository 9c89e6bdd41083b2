// SPDX-License-Identifier: MIT
#include "client.hpp"

#include "decode.hpp"
#include "hex.hpp"

#include <meterproto/modbus/text.hpp>

#include <algorithm>
#include <array>
#include <iomanip>
#include <optional>
#include <ostream>
#include <sstream>
#include <thread>

namespace inspector {

using meterproto::bytes;
using meterproto::errc;
using namespace std::chrono_literals;

namespace {

std::string seconds(std::chrono::milliseconds time) {
  std::ostringstream out;
  if (time.count() % 1000 == 0)
    out << time.count() / 1000 << " s";
  else
    out << time.count() << " ms";
  return out.str();
}

std::string beginning(std::vector<std::uint8_t> const& data) {
  constexpr std::size_t most = 16;
  return spaced_hex(bytes{data}.first(std::min(most, data.size()))) + (data.size() > most ? " ..." : "");
}

}  // namespace

result<modbus::response> client::ask(modbus::request const& asked) {
  std::array<std::uint8_t, modbus::max_frame> space;
  auto const built = build(asked, space);
  if (!built) return built.error();
  std::vector<std::uint8_t> const request(built->begin(), built->end());
  auto const pause = std::chrono::microseconds{modbus::t3_5_us(line_.settings().baud)};

  error last;
  std::vector<std::uint8_t> junk;
  for (unsigned attempt = 0; attempt <= how_.retries; ++attempt) {
    std::this_thread::sleep_for(pause);
    line_.discard();
    framer_.expect(asked, how_.echo ? request.size() : 0);
    trace(true, request, {});
    line_.write(request);
    if (asked.unit == modbus::broadcast) {
      std::this_thread::sleep_for(100ms);  // Serial Line V1.02, 2.4.1: the turnaround delay
      return modbus::response{.unit = modbus::broadcast, .function = asked.function};
    }
    auto until = std::chrono::steady_clock::now() + how_.timeout;
    auto const whole_frame = std::chrono::microseconds{modbus::characters_us(modbus::max_frame, line_.settings().baud)};
    auto const never_later = until + 2 * whole_frame + 200ms;  // a line that babbles on and on is none that answers
    junk.clear();
    std::optional<result<modbus::response>> good;
    auto const take = [&](bytes frame) {
      answer_.assign(frame.begin(), frame.end());
      trace(false, answer_, request);
      auto const answer = parse_response(answer_, asked);
      if (answer || answer.error() == errc::refused)
        good = answer;
      else
        last = answer.error();
    };
    while (!good) {
      if (how_.stop != nullptr && *how_.stop) throw no_answer{"interrupted"};
      auto const left = std::chrono::duration_cast<std::chrono::microseconds>(until - std::chrono::steady_clock::now());
      if (left <= 0us) break;
      std::array<std::uint8_t, modbus::max_frame> chunk;
      auto const count = line_.read(chunk, left);
      if (count == 0) continue;
      junk.insert(junk.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(count));
      // The time is for the first byte; once the answer has begun it is only pauses that count.
      until = std::min(never_later, std::max(until, std::chrono::steady_clock::now() + 20 * pause + 50ms));
      bytes rest{chunk.data(), count};
      while (!good && !rest.empty())
        if (auto const frame = framer_.take(rest); !frame.empty()) take(frame);
    }
    // What lies behind a frame cut short, or has no length of its own, comes out when the line has fallen silent.
    while (!good) {
      auto const frame = framer_.silence();
      if (frame.empty()) break;
      take(frame);
    }
    if (good) return *good;
    if (!junk.empty()) trace(false, junk, request);
  }

  auto const& settings = line_.settings();
  std::ostringstream why;
  bool const tcp = settings.port.starts_with("tcp:");
  std::string const speed = tcp ? settings.port
                                : std::to_string(settings.baud) + " 8" + static_cast<char>(settings.parity) +
                                      std::to_string(settings.stop_bits);
  if (junk.empty()) {
    why << "no answer from unit " << unsigned{asked.unit} << " at " << speed << " within " << seconds(how_.timeout)
        << (how_.retries == 0   ? ""
            : how_.retries == 1 ? ", asked twice"
                                : ", asked " + std::to_string(how_.retries + 1) + " times")
        << (tcp ? ": look at unit id, the device server's serial settings, wiring"
                : ": look at unit id, baud rate, parity, wiring (A and B swapped?)");
  } else {
    frame_input const damaged{junk, false, request};
    auto const hint = advice(damaged);
    why << "unit " << unsigned{asked.unit} << " at " << speed << " sent " << junk.size()
        << (junk.size() == 1 ? " byte" : " bytes") << " that make no good answer (" << beginning(junk) << ")";
    if (last.code != errc::none)
      why << ": " << sentence(last);
    else if (!hint.empty())
      why << ": " << hint;
    else
      why << ": look at baud rate and parity, and whether two devices have this unit id";
    if (junk == request)
      why << (hint.find("echo") == std::string::npos ? "; the line gives back what is sent: try --echo"
                                                     : "; try --echo");
  }
  throw no_answer{why.str()};
}

void client::trace(bool sent, std::vector<std::uint8_t> const& frame, std::vector<std::uint8_t> const& request) const {
  if (how_.trace == nullptr) return;
  auto const now = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began_).count();
  *how_.trace << (sent ? "-> " : "<- ") << std::fixed << std::setprecision(1) << std::setw(8) << now << " ms  "
              << spaced_hex(frame) << "\n";
  print_annotated(*how_.trace, {frame, sent, request}, false);
}

std::string refusal(error const& fault) {
  auto const code = static_cast<modbus::exception>(fault.detail);
  return "the device refuses with exception " + std::to_string(fault.detail) + " (" + std::string{name_of(code)} + ")";
}

void register_store::put(modbus::registers const& read) {
  blocks_[read.address].assign(read.data.begin(), read.data.end());
}

modbus::registers register_store::holding(std::uint16_t first, std::uint16_t count) const {
  for (auto const& [address, data] : blocks_) {
    modbus::registers const block{address, data};
    if (block.find(first, count)) return block;
  }
  return {};
}

result<std::int16_t> register_store::scale(std::uint16_t address) const {
  auto const held = holding(address, 1);
  return held.find(address, 1).transform([](bytes data) {
    return static_cast<std::int16_t>(bits_of(data, modbus::word_order::abcd));
  });
}

modbus::line_costs costs_of(line_settings const& settings) {
  modbus::line_costs costs;
  costs.baud = settings.baud;
  costs.bits = 9U + (settings.parity == parity::none ? 0U : 1U) + settings.stop_bits;
  return costs;
}

std::vector<modbus::read> plan_of(meter const& from, std::vector<point const*> const& points,
                                  modbus::line_costs const& costs) {
  std::vector<modbus::block> wanted;
  for (auto const* one : points) {
    if (!one->readable) continue;
    wanted.push_back({one->row.address, one->row.count});
    if (auto const scale = one->row.scale_register(); scale != 0)
      wanted.push_back({from.scale_addresses[scale - 1], 1});
  }
  std::vector<modbus::read> reads(wanted.size());
  reads.resize(plan_blocks(wanted, from.readable, costs, reads).value_or(0));
  return reads;
}

std::vector<value> read_points(client& with, std::uint8_t unit, meter const& from,
                               std::vector<point const*> const& points) {
  register_store store;
  std::map<std::uint16_t, error> refused;  // by the first register of a point
  auto const fetch = [&](modbus::read const& one) {
    modbus::request asked{.unit = unit, .function = one.function, .address = one.address, .quantity = one.quantity};
    auto const answer = with.ask(asked);
    if (answer) store.put({one.address, answer->data});
    return answer.error();
  };
  for (auto const& one : plan_of(from, points, costs_of(with.on().settings()))) {
    auto const fault = fetch(one);
    if (fault.code == errc::none) continue;
    // One register that this device does not have spoils a read: which one is it?
    modbus::block const whole{one.address, one.quantity};
    auto const singly = [&](std::uint16_t address, std::uint16_t count) {
      if (!whole.holds(address, std::uint32_t{address} + count) || refused.contains(address)) return;
      if (store.holding(address, count).count() != 0) return;
      bool const same_read = count == one.quantity;
      if (auto const again = same_read ? fault : fetch({one.function, address, count}); again.code != errc::none)
        refused[address] = again;
    };
    for (auto const* wanted : points) {
      singly(wanted->row.address, wanted->row.count);
      if (auto const scale = wanted->row.scale_register(); scale != 0) singly(from.scale_addresses[scale - 1], 1);
    }
  }

  std::vector<value> values;
  for (auto const* wanted : points) {
    auto made = value_of(from, *wanted, store.holding(wanted->row.address, wanted->row.count),
                         [&](std::uint16_t address) { return store.scale(address); });
    if (auto const found = refused.find(wanted->row.address); found != refused.end()) made.why = found->second;
    values.push_back(std::move(made));
  }
  return values;
}

}  // namespace inspector
