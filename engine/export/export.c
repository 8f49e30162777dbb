/* engine/export/export.c - the walk over the responses; see export.h. */
#include "engine/export/export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/mem.h"
#include "engine/export/internal.h"
#include "engine/tally/tally.h"

enum { ROW_BYTES = 256 * 1024 };

static const char *const format_words[] = {
    [EXPORT_CSV] = "csv",
    [EXPORT_JSONL] = "jsonl",
    [EXPORT_XLSX] = "xlsx",
    [EXPORT_SAV] = "sav",
    [EXPORT_DDI] = "ddi",
};
_Static_assert(sizeof format_words / sizeof format_words[0] ==
                   EXPORT_FORMAT_COUNT,
               "one word per format");

const char *export_format_word(enum export_format format)
{
    return format_words[format];
}

struct line { /* of an anonymous survey, waiting to be put in order */
    int64_t id;
    char *text;
    size_t n;
};

struct walk {
    struct exporter x;
    enum export_format format;
    FILE *to;
    const char *name;
    size_t *shown;      /* per unit: the unit that stands for it; NULL: itself */
    struct str row;
    struct line *lines; /* anonymous only */
    size_t count, room;
    int64_t rows;
    enum err_code code;
    struct err *err;
};

/* ---- questionnaires ---- */

static bool has_column(const struct exporter *x, const char *code)
{
    for (size_t c = 0; c < x->column_count; c++)
        if (strcmp(export_code(x->column[c].item), code) == 0)
            return true;
    return false;
}

/* All revisions, newest first; a column for every item code there ever was. */
static enum err_code load_forms(struct exporter *x, struct err *err)
{
    const struct questionnaire *q = NULL;
    enum err_code code = store_form(x->store, 0, &q, &x->newest, err);
    for (int r = x->newest; r >= 1 && code == ERR_OK; r--) {
        code = store_form(x->store, r, &q, NULL, err);
        if (code != ERR_OK)
            break;
        x->form[r] = q;
        for (size_t i = 0; i < q->item_count; i++)
            if (export_shown(&q->items[i]) &&
                !has_column(x, export_code(&q->items[i])) &&
                x->column_count < sizeof x->column / sizeof x->column[0])
                x->column[x->column_count++] =
                    (struct export_column){&q->items[i], r};
    }
    return code;
}

/* ---- anonymous surveys ---- */

/* Rows with their unit are as telling as all tables of that unit together. */
static bool may_name(const struct tally *t, size_t unit)
{
    const struct unit_tally *u = &t->unit[unit];
    bool may = !u->suppressed && u->valid > 0;
    for (size_t i = 0; may && i < t->q->item_count; i++)
        may = !u->items[i].suppressed;
    return may;
}

/* A unit that may not be named appears as the nearest one above that may, at
 * last as the whole round. */
static enum err_code merge_units(struct store *store, size_t **shown,
                                 struct err *err)
{
    struct tally *t = NULL;
    enum err_code code = tally_run(store, &t, err);
    if (code != ERR_OK)
        return code;
    const struct units *units = store_units(store);
    *shown = mem_alloc(units->count, sizeof **shown);
    if (*shown == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("the export: out of memory"));
    else if (t->unit[0].suppressed)
        code = err_set(err, ERR_DENIED, 0,
                       _("fewer than %d valid sheets came back; an anonymous "
                         "round that small is not exported"),
                       t->q->min_cell);
    for (size_t u = 0; u < units->count && code == ERR_OK; u++) {
        size_t at = u;
        while (at != 0 && !may_name(t, at))
            at = (size_t)units->unit[at].parent;
        (*shown)[u] = at;
    }
    tally_free(t);
    return code;
}

static bool keep_line(struct walk *w, int64_t id)
{
    if (w->count == w->room) {
        size_t room = w->room == 0 ? 256 : w->room * 2;
        struct line *lines = mem_grow(w->lines, room, sizeof *lines);
        if (lines == NULL)
            return false;
        w->lines = lines;
        w->room = room;
    }
    char *text = mem_alloc(w->row.n + 1, 1);
    if (text == NULL)
        return false;
    memcpy(text, w->row.text, w->row.n);
    w->lines[w->count++] = (struct line){id, text, w->row.n};
    return true;
}

static int by_id(const void *a, const void *b)
{
    int64_t x = ((const struct line *)a)->id;
    int64_t y = ((const struct line *)b)->id;
    return (x > y) - (x < y);
}

/* ---- writing ---- */

static enum err_code put(struct walk *w, const char *bytes, size_t n)
{
    if (fwrite(bytes, 1, n, w->to) == n)
        return ERR_OK;
    return err_errno(w->err, errno != 0 ? errno : EIO, _("writing"), w->name);
}

static bool write_row(void *ctx, const struct response_row *row)
{
    struct walk *w = ctx;
    const struct units *units = store_units(w->x.store);
    bool known = row->revision >= 1 && row->revision < EXPORT_REVISIONS &&
                 w->x.form[row->revision] != NULL && row->unit < units->count;
    for (size_t i = 0; known && i < row->answer_count; i++)
        known = row->answers[i].item < w->x.form[row->revision]->item_count;
    if (!known) {
        w->code = err_set(w->err, ERR_CORRUPT, 0,
                          _("response %lld does not fit the survey (unit, "
                            "side or question out of range); run `pingyi "
                            "doctor`"),
                          (long long)row->id);
        return true;
    }
    size_t unit = w->shown != NULL ? w->shown[row->unit] : row->unit;
    str_clear(&w->row);
    if (w->format == EXPORT_CSV)
        export_row_csv(&w->x, row, unit, &w->row);
    else
        export_row_jsonl(&w->x, row, units->unit[unit].code, &w->row);
    w->rows++;
    if (!str_ok(&w->row) ||
        (w->shown != NULL && !keep_line(w, row->id)))
        w->code = err_set(w->err, ERR_NOMEM, 0,
                          _("the export: out of memory"));
    else if (w->shown == NULL)
        w->code = put(w, w->row.text, w->row.n);
    return w->code != ERR_OK;
}

static enum err_code write_all(struct walk *w)
{
    if (w->format == EXPORT_CSV) {
        export_head_csv(&w->x, &w->row);
        w->code = put(w, w->row.text, w->row.n);
    }
    if (w->code == ERR_OK) {
        enum err_code code =
            store_responses(w->x.store, write_row, w, w->err);
        w->code = w->code != ERR_OK ? w->code : code;
    }
    if (w->count > 0)
        qsort(w->lines, w->count, sizeof *w->lines, by_id);
    for (size_t i = 0; i < w->count && w->code == ERR_OK; i++)
        w->code = put(w, w->lines[i].text, w->lines[i].n);
    if (w->code == ERR_OK && fflush(w->to) != 0)
        w->code = err_errno(w->err, errno, _("writing"), w->name);
    return w->code;
}

static enum err_code check_raw(const struct survey_info *survey, bool raw,
                               struct err *err)
{
    if (!raw)
        return ERR_OK;
    if (survey->anonymous)
        return err_set(err, ERR_DENIED, 0,
                       _("this round is anonymous: there are no serials to "
                         "export, so --raw is refused"));
    if (survey->closed)
        return err_set(err, ERR_NOTNOW, 0,
                       _("the round is closed: its serials are destroyed, so "
                         "--raw is refused"));
    return ERR_OK;
}

enum err_code export_open(struct exporter *x, struct store *store, bool raw,
                          size_t **shown, struct err *err)
{
    const struct survey_info *survey = store_survey(store);
    *x = (struct exporter){.store = store,
                           .raw = raw,
                           .anonymous = survey->anonymous};
    *shown = NULL;
    enum err_code code = check_raw(survey, raw, err);
    if (code == ERR_OK)
        code = load_forms(x, err);
    if (code == ERR_OK && survey->anonymous)
        code = merge_units(store, shown, err);
    return code;
}

enum err_code export_write(struct store *store, enum export_format format,
                           bool raw, FILE *to, const char *name,
                           int64_t *rows, struct err *err)
{
    *rows = 0;
    struct walk *w = mem_alloc(1, sizeof *w);
    if (w == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the export: out of memory"));
    w->format = format;
    w->to = to;
    w->name = name;
    w->err = err;
    str_init(&w->row, ROW_BYTES);
    enum err_code code = export_open(&w->x, store, raw, &w->shown, err);
    if (code == ERR_OK)
        code = write_all(w);
    if (code == ERR_OK)
        *rows = w->rows;
    for (size_t i = 0; i < w->count; i++)
        free(w->lines[i].text);
    free(w->lines);
    free(w->shown);
    str_deinit(&w->row);
    free(w);
    return code;
}

/* Who takes serials out of the house is written down before they leave. */
static enum err_code audit_raw(struct store *store,
                               enum export_format format, struct err *err)
{
    struct str detail;
    str_init(&detail, 256);
    struct jout j = {.out = &detail};
    jout_begin_object(&j, NULL);
    jout_string(&j, "format", export_format_word(format));
    jout_end_object(&j);
    enum err_code code = str_check(&detail, "audit", err);
    if (code == ERR_OK)
        code = store_begin(store, err);
    if (code == ERR_OK) {
        code = store_audit(store, "export.raw", "", detail.text, err);
        if (code == ERR_OK)
            code = store_commit(store, err);
        else
            store_rollback(store);
    }
    str_deinit(&detail);
    return code;
}

enum err_code export_audit(struct store *store, enum export_format format,
                           bool raw, struct err *err)
{
    enum err_code code = check_raw(store_survey(store), raw, err);
    if (code == ERR_OK && raw)
        code = audit_raw(store, format, err);
    return code;
}

enum err_code export_file(struct store *store, enum export_format format,
                          bool raw, const char *path, int64_t *rows,
                          struct err *err)
{
    struct str temp;
    *rows = 0;
    if (format != EXPORT_CSV && format != EXPORT_JSONL)
        return export_table_file(store, format, raw, path, rows, err);
    str_init(&temp, LIMIT_PATH_BYTES);
    enum err_code code = file_temp(path, &temp, err);
    FILE *to = NULL;
    if (code == ERR_OK) {
        to = fopen(temp.text, "wb");
        if (to == NULL)
            code = err_errno(err, errno, _("writing"), path);
    }
    if (code == ERR_OK)
        code = export_write(store, format, raw, to, path, rows, err);
    if (to != NULL && fclose(to) != 0 && code == ERR_OK)
        code = err_errno(err, errno, _("writing"), path);
    if (code == ERR_OK)
        code = file_commit(temp.text, path, err);
    else if (to != NULL)
        file_discard(temp.text);
    str_deinit(&temp);
    return code;
}
