// tests/web/office.mjs URL WORKSPACE-FACTS: the office page in Debian's
// Chromium, as its users use it.  TAP.
//   node office.mjs FIRST-LINK SCAN-FILE… : makes accounts, scans, settles
//   doubtful marks with the keyboard only, signs a report; axe-core on the way.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const [first, ...scans] = process.argv.slice(2);
const url = first.replace(/#.*/, '');
const secret = '一句好记的短话就行';
let n = 0;
let bad = 0;
const ok = (good, name, more = '') => {
  n++;
  if (!good) bad++;
  console.log(`${good ? 'ok' : 'not ok'} ${n} - ${name}`);
  if (!good && more) console.log(String(more).replace(/^/gm, '# '));
};

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
const page = await context.newPage();
const errors = [];
page.on('pageerror', (e) => errors.push(e.message));
page.on('console', (m) => { if (m.type() === 'error' && !/401|403/.test(m.text())) errors.push(m.text()); });

async function axe(name) {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  ok(found.violations.length === 0, `${name}: axe finds nothing`, found.violations.map((v) => `${v.id}: ${v.nodes.map((x) => x.target).join(' ')}`).join('\n'));
}

async function signIn(who) {
  await page.waitForSelector('input[type=password]');
  const inputs = page.locator('form input');
  await inputs.nth(0).fill(who);
  await inputs.nth(1).fill(secret);
  await page.keyboard.press('Enter');
  await page.waitForSelector('nav a');
}

async function open(name, ready) {
  await page.click(`nav a[href="#${name}"]`);
  await page.waitForSelector(ready);
}

// The first administrator, by the link; then the others.
await page.goto(first);
await page.waitForSelector('form');
await axe('the first administrator');
const inputs = page.locator('form input');
for (const [i, text] of ['王管理', 'wang', secret, secret].entries()) await inputs.nth(i).fill(text);
await page.keyboard.press('Enter');
await page.waitForSelector('nav a');
ok(!page.url().includes('first='), 'the link is gone from the address');
await page.waitForSelector('table');
await axe('progress');
await open('sheets', '.card table');
await axe('sheets');
await open('collect', '.card button');
ok(await page.locator('main img').count() === 0, 'the code for Collect is not shown before it is asked for');
await page.click('.card button');
await page.waitForFunction(() => document.querySelector('main img')?.naturalWidth > 0);
await axe('collect');
await open('accounts', 'form');
for (const [login, name, role] of [['zhao', '赵录入', 'clerk'], ['sun', '孙领导', 'leader']]) {
  const f = page.locator('form input');
  await f.nth(0).fill(name);
  await f.nth(1).fill(login);
  await page.selectOption('form select', role);
  await f.nth(2).fill(secret);
  await page.click('form button');
  await page.waitForSelector(`td:text-is("${login}")`);
}
await axe('accounts');
ok(await page.locator('nav a[href="#results"]').count() === 0, 'an administrator sees no results');

// The clerk scans.
await page.click('#leave');
await signIn('zhao');
ok(await page.locator('nav a[href="#accounts"]').count() === 0, 'a clerk sees no accounts');
await open('scan', '.drop');
await page.locator('input[type=file]').first().setInputFiles(scans);
await page.waitForSelector('.card strong + .good, .card strong + .warn, .card strong + .bad', { timeout: 60000 });
await page.waitForSelector('.card table, .card p.good');
ok(await page.locator('.card strong + .bad').count() === 0, 'the scans are read');
await axe('scanning');

// He settles doubtful marks with the keyboard alone.
await open('review', '.choice');
await axe('review');
const waiting = async () => Number((await page.textContent('main strong')).match(/\d+/)[0]);
const before = await waiting();
let slowest = 0;
let settled = 0;
for (; settled < 50 && await page.locator('.choice').count() > 0; settled++) {
  const shown = await page.textContent('main .view');
  const began = Date.now();
  const several = await page.locator('.view button:text-is("确定")').count() > 0;
  await page.keyboard.press(settled % 5 === 4 ? '0' : '1');
  if (several && settled % 5 !== 4) await page.keyboard.press('Enter');
  await page.waitForFunction((old) => document.querySelector('main .view')?.textContent !== old, shown, { timeout: 5000, polling: 5 });
  slowest = Math.max(slowest, Date.now() - began);
}
ok(settled === 50, 'fifty doubtful marks settled by keys', settled);
ok(slowest < 1000, 'and none kept the clerk waiting', `${slowest} ms`);
await page.keyboard.press('Backspace');
ok((await page.textContent('main .note')).includes('已定为'), 'Backspace goes back to what was decided');
await page.keyboard.press('x');
await page.waitForTimeout(500);
const left = await page.evaluate(async () => (await (await fetch('/api/reviews')).json()).open);
ok(left === before - 50, 'they are settled in the round', `${before} -> ${left}`);
await page.keyboard.press('Space');
await page.waitForTimeout(300);
ok(await page.locator('.paper img').evaluate((i) => i.src.includes('whole')), 'Space shows the whole page');
await page.click('button:has-text("成批看")');
await page.waitForSelector('.wall .crop');
await axe('the wall of crops');
const crops = await page.locator('.wall .crop').count();
await page.locator('.wall .crop').first().click();
ok((await page.textContent('main .card button')).includes(String(crops - 1)), 'one of the wall is taken out');
await page.locator('main .card button').click();
await page.waitForTimeout(800);
const after = await page.evaluate(async () => (await (await fetch('/api/reviews')).json()).open);
ok(after === left - (crops - 1), 'the others are accepted', `${left} -> ${after}`);
await page.click('button:has-text("录入手写内容")');
await page.waitForSelector('textarea');
await axe('typing what was written');

// The leader reads, drafts and signs.
await page.click('#leave');
await signIn('sun');
ok(await page.locator('nav a[href="#scan"]').count() === 0, 'a leader does not scan');
await open('results', 'main svg');
await axe('results');
await open('reports', 'input[type=password]');
await page.selectOption('form select', 'notice');
await page.fill('input[type=password]', secret);
await page.click('button[value=sign]');
await page.waitForSelector('td:has-text("试用")', { timeout: 20000 });
await page.click('td button');
await page.waitForSelector('.verified');
ok((await page.textContent('.verified')).includes('核验通过'), 'the signed notice verifies', await page.textContent('.verified'));
await axe('reports');
await open('measures', 'form');
await page.locator('form textarea').first().fill('群众反映办事排队太久');
await page.click('form button');
await page.waitForSelector('td button');
await page.click('td button');
await page.waitForSelector('dialog[open]');
await axe('a measure');
await page.keyboard.press('Escape');
await page.click('#language');
await page.waitForSelector('nav a:has-text("Results")');
ok(await page.evaluate(() => document.documentElement.lang) === 'en', 'the same in English');
await page.keyboard.press('Tab');
ok(errors.length === 0, 'no error in the browser', errors.join('\n'));
await browser.close();
console.log(`1..${n}`);
process.exit(bad ? 1 : 0);
