// forms/tablet/pages/when.mjs - which items are asked: the conditions of
// engine/survey/when.h, in the browser.  Grammar: docs/formats.md#when.
// tests/cli/when.sh holds this file against the evaluator in C.
//
//   items    [{code, kind: "single"|"multi"|"text", choices: [{code, text}],
//             ends: [choice codes], when: "F1 = 1"}], in printed order
//   answers  {F1: "1", P1: ["Q2"], O1: "written words"}; what is missing, null,
//            "" or [] is not answered

const WORD = /[A-Za-z0-9_\u0080-\uffff]+/y;

function tokens(text) {
  const out = [];
  let at = 0;
  while (at < text.length) {
    const c = text[at];
    if (c === ' ' || c === '\n') { at++; continue; }
    if ('(),='.includes(c)) { out.push({kind: c, at}); at++; continue; }
    if (text.startsWith('!=', at)) { out.push({kind: '!=', at}); at += 2; continue; }
    if (c === '"' || c === "'") {
      const end = text.indexOf(c, at + 1);
      if (end < 0 || end === at + 1) throw new WhenError('a quotation mark without words or end', at);
      out.push({kind: 'quoted', word: text.slice(at + 1, end), at});
      at = end + 1;
      continue;
    }
    WORD.lastIndex = at;
    const m = WORD.exec(text);
    if (!m) throw new WhenError(`'${c}' has no meaning here`, at);
    out.push({kind: 'word', word: m[0], at});
    at += m[0].length;
  }
  out.push({kind: 'end', at: text.length});
  return out;
}

export class WhenError extends Error {
  constructor(message, at) { super(message); this.name = 'WhenError'; this.at = at; }
}

const NODES_MAX = 64, DEPTH_MAX = 16, BYTES_MAX = 600;

// A condition for items[before]: only those in front of it may be named.
// Throws WhenError with `at`, in UTF-16 units from the start.
export function parseWhen(text, items, before = items.length) {
  if (new TextEncoder().encode(text).length > BYTES_MAX) throw new WhenError('too long', 0);
  const list = tokens(text);
  let pos = 0, nodes = 0, depth = 0;
  const next = () => list[pos];
  const fail = (what) => { throw new WhenError(what, next().at); };
  const word = (w) => next().kind === 'word' && next().word === w;
  const eat = (kind) => { if (next().kind !== kind) fail(`expected '${kind}'`); pos++; };
  const node = (n) => { if (++nodes > NODES_MAX) fail('too many parts'); return n; };

  function item() {
    if (next().kind !== 'word') fail('expected the code of an earlier question');
    const i = items.findIndex((x) => x.code === next().word);
    if (i < 0) fail('no such question');
    if (i >= before) fail('this question comes later');
    pos++;
    return items[i];
  }
  function choice(it) {
    const t = next();
    if (t.kind !== 'word' && t.kind !== 'quoted') fail(`expected a choice of ${it.code}`);
    const c = it.choices.find((x) => x.code === t.word) ?? it.choices.find((x) => x.text === t.word);
    if (!c) fail(`${it.code} has no such choice`);
    pos++;
    return c.code;
  }
  function withChoices(it, single) {
    if (it.kind === 'text') fail(`${it.code} is answered in words`);
    if (single && it.kind === 'multi') fail(`${it.code} takes several choices`);
  }
  function comparison() {
    const it = item();
    withChoices(it, true);
    const test = node({op: 'chosen', item: it.code, choices: []});
    if (next().kind === '=' || next().kind === '!=') {
      const no = next().kind === '!=';
      pos++;
      test.choices.push(choice(it));
      return no ? node({op: 'not', left: test}) : test;
    }
    if (!word('in')) fail('expected =, != or in');
    pos++;
    eat('(');
    test.choices.push(choice(it));
    while (next().kind === ',') { pos++; test.choices.push(choice(it)); }
    eat(')');
    return test;
  }
  function one() {
    if (++depth > DEPTH_MAX) fail('nested too deep');
    let w;
    if (word('not')) {
      pos++;
      const left = one();
      w = node({op: 'not', left});
    } else if (next().kind === '(') {
      pos++;
      w = any();
      eat(')');
    } else if (word('selected') || word('answered')) {
      const selected = word('selected');
      pos++;
      eat('(');
      const it = item();
      if (selected) withChoices(it, false);
      w = node({op: selected ? 'chosen' : 'answered', item: it.code, choices: []});
      if (selected) { eat(','); w.choices.push(choice(it)); }
      eat(')');
    } else {
      w = comparison();
    }
    depth--;
    return w;
  }
  function chain(joint, part) {
    let w = part();
    while (word(joint)) {
      pos++;
      const right = part();
      w = node({op: joint, left: w, right});
    }
    return w;
  }
  const all = () => chain('and', one);
  const any = () => chain('or', all);
  const w = any();
  if (next().kind !== 'end') fail("expected 'and', 'or' or the end");
  return w;
}

const given = (answer) => answer == null ? [] : Array.isArray(answer) ? answer : [answer];

export function holds(w, answers) {
  switch (w.op) {
    case 'chosen': return given(answers[w.item]).some((c) => w.choices.includes(c));
    case 'answered': return given(answers[w.item]).some((c) => c !== '');
    case 'not': return !holds(w.left, answers);
    case 'and': return holds(w.left, answers) && holds(w.right, answers);
    default: return holds(w.left, answers) || holds(w.right, answers);
  }
}

// Parse once: compile(items)(answers) gives the Set of codes that are asked.
// Answers to items not asked count as missing for those after them; `answers`
// stays as it is.
export function compile(items) {
  const when = items.map((x, i) => (x.when ? parseWhen(x.when, items, i) : null));
  return (answers) => {
    const seen = Object.create(null);
    const asked = new Set();
    for (let i = 0; i < items.length; i++) {
      if (when[i] && !holds(when[i], seen)) continue;
      const {code, ends = []} = items[i];
      asked.add(code);
      seen[code] = Object.hasOwn(answers, code) ? answers[code] : null;
      if (given(seen[code]).some((c) => ends.includes(c))) break;
    }
    return asked;
  };
}
