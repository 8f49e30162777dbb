// tests/odk/engine_page.mjs - in the browser: one case of when_cases.c through
// @getodk/xforms-engine.  Returns what it disagrees about.
import {createInstance} from '@getodk/xforms-engine';

function leaves(node, out = new Map()) {
  for (const child of node.currentState.children ?? []) {
    const path = child.definition.nodeset;
    if (path.startsWith('/data/a/')) out.set(path.slice('/data/a/'.length), child);
    leaves(child, out);
  }
  return out;
}

function give(node, answer) {
  if (node.nodeType === 'select') {
    node.selectValues(answer == null || answer === '' ? [] : [].concat(answer));
  } else {
    node.setValue(answer ?? '');
  }
}

window.runCase = async ({xform, items, rounds}) => {
  const wrong = [];
  const {root} = await createInstance(xform);
  const nodes = leaves(root);
  if (nodes.size !== items.length) return [`${nodes.size} questions of ${items.length}`];
  for (const {answers, asked} of rounds) {
    for (const {code} of items) give(nodes.get(code), null);
    for (const {code} of items) give(nodes.get(code), answers[code]);
    const here = items.map((x) => x.code).filter((code) => nodes.get(code).currentState.relevant);
    if (here.join() !== asked.join())
      wrong.push(`${JSON.stringify(answers)}: the engine asks ${here}, C ${asked}; ${JSON.stringify(items.map((x) => x.when))}`);
  }
  return wrong;
};
window.ready = true;
