// The rectification ledger: add, change, close with evidence; what is late.
import { ask, complain, define, field, form, h, say, t } from '/base.mjs';

define({
  problem: ['问题', 'Problem'],
  item: ['题号', 'Question'],
  cause: ['原因', 'Cause'],
  action: ['整改措施', 'Measure'],
  office: ['责任单位', 'Responsible office'],
  person: ['责任人', 'Responsible person'],
  due: ['整改时限', 'Due'],
  mState: ['状态', 'State'],
  progressText: ['进展', 'Progress'],
  effect: ['成效', 'Effect'],
  evidence: ['销号证据', 'Evidence for closing'],
  feedbackText: ['反馈', 'Feedback'],
  addMeasure: ['新增整改事项', 'New item'],
  add2: ['新增', 'Add'],
  edit: ['修改', 'Change'],
  close2: ['销号', 'Close'],
  late: ['超期 {0} 项', '{0} late'],
  soon: ['七日内到期 {0} 项', '{0} due within 7 days'],
  undated: ['没有写时限 {0} 项', '{0} without a date'],
  isLate: ['超期 {0} 天', '{0} days late'],
  daysLeft: ['还有 {0} 天', '{0} days left'],
  noMeasures: ['还没有整改事项。', 'The ledger is empty.'],
  s_open: ['待整改', 'open'], s_doing: ['整改中', 'doing'], s_done: ['已完成', 'done'], s_standing: ['长期坚持', 'standing'], s_closed: ['销号', 'closed'],
  why: ['为什么改（改动已销号的事项必填）', 'Why (needed for a closed one)'],
});

const states = ['open', 'doing', 'done', 'standing'];
const long = new Set(['problem', 'cause', 'action', 'progress', 'effect', 'evidence', 'feedback']);
const labels = { problem: 'problem', item: 'item', unit: 'unit', cause: 'cause', action: 'action', office: 'office', person: 'person', due: 'due', progress: 'progressText', effect: 'effect', evidence: 'evidence', feedback: 'feedbackText' };

function inputs(m, keys) {
  const all = {};
  for (const k of keys) {
    all[k] = k === 'due' ? h('input', { type: 'date', value: m[k] ?? '' }) : long.has(k) ? h('textarea', { rows: 2, value: m[k] ?? '' }) : h('input', { value: m[k] ?? '' });
    if (k === 'problem') all[k].required = true;
  }
  return all;
}

const values = (all) => Object.fromEntries(Object.entries(all).map(([k, e]) => [k, e.value.trim()]));

function changed(m, all) {
  return Object.fromEntries(Object.entries(values(all)).filter(([k, v]) => v !== (m[k] ?? '')));
}

function editor(m, redraw) {
  const keys = ['problem', 'item', 'unit', 'cause', 'action', 'office', 'person', 'due', 'progress', 'effect', 'evidence', 'feedback'];
  const all = inputs(m, keys);
  const state = h('select', { value: m.state }, states.map((s) => h('option', { value: s, selected: s === m.state }, t(`s_${s}`))));
  const why = h('input', {});
  const box = h('dialog', { 'aria-label': t('edit') });
  let verb = 'set';
  const f = form({}, async () => {
    const body = { ...changed(m, all), why: why.value.trim() };
    if (verb === 'close') await ask('POST', `/api/measures/${m.id}/close`, body);
    else await ask('PUT', `/api/measures/${m.id}`, state.value === m.state ? body : { ...body, state: state.value });
    box.close();
    say(`${m.id}：${t('saved')}`);
    await redraw();
  }, h('h3', {}, `${t('edit')} ${m.id}`), keys.map((k) => field(t(labels[k]), all[k])), m.state === 'closed' ? '' : field(t('mState'), state), field(t('why'), why), h('p', {}),
  h('button', { type: 'submit', value: 'set' }, t('save')), ' ', m.state === 'closed' ? '' : h('button', { type: 'submit', class: 'plain', value: 'close' }, t('close2')), ' ',
  h('button', { type: 'button', class: 'plain', onclick: () => box.close() }, t('cancel')));
  f.addEventListener('click', (event) => { const b = event.target.closest('button[type=submit]'); if (b) verb = b.value; });
  box.append(f);
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  box.showModal();
}

function dueOf(m) {
  if (!m.due) return '—';
  const state = m.overdue ? h('div', { class: 'bad' }, t('isLate', -m.days_left)) : m.state === 'closed' || m.state === 'done' ? '' : h('div', { class: 'soft' }, t('daysLeft', m.days_left));
  return [m.due, state];
}

function line(m, redraw) {
  return h('tr', {}, h('td', { class: 'n' }, m.id), h('td', {}, m.problem), h('td', {}, m.action), h('td', {}, [m.office, m.person].filter(Boolean).join(' ')), h('td', {}, dueOf(m)),
    h('td', {}, t(`s_${m.state}`)), h('td', {}, h('button', { type: 'button', class: 'plain', 'aria-label': `${t('edit')} ${m.id}`, onclick: () => editor(m, redraw) }, t('edit'))));
}

export async function show(main) {
  const place = h('div', {});
  const late = h('div', {});
  const redraw = async () => {
    const [{ measures }, o] = await Promise.all([ask('GET', '/api/measures'), ask('GET', '/api/measures/overdue')]);
    late.replaceChildren(...[['late', 'bad'], ['soon', 'warn'], ['undated', 'warn']].filter(([k]) => o[k].length > 0).map(([k, tone]) => h('span', { class: tone }, t(k, o[k].length), '　')));
    place.replaceChildren(measures.length === 0 ? h('p', {}, t('noMeasures'))
      : h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, h('th', { class: 'n', scope: 'col' }, '#'), ['problem', 'action', 'office', 'due', 'mState'].map((k) => h('th', { scope: 'col' }, t(k))), h('td', {}))), h('tbody', {}, measures.map((m) => line(m, redraw))))));
  };
  const all = inputs({}, ['problem', 'item', 'unit', 'action', 'office', 'person', 'due']);
  main.replaceChildren(h('h2', {}, t('measures')), late, h('p', {}), place, form({ class: 'card' }, async (f) => {
    await ask('POST', '/api/measures', values(all));
    f.reset();
    await redraw();
  }, h('h3', {}, t('addMeasure')), field(t('problem'), all.problem), field(t('action'), all.action),
  h('div', { class: 'row' }, ['item', 'unit', 'office', 'person', 'due'].map((k) => field(t(labels[k]), all[k]))), h('p', {}), h('button', {}, t('add2'))));
  try { await redraw(); } catch (error) { complain(main, error); }
}
