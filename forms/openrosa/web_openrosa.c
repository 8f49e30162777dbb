/* forms/openrosa/web_openrosa.c - what ODK Collect asks for (OpenRosa 1.0).
 *
 *   GET  /openrosa/formList             the round's form
 *   GET  /openrosa/forms/{version}      its bytes
 *   GET  /openrosa/manifest/{version}   its media: none
 *   HEAD /openrosa/submission           204, and how much may be sent
 *   POST /openrosa/submission           201 once it is committed
 *
 * Exact rules and where they come from: docs/formats.md#openrosa. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/utf8.h"
#include "engine/store/store.h"
#include "engine/web/call.h"
#include "forms/openrosa/multipart.h"
#include "forms/openrosa/openrosa.h"
#include "forms/openrosa/submission.h"
#include "forms/xforms/xform.h"
#include "forms/xforms/xml.h"

enum { MESSAGE_BYTES = 16 * 1024, LIST_BYTES = 64 * 1024 };

/* ---- answers ---- */

static void openrosa_head(struct web_call *call)
{
    web_header_out(call, "X-OpenRosa-Version", "1.0");
    web_header_out(call, "Content-Language", "zh");
}

static void send_xml(struct web_call *call, unsigned status,
                     const struct str *xml)
{
    openrosa_head(call);
    if (str_ok(xml))
        web_bytes(call, status, "text/xml; charset=utf-8", xml->text, xml->n);
    else
        web_text(call, 500, "500 out of memory\n");
}

static void send_message(struct web_call *call, unsigned status,
                         const char *text)
{
    struct str out;
    str_init(&out, MESSAGE_BYTES);
    struct xml x = {.out = &out};
    xml_begin(&x);
    xml_open(&x, "OpenRosaResponse");
    xml_attr(&x, "xmlns", "http://openrosa.org/http/response");
    xml_open(&x, "message");
    xml_attr(&x, "nature", status < 300 ? "submit_success" : "submit_error");
    xml_text(&x, text);
    xml_close(&x);
    xml_close(&x);
    send_xml(call, status, &out);
    str_deinit(&out);
}

/* What is wrong for good is a 4xx, which the client shows; what may pass is a
 * 5xx, after which it tries again. */
static enum err_code send_failure(struct web_call *call,
                                  const struct err *err)
{
    unsigned status = 500;
    switch (err->code) {
    case ERR_FORMAT:
    case ERR_RANGE: status = 422; break;
    case ERR_NOTFOUND: status = 404; break;
    case ERR_NOTNOW:
    case ERR_EXISTS: status = 409; break;
    case ERR_DENIED: status = 403; break;
    case ERR_BUSY: status = 503; break;
    case ERR_FULL: status = 507; break;
    default: break;
    }
    send_message(call, status, err->text);
    return ERR_OK;
}

/* ---- forms ---- */

static enum err_code make_form(struct web_call *call, struct store **store,
                               int *revision, struct xform *form,
                               struct err *err)
{
    struct xform_source source = {.revision = 0};
    memset(form, 0, sizeof *form);
    str_init(&form->xml, XFORM_BYTES_MAX);
    enum err_code code = web_store(call, store, err);
    if (code == ERR_OK)
        code = store_form(*store, 0, &source.q, &source.revision, err);
    if (code != ERR_OK)
        return code;
    source.units = store_units(*store);
    source.survey = store_survey(*store)->id;
    *revision = source.revision;
    return xform_make(&source, form, err);
}

static void put_form(struct web_call *call, struct store *store,
                     const struct xform *form, struct xml *x)
{
    char text[512];
    xml_open(x, "xform");
    xml_leaf(x, "formID", form->id);
    xml_leaf(x, "name", store_survey(store)->title);
    xml_leaf(x, "version", form->version);
    (void)snprintf(text, sizeof text, "md5:%s", form->hash);
    xml_leaf(x, "hash", text);
    (void)snprintf(text, sizeof text, "%s/openrosa/forms/%s",
                   web_origin(call), form->version);
    xml_leaf(x, "downloadUrl", text);
    xml_close(x);
}

static enum err_code form_list(struct web_call *call, struct err *err)
{
    struct store *store = NULL;
    struct xform form;
    bool sealed = false;
    int revision = 0;
    const char *wanted = web_query(call, "formID");
    enum err_code code = make_form(call, &store, &revision, &form, err);
    if (code == ERR_OK)
        code = store_sealed(store, &sealed, err);
    if (code == ERR_OK) {
        struct str out;
        str_init(&out, LIST_BYTES);
        struct xml x = {.out = &out};
        xml_begin(&x);
        xml_open(&x, "xforms");
        xml_attr(&x, "xmlns", "http://openrosa.org/xforms/xformsList");
        /* A closed round has nothing to fill in. */
        if (!sealed && (wanted == NULL || strcmp(wanted, form.id) == 0))
            put_form(call, store, &form, &x);
        xml_close(&x);
        send_xml(call, 200, &out);
        str_deinit(&out);
    }
    xform_deinit(&form);
    return code == ERR_OK ? code : send_failure(call, err);
}

/* From now on a changed questionnaire is a new revision: tablets hold this
 * one. */
static enum err_code mark_used(struct store *store, int revision,
                               struct err *err)
{
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = store_form_used(store, revision, err);
    if (code == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}

static enum err_code no_such_version(struct err *err)
{
    return err_set(err, ERR_NOTFOUND, 0,
                   _("the form has another version by now; fetch the list "
                     "anew"));
}

static enum err_code form_get(struct web_call *call, struct err *err)
{
    struct store *store = NULL;
    struct xform form;
    int revision = 0;
    enum err_code code = make_form(call, &store, &revision, &form, err);
    if (code == ERR_OK && strcmp(web_part(call, "version"), form.version) != 0)
        code = no_such_version(err);
    if (code == ERR_OK)
        code = mark_used(store, revision, err);
    if (code == ERR_OK)
        send_xml(call, 200, &form.xml);
    xform_deinit(&form);
    return code == ERR_OK ? code : send_failure(call, err);
}

static enum err_code manifest_get(struct web_call *call, struct err *err)
{
    struct str out;
    (void)err;
    str_init(&out, LIST_BYTES);
    struct xml x = {.out = &out};
    xml_begin(&x);
    xml_open(&x, "manifest");
    xml_attr(&x, "xmlns", "http://openrosa.org/xforms/xformsManifest");
    xml_close(&x);
    send_xml(call, 200, &out);
    str_deinit(&out);
    return ERR_OK;
}

/* ---- submissions ---- */

static enum err_code submission_head(struct web_call *call, struct err *err)
{
    char most[32];
    (void)err;
    openrosa_head(call);
    (void)snprintf(most, sizeof most, "%d", SUBMISSION_BYTES);
    web_header_out(call, "X-OpenRosa-Accept-Content-Length", most);
    web_text(call, 204, "");
    return ERR_OK;
}

/* For a message: what a client calls a part may be anything. */
static const char *shown_name(const char *name)
{
    return utf8_check(name, strlen(name)) == strlen(name) ? name : "?";
}

/* The one part with the answers.  Our forms ask for no files, so whoever
 * sends one sends something else. */
static enum err_code find_xml(const char *type, const char *bytes, size_t n,
                              struct multipart_part *xml, struct err *err)
{
    struct multipart m;
    bool more = true, found = false;
    enum err_code code = multipart_begin(&m, type, bytes, n, err);
    while (code == ERR_OK && more) {
        struct multipart_part part;
        code = multipart_next(&m, &part, &more, err);
        if (code != ERR_OK || !more)
            break;
        if (strcmp(part.name, "xml_submission_file") == 0 && !found) {
            *xml = part;
            found = true;
        } else if (part.file || strcmp(part.name, "*isIncomplete*") != 0) {
            code = err_set(err, ERR_FORMAT, 0,
                           _("besides the answers '%.60s' was sent; these "
                             "forms ask for no files"),
                           shown_name(part.name));
        }
    }
    if (code == ERR_OK && !found)
        code = err_set(err, ERR_FORMAT, 0,
                       _("nothing named xml_submission_file was sent"));
    return code;
}

static enum err_code take(struct store *store, const char *xml, size_t n,
                          enum response_outcome *outcome, struct err *err)
{
    struct submission s;
    enum err_code code = submission_parse(xml, n, &s, err);
    if (code == ERR_OK)
        code = store_begin(store, err);
    if (code == ERR_OK) {
        code = submission_take(store, &s, xml, n, outcome, err);
        if (code == ERR_OK)
            code = store_commit(store, err);
        else
            store_rollback(store);
    }
    submission_deinit(&s);
    return code;
}

static enum err_code receive(struct web_call *call, struct err *err)
{
    struct multipart_part xml = {.bytes = NULL};
    struct store *store = NULL;
    enum response_outcome outcome = RESPONSE_OTHER;
    char *bytes = NULL;
    size_t n = 0;
    enum err_code code =
        file_read(web_body_file(call), SUBMISSION_BYTES, &bytes, &n, err);
    if (code == ERR_OK)
        code = find_xml(web_header(call, "Content-Type"), bytes, n, &xml,
                        err);
    if (code == ERR_OK)
        code = web_store(call, &store, err);
    if (code == ERR_OK)
        code = take(store, xml.bytes, xml.n, &outcome, err);
    free(bytes);
    if (code == ERR_OK && outcome == RESPONSE_OTHER)
        code = err_set(err, ERR_EXISTS, 0,
                       _("these answers were sent before with other contents; "
                         "the first ones stand, ask the office"));
    return code;
}

static enum err_code submission_post(struct web_call *call, struct err *err)
{
    if (receive(call, err) != ERR_OK)
        return send_failure(call, err);
    send_message(call, 201, _("The answers are kept by the office."));
    return ERR_OK;
}

const struct web_route openrosa_rows[] = {
    {"GET", "/openrosa/formList", WEB_DIGEST, WEB_NO_BODY, 0, form_list},
    {"GET", "/openrosa/forms/{version}", WEB_DIGEST, WEB_NO_BODY, 0,
     form_get},
    {"GET", "/openrosa/manifest/{version}", WEB_DIGEST, WEB_NO_BODY, 0,
     manifest_get},
    {"HEAD", "/openrosa/submission", WEB_DIGEST, WEB_NO_BODY, 0,
     submission_head},
    {"POST", "/openrosa/submission", WEB_DIGEST, WEB_FILE, SUBMISSION_BYTES,
     submission_post},
    {.path = NULL},
};
