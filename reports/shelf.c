/* reports/shelf.c - see shelf.h. */
#include "reports/shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/csv.h"
#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, SCHEDULE_MAX = 200, CELL_MAX = 300 };

bool is_iso_date(const char *text)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    char part[8];
    int64_t year, month, day;

    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return false;
    (void)snprintf(part, sizeof(part), "%.4s", text);
    if (!num_parse_int(part, 1900, 2999, &year))
        return false;
    (void)snprintf(part, sizeof(part), "%.2s", text + 5);
    if (!num_parse_int(part, 1, 12, &month))
        return false;
    (void)snprintf(part, sizeof(part), "%.2s", text + 8);
    if (!num_parse_int(part, 1, days[month - 1], &day))
        return false;
    return month != 2 || day < 29 ||
           (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

/* ---- the timetable ---- */

enum column { COL_WHAT, COL_FROM, COL_TO, COL_PERSON, COL_COUNT };

static const struct {
    const char *english, *chinese;
} HEADS[COL_COUNT] = {
    [COL_WHAT] = {"what", "事项"},
    [COL_FROM] = {"from", "开始"},
    [COL_TO] = {"to", "结束"},
    [COL_PERSON] = {"person", "责任人"},
};

struct timetable {
    struct arena *arena;
    const char *name;
    long place[COL_COUNT];
    struct schedule_row *rows;
    size_t count;
    struct err *err;
};

static enum err_code read_head(struct timetable *t, const struct csv_row *row)
{
    for (int c = 0; c < COL_COUNT; c++)
        t->place[c] = -1;
    for (size_t i = 0; row && i < row->count; i++)
        for (int c = 0; c < COL_COUNT; c++)
            if (strcmp(row->field[i].text, HEADS[c].english) == 0 ||
                strcmp(row->field[i].text, HEADS[c].chinese) == 0)
                t->place[c] = (long)i;
    if (t->place[COL_WHAT] >= 0)
        return ERR_OK;
    return err_set(t->err, ERR_FORMAT, 0,
                   _("%s:1:1: a timetable begins with the line "
                     "what,from,to,person"),
                   t->name);
}

static const char *cell(struct timetable *t, const struct csv_row *row,
                        enum column c, enum err_code *code)
{
    long at = t->place[c];
    const struct csv_field *f;

    if (*code != ERR_OK || at < 0 || (size_t)at >= row->count)
        return "";
    f = &row->field[at];
    if (strlen(f->text) > CELL_MAX || strpbrk(f->text, "\r\n\t")) {
        *code = err_set(t->err, ERR_FORMAT, 0,
                        _("%s:%zu:%zu: one line of at most %d bytes, please"),
                        t->name, f->line, f->column, CELL_MAX);
        return "";
    }
    if ((c == COL_FROM || c == COL_TO) && *f->text && !is_iso_date(f->text)) {
        *code = err_set(t->err, ERR_FORMAT, 0,
                        _("%s:%zu:%zu: a date such as 2026-07-15 is needed, "
                          "not '%.40s'"),
                        t->name, f->line, f->column, f->text);
        return "";
    }
    const char *copy = arena_text(t->arena, f->text);
    if (!copy)
        *code = err_set(t->err, ERR_NOMEM, 0, _("no memory for a report"));
    return copy ? copy : "";
}

static enum err_code read_row(struct timetable *t, const struct csv_row *row)
{
    struct schedule_row *r = &t->rows[t->count];
    enum err_code code = ERR_OK;
    size_t line = row->field[0].line;

    if (t->count == SCHEDULE_MAX)
        return err_set(t->err, ERR_RANGE, 0,
                       _("%s:%zu: more than %d lines"), t->name, line,
                       SCHEDULE_MAX);
    r->what = cell(t, row, COL_WHAT, &code);
    r->from = cell(t, row, COL_FROM, &code);
    r->to = cell(t, row, COL_TO, &code);
    r->person = cell(t, row, COL_PERSON, &code);
    if (code == ERR_OK && !*r->what)
        code = err_set(t->err, ERR_FORMAT, 0,
                       _("%s:%zu: this line does not say what it is about"),
                       t->name, line);
    if (code == ERR_OK && *r->from && *r->to && strcmp(r->to, r->from) < 0)
        code = err_set(t->err, ERR_FORMAT, 0,
                       _("%s:%zu: it ends before it begins"), t->name, line);
    t->count += code == ERR_OK;
    return code;
}

static enum err_code read_schedule(struct shelf *shelf, const char *path,
                                   struct err *err)
{
    struct timetable t = {.arena = shelf->arena, .name = path, .err = err};
    const struct csv_row *row = NULL;
    struct csv *csv = NULL;
    char *text = NULL;
    size_t n;
    enum err_code code = file_read(path, LIMIT_CSV_BYTES, &text, &n, err);

    t.rows = arena_alloc(shelf->arena, SCHEDULE_MAX, sizeof(*t.rows));
    if (code == ERR_OK && !t.rows)
        code = err_set(err, ERR_NOMEM, 0, _("no memory for a report"));
    if (code == ERR_OK)
        code = csv_open(text, n, path, &csv, err);
    if (code == ERR_OK)
        code = csv_next(csv, &row, err);
    if (code == ERR_OK)
        code = read_head(&t, row);
    while (code == ERR_OK && row) {
        code = csv_next(csv, &row, err);
        if (code == ERR_OK && row)
            code = read_row(&t, row);
    }
    csv_close(csv);
    free(text);
    shelf->schedule = t.rows;
    shelf->schedule_count = t.count;
    return code;
}

/* ---- whole ---- */

enum err_code shelf_load(struct store *store,
                         const struct shelf_options *options,
                         struct shelf **out, struct err *err)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct shelf *shelf = arena ? arena_alloc(arena, 1, sizeof(*shelf)) : NULL;
    enum err_code code;

    *out = NULL;
    if (!shelf) {
        arena_free(arena);
        return err_set(err, ERR_NOMEM, 0, _("no memory for a report"));
    }
    shelf->arena = arena;
    code = store_batches(store, &shelf->batches, &shelf->batch_count, err);
    if (code == ERR_OK)
        code = store_reports(store, &shelf->reports, &shelf->report_count,
                             err);
    if (code == ERR_OK && options->schedule)
        code = read_schedule(shelf, options->schedule, err);
    if (code == ERR_OK && options->artefacts)
        code = artefacts_load(store, arena, &shelf->artefacts, err);
    if (code != ERR_OK) {
        shelf_free(shelf);
        return code;
    }
    *out = shelf;
    return ERR_OK;
}

void shelf_free(struct shelf *shelf)
{
    if (!shelf)
        return;
    free(shelf->batches);
    free(shelf->reports);
    arena_free(shelf->arena);
}
