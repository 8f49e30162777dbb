/* omr/review/cmd_rejudge.c - `pingyi rejudge`: what would another judge say? */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/gate/rejudge.h"
#include "forms/payload.h"
#include "omr/batch/params.h"
#include "omr/judge_params.h"
#include "omr/review/decision.h"
#include "omr/review/param_table.h"
#include "omr/review/reason.h"
#include "omr/review/review.h"

enum { SETTINGS_MAX = 64, PARAMS_BYTES = 64 * 1024, ITEMS_SHOWN = 12 };

struct rejudge_args {
    const char *settings[SETTINGS_MAX];
    size_t n;
    bool set, defaults, list, apply, table;
    const char *params, *who, *why;
};

struct rejudge_view {
    struct cli *cli;
    struct store *store;
    const struct rejudge_args *args;
    struct judge_params was, now;
    struct round_judges judges; /* before */
    int was_number;
    struct progress *progress;
    struct rejudge_change *changes;
    size_t n, room;
    bool failed;        /* no memory for a change */
    struct rejudge_result result;
    double seconds;
};

static double now_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- which parameters ---- */

static enum err_code read_file(const char *path, struct judge_params *out,
                               struct err *err)
{
    *out = judge_usual;
    char *text = NULL;
    size_t n = 0;
    enum err_code code = file_read_text(path, PARAMS_BYTES, &text, &n, err);
    if (code == ERR_OK)
        code = judge_params_read(text, n, path, out, err);
    free(text);
    return code;
}

static enum err_code choose(struct rejudge_view *v, struct err *err)
{
    const struct rejudge_args *a = v->args;
    struct err unreadable = ERR_INIT;
    enum err_code code =
        round_params_load(v->store, &v->was, &v->was_number, &unreadable);
    /* Parameters of another program can be left behind, not built upon. */
    if (code != ERR_OK && !a->defaults && a->params == NULL)
        return err_set(err, code, unreadable.native, "%s", unreadable.text);
    code = round_judges(v->store, &v->judges, err);
    if (code != ERR_OK)
        return code;
    v->now = v->was;
    code = a->defaults ? round_params_usual(v->store, &v->now, err) : ERR_OK;
    if (code == ERR_OK && a->params != NULL)
        code = read_file(a->params, &v->now, err);
    for (size_t i = 0; code == ERR_OK && i < a->n; i++)
        code = judge_params_set(&v->now, a->settings[i], err);
    v->now.version = JUDGE_VERSION; /* whatever they were set for */
    return code;
}

/* ---- the work ---- */

static size_t judge(void *ctx, const struct questionnaire *q, size_t n,
                    struct box_read box[], struct answer_read answers[])
{
    const struct rejudge_view *v = ctx;
    return judge_page(&v->now, q, n, box, answers);
}

static void take_change(void *ctx, const struct rejudge_change *change)
{
    struct rejudge_view *v = ctx;
    if (v->n == v->room) {
        size_t room = v->room > 0 ? v->room * 2 : 256;
        struct rejudge_change *grown =
            mem_grow(v->changes, room, sizeof *grown);
        v->failed = v->failed || grown == NULL;
        if (grown == NULL)
            return;
        v->changes = grown;
        v->room = room;
    }
    v->changes[v->n++] = *change;
}

static bool step(void *ctx, size_t done, size_t pages)
{
    struct rejudge_view *v = ctx;
    if (v->progress == NULL)
        v->progress = progress_new(v->cli, _("pages judged"), pages);
    progress_step(v->progress, done);
    return cli_stopped() || v->failed;
}

static enum err_code work(struct rejudge_view *v, struct err *err)
{
    struct str json;
    str_init(&json, PARAMS_BYTES);
    struct jout j = {.out = &json};
    judge_params_write(&v->now, NULL, &j);
    const struct rejudge_options options = {
        .judge = judge,
        .change = take_change,
        .step = step,
        .ctx = v,
        .apply = v->args->apply,
        .params = json.text,
        .who = v->args->who != NULL ? v->args->who : "",
        .why = v->args->why != NULL ? v->args->why : "",
    };
    cli_say_stopping();
    cli_catch_signals();
    double started = now_seconds();
    enum err_code code = str_check(&json, "rejudge", err);
    if (code == ERR_OK)
        code = gate_rejudge(v->store, &options, &v->result, err);
    v->seconds = now_seconds() - started;
    progress_free(v->progress);
    if (code == ERR_INTERRUPTED && v->failed)
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    str_deinit(&json);
    return code;
}

/* ---- counts by unit and by question ---- */

struct tally_row {
    const char *code, *name; /* borrowed */
    size_t count;
};

static int most_first(const void *a, const void *b)
{
    const struct tally_row *x = a;
    const struct tally_row *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->code, y->code);
}

static const struct item *item_of(struct store *store,
                                  const struct rejudge_change *c)
{
    const struct questionnaire *q = NULL;
    if (store_form(store, c->revision, &q, NULL, NULL) != ERR_OK ||
        c->item >= q->item_count)
        return NULL;
    return &q->items[c->item];
}

/* Changes per unit, most first; *out is malloc'd. */
static size_t count_units(const struct rejudge_view *v,
                          struct tally_row **out)
{
    const struct units *units = store_units(v->store);
    struct tally_row *rows = mem_alloc(units->count, sizeof *rows);
    size_t n = 0;
    *out = rows;
    if (rows == NULL)
        return 0;
    for (size_t i = 0; i < units->count; i++)
        rows[i] = (struct tally_row){units->unit[i].code, units->unit[i].name,
                                     0};
    for (size_t i = 0; i < v->n; i++)
        rows[v->changes[i].unit].count++;
    qsort(rows, units->count, sizeof *rows, most_first);
    while (n < units->count && rows[n].count > 0)
        n++;
    return n;
}

static size_t count_items(const struct rejudge_view *v,
                          struct tally_row **out)
{
    struct tally_row *rows = mem_alloc(LIMIT_ITEMS, sizeof *rows);
    size_t n = 0;
    *out = rows;
    for (size_t i = 0; rows != NULL && i < v->n; i++) {
        const struct item *item = item_of(v->store, &v->changes[i]);
        size_t k = 0;
        if (item == NULL)
            continue;
        while (k < n && strcmp(rows[k].code, item->code) != 0)
            k++;
        if (k == n && n < LIMIT_ITEMS)
            rows[n++] = (struct tally_row){item->code, "", 0};
        if (k < n)
            rows[k].count++;
    }
    if (n > 0)
        qsort(rows, n, sizeof *rows, most_first);
    return n;
}

/* ---- as text ---- */

static const char *const state_texts[] = {
    [ANSWER_GIVEN] = N_("answered"),
    [ANSWER_BLANK] = N_("blank"),
    [ANSWER_INVALID] = N_("invalid"),
    [ANSWER_DOUBTFUL] = N_("doubtful"),
};

static void text_params(const struct rejudge_view *v, struct str *out)
{
    struct judge_param was, now;
    for (size_t i = 0; judge_params_row(&v->now, i, &now); i++) {
        (void)judge_params_row(&v->was, i, &was);
        if (strcmp(was.value, now.value) != 0)
            str_addf(out, "  %s: %s → %s  (%s)\n", now.name, was.value,
                     now.value, now.text);
    }
}

static void text_rows(const char *title, const struct tally_row *rows,
                      size_t n, struct str *out)
{
    str_add(out, title);
    for (size_t i = 0; i < n && i < ITEMS_SHOWN; i++)
        str_addf(out, "%s%s %s%s%zu", i > 0 ? "; " : " ", rows[i].code,
                 rows[i].name, rows[i].name[0] != '\0' ? " " : "",
                 rows[i].count);
    str_add(out, n > ITEMS_SHOWN ? " …\n" : "\n");
}

static void text_change(const struct rejudge_view *v,
                        const struct rejudge_change *c, struct str *out)
{
    const struct item *item = item_of(v->store, c);
    const struct units *units = store_units(v->store);
    char serial[8] = "-";
    if (c->serial != 0)
        payload_serial_text(c->serial, serial);
    str_addf(out, "  %s %-7s %d  %-5s ", units->unit[c->unit].code, serial,
             c->side, item != NULL ? item->code : "-");
    decision_print_item(item, c->was, c->was_choices, out);
    str_add(out, " → ");
    decision_print_item(item, c->now, c->now_choices, out);
    if (c->now == ANSWER_DOUBTFUL)
        str_addf(out, "  %s", reason_text(c->reason));
    str_addf(out, "%s\n", c->decided ? _("  (decided by a person: stays)")
                                     : "");
}

static void text_changes(const struct rejudge_view *v, struct str *out)
{
    const struct rejudge_result *r = &v->result;
    struct tally_row *rows = NULL;
    str_addf(out, _("%zu answers read differently:\n"), r->changes);
    for (int was = 0; was < ANSWER_STATE_COUNT; was++)
        for (int now = 0; now < ANSWER_STATE_COUNT; now++)
            if (r->changed[was][now] > 0)
                str_addf(out, "  %6zu  %s → %s\n", r->changed[was][now],
                         _(state_texts[was]),
                         was == now ? _("another choice")
                                    : _(state_texts[now]));
    size_t n = count_units(v, &rows);
    text_rows(_("by unit:"), rows, n, out);
    free(rows);
    n = count_items(v, &rows);
    text_rows(_("by question:"), rows, n, out);
    free(rows);
    if (r->decided > 0)
        str_addf(out,
                 _("%zu of them were decided by a person, which stays\n"),
                 r->decided);
    if (r->made_valid + r->made_void > 0)
        str_addf(out, _("%zu sheets become valid, %zu become void\n"),
                 r->made_valid, r->made_void);
    for (size_t i = 0; v->args->list && i < v->n; i++)
        text_change(v, &v->changes[i], out);
}

static int print_text(const struct rejudge_view *v)
{
    const struct rejudge_result *r = &v->result;
    struct str out;
    char seconds[32];
    str_init(&out, LIMIT_JSON_BYTES);
    num_print_real(v->seconds, 1, seconds, sizeof seconds);
    str_addf(&out, _("%zu pages, %zu boxes judged anew in %s s\n"), r->pages,
             r->boxes, seconds);
    text_params(v, &out);
    round_judges_print(&v->judges, &out);
    if (r->changes > 0)
        text_changes(v, &out);
    else
        str_add(&out, _("every answer reads as before\n"));
    if (r->opened + r->withdrawn > 0)
        str_addf(&out,
                 _("questions to a person: %zu new, %zu withdrawn\n"),
                 r->opened, r->withdrawn);
    if (v->args->apply)
        str_addf(&out, _("applied; these are the round's parameters number "
                         "%d\n"),
                 r->params);
    else
        str_add(&out, _("a preview: nothing was changed; to do it: --apply "
                        "--who NAME\n"));
    bool person = v->args->apply && r->opened > 0;
    int exit = cli_print(v->cli, &out, person ? EXIT_PERSON : EXIT_DONE);
    str_deinit(&out);
    return exit;
}

/* ---- as JSON ---- */

static void json_rows(struct jout *j, const char *key, const char *what,
                      const struct tally_row *rows, size_t n)
{
    jout_begin_array(j, key);
    for (size_t i = 0; i < n; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, what, rows[i].code);
        jout_int(j, "changes", (int64_t)rows[i].count);
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void json_change(const struct rejudge_view *v, struct jout *j,
                        const struct rejudge_change *c)
{
    const struct item *item = item_of(v->store, c);
    char serial[8] = "";
    struct str text;
    str_init(&text, 4096);
    if (c->serial != 0)
        payload_serial_text(c->serial, serial);
    jout_begin_object(j, NULL);
    jout_string(j, "unit", store_units(v->store)->unit[c->unit].code);
    jout_string(j, "serial", serial[0] != '\0' ? serial : NULL);
    jout_int(j, "side", c->side);
    jout_string(j, "item", item != NULL ? item->code : NULL);
    jout_string(j, "was", answer_state_word(c->was));
    decision_print_item(item, c->was, c->was_choices, &text);
    jout_string(j, "was_answer", text.text);
    jout_string(j, "now", answer_state_word(c->now));
    str_clear(&text);
    decision_print_item(item, c->now, c->now_choices, &text);
    jout_string(j, "now_answer", text.text);
    jout_string(j, "reason", c->reason);
    jout_bool(j, "decided", c->decided);
    jout_end_object(j);
    str_deinit(&text);
}

static void json_counts(const struct rejudge_view *v, struct jout *j)
{
    const struct rejudge_result *r = &v->result;
    struct tally_row *rows = NULL;
    jout_int(j, "pages", (int64_t)r->pages);
    jout_int(j, "boxes", (int64_t)r->boxes);
    jout_int(j, "items", (int64_t)r->items);
    jout_int(j, "boxes_changed", (int64_t)r->boxes_changed);
    jout_int(j, "changes", (int64_t)r->changes);
    jout_int(j, "decided", (int64_t)r->decided);
    jout_begin_array(j, "by_state");
    for (int was = 0; was < ANSWER_STATE_COUNT; was++)
        for (int now = 0; now < ANSWER_STATE_COUNT; now++) {
            if (r->changed[was][now] == 0)
                continue;
            jout_begin_object(j, NULL);
            jout_string(j, "was", answer_state_word((enum answer_state)was));
            jout_string(j, "now", answer_state_word((enum answer_state)now));
            jout_int(j, "changes", (int64_t)r->changed[was][now]);
            jout_end_object(j);
        }
    jout_end_array(j);
    size_t n = count_units(v, &rows);
    json_rows(j, "by_unit", "unit", rows, n);
    free(rows);
    n = count_items(v, &rows);
    json_rows(j, "by_item", "item", rows, n);
    free(rows);
    jout_begin_object(j, "reviews");
    jout_int(j, "opened", (int64_t)r->opened);
    jout_int(j, "withdrawn", (int64_t)r->withdrawn);
    jout_end_object(j);
    jout_begin_object(j, "responses");
    jout_int(j, "made_valid", (int64_t)r->made_valid);
    jout_int(j, "made_void", (int64_t)r->made_void);
    jout_end_object(j);
}

static int print_json(const struct rejudge_view *v)
{
    struct str out;
    str_init(&out, LIMIT_JSON_BYTES);
    struct jout j = {.out = &out};
    jout_begin_object(&j, NULL);
    jout_bool(&j, "applied", v->args->apply);
    if (v->args->apply)
        jout_int(&j, "number", v->result.params);
    round_judges_json(&v->judges, &j);
    judge_params_write(&v->was, "was_params", &j);
    judge_params_write(&v->now, "params", &j);
    json_counts(v, &j);
    if (v->args->list) {
        jout_begin_array(&j, "list");
        for (size_t i = 0; i < v->n; i++)
            json_change(v, &j, &v->changes[i]);
        jout_end_array(&j);
    }
    jout_real(&j, "seconds", v->seconds, 3);
    jout_end_object(&j);
    bool person = v->args->apply && v->result.opened > 0;
    int exit = cli_print(v->cli, &out, person ? EXIT_PERSON : EXIT_DONE);
    str_deinit(&out);
    return exit;
}

/* ---- the command ---- */

static enum err_code check_args(const struct rejudge_args *a, struct err *err)
{
    if (a->table && (a->set || a->defaults || a->list || a->apply ||
                     a->params != NULL))
        return err_set(err, ERR_USAGE, 0,
                       _("--table only lists the judge's parameters; leave "
                         "the other options out"));
    if (a->n > 0 && !a->set)
        return err_set(err, ERR_USAGE, 0,
                       _("'%s': write --set before NAME=NUMBER"),
                       a->settings[0]);
    if (a->set && a->n == 0)
        return err_set(err, ERR_USAGE, 0, _("--set needs NAME=NUMBER"));
    if (a->defaults && a->params != NULL)
        return err_set(err, ERR_USAGE, 0,
                       _("--defaults and --params exclude each other"));
    if (a->apply && (a->who == NULL || a->who[0] == '\0'))
        return err_set(err, ERR_USAGE, 0,
                       _("say who decides: --who NAME (it is kept in the "
                         "log)"));
    return ERR_OK;
}

int cmd_rejudge(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct rejudge_args a = {.n = 0};
    const struct opt opts[] = {
        {"--set", OPT_FLAG, &a.set, 0, 0},
        {"--params", OPT_TEXT, &a.params, 0, 0},
        {"--defaults", OPT_FLAG, &a.defaults, 0, 0},
        {"--table", OPT_FLAG, &a.table, 0, 0},
        {"--list", OPT_FLAG, &a.list, 0, 0},
        {"--apply", OPT_FLAG, &a.apply, 0, 0},
        {"--who", OPT_TEXT, &a.who, 0, 0},
        {"--why", OPT_TEXT, &a.why, 0, 0},
        {NULL, OPT_FLAG, NULL, 0, 0},
    };
    struct rejudge_view v = {.cli = cli, .args = &a};
    enum err_code code =
        cli_options(cli, opts, a.settings, SETTINGS_MAX, &a.n, &err);
    if (code == ERR_OK)
        code = check_args(&a, &err);
    if (code == ERR_OK && a.table)
        return param_table(cli);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &v.store, &err);
    if (code == ERR_OK)
        code = choose(&v, &err);
    if (code == ERR_OK)
        code = work(&v, &err);
    int exit = code != ERR_OK ? cli_fail(cli, &err)
               : cli->json    ? print_json(&v)
                              : print_text(&v);
    free(v.changes);
    store_close(v.store);
    return exit;
}
