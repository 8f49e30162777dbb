/* engine/stats/dist.h - the distributions behind the intervals.
 *
 * The incomplete beta function is the continued fraction of Abramowitz and
 * Stegun 26.5.8, evaluated by Lentz's method; everything else follows from it.
 * Checked against R and closed forms in tests/engine/test_survey.c.
 */
#ifndef ENGINE_STATS_DIST_H
#define ENGINE_STATS_DIST_H

#include <stdint.h>

/* I_x(a, b), the beta distribution function.  a, b > 0; 0 <= x <= 1. */
double dist_beta(double x, double a, double b);

/* x with I_x(a, b) = p.  0 <= p <= 1. */
double dist_beta_quantile(double p, double a, double b);

/* The point that Student's t with df > 0 degrees of freedom stays below with
 * probability p; 0.5 <= p < 1. */
double dist_t_quantile(double p, double df);

/* P(Z > z) of the standard normal distribution. */
double dist_normal_tail(double z);

/* P(X >= x) where X is binomial(n, p); 0 <= x, 0 <= p <= 1. */
double dist_binomial_tail(int64_t x, int64_t n, double p);

#endif
