// SPDX-License-Identifier: GPL-2.0-or-later
// brush.mjs - choosing a piece of the time line, by dragging over it or by two fields.

import { el, lang } from './dom.mjs';
import { clock, grouped, word } from './text.mjs';

const forField = (seconds) => clock(seconds).replace(' ', 'T');

export function startBrush(figure, model, table) {
  if (!figure) return;
  const start = Number(figure.dataset.start) / 1e6, end = Number(figure.dataset.end) / 1e6, zero = model.start / 1e6;
  const picture = figure.querySelector('svg');
  const shade = el('div', { class: 'sel', hidden: true });
  const note = el('div', { class: 'brush-note script-only' });
  const field = () => el('input', { type: 'datetime-local', step: 1, min: forField(start), max: forField(end), change: () => typed() });
  let range = null, from = field(), to = field();
  figure.append(shade);
  figure.after(note);

  function place() {
    shade.hidden = !range;
    if (!range) return;
    const box = picture.getBoundingClientRect(), left = box.left - figure.getBoundingClientRect().left - figure.clientLeft;
    const x = (t) => (t - start) / (end - start) * box.width;
    shade.style.left = left + x(range[0]) + 'px';
    shade.style.width = Math.max(2, x(range[1]) - x(range[0])) + 'px';
  }

  function say() {
    const language = lang();
    const clear = el('button', { type: 'button', hidden: !range, click: () => choose(null) }, word(language, 'clear'));
    const show = el('a', { href: '#devices' }, word(language, 'show'));
    note.replaceChildren(el('label', {}, word(language, 'from') + ' ', from), el('label', {}, word(language, 'to') + ' ', to), clear);
    if (range) note.append(el('span', { role: 'status' }, word(language, 'range', grouped(table.shown.length), clock(range[0]), clock(range[1])) + ' '), show);
  }

  function choose(next) {
    range = next && next[1] > next[0] ? next : null;
    from.value = range ? forField(range[0]) : '';
    to.value = range ? forField(range[1]) : '';
    table.rangeText = () => word(lang(), 'time', clock(range[0]), clock(range[1]).slice(11));
    table.onClearRange = () => choose(null);
    table.setFilter(range ? { from: range[0] - zero, to: range[1] - zero } : { from: undefined, to: undefined });
    place();
    say();
  }

  function typed() {
    const read = (input, otherwise) => (input.value ? Date.parse(input.value + 'Z') / 1000 : otherwise);
    choose([read(from, start), read(to, end)]);
  }

  const at = (event) => {
    const box = picture.getBoundingClientRect();
    return start + Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * (end - start);
  };
  let anchor = null;
  picture.addEventListener('pointerdown', (event) => {
    if (event.button) return;
    anchor = at(event);
    picture.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  picture.addEventListener('pointermove', (event) => {
    if (anchor === null) return;
    range = [Math.min(anchor, at(event)), Math.max(anchor, at(event))];
    place();
  });
  picture.addEventListener('pointerup', (event) => {
    if (anchor === null) return;
    const t = at(event), small = Math.abs(t - anchor) < (end - start) / 300;
    const chosen = [Math.min(anchor, t), Math.max(anchor, t)];
    anchor = null;
    choose(small ? null : chosen);
  });
  window.addEventListener('resize', place);
  say();
  return { translate: say };
}
