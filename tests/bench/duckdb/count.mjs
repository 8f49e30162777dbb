// The counts of the tally in DuckDB: of every unit and question, how often
// each answer occurs.  count.mjs SHEETS.csv DATABASE ITEMS RUNS
//
// Prints JSON: the least milliseconds of each way to ask, by the clock and in
// processor time, and the counts as
// [unit, item, answer, n] lines in the file DATABASE.counts.
import { DuckDBInstance } from '@duckdb/node-api';
import { readFileSync, writeFileSync } from 'node:fs';

const [sheets, path, itemsText, runsText] = process.argv.slice(2);
const columns = [...Array(Number(itemsText)).keys()].map(k => `q${k}`);
const answers = [0, 1, 2, 3, 4]; // 0 = blank

const instance = await DuckDBInstance.create(path);
const connection = await instance.connect();
const types = ['unit', ...columns].map((name, k) =>
  `'${name}': '${k === 0 ? 'USMALLINT' : 'UTINYINT'}'`).join(', ');
await connection.run(`create or replace table sheet as select * from
  read_csv('${sheets}', header = true, columns = {${types}})`);
await connection.run('checkpoint');

const ways = {
  filter: `select unit, ${columns.flatMap(c => answers.map(a =>
    `count(*) filter (${c} = ${a})`)).join(', ')} from sheet group by unit`,
  sums: `select unit, ${columns.flatMap(c => answers.map(a =>
    `sum((${c} = ${a})::utinyint)`)).join(', ')} from sheet group by unit`,
  unpivot: `select unit, name, value, count(*) from
    (unpivot sheet on ${columns.join(', ')} into name name value value)
    group by all`,
  histogram: `select unit, ${columns.map(c => `histogram(${c})`).join(', ')}
    from sheet group by unit`,
};

async function ask(name) {
  if (name !== 'by question')
    return connection.runAndReadAll(ways[name]);
  for (const c of columns)
    await connection.runAndReadAll(
      `select unit, ${c}, count(*) from sheet group by all`);
  return null;
}

const least = {}, cpu = {};
for (const name of [...Object.keys(ways), 'by question']) {
  least[name] = cpu[name] = Infinity;
  for (let run = 0; run < Number(runsText); run++) {
    const from = performance.now(), used = process.cpuUsage();
    await ask(name);
    least[name] = Math.min(least[name], performance.now() - from);
    const { user, system } = process.cpuUsage(used);
    cpu[name] = Math.min(cpu[name], (user + system) / 1000);
  }
}

const lines = [];
const found = await ask('unpivot');
for (const [unit, name, value, n] of found.getRows())
  lines.push([Number(unit), Number(name.slice(1)), Number(value), Number(n)]);
lines.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
writeFileSync(`${path}.counts`, lines.map(l => l.join(' ')).join('\n') + '\n');
const version = await connection.runAndReadAll('select version()');
console.log(JSON.stringify({ version: version.getRows()[0][0], least, cpu,
  peak_kb: Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) }));
process.exit(0);
