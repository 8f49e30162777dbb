/* engine/export/export_table.c - all answers as one table of numbers, for the
 * formats that know columns and their labels. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/base/utf8.h"
#include "engine/export/internal.h"
#include "engine/gate/route.h"
#include "engine/gate/number.h"
#include "engine/tally/tally.h"

enum { TEXTS_BYTES = 1024 * 1024 * 1024 };

static enum err_code no_memory(struct err *err)
{
    return err_set(err, ERR_NOMEM, 0, _("the export: out of memory"));
}

const char *export_cell_title(enum export_cell cell)
{
    static const char *const titles[] = {"未答", "无效", "待复核", "未问"};
    return titles[-(int)cell - 1];
}

void export_cut(const char *text, size_t max, char *out)
{
    size_t n = strnlen(text, max);
    memcpy(out, text, n);
    out[n] = '\0';
    utf8_trim_tail(out);
}

const char *export_var_label(const struct export_var *v)
{
    return v->item->grid != NULL ? v->item->grid->text : v->item->text;
}

/* ---- columns ---- */

static void name_var(struct export_table *t, struct export_var *v,
                     const char *name, const char *choice)
{
    (void)snprintf(v->name, sizeof v->name, "%.24s%s%.24s", name,
                   choice[0] != '\0' ? "_" : "", choice);
    for (size_t i = 0; i < t->var_count; i++)
        if (strcasecmp(t->var[i].name, v->name) == 0) {
            size_t n = strlen(v->name);
            (void)snprintf(v->name + n, sizeof v->name - n, "_%zu",
                           t->var_count + 1);
        }
}

static bool add_var(struct export_table *t, const struct export_column *c,
                    enum var_kind kind, size_t choice)
{
    if (t->var_count == VAR_MAX)
        return false;
    struct export_var *v = &t->var[t->var_count];
    *v = (struct export_var){.item = c->item, .kind = kind, .choice = choice,
                             .revision = c->revision, .width = 1};
    name_var(t, v, export_code(c->item),
             kind == VAR_FLAG ? c->item->scale->choices[choice].code : "");
    t->var_count++;
    return true;
}

static bool add_column(struct export_table *t, const struct export_column *c)
{
    if (c->item->kind == ITEM_TEXT || c->item->grid != NULL)
        return add_var(t, c, VAR_TEXT, 0);
    if (c->item->kind != ITEM_MULTI)
        return add_var(t, c, VAR_CHOICE, 0);
    bool fine = true;
    for (size_t k = 0; k < c->item->scale->choice_count && fine; k++)
        fine = add_var(t, c, VAR_FLAG, k);
    return fine;
}

static enum err_code make_vars(struct export_table *t, struct err *err)
{
    t->var = mem_alloc(VAR_MAX, sizeof *t->var);
    if (t->var == NULL)
        return no_memory(err);
    for (size_t c = 0; c < t->x.column_count; c++)
        if (!add_column(t, &t->x.column[c]))
            return err_set(err, ERR_RANGE, 0,
                           _("the questionnaire has more than %d columns; "
                             "export jsonl instead"),
                           VAR_MAX);
    return ERR_OK;
}

/* ---- rows ---- */

static bool make_room(struct export_table *t)
{
    if (t->row_count < t->room)
        return true;
    size_t room = t->room == 0 ? 1024 : t->room * 2;
    struct export_row *rows = mem_grow(t->row, room, sizeof *rows);
    if (rows == NULL)
        return false;
    t->row = rows;
    int32_t *cells = mem_grow(t->cell, room,
                              (t->var_count + 1) * sizeof *cells);
    if (cells == NULL)
        return false;
    t->cell = cells;
    t->room = room;
    return true;
}

/* The row's answer to this column's item in the row's own revision; its scale
 * is the column's where the codes agree. */
static const struct answer_row *find_answer(const struct export_table *t,
                                            const struct response_row *row,
                                            const char *code,
                                            const struct item **item)
{
    const struct questionnaire *q = t->x.form[row->revision];
    for (size_t i = 0; i < row->answer_count; i++) {
        *item = &q->items[row->answers[i].item];
        if (export_shown(*item) && strcmp(export_code(*item), code) == 0)
            return &row->answers[i];
    }
    return NULL;
}

static int32_t keep_text(struct export_table *t, struct export_var *v,
                         const char *text)
{
    if (text == NULL || text[0] == '\0')
        return 0;
    size_t at = t->texts.n;
    size_t n = strlen(text);
    str_add_bytes(&t->texts, text, n + 1);
    if (n > v->width)
        v->width = n;
    return (int32_t)at;
}

static int32_t text_cell(struct export_table *t, struct export_var *v,
                         const struct response_row *row,
                         const struct item *item, const struct answer_row *a)
{
    char text[NUMBER_DIGITS_MAX + 1] = "";
    if (item->grid == NULL)
        return keep_text(t, v, export_words(&t->x, item, a));
    return number_of(item->grid, row->answer_count, row->answers, text) ==
                   NUMBER_GIVEN
               ? keep_text(t, v, text)
               : 0;
}

/* The chosen choices in the column's own scale, by their codes. */
static int32_t choice_cell(const struct export_var *v,
                           const struct item *item,
                           const struct answer_row *a)
{
    if (a->state == ANSWER_BLANK)
        return CELL_BLANK;
    if (a->state == ANSWER_DOUBTFUL)
        return CELL_DOUBTFUL;
    if (!export_given(item, a))
        return CELL_INVALID;
    for (size_t k = 0; k < item->scale->choice_count; k++) {
        if ((a->choices >> k & 1) == 0)
            continue;
        long at = item_find_choice(v->item, item->scale->choices[k].code);
        if (v->kind == VAR_FLAG && at == (long)v->choice)
            return 1;
        if (v->kind == VAR_CHOICE)
            return at >= 0 ? (int32_t)at + 1 : CELL_INVALID;
    }
    return 0;
}

static void fill_row(struct export_table *t, const struct response_row *row,
                     int32_t *cell)
{
    bool asked[LIMIT_ITEMS];
    route_response(t->x.form[row->revision], row->answer_count, row->answers,
                   asked);
    for (size_t i = 0; i < t->var_count; i++) {
        struct export_var *v = &t->var[i];
        const struct item *item = NULL;
        const struct answer_row *a =
            find_answer(t, row, export_code(v->item), &item);
        bool same = a != NULL && item->kind == v->item->kind &&
                    asked[a->item];
        if (v->kind == VAR_TEXT)
            cell[i] = same ? text_cell(t, v, row, item, a) : 0;
        else
            cell[i] = same ? choice_cell(v, item, a) : CELL_NOT_ASKED;
    }
}

static bool take_row(void *ctx, const struct response_row *row)
{
    struct export_table *t = ctx;
    const struct units *units = store_units(t->x.store);
    bool known = row->revision >= 1 && row->revision < EXPORT_REVISIONS &&
                 t->x.form[row->revision] != NULL && row->unit < units->count;
    for (size_t i = 0; known && i < row->answer_count; i++)
        known = row->answers[i].item < t->x.form[row->revision]->item_count;
    if (!known)
        t->code = err_set(t->err, ERR_CORRUPT, 0,
                          _("response %lld does not fit the survey (unit, "
                            "side or question out of range); run `pingyi "
                            "doctor`"),
                          (long long)row->id);
    else if (!make_room(t))
        t->code = no_memory(t->err);
    if (t->code != ERR_OK)
        return true;
    struct export_row *r = &t->row[t->row_count];
    *r = (struct export_row){
        .id = row->id,
        .serial = t->x.raw ? row->serial : 0,
        .unit = t->shown != NULL ? t->shown[row->unit] : row->unit,
        .disposition = row->disposition,
        .at = t->row_count};
    (void)snprintf(r->channel, sizeof r->channel, "%.15s", row->channel);
    fill_row(t, row, t->cell + t->row_count * t->var_count);
    t->row_count++;
    if (!str_ok(&t->texts) || t->texts.n > INT32_MAX)
        t->code = no_memory(t->err);
    return t->code != ERR_OK;
}

static int by_id(const void *a, const void *b)
{
    int64_t x = ((const struct export_row *)a)->id;
    int64_t y = ((const struct export_row *)b)->id;
    return (x > y) - (x < y);
}

enum err_code export_table_new(struct store *store, bool raw,
                               struct export_table **out, struct err *err)
{
    *out = NULL;
    struct export_table *t = mem_alloc(1, sizeof *t);
    if (t == NULL)
        return no_memory(err);
    str_init(&t->texts, TEXTS_BYTES);
    str_add_bytes(&t->texts, "", 1);
    t->err = err;
    enum err_code code = export_open(&t->x, store, raw, &t->shown, err);
    if (code == ERR_OK)
        code = make_vars(t, err);
    if (code == ERR_OK)
        code = store_responses(store, take_row, t, err);
    if (code == ERR_OK)
        code = t->code;
    if (code != ERR_OK) {
        export_table_free(t);
        return code;
    }
    /* The order of coming in tells who was where in the pile. */
    if (t->x.anonymous && t->row_count > 0)
        qsort(t->row, t->row_count, sizeof *t->row, by_id);
    *out = t;
    return ERR_OK;
}

void export_table_free(struct export_table *t)
{
    if (t == NULL)
        return;
    str_deinit(&t->texts);
    free(t->var);
    free(t->row);
    free(t->cell);
    free(t->shown);
    free(t);
}

int32_t export_cell(const struct export_table *t, size_t r, size_t v)
{
    return t->cell[t->row[r].at * t->var_count + v];
}

const char *export_cell_text(const struct export_table *t, size_t r, size_t v)
{
    return t->texts.text + export_cell(t, r, v);
}

/* ---- files ---- */

static enum err_code write_ddi(const struct export_table *t,
                               const struct tally *tally, const char *path,
                               struct err *err)
{
    struct str text;
    str_init(&text, LIMIT_JSON_BYTES);
    enum err_code code = export_ddi(t, tally, &text, err);
    if (code == ERR_OK)
        code = str_check(&text, path, err);
    if (code == ERR_OK)
        code = file_write(path, text.text, text.n, err);
    str_deinit(&text);
    return code;
}

static enum err_code write_temp(const struct export_table *t,
                                const struct tally *tally,
                                enum export_format format, const char *path,
                                struct err *err)
{
    struct str temp;
    str_init(&temp, LIMIT_PATH_BYTES);
    enum err_code code = file_temp(path, &temp, err);
    if (code == ERR_OK) {
        code = format == EXPORT_XLSX ? export_xlsx(t, tally, temp.text, err)
                                     : export_sav(t, temp.text, err);
        if (code == ERR_OK)
            code = file_commit(temp.text, path, err);
        else
            file_discard(temp.text);
    }
    str_deinit(&temp);
    return code;
}

enum err_code export_table_file(struct store *store,
                                enum export_format format, bool raw,
                                const char *path, int64_t *rows,
                                struct err *err)
{
    struct export_table *t = NULL;
    struct tally *tally = NULL;
    enum err_code code = export_table_new(store, raw, &t, err);
    if (code == ERR_OK && format != EXPORT_SAV)
        code = tally_run(store, &tally, err);
    if (code == ERR_OK)
        code = format == EXPORT_DDI ? write_ddi(t, tally, path, err)
                                    : write_temp(t, tally, format, path, err);
    if (code == ERR_OK)
        *rows = (int64_t)t->row_count;
    tally_free(tally);
    export_table_free(t);
    return code;
}
