// What was handed out and came back, unit by unit; drawn anew every ten seconds.
import { ask, complain, define, h, number, percent, t } from '/base.mjs';

define({
  valid: ['有效', 'Valid'],
  toReview: ['待复核', 'To review'],
  over: ['回收多于发放：请核对发放份数', 'More came back than was handed out: check the counts'],
  closed: ['本轮已封存。', 'The round is closed.'],
  noUnits: ['还没有单位。', 'There are no units.'],
});

const EVERY_MS = 10000;

function depths(units) {
  const above = new Map(units.map((u) => [u.code, u.parent]));
  return (code) => {
    let n = 0;
    for (let c = above.get(code); c !== null && c !== undefined && n < 9; c = above.get(c)) n++;
    return n;
  };
}

function figure(label, value, tone) {
  return h('div', { class: 'figure' }, label, h('b', { class: tone ?? null }, value));
}

function row(u, depth) {
  const share = u.return_share;
  return h('tr', { class: depth > 1 ? 'deeper' : depth === 1 ? 'deep' : null },
    h('td', {}, u.name), h('td', { class: 'n' }, number(u.printed)), h('td', { class: 'n' }, number(u.issued)), h('td', { class: 'n' }, number(u.refused)),
    h('td', { class: 'n' }, number(u.returned)), h('td', { class: 'n' }, number(u.valid)),
    h('td', {}, u.over_returned ? h('span', { class: 'bad' }, t('over'))
      : [h('span', { class: 'bar', 'aria-hidden': 'true' }, bar(share)), percent(share)]));
}

function bar(share) {
  const i = h('i');
  i.style.width = `${Math.min(100, 100 * (share ?? 0))}%`;
  return i;
}

function table(units) {
  const depth = depths(units);
  const heads = ['unit', 'printed', 'issued', 'refused', 'returned', 'valid', 'rate'];
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('progress') }, h('table', {},
    h('thead', {}, h('tr', {}, heads.map((k, i) => h('th', { scope: 'col', class: i > 0 && i < 6 ? 'n' : null }, t(k))))),
    h('tbody', {}, units.map((u) => row(u, depth(u.code))))));
}

async function draw(main) {
  const p = await ask('GET', '/api/progress');
  const top = p.units[0];
  main.replaceChildren(h('h2', {}, t('progress')),
    p.closed ? h('p', { class: 'note' }, t('closed')) : '',
    top ? h('div', { class: 'figures' }, figure(t('issued'), number(top.issued)), figure(t('returned'), number(top.returned)),
      figure(t('rate'), percent(top.return_share)), figure(t('valid'), number(top.valid)), figure(t('toReview'), number(p.open_reviews), p.open_reviews > 0 ? 'warn' : 'good'))
      : h('p', {}, t('noUnits')),
    top ? table(p.units) : '');
}

export async function show(main) {
  await draw(main);
  const timer = setInterval(() => draw(main).catch((error) => complain(main, error)), EVERY_MS);
  return () => clearInterval(timer);
}
