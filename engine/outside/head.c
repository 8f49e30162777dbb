/* engine/outside/head.c - the line with the names of the columns.
 *
 * Office tables have a title above it, often in merged cells, and notes below
 * the last row; both are left out.  A name may carry its unit in brackets
 * (受理总量（件）) and spaces for looks (月 份). */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/base/i18n.h"
#include "engine/base/utf8.h"
#include "engine/outside/reader.h"

/* ---- complaints ---- */

__attribute__((format(printf, 5, 0)))
static void complain(struct reader *r, const struct table_row *row,
                     size_t column, enum err_code code, const char *fmt,
                     va_list args)
{
    char text[PROBLEM_TEXT_MAX];
    char shown[EXCERPT_MAX];
    long place = column < READER_COLUMNS ? r->place[column] : -1;
    const struct table_cell *cell =
        place >= 0 ? table_cell(row, (size_t)place) : NULL;
    size_t at = cell != NULL                  ? cell->at
                : place >= 0 && r->table->sheet != NULL ? (size_t)place + 1
                                              : 1;
    (void)vsnprintf(text, sizeof text, fmt, args);
    utf8_trim_tail(text);
    const struct table_cell *name =
        place >= 0 ? table_cell(&r->table->row[r->head], (size_t)place)
                   : NULL;
    if (name != NULL)
        problems_add(r->problems, row->line, at, code, "%s: %s",
                     excerpt(name->text, shown), text);
    else
        problems_add(r->problems, row->line, at, code, "%s", text);
}

void reader_wrong(struct reader *r, size_t column, enum err_code code,
                  const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    complain(r, r->row, column, code, fmt, args);
    va_end(args);
}

void reader_wrong_at(struct reader *r, const struct table_row *row,
                     size_t column, enum err_code code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    complain(r, row, column, code, fmt, args);
    va_end(args);
}

/* ---- names ---- */

/* Without spaces, and without what stands in brackets at the end. */
static void bare_name(const char *text, char out[128])
{
    static const char *const open[] = {"(", "（", "[", "【"};
    size_t n = 0;
    size_t whole = strlen(text);
    bool closed = whole > 0 && (text[whole - 1] == ')' ||
                                text[whole - 1] == ']' ||
                                (whole >= 3 &&
                                 (strcmp(text + whole - 3, "）") == 0 ||
                                  strcmp(text + whole - 3, "】") == 0)));
    for (const char *p = text; *p != '\0' && n < 127; p++) {
        bool bracket = false;
        for (size_t k = 0; closed && n > 0 && k < 4; k++)
            bracket = bracket || strncmp(p, open[k], strlen(open[k])) == 0;
        if (bracket)
            break;
        if (strncmp(p, "　", 3) == 0) {
            p += 2;
            continue;
        }
        if (*p != ' ')
            out[n++] = *p;
    }
    out[n] = '\0';
}

static bool is_name(const struct column_spec *c, const char *bare)
{
    for (size_t k = 0; k < 5 && c->names[k] != NULL; k++)
        if (strcasecmp(c->names[k], bare) == 0)
            return true;
    return false;
}

static long find_column(const struct head_spec *spec, const char *text)
{
    char bare[128];
    bare_name(text, bare);
    for (size_t c = 0; c < spec->count; c++)
        if (is_name(&spec->column[c], bare))
            return (long)c;
    return -1;
}

static bool is_ignored(const struct head_spec *spec, const char *text)
{
    char bare[128];
    bare_name(text, bare);
    for (size_t k = 0; spec->ignored[k] != NULL; k++)
        if (strcasecmp(spec->ignored[k], bare) == 0)
            return true;
    return false;
}

/* How many of the required columns a row names. */
static size_t count_required(const struct head_spec *spec,
                             const struct table_row *row)
{
    bool seen[READER_COLUMNS] = {false};
    size_t n = 0;
    for (size_t i = 0; i < row->count; i++) {
        long c = find_column(spec, row->cell[i].text);
        if (c >= 0 && !seen[c] && spec->column[c].required)
            n++;
        if (c >= 0)
            seen[c] = true;
    }
    return n;
}

static size_t required(const struct head_spec *spec)
{
    size_t n = 0;
    for (size_t c = 0; c < spec->count; c++)
        n += spec->column[c].required;
    return n;
}

/* The first of the upper rows that names all it must; -1: none. */
static long find_head(const struct head_spec *spec,
                      const struct table *table)
{
    for (size_t i = 0; i < table->row_count && i < HEAD_ROWS; i++)
        if (count_required(spec, &table->row[i]) == required(spec))
            return (long)i;
    return -1;
}

/* ---- which table ---- */

static void list_required(const struct head_spec *spec, struct str *out)
{
    for (size_t c = 0; c < spec->count; c++)
        if (spec->column[c].required)
            str_addf(out, "%s%s (%s)", out->n > 0 ? ", " : "",
                     spec->column[c].names[1], spec->column[c].names[0]);
}

static void list_sheets(const struct reader *r, const struct tables *t,
                        bool fitting, struct str *out)
{
    for (size_t i = 0; i < t->count; i++)
        if (!fitting || find_head(r->spec, &t->table[i]) >= 0)
            str_addf(out, "%s“%s”%s", out->n > 0 ? ", " : "",
                     t->table[i].sheet,
                     t->table[i].row_count == 0 ? _(" (empty)") : "");
}

static enum err_code no_table(const struct reader *r, const struct tables *t,
                              struct err *err)
{
    struct str names, sheets;
    enum err_code code;
    str_init(&names, 400);
    str_init(&sheets, 400);
    list_required(r->spec, &names);
    if (t->count == 1 && t->table[0].row_count == 0) {
        code = err_set(err, ERR_FORMAT, 0, _("%s is empty"), t->file);
    } else if (t->table[0].sheet == NULL) {
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s: none of the first %d lines names the columns "
                         "%s"),
                       t->file, HEAD_ROWS, names.text);
    } else {
        list_sheets(r, t, false, &sheets);
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s: no sheet names the columns %s in one of its "
                         "first %d rows; looked at: %s"),
                       t->file, names.text, HEAD_ROWS, sheets.text);
    }
    str_deinit(&names);
    str_deinit(&sheets);
    return code;
}

static enum err_code choose(struct reader *r, const struct tables *t,
                            struct err *err)
{
    struct str sheets;
    size_t fitting = 0;
    r->table = NULL;
    for (size_t i = 0; i < t->count; i++) {
        long head = find_head(r->spec, &t->table[i]);
        if (head < 0)
            continue;
        fitting++;
        r->table = &t->table[i];
        r->head = (size_t)head;
    }
    if (fitting == 1)
        return ERR_OK;
    if (fitting == 0)
        return no_table(r, t, err);
    str_init(&sheets, 400);
    list_sheets(r, t, true, &sheets);
    (void)err_set(err, ERR_USAGE, 0,
                  _("%s has %zu sheets with these columns: %s; say which with "
                    "--sheet"),
                  t->file, fitting, sheets.text);
    str_deinit(&sheets);
    return ERR_USAGE;
}

/* ---- where the columns stand ---- */

static void unknown(struct reader *r, const struct table_row *row,
                    const struct table_cell *cell)
{
    char bare[128];
    char shown[EXCERPT_MAX];
    const char *words[READER_COLUMNS * 5];
    size_t n = 0;
    for (size_t c = 0; c < r->spec->count; c++)
        for (size_t k = 0; k < 5 && r->spec->column[c].names[k]; k++)
            words[n++] = r->spec->column[c].names[k];
    bare_name(cell->text, bare);
    const char *near = nearest_word(bare, words, n);
    if (near != NULL)
        problems_add(r->problems, row->line, cell->at, ERR_FORMAT,
                     _("no column is called “%s”; perhaps “%s”?"),
                     excerpt(cell->text, shown), near);
    else
        problems_add(r->problems, row->line, cell->at, ERR_FORMAT,
                     _("no column is called “%s”; remove it, or see "
                       "docs/formats.md for the names"),
                     excerpt(cell->text, shown));
}

static void take_names(struct reader *r)
{
    char shown[EXCERPT_MAX];
    const struct table_row *row = &r->table->row[r->head];
    for (size_t c = 0; c < READER_COLUMNS; c++)
        r->place[c] = -1;
    for (size_t i = 0; i < row->count; i++) {
        const struct table_cell *cell = &row->cell[i];
        long c = find_column(r->spec, cell->text);
        if (c < 0 && !is_ignored(r->spec, cell->text))
            unknown(r, row, cell);
        else if (c >= 0 && r->place[c] >= 0)
            problems_add(r->problems, row->line, cell->at, ERR_FORMAT,
                         _("the column “%s” stands here a second time"),
                         excerpt(cell->text, shown));
        else if (c >= 0)
            r->place[c] = (long)cell->column;
    }
}

/* ---- notes ---- */

static bool begins_as_note(const char *text)
{
    static const char *const words[] = {
        "注", "备注", "说明", "填表", "填报", "制表", "审核", "复核", "统计人",
        "负责人", "单位负责人", "联系", "数据来源", "note", "Note",
    };
    if (strchr(text, ':') == NULL && strstr(text, "：") == NULL)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* 填表人：某某 审核人：某某: below the table, each cell such a word. */
static bool is_note(const struct table_row *row)
{
    return row->cell[0].bad == NULL && begins_as_note(row->cell[0].text) &&
           row->count <= 4;
}

bool reader_next(struct reader *r, size_t *at)
{
    if (r->problems->total > PROBLEMS_ENOUGH)
        return false;
    for (++*at; r->head + *at < r->table->row_count; ++*at) {
        r->row = &r->table->row[r->head + *at];
        if (!is_note(r->row))
            return true;
    }
    return false;
}

/* ---- merged cells, and values beside the table ---- */

static const struct table_row *row_at(const struct table *t, size_t line)
{
    size_t low = 0;
    size_t high = t->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->row[middle].line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low < t->row_count && t->row[low].line == line ? &t->row[low]
                                                          : NULL;
}

/* Titles above, notes below and empty cells may be merged. */
static void check_merges(struct reader *r)
{
    size_t head = r->table->row[r->head].line;
    size_t end = r->table->row[r->table->row_count - 1].line;
    for (size_t i = 0; i < r->table->merge_count; i++) {
        const struct table_merge *m = &r->table->merge[i];
        const struct table_row *row = row_at(r->table, m->first_line);
        char first[8], last[8];
        bool flat = m->first_line == m->last_line;
        if (m->last_line < head || m->first_line > end ||
            (flat && (row == NULL || (row->line > head && is_note(row)))))
            continue;
        r->merged = true;
        table_letters(m->first_column, first);
        table_letters(m->last_column, last);
        problems_add(r->problems, m->first_line, m->first_column + 1,
                     ERR_FORMAT,
                     _("the cells %s%zu:%s%zu are merged; unmerge them and "
                       "write the value into each row it belongs to"),
                     first, m->first_line, last, m->last_line);
    }
}

static void check_strays(struct reader *r)
{
    const struct table_row *head = &r->table->row[r->head];
    for (size_t at = 0; reader_next(r, &at);)
        for (size_t i = 0; i < r->row->count; i++) {
            const struct table_cell *cell = &r->row->cell[i];
            char shown[EXCERPT_MAX];
            if (table_cell(head, cell->column) == NULL)
                problems_add(r->problems, r->row->line, cell->at, ERR_FORMAT,
                             _("“%s” stands in a column without a name"),
                             excerpt(cell->text, shown));
        }
}

enum err_code reader_head(struct reader *r, const struct tables *tables,
                          struct err *err)
{
    enum err_code code = choose(r, tables, err);
    if (code != ERR_OK)
        return code;
    take_names(r);
    check_merges(r);
    check_strays(r);
    return ERR_OK;
}
