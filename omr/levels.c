/* omr/levels.c - see levels.h. */
#include "omr/levels.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"

/* A4 at 75 dpi is 620 px wide; a sideways page is as wide the other way. */
enum { LOW_WIDTH = 620, FACTOR_MAX = 32 };

/* A pixel is dark when it lies this far from paper towards ink.  Grey office
 * paper and shading reach 0.2, toner 0.7 and more even when blurred. */
#define DARK_SHARE 0.45

static enum err_code make_room(struct levels *l, size_t pixels,
                               struct err *err)
{
    if (pixels <= l->room)
        return ERR_OK;
    levels_deinit(l);
    l->low = mem_alloc(pixels + LOW_SLACK, 1);
    l->dark = mem_alloc(pixels + LOW_SLACK, 1);
    l->paper = mem_alloc(pixels, 1); /* far more than tiles: never short */
    if (l->low == NULL || l->dark == NULL || l->paper == NULL) {
        levels_deinit(l);
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    }
    l->room = pixels;
    return ERR_OK;
}

void levels_deinit(struct levels *l)
{
    free(l->low);
    free(l->dark);
    free(l->paper);
    *l = (struct levels){0};
}

/* ---- in small ---- */

/* From factor 3 on every second row is enough: noise averages out all the
 * same, and it is half the reading. */
static int32_t row_step(int32_t factor)
{
    return factor >= 3 ? 2 : 1;
}

/* The mean of `area` pixels from their sum is (sum x scale + half) >> 22. */
static uint32_t scale_of(int32_t factor)
{
    int32_t step = row_step(factor);
    uint32_t area = (uint32_t)((factor + step - 1) / step * factor);
    return (UINT32_C(1) << 22) / area; /* 255 x area x scale fits */
}

/* Add the rows of one band: straight runs of bytes, which the compiler turns
 * into vector code (-O3 for this file, see the Makefile); the sums across
 * follow once a band. */
static void add_row(uint16_t *restrict sums, const uint8_t *restrict row,
                    size_t n)
{
    for (size_t x = 0; x < n; x++)
        sums[x] = (uint16_t)(sums[x] + row[x]);
}

static void set_rows(uint16_t *restrict sums, const uint8_t *restrict a,
                     const uint8_t *restrict b, size_t n)
{
    for (size_t x = 0; x < n; x++)
        sums[x] = (uint16_t)(a[x] + b[x]);
}

/* Called with a constant f, so that the inner loop is unrolled. */
static inline void across(const uint16_t *sums, int32_t f, uint32_t scale,
                          uint8_t *restrict out, int32_t n)
{
    for (int32_t x = 0; x < n; x++, sums += f) {
        uint32_t sum = 0;
        for (int32_t k = 0; k < f; k++)
            sum += sums[k];
        out[x] = (uint8_t)((sum * scale + (1u << 21)) >> 22);
    }
}

/* Four 16-bit sums in one multiplication: 300 dpi. */
static void across_four(const uint16_t *sums, uint32_t scale,
                        uint8_t *restrict out, int32_t n)
{
    for (int32_t x = 0; x < n; x++) {
        uint64_t four;
        memcpy(&four, sums + 4 * (size_t)x, sizeof four);
        uint32_t sum =
            (uint32_t)(four * UINT64_C(0x0001000100010001) >> 48);
        out[x] = (uint8_t)((sum * scale + (1u << 21)) >> 22);
    }
}

static void shrink_grey(struct levels *l, const struct image *image)
{
    uint16_t sums[LIMIT_IMAGE_SIDE_PX];
    int32_t f = l->factor;
    int32_t step = row_step(f);
    uint32_t scale = scale_of(f);
    size_t n = (size_t)l->w * (size_t)f;
    for (int32_t y = 0; y < l->h; y++) {
        const uint8_t *row = image->pixels +
                             (size_t)y * (size_t)f * image->stride;
        const size_t down = (size_t)step * image->stride;
        uint8_t *out = l->low + (size_t)y * (size_t)l->w;
        if (f == 1) {
            memcpy(out, row, n);
            continue;
        }
        set_rows(sums, row, row + down, n);
        for (int32_t r = 2 * step; r < f; r += step)
            add_row(sums, row + (size_t)r * image->stride, n);
        switch (f) {
        case 2: across(sums, 2, scale, out, l->w); break;
        case 3: across(sums, 3, scale, out, l->w); break;
        case 4: across_four(sums, scale, out, l->w); break;
        case 5: across(sums, 5, scale, out, l->w); break;
        case 8: across(sums, 8, scale, out, l->w); break;
        default: across(sums, f, scale, out, l->w); break;
        }
    }
}

/* ---- in small, from bits ---- */

static uint32_t ones_in(uint64_t bits)
{
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) +
           (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (uint32_t)(bits * UINT64_C(0x0101010101010101) >> 56);
}

/* The `n` (at most 32) bits from bit `at` of a row on. */
static uint64_t piece_of(const uint8_t *row, size_t at, int32_t n)
{
    uint64_t bits = 0;
    row += at / 8;
    for (int k = 0; k < 5; k++) /* 32 bits beginning anywhere in a byte */
        bits = bits << 8 | row[k];
    return bits >> (40 - n - (int32_t)(at % 8)) & ((UINT64_C(1) << n) - 1);
}

/* One low row of blocks of up to 8 pixels: the pieces of its rows, four at
 * most, are counted together. */
static void narrow_bits(const uint8_t *rows, size_t stride, int32_t f,
                        const uint8_t *mean, uint8_t *out, int32_t n)
{
    int32_t step = row_step(f);
    unsigned mask = (1u << f) - 1;
    size_t at = 0;
    for (int32_t x = 0; x < n; x++, at += (size_t)f) {
        const uint8_t *p = rows + at / 8;
        int by = 16 - f - (int)(at % 8);
        uint32_t bits = 0;
        for (int32_t r = 0; r < f; r += step, p += (size_t)step * stride)
            bits = bits << 8 | ((unsigned)(p[0] << 8 | p[1]) >> by & mask);
        out[x] = mean[ones_in(bits)];
    }
}

static void wide_bits(const uint8_t *rows, size_t stride, int32_t f,
                      const uint8_t *mean, uint8_t *out, int32_t n)
{
    int32_t step = row_step(f);
    for (int32_t x = 0; x < n; x++) {
        uint32_t white = 0;
        for (int32_t r = 0; r < f; r += step)
            white += ones_in(piece_of(rows + (size_t)r * stride,
                                      (size_t)x * (size_t)f, f));
        out[x] = mean[white];
    }
}

/* 300 dpi: the counts of two blocks, four bits each, to their two means. */
static void fill_pairs(const uint8_t *mean, uint16_t pair[256])
{
    for (unsigned k = 0; k < 256; k++) {
        uint8_t means[2] = {mean[k >> 4 <= 8 ? k >> 4 : 8],
                            mean[(k & 15) <= 8 ? k & 15 : 8]};
        memcpy(&pair[k], means, sizeof pair[k]);
    }
}

/* The four bits of each block in two rows, sixteen blocks at once.  Reads,
 * and writes `out`, up to the next whole sixteen: the row after comes later. */
static void four_bits(const uint8_t *a, size_t stride,
                      const uint16_t pair[256], uint8_t *out, int32_t n)
{
    const uint64_t two = UINT64_C(0x3333333333333333);
    const uint8_t *b = a + 2 * stride;
    for (int32_t x = 0; x < n; x += 16, a += 8, b += 8) {
        uint64_t p, q;
        uint8_t counts[8], means[16];
        memcpy(&p, a, sizeof p);
        memcpy(&q, b, sizeof q);
        p -= p >> 1 & UINT64_C(0x5555555555555555);
        q -= q >> 1 & UINT64_C(0x5555555555555555);
        p = (p & two) + (p >> 2 & two) + (q & two) + (q >> 2 & two);
        memcpy(counts, &p, sizeof counts);
        for (int k = 0; k < 8; k++)
            memcpy(means + 2 * k, &pair[counts[k]], 2);
        memcpy(out + x, means, sizeof means); /* over the end: LOW_SLACK */
    }
}

/* The same rows and the same means as from bytes. */
static void shrink_bits(struct levels *l, const struct image *image)
{
    int32_t f = l->factor;
    uint32_t scale = scale_of(f);
    uint8_t mean[FACTOR_MAX * FACTOR_MAX + 1];
    for (uint32_t white = 0; white <= (uint32_t)(f * f); white++)
        mean[white] = (uint8_t)((255 * white * scale + (1u << 21)) >> 22);
    uint16_t pair[256];
    if (f == 4)
        fill_pairs(mean, pair);
    for (int32_t y = 0; y < l->h; y++) {
        const uint8_t *rows = image->pixels +
                              (size_t)y * (size_t)f * image->stride;
        uint8_t *out = l->low + (size_t)y * (size_t)l->w;
        if (f == 4)
            four_bits(rows, image->stride, pair, out, l->w);
        else if (f <= 8)
            narrow_bits(rows, image->stride, f, mean, out, l->w);
        else
            wide_bits(rows, image->stride, f, mean, out, l->w);
    }
}

/* ---- paper and ink ---- */

static int percentile(const uint32_t histogram[256], uint32_t count,
                      double share)
{
    uint32_t want = (uint32_t)(share * count);
    uint32_t have = 0;
    for (int v = 0; v < 256; v++) {
        have += histogram[v];
        if (have > want)
            return v;
    }
    return 255;
}

/* Pixels of a tile that are at least as light as `limit`.  Counting so is
 * vector code, which a histogram never is; a few counts find a percentile. */
static uint32_t count_light(const uint8_t *tile, size_t stride, int32_t w,
                            int32_t h, int limit)
{
    uint8_t least = (uint8_t)limit;
    uint8_t columns[LEVELS_TILE] = {0}; /* h is at most 255 */
    uint32_t count = 0;
    if (w == LEVELS_TILE) {
        for (int32_t y = 0; y < h; y++, tile += stride)
            for (int32_t x = 0; x < LEVELS_TILE; x++)
                columns[x] = (uint8_t)(columns[x] + (tile[x] >= least));
    } else {
        for (int32_t y = 0; y < h; y++, tile += stride)
            for (int32_t x = 0; x < w; x++)
                columns[x] = (uint8_t)(columns[x] + (tile[x] >= least));
    }
    for (int32_t x = 0; x < LEVELS_TILE; x++)
        count += columns[x];
    return count;
}

/* The lightest grey that at least `want` pixels reach, tried from `v` on:
 * paper hardly changes from tile to tile. */
static int light_end(const uint8_t *tile, size_t stride, int32_t w, int32_t h,
                     uint32_t want, int v)
{
    for (int tries = 0; tries < 4; tries++) {
        if (count_light(tile, stride, w, h, v) < want) {
            if (--v == 0)
                return 0;
        } else if (v == 255 ||
                   count_light(tile, stride, w, h, v + 1) < want) {
            return v;
        } else {
            v++;
        }
    }
    v = 0;
    for (int bit = 128; bit > 0; bit /= 2)
        if (count_light(tile, stride, w, h, v + bit) >= want)
            v += bit;
    return v;
}

static void measure_tiles(struct levels *l)
{
    int v = 255;
    for (int32_t ty = 0; ty < l->tiles_y; ty++) {
        for (int32_t tx = 0; tx < l->tiles_x; tx++) {
            int32_t x = tx * LEVELS_TILE;
            int32_t y = ty * LEVELS_TILE;
            int32_t w = l->w - x < LEVELS_TILE ? l->w - x : LEVELS_TILE;
            int32_t h = l->h - y < LEVELS_TILE ? l->h - y : LEVELS_TILE;
            uint32_t n = (uint32_t)(w * h);
            v = light_end(l->low + (size_t)y * (size_t)l->w + x,
                          (size_t)l->w, w, h, n - (uint32_t)(0.9 * n),
                          v > 0 ? v : 1);
            l->paper[ty * l->tiles_x + tx] = (uint8_t)v;
        }
    }
}

/* Of every `step`-th band of rows, the pixels at least as light as `limit`. */
static uint32_t count_page(const struct levels *l, int32_t step, int limit)
{
    const int32_t high = step == 1 ? UINT8_MAX : 4;
    uint32_t count = 0;
    for (int32_t x = 0; x < l->w; x += LEVELS_TILE)
        for (int32_t y = 0; y < l->h; y += high * step)
            count += count_light(
                l->low + (size_t)y * (size_t)l->w + x, (size_t)l->w,
                l->w - x < LEVELS_TILE ? l->w - x : LEVELS_TILE,
                l->h - y < high ? l->h - y : high, limit);
    return count;
}

/* The 0.5th percentile of the page.  A sixteenth of the rows says where to
 * look; the whole page decides. */
static int ink_of(const struct levels *l)
{
    uint32_t n = (uint32_t)l->w * (uint32_t)l->h;
    uint32_t want = n - (uint32_t)(0.005 * n);
    uint32_t some = count_page(l, 16, 0);
    uint32_t want_some = some - (uint32_t)(0.005 * some);
    int v = 0;
    for (int bit = 128; bit > 0; bit /= 2)
        if (count_page(l, 16, v + bit) >= want_some)
            v += bit;
    while (v > 0 && count_page(l, 1, v) < want)
        v--;
    while (v < UINT8_MAX && count_page(l, 1, v + 1) >= want)
        v++;
    return v;
}

/* A tile full of toner or black border has no paper in it: it takes the
 * page's level instead of calling its own black "paper". */
static void mend_tiles(struct levels *l)
{
    uint32_t histogram[256] = {0};
    uint32_t n = (uint32_t)(l->tiles_x * l->tiles_y);
    for (uint32_t i = 0; i < n; i++)
        histogram[l->paper[i]]++;
    l->paper_level = percentile(histogram, n, 0.5);
    int least = l->ink_level + (l->paper_level - l->ink_level) * 6 / 10;
    for (uint32_t i = 0; i < n; i++)
        if (l->paper[i] < least)
            l->paper[i] = (uint8_t)l->paper_level;
}

static void mark_row(const uint8_t *restrict row, int limit,
                     uint8_t *restrict out, int32_t n)
{
    uint8_t below = (uint8_t)(limit < 0 ? 0 : limit);
    for (int32_t x = 0; x < n; x++)
        out[x] = row[x] < below;
}

static uint32_t sum_row(const uint8_t *row, int32_t n)
{
    uint32_t sum = 0;
    for (int32_t x = 0; x < n; x++)
        sum += row[x];
    return sum;
}

static void mark_dark(struct levels *l)
{
    size_t dark = 0;
    int32_t edge_x = l->w * 6 / 100;
    int32_t edge_y = l->h * 6 / 100;
    for (int32_t y = 0; y < l->h; y++) {
        size_t at = (size_t)y * (size_t)l->w;
        const uint8_t *tiles = l->paper + (y / LEVELS_TILE) * l->tiles_x;
        for (int32_t x = 0; x < l->w; x += LEVELS_TILE) {
            int paper = *tiles++;
            int limit =
                paper - (int)((paper - l->ink_level) * DARK_SHARE);
            mark_row(l->low + at + x, limit, l->dark + at + x,
                     l->w - x < LEVELS_TILE ? l->w - x : LEVELS_TILE);
        }
        if (y >= edge_y && y < l->h - edge_y)
            dark += sum_row(l->dark + at + edge_x, l->w - 2 * edge_x);
    }
    double inner = (double)(l->w - 2 * edge_x) * (l->h - 2 * edge_y);
    l->ink_share = inner > 0 ? (double)dark / inner : 0;
}

enum err_code levels_build(struct levels *l, const struct image *image,
                           struct err *err)
{
    int32_t narrow = image->w < image->h ? image->w : image->h;
    int32_t wide = image->w < image->h ? image->h : image->w;
    int32_t factor = (narrow + LOW_WIDTH / 2) / LOW_WIDTH;
    factor = factor < 1 ? 1 : factor;
    while (wide / factor > 4000)
        factor++;
    assert(factor <= FACTOR_MAX);
    int32_t w = image->w / factor;
    int32_t h = image->h / factor;
    if (w < 1 || h < 1) { /* a line of pixels: nothing to see */
        w = w < 1 ? 1 : w;
        h = h < 1 ? 1 : h;
        factor = 1;
    }
    enum err_code code = make_room(l, (size_t)w * (size_t)h, err);
    if (code != ERR_OK)
        return code;
    l->w = w;
    l->h = h;
    l->factor = factor;
    if (image->packed)
        shrink_bits(l, image);
    else
        shrink_grey(l, image);
    l->tiles_x = (w + LEVELS_TILE - 1) / LEVELS_TILE;
    l->tiles_y = (h + LEVELS_TILE - 1) / LEVELS_TILE;
    measure_tiles(l);
    l->ink_level = ink_of(l);
    mend_tiles(l);
    mark_dark(l);
    return ERR_OK;
}

double levels_paper(const struct levels *l, double x, double y)
{
    double size = (double)LEVELS_TILE * l->factor;
    double tx = x / size - 0.5;
    double ty = y / size - 0.5;
    tx = tx < 0 ? 0 : tx > l->tiles_x - 1 ? l->tiles_x - 1 : tx;
    ty = ty < 0 ? 0 : ty > l->tiles_y - 1 ? l->tiles_y - 1 : ty;
    int32_t x0 = (int32_t)tx;
    int32_t y0 = (int32_t)ty;
    int32_t x1 = x0 + 1 < l->tiles_x ? x0 + 1 : x0;
    int32_t y1 = y0 + 1 < l->tiles_y ? y0 + 1 : y0;
    double fx = tx - x0;
    double fy = ty - y0;
    const uint8_t *p = l->paper;
    double top = p[y0 * l->tiles_x + x0] * (1 - fx) +
                 p[y0 * l->tiles_x + x1] * fx;
    double bottom = p[y1 * l->tiles_x + x0] * (1 - fx) +
                    p[y1 * l->tiles_x + x1] * fx;
    return top * (1 - fy) + bottom * fy;
}
