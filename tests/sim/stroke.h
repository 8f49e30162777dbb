/* tests/sim/stroke.h - how a hand moves: from a few intended points to the
 * path the pen really takes.
 *
 * Four models that share nothing but this interface, so that a reader tuned
 * to one of them shows it on the others:
 *   STROKE_SPLINE     a Catmull-Rom curve through misplaced points, with
 *                     physiological tremor (8-12 Hz) added: slow, elderly
 *   STROKE_LOGNORMAL  overlapping arcs with lognormal speed (the kinematic
 *                     theory of rapid movements, Plamondon 1995): corners are
 *                     rounded because the next arc starts before the last ends
 *   STROKE_MINJERK    minimum-jerk reaches (Flash and Hogan 1985) with
 *                     scatter that grows with distance, hooks where the pen
 *                     lands and a flick where it leaves: brisk, young
 *   STROKE_TRACED     the polyline itself with its corners cut and a slow
 *                     random drift (first order low pass) laid over it; with
 *                     the shapes of shapes.c instead of planned ones
 *
 * All lengths in mm, y downward.
 */
#ifndef SIM_STROKE_H
#define SIM_STROKE_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/sim/rng.h"

enum stroke_model {
    STROKE_SPLINE,
    STROKE_LOGNORMAL,
    STROKE_MINJERK,
    STROKE_TRACED,
    STROKE_MODEL_COUNT
};

const char *stroke_model_word(enum stroke_model model);

enum { VIA_MAX = 96, TRACE_MAX = 4096 };

struct via { /* a point the hand means to pass */
    double x, y;
    bool corner; /* it turns there sharply */
};

struct trace_point {
    double x, y;
    double speed;    /* 0 standing … 1 this stroke's fastest */
    double pressure; /* 0 leaves the paper … 1 firm */
};

struct trace {
    size_t n;
    struct trace_point at[TRACE_MAX];
};

struct motor { /* what one person's hand is like */
    enum stroke_model model;
    double tremor_mm; /* amplitude of the shaking, 0 … 0.25 */
    double aim;       /* scatter of aimed points as a share of the distance */
    double bow;       /* how much straight lines bend, 0 … 0.3 */
    double flick;     /* how far the pen still slides when it leaves */
};

/* The path through via[0..n), 2 <= n <= VIA_MAX. */
void stroke_make(const struct motor *motor, struct rng *rng, size_t n,
                 const struct via via[], struct trace *out);

#endif
