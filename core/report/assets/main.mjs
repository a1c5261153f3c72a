// SPDX-License-Identifier: GPL-2.0-or-later
// main.mjs - what the script adds to a page that can be read without it. The class comes first, so
// that what only readers without script need is never drawn.

import { startBrush } from './brush.mjs';
import { startCopying, upgradeFrames } from './copy.mjs';
import { startRouting } from './device.mjs';
import { lang } from './dom.mjs';
import { DeviceTable } from './table.mjs';

const TITLES = { en: 'GB/T 28181 session report', zh: 'GB/T 28181 会话报告' };

function setLanguage() {
  document.documentElement.lang = lang();
  document.title = document.title.replace(/ · [^·]*$/, ' · ' + TITLES[lang()]);
}

function start() {
  const model = JSON.parse(document.getElementById('data').textContent);
  const place = document.getElementById('table');
  const table = place && new DeviceTable(model, place);
  startCopying();
  for (const section of document.querySelectorAll('main > section:not(#details)')) upgradeFrames(section);
  const brush = table && startBrush(document.querySelector('.brush'), model, table);
  const routes = startRouting(model, table);
  for (const input of document.querySelectorAll('input[name=lang]')) {
    input.addEventListener('change', () => {
      setLanguage();
      for (const part of [table, brush, routes]) if (part) part.translate();
    });
  }
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-rule], a[data-state]');
    if (!button || !table) return;
    table.setFilter(button.dataset.rule ? { rule: button.dataset.rule, state: '' } : { state: button.dataset.state, rule: '' });
    if (button.dataset.rule) location.hash = 'devices';
  });
  // On paper nothing can be opened: the advice stands there.
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('.problems details:not([open]), .current details.session:not([open])')];
    for (const part of opened) part.open = true;
  });
  window.addEventListener('afterprint', () => { for (const part of opened) part.open = false; });
  setLanguage();
  document.documentElement.dataset.ready = '1';
}

document.documentElement.classList.add('js');
document.addEventListener('DOMContentLoaded', start);
