/* engine/base/csv.h - comma-separated values (RFC 4180), in and out.
 *
 * Reading takes what offices have: a byte order mark, CRLF or LF, quoted
 * fields with commas, line breaks and doubled quotes, empty lines at the end.
 * Every field knows its line and column (in characters, both from 1), so the
 * caller's complaint can point at it.  Writing is for spreadsheets: a mark so
 * that Excel takes it for UTF-8, CRLF, and text that would start a formula is
 * disarmed.
 */
#ifndef ENGINE_BASE_CSV_H
#define ENGINE_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/str.h"

/* ---- reading ---- */

struct csv; /* one thread at a time */

struct csv_field {
    const char *text;    /* NUL-terminated UTF-8 without its quotes */
    size_t line, column; /* where it starts */
};

struct csv_row {
    size_t count;
    const struct csv_field *field;
};

/* Read text[0..n), which must outlive the reader; `name` is the file in
 * messages.  ERR_RANGE past LIMIT_CSV_BYTES, ERR_NOMEM. */
MUST_USE enum err_code csv_open(const char *text, size_t n, const char *name,
                                struct csv **out, struct err *err);
void csv_close(struct csv *csv);
/* Fields stand apart by ';' or a tab, as some spreadsheets write them.  Before
 * the first row. */
void csv_separate(struct csv *csv, char separator);

/* The next row that is not empty; *row is NULL at the end.  Borrowed: it dies
 * at the next call.
 *   ERR_FORMAT  name:line:column: a stray or unclosed quote, a byte that is
 *               not UTF-8, a NUL
 *   ERR_RANGE   a field or row past its limit */
MUST_USE enum err_code csv_next(struct csv *csv, const struct csv_row **row,
                                struct err *err);

/* ---- writing ---- */

void csv_put_bom(struct str *out);
/* One field; `first` of its row or not.  Text that begins with = + - @ or a
 * control gets an apostrophe in front: a spreadsheet then shows it and never
 * runs it. */
void csv_put(struct str *out, bool first, const char *text);
void csv_put_int(struct str *out, bool first, int64_t value);
void csv_end_row(struct str *out);

#endif
