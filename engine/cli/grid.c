/* engine/cli/grid.c - see grid.h. */
#include "engine/cli/grid.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/utf8.h"

enum { COLUMN_MAX = 40, CELL_BYTES = 512, TABLE_BYTES = 64 * 1024 * 1024 };

struct column {
    const char *head;
    enum grid_align align;
    size_t max;
};

struct grid {
    struct arena *arena;
    struct column column[COLUMN_MAX];
    size_t columns;
    const char **cell; /* row after row */
    size_t cells, room;
    bool failed;
};

/* Code points that take two cells (East Asian Wide and Fullwidth, Unicode
 * TR 11), as far as names and questions use them. */
static const struct {
    uint32_t first, last;
} wide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0x33FF}, {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF}, {0xA000, 0xA4CF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
    {0xFE30, 0xFE4F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x20000, 0x3FFFD},
};

static size_t cells_of(uint32_t c)
{
    if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F))
        return 0;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (c >= wide[i].first && c <= wide[i].last)
            return 2;
    return 1;
}

size_t text_cells(const char *text)
{
    size_t n = 0;
    for (const char *p = text; *p != '\0';)
        n += cells_of(utf8_next(&p));
    return n;
}

struct grid *grid_new(void)
{
    struct grid *t = mem_alloc(1, sizeof *t);
    if (t == NULL)
        return NULL;
    t->arena = arena_new(TABLE_BYTES);
    if (t->arena == NULL) {
        free(t);
        return NULL;
    }
    return t;
}

void grid_free(struct grid *grid)
{
    if (grid == NULL)
        return;
    arena_free(grid->arena);
    free(grid->cell);
    free(grid);
}

/* At most `max` cells of the text, "…" for what was cut. */
static const char *keep(struct grid *t, const char *text, size_t max)
{
    const char *copy;
    if (max == 0 || text_cells(text) <= max) {
        copy = arena_text(t->arena, text);
    } else {
        size_t used = 0;
        const char *end = text;
        while (*end != '\0') {
            const char *next = end;
            used += cells_of(utf8_next(&next));
            if (used > max - 1)
                break;
            end = next;
        }
        size_t n = (size_t)(end - text);
        char *cut = arena_alloc(t->arena, n + sizeof "…", 1);
        if (cut != NULL) {
            memcpy(cut, text, n);
            memcpy(cut + n, "…", sizeof "…");
        }
        copy = cut;
    }
    t->failed = t->failed || copy == NULL;
    return copy != NULL ? copy : "";
}

void grid_column(struct grid *grid, const char *head,
                  enum grid_align align, size_t max)
{
    if (grid == NULL || grid->columns == COLUMN_MAX)
        return;
    struct column *c = &grid->column[grid->columns++];
    c->head = keep(grid, head, 0);
    c->align = align;
    c->max = max;
}

void grid_cell(struct grid *grid, const char *text)
{
    if (grid == NULL || grid->columns == 0)
        return;
    if (grid->cells == grid->room) {
        size_t room = grid->room == 0 ? 256 : grid->room * 2;
        const char **cell = mem_grow(grid->cell, room, sizeof *cell);
        if (cell == NULL) {
            grid->failed = true;
            return;
        }
        grid->cell = cell;
        grid->room = room;
    }
    size_t max = grid->column[grid->cells % grid->columns].max;
    grid->cell[grid->cells++] = keep(grid, text, max);
}

void grid_cellf(struct grid *grid, const char *fmt, ...)
{
    char text[CELL_BYTES];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    utf8_trim_tail(text);
    grid_cell(grid, text);
}

void grid_end_row(struct grid *grid)
{
    while (grid != NULL && !grid->failed &&
           grid->cells % grid->columns != 0)
        grid_cell(grid, "");
}

static void put_spaces(struct str *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        str_add_char(out, ' ');
}

static void put_line(const struct grid *t, const char *const cells[],
                     const size_t width[], size_t indent, struct str *out)
{
    size_t owed = indent; /* spaces not yet written: none at line ends */
    for (size_t c = 0; c < t->columns; c++) {
        if (width[c] == 0)
            continue;
        size_t pad = width[c] - text_cells(cells[c]);
        if (t->column[c].align == ALIGN_RIGHT)
            owed += pad;
        if (cells[c][0] != '\0') {
            put_spaces(out, owed);
            str_add(out, cells[c]);
            owed = 0;
        }
        owed += t->column[c].align == ALIGN_LEFT ? pad + 2 : 2;
    }
    str_add_char(out, '\n');
}

void grid_put(const struct grid *grid, size_t indent, struct str *out)
{
    if (grid == NULL || grid->failed) {
        out->failed = true;
        return;
    }
    size_t width[COLUMN_MAX] = {0};
    const char *heads[COLUMN_MAX];
    for (size_t i = 0; i < grid->cells; i++) {
        size_t n = text_cells(grid->cell[i]);
        size_t c = i % grid->columns;
        width[c] = n > width[c] ? n : width[c];
    }
    for (size_t c = 0; c < grid->columns; c++) {
        size_t n = text_cells(grid->column[c].head);
        heads[c] = grid->column[c].head;
        if (width[c] > 0 && n > width[c])
            width[c] = n;
    }
    put_line(grid, heads, width, indent, out);
    for (size_t i = 0; i + grid->columns <= grid->cells;
         i += grid->columns)
        put_line(grid, grid->cell + i, width, indent, out);
}
