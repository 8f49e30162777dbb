/* omr/blobs.c - see blobs.h. */
#include "omr/blobs.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

#define CORNER_MM 5.0
#define EDGE_MM 2.5
/* Scale 93-106 %, blur and threshold each move a side by up to a pixel. */
#define SMALLER 0.60
#define LARGER 1.62
#define FILL_MIN 0.60 /* of the bounding box; 10 degrees of skew leave 0.73,
                       * the ring's core takes 0.19 */

struct shape { /* one connected piece, while its rows come in */
    int32_t x0, y0, x1, y1;
    int64_t sum_x, sum_y, n;
    uint32_t part_of; /* itself, or an earlier shape it turned out to be */
};

struct run { /* dark pixels side by side in one row */
    int32_t x0, x1;
    uint32_t shape;
};

struct blobs_room {
    struct shape *shapes;
    struct run *above, *here; /* of two rows */
    size_t count;             /* of shapes */
};

/* ---- connected pieces, row by row ---- */

static uint32_t root_of(const struct shape *shapes, uint32_t i)
{
    while (shapes[i].part_of != i)
        i = shapes[i].part_of;
    return i;
}

/* The earlier one takes the other in, so that shapes stay in the order of
 * their first pixels. */
static uint32_t join(struct shape *shapes, uint32_t i, uint32_t k)
{
    i = root_of(shapes, i);
    k = root_of(shapes, k);
    if (i == k)
        return i;
    struct shape *to = &shapes[i < k ? i : k];
    struct shape *from = &shapes[i < k ? k : i];
    to->x0 = from->x0 < to->x0 ? from->x0 : to->x0;
    to->y0 = from->y0 < to->y0 ? from->y0 : to->y0;
    to->x1 = from->x1 > to->x1 ? from->x1 : to->x1;
    to->y1 = from->y1 > to->y1 ? from->y1 : to->y1;
    to->sum_x += from->sum_x;
    to->sum_y += from->sum_y;
    to->n += from->n;
    from->part_of = to->part_of;
    return to->part_of;
}

static void add_run(struct shape *s, const struct run *run, int32_t y)
{
    int64_t n = run->x1 - run->x0 + 1;
    s->x0 = run->x0 < s->x0 ? run->x0 : s->x0;
    s->x1 = run->x1 > s->x1 ? run->x1 : s->x1;
    s->y1 = y;
    s->sum_x += n * (run->x0 + run->x1) / 2;
    s->sum_y += n * y;
    s->n += n;
}

static uint64_t eight_at(const uint8_t *p)
{
    uint64_t eight;
    memcpy(&eight, p, sizeof eight);
    return eight;
}

/* Place of the first byte that is not zero, of which there is one. */
static int32_t first_set(uint64_t eight)
{
    return (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
                ? __builtin_ctzll(eight)
                : __builtin_clzll(eight)) / 8;
}

/* The dark runs of a row of w pixels, eight looked at together. */
static size_t find_runs(const uint8_t *row, int32_t w, struct run *runs)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t n = 0;
    int32_t x = 0;
    for (;;) {
        uint64_t eight = 0;
        while (x < w && (eight = eight_at(row + x)) == 0)
            x += 8;
        if (x >= w || (x += first_set(eight)) >= w)
            return n;
        runs[n].x0 = x;
        while (x < w && (eight = eight_at(row + x) ^ ones) == 0)
            x += 8;
        x = x < w ? x + first_set(eight) : w;
        x = x < w ? x : w;
        runs[n++].x1 = x - 1;
    }
}

/* Join the runs of row y to those above that touch them, corners included. */
static void connect(struct blobs_room *room, size_t n_above, size_t n_here,
                    int32_t y)
{
    size_t k = 0;
    for (size_t i = 0; i < n_here; i++) {
        struct run *run = &room->here[i];
        uint32_t shape = UINT32_MAX;
        while (k < n_above && room->above[k].x1 < run->x0 - 1)
            k++;
        for (size_t t = k;
             t < n_above && room->above[t].x0 <= run->x1 + 1; t++)
            shape = shape == UINT32_MAX
                        ? root_of(room->shapes, room->above[t].shape)
                        : join(room->shapes, shape, room->above[t].shape);
        if (shape == UINT32_MAX) {
            shape = (uint32_t)room->count++;
            room->shapes[shape] = (struct shape){
                .x0 = run->x0, .y0 = y, .x1 = run->x1, .part_of = shape};
        }
        run->shape = shape;
        add_run(&room->shapes[shape], run, y);
    }
}

static void find_shapes(struct blobs_room *room, const struct levels *l)
{
    size_t n_above = 0;
    room->count = 0;
    for (int32_t y = 0; y < l->h; y++) {
        size_t n = find_runs(l->dark + (size_t)y * (size_t)l->w, l->w,
                             room->here);
        connect(room, n_above, n, y);
        struct run *spare = room->above;
        room->above = room->here;
        room->here = spare;
        n_above = n;
    }
}

/* No two first pixels of shapes touch, so a quarter of the pixels is the
 * most; memory nothing was written to costs nothing. */
static enum err_code make_room(struct blobs *b, const struct levels *l,
                               struct err *err)
{
    size_t side = (size_t)(l->w > l->h ? l->w : l->h) / 2 + 1;
    size_t shapes = (size_t)(l->w / 2 + 1) * (size_t)(l->h / 2 + 1);
    if (b->room != NULL && side <= b->side_room && shapes <= b->shape_room)
        return ERR_OK;
    blobs_deinit(b);
    b->room = mem_alloc(1, sizeof *b->room);
    if (b->room == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    b->room->shapes = mem_alloc(shapes, sizeof *b->room->shapes);
    b->room->above = mem_alloc(side, sizeof *b->room->above);
    b->room->here = mem_alloc(side, sizeof *b->room->here);
    if (b->room->shapes == NULL || b->room->above == NULL ||
        b->room->here == NULL) {
        blobs_deinit(b);
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    }
    b->side_room = side;
    b->shape_room = shapes;
    return ERR_OK;
}

/* ---- which of them could be marks ---- */

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

enum err_code blobs_find(struct blobs *b, const struct levels *l,
                         double low_per_mm, struct err *err)
{
    b->corner_count = b->edge_count = 0;
    enum err_code code = make_room(b, l, err);
    if (code != ERR_OK)
        return code;
    find_shapes(b->room, l);
    for (uint32_t i = 0; i < b->room->count; i++) {
        const struct shape *s = &b->room->shapes[i];
        if (s->part_of != i)
            continue;
        if (is_square(s, CORNER_MM * low_per_mm))
            keep_corner(b, l, blob_of(s));
        if (is_square(s, EDGE_MM * low_per_mm) && b->edge_count < SPECKS_MAX)
            b->edges[b->edge_count++] = blob_of(s);
    }
    return ERR_OK;
}

void blobs_deinit(struct blobs *b)
{
    if (b->room != NULL) {
        free(b->room->shapes);
        free(b->room->above);
        free(b->room->here);
        free(b->room);
    }
    b->room = NULL;
    b->side_room = b->shape_room = 0;
}
