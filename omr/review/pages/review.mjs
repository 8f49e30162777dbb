// The review page: a wall of like crops to accept at once, then one question
// at a time; every step has a key.  What is decided goes out at once and the
// next one is shown without waiting; going back decides anew.
import { ask, complain, define, h, say, t } from '/base.mjs';

define({
  waiting2: ['待复核 {0} 处', '{0} to review'],
  lent: ['其中 {0} 处别人正在看', '{0} of them with somebody else'],
  nothing: ['没有要复核的。', 'Nothing waits for review.'],
  roundClosed: ['本轮已封存，不能再改。', 'The round is closed.'],
  wall: ['成批看', 'Many at once'],
  one: ['逐个看', 'One by one'],
  texts: ['录入手写内容', 'Type what was written'],
  wallText: ['机器把这些都读作“{0}”。点出不对的，其余一并认可。', 'All of these were read as “{0}”. Click those that are wrong; the rest is accepted.'],
  accept: ['认可其余 {0} 处（回车）', 'Accept the other {0} (Enter)'],
  noGroups: ['没有可以成批认可的，请逐个看。', 'Nothing to accept together; look one by one.'],
  because: ['为什么要人看：{0}', 'Why a person is asked: {0}'],
  readAs: ['机器读作：{0}', 'Read as: {0}'],
  blankIt: ['未答', 'Blank'],
  invalidIt: ['无效', 'Invalid'],
  keep: ['这页有效', 'This page counts'],
  voidIt: ['这页作废', 'This page is void'],
  back: ['上一个', 'Back'],
  skipIt: ['先跳过', 'Skip'],
  whole: ['看整页', 'Whole page'],
  cut: ['看这一题', 'Only the question'],
  ok: ['确定', 'Decide'],
  digits: ['全部数字', 'All digits'],
  keys: ['按键：1–9 选项，0 未答，X 无效，回车 确定，退格 上一个，S 跳过，空格 整页，+ − 缩放', 'Keys: 1–9 choose, 0 blank, X invalid, Enter decide, Backspace back, S skip, Space whole page, + − zoom'],
  keysOn: ['单键操作', 'Single keys'],
  decidedBy: ['{0} 已定为 {1}', '{0} decided {1}'],
  typed: ['已录入', 'Typed'],
  illegible: ['无法辨认', 'Illegible'],
  nothingWritten: ['没有字', 'No writing'],
  place: ['{0}/{1}', '{0} of {1}'],
  whichSheet: ['问卷 {0}，第 {1} 面', 'Sheet {0}, side {1}'],
  picture: ['答卷上的这一题', 'The question on the sheet'],
});

const words = { blank: 'blankIt', invalid: 'invalidIt' };
const say1 = (answer, r) => (words[answer] ? t(words[answer]) : answer.split(';').map((c) => r.choices?.find((x) => x.code === c)?.text ?? c).join('、'));

// What the ink says if it says one thing: the wall's proposal.
function proposal(r) {
  if (r.item === null || r.number) return null;
  const inked = r.choices.filter((c) => c.ink).map((c) => c.code);
  if (inked.length === 0) return 'blank';
  return inked.length <= r.max ? inked.join(';') : null;
}

const pictures = new Map(); // id -> Image, fetched ahead
function picture(r, whole = false) {
  const key = `${r.id}${whole}`;
  if (!pictures.has(key)) {
    const image = new Image();
    image.src = `/api/reviews/${r.id}/picture${whole ? '?whole' : ''}`;
    pictures.set(key, image);
    if (pictures.size > 200) pictures.delete(pictures.keys().next().value);
  }
  return pictures.get(key);
}

// The picture with a frame round the boxes that have ink: what it is about.
function framed(r, image, whole) {
  const ns = 'http://www.w3.org/2000/svg';
  const over = document.createElementNS(ns, 'svg');
  over.setAttribute('viewBox', '0 0 1 1');
  over.setAttribute('preserveAspectRatio', 'none');
  over.setAttribute('aria-hidden', 'true');
  const inked = (r.choices ?? []).map((c, i) => (c.ink ? r.boxes?.[i] : null)).filter(Boolean);
  for (const [x, y, w, height] of whole ? [] : inked) {
    const box = document.createElementNS(ns, 'rect');
    const parts = { x: x - w * 0.35, y: y - height * 0.35, width: w * 1.7, height: height * 1.7, fill: 'none', stroke: '#b3261e', 'stroke-width': 2, 'vector-effect': 'non-scaling-stroke' };
    for (const [k, v] of Object.entries(parts)) box.setAttribute(k, v);
    over.append(box);
  }
  return h('span', { class: 'framed' }, image, over);
}

let keysOn = true;

class Desk {
  constructor(main) {
    this.main = main;
    this.rows = []; // lent to us, in the order that removes most doubt first
    this.at = 0;
    this.zoom = 1;
    this.whole = false;
    this.sending = Promise.resolve();
    this.counts = { open: 0, lent: 0, closed: false };
    this.keys = (event) => this.key(event);
    addEventListener('keydown', this.keys);
  }

  end() { removeEventListener('keydown', this.keys); }

  async fetch() {
    await this.sending;
    const d = await ask('GET', '/api/reviews');
    this.counts = d;
    const mine = new Set(this.rows.filter((r) => !r.decided).map((r) => r.id));
    const fresh = d.reviews.filter((r) => !mine.has(r.id));
    this.rows = [...this.rows, ...fresh];
  }

  get open() { return this.rows.filter((r) => !r.decided && !r.skipped); }

  // Sends without holding the page up; what is refused comes back to be seen.
  decide(r, answer) {
    const before = { decided: r.decided, decision: r.decision };
    if (!r.decided) this.counts.open--;
    Object.assign(r, { decided: true, decision: answer });
    this.sending = this.sending.then(() => ask('PUT', `/api/reviews/${r.id}`, { answer })).catch((error) => {
      Object.assign(r, before);
      if (!r.decided) this.counts.open++;
      complain(this.main, error);
    });
  }

  head() {
    const tab = (name, active) => h('button', { type: 'button', class: active ? null : 'plain', 'aria-pressed': String(active), onclick: () => this.show(name) }, t(name));
    const switchKeys = h('input', { type: 'checkbox', onchange: (e) => { keysOn = e.target.checked; } });
    switchKeys.checked = keysOn;
    return h('div', {}, h('h2', {}, t('review')), h('div', { class: 'row' }, tab('wall', this.mode === 'wall'), tab('one', this.mode === 'one'), tab('texts', this.mode === 'texts'),
      h('strong', {}, t('waiting2', this.counts.open)), this.counts.lent > 0 ? h('span', { class: 'soft' }, t('lent', this.counts.lent)) : null, h('label', {}, switchKeys, ' ', t('keysOn'))));
  }

  async show(mode) {
    this.mode = mode;
    try {
      if (mode !== 'texts' && this.open.length < 20) await this.fetch();
      if (mode === 'wall') this.drawWall();
      else if (mode === 'one') this.drawOne();
      else await this.drawTexts();
    } catch (error) { complain(this.main, error); }
  }

  empty() { return h('p', { class: 'good' }, this.counts.closed ? t('roundClosed') : t('nothing')); }

  // ---- the wall ----

  group() {
    const groups = new Map();
    for (const r of this.open) {
      const p = proposal(r);
      if (p === null) continue;
      const key = `${r.item}|${r.reason}|${p}`;
      groups.set(key, [...(groups.get(key) ?? []), r]);
    }
    return [...groups.values()].sort((a, b) => b.length - a.length)[0]?.slice(0, 24) ?? [];
  }

  drawWall() {
    const rows = this.group();
    const wrong = new Set();
    this.wallRows = rows;
    this.wrong = wrong;
    if (rows.length === 0) {
      this.main.replaceChildren(this.head(), this.open.length ? h('p', {}, t('noGroups')) : this.empty());
      return;
    }
    const first = rows[0];
    const answer = proposal(first);
    const button = h('button', { type: 'button', onclick: () => this.acceptWall() }, t('accept', rows.length));
    this.wallButton = button;
    const crops = rows.map((r) => {
      const crop = h('button', { type: 'button', class: 'crop', 'aria-pressed': 'false' }, framed(r, h('img', { src: picture(r).src, alt: `${r.item} ${r.sheet || r.file}` }), false));
      crop.addEventListener('click', () => {
        if (wrong.delete(r)) crop.setAttribute('aria-pressed', 'false');
        else { wrong.add(r); crop.setAttribute('aria-pressed', 'true'); }
        button.textContent = t('accept', rows.length - wrong.size);
      });
      return crop;
    });
    this.main.replaceChildren(this.head(), h('div', { class: 'card' }, h('h3', {}, `${first.item} ${first.text}`), h('p', {}, t('because', first.reason_text)), h('p', {}, t('wallText', say1(answer, first))),
      h('div', { class: 'row' }, button)), h('div', { class: 'wall' }, crops));
    button.focus();
  }

  async acceptWall() {
    for (const r of this.wallRows) {
      if (this.wrong.has(r)) r.alone = true;
      else this.decide(r, proposal(r));
    }
    for (const r of this.wrong) r.skipped = true; // they come one by one
    say(t('waiting2', this.counts.open));
    await this.show('wall');
  }

  // ---- one at a time ----

  drawOne() {
    for (const r of this.rows) if (r.alone) { r.skipped = false; r.alone = false; }
    if (this.open.length === 0) { this.main.replaceChildren(this.head(), this.empty()); return; }
    if (this.at >= this.rows.length || this.rows[this.at].decided || this.rows[this.at].skipped) this.at = this.rows.indexOf(this.open[0]);
    this.drawRow();
  }

  next() {
    const after = this.rows.findIndex((r, i) => i > this.at && !r.decided && !r.skipped);
    this.at = after >= 0 ? after : this.rows.findIndex((r) => !r.decided && !r.skipped);
    this.whole = false;
    if (this.at < 0) { this.at = 0; this.show('one'); return; }
    if (this.open.length < 20 && this.counts.open > this.open.length) this.fetch().catch(() => {});
    this.drawRow();
  }

  back() {
    if (this.at > 0) this.at--;
    this.whole = false;
    this.drawRow();
  }

  drawRow() {
    const r = this.rows[this.at];
    for (const ahead of this.rows.slice(this.at + 1, this.at + 21)) if (!ahead.decided) picture(ahead);
    this.chosen = new Set(r.decided && !words[r.decision] ? r.decision.split(';') : []);
    const image = h('img', { src: picture(r, this.whole).src, alt: t('picture') });
    const size = () => { if (image.naturalWidth) image.style.width = `${image.naturalWidth * this.zoom * (this.whole ? 0.5 : 0.62)}px`; };
    image.addEventListener('load', size);
    size();
    this.image = image;
    this.resize = size;
    this.sheet = h('div', { class: 'view' },
      h('div', {}, h('div', { class: 'paper', tabindex: '0', role: 'region', 'aria-label': t('picture') }, framed(r, image, this.whole)), h('p', { class: 'soft' }, t('keys'))),
      h('div', { class: 'card' }, r.item === null ? '' : h('h3', {}, `${r.item} ${r.text}`), h('p', {}, t('because', r.reason_text)), h('p', { class: 'soft' }, t('readAs', r.read)),
        r.decided ? h('p', { class: 'note' }, t('decidedBy', r.who ?? '', say1(r.decision, r))) : '', this.answers(r),
        h('div', { class: 'row' }, h('button', { type: 'button', class: 'plain', onclick: () => this.back() }, t('back')), h('button', { type: 'button', class: 'plain', onclick: () => this.skip() }, t('skipIt')),
          h('button', { type: 'button', class: 'plain', onclick: () => this.flip() }, this.whole ? t('cut') : t('whole'))),
        h('p', { class: 'soft' }, t('whichSheet', r.sheet || r.file, r.side))));
    this.main.replaceChildren(this.head(), this.sheet);
    (this.sheet.querySelector('.choice') ?? this.sheet.querySelector('input'))?.focus({ preventScroll: true });
  }

  answers(r) {
    if (r.item === null) {
      return h('div', {}, this.choice('1', t('keep'), () => this.settle('keep')), this.choice('X', t('voidIt'), () => this.settle('void')));
    }
    if (r.number) {
      const digits = h('input', { inputmode: 'numeric', 'aria-label': t('digits') });
      return h('form', { onsubmit: (e) => { e.preventDefault(); if (digits.value) this.settle(digits.value.trim()); } }, digits, h('p', {}), h('button', {}, t('ok')));
    }
    const buttons = r.choices.map((c, i) => this.choice(String(i + 1), c.text, () => this.pick(r, c.code), this.chosen.has(c.code)));
    return h('div', {}, buttons, this.choice('0', t('blankIt'), () => this.settle('blank')), this.choice('X', t('invalidIt'), () => this.settle('invalid')),
      r.max > 1 ? h('button', { type: 'button', onclick: () => this.enter() }, t('ok')) : '');
  }

  choice(key, text, act, pressed = false) {
    return h('button', { type: 'button', class: 'choice', 'aria-pressed': String(pressed), onclick: act }, h('kbd', { class: 'key' }, key), text);
  }

  pick(r, code) {
    if (r.max === 1) { this.settle(code); return; }
    if (!this.chosen.delete(code) && this.chosen.size < r.max) this.chosen.add(code);
    const buttons = [...this.sheet.querySelectorAll('.choice')];
    r.choices.forEach((c, i) => buttons[i].setAttribute('aria-pressed', String(this.chosen.has(c.code))));
  }

  settle(answer) {
    this.decide(this.rows[this.at], answer);
    this.next();
  }

  enter() {
    const r = this.rows[this.at];
    if (r.item === null || r.number) return;
    if (this.chosen.size > 0) this.settle([...r.choices].filter((c) => this.chosen.has(c.code)).map((c) => c.code).join(';'));
    else if (proposal(r) !== null) this.settle(proposal(r));
  }

  skip() {
    this.rows[this.at].skipped = true;
    this.next();
  }

  flip() {
    this.whole = !this.whole;
    this.drawRow();
  }

  key(event) {
    if (!keysOn || event.ctrlKey || event.altKey || event.metaKey || event.target.matches('input:not([type=checkbox]), textarea, select')) {
      if (!(event.ctrlKey && event.key === 'z' && this.mode === 'one')) return;
    }
    if (this.mode === 'wall') {
      if (event.key === 'Enter' && !event.target.matches('button') && this.wallRows?.length) { event.preventDefault(); this.acceptWall(); }
      return;
    }
    if (this.mode !== 'one' || this.open.length === 0) return;
    const r = this.rows[this.at];
    const k = event.key;
    const act = /^[1-9]$/.test(k) && r.item !== null && !r.number && r.choices[k - 1] ? () => this.pick(r, r.choices[k - 1].code)
      : r.item === null && k === '1' ? () => this.settle('keep') : r.item === null && (k === 'x' || k === 'X') ? () => this.settle('void')
        : k === '0' && r.item !== null ? () => this.settle('blank') : (k === 'x' || k === 'X') && r.item !== null ? () => this.settle('invalid')
          : k === 'Enter' ? () => this.enter() : k === 'Backspace' || k === 'z' ? () => this.back() : k === 's' || k === 'S' ? () => this.skip()
            : k === ' ' ? () => this.flip() : k === '+' || k === '=' ? () => this.scale(1.25) : k === '-' ? () => this.scale(0.8) : null;
    if (act === null) return;
    event.preventDefault();
    act();
  }

  scale(by) {
    this.zoom = Math.min(4, Math.max(0.4, this.zoom * by));
    this.resize();
  }

  // ---- handwriting ----

  async drawTexts() {
    const d = await ask('GET', '/api/texts');
    const open = d.texts.filter((x) => x.state === 'open' || x.state === undefined);
    if (open.length === 0) { this.main.replaceChildren(this.head(), this.empty()); return; }
    const one = open[0];
    const box = h('textarea', { rows: 4, 'aria-label': t('texts') });
    const send = async (text) => {
      try {
        await ask('PUT', `/api/texts/${one.id}`, { text });
        say(t('typed'));
        await this.drawTexts();
      } catch (error) { complain(this.main, error); }
    };
    this.main.replaceChildren(this.head(), h('div', { class: 'card' }, h('p', {}, `${one.item ?? ''} ${t('place', 1, open.length)}`), h('img', { src: `/api/texts/${one.id}/picture`, class: 'written', alt: t('picture') }), box, h('p', {}),
      h('div', { class: 'row' }, h('button', { type: 'button', onclick: () => box.value.trim() && send(box.value.trim()) }, t('save')), h('button', { type: 'button', class: 'plain', onclick: () => send('illegible') }, t('illegible')),
        h('button', { type: 'button', class: 'plain', onclick: () => send('nothing') }, t('nothingWritten')))));
    box.focus();
  }
}

export async function show(main) {
  if (!document.querySelector('link[href="/review.css"]')) document.head.append(h('link', { rel: 'stylesheet', href: '/review.css' }));
  const desk = new Desk(main);
  await desk.show('one');
  return () => desk.end();
}
