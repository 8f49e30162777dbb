/* engine/survey/design.h - how those who are asked were chosen.
 *
 * A round states its design before its figures are used: only where people or
 * villages were drawn at random can anything be said about those who were not
 * asked.  Rules: docs/statistics.md#design.
 */
#ifndef ENGINE_SURVEY_DESIGN_H
#define ENGINE_SURVEY_DESIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/survey/questionnaire.h"
#include "engine/survey/units.h"

enum design_kind {
    DESIGN_NONE,        /* not stated: no intervals */
    DESIGN_CENSUS,      /* 普查: everybody; bounds in place of intervals */
    DESIGN_STRATIFIED,  /* 分层随机: people drawn inside units of one class */
    DESIGN_CLUSTER,     /* 整群: villages drawn inside them, then people */
    DESIGN_QUOTA,       /* 配额 */
    DESIGN_CONVENIENCE, /* 方便 */
    DESIGN_KIND_COUNT
};

enum interval_rule {
    RULE_WILSON, /* on the effective sample size */
    RULE_BETA,   /* Korn and Graubard */
    INTERVAL_RULE_COUNT
};

enum { DESIGN_CLASS_BYTES = 64, DESIGN_TRAITS = 2, DESIGN_GROUPS = 16 };

/* Known totals of people by the answers of one person item (sex, age band).
 * Weights of the whole round are raked to them. */
struct design_trait {
    char item[16];                    /* "D1" */
    size_t count;                     /* choices */
    int64_t population[DESIGN_GROUPS];/* by choice, >= 0 */
};

struct design {
    enum design_kind kind;
    char strata[DESIGN_CLASS_BYTES];   /* class of units: 乡镇; "" = none */
    char clusters[DESIGN_CLASS_BYTES]; /* 村; CLUSTER only */
    bool fpc;               /* units.csv lists the whole frame: correct for
                             * finite populations */
    enum interval_rule rule;
    size_t trait_count;
    struct design_trait trait[DESIGN_TRAITS];
};

/* Were people or villages drawn at random? */
bool design_random(const struct design *design);

/* "census", "wilson" … */
const char *design_kind_word(enum design_kind kind);
const char *interval_rule_word(enum interval_rule rule);
/* The English word or 普查, 分层随机, 整群, 配额, 方便; -1: none of them. */
int design_kind_find(const char *word);
int interval_rule_find(const char *word);

/* The stratum of each unit: the unit of class `strata` that it is or lies
 * under; SIZE_MAX: none.  of[] has units->count entries. */
void design_strata(const struct design *design, const struct units *units,
                   size_t of[]);

/* People of a unit: its own number, else the sum of those below it where all
 * are known; 0 = unknown. */
int64_t unit_population(const struct units *units, size_t unit);

/* Does the design fit the round?
 *   ERR_USAGE   options that do not go together; a class no unit has
 *   ERR_RANGE   units of the class inside one another; a stratum or village
 *               whose people nobody knows; totals that do not fit the items
 *   ERR_DENIED  weights and variances need figures by unit that an anonymous
 *               survey must not show */
MUST_USE enum err_code design_check(const struct design *design,
                                    const struct units *units,
                                    const struct questionnaire *q,
                                    struct err *err);

/* Known totals from a CSV file: question,choice,population (题号,选项,人口); a
 * choice is its code or its text.  Every choice of each question once.
 *   ERR_FORMAT name:line:column   ERR_NOTFOUND, ERR_IO, ERR_RANGE */
MUST_USE enum err_code design_load_traits(const char *path,
                                          const struct questionnaire *q,
                                          struct design *design,
                                          struct err *err);

#endif
