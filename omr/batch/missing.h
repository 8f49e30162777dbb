/* omr/batch/missing.h - the sides that never came, as people are told. */
#ifndef OMR_BATCH_MISSING_H
#define OMR_BATCH_MISSING_H

#include "engine/cli/command.h"
#include "engine/store/store.h"

struct missing_list {
    struct store *store;
    size_t sides;          /* missing in all */
    size_t shown, limit;   /* lines in `text` */
    struct str text;       /* a line each */
    struct jout *json;     /* NULL, or where an object each goes */
};

/* Collect them; pair with missing_deinit().  `limit` lines of text at most. */
MUST_USE enum err_code missing_collect(struct store *store, size_t limit,
                                       struct jout *json,
                                       struct missing_list *out,
                                       struct err *err);
void missing_deinit(struct missing_list *list);

/* "3 sides are missing:" and the lines, when there are any. */
void missing_print(const struct missing_list *list, struct str *out);

#endif
