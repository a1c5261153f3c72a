// SPDX-License-Identifier: GPL-2.0-or-later
// device.mjs - pages: #device-ID shows one device, #finding-RULE opens a rule, anything else is the
// overview. A device whose page was folded away gets a small one made of its row.

import { upgradeFrames } from './copy.mjs';
import { el, icon, lang } from './dom.mjs';
import { life } from './life.mjs';
import { COLUMNS, SEVERITIES, TRANSPORTS, deviceFilter, findAnchor, idOf, typeOf } from './model.mjs';
import { lifeLabel, sentence, stateTitle } from './table.mjs';
import { duration, grouped, word } from './text.mjs';

function fact(name, ...value) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, ...value));
}

function foldedPage(model, row, anchor) {
  const language = lang(), say = (key, ...args) => word(language, key, ...args);
  const id = idOf(row), severity = SEVERITIES[row[COLUMNS.TROUBLE]], median = row[COLUMNS.MEDIAN];
  const rules = row[COLUMNS.RULES].map((rule) => model.rules[rule]).filter(Boolean);
  const facts = el('dl', { class: 'facts' }, fact(say('state'), stateTitle(model, row)), fact(say('type'), typeOf(model, row, language) || say('none')),
    fact(say('address'), row[COLUMNS.ADDRESS]), fact(say('transport'), TRANSPORTS.filter((_, bit) => row[COLUMNS.TRANSPORTS] & 1 << bit).join(', ')),
    fact(say('agent'), model.agents[row[COLUMNS.AGENT]] || say('none')), fact(say('server'), model.servers[row[COLUMNS.SERVER]] || say('none')),
    fact(say('messages'), grouped(row[COLUMNS.MESSAGES])), fact(say('alive'), grouped(row[COLUMNS.KEEPALIVES])),
    fact(say('median'), median > 0 ? duration(language, median / 10) : say('none')), fact(say('gaps'), grouped(row[COLUMNS.GAPS])),
    fact(say('filter'), el('code', { class: 'filter' }, deviceFilter(row))));
  const article = el('article', { id: anchor, tabindex: '-1' }, el('p', { class: 'back' }, el('a', { href: '#devices' }, say('back'))),
    el('header', {}, el('p', { class: 'kicker' }, stateTitle(model, row)),
      el('h2', {}, row[COLUMNS.NAME] || '', row[COLUMNS.NAME] ? ' ' : '', el(row[COLUMNS.NAME] ? 'small' : 'span', { class: 'id' }, id)),
      el('p', { class: 'sentence ' + severity }, icon(severity), el('span', {}, sentence(model, row)))),
    rules.length ? el('h3', {}, say('findings')) : '',
    rules.length ? el('ul', { class: 'findings' }, ...rules.map((rule) => el('li', { class: SEVERITIES[rule[1]] },
      el('a', { href: '#finding-' + rule[0] }, rule[language === 'zh' ? 3 : 2])))) : '',
    el('h3', {}, say('overTime')), el('div', { class: 'figure' }, life(model, row, lifeLabel(row))),
    el('h3', {}, say('about')), facts, el('p', { class: 'folded' }, say('folded', id)));
  return el('details', { class: 'device made', open: true }, article);
}

// The page that the report wrote, kept as text until now. It was escaped when written, like all of
// the file; the parser here is inert, and whatever could act is dropped again before it is shown.
function writtenPage(anchor) {
  const kept = document.getElementById(anchor.replace(/^device-/, 'page-'));
  if (!kept) return null;
  const page = new DOMParser().parseFromString(kept.textContent, 'text/html').querySelector('details.device');
  if (!page || page.querySelector('script, style, iframe, object, embed, link, meta, base, form, img')) return null;
  for (const node of page.querySelectorAll('*')) {
    for (const attribute of [...node.attributes]) if (/^on|^style$/i.test(attribute.name)) node.removeAttribute(attribute.name);
  }
  return document.adoptNode(page);
}

export function startRouting(model, table) {
  const page = document.querySelector('.page'), details = document.getElementById('details');
  let scroll = 0;

  function leave() {
    for (const old of document.querySelectorAll('details.device.current')) {
      old.classList.remove('current');
      old.remove();
    }
  }

  function showDevice(anchor) {
    let article = document.getElementById(anchor);
    if (!article) {
      const at = findAnchor(model, anchor);
      if (at < 0 || !details) return false;
      const made = writtenPage(anchor) || foldedPage(model, model.rows[at], anchor);
      leave();
      details.append(made);
      article = made.querySelector('article');
    }
    if (page.dataset.view !== 'device') scroll = window.scrollY;
    const holder = article.closest('details.device');
    holder.classList.add('current');
    article.querySelector('h2').setAttribute('aria-level', '1');
    holder.open = true;
    upgradeFrames(holder);
    page.dataset.view = 'device';
    window.scrollTo(0, 0);
    article.focus({ preventScroll: true });
    return true;
  }

  function showOverview(anchor) {
    const was = page.dataset.view === 'device';
    leave();
    delete page.dataset.view;
    const target = anchor && document.getElementById(anchor);
    if (target && target.matches('details')) {
      target.open = true;
      target.querySelector('summary').focus({ preventScroll: true });
    }
    if (was && anchor === 'devices') window.scrollTo(0, scroll || target.offsetTop);
    else if (target && was) target.scrollIntoView();
    else if (target && target.matches('details')) target.scrollIntoView({ block: 'center' });
  }

  function go() {
    let anchor = location.hash.slice(1);
    try { anchor = decodeURIComponent(anchor); } catch (e) { /* as it stands */ }
    if (!anchor.startsWith('device-') || !showDevice(anchor)) showOverview(anchor);
  }

  // j and k walk through the devices in the order of the table, Escape goes back, / searches.
  function step(by) {
    const at = findAnchor(model, location.hash.slice(1)), place = table.shown.indexOf(at) + by;
    const next = model.rows[table.shown[Math.max(0, Math.min(table.shown.length - 1, place))]];
    if (next) location.hash = 'device-' + (Array.isArray(next[0]) ? next[0][1] : next[0]);
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input:not(.switch), select, textarea')) return;
    const device = page.dataset.view === 'device';
    if (event.key === '/' && table) {
      event.preventDefault();
      const focus = () => table.controls.search.focus();
      if (!device) return focus();
      window.addEventListener('hashchange', focus, { once: true });
      location.hash = 'devices';
    } else if (event.key === 'Escape' && device) location.hash = 'devices';
    else if ((event.key === 'j' || event.key === 'k') && device) step(event.key === 'j' ? 1 : -1);
  });
  window.addEventListener('hashchange', go);
  go();
  return { translate: () => { if (document.querySelector('.made.current')) go(); } };
}
