// tests/web/when.mjs CASES.jsonl - the conditions in the browser's language
// give what the program says (tests/web/when_cases.c).
import {readFileSync} from 'node:fs';
import {compile, parseWhen} from '../../forms/tablet/pages/when.mjs';

let rounds = 0, spellings = 0, good = 0, wrong = 0;
const complain = (what) => { if (wrong++ < 10) console.log(`# ${what}`); };

for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (!line) continue;
  const {items, rounds: list, spellings: texts} = JSON.parse(line);
  const route = compile(items);
  for (const {answers, asked} of list) {
    rounds++;
    const ours = [...route(answers)];
    if (ours.join() !== asked.join())
      complain(`${JSON.stringify(items)} ${JSON.stringify(answers)}: here ${ours}, there ${asked}`);
  }
  for (const {text, good: there} of texts) {
    spellings++;
    let here = true;
    try { parseWhen(text, items, 5); } catch { here = false; }
    good += there;
    if (here !== there) complain(`"${text}" is ${there ? 'good' : 'refused'} in C, ${here ? 'good' : 'refused'} here`);
  }
}
const enough = rounds > 1000 && good > spellings / 10 && good < spellings * 9 / 10;
console.log(`${wrong === 0 && enough ? 'ok' : 'not ok'} ${process.argv[3] ?? 1} - the browser's conditions agree with the program's (${rounds} sheets, ${spellings} spellings, ${good} of them good)`);
process.exit(wrong === 0 && enough ? 0 : 1);
