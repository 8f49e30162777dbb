/* engine/tally/outcome.h - what became of the people who were to be asked, in
 * the terms of AAPOR's Standard Definitions (10th edition, 2023; the letters
 * and formulas have been the same since 2000).
 *
 * A sheet that was handed out is one person.  docs/statistics.md#outcomes says
 * which of our words goes where, and why.
 */
#ifndef ENGINE_TALLY_OUTCOME_H
#define ENGINE_TALLY_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/store/store.h"

struct ratio { /* always shown with both; den 0 = there is no rate */
    int64_t num, den;
};

struct outcome {
    int64_t unissued;    /* 未发: printed and kept; no case at all */
    int64_t complete;    /* I  完整 */
    int64_t partial;     /* P  部分 */
    int64_t refusal;     /* R  拒收, 空白, and broken off below half */
    int64_t other;       /* O  void for other reasons: a side missing, two
                          * sheets with one serial */
    int64_t no_contact;  /* NC never came back; eligible */
    int64_t unknown;     /* UO never came back, and who is asked is screened:
                          * nobody knows whether they were eligible */
    int64_t ineligible;  /* NE ended by the screening question */
    double eligible;     /* e  share of the unknown that counts: eligible
                          * among those whose answer is known; 1 without any */
    struct ratio rr1, rr2; /* response rates: I, and I+P, of all but NE */
    double rr3, rr4;     /* the same with e·UO; < 0 = no rate */
    struct ratio refusal_rate;     /* REF1 = R / all but NE */
    struct ratio cooperation_rate; /* COOP1 = I / (I+P+R+O) */
};

/* `screens`: the questionnaire has a screening question.  issued < 0: how many
 * were handed out this way is unknown; then nothing is said of those who did
 * not come back, and there are no response rates. */
void outcome_make(struct outcome *out, int64_t printed, int64_t issued,
                  int64_t refused, const int64_t by_disposition[DISP_COUNT],
                  bool screens);

#endif
