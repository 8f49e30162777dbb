/* engine/export/export.h - the answers as a file for other programs.
 *
 * docs/formats.md#export tells all formats.  Rows are written as they come
 * from the store; memory stays flat.  On anonymous surveys the rows are
 * gathered and put in the order of their random ids, and a unit too small to
 * be shown appears as the unit above it (the rule of the tally).
 */
#ifndef ENGINE_EXPORT_EXPORT_H
#define ENGINE_EXPORT_EXPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/err.h"
#include "engine/store/store.h"

enum export_format {
    EXPORT_CSV,
    EXPORT_JSONL,
    EXPORT_XLSX, /* counts, rates, units and answers as sheets */
    EXPORT_SAV,  /* SPSS, with labels */
    EXPORT_DDI,  /* codebook without answers */
    EXPORT_FORMAT_COUNT
};

const char *export_format_word(enum export_format format); /* "csv" */

/* Write all responses as CSV or JSON lines to `to`; *rows is how many.  `raw` adds serials.
 *   ERR_DENIED  raw on an anonymous survey, or so few valid sheets that even
 *               the whole round may not be shown
 *   ERR_NOTNOW  raw after the round was closed
 *   ERR_IO, ERR_FULL  `name` cannot be written */
MUST_USE enum err_code export_write(struct store *store,
                                    enum export_format format, bool raw,
                                    FILE *to, const char *name,
                                    int64_t *rows, struct err *err);

/* Before raw data leaves: the same refusals, and a row in the audit log.
 * Does nothing without raw.  Its own transaction. */
MUST_USE enum err_code export_audit(struct store *store,
                                    enum export_format format, bool raw,
                                    struct err *err);

/* Any format into a file, whole or not at all.
 *   ERR_RANGE  more responses than a worksheet has rows   else as above */
MUST_USE enum err_code export_file(struct store *store,
                                   enum export_format format, bool raw,
                                   const char *path, int64_t *rows,
                                   struct err *err);

#endif
