// SPDX-License-Identifier: GPL-2.0-or-later
import assert from 'node:assert/strict';
import test from 'node:test';
import { COLUMNS, anchorOf, deviceFilter, findAnchor, happened, idOf, rowWindow, select, sortBy, typeOf } from '../../../core/report/assets/model.mjs';

const row = (change) => Object.assign(['34020000001320000001', '东门', 0, 0, 0, '10.0.0.11:5060', 1, 10, 0, 7000, 100, 600, 0, 0, 0, [], []],
  Object.fromEntries(Object.entries(change).map(([key, value]) => [COLUMNS[key], value])));

const model = () => ({
  start: 0, end: 7200e6, types: ['IPC', 'NVR'], types_zh: ['网络摄像机', '网络录像机'], agents: ['IP Camera'], servers: ['34020000002000000001'],
  states: [['registered', 'ok', 'registered', '在线'], ['lost', 'bad', 'lost', '失联']],
  rules: { 7: ['keepalive.gap', 2, 'Keepalives missed', '心跳中断'], 9: ['device.lost', 3, 'Device lost', '设备失联'] },
  rows: [row({ ID: '34020000001180000003', STATE: 1, TROUBLE: 3, TYPE: 1, RULES: [9, 7], NAME: '机房', ADDRESS: '10.0.0.9:5060', SPANS: [0, 7200, 0, 1000, 300, 1] }),
    row({ TROUBLE: 2, RULES: [7], KEEPALIVES: 90, FIRST: 100, SPANS: [100, 7100, 0] }), row({ ID: ['a<b', 'a_3cb'], NAME: null, KEEPALIVES: 5, FIRST: 50 })],
});

test('an ID of odd characters brings its anchor', () => {
  const m = model();
  assert.equal(idOf(m.rows[2]), 'a<b');
  assert.equal(anchorOf(m.rows[2]), 'device-a_3cb');
  assert.equal(anchorOf(m.rows[1]), 'device-34020000001320000001');
  assert.equal(findAnchor(m, 'device-a_3cb'), 2);
  assert.equal(findAnchor(m, 'device-nobody'), -1);
});

test('filters narrow each other', () => {
  const m = model();
  assert.deepEqual(select(m, {}), [0, 1, 2]);
  assert.deepEqual(select(m, { state: 'troubled' }), [0, 1]);
  assert.deepEqual(select(m, { state: 'fine' }), [2]);
  assert.deepEqual(select(m, { state: 'lost' }), [0]);
  assert.deepEqual(select(m, { rule: 'keepalive.gap' }), [0, 1]);
  assert.deepEqual(select(m, { rule: 'device.lost', state: 'registered' }), []);
  assert.deepEqual(select(m, { rule: 'no.such-rule' }), []);
});

test('a search looks at ID, name, address, type in both languages, agent and server; all words must fit', () => {
  const m = model();
  for (const [text, found] of [['机房', [0]], ['10.0.0.9', [0]], ['网络录像机', [0]], ['NVR', [0]], ['ip camera', [0, 1, 2]], ['nvr 机房', [0]], ['nvr 东门', []],
    ['1320000001', [1]], ['  ', [0, 1, 2]], ['A<B', [2]]]) assert.deepEqual(select(m, { text }), found, text);
});

test('a piece of the time line finds what begins, ends, fails or is missing in it', () => {
  const m = model();
  assert.equal(happened(m.rows[0], 1100, 1200), true);
  assert.equal(happened(m.rows[0], 1301, 1400), false);
  assert.equal(happened(m.rows[1], 90, 110), true);
  assert.equal(happened(m.rows[1], 200, 300), false);
  assert.deepEqual(select(m, { from: 1100, to: 1200 }), [0]);
});

test('sorting keeps the order of the worst among equals and can be reversed', () => {
  const m = model();
  assert.deepEqual(sortBy(m, [0, 1, 2], 'alive', false), [2, 1, 0]);
  assert.deepEqual(sortBy(m, [0, 1, 2], 'alive', true), [0, 1, 2]);
  assert.deepEqual(sortBy(m, [0, 1, 2], 'address', false), [0, 1, 2]);
  assert.deepEqual(sortBy(m, [0, 1, 2], 'worst', true), [2, 1, 0]);
  assert.deepEqual(sortBy(m, [0, 1, 2], 'device', false), [0, 1, 2]);
});

test('a type has a word in each language and none when it is not known', () => {
  const m = model();
  assert.equal(typeOf(m, m.rows[0], 'zh'), '网络录像机');
  assert.equal(typeOf(m, row({ TYPE: -1 }), 'en'), '');
});

test('the window of rows covers what is seen, and the heights add up', () => {
  for (const n of [0, 1, 10, 1000, 100000, 1000000]) {
    const rowHeight = 54, height = 700, most = 8e6, total = Math.min(n * rowHeight, most);
    for (const top of [0, 1, 5000, total / 2, total - height]) {
      const at = rowWindow(n, rowHeight, Math.max(0, top), height, most);
      assert.ok(at.first >= 0 && at.last <= n && at.first <= at.last, `${n} ${top}`);
      assert.ok(at.last - at.first <= 40, `${n} ${top}: ${at.last - at.first} rows`);
      assert.ok(at.before <= Math.max(0, top) + 1, `${n} ${top}`);
      assert.ok(Math.abs(at.before + (at.last - at.first) * rowHeight + at.after - total) < rowHeight * 20, `${n} ${top}`);
    }
    assert.equal(rowWindow(n, rowHeight, 0, height, most).first, 0);
    assert.equal(rowWindow(n, rowHeight, Math.max(0, total - height), height, most).last, n, `${n}: the last row can be reached`);
  }
});

test('a display filter escapes what would end its string', () => {
  assert.equal(deviceFilter(['34020000001320000001']), 'sip contains "34020000001320000001"');
  assert.equal(deviceFilter([['a"b\\c_门⟨U+0001⟩', 'a_22b_5cc_5f_e9_97_a8_01']]), 'sip contains "a\\"b\\\\c_\\xe9\\x97\\xa8\\x01"');
});
