/* engine/survey/units.c - see units.h. */
#include "engine/survey/units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/csv.h"
#include "engine/base/text_decode.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/survey/problems.h"

enum column {
    COL_CODE, COL_PARENT, COL_NAME, COL_CLASS, COL_HOUSEHOLDS,
    COL_POPULATION, COL_ISSUED, COL_COUNT
};

static const struct {
    const char *name, *chinese;
    bool required;
} columns[] = {
    [COL_CODE] = {"code", "编码", true},
    [COL_PARENT] = {"parent", "上级", true},
    [COL_NAME] = {"name", "名称", true},
    [COL_CLASS] = {"class", "序列", true},
    [COL_HOUSEHOLDS] = {"households", "户数", true},
    [COL_POPULATION] = {"population", "人口", true},
    [COL_ISSUED] = {"issued", "发放", false},
};
_Static_assert(sizeof columns / sizeof columns[0] == COL_COUNT,
               "one row per column");

/* One line of the file, before the tree is put in order. */
struct line {
    struct unit unit;          /* parent: index into lines */
    const char *parent_code;
    size_t at_line, at_column; /* of the code */
    size_t parent_column;
    long first_child, last_child, next_sibling;
};

struct owned { /* `units` first: the pointer given out is the one freed */
    struct units units;
    struct arena *arena;
};

struct reader {
    const char *name;
    struct arena *arena;
    struct line *lines;
    size_t count, room;
    int place[COL_COUNT];      /* column of each field, -1 = absent */
    size_t *by_code;           /* indices of lines, sorted by code */
    long root;
};

static enum err_code no_memory(const struct reader *r, struct err *err)
{
    return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), r->name);
}

/* ---- header ---- */

static int find_column(const char *title)
{
    for (int c = 0; c < COL_COUNT; c++)
        if (strcmp(title, columns[c].name) == 0 ||
            strcmp(title, columns[c].chinese) == 0)
            return c;
    return -1;
}

static enum err_code read_header(struct reader *r, const struct csv_row *row,
                                 struct err *err)
{
    char shown[EXCERPT_MAX];
    for (int c = 0; c < COL_COUNT; c++)
        r->place[c] = -1;
    for (size_t i = 0; i < row->count; i++) {
        const struct csv_field *f = &row->field[i];
        int c = find_column(f->text);
        if (c < 0 && row->count == 1 && (strpbrk(f->text, ";\t") != NULL ||
                                      strstr(f->text, "，") != NULL))
            return err_set(err, ERR_FORMAT, 0,
                           _("%s:%zu:%zu: the columns are not separated by "
                             "commas; save the table as CSV (in Excel: “CSV "
                             "UTF-8 (comma separated)”)"),
                           r->name, f->line, f->column);
        if (c < 0)
            return err_set(err, ERR_FORMAT, 0,
                           _("%s:%zu:%zu: unknown column '%s'; expected "
                             "code,parent,name,class,households,population"),
                           r->name, f->line, f->column,
                           excerpt(f->text, shown));
        if (r->place[c] >= 0)
            return err_set(err, ERR_FORMAT, 0,
                           _("%s:%zu:%zu: the column '%s' stands here twice; "
                             "expected each column once"),
                           r->name, f->line, f->column, columns[c].name);
        r->place[c] = (int)i;
    }
    for (int c = 0; c < COL_COUNT; c++)
        if (columns[c].required && r->place[c] < 0)
            return err_set(err, ERR_FORMAT, 0,
                           _("%s:%zu:1: the column '%s' (%s) is missing; "
                             "expected "
                             "code,parent,name,class,households,population"),
                           r->name, row->field[0].line, columns[c].name,
                           columns[c].chinese);
    return ERR_OK;
}

/* ---- one line ---- */

static bool is_unit_code(const char *text)
{
    size_t n = strlen(text);
    return n >= 1 && n <= LIMIT_UNIT_CODE_BYTES &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == n;
}

static enum err_code take_label(struct reader *r, const struct csv_field *f,
                                const char *what, const char **out,
                                struct err *err)
{
    size_t n = strlen(f->text);
    bool control = false;
    for (size_t i = 0; i < n; i++)
        control = control || (unsigned char)f->text[i] < 0x20;
    if (n == 0 || n > LIMIT_UNIT_NAME_BYTES || control)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:%zu:%zu: %s has %zu bytes%s; expected 1 to %d "
                         "on one line"),
                       r->name, f->line, f->column, what, n,
                       control ? _(" and a control character") : "",
                       LIMIT_UNIT_NAME_BYTES);
    *out = arena_text(r->arena, f->text);
    return *out != NULL ? ERR_OK : no_memory(r, err);
}

static enum err_code take_number(const struct reader *r,
                                 const struct csv_row *row, enum column c,
                                 int64_t *out, struct err *err)
{
    *out = -1;
    if (r->place[c] < 0)
        return ERR_OK;
    const struct csv_field *f = &row->field[r->place[c]];
    char shown[EXCERPT_MAX];
    if (f->text[0] == '\0' ||
        num_parse_int(f->text, 0, INT64_C(2000000000), out))
        return ERR_OK;
    return err_set(err, ERR_FORMAT, 0,
                   _("%s:%zu:%zu: %s is '%s'; expected a whole number of 0 "
                     "or more, or nothing"),
                   r->name, f->line, f->column, columns[c].name,
                   excerpt(f->text, shown));
}

static enum err_code take_codes(struct reader *r, const struct csv_row *row,
                                struct line *line, struct err *err)
{
    const struct csv_field *code = &row->field[r->place[COL_CODE]];
    const struct csv_field *parent = &row->field[r->place[COL_PARENT]];
    char shown[EXCERPT_MAX];
    line->at_line = code->line;
    line->at_column = code->column;
    line->parent_column = parent->column;
    const struct csv_field *wrong = NULL;
    if (!is_unit_code(code->text))
        wrong = code;
    else if (parent->text[0] != '\0' && !is_unit_code(parent->text))
        wrong = parent;
    if (wrong != NULL)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:%zu:%zu: '%s' is no unit code; expected 1 to %d "
                         "characters A-Z and 0-9"),
                       r->name, wrong->line, wrong->column,
                       excerpt(wrong->text, shown), LIMIT_UNIT_CODE_BYTES);
    line->unit.code = arena_text(r->arena, code->text);
    line->parent_code = arena_text(r->arena, parent->text);
    return line->unit.code != NULL && line->parent_code != NULL
               ? ERR_OK
               : no_memory(r, err);
}

static enum err_code grow(struct reader *r, struct err *err)
{
    if (r->count < r->room)
        return ERR_OK;
    size_t room = r->room == 0 ? 64 : r->room * 2;
    struct line *lines = mem_grow(r->lines, room, sizeof *lines);
    if (lines == NULL)
        return no_memory(r, err);
    r->lines = lines;
    r->room = room;
    return ERR_OK;
}

static enum err_code read_line(struct reader *r, const struct csv_row *row,
                               size_t columns_n, struct err *err)
{
    const struct csv_field *first = &row->field[0];
    if (row->count != columns_n)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:%zu:%zu: this line has %zu fields; expected %zu "
                         "as in the header"),
                       r->name, first->line, first->column, row->count,
                       columns_n);
    if (r->count == LIMIT_UNITS)
        return err_set(err, ERR_RANGE, 0,
                       _("%s:%zu:1: one unit too many; expected at most %d"),
                       r->name, first->line, LIMIT_UNITS);
    enum err_code code = grow(r, err);
    if (code != ERR_OK)
        return code;
    struct line *line = &r->lines[r->count];
    *line = (struct line){.first_child = -1, .last_child = -1,
                          .next_sibling = -1, .unit = {.parent = -1}};
    code = take_codes(r, row, line, err);
    if (code == ERR_OK)
        code = take_label(r, &row->field[r->place[COL_NAME]], _("the name"),
                          &line->unit.name, err);
    if (code == ERR_OK)
        code = take_label(r, &row->field[r->place[COL_CLASS]],
                          _("the class"), &line->unit.class, err);
    if (code == ERR_OK)
        code = take_number(r, row, COL_HOUSEHOLDS, &line->unit.households,
                           err);
    if (code == ERR_OK)
        code = take_number(r, row, COL_POPULATION, &line->unit.population,
                           err);
    if (code == ERR_OK)
        code = take_number(r, row, COL_ISSUED, &line->unit.issued, err);
    if (code == ERR_OK)
        r->count++;
    return code;
}

/* ---- the tree ---- */

static int by_line_code(const void *a, const void *b, void *ctx)
{
    const struct line *lines = ctx;
    size_t x = *(const size_t *)a;
    size_t y = *(const size_t *)b;
    int order = strcmp(lines[x].unit.code, lines[y].unit.code);
    return order != 0 ? order : (x > y) - (x < y);
}

static long find_line(const struct reader *r, const char *code)
{
    size_t low = 0;
    size_t high = r->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(r->lines[r->by_code[middle]].unit.code, code);
        if (order == 0)
            return (long)r->by_code[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static enum err_code sort_codes(struct reader *r, struct err *err)
{
    r->by_code = mem_alloc(r->count, sizeof *r->by_code);
    if (r->by_code == NULL)
        return no_memory(r, err);
    for (size_t i = 0; i < r->count; i++)
        r->by_code[i] = i;
    qsort_r(r->by_code, r->count, sizeof *r->by_code, by_line_code,
            r->lines);
    const struct line *twice = NULL; /* the earliest second use */
    const struct line *before = NULL;
    for (size_t i = 1; i < r->count; i++) {
        const struct line *a = &r->lines[r->by_code[i - 1]];
        const struct line *b = &r->lines[r->by_code[i]];
        if (strcmp(a->unit.code, b->unit.code) == 0 &&
            (twice == NULL || b->at_line < twice->at_line)) {
            twice = b;
            before = a;
        }
    }
    if (twice == NULL)
        return ERR_OK;
    return err_set(err, ERR_FORMAT, 0,
                   _("%s:%zu:%zu: the unit code '%s' is taken (line %zu); "
                     "expected a code of its own"),
                   r->name, twice->at_line, twice->at_column,
                   twice->unit.code, before->at_line);
}

/* Spreadsheets eat leading zeros: say so when that explains it. */
static enum err_code unknown_parent(const struct reader *r,
                                    const struct line *line, struct err *err)
{
    char longer[LIMIT_UNIT_CODE_BYTES + 4];
    (void)snprintf(longer, sizeof longer, "0%s", line->parent_code);
    const char *hint = find_line(r, longer) >= 0
                           ? _(" (did a spreadsheet drop a leading 0?)")
                           : "";
    return err_set(err, ERR_FORMAT, 0,
                   _("%s:%zu:%zu: there is no unit '%s' above '%s'; expected "
                     "the code of another line%s"),
                   r->name, line->at_line, line->parent_column,
                   line->parent_code, line->unit.code, hint);
}

static enum err_code link_lines(struct reader *r, struct err *err)
{
    r->root = -1;
    for (size_t i = 0; i < r->count; i++) {
        struct line *line = &r->lines[i];
        if (line->parent_code[0] == '\0') {
            if (r->root >= 0)
                return err_set(
                    err, ERR_FORMAT, 0,
                    _("%s:%zu:%zu: '%s' is a second root beside '%s' (line "
                      "%zu); expected one unit without a parent"),
                    r->name, line->at_line, line->at_column, line->unit.code,
                    r->lines[r->root].unit.code, r->lines[r->root].at_line);
            r->root = (long)i;
            continue;
        }
        long parent = find_line(r, line->parent_code);
        if (parent < 0)
            return unknown_parent(r, line, err);
        line->unit.parent = parent;
        struct line *above = &r->lines[parent];
        if (above->last_child >= 0)
            r->lines[above->last_child].next_sibling = (long)i;
        else
            above->first_child = (long)i;
        above->last_child = (long)i;
    }
    if (r->root < 0)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:%zu:1: every unit has a parent; expected one "
                         "root with an empty parent"),
                       r->name, r->lines[0].at_line);
    return ERR_OK;
}

/* What the root does not reach lies on or under a circle. */
static enum err_code report_circle(const struct reader *r, const long *index,
                                   struct err *err)
{
    size_t i = 0;
    while (i < r->count && index[i] >= 0)
        i++;
    long at = (long)i;
    for (size_t k = 0; k < r->count; k++) /* now surely on the circle */
        at = r->lines[at].unit.parent;
    long first = at;
    for (long k = r->lines[at].unit.parent; k != at;
         k = r->lines[k].unit.parent)
        if (r->lines[k].at_line < r->lines[first].at_line)
            first = k;
    const struct line *line = &r->lines[first];
    return err_set(err, ERR_FORMAT, 0,
                   _("%s:%zu:%zu: the unit '%s' lies under itself (through "
                     "'%s'); expected a tree"),
                   r->name, line->at_line, line->parent_column,
                   line->unit.code, line->parent_code);
}

/* Depth first, iteratively: give each line its place, then copy. */
static enum err_code order_lines(struct reader *r, struct unit *units,
                                 long *index, struct err *err)
{
    size_t placed = 0;
    for (long at = r->root; at >= 0;) {
        struct line *line = &r->lines[at];
        struct unit *u = &units[placed];
        index[at] = (long)placed++;
        *u = line->unit;
        u->parent = at == r->root ? -1 : index[line->unit.parent];
        u->depth = u->parent < 0 ? 0 : units[u->parent].depth + 1;
        if (u->depth > LIMIT_UNIT_DEPTH)
            return err_set(err, ERR_RANGE, 0,
                           _("%s:%zu:%zu: the unit '%s' lies %d levels deep; "
                             "expected at most %d"),
                           r->name, line->at_line, line->at_column, u->code,
                           u->depth, LIMIT_UNIT_DEPTH);
        if (line->first_child >= 0) {
            at = line->first_child;
            continue;
        }
        while (at >= 0 && at != r->root && r->lines[at].next_sibling < 0)
            at = r->lines[at].unit.parent;
        at = at == r->root ? -1 : r->lines[at].next_sibling;
    }
    return placed == r->count ? ERR_OK : report_circle(r, index, err);
}

static enum err_code build_tree(struct reader *r, struct owned *own,
                                struct err *err)
{
    if (r->count == 0)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:2:1: no unit stands here; expected one line per "
                         "unit under the header"),
                       r->name);
    enum err_code code = sort_codes(r, err);
    if (code == ERR_OK)
        code = link_lines(r, err);
    if (code != ERR_OK)
        return code;
    struct unit *units = arena_alloc(r->arena, r->count, sizeof *units);
    size_t *sorted = arena_alloc(r->arena, r->count, sizeof *sorted);
    long *index = mem_alloc(r->count, sizeof *index);
    if (units == NULL || sorted == NULL || index == NULL) {
        free(index);
        return no_memory(r, err);
    }
    for (size_t i = 0; i < r->count; i++)
        index[i] = -1;
    code = order_lines(r, units, index, err);
    for (size_t i = 0; i < r->count && code == ERR_OK; i++)
        sorted[i] = (size_t)index[r->by_code[i]];
    free(index);
    own->units = (struct units){r->count, units, sorted};
    return code;
}

/* ---- entry points ---- */

static enum err_code read_all(struct reader *r, const char *text, size_t n,
                              struct err *err)
{
    struct csv *csv = NULL;
    const struct csv_row *row = NULL;
    enum err_code code = csv_open(text, n, r->name, &csv, err);
    if (code == ERR_OK)
        code = csv_next(csv, &row, err);
    if (code == ERR_OK && row == NULL)
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s:1:1: the file is empty; expected the header "
                         "code,parent,name,class,households,population"),
                       r->name);
    if (code == ERR_OK)
        code = read_header(r, row, err);
    size_t columns_n = code == ERR_OK ? row->count : 0;
    while (code == ERR_OK) {
        code = csv_next(csv, &row, err);
        if (code != ERR_OK || row == NULL)
            break;
        code = read_line(r, row, columns_n, err);
    }
    csv_close(csv);
    return code;
}

enum err_code units_parse(const char *text, size_t n, const char *name,
                          struct units **out, struct err *err)
{
    *out = NULL;
    struct reader r = {.name = name, .arena = arena_new(64 * 1024 * 1024)};
    struct owned *own = mem_alloc(1, sizeof *own);
    enum err_code code = ERR_OK;
    if (r.arena == NULL || own == NULL)
        code = no_memory(&r, err);
    if (code == ERR_OK)
        code = read_all(&r, text, n, err);
    if (code == ERR_OK)
        code = build_tree(&r, own, err);
    free(r.lines);
    free(r.by_code);
    if (code != ERR_OK) {
        arena_free(r.arena);
        free(own);
        return code;
    }
    own->arena = r.arena;
    *out = &own->units;
    return ERR_OK;
}

enum err_code units_load(const char *path, struct units **out,
                         struct err *err)
{
    *out = NULL;
    char *text = NULL;
    size_t n = 0;
    enum err_code code = text_read(path, LIMIT_CSV_BYTES, &text, &n, err);
    if (code == ERR_OK)
        code = units_parse(text, n, path, out, err);
    free(text);
    return code;
}

void units_free(struct units *units)
{
    if (units == NULL)
        return;
    struct owned *own = (struct owned *)units;
    arena_free(own->arena);
    free(own);
}

static long find_slowly(const struct units *units, const char *code)
{
    for (size_t i = 0; i < units->count; i++)
        if (strcmp(units->unit[i].code, code) == 0)
            return (long)i;
    return -1;
}

long units_find(const struct units *units, const char *code)
{
    if (units->by_code == NULL)
        return find_slowly(units, code);
    size_t low = 0;
    size_t high = units->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        size_t i = units->by_code[middle];
        int order = strcmp(units->unit[i].code, code);
        if (order == 0)
            return (long)i;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

int units_under(const struct units *units, size_t unit, size_t above)
{
    for (long at = (long)unit; at >= 0; at = units->unit[at].parent)
        if ((size_t)at == above)
            return 1;
    return 0;
}
