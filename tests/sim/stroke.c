#include "tests/sim/stroke.h"

#include <assert.h>
#include <math.h>

#define PI 3.14159265358979323846

/* Points along a path are about this far apart: half a pixel at 300 dpi would
 * be 0.04; the brush joins them with straight capsules. */
static const double STEP_MM = 0.12;

static const char *const words[] = {
    [STROKE_SPLINE] = "spline",
    [STROKE_LOGNORMAL] = "lognormal",
    [STROKE_MINJERK] = "minjerk",
    [STROKE_TRACED] = "traced",
};
_Static_assert(sizeof words / sizeof *words == STROKE_MODEL_COUNT, "words");

const char *stroke_model_word(enum stroke_model model)
{
    return words[model];
}

static void put(struct trace *t, double x, double y)
{
    if (t->n < TRACE_MAX) {
        t->at[t->n++] = (struct trace_point){x, y, 0.5, 1.0};
    }
}

static double distance(double ax, double ay, double bx, double by)
{
    return hypot(bx - ax, by - ay);
}

/* Speed from the spacing of points that are equal steps in time. */
static void speeds_from_spacing(struct trace *t)
{
    double most = 1e-9;
    for (size_t i = 1; i < t->n; i++) {
        t->at[i].speed =
            distance(t->at[i - 1].x, t->at[i - 1].y, t->at[i].x, t->at[i].y);
        most = fmax(most, t->at[i].speed);
    }
    for (size_t i = 1; i < t->n; i++) {
        t->at[i].speed /= most;
    }
    if (t->n > 1) {
        t->at[0].speed = t->at[1].speed;
    }
}

/* Slow parts press harder; the pen comes down and leaves within a few tenths
 * of a millimetre. */
static void press(struct trace *t, struct rng *rng, double leave_mm)
{
    double firm = rng_range(rng, 0.75, 1.0);
    double land_mm = rng_range(rng, 0.05, 0.3), done = 0.0, whole = 0.0;
    for (size_t i = 1; i < t->n; i++) {
        whole +=
            distance(t->at[i - 1].x, t->at[i - 1].y, t->at[i].x, t->at[i].y);
    }
    for (size_t i = 0; i < t->n; i++) {
        struct trace_point *p = &t->at[i];
        if (i > 0) {
            done += distance(p[-1].x, p[-1].y, p->x, p->y);
        }
        double edge = fmin(1.0, 0.6 + 0.4 * done / land_mm);
        if (leave_mm > 0.0) {
            edge *= fmin(1.0, 0.25 + 0.75 * (whole - done) / leave_mm);
        }
        p->pressure = firm * edge * (1.0 - 0.3 * p->speed);
    }
}

/* ---- spline with tremor ---- */

static double catmull(double a, double b, double c, double d, double t)
{
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t +
                  (3 * b - a - 3 * c + d) * t * t * t);
}

static void make_spline(const struct motor *m, struct rng *rng, size_t n,
                        const struct via via[], struct trace *out)
{
    struct via v[VIA_MAX];
    for (size_t i = 0; i < n; i++) {
        double reach =
            i ? distance(via[i - 1].x, via[i - 1].y, via[i].x, via[i].y) : 1.0;
        v[i] = via[i];
        v[i].x += rng_normal(rng) * m->aim * reach;
        v[i].y += rng_normal(rng) * m->aim * reach;
    }
    for (size_t i = 0; i + 1 < n; i++) {
        /* At a corner, and at the ends, the tangent points along the leg. */
        struct via a = i == 0 || v[i].corner ? v[i] : v[i - 1];
        struct via d = i + 2 >= n || v[i + 1].corner ? v[i + 1] : v[i + 2];
        double length = distance(v[i].x, v[i].y, v[i + 1].x, v[i + 1].y);
        double bow = rng_normal(rng) * m->bow * length * 0.35;
        double nx = length > 0 ? -(v[i + 1].y - v[i].y) / length : 0;
        double ny = length > 0 ? (v[i + 1].x - v[i].x) / length : 0;
        int steps = (int)fmax(3.0, length / STEP_MM);
        for (int k = i == 0 ? 0 : 1; k <= steps; k++) {
            double t = (double)k / steps, arch = bow * 4 * t * (1 - t);
            put(out, catmull(a.x, v[i].x, v[i + 1].x, d.x, t) + nx * arch,
                catmull(a.y, v[i].y, v[i + 1].y, d.y, t) + ny * arch);
        }
    }
    /* 8-12 Hz at 20-40 mm/s: a wave of 2-4 mm, with a slower drift below. */
    double wave = 2 * PI / rng_range(rng, 1.6, 3.6);
    double px = rng_range(rng, 0, 2 * PI), py = rng_range(rng, 0, 2 * PI);
    double fx = rng_range(rng, 0.7, 1.3), fy = rng_range(rng, 0.7, 1.3);
    double jx = 0, jy = 0;
    for (size_t i = 0; i < out->n; i++) {
        double s = (double)i * STEP_MM;
        jx = 0.92 * jx + 0.25 * rng_normal(rng);
        jy = 0.92 * jy + 0.25 * rng_normal(rng);
        out->at[i].x +=
            m->tremor_mm * (0.7 * sin(wave * fx * s + px) + 0.6 * jx);
        out->at[i].y +=
            m->tremor_mm * (0.7 * sin(wave * fy * s + py) + 0.6 * jy);
    }
    speeds_from_spacing(out);
    for (size_t i = 0; i < out->n; i++) { /* equal steps are no clock here */
        out->at[i].speed = 0.3 + 0.3 * out->at[i].speed;
    }
    press(out, rng, rng_range(rng, 0.0, 0.4));
}

/* ---- overlapping lognormal arcs ---- */

struct arc {
    double start, mu, sigma; /* of its lognormal speed, s */
    double length, from, to; /* mm, rad: direction at its ends */
};

/* How far a lognormal movement has come at time t, 0..1. */
static double lognormal_done(const struct arc *a, double t)
{
    return t <= a->start ? 0.0
                         : 0.5 * erfc(-(log(t - a->start) - a->mu) /
                                      (a->sigma * sqrt(2.0)));
}

static size_t plan_arcs(const struct motor *m, struct rng *rng, size_t n,
                        const struct via via[], struct arc arcs[])
{
    double t = 0.0;
    for (size_t i = 0; i + 1 < n; i++) {
        double dx = via[i + 1].x - via[i].x, dy = via[i + 1].y - via[i].y;
        double length = hypot(dx, dy);
        double bend = rng_normal(rng) * m->bow * 1.5;
        double heading = atan2(dy, dx) + rng_normal(rng) * m->aim * 0.7;
        double sigma = rng_range(rng, 0.18, 0.35);
        double takes = 0.09 * pow(length + 0.3, 0.35); /* s, isochrony */
        arcs[i] = (struct arc){
            .start = t,
            .mu = log(takes),
            .sigma = sigma,
            .length = length * (1.0 + rng_normal(rng) * m->aim),
            .from = heading - bend,
            .to = heading + bend,
        };
        /* A corner is nearly awaited; a smooth via point is run through. */
        t += takes * (via[i + 1].corner ? rng_range(rng, 1.05, 1.5)
                                        : rng_range(rng, 0.6, 0.85));
    }
    return n - 1;
}

static void make_lognormal(const struct motor *m, struct rng *rng, size_t n,
                           const struct via via[], struct trace *out)
{
    struct arc arcs[VIA_MAX];
    size_t count = plan_arcs(m, rng, n, via, arcs);
    double end = arcs[count - 1].start + 3.5 * exp(arcs[count - 1].mu);
    double x = via[0].x, y = via[0].y, shake_x = 0, shake_y = 0;
    double dt = 0.004; /* s */
    put(out, x, y);
    for (double t = 0; t < end && out->n < TRACE_MAX; t += dt) {
        for (size_t i = 0; i < count; i++) {
            double d0 = lognormal_done(&arcs[i], t);
            double d1 = lognormal_done(&arcs[i], t + dt);
            double angle = arcs[i].from + (arcs[i].to - arcs[i].from) * d0;
            x += arcs[i].length * (d1 - d0) * cos(angle);
            y += arcs[i].length * (d1 - d0) * sin(angle);
        }
        shake_x = 0.9 * shake_x + 0.2 * rng_normal(rng);
        shake_y = 0.9 * shake_y + 0.2 * rng_normal(rng);
        put(out, x + shake_x * m->tremor_mm * 0.6,
            y + shake_y * m->tremor_mm * 0.6);
    }
    speeds_from_spacing(out);
    press(out, rng, m->flick * 1.5);
}

/* ---- minimum-jerk reaches ---- */

static double minjerk(double t)
{
    return t * t * t * (10.0 + t * (-15.0 + 6.0 * t));
}

static void make_minjerk(const struct motor *m, struct rng *rng, size_t n,
                         const struct via via[], struct trace *out)
{
    double x = via[0].x, y = via[0].y;
    if (rng_chance(rng, 0.35)) { /* the nib lands a little early and hooks */
        double a = rng_range(rng, 0, 2 * PI), l = rng_range(rng, 0.1, 0.5);
        put(out, x + l * cos(a), y + l * sin(a));
        put(out, x + 0.4 * l * cos(a), y + 0.4 * l * sin(a));
    }
    for (size_t i = 1; i < n; i++) {
        double reach = distance(x, y, via[i].x, via[i].y);
        double tx = via[i].x + rng_normal(rng) * m->aim * reach;
        double ty = via[i].y + rng_normal(rng) * m->aim * reach;
        if (i + 1 == n) { /* the last reach slides on */
            double slide = fabs(rng_normal(rng)) * m->flick / fmax(reach, 0.5);
            tx += (tx - x) * slide;
            ty += (ty - y) * slide;
        }
        double bow = rng_normal(rng) * m->bow * 0.25;
        int steps = (int)fmax(8.0, reach / STEP_MM * 1.6);
        for (int k = 1; k <= steps; k++) {
            double t = (double)k / steps;
            /* Smooth via points are not stopped at: time is cut short there. */
            double s = via[i].corner || i + 1 == n ? minjerk(t)
                                                   : 0.5 * (t + minjerk(t));
            double arch = bow * 4 * s * (1 - s);
            put(out, x + (tx - x) * s - (ty - y) * arch,
                y + (ty - y) * s + (tx - x) * arch);
        }
        x = tx;
        y = ty;
    }
    speeds_from_spacing(out);
    press(out, rng, m->flick * 2.0);
}

/* ---- polyline, corners cut, slow drift ---- */

/* One round of corner cutting; sharp points and the ends stay. */
static size_t cut_corners(const struct via in[], size_t n, struct via out[],
                          size_t room)
{
    size_t m = 0;
    for (size_t i = 0; i < n && m + 2 <= room; i++) {
        if (i == 0 || i + 1 == n || in[i].corner) {
            out[m++] = in[i];
            continue;
        }
        const struct via *a = &in[i - 1], *v = &in[i], *b = &in[i + 1];
        out[m++] = (struct via){0.75 * v->x + 0.25 * a->x,
                                0.75 * v->y + 0.25 * a->y, false};
        out[m++] = (struct via){0.75 * v->x + 0.25 * b->x,
                                0.75 * v->y + 0.25 * b->y, false};
    }
    return m;
}

static void make_traced(const struct motor *m, struct rng *rng, size_t n,
                        const struct via via[], struct trace *out)
{
    enum { ROOM = 4 * VIA_MAX + 4 };
    struct via a[ROOM], b[ROOM];
    size_t count = cut_corners(via, n, a, ROOM);
    count = cut_corners(a, count, b, ROOM);
    double sway = 0.03 + 0.6 * m->tremor_mm, keep = 0.96, x = 0, y = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        double length = distance(b[i].x, b[i].y, b[i + 1].x, b[i + 1].y);
        int steps = (int)fmax(1.0, length / STEP_MM);
        for (int k = i == 0 ? 0 : 1; k <= steps; k++) {
            double t = (double)k / steps;
            x = keep * x + sqrt(1 - keep * keep) * rng_normal(rng);
            y = keep * y + sqrt(1 - keep * keep) * rng_normal(rng);
            put(out, b[i].x + (b[i + 1].x - b[i].x) * t + sway * x,
                b[i].y + (b[i + 1].y - b[i].y) * t + sway * y);
        }
    }
    double tired = rng_range(rng, 0.0, 0.35); /* faster towards the end */
    for (size_t i = 0; i < out->n; i++) {
        out->at[i].speed = 0.35 + tired * (double)i / (double)out->n;
    }
    press(out, rng, m->flick);
}

void stroke_make(const struct motor *motor, struct rng *rng, size_t n,
                 const struct via via[], struct trace *out)
{
    assert(n >= 2 && n <= VIA_MAX);
    out->n = 0;
    switch (motor->model) {
    case STROKE_SPLINE: make_spline(motor, rng, n, via, out); break;
    case STROKE_LOGNORMAL: make_lognormal(motor, rng, n, via, out); break;
    case STROKE_TRACED: make_traced(motor, rng, n, via, out); break;
    case STROKE_MINJERK:
    case STROKE_MODEL_COUNT: make_minjerk(motor, rng, n, via, out); break;
    }
}
