// SPDX-License-Identifier: GPL-2.0-or-later
// life.mjs - a device's life as a small picture: registered spans, gaps, failures.

import { svg } from './dom.mjs';
import { COLUMNS } from './model.mjs';

const KINDS = ['s-ok', 'gap', 's-worse'];

export function life(model, row, label) {
  const total = Math.max(1, (model.end - model.start) / 1e6);
  const picture = svg('svg', { class: 'life', role: 'img', 'aria-label': label });
  picture.append(svg('rect', { class: 'lane', width: '100%', height: 14, rx: 3 }));
  const spans = row[COLUMNS.SPANS];
  for (const kind of [0, 1, 2]) {
    for (let i = 0; i < spans.length; i += 3) {
      if (spans[i + 2] !== kind) continue;
      const x = Math.max(0, Math.min(99, spans[i] * 100 / total));
      const width = Math.max(kind === 2 ? 3 : 1, Math.min(100 - x, spans[i + 1] * 100 / total));
      picture.append(svg('rect', { class: KINDS[kind], x: x.toFixed(2) + '%', width: width.toFixed(2) + '%', y: kind ? 1 : 3, height: kind ? 12 : 8, rx: 2 }));
    }
  }
  return picture;
}
