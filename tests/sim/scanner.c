/* How a sheet is taken: placement, optics, sensor, exposure, threshold. */
#include "tests/sim/scanner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/units.h"

#define PI 3.14159265358979323846

static double one_if_zero(double value)
{
    return value == 0.0 ? 1.0 : value;
}

/* ---- where a point of the page comes to lie ---- */

static struct view view_make(const struct scanner *s, const struct paper *paper,
                             const struct picture *page, double page_dpi,
                             struct rng *rng)
{
    double k = s->dpi / MM_PER_INCH;
    double w = page->w / page_dpi * MM_PER_INCH;
    double h = page->h / page_dpi * MM_PER_INCH;
    double lines = one_if_zero(s->lines_share);
    double sx = one_if_zero(s->scale_x), sy = one_if_zero(s->scale_y);
    double turn = s->skew_deg * PI / 180.0;
    struct view v = {
        .w_px = floor((w + 2 * s->border_mm) * k),
        .h_px = floor((h + 2 * s->border_mm) * k * lines),
        .stretch_px = s->stretch_mm * k,
        .stretch_phase = rng_range(rng, 0, 2 * PI),
        .stretch_waves = rng_range(rng, 0.5, 1.6),
        .turned = s->turned & 3,
        .folds = paper->folds,
        .fold_px = paper->fold_shift_mm * k,
    };
    v.a = k * sx * cos(turn);
    v.b = -k * sy * sin(turn);
    v.d = k * sx * sin(turn) * lines;
    v.e = k * sy * cos(turn) * lines;
    if (s->keystone > 0) { /* a tilt in any direction; smaller far away */
        double way = rng_range(rng, 0, 2 * PI);
        v.px = s->keystone * cos(way) / v.w_px;
        v.py = s->keystone * sin(way) / v.h_px;
    }
    v.c = v.w_px / 2 + s->shift_x_mm * k - v.a * w / 2 - v.b * h / 2;
    v.f = v.h_px / 2 + s->shift_y_mm * k - v.d * w / 2 - v.e * h / 2;
    v.out_h = v.h_px;
    for (int i = 0; i < v.folds; i++) {
        v.fold_y_px[i] = v.h_px * (i + 1.0) / (v.folds + 1.0);
    }
    return v;
}

/* How far row y was displaced along the feed.  The output row y shows what
 * would lie at y - slip(y) on a perfect feeder; slopes stay far below 1. */
static double slip(const struct view *v, double y)
{
    double s = v->stretch_px *
               sin(2 * PI * v->stretch_waves * y / v->out_h + v->stretch_phase);
    for (int i = 0; i < v->folds; i++) {
        s -= y > v->fold_y_px[i] ? v->fold_px : 0.0;
    }
    return s;
}

void view_point(const struct view *v, double x_mm, double y_mm, double *x,
                double *y)
{
    double px = v->a * x_mm + v->b * y_mm + v->c;
    double flat = v->d * x_mm + v->e * y_mm + v->f;
    double mx = px - v->w_px / 2, my = flat - v->h_px / 2;
    double far = 1.0 + v->px * mx + v->py * my;
    px = v->w_px / 2 + mx / far;
    flat = v->h_px / 2 + my / far;
    double py = flat;
    for (int i = 0; i < 4; i++) {
        py = flat + slip(v, py);
    }
    switch (v->turned) {
    case 1:
        *x = v->h_px - py;
        *y = px;
        break;
    case 2:
        *x = v->w_px - px;
        *y = v->h_px - py;
        break;
    case 3:
        *x = py;
        *y = v->w_px - px;
        break;
    default:
        *x = px;
        *y = py;
        break;
    }
}

/* ---- sampling ---- */

enum { SUB = 16 }; /* bits of the fraction in source coordinates */

/* Narrow [*first, *last) to the steps k for which 0 <= from + k step < end. */
static void clip(int64_t from, int64_t step, int64_t end, int32_t *first,
                 int32_t *last)
{
    while (*first < *last && (from + *first * step < 0 ||
                              from + *first * step >= end)) {
        int64_t gap = from + *first * step;
        int64_t need = gap < 0 && step > 0    ? (-gap + step - 1) / step
                       : gap >= end && step < 0 ? (gap - end - step) / -step
                                                : *last - *first;
        *first += (int32_t)(need < 1 ? 1
                            : need > *last - *first ? *last - *first
                                                    : need);
    }
    while (*last > *first && (from + (*last - 1) * step < 0 ||
                              from + (*last - 1) * step >= end)) {
        (*last)--;
    }
}

/* The same through a tilted camera: every pixel is looked up by itself. */
static void resample_tilted(const struct view *v, const struct picture *page,
                            double page_dpi, uint8_t lid, struct picture *out)
{
    double kp = page_dpi / MM_PER_INCH, det = v->a * v->e - v->b * v->d;
    for (int32_t y = 0; y < out->h; y++) {
        uint8_t *row = out->px + (size_t)y * (size_t)out->w;
        double ty = y + 0.5 - slip(v, y + 0.5) - v->h_px / 2;
        for (int32_t x = 0; x < out->w; x++) {
            double tx = x + 0.5 - v->w_px / 2;
            double near = 1.0 - v->px * tx - v->py * ty;
            double rx = tx / near + v->w_px / 2 - v->c;
            double ry = ty / near + v->h_px / 2 - v->f;
            double sx = (v->e * rx - v->b * ry) / det * kp - 0.5;
            double sy = (v->a * ry - v->d * rx) / det * kp - 0.5;
            row[x] = (uint8_t)lround(picture_at(page, sx, sy, lid));
        }
    }
}

/* Every output row is a straight line through the page, so its samples are
 * two additions and a bilinear read each. */
static void resample(const struct view *v, const struct picture *page,
                     double page_dpi, uint8_t lid, struct picture *out)
{
    if (v->px != 0.0 || v->py != 0.0) {
        resample_tilted(v, page, page_dpi, lid, out);
        return;
    }
    double kp = page_dpi / MM_PER_INCH;
    double det = v->a * v->e - v->b * v->d;
    /* page px per output px, and the start of each row */
    double xx = v->e / det * kp, yx = -v->d / det * kp;
    int64_t step_x = llround(xx * (1 << SUB)),
            step_y = llround(yx * (1 << SUB));
    int64_t wide = (int64_t)(page->w - 1) << SUB;
    int64_t high = (int64_t)(page->h - 1) << SUB;
    for (int32_t y = 0; y < out->h; y++) {
        double ry = y + 0.5 - slip(v, y + 0.5) - v->f, rx = 0.5 - v->c;
        double sx = (v->e * rx - v->b * ry) / det * kp - 0.5;
        double sy = (v->a * ry - v->d * rx) / det * kp - 0.5;
        int64_t fx = llround(sx * (1 << SUB)), fy = llround(sy * (1 << SUB));
        uint8_t *row = out->px + (size_t)y * (size_t)out->w;
        int32_t first = 0, last = out->w;
        clip(fx, step_x, wide, &first, &last);
        clip(fy, step_y, high, &first, &last);
        last = last < first ? first : last;
        memset(row, lid, (size_t)first);
        memset(row + last, lid, (size_t)(out->w - last));
        fx += first * step_x;
        fy += first * step_y;
        for (int32_t x = first; x < last; x++, fx += step_x, fy += step_y) {
            const uint8_t *at = page->px +
                                (size_t)(fy >> SUB) * (size_t)page->w +
                                (size_t)(fx >> SUB);
            int ax = (int)(fx >> (SUB - 8)) & 255,
                ay = (int)(fy >> (SUB - 8)) & 255;
            int top = at[0] * (256 - ax) + at[1] * ax;
            int low = at[page->w] * (256 - ax) + at[page->w + 1] * ax;
            row[x] = (uint8_t)((top * (256 - ay) + low * ay + 32768) >> 16);
        }
    }
}

/* ---- exposure and sensor ---- */

static void expose(const struct scanner *s, struct rng *rng,
                   struct picture *out)
{
    uint8_t tone[256];
    double paper = one_if_zero(s->paper_grey), g = one_if_zero(s->gamma);
    paper = s->paper_grey == 0.0 ? 255.0 : paper;
    for (int i = 0; i < 256; i++) {
        double level = pow(i / 255.0, g);
        tone[i] = (uint8_t)lround(s->ink_grey + (paper - s->ink_grey) * level);
    }
    double angle = rng_range(rng, 0, 2 * PI);
    double gx = s->shade * cos(angle) / out->w,
           gy = s->shade * sin(angle) / out->h;
    for (int32_t y = 0; y < out->h; y++) {
        uint8_t *row = out->px + (size_t)y * (size_t)out->w;
        for (int32_t x = 0; x < out->w; x++) {
            row[x] = tone[row[x]];
        }
        if (s->shade <= 0.0) {
            continue;
        }
        double light = 1.0 - 0.71 * s->shade + gx * (0 - out->w / 2.0) +
                       gy * (y - out->h / 2.0);
        int32_t l = (int32_t)(light * 65536), step = (int32_t)(gx * 65536);
        for (int32_t x = 0; x < out->w; x++) { /* light <= 1: no overflow */
            row[x] = (uint8_t)((row[x] * (l + x * step)) >> 16);
        }
    }
}

/* A shadow with a soft edge lies over part of the picture. */
static void cast_shadow(const struct scanner *s, struct rng *rng,
                        struct picture *out)
{
    double way = rng_range(rng, 0, 2 * PI), c = cos(way), n = sin(way);
    double soft = rng_range(rng, 6, 25) * s->dpi / MM_PER_INCH;
    double at = rng_range(rng, -0.35, 0.35) * out->h;
    for (int32_t y = 0; y < out->h; y++) {
        uint8_t *row = out->px + (size_t)y * (size_t)out->w;
        for (int32_t x = 0; x < out->w; x++) {
            double d = (c * (x - out->w / 2.0) + n * (y - out->h / 2.0) - at) /
                       soft;
            double share = d <= -1 ? 0 : d >= 1 ? 1 : 0.5 + 0.5 * d;
            row[x] = (uint8_t)(row[x] * (1.0 - s->shadow * share));
        }
    }
}

enum { NOISE_N = 1 << 16 };

/* Gaussian noise from a table read at a random place for each row: quick, and
 * no pattern repeats within a row at any width below 65,536. */
static enum err_code add_noise(double sigma, struct rng *rng,
                               struct picture *out, struct err *err)
{
    int16_t *table = mem_alloc(NOISE_N * 2, sizeof *table);
    if (!table) {
        return err_set(err, ERR_NOMEM, 0, "no memory for the noise");
    }
    for (size_t i = 0; i < NOISE_N; i++) {
        table[i] = (int16_t)lround(sigma * 16.0 * rng_normal(rng));
        table[i + NOISE_N] = table[i];
    }
    for (int32_t y = 0; y < out->h; y++) {
        const int16_t *restrict n = table + rng_below(rng, NOISE_N);
        uint8_t *restrict row = out->px + (size_t)y * (size_t)out->w;
        for (int32_t x = 0; x < out->w; x++) {
            int v = (row[x] * 16 + n[x] + 8) >> 4;
            row[x] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
        }
    }
    free(table);
    return ERR_OK;
}

/* Dirt on the glass of a feeder draws a line down the whole page. */
static void draw_streaks(const struct scanner *s, struct rng *rng,
                         struct picture *out)
{
    double k = s->dpi / MM_PER_INCH;
    for (int i = 0; i < s->streaks && i < STREAKS_MAX; i++) {
        double x0 = rng_range(rng, 0.03, 0.97) * out->w;
        double half =
            fmax(0.5, 0.5 * s->streak_mm * k * rng_range(rng, 0.5, 1.3));
        double dark = s->streak_dark * rng_range(rng, 0.6, 1.0);
        bool pale = rng_chance(rng, 0.2); /* a smear that reflects */
        for (int32_t y = 0; y < out->h; y++) {
            for (int32_t x = (int32_t)(x0 - half); x <= x0 + half; x++) {
                if (x >= 0 && x < out->w) {
                    uint8_t *px =
                        &out->px[(size_t)y * (size_t)out->w + (size_t)x];
                    *px = (uint8_t)(pale ? fmin(250, *px + fmax(0, 250 - *px) * dark * 0.6)
                                         : *px * (1.0 - dark));
                }
            }
        }
    }
}

static void draw_speckle(const struct scanner *s, struct rng *rng,
                         struct picture *out)
{
    double cm2 = (double)out->w * out->h / (s->dpi * s->dpi) * 6.4516;
    size_t specks = (size_t)(s->speckle * cm2);
    for (size_t i = 0; i < specks; i++) {
        int32_t x = (int32_t)rng_below(rng, (size_t)out->w);
        int32_t y = (int32_t)rng_below(rng, (size_t)out->h);
        int32_t side = 1 + (int32_t)rng_below(rng, 2);
        uint8_t to = rng_chance(rng, 0.7) ? 10 : 250;
        for (int32_t j = y; j < y + side && j < out->h; j++) {
            for (int32_t k = x; k < x + side && k < out->w; k++) {
                out->px[(size_t)j * (size_t)out->w + (size_t)k] = to;
            }
        }
    }
}

/* ---- one bit ---- */

/* Paper level of each tile: the mean of its brightest quarter would need a
 * histogram; scanners use a running peak, and a tile's 4x4-thinned maximum
 * with a mild average does the same. */
static uint8_t tile_paper(const struct picture *p, int32_t x0, int32_t y0,
                          int32_t tile)
{
    int best[4] = {0, 0, 0, 0};
    for (int32_t y = y0; y < y0 + tile && y < p->h; y += 4) {
        for (int32_t x = x0; x < x0 + tile && x < p->w; x += 4) {
            int v = p->px[(size_t)y * (size_t)p->w + (size_t)x];
            int *slot = &best[(y / 4 + x / 4) & 3];
            *slot = v > *slot ? v : *slot;
        }
    }
    return (uint8_t)((best[0] + best[1] + best[2] + best[3]) / 4);
}

static void threshold(const struct scanner *s, struct picture *out)
{
    double paper = s->paper_grey == 0.0 ? 255.0 : s->paper_grey;
    int fixed = (int)(s->ink_grey + (paper - s->ink_grey) * s->threshold);
    int32_t tile = (int32_t)(s->dpi * 0.35); /* 9 mm: wider than any mark */
    int least = (int)(0.62 * paper);         /* solid black is no paper */
    for (int32_t ty = 0; ty < out->h; ty += tile) {
        for (int32_t tx = 0; tx < out->w; tx += tile) {
            int cut = fixed;
            if (s->adaptive) {
                int local = tile_paper(out, tx, ty, tile);
                local = local < least ? least : local;
                cut = (int)(s->ink_grey + (local - s->ink_grey) * s->threshold);
            }
            for (int32_t y = ty; y < ty + tile && y < out->h; y++) {
                uint8_t *row = out->px + (size_t)y * (size_t)out->w;
                int32_t x1 = tx + tile < out->w ? tx + tile : out->w;
                for (int32_t x = tx; x < x1; x++) {
                    row[x] = row[x] < cut ? 0 : 255;
                }
            }
        }
    }
}

enum err_code scanner_take(const struct scanner *s, const struct paper *paper,
                           struct rng *rng, const struct picture *page,
                           double page_dpi, struct picture *out,
                           struct view *view, struct err *err)
{
    *view = view_make(s, paper, page, page_dpi, rng);
    struct picture soft;
    enum err_code code = picture_copy(page, &soft, err);
    if (code != ERR_OK) {
        return code;
    }
    /* The sensor's own aperture is a pixel; finer pages are averaged to it. */
    double down = page_dpi / s->dpi;
    double aperture = down > 1.0 ? 0.35 * down : 0.3;
    code = picture_blur(
        &soft, hypot(aperture, s->blur_mm * page_dpi / MM_PER_INCH), err);
    if (code == ERR_OK) {
        code =
            picture_init(out, (int32_t)view->w_px, (int32_t)view->h_px, 0, err);
    }
    if (code == ERR_OK) {
        resample(view, &soft, page_dpi, (uint8_t)lround(s->lid * 255.0), out);
    }
    picture_deinit(&soft);
    if (code != ERR_OK) {
        return code;
    }
    expose(s, rng, out);
    if (s->shadow > 0) {
        cast_shadow(s, rng, out);
    }
    draw_streaks(s, rng, out);
    if (s->noise > 0) {
        code = add_noise(s->noise, rng, out, err);
    }
    draw_speckle(s, rng, out);
    if (s->bilevel) {
        threshold(s, out);
    }
    if (code == ERR_OK) {
        code = picture_turn(out, s->turned, err);
    }
    if (code != ERR_OK) {
        picture_deinit(out);
    }
    return code;
}

/* Does a streak of the glass run through here, dark above and below the box? */
static bool on_streak(const struct picture *out, double x, double y,
                      double high, double limit)
{
    for (int side = -1; side <= 1; side += 2) {
        for (int i = 0; i < 3; i++) {
            double away = side * high * (1.3 + 0.25 * i);
            if (picture_at(out, x, y + away, 255) >= limit) {
                return false;
            }
        }
    }
    return true;
}

double scanner_seen(const struct view *view, const struct scanner *s,
                    const struct picture *out, const struct place *box)
{
    double x, y, paper = 0.0; /* brightest of eight points just outside */
    for (int i = 0; i < 9; i++) {
        view_point(view, box->x - 0.8 + (i % 3) * (box->w + 1.6) / 2,
                   box->y - 0.8 + (i / 3) * (box->h + 1.6) / 2, &x, &y);
        paper = i == 4 ? paper : fmax(paper, picture_at(out, x, y, 0));
    }
    double limit = paper - fmax(25.0, 3.0 * s->noise);
    int dark = 0, all = 0;
    double top[2], foot[2];
    view_point(view, box->x, box->y, &top[0], &top[1]);
    view_point(view, box->x, box->y + box->h, &foot[0], &foot[1]);
    double high = hypot(foot[0] - top[0], foot[1] - top[1]);
    for (double v = 0.6; v < box->h - 0.6; v += 0.1) {
        for (double u = 0.6; u < box->w - 0.6; u += 0.1, all++) {
            view_point(view, box->x + u, box->y + v, &x, &y);
            dark += picture_at(out, x - 0.5, y - 0.5, 255) < limit &&
                    !on_streak(out, x - 0.5, y - 0.5, high, limit);
        }
    }
    return all ? (double)dark / all : 0.0;
}
