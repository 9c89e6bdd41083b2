// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../octets.hpp"
#include "../service.hpp"

#include <meterproto/bacnet/discovery.hpp>

#include <cstddef>
#include <cstdint>

using namespace meterproto;

namespace test_bacnet_discovery {

using bacnet::i_am;
using bacnet::i_have;
using bacnet::instance_range;
using bacnet::object_id;
using bacnet::object_type;
using bacnet::who_has;
using bacnet::who_is;
using tests::fault_of;
using tests::is;
using tests::octets_of;
using tests::typed;

template <class Service, std::size_t Size>
constexpr bool is_written_again(typed<Size> data) {
  auto const got = Service::parse(data);
  return got && is(octets_of(*got), data);
}
template <class Service, std::size_t Size>
constexpr bool every_damage_shows(typed<Size> data) {
  return tests::every_cut(data, [](bytes cut) { return Service::parse(cut).error() == errc::too_short; }) &&
         tests::every_bit_error(data, [&](bytes broken) {
           auto const got = Service::parse(broken);
           return !got || !is(octets_of(*got), data);
         });
}

// Who-Is, clause 16.10: both limits or none
constexpr std::uint8_t range[] = {0x0B, 0x0F, 0x42, 0x40, 0x1B, 0x2F, 0x42, 0x3F};
constexpr std::uint8_t all_instances[] = {0x09, 0x00, 0x1B, 0x3F, 0xFF, 0xFF};
CASE("everybody",
     who_is::parse({}).has_value() && !who_is::parse({})->limits && octets_of(who_is{}).operator bytes().empty());
CASE("1000000 to 3097151",
     who_is::parse(range)->limits == maybe{instance_range{1'000'000, 3'097'151}} && is_written_again<who_is>(range));
CASE("0 to 4194303 is all there are", who_is::parse(all_instances)->limits == maybe{instance_range{}} &&
                                          is(octets_of(who_is{instance_range{}}), all_instances));
CASE("limits are among them", [] {
  instance_range const some{5, 7};
  return !some.holds(4) && some.holds(5) && some.holds(6) && some.holds(7) && !some.holds(8) &&
         instance_range{}.holds(0) && instance_range{}.holds(4'194'303) && !instance_range{8, 7}.holds(7);
}());
CASE("every cut of two limits is refused, but none at all", tests::every_cut(range, [](bytes cut) {
       return who_is::parse(cut).error() == (cut.empty() ? errc::none : errc::too_short);
     }));
CASE("only the lower limit, only the upper one",
     fault_of<who_is>({0x09, 0x05}) == error{errc::too_short, 2, 3} &&
         fault_of<who_is>({0x09, 0x05, 0x29, 0x05}) == error{errc::bad_tag, 2, 0x29} &&
         fault_of<who_is>({0x19, 0x05}) == error{errc::bad_tag, 0, 0x19});
CASE("a limit above 4194303",
     fault_of<who_is>({0x09, 0x05, 0x1B, 0x40, 0x00, 0x00}) == error{errc::bad_value, 0} &&
         fault_of<who_is>({0x0B, 0x40, 0x00, 0x00, 0x1B, 0x3F, 0xFF, 0xFF}) == error{errc::bad_value, 0});
CASE("anything else", fault_of<who_is>({0x00}) == error{errc::too_long, 0, 0} &&
                          fault_of<who_is>({0x09, 0x05, 0x19, 0x06, 0x29, 0x00}) == error{errc::too_long, 4, 4});

// I-Am
constexpr std::uint8_t meter[] = {0xC4, 0x02, 0x12, 0xD6, 0x87, 0x22, 0x01, 0xE0, 0x91, 0x03, 0x21, 0x85};
CASE("device 1234567, 480 octets, no segmentation, vendor 133", [] {
  auto const got = i_am::parse(meter);
  return got && got->device == 1'234'567 && got->max_apdu == 480 && got->segmentation == bacnet::segmentation::none &&
         got->vendor == 133 && is(octets_of(i_am{1'234'567, 480, bacnet::segmentation::none, 133}), meter);
}());
CASE("what is not said is 0, and no segmentation",
     is(octets_of(i_am{}), {0xC4, 0x02, 0x00, 0x00, 0x00, 0x21, 0x00, 0x91, 0x03, 0x21, 0x00}));
CASE("the most that fits",
     is_written_again<i_am>({0xC4, 0x02, 0x3F, 0xFF, 0xFF, 0x22, 0xFF, 0xFF, 0x91, 0x00, 0x22, 0xFF, 0xFF}));
CASE("every cut and every bit error of it shows", every_damage_shows<i_am>(meter));
CASE("an object that is no device",
     fault_of<i_am>({0xC4, 0x00, 0x00, 0x00, 0x01, 0x22, 0x01, 0xE0, 0x91, 0x03, 0x21, 0x85}) ==
             error{errc::bad_value, 0, 0} &&
         fault_of<i_am>({0xC4, 0x05, 0x00, 0x00, 0x01, 0x22, 0x01, 0xE0, 0x91, 0x03, 0x21, 0x85}) ==
             error{errc::bad_value, 0, 20});
CASE("in another order", fault_of<i_am>({0x22, 0x01, 0xE0, 0xC4, 0x02, 0x12, 0xD6, 0x87, 0x91, 0x03, 0x21, 0x85}) ==
                                 error{errc::bad_tag, 0, 0x22} &&
                             fault_of<i_am>({0xC4, 0x02, 0x12, 0xD6, 0x87, 0x91, 0x03, 0x22, 0x01, 0xE0, 0x21, 0x85}) ==
                                 error{errc::bad_tag, 5, 0x91});
CASE("a segmentation above 3, sizes and vendors above 65535",
     fault_of<i_am>({0xC4, 0x02, 0, 0, 1, 0x21, 0x32, 0x91, 0x04, 0x21, 0x85}) == error{errc::bad_value, 7, 4} &&
         fault_of<i_am>({0xC4, 0x02, 0, 0, 1, 0x23, 1, 0, 0, 0x91, 0x03, 0x21, 0x85}) == error{errc::does_not_fit, 5} &&
         fault_of<i_am>({0xC4, 0x02, 0, 0, 1, 0x21, 0x32, 0x91, 0x03, 0x23, 1, 0, 0}) == error{errc::does_not_fit, 9} &&
         fault_of<i_am>({0xC4, 0x02, 0, 0, 1, 0x21, 0x32, 0x91, 0x03, 0x21, 0x85, 0x00}) ==
             error{errc::too_long, 11, 11});

// Who-Has, clause 16.9: an object by its identifier or by its name
constexpr std::uint8_t by_id[] = {0x2C, 0x00, 0x00, 0x00, 0x53};
constexpr std::uint8_t by_name[] = {0x3D, 0x05, 0x00, 'K', 'W', 'h', '1'};
constexpr std::uint8_t by_id_within[] = {0x09, 0x01, 0x1B, 0x3F, 0xEC, 0xCF, 0x2C, 0x05, 0x00, 0x00, 0x01};
CASE("analog input 83", who_has::parse(by_id)->object == maybe{object_id{object_type::analog_input, 83}} &&
                            !who_has::parse(by_id)->limits && is_written_again<who_has>(by_id));
CASE("by name", !who_has::parse(by_name)->object && who_has::parse(by_name)->name.charset == 0 &&
                    is(who_has::parse(by_name)->name.octets, {'K', 'W', 'h', '1'}) &&
                    is_written_again<who_has>(by_name));
CASE("among some devices", who_has::parse(by_id_within)->limits == maybe{instance_range{1, 4'189'391}} &&
                               is_written_again<who_has>(by_id_within));
CASE("every cut and every bit error of them shows", every_damage_shows<who_has>(by_id) &&
                                                        every_damage_shows<who_has>(by_name) &&
                                                        every_damage_shows<who_has>(by_id_within));
CASE("neither, both, one limit",
     fault_of<who_has>({0x09, 0x01, 0x19, 0x02}) == error{errc::too_short, 4, 5} &&
         fault_of<who_has>({0x2C, 0, 0, 0, 1, 0x39, 0x00}) == error{errc::too_long, 5, 5} &&
         fault_of<who_has>({0x09, 0x01, 0x2C, 0, 0, 0, 1}) == error{errc::bad_tag, 2, 0x2C} &&
         fault_of<who_has>({0x19, 0x01, 0x2C, 0, 0, 0, 1}) == error{errc::bad_tag, 0, 0x19} &&
         fault_of<who_has>({0xC4, 0, 0, 0, 1}) == error{errc::bad_tag, 0, 0xC4});

// I-Have
constexpr std::uint8_t found[] = {0xC4, 0x02, 0x12, 0xD6, 0x87, 0xC4, 0x00, 0x00, 0x00,
                                  0x53, 0x75, 0x05, 0x00, 'K',  'W',  'h',  '1'};
CASE("device 1234567 has analog input 83, which is KWh1", [] {
  auto const got = i_have::parse(found);
  return got && got->device == object_id{object_type::device, 1'234'567} &&
         got->object == object_id{object_type::analog_input, 83} && got->name.charset == 0 &&
         is(got->name.octets, {'K', 'W', 'h', '1'}) && is_written_again<i_have>(found);
}());
CASE("every cut and every bit error of it shows too", every_damage_shows<i_have>(found));
CASE("whoever has it is a device",
     fault_of<i_have>({0xC4, 0x05, 0, 0, 1, 0xC4, 0, 0, 0, 1, 0x71, 0x00}) == error{errc::bad_value, 0, 20} &&
         fault_of<i_have>({0xC4, 0x02, 0, 0, 1, 0x71, 0x00}) == error{errc::bad_tag, 5, 0x71} &&
         fault_of<i_have>({0xC4, 0x02, 0, 0, 1, 0xC4, 0, 0, 0, 1, 0x61, 0x00}) == error{errc::bad_tag, 10, 0x61} &&
         fault_of<i_have>({0xC4, 0x02, 0, 0, 1, 0xC4, 0, 0, 0, 1, 0x71, 0x00, 0x00}) == error{errc::too_long, 12, 12});

}  // namespace test_bacnet_discovery
