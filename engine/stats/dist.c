/* engine/stats/dist.c - see dist.h. */
#include "engine/stats/dist.h"

#include <assert.h>
#include <math.h>

enum {
    FRACTION_TERMS = 100000, /* it converges in about sqrt(max(a, b)) */
    HALVINGS = 1100          /* more than a double between 0 and 1 can take */
};

/* Lentz's method for the continued fraction of I_x(a, b). */
static double fraction(double x, double a, double b)
{
    const double tiny = 1e-300;
    double c = 1;
    double d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double f = d;
    for (int i = 1; i < FRACTION_TERMS; i++) {
        double m = i;
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x /
                     ((a + 2 * m) * (a + 2 * m + 1));
        double step = 1;
        const double term[2] = {even, odd};
        for (int k = 0; k < 2; k++) {
            d = 1 + term[k] * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + term[k] / c;
            c = fabs(c) < tiny ? tiny : c;
            step = d * c;
            f *= step;
        }
        if (fabs(step - 1) < 1e-16)
            break;
    }
    return f;
}

double dist_beta(double x, double a, double b)
{
    assert(a > 0 && b > 0 && x >= 0 && x <= 1);
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) +
                       b * log1p(-x));
    /* The fraction converges fast below the mean; above it, mirror. */
    if (x < (a + 1) / (a + b + 2))
        return front * fraction(x, a, b) / a;
    return 1 - front * fraction(1 - x, b, a) / b;
}

/* Halving: slow, and never wrong. */
double dist_beta_quantile(double p, double a, double b)
{
    assert(p >= 0 && p <= 1);
    double low = 0;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (middle <= low || middle >= high)
            break;
        if (dist_beta(middle, a, b) < p)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

double dist_t_quantile(double p, double df)
{
    assert(p >= 0.5 && p < 1 && df > 0);
    /* P(|T| > t) = I_x(df/2, 1/2) with x = df / (df + t²) */
    double x = dist_beta_quantile(2 * (1 - p), df / 2, 0.5);
    return sqrt(df * (1 - x) / x);
}

double dist_normal_tail(double z)
{
    return 0.5 * erfc(z / sqrt(2));
}

double dist_binomial_tail(int64_t x, int64_t n, double p)
{
    assert(x >= 0 && n >= 0 && p >= 0 && p <= 1);
    if (x == 0)
        return 1;
    if (x > n)
        return 0;
    return dist_beta(p, (double)x, (double)(n - x + 1));
}
