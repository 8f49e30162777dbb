/* tests/sim/rng.h - the simulator's only source of chance.
 *
 * Every stream is named (a purpose and two keys under one seed), so a sheet
 * comes out the same whatever was simulated before it, beside it or in
 * another process.
 */
#ifndef SIM_RNG_H
#define SIM_RNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t s[4];
};

struct rng rng_at(uint64_t seed, const char *purpose, uint64_t a, uint64_t b);

uint64_t rng_next(struct rng *r);
double rng_unit(struct rng *r); /* [0, 1) */
double rng_range(struct rng *r, double low, double high);
double rng_normal(struct rng *r); /* mean 0, sigma 1 */
double rng_lognormal(struct rng *r, double median, double sigma);
size_t rng_below(struct rng *r, size_t n); /* n > 0 */
bool rng_chance(struct rng *r, double p);
/* Index 0..n-1 drawn by weight; weights >= 0 with a sum above 0. */
size_t rng_pick(struct rng *r, size_t n, const double weights[]);

uint64_t rng_hash(const char *text); /* a key from a name */

#endif
