/* omr/fit/shapes.c - see shapes.h. */
#include "omr/fit/shapes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/sample.h"

#define DARK 0.35          /* of the way from paper to the page's ink */
#define HOLE_MIN_MM 0.9
#define BLOT_MIN_MM 1.2
#define LINE_MAX_MM 1.3
#define EVEN 2.2           /* widest to narrowest side of an outline */
#define CLEAN_MM 0.25      /* paper this far outside … */
#define CLEAN_SHARE 0.85   /* … along so much of it */

struct finding {
    struct shapes *s;
    uint8_t *fat;     /* ink, grown by a pixel: small gaps are closed */
    uint8_t *seen;
    int32_t *stack;
    int32_t *low, *high; /* of each row of the piece at hand: its x */
    int fat_px;          /* by how much `map` is grown: 0 or 1 */
    bool no_memory;
};

/* ---- ink ---- */

static enum err_code take_ink(struct finding *f, const struct image *image,
                              struct err *err)
{
    struct levels levels = {.w = 0};
    struct shapes *s = f->s;
    uint8_t *row = mem_alloc((size_t)s->w + 8, 1);
    enum err_code code = row != NULL
                             ? levels_build(&levels, image, err)
                             : err_set(err, ERR_NOMEM, 0, _("out of memory"));
    for (int32_t y = 0; code == ERR_OK && y < s->h; y++) {
        double limit = 0;
        pixel_row(image, 0, y, s->w, row);
        for (int32_t x = 0; x < s->w; x++) {
            if (x % 16 == 0) {
                double paper = levels_paper(&levels, x, y);
                limit = paper - DARK * (paper - levels.ink_level);
            }
            s->ink[(size_t)y * (size_t)s->w + (size_t)x] = row[x] < limit;
        }
    }
    levels_deinit(&levels);
    free(row);
    return code;
}

static void fatten(struct finding *f)
{
    const struct shapes *s = f->s;
    size_t w = (size_t)s->w;
    for (size_t y = 1; y + 1 < (size_t)s->h; y++)
        for (size_t x = 1; x + 1 < w; x++) {
            const uint8_t *p = s->ink + y * w + x;
            f->fat[y * w + x] = p[0] | p[-1] | p[1] | p[-(ptrdiff_t)w] | p[w];
        }
}

/* ---- pieces ---- */

struct piece_found {
    int32_t x0, y0, x1, y1;
    size_t n;
    bool edge; /* reaches the edge of the image */
};

/* Flood the pixels of `map` that equal `value`, 4-connected for paper,
 * 8-connected for ink; label > 0 is written into the label map. */
static struct piece_found flood(struct finding *f, const uint8_t *map,
                                uint8_t value, int32_t x, int32_t y)
{
    const struct shapes *s = f->s;
    struct piece_found p = {x, y, x, y, 0, false};
    size_t top = 0;
    f->stack[top++] = y * s->w + x;
    f->seen[y * s->w + x] = 1;
    while (top > 0) {
        int32_t at = f->stack[--top];
        int32_t cx = at % s->w;
        int32_t cy = at / s->w;
        p.n++;
        f->low[cy] = cx < f->low[cy] ? cx : f->low[cy];
        f->high[cy] = cx > f->high[cy] ? cx : f->high[cy];
        p.x0 = cx < p.x0 ? cx : p.x0;
        p.x1 = cx > p.x1 ? cx : p.x1;
        p.y0 = cy < p.y0 ? cy : p.y0;
        p.y1 = cy > p.y1 ? cy : p.y1;
        p.edge = p.edge || cx == 0 || cy == 0 || cx == s->w - 1 ||
                 cy == s->h - 1;
        for (int k = 0; k < (value != 0 ? 8 : 4); k++) {
            static const int32_t dx[8] = {1, -1, 0, 0, 1, 1, -1, -1};
            static const int32_t dy[8] = {0, 0, 1, -1, 1, -1, 1, -1};
            int32_t nx = cx + dx[k];
            int32_t ny = cy + dy[k];
            if (nx < 0 || ny < 0 || nx >= s->w || ny >= s->h)
                continue;
            int32_t to = ny * s->w + nx;
            if (f->seen[to] != 0 || map[to] != value)
                continue;
            f->seen[to] = 1;
            f->stack[top++] = to;
        }
    }
    return p;
}

/* ---- holes ---- */

static bool ink_at(const struct shapes *s, double x, double y)
{
    int32_t i = (int32_t)floor(x);
    int32_t j = (int32_t)floor(y);
    return i >= 0 && j >= 0 && i < s->w && j < s->h &&
           s->ink[(size_t)j * (size_t)s->w + (size_t)i] != 0;
}

/* Width of the line met when walking from (x, y) by (dx, dy); negative when
 * there is none, or it never ends. */
static double line_width(const struct shapes *s, double x, double y, int dx,
                         int dy)
{
    int most = (int)(LINE_MAX_MM * s->px_mm) + 2;
    int k = 0;
    int n = 0;
    while (k < 4 && !ink_at(s, x + dx * k, y + dy * k))
        k++;
    while (n <= most && ink_at(s, x + dx * (k + n), y + dy * (k + n)))
        n++;
    return k == 4 || n > most ? -1 : n;
}

static int by_double(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median line width of one side over the middle third. */
static double side_width(const struct shapes *s, const struct piece_found *p,
                         int side)
{
    double width[9];
    for (int k = 0; k < 9; k++) {
        double t = 0.36 + 0.28 * k / 8;
        double x = p->x0 + t * (p->x1 - p->x0);
        double y = p->y0 + t * (p->y1 - p->y0);
        if (side == 0)
            width[k] = line_width(s, p->x0, y, -1, 0);
        else if (side == 1)
            width[k] = line_width(s, p->x1, y, 1, 0);
        else if (side == 2)
            width[k] = line_width(s, x, p->y0, 0, -1);
        else
            width[k] = line_width(s, x, p->y1, 0, 1);
    }
    qsort(width, 9, sizeof width[0], by_double);
    return width[4];
}

/* Paper all round the outer edge: a box that stands alone, not a cell of a
 * table and not part of a character. */
static bool paper_round(const struct shapes *s, const struct rect_mm *at)
{
    int n = 0;
    int bare = 0;
    for (int k = 0; k < 64; k++) {
        double t = (k % 16 + 0.5) / 16;
        double x, y;
        switch (k / 16) {
        case 0: x = at->x + t * at->w; y = at->y - CLEAN_MM; break;
        case 1: x = at->x + t * at->w; y = at->y + at->h + CLEAN_MM; break;
        case 2: x = at->x - CLEAN_MM; y = at->y + t * at->h; break;
        default: x = at->x + at->w + CLEAN_MM; y = at->y + t * at->h; break;
        }
        n++;
        bare += !ink_at(s, x * s->px_mm, y * s->px_mm);
    }
    return bare >= CLEAN_SHARE * n;
}

/* The hole's area, row by row from end to end: letters do not count. */
static double span_area(struct finding *f, const struct piece_found *p)
{
    double sum = 0;
    for (int32_t y = p->y0; y <= p->y1; y++)
        sum += f->high[y] - f->low[y] + 1;
    return sum;
}

static void add_hole(struct finding *f, const struct piece_found *p)
{
    struct shapes *s = f->s;
    double width[4];
    double least = 1e9;
    double most = 0;
    double mean = 0;
    bool all = true;
    for (int k = 0; k < 4; k++) {
        width[k] = side_width(s, p, k);
        all = all && width[k] > 0;
        least = fmin(least, width[k]);
        most = fmax(most, width[k]);
        mean += width[k] / 4;
    }
    if (!all)
        return;
    /* Of grown ink the hole is a pixel too small on every side. */
    double x0 = p->x0 - f->fat_px - width[0];
    double x1 = p->x1 + 1 + f->fat_px + width[1];
    double y0 = p->y0 - f->fat_px - width[2];
    double y1 = p->y1 + 1 + f->fat_px + width[3];
    double area = span_area(f, p);
    struct hole hole = {
        .at = {x0 / s->px_mm, y0 / s->px_mm, (x1 - x0) / s->px_mm,
               (y1 - y0) / s->px_mm},
        .line = mean / s->px_mm,
        .full = area / ((double)(p->x1 - p->x0 + 1) * (p->y1 - p->y0 + 1)),
        /* A round hole's rectangle loses 0.4 pixels each way, its area none. */
        .round = area / ((p->x1 - p->x0 + 1.4) * (p->y1 - p->y0 + 1.4)),
    };
    hole.even = most <= EVEN * least + 2;
    hole.clean = hole.even && paper_round(s, &hole.at);
    if (s->hole_count == s->hole_room) {
        size_t room = s->hole_room * 2 + 256;
        struct hole *grown = mem_grow(s->holes, room, sizeof *grown);
        f->no_memory = f->no_memory || grown == NULL;
        if (grown == NULL)
            return;
        s->holes = grown;
        s->hole_room = room;
    }
    s->holes[s->hole_count++] = hole;
}

static void forget_rows(struct finding *f, const struct piece_found *p)
{
    for (int32_t y = p->y0; y <= p->y1; y++) {
        f->low[y] = INT32_MAX;
        f->high[y] = -1;
    }
}

/* As drawn, and again with the ink a pixel fatter, which closes broken
 * outlines but may cut a hole in two at a letter. */
static void find_holes(struct finding *f, const uint8_t *map)
{
    struct shapes *s = f->s;
    double least = HOLE_MIN_MM * s->px_mm;
    memset(f->seen, 0, (size_t)s->w * (size_t)s->h);
    for (int32_t y = 0; y < s->h; y++) {
        for (int32_t x = 0; x < s->w; x++) {
            if (f->seen[y * s->w + x] != 0 || map[y * s->w + x] != 0)
                continue;
            struct piece_found p = flood(f, map, 0, x, y);
            if (!p.edge && p.x1 - p.x0 >= least && p.y1 - p.y0 >= least)
                add_hole(f, &p);
            forget_rows(f, &p);
        }
    }
}

/* ---- blots ---- */

static void add_blot(struct finding *f, const struct piece_found *p)
{
    struct shapes *s = f->s;
    double w = p->x1 - p->x0 + 1;
    double h = p->y1 - p->y0 + 1;
    if (s->blot_count == s->blot_room) {
        size_t room = s->blot_room * 2 + 256;
        struct blot *grown = mem_grow(s->blots, room, sizeof *grown);
        f->no_memory = f->no_memory || grown == NULL;
        if (grown == NULL)
            return;
        s->blots = grown;
        s->blot_room = room;
    }
    s->blots[s->blot_count++] = (struct blot){
        .at = {p->x0 / s->px_mm, p->y0 / s->px_mm, w / s->px_mm,
               h / s->px_mm},
        .x0 = p->x0,
        .y0 = p->y0,
        .x1 = p->x1,
        .y1 = p->y1,
        .fill = (double)p->n / (w * h),
    };
}

static void find_blots(struct finding *f)
{
    struct shapes *s = f->s;
    double least = BLOT_MIN_MM * s->px_mm;
    memset(f->seen, 0, (size_t)s->w * (size_t)s->h);
    for (int32_t y = 0; y < s->h; y++) {
        for (int32_t x = 0; x < s->w; x++) {
            if (f->seen[y * s->w + x] != 0 || s->ink[y * s->w + x] == 0)
                continue;
            struct piece_found p = flood(f, s->ink, 1, x, y);
            if (p.x1 - p.x0 >= least && p.y1 - p.y0 >= least)
                add_blot(f, &p);
        }
    }
}

enum err_code shapes_find(const struct image *image, double dpi,
                          struct shapes **out, struct err *err)
{
    size_t n = (size_t)image->w * (size_t)image->h;
    struct shapes *s = mem_alloc(1, sizeof *s);
    struct finding f = {.s = s};
    *out = NULL;
    if (s == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    *s = (struct shapes){
        .px_mm = dpi / 25.4, .w = image->w, .h = image->h};
    s->ink = mem_alloc(n, 1);
    f.fat = mem_alloc(n, 1);
    f.seen = mem_alloc(n, 1);
    f.stack = mem_alloc(n, sizeof *f.stack);
    f.low = mem_alloc((size_t)s->h, sizeof *f.low);
    f.high = mem_alloc((size_t)s->h, sizeof *f.high);
    enum err_code code = ERR_OK;
    if (s->ink == NULL || f.fat == NULL || f.seen == NULL || f.stack == NULL ||
        f.low == NULL || f.high == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    if (code == ERR_OK)
        code = take_ink(&f, image, err);
    if (code == ERR_OK) {
        forget_rows(&f, &(struct piece_found){.y1 = s->h - 1});
        find_holes(&f, s->ink);
        fatten(&f);
        f.fat_px = 1;
        find_holes(&f, f.fat);
        find_blots(&f);
        if (f.no_memory)
            code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    }
    free(f.fat);
    free(f.seen);
    free(f.stack);
    free(f.low);
    free(f.high);
    if (code != ERR_OK) {
        shapes_free(s);
        return code;
    }
    *out = s;
    return ERR_OK;
}

void shapes_free(struct shapes *s)
{
    if (s == NULL)
        return;
    free(s->ink);
    free(s->holes);
    free(s->blots);
    free(s);
}
