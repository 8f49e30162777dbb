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

#endif
