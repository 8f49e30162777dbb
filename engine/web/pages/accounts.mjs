// Accounts: who may do what.
import { ask, complain, define, field, form, h, say, t } from '/base.mjs';

define({
  role: ['角色', 'Role'],
  unitOf: ['所属被评单位', 'Belongs to the unit'],
  none: ['不属于任何被评单位', 'none that is evaluated'],
  add: ['新建账号', 'New account'],
  addIt: ['建立', 'Make'],
  made: ['已建立', 'made'],
  shut: ['停用', 'Shut'],
  reopen: ['恢复', 'Open again'],
  isShut: ['已停用', 'shut'],
  inUse: ['在用', 'in use'],
  state: ['状态', 'State'],
  roles: ['管理员建账号、印问卷；评议员登记发放；录入员扫描、裁定存疑；复核员二次录入、改判；领导看结果、管整改、签发。被评单位的人不得做前四种。',
    'Administrators make accounts and print; evaluators record handing out; clerks scan and settle marks; reviewers key again and override; leaders see results and sign. Nobody of an evaluated unit does the first four.'],
  startPassword: ['初始密码（请当面告诉本人）', 'First password (tell it in person)'],
});

const roleWords = ['clerk', 'reviewer', 'evaluator', 'leader', 'admin'];

function line(a, redraw) {
  const flip = h('button', { type: 'button', class: a.shut ? 'plain' : 'danger', 'aria-label': `${t(a.shut ? 'reopen' : 'shut')} ${a.name}` }, t(a.shut ? 'reopen' : 'shut'));
  flip.addEventListener('click', async () => {
    try {
      await ask('PUT', `/api/accounts/${a.id}`, { name: a.name, role: a.role, unit: a.unit, shut: !a.shut });
      await redraw();
    } catch (error) {
      complain(flip.closest('.card'), error);
    }
  });
  return h('tr', {}, h('td', {}, a.name), h('td', {}, a.login), h('td', {}, t(a.role)), h('td', {}, a.unit || '—'), h('td', { class: a.shut ? 'soft' : 'good' }, t(a.shut ? 'isShut' : 'inUse')), h('td', {}, flip));
}

export async function show(main) {
  const list = h('div', { class: 'card' });
  const redraw = async () => {
    const { accounts } = await ask('GET', '/api/accounts');
    list.replaceChildren(h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, ['name', 'login', 'role', 'unitOf', 'state'].map((k) => h('th', { scope: 'col' }, t(k))), h('td', {}))),
      h('tbody', {}, accounts.map((a) => line(a, redraw))))));
  };
  const { units } = await ask('GET', '/api/progress');
  const name = h('input', { required: true, maxlength: 20, autocomplete: 'off' });
  const login = h('input', { required: true, maxlength: 32, autocomplete: 'off' });
  const role = h('select', {}, roleWords.map((r) => h('option', { value: r }, t(r))));
  const unit = h('select', {}, h('option', { value: '' }, t('none')), units.map((u) => h('option', { value: u.code }, `${u.code} ${u.name}`)));
  const password = h('input', { required: true, autocomplete: 'off' });
  main.replaceChildren(h('h2', {}, t('accounts')), h('p', { class: 'soft' }, t('roles')), list, form({ class: 'card' }, async (f) => {
    const a = await ask('POST', '/api/accounts', { login: login.value, name: name.value, role: role.value, unit: unit.value, password: password.value });
    say(`${a.name}：${t('made')}`);
    f.reset();
    await redraw();
  }, h('h3', {}, t('add')), h('div', { class: 'row' }, field(t('name'), name), field(t('login'), login), field(t('role'), role), field(t('unitOf'), unit), field(t('startPassword'), password), h('button', {}, t('addIt')))));
  await redraw();
}
