/* What happens to a sheet before it is scanned. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/base/units.h"
#include "tests/sim/scanner.h"

#define PI 3.14159265358979323846

/* A smooth random field over the page, about -1..1: noise on a coarse grid,
 * read bilinearly. */
enum { FIELD_W = 13, FIELD_H = 18 };

struct field {
    float at[FIELD_H][FIELD_W];
};

static struct field field_make(struct rng *rng)
{
    struct field f;
    for (int y = 0; y < FIELD_H; y++) {
        for (int x = 0; x < FIELD_W; x++) {
            f.at[y][x] = (float)rng_range(rng, -1.0, 1.0);
        }
    }
    return f;
}

/* The field along one pixel row, as one value per grid column. */
static void field_row(const struct field *f, double v, float out[FIELD_W])
{
    double gy = v * (FIELD_H - 1.001);
    int iy = (int)gy;
    float ay = (float)(gy - iy);
    for (int x = 0; x < FIELD_W; x++) {
        out[x] = f->at[iy][x] * (1 - ay) + f->at[iy + 1][x] * ay;
    }
}

/* Whole numbers and straight pieces between the field's columns, as most of
 * the pages' pixels are touched here. */
static void fade_toner(const struct paper *paper, struct rng *rng,
                       struct picture *page)
{
    struct field field = field_make(rng);
    for (int32_t y = 0; y < page->h; y++) {
        uint8_t *row = page->px + (size_t)y * (size_t)page->w;
        float f[FIELD_W];
        field_row(&field, (double)y / page->h, f);
        for (int32_t c = 0; c + 1 < FIELD_W; c++) {
            int32_t x0 = (int32_t)((int64_t)page->w * c / (FIELD_W - 1));
            int32_t x1 = (int32_t)((int64_t)page->w * (c + 1) / (FIELD_W - 1));
            double from = paper->toner + paper->patchy * (double)f[c];
            double to = paper->toner + paper->patchy * (double)f[c + 1];
            from = fmin(fmax(from, 0.0), 0.9);
            to = fmin(fmax(to, 0.0), 0.9);
            int32_t keep = (int32_t)((1.0 - from) * 65536);
            int32_t step = (int32_t)((from - to) * 65536) / (x1 - x0);
            for (int32_t x = x0; x < x1; x++) {
                int32_t ink = (255 - row[x]) * (keep + (x - x0) * step);
                row[x] = (uint8_t)(255 - ((ink + 32768) >> 16));
            }
        }
    }
}

/* One generation of copying: softened, contrast pushed, dust added. */
static enum err_code copy_once(struct rng *rng, double spread_px,
                               struct picture *page, struct err *err)
{
    enum err_code code = picture_blur(page, fmax(spread_px, 0.6), err);
    if (code != ERR_OK) {
        return code;
    }
    uint8_t push[256];
    double middle = rng_range(rng, 130, 175);
    for (int i = 0; i < 256; i++) {
        push[i] = (uint8_t)lround(255.0 / (1.0 + exp(-(i - middle) / 18.0)));
    }
    size_t n = (size_t)page->w * (size_t)page->h;
    for (size_t i = 0; i < n; i++) {
        page->px[i] = push[page->px[i]];
    }
    for (int i = 0; i < 250; i++) {
        page->px[rng_below(rng, n)] = 0;
    }
    return ERR_OK;
}

enum err_code paper_print(const struct paper *paper, struct rng *rng,
                          double dpi, struct picture *page, struct err *err)
{
    (void)dpi;
    enum err_code code = ERR_OK;
    for (int i = 0; i < paper->copies && code == ERR_OK; i++) {
        code = copy_once(rng, paper->spread_px, page, err);
    }
    if (code == ERR_OK && paper->copies == 0) {
        code = picture_blur(page, paper->spread_px, err);
    }
    if (code == ERR_OK && (paper->toner > 0 || paper->patchy > 0)) {
        fade_toner(paper, rng, page);
    }
    return code;
}

static void darken(uint8_t *px, double share)
{
    *px = (uint8_t)lround(*px * (1.0 - fmin(fmax(share, 0.0), 1.0)));
}

static void show_through(const struct paper *paper, const struct picture *back,
                         struct picture *page)
{
    int k = (int)lround(paper->show_through * 256.0);
    int32_t w = page->w < back->w ? page->w : back->w;
    int32_t h = page->h < back->h ? page->h : back->h;
    for (int32_t y = 0; y < h; y++) {
        uint8_t *row = page->px + (size_t)y * (size_t)page->w;
        const uint8_t *other = back->px + (size_t)y * (size_t)back->w;
        for (int32_t x = 0; x < w; x++) {
            int shade = 256 - (((255 - other[back->w - 1 - x]) * k) >> 8);
            row[x] = (uint8_t)((row[x] * shade) >> 8);
        }
    }
}

/* A crease across (or down) the page: a thin dark line with a light flank,
 * broken here and there. */
static void crease(struct picture *page, struct rng *rng, double at,
                   double dark, bool upright, double k)
{
    double half = rng_range(rng, 0.1, 0.3) * k,
           wave = rng_range(rng, 0, 2 * PI);
    int32_t length = upright ? page->h : page->w;
    for (int32_t s = 0; s < length; s++) {
        double strength = dark * (0.6 + 0.4 * sin(s / (14.0 * k) + wave)) *
                          rng_range(rng, 0.5, 1.0);
        double middle = at + 0.3 * k * sin(s / (60.0 * k) + wave);
        for (int32_t d = -(int32_t)(3 * half) - 1; d <= 3 * half + 1; d++) {
            double x = upright ? middle + d : s, y = upright ? s : middle + d;
            if (x < 0 || y < 0 || x >= page->w || y >= page->h) {
                continue;
            }
            uint8_t *px = page->px + (size_t)y * (size_t)page->w + (size_t)x;
            darken(px, strength * exp(-0.5 * (d / half) * (d / half)));
        }
    }
}

/* A drop that dried: a pale disc with a darker, wobbling rim. */
static void stain(struct picture *page, struct rng *rng, double dark, double k)
{
    double r = rng_range(rng, 4, 22) * k, wave = rng_range(rng, 0, 2 * PI);
    double cx = rng_range(rng, 0, page->w), cy = rng_range(rng, 0, page->h);
    int32_t x0 = (int32_t)fmax(0, cx - 1.3 * r);
    int32_t x1 = (int32_t)fmin(page->w, cx + 1.3 * r);
    int32_t y0 = (int32_t)fmax(0, cy - 1.3 * r);
    int32_t y1 = (int32_t)fmin(page->h, cy + 1.3 * r);
    for (int32_t y = y0; y < y1; y++) {
        for (int32_t x = x0; x < x1; x++) {
            double a = atan2(y - cy, x - cx);
            double rim = r * (1 + 0.08 * sin(3 * a + wave) + 0.04 * sin(7 * a));
            double d = (hypot(x - cx, y - cy) - rim) / (0.6 * k);
            double ink = d < -1 ? 0.45 : exp(-d * d);
            if (d < 3) {
                darken(&page->px[(size_t)y * (size_t)page->w + (size_t)x],
                       dark * ink);
            }
        }
    }
}

/* A punched hole shows the lid, near enough black or white. */
static void hole(struct picture *page, double cx, double cy, double r,
                 uint8_t lid)
{
    for (int32_t y = (int32_t)(cy - r); y <= cy + r; y++) {
        for (int32_t x = (int32_t)(cx - r); x <= cx + r; x++) {
            if (x >= 0 && y >= 0 && x < page->w && y < page->h &&
                hypot(x - cx, y - cy) <= r) {
                page->px[(size_t)y * (size_t)page->w + (size_t)x] = lid;
            }
        }
    }
}

static void punch(struct picture *page, int holes, struct rng *rng, double k)
{
    uint8_t lid = rng_chance(rng, 0.3) ? 25 : 250;
    double x = rng_range(rng, 7.0, 11.0) * k;
    double pitch = holes <= 2 ? 80.0 : 70.0;
    for (int i = 0; i < holes; i++) {
        double y = page->h / 2.0 + (i - (holes - 1) / 2.0) * pitch * k;
        hole(page, x, y, 2.75 * k, lid);
    }
}

static void tear(struct picture *page, int corner, double legs, struct rng *rng,
                 double k)
{
    double ragged = 0;
    for (int32_t y = 0; y < page->h; y++) {
        int32_t from = corner < 2 ? y : page->h - 1 - y;
        if (from > legs * k) {
            continue;
        }
        ragged = 0.95 * ragged + 0.3 * rng_normal(rng);
        int32_t wide = (int32_t)fmax(0, legs * k - from + ragged * k * 0.3);
        wide = wide < page->w ? wide : page->w;
        uint8_t *row = page->px + (size_t)y * (size_t)page->w;
        memset(corner & 1 ? row + (page->w - wide) : row, 250, (size_t)wide);
    }
}

/* Recycled paper is not even: darker by up to `levels` where the field is
 * high.  Whole numbers and straight pieces, as every pixel is touched. */
static void roughen(struct picture *page, double levels, struct rng *rng)
{
    struct field field = field_make(rng);
    for (int32_t y = 0; y < page->h; y++) {
        uint8_t *row = page->px + (size_t)y * (size_t)page->w;
        float f[FIELD_W];
        field_row(&field, (double)y / page->h, f);
        for (int32_t c = 0; c + 1 < FIELD_W; c++) {
            int32_t x0 = (int32_t)((int64_t)page->w * c / (FIELD_W - 1));
            int32_t x1 = (int32_t)((int64_t)page->w * (c + 1) / (FIELD_W - 1));
            double k = levels / 510.0 * 65536.0;
            int32_t keep = 65536 - (int32_t)(k * (1.0 + (double)f[c]));
            int32_t step = (int32_t)(k * (double)(f[c] - f[c + 1])) / (x1 - x0);
            for (int32_t x = x0; x < x1; x++) {
                row[x] = (uint8_t)((row[x] * (keep + (x - x0) * step)) >> 16);
            }
        }
    }
}

enum err_code paper_wear(const struct paper *paper, struct rng *rng, double dpi,
                         const struct picture *back, struct picture *page,
                         struct err *err)
{
    (void)err;
    double k = dpi / MM_PER_INCH;
    if (back && paper->show_through > 0) {
        show_through(paper, back, page);
    }
    if (paper->texture > 0) {
        roughen(page, paper->texture, rng);
    }
    for (int i = 0; i < paper->folds; i++) { /* thirds or halves, crosswise */
        double y = page->h * (i + 1.0) / (paper->folds + 1.0) +
                   rng_normal(rng) * 3 * k;
        crease(page, rng, y, paper->fold_dark, false, k);
    }
    if (paper->folds > 1) {
        crease(page, rng, page->w * rng_range(rng, 0.45, 0.55),
               paper->fold_dark, true, k);
    }
    for (int i = 0; i < paper->stains; i++) {
        stain(page, rng, paper->stain_dark, k);
    }
    if (paper->holes > 0) {
        punch(page, paper->holes, rng, k);
    }
    if (paper->corner_mm > 0) {
        tear(page, paper->corner, paper->corner_mm, rng, k);
    }
    return ERR_OK;
}
