// tests/odk/browser.mjs - Debian's Chromium with a page made of one module.
import {createServer} from 'node:http';
import {build} from 'esbuild';
import {chromium} from 'playwright-core';

// Bundles `entry` (with its packages from node_modules of `modules`) and opens
// it; `html` is the page's body, `answer(request, response)` may take
// requests of its own, `plugins` and `define` are esbuild's.  Call close() at
// the end.
export async function open(entry, modules, {html = '', answer = () => false, plugins = [], define = {}} = {}) {
  const {outputFiles} = await build({
    entryPoints: [entry], bundle: true, write: false, format: 'esm', outdir: '/bundle',
    nodePaths: [modules], loader: {'.svg': 'dataurl', '.png': 'dataurl', '.woff2': 'dataurl', '.woff': 'dataurl'},
    define: {'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false', ...define},
    logLevel: 'error', external: ['libxslt'], plugins,
  });
  const find = (end) => outputFiles.find((f) => f.path.endsWith(end))?.text ?? '';
  const server = createServer((request, response) => {
    if (answer(request, response)) return;
    const files = {'/': ['text/html; charset=utf-8', `<!doctype html><link rel=stylesheet href=/page.css>${html}<script type=module src=/page.js></script>`],
      '/page.js': ['text/javascript', find('.js')], '/page.css': ['text/css', find('.css')]};
    const [type, text] = files[request.url] ?? ['text/plain', ''];
    response.writeHead(files[request.url] ? 200 : 404, {'content-type': type}).end(text);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', (e) => errors.push(String(e)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => window.ready === true, null, {timeout: 30000});
  return {page, errors, close: async () => { await browser.close(); server.close(); server.closeAllConnections(); }};
}
