// tests/odk/form_page.mjs - in the browser: the form of window.formXml in ODK
// Web Forms; what is sent lands in window.sent.
import {createApp, h} from 'vue';
import {OdkWebForm, webFormsPlugin} from '@getodk/web-forms';

window.show = (formXml) => {
  const app = createApp({render: () => h(OdkWebForm, {
    formXml,
    fetchFormAttachment: async () => new Response('', {status: 404}),
    missingResourceBehavior: 'BLANK',
    onSubmit: async (payload) => {
      const one = Array.isArray(payload) ? payload[0] : payload;
      const data = Array.isArray(one.data) ? one.data[0] : one.data;
      window.sent = await data.get('xml_submission_file').text();
      window.parts = [...data.keys()];
    },
  })});
  app.config.errorHandler = (e) => { window.failed = String(e?.stack ?? e); };
  app.use(webFormsPlugin).mount('#app');
};
window.ready = true;
