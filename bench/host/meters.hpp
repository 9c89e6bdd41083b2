// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/request.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

/// What comes from the line in the benchmarks: answers of the library's virtual meters, the same in every run.
namespace host {

using octets = std::vector<std::uint8_t>;

/// The registers of a Series 4100 whose values are floats, as many as one answer holds: 62 of them.
inline constexpr meterproto::modbus::read float_registers{.address = 256, .quantity = 125};
inline constexpr std::uint8_t unit_id = 1;
inline constexpr std::uint8_t our_station = 0;  // on the MS/TP line
inline constexpr std::size_t values_of_an_ack = 20;

/// A Series 4100 on Modbus, the same on BACnet MS/TP, and a WAGO 879 on the M-Bus, all with one load.
class meters {
 public:
  meters();
  ~meters();
  meters(meters const&) = delete;
  meters& operator=(meters const&) = delete;

  /// A second of a load that changes from second to second.
  void pass_a_second();

  octets modbus_answer(meterproto::modbus::read const& asked);
  octets mbus_answer();       ///< 31 records
  octets mstp_ack();          ///< ReadProperty: the Present_Value of Analog Input 1
  octets mstp_ack_of_many();  ///< ReadPropertyMultiple: those of 20 Analog Inputs

 private:
  struct devices;
  std::unique_ptr<devices> all_;
};

}  // namespace host
