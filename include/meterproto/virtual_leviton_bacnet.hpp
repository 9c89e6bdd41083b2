// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/server.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>
#include <meterproto/leviton_s4100_bacnet_words.hpp>
#include <meterproto/virtual_leviton_trend_log.hpp>
#include <meterproto/virtual_meter.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// A Leviton Series 4100 on BACnet that is not there: a device for bacnet::server with all objects and properties of
/// the manual, its settings, command words, clock and trend logs. Source: as leviton_s4100_bacnet.hpp; for the
/// properties of a trend log ANSI/ASHRAE 135-2004 clause 12.25. Decided here, as no manual says it: how long a write
/// takes to settle, that Object_Name cannot be written (the table says R, the PICS that it can), that
/// ReinitializeDevice is executed, that a password is passed over, and that a setting that the meter keeps as a whole
/// number takes no fraction.
namespace meterproto::virtual_leviton_bacnet {

namespace s4100 = leviton_s4100_bacnet;
using bacnet::access_error, bacnet::error_class, bacnet::error_code, bacnet::object_id, bacnet::object_type,
    bacnet::outcome, bacnet::property, bacnet::tag_writer;

using virtual_leviton_trend_log::log_entry, virtual_leviton_trend_log::logs, virtual_leviton_trend_log::records_per_log,
    virtual_leviton_trend_log::trend_logs, virtual_leviton_trend_log::date_time_of,
    virtual_leviton_trend_log::seconds_of;

inline constexpr std::uint32_t qnan = 0x7FC0'0000;

class device {
 public:
  /// `log`: logs * records_per_log entries, or empty for a meter without trend logs, whose Output_Config says so.
  /// `settling_ms`: how long a write takes until it can be read back.
  constexpr device(virtual_meter::settings const& set, virtual_meter::choices const& chosen, std::uint32_t instance,
                   std::string_view serial, std::span<log_entry> log = {}, std::uint32_t settling_ms = 1500)
      : meter_{set, chosen},
        logs_{log},
        serial_{serial},
        settling_ms_{settling_ms},
        instance_{instance},
        has_logs_{log.size() == logs * records_per_log} {
    wanted_.meter = meter_.set();
    for (char const letter : std::string_view{"Installed location not yet identified"})
      location_[location_size_++] = static_cast<std::uint8_t>(letter);
  }

  // ---- the meter's side ----

  constexpr void take(virtual_meter::instant const& now, std::uint32_t ms) {
    while (true) {
      // Up to the end of the interval, or to where a write settles, which may begin another one.
      auto const interval = meter_.set().demand.length_ms();
      auto part = ms;
      if (settles_in_ms_ != 0 && settles_in_ms_ < part) part = settles_in_ms_;
      if (interval != 0 && interval - since_record_ms_ < part) part = interval - since_record_ms_;
      since_record_ms_ += part;
      bool const ends = interval != 0 && since_record_ms_ == interval;
      if (ends) since_record_ms_ = 0;
      pass(now, part);
      if (ends) record();
      ms -= part;
      if (ms == 0) return;
    }
  }
  constexpr void take(virtual_meter::inputs const& seen, std::uint32_t ms) {
    take(virtual_meter::instant_of(seen, meter_.set().wiring), ms);
  }
  [[nodiscard]] constexpr virtual_meter::meter const& meter() const { return meter_; }
  /// Max_Master, which the node on the line is to keep to.
  [[nodiscard]] constexpr std::uint8_t max_master() const { return max_master_; }
  constexpr void limit_masters(std::uint8_t highest) { max_master_ = highest; }

  // ---- the device of bacnet::server ----

  [[nodiscard]] constexpr std::uint32_t instance() const { return instance_; }
  [[nodiscard]] static constexpr std::uint16_t vendor() { return s4100::vendor; }
  [[nodiscard]] constexpr bool silenced() const { return silenced_; }
  [[nodiscard]] constexpr bool offers(bacnet::confirmed_service service) const {
    using enum bacnet::confirmed_service;
    return service == read_property || service == read_property_multiple || service == write_property ||
           service == device_communication_control || service == reinitialize_device ||
           (service == read_range && has_logs_);
  }
  [[nodiscard]] constexpr maybe<object_id> object(std::size_t n) const {
    if (n >= objects()) return {};
    auto made = s4100::objects[n].object;
    if (made.type == object_type::device) made.instance = instance_;
    return made;
  }
  /// Valid until the next call.
  [[nodiscard]] constexpr bacnet::character_string name(object_id const& of) {
    auto const* const row = find(of);
    if (row == nullptr) return {};
    text_size_ = 0;
    if (of.type == object_type::device) {
      add("Leviton S4100 Series Energy Meter - S/N: ");
      add(serial_);
    } else if (of.type == object_type::trend_log) {
      add("Trend_Log_");
      text_[text_size_++] = static_cast<std::uint8_t>('0' + of.instance);
    } else {
      add(row->name);
    }
    return text();
  }
  [[nodiscard]] constexpr maybe<property> listed(object_id const& of, property which, std::size_t n) const {
    if (find(of) == nullptr) return {};
    auto const all = s4100::properties_of(of.type);
    for (auto const& one : all) {
      if (which != property::all && (which == property::optional) != s4100::is_optional(of.type, one)) continue;
      if (n == 0) return one;
      --n;
    }
    return {};
  }
  constexpr outcome read(bacnet::property_reference const& of, tag_writer& out) {
    auto const* const row = find(of.object);
    if (row == nullptr) return access_error{error_class::object, error_code::unknown_object};
    bool known = false;
    for (auto const one : s4100::properties_of(of.object.type)) known = known || one == of.what;
    if (!known) return access_error{error_class::property, error_code::unknown_property};
    if (of.what == property::log_buffer) return access_error{error_class::property, error_code::read_access_denied};
    if (of.what == property::object_list) return read_object_list(of.index, out);
    if (of.index) return access_error{error_class::property, error_code::property_is_not_an_array};
    switch (of.what) {
      case property::object_identifier: out.object(of.object); return {};
      case property::object_name: out.characters(name(of.object)); return {};
      case property::object_type: out.enumerated(static_cast<std::uint32_t>(of.object.type)); return {};
      case property::event_state: out.enumerated(0); return {};  // normal
      case property::description: out.characters(description(of.object)); return {};
      default: break;
    }
    if (of.object.type == object_type::device)
      read_device(of.what, out);
    else if (of.object.type == object_type::trend_log)
      read_log(of.what, of.object.instance - 1, out);
    else
      read_point(*row, of.what, out);
    return {};
  }
  constexpr outcome write(bacnet::property_reference const& of, bytes value, maybe<std::uint8_t>) {
    auto const* const row = find(of.object);
    if (row == nullptr) return access_error{error_class::object, error_code::unknown_object};
    bool known = false;
    for (auto const one : s4100::properties_of(of.object.type)) known = known || one == of.what;
    if (!known) return access_error{error_class::property, error_code::unknown_property};
    if (of.index) return access_error{error_class::property, error_code::property_is_not_an_array};
    bacnet::tag_reader in{value};
    if (of.object.type == object_type::device) return write_device(of.what, in);
    if (of.object.type == object_type::trend_log) return write_log(of.what, of.object.instance - 1, in);
    if (of.object.type != object_type::analog_value || of.what != property::present_value) return denied();
    auto const number = std::bit_cast<float>(in.application(&bacnet::element::as_real_bits));
    if (in.end().code != errc::none) return wrong_type();
    return write_setting(of.object.instance, number);
  }
  constexpr outcome read_range(bacnet::read_range const& wanted, bacnet::read_range_ack& ack, tag_writer& out) const {
    if (find(wanted.of.object) == nullptr) return access_error{error_class::object, error_code::unknown_object};
    if (wanted.of.object.type != object_type::trend_log || wanted.of.what != property::log_buffer)
      return access_error{error_class::services, error_code::optional_functionality_not_supported};
    if (wanted.of.index) return access_error{error_class::property, error_code::property_is_not_an_array};
    auto const size = logs_.count();
    // The items asked for as positions first to last, both included.
    std::int64_t first = 1;
    std::int64_t last = size;
    bool const by_sequence = wanted.range && wanted.range->by == bacnet::range_by::sequence;
    if (wanted.range) {
      if (wanted.range->by == bacnet::range_by::time)  // the sister model knows positions and sequence numbers only
        return access_error{error_class::services, error_code::optional_functionality_not_supported};
      auto const oldest = std::int64_t{logs_.total()} - size + 1;  // its sequence number
      auto const from = std::int64_t{wanted.range->reference} - (by_sequence ? oldest - 1 : 0);
      first = last = from;
      (wanted.range->count > 0 ? last : first) +=
          wanted.range->count > 0 ? wanted.range->count - 1 : wanted.range->count + 1;
      bool const is_there = from >= 1 && from <= size;
      if (!is_there) last = first - 1;
      if (first < 1) first = 1;
      if (last > size) last = size;
    }
    if (first > last) return {};  // nothing: no flags, no items
    // About 460 octets of items leave room for the rest of the answer.
    auto const most = std::int64_t{20};
    bool const backwards = wanted.range && wanted.range->count < 0;
    ack.more = last - first + 1 > most;
    if (ack.more) (backwards ? first : last) = backwards ? last - most + 1 : first + most - 1;
    ack.first = first == 1;
    ack.last = last == size;
    ack.count = static_cast<std::uint32_t>(last - first + 1);
    if (by_sequence) ack.first_sequence = static_cast<std::uint32_t>(logs_.total() - size + first);
    for (auto position = first; position <= last; ++position)
      put(logs_.at(wanted.of.object.instance - 1, static_cast<std::uint32_t>(position)), out);
    return {};
  }
  constexpr void synchronize(bacnet::date_time const& now) {
    auto const seconds = seconds_of(now);
    if (has_logs_) logs_.note_time_change(seconds, static_cast<float>(std::int64_t{seconds} - std::int64_t{clock_s_}));
    clock_s_ = seconds;
    clock_ms_ = now.time.hundredths * 10U;
    clock_reset_ = false;
  }
  constexpr outcome control(bacnet::device_communication_control const& wanted) {
    silenced_ = wanted.state == bacnet::communication::disable;
    silent_for_ms_ = wanted.minutes ? *wanted.minutes * 60'000U : 0U;
    return {};
  }
  constexpr outcome reinitialize(bacnet::reinitialize_device const& wanted) {
    if (wanted.state > bacnet::reinitialization::warmstart)
      return access_error{error_class::services, error_code::optional_functionality_not_supported};
    ++power_ups_;
    silenced_ = false;
    clock_s_ = clock_ms_ = 0;
    clock_reset_ = true;
    if (has_logs_) logs_.note(0, bacnet::log_status::interrupted);
    return {};
  }

 private:
  /// What can be written, as it will be when it has settled.
  struct setup {
    virtual_meter::settings meter;
    std::uint8_t ct_secondary = 1;
    std::uint8_t display_units = 1;
  };

  static constexpr outcome denied() { return access_error{error_class::property, error_code::write_access_denied}; }
  static constexpr outcome wrong_type() { return access_error{error_class::property, error_code::invalid_data_type}; }
  static constexpr outcome out_of_range() {
    return access_error{error_class::property, error_code::value_out_of_range};
  }

  [[nodiscard]] constexpr std::size_t objects() const { return s4100::objects.size() - (has_logs_ ? 0 : logs); }
  [[nodiscard]] constexpr bacnet::row const* find(object_id const& of) const {
    for (std::size_t n = 0; n != objects(); ++n)
      if (*object(n) == of) return &s4100::objects[n];
    return nullptr;
  }
  constexpr void add(std::string_view words) {
    for (char const letter : words)
      if (text_size_ < text_.size()) text_[text_size_++] = static_cast<std::uint8_t>(letter);
  }
  [[nodiscard]] constexpr bacnet::character_string text() const { return {0, bytes{text_}.first(text_size_)}; }
  constexpr bacnet::character_string description(object_id const& of) {
    text_size_ = 0;
    if (of.type == object_type::device) {
      add("S4100 DIN-Rail Energy Meter S/N: ");
      add(serial_);
    } else {
      add(s4100::description_of(of));
    }
    return text();
  }

  // ---- what they hold ----

  constexpr outcome read_object_list(maybe<std::uint32_t> const& index, tag_writer& out) const {
    if (!index) {
      for (std::size_t n = 0; n != objects(); ++n) out.object(*object(n));
      return {};
    }
    if (*index > objects()) return access_error{error_class::property, error_code::invalid_array_index};
    if (*index == 0)
      out.unsigned_integer(objects());
    else
      out.object(*object(*index - 1));
    return {};
  }

  constexpr void read_device(property which, tag_writer& out) {
    auto const words = [&](std::string_view says) {
      text_size_ = 0;
      add(says);
      out.characters(text());
    };
    auto const now = date_time_of(clock_s_);
    switch (which) {
      case property::system_status: out.enumerated(0); break;  // operational
      case property::vendor_name: words("Leviton Mfg."); break;
      case property::vendor_identifier: out.unsigned_integer(s4100::vendor); break;
      case property::model_name: words("S4100 Energy Meter"); break;
      case property::firmware_revision: words("1234"); break;
      case property::application_software_version: words("RS= 1234, OS=2345, BACnet Gateway=3456"); break;
      case property::location: out.characters({0, bytes{location_}.first(location_size_)}); break;
      case property::protocol_version: out.unsigned_integer(1); break;
      case property::protocol_revision: out.unsigned_integer(4); break;
      case property::local_date: out.date(now.date); break;
      case property::local_time: {
        auto time = now.time;
        time.hundredths = static_cast<std::uint8_t>(clock_ms_ / 10);
        out.time(time);
        break;
      }
      case property::segmentation_supported: out.enumerated(3); break;
      case property::max_master: out.unsigned_integer(max_master_); break;
      case property::max_info_frames: out.unsigned_integer(1); break;
      case property::max_apdu_length_accepted: out.unsigned_integer(bacnet::max_mstp_apdu); break;
      case property::apdu_timeout: out.unsigned_integer(60'000); break;
      case property::number_of_apdu_retries:
      case property::database_revision: out.unsigned_integer(0); break;
      case property::protocol_services_supported: put_services(out); break;
      case property::protocol_object_types_supported: {
        // analog-input, analog-value, binary-input, device; trend-log where there are logs: 30 bits
        out.bits(0x0000'010DU | (has_logs_ ? 1U << 20U : 0U), 30);
        break;
      }
      default: break;  // Device_Address_Binding: an empty list
    }
  }
  constexpr void put_services(tag_writer& out) const {
    std::array<std::uint8_t, 5> octets{};
    auto const set = [&](unsigned bit) {
      octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] | (0x80U >> (bit % 8)));
    };
    // As the PICS lists them; the printed string of 39 characters lacks one.
    for (unsigned const bit : {12U, 14U, 15U, 17U, 20U, 32U, 33U, 34U}) set(bit);
    if (has_logs_) set(35);
    out.bits(bacnet::bit_string{octets, 0});
  }

  /// The Real or Enumerated of a point, and whether the meter vouches for it.
  struct content {
    std::uint32_t bits = qnan;
    bool reliable = false;
  };
  [[nodiscard]] constexpr content content_of(bacnet::row const& of) const {
    auto const number = [](auto value) {
      return content{std::bit_cast<std::uint32_t>(static_cast<float>(value)), true};
    };
    auto const& set = meter_.set();
    switch (of.of.what) {
      case quantity::reserved: return of.object.type == object_type::binary_input ? content{0, true} : content{};
      case quantity::pulse_input_count: return number(0);  // nothing is wired to it
      case quantity::system_power_max: return number(static_cast<double>(set.largest_power()) / 1000);
      case quantity::energy_reset_count: return number(energy_resets_);
      case quantity::power_up_count: return number(power_ups_);
      case quantity::output_config: return number(has_logs_ ? 10 : 11);
      case quantity::alarm_bitmap: return number(alarms());
      case quantity::command: return number(0);
      case quantity::system_type: return number(static_cast<unsigned>(set.wiring));
      case quantity::ct_primary: return number(set.ct_primary);
      case quantity::ct_secondary: return number(stored_.ct_secondary);
      case quantity::pt_ratio: return {std::bit_cast<std::uint32_t>(decimal{set.pt_hundredths, -2}.to<float>()), true};
      case quantity::system_voltage: return number(set.system_voltage);
      case quantity::display_units: return number(stored_.display_units);
      case quantity::phase_loss_threshold: return number(set.loss_percent);
      case quantity::phase_loss_imbalance: return number(set.imbalance_percent);
      case quantity::demand_subintervals: return number(set.demand.subintervals());
      case quantity::demand_subinterval_length: return number(set.demand.seconds() * 100);
      default: break;
    }
    if (of.as == bacnet::holds::activity) return {(alarms() >> (of.object.instance - 1)) & 1U, true};
    auto const value = meter_.value(of.of);
    if (!value) return {};
    return {std::bit_cast<std::uint32_t>(value->times_power_of_ten(-exponent_of(of.in)).to<float>()), true};
  }
  /// Bits 0 to 13 as the alert bitmap of Modbus, then the clock.
  [[nodiscard]] constexpr std::uint32_t alarms() const {
    return (meter_.alerts().bits() & 0x3FFFU) | (clock_reset_ ? 0x4000U : 0U);
  }
  constexpr void read_point(bacnet::row const& of, property which, tag_writer& out) const {
    auto const now = content_of(of);
    bool const settles =
        settles_in_ms_ != 0 && of.object.type == object_type::analog_value && of.object.instance == settling_;
    bool const reliable = now.reliable && !settles;
    switch (which) {
      case property::present_value:
        if (of.object.type == object_type::binary_input)
          out.enumerated(now.bits);
        else
          out.real_bits(now.bits);
        break;
      case property::status_flags: out.bits(reliable ? 0U : 2U, 4); break;  // fault
      case property::reliability:
        out.enumerated(static_cast<std::uint32_t>(reliable ? bacnet::reliability::no_fault_detected
                                                           : bacnet::reliability::unreliable_other));
        break;
      case property::out_of_service: out.boolean(false); break;
      case property::polarity: out.enumerated(0); break;
      case property::units:
        out.enumerated(of.units_property < 0 ? static_cast<std::uint32_t>(bacnet::engineering_units::no_units)
                                             : static_cast<std::uint32_t>(of.units_property));
        break;
      default: break;
    }
  }
  constexpr void read_log(property which, std::size_t log, tag_writer& out) const {
    switch (which) {
      case property::log_enable: out.boolean(logs_.set.enabled); break;
      case property::stop_when_full: out.boolean(logs_.set.stop_when_full); break;
      case property::buffer_size: out.unsigned_integer(records_per_log); break;
      case property::record_count: out.unsigned_integer(logs_.count()); break;
      case property::total_record_count: out.unsigned_integer(logs_.total()); break;
      case property::start_time: out.date(logs_.set.start.date).time(logs_.set.start.time); break;
      case property::stop_time: out.date(logs_.set.stop.date).time(logs_.set.stop.time); break;
      case property::log_interval: out.unsigned_integer(std::uint64_t{100} * meter_.set().demand.seconds()); break;
      case property::log_device_object_property:
        out.context(0).object({object_type::analog_input, logs_.set.source[log]});
        out.context(1).enumerated(static_cast<std::uint32_t>(property::present_value));
        break;
      default: break;
    }
  }

  // ---- what is written ----

  /// Error: out_of_range for what the manual does not allow.
  constexpr outcome write_setting(std::uint32_t instance, float number) {
    // A PT ratio has hundredths, the rest is whole; as double, since a float of seven digits has no room for two more.
    auto const exact = decimal::nearest(static_cast<double>(number), -2);
    if (!exact || static_cast<float>(exact->to<double>()) != number) return out_of_range();
    auto const& row = s4100::objects[first_value + instance - 1];
    auto const& legal = s4100::ranges[first_value + instance - 1];
    if (!legal.contains(*exact)) return out_of_range();
    auto const whole = exact->as_integer();
    if (!whole && row.of.what != quantity::pt_ratio) return out_of_range();
    auto const value = static_cast<std::uint32_t>(*whole);
    if (row.of.what == quantity::command) return obey(value);
    auto changed = wanted_;
    auto& meter = changed.meter;
    switch (row.of.what) {
      case quantity::system_type: meter.wiring = static_cast<system_type>(value); break;
      case quantity::ct_primary: meter.ct_primary = value; break;
      case quantity::ct_secondary: changed.ct_secondary = static_cast<std::uint8_t>(value); break;
      case quantity::pt_ratio:
        meter.pt_hundredths = static_cast<std::uint32_t>(exact->as_integer(-2).value_or(100));
        break;
      case quantity::system_voltage:
        if (!takes_system_voltage(value, meter.pt_hundredths)) return out_of_range();
        meter.system_voltage = value;
        break;
      case quantity::display_units: changed.display_units = static_cast<std::uint8_t>(value); break;
      case quantity::phase_loss_threshold: meter.loss_percent = value; break;
      case quantity::phase_loss_imbalance: meter.imbalance_percent = value; break;
      case quantity::demand_subintervals:
      case quantity::demand_subinterval_length: {
        bool const length = row.of.what == quantity::demand_subinterval_length;
        if (length && value % 100 != 0) return out_of_range();
        auto const made = demand::intervals::of(length ? meter.demand.subintervals() : value,
                                                length ? value / 100 : meter.demand.seconds());
        if (!made) return out_of_range();
        meter.demand = *made;
        break;
      }
      default: return denied();
    }
    if (settles_in_ms_ != 0) settle();  // an earlier write is stored first
    wanted_ = changed;
    settling_ = static_cast<std::uint8_t>(instance);
    settles_in_ms_ = settling_ms_;
    if (settles_in_ms_ == 0) settle();
    return {};
  }
  static constexpr std::size_t first_value = [] {
    std::size_t at = 0;
    while (s4100::objects[at].object.type != object_type::analog_value) ++at;
    return at;
  }();

  constexpr void settle() {
    bool const other_interval = wanted_.meter.demand != meter_.set().demand;
    bool const is_log_interval = s4100::demand_subinterval_length.object.instance == settling_;
    settles_in_ms_ = 0;
    settling_ = 0;
    meter_.configure(wanted_.meter);
    stored_ = wanted_;
    if (other_interval || is_log_interval) since_record_ms_ = 0;
    if (!is_log_interval) return;
    // "The Present Demand values (AI19-AI21) and the Record Count of the Trend Logs ... are reset when this object is
    // written", be it to what it was.
    meter_.begin_demand_anew();
    if (has_logs_) logs_.purge(clock_s_);
  }
  constexpr outcome obey(std::uint32_t word) {
    switch (word) {
      case leviton::words::reset_energy:
        meter_.clear_energy();
        ++energy_resets_;
        return {};
      case leviton::words::begin_demand_subinterval:
        if (meter_.set().demand.synced() && meter_.begin_demand_subinterval()) record();
        return {};
      case leviton::words::reset_demand_max: meter_.reset_demand_max(); return {};
      case leviton::words::reset_pulse_counters: return {};
      default: return out_of_range();
    }
  }
  constexpr outcome write_device(property which, bacnet::tag_reader& in) {
    switch (which) {
      case property::object_identifier: {
        auto const id = in.application(&bacnet::element::as_object);
        if (in.end().code != errc::none) return wrong_type();
        if (id.type != object_type::device || id.instance < 1 || id.instance > s4100::highest_instance)
          return out_of_range();
        instance_ = id.instance;
        return {};
      }
      case property::max_master: {
        auto const highest = in.application(&bacnet::element::as_unsigned);
        if (in.end().code != errc::none) return wrong_type();
        if (highest < 1 || highest > 127) return out_of_range();
        max_master_ = static_cast<std::uint8_t>(highest);
        return {};
      }
      case property::location: {
        auto const words = in.application(&bacnet::element::as_characters);
        if (in.end().code != errc::none) return wrong_type();
        if (words.charset != 0 || words.octets.size() > location_.size()) return out_of_range();
        location_size_ = words.octets.size();
        for (std::size_t i = 0; i != location_size_; ++i) location_[i] = words.octets[i];
        return {};
      }
      default: return denied();
    }
  }
  constexpr outcome write_log(property which, std::size_t log, bacnet::tag_reader& in) {
    auto const finish = [&](auto const& change) -> outcome {
      if (in.end().code != errc::none) return wrong_type();
      change();
      return {};
    };
    switch (which) {
      case property::log_enable: {
        bool const on = in.application(&bacnet::element::as_boolean);
        return finish([&] {
          if (on != logs_.set.enabled && !on) logs_.note(clock_s_, bacnet::log_status::disabled);
          logs_.set.enabled = on;
        });
      }
      case property::stop_when_full: {
        bool const stop = in.application(&bacnet::element::as_boolean);
        return finish([&] { logs_.set.stop_when_full = stop; });
      }
      case property::start_time:
      case property::stop_time: {
        bacnet::date_time when;
        when.date = in.application(&bacnet::element::as_date);
        when.time = in.application(&bacnet::element::as_time);
        return finish([&] { (which == property::start_time ? logs_.set.start : logs_.set.stop) = when; });
      }
      case property::record_count: {
        auto const count = in.application(&bacnet::element::as_unsigned);
        if (in.end().code != errc::none) return wrong_type();
        if (count != 0) return out_of_range();
        logs_.purge(clock_s_);
        return {};
      }
      case property::log_interval: {
        auto const length = in.application(&bacnet::element::as_unsigned);
        if (in.end().code != errc::none) return wrong_type();
        if (length > 3'276'700) return out_of_range();
        return write_setting(11, static_cast<float>(length));  // "tied directly to" AV11
      }
      case property::log_device_object_property: {
        auto const object = in.context(0, &bacnet::element::as_object);
        auto const what = in.context(1, &bacnet::element::as_enumerated);
        if (in.end().code != errc::none) return wrong_type();
        bool const fits = object.type == object_type::analog_input && object.instance >= s4100::loggable.low &&
                          object.instance <= s4100::loggable.high &&
                          what == static_cast<std::uint32_t>(property::present_value);
        if (!fits) return out_of_range();
        logs_.set.source[log] = object.instance;
        return {};
      }
      default: return denied();
    }
  }

  // ---- time ----

  constexpr void pass(virtual_meter::instant const& now, std::uint32_t ms) {
    meter_.take(now, ms);
    clock_ms_ += ms;
    clock_s_ += clock_ms_ / 1000;
    clock_ms_ %= 1000;
    if (settles_in_ms_ != 0) {
      settles_in_ms_ -= ms < settles_in_ms_ ? ms : settles_in_ms_;
      if (settles_in_ms_ == 0) settle();
    }
    if (silenced_ && silent_for_ms_ != 0) {
      silent_for_ms_ -= ms < silent_for_ms_ ? ms : silent_for_ms_;
      silenced_ = silent_for_ms_ != 0;
    }
  }
  constexpr void record() {
    if (!has_logs_ || !logs_.is_open(clock_s_)) return;
    std::array<log_entry, logs> now{};
    for (std::size_t i = 0; i != logs; ++i)
      now[i] = {clock_s_, content_of(s4100::objects[logs_.set.source[i]]).bits, bacnet::datum::real};  // AI n is row n
    logs_.add(now);
  }

  virtual_meter::meter meter_;
  trend_logs logs_;
  setup stored_;
  setup wanted_;
  std::string_view serial_;
  std::array<std::uint8_t, s4100::longest_location> location_{};
  std::size_t location_size_ = 0;
  std::array<std::uint8_t, 96> text_{};
  std::size_t text_size_ = 0;
  std::uint32_t since_record_ms_ = 0;
  std::uint32_t settling_ms_;
  std::uint32_t settles_in_ms_ = 0;
  std::uint32_t silent_for_ms_ = 0;
  std::uint32_t clock_s_ = 0;  // since 2000
  std::uint32_t clock_ms_ = 0;
  std::uint32_t instance_;
  std::uint32_t energy_resets_ = 0;
  std::uint32_t power_ups_ = 1;
  std::uint8_t max_master_ = 127;
  std::uint8_t settling_ = 0;  // AV
  bool clock_reset_ = true;
  bool silenced_ = false;
  bool has_logs_;
};

static_assert(bacnet::server_device<device>);

}  // namespace meterproto::virtual_leviton_bacnet
