/* engine/cli/grid.h - columns that line up on a terminal, hanzi and all.
 *
 * A hanzi takes two cells, a combining mark none; cells are padded by what
 * they take, not by bytes.  Texts are copied. */
#ifndef ENGINE_CLI_GRID_H
#define ENGINE_CLI_GRID_H

#include <stddef.h>

#include "engine/base/str.h"

/* Terminal cells of valid UTF-8 text. */
size_t text_cells(const char *text);

enum grid_align { ALIGN_LEFT, ALIGN_RIGHT };

struct grid; /* out of memory is remembered and told by grid_put() */

/* NULL when out of memory; the other calls accept it. */
struct grid *grid_new(void);
void grid_free(struct grid *grid);

/* A column; texts wider than `max` cells (0 = any) are cut with "…".
 * Columns come before rows. */
void grid_column(struct grid *grid, const char *head,
                  enum grid_align align, size_t max);
/* The next cell of the row in hand; a full row begins the next. */
void grid_cell(struct grid *grid, const char *text);
void grid_cellf(struct grid *grid, const char *fmt, ...)
    PRINTF_LIKE(2, 3);
/* Fill the row in hand with empty cells. */
void grid_end_row(struct grid *grid);

/* Append the grid, each line behind `indent` spaces; a column that is empty
 * in every row is left out. */
void grid_put(const struct grid *grid, size_t indent, struct str *out);

#endif
