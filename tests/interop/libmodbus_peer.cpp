// SPDX-License-Identifier: MIT
// libmodbus at one end of the line: as the server of the generic device, as a client that asks ours everything that
// libmodbus knows, and as a reader of floats.
#include "pattern.hpp"

#include <modbus.h>

#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <initializer_list>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace interop;

modbus_t* open_line(char const* path, int slave) {
  modbus_t* const line = modbus_new_rtu(path, 19200, 'N', 8, 1);
  if (line == nullptr || modbus_set_slave(line, slave) != 0 || modbus_connect(line) != 0) {
    std::cerr << "libmodbus cannot open " << path << ": " << modbus_strerror(errno) << '\n';
    std::exit(1);
  }
  return line;
}

// ---- server ---------------------------------------------------------------------------------------------------------

int serve(char const* path) {
  auto* const line = open_line(path, unit);
  // modbus_reply() sleeps that long before it refuses a quantity.
  modbus_set_response_timeout(line, 0, 20'000);
  auto* const held = modbus_mapping_new_start_address(
      coils.first, coils.count, discrete_inputs.first, discrete_inputs.count, holding_registers.first,
      holding_registers.count, input_registers.first, input_registers.count);
  if (held == nullptr) return 1;
  auto const fill = [](auto* cells, extent const& at, auto value) {
    for (unsigned i = 0; i != at.count; ++i) cells[i] = value(at.first + i);
  };
  fill(held->tab_bits, coils, coil);
  fill(held->tab_input_bits, discrete_inputs, discrete_input);
  fill(held->tab_registers, holding_registers, holding_register);
  fill(held->tab_input_registers, input_registers, input_register);

  std::cout << "ready" << std::endl;
  std::uint8_t query[MODBUS_MAX_ADU_LENGTH];
  while (true) {
    int const length = modbus_receive(line, query);
    if (length > 0) modbus_reply(line, query, length, held);
    else if (length < 0 && (errno == EIO || errno == EBADF)) return 1;
    else if (length < 0) modbus_flush(line);
  }
}

// ---- client ---------------------------------------------------------------------------------------------------------

class examiner {
 public:
  explicit examiner(char const* path) : line_{open_line(path, unit)} {
    modbus_set_response_timeout(line_, 1, 500'000);
  }
  ~examiner() {
    modbus_close(line_);
    modbus_free(line_);
  }
  examiner(examiner const&) = delete;
  examiner& operator=(examiner const&) = delete;

  int ask_all();

 private:
  void expect(bool good, std::string const& what, std::string const& instead) {
    ++asked_;
    if (good) return;
    ++wrong_;
    std::cout << what << ": " << instead << '\n';
  }
  void expect_done(int got, int wanted, std::string const& what) {
    expect(got == wanted, what,
           got < 0 ? modbus_strerror(errno) : std::to_string(got) + " instead of " + std::to_string(wanted));
  }
  void expect_fault(int got, int fault, std::string const& what) {
    expect(got == -1 && errno == fault, what, got == -1 ? modbus_strerror(errno) : "no error");
  }

  using bit_reader = int (*)(modbus_t*, int, int, std::uint8_t*);
  using register_reader = int (*)(modbus_t*, int, int, std::uint16_t*);

  void bits(bit_reader read, char const* name, unsigned first, unsigned count,
            std::function<bool(unsigned)> const& right) {
    auto const what = std::string{name} + " at " + std::to_string(first) + ", " + std::to_string(count);
    std::vector<std::uint8_t> got(count, 2);
    auto const wanted = static_cast<int>(count);
    expect_done(read(line_, static_cast<int>(first), wanted, got.data()), wanted, what);
    for (unsigned i = 0; i != count; ++i)
      expect(got[i] == (right(first + i) ? 1 : 0), what,
             "bit " + std::to_string(first + i) + " is " + std::to_string(got[i]));
  }
  void registers(register_reader read, char const* name, unsigned first, unsigned count,
                 std::function<std::uint16_t(unsigned)> const& right) {
    auto const what = std::string{name} + " at " + std::to_string(first) + ", " + std::to_string(count);
    std::vector<std::uint16_t> got(count);
    auto const wanted = static_cast<int>(count);
    expect_done(read(line_, static_cast<int>(first), wanted, got.data()), wanted, what);
    for (unsigned i = 0; i != count; ++i)
      expect(got[i] == right(first + i), what,
             "register " + std::to_string(first + i) + " is " + std::to_string(got[i]));
  }

  /// A request that libmodbus would not make, and the exception that it must bring; 0: no answer.
  void raw(char const* what, std::initializer_list<std::uint8_t> head, unsigned exception, std::size_t zeros = 0) {
    std::vector<std::uint8_t> request{head};
    request.resize(request.size() + zeros);
    std::uint8_t answer[MODBUS_MAX_ADU_LENGTH];
    if (modbus_send_raw_request(line_, request.data(), static_cast<int>(request.size())) < 0)
      return expect(false, what, "libmodbus does not send it");
    int const length = modbus_receive_confirmation(line_, answer);
    if (exception == 0) return expect_fault(length, ETIMEDOUT, what);
    expect(length == 5 && answer[0] == unit && answer[1] == (request[1] | 0x80) && answer[2] == exception, what,
           length < 0 ? modbus_strerror(errno)
                      : "another answer: " + std::to_string(answer[1]) + " " + std::to_string(answer[2]));
  }

  void read_all();
  void write_all();
  void be_refused();
  void be_ignored();

  modbus_t* line_;
  unsigned asked_ = 0;
  unsigned wrong_ = 0;
};

void examiner::read_all() {
  bits(modbus_read_bits, "01", coils.first, 2000, coil);
  bits(modbus_read_bits, "01", coils.first + 5U, 13, coil);
  bits(modbus_read_bits, "01", coils.last(), 1, coil);
  bits(modbus_read_input_bits, "02", discrete_inputs.first, 2000, discrete_input);
  bits(modbus_read_input_bits, "02", discrete_inputs.first + 3U, 8, discrete_input);
  bits(modbus_read_input_bits, "02", discrete_inputs.last(), 1, discrete_input);
  registers(modbus_read_registers, "03", holding_registers.first, 125, holding_register);
  registers(modbus_read_registers, "03", holding_registers.last(), 1, holding_register);
  registers(modbus_read_input_registers, "04", input_registers.first, 125, input_register);
  registers(modbus_read_input_registers, "04", input_registers.last() - 1U, 2, input_register);

  std::uint8_t id[MODBUS_MAX_PDU_LENGTH];
  auto const text = std::string{server_text};
  int const length = modbus_report_slave_id(line_, sizeof id, id);
  expect_done(length, static_cast<int>(2 + text.size()), "11");
  expect(length > 2 && id[0] == server_id && id[1] == 0xFF && std::string(id + 2, id + length) == text, "11",
         "another text");
}

void examiner::write_all() {
  int const c = coils.first;
  expect_done(modbus_write_bit(line_, c + 7, new_coil(coils.first + 7U)), 1, "05");
  bits(modbus_read_bits, "01 after 05", coils.first, 20,
       [](unsigned at) { return at == coils.first + 7U ? new_coil(at) : coil(at); });
  expect_done(modbus_write_bit(line_, c + 8, new_coil(coils.first + 8U)), 1, "05");
  bits(modbus_read_bits, "01 after 05", coils.first + 8U, 1, new_coil);

  std::vector<std::uint8_t> many;
  for (unsigned i = 0; i != 1968; ++i) many.push_back(new_coil(coils.first + i));
  expect_done(modbus_write_bits(line_, c, 1968, many.data()), 1968, "0F");
  bits(modbus_read_bits, "01 after 0F", coils.first, 2000,
       [](unsigned at) { return at < coils.first + 1968U ? new_coil(at) : coil(at); });
  std::uint8_t const few[] = {1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1};
  expect_done(modbus_write_bits(line_, c + 101, 11, few), 11, "0F");
  bits(modbus_read_bits, "01 after 0F", coils.first + 90U, 40, [&](unsigned at) {
    auto const i = at - coils.first - 101U;
    return i < 11 ? few[i] == 1 : new_coil(at);
  });

  int const h = holding_registers.first;
  expect_done(modbus_write_register(line_, h + 200, new_register(holding_registers.first + 200U)), 1, "06");
  registers(modbus_read_registers, "03 after 06", holding_registers.first + 199U, 3,
            [](unsigned at) { return at == holding_registers.first + 200U ? new_register(at) : holding_register(at); });
  std::vector<std::uint16_t> words;
  for (unsigned i = 0; i != 123; ++i) words.push_back(new_register(holding_registers.first + i));
  expect_done(modbus_write_registers(line_, h, 123, words.data()), 123, "10");
  registers(modbus_read_registers, "03 after 10", holding_registers.first, 125,
            [](unsigned at) { return at < holding_registers.first + 123U ? new_register(at) : holding_register(at); });

  // V1.1b3, 6.16: 0012 with F2 and 25 becomes 0017
  expect_done(modbus_write_register(line_, h + 210, 0x0012), 1, "06");
  expect_done(modbus_mask_write_register(line_, h + 210, 0x00F2, 0x0025), 1, "16");
  registers(modbus_read_registers, "03 after 16", holding_registers.first + 210U, 1,
            [](unsigned) { return std::uint16_t{0x0017}; });

  // 17 writes first: what it reads has what it wrote
  std::vector<std::uint16_t> source;
  for (unsigned i = 0; i != 121; ++i) source.push_back(static_cast<std::uint16_t>(i * 3));
  std::vector<std::uint16_t> got(125);
  expect_done(modbus_write_and_read_registers(line_, h + 2, 121, source.data(), h, 125, got.data()), 125, "17");
  for (unsigned i = 0; i != 125; ++i) {
    auto const at = holding_registers.first + i;
    auto const right = i >= 2 && i < 123 ? i * 3 - 6 : i < 123 ? new_register(at) : holding_register(at);
    expect(got[i] == right, "17", "register " + std::to_string(at) + " is " + std::to_string(got[i]));
  }
  // 11 17 04 B0: as far as this goes, the second one could be the answer to the first, with its byte count 04
  expect_done(modbus_write_and_read_registers(line_, h + 2, 1, source.data(), h, 2, got.data()), 2, "17 of two");
  expect_done(modbus_write_and_read_registers(line_, h + 2, 1, source.data(), 0x04B0, 2, got.data()), 2, "17 at 04B0");
}

void examiner::be_refused() {
  std::uint8_t bit[4] = {};
  std::uint16_t word[4] = {};
  expect_fault(modbus_read_bits(line_, coils.last(), 2, bit), EMBXILADD, "01 behind the end");
  expect_fault(modbus_read_bits(line_, coils.first - 1, 1, bit), EMBXILADD, "01 before the beginning");
  expect_fault(modbus_read_input_bits(line_, discrete_inputs.behind(), 1, bit), EMBXILADD, "02 behind the end");
  expect_fault(modbus_read_registers(line_, holding_registers.last(), 2, word), EMBXILADD, "03 behind the end");
  expect_fault(modbus_read_registers(line_, 65535, 2, word), EMBXILADD, "03 beyond 65535");
  expect_fault(modbus_read_input_registers(line_, holding_registers.first, 1, word), EMBXILADD,
               "04 of a holding register");
  expect_fault(modbus_write_bit(line_, coils.behind(), 1), EMBXILADD, "05 behind the end");
  expect_fault(modbus_write_register(line_, holding_registers.behind(), 1), EMBXILADD, "06 behind the end");
  expect_fault(modbus_write_bits(line_, coils.last(), 2, bit), EMBXILADD, "0F behind the end");
  expect_fault(modbus_write_registers(line_, holding_registers.last(), 2, word), EMBXILADD, "10 behind the end");
  expect_fault(modbus_mask_write_register(line_, holding_registers.behind(), 0, 0), EMBXILADD, "16 behind the end");
  int const h = holding_registers.first;
  int const last = holding_registers.last();
  expect_fault(modbus_write_and_read_registers(line_, last, 2, word, h, 1, word), EMBXILADD,
               "17 writes behind the end");
  expect_fault(modbus_write_and_read_registers(line_, h + 240, 1, word, last, 2, word), EMBXILADD,
               "17 reads behind the end");
  registers(modbus_read_registers, "03 after refused writes", holding_registers.first + 230U, 20, holding_register);

  // 07 D1 is 2001, 07 B1 is 1969, 3E8 is the first holding register, 10 the first coil, 9C40 the first input register
  raw("01 of 2001", {unit, 0x01, 0x00, 0x10, 0x07, 0xD1}, 3);
  raw("02 of none", {unit, 0x02, 0x0B, 0xB8, 0x00, 0x00}, 3);
  raw("03 of 126", {unit, 0x03, 0x03, 0xE8, 0x00, 0x7E}, 3);
  raw("03 of none, anywhere", {unit, 0x03, 0xFF, 0xFF, 0x00, 0x00}, 3);
  raw("04 of 65535", {unit, 0x04, 0x9C, 0x40, 0xFF, 0xFF}, 3);
  raw("05 with 0001", {unit, 0x05, 0x00, 0x10, 0x00, 0x01}, 3);
  raw("05 with 0001, behind the end", {unit, 0x05, 0xFF, 0x10, 0x00, 0x01}, 3);
  raw("0F of 1969", {unit, 0x0F, 0x00, 0x10, 0x07, 0xB1, 0xF7}, 3, 247);
  raw("0F of 9 in one byte", {unit, 0x0F, 0x00, 0x10, 0x00, 0x09, 0x01}, 3, 1);
  raw("10 of 124 in 123", {unit, 0x10, 0x03, 0xE8, 0x00, 0x7C, 0xF6}, 3, 246);
  raw("10 of 2 in one", {unit, 0x10, 0x03, 0xE8, 0x00, 0x02, 0x02}, 3, 2);
  raw("17 that reads 126", {unit, 0x17, 0x03, 0xE8, 0x00, 0x7E, 0x03, 0xE8, 0x00, 0x01, 0x02}, 3, 2);
  raw("17 that writes none", {unit, 0x17, 0x03, 0xE8, 0x00, 0x01, 0x03, 0xE8, 0x00, 0x00, 0x00}, 3);
  raw("07, which ours has not", {unit, 0x07}, 1);
  raw("08, which ends by silence", {unit, 0x08, 0x00, 0x00, 0x12, 0x34}, 1);
  raw("0B, which ours has not", {unit, 0x0B}, 1);
  raw("14, which ours has not", {unit, 0x14, 0x07, 0x06, 0x00, 0x04, 0x00, 0x01, 0x00, 0x02}, 1);
  raw("41, which no standard has", {unit, 0x41, 0x01, 0x02, 0x03}, 1);
  raw("2B/0D", {unit, 0x2B, 0x0D, 0x00, 0x00}, 1);
  raw("2B/0E with code 05", {unit, 0x2B, 0x0E, 0x05, 0x00}, 3);
  raw("2B/0E, one object that is not there", {unit, 0x2B, 0x0E, 0x04, 0x07}, 2);
}

void examiner::be_ignored() {
  std::uint16_t word[4] = {};
  expect_done(modbus_read_registers(line_, holding_registers.first, 1, word), 1, "03");
  modbus_set_response_timeout(line_, 0, 100'000);
  raw("83, which is an answer", {unit, 0x83, 0x02}, 0);
  modbus_set_slave(line_, other_unit);
  expect_fault(modbus_read_registers(line_, holding_registers.first, 1, word), ETIMEDOUT, "03 of another unit");
  raw("06 to all units", {0, 0x06, 0x04, 0xB0, 0xBE, 0xEF}, 0);
  raw("03 of all units", {0, 0x03, 0x03, 0xE8, 0x00, 0x01}, 0);
  modbus_set_response_timeout(line_, 1, 500'000);
  modbus_set_slave(line_, unit);
  registers(modbus_read_registers, "03 after a broadcast", 0x04B0, 1, [](unsigned) { return std::uint16_t{0xBEEF}; });
}

int examiner::ask_all() {
  read_all();
  write_all();
  be_refused();
  be_ignored();
  std::cout << "libmodbus " << LIBMODBUS_VERSION_STRING << ": " << asked_ << " checks, " << wrong_ << " failed\n";
  return wrong_ == 0 ? 0 : 1;
}

// ---- floats ---------------------------------------------------------------------------------------------------------

/// For each address on standard input a line: address, both registers, the bits of libmodbus's float, its text.
int read_floats(char const* path, int slave) {
  auto* const line = open_line(path, slave);
  modbus_set_response_timeout(line, 1, 500'000);
  for (int address = 0; std::cin >> address;) {
    std::uint16_t pair[2] = {};
    if (modbus_read_registers(line, address, 2, pair) != 2) {
      std::cerr << "03 at " << address << ": " << modbus_strerror(errno) << '\n';
      return 1;
    }
    float const value = modbus_get_float_abcd(pair);
    std::printf("%d %u %u %u %.9g\n", address, unsigned{pair[0]}, unsigned{pair[1]},
                std::bit_cast<std::uint32_t>(value), static_cast<double>(value));
  }
  modbus_close(line);
  modbus_free(line);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  auto const role = std::string{count > 2 ? words[1] : ""};
  if (role == "server") return serve(words[2]);
  if (role == "client") return examiner{words[2]}.ask_all();
  if (role == "floats" && count == 4) return read_floats(words[2], std::atoi(words[3]));
  std::cerr << "libmodbus_peer server PATH | client PATH | floats PATH UNIT\n";
  return 2;
}
