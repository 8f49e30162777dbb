/* engine/outside/table.h - a table out of a file as an office has it: CSV or
 * xlsx.
 *
 * CSV: UTF-8 with or without its mark, GB18030 as Excel writes it in China, or
 * UTF-16 ("Unicode text"); fields apart by comma, semicolon or tab, whichever
 * the first lines have most of.  xlsx: values as the spreadsheet last computed
 * them; formulas are not run.  What a file is, its first bytes say, not its
 * name.
 *
 * A cell's text is trimmed, and full-width digits and signs (１２％) are plain
 * ones.  Of xlsx: a number is written out with at most 15 digits as the
 * spreadsheet shows it, without exponent; a number formatted as a percentage
 * is "63.72%"; one formatted as a date is "2026-03-01".
 */
#ifndef ENGINE_OUTSIDE_TABLE_H
#define ENGINE_OUTSIDE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"
#include "engine/base/mem.h"

enum {
    TABLE_FILE_BYTES = 32 * 1024 * 1024, /* 20,000 units are under 1 MB */
    TABLE_ARENA_BYTES = 256 * 1024 * 1024,
    TABLE_COLUMNS = 256,
    TABLE_ROWS = 50000,
    TABLE_PLACE_BYTES = 400,
};

struct table_cell {
    size_t column;     /* 0.. : of the sheet, or field of the line */
    size_t at;         /* where a complaint points: CSV: the character of the
                        * line, from 1; xlsx: column + 1 */
    const char *text;  /* never NULL; empty only where it is bad */
    const char *bad;   /* NULL, or why it has no value: a sentence */
};

struct table_row {
    size_t line;       /* from 1 */
    size_t count;      /* cells with something in them, by column */
    const struct table_cell *cell;
};

struct table_merge { /* from 1 and from 0, as above; both ends included */
    size_t first_line, last_line, first_column, last_column;
};

struct table {
    const char *sheet; /* its name; NULL: of CSV */
    size_t row_count;  /* rows with something in them, by line */
    const struct table_row *row;
    size_t merge_count;
    const struct table_merge *merge;
};

struct tables { /* everything lives in the arena given */
    const char *file;  /* as given */
    size_t count;      /* 1 of CSV; every visible worksheet of a workbook */
    const struct table *table;
};

/* Read bytes[0..n); `sheet` NULL, or the one worksheet wanted, which may be
 * hidden.
 *   ERR_FORMAT    not a table: neither text nor a workbook, damaged, locked by
 *                 a password, the old .xls; the place is in the sentence
 *   ERR_NOTFOUND  no such worksheet; the sentence lists those there are
 *   ERR_RANGE     larger than the limits above; unpacks to more than 64 MB
 *   ERR_DENIED    it declares entities, which no spreadsheet does
 *   ERR_USAGE     a worksheet of CSV     ERR_NOMEM */
MUST_USE enum err_code tables_read(const char *bytes, size_t n,
                                   const char *file, const char *sheet,
                                   struct arena *arena, struct tables *out,
                                   struct err *err);

/* The cell in `column` of a row, or NULL: empty. */
const struct table_cell *table_cell(const struct table_row *row,
                                    size_t column);

/* "hotline.csv:3:12" or "hotline.xlsx, sheet '月报', cell D3"; line 0: of no
 * line.  Returns `out`. */
const char *table_place(const char *file, const struct table *table,
                        size_t line, size_t at, char out[TABLE_PLACE_BYTES]);
/* Column 27 (from 0) is "AB". */
void table_letters(size_t column, char out[8]);

#endif
