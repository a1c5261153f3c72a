// SPDX-License-Identifier: GPL-2.0-or-later
import assert from 'node:assert/strict';
import test from 'node:test';
import { WORDS, clock, duration, grouped, word } from '../../../core/report/assets/text.mjs';

test('every word stands in both languages, with the same arguments', () => {
  const places = (text) => (text.match(/%\d/g) || []).sort().join();
  for (const [key, texts] of Object.entries(WORDS)) {
    assert.equal(texts.length, 2, key);
    assert.ok(texts[0] && texts[1], key);
    assert.equal(places(texts[0]), places(texts[1]), key);
  }
});

test('arguments are put in as they are, dollar signs too', () => {
  assert.equal(word('en', 'count', '1', '2'), '1 of 2 devices');
  assert.equal(word('zh', 'count', '1', '2'), '2 台设备中的 1 台');
  assert.equal(word('en', 'copied', '$& $1'), 'Copied: $& $1');
});

test('numbers are grouped by three', () => {
  for (const [n, text] of [[0, '0'], [999, '999'], [1000, '1,000'], [1234567, '1,234,567']]) assert.equal(grouped(n), text);
});

test('durations have at most two parts', () => {
  for (const [seconds, en, zh] of [[0.5, '0.5 s', '0.5 秒'], [60, '60 s', '60 秒'], [125, '2 min 5 s', '2 分 5 秒'], [3600, '1 h', '1 小时'],
    [3720, '1 h 2 min', '1 小时 2 分'], [90061, '1 d 1 h', '1 天 1 小时']]) {
    assert.equal(duration('en', seconds), en);
    assert.equal(duration('zh', seconds), zh);
  }
});

test('times are UTC whatever the zone of the machine', () => {
  assert.equal(clock(1714521600), '2024-05-01 00:00:00');
});
