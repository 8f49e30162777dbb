// Long work: how far it is, over server-sent events.
import { ask, define, h, t } from '/base.mjs';

define({
  waiting: ['排队中', 'waiting'],
  running: ['进行中', 'running'],
  doneWell: ['完成', 'done'],
  donePerson: ['完成，有问题待人处理', 'done; something needs a person'],
  failed: ['没有完成', 'not done'],
  stopped: ['已停止', 'stopped'],
  stop: ['停止', 'Stop'],
  pagesOf: ['{0} / {1} 页，每秒 {2} 页', '{0} of {1} pages, {2} pages a second'],
  jobScan: ['扫描', 'scan'],
  jobWatch: ['盯住文件夹', 'watching a folder'],
  jobPrint: ['印制', 'print'],
  jobReport: ['报告', 'report'],
});

export function stateOf(job) {
  if (job.state !== 'done') return t(job.state);
  if (job.stopped) return t('stopped');
  return job.exit === 0 ? t('doneWell') : job.exit === 3 ? t('donePerson') : t('failed');
}

const kind = (k) => t(`job${k[0].toUpperCase()}${k.slice(1)}`);
const tone = (job) => (job.state !== 'done' ? null : job.exit === 0 ? 'good' : job.exit === 3 ? 'warn' : 'bad');

// One job as a card; `more(job)` adds what its page knows about its result.
export function card(job, more) {
  const open = job.state !== 'done';
  return h('div', { class: 'card' },
    h('div', { class: 'row' }, h('strong', {}, `${kind(job.kind)}：${job.title}`), h('span', { class: tone(job) }, stateOf(job)), h('span', { class: 'soft' }, job.who),
      open ? h('button', { type: 'button', class: 'danger', onclick: () => ask('DELETE', `/api/jobs/${job.id}`) }, t('stop')) : null),
    open && job.total > 0 ? [h('progress', { max: job.total, value: job.done, 'aria-label': job.title }), h('div', { class: 'soft' }, t('pagesOf', job.done, job.total, job.rate))] : null,
    !open && job.exit !== 0 && job.exit !== 3 && job.said ? h('div', { class: 'error' }, job.said) : null,
    more?.(job));
}

// Calls see(jobs) now and with every change; returns what ends it.
export function watch(see) {
  const source = new EventSource('/api/jobs/events');
  source.onmessage = (event) => see(JSON.parse(event.data).jobs);
  source.onerror = () => { ask('GET', '/api/jobs').then((r) => see(r.jobs)).catch(() => {}); };
  return () => source.close();
}

const results = new Map();
// What the command printed, fetched once.
export async function result(id) {
  if (!results.has(id)) results.set(id, ask('GET', `/api/jobs/${id}`));
  return results.get(id);
}
