/* engine/tally/stats.h - intervals, from counts alone. */
#ifndef ENGINE_TALLY_STATS_H
#define ENGINE_TALLY_STATS_H

#include <stdint.h>

struct interval {
    double low, high; /* shares, 0..1 */
};

/* Wilson score interval (Wilson 1927, eq. as in Newcombe 1998 method 3) at
 * confidence 95 %.  n > 0, 0 <= x <= n. */
struct interval stats_wilson(int64_t x, int64_t n);

/* The same for a share `p` seen on an effective sample of `n` > 0, which need
 * not be whole (Korn and Graubard 1998 use it so). */
struct interval stats_wilson_share(double p, double n);

/* Effective sample size of a share pooled over persons who each gave `m`
 * answers: n·m / deff, deff from the variance between persons, at least 1.
 * `sum` and `square` are Σx and Σx² over the `n` persons, x = positive answers
 * of one.  Where no variance can be seen (all alike, or one person) the
 * persons themselves are the sample. */
double stats_effective(int64_t n, int64_t m, int64_t sum, int64_t square);

#endif
