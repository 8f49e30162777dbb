/* omr/blobs.c - see blobs.h. */
#include "omr/blobs.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

#define CORNER_MM 5.0
#define EDGE_MM 2.5
/* Scale 93-106 %, blur and threshold each move a side by up to a pixel. */
#define SMALLER 0.60
#define LARGER 1.62
#define FILL_MIN 0.60 /* of the bounding box; 10 degrees of skew leave 0.73,
                       * the ring's core takes 0.19 */

struct shape {
    int32_t x0, y0, x1, y1;
    int64_t sum_x, sum_y, n;
};

/* Flood the 8-connected shape at `at` and take it off the map. */
static struct shape flood(struct blobs *b, struct levels *l, int32_t at)
{
    struct shape s = {l->w, l->h, 0, 0, 0, 0, 0};
    size_t top = 0;
    b->stack[top++] = at;
    l->dark[at] = 0;
    while (top > 0) {
        int32_t p = b->stack[--top];
        int32_t x = p % l->w;
        int32_t y = p / l->w;
        s.x0 = x < s.x0 ? x : s.x0;
        s.x1 = x > s.x1 ? x : s.x1;
        s.y0 = y < s.y0 ? y : s.y0;
        s.y1 = y > s.y1 ? y : s.y1;
        s.sum_x += x;
        s.sum_y += y;
        s.n++;
        for (int32_t ny = y > 0 ? y - 1 : 0; ny <= y + 1 && ny < l->h; ny++) {
            for (int32_t nx = x > 0 ? x - 1 : 0; nx <= x + 1 && nx < l->w;
                 nx++) {
                int32_t q = ny * l->w + nx;
                if (l->dark[q] == 0)
                    continue;
                l->dark[q] = 0;
                b->stack[top++] = q;
            }
        }
    }
    return s;
}

static bool is_square(const struct shape *s, double side)
{
    double w = s->x1 - s->x0 + 1;
    double h = s->y1 - s->y0 + 1;
    return w > side * SMALLER && w < side * LARGER && h > side * SMALLER &&
           h < side * LARGER && w < h * 1.45 && h < w * 1.45 &&
           (double)s->n > w * h * FILL_MIN;
}

static struct blob blob_of(const struct shape *s)
{
    double w = s->x1 - s->x0 + 1;
    double h = s->y1 - s->y0 + 1;
    return (struct blob){(float)((double)s->sum_x / (double)s->n),
                         (float)((double)s->sum_y / (double)s->n),
                         (float)sqrt(w * h)};
}

/* Squared distance to the nearest corner of the image. */
static float reach(const struct levels *l, const struct blob *b)
{
    float x = b->x < (float)l->w - b->x ? b->x : (float)l->w - b->x;
    float y = b->y < (float)l->h - b->y ? b->y : (float)l->h - b->y;
    return x * x + y * y;
}

/* Keep the blobs nearest to the image's corners when there are too many: a
 * page full of filled boxes must not push the real corners out. */
static void keep_corner(struct blobs *b, const struct levels *l,
                        struct blob blob)
{
    if (b->corner_count < BLOBS_MAX) {
        b->corners[b->corner_count++] = blob;
        return;
    }
    size_t farthest = 0;
    for (size_t i = 1; i < BLOBS_MAX; i++)
        if (reach(l, &b->corners[i]) > reach(l, &b->corners[farthest]))
            farthest = i;
    if (reach(l, &blob) < reach(l, &b->corners[farthest]))
        b->corners[farthest] = blob;
}

enum err_code blobs_find(struct blobs *b, struct levels *l, double low_per_mm,
                         struct err *err)
{
    size_t pixels = (size_t)l->w * (size_t)l->h;
    b->corner_count = b->edge_count = 0;
    if (pixels > b->room) {
        free(b->stack);
        b->room = 0;
        b->stack = mem_alloc(pixels, sizeof *b->stack);
        if (b->stack == NULL)
            return err_set(err, ERR_NOMEM, 0, _("out of memory"));
        b->room = pixels;
    }
    for (size_t i = 0; i < pixels; i++) {
        if (l->dark[i] == 0)
            continue;
        struct shape s = flood(b, l, (int32_t)i);
        if (is_square(&s, CORNER_MM * low_per_mm))
            keep_corner(b, l, blob_of(&s));
        if (is_square(&s, EDGE_MM * low_per_mm) && b->edge_count < SPECKS_MAX)
            b->edges[b->edge_count++] = blob_of(&s);
    }
    return ERR_OK;
}

void blobs_deinit(struct blobs *b)
{
    free(b->stack);
    b->stack = NULL;
    b->room = 0;
}
