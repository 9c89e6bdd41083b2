// SPDX-License-Identifier: MIT
// Bytes to and from a meter, on Linux: a serial port, a serial device server over TCP, a pseudo-terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

namespace inspector {

enum class parity : char { none = 'N', even = 'E', odd = 'O' };

/// A device server has settings of its own: over TCP those after the port are only carried along, for the timing.
struct line_settings {
  std::string port;  // path of a serial port or pseudo-terminal, tcp:HOST:PORT or tcp:[::1]:PORT
  unsigned baud = 19200;
  inspector::parity parity = parity::none;
  unsigned stop_bits = 1;
  bool rs485 = false;  // the driver holds RTS while it sends; false leaves the driver as it is
};

/// what() is a whole sentence for a person: what failed, on which port, why, and what to try.
struct line_error : std::runtime_error {
  using runtime_error::runtime_error;
};

/// A sentence where this is no port that could ever be opened; empty where opening it tells.
std::string fault_of_port(std::string const& port);

/// A port in use, so that <termios.h> with its macros B0, ECHO and the like stays out of here.
struct open_port;

/// 8 data bits, raw, no flow control, for one program alone. A moved-from line may only be assigned or destroyed.
class line {
 public:
  explicit line(line_settings const& asked);
  line(line&&) noexcept;
  line& operator=(line&&) noexcept;
  ~line();  // a serial port gets back the settings that it had before

  /// Returns when all bytes have left. Over TCP they have only been handed to the network by then.
  void write(std::span<std::uint8_t const> bytes);
  /// What came, at least one byte, as soon as it is there; 0 after `silence`, and earlier if a signal arrived.
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> bytes, std::chrono::microseconds silence);
  /// Drops what lies unread.
  void discard();

  std::string const& name() const { return name_; }  // "/dev/ttyUSB0 at 19200 8N1", "tcp:host:502"
  line_settings const& settings() const { return settings_; }
  int descriptor() const;

 private:
  friend class pseudo_terminal;
  explicit line(std::unique_ptr<open_port> port);

  line_settings settings_;
  std::string name_;
  std::unique_ptr<open_port> port_;
};

/// The simulated meter's end of a line; clients open path() and come and go without this end noticing.
/// Bytes that no client fetches are lost once 4 KB have piled up, as on a wire where nobody listens.
class pseudo_terminal {
 public:
  pseudo_terminal();
  std::string const& path() const { return side_.settings().port; }
  line& side() { return side_; }

 private:
  line side_;
};

/// The rate in use, 0 if the driver does not tell. Here and below errno has the reason.
unsigned baud_of(int descriptor);
/// Any rate, also those without a B constant; the driver takes the nearest one that it can make: ask baud_of().
bool set_any_baud(int descriptor, unsigned baud);

}  // namespace inspector
