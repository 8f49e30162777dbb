/* engine/tally/count.h - counting, shared by its two ways: row by row
 * (tally.c) and from packed units (tally_packed.c).  Both must give the same
 * figures to the last byte: tests/engine/test_pack.c. */
#ifndef ENGINE_TALLY_COUNT_H
#define ENGINE_TALLY_COUNT_H

#include "engine/tally/internal.h"

enum { REVISIONS = 32 }; /* 1..31 */

/* Sheets of one unit by side and disposition.  Side 0 is a whole sheet; an
 * open sheet of two sides comes as two rows that nobody can join. */
struct side_counts {
    int64_t n[LIMIT_SIDES + 1][DISP_COUNT];
};

struct counter {
    struct store *store;
    struct tally *t;
    struct side_counts *sides;  /* per unit */
    long *maps[REVISIONS];      /* item of that revision -> ours or -1 */
    size_t map_count[REVISIONS];
    const struct questionnaire *forms[REVISIONS]; /* with the maps */
    size_t aware_items;
    enum err_code code;
    struct err *err;
};

/* The map of a revision, in c->maps; makes it first. */
MUST_USE enum err_code counter_map(struct counter *c, int revision);

/* One response, as store_responses() hands it out; true = stop, see c->code. */
bool counter_response(void *ctx, const struct response_row *row);

/* `times` answers that are alike. */
void counter_answer(const struct item *item, struct item_tally *it,
                    const struct answer_row *a, int64_t times);

/* An answer to an item that was not asked. */
void counter_skipped(struct item_tally *it, const struct answer_row *a);

/* Does it count for the item's main rate? */
bool counter_positive(const struct item *item, const struct answer_row *a);

/* NULL, with c->code set, where there are too many. */
struct channel_tally *counter_channel(struct counter *c, const char *name);

/* All packed units (tally_packed.c): true in done[unit] where that is all. */
MUST_USE enum err_code counter_packed(struct counter *c, bool done[]);

#endif
