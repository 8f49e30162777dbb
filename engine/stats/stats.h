/* engine/stats/stats.h - intervals and tests for shares.
 *
 * Everything is a function of a share and the sample size it is worth: n
 * itself for a simple random sample, the effective size p(1-p)/v where a
 * design gave the variance v (engine/stats/survey.h).  Confidence is 95 %.
 * Formulas and sources: docs/statistics.md.
 */
#ifndef ENGINE_STATS_STATS_H
#define ENGINE_STATS_STATS_H

#include <stddef.h>
#include <stdint.h>

struct interval {
    double low, high; /* shares, 0..1; differences -1..1 */
};

/* A share and what it is worth. */
struct share {
    double p; /* 0..1 */
    double n; /* effective sample size, > 0, need not be whole */
};

/* The 97.5 % point: of the normal distribution for df = 0, else of Student's
 * t with df degrees of freedom. */
double stats_point(double df);

/* Wilson score interval (Wilson 1927, eq. as in Newcombe 1998 method 3) at
 * confidence 95 %.  n > 0, 0 <= x <= n. */
struct interval stats_wilson(int64_t x, int64_t n);

/* The same for a share seen on an effective sample (Korn and Graubard 1998
 * use it so). */
struct interval stats_wilson_share(double p, double n);

/* The same with Student's t in place of z: df = clusters - strata. */
struct interval stats_wilson_df(struct share s, double df);

/* Clopper-Pearson (1934) with an effective sample size that need not be
 * whole: the interval of Korn and Graubard (1998) once the caller has scaled
 * n as they do (stats_korn_graubard_n). */
struct interval stats_beta(struct share s);

/* n · (t(n_sample - 1) / t(df))²: what Korn and Graubard take off an effective
 * sample size because the variance itself is estimated. */
double stats_korn_graubard_n(double n_effective, double n_sample, double df);

/* logit(p) ± t(df)·se/(p(1-p)), turned back; 0 < p < 1. */
struct interval stats_logit(double p, double se, double df);

/* a.p - b.p: Newcombe (1998), hybrid score method 10, from the two Wilson
 * intervals. */
struct interval stats_newcombe(struct share a, struct share b);

/* Two-sided p-value of "both shares are the same", pooled score test. */
double stats_same_p(struct share a, struct share b);

/* One-sided p-value of "the share is at least `line`", score test: small when
 * it lies below. */
double stats_below_p(struct share s, double line);

/* Holm (1979): p[0..n) become adjusted p-values, index for index. */
void stats_holm(size_t n, double p[]);

/* Effective sample size of a share pooled over persons who each gave `m`
 * answers: n·m / deff, deff from the variance between persons, at least 1.
 * `sum` and `square` are Σx and Σx² over the `n` persons, x = positive answers
 * of one.  Where no variance can be seen (all alike, or one person) the
 * persons themselves are the sample. */
double stats_effective(int64_t n, int64_t m, int64_t sum, int64_t square);

#endif
