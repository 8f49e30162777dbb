// tests/odk/engine.mjs CASES.jsonl - a real client's engine asks what the
// program asks (tests/web/when_cases.c with "xforms").
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {open} from './browser.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const cases = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean).map((x) => JSON.parse(x));
const {page, errors, close} = await open(join(here, 'engine_page.mjs'), join(here, 'node_modules'));
let rounds = 0, wrong = [];
for (const one of cases) {
  wrong = wrong.concat(await page.evaluate((c) => window.runCase(c), one));
  rounds += one.rounds.length;
}
await close();
for (const line of [...wrong.slice(0, 10), ...errors.slice(0, 3)]) console.log(`# ${line}`);
const good = wrong.length === 0 && rounds > 0;
console.log(`${good ? 'ok' : 'not ok'} 1 - @getodk/xforms-engine asks what the program asks (${cases.length} forms, ${rounds} sheets)`);
process.exit(good ? 0 : 1);
