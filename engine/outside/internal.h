/* engine/outside/internal.h - what the readers of tables share. */
#ifndef ENGINE_OUTSIDE_INTERNAL_H
#define ENGINE_OUTSIDE_INTERNAL_H

#include "engine/outside/table.h"

/* ---- a table in the making (table.c) ---- */

struct table_maker {
    struct arena *arena;
    struct table table;
    struct table_row *rows;
    size_t row_room;
    struct table_cell cells[TABLE_COLUMNS]; /* of the row in hand */
    size_t cell_count, line;
    struct table_merge *merges;
    size_t merge_room;
};

/* The row in hand is done; an empty one leaves nothing.  All four: ERR_NOMEM,
 * or ERR_RANGE without a place in the sentence. */
MUST_USE enum err_code maker_row(struct table_maker *m, size_t line,
                                 struct err *err);
MUST_USE enum err_code maker_end_row(struct table_maker *m, struct err *err);
/* Trims and folds; an empty text leaves nothing.  Columns come in order. */
MUST_USE enum err_code maker_cell(struct table_maker *m, size_t column,
                                  size_t at, const char *text,
                                  const char *bad, struct err *err);
MUST_USE enum err_code maker_merge(struct table_maker *m,
                                   const struct table_merge *merge,
                                   struct err *err);
struct table maker_done(const struct table_maker *m);

/* ---- xlsx (xlsx.c) ---- */

MUST_USE enum err_code xlsx_read(const char *bytes, size_t n,
                                 const char *file, const char *sheet,
                                 struct arena *arena, struct tables *out,
                                 struct err *err);

#endif
