/* engine/measure/measure_read.c - a ledger that an office filled in, as CSV
 * or as YAML. */
#include <string.h>

#include "engine/base/csv.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/measure/measure.h"
#include "engine/survey/problems.h"
#include "engine/survey/ytree.h"

enum { COLUMN_ID = MEASURE_FIELDS, COLUMN_VERSION, COLUMNS };

static const char id_titles[2][2][16] = {{"id", "序号"}, {"version", "版本"}};

/* The column named so, or -1. */
static int find_column(const char *name)
{
    for (int f = 0; f < MEASURE_FIELDS; f++)
        if (strcmp(name, measure_field_word((enum measure_field)f)) == 0 ||
            strcmp(name, measure_field_title((enum measure_field)f)) == 0)
            return f;
    for (int i = 0; i < 2; i++)
        if (strcmp(name, id_titles[i][0]) == 0 ||
            strcmp(name, id_titles[i][1]) == 0)
            return COLUMN_ID + i;
    return -1;
}

static struct measure_cell *cell_of(struct measure_entry *e, int column)
{
    return column == COLUMN_ID        ? &e->id
           : column == COLUMN_VERSION ? &e->version
                                      : &e->cell[column];
}

static struct measure_entry *add_entry(struct measure_entries *out,
                                       struct arena *arena, size_t line,
                                       size_t column, struct problems *p)
{
    if (out->list == NULL)
        out->list =
            arena_alloc(arena, LIMIT_MEASURES, sizeof *out->list);
    if (out->list == NULL)
        return NULL;
    if (out->count == LIMIT_MEASURES) {
        problems_add(p, line, column, ERR_RANGE,
                     _("the file has more than %d measures"), LIMIT_MEASURES);
        return NULL;
    }
    struct measure_entry *e = &out->list[out->count++];
    e->line = line;
    return e;
}

static enum err_code no_memory(const struct problems *p, struct err *err)
{
    return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), p->name);
}

/* ---- CSV ---- */

/* What csv_put() put in front of a text that looked like a formula. */
static const char *disarmed(const char *text)
{
    bool armed = text[0] == '\'' &&
                 (strchr("=+-@", text[1]) != NULL ||
                  ((unsigned char)text[1] < 0x20 && text[1] != '\0'));
    return armed && text[1] != '\0' ? text + 1 : text;
}

static void read_head(const struct csv_row *row, int place[],
                      struct problems *p)
{
    char shown[EXCERPT_MAX];
    bool seen[COLUMNS] = {false};
    for (size_t i = 0; i < row->count; i++) {
        const struct csv_field *f = &row->field[i];
        place[i] = find_column(f->text);
        if (place[i] < 0 && f->text[0] != '\0')
            problems_add(p, f->line, f->column, ERR_FORMAT,
                         _("unknown column '%s'; `pingyi measure export csv` "
                           "writes a file with all columns"),
                         excerpt(f->text, shown));
        else if (place[i] >= 0 && seen[place[i]])
            problems_add(p, f->line, f->column, ERR_FORMAT,
                         _("the column '%s' stands here twice"),
                         excerpt(f->text, shown));
        if (place[i] >= 0)
            seen[place[i]] = true;
    }
    if (!seen[MEASURE_PROBLEM] && !seen[COLUMN_ID])
        problems_add(p, row->field[0].line, 1, ERR_FORMAT,
                     _("neither 序号 (id) nor 问题 (problem) is a column; the "
                       "first line must name the columns"));
}

static bool all_empty(const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->field[i].text[0] != '\0')
            return false;
    return true;
}

static enum err_code read_row(const struct csv_row *row, const int place[],
                              size_t columns, struct arena *arena,
                              struct problems *p, struct measure_entries *out,
                              struct err *err)
{
    if (all_empty(row))
        return ERR_OK;
    if (row->count > columns) {
        problems_add(p, row->field[columns].line, row->field[columns].column,
                     ERR_FORMAT, _("this row has more fields than the first "
                                   "line has columns"));
        return ERR_OK;
    }
    struct measure_entry *e = add_entry(out, arena, row->field[0].line, 1, p);
    if (e == NULL)
        return p->total > 0 ? ERR_OK : no_memory(p, err);
    for (size_t i = 0; i < row->count; i++) {
        if (place[i] < 0)
            continue;
        struct measure_cell *c = cell_of(e, place[i]);
        *c = (struct measure_cell){
            arena_text(arena, disarmed(row->field[i].text)),
            row->field[i].line, row->field[i].column};
        if (c->text == NULL)
            return no_memory(p, err);
    }
    return ERR_OK;
}

enum err_code measure_read_csv(const char *text, size_t n,
                               struct arena *arena, struct problems *problems,
                               struct measure_entries *out, struct err *err)
{
    int place[LIMIT_CSV_FIELDS];
    size_t columns = 0;
    struct csv *csv = NULL;
    const struct csv_row *row = NULL;
    enum err_code code = csv_open(text, n, problems->name, &csv, err);
    if (code == ERR_OK)
        code = csv_next(csv, &row, err);
    if (code == ERR_OK && row == NULL)
        problems_add(problems, 1, 1, ERR_FORMAT, _("the file is empty"));
    if (code == ERR_OK && row != NULL) {
        columns = row->count;
        read_head(row, place, problems);
    }
    while (code == ERR_OK && row != NULL && problems->total == 0) {
        code = csv_next(csv, &row, err);
        if (code == ERR_OK && row != NULL)
            code = read_row(row, place, columns, arena, problems, out, err);
    }
    csv_close(csv);
    return code;
}

/* ---- YAML ---- */

static void read_member(const struct ynode *n, struct measure_entry *e,
                        struct problems *p)
{
    char shown[EXCERPT_MAX];
    int column = find_column(n->key);
    if (column < 0)
        problems_add(p, n->key_line, n->key_column, ERR_FORMAT,
                     _("unknown key '%s'; `pingyi measure export yaml` writes "
                       "a file with all keys"),
                     excerpt(n->key, shown));
    else if (n->kind != YNODE_TEXT)
        problems_add(p, n->line, n->column, ERR_FORMAT,
                     _("'%s' must be a text"), n->key);
    else
        *cell_of(e, column) =
            (struct measure_cell){n->text, n->line, n->column};
}

enum err_code measure_read_yaml(const char *text, size_t n,
                                struct arena *arena,
                                struct problems *problems,
                                struct measure_entries *out, struct err *err)
{
    struct ynode *root = NULL;
    if (n > LIMIT_YAML_BYTES)
        return err_set(err, ERR_RANGE, 0,
                       _("%s has %zu bytes; at most %d are read as YAML, "
                         "larger ledgers come as CSV"),
                       problems->name, n, LIMIT_YAML_BYTES);
    enum err_code code = ytree_parse(text, n, arena, problems, &root, err);
    if (code != ERR_OK || problems->total > 0)
        return code;
    const struct ynode *list =
        root != NULL && root->kind == YNODE_MAP ? ynode_get(root, "measures")
                                                : NULL;
    if (list == NULL || list->kind != YNODE_LIST) {
        problems_add(problems, 1, 1, ERR_FORMAT,
                     _("the file must have a list called 'measures'"));
        return ERR_OK;
    }
    for (const struct ynode *m = list->first; m != NULL; m = m->next) {
        if (m->kind != YNODE_MAP) {
            problems_add(problems, m->line, m->column, ERR_FORMAT,
                         _("a measure is a mapping, one 'key: text' a line"));
            continue;
        }
        struct measure_entry *e =
            add_entry(out, arena, m->line, m->column, problems);
        if (e == NULL)
            return problems->total > 0 ? ERR_OK : no_memory(problems, err);
        for (const struct ynode *k = m->first; k != NULL; k = k->next)
            read_member(k, e, problems);
    }
    return ERR_OK;
}
