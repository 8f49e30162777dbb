// Scanning: files dropped here or a folder of this computer; what became of
// every page, what is set aside and why, what is missing.
import { ask, complain, define, field, form, h, t } from '/base.mjs';
import { card, result, watch } from '/jobs.mjs';

define({
  drop: ['把扫描文件拖到这里（PDF、TIFF、PNG、JPEG）', 'Drop scanned files here (PDF, TIFF, PNG, JPEG)'],
  choose: ['或选择文件', 'or choose files'],
  chooseFolder: ['选择文件夹', 'choose a folder'],
  folder: ['本机上的文件夹', 'A folder of this computer'],
  folderHint: ['扫描仪保存文件的位置，例如 /home/scan', 'Where the scanner puts its files, such as /home/scan'],
  readOnce: ['读一遍', 'Read it once'],
  watchIt: ['盯住它，来一份读一份', 'Watch it: read each file as it comes'],
  sending: ['正在上传 {0}（{1}/{2}）', 'Sending {0} ({1} of {2})'],
  andMore: ['{0} 等 {1} 个文件', '{0} and others, {1} files'],
  became: ['各页结果', 'What became of the pages'],
  aside: ['没有读成的页', 'Pages that were not read'],
  missing: ['还缺的面', 'Sides that are missing'],
  pageNo: ['页', 'Page'],
  outcome: ['结果', 'Outcome'],
  reason: ['原因', 'Reason'],
  serial: ['编号', 'Serial'],
  side: ['面', 'Side'],
  tidy: ['没有要处理的页。', 'No page needs anybody.'],
  o_read: ['已读取', 'read'], o_same_image: ['重复的图像', 'the same image again'], o_same_sheet: ['重复扫描，答案相同', 'the same sheet again'],
  o_rescan: ['重扫', 'scanned again'], o_conflict: ['重复扫描，答案不同', 'the same sheet, other answers'], o_other_survey: ['别的调查的问卷', 'another survey'],
  o_other_revision: ['未印制过的版本', 'never printed here'], o_wrong_side: ['面次不对', 'wrong side'], o_forged: ['伪造的编码', 'forged code'], o_foreign: ['不是问卷', 'no questionnaire'],
  o_blank: ['空白页', 'blank'], o_blank_back: ['空白背面', 'blank back'], o_separator: ['分隔页', 'separator'], o_no_code: ['编码不清', 'code not readable'],
  o_unreadable: ['无法读取', 'not readable'], o_broken: ['文件损坏', 'damaged file'],
});

const fine = new Set(['read', 'same_image', 'same_sheet', 'rescan', 'blank', 'blank_back', 'separator']);

async function send(files, place) {
  const line = h('p', { class: 'note' });
  place.prepend(line);
  try {
    if (files.length === 0) return;
    const batch = Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, '0')).join('');
    for (const [i, file] of files.entries()) {
      line.textContent = t('sending', file.name, i + 1, files.length);
      await ask('POST', `/api/scan?batch=${batch}&place=${i + 1}&name=${encodeURIComponent(file.name)}`, file);
    }
    await ask('POST', `/api/scan/start?batch=${batch}`, { title: files.length === 1 ? files[0].name : t('andMore', files[0].name, files.length) });
  } catch (error) {
    complain(place, error);
  }
  line.remove();
}

async function walk(entry) {
  if (entry.isFile) return [await new Promise((good, bad) => entry.file(good, bad))];
  const reader = entry.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((good, bad) => reader.readEntries(good, bad));
    if (some.length === 0) break;
    for (const e of some) all.push(...await walk(e));
  }
  return all;
}

function dropArea(place) {
  const files = h('input', { type: 'file', multiple: true, hidden: true });
  const folder = h('input', { type: 'file', webkitdirectory: true, hidden: true });
  const area = h('div', { class: 'drop card' }, h('p', {}, t('drop')),
    h('button', { type: 'button', onclick: () => files.click() }, t('choose')), ' ', h('button', { type: 'button', class: 'plain', onclick: () => folder.click() }, t('chooseFolder')), files, folder);
  for (const input of [files, folder]) {
    input.addEventListener('change', () => { send([...input.files], place); });
  }
  area.addEventListener('dragover', (event) => { event.preventDefault(); area.classList.add('over'); });
  area.addEventListener('dragleave', () => area.classList.remove('over'));
  area.addEventListener('drop', async (event) => {
    event.preventDefault();
    area.classList.remove('over');
    const entries = [...event.dataTransfer.items].map((i) => i.webkitGetAsEntry()).filter(Boolean);
    const all = [];
    for (const e of entries) all.push(...await walk(e));
    await send(all.sort((a, b) => a.name.localeCompare(b.name)), place);
  });
  return area;
}

function folderForm() {
  const path = h('input', { name: 'folder', required: true, size: 40 });
  const keep = h('input', { type: 'checkbox' });
  return form({ class: 'card' }, async () => {
    await ask('POST', '/api/scan/folder', { folder: path.value, watch: keep.checked });
  }, h('h3', {}, t('folder')), h('div', { class: 'row' }, field(t('folder'), path, t('folderHint')), h('label', {}, keep, ' ', t('watchIt')), h('button', {}, t('readOnce'))));
}

function outcomes(summary) {
  const seen = Object.entries(summary.outcomes).filter(([, n]) => n > 0);
  return h('p', {}, seen.map(([word, n], i) => [i ? '，' : '', h('span', { class: fine.has(word) ? null : 'warn' }, `${t(`o_${word}`)} ${n}`)]));
}

function asideTable(pages) {
  const bad = pages.filter((p) => p.outcome && !fine.has(p.outcome));
  if (bad.length === 0) return h('p', { class: 'good' }, t('tidy'));
  return h('div', { class: 'scroll' }, h('table', {}, h('caption', {}, t('aside')),
    h('thead', {}, h('tr', {}, ['file', 'pageNo', 'outcome', 'reason'].map((k) => h('th', { scope: 'col' }, t(k))))),
    h('tbody', {}, bad.slice(0, 500).map((p) => h('tr', {}, h('td', {}, p.file.split('/').pop().replace(/^\d{5}-/, '')), h('td', { class: 'n' }, p.page), h('td', {}, t(`o_${p.outcome}`)), h('td', {}, p.reason))))));
}

function missingTable(missing) {
  if (missing.length === 0) return null;
  return h('div', { class: 'scroll' }, h('table', {}, h('caption', {}, t('missing')),
    h('thead', {}, h('tr', {}, ['unit', 'serial', 'side'].map((k) => h('th', { scope: 'col' }, t(k))))),
    h('tbody', {}, missing.slice(0, 500).map((m) => h('tr', {}, h('td', {}, m.unit), h('td', {}, m.serial ?? ''), h('td', { class: 'n' }, m.side))))));
}

const shown = new Map(); // what a finished job's card shows, made once
function details(job) {
  if (job.state !== 'done' || (job.exit !== 0 && job.exit !== 3)) return null;
  if (!shown.has(job.id)) {
    const place = h('div', {});
    shown.set(job.id, place);
    result(job.id).then((r) => {
      if (r?.summary) place.append(outcomes(r.summary), asideTable(r.pages ?? []), missingTable(r.missing ?? []) ?? '');
    }).catch((error) => complain(place, error));
  }
  return shown.get(job.id);
}

export async function show(main) {
  const work = h('div', { 'aria-live': 'polite' });
  shown.clear();
  main.replaceChildren(h('h2', {}, t('scan')), dropArea(main), folderForm(), work);
  return watch((jobs) => {
    work.replaceChildren(...jobs.filter((j) => j.kind === 'scan' || j.kind === 'watch').map((j) => card(j, details)));
  });
}
