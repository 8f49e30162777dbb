/* engine/stats/survey.h - estimates from stratified and clustered samples.
 *
 * A sample is a list of cells: people who share a cluster, a weight and a
 * group in every margin, as a count and the sums of what they answered.  An
 * answer y is a share of one person, 0..1 (0 or 1 for a single question).
 * Nothing here knows units or questions.
 *
 * Variance: Taylor linearisation, ultimate clusters, finite-population
 * correction at either stage (Wolter 2007, ch. 6; Lumley 2010, ch. 2; the
 * figures of R's survey package are the test).  Formulas: docs/statistics.md.
 */
#ifndef ENGINE_STATS_SURVEY_H
#define ENGINE_STATS_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

enum { SURVEY_MARGINS = 3 }; /* strata, and two traits such as sex and age */
#define SURVEY_NO_GROUP SIZE_MAX /* did not say: this margin leaves them be */

struct survey_cell {
    size_t cluster;               /* index into clusters */
    size_t group[SURVEY_MARGINS]; /* by margin; < its count, or NO_GROUP */
    double weight;                /* people each stands for, > 0 */
    int64_t n;                    /* people, >= 0 */
    double sum, square;           /* Σy and Σy² over them */
};

struct survey_cluster {
    size_t stratum;     /* index into strata */
    double population;  /* people in it; 0 = unknown */
};

struct survey_stratum {
    double population;  /* people in it; 0 = unknown */
    double clusters;    /* clusters in the frame; 0 = unknown */
};

/* Known totals of people by group; 0 groups = not used. */
struct survey_margin {
    size_t count;
    const double *population;
};

struct survey_sample {
    size_t cell_count;
    struct survey_cell *cells;
    size_t cluster_count;
    const struct survey_cluster *clusters;
    size_t stratum_count;
    const struct survey_stratum *strata;
    size_t margin_count; /* 0: plain weights.  1: post-stratified, the weights
                          * already meet the totals.  More: raked */
    struct survey_margin margin[SURVEY_MARGINS];
};

/* How the variance is taken. */
enum survey_stages {
    SURVEY_PEOPLE,     /* people drawn inside strata; clusters ignored */
    SURVEY_CLUSTERS,   /* clusters drawn inside strata, one stage */
    SURVEY_TWO_STAGES  /* and people inside clusters: adds what the correction
                        * of the first stage would hide */
};

struct survey_way {
    enum survey_stages stages;
    bool fpc; /* correct for finite populations where they are known */
};

struct survey_estimate {
    int64_t n;             /* people */
    double p;              /* Σwy / Σw */
    double se;             /* of p; < 0 = no variance can be estimated */
    double deff;           /* se² over that of a simple random sample of n,
                            * drawn without replacement; < 0 = none (p is 0
                            * or 1, or se < 0) */
    double df;             /* clusters (or people) - strata; >= 1 where se >= 0 */
    double kish;           /* n·Σw² / (Σw)² */
    size_t strata, clusters; /* that hold anybody */
    size_t lonely;         /* strata with a single cluster, joined to another
                            * for the variance */
};

/* Turn weights so that the people of every group sum up to its total
 * (Deming and Stephan 1940).  Groups nobody is in are left out, and totals are
 * scaled to the people who said their group.  *rounds: how many it took.
 *   ERR_RANGE  no set of weights meets all margins (1,000 rounds) */
MUST_USE enum err_code survey_rake(struct survey_sample *s, int *rounds,
                                   struct err *err);

/* Cut weights above `times` the median weight of a person to that.  Returns
 * how many people that touched. */
int64_t survey_cap(struct survey_sample *s, double times);

/* ERR_NOMEM.  A sample without people: n = 0 and nothing else is set. */
MUST_USE enum err_code survey_mean(const struct survey_sample *s,
                                   struct survey_way way,
                                   struct survey_estimate *out,
                                   struct err *err);

#endif
