/* forms/print.h - a print run: sheets of one unit, registered and written.
 *
 * One unit, one transaction, one batch.  The files are written under names
 * that end in ".new", then the batch is committed, then the files get their
 * names.  So at any instant a kill leaves either nothing registered and only
 * ".new" files, or everything registered and files of which some still end in
 * ".new"; print_recover(), the first act of every print run, throws the
 * former away and names the latter.  No PDF with its final name ever carries
 * a serial the survey does not know.
 */
#ifndef FORMS_PRINT_H
#define FORMS_PRINT_H

#include "engine/store/store.h"
#include "forms/design.h"

enum { PRINT_PATH_MAX = 96 };

struct print_order {
    size_t unit;
    bool open;
    size_t copies;
    size_t sheets_per_file;
    bool (*step)(void *ctx); /* after each sheet; true stops; may be NULL */
    void *ctx;
};

/* What came of it.  Release with print_result_free(). */
struct print_result {
    struct batch batch;
    uint64_t *serials;       /* copies of them, in printed order; NULL: open */
    size_t copies, files, sheets_per_file, sides;
};

/* Finish or throw away what a killed print run left in out/. */
MUST_USE enum err_code print_recover(struct store *store, struct err *err);

/* The design of the newest revision.  Its layout is what was printed before,
 * if it was: ERR_NOTNOW when this computer would set it differently. */
MUST_USE enum err_code print_design(struct store *store, bool open,
                                    struct design **out,
                                    const struct questionnaire **q,
                                    int *revision, struct err *err);

/*   ERR_INTERRUPTED  `step` said so; nothing of this run is kept
 *   ERR_IO, ERR_FULL out/ cannot take the files; nothing is registered
 *   ERR_NOTNOW       the round is closed */
MUST_USE enum err_code print_run(struct store *store,
                                 const struct design *design,
                                 const struct print_order *order,
                                 struct print_result *out, struct err *err);
void print_result_free(struct print_result *result);

/* "out/NM-0102-b0001-001.pdf" of file i (from 0), inside the workspace. */
void print_file_name(const struct store *store, const struct batch *batch,
                     size_t i, char out[PRINT_PATH_MAX]);
/* The names from the root down, as on the unit line: 清河口县城关镇东街村. */
void print_unit_name(const struct units *units, size_t unit, struct str *out);

#endif
