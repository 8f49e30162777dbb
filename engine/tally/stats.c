/* engine/tally/stats.c - see stats.h. */
#include "engine/tally/stats.h"

#include <assert.h>
#include <math.h>

/* The 97.5 % point of the standard normal distribution. */
static const double z95 = 1.959963984540054;

struct interval stats_wilson_share(double p, double n)
{
    assert(n > 0 && p >= 0 && p <= 1);
    double z2 = z95 * z95;
    double centre = p + z2 / (2 * n);
    double half = z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    double whole = 1 + z2 / n;
    struct interval out = {(centre - half) / whole, (centre + half) / whole};
    /* exactly 0 and 1 at the ends, where rounding leaves a last bit */
    if (p <= 0)
        out.low = 0;
    if (p >= 1)
        out.high = 1;
    return out;
}

struct interval stats_wilson(int64_t x, int64_t n)
{
    assert(n > 0 && x >= 0 && x <= n);
    return stats_wilson_share((double)x / (double)n, (double)n);
}

double stats_effective(int64_t n, int64_t m, int64_t sum, int64_t square)
{
    assert(n > 0 && m > 0 && sum >= 0 && sum <= n * m);
    double persons = (double)n;
    double p = (double)sum / (persons * (double)m);
    double between =
        n > 1 ? ((double)square - (double)sum * (double)sum / persons) /
                    (persons - 1)
              : 0;
    if (between <= 0)
        return persons;
    double simple = p * (1 - p) * (double)m; /* were the answers independent */
    double deff = between / simple;
    return persons * (double)m / (deff > 1 ? deff : 1);
}
