/* engine/tally/compare.h - a round beside the one before it.
 *
 * Only what is the same is compared: the same form, items whose number, text,
 * scale and meaning did not change, units with the same code and name, and
 * answers that came the same way.  Where a round used several channels the
 * items and units of it mix them, so only the headlines are compared, channel
 * by channel.  Differences of suppressed figures are suppressed: a difference
 * stands only where both figures are published.
 *
 * Intervals: Newcombe (1998) on effective sample sizes, only where both rounds
 * were drawn at random; "changed" across units: Holm.  docs/statistics.md#rounds
 */
#ifndef ENGINE_TALLY_COMPARE_H
#define ENGINE_TALLY_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"
#include "engine/tally/tally.h"

enum change {
    CHANGE_UNKNOWN, /* no random samples: the difference is not tested */
    CHANGE_UP,
    CHANGE_DOWN,
    CHANGE_OPEN,    /* no significant change */
    CHANGE_COUNT
};

struct compared {
    size_t place;              /* item, unit or channel of the newer round */
    struct ratio before, now;  /* den > 0 in both */
    double share_before, share_now; /* estimates: weighted where the round is */
    struct interval range_before, range_now; /* of these; {0, 0}: none */
    double difference;         /* now - before */
    bool tested;               /* the next two are set; units: 30 people or
                                * more in both rounds */
    struct interval interval;  /* of the difference, -1..1 */
    double p;                  /* units: adjusted over those of their class */
    enum change change;
};

struct compared_list {
    size_t count;
    struct compared *list;
};

struct comparison {
    bool mixed_channels;       /* then items and units are empty */
    bool has_aware, has_satisfied;
    struct compared aware, satisfied; /* of the whole rounds */
    struct compared_list items;    /* rated items of the root */
    struct compared_list units;    /* by satisfied, else aware */
    struct compared_list channels; /* mixed: by satisfied, else aware */
    size_t changed_items;      /* rated items of the newer round that were not
                                * asked so before, or lost since */
    size_t other_units;        /* units with answers that have no fellow */
    enum design_kind before_design, now_design;
};

/*   ERR_RANGE   two different questionnaires, or one round twice
 *   ERR_NOTNOW  回收 > 发放 in one of them   ERR_NOMEM */
MUST_USE enum err_code comparison_new(const struct tally *before,
                                      const struct tally *now,
                                      struct comparison **out,
                                      struct err *err);
void comparison_free(struct comparison *comparison);

const char *change_word(enum change change); /* "unknown", "up" … */

#endif
