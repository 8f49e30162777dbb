/* engine/outside/import.h - what others found and counted comes into a
 * workspace: the result of the government-run 政风行风评议 (zf), the months of
 * the 12356 hotline, and populations.  Columns: docs/formats.md#imports.
 *
 * A file is taken whole or not at all, and every problem of it is listed.  The
 * same file again changes nothing and leaves no trace.  What changes is one
 * row of the audit log with the values before and after.
 */
#ifndef ENGINE_OUTSIDE_IMPORT_H
#define ENGINE_OUTSIDE_IMPORT_H

#include "engine/base/str.h"
#include "engine/outside/table.h"
#include "engine/store/outside.h"
#include "engine/survey/problems.h"

enum import_kind {
    IMPORT_ZF,
    IMPORT_HOTLINE,
    IMPORT_WEIGHTS,
    IMPORT_KIND_COUNT
};

const char *import_kind_word(enum import_kind kind); /* "hotline" */
int import_kind_find(const char *word);              /* -1: none of them */

struct import_wish {
    enum import_kind kind;
    const char *path;
    const char *sheet;   /* NULL = the one that has the columns */
    const char *who;     /* into the audit log; may be "" */
    const char *today;   /* "2026-11-23": no month after it */
    int year;            /* of months written without one (3月); 0 = none */
    bool replace;        /* rows of the file's years that it does not have are
                          * removed; not with weights */
    bool check;          /* look only: nothing is stored */
};

struct import_outcome {
    size_t rows;         /* read */
    size_t added, changed, same, removed;
    const char *sheet;   /* of a workbook, or NULL */
    const char *changes; /* a JSON array: {"row","before","after"} */
    const struct table *table;  /* where the problems stand; NULL: no table */
    struct problems problems;   /* in the order of the file */
};

/* Texts of *out live in `arena`; it is filled after a failure too.
 *   ERR_FORMAT, ERR_RANGE  the first problem of the file, with its place
 *   ERR_NOTNOW  weights, and the round is sealed
 *   and as file_read(), tables_read(), design_check() */
MUST_USE enum err_code import_file(struct store *store,
                                   const struct import_wish *wish,
                                   struct arena *arena,
                                   struct import_outcome *out,
                                   struct err *err);

/* Read a file's rows as import_file() does, but of units alone and without a
 * workspace: for the fuzzer. */
MUST_USE enum err_code import_look(const char *bytes, size_t n,
                                   const struct units *units,
                                   const struct import_wish *wish,
                                   struct arena *arena,
                                   struct import_outcome *out,
                                   struct err *err);

#endif
