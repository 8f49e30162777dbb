// tests/odk/enketo_page.mjs - in the browser: one case of when_cases.c through
// enketo-core.  Returns what it disagrees about.
import {transform} from 'enketo-transformer/web';
import {Form} from 'enketo-core';

// What is relevant stands in the page without the class "disabled".
const shown = (root, code) => {
  const input = root.querySelector(`[name="/data/a/${code}"], [data-name="/data/a/${code}"]`);
  return input !== null && input.closest('.disabled') === null;
};

function give(root, code, answer) {
  const inputs = [...root.querySelectorAll(`[name="/data/a/${code}"], [data-name="/data/a/${code}"]`)];
  const wanted = answer == null ? [] : [].concat(answer);
  for (const input of inputs) {
    if (input.type === 'radio' || input.type === 'checkbox') {
      const on = wanted.includes(input.value);
      if (input.checked === on) continue;
      input.checked = on;
    } else {
      input.value = wanted[0] ?? '';
    }
    input.dispatchEvent(new Event('change', {bubbles: true}));
  }
}

window.runCase = async ({xform, items, rounds}) => {
  const wrong = [];
  const result = await transform({xform});
  for (const {answers, asked} of rounds) {
    const old = document.querySelector('form.or');
    const fresh = document.createRange().createContextualFragment(result.form).querySelector('form');
    old === null ? document.body.append(fresh) : old.replaceWith(fresh);
    const form = new Form(fresh, {modelStr: result.model}, {language: 'zh'});
    const errors = form.init();
    if (errors.length > 0) return errors.map(String);
    // in the order of the page; what is hidden nobody can answer
    for (const {code} of items) if (shown(fresh, code)) give(fresh, code, answers[code]);
    const here = items.map((x) => x.code).filter((code) => shown(fresh, code));
    if (here.join() !== asked.join())
      wrong.push(`${JSON.stringify(answers)}: enketo asks ${here}, C ${asked}; ${JSON.stringify(items.map((x) => x.when))}`);
  }
  return wrong;
};
window.ready = true;
