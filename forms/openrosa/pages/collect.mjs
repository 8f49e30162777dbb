// ODK Collect: the QR code that sets up a tablet in the name of who is signed
// in.
import { ask, define, h, t } from '/base.mjs';

define({
  collectHow: ['用安卓平板或手机上的 ODK Collect 填问卷：装好后选“添加项目”，扫描下面的二维码，问卷会自动下载；没有网络也能填，有网时发送。',
    'Fill in questionnaires with ODK Collect on Android: choose "Add project", scan the code below, and the form is fetched; it works without a network and sends when there is one.'],
  collectName: ['这个二维码就是您的名义，不要给别人看。账号停用或改密码后，旧二维码作废，要重新扫描。',
    'The code is your name: show it to nobody else. It ends when your account is shut or its password changes.'],
  collectOwn: ['ODK Collect 只认公共机构签发的证书。', 'ODK Collect trusts certificates of public authorities only.'],
  collectHere: ['本页是从 {0} 打开的，平板到不了这里：请用平板能用的网址打开本页，或由管理员运行 pingyi collect 登录名 --url 网址。',
    'This page was opened at {0}, where no tablet can come: open it at the address tablets use, or ask the administrator for pingyi collect LOGIN --url ADDRESS.'],
  collectShow: ['显示二维码和密码', 'Show the code and the password'],
  collectHide: ['隐藏', 'Hide'],
  collectCode: ['设置 ODK Collect 的二维码', 'The code that sets up ODK Collect'],
  collectServer: ['服务器', 'Server'],
  collectUser: ['用户名', 'Username'],
  collectPassword: ['密码', 'Password'],
});

function card(settings) {
  const line = (key, value) => [h('dt', {}, t(key)), h('dd', {}, h('code', {}, value))];
  return h('div', {}, h('img', { src: `/api/collect.svg?${Date.now()}`, alt: t('collectCode'), width: 320, height: 320 }),
    h('dl', {}, line('collectServer', settings.server_url), line('collectUser', settings.username), line('collectPassword', settings.password)));
}

export async function show(main) {
  const place = h('div', {});
  const button = h('button', { type: 'button', 'aria-expanded': 'false' }, t('collectShow'));
  button.addEventListener('click', async () => {
    const shown = button.getAttribute('aria-expanded') === 'true';
    place.replaceChildren(...(shown ? [] : [card(await ask('GET', '/api/collect'))]));
    button.setAttribute('aria-expanded', String(!shown));
    button.textContent = t(shown ? 'collectShow' : 'collectHide');
  });
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
  main.replaceChildren(h('h2', {}, t('collect')), h('div', { class: 'card' }, h('p', {}, t('collectHow')),
    h('p', { class: 'note' }, t('collectName')), h('p', { class: 'soft' }, t('collectOwn')),
    here ? h('p', { class: 'warn' }, t('collectHere', location.host)) : null, button, place));
  return () => place.replaceChildren();
}
