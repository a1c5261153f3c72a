// SPDX-License-Identifier: GPL-2.0-or-later
// copy.mjs - into Wireshark: frame numbers become buttons that copy a display filter.

import { el, lang } from './dom.mjs';
import { word } from './text.mjs';

function copyOldWay(text) {
  const area = el('textarea', { class: 'vh', 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

export function copyText(text) {
  const said = document.getElementById('toast');
  const done = () => {
    said.textContent = word(lang(), 'copied', text);
    clearTimeout(copyText.timer);
    copyText.timer = setTimeout(() => { said.textContent = ''; }, 2600);
  };
  if (navigator.clipboard && window.isSecureContext) {
    navigator.clipboard.writeText(text).then(done, () => { copyOldWay(text); done(); });
  } else {
    copyOldWay(text);
    done();
  }
}

// Those in a <summary> stay text: a button in a button can't be reached with a keyboard.
export function upgradeFrames(root) {
  for (const span of root.querySelectorAll('span.frame[data-frame]')) {
    if (span.closest('summary')) continue;
    const button = el('button', { type: 'button', class: 'frame', 'data-copy': 'frame.number == ' + span.dataset.frame,
      title: 'frame.number == ' + span.dataset.frame });
    button.append(...span.childNodes);
    span.replaceWith(button);
  }
  for (const code of root.querySelectorAll('code.filter')) {
    if (code.nextElementSibling && code.nextElementSibling.matches('[data-copy]')) continue;
    code.after(el('button', { type: 'button', 'data-copy': code.textContent }, el('span', { lang: 'en' }, word('en', 'copy')),
      el('span', { lang: 'zh' }, word('zh', 'copy'))));
  }
}

export function startCopying() {
  document.body.append(el('div', { id: 'toast', class: 'toast', role: 'status' }));
  document.querySelector('.page').append(document.getElementById('toast'));
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy]');
    if (button) copyText(button.dataset.copy);
  });
}
