/* engine/tally/outcome.c - see outcome.h. */
#include "engine/tally/outcome.h"

static int64_t at_least_none(int64_t n)
{
    return n > 0 ? n : 0;
}

static void make_rates(struct outcome *o)
{
    int64_t known = o->complete + o->partial + o->refusal + o->other;
    int64_t sure = known + o->no_contact;
    int64_t all = sure + o->unknown;
    int64_t answered = known + o->ineligible; /* eligibility was found out */
    o->eligible =
        answered > 0 ? (double)known / (double)answered : 1;
    o->rr1 = (struct ratio){o->complete, all};
    o->rr2 = (struct ratio){o->complete + o->partial, all};
    o->refusal_rate = (struct ratio){o->refusal, all};
    o->cooperation_rate = (struct ratio){o->complete, known};
    double base = (double)sure + o->eligible * (double)o->unknown;
    if (base > 0) {
        o->rr3 = (double)o->complete / base;
        o->rr4 = (double)(o->complete + o->partial) / base;
    }
}

void outcome_make(struct outcome *out, int64_t printed, int64_t issued,
                  int64_t refused, const int64_t by_disposition[DISP_COUNT],
                  bool screens)
{
    int64_t returned = 0;
    for (int d = 0; d < DISP_COUNT; d++)
        returned += by_disposition[d];
    *out = (struct outcome){
        .complete = by_disposition[DISP_COMPLETE],
        .partial = by_disposition[DISP_PARTIAL],
        .refusal = by_disposition[DISP_BLANK] +
                   by_disposition[DISP_BREAK_OFF],
        .other = by_disposition[DISP_MISSING_SIDE] +
                 by_disposition[DISP_CONFLICT],
        .ineligible = by_disposition[DISP_SCREENED],
        .eligible = 1,
        .rr3 = -1,
        .rr4 = -1,
    };
    if (issued < 0)
        return;
    out->unissued = at_least_none(printed - issued);
    /* A sheet that was refused and came back empty is one refusal. */
    int64_t away = at_least_none(issued - returned);
    int64_t refused_away = refused < away ? refused : away;
    out->refusal += refused_away;
    away -= refused_away;
    if (screens)
        out->unknown = away;
    else
        out->no_contact = away;
    make_rates(out);
}
