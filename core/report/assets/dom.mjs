// SPDX-License-Identifier: GPL-2.0-or-later
// dom.mjs - elements from script. Text only ever becomes a text node: nothing here parses HTML.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const name of Object.keys(attributes || {})) {
    const value = attributes[name];
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children) if (child !== null && child !== undefined && child !== '') element.append(child);
  return element;
}

export function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

export function icon(name) {
  return svg('svg', { class: 'icon', 'aria-hidden': 'true' }, svg('use', { href: '#i-' + name }));
}

export function lang() {
  return document.getElementById('lang-zh').checked ? 'zh' : 'en';
}
