/* engine/tally/quality.h - batches worth a second look (建议复核).
 *
 * A flag is about a print run (or a unit), never about a person, and accuses
 * nobody: it says what is unusual and how unusual, against all other batches
 * of the round.  Anonymous rounds get only flags that no answer stands in.
 * Rules and their limits: docs/statistics.md#quality.
 */
#ifndef ENGINE_TALLY_QUALITY_H
#define ENGINE_TALLY_QUALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/store/store.h"
#include "engine/tally/tally.h"

enum flag_kind {
    FLAG_STRAIGHT,    /* sheets with one answer to all satisfaction items */
    FLAG_IDENTICAL,   /* sheets that are answered exactly alike */
    FLAG_NO_UNKNOWN,  /* nobody chose 不了解, though others do */
    FLAG_ALL_BACK,    /* every sheet handed out came back */
    FLAG_CHANNELS,    /* channels of one unit far apart */
    FLAG_TOLD,        /* somebody was told what to answer (F3: 有) */
    FLAG_HAND,        /* sheets whose marks look as if one hand made them */
    FLAG_KIND_COUNT
};

struct quality_flag {
    enum flag_kind kind;
    uint32_t batch;   /* print run; 0 = the unit as a whole, or its answers
                       * that came on no sheet of ours */
    size_t unit;
    int64_t n, of;    /* sheets concerned, of how many; CHANNELS: n and of are
                       * the sheets of the two channels */
    double here, elsewhere; /* shares compared; elsewhere < 0: not compared.
                             * CHANNELS: the two channels' 满意率 */
    double p;         /* adjusted over the batches; < 0: not a test */
};

struct quality {
    size_t count;
    struct quality_flag *flag; /* by kind, then batch and unit */
    size_t batches;   /* looked at: 20 valid sheets or more */
};

/* One pass over the answers.  ERR_CORRUPT, ERR_NOMEM and those of the store. */
MUST_USE enum err_code quality_run(struct store *store,
                                   const struct tally *tally,
                                   struct quality **out, struct err *err);
void quality_free(struct quality *quality);

const char *flag_kind_word(enum flag_kind kind); /* "straight" … */

/* A fact about the survey itself (F3: 有没有人要求您按指定答案填写本问卷), not
 * about the work of the unit. */
bool item_guards_survey(const struct item *item);

#endif
