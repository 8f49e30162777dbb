// The office page.  Text from the server is only ever set as textContent.
const words = {
  zh: { page: '评议', open: '程序正在运行。', lost: '与程序失去联系：请查看运行 pingyi serve 的窗口。',
        other: 'English', otherLang: 'en' },
  en: { page: 'pingyi', open: 'The program is running.', lost: 'The program does not answer: look at the window where pingyi serve runs.',
        other: '中文', otherLang: 'zh-CN' },
};
const at = (id) => document.getElementById(id);
let lang = location.hash === '#en' ? 'en' : 'zh';
let answered = null; // null until the first answer or failure

function show() {
  const w = words[lang];
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  document.title = at('title').textContent || w.page;
  at('language').textContent = w.other;
  at('language').lang = w.otherLang;
  at('state').textContent = answered === null ? '' : answered ? w.open : w.lost;
}

async function ask() {
  try {
    const reply = await fetch('/api/round');
    if (!reply.ok) throw new Error(String(reply.status));
    at('title').textContent = (await reply.json()).title;
    answered = true;
  } catch {
    answered = false;
  }
  show();
}

at('language').addEventListener('click', () => {
  lang = lang === 'zh' ? 'en' : 'zh';
  history.replaceState(null, '', lang === 'en' ? '#en' : location.pathname);
  show();
});
show();
await ask();
setInterval(ask, 5000);
