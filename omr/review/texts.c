/* omr/review/texts.c - see texts.h. */
#include "omr/review/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/csv.h"
#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/text_decode.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/gate/gate.h"

enum { COL_ID, COL_ITEM, COL_PICTURE, COL_TEXT, COL_COUNT };
static const char *const columns[] = {"id", "item", "picture", "text"};
_Static_assert(sizeof columns / sizeof columns[0] == COL_COUNT,
               "one name per column");

static const struct {
    const char *word;
    enum writing_state state;
} special[] = {
    {"illegible", WRITING_ILLEGIBLE}, {"无法辨认", WRITING_ILLEGIBLE},
    {"nothing", WRITING_NOTHING},     {"没有字", WRITING_NOTHING},
};

static enum writing_state state_of(const char *text)
{
    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++)
        if (strcmp(special[i].word, text) == 0)
            return special[i].state;
    return WRITING_TYPED;
}

/* ---- the list ---- */

enum shape { SHAPE_TEXT, SHAPE_JSON, SHAPE_CSV };

struct list {
    struct store *store;
    enum shape shape;
    struct str text;
    struct jout json;
    size_t open, done;
};

static const char *item_code(struct store *store,
                             const struct writing_row *row)
{
    const struct questionnaire *q = NULL;
    if (store_form(store, row->revision, &q, NULL, NULL) != ERR_OK)
        return "";
    return q->items[row->item].code;
}

/* What is shown as text: the words, or the state's word. */
static const char *words_of(const struct writing_row *row)
{
    return row->state == WRITING_TYPED  ? row->text
           : row->state == WRITING_OPEN ? ""
                                        : writing_state_word(row->state);
}

static void json_row(struct list *l, const struct writing_row *row)
{
    struct jout *j = &l->json;
    const struct units *units = store_units(l->store);
    jout_begin_object(j, NULL);
    jout_int(j, "id", row->id);
    jout_string(j, "item", item_code(l->store, row));
    /* Who sees the handwriting must not learn where it comes from. */
    if (!store_survey(l->store)->anonymous && row->unit < units->count)
        jout_string(j, "unit", units->unit[row->unit].code);
    jout_string(j, "picture", row->crop);
    jout_string(j, "state", writing_state_word(row->state));
    if (row->state == WRITING_TYPED)
        jout_string(j, "text", row->text);
    else
        jout_null(j, "text");
    if (row->state != WRITING_OPEN)
        jout_string(j, "who", row->who);
    jout_end_object(j);
}

static bool list_row(void *ctx, const struct writing_row *row)
{
    struct list *l = ctx;
    l->open += row->state == WRITING_OPEN;
    l->done += row->state != WRITING_OPEN;
    if (l->shape == SHAPE_JSON) {
        json_row(l, row);
    } else if (l->shape == SHAPE_CSV) {
        csv_put_int(&l->text, true, row->id);
        csv_put(&l->text, false, item_code(l->store, row));
        csv_put(&l->text, false, row->crop);
        csv_put(&l->text, false, words_of(row));
        csv_end_row(&l->text);
    } else {
        str_addf(&l->text, "%9" PRId64 "  %-5s %s%s%s\n", row->id,
                 item_code(l->store, row), row->crop,
                 row->state == WRITING_OPEN ? "" : "  => ", words_of(row));
    }
    return !str_ok(&l->text);
}

static void list_head(struct list *l)
{
    if (l->shape == SHAPE_JSON) {
        jout_begin_object(&l->json, NULL);
        jout_begin_array(&l->json, "texts");
    } else if (l->shape == SHAPE_CSV) {
        csv_put_bom(&l->text);
        for (size_t i = 0; i < COL_COUNT; i++)
            csv_put(&l->text, i == 0, columns[i]);
        csv_end_row(&l->text);
    }
}

static void list_end(struct list *l)
{
    if (l->shape == SHAPE_JSON) {
        jout_end_array(&l->json);
        jout_int(&l->json, "open", (int64_t)l->open);
        jout_end_object(&l->json);
    } else if (l->shape == SHAPE_TEXT && l->open + l->done == 0) {
        str_add(&l->text, _("nothing waits to be typed\n"));
    } else if (l->shape == SHAPE_TEXT) {
        str_addf(&l->text,
                 _("%zu to be typed, %zu done. Type: pingyi review type ID "
                   "TEXT --who NAME; or all in a table: review texts --out "
                   "FILE.csv, then review type --from FILE.csv --who NAME\n"),
                 l->open, l->done);
    }
}

static void told_file(struct list *l, bool json, const char *out)
{
    if (!json) {
        str_addf(&l->text,
                 _("%zu waiting, written to %s; type into its column text, "
                   "then: pingyi review type --from %s --who NAME\n"),
                 l->open, out, out);
        return;
    }
    struct jout j = {.out = &l->text};
    jout_begin_object(&j, NULL);
    jout_string(&j, "file", out);
    jout_int(&j, "open", (int64_t)l->open);
    jout_end_object(&j);
}

int texts_list(struct cli *cli, struct store *store, bool all,
               const char *out)
{
    struct err err = ERR_INIT;
    struct list l = {.store = store,
                     .shape = out != NULL ? SHAPE_CSV
                              : cli->json ? SHAPE_JSON
                                          : SHAPE_TEXT};
    str_init(&l.text, LIMIT_JSON_BYTES);
    l.json.out = &l.text;
    list_head(&l);
    enum err_code code = store_writings(store, all, list_row, &l, &err);
    list_end(&l);
    if (code == ERR_OK && out != NULL)
        code = str_check(&l.text, out, &err);
    if (code == ERR_OK && out != NULL)
        code = file_write(out, l.text.text, l.text.n, &err);
    int exit = l.open > 0 ? EXIT_PERSON : EXIT_DONE;
    if (code == ERR_OK && out != NULL) {
        str_clear(&l.text);
        told_file(&l, cli->json, out);
    }
    exit = code == ERR_OK ? cli_print(cli, &l.text, exit)
                          : cli_fail(cli, &err);
    str_deinit(&l.text);
    return exit;
}

/* ---- typing ---- */

static bool count_row(void *ctx, const struct writing_row *row)
{
    (void)row;
    *(size_t *)ctx += 1;
    return false;
}

static int report(struct cli *cli, struct store *store, size_t typed)
{
    struct err err = ERR_INIT;
    struct str text;
    size_t open = 0;
    if (store_writings(store, false, count_row, &open, &err) != ERR_OK)
        return cli_fail(cli, &err);
    str_init(&text, 1024);
    if (cli->json) {
        struct jout j = {.out = &text};
        jout_begin_object(&j, NULL);
        jout_int(&j, "typed", (int64_t)typed);
        jout_int(&j, "open", (int64_t)open);
        jout_end_object(&j);
    } else {
        str_addf(&text, _("%zu typed, %zu still waiting\n"), typed, open);
    }
    int exit = cli_print(cli, &text, open > 0 ? EXIT_PERSON : EXIT_DONE);
    str_deinit(&text);
    return exit;
}

static enum err_code type_one(struct store *store, const char *id_text,
                              const char *text, const char *who,
                              struct err *err)
{
    int64_t id = 0;
    if (!num_parse_int(id_text, 1, INT64_MAX, &id))
        return err_set(err, ERR_USAGE, 0, _("'%s' is no number of a text"),
                       id_text);
    return gate_type(store, id, state_of(text), text, who, err);
}

int texts_type(struct cli *cli, struct store *store, const char *id,
               const char *text, const char *who)
{
    struct err err = ERR_INIT;
    if (type_one(store, id, text, who, &err) != ERR_OK)
        return cli_fail(cli, &err);
    return report(cli, store, 1);
}

static enum err_code check_head(const struct csv_row *row, const char *path,
                                struct err *err)
{
    bool good = row != NULL && row->count == COL_COUNT;
    for (size_t i = 0; good && i < COL_COUNT; i++)
        good = strcmp(row->field[i].text, columns[i]) == 0;
    return good ? ERR_OK
                : err_set(err, ERR_FORMAT, 0,
                          _("%s:1: the first line must be "
                            "id,item,picture,text"),
                          path);
}

/* A spreadsheet gives back the apostrophe that csv_put() put before = + - @:
 * it was never part of the words. */
static const char *without_guard(const char *text)
{
    return text[0] == '\'' && text[1] != '\0' &&
                   strchr("=+-@", text[1]) != NULL
               ? text + 1
               : text;
}

static enum err_code type_rows(struct store *store, struct csv *csv,
                               const char *path, const char *who,
                               size_t *typed, struct err *err)
{
    const struct csv_row *row = NULL;
    enum err_code code = csv_next(csv, &row, err);
    if (code == ERR_OK)
        code = check_head(row, path, err);
    while (code == ERR_OK && (code = csv_next(csv, &row, err)) == ERR_OK &&
           row != NULL) {
        size_t line = row->field[0].line;
        if (row->count != COL_COUNT)
            code = err_set(err, ERR_FORMAT, 0,
                           _("%s:%zu: %zu columns; there must be %d"), path,
                           line, row->count, COL_COUNT);
        else if (row->field[COL_TEXT].text[0] != '\0')
            code = type_one(store, row->field[COL_ID].text,
                            without_guard(row->field[COL_TEXT].text), who,
                            err);
        else
            continue; /* not typed yet */
        *typed += code == ERR_OK;
        if (code != ERR_OK && row->count == COL_COUNT)
            (void)err_add(err, "%s:%zu: ", path, line);
    }
    return code;
}

int texts_type_file(struct cli *cli, struct store *store, const char *path,
                    const char *who)
{
    struct err err = ERR_INIT;
    struct csv *csv = NULL;
    char *text = NULL;
    size_t n = 0;
    size_t typed = 0;
    enum err_code code = text_read(path, LIMIT_CSV_BYTES, &text, &n, &err);
    if (code == ERR_OK)
        code = csv_open(text, n, path, &csv, &err);
    if (code == ERR_OK)
        code = type_rows(store, csv, path, who, &typed, &err);
    csv_close(csv);
    free(text);
    if (code == ERR_OK)
        return report(cli, store, typed);
    if (typed > 0)
        (void)err_add(&err, _("%zu texts were taken before this: "), typed);
    return cli_fail(cli, &err);
}
