#include "tests/sim/harm.h"

#include <math.h>
#include <string.h>

#include "engine/base/units.h"
#include "tests/sim/form.h"

#define PI 3.14159265358979323846

/* Our forms' corner marks stand this far from both edges. */
static const double MARK_MM = 14.0;

static uint8_t *pixel(struct picture *page, int32_t x, int32_t y)
{
    return x < 0 || y < 0 || x >= page->w || y >= page->h
               ? NULL
               : page->px + (size_t)y * (size_t)page->w + (size_t)x;
}

static void mix(uint8_t *px, double to, double share)
{
    if (px && share > 0) {
        share = fmin(share, 1.0);
        *px = (uint8_t)lround(*px * (1 - share) + to * share);
    }
}

struct brush {
    struct picture *page;
    double k; /* px per mm */
};

static double corner_x(const struct picture *page, double k, int corner,
                       double mm)
{
    return corner & 1 ? page->w / k - mm : mm;
}

static double corner_y(const struct picture *page, double k, int corner,
                       double mm)
{
    return corner & 2 ? page->h / k - mm : mm;
}

/* A straight bar with soft edges. */
static void bar(const struct brush *b, double x0, double y0, double x1,
                double y1, double half, double grey, double share)
{
    double k = b->k, dx = x1 - x0, dy = y1 - y0, square = dx * dx + dy * dy;
    double soft = 0.08;
    for (int32_t y = (int32_t)((fmin(y0, y1) - half - 0.3) * k);
         y <= (fmax(y0, y1) + half + 0.3) * k; y++) {
        for (int32_t x = (int32_t)((fmin(x0, x1) - half - 0.3) * k);
             x <= (fmax(x0, x1) + half + 0.3) * k; x++) {
            double ex = x / k - x0, ey = y / k - y0;
            double t = (ex * dx + ey * dy) / square;
            t = t < 0 ? 0 : t > 1 ? 1 : t;
            double d = hypot(ex - t * dx, ey - t * dy) - half;
            mix(pixel(b->page, x, y), grey, share * (0.5 - d / soft));
        }
    }
}

/* ---- corners ---- */

/* A wire of 12 mm with its shadow; it glints along the middle. */
static void staple(const struct brush *b, int corner, double mm,
                   struct rng *rng)
{
    double x = corner_x(b->page, b->k, corner, mm);
    double y = corner_y(b->page, b->k, corner, mm);
    double angle = (corner == 0 || corner == 3 ? -PI / 4 : PI / 4) +
                   rng_normal(rng) * 0.25;
    double hx = 6 * cos(angle), hy = 6 * sin(angle);
    bar(b, x - hx + 0.4, y - hy + 0.5, x + hx + 0.4, y + hy + 0.5, 0.35, 120,
        0.6);
    bar(b, x - hx, y - hy, x + hx, y + hy, 0.28, rng_range(rng, 40, 90), 1.0);
    bar(b, x - hx, y - hy, x + hx, y + hy, 0.07, 220, 0.7);
}

/* The corner is folded over: beyond the fold one sees what lies behind the
 * sheet, and the flap shows its blank back, with a shadow along the fold. */
static void dogear(const struct brush *b, int corner, double legs,
                   struct rng *rng)
{
    double k = b->k, behind = rng_chance(rng, 0.3) ? 40 : 250;
    struct picture *page = b->page;
    int32_t n = (int32_t)(legs * k);
    for (int32_t j = 0; j < n; j++) {
        for (int32_t i = 0; i < n; i++) {
            uint8_t *px = pixel(page, corner & 1 ? page->w - 1 - i : i,
                                corner & 2 ? page->h - 1 - j : j);
            double over = (i + j - n) / k; /* mm beyond the fold line */
            if (!px) {
                continue;
            }
            *px = (uint8_t)(over < 0 ? behind : 248);
            mix(px, 90, 0.5 * exp(-fabs(over) / 0.35));
            double rim = fmin(n - i, n - j) / k;
            mix(px, 120, over > 0 ? 0.45 * exp(-rim / 0.3) : 0.0);
        }
    }
}

static void round_hole(const struct brush *b, double x, double y, double r,
                       double grey)
{
    double k = b->k;
    for (int32_t j = (int32_t)((y - r) * k); j <= (y + r) * k; j++) {
        for (int32_t i = (int32_t)((x - r) * k); i <= (x + r) * k; i++) {
            uint8_t *px = pixel(b->page, i, j);
            if (px && hypot(i / k - x, j / k - y) <= r) {
                *px = (uint8_t)grey;
            }
        }
    }
}

/* The pen went over it: lines, a scrawl, or filled in. */
static enum err_code scrawl(const struct brush *b, const struct place *at,
                            int level, struct rng *rng, struct err *err)
{
    static const enum mark_kind kinds[] = {CANCEL_LINES, CANCEL_SCRAWL,
                                           CANCEL_FILL};
    struct hand hand = hand_any(rng, 0.8, 0.0);
    hand_take_pen(&hand, level == 3 ? PEN_FELT : PEN_GEL, HUE_BLACK, 0.0, rng);
    enum err_code code = hand_draw(&hand, kinds[level - 1], at, 1.0, rng,
                                   b->k * MM_PER_INCH, b->page, err);
    return code == ERR_OK && level > 1
               ? hand_draw(&hand, MARK_CROSS, at, 1.0, rng,
                           b->k * MM_PER_INCH, b->page, err)
               : code;
}

static enum err_code spoil_corner(const struct brush *b,
                                  const struct paper *paper, struct rng *rng,
                                  struct err *err)
{
    static const double legs[] = {14, 20, 30}, radius[] = {2.75, 3.2, 4.0};
    static const double at_mm[] = {8, 13, 14};
    int c = paper->corner, level = paper->corner_level;
    double x = corner_x(b->page, b->k, c, MARK_MM);
    double y = corner_y(b->page, b->k, c, MARK_MM);
    struct place mark = {x - 3.5, y - 3.5, 7, 7};
    switch (paper->corner_how) {
    case CORNER_STAPLED:
        staple(b, c, at_mm[level - 1], rng);
        if (level == 3) {
            staple(b, c, 11, rng);
        }
        return ERR_OK;
    case CORNER_FOLDED: dogear(b, c, legs[level - 1], rng); return ERR_OK;
    case CORNER_PUNCHED:
        round_hole(b, x + rng_normal(rng) * 0.8, y + rng_normal(rng) * 0.8,
                   radius[level - 1], rng_chance(rng, 0.4) ? 25 : 250);
        return ERR_OK;
    case CORNER_DRAWN: return scrawl(b, &mark, level, rng, err);
    default: return ERR_OK; /* torn: paper.c */
    }
}

/* ---- codes ---- */

/* Level 1: a paper label over it; 2: crossed and scrawled over; 3: ink ran. */
static enum err_code spoil_code(const struct brush *b,
                                const struct harm_places *places, int level,
                                struct rng *rng, struct err *err)
{
    if (places->code_count == 0) {
        return ERR_OK;
    }
    const struct place *c = &places->codes[rng_below(rng, places->code_count)];
    double k = b->k, x = c->x + c->w / 2, y = c->y + c->h / 2;
    if (level == 2) {
        return scrawl(b, c, 2, rng, err);
    }
    if (level == 3) {
        for (int i = 0; i < 5; i++) {
            round_hole(b, x + rng_normal(rng) * 3, y + rng_normal(rng) * 3,
                       rng_range(rng, 3, 6), rng_range(rng, 15, 60));
        }
        return ERR_OK;
    }
    for (int32_t j = (int32_t)((c->y - 1) * k); j < (c->y + c->h * 0.8) * k;
         j++) {
        for (int32_t i = (int32_t)((c->x - 2) * k); i < (c->x + c->w + 1) * k;
             i++) {
            uint8_t *px = pixel(b->page, i, j);
            if (px) {
                *px = 244;
            }
        }
    }
    return ERR_OK;
}

/* ---- a round seal ---- */

/* Ink of a rubber stamp: a little patchy everywhere. */
static double patchy(double x, double y, double phase)
{
    return 0.8 + 0.2 * sin(1.7 * x + phase) * sin(1.3 * y - phase);
}

/* Is (x, y), mm from the centre of a seal of 42 mm, inked?  The rim, the
 * star, and sixteen signs of four strokes each along the rim. */
static double seal_ink(double x, double y, uint64_t key)
{
    double r = hypot(x, y), a = atan2(y, x);
    if (r > 19.8 && r < 21.0) {
        return 1.0;
    }
    if (r < 7.0) {
        double turn = fmod(a + PI / 2 + 4 * PI, 2 * PI / 5) - PI / 5;
        double t = fabs(turn) / (PI / 5); /* 1 at a tip, 0 at a notch */
        return r < 2.7 + 4.3 * pow(t, 1.6) ? 1.0 : 0.0;
    }
    if (r > 13.0 && r < 18.2) {
        double slot = (a + PI) / (2 * PI) * 16;
        int sign = (int)slot;
        double u = (slot - sign) * 5.9 - 0.6, v = r - 13.2;
        if (u < 0 || u > 4.6) {
            return 0.0;
        }
        for (int s = 0; s < 5; s++) {
            uint64_t h = (key + (uint64_t)(sign * 8 + s)) * 0x9E3779B97F4A7C15u;
            double place = (double)(h >> 40 & 1023) / 1023.0;
            double coord = h >> 60 & 1 ? u / 4.6 : v / 5.0;
            if (fabs(coord - place) < 0.055) {
                return 1.0;
            }
        }
    }
    return 0.0;
}

static void seal(const struct brush *b, double cx, double cy, double dark,
                 struct rng *rng)
{
    double k = b->k, phase = rng_range(rng, 0, 2 * PI);
    double turn = rng_normal(rng) * 0.2;
    uint64_t key = rng_next(rng);
    for (int32_t j = (int32_t)((cy - 21.5) * k); j < (cy + 21.5) * k; j++) {
        for (int32_t i = (int32_t)((cx - 21.5) * k); i < (cx + 21.5) * k; i++) {
            double x = i / k - cx, y = j / k - cy;
            double u = x * cos(turn) + y * sin(turn);
            double v = y * cos(turn) - x * sin(turn);
            double ink = seal_ink(u, v, key);
            uint8_t *px = ink > 0 ? pixel(b->page, i, j) : NULL;
            mix(px, 0, dark * patchy(x, y, phase));
        }
    }
}

static void seals(const struct brush *b, const struct paper *paper,
                  const struct harm_places *places, double red,
                  struct rng *rng)
{
    for (int i = 0; i < paper->seals; i++) {
        double x = b->page->w / b->k * rng_range(rng, 0.3, 0.7);
        double y = b->page->h / b->k * rng_range(rng, 0.3, 0.8);
        if (places->box_count > 0) { /* somewhere over the boxes */
            const struct place *at =
                &places->boxes[rng_below(rng, places->box_count)].at;
            x = at->x + rng_range(rng, -15, 15);
            y = at->y + rng_range(rng, -15, 15);
        }
        seal(b, x, y, paper->seal_dark * red, rng);
    }
}

/* ---- what lies on the sheet ---- */

/* Another sheet of the pile, a little askew, covers `share` of this one from
 * the bottom or the top; its edge throws a thin shadow. */
static void cover_sheet(const struct brush *b, double share,
                        const struct picture *other, struct rng *rng)
{
    struct picture *page = b->page;
    double slope = rng_normal(rng) * 0.04, k = b->k;
    bool below = rng_chance(rng, 0.5);
    double shift = rng_range(rng, 0.25, 0.75) * page->h;
    for (int32_t x = 0; x < page->w; x++) {
        double edge = (below ? 1 - share : share) * page->h +
                      slope * (x - page->w / 2.0);
        for (int32_t y = 0; y < page->h; y++) {
            double in = below ? y - edge : edge - y;
            uint8_t *px = pixel(page, x, y);
            if (in < 0) {
                mix(px, 60, in > -0.8 * k ? 0.35 : 0.0);
                continue;
            }
            double grey = 252;
            if (other && in > k) {
                grey = picture_at(other, x + slope * (y - edge),
                                  fmod(y + shift, page->h), 252);
            }
            *px = (uint8_t)grey;
        }
    }
}

/* A fingertip and a piece of its finger, coming in from one edge. */
static void finger(const struct brush *b, struct rng *rng)
{
    struct picture *page = b->page;
    double k = b->k, w = page->w / k, h = page->h / k;
    double deep = rng_range(rng, 14, 38), half = rng_range(rng, 7, 9.5);
    double grey = rng_range(rng, 95, 175), along = rng_range(rng, 0.15, 0.85);
    int edge = (int)rng_below(rng, 4);
    double lean = rng_normal(rng) * 0.3;
    for (int32_t j = 0; j < page->h; j++) {
        for (int32_t i = 0; i < page->w; i++) {
            double x = i / k, y = j / k;
            double into = edge == 0 ? y : edge == 1 ? w - x
                          : edge == 2 ? h - y : x;
            if (into > deep + half) {
                continue;
            }
            double at = edge & 1 ? y - along * h : x - along * w;
            at -= lean * into;
            double past = into > deep - half ? into - deep + half : 0.0;
            double d = hypot(at, past) - half;
            uint8_t *px = pixel(page, i, j);
            if (d < 0) { /* rounder and darker towards its sides */
                *px = (uint8_t)(grey * (0.72 + 0.28 * fmin(1.0, -d / 4)));
            } else {
                mix(px, 40, 0.35 * exp(-d / 1.5));
            }
        }
    }
}

enum err_code harm_page(const struct paper *paper,
                        const struct harm_places *places, double red,
                        struct rng *rng, double dpi,
                        const struct picture *other, struct picture *page,
                        struct err *err)
{
    struct brush b = {page, dpi / MM_PER_INCH};
    enum err_code code = ERR_OK;
    if (paper->corner_how != CORNER_TORN && paper->corner_level > 0) {
        code = spoil_corner(&b, paper, rng, err);
    }
    if (code == ERR_OK && paper->dead_code > 0) {
        code = spoil_code(&b, places, paper->dead_code, rng, err);
    }
    seals(&b, paper, places, red, rng);
    for (int i = 0; i < paper->fingers; i++) {
        finger(&b, rng);
    }
    if (paper->covered > 0) {
        cover_sheet(&b, paper->covered, other, rng);
    }
    return code;
}
