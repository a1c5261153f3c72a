// SPDX-License-Identifier: GPL-2.0-or-later
// table.mjs - the table of all devices. Up to 300 rows stand in the page as they are; more are drawn
// as one scrolls, a screenful at a time, between two spacer rows.

import { el, icon, lang } from './dom.mjs';
import { life } from './life.mjs';
import { COLUMNS, SEVERITIES, anchorOf, idOf, rowWindow, select, sortBy, typeOf } from './model.mjs';
import { duration, grouped, word } from './text.mjs';

const PLAIN = 300;
const MOST_PIXELS = 8e6;
const HEADS = [['state', 'state'], ['device', 'id'], ['verdict', 'verdict'], ['life', 'life'], ['alive', 'alive'],
  ['messages', 'msg'], ['address', 'addr']];

export function sentence(model, row) {
  const language = lang();
  const own = row[COLUMNS.VERDICT + (language === 'zh' ? 1 : 0)];
  if (own) return own;
  const rules = row[COLUMNS.RULES].map((rule) => model.rules[rule]).filter(Boolean);
  if (rules.length) return rules.map((rule) => rule[language === 'zh' ? 3 : 2]).join(' · ');
  const median = row[COLUMNS.MEDIAN];
  return median > 0 ? word(language, 'fineEvery', duration(language, median / 10)) : word(language, 'fineQuiet');
}

export function stateTitle(model, row) {
  return model.states[row[COLUMNS.STATE]][lang() === 'zh' ? 3 : 2];
}

export function lifeLabel(row) {
  const spans = row[COLUMNS.SPANS];
  let times = 0;
  for (let i = 2; i < spans.length; i += 3) if (spans[i] === 0) times++;
  return word(lang(), 'lifeText', times, row[COLUMNS.GAPS]);
}

export class DeviceTable {
  constructor(model, place) {
    this.model = model;
    this.filter = {};
    this.sort = { column: 'verdict', descending: false };
    this.rowHeight = 55;
    this.live = new Map();
    this.place = place;
    this.build();
    this.update();
    window.addEventListener('resize', () => { this.measured = false; this.scrolled(); });
  }

  build() {
    const language = lang(), model = this.model;
    const option = (value, text) => el('option', { value }, text);
    const search = el('input', { type: 'search', id: 'search', placeholder: word(language, 'search'), 'aria-label': word(language, 'searchLabel'),
      autocomplete: 'off', spellcheck: 'false', input: () => this.setFilter({ text: search.value }) });
    const state = el('select', { id: 'filter-state', 'aria-label': word(language, 'stateLabel'), change: () => this.setFilter({ state: state.value }) },
      option('', word(language, 'allStates')), option('troubled', word(language, 'troubled')), option('fine', word(language, 'fine')));
    const used = new Set();
    for (const row of model.rows) used.add(row[COLUMNS.STATE]);
    model.states.forEach((s, i) => { if (used.has(i)) state.append(option(s[0], s[language === 'zh' ? 3 : 2])); });
    const rule = el('select', { id: 'filter-rule', 'aria-label': word(language, 'ruleLabel'), change: () => this.setFilter({ rule: rule.value }) },
      option('', word(language, 'allRules')));
    for (const key of Object.keys(model.rules)) rule.append(option(model.rules[key][0], model.rules[key][language === 'zh' ? 3 : 2]));
    this.controls = { search, state, rule };
    this.count = el('span', { class: 'count', role: 'status' });
    this.chips = el('span', { class: 'chips' });
    this.body = el('tbody');
    this.heads = HEADS.map(([key, column]) => el('th', { scope: 'col', class: 'c-' + column + (key === 'alive' || key === 'messages' ? ' n' : '') },
      el('button', { type: 'button', click: () => this.sortOn(key) }, word(language, key))));
    this.table = el('table', { class: 'tb' }, el('caption', { class: 'vh' }, word(language, 'caption')), el('thead', {}, el('tr', {}, ...this.heads)), this.body);
    this.box = el('div', { class: 'grid-box', tabindex: '0', role: 'region', 'aria-label': word(language, 'caption'), scroll: () => this.scrolled() }, this.table);
    this.empty = el('p', { class: 'notice', hidden: true }, word(language, 'nothing'));
    this.place.replaceChildren(el('div', { class: 'tools' }, el('span', { class: 'search' }, icon('find'), search), state, rule, this.chips, this.count), this.box, this.empty);
    this.body.addEventListener('click', (event) => {
      const row = event.target.closest('tr[data-id]');
      if (row && !event.target.closest('a') && !String(window.getSelection())) location.hash = row.dataset.id;
    });
  }

  // The language changed: everything is written anew, filters stay.
  translate() {
    this.live.clear();
    this.build();
    this.update();
  }

  setFilter(change) {
    Object.assign(this.filter, change);
    this.update();
  }

  sortOn(column) {
    this.sort = { column, descending: this.sort.column === column && !this.sort.descending };
    this.update();
  }

  update() {
    const { search, state, rule } = this.controls, filter = this.filter;
    if (search.value !== (filter.text || '')) search.value = filter.text || '';
    state.value = filter.state || '';
    rule.value = filter.rule || '';
    this.shown = sortBy(this.model, select(this.model, filter), this.sort.column === 'verdict' ? 'worst' : this.sort.column, this.sort.descending);
    const n = this.shown.length, all = this.model.rows.length;
    this.count.textContent = all === 1 ? word(lang(), 'countOne') : n === all ? word(lang(), 'countAll', grouped(all)) : word(lang(), 'count', grouped(n), grouped(all));
    this.heads.forEach((head, i) => {
      if (HEADS[i][0] === this.sort.column) head.setAttribute('aria-sort', this.sort.descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    this.chips.replaceChildren();
    if (filter.from !== undefined && this.rangeText) {
      this.chips.append(el('button', { type: 'button', click: () => this.onClearRange() }, this.rangeText()));
    }
    this.empty.hidden = n > 0;
    this.box.hidden = n === 0;
    this.box.classList.toggle('tall', n > PLAIN);
    this.table.setAttribute('aria-rowcount', String(n + 1));
    this.live.clear();
    this.body.replaceChildren();
    this.box.scrollTop = 0;
    this.measured = false;
    this.draw();
  }

  scrolled() {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => { this.pending = 0; this.draw(); });
  }

  draw() {
    const n = this.shown.length, plain = n <= PLAIN;
    const at = plain ? { first: 0, last: n, before: 0, after: 0 }
      : rowWindow(n, this.rowHeight, this.box.scrollTop, this.box.clientHeight || 700, MOST_PIXELS);
    if (!this.before || this.before.parentNode !== this.body) {
      this.before = el('tr', { class: 'pad', 'aria-hidden': 'true' }, el('td'));
      this.after = this.before.cloneNode(true);
      this.body.append(this.before, this.after);
    }
    this.before.firstChild.style.height = at.before + 'px';
    this.after.firstChild.style.height = at.after + 'px';
    this.before.hidden = !at.before;
    this.after.hidden = !at.after;
    for (const [i, tr] of this.live) if (i < at.first || i >= at.last) { tr.remove(); this.live.delete(i); }
    let previous = this.before;
    for (let i = at.first; i < at.last; i++) {
      let tr = this.live.get(i);
      if (!tr) { tr = this.row(i); this.live.set(i, tr); }
      if (previous.nextSibling !== tr) previous.after(tr);
      previous = tr;
    }
    this.measure(at);
  }

  // How high rows really are, once after each change: it hangs on fonts, zoom and width.
  measure(at) {
    if (this.measured || this.live.size < 2) return;
    this.measured = true;
    const top = this.live.get(at.first).getBoundingClientRect().top, bottom = this.live.get(at.last - 1).getBoundingClientRect().bottom;
    const height = (bottom - top) / this.live.size;
    if (height > 8 && Math.abs(height - this.rowHeight) > 0.05) {
      this.rowHeight = height;
      this.draw();
    }
  }

  row(i) {
    const model = this.model, row = model.rows[this.shown[i]], language = lang();
    const severity = SEVERITIES[row[COLUMNS.TROUBLE]] || 'ok', type = typeOf(model, row, language);
    const median = row[COLUMNS.MEDIAN];
    return el('tr', { 'data-id': anchorOf(row), 'aria-rowindex': i + 2 },
      el('td', { class: 'c-state' }, el('span', { class: 'sev ' + severity }, icon(severity), el('span', { class: 'word' }, stateTitle(model, row)))),
      el('th', { scope: 'row', class: 'c-id' }, el('a', { class: 'tb-id two', href: '#' + anchorOf(row) }, idOf(row)),
        el('small', { class: 'two' }, [row[COLUMNS.NAME], type].filter(Boolean).join(' · ')),
        el('span', { class: 'clamp brief' }, sentence(model, row))),
      el('td', { class: 'c-verdict' }, el('span', { class: 'clamp', title: sentence(model, row) }, sentence(model, row))),
      el('td', { class: 'c-life' }, life(model, row, lifeLabel(row))),
      el('td', { class: 'c-alive n' }, grouped(row[COLUMNS.KEEPALIVES]), median > 0 ? el('small', { class: 'two' }, '× ' + duration(language, median / 10)) : ''),
      el('td', { class: 'c-msg n' }, grouped(row[COLUMNS.MESSAGES])),
      el('td', { class: 'c-addr' }, el('code', { class: 'two' }, row[COLUMNS.ADDRESS])));
  }
}
