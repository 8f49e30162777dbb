// The sheet as it prints, print runs, and what was handed out and refused.
import { ask, complain, define, field, form, h, number, say, t } from '/base.mjs';
import { card, watch } from '/jobs.mjs';

define({
  preview: ['看问卷样张（PDF）', 'The sheet as it prints (PDF)'],
  print: ['印制', 'Print'],
  allUnits: ['全部没有下级的单位', 'All units without units below'],
  copies: ['每个单位份数', 'Copies for each unit'],
  openSheets: ['可复印，不带编号', 'Copyable, without numbers'],
  batch: ['批次', 'Batch'],
  unissued: ['未发', 'Left over'],
  handing: ['发放登记', 'Handing out'],
  handingText: ['填实际发出去的份数和拒收的份数；未发的份数自动算出。', 'Write how many were handed out and how many refused; what is left over follows.'],
  noBatches: ['还没有印制。', 'Nothing was printed yet.'],
  files: ['可以打印的文件', 'Files to print'],
});

function handing(b) {
  const issued = h('input', { class: 'count', type: 'number', min: 0, max: b.open ? 1000000 : b.printed, value: b.issued ?? '', 'aria-label': `${b.name} ${t('issued')}` });
  const refused = h('input', { class: 'count', type: 'number', min: 0, value: b.refused ?? 0, 'aria-label': `${b.name} ${t('refused')}` });
  const left = h('td', { class: 'n' });
  const show = () => { left.textContent = issued.value === '' ? '—' : number(b.printed - Number(issued.value)); };
  const button = h('button', { type: 'button', class: 'plain', 'aria-label': `${t('save')} ${b.name}` }, t('save'));
  const line = h('tr', {}, h('td', {}, b.name), h('td', { class: 'n' }, number(b.batch)), h('td', { class: 'n' }, number(b.printed)),
    h('td', { class: 'n' }, issued), left, h('td', { class: 'n' }, refused), h('td', {}, button));
  issued.addEventListener('input', show);
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await ask('PUT', '/api/issue', { batch: b.batch, issued: Number(issued.value), refused: Number(refused.value) });
      say(`${b.name}：${t('saved')}`);
    } catch (error) {
      complain(line.closest('.card'), error);
    }
    button.disabled = false;
  });
  show();
  return line;
}

async function drawHanding(place) {
  const { batches } = await ask('GET', '/api/issue');
  place.replaceChildren(h('h3', {}, t('handing')), h('p', { class: 'soft' }, t('handingText')), batches.length === 0 ? h('p', {}, t('noBatches'))
    : h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, ['unit', 'batch', 'printed', 'issued', 'unissued', 'refused'].map((k, i) => h('th', { scope: 'col', class: i ? 'n' : null }, t(k))), h('td', {}))),
      h('tbody', {}, batches.map(handing)))));
}

async function drawFiles(place) {
  const { files } = await ask('GET', '/api/files');
  const sheets = files.filter((f) => f.name.endsWith('.pdf'));
  place.replaceChildren(...(sheets.length === 0 ? [] : [h('h3', {}, t('files')),
    h('ul', {}, sheets.map((f) => h('li', {}, h('a', { href: `/api/files/${encodeURIComponent(f.name)}`, target: '_blank' }, f.name), ` ${(f.bytes / 1e6).toFixed(1)} MB`)))]));
}

function printForm(units) {
  const unit = h('select', {}, h('option', { value: '' }, t('allUnits')), units.map((u) => h('option', { value: u.code }, `${u.code} ${u.name}`)));
  const copies = h('input', { class: 'count', type: 'number', min: 1, max: 10000, value: 50, required: true });
  const open = h('input', { type: 'checkbox' });
  return form({ class: 'card' }, async () => {
    await ask('POST', '/api/print', { unit: unit.value, copies: Number(copies.value), open: open.checked });
  }, h('h3', {}, t('print')), h('div', { class: 'row' }, field(t('unit'), unit), field(t('copies'), copies),
    h('label', {}, open, ' ', t('openSheets')), h('button', {}, t('print'))));
}

export async function show(main, account) {
  const mayPrint = account.rights.includes('print');
  const { units } = await ask('GET', '/api/progress');
  const files = h('div', {});
  const work = h('div', {});
  const place = h('div', { class: 'card' });
  main.replaceChildren(h('h2', {}, t('sheets')), h('p', {}, h('a', { class: 'button plain', href: '/api/preview', target: '_blank' }, t('preview'))),
    ...(mayPrint ? [printForm(units)] : []), work, files, place);
  await drawHanding(place);
  if (mayPrint) await drawFiles(files);
  let last = '';
  return watch((jobs) => {
    const mine = jobs.filter((j) => j.kind === 'print').slice(0, 3);
    const now = mine.filter((j) => j.state === 'done').map((j) => j.id).join();
    work.replaceChildren(...mine.map((j) => card(j)));
    if (last !== now) {
      last = now;
      drawHanding(place).catch(() => {});
      if (mayPrint) drawFiles(files).catch(() => {});
    }
  });
}
