/* tests/sim/score_print.h - the figures of a scoring, and how they are shown.
 */
#ifndef SIM_SCORE_PRINT_H
#define SIM_SCORE_PRINT_H

#include <stddef.h>

enum { GROUPS_MAX = 400 };

struct figures {
    long pages, refused, lost; /* lost: the reading does not mention them */
    long sheets, sheets_review;
    long boxes, silent, doubtful, vanished, settled, needless;
    long items, items_review, answers_wrong;
};

struct group {
    char name[80];
    struct figures f;
};

/* Tables for people; `groups` is sorted by name on the way. */
void score_print_text(const struct figures *all, size_t n,
                      struct group groups[]);
/* The totals as one JSON object. */
void score_print_json(const struct figures *all);

#endif
