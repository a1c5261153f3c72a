// SPDX-License-Identifier: GPL-2.0-or-later
// The report in headless Chromium, as a reader clicks through it. GB_WRITE_SAMPLE writes made-up
// reports, GB_NODE_MODULES is where npm put playwright-core and axe-core, GB_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, mkdtempSync, openSync, closeSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const require = createRequire(join(process.env.GB_NODE_MODULES, 'x.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let browser, folder;
const files = {};

function sample(...args) {
  const name = args.join('-');
  if (!files[name]) {
    files[name] = join(folder, name + '.html');
    const out = openSync(files[name], 'w');
    const run = spawnSync(process.env.GB_WRITE_SAMPLE, args, { stdio: ['ignore', out, 'inherit'] });
    closeSync(out);
    assert.equal(run.status, 0, 'the sample was written');
  }
  return 'file://' + files[name];
}

// A page that notes every error, every refused action and every request but its own file.
async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error') page.faults.push(message.text()); });
  page.on('request', (request) => { if (!/^(file|data):/.test(request.url())) page.faults.push('request ' + request.url()); });
  await page.goto(url);
  if (options.javaScriptEnabled !== false) await page.waitForFunction(() => document.documentElement.dataset.ready === '1');
  return page;
}

async function close(page) {
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

const rows = (page) => page.locator('#table tbody tr[data-id]');

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gb-report-'));
  browser = await chromium.launch({ executablePath: process.env.GB_CHROMIUM, args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
    '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});

after(async () => {
  if (browser) await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the first screen says how many devices have problems', async () => {
  const page = await open(sample('10'));
  assert.match(await page.locator('h1').innerText(), /4 of 10 devices have problems/);
  assert.equal(await rows(page).count(), 10);
  await close(page);
});

test('searching, filtering by state and by finding narrow the table', async () => {
  const page = await open(sample('1000'));
  await page.fill('#search', '34020000001320000002');
  assert.equal(await rows(page).count(), 1);
  await page.fill('#search', '');
  await page.selectOption('#filter-state', 'lost');
  const lost = await rows(page).count();
  assert.ok(lost > 0 && lost < 100);
  await page.selectOption('#filter-rule', 'auth.password-wrong');
  assert.equal(await rows(page).count(), 0);
  assert.ok(await page.getByText('No device fits').isVisible());
  await page.selectOption('#filter-state', '');
  assert.ok(await rows(page).count() > 0);
  await close(page);
});

test('a problem shows its devices', async () => {
  const page = await open(sample('1000'));
  await page.locator('[id="finding-auth.password-wrong"] summary').click();
  await page.locator('button[data-rule="auth.password-wrong"]').click();
  assert.match(await page.locator('.count').innerText(), /^\d+ of 1,000 devices$/);
  assert.equal(await page.locator('#filter-rule').inputValue(), 'auth.password-wrong');
  await close(page);
});

test('a column sorts both ways and says so', async () => {
  const page = await open(sample('10'));
  const head = page.locator('#table thead th.c-id');
  await head.locator('button').click();
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  const ids = () => page.locator('#table .tb-id').allInnerTexts();
  const up = await ids();
  assert.deepEqual(up, [...up].sort());
  await head.locator('button').click();
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  assert.deepEqual(await ids(), up.reverse());
  await close(page);
});

test('the language changes everywhere, in the table too', async () => {
  const page = await open(sample('10'));
  await page.locator('label[for=lang-zh]').click();
  assert.match(await page.locator('h1').innerText(), /10 台设备中有 4 台存在问题/);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh');
  assert.match(await page.locator('#table thead').innerText(), /设备/);
  assert.equal(await page.getByText('have problems').first().isVisible(), false);
  await close(page);
});

test('the default language is the report\'s', async () => {
  const page = await open(sample('10', 'zh'));
  assert.match(await page.locator('h1').innerText(), /存在问题/);
  await close(page);
});

test('a deep link opens a device, one to a finding opens the rule', async () => {
  const page = await open(sample('10') + '#device-34020000001320000004');
  assert.ok(await page.locator('#device-34020000001320000004 h2').isVisible());
  assert.equal(await page.locator('h1').isVisible(), false);
  await page.goto(sample('10') + '#finding-auth.password-wrong');
  assert.ok(await page.locator('[id="finding-auth.password-wrong"] .advice').isVisible());
  assert.ok(await page.locator('h1').isVisible());
  await page.goBack();
  assert.ok(await page.locator('#device-34020000001320000004 h2').isVisible());
  await close(page);
});

test('the keyboard searches, walks through devices and goes back', async () => {
  const page = await open(sample('10'));
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'search');
  await page.locator('#table .tb-id').first().focus();
  await page.keyboard.press('Enter');
  const first = await page.locator('.device.current article').getAttribute('id');
  await page.keyboard.press('j');
  await page.waitForFunction((id) => document.querySelector('.device.current article').id !== id, first);
  await page.keyboard.press('k');
  await page.waitForFunction((id) => document.querySelector('.device.current article').id === id, first);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('.device.current'));
  assert.ok(await page.locator('h1').isVisible());
  await close(page);
});

test('the ladder folds retransmissions and opens a message with headers and the digest check', async () => {
  const page = await open(sample('10') + '#device-34020000001320000004');
  const message = page.locator('.ladder li', { hasText: 'REGISTER' }).filter({ hasText: '×11' }).first();
  await message.locator('summary').click();
  const text = await message.innerText();
  assert.match(text, /Authorization: Digest/);
  assert.match(text, /HA2/);
  assert.match(text, /H\(REGISTER:sip:34020000002000000001@3402000000\)/);
  assert.match(text, /95fced343cf76247d3e2102931f17507/);
  assert.match(text, /frame\.number == \d+/);
  assert.doesNotMatch(text, /sample-secret/);
  await close(page);
});

test('a frame number copies its display filter', async () => {
  const page = await open(sample('10') + '#device-34020000001320000004', { permissions: [] });
  const frame = page.locator('.findings button.frame').first();
  const filter = await frame.getAttribute('data-copy');
  assert.match(filter, /^frame\.number == \d+$/);
  await frame.click();
  await page.waitForFunction((text) => document.getElementById('toast').textContent.includes(text), filter);
  await close(page);
});

test('a dragged piece of the time line filters the devices, and can be cleared', async () => {
  const page = await open(sample('1000'));
  await page.locator('.brush').scrollIntoViewIfNeeded();
  const box = await page.locator('.brush svg').first().boundingBox();
  await page.mouse.move(box.x + box.width * 0.55, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 60, { steps: 4 });
  await page.mouse.up();
  assert.match(await page.locator('.count').innerText(), /^\d+ of 1,000 devices$/);
  assert.ok(await page.locator('.brush .sel').isVisible());
  await page.locator('.brush-note button').click();
  assert.equal(await page.locator('.count').innerText(), '1,000 devices');
  await close(page);
});

test('without script everything can be read and the language still changes', async () => {
  const page = await open(sample('10'), { javaScriptEnabled: false });
  assert.match(await page.locator('h1').innerText(), /4 of 10 devices/);
  assert.equal(await page.locator('.devices tbody tr').count(), 10);
  assert.equal(await page.locator('details.device').count(), 10);
  await page.locator('details.device > summary').first().click();
  assert.ok(await page.locator('details.device[open] h2').first().isVisible());
  await page.locator('.ladder summary').first().click();
  assert.ok(await page.locator('.message pre').first().isVisible());
  await page.locator('label[for=lang-zh]').click();
  assert.match(await page.locator('h1').innerText(), /存在问题/);
  assert.equal(await page.locator('button:visible').count(), 0);
  await close(page);
});

test('hostile strings stay text on every page, and nothing is run or loaded', async () => {
  const page = await open(sample('10', 'hostile', 'all'));
  const anchors = await page.locator('#table tr[data-id]').evaluateAll((all) => all.map((tr) => tr.dataset.id));
  assert.equal(anchors.length, 10);
  for (const anchor of anchors) {
    await page.evaluate((id) => { location.hash = id; }, anchor);
    await page.waitForFunction((id) => document.querySelector('.device.current article').id === id, anchor);
    await page.evaluate(() => { for (const d of document.querySelectorAll('.current details')) d.open = true; });
    assert.match(await page.locator('.current h2').innerText(), /<script>window\.hacked=1<\/script>/);
    assert.match(await page.locator('.current h2').innerText(), /⟨U\+202E⟩/);
    assert.equal(await page.locator('.current script, .current img, .current style').count(), 0);
  }
  await page.locator('label[for=lang-zh]').click();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.equal(await page.locator('script').count(), 2);
  assert.equal(await page.locator('img').count(), 0);
  await close(page);
});

test('every byte and attack through every captured field stays text on every page', async () => {
  files.text = join(folder, 'text.html');
  const out = openSync(files.text, 'w');
  const run = spawnSync(process.env.GB_HOSTILE_TEXT, ['--html'], { stdio: ['ignore', out, 'inherit'] });
  closeSync(out);
  assert.equal(run.status, 0, 'the report was written');
  const page = await open('file://' + files.text);
  page.on('dialog', (dialog) => { page.faults.push('dialog ' + dialog.message()); dialog.dismiss(); });
  // What could run or load, on the page as it stands and on each device's page.
  const found = () => page.evaluate(() => {
    const bad = [];
    for (const e of document.querySelectorAll('*')) {
      if (/^(img|iframe|object|embed|link|base|form|meta|video|audio)$/i.test(e.localName) && !e.closest('head')) bad.push(e.localName);
      for (const a of e.attributes) {
        if (/^on/i.test(a.name)) bad.push(e.localName + ' ' + a.name);
        if (/^(href|src|action|xlink:href|srcset|formaction)$/i.test(a.name) && !/^(#|data:)/.test(a.value)) bad.push(a.name + '=' + a.value.slice(0, 60));
      }
    }
    if (document.querySelectorAll('script').length !== 2) bad.push('scripts');
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText)) bad.push('a control character');
    return bad;
  });
  assert.deepEqual(await found(), []);
  const pages = [...readFileSync(files.text, 'utf8').matchAll(/<article id="(device-[\w-]+)"/g)].map((m) => m[1]);
  let seen = 0;
  for (const id of pages) {
    await page.evaluate((to) => { location.hash = to; }, id);
    await page.waitForFunction((to) => document.querySelector('.device.current article')?.id === to, id);
    await page.evaluate(() => { for (const d of document.querySelectorAll('.current details')) d.open = true; });
    if (++seen % 40 === 0) assert.deepEqual(await found(), []);
  }
  assert.ok(seen > 250, `${seen} pages`);
  assert.deepEqual(await found(), []);
  await close(page);
});

test('the policy stops a script that would get in', async () => {
  const page = await open(sample('1'));
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.hacked = 1';
    document.body.append(script);
    const image = document.createElement('div');
    image.innerHTML = '<img src="data:," onerror="window.hacked = 1">';
    document.body.append(image);
  });
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  await page.context().close();
});

test('nothing scrolls sideways at 320 pixels, which is 400 % zoom', async () => {
  for (const [width, hash] of [[320, ''], [320, '#device-34020000001180000006'], [320, '#device-34020000001180000001'], [375, ''], [768, '']]) {
    const page = await open(sample('10') + hash, { viewport: { width, height: 640 } });
    await page.evaluate(() => { for (const d of document.querySelectorAll('.page details')) d.open = true; });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${width} ${hash}: ${over} pixels too wide`);
    await close(page);
  }
});

test('axe finds no serious fault: overview and device, light and dark', async () => {
  for (const [colorScheme, hash, lang] of [['light', '', 'en'], ['dark', '', 'en'], ['light', '#device-34020000001320000004', 'en'],
    ['dark', '#device-34020000001180000006', 'zh'], ['light', '#device-34020000001180000001', 'zh']]) {
    const page = await open(sample('10', lang) + hash, { colorScheme });
    await page.evaluate(() => { for (const d of document.querySelectorAll('.problems details, .current details')) d.open = true; });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Runtime.evaluate', { expression: axe });
    const { result } = await cdp.send('Runtime.evaluate', { awaitPromise: true, returnByValue: true,
      expression: 'axe.run(document).then((r) => r.violations.map((v) => [v.impact, v.id, v.nodes.slice(0, 4).map((n) => n.target.join(" ") + " | " + (n.any[0] ? n.any[0].message : ""))]))' });
    assert.deepEqual(result.value.filter(([impact]) => impact === 'serious' || impact === 'critical'), [], `${colorScheme} ${hash}`);
    await page.context().close();
  }
});

test('printed, it is pages of the summary and the worst devices', async () => {
  const page = await open(sample('1000'));
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.devices tbody tr').first().isVisible());
  assert.equal(await page.locator('.devices tbody tr').count(), 200);
  assert.equal(await page.locator('#table').isVisible(), false);
  assert.equal(await page.locator('.settings').isVisible(), false);
  const advice = page.locator('.problems .advice');
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  assert.ok(await advice.first().isVisible() && await advice.last().isVisible());
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  assert.equal(await advice.first().isVisible(), false);
  await close(page);
});

test('a hundred thousand devices open, scroll to the end and are found', async () => {
  const url = sample('100000');
  const started = Date.now();
  const page = await open(url);
  console.log(`# 100,000 devices: ${statSync(files['100000']).size} bytes, open after ${Date.now() - started} ms`);
  assert.equal(await page.locator('.count').innerText(), '100,000 devices');
  assert.ok(await rows(page).count() < 60);
  await page.locator('.grid-box').evaluate((box) => { box.scrollTop = box.scrollHeight; });
  await page.waitForFunction(() => [...document.querySelectorAll('#table tr[data-id]')].some((tr) => tr.getAttribute('aria-rowindex') === '100001'));
  await page.fill('#search', '34020000001320099999');
  assert.equal(await rows(page).count(), 1);
  await rows(page).first().locator('a').click();
  assert.ok(await page.getByText('The messages of this device were left out').isVisible());
  await close(page);
});
