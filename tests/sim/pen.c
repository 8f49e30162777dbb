#include "tests/sim/pen.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/base/units.h"

static const char *const kind_words[] = {
    [PEN_BALLPOINT] = "ballpoint",
    [PEN_GEL] = "gel",
    [PEN_PENCIL] = "pencil",
    [PEN_FELT] = "felt",
};
static const char *const hue_words[] = {
    [HUE_BLACK] = "black",
    [HUE_BLUE] = "blue",
    [HUE_RED] = "red",
};
_Static_assert(sizeof kind_words / sizeof *kind_words == PEN_KIND_COUNT, "");
_Static_assert(sizeof hue_words / sizeof *hue_words == HUE_COUNT, "");

const char *pen_kind_word(enum pen_kind kind)
{
    return kind_words[kind];
}

const char *pen_hue_word(enum pen_hue hue)
{
    return hue_words[hue];
}

struct pen pen_any(struct rng *rng, enum pen_kind kind, enum pen_hue hue,
                   double faint)
{
    struct pen pen = {.kind = kind, .hue = hue};
    switch (kind) {
    case PEN_BALLPOINT: /* 0.7 mm balls leave lines of 0.25-0.4 mm */
        pen.width_mm = rng_range(rng, 0.24, 0.42);
        pen.dark = rng_range(rng, 0.72, 0.92);
        pen.gaps = rng_chance(rng, 0.25) ? rng_range(rng, 0.02, 0.12) : 0.01;
        break;
    case PEN_GEL:
        pen.width_mm = rng_range(rng, 0.36, 0.62);
        pen.dark = rng_range(rng, 0.86, 0.97);
        pen.gaps = 0.002;
        break;
    case PEN_PENCIL: /* HB to 2B; `faint` leads towards 2H */
        pen.width_mm = rng_range(rng, 0.32, 0.75);
        pen.dark = rng_range(rng, 0.58, 0.8);
        pen.gaps = 0.0;
        break;
    case PEN_FELT:
    case PEN_KIND_COUNT:
        pen.width_mm = rng_range(rng, 0.75, 1.5);
        pen.dark = rng_range(rng, 0.85, 0.97);
        pen.gaps = 0.0;
        break;
    }
    pen.dark *= 1.0 - 0.55 * faint;
    return pen;
}

double pen_seen(const struct pen *pen, enum lamp lamp)
{
    static const double share[HUE_COUNT][LAMP_COUNT] = {
        [HUE_BLACK] = {1.0, 1.0, 1.0, 1.0},
        [HUE_BLUE] = {0.86, 0.97, 0.9, 0.45},
        [HUE_RED] = {0.68, 0.12, 0.95, 0.9},
    };
    return share[pen->hue][lamp];
}

struct patch { /* the part of the page one trace can touch */
    int32_t x0, y0, w, h;
    uint8_t *cover; /* 0..255 of the ink at each pixel */
};

static enum err_code patch_init(struct patch *p, const struct trace *t,
                                double reach_px, double px_per_mm,
                                const struct picture *page, struct err *err)
{
    double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
    for (size_t i = 0; i < t->n; i++) {
        x0 = fmin(x0, t->at[i].x);
        x1 = fmax(x1, t->at[i].x);
        y0 = fmin(y0, t->at[i].y);
        y1 = fmax(y1, t->at[i].y);
    }
    x0 = fmax(0, floor(x0 * px_per_mm - reach_px));
    y0 = fmax(0, floor(y0 * px_per_mm - reach_px));
    x1 = fmin(page->w, ceil(x1 * px_per_mm + reach_px) + 1);
    y1 = fmin(page->h, ceil(y1 * px_per_mm + reach_px) + 1);
    *p = (struct patch){.x0 = (int32_t)x0, .y0 = (int32_t)y0};
    if (x1 <= x0 || y1 <= y0) {
        return ERR_OK; /* off the page: nothing to draw */
    }
    p->w = (int32_t)(x1 - x0);
    p->h = (int32_t)(y1 - y0);
    p->cover = mem_alloc((size_t)p->w * (size_t)p->h, 1);
    return p->cover ? ERR_OK
                    : err_set(err, ERR_NOMEM, 0, "no memory for a stroke");
}

struct dab { /* one end of a capsule: where, how wide, how much ink */
    double x, y, half, ink; /* px, px, px, 0..1 */
};

/* Ink between two dabs: the strongest ink wins inside one stroke, as a line
 * drawn once is not darker where its own samples overlap. */
static void lay(struct patch *p, const struct dab *a, const struct dab *b,
                double soft_px)
{
    double reach = fmax(a->half, b->half) + soft_px + 1.0;
    int32_t x0 = (int32_t)fmax(0, floor(fmin(a->x, b->x) - reach));
    int32_t x1 = (int32_t)fmin(p->w - 1, ceil(fmax(a->x, b->x) + reach));
    int32_t y0 = (int32_t)fmax(0, floor(fmin(a->y, b->y) - reach));
    int32_t y1 = (int32_t)fmin(p->h - 1, ceil(fmax(a->y, b->y) + reach));
    double dx = b->x - a->x, dy = b->y - a->y;
    double square = dx * dx + dy * dy;
    for (int32_t y = y0; y <= y1; y++) {
        for (int32_t x = x0; x <= x1; x++) {
            double ex = x + 0.5 - a->x, ey = y + 0.5 - a->y;
            double t = square > 0 ? (ex * dx + ey * dy) / square : 0;
            t = t < 0 ? 0 : t > 1 ? 1 : t;
            double d = sqrt((ex - t * dx) * (ex - t * dx) +
                            (ey - t * dy) * (ey - t * dy));
            double half = a->half + (b->half - a->half) * t;
            double edge = (half - d) / (1.0 + soft_px) + 0.5;
            if (edge <= 0) {
                continue;
            }
            double ink = (a->ink + (b->ink - a->ink) * t) * fmin(edge, 1.0);
            uint8_t *at = &p->cover[(size_t)y * (size_t)p->w + (size_t)x];
            uint8_t level = (uint8_t)lround(255.0 * ink);
            *at = level > *at ? level : *at;
        }
    }
}

/* Fixed noise of the paper's tooth, 0..1, with grains of about 0.1 mm. */
static double tooth(double x_mm, double y_mm, uint64_t key)
{
    double gx = x_mm / 0.11, gy = y_mm / 0.11;
    int64_t ix = (int64_t)floor(gx), iy = (int64_t)floor(gy);
    double ax = gx - (double)ix, ay = gy - (double)iy, v[4];
    for (int k = 0; k < 4; k++) {
        uint64_t h = key + (uint64_t)(ix + (k & 1)) * 0x9E3779B97F4A7C15u +
                     (uint64_t)(iy + (k >> 1)) * 0xC2B2AE3D27D4EB4Fu;
        h = (h ^ (h >> 29)) * 0xBF58476D1CE4E5B9u;
        v[k] = (double)((h ^ (h >> 32)) & 0xFFFF) / 65535.0;
    }
    return (v[0] * (1 - ax) + v[1] * ax) * (1 - ay) +
           (v[2] * (1 - ax) + v[3] * ax) * ay;
}

/* Let the ink onto the paper: reflectances multiply, so crossing strokes and
 * strokes over print are darker than either. */
static void settle(const struct pen *pen, double seen, const struct patch *p,
                   double px_per_mm, uint64_t key, struct picture *page)
{
    for (int32_t y = 0; y < p->h; y++) {
        uint8_t *row = page->px + (size_t)(p->y0 + y) * (size_t)page->w + p->x0;
        for (int32_t x = 0; x < p->w; x++) {
            int c = p->cover[(size_t)y * (size_t)p->w + (size_t)x];
            if (c == 0) {
                continue;
            }
            double ink = c / 255.0;
            double grain =
                tooth((p->x0 + x) / px_per_mm, (p->y0 + y) / px_per_mm, key);
            if (pen->kind == PEN_PENCIL) {
                /* Light pressure reaches only the tops of the tooth. */
                ink *= fmin(1.0, fmax(0.0, (ink + 0.42 - grain) / 0.45));
            } else if (pen->kind == PEN_BALLPOINT) {
                ink *= 0.82 + 0.26 * grain;
            } else {
                ink *= 0.93 + 0.07 * grain;
            }
            row[x] = (uint8_t)lround(row[x] *
                                     (1.0 - pen->dark * seen * fmin(ink, 1.0)));
        }
    }
}

enum err_code pen_draw(const struct pen *pen, double seen,
                       const struct trace *trace, struct rng *rng, double dpi,
                       struct picture *page, struct err *err)
{
    if (trace->n < 2) {
        return ERR_OK;
    }
    double k = dpi / MM_PER_INCH;
    double soft = pen->kind == PEN_FELT ? 0.08 * k : 0.02 * k;
    struct patch patch;
    enum err_code code = patch_init(
        &patch, trace, pen->width_mm * 0.8 * k + soft + 3.0, k, page, err);
    if (code != ERR_OK || !patch.cover) {
        return code;
    }
    uint64_t key = rng_next(rng);
    double flow = 1.0,
           gap_left = pen->kind == PEN_BALLPOINT && rng_chance(rng, 0.15)
                          ? rng_range(rng, 0.1, 0.6)
                          : 0.0; /* a dry ball starts late */
    struct dab last = {0};
    for (size_t i = 0; i < trace->n; i++) {
        const struct trace_point *at = &trace->at[i];
        double step = i ? hypot(at->x - at[-1].x, at->y - at[-1].y) : 0.0;
        flow = 0.97 * flow + 0.03 + 0.02 * rng_normal(rng);
        gap_left = gap_left > 0 ? gap_left - step
                   : rng_chance(rng, pen->gaps * step)
                       ? rng_range(rng, 0.1, 0.5)
                       : 0.0;
        double spread = pen->kind == PEN_FELT || pen->kind == PEN_GEL
                            ? 1.08 - 0.18 * at->speed
                            : 0.72 + 0.4 * at->pressure;
        double ink = pen->kind == PEN_PENCIL      ? 0.35 + 0.65 * at->pressure
                     : pen->kind == PEN_BALLPOINT ? 0.62 + 0.42 * at->pressure
                                                  : 0.92 + 0.1 * at->pressure;
        struct dab now = {
            .x = at->x * k - patch.x0,
            .y = at->y * k - patch.y0,
            .half = 0.5 * pen->width_mm * spread * k,
            .ink = fmin(1.0, fmax(0.0, ink * flow)) * (gap_left > 0 ? 0.12 : 1),
        };
        if (i > 0) {
            lay(&patch, &last, &now, soft);
        }
        last = now;
    }
    settle(pen, seen, &patch, k, key, page);
    free(patch.cover);
    return ERR_OK;
}
