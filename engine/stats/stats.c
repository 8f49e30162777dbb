/* engine/stats/stats.c - see stats.h. */
#include "engine/stats/stats.h"

#include <assert.h>
#include <math.h>

#include "engine/stats/dist.h"

/* The 97.5 % point of the standard normal distribution. */
static const double z95 = 1.959963984540054;

double stats_point(double df)
{
    return df > 0 ? dist_t_quantile(0.975, df) : z95;
}

static struct interval wilson(double p, double n, double z)
{
    assert(n > 0 && p >= 0 && p <= 1);
    double z2 = z * z;
    double centre = p + z2 / (2 * n);
    double half = z * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    double whole = 1 + z2 / n;
    struct interval out = {(centre - half) / whole, (centre + half) / whole};
    /* exactly 0 and 1 at the ends, where rounding leaves a last bit */
    if (p <= 0)
        out.low = 0;
    if (p >= 1)
        out.high = 1;
    return out;
}

struct interval stats_wilson_share(double p, double n)
{
    return wilson(p, n, z95);
}

struct interval stats_wilson_df(struct share s, double df)
{
    return wilson(s.p, s.n, stats_point(df));
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

struct interval stats_beta(struct share s)
{
    assert(s.n > 0 && s.p >= 0 && s.p <= 1);
    double x = s.p * s.n;
    double rest = s.n - x;
    struct interval out = {0, 1};
    if (s.p > 0)
        out.low = dist_beta_quantile(0.025, x, rest + 1);
    if (s.p < 1)
        out.high = dist_beta_quantile(0.975, x + 1, rest);
    return out;
}

double stats_korn_graubard_n(double n_effective, double n_sample, double df)
{
    assert(n_sample > 1 && df > 0);
    double ratio = stats_point(n_sample - 1) / stats_point(df);
    return n_effective * ratio * ratio;
}

struct interval stats_logit(double p, double se, double df)
{
    assert(p > 0 && p < 1 && se >= 0);
    double at = log(p / (1 - p));
    double half = stats_point(df) * se / (p * (1 - p));
    return (struct interval){1 / (1 + exp(half - at)),
                             1 / (1 + exp(-half - at))};
}

struct interval stats_newcombe(struct share a, struct share b)
{
    struct interval wa = stats_wilson_share(a.p, a.n);
    struct interval wb = stats_wilson_share(b.p, b.n);
    double d = a.p - b.p;
    return (struct interval){d - hypot(a.p - wa.low, wb.high - b.p),
                             d + hypot(wa.high - a.p, b.p - wb.low)};
}

double stats_same_p(struct share a, struct share b)
{
    double pooled = (a.p * a.n + b.p * b.n) / (a.n + b.n);
    double v = pooled * (1 - pooled) * (1 / a.n + 1 / b.n);
    if (v <= 0) /* both 0 or both 1 */
        return 1;
    return 2 * dist_normal_tail(fabs(a.p - b.p) / sqrt(v));
}

double stats_below_p(struct share s, double line)
{
    assert(line > 0 && line < 1);
    return dist_normal_tail((line - s.p) / sqrt(line * (1 - line) / s.n));
}

/* The smallest not yet done, n times over: units are a few thousand at the
 * most, and most callers have a dozen. */
void stats_holm(size_t n, double p[])
{
    double floor = 0; /* adjusted values never fall */
    for (size_t rank = 0; rank < n;) {
        double least = 2;
        size_t ties = 0;
        for (size_t i = 0; i < n; i++)
            if (p[i] >= 0 && p[i] < least)
                least = p[i];
        double value = least * (double)(n - rank);
        value = value > 1 ? 1 : value;
        floor = value > floor ? value : floor;
        for (size_t i = 0; i < n; i++)
            if (p[i] >= 0 && p[i] <= least) {
                p[i] = -1 - floor; /* marked as done */
                ties++;
            }
        rank += ties;
    }
    for (size_t i = 0; i < n; i++)
        p[i] = -1 - p[i];
}
