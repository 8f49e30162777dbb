// tests/odk/form.mjs FORM.xml OUT.xml - a person fills the form in ODK Web
// Forms: chooses a unit, sees the question that hangs on another go and come,
// is told of a rule, and sends.
import {readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {open} from './browser.mjs';

let tests = 0, bad = 0;
const is = (name, here, wanted) => {
  const good = here === wanted;
  bad += !good;
  console.log(`${good ? 'ok' : 'not ok'} ${++tests} - ${name}${good ? '' : `\n# got: ${here}\n# wanted: ${wanted}`}`);
};
const here = dirname(fileURLToPath(import.meta.url));
const {page, errors, close} = await open(join(here, 'form_page.mjs'), join(here, 'node_modules'), {html: '<div id=app></div>'});
page.setDefaultTimeout(8000);
try {
  await page.evaluate((xml) => window.show(xml), readFileSync(process.argv[2], 'utf8'));
  await page.getByText('办过事吗').first().waitFor();
  is('the title stands over it', await page.getByText('大厅 <评议>').count() > 0, true);
  is('a question for everybody is asked', await page.getByText('总体上是否满意').count() > 0, true);
  const radio = (question, choice) => page.locator('.question-container', {hasText: question})
    .getByText(choice, {exact: true}).first();
  await radio('办过事吗', '没有').click();
  // it stands once more, as a choice of the question what to improve
  const times = (n) => page.waitForFunction((wanted) =>
    [...document.querySelectorAll('span, label, p')].filter((e) => e.children.length === 0 && e.textContent.trim() === '快慢').length === wanted, n);
  await times(1);
  is('what is not to be asked goes', await page.getByText('快慢', {exact: true}).count(), 1);
  await radio('办过事吗', '办过').click();
  await times(2);
  await radio('快慢', '不满意').click();
  await radio('总体上是否满意', '满意').click();
  await page.getByLabel('窗口编号').or(page.locator('.question-container', {hasText: '窗口编号'}).locator('input')).first().fill('7');
  await page.locator('.question-container', {hasText: '意见'}).locator('textarea, input').first().fill('慢 & <远>');
  await page.locator('.question-container', {hasText: '评议单位'}).locator('[role=combobox], select, .p-select').first().click();
  await page.getByText('东乡').last().click();
  await page.getByRole('button', {name: 'Send'}).click();
  await page.getByText('请填2位数字').first().waitFor();
  is('a rule is told and nothing is sent', await page.evaluate(() => window.sent), undefined);
  await page.locator('.question-container', {hasText: '窗口编号'}).locator('input').first().fill('07');
  await page.getByRole('button', {name: 'Send'}).click();
  await page.waitForFunction(() => window.sent);
  const sent = await page.evaluate(() => window.sent);
  is('it is sent as the one part', (await page.evaluate(() => window.parts)).join(), 'xml_submission_file');
  is('with a name of its own', /<(orx:)?instanceID>uuid:[0-9a-f-]{36}</.test(sent), true);
  writeFileSync(process.argv[3], sent);
} catch (e) {
  is('the form is filled', String(e).slice(0, 500), '');
  console.log(`# ${await page.evaluate(() => document.body.innerText.slice(0, 800)).catch(() => '')} ${await page.evaluate(() => window.failed).catch(() => '')}`);
}
is('nothing failed in the page', errors.join('; ').slice(0, 300), '');
await close();
console.log(`1..${tests}`);
process.exit(bad > 0 ? 1 : 0);
