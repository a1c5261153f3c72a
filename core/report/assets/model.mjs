// SPDX-License-Identifier: GPL-2.0-or-later
// model.mjs - the devices of the JSON island: what stands where in a row, and searching, filtering
// and sorting by index, so that 100,000 rows stay arrays and are never copied.

// The order in which html_table.c writes a row.
export const COLUMNS = {
  ID: 0, NAME: 1, STATE: 2, TROUBLE: 3, TYPE: 4, ADDRESS: 5, TRANSPORTS: 6, MESSAGES: 7, FIRST: 8, LAST: 9, KEEPALIVES: 10,
  MEDIAN: 11, GAPS: 12, AGENT: 13, SERVER: 14, RULES: 15, SPANS: 16, VERDICT: 17,
};
export const SEVERITIES = ['ok', 'note', 'warn', 'bad'];
export const TRANSPORTS = ['UDP', 'TCP', 'SCTP', 'WS', 'TLS'];

// An ID of odd characters comes as [as shown, its anchor].
export function idOf(row) {
  return Array.isArray(row[COLUMNS.ID]) ? row[COLUMNS.ID][0] : row[COLUMNS.ID];
}

export function anchorOf(row) {
  return 'device-' + (Array.isArray(row[COLUMNS.ID]) ? row[COLUMNS.ID][1] : row[COLUMNS.ID]);
}

export function typeOf(model, row, lang) {
  return (lang === 'zh' ? model.types_zh : model.types)[row[COLUMNS.TYPE]] || '';
}

export function findAnchor(model, anchor) {
  return model.rows.findIndex((row) => anchorOf(row) === anchor);
}

function searchText(model, row) {
  return [idOf(row), row[COLUMNS.NAME] || '', row[COLUMNS.ADDRESS], typeOf(model, row, 'en'), typeOf(model, row, 'zh'),
    model.agents[row[COLUMNS.AGENT]] || '', model.servers[row[COLUMNS.SERVER]] || ''].join('\n').toLowerCase();
}

// Did something happen to it between the two (seconds since the start)? A registration that
// begins, ends or fails, a gap, its first or last message.
export function happened(row, from, to) {
  const spans = row[COLUMNS.SPANS];
  const inside = (t) => t >= from && t <= to;
  for (let i = 0; i < spans.length; i += 3) {
    const start = spans[i], end = start + spans[i + 1];
    if (spans[i + 2] === 1 ? start <= to && end >= from : inside(start) || inside(end)) return true;
  }
  return inside(row[COLUMNS.FIRST]) || inside(row[COLUMNS.LAST]);
}

// filter: {text, state, rule, from, to}; all may be missing. state: a state's word, "troubled" or "fine".
export function select(model, filter) {
  const words = (filter.text || '').toLowerCase().split(/\s+/).filter(Boolean);
  const state = filter.state ? model.states.findIndex((s) => s[0] === filter.state) : -1;
  const rule = filter.rule ? Number(Object.keys(model.rules).find((key) => model.rules[key][0] === filter.rule)) : 0;
  if (words.length && !model.texts) model.texts = model.rows.map((row) => searchText(model, row));
  const found = [];
  for (let i = 0; i < model.rows.length; i++) {
    const row = model.rows[i];
    if (filter.state === 'troubled' && row[COLUMNS.TROUBLE] < 2) continue;
    if (filter.state === 'fine' && row[COLUMNS.TROUBLE] > 1) continue;
    if (state >= 0 && row[COLUMNS.STATE] !== state) continue;
    if (filter.rule && !row[COLUMNS.RULES].includes(rule)) continue;
    if (filter.from !== undefined && !happened(row, filter.from, filter.to)) continue;
    if (words.length && !words.every((w) => model.texts[i].includes(w))) continue;
    found.push(i);
  }
  return found;
}

// The island is worst first, so that "worst" needs no keys at all.
const KEYS = {
  worst: null,
  state: (row) => row[COLUMNS.STATE],
  device: (row) => idOf(row),
  life: (row) => row[COLUMNS.FIRST],
  alive: (row) => row[COLUMNS.KEEPALIVES],
  messages: (row) => row[COLUMNS.MESSAGES],
  address: (row) => row[COLUMNS.ADDRESS].replace(/\d+/g, (d) => d.padStart(5, '0')),
};

export function sortBy(model, indexes, column, descending) {
  const key = KEYS[column];
  if (!key) return descending ? indexes.slice().reverse() : indexes;
  const keys = new Map();
  for (const i of indexes) keys.set(i, key(model.rows[i]));
  const sign = descending ? -1 : 1;
  return indexes.slice().sort((a, b) => {
    const x = keys.get(a), y = keys.get(b);
    return x < y ? -sign : x > y ? sign : a - b;
  });
}

// Which rows a window of `height` at `top` shows, and where they stand. Browsers stop at some 17
// million pixels, so beyond `most` the scroll position is stretched over the rows.
export function rowWindow(n, rowHeight, top, height, most) {
  const full = n * rowHeight, scale = full > most ? most / full : 1, over = 6;
  const total = full * scale, visible = Math.ceil(height / rowHeight) + 1;
  const reach = Math.max(1, total - height);
  const at = scale < 1 ? Math.min(1, top / reach) * Math.max(0, n - height / rowHeight) : top / rowHeight;
  const first = Math.max(0, Math.min(n, Math.floor(at) - over));
  const last = Math.min(n, Math.floor(at) + visible + over);
  const offset = scale < 1 ? Math.max(0, top - (at - first) * rowHeight) : first * rowHeight;
  return { first, last, before: offset, after: Math.max(0, total - offset - (last - first) * rowHeight) };
}

// A Wireshark filter for all messages that name the device. An odd ID's bytes stand in its anchor
// as _xx; what the row shows of it may hold marks.
export function deviceFilter(row) {
  const id = row[COLUMNS.ID];
  if (!Array.isArray(id)) return `sip contains "${id}"`;
  const bytes = id[1].replace(/_([0-9a-f]{2})/g, (_, hex) => {
    const c = parseInt(hex, 16), letter = String.fromCharCode(c);
    return c < 0x20 || c >= 0x7f ? '\\x' + hex : letter === '"' || letter === '\\' ? '\\' + letter : letter;
  });
  return `sip contains "${bytes}"`;
}
