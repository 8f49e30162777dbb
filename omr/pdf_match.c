/* omr/pdf_match.c - see pdf_match.h.
 *
 * The two are made small by different code and their places are known to half
 * a point only, so a pixel may lie one off: it agrees when it is within
 * TOLERANCE of the darkest and the lightest of the nine pixels around its
 * place.  A pen stroke of 0.3 mm across white paper is darker by more than
 * that at 50 dpi; PIXELS_ALLOWED of them are less than the smallest tick.
 */
#include "omr/pdf_match.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "omr/decode.h"
#include "omr/sample.h"

enum {
    TOLERANCE = 56,
    PIXELS_ALLOWED = 3,
    PAPER = 200,
    SAME_GREY = 4, /* the same picture painted twice: rounding alone */
    GAP_MIN = 20   /* rows, 10 mm of A4: worth drawing the page twice */
};

/* Box averages: `w` x `h` pixels of all of `from`. */
static enum err_code shrink(const struct image *from, int32_t w, int32_t h,
                            struct image *to, struct err *err)
{
    *to = (struct image){0};
    enum err_code code = image_alloc(to, (uint64_t)w, (uint64_t)h, err);
    uint8_t *row = malloc((size_t)from->w + 8);
    uint32_t *sums = malloc((size_t)w * sizeof *sums);
    if (code == ERR_OK && (row == NULL || sums == NULL))
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    for (int32_t y = 0; y < h && code == ERR_OK; y++) {
        int32_t y0 = (int32_t)((int64_t)y * from->h / h);
        int32_t y1 = (int32_t)((int64_t)(y + 1) * from->h / h);
        y1 = y1 > y0 ? y1 : y0 + 1;
        memset(sums, 0, (size_t)w * sizeof *sums);
        for (int32_t fy = y0; fy < y1; fy++) {
            pixel_row(from, 0, fy, from->w, row);
            for (int32_t x = 0; x < w; x++) {
                int32_t x0 = (int32_t)((int64_t)x * from->w / w);
                int32_t x1 = (int32_t)((int64_t)(x + 1) * from->w / w);
                uint32_t sum = row[x0];
                for (int32_t fx = x0 + 1; fx < x1; fx++)
                    sum += row[fx];
                sums[x] += sum / (uint32_t)(x1 > x0 ? x1 - x0 : 1);
            }
        }
        for (int32_t x = 0; x < w; x++)
            to->pixels[(size_t)y * to->stride + (size_t)x] =
                (uint8_t)(sums[x] / (uint32_t)(y1 - y0));
    }
    free(row);
    free(sums);
    if (code != ERR_OK)
        image_deinit(to);
    return code;
}

static bool agrees(const struct image *small, int32_t x, int32_t y, int grey)
{
    int32_t low = 255;
    int32_t high = 0;
    for (int32_t dy = -1; dy <= 1; dy++) {
        for (int32_t dx = -1; dx <= 1; dx++) {
            int32_t v = pixel_or_paper(small, x + dx, y + dy);
            low = v < low ? v : low;
            high = v > high ? v : high;
        }
    }
    return grey >= low - TOLERANCE && grey <= high + TOLERANCE;
}

/* Pixels of the rendering that `small`, put at (x0, y0), does not explain;
 * gives up counting beyond `most`. */
static int unexplained(const struct image *small, const struct image *shown,
                       int32_t x0, int32_t y0, int most)
{
    int count = 0;
    for (int32_t y = 0; y < shown->h && count <= most; y++) {
        for (int32_t x = 0; x < shown->w; x++) {
            int32_t sx = x - x0;
            int32_t sy = y - y0;
            bool inside =
                sx >= -1 && sy >= -1 && sx <= small->w && sy <= small->h;
            int32_t grey = pixel_at(shown, x, y);
            count += inside ? !agrees(small, sx, sy, grey) : grey < PAPER;
        }
    }
    return count;
}

bool pdf_same(const struct image *a, const struct image *b)
{
    int count = 0;
    if (a->w != b->w || a->h != b->h)
        return false;
    for (int32_t y = 0; y < a->h && count <= PIXELS_ALLOWED; y++)
        for (int32_t x = 0; x < a->w; x++)
            count += abs(pixel_at(a, x, y) - pixel_at(b, x, y)) > TOLERANCE;
    return count <= PIXELS_ALLOWED;
}

static void widen(struct pdf_box *box, int32_t x, int32_t y)
{
    if (box->x1 == 0)
        *box = (struct pdf_box){x, y, x + 1, y + 1};
    box->x0 = x < box->x0 ? x : box->x0;
    box->x1 = x >= box->x1 ? x + 1 : box->x1;
    box->y0 = y < box->y0 ? y : box->y0;
    box->y1 = y >= box->y1 ? y + 1 : box->y1;
}

/* Round the differences inside `in`; x1 = 0 when there are none. */
static struct pdf_box differences_in(const struct image *a,
                                     const struct image *b,
                                     const struct pdf_box *in)
{
    struct pdf_box box = {0, 0, 0, 0};
    for (int32_t y = in->y0; y < in->y1; y++)
        for (int32_t x = in->x0; x < in->x1; x++)
            if (abs(pixel_at(a, x, y) - pixel_at(b, x, y)) > SAME_GREY)
                widen(&box, x, y);
    return box;
}

/* Row (or column) `i` of a box. */
static struct pdf_box slice(const struct pdf_box *box, bool columns, int32_t i)
{
    return columns ? (struct pdf_box){i, box->y0, i + 1, box->y1}
                   : (struct pdf_box){box->x0, i, box->x1, i + 1};
}

/* The highest run of rows (columns) of `all` without a difference; *end is
 * the row behind it. */
static int32_t widest_gap(const struct image *a, const struct image *b,
                          const struct pdf_box *all, bool columns,
                          int32_t *end)
{
    int32_t from = columns ? all->x0 : all->y0;
    int32_t to = columns ? all->x1 : all->y1;
    int32_t last = from;
    int32_t gap = 0;
    for (int32_t i = from; i < to; i++) {
        struct pdf_box one = slice(all, columns, i);
        if (differences_in(a, b, &one).x1 == 0)
            continue;
        if (i - last > gap) {
            gap = i - last;
            *end = i;
        }
        last = i;
    }
    return gap;
}

size_t pdf_differences(const struct image *a, const struct image *b,
                       struct pdf_box out[2])
{
    struct pdf_box all = {0, 0, a->w, a->h};
    int32_t row = 0;
    int32_t column = 0;
    out[0] = all = differences_in(a, b, &all);
    if (all.x1 == 0)
        return 0;
    int32_t rows = widest_gap(a, b, &all, false, &row);
    int32_t columns = widest_gap(a, b, &all, true, &column);
    if (rows < GAP_MIN && columns < GAP_MIN)
        return 1;
    struct pdf_box first = all;
    struct pdf_box second = all;
    if (columns > rows)
        first.x1 = second.x0 = column;
    else
        first.y1 = second.y0 = row;
    out[0] = differences_in(a, b, &first);
    out[1] = differences_in(a, b, &second);
    return 2;
}

/* Try four of the eight ways: 1..4, or, with the sides exchanged, 5..8. */
static enum err_code try_four(const struct image *stored,
                              const struct image *shown,
                              const struct pdf_place *place, bool swapped,
                              int *best, int *least, struct err *err)
{
    int32_t w = (int32_t)fmax(1, round(place->x1 - place->x0));
    int32_t h = (int32_t)fmax(1, round(place->y1 - place->y0));
    int32_t x0 = (int32_t)round(place->x0);
    int32_t y0 = (int32_t)round(place->y0);
    struct image small;
    enum err_code code =
        shrink(stored, swapped ? h : w, swapped ? w : h, &small, err);
    for (int o = swapped ? 5 : 1; o <= (swapped ? 8 : 4) && code == ERR_OK;
         o++) {
        /* image_orient() keeps nothing of its input: turn a copy */
        struct image turned;
        code = shrink(&small, small.w, small.h, &turned, err);
        if (code == ERR_OK)
            code = image_orient(&turned, o, err);
        int count =
            code == ERR_OK ? unexplained(&turned, shown, x0, y0, *least) : 0;
        image_deinit(&turned);
        if (code == ERR_OK && count < *least) {
            *least = count;
            *best = o;
        }
    }
    image_deinit(&small);
    return code;
}

enum err_code pdf_match(const struct image *stored, const struct image *shown,
                        const struct pdf_place *place, int *orientation,
                        struct err *err)
{
    int best = 0;
    int least = PIXELS_ALLOWED + 1;
    /* The likelier four first; of equal ones (blank paper) the first wins. */
    bool tall = place->y1 - place->y0 > place->x1 - place->x0;
    bool swapped = tall != (stored->h > stored->w);
    enum err_code code =
        try_four(stored, shown, place, swapped, &best, &least, err);
    if (code == ERR_OK && best == 0)
        code = try_four(stored, shown, place, !swapped, &best, &least, err);
    *orientation = best;
    return code;
}
