/* engine/tally/tally.h - answers become counts, counts become rates.
 *
 * Counts first: for every unit and item, valid responses = sum of the choices
 * + blank + invalid + doubtful (still in review).  Rates carry numerator and
 * denominator and are judged in integers, never on rounded text.
 * Formulas: docs/formulas.md (domain rules §4.1-4.5).
 */
#ifndef ENGINE_TALLY_TALLY_H
#define ENGINE_TALLY_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/gate/number.h"
#include "engine/base/limits.h"
#include "engine/base/str.h"
#include "engine/store/store.h"
#include "engine/tally/outcome.h"
#include "engine/stats/stats.h"

/* NONE: no line, or nothing to judge.  On anonymous surveys a verdict may
 * stand where its ratio is hidden: it tells no count. */
enum verdict { VERDICT_NONE, VERDICT_MET, VERDICT_NOT_MET };

/* num/den against a line in per mille, in integers:
 * 8995/10000 does not meet 900. */
enum verdict ratio_judge(struct ratio r, int permille);

/* The ratio as a percentage for people, "89.95": one decimal, two near the
 * line, more where rounding would put it on the wrong side.  "" without a
 * base. */
char *ratio_print(struct ratio r, int permille, char *out, size_t room);

/* Why there is no interval. */
enum interval_why {
    INTERVAL_SHOWN,
    INTERVAL_NO_DESIGN,  /* the round does not say how people were chosen */
    INTERVAL_CENSUS,     /* everybody was asked: see bounds */
    INTERVAL_NOT_RANDOM, /* quota, convenience */
    INTERVAL_NO_ANSWERS,
    INTERVAL_NO_SPREAD,  /* a single village: nothing shows how they differ */
    INTERVAL_OUTSIDE,    /* the unit lies outside every stratum */
    INTERVAL_HIDDEN,     /* anonymous: the rate itself is hidden */
    INTERVAL_CONDITION,  /* asked under a condition, above the strata: how many
                          * people that concerns is not known */
    INTERVAL_WHY_COUNT
};

/* What the sample (or the census) allows to say about the line, beside the
 * verdict, which asks the counts alone.  NONE: no line, no interval and no
 * bounds, or fewer than CONCLUDE_MIN people or effective answers. */
enum conclusion {
    CONCLUDE_NONE,
    CONCLUDE_MET,     /* 达标: the whole interval lies at or above the line */
    CONCLUDE_NOT_MET, /* 未达标: the whole interval lies below it */
    CONCLUDE_OPEN,    /* 临界: the line lies inside */
    CONCLUSION_COUNT
};

enum { CONCLUDE_MIN = 30 };

/* One rate of one unit, seen as an estimate (docs/statistics.md).  All zero
 * where the rate has no base. */
struct inference {
    bool weighted;      /* share is not num/den */
    double share;       /* 0..1 */
    double se;          /* < 0: none */
    double df;          /* of Student's t; 0 = normal */
    double deff;        /* < 0: none */
    double n_effective; /* 0: none */
    enum interval_why why;
    struct interval bounds; /* CENSUS: if nobody / everybody of those who did
                             * not answer were positive */
    enum conclusion conclusion;
};

/* How the headline of the whole round was weighted; for explanations. */
struct weighting {
    bool used;                  /* there are strata to weigh */
    size_t strata, empty, merged, lonely; /* empty: no answers; merged: fewer
                                 * than 10, weighed with the next; lonely: a
                                 * single village, joined for the variance */
    double empty_share;         /* of all people, in the empty ones */
    int64_t capped;             /* people cut to 5 times the median weight */
    int64_t outside;            /* people in no stratum: left out */
    int rounds;                 /* of raking; 0 = not raked; -1 = the known
                                 * totals cannot be met together */
    size_t traits_used;         /* known totals the weights meet */
    double kish;
};

struct item_tally {
    size_t item;
    int64_t asked;        /* valid responses that carry this item, and whose
                           * condition holds */
    int64_t skipped;      /* those where it does not: in no base */
    int64_t stray;        /* of these, answered all the same: ignored */
    int64_t *counts;      /* per choice of the scale, in order */
    int64_t blank;        /* 未答 */
    int64_t invalid;      /* 无效多选 */
    int64_t doubtful;     /* still with a person: excluded from no base */
    int64_t corrected;    /* valid after a printed cancellation */
    int64_t written;      /* ITEM_TEXT: areas with ink */
    struct ratio main_rate;   /* 主口径: (满意+基本满意)/有效, or 知道/有效 */
    struct ratio ref_rate;    /* 参考口径: base = substantive answers only */
    struct ratio top_rate;    /* 满意 alone / 有效 */
    struct ratio bad_rate;    /* 不满意 / 有效; F items: 有 / 有效 */
    double score;             /* mean of the book over substantive answers */
    int64_t score_n;          /* how many those are; 0 = no score */
    int64_t score_sum;        /* score = score_sum / score_n */
    struct interval interval; /* of main_rate; low=high=-1: none, see inf.why */
    struct inference inf;     /* of main_rate */
    struct ratio vote;        /* vote items: 同意 / the base of `pass` */
    enum verdict carried;     /* by `pass`; NONE while doubtful marks could
                               * still turn it, or with 回收 > 发放 */
    bool suppressed;          /* a cell is below min_cell: show no counts (they
                               * are 0 here); main_rate stays where it alone
                               * gives nobody away, else its den is 0 */
};

struct number_tally { /* valid responses by what became of one number */
    int64_t n[NUMBER_STATE_COUNT];
};

struct number_count {
    uint64_t value; /* print with the number's digits: 0315 */
    int64_t n;
};

struct number_values { /* of the whole round, the most frequent first */
    size_t n;
    struct number_count *list;
    size_t room;    /* private */
    int64_t left;   /* responses with values beyond the first 131,072 */
};

struct unit_tally {
    size_t unit;              /* index into units; a node sums its subtree */
    bool has_sheets;          /* something was printed for it or below it, or
                               * came without a sheet */
    int64_t printed, issued, refused;
    int64_t returned;         /* 回收 */
    int64_t paperless;        /* of these, came on no sheet: tablets, web,
                               * telephone; 回收率 and 发放 know sheets alone */
    int64_t valid;            /* 有效 */
    int64_t by_disposition[DISP_COUNT];
    /* Open sheets of several sides: nothing joins the sides, so each is
     * counted for itself.  [0]: sheets that came whole. */
    int64_t side_returned[LIMIT_SIDES + 1], side_valid[LIMIT_SIDES + 1];
    struct outcome outcome;   /* the same as AAPOR says it */
    struct ratio return_rate; /* 回收/发放 */
    struct ratio valid_rate;  /* 有效/回收 */
    struct ratio aware;       /* 知晓率: pooled 人次, Σ知道/(有效×题数) */
    struct ratio aware_people;/* 达标人: people knowing >= 80 % of K items */
    struct ratio satisfied;   /* 满意率 of T0, main base */
    struct ratio satisfied_ref;   /* T0, reference base */
    struct ratio composite;   /* 综合满意率: people with T0 in {满意,基本满意} */
    double score;             /* mean over Q items and people, 0..100 */
    int64_t score_n;
    int64_t score_sum;        /* score = score_sum / score_n */
    int64_t aware_sum, aware_square; /* Σ and Σ² of what each person in
                               * aware_people.den knows */
    struct interval aware_interval, satisfied_interval; /* low < 0: none */
    struct inference aware_inf, satisfied_inf; /* the answers of one person
                               * hang together: aware asks people, not
                               * answers */
    enum verdict aware_verdict, satisfied_verdict;
    bool suppressed;          /* too few valid sheets to show (anonymous): only
                               * printed .. returned and the return rate stay;
                               * its answers count in the unit above */
    bool over_returned;       /* 回收 > 发放 here or below: the report must
                               * stop */
    struct number_tally *numbers; /* one per number of the questionnaire */
    struct item_tally *items; /* one per questionnaire item */
};

struct pool_tally { /* items reported jointly (LD Q2a+b) */
    const char *pool, *text;
    struct ratio main_rate;
};

struct channel_tally { /* channels are never pooled silently */
    char channel[32];
    int64_t returned, valid;
    int64_t by_disposition[DISP_COUNT];
    struct outcome outcome; /* of paper all is known that of the others is not:
                             * how many were handed out */
    struct ratio aware, satisfied; /* hidden (den 0) on anonymous surveys */
};

enum { CHANNEL_MAX = 8 };

struct cross; /* private: people by their traits */

struct tally {
    const struct questionnaire *q; /* borrowed from the store */
    int revision;
    struct design design;
    struct weighting weighting;    /* of the root's headline */
    const struct units *units;     /* borrowed from the store */
    size_t unit_count;             /* = units->count, index for index */
    struct unit_tally *unit;       /* [0] is the root: the whole round */
    size_t pool_count;
    struct pool_tally *pools;      /* of the root */
    int side_count;                /* of an open sheet */
    uint8_t item_side[LIMIT_ITEMS];/* by item: its side of an open sheet */
    int64_t open_reviews;          /* still waiting for a person; after closing
                                      undecided for good */
    bool closed;                   /* engine/gate/close.h */
    int64_t channel_paper;         /* responses per channel */
    size_t channel_count;
    struct channel_tally channels[CHANNEL_MAX]; /* by name */
    char figures_sha256[SHA256_HEX]; /* of tally_figures() */
    struct number_values *values;  /* one per number; of the root */
    size_t grid_count;
    struct cross *cross;           /* private */
    struct number_tally *number_block;
    struct item_tally *item_block; /* what unit[].items and their counts */
    int64_t *count_block;          /* point into; for tally_free() only */
};

/* Count everything there is.  Anonymous surveys come back suppressed.
 * A round with two revisions: items are matched by code and scale, and those
 * that changed are counted for the newest only (said in docs/formulas.md). */
MUST_USE enum err_code tally_run(struct store *store, struct tally **out,
                                 struct err *err);
/* The same with small cells hidden as on an anonymous survey, whatever the
 * round is: for what is given to the judged units or to everybody. */
MUST_USE enum err_code tally_run_guarded(struct store *store,
                                         struct tally **out, struct err *err);
void tally_free(struct tally *tally); /* also after store_close() */

/* "none", "met", "not_met". */
const char *verdict_word(enum verdict verdict);
/* The same and "open". */
const char *conclusion_word(enum conclusion conclusion);
/* "shown", "no_design", "census" … */
const char *interval_why_word(enum interval_why why);

/* Canonical JSON of all figures a report carries (sorted, no times, no
 * spaces): the same workspace always gives the same bytes. */
void tally_figures(const struct tally *tally, struct str *out);

#endif
