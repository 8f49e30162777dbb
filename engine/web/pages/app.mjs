// The office page: who is signed in, which pages the role has, which is shown.
import { ask, at, complain, define, language, setLanguage, t } from '/base.mjs';
import * as signin from '/signin.mjs';

define({
  page: ['评议', 'pingyi'],
  skip: ['跳到正文', 'Skip to the content'],
  pages: ['各页', 'Pages'],
  leave: ['退出', 'Sign out'],
  other: ['English', '中文'],
  progress: ['进度', 'Progress'],
  sheets: ['印制与发放', 'Sheets'],
  collect: ['平板（Collect）', 'Collect'],
  scan: ['扫描', 'Scanning'],
  review: ['复核', 'Review'],
  results: ['结果', 'Results'],
  reports: ['报告', 'Reports'],
  measures: ['整改台账', 'Rectification'],
  accounts: ['账号', 'Accounts'],
  admin: ['管理员', 'administrator'],
  clerk: ['录入员', 'clerk'],
  reviewer: ['复核员', 'reviewer'],
  evaluator: ['评议员', 'evaluator'],
  leader: ['领导', 'leader'],
});

// name of the page and of its module, and the right that shows it
const pages = [
  ['progress', 'progress'],
  ['sheets', 'field'],
  ['collect', 'field'],
  ['scan', 'scan'],
  ['review', 'review'],
  ['results', 'results'],
  ['reports', 'results'],
  ['measures', 'measures'],
  ['accounts', 'manage'],
];

let account = null;
let leavePage = null; // what the shown page wants done before it goes

function allowed() {
  return pages.filter(([, right]) => account?.rights.includes(right)).map(([name]) => name);
}

function wanted() {
  const name = location.hash.slice(1).split('/')[0];
  return allowed().includes(name) ? name : allowed()[0];
}

function frame(shown) {
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
  at('skip').textContent = t('skip');
  at('language').textContent = t('other');
  at('language').lang = language() === 'zh' ? 'en' : 'zh-CN';
  at('leave').textContent = t('leave');
  at('leave').hidden = account === null;
  at('who').textContent = account ? `${account.name}（${t(account.role)}）` : '';
  at('nav').setAttribute('aria-label', t('pages'));
  at('nav').replaceChildren(...(account ? allowed() : []).map((name) => {
    const a = document.createElement('a');
    a.href = `#${name}`;
    a.textContent = t(name);
    if (name === shown) a.setAttribute('aria-current', 'page');
    return a;
  }));
  const title = at('title').textContent;
  document.title = [shown ? t(shown) : null, title || t('page')].filter(Boolean).join(' · ');
}

let turn = 0; // the page asked for last; an earlier one that is late is left
async function show() {
  const mine = ++turn;
  leavePage?.();
  leavePage = null;
  const main = document.createElement('div');
  at('main').replaceChildren(main);
  if (account === null) {
    frame(null);
    try { await signin.show(main, (a) => { account = a; show(); }); } catch (error) { complain(main, error); }
    return;
  }
  const name = wanted();
  frame(name);
  try {
    const page = await import(`/${name}.mjs`);
    const leave = (await page.show(main, account)) ?? null;
    if (mine === turn) leavePage = leave;
    else leave?.();
  } catch (error) {
    if (error.status !== 401) complain(main, error);
  }
}

at('language').addEventListener('click', () => {
  setLanguage(language() === 'zh' ? 'en' : 'zh');
  show();
});
at('leave').addEventListener('click', async () => {
  try { await ask('DELETE', '/api/session'); } catch { /* it was over already */ }
  account = null;
  show();
});
at('skip').addEventListener('click', (event) => {
  event.preventDefault();
  at('main').focus();
});
addEventListener('hashchange', () => { if (account) show().then(() => { at('main').focus({ preventScroll: true }); scrollTo(0, 0); }); });
addEventListener('signedout', () => {
  if (account === null) return;
  account = null;
  show();
});

try { at('title').textContent = (await ask('GET', '/api/round')).title; } catch { /* told above the page */ }
try { account = await ask('GET', '/api/session'); } catch { account = null; }
await show();
