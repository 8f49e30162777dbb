#include "tests/sim/shapes.h"

#include <math.h>
#include <string.h>

struct shape {
    enum mark_kind kind;
    int elbow; /* point of the first stroke where a tick turns; -1 = no tick */
    struct shape_stroke stroke[SHAPE_STROKES_MAX];
};

/* {x, y, sharp}.  What is told apart: where the pen lands, how round the turn
 * is, how the long arm bends, whether it hooks when it leaves. */
static const struct shape shapes[] = {
    /* a schoolbook tick; the arm bends upward */
    {MARK_TICK, 2, {{5, {{0.12, 0.46, 0}, {0.24, 0.58, 0}, {0.36, 0.80, 1},
                         {0.60, 0.38, 0}, {1.02, -0.10, 0}}}}},
    /* almost no short arm: the pen falls and flies off */
    {MARK_TICK, 1, {{4, {{0.30, 0.52, 0}, {0.36, 0.72, 1}, {0.55, 0.50, 0},
                         {1.18, 0.06, 0}}}}},
    /* rounded like a check of a brush, the arm hollow */
    {MARK_TICK, 3, {{7, {{0.08, 0.40, 0}, {0.18, 0.62, 0}, {0.28, 0.76, 0},
                         {0.36, 0.78, 0}, {0.46, 0.66, 0}, {0.66, 0.42, 0},
                         {0.94, 0.16, 0}}}}},
    /* a flat one, lying low */
    {MARK_TICK, 2, {{5, {{0.06, 0.62, 0}, {0.20, 0.70, 0}, {0.34, 0.88, 1},
                         {0.68, 0.62, 0}, {1.14, 0.34, 0}}}}},
    /* steep and tall */
    {MARK_TICK, 2, {{5, {{0.22, 0.34, 0}, {0.34, 0.58, 0}, {0.46, 0.90, 1},
                         {0.58, 0.42, 0}, {0.76, -0.16, 0}}}}},
    /* the pen hooks before it leaves */
    {MARK_TICK, 1, {{6, {{0.14, 0.52, 0}, {0.38, 0.84, 1}, {0.62, 0.44, 0},
                         {0.88, 0.08, 0}, {0.98, 0.00, 0}, {1.04, 0.06, 0}}}}},
    /* an S in the long arm */
    {MARK_TICK, 1, {{6, {{0.10, 0.54, 0}, {0.30, 0.78, 1}, {0.44, 0.66, 0},
                         {0.60, 0.36, 0}, {0.82, 0.20, 0}, {1.06, 0.10, 0}}}}},
    /* short ones */
    {MARK_CHECK, 1, {{3, {{0.26, 0.50, 0}, {0.40, 0.70, 1}, {0.72, 0.32, 0}}}}},
    {MARK_CHECK, 1, {{4, {{0.18, 0.40, 0}, {0.34, 0.74, 1}, {0.50, 0.54, 0},
                          {0.66, 0.26, 0}}}}},
    {MARK_CHECK, 2, {{5, {{0.30, 0.44, 0}, {0.36, 0.58, 0}, {0.44, 0.64, 0},
                          {0.54, 0.52, 0}, {0.80, 0.40, 0}}}}},
    {MARK_CHECK, 1, {{3, {{0.36, 0.26, 0}, {0.50, 0.62, 1}, {0.70, 0.20, 0}}}}},
    /* crosses: even; leaning; one arm bent; drawn without lifting */
    {MARK_CROSS, -1, {{3, {{0.14, 0.12, 0}, {0.48, 0.50, 0}, {0.84, 0.90, 0}}},
                      {3, {{0.86, 0.16, 0}, {0.54, 0.46, 0}, {0.12, 0.86, 0}}}}},
    {MARK_CROSS, -1, {{2, {{0.28, 0.06, 0}, {0.66, 0.92, 0}}},
                      {3, {{0.92, 0.26, 0}, {0.50, 0.52, 0}, {0.04, 0.66, 0}}}}},
    {MARK_CROSS, -1, {{4, {{0.20, 0.24, 0}, {0.42, 0.40, 0}, {0.64, 0.66, 0},
                           {0.96, 0.80, 0}}},
                      {2, {{0.74, 0.08, 0}, {0.24, 0.94, 0}}}}},
    {MARK_CROSS, -1, {{5, {{0.16, 0.20, 0}, {0.78, 0.82, 0}, {0.90, 0.60, 0},
                           {0.80, 0.20, 1}, {0.18, 0.80, 0}}}}},
    /* slashes */
    {MARK_SLASH, -1, {{3, {{0.10, 0.90, 0}, {0.46, 0.56, 0}, {0.92, 0.10, 0}}}}},
    {MARK_SLASH, -1, {{4, {{0.30, 0.96, 0}, {0.38, 0.66, 0}, {0.54, 0.34, 0},
                           {0.74, 0.04, 0}}}}},
    {MARK_SLASH, -1, {{3, {{0.04, 0.70, 0}, {0.50, 0.50, 0}, {1.02, 0.36, 0}}}}},
    {MARK_BACKSLASH, -1, {{3, {{0.16, 0.08, 0}, {0.44, 0.48, 0},
                               {0.84, 0.88, 0}}}}},
    {MARK_DASH, -1, {{4, {{0.10, 0.56, 0}, {0.36, 0.46, 0}, {0.64, 0.52, 0},
                          {0.94, 0.44, 0}}}}},
    {MARK_BAR, -1, {{4, {{0.56, 0.08, 0}, {0.50, 0.36, 0}, {0.54, 0.64, 0},
                         {0.46, 0.94, 0}}}}},
    /* rings: open at the top; an egg; run past its beginning */
    {MARK_RING, -1, {{10, {{0.42, 0.16, 0}, {0.22, 0.26, 0}, {0.14, 0.50, 0},
                           {0.26, 0.76, 0}, {0.50, 0.86, 0}, {0.76, 0.76, 0},
                           {0.86, 0.50, 0}, {0.78, 0.28, 0}, {0.62, 0.18, 0},
                           {0.54, 0.20, 0}}}}},
    {MARK_RING, -1, {{10, {{0.62, 0.22, 0}, {0.44, 0.24, 0}, {0.32, 0.40, 0},
                           {0.34, 0.62, 0}, {0.48, 0.74, 0}, {0.64, 0.66, 0},
                           {0.72, 0.46, 0}, {0.64, 0.28, 0}, {0.50, 0.20, 0},
                           {0.40, 0.30, 0}}}}},
    /* squiggles */
    {MARK_WAVE, -1, {{8, {{0.12, 0.74, 0}, {0.22, 0.36, 0}, {0.32, 0.32, 0},
                          {0.38, 0.70, 1}, {0.50, 0.34, 0}, {0.60, 0.34, 0},
                          {0.66, 0.70, 0}, {0.86, 0.66, 0}}}}},
    {MARK_WAVE, -1, {{7, {{0.14, 0.40, 0}, {0.28, 0.28, 0}, {0.40, 0.46, 0},
                          {0.52, 0.64, 0}, {0.66, 0.56, 0}, {0.76, 0.34, 0},
                          {0.90, 0.40, 0}}}}},
};

enum { SHAPE_COUNT = sizeof shapes / sizeof *shapes };

static size_t pick(enum mark_kind kind, struct rng *rng)
{
    size_t n = 0, at = SHAPE_COUNT;
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        if (shapes[i].kind == kind && rng_below(rng, ++n) == 0) {
            at = i; /* each of the n seen so far with the same chance */
        }
    }
    return at;
}

size_t shape_any(enum mark_kind kind, double tail, struct rng *rng,
                 struct shape_stroke out[SHAPE_STROKES_MAX])
{
    size_t at = pick(kind == MARK_AWAY ? MARK_CHECK : kind, rng), n = 0;
    if (at == SHAPE_COUNT) {
        return 0;
    }
    const struct shape *s = &shapes[at];
    double wide = rng_range(rng, 0.85, 1.15), high = rng_range(rng, 0.85, 1.15);
    double lean = rng_normal(rng) * 0.12, turn = rng_normal(rng) * 0.10;
    memcpy(out, s->stroke, sizeof s->stroke);
    for (; n < SHAPE_STROKES_MAX && out[n].n > 0; n++) {
        const struct via *elbow = s->elbow >= 0 ? &out[0].via[s->elbow] : NULL;
        const struct via *end = &out[0].via[out[0].n - 1];
        double arm =
            elbow ? hypot(end->x - elbow->x, end->y - elbow->y) : 1.0;
        double grow = elbow && tail > 0 ? tail / arm : 1.0;
        struct via pivot = elbow ? *elbow : (struct via){0, 0, false};
        for (size_t i = 0; i < out[n].n; i++) {
            struct via *v = &out[n].via[i];
            if (elbow && (int)i > s->elbow) {
                v->x = pivot.x + (v->x - pivot.x) * grow;
                v->y = pivot.y + (v->y - pivot.y) * grow;
            }
            double x = (v->x - 0.5) * wide, y = (v->y - 0.5) * high;
            x -= lean * y;
            v->x = 0.5 + x * cos(turn) - y * sin(turn) + rng_normal(rng) * 0.02;
            v->y = 0.5 + x * sin(turn) + y * cos(turn) + rng_normal(rng) * 0.02;
        }
    }
    return n;
}
