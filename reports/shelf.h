/* reports/shelf.h - what lies in a workspace beside the answers: print runs,
 * the register of documents, and who does what when.
 */
#ifndef REPORTS_SHELF_H
#define REPORTS_SHELF_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"
#include "engine/base/mem.h"
#include "engine/store/store.h"
#include "reports/artefacts.h"

/* A line of the timetable (docs/formats.md#schedule). */
struct schedule_row {
    const char *what;         /* a step or a role, never empty */
    const char *from, *to;    /* "2026-12-01" or "" */
    const char *person;       /* or "" */
};

struct shelf {
    size_t batch_count, report_count, schedule_count;
    struct batch *batches;
    struct report_row *reports;   /* oldest first */
    struct schedule_row *schedule;
    struct artefacts *artefacts;  /* NULL = not asked for */
    struct arena *arena;          /* private */
};

struct shelf_options {
    const char *schedule; /* CSV file, or NULL */
    bool artefacts;       /* read all files of the round */
};

/*   ERR_FORMAT  file:line:column of what is wrong in it, or without its columns
 *   ERR_NOTFOUND, ERR_IO, ERR_RANGE, ERR_NOMEM and those of the store */
MUST_USE enum err_code shelf_load(struct store *store,
                                  const struct shelf_options *options,
                                  struct shelf **out, struct err *err);
void shelf_free(struct shelf *shelf);

/* "2026-11-22": a day there is. */
bool is_iso_date(const char *text);

#endif
