#include "tests/sim/hand.h"

#include <math.h>

#include "tests/sim/shapes.h"

#define PI 3.14159265358979323846

static const char *const words[] = {
    [MARK_TICK] = "tick",
    [MARK_CHECK] = "check",
    [MARK_CROSS] = "cross",
    [MARK_SLASH] = "slash",
    [MARK_BACKSLASH] = "backslash",
    [MARK_DASH] = "dash",
    [MARK_BAR] = "bar",
    [MARK_DOT] = "dot",
    [MARK_RING] = "ring",
    [MARK_WAVE] = "wave",
    [MARK_HATCH] = "hatch",
    [MARK_FILL] = "fill",
    [MARK_TWICE] = "twice",
    [MARK_ROUND] = "round",
    [MARK_AWAY] = "away",
    [MARK_LABEL] = "label",
    [MARK_HALF] = "half",
    [CANCEL_FILL] = "cancel-fill",
    [CANCEL_SCRAWL] = "cancel-scrawl",
    [CANCEL_LINES] = "cancel-lines",
    [CANCEL_CROSS] = "cancel-cross",
    [CANCEL_ROW] = "cancel-row",
};
_Static_assert(sizeof words / sizeof *words == MARK_KIND_COUNT, "words");

const char *mark_kind_word(enum mark_kind kind)
{
    return words[kind];
}

/* How often each kind is somebody's habit, per cent: the sheet asks for a tick
 * and shows a dot as wrong, and most people obey.  Assumed, not measured in
 * the field. */
static const double habits[MARK_KIND_COUNT] = {
    [MARK_TICK] = 70,   [MARK_CHECK] = 14,      [MARK_CROSS] = 5,
    [MARK_SLASH] = 2.5, [MARK_BACKSLASH] = 0.3, [MARK_DASH] = 0.3,
    [MARK_BAR] = 0.3,   [MARK_DOT] = 0.4,       [MARK_RING] = 2,
    [MARK_WAVE] = 0.3,  [MARK_HATCH] = 0.8,     [MARK_FILL] = 1.8,
    [MARK_TWICE] = 2,
};

struct hand hand_any(struct rng *rng, double rough, double long_tails)
{
    static const double pens[] = {40, 45, 9, 6};
    static const double hues[] = {66, 32, 2};
    struct hand hand = {
        .motor =
            {
                .model = (enum stroke_model)rng_below(rng, STROKE_MODEL_COUNT),
                .tremor_mm = rng_chance(rng, 0.15 + 0.1 * rough)
                                 ? rng_range(rng, 0.08, 0.22)
                                 : rng_range(rng, 0.0, 0.05),
                .aim = rng_range(rng, 0.02, 0.07 + 0.03 * rough),
                .bow = rng_range(rng, 0.02, 0.2),
                .flick = rng_range(rng, 0.0, 0.6),
            },
        .habit = (enum mark_kind)rng_pick(rng, MARK_KIND_COUNT, habits),
        .size = fmin(1.3, rng_lognormal(rng, 0.86, 0.16)),
        .off_x = rng_normal(rng) * (0.05 + 0.03 * rough),
        .off_y = rng_normal(rng) * (0.05 + 0.03 * rough),
        .loose = rng_range(rng, 0.02, 0.07 + 0.05 * rough),
    };
    enum pen_kind kind = (enum pen_kind)rng_pick(rng, PEN_KIND_COUNT, pens);
    enum pen_hue hue = kind == PEN_PENCIL
                           ? HUE_BLACK
                           : (enum pen_hue)rng_pick(rng, HUE_COUNT, hues);
    double faint = rng_chance(rng, 0.06 + 0.06 * rough)
                       ? rng_range(rng, 0.2, 0.5 + 0.25 * rough)
                       : rng_range(rng, 0.0, 0.15);
    hand.pen = pen_any(rng, kind, hue, faint);
    hand.tail = rng_chance(rng, long_tails) ? rng_range(rng, 1.4, 2.6)
                                            : rng_lognormal(rng, 1.0, 0.22);
    return hand;
}

void hand_take_pen(struct hand *hand, enum pen_kind kind, enum pen_hue hue,
                   double faint, struct rng *rng)
{
    hand->pen = pen_any(rng, kind, kind == PEN_PENCIL ? HUE_BLACK : hue, faint);
}

enum mark_kind hand_mark(const struct hand *hand, struct rng *rng)
{
    if (hand->habit == MARK_FILL || !rng_chance(rng, 0.03)) {
        return hand->habit;
    }

    static const enum mark_kind slips[] = {MARK_TICK, MARK_CHECK, MARK_SLASH,
                                           MARK_DOT, MARK_TWICE};

    return slips[rng_below(rng, sizeof slips / sizeof *slips)];
}

/* ---- plans: intended points in box sides, (0,0) top left, (1,1) bottom
 * right, before the hand's own size and displacement ---- */

enum { STROKES_MAX = 8 };

struct plan {
    size_t count;

    struct {
        size_t n;
        struct via via[VIA_MAX];
    } stroke[STROKES_MAX];
};

static void start(struct plan *plan)
{
    if (plan->count < STROKES_MAX) {
        plan->stroke[plan->count++].n = 0;
    }
}

static void via(struct plan *plan, double x, double y, bool corner)
{
    size_t s = plan->count - 1;
    if (plan->stroke[s].n < VIA_MAX) {
        plan->stroke[s].via[plan->stroke[s].n++] = (struct via){x, y, corner};
    }
}

static void line(struct plan *plan, double x0, double y0, double x1, double y1)
{
    start(plan);
    via(plan, x0, y0, false);
    via(plan, x1, y1, false);
}

static double around(struct rng *rng, double centre, double spread)
{
    return centre + rng_range(rng, -spread, spread);
}

static void plan_tick(struct plan *plan, struct rng *rng, double tail)
{
    double ex = around(rng, 0.40, 0.1), ey = around(rng, 0.84, 0.1);
    double angle = around(rng, 0.95, 0.22); /* rad above the horizontal */
    start(plan);
    via(plan, ex - rng_range(rng, 0.14, 0.36), ey - rng_range(rng, 0.16, 0.5),
        false);
    via(plan, ex, ey, true);
    via(plan, ex + tail * cos(angle), ey - tail * sin(angle), false);
}

static void plan_cross(struct plan *plan, struct rng *rng)
{
    line(plan, around(rng, 0.15, 0.1), around(rng, 0.15, 0.1),
         around(rng, 0.85, 0.12), around(rng, 0.85, 0.12));
    line(plan, around(rng, 0.85, 0.12), around(rng, 0.12, 0.12),
         around(rng, 0.15, 0.1), around(rng, 0.88, 0.12));
}

/* An ellipse drawn once round and a little further. */
static void plan_ellipse(struct plan *plan, struct rng *rng, double rx,
                         double ry)
{
    double a0 = around(rng, -PI / 2, 0.8), over = rng_range(rng, -0.1, 0.7);
    double tilt = around(rng, 0.0, 0.3), way = rng_chance(rng, 0.75) ? -1 : 1;
    start(plan);
    for (int i = 0; i <= 12; i++) {
        double a = a0 + way * (2 * PI + over) * i / 12.0;
        double grow = 1.0 + 0.1 * (i / 12.0 - 0.5);
        via(plan, 0.5 + grow * (rx * cos(a) + tilt * ry * sin(a)),
            0.5 + grow * ry * sin(a), false);
    }
}

/* Back and forth across [x0,x1] at `pitch`, legs leaning by `lean`. */
static void plan_zigzag(struct plan *plan, struct rng *rng, double x0,
                        double x1, double y0, double y1, double pitch,
                        double lean)
{
    start(plan);
    bool up = rng_chance(rng, 0.5);
    for (double x = x0; x <= x1 + 1e-9; x += pitch / 2, up = !up) {
        double edge = around(rng, 0.0, 0.05);
        via(plan, around(rng, x, pitch * 0.2) + (up ? lean : -lean),
            (up ? y0 : y1) + edge, true);
    }
}

/* Legs so close that the ink of `width` (box sides) leaves little bare; two
 * strokes when one would need too many points. */
static void plan_fill(struct plan *plan, struct rng *rng, double width)
{
    double pitch = fmax(width * rng_range(rng, 1.0, 1.45), 0.05);
    double x0 = rng_range(rng, -0.06, 0.06), x1 = rng_range(rng, 0.94, 1.08);
    double y0 = rng_range(rng, -0.05, 0.07), y1 = rng_range(rng, 0.93, 1.06);
    double lean = around(rng, 0.0, 0.12);
    plan_zigzag(plan, rng, x0, x1, y0, y1, pitch, lean);
    plan_zigzag(plan, rng, x0 + pitch * 0.3, x1, y0, y1, pitch * 1.2,
                lean * 0.3);
    /* and once along the outline, as careful people begin */
    start(plan);
    via(plan, 0.08, 0.08, true);
    via(plan, 0.92, 0.08, true);
    via(plan, 0.92, 0.92, true);
    via(plan, 0.08, 0.92, true);
    via(plan, 0.08, 0.08, true);
}

static void plan_dot(struct plan *plan, struct rng *rng, double side_mm)
{
    double x = around(rng, 0.5, 0.2), y = around(rng, 0.5, 0.2);
    double length = rng_range(rng, 0.7, 2.0) / side_mm;
    double angle =
        rng_chance(rng, 0.7) ? around(rng, 0.8, 0.4) : rng_range(rng, 0, PI);
    line(plan, x - length / 2 * cos(angle), y - length / 2 * sin(angle),
         x + length / 2 * cos(angle), y + length / 2 * sin(angle));
    line(plan, x + length / 2 * cos(angle), y + length / 2 * sin(angle),
         x - length / 3 * cos(angle + 0.2), y - length / 3 * sin(angle + 0.2));
}

static void plan_small(struct plan *plan, struct rng *rng, enum mark_kind kind)
{
    switch (kind) {
    case MARK_SLASH:
        line(plan, around(rng, 0.15, 0.12), around(rng, 0.85, 0.12),
             around(rng, 0.85, 0.15), around(rng, 0.12, 0.15));
        break;
    case MARK_BACKSLASH:
        line(plan, around(rng, 0.15, 0.12), around(rng, 0.15, 0.12),
             around(rng, 0.85, 0.12), around(rng, 0.85, 0.12));
        break;
    case MARK_DASH:
        line(plan, around(rng, 0.12, 0.12), around(rng, 0.52, 0.15),
             around(rng, 0.88, 0.15), around(rng, 0.48, 0.15));
        break;
    case MARK_BAR:
        line(plan, around(rng, 0.52, 0.15), around(rng, 0.12, 0.12),
             around(rng, 0.48, 0.15), around(rng, 0.88, 0.15));
        break;
    default: /* MARK_WAVE */
        start(plan);
        for (int i = 0; i < 6; i++) {
            via(plan, 0.1 + 0.16 * i + around(rng, 0, 0.04),
                (i & 1 ? 0.25 : 0.75) + around(rng, 0, 0.12), i & 1);
        }
        break;
    }
}

static void plan_cancel_lines(struct plan *plan, struct rng *rng)
{
    int lines = 2 + (int)rng_below(rng, 2);
    for (int i = 0; i < lines; i++) {
        double y = rng_range(rng, 0.25, 0.75);
        line(plan, around(rng, -0.15, 0.15), around(rng, y, 0.1),
             around(rng, 1.2, 0.2), around(rng, y - 0.1, 0.15));
    }
}

static void plan_cancel_crosses(struct plan *plan, struct rng *rng, int n)
{
    for (int i = 0; i < n; i++) {
        double x = n == 1 ? 0.5 : around(rng, 0.1 + 0.55 * i, 0.08);
        double y = around(rng, 0.5, 0.08);
        double r = n == 1 ? rng_range(rng, 0.5, 0.75) : rng_range(rng, 0.25, 0.4);
        line(plan, around(rng, x - r, 0.08), around(rng, y - r, 0.08),
             around(rng, x + r, 0.08), around(rng, y + r, 0.08));
        line(plan, around(rng, x + r, 0.08), around(rng, y - r, 0.08),
             around(rng, x - r, 0.08), around(rng, y + r, 0.08));
    }
}

/* The shape a traced hand makes of this kind, if it has one. */
static bool plan_traced(struct plan *plan, const struct hand *hand,
                        enum mark_kind kind, struct rng *rng)
{
    struct shape_stroke strokes[SHAPE_STROKES_MAX];
    double tail = kind == MARK_TICK ? hand->tail * rng_lognormal(rng, 1.0, 0.15)
                                    : 0.0;
    size_t n = hand->motor.model == STROKE_TRACED
                   ? shape_any(kind, tail, rng, strokes)
                   : 0;
    for (size_t s = 0; s < n; s++) {
        start(plan);
        for (size_t i = 0; i < strokes[s].n; i++) {
            const struct via *v = &strokes[s].via[i];
            via(plan, v->x, v->y, v->corner);
        }
    }
    return n > 0;
}

static void plan_mark(struct plan *plan, const struct hand *hand,
                      enum mark_kind kind, double side_mm, struct rng *rng)
{
    double width = hand->pen.width_mm / side_mm;
    plan->count = 0;
    if (plan_traced(plan, hand, kind, rng)) {
        return;
    }
    switch (kind) {
    case MARK_TICK:
        plan_tick(plan, rng, hand->tail * rng_lognormal(rng, 1.0, 0.15));
        break;
    case MARK_CHECK: plan_tick(plan, rng, rng_range(rng, 0.4, 0.75)); break;
    case MARK_TWICE:
        plan_tick(plan, rng, hand->tail);
        plan_tick(plan, rng, hand->tail * 0.9);
        break;
    case MARK_CROSS: plan_cross(plan, rng); break;
    case MARK_DOT: plan_dot(plan, rng, side_mm); break;
    case MARK_RING:
        plan_ellipse(plan, rng, rng_range(rng, 0.2, 0.45),
                     rng_range(rng, 0.2, 0.45));
        break;
    case MARK_HATCH:
        plan_zigzag(plan, rng, 0.1, 0.9, 0.12, 0.88,
                    fmax(width * 2.2, rng_range(rng, 0.16, 0.3)),
                    around(rng, 0.08, 0.06));
        break;
    case MARK_FILL:
    case CANCEL_FILL: plan_fill(plan, rng, width); break;
    case MARK_ROUND:
        plan_ellipse(plan, rng, rng_range(rng, 0.72, 0.95),
                     rng_range(rng, 0.68, 0.88));
        break;
    case MARK_LABEL: /* words of 8 to 16 mm begin a little right of the box */
        plan_ellipse(plan, rng, rng_range(rng, 0.9, 1.7),
                     rng_range(rng, 0.5, 0.75));
        break;
    case MARK_HALF:
        if (rng_chance(rng, 0.7)) {
            plan_tick(plan, rng, rng_range(rng, 0.6, 1.0));
        } else {
            plan_cross(plan, rng);
        }
        break;
    case MARK_AWAY: plan_tick(plan, rng, rng_range(rng, 0.5, 0.8)); break;
    case CANCEL_SCRAWL:
        plan_zigzag(plan, rng, rng_range(rng, -0.1, 0.1),
                    rng_range(rng, 0.85, 1.15), rng_range(rng, -0.05, 0.15),
                    rng_range(rng, 0.85, 1.05),
                    fmax(width * 1.8, rng_range(rng, 0.12, 0.2)),
                    around(rng, 0.1, 0.1));
        break;
    case CANCEL_LINES: plan_cancel_lines(plan, rng); break;
    case CANCEL_CROSS: plan_cancel_crosses(plan, rng, 1); break;
    case CANCEL_ROW: plan_cancel_crosses(plan, rng, 3); break;
    default: plan_small(plan, rng, kind); break;
    }
}

static bool covers_whole(enum mark_kind kind)
{
    return kind == MARK_FILL || kind == CANCEL_FILL || kind == MARK_ROUND ||
           kind == CANCEL_SCRAWL || kind == CANCEL_LINES ||
           kind == CANCEL_CROSS || kind == CANCEL_ROW || kind == MARK_LABEL;
}

enum err_code hand_draw(const struct hand *hand, enum mark_kind kind,
                        const struct place *box, double seen, struct rng *rng,
                        double dpi, struct picture *page, struct err *err)
{
    struct plan plan;
    struct trace trace;
    plan_mark(&plan, hand, kind, box->w, rng);
    /* Fills follow the box; free marks follow the hand. */
    double whole = covers_whole(kind) ? 0.3 : 1.0;
    double size =
        covers_whole(kind) ? 1.0 : hand->size * rng_lognormal(rng, 1.0, 0.08);
    double ox = (hand->off_x + rng_normal(rng) * hand->loose) * whole;
    double oy = (hand->off_y + rng_normal(rng) * hand->loose) * whole;
    if (kind == MARK_AWAY) {
        ox += rng_chance(rng, 0.5) ? 0.85 : -0.85;
    } else if (kind == MARK_LABEL) {
        ox += rng_range(rng, 1.9, 2.6);
    } else if (kind == MARK_HALF) {
        double by = rng_chance(rng, 0.5) ? 0.45 : -0.45;
        *(rng_chance(rng, 0.5) ? &ox : &oy) += by;
    }
    struct motor motor = hand->motor;
    if (covers_whole(kind) || kind == MARK_HATCH || kind == MARK_WAVE) {
        motor.aim *= 0.35; /* short movements back and forth hit their marks */
        motor.bow *= 0.5;
        motor.model =
            motor.model == STROKE_LOGNORMAL ? STROKE_MINJERK : motor.model;
    }
    if ((kind == MARK_RING || kind == MARK_ROUND || kind == MARK_LABEL) &&
        motor.model == STROKE_MINJERK) {
        motor.model = STROKE_SPLINE; /* reaches would make a polygon of it */
    }
    for (size_t s = 0; s < plan.count; s++) {
        size_t n = plan.stroke[s].n;
        struct via *v = plan.stroke[s].via;
        for (size_t i = 0; i < n; i++) {
            v[i].x = box->x + box->w * (0.5 + (v[i].x - 0.5) * size + ox);
            v[i].y = box->y + box->h * (0.5 + (v[i].y - 0.5) * size + oy);
        }
        if (n < 2) {
            continue;
        }
        stroke_make(&motor, rng, n, v, &trace);
        enum err_code code =
            pen_draw(&hand->pen, seen, &trace, rng, dpi, page, err);
        if (code != ERR_OK) {
            return code;
        }
    }
    return ERR_OK;
}

/* One made-up character: a few straight and bent strokes in a square. */
static enum err_code write_character(const struct hand *hand, double x,
                                     double y, double size, double seen,
                                     struct rng *rng, double dpi,
                                     struct picture *page, struct err *err)
{
    struct motor motor = hand->motor;
    motor.aim *= 0.6;
    struct trace trace;
    int strokes = 3 + (int)rng_below(rng, 5);
    for (int s = 0; s < strokes; s++) {
        struct via v[3];
        bool flat = rng_chance(rng, 0.5);
        double a = rng_range(rng, 0.05, 0.95), from = rng_range(rng, 0.0, 0.4);
        double to = rng_range(rng, 0.6, 1.0), slip = rng_range(rng, -0.15, 0.1);
        v[0] = (struct via){x + size * (flat ? from : a),
                            y + size * (flat ? a : from), false};
        v[1] = (struct via){x + size * (flat ? to : a + slip),
                            y + size * (flat ? a + slip : to), true};
        v[2] = (struct via){v[1].x - size * rng_range(rng, 0.0, 0.4),
                            v[1].y + size * rng_range(rng, 0.0, 0.3), false};
        stroke_make(&motor, rng, rng_chance(rng, 0.4) ? 3 : 2, v, &trace);
        enum err_code code =
            pen_draw(&hand->pen, seen, &trace, rng, dpi, page, err);
        if (code != ERR_OK) {
            return code;
        }
    }
    return ERR_OK;
}

enum err_code hand_write(const struct hand *hand, const struct place *area,
                         int characters, double seen, struct rng *rng,
                         double dpi, struct picture *page, struct err *err)
{
    double size = rng_range(rng, 4.5, 6.5), x = area->x + 3.0;
    double y = area->y + rng_range(rng, 1.5, 3.0);
    double drift = rng_normal(rng) * 0.01; /* lines rise or sink */
    for (int i = 0; i < characters; i++) {
        if (x + size > area->x + area->w - 2.0) {
            x = area->x + 3.0;
            y += size * 1.35;
        }
        if (y + size > area->y + area->h) {
            break;
        }
        enum err_code code = write_character(hand, x, y + (x - area->x) * drift,
                                             size, seen, rng, dpi, page, err);
        if (code != ERR_OK) {
            return code;
        }
        x += size * rng_range(rng, 1.02, 1.25);
    }
    return ERR_OK;
}
