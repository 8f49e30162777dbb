/* forms/sheet.h - one file of printed sheets. */
#ifndef FORMS_SHEET_H
#define FORMS_SHEET_H

#include "engine/store/store.h"
#include "forms/design.h"

struct sheet_run {
    const struct design *design;
    const struct survey_info *survey;
    const struct questionnaire *q;
    const struct batch *batch;
    const char *unit;          /* as printed on the unit line */
    const uint64_t *serials;   /* of this file's sheets; ignored when open */
    size_t count;              /* sheets in this file */
    /* Called after each sheet; true stops the work.  May be NULL. */
    bool (*step)(void *ctx);
    void *ctx;
};

/* Write the sheets, all sides of one after another (for duplex), to `path`,
 * whole or not at all.  Memory is that of one file: about 7 KB a side.
 *   ERR_INTERRUPTED  `step` said so; nothing was written
 *   ERR_IO, ERR_FULL, ERR_NOMEM, what the PDF reports */
MUST_USE enum err_code sheet_file_write(const struct sheet_run *run,
                                        const char *path, struct err *err);

#endif
