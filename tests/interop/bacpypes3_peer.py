# SPDX-License-Identifier: MIT
"""BACpypes3 at one end of BACnet/IP: as a client that asks our virtual meter everything, as a server with analog
objects, and as a second opinion on octets.
"""
import asyncio
import json
import logging
import math
import struct
import sys

from bacpypes3.apdu import (
    APDU, AbortPDU, AbortReason, AtomicReadFileRequest, ComplexAckPDU, ConfirmedRequestPDU,
    DeviceCommunicationControlRequest, Error, ErrorPDU, ErrorRejectAbortNack, IAmRequest, IHaveRequest,
    ReadPropertyMultipleRequest, ReadRangeACK, ReadRangeRequest, ReinitializeDeviceRequest, RejectPDU, SimpleAckPDU,
    TimeSynchronizationRequest, UTCTimeSynchronizationRequest, UnconfirmedRequestPDU, WhoIsRequest,
    WritePropertyRequest, complex_ack_types, confirmed_request_types, error_types, unconfirmed_request_types)
from bacpypes3.app import Application
from bacpypes3.basetypes import (
    DateTime, EngineeringUnits, ErrorType, LogRecord, PropertyIdentifier, Range, RangeByPosition,
    RangeBySequenceNumber, RangeByTime, Segmentation, WhoHasLimits)
from bacpypes3.constructeddata import ListOf
from bacpypes3.local.analog import AnalogInputObject, AnalogValueObject
from bacpypes3.local.device import DeviceObject
from bacpypes3.local.networkport import NetworkPortObject
from bacpypes3.npdu import NPDU
from bacpypes3.pdu import PDU, Address, LocalBroadcast
from bacpypes3.primitivedata import Date, ObjectIdentifier, Real, TagClass, TagList, TagNumber, Time
from bacpypes3.service.device import DeviceCommunicationControlServices


def application(base, instance, name, **more):
    """Without broadcasts; `partner` says where they are to go."""
    device = DeviceObject(objectIdentifier=("device", instance), objectName=name, vendorIdentifier=999,
                          maxApduLengthAccepted=1476, **more)
    port = NetworkPortObject("127.0.0.1:0", objectIdentifier=("network-port", 1), objectName="port")
    return base.from_object_list([device, port])


def datagrams(app):
    return next(iter(app.link_layers.values())).server


# ---- the server: what it holds stands in bacnet_peer.cpp too ---------------------------------------------------------

INSTANCE = 4711
ANALOG_INPUTS = 120


class Partner(Application, DeviceCommunicationControlServices):
    async def do_TimeSynchronizationRequest(self, apdu):
        (year, month, day, weekday), (hour, minute, second, hundredth) = apdu.time.date, apdu.time.time
        self.told.description = f"{year}-{month}-{day}-{weekday} {hour}:{minute}:{second}.{hundredth}"

    def disable_communications(self, _):
        pass  # to enable() there is no way back but a service of its own

    def enable_communications(self):
        pass


async def serve():
    app = application(Partner, INSTANCE, "Kühlhaus", segmentationSupported=Segmentation.noSegmentation)
    app.device_object._dcc_password = "secret"
    for number in range(1, ANALOG_INPUTS + 1):
        app.add_object(AnalogInputObject(
            objectIdentifier=("analog-input", number), objectName=f"input {number}", presentValue=number * 1.5 - 20,
            statusFlags=[0, 0, 0, 0], eventState="normal", outOfService=False, units="kilowatts",
            reliability="unreliable-other" if number % 10 == 3 else "no-fault-detected", covIncrement=1.0))
    for number in 1, 2:
        app.add_object(AnalogValueObject(
            objectIdentifier=("analog-value", number), objectName=f"value {number}", presentValue=0.0,
            statusFlags=[0, 0, 0, 0], eventState="normal", outOfService=False, units="percent", description="",
            covIncrement=1.0))
    app.told = app.get_object_name("value 2")
    server = datagrams(app)
    await asyncio.gather(*server._transport_tasks)
    print("ready", server.local_transport.get_extra_info("sockname")[1], flush=True)
    await asyncio.Event().wait()


# ---- the client ------------------------------------------------------------------------------------------------------

METER = 1234567
DEVICE = ObjectIdentifier(("device", METER))
VENDOR = 133


def single(number):
    """As 32 bits hold it."""
    return struct.unpack("f", struct.pack("f", number))[0]


def same(left, right):
    """Values of BACpypes3; a NaN is what it is."""
    if isinstance(left, float) and isinstance(right, float) and math.isnan(left):
        return math.isnan(right)
    return type(left) is type(right) and left == right


class Examiner:
    def __init__(self, port, contents):
        self.contents = contents
        self.partner = Address(f"127.0.0.1:{port}")
        self.asked = self.wrong = 0

    def expect(self, good, what, instead=None):
        self.asked += 1
        if not good:
            self.wrong += 1
            print(f"wrong: {what}: {instead!r}")
        return good

    async def ask_all(self):
        self.app = application(Application, 999, "examiner", apduTimeout=400, numberOfApduRetries=0)
        datagrams(self.app).broadcast_address = self.partner.addrTuple
        for part in (self.discovery, self.singly, self.several, self.refusals, self.settings, self.logs, self.clock,
                     self.control):
            await part()
        self.app.close()
        print(f"{self.asked} checks, {self.wrong} wrong")
        return 1 if self.wrong else 0

    async def read(self, of, which, index=None):
        try:
            return await self.app.read_property(self.partner, ObjectIdentifier(of), PropertyIdentifier(which), index)
        except ErrorRejectAbortNack as why:
            return why

    async def refused(self, call, wanted, what):
        """By class and code of an error; by the reason of a reject or an abort."""
        try:
            answer = await call
        except ErrorRejectAbortNack as why:
            answer = why
        if isinstance(answer, ErrorPDU):
            got = f"{answer.errorClass} {answer.errorCode}"
        elif isinstance(answer, (RejectPDU, AbortPDU)):
            got = f"{'reject' if isinstance(answer, RejectPDU) else 'abort'} {answer.apduAbortRejectReason}"
        else:
            got = answer
        self.expect(got == wanted, what, got)

    async def discovery(self):
        for limits, to in (
                ((None, None), LocalBroadcast()), ((METER, METER), LocalBroadcast()), ((0, METER), self.partner)):
            found = await self.app.who_is(*limits, address=to, timeout=0.5)
            said = [(one.iAmDeviceIdentifier, one.maxAPDULengthAccepted, one.segmentationSupported, one.vendorID)
                    for one in found]
            self.expect(said == [(DEVICE, 480, Segmentation.noSegmentation, VENDOR)], f"Who-Is {limits} {to}", said)
        self.expect(not await self.app.who_is(1, METER - 1, address=LocalBroadcast(), timeout=0.2),
                    "Who-Is of others")
        for by in {"object_name": "CT_Ratio_Primary"}, {"object_identifier": ObjectIdentifier("analog-value,3")}:
            found = await self.app.who_has(**by, address=LocalBroadcast(), timeout=0.5)
            said = [(one.deviceIdentifier, one.objectIdentifier, one.objectName) for one in found]
            self.expect(said == [(DEVICE, ObjectIdentifier("analog-value,3"), "CT_Ratio_Primary")],
                        f"Who-Has {by}", said)

    async def singly(self):
        count = await self.read(DEVICE, "object-list", 0)
        self.expect(count == len(self.contents), "Object_List[0]", count)
        for at, one in enumerate(self.contents, 1):
            of = ObjectIdentifier((one["type"], one["instance"]))
            listed = await self.read(DEVICE, "object-list", at)
            self.expect(listed == of, f"Object_List[{at}]", listed)
            name = await self.read(of, "object-name")
            self.expect(name == one["name"], f"the name of {of}", name)
            if "value" in one:
                value = await self.read(of, "present-value")
                right = math.isnan(value) if one["value"] is None else value == Real(one["value"])
                self.expect(isinstance(value, Real) and right, f"the value of {of}", value)
            if "units" in one:
                units = await self.read(of, "units")
                self.expect(isinstance(units, EngineeringUnits) and units == one["units"], f"the units of {of}", units)
        wildcard = await self.read(("device", 4194303), "object-identifier")
        self.expect(wildcard == DEVICE, "device 4194303", wildcard)

    async def several(self):
        """The special properties: of each object what is required and what is optional is all, and as when read singly;
        BACpypes3 reads each as the type that it knows it to have."""
        for one in self.contents:
            of = ObjectIdentifier((one["type"], one["instance"]))
            got = {}
            for which in "required", "optional", "all":
                answer = await self.multiple([of, [which]])
                # Of these BACpypes3 knows no property of the Device object; the answer would not fit either.
                if isinstance(answer, AbortPDU):
                    got[which] = str(answer.apduAbortRejectReason)
                else:
                    got[which] = {prop: value for _, prop, _, value in answer}
            if of == DEVICE:
                self.expect(got["required"] == got["all"] == "segmentation-not-supported", f"all of {of}", got)
                continue
            together = got["required"] | got["optional"]
            self.expect(set(together) == set(got["all"]) and not set(got["required"]) & set(got["optional"])
                        and len(got["required"]) >= 6, f"all properties of {of}", {k: list(v) for k, v in got.items()})
            if one["instance"] % 16 != 1:
                continue
            for prop, value in got["all"].items():
                single = await self.read(of, prop)
                if isinstance(value, ErrorType):
                    self.expect(isinstance(single, ErrorPDU) and single.errorCode == value.errorCode
                                and single.errorClass == value.errorClass, f"{prop} of {of}", single)
                else:
                    self.expect(value is not None and same_content(single, value), f"{prop} of {of}", (single, value))
        # Errors inside of an answer
        answer = await self.multiple(["analog-input,1", ["present-value", "log-buffer"],
                                      "analog-input,999", ["present-value", "all"], "device,4194303",
                                      ["object-list[0]", "object-list[999]"]])
        got = [str(value.errorClass) + " " + str(value.errorCode) if isinstance(value, ErrorType) else value
               for _, _, _, value in answer]
        self.expect(got[1:4] == ["property unknown-property", "object unknown-object", "object unknown-object"]
                    and got[4:] == [len(self.contents), "property invalid-array-index"], "errors inside", got)
        # 29 present values fill the answer; 30 do not fit
        inputs = [one for one in self.contents if one["type"] == 0]
        for count in 29, 30:
            asked = [word for one in inputs[:count] for word in (f"analog-input,{one['instance']}", ["present-value"])]
            answer = await self.multiple(asked)
            if count == 30:
                self.expect(isinstance(answer, AbortPDU), "30 values", answer)
            else:
                self.expect(all(same(value, Real(math.nan if one["value"] is None else one["value"]))
                                for one, (_, _, _, value) in zip(inputs, answer)), "29 values", answer)

    async def multiple(self, words):
        try:
            return await self.app.read_property_multiple(self.partner, words)
        except ErrorRejectAbortNack as why:
            return why

    async def refusals(self):
        async def read(of, which, index, wanted):
            await self.refused(self.read(of, which, index), wanted, f"{which} of {of}")
        await read("analog-input,999", "present-value", None, "object unknown-object")
        await read("analog-output,1", "present-value", None, "object unknown-object")
        await read("analog-input,1", "log-buffer", None, "property unknown-property")
        await read("analog-input,1", "present-value", 1, "property property-is-not-an-array")
        await read(DEVICE, "object-list", 999, "property invalid-array-index")
        await read("trend-log,1", "log-buffer", None, "property read-access-denied")
        await read(DEVICE, "object-list", None, "abort segmentation-not-supported")
        await self.refused(self.app.request(AtomicReadFileRequest(
            fileIdentifier=ObjectIdentifier("file,1"), accessMethod={"streamAccess": {
                "fileStartPosition": 0, "requestedOctetCount": 10}}, destination=self.partner)),
            "reject unrecognized-service", "AtomicReadFile")
        await self.refused(self.app.request(ReadPropertyMultipleRequest(
            listOfReadAccessSpecs=[], destination=self.partner)), "reject missing-required-parameter", "no object")
        await self.refused(self.app.request(ReinitializeDeviceRequest(
            reinitializedStateOfDevice=2, destination=self.partner)),
            "services optional-functionality-not-supported", "a backup")

    async def write(self, of, value, which="present-value", priority=None):
        try:
            return await self.app.write_property(self.partner, of, which, value, priority=priority)
        except ErrorRejectAbortNack as why:
            return why

    async def settings(self):
        """The limits as the manual prints them, and the first values beyond."""
        limits = {2: ([10, 11, 12, 31, 40], [0, 9, 13, 30, 41, 10.5, -10]),
                  3: ([5, 32000, 200], [4, 32001, 5.5, -5, 1e30, math.inf, math.nan]),
                  4: ([3, 1], [0, 2, 4]),
                  5: ([0.01, 320, 1], [0, 0.009, 320.01, 0.015]),
                  6: ([82, 660, 400], [81, 661, 400.5]),
                  8: ([1, 99], [0, 100]),
                  9: ([1, 99], [0, 100]),
                  10: ([1, 6], [0, 7]),
                  11: ([1000, 90000], [900, 1050, 3276800])}
        for number, (legal, illegal) in limits.items():
            of = f"analog-value,{number}"
            for value in legal:
                answer = await self.write(of, value, priority=8 if value == legal[0] else None)
                back = await self.read(of, "present-value")
                self.expect(answer is None and back == single(value), f"{value} in {of}", (answer, back))
            for value in illegal:
                await self.refused(self.write(of, value), "property value-out-of-range", f"{value} in {of}")
            back = await self.read(of, "present-value")
            self.expect(back == single(legal[-1]), f"{of} after all", back)
        await self.refused(self.write("analog-input,1", 1.0), "property write-access-denied", "a write to an input")
        await self.refused(self.write("analog-value,3", EngineeringUnits.volts, "units"),
                           "property write-access-denied", "a write to Units")
        await self.refused(self.write("analog-value,999", 1.0), "object unknown-object", "a write to another object")
        answer = await self.write(DEVICE, "K\u00fchlhaus \u20ac", "location")
        back = await self.read(DEVICE, "location")
        self.expect(answer is None and back == "K\u00fchlhaus \u20ac", "Location", (answer, back))

    async def range(self, kind, *words, log=1):
        """The ack and its records."""
        request = ReadRangeRequest(objectIdentifier=ObjectIdentifier(("trend-log", log)),
                                   propertyIdentifier=PropertyIdentifier("log-buffer"), destination=self.partner)
        if kind is not None:
            request.range = kind(*words) if callable(kind) else kind
        try:
            ack = await self.app.request(request)
        except ErrorRejectAbortNack as why:
            ack = why
        if not isinstance(ack, ReadRangeACK):
            return ack, []
        return ack, list(ack.itemData.cast_out(ListOf(LogRecord)))

    async def logs(self):
        def position(first, count):
            return Range(byPosition=RangeByPosition(referenceIndex=first, count=count))

        def sequence(first, count):
            return Range(bySequenceNumber=RangeBySequenceNumber(referenceSequenceNumber=first, count=count))
        # In the log there are hours, and what the settings have left: they have emptied it.
        size = await self.read("trend-log,1", "record-count")
        total = await self.read("trend-log,1", "total-record-count")
        self.expect(size >= 1 and total > 900, "the sizes of a log", (size, total))
        for _ in range(30):  # each leaves a record
            await self.synchronize(Date((126, 3, 1, 7)), Time((12, 0, 0, 0)))
        size += 30
        total += 30
        got = await self.read("trend-log,1", "record-count"), await self.read("trend-log,1", "total-record-count")
        self.expect(got == (size, total), "the sizes of a log after 30 changes of time", got)

        def check_range(what, answer, first, count, flags, sequence_of_first=None):
            ack, records = answer
            good = (isinstance(ack, ReadRangeACK) and len(records) == ack.itemCount == count
                    and [int(bit) for bit in ack.resultFlags] == flags and ack.firstSequenceNumber == sequence_of_first)
            self.expect(good, what, isinstance(ack, ReadRangeACK) and (
                ack.itemCount, len(records), ack.resultFlags, ack.firstSequenceNumber) or ack)
            if good and count:
                self.expect(list(map(str, map(datum, records))) == everything[first - 1:first - 1 + count],
                            what + ", its records", list(map(datum, records)))

        def datum(record):
            held = record.logDatum
            return (tuple(record.timestamp.date), tuple(record.timestamp.time), held._choice,
                    getattr(held, held._choice))
        everything = []
        for at in range(1, size + 1):
            ack, records = await self.range(position(at, 1))
            self.expect(len(records) == 1, f"the record at {at}", ack)
            everything += [str(datum(record)) for record in records]
        self.expect("timeChange" in everything[-1], "the last record", everything[-1])

        check_range("all", await self.range(None), 1, 20, [1, 0, 1])
        check_range("from 1", await self.range(position(1, 5)), 1, 5, [1, 0, 0])
        check_range("from 5 to the end", await self.range(position(size - 2, 100)), size - 2, 3, [0, 1, 0])
        check_range("too many", await self.range(position(2, 25)), 2, 20, [0, 0, 1])
        check_range("backwards", await self.range(position(10, -4)), 7, 4, [0, 0, 0])
        check_range("backwards beyond the first", await self.range(position(3, -9)), 1, 3, [1, 0, 0])
        check_range("behind the end", await self.range(position(size + 1, 5)), 1, 0, [0, 0, 0])
        check_range("position 0", await self.range(position(0, 5)), 1, 0, [0, 0, 0])
        oldest = total - size + 1
        check_range("by sequence", await self.range(sequence(oldest, 5)), 1, 5, [1, 0, 0], oldest)
        check_range("by sequence, to the end", await self.range(sequence(total, 5)), size, 1, [0, 1, 0], total)
        check_range("by sequence, backwards", await self.range(sequence(total, -3)), size - 2, 3, [0, 1, 0], total - 2)
        check_range("by sequence, behind the end", await self.range(sequence(total + 1, 5)), 1, 0, [0, 0, 0])
        time = RangeByTime(referenceTime=DateTime(date=Date((126, 3, 1, 7)), time=Time((12, 0, 0, 0))), count=5)
        await self.refused_range(Range(byTime=time), "services optional-functionality-not-supported", "by time")
        await self.refused_range(position(1, 0), "reject parameter-out-of-range", "no records")

    async def refused_range(self, what, wanted, called):
        async def ask():
            return (await self.range(what))[0]
        await self.refused(ask(), wanted, "ReadRange " + called)

    async def synchronize(self, date, time, utc=False):
        service = UTCTimeSynchronizationRequest if utc else TimeSynchronizationRequest
        self.app.request(service(time=DateTime(date=date, time=time), destination=LocalBroadcast()))
        await asyncio.sleep(0)

    async def clock(self):
        for date, time in (
                (Date((126, 12, 31, 4)), Time((23, 59, 58, 70))), (Date((128, 2, 29, 2)), Time((0, 0, 0, 0)))):
            await self.synchronize(date, time)
            got = await self.read(DEVICE, "local-date"), await self.read(DEVICE, "local-time")
            self.expect(got == (date, time), "the clock", got)
        await self.synchronize(Date((130, 1, 1, 2)), Time((1, 1, 1, 1)), utc=True)
        got = await self.read(DEVICE, "local-date")
        self.expect(got == Date((128, 2, 29, 2)), "the clock after UTC, where the meter knows no offset", got)

    async def control(self):
        def request(state, minutes=None, password=None):
            return self.app.request(DeviceCommunicationControlRequest(
                enableDisable=state, timeDuration=minutes, password=password, destination=self.partner))

        async def reads():
            return await self.read("analog-value,3", "present-value")
        self.expect(isinstance(await request("disable", 5, "any"), SimpleAckPDU), "disable")
        silent = await reads()
        self.expect(isinstance(silent, AbortPDU) and silent.apduAbortRejectReason == AbortReason.noResponse,
                    "a meter that is told to be silent", silent)
        self.expect(not await self.app.who_is(address=LocalBroadcast(), timeout=0.2), "it says I-Am")
        self.expect(isinstance(await request("enable"), SimpleAckPDU), "enable")
        self.expect(isinstance(await reads(), Real), "a meter that may speak again")
        self.expect(isinstance(await request("disableInitiation"), SimpleAckPDU), "disable-initiation")
        self.expect(isinstance(await reads(), Real), "a meter that may answer")
        self.expect(isinstance(await request("enable"), SimpleAckPDU), "enable")
        ups = next(one["instance"] for one in self.contents if one["name"] == "Power_Up_Count")
        before = await self.read(("analog-input", ups), "present-value")
        for state in "warmstart", "coldstart":
            answer = await self.app.request(ReinitializeDeviceRequest(
                reinitializedStateOfDevice=state, password="any", destination=self.partner))
            self.expect(isinstance(answer, SimpleAckPDU), state, answer)
        after = await self.read(("analog-input", ups), "present-value")
        self.expect(after == before + 2, "the count of starts", (before, after))


def same_content(left, right):
    if isinstance(left, list) and isinstance(right, list) and not isinstance(left, (str, bytes)):
        return list(left) == list(right)
    if hasattr(left, "_elements"):
        return all(same_content(getattr(left, name), getattr(right, name)) for name in left._elements)
    return left is right is None or same(left, right)


# ---- a second opinion ------------------------------------------------------------------------------------------------


def has_odd_bits(tag):
    return tag.tag_data[0] > 7 or (tag.tag_data[0] != 0 and len(tag.tag_data) == 1)


def facts_of(data):
    """What BACpypes3 passes over in a list of tags."""
    if has_reserved_form(data):
        yield "reserved-form"
    depth = 0
    for tag in TagList.decode(PDU(data)):
        if tag.tag_number == 255:
            yield "reserved-number"
        if tag.tag_class == TagClass.opening:
            depth += 1
        elif tag.tag_class == TagClass.closing:
            depth -= 1
        elif tag.tag_class == TagClass.application:
            if tag.tag_number > TagNumber.objectIdentifier:
                yield "reserved-type"
                continue
            if tag.tag_number == TagNumber.boolean:
                yield "boolean"  # its L/V/T may have been anything
            if tag.tag_number == TagNumber.bitString and has_odd_bits(tag):
                yield "unused-bits"
            tag.app_to_object()  # raises, where the content cannot be one
    if depth:
        yield "unclosed"


def has_reserved_form(data):
    """An application tag with L/V/T 6 or 7, which BACpypes3 takes for an opening or closing one."""
    at = 0
    while at < len(data):
        form = data[at] & 0x0F
        if form in (6, 7):
            return True
        start, at = at, at + (2 if data[at] >> 4 == 15 else 1)
        size = form & 7
        if form & 8 and size > 5 or start >= len(data):
            continue
        if form == 5 or form == 13:
            size, at = data[at], at + 1
            if size >= 254:
                wide = 2 if size == 254 else 4
                size, at = int.from_bytes(data[at:at + wide], "big"), at + wide
        at += 0 if data[start] >> 3 == 0b00010 else size  # a Boolean has its value in L/V/T
    return False


judge_tags = facts_of


def judge_npdu(data):
    npdu = NPDU.decode(PDU(data))
    if any(address is not None and (address.addrLen or 0) > 7 for address in (npdu.npduDADR, npdu.npduSADR)):
        yield "long-address"


def written(apdu):
    pdu = apdu.encode()
    while not isinstance(pdu, PDU):
        pdu = pdu.encode()
    return bytes(pdu.pduData)


def odd_values(made):
    """What BACpypes3 does not look at in a service."""
    if any(getattr(made, name) is None and not made._elements[name]._optional for name in made._order):
        yield "missing"
    if isinstance(made, IAmRequest):
        if made.iAmDeviceIdentifier and made.iAmDeviceIdentifier[0] != 8:
            yield "no-device"
        if (made.segmentationSupported or 0) > 3:
            yield "enumeration"
    if isinstance(made, IHaveRequest) and made.deviceIdentifier and made.deviceIdentifier[0] != 8:
        yield "no-device"
    if isinstance(made, WritePropertyRequest) and made.priority not in (None, *range(1, 17)):
        yield "priority"
    if isinstance(made, DeviceCommunicationControlRequest):
        if made.enableDisable is None:  # BACpypes3 has it as optional
            yield "missing"
        if (made.enableDisable or 0) > 2:
            yield "enumeration"
        if (made.timeDuration or 0) > 65535:
            yield "minutes"
    if isinstance(made, ReinitializeDeviceRequest) and (made.reinitializedStateOfDevice or 0) > 7:
        yield "enumeration"
    for limits in made, getattr(made, "limits", None):
        if isinstance(limits, (WhoIsRequest, WhoHasLimits)):
            both = limits.deviceInstanceRangeLowLimit, limits.deviceInstanceRangeHighLimit
            if both.count(None) == 1 or any(one is not None and one > 4194303 for one in both):
                yield "limits"
    if isinstance(made, (TimeSynchronizationRequest, UTCTimeSynchronizationRequest)) and made.time:
        (year, month, day, _), time = made.time.date, made.time.time
        if year == 255 or not 1 <= month <= 12 or not 1 <= day <= 31 or any(
                one >= most for one, most in zip(time, (24, 60, 60, 100))):
            yield "no-time"
    if isinstance(made, ReadRangeRequest) and made.range:
        if getattr(getattr(made.range, made.range._choice), "count", None) == 0:
            yield "no-count"


def judge_service(data):
    apdu = APDU.decode(PDU(data))
    kind = {ConfirmedRequestPDU: confirmed_request_types, ComplexAckPDU: complex_ack_types,
            UnconfirmedRequestPDU: unconfirmed_request_types, ErrorPDU: error_types}.get(type(apdu))
    if getattr(apdu, "apduSeg", None):
        return
    if kind is None:
        if apdu.pduData:
            yield "more-octets"
        return
    if kind is not error_types and apdu.apduService not in SERVICES[kind is unconfirmed_request_types]:
        raise ValueError("not a service of ours")
    yield from facts_of(bytes(apdu.pduData))
    made = kind.get(apdu.apduService, Error).decode(apdu)
    yield from odd_values(made)
    value = getattr(made, "propertyValue", None)
    if value is not None and any(tag.tag_class == TagClass.context for tag in list(value.tagList)[:1]):
        yield "not-opened"
    if isinstance(made, ReadRangeACK) and made.propertyIdentifier == 131:  # Log_Buffer
        depth = 0
        for tag in made.itemData.tagList:
            depth += {TagClass.opening: 1, TagClass.closing: -1}.get(tag.tag_class, 0)
            # The status flags, and as a datum log status and bit string
            if tag.tag_class == TagClass.context and (depth, tag.tag_number) in ((1, 2), (2, 0), (2, 6)):
                if has_odd_bits(tag):
                    yield "unused-bits"
            if tag.tag_class == TagClass.context and (depth, tag.tag_number) in ((2, 8), (2, 10)):
                yield "not-opened"
        list(made.itemData.cast_out(ListOf(LogRecord)))
    if apdu.apduService in kind and written(made) != data:
        yield "other-octets"


SERVICES = ({12, 14, 15, 17, 20, 26}, {0, 1, 6, 7, 8, 9})
JUDGES = {"tag": judge_tags, "npdu": judge_npdu, "apdu": judge_service, "service": judge_service}


def judge():
    """Lines of a layer and octets in; accept with what is odd, or reject with the exception, out."""
    for line in sys.stdin:
        layer, octets = line.split()
        try:
            facts = sorted(set(JUDGES[layer](bytes.fromhex("" if octets == "-" else octets))))
        except Exception as why:  # of many kinds
            print("reject", type(why).__name__)
        else:
            print("accept", *facts)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    if sys.argv[1] == "server":
        asyncio.run(serve())
    elif sys.argv[1] == "judge":
        judge()
    else:
        sys.exit(asyncio.run(Examiner(sys.argv[2], json.load(sys.stdin)).ask_all()))
