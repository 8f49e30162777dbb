// What every page of the office uses: words in two languages, elements, and
// asking the server.  Text is only ever set as text.
const chosen = () => { try { return localStorage.getItem('language'); } catch { return null; } };
let lang = chosen() ?? ((navigator.language ?? 'zh').startsWith('zh') ? 'zh' : 'en');
const words = { zh: {}, en: {} };

export const language = () => lang;
export function setLanguage(next) {
  lang = next;
  try { localStorage.setItem('language', next); } catch { /* it is chosen for this visit only */ }
}

// define({ key: ['中文', 'English'] })
export function define(table) {
  for (const [key, [zh, en]] of Object.entries(table)) {
    if (words.zh[key] !== undefined && words.zh[key] !== zh) throw new Error(`"${key}" is defined twice`);
    words.zh[key] = zh;
    words.en[key] = en;
  }
}

// t('left', 3): {0}, {1} … are the values.
export function t(key, ...values) {
  const text = words[lang][key] ?? key;
  return text.replace(/\{(\d)\}/g, (_, i) => String(values[i] ?? ''));
}

// h('p', { class: 'soft', onclick: f }, 'text', child, [children])
export function h(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) e.addEventListener(key.slice(2), value);
    else if (key === 'value') e.value = value;
    else if (value === true) e.setAttribute(key, '');
    else e.setAttribute(key, String(value));
  }
  e.append(...children.flat(9).filter((c) => c !== null && c !== undefined && c !== false));
  return e;
}

export const at = (id) => document.getElementById(id);

let saying = 0;
export function say(text) {
  at('said').textContent = text;
  clearTimeout(saying);
  saying = setTimeout(() => { at('said').textContent = ''; }, 6000);
}

export class Refused extends Error {
  constructor(status, body) {
    super(body?.error ?? `${status}`);
    this.status = status;
    this.body = body ?? {};
  }
}

define({ // said on more than one page
  unit: ['单位', 'Unit'],
  printed: ['印制', 'Printed'],
  issued: ['发放', 'Handed out'],
  refused: ['拒收', 'Refused'],
  returned: ['回收', 'Returned'],
  rate: ['回收率', 'Return rate'],
  save: ['保存', 'Save'],
  saved: ['已保存', 'Saved'],
  cancel: ['取消', 'Cancel'],
  file: ['文件', 'File'],
  name: ['姓名', 'Name'],
  login: ['登录名', 'Sign-in name'],
  lost: ['与程序失去联系：请查看运行 pingyi serve 的窗口。', 'The program does not answer: look at the window where pingyi serve runs.'],
});

// ask('PUT', '/api/issue', {…}): the answer's JSON (null when there is none).
export async function ask(method, path, body) {
  const headers = { 'X-Pingyi': lang };
  let reply;
  try {
    reply = await fetch(path, { method, headers, body: body === undefined ? undefined : body instanceof Blob ? body : JSON.stringify(body) });
  } catch {
    at('lost').textContent = t('lost');
    at('lost').hidden = false;
    throw new Refused(0, { error: t('lost') });
  }
  at('lost').hidden = true;
  const text = await reply.text();
  let json = null;
  try { json = text === '' ? null : JSON.parse(text); } catch { json = { error: text }; }
  if (!reply.ok) {
    if (reply.status === 401) dispatchEvent(new Event('signedout'));
    throw new Refused(reply.status, json);
  }
  return json;
}

// Shows what went wrong in `place`, above all else there.
export function complain(place, error) {
  place.querySelector(':scope > .error')?.remove();
  const box = h('div', { class: 'error', role: 'alert' }, error.message);
  place.prepend(box);
  box.scrollIntoView({ block: 'nearest' });
}

// A form whose button is dead while its work runs and whose errors are shown.
export function form(attributes, work, ...children) {
  const f = h('form', attributes, ...children);
  f.addEventListener('submit', async (event) => {
    event.preventDefault();
    const buttons = [...f.querySelectorAll('button')];
    buttons.forEach((b) => { b.disabled = true; });
    f.querySelector(':scope > .error')?.remove();
    try { await work(f); } catch (error) { complain(f, error); } finally { buttons.forEach((b) => { b.disabled = false; }); }
  });
  return f;
}

export function field(label, input, hint) {
  input.id ||= `f${Math.random().toString(36).slice(2)}`;
  return h('div', {}, h('label', { for: input.id }, label), input, hint ? h('div', { class: 'soft' }, hint) : null);
}

export const percent = (share, digits = 1) => (share === null || share === undefined ? '—' : `${(100 * share).toFixed(digits)}%`);
export const number = (n) => (n === null || n === undefined ? '—' : String(n));
