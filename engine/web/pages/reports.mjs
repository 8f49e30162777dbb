// Reports as the PDF they will be, signing, and the register of what was issued.
import { ask, complain, define, field, form, h, say, t } from '/base.mjs';
import { card, result, watch } from '/jobs.mjs';

define({
  kind: ['种类', 'Edition'],
  bulletin: ['评议结果通报', 'Bulletin'], feedback: ['反馈函', 'Feedback letters'], notice: ['公示版', 'Public notice'], plan: ['评议方案', 'Plan'],
  rectify: ['整改报告', 'Rectification report'], summary: ['年度工作总结', 'Annual summary'], ledger: ['台账目录', 'List of records'],
  forUnit: ['单位（只用于反馈函）', 'Unit (letters only)'],
  every: ['每个被评单位', 'every evaluated unit'],
  date: ['成文日期', 'Date'],
  docNumber: ['文号', 'Document number'],
  to: ['主送机关', 'To'],
  cc: ['抄送机关', 'Copies to'],
  draft: ['生成未签名稿', 'Make a draft'],
  sign: ['签发', 'Sign and issue'],
  passphrase: ['密钥口令', 'Passphrase of the key'],
  signed: ['已签发', 'Signed'],
  register: ['签发登记', 'Register'],
  when: ['时间', 'When'],
  signer: ['签名人', 'Signer'],
  draftWord: ['未签名稿', 'draft'],
  verifyIt: ['核验', 'Verify'],
  good: ['核验通过', 'It verifies'],
  badVerify: ['核验不通过：{0}', 'It does not verify: {0}'],
  noKey: ['没有签名密钥，只能生成未签名稿。用 pingyi serve --sign 密钥 启动后可以签发。', 'There is no signing key, so only drafts can be made. Start with pingyi serve --sign KEY to sign.'],
  openPdf: ['打开 PDF', 'Open the PDF'],
  noReports: ['还没有报告。', 'There are no reports yet.'],
});

const kinds = ['bulletin', 'feedback', 'notice', 'rectify', 'summary', 'ledger', 'plan'];
const link = (name) => h('a', { href: `/api/files/${encodeURIComponent(name)}`, target: '_blank' }, name);

async function verify(name, place) {
  try {
    const v = await ask('GET', `/api/verify/${encodeURIComponent(name)}`);
    place.querySelector(':scope > .verified')?.remove();
    place.append(h('div', { class: `verified ${v.good ? 'note' : 'error'}`, role: 'status' }, `${name}：${v.good ? t('good') : t('badVerify', v.message ?? v.error?.message ?? '')}`));
  } catch (error) { complain(place, error); }
}

function line(r, place) {
  return h('tr', {}, h('td', {}, t(r.edition)), h('td', {}, link(r.file)), h('td', {}, r.issued.replace('T', ' ').slice(0, 16)), h('td', {}, r.signer || h('span', { class: 'soft' }, t('draftWord'))),
    h('td', {}, r.signer ? h('button', { type: 'button', class: 'plain', 'aria-label': `${t('verifyIt')} ${r.file}`, onclick: () => verify(r.file, place) }, t('verifyIt')) : ''));
}

export async function show(main, account) {
  const maySign = account.rights.includes('sign');
  const { units } = await ask('GET', '/api/progress');
  const list = h('div', { class: 'card' });
  const work = h('div', {});
  const secretPlace = h('div', {});
  const kind = h('select', {}, kinds.map((k) => h('option', { value: k }, t(k))));
  const unit = h('select', {}, h('option', { value: '' }, t('every')), units.map((u) => h('option', { value: u.code }, `${u.code} ${u.name}`)));
  const inputs = { date: h('input', { type: 'date' }), number: h('input', {}), to: h('input', {}), cc: h('input', {}) };
  const passphrase = h('input', { type: 'password', autocomplete: 'off' });
  const wish = () => ({ kind: kind.value, unit: kind.value === 'feedback' ? unit.value : '', ...Object.fromEntries(Object.entries(inputs).map(([k, e]) => [k, e.value.trim()])) });
  const redraw = async () => {
    const r = await ask('GET', '/api/register');
    secretPlace.replaceChildren(...(maySign && r.can_sign ? [h('div', { class: 'row' }, field(t('passphrase'), passphrase), h('button', { type: 'submit', value: 'sign' }, t('sign')))]
      : maySign ? [h('p', { class: 'soft' }, t('noKey'))] : []));
    list.replaceChildren(h('h3', {}, t('register')), r.reports.length === 0 ? h('p', {}, t('noReports'))
      : h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, ['kind', 'file', 'when', 'signer'].map((k) => h('th', { scope: 'col' }, t(k))), h('td', {}))), h('tbody', {}, r.reports.toReversed().map((one) => line(one, list))))));
  };
  let pressed = 'draft';
  const make = form({ class: 'card' }, async () => {
    if (pressed === 'sign') {
      const done = await ask('POST', '/api/report/sign', { ...wish(), passphrase: passphrase.value });
      passphrase.value = '';
      say(`${t('signed')}：${(done.file ?? '').split('/').pop()}`);
      await redraw();
    } else {
      await ask('POST', '/api/report', wish());
    }
  }, h('div', { class: 'row' }, field(t('kind'), kind), field(t('forUnit'), unit)),
  h('div', { class: 'row' }, field(t('date'), inputs.date), field(t('docNumber'), inputs.number), field(t('to'), inputs.to), field(t('cc'), inputs.cc)),
  h('p', {}), h('button', { type: 'submit', class: 'plain', value: 'draft' }, t('draft')), h('p', {}), secretPlace);
  make.addEventListener('click', (event) => { const b = event.target.closest('button'); if (b) pressed = b.value; });
  main.replaceChildren(h('h2', {}, t('reports')), make, work, list);
  await redraw();
  let last = '';
  return watch((jobs) => {
    const mine = jobs.filter((j) => j.kind === 'report').slice(0, 3);
    work.replaceChildren(...mine.map((j) => card({ ...j, title: t(j.title) }, (job) => {
      if (job.state !== 'done' || (job.exit !== 0 && job.exit !== 3)) return null;
      const place = h('p', {});
      result(job.id).then((r) => {
        const files = r?.file ? [r.file] : (r?.letters ?? r?.files ?? []).map((f) => f.file ?? f);
        place.append(...files.slice(0, 60).flatMap((f) => [link(f.split('/').pop()), ' ']));
      }).catch((error) => complain(place, error));
      return place;
    })));
    const now = mine.filter((j) => j.state === 'done').map((j) => j.id).join();
    if (now !== last) { last = now; redraw().catch((error) => complain(list, error)); }
  });
}
