/* engine/outside/xlsx_internal.h - the parts of a workbook (ECMA-376 part 1).
 *
 * An .xlsx file is a zip of XML parts.  _rels/.rels leads to the workbook, the
 * workbook's own .rels to its sheets, shared strings and styles.  Names are
 * compared without their namespace prefix, so that the strict and the
 * transitional kind, and writers that prefix everything, are read alike.
 */
#ifndef ENGINE_OUTSIDE_XLSX_INTERNAL_H
#define ENGINE_OUTSIDE_XLSX_INTERNAL_H

#include <stdint.h>

#include <zip.h>

#include "engine/base/str.h"
#include "engine/outside/internal.h"

enum {
    XLSX_UNPACKED_BYTES = 64 * 1024 * 1024, /* of all parts read together */
    XLSX_ENTRIES = 4096,
    XLSX_DEPTH = 64,
    XLSX_SHEETS = 256,
    XLSX_NAME_BYTES = 186, /* 31 characters, of at most 6 bytes */
    XLSX_STRINGS = 500000,
    XLSX_STYLES = 65536,
    XLSX_TEXT_BYTES = 128 * 1024, /* a cell has at most 32,767 characters */
    XLSX_PATH = 512,
};

enum xlsx_format { XLSX_PLAIN, XLSX_PERCENT, XLSX_DATE };

struct xlsx_sheet {
    const char *name;
    const char *relation;  /* r:id */
    const char *path;      /* of the part; NULL: no worksheet (a chart) */
    bool hidden;
};

struct xlsx {
    const char *file;
    zip_t *zip;
    size_t budget;         /* bytes that may still be unpacked */
    struct arena *arena;
    size_t sheet_count;
    struct xlsx_sheet sheet[XLSX_SHEETS];
    bool date_1904;
    char workbook[XLSX_PATH], strings[XLSX_PATH], styles[XLSX_PATH];
    size_t string_count, string_room;
    const char **string;
    size_t format_count;   /* cell styles */
    unsigned char *format; /* enum xlsx_format of each */
};

/* ---- reading a part (xlsx_part.c) ---- */

struct part {
    struct xlsx *x;
    const char *path;
    void *ctx;
    /* Local names; attributes are pairs ended by NULL, found with part_get(). */
    void (*start)(struct part *p, const char *name, const char **attributes);
    void (*end)(struct part *p, const char *name);
    bool collect;          /* what is between tags goes to `text` */
    struct str text;
    int depth;
    void *parser;
    enum err_code code;    /* first failure; ends the reading */
    struct err *err;
};

/* Fill x, path, ctx, start, end.  `needed`: a part that is not there is
 * ERR_FORMAT, else it is read as nothing. */
MUST_USE enum err_code part_read(struct part *p, bool needed,
                                 struct err *err);
const char *part_get(const char **attributes, const char *name); /* or NULL */
/* Ends the reading; the sentence says what is wrong, the part is named. */
void part_fail(struct part *p, enum err_code code, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void part_no_memory(struct part *p);
bool same(const char *a, const char *b);

/* ---- the workbook (xlsx_book.c) ---- */

MUST_USE enum err_code book_read(struct xlsx *x, struct err *err);

/* ---- strings and styles (xlsx_shared.c) ---- */

MUST_USE enum err_code shared_read(struct xlsx *x, struct err *err);
/* What a number format makes of a number. */
enum xlsx_format format_of(long number, const char *code);

/* ---- a worksheet (xlsx_sheet.c) ---- */

MUST_USE enum err_code sheet_read(struct xlsx *x,
                                  const struct xlsx_sheet *sheet,
                                  struct table *out, struct err *err);

/* ---- values (xlsx_value.c) ---- */

/* 1.2345E2 -> "123.45", at most 15 digits, times 10^shift; false: no number,
 * or one past 10^40. */
bool value_plain(const char *raw, int shift, char out[64]);
/* The day of a serial number as "2026-03-01"; false: none. */
bool value_date(const char *raw, bool date_1904, char out[64]);
/* _x000D_ and its like become what they stand for; in place. */
void value_unescape(char *text);
/* "AB12" -> column 27 (from 0), line 12; false: no cell. */
bool value_ref(const char *ref, size_t *column, size_t *line);

#endif
