/* reports/model.h - what a report knows, before anyone words it.
 *
 * Built from the tally alone, so that every edition says the same: which
 * items come first, who is ranked and who is not, what counts as a problem.
 * No counting happens here.  Rules: docs/formulas.md and domain practice -
 * ranks only inside a class, ties share a place and the next place follows
 * without a gap, fewer than MODEL_MIN_VALID valid sheets are not ranked and
 * not judged, suppressed cells stay suppressed.
 */
#ifndef REPORTS_MODEL_H
#define REPORTS_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"
#include "engine/store/measures.h"
#include "engine/store/store.h"
#include "engine/tally/compare.h"
#include "engine/tally/quality.h"
#include "engine/tally/ranking.h"
#include "engine/tally/tally.h"
#include "reports/opinions.h"
#include "reports/outside.h"
#include "reports/shelf.h"
#include "reports/text.h"

enum { MODEL_MIN_VALID = RANK_MIN_VALID };

enum problem_kind { PROBLEM_SATISFY, PROBLEM_AWARE, PROBLEM_FACT };

struct problem {
    enum problem_kind kind;
    size_t item;
    double low;          /* lower Wilson bound of the dissatisfied share */
    struct ratio wanted; /* named in P1 / sheets; den 0 = not asked or hidden */
};

/* An earlier round, compared with the one at hand. */
struct model_round {
    const char *period; /* 2025年下半年; may be "" */
    const struct comparison *comparison;
};

struct item_list {
    size_t count;
    size_t *item; /* indices into the questionnaire's items */
};

/* What stands beside a rate for those who were not asked. */
enum spread {
    SPREAD_NONE,     /* no design, or no random sample: nothing */
    SPREAD_INTERVAL, /* 95 % intervals: item_tally.interval and so on */
    SPREAD_BOUNDS    /* census: inference.bounds */
};

struct report_model {
    struct job job;
    const struct tally *tally;         /* borrowed, like the next three */
    const struct survey_info *survey;
    const struct questionnaire *q;
    const struct units *units;
    const struct unit_tally *root;     /* whose figures these are: of the whole
                                        * round, or of one unit (focus) */
    size_t at;                         /* its index; 0 = the whole round */
    const char *activity; /* 请农民兄弟姐妹评计生活动评议: the title without 问卷 */
    const char *people;   /* who answered: 群众, or 填写人 where staff do */
    struct item_list aware;    /* by 知晓率, lowest first */
    struct item_list satisfy;  /* aspects and overall, by 满意率, lowest first */
    struct item_list facts;    /* about the work, in printed order */
    struct item_list guards;   /* facts about the survey itself (F3) */
    struct item_list persons;
    long overall, priority;    /* item index or -1 */

    size_t class_count;         /* of ranking, like the next: places, rank
                                 * intervals, units surely below the line */
    struct rank_class *classes; /* highest level first */
    struct ranking *ranking;    /* owned; borrowed by a focus */
    const struct comparison *comparison; /* with the round before; borrowed;
                                          * NULL = none was named */
    const char *before;         /* that round's period; borrowed, may be NULL */
    size_t round_count;   /* for the trend: earlier rounds, the oldest first; */
    const struct model_round *rounds; /* borrowed; 0: `comparison` alone */
    const struct quality *quality; /* batches worth a second look; borrowed,
                                    * NULL = not looked at */
    const struct measure_list *measures; /* the ledger; borrowed, NULL = none */
    const struct outside *outside; /* 12356, 政风行风; borrowed, NULL = none */
    const struct measure_list *before_measures; /* of that round; the same */
    const struct year *year;    /* all evaluations of the year; borrowed, NULL
                                 * = this round alone (reports/year.h) */
    const struct shelf *shelf;  /* what lies in the workspace; borrowed, NULL =
                                 * not looked at */
    const struct opinions *opinions; /* what was typed of the handwriting;
                                      * borrowed, NULL = not looked at */
    size_t problem_count;
    struct problem *problems;   /* worst first */
    enum spread spread;
    bool judged;                /* enough valid sheets for a verdict */
    bool focus;                 /* made by report_model_focus() */
};

/* The tally, and `survey`, must outlive the model.
 *   ERR_NOTNOW  a unit returned more than was issued: no report may be made;
 *               the sentence names the units and what to do   ERR_NOMEM */
MUST_USE enum err_code report_model_new(const struct tally *tally,
                                        const struct survey_info *survey,
                                        struct report_model **out,
                                        struct err *err);
/* The same for editions that print no figures: nothing stops them.
 *   ERR_NOMEM */
MUST_USE enum err_code report_model_plain(const struct tally *tally,
                                          const struct survey_info *survey,
                                          struct report_model **out,
                                          struct err *err);
/* The same about one unit: its lists, problems and verdict, with the ranking
 * of `whole`, which must outlive it.  No round before stands beside it.
 *   ERR_NOMEM */
MUST_USE enum err_code report_model_focus(const struct report_model *whole,
                                          size_t unit,
                                          struct report_model **out,
                                          struct err *err);
/* Put the round before beside it; both must outlive the model. */
void report_model_compare(struct report_model *model,
                          const struct comparison *comparison,
                          const char *before);
/* Rounds for the trend, the oldest first, among them the one given to
 * report_model_compare(); they must outlive the model. */
void report_model_rounds(struct report_model *model, size_t count,
                         const struct model_round *rounds);
/* The same for what is unusual about its batches. */
void report_model_quality(struct report_model *model,
                          const struct quality *quality);
void report_model_free(struct report_model *model);

const struct item *model_item(const struct report_model *m, size_t item);
const struct item_tally *model_tally(const struct report_model *m,
                                     size_t item);
/* Sum of the choices of an item with this meaning at the root. */
int64_t model_count(const struct report_model *m, size_t item,
                    enum choice_meaning meaning);
/* Counts are shown only where the tally allows it; a rate may stand where
 * its counts do not. */
bool model_shown(const struct report_model *m, size_t item);
bool model_rate_shown(const struct report_model *m, size_t item);
/* People who want this aspect improved (P1) of those asked: its importance.
 * den 0: not asked, not among the choices, or hidden. */
struct ratio model_wanted(const struct report_model *m, size_t item);
/* The verdict a report may print: NONE below MODEL_MIN_VALID. */
enum verdict model_verdict(const struct report_model *m, struct ratio r,
                           int permille);
/* Units of a class that had sheets; for sentences. */
size_t model_units_without_sheets(const struct report_model *m);

#endif
