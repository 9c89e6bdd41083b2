// SPDX-License-Identifier: MIT
// Any octets as an NPDU, an APDU and each service: what is accepted is written again, and read as the same.
#include "fuzz.hpp"

#include <meterproto/bacnet.hpp>

namespace bacnet = meterproto::bacnet;
using meterproto::bytes;

namespace {

/// What a service wrote, read and written again, is the same; the first reading may have been of a longer form.
template <class Service>
void round_trip(bytes data) {
  auto const read = Service::parse(data);
  if (!read) {
    PROMISE(read.error().at <= data.size());
    return;
  }
  std::vector<std::uint8_t> space(data.size() + 64);
  meterproto::writer out{space};
  bacnet::tag_writer tags{out};
  read->put(tags);
  PROMISE(out.ok() && out.needed() <= data.size());
  auto const again = Service::parse(out.written());
  PROMISE(again);
  std::vector<std::uint8_t> second(space.size());
  meterproto::writer out_again{second};
  bacnet::tag_writer tags_again{out_again};
  again->put(tags_again);
  PROMISE(fuzz::same(out.written(), out_again.written()));
}

void walk(bytes data) {
  std::size_t count = 0;
  for (bacnet::tag_reader in{data}; !in.done();) {
    PROMISE(++count <= data.size());
    auto const one = in.next();
    if (!one) {
      PROMISE(one.error().at <= data.size());
      break;
    }
    (void)one->as_boolean();
    (void)one->as_unsigned();
    (void)one->as_signed();
    (void)one->as_real();
    (void)one->as_double_bits();
    (void)one->as_enumerated();
    (void)one->as_octets();
    (void)one->as_characters();
    (void)one->as_object();
    if (auto const date = one->as_date(); date) (void)date->is_specific();
    if (auto const bits = one->as_bits(); bits)
      for (std::size_t i = 0; i != bits->size() + 2; ++i) (void)(*bits)[i];
  }
}

template <class Entries>
void walk_entries(bytes data) {
  std::size_t count = 0;
  Entries all{data};
  while (all.next()) PROMISE(++count <= data.size());
  PROMISE(all.fault().at <= data.size());
  PROMISE(!all.next());
}

void services(bytes data) {
  round_trip<bacnet::read_property>(data);
  round_trip<bacnet::read_property_ack>(data);
  round_trip<bacnet::write_property>(data);
  round_trip<bacnet::read_range>(data);
  round_trip<bacnet::read_range_ack>(data);
  round_trip<bacnet::who_is>(data);
  round_trip<bacnet::i_am>(data);
  round_trip<bacnet::who_has>(data);
  round_trip<bacnet::i_have>(data);
  round_trip<bacnet::time_synchronization>(data);
  round_trip<bacnet::utc_time_synchronization>(data);
  round_trip<bacnet::device_communication_control>(data);
  round_trip<bacnet::reinitialize_device>(data);
  walk(data);
  walk_entries<bacnet::asked_properties>(data);
  walk_entries<bacnet::answered_properties>(data);
  (void)bacnet::find(data, {});
  std::size_t count = 0;
  for (bacnet::log_records all{data}; !all.done();) {
    PROMISE(++count <= data.size());
    auto const one = all.next();
    if (one) (void)one->number();
  }
  if (auto const ack = bacnet::read_range_ack::parse(data); ack) {
    bacnet::log_cursor cursor{ack->of.object, ack->first_sequence.value_or(1)};
    (void)cursor.take(*ack);
  }
}

}  // namespace

void fuzz_one(fuzz::source in) {
  auto const octets = fuzz::copy_of(in.rest());
  services(octets);
  auto const network = bacnet::parse_npdu(octets);
  if (network && !network->is_network_message) {
    std::vector<std::uint8_t> space(octets.size() + 8);
    meterproto::writer out{space};
    put_npdu_header(out, *network);
    out.put(network->apdu);
    auto const again = bacnet::parse_npdu(out.written());
    PROMISE(out.ok() && again && fuzz::same(again->apdu, network->apdu) && again->source == network->source);
    PROMISE(again->destination == network->destination && again->expects_reply == network->expects_reply);
    PROMISE(again->priority == network->priority && (!network->destination || again->hops == network->hops));
  }
  auto const apdu = bacnet::parse_apdu(network ? network->apdu : bytes{octets});
  if (!apdu) return;
  services(apdu->data);
  (void)refusal_of(*apdu);
}
