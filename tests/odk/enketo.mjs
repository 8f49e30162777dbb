// tests/odk/enketo.mjs CASES.jsonl - Enketo asks what the program asks
// (tests/web/when_cases.c with "xforms").
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {open} from './browser.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const cases = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean).map((x) => JSON.parse(x));
// enketo-core names its replaceable parts as its package's `browser` field says.
const core = join(here, 'node_modules/enketo-core');
const parts = JSON.parse(readFileSync(join(core, 'package.json'), 'utf8')).browser;
const named = {name: 'enketo', setup(b) {
  b.onResolve({filter: /^enketo\//}, ({path}) => ({path: join(core, parts[path].replace(/(\.js)?$/, '.js'))}));
}};
const {page, errors, close} = await open(join(here, 'enketo_page.mjs'), join(here, 'node_modules'),
  {plugins: [named], define: {ENV: '"web"'}});
let rounds = 0, wrong = [];
for (const one of cases) {
  wrong = wrong.concat(await page.evaluate((c) => window.runCase(c), one));
  rounds += one.rounds.length;
}
await close();
for (const line of [...wrong.slice(0, 10), ...errors.slice(0, 3)]) console.log(`# ${line}`);
const good = wrong.length === 0 && rounds > 0;
console.log(`${good ? 'ok' : 'not ok'} 1 - enketo-core asks what the program asks (${cases.length} forms, ${rounds} sheets)`);
process.exit(good ? 0 : 1);
