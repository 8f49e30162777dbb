// Tallies as charts and tables; every chart has its numbers beside it.
import { ask, complain, define, h, number, percent, t } from '/base.mjs';

define({
  questions: ['各题', 'Questions'],
  byUnit: ['各单位', 'Units'],
  wholeRound: ['全部', 'The whole round'],
  question: ['题目', 'Question'],
  chart: ['答案分布', 'Answers'],
  rateOf: ['率（分子/分母）', 'Rate (of)'],
  interval: ['95% 区间', '95 % interval'],
  hidden: ['人数太少，不公布', 'Too few to show'],
  waitingReviews: ['还有 {0} 处待复核，数字会变。', '{0} places still wait for review; figures will change.'],
  aware: ['知晓率', 'Awareness'],
  satisfied: ['满意率', 'Satisfaction'],
  verdict: ['结论', 'Verdict'],
  v_met: ['达标', 'met'], v_not_met: ['未达标', 'not met'], v_borderline: ['临界', 'borderline'], v_open: ['临界', 'borderline'],
  blank: ['未答', 'blank'], invalid: ['作废', 'invalid'],
  quality: ['建议复核的批次', 'Batches worth a second look'],
  noFlags: ['没有。', 'None.'],
});

const svg = (name, attributes, ...children) => {
  const e = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  e.append(...children);
  return e;
};

// From satisfied to not: readable in grey and by colour-blind readers.
const tones = ['#14416b', '#6f9cc4', '#d9822b', '#9a9a9a', '#5a5a5a', '#c9c9c9'];

function bars(q) {
  const all = q.counts.reduce((sum, c) => sum + c.n, 0);
  const wide = 420;
  let x = 0;
  const parts = q.counts.map((c, i) => {
    const w = all ? (wide * c.n) / all : 0;
    const group = svg('g', {}, svg('rect', { x, y: 0, width: Math.max(0, w - 1), height: 22, fill: tones[i % tones.length] }));
    if (w > 34) {
      const text = svg('text', { x: x + w / 2, y: 15.5, 'text-anchor': 'middle', 'font-size': 12, fill: i === 1 || i === 2 || i === 5 ? '#000' : '#fff' });
      text.textContent = percent(c.n / all, 0);
      group.append(text);
    }
    x += w;
    return group;
  });
  const label = q.counts.map((c) => `${c.text} ${c.n}`).join('，');
  const picture = svg('svg', { viewBox: `0 0 ${wide} 22`, width: wide, height: 22, role: 'img', 'aria-label': label }, ...parts);
  return [picture, h('div', { class: 'soft' }, label)];
}

const many = (q) => q.role === 'priority';
function counts(q) {
  if (!many(q)) return bars(q);
  return h('div', {}, q.counts.map((c) => h('div', {}, h('span', { class: 'bar', 'aria-hidden': 'true' }, fill(c.n / q.asked)), `${c.text} ${c.n}（${percent(c.n / q.asked)}）`)));
}

function fill(share) {
  const i = h('i');
  i.style.width = `${100 * share}%`;
  return i;
}

const interval = (i) => (i ? `${percent(i[0])} – ${percent(i[1])}` : '—');
const rate = (r) => (r ? [percent(r.share), h('div', { class: 'soft' }, `${r.num} / ${r.den}`)] : '—');

function question(q) {
  return h('tr', {}, h('td', {}, h('strong', {}, q.code), ' ', q.text),
    h('td', {}, q.suppressed ? h('span', { class: 'soft' }, t('hidden')) : q.counts ? counts(q) : number(q.written)),
    h('td', { class: 'n' }, q.suppressed ? '—' : rate(q.rate ?? q.bad_rate)), h('td', { class: 'n' }, q.suppressed ? '—' : interval(q.interval)),
    h('td', { class: 'n' }, number(q.blank)), h('td', { class: 'n' }, number(q.invalid)));
}

const verdict = (word) => (word ? h('span', { class: word === 'met' ? 'good' : word === 'not_met' ? 'bad' : 'warn' }, t(`v_${word}`)) : '—');

function unit(u) {
  return h('tr', {}, h('td', {}, u.name), h('td', { class: 'n' }, number(u.returned)), h('td', { class: 'n' }, percent(u.return_rate?.share)),
    u.suppressed ? h('td', { colspan: 6, class: 'soft' }, t('hidden')) : [h('td', { class: 'n' }, percent(u.aware?.share)), h('td', { class: 'n' }, interval(u.aware_interval)), h('td', {}, verdict(u.aware_inference?.conclusion ?? u.aware_verdict)),
      h('td', { class: 'n' }, percent(u.satisfied?.share)), h('td', { class: 'n' }, interval(u.satisfied_interval)), h('td', {}, verdict(u.satisfied_inference?.conclusion ?? u.satisfied_verdict))]);
}

const heads = (keys) => h('thead', {}, h('tr', {}, keys.map((k) => h('th', { scope: 'col' }, t(k)))));

export async function show(main) {
  const byUnit = await ask('GET', '/api/tally?by=unit');
  const choose = h('select', { 'aria-label': t('unit') }, byUnit.units.map((u, i) => h('option', { value: i ? u.code : '' }, i ? `${u.code} ${u.name}` : t('wholeRound'))));
  const questions = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('questions') });
  const draw = async () => {
    try {
      const d = await ask('GET', `/api/tally?by=question${choose.value ? `&unit=${encodeURIComponent(choose.value)}` : ''}`);
      questions.replaceChildren(h('table', {}, heads(['question', 'chart', 'rateOf', 'interval', 'blank', 'invalid']), h('tbody', {}, d.items.map(question))));
    } catch (error) { complain(main, error); }
  };
  choose.addEventListener('change', draw);
  main.replaceChildren(h('h2', {}, t('results')), byUnit.open_reviews > 0 ? h('p', { class: 'note' }, t('waitingReviews', byUnit.open_reviews)) : '',
    h('h3', {}, t('byUnit')), h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('byUnit') }, h('table', {}, heads(['unit', 'returned', 'rate', 'aware', 'interval', 'verdict', 'satisfied', 'interval', 'verdict']), h('tbody', {}, byUnit.units.map(unit)))),
    h('h3', {}, t('questions')), h('div', { class: 'row' }, choose), h('p', {}), questions);
  await draw();
}
