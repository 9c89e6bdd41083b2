// SPDX-License-Identifier: MIT
// @bacnet-js/client asks our virtual meter over BACnet/IP. What the meter holds comes by standard input.
'use strict';
const dgram = require('dgram');
const fs = require('fs');
const path = require('path');

const [modules, partner] = process.argv.slice(2);
const { default: Client } = require(path.join(modules, '@bacnet-js', 'client'));

const contents = JSON.parse(fs.readFileSync(0, 'utf8'));
const meter = { address: `127.0.0.1:${partner}` };
const device = { type: 8, instance: 1234567 };
const property = { all: 8, localDate: 56, localTime: 57, objectList: 76, objectName: 77, presentValue: 85, units: 117,
                   logBuffer: 131, recordCount: 141 };
const real = 4;
const timeout = 400;  // ms
let asked = 0;
let wrong = 0;

function expect(good, what, instead) {
  asked += 1;
  if (good) return;
  wrong += 1;
  console.log(`wrong: ${what}: ${JSON.stringify(instead)}`);
}
const same = (left, right) => (right === null ? Number.isNaN(left) : Math.fround(right) === left);

async function ask(client) {
  const read = async (of, id, arrayIndex) =>
    (await client.readProperty(meter, of, id, arrayIndex === undefined ? {} : { arrayIndex })).values[0].value;
  const write = (instance, value) =>
    client.writeProperty(meter, { type: 2, instance }, property.presentValue, [{ type: real, value }], {});
  const refused = (call, why, what) => call.then(
    (answer) => expect(false, what, answer), (error) => expect(error.message === why, what, error.message));
  const error = (of, code) => `BacnetError - Class:${of} - Code:${code}`;

  for (const limits of [{}, { lowLimit: device.instance, highLimit: device.instance }]) {
    const said = await new Promise((done) => {
      const timer = setTimeout(done, 1000);
      client.once('iAm', (heard) => { clearTimeout(timer); done(heard.payload); });
      client.whoIs(limits);
    });
    expect(said && said.deviceId === device.instance && said.maxApdu === 480 && said.segmentation === 3 &&
           said.vendorId === 133, 'I-Am', said);
  }

  expect(await read(device, property.objectList, 0) === contents.length, 'the length of Object_List');
  for (const [index, one] of contents.entries()) {
    const of = { type: one.type, instance: one.instance };
    const listed = await read(device, property.objectList, index + 1);
    expect(listed.type === of.type && listed.instance === of.instance, `Object_List[${index + 1}]`, listed);
    const name = await read(of, property.objectName);
    expect(name === one.name, `the name of ${JSON.stringify(of)}`, name);
    if ('value' in one) {
      const value = await read(of, property.presentValue);
      expect(same(value, one.value), `the value of ${JSON.stringify(of)}`, value);
    }
    if ('units' in one) expect(await read(of, property.units) === one.units, `the units of ${JSON.stringify(of)}`);
  }

  const inputs = contents.filter((one) => one.type === 0).slice(0, 29);
  const all = await client.readPropertyMultiple(meter, inputs.map((one) => (
    { objectId: { type: 0, instance: one.instance }, properties: [{ id: property.presentValue }] })));
  expect(all.values.length === 29 && all.values.every((one, i) => one.objectId.instance === inputs[i].instance &&
         same(one.values[0].value[0].value, inputs[i].value)), '29 values', all);
  const mixed = (await client.readPropertyMultiple(meter, [
    { objectId: { type: 0, instance: 999 }, properties: [{ id: property.presentValue }] },
    { objectId: { type: 0, instance: 1 }, properties: [{ id: property.all }] }])).values;
  const failure = mixed[0].values[0].value[0].value;
  expect(failure.errorClass === 1 && failure.errorCode === 31, 'an error inside of an answer', mixed[0]);
  expect(mixed[1].values.length >= 8 &&
         mixed[1].values.some((one) => one.id === property.presentValue && same(one.value[0].value, inputs[0].value)),
         'all properties', mixed[1]);

  await refused(read(device, property.objectList), 'BacnetAbort - Reason:4', 'the whole Object_List');
  await refused(read({ type: 0, instance: 999 }, property.presentValue), error(1, 31), 'another object');
  await refused(read({ type: 0, instance: 1 }, property.logBuffer), error(2, 32), 'another property');
  await refused(read({ type: 20, instance: 1 }, property.logBuffer), error(2, 27), 'Log_Buffer');
  const other = (of, value) => client.writeProperty(meter, of, property.presentValue, [value], {});
  await refused(other({ type: 0, instance: 1 }, { type: real, value: 1 }), error(2, 40), 'a write to an input');
  await refused(other({ type: 2, instance: 3 }, { type: 7, value: 'x' }), error(2, 9), 'a text for a Real');
  for (const [instance, legal, illegal] of [[3, [5, 32000, 200], [4, 32001, 5.5]], [5, [0.01, 320, 1], [0, 320.01]],
                                            [8, [1, 99], [0, 100]]]) {
    for (const value of legal) {
      await write(instance, value);
      expect(same(await read({ type: 2, instance }, property.presentValue), value), `${value} in AV${instance}`);
    }
    for (const value of illegal) await refused(write(instance, value), error(2, 37), `${value} in AV${instance}`);
  }

  const log = { type: 20, instance: 1 };
  const size = await read(log, property.recordCount);
  const some = await client.readRange(meter, log, 1, 5);
  expect(some.itemCount === 5 && some.resultFlag.value[0] === 0b001, 'five records', some);
  const last = await client.readRange(meter, log, size, -3);
  expect(last.itemCount === 3 && last.resultFlag.value[0] === 0b010, 'the last three records', last);

  client.timeSync(meter, new Date(2026, 11, 31, 23, 59, 58, 700));
  const date = await read(device, property.localDate);
  const time = await read(device, property.localTime);
  expect(date.getFullYear() === 2026 && date.getMonth() === 11 && date.getDate() === 31, 'the date', date);
  expect(time.getHours() === 23 && time.getMinutes() === 59 && time.getSeconds() === 58 &&
         time.getMilliseconds() === 700, 'the time', time);

  // Where an invoke id comes again within its own timeout, this client never ends the second request: let all be over.
  await new Promise((done) => { setTimeout(done, 2 * timeout); });
  await client.deviceCommunicationControl(meter, 5, 1, { password: 'any' });
  await refused(read(log, property.recordCount), 'ERR_TIMEOUT', 'a meter that is told to be silent');
  await client.deviceCommunicationControl(meter, 0, 0, {});
  expect(await read(log, property.recordCount) === size + 1, 'the records with one more for the change of time');
  await client.reinitializeDevice(meter, 1, { password: 'any' });
  await refused(client.reinitializeDevice(meter, 2, {}), error(5, 45), 'a backup');
}

// The client wants a number for its port: the one that a socket has just been given.
const socket = dgram.createSocket('udp4');
socket.bind(0, '127.0.0.1', () => {
  const { port } = socket.address();
  socket.close(() => {
    const client = new Client({ port, interface: '127.0.0.1', broadcastAddress: meter.address, apduTimeout: timeout });
    client.on('listening', () => ask(client).catch((why) => expect(false, 'the test itself', why.stack)).then(() => {
      client.close();
      console.log(`${asked} checks, ${wrong} wrong`);
      process.exit(wrong === 0 ? 0 : 1);
    }));
  });
});
