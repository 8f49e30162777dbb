/* engine/web/result_routes.c - what leaders read: tallies, reports and their
 * register, the rectification ledger. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/num.h"
#include "engine/base/password.h"
#include "engine/store/store.h"
#include "engine/web/internal.h"
#include "engine/web/run.h"

enum { OUT_MAX = 16 << 20 };

/* ---- tallies ---- */

static bool is_one_of(const char *word, const char *const words[])
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static enum err_code tally_get(struct web_call *call, struct err *err)
{
    static const char *const ways[] = {"question", "unit", "channel", NULL};
    struct run run;
    const char *by = web_query(call, "by");
    const char *unit = web_query(call, "unit");
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "tally");
    run_add_text(&run, "--by",
                 by != NULL && is_one_of(by, ways) ? by : "question");
    if (unit != NULL && unit[0] != '\0')
        run_add_text(&run, "--unit", unit);
    return web_run(call, &run, err);
}

static enum err_code quality_get(struct web_call *call, struct err *err)
{
    struct run run;
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "quality");
    return web_run(call, &run, err);
}

/* ---- reports ---- */

/* "--NAME=…" for each member that is a text and not "". */
static void add_texts(struct run *run, const struct jval *root,
                      const char *const names[])
{
    for (size_t i = 0; names[i] != NULL; i++) {
        const char *text = jval_text(jval_get(root, names[i]));
        char option[40];
        if (text == NULL || text[0] == '\0')
            continue;
        (void)snprintf(option, sizeof option, "--%s", names[i]);
        run_add_text(run, option, text);
    }
}

static enum err_code begin_report(struct web_call *call,
                                  const struct jval *root, struct run *run,
                                  struct err *err)
{
    static const char *const kinds[] = {"bulletin", "feedback", "notice",
                                        "plan",     "rectify",  "summary",
                                        "ledger",   NULL};
    static const char *const options[] = {"unit", "date", "number", "to",
                                          "cc",   "paper", "reason", NULL};
    const char *kind = jval_text(jval_get(root, "kind"));
    if (kind == NULL || !is_one_of(kind, kinds))
        return err_set(err, ERR_FORMAT, 0, _("there is no such report"));
    run_init(run, web_workspace(call), web_language(call));
    run_add(run, "report");
    run_add(run, kind);
    add_texts(run, root, options);
    return ERR_OK;
}

/* A draft never stands in the place of a signed report; letters have names of
 * their own. */
static void draft_beside(const struct web_call *call, const char *kind,
                         struct run *run)
{
    char path[4600];
    if (strcmp(kind, "feedback") == 0)
        return;
    (void)snprintf(path, sizeof path, "%s/out/draft-%s.pdf",
                   web_workspace(call), kind);
    run_add_text(run, "--out", path);
}

static enum err_code report_post(struct web_call *call, struct err *err)
{
    struct run run;
    struct jval *root = NULL;
    int64_t id = 0;
    enum err_code code = web_object(call, &root, err);
    if (code == ERR_OK)
        code = begin_report(call, root, &run, err);
    if (code == ERR_OK)
        draft_beside(call, jval_text(jval_get(root, "kind")), &run);
    if (code == ERR_OK)
        code = jobs_start(web_jobs(call), LANE_PAPER, &run, "report",
                          jval_text(jval_get(root, "kind")),
                          web_account(call)->name, NULL, &id, err);
    jval_free(root);
    if (code == ERR_OK)
        web_job(call, id);
    return code;
}

/* Signed while the browser waits: the passphrase is not kept for a queue. */
static enum err_code sign_post(struct web_call *call, struct err *err)
{
    struct run run;
    struct jval *root = NULL;
    const struct web_signing *with = call->signing;
    enum err_code code = web_object(call, &root, err);
    if (code == ERR_OK && with->key == NULL)
        code = err_set(err, ERR_NOTNOW, 0,
                       _("no signing key was given; start the page with "
                         "`pingyi serve --sign FILE`"));
    if (code == ERR_OK)
        code = begin_report(call, root, &run, err);
    if (code == ERR_OK) {
        const char *secret = jval_text(jval_get(root, "passphrase"));
        run_add_text(&run, "--sign", with->key);
        if (with->seal != NULL)
            run_add_text(&run, "--seal", with->seal);
        if (with->tsa != NULL)
            run_add_text(&run, "--tsa", with->tsa);
        run_add_int(&run, "--pass-fd", 4);
        if (secret != NULL && strlen(secret) > PASSWORD_MOST)
            code = err_set(err, ERR_RANGE, 0, _("%s is too long"),
                           "passphrase");
        run.secret = secret != NULL ? secret : "";
    }
    if (code == ERR_OK)
        code = web_run(call, &run, err);
    jval_free(root);
    return code;
}

static enum err_code register_get(struct web_call *call, struct err *err)
{
    struct store *store = NULL;
    struct report_row *rows = NULL;
    struct str out;
    size_t n = 0;
    enum err_code code = web_store(call, &store, err);
    if (code == ERR_OK)
        code = store_reports(store, &rows, &n, err);
    if (code != ERR_OK)
        return code;
    str_init(&out, OUT_MAX);
    struct jout j = {.out = &out};
    jout_begin_object(&j, NULL);
    jout_bool(&j, "can_sign", call->signing->key != NULL);
    jout_begin_array(&j, "reports");
    for (size_t i = 0; i < n; i++) {
        const char *slash = strrchr(rows[i].file, '/');
        jout_begin_object(&j, NULL);
        jout_string(&j, "edition", rows[i].edition);
        jout_string(&j, "file", slash != NULL ? slash + 1 : rows[i].file);
        jout_string(&j, "sha256", rows[i].sha256);
        jout_string(&j, "issued", rows[i].issued);
        jout_string(&j, "signer", rows[i].signer);
        jout_end_object(&j);
    }
    jout_end_array(&j);
    jout_end_object(&j);
    free(rows);
    web_json(call, 200, &out);
    str_deinit(&out);
    return ERR_OK;
}

/* A file of out/ against its signature and the figures of the round. */
static enum err_code verify_get(struct web_call *call, struct err *err)
{
    struct run run;
    struct str out;
    char path[4600];
    int exit_code = 0;
    const char *name = web_part(call, "name");
    if (name[0] == '.' || strchr(name, '/') != NULL)
        return err_set(err, ERR_NOTFOUND, 0, _("there is no file %s"), name);
    (void)snprintf(path, sizeof path, "%s/out/%s", web_workspace(call), name);
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "verify");
    if (call->signing->trust != NULL)
        run_add_text(&run, "--trust", call->signing->trust);
    run_add(&run, "--");
    run_add(&run, path);
    str_init(&out, OUT_MAX);
    /* what does not verify is an answer, not a failure */
    enum err_code code = run_now(&run, 60, &out, &exit_code, err);
    if (code == ERR_OK)
        web_json(call, 200, &out);
    str_deinit(&out);
    return code;
}

/* ---- 整改台账 ---- */

static const char *const measure_fields[] = {
    "problem", "item",  "unit",   "source",   "basis",    "cause",
    "action",  "office", "person", "kind",    "started",  "rule",
    "due",     "state", "progress", "effect", "evidence", "feedback",
    "told",    "finished", "closed", "why",   NULL};

static enum err_code measures_get(struct web_call *call, struct err *err)
{
    struct run run;
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "measure");
    run_add(&run, "list");
    return web_run(call, &run, err);
}

static enum err_code overdue_get(struct web_call *call, struct err *err)
{
    struct run run;
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "measure");
    run_add(&run, "overdue");
    run_add_text(&run, "--within", "7");
    return web_run(call, &run, err);
}

/* `verb` add, or set and close with the number in the path. */
static enum err_code change_measure(struct web_call *call, const char *verb,
                                    struct err *err)
{
    struct run run;
    struct jval *root = NULL;
    int64_t number = 0;
    const char *part = web_part(call, "number");
    enum err_code code = web_object(call, &root, err);
    if (code == ERR_OK && part != NULL &&
        !num_parse_int(part, 1, INT32_MAX, &number))
        code = err_set(err, ERR_NOTFOUND, 0, _("there is no measure %s"), part);
    if (code == ERR_OK) {
        run_init(&run, web_workspace(call), web_language(call));
        run_add(&run, "measure");
        run_add(&run, verb);
        if (part != NULL)
            run_add(&run, part);
        add_texts(&run, root, measure_fields);
        run_add_text(&run, "--who", web_account(call)->name);
        code = web_run(call, &run, err);
    }
    jval_free(root);
    return code;
}

static enum err_code measures_post(struct web_call *call, struct err *err)
{
    return change_measure(call, "add", err);
}

static enum err_code measure_put(struct web_call *call, struct err *err)
{
    return change_measure(call, "set", err);
}

static enum err_code measure_close(struct web_call *call, struct err *err)
{
    return change_measure(call, "close", err);
}

const struct web_route result_rows[] = {
    {"GET", "/api/tally", WEB_RESULTS, WEB_NO_BODY, 0, tally_get},
    {"GET", "/api/quality", WEB_RESULTS, WEB_NO_BODY, 0, quality_get},
    {"POST", "/api/report", WEB_RESULTS, WEB_BYTES, 65536, report_post},
    {"POST", "/api/report/sign", WEB_SIGN, WEB_BYTES, 65536, sign_post},
    {"GET", "/api/register", WEB_RESULTS, WEB_NO_BODY, 0, register_get},
    {"GET", "/api/verify/{name}", WEB_RESULTS, WEB_NO_BODY, 0, verify_get},
    {"GET", "/api/measures", WEB_MEASURES, WEB_NO_BODY, 0, measures_get},
    {"GET", "/api/measures/overdue", WEB_MEASURES, WEB_NO_BODY, 0,
     overdue_get},
    {"POST", "/api/measures", WEB_MEASURES, WEB_BYTES, 65536, measures_post},
    {"PUT", "/api/measures/{number}", WEB_MEASURES, WEB_BYTES, 65536,
     measure_put},
    {"POST", "/api/measures/{number}/close", WEB_MEASURES, WEB_BYTES, 65536,
     measure_close},
    {.path = NULL},
};
