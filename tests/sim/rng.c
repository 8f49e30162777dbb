/* xoshiro256** seeded through splitmix64 (Blackman and Vigna, 2018). */
#include "tests/sim/rng.h"

#include <math.h>

static uint64_t mix(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

uint64_t rng_hash(const char *text)
{
    uint64_t h = 0xCBF29CE484222325u; /* FNV-1a */
    for (; *text; text++) {
        h = (h ^ (uint8_t)*text) * 0x100000001B3u;
    }
    return h;
}

struct rng rng_at(uint64_t seed, const char *purpose, uint64_t a, uint64_t b)
{
    uint64_t state = seed;
    uint64_t key = mix(&state) ^ rng_hash(purpose);
    key = mix(&key) ^ a;
    key = mix(&key) ^ b;
    struct rng r;
    for (size_t i = 0; i < 4; i++) {
        r.s[i] = mix(&key);
    }
    return r;
}

static uint64_t turn_left(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

uint64_t rng_next(struct rng *r)
{
    uint64_t *s = r->s;
    uint64_t result = turn_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = turn_left(s[3], 45);
    return result;
}

double rng_unit(struct rng *r)
{
    return (double)(rng_next(r) >> 11) * 0x1.0p-53;
}

double rng_range(struct rng *r, double low, double high)
{
    return low + (high - low) * rng_unit(r);
}

double rng_normal(struct rng *r)
{
    double u = 1.0 - rng_unit(r); /* (0, 1]: its logarithm is finite */
    return sqrt(-2.0 * log(u)) * cos(6.283185307179586 * rng_unit(r));
}

double rng_lognormal(struct rng *r, double median, double sigma)
{
    return median * exp(sigma * rng_normal(r));
}

size_t rng_below(struct rng *r, size_t n)
{
    return (size_t)(rng_unit(r) * (double)n);
}

bool rng_chance(struct rng *r, double p)
{
    return rng_unit(r) < p;
}

size_t rng_pick(struct rng *r, size_t n, const double weights[])
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += weights[i];
    }
    double left = rng_unit(r) * sum;
    for (size_t i = 0; i + 1 < n; i++) {
        left -= weights[i];
        if (left < 0.0) {
            return i;
        }
    }
    return n - 1;
}
