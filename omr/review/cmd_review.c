/* omr/review/cmd_review.c - `pingyi review list|show|set|key`. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/gate/close.h"
#include "forms/payload.h"
#include "omr/batch/missing.h"
#include "omr/batch/outcome.h"
#include "omr/review/decision.h"
#include "omr/review/reason.h"
#include "omr/review/crop.h"
#include "omr/review/file.h"
#include "omr/review/key.h"
#include "omr/review/review.h"
#include "omr/review/texts.h"

enum { LIST_BYTES = 64 * 1024 * 1024, LINE_BYTES = 4096,
       MISSING_SHOWN = 50 };

/* ---- list ---- */

struct list_view {
    const struct cli *cli;
    struct store *store;
    struct str text;
    struct jout json;
    size_t shown, open, decided;
    bool closed;
};

/* What a clerk calls the sheet: its serial, written to `serial`, or the file.
 * Borrowed from whichever it is. */
static const char *sheet_name(const struct page_row *page, char serial[8])
{
    if (page->serial != 0) {
        payload_serial_text(page->serial, serial);
        return serial;
    }
    const char *slash = strrchr(page->file, '/');
    return slash != NULL ? slash + 1 : page->file;
}

static const char *item_code(struct store *store,
                             const struct review_row *row)
{
    const struct questionnaire *q = NULL;
    if (row->item == SIZE_MAX ||
        store_form(store, row->revision, &q, NULL, NULL) != ERR_OK ||
        row->item >= q->item_count)
        return NULL;
    return q->items[row->item].code;
}

static void json_row(struct list_view *v, const struct review_row *row,
                     const struct page_row *page, const char *sheet)
{
    struct jout *j = &v->json;
    struct str answer;
    str_init(&answer, LINE_BYTES);
    jout_begin_object(j, NULL);
    jout_int(j, "id", row->id);
    jout_string(j, "sheet", sheet);
    jout_string(j, "file", page->file);
    jout_int(j, "page", page->page + 1);
    jout_int(j, "side", page->side);
    jout_string(j, "item", item_code(v->store, row));
    jout_string(j, "reason", row->reason);
    decision_print(v->store, row, row->read_state, row->read_choices, &answer);
    jout_string(j, "read", answer.text);
    jout_real(j, "doubt", row->doubt, 3);
    jout_real(j, "gain", row->gain, 4);
    jout_bool(j, "decided", row->decided);
    if (row->decided) {
        str_clear(&answer);
        decision_print(v->store, row, row->state, row->choices, &answer);
        jout_string(j, "decision", answer.text);
        jout_string(j, "who", row->who);
        jout_string(j, "why", row->why);
    }
    jout_end_object(j);
    str_deinit(&answer);
}

static void text_row(struct list_view *v, const struct review_row *row,
                     const struct page_row *page, const char *sheet)
{
    struct str answer;
    const char *item = item_code(v->store, row);
    str_init(&answer, LINE_BYTES);
    decision_print(v->store, row, row->read_state, row->read_choices, &answer);
    str_addf(&v->text, "%6" PRId64 "  %-9s %d  %-5s %-8s %s", row->id, sheet,
             page->side, item != NULL ? item : "-", answer.text,
             reason_text(row->reason));
    if (item == NULL && page->file[0] != '\0') { /* which of two it is */
        const char *slash = strrchr(page->file, '/');
        str_addf(&v->text, "  %s:%d", slash != NULL ? slash + 1 : page->file,
                 page->page + 1);
    }
    if (row->decided) {
        str_clear(&answer);
        decision_print(v->store, row, row->state, row->choices, &answer);
        str_addf(&v->text, _("  => %s by %s (%s)"), answer.text, row->who,
                 row->why);
    }
    str_add(&v->text, "\n");
    str_deinit(&answer);
}

static bool list_row(void *ctx, const struct review_row *row)
{
    struct list_view *v = ctx;
    struct page_row page = {0};
    char serial[8];
    if (store_page_get(v->store, row->page, &page, NULL) != ERR_OK)
        page.file[0] = '\0';
    const char *sheet = sheet_name(&page, serial);
    if (v->cli->json)
        json_row(v, row, &page, sheet);
    else
        text_row(v, row, &page, sheet);
    v->shown++;
    v->open += !row->decided;
    return !str_ok(&v->text);
}

static void text_end(struct list_view *v)
{
    if (v->closed) {
        str_clear(&v->text);
        str_addf(&v->text,
                 _("the round is closed; %zu questions stay undecided\n"),
                 v->open);
        return;
    }
    if (v->shown == 0) {
        str_add(&v->text, _("nothing waits for a person\n"));
        return;
    }
    (void)printf("%s\n", _("    id  sheet     side item read     why"));
    str_addf(&v->text,
             _("%zu waiting, %zu decided. Look: pingyi review show ID. "
               "Decide: pingyi review set ID ANSWER --who NAME\n"),
             v->open, v->decided);
}

/* What no question can be put about: sides that never came. */
static enum err_code list_missing(struct list_view *v, size_t *sides,
                                  struct err *err)
{
    struct missing_list missing;
    if (v->cli->json)
        jout_begin_array(&v->json, "missing");
    enum err_code code =
        missing_collect(v->store, MISSING_SHOWN,
                        v->cli->json ? &v->json : NULL, &missing, err);
    if (v->cli->json)
        jout_end_array(&v->json);
    else
        missing_print(&missing, &v->text);
    *sides = missing.sides;
    missing_deinit(&missing);
    return code;
}

static bool count_decided(void *ctx, const struct review_row *row)
{
    size_t *decided = ctx;
    (void)row;
    ++*decided;
    return false;
}

static int review_list(struct cli *cli, struct store *store, bool all)
{
    struct err err = ERR_INIT;
    struct list_view v = {.cli = cli, .store = store};
    str_init(&v.text, LIST_BYTES);
    v.json.out = &v.text;
    if (cli->json) {
        jout_begin_object(&v.json, NULL);
        jout_begin_array(&v.json, "reviews");
    }
    int exit = EXIT_FAILED;
    size_t missing = 0;
    enum err_code code = store_reviews(
        store, all ? REVIEW_ALL : REVIEW_OPEN, list_row, &v, &err);
    v.decided = 0;
    if (code == ERR_OK)
        code = store_reviews(store, REVIEW_DECIDED, count_decided, &v.decided,
                             &err);
    if (code == ERR_OK)
        code = store_sealed(store, &v.closed, &err);
    if (cli->json)
        jout_end_array(&v.json);
    else if (code == ERR_OK)
        text_end(&v);
    if (code == ERR_OK)
        code = list_missing(&v, &missing, &err);
    if (code != ERR_OK) {
        exit = cli_fail(cli, &err);
        goto done;
    }
    if (cli->json) {
        jout_int(&v.json, "open", (int64_t)v.open);
        jout_bool(&v.json, "closed", v.closed);
        jout_end_object(&v.json);
    }
    exit = cli_print(cli, &v.text,
                     v.open + missing > 0 && !v.closed ? EXIT_PERSON
                                                       : EXIT_DONE);
done:
    str_deinit(&v.text);
    return exit;
}

/* ---- show ---- */

static void show_choices(const struct questionnaire *q,
                         const struct review_row *row)
{
    if (row->item == SIZE_MAX || row->item >= q->item_count)
        return;
    const struct item *item = &q->items[row->item];
    (void)printf("%s  %s\n", item->code, item->text);
    if (item->scale == NULL)
        return;
    for (size_t i = 0; i < item->scale->choice_count; i++)
        (void)printf("    %s  %s%s\n", item->scale->choices[i].code,
                     item->scale->choices[i].text,
                     row->read_choices >> i & 1 ? _("   <- ink") : "");
}

/* What can be typed now, with the number in it. */
static void show_next(const struct review_row *row)
{
    long long id = row->id;
    if (row->decided)
        return;
    if (row->item != SIZE_MAX)
        (void)printf(_("decide: pingyi review set %lld CHOICE --who NAME (or "
                       "blank, invalid)\n"),
                     id);
    else if (strcmp(row->reason, "no_code") == 0)
        (void)printf(_("type the text at the foot of the sheet: pingyi review "
                       "key %lld CODE --who NAME; no sheet at all: review set "
                       "%lld void --who NAME\n"),
                     id, id);
    else
        (void)printf(_("this page counts: pingyi review set %lld keep --who "
                       "NAME; it does not: void instead of keep\n"),
                     id);
}

static enum err_code crop_path(struct store *store,
                               const struct review_row *row, const char *out,
                               struct str *path, struct err *err)
{
    if (out != NULL) {
        enum err_code code = gate_close_outside(store, out, err);
        if (code != ERR_OK)
            return code;
        str_add(path, out);
    } else
        str_addf(path, "%s/out/review-%" PRId64 ".png", store_dir(store),
                 row->id);
    return str_check(path, "--out", err);
}

static int review_show(struct cli *cli, struct store *store, int64_t id,
                       const char *out)
{
    struct err err = ERR_INIT;
    struct review_row row;
    struct str path;
    const struct questionnaire *q = NULL;
    str_init(&path, LIMIT_PATH_BYTES);
    enum err_code code = store_review_get(store, id, &row, &err);
    if (code == ERR_OK)
        code = crop_path(store, &row, out, &path, &err);
    if (code == ERR_OK)
        code = review_crop(store, &row, path.text, &err);
    if (code == ERR_OK)
        code = store_form(store, row.revision, &q, NULL, &err);
    int exit = EXIT_DONE;
    if (code != ERR_OK) {
        exit = cli_fail(cli, &err);
    } else if (cli->json) {
        struct list_view v = {.cli = cli, .store = store};
        str_init(&v.text, LINE_BYTES * 4);
        v.json.out = &v.text;
        jout_begin_object(&v.json, NULL);
        jout_begin_array(&v.json, "reviews");
        (void)list_row(&v, &row);
        jout_end_array(&v.json);
        jout_string(&v.json, "crop", path.text);
        jout_end_object(&v.json);
        exit = cli_print(cli, &v.text, EXIT_DONE);
        str_deinit(&v.text);
    } else {
        show_choices(q, &row);
        (void)printf(_("why a person is asked: %s\n"),
                     reason_text(row.reason));
        (void)printf(_("picture: %s\n"), path.text);
        show_next(&row);
    }
    str_deinit(&path);
    return exit;
}

/* ---- set ---- */

static bool count_row(void *ctx, const struct review_row *row)
{
    (void)row;
    *(size_t *)ctx += 1;
    return false;
}

static int report_set(struct cli *cli, struct store *store, size_t done,
                      size_t skipped)
{
    struct err err = ERR_INIT;
    size_t open = 0;
    struct str text;
    if (store_reviews(store, REVIEW_OPEN, count_row, &open, &err) != ERR_OK)
        return cli_fail(cli, &err);
    str_init(&text, LINE_BYTES);
    if (cli->json) {
        struct jout j = {.out = &text};
        jout_begin_object(&j, NULL);
        jout_int(&j, "decided", (int64_t)done);
        jout_int(&j, "skipped", (int64_t)skipped);
        jout_int(&j, "open", (int64_t)open);
        jout_end_object(&j);
    } else {
        str_addf(&text, _("%zu decided, %zu still waiting\n"), done, open);
    }
    int exit = cli_print(cli, &text,
                         open > 0 || skipped > 0 ? EXIT_PERSON : EXIT_DONE);
    str_deinit(&text);
    return exit;
}

static int review_set(struct cli *cli, struct store *store,
                      const char *id_text, const char *answer,
                      const char *who, const char *why)
{
    struct err err = ERR_INIT;
    int64_t id = 0;
    size_t decided = 0;
    enum err_code code = ERR_OK;
    if (!num_parse_int(id_text, 1, INT64_MAX, &id))
        code = err_set(&err, ERR_USAGE, 0, _("'%s' is no review number"),
                       id_text);
    if (code == ERR_OK)
        code = decision_apply(store, id, answer, who, why, &decided, &err);
    return code != ERR_OK ? cli_fail(cli, &err)
                          : report_set(cli, store, decided, 0);
}

static int review_set_file(struct cli *cli, struct store *store,
                           const char *path)
{
    struct err err = ERR_INIT;
    struct review_file_result result;
    if (review_file_apply(store, path, &result, &err) != ERR_OK)
        return cli_fail(cli, &err);
    if (result.skipped > 0)
        (void)fprintf(stderr,
                      _("%zu lines of %s match no open question; the first is "
                        "line %zu\n"),
                      result.skipped, path, result.first_skipped_line);
    return report_set(cli, store, result.decided, result.skipped);
}

/* ---- key ---- */

static int review_key_code(struct cli *cli, struct store *store,
                           const char *id_text, const char *typed,
                           const char *who, const char *why)
{
    struct err err = ERR_INIT;
    struct gate_result result;
    struct str text;
    int64_t id = 0;
    enum err_code code = ERR_OK;
    if (!num_parse_int(id_text, 1, INT64_MAX, &id))
        code = err_set(&err, ERR_USAGE, 0, _("'%s' is no review number"),
                       id_text);
    if (code == ERR_OK)
        code = review_key(store, id, typed, who, why, &result, &err);
    if (code != ERR_OK)
        return cli_fail(cli, &err);
    str_init(&text, LINE_BYTES);
    if (cli->json) {
        struct jout j = {.out = &text};
        jout_begin_object(&j, NULL);
        jout_string(&j, "outcome", page_outcome_word(result.outcome));
        jout_string(&j, "reason", result.reason);
        jout_int(&j, "reviews", (int64_t)result.reviews);
        jout_end_object(&j);
    } else {
        str_addf(&text, "%s", outcome_text(result.outcome));
        if (result.reason[0] != '\0')
            str_addf(&text, _(": %s"), result.reason);
        str_add(&text, "\n");
        if (result.reviews > 0)
            str_addf(&text,
                     _("%zu questions need a person: pingyi review list\n"),
                     result.reviews);
    }
    bool person =
        result.reviews > 0 || outcome_needs_person(result.outcome);
    int exit = cli_print(cli, &text, person ? EXIT_PERSON : EXIT_DONE);
    str_deinit(&text);
    return exit;
}

/* ---- the command ---- */

struct review_args {
    const char *words[3];
    size_t n;
    bool all;
    const char *out, *who, *why, *from;
};

static bool is_word(const struct review_args *a, const char *word, size_t n)
{
    return a->n == n && strcmp(a->words[0], word) == 0;
}

static int run(struct cli *cli, struct store *store,
               const struct review_args *a)
{
    struct err err = ERR_INIT;
    int64_t id = 0;
    if (a->n == 0 || is_word(a, "list", 1))
        return review_list(cli, store, a->all);
    if (is_word(a, "show", 2) && num_parse_int(a->words[1], 1, INT64_MAX, &id))
        return review_show(cli, store, id, a->out);
    if (is_word(a, "set", 1) && a->from != NULL)
        return review_set_file(cli, store, a->from);
    if (is_word(a, "set", 3) && a->who != NULL)
        return review_set(cli, store, a->words[1], a->words[2], a->who,
                          a->why != NULL ? a->why : "");
    if (is_word(a, "key", 3) && a->who != NULL)
        return review_key_code(cli, store, a->words[1], a->words[2], a->who,
                               a->why != NULL ? a->why : "");
    if (is_word(a, "texts", 1))
        return texts_list(cli, store, a->all, a->out);
    if (is_word(a, "type", 3) && a->who != NULL)
        return texts_type(cli, store, a->words[1], a->words[2], a->who);
    if (is_word(a, "type", 1) && a->from != NULL && a->who != NULL)
        return texts_type_file(cli, store, a->from, a->who);
    if (is_word(a, "set", 3) || is_word(a, "key", 3) ||
        is_word(a, "type", 3) || is_word(a, "type", 1))
        (void)err_set(&err, ERR_USAGE, 0,
                      _("say who decides: --who NAME (it is kept in the "
                        "log)"));
    (void)err_set(&err, ERR_USAGE, 0,
                  _("review list [--all] | show ID [--out FILE] | set ID "
                    "ANSWER --who NAME [--why TEXT] | set --from FILE.csv | "
                    "key ID CODE --who NAME | texts [--all] [--out "
                    "FILE.csv] | type ID TEXT --who NAME | type --from "
                    "FILE.csv --who NAME"));
    return cli_fail(cli, &err);
}

int cmd_review(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct review_args a = {.n = 0};
    const struct opt opts[] = {
        {"--all", OPT_FLAG, &a.all, 0, 0},
        {"--out", OPT_TEXT, &a.out, 0, 0},
        {"--who", OPT_TEXT, &a.who, 0, 0},
        {"--why", OPT_TEXT, &a.why, 0, 0},
        {"--from", OPT_TEXT, &a.from, 0, 0},
        {NULL, OPT_FLAG, NULL, 0, 0},
    };
    struct store *store = NULL;
    enum err_code code = cli_options(cli, opts, a.words, 3, &a.n, &err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, &err);
    int exit = code != ERR_OK ? cli_fail(cli, &err) : run(cli, store, &a);
    store_close(store);
    return exit;
}
