// Signing in, and the first administrator.
import { ask, define, field, form, h, t } from '/base.mjs';

define({
  signIn: ['登录', 'Sign in'],
  password: ['密码', 'Password'],
  again: ['再输一次密码', 'Password once more'],
  firstTitle: ['建立第一名管理员', 'The first administrator'],
  firstText: ['管理员建立其他人的账号、改评议的设置、印制问卷，不看答案。', 'Administrators make accounts for others, set up the round and print; they do not read answers.'],
  make: ['建立并登录', 'Make and sign in'],
  unlike: ['两次输入的密码不一样。', 'The two passwords are not the same.'],
  loginHint: ['英文字母、数字、点、横线，例如 wang', 'Letters, digits, dots, dashes: wang'],
  passwordHint: ['至少 10 个字符，一个汉字算两个；一句短话最好记', '10 characters or more; a short sentence is easy to remember'],
  noLink: ['还没有人可以登录。请用运行 pingyi serve 的窗口里显示的链接打开本页。', 'Nobody can sign in yet. Open this page with the link shown where pingyi serve runs.'],
});

const firstToken = () => /^#first=([0-9a-f]{64})$/.exec(location.hash)?.[1];

function firstForm(token, done) {
  const login = h('input', { name: 'login', autocomplete: 'username', required: true, maxlength: 32 });
  const name = h('input', { name: 'name', autocomplete: 'name', required: true, maxlength: 20 });
  const one = h('input', { type: 'password', autocomplete: 'new-password', required: true });
  const two = h('input', { type: 'password', autocomplete: 'new-password', required: true });
  return form({ class: 'card narrow' }, async () => {
    if (one.value !== two.value) throw new Error(t('unlike'));
    const account = await ask('POST', '/api/first', { token, login: login.value, name: name.value, password: one.value });
    history.replaceState(null, '', '/');
    done(account);
  }, h('h2', {}, t('firstTitle')), h('p', { class: 'soft' }, t('firstText')), field(t('name'), name), field(t('login'), login, t('loginHint')),
  field(t('password'), one, t('passwordHint')), field(t('again'), two), h('p', {}), h('button', {}, t('make')));
}

function signInForm(done) {
  const login = h('input', { name: 'login', autocomplete: 'username', required: true });
  const password = h('input', { type: 'password', name: 'password', autocomplete: 'current-password', required: true });
  return form({ class: 'card narrow' }, async () => {
    done(await ask('POST', '/api/session', { login: login.value, password: password.value }));
  }, h('h2', {}, t('signIn')), field(t('login'), login), field(t('password'), password), h('p', {}), h('button', {}, t('signIn')));
}

export async function show(main, done) {
  const token = firstToken();
  const { needed } = await ask('GET', '/api/first');
  if (needed && token) main.replaceChildren(firstForm(token, done));
  else if (needed) main.replaceChildren(h('div', { class: 'card narrow' }, h('p', {}, t('noLink'))));
  else main.replaceChildren(signInForm(done));
  main.querySelector('input')?.focus();
}
