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
    l->low = mem_alloc(pixels, 1);
    l->dark = mem_alloc(pixels, 1);
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

/* Add the rows of one band: straight runs of bytes, which the compiler turns
 * into vector code (-O3 for this file, see the Makefile); the sums across
 * follow once a band. */
static void add_row(uint16_t *restrict sums, const uint8_t *restrict row,
                    size_t n)
{
    for (size_t x = 0; x < n; x++)
        sums[x] = (uint16_t)(sums[x] + row[x]);
}

/* Means of factor x factor blocks.  From factor 3 on every second row is
 * enough: noise averages out all the same, and it is half the reading. */
static void shrink_grey(struct levels *l, const struct image *image)
{
    uint16_t sums[LIMIT_IMAGE_SIDE_PX];
    int32_t f = l->factor;
    int32_t step = f >= 3 ? 2 : 1;
    uint32_t rows = (uint32_t)((f + step - 1) / step);
    uint32_t area = rows * (uint32_t)f;
    uint32_t scale = (UINT32_C(1) << 22) / area; /* 255 x area x scale fits */
    size_t n = (size_t)l->w * (size_t)f;
    for (int32_t y = 0; y < l->h; y++) {
        memset(sums, 0, n * sizeof sums[0]);
        for (int32_t r = 0; r < f; r += step)
            add_row(sums,
                    image->pixels + (size_t)(y * f + r) * image->stride, n);
        uint8_t *out = l->low + (size_t)y * (size_t)l->w;
        const uint16_t *p = sums;
        for (int32_t x = 0; x < l->w; x++) {
            uint32_t sum = 0;
            for (int32_t k = 0; k < f; k++)
                sum += *p++;
            out[x] = (uint8_t)((sum * scale + (1u << 21)) >> 22);
        }
    }
}

/* White pixels of the `n` (at most 32) from bit `at` of a row on. */
static uint32_t count_bits(const uint8_t *row, size_t at, int32_t n)
{
    uint64_t bits = 0;
    row += at / 8;
    for (int k = 0; k < 5; k++) /* 32 bits beginning anywhere in a byte */
        bits = bits << 8 | row[k];
    bits = bits >> (40 - n - (int32_t)(at % 8)) & ((UINT64_C(1) << n) - 1);
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) +
           (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (uint32_t)(bits * UINT64_C(0x0101010101010101) >> 56);
}

/* The same rows and the same means from bits. */
static void shrink_bits(struct levels *l, const struct image *image)
{
    int32_t f = l->factor;
    int32_t step = f >= 3 ? 2 : 1;
    uint32_t area = (uint32_t)((f + step - 1) / step) * (uint32_t)f;
    uint32_t scale = (UINT32_C(1) << 22) / area;
    for (int32_t y = 0; y < l->h; y++) {
        uint8_t *out = l->low + (size_t)y * (size_t)l->w;
        for (int32_t x = 0; x < l->w; x++) {
            uint32_t white = 0;
            for (int32_t r = 0; r < f; r += step)
                white += count_bits(image->pixels +
                                        (size_t)(y * f + r) * image->stride,
                                    (size_t)x * (size_t)f, f);
            out[x] = (uint8_t)((255 * white * scale + (1u << 21)) >> 22);
        }
    }
}

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

static void measure_tile(struct levels *l, int32_t tx, int32_t ty,
                         uint32_t page[256])
{
    uint32_t histogram[256] = {0};
    uint32_t count = 0;
    int32_t x1 = (tx + 1) * LEVELS_TILE < l->w ? (tx + 1) * LEVELS_TILE
                                               : l->w;
    int32_t y1 = (ty + 1) * LEVELS_TILE < l->h ? (ty + 1) * LEVELS_TILE
                                               : l->h;
    for (int32_t y = ty * LEVELS_TILE; y < y1; y++) {
        const uint8_t *row = l->low + (size_t)y * (size_t)l->w;
        for (int32_t x = tx * LEVELS_TILE; x < x1; x++) {
            histogram[row[x]]++;
            count++;
        }
    }
    for (int v = 0; v < 256; v++)
        page[v] += histogram[v];
    l->paper[ty * l->tiles_x + tx] =
        (uint8_t)percentile(histogram, count, 0.9);
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

static void mark_dark(struct levels *l)
{
    size_t dark = 0;
    size_t inner = 0;
    int32_t edge_x = l->w * 6 / 100;
    int32_t edge_y = l->h * 6 / 100;
    for (int32_t y = 0; y < l->h; y++) {
        bool middle = y >= edge_y && y < l->h - edge_y;
        const uint8_t *row = l->low + (size_t)y * (size_t)l->w;
        uint8_t *out = l->dark + (size_t)y * (size_t)l->w;
        const uint8_t *tiles = l->paper + (y / LEVELS_TILE) * l->tiles_x;
        for (int32_t x = 0; x < l->w; x++) {
            int paper = tiles[x / LEVELS_TILE];
            int limit =
                paper - (int)((paper - l->ink_level) * DARK_SHARE);
            out[x] = row[x] < limit;
            if (middle && x >= edge_x && x < l->w - edge_x) {
                dark += out[x];
                inner++;
            }
        }
    }
    l->ink_share = inner > 0 ? (double)dark / (double)inner : 0;
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
    uint32_t page[256] = {0};
    for (int32_t ty = 0; ty < l->tiles_y; ty++)
        for (int32_t tx = 0; tx < l->tiles_x; tx++)
            measure_tile(l, tx, ty, page);
    l->ink_level = percentile(page, (uint32_t)w * (uint32_t)h, 0.005);
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
