# SPDX-License-Identifier: MIT
"""pymodbus at one end of the line: as the server of the generic device, or as a client that asks ours everything.

What the device holds stands in pattern.hpp, and here a second time.
"""
import asyncio
import logging
import sys

from pymodbus.client import ModbusSerialClient
from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.diag_message import ReturnQueryDataRequest
from pymodbus.file_message import ReadFifoQueueRequest
from pymodbus.mei_message import ReadDeviceInformationRequest
from pymodbus.other_message import GetCommEventCounterRequest, ReadExceptionStatusRequest, ReportSlaveIdRequest
from pymodbus.register_write_message import WriteMultipleRegistersRequest
from pymodbus.server.async_io import ModbusSerialServer
from pymodbus.transaction import ModbusRtuFramer
from pymodbus.version import version

UNIT, OTHER_UNIT = 17, 99
COILS = range(16, 2016)
DISCRETE_INPUTS = range(3000, 5000)
HOLDING_REGISTERS = range(1000, 1250)
INPUT_REGISTERS = range(40000, 40200)
OBJECTS = {
    0x00: "meterproto", 0x01: "interop", 0x02: "1.0", 0x03: "https://example.org", 0x04: "generic device",
    0x05: "of four tables", 0x06: "test", 0x80: "a" * 200, 0x81: "b" * 244, 0x82: "c", 0xFF: "d" * 20,
}
SERVER_ID = b"\x42\xffmeterproto interop"


def coil(at):
    return at % 3 == 0 or at % 7 == 2


def discrete_input(at):
    return at % 5 == 1 or at % 11 == 4


def holding_register(at):
    return at * 40503 & 0xFFFF


def input_register(at):
    return ~(at * 25173) & 0xFFFF


def new_coil(at):
    return not coil(at)


def new_register(at):
    return at * 257 + 1 & 0xFFFF


async def serve(path):
    tables = {
        "co": (COILS, coil), "di": (DISCRETE_INPUTS, discrete_input),
        "hr": (HOLDING_REGISTERS, holding_register), "ir": (INPUT_REGISTERS, input_register),
    }
    blocks = {name: ModbusSequentialDataBlock(at[0], [value(i) for i in at]) for name, (at, value) in tables.items()}
    server = ModbusSerialServer(
        ModbusServerContext({UNIT: ModbusSlaveContext(zero_mode=True, **blocks)}, single=False),
        ModbusRtuFramer, identity=ModbusDeviceIdentification(info=OBJECTS),
        port=path, baudrate=19200, bytesize=8, parity="N", stopbits=1,
        broadcast_enable=True, ignore_missing_slaves=True)  # with the one it answers for every unit, but for the other
    await server.start()
    print("ready", flush=True)
    await server.serve_forever()


class Examiner:
    def __init__(self, path):
        self.client = ModbusSerialClient(
            path, framer=ModbusRtuFramer, baudrate=19200, bytesize=8, parity="N", stopbits=1,
            timeout=1, strict=False, broadcast_enable=True)
        self.asked = self.wrong = 0
        self.expect(self.client.connect(), "connect", "cannot open " + path)

    def expect(self, good, what, instead):
        self.asked += 1
        if not good:
            self.wrong += 1
            print(f"{what}: {instead}")

    def ask(self, what, answer):
        good = not isinstance(answer, Exception) and not answer.isError()
        self.expect(good, what, answer)
        return answer if good else None

    def refused(self, what, answer, code):
        got = getattr(answer, "exception_code", None)
        self.expect(got == code, what, answer if got is None else f"exception {got}")

    def bits(self, read, what, first, count, right):
        if answer := self.ask(what, read(first, count, slave=UNIT)):
            wanted = [right(first + i) for i in range(count)] + [False] * (-count % 8)  # 6.1: padded with zeros
            self.expect(answer.bits == wanted, f"{what} at {first}, {count}", "other bits")

    def registers(self, read, what, first, count, right):
        if answer := self.ask(what, read(first, count, slave=UNIT)):
            self.expect(answer.registers == [right(first + i) for i in range(count)], f"{what} at {first}, {count}",
                        answer.registers)

    def ask_all(self):
        self.read_all()
        self.write_all()
        self.be_refused()
        self.identify()
        self.be_ignored()
        print(f"pymodbus {version.short()}: {self.asked} checks, {self.wrong} failed")
        return 1 if self.wrong else 0

    def read_all(self):
        it = self.client
        self.bits(it.read_coils, "01", COILS[0], 2000, coil)
        self.bits(it.read_coils, "01", COILS[5], 13, coil)
        self.bits(it.read_discrete_inputs, "02", DISCRETE_INPUTS[0], 2000, discrete_input)
        self.bits(it.read_discrete_inputs, "02", DISCRETE_INPUTS[-1], 1, discrete_input)
        self.registers(it.read_holding_registers, "03", HOLDING_REGISTERS[0], 125, holding_register)
        self.registers(it.read_holding_registers, "03", HOLDING_REGISTERS[-1], 1, holding_register)
        self.registers(it.read_input_registers, "04", INPUT_REGISTERS[0], 125, input_register)
        self.registers(it.read_input_registers, "04", INPUT_REGISTERS[-2], 2, input_register)
        if answer := self.ask("11", it.execute(ReportSlaveIdRequest(UNIT))):
            self.expect(answer.identifier == SERVER_ID, "11", answer.identifier)

    def write_all(self):
        it = self.client
        first = COILS[0]
        self.ask("05", it.write_coil(first + 7, new_coil(first + 7), slave=UNIT))
        self.ask("05", it.write_coil(first + 8, new_coil(first + 8), slave=UNIT))
        self.bits(it.read_coils, "01 after 05", first, 20,
                  lambda at: (new_coil if at in (first + 7, first + 8) else coil)(at))
        self.ask("0F", it.write_coils(first, [new_coil(first + i) for i in range(1968)], slave=UNIT))
        self.bits(it.read_coils, "01 after 0F", first, 2000,
                  lambda at: (new_coil if at < first + 1968 else coil)(at))
        few = [True, False, True, True, False, False, True, False, True, True, True]
        self.ask("0F", it.write_coils(first + 101, few, slave=UNIT))
        self.bits(it.read_coils, "01 after 0F", first + 90, 40,
                  lambda at: few[at - first - 101] if 0 <= at - first - 101 < 11 else new_coil(at))

        first = HOLDING_REGISTERS[0]
        read = it.read_holding_registers
        self.ask("06", it.write_register(first + 200, new_register(first + 200), slave=UNIT))
        self.registers(read, "03 after 06", first + 199, 3,
                       lambda at: (new_register if at == first + 200 else holding_register)(at))
        self.ask("10", it.write_registers(first, [new_register(first + i) for i in range(123)], slave=UNIT))
        self.registers(read, "03 after 10", first, 125,
                       lambda at: (new_register if at < first + 123 else holding_register)(at))
        # V1.1b3, 6.16: 0012 with F2 and 25 becomes 0017
        self.ask("06", it.write_register(first + 210, 0x0012, slave=UNIT))
        self.ask("16", it.mask_write_register(address=first + 210, and_mask=0x00F2, or_mask=0x0025, unit=UNIT))
        self.registers(read, "03 after 16", first + 210, 1, lambda at: 0x0017)
        # 17 writes first: what it reads has what it wrote
        answer = self.ask("17", it.readwrite_registers(
            read_address=first, read_count=125, write_address=first + 2, write_registers=[i * 3 for i in range(121)],
            unit=UNIT))
        if answer:
            wanted = [new_register(first), new_register(first + 1), *(i * 3 for i in range(121)),
                      holding_register(first + 123), holding_register(first + 124)]
            self.expect(answer.registers == wanted, "17", answer.registers)

    def be_refused(self):
        it = self.client
        holding = HOLDING_REGISTERS
        self.refused("01 behind the end", it.read_coils(COILS[-1], 2, slave=UNIT), 2)
        self.refused("02 behind the end", it.read_discrete_inputs(DISCRETE_INPUTS[-1], 2, slave=UNIT), 2)
        self.refused("03 behind the end", it.read_holding_registers(holding[-1], 2, slave=UNIT), 2)
        self.refused("03 beyond 65535", it.read_holding_registers(65535, 2, slave=UNIT), 2)
        self.refused("04 of a holding register", it.read_input_registers(holding[0], 1, slave=UNIT), 2)
        self.refused("05 behind the end", it.write_coil(COILS[-1] + 1, True, slave=UNIT), 2)
        self.refused("06 behind the end", it.write_register(holding[-1] + 1, 1, slave=UNIT), 2)
        self.refused("0F behind the end", it.write_coils(COILS[-1], [True, True], slave=UNIT), 2)
        self.refused("10 behind the end", it.write_registers(holding[-1], [1, 1], slave=UNIT), 2)
        self.refused("16 behind the end", it.mask_write_register(address=holding[-1] + 1, unit=UNIT), 2)
        self.refused("17 writes behind the end", it.readwrite_registers(
            read_address=holding[0], read_count=1, write_address=holding[-1], write_registers=[1, 1], unit=UNIT), 2)
        self.refused("17 reads behind the end", it.readwrite_registers(
            read_address=holding[-1], read_count=2, write_address=holding[240], write_registers=[1, 1], unit=UNIT), 2)
        self.registers(it.read_holding_registers, "03 after refused writes", holding[230], 20, holding_register)

        self.refused("01 of 2001", it.read_coils(COILS[0], 2001, slave=UNIT), 3)
        self.refused("02 of none", it.read_discrete_inputs(DISCRETE_INPUTS[0], 0, slave=UNIT), 3)
        self.refused("03 of 126", it.read_holding_registers(holding[0], 126, slave=UNIT), 3)
        self.refused("04 of none", it.read_input_registers(INPUT_REGISTERS[0], 0, slave=UNIT), 3)
        self.refused("0F of 1969", it.write_coils(COILS[0], [True] * 1969, slave=UNIT), 3)
        fewer = WriteMultipleRegistersRequest(holding[0], [1, 2, 3], UNIT)
        fewer.count = 4
        self.refused("10 of 4 in 3", it.execute(fewer), 3)
        self.refused("17 that reads 126", it.readwrite_registers(
            read_address=holding[0], read_count=126, write_address=holding[0], write_registers=[1], unit=UNIT), 3)
        self.refused("07, which ours has not", it.execute(ReadExceptionStatusRequest(UNIT)), 1)
        self.refused("08, which ends by silence", it.execute(ReturnQueryDataRequest(0x1234, unit=UNIT)), 1)
        self.refused("0B, which ours has not", it.execute(GetCommEventCounterRequest(unit=UNIT)), 1)
        self.refused("18, which ours has not", it.execute(ReadFifoQueueRequest(0, unit=UNIT)), 1)

    def identify(self):
        def ask(code, at=0):
            return self.client.execute(ReadDeviceInformationRequest(code, at, unit=UNIT))

        def read(code):
            found, at, parts = {}, 0, 0
            while answer := self.ask("2B/0E", ask(code, at)):
                parts += 1
                self.expect(answer.conformity == 0x83, "2B/0E", f"conformity {answer.conformity}")
                self.expect(answer.number_of_objects == len(answer.information), "2B/0E", "another number of objects")
                found.update({at: value.decode() for at, value in answer.information.items()})
                at = answer.next_object_id
                if not answer.more_follows or parts == 10:
                    self.expect(at == 0, "2B/0E", f"the last part names object {at} as next")
                    break
            return found, parts

        for name, code, last, parts in ("basic", 1, 0x02, 1), ("regular", 2, 0x06, 1), ("extended", 3, 0xFF, 4):
            wanted = {at: value for at, value in OBJECTS.items() if at <= last}
            got = read(code)
            self.expect(got == (wanted, parts), f"2B/0E {name}", got)
        for at, value in OBJECTS.items():
            if answer := self.ask("2B/0E individual", ask(4, at)):
                self.expect(answer.information == {at: value.encode()}, "2B/0E individual", answer.information)
        # V1.1b3, 6.21: from an object that is not there, the stream begins again
        for at in 0x07, 0x80:  # 80 is there, but not for this code
            if answer := self.ask("2B/0E regular from behind", ask(2, at)):
                self.expect(list(answer.information) == list(range(7)), "2B/0E regular from behind", answer.information)
        if answer := self.ask("2B/0E regular from 03", ask(2, 0x03)):
            self.expect(list(answer.information) == list(range(3, 7)), "2B/0E regular from 03", answer.information)
        self.refused("2B/0E, one object that is not there", ask(4, 0x90), 2)
        self.refused("2B/0E with code 05", ask(5), 3)
        other = ReadDeviceInformationRequest(1, 0, unit=UNIT)
        other.sub_function_code = 0x0D
        self.refused("2B/0D", self.client.execute(other), 1)

    def be_ignored(self):
        it = self.client
        it.write_register(HOLDING_REGISTERS[200], 0xBEEF, slave=0)  # to all units: pymodbus waits for nothing
        self.registers(it.read_holding_registers, "03 after a broadcast", HOLDING_REGISTERS[200], 1, lambda at: 0xBEEF)
        answer = it.read_holding_registers(HOLDING_REGISTERS[0], 1, slave=OTHER_UNIT)
        self.expect(isinstance(answer, Exception), "03 of another unit", answer)
        self.registers(it.read_holding_registers, "03 after that", HOLDING_REGISTERS[200], 1, lambda at: 0xBEEF)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    if sys.argv[1] == "server":
        asyncio.run(serve(sys.argv[2]))
    sys.exit(Examiner(sys.argv[2]).ask_all())
