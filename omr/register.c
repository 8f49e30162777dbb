/* omr/register.c - see register.h.
 *
 *   1. Squarish blobs of the small page are candidates for corners.
 *   2. Every pair of candidates, taken as every pair of corners, predicts all
 *      marks; the prediction that meets the most blobs wins.  So any two
 *      corners will do, and filled boxes or QR finders cannot pose as a frame.
 *   3. Each predicted mark is measured on the full image, edge by edge with
 *      medians, which a pen stroke or a fold across it does not move.
 *   4. A homography is fitted, outliers are dropped one by one, and what is
 *      left over becomes the stretch correction.
 *   5. The corner with a white core is the top left one.
 */
#include "omr/register.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "omr/frame_find.h"
#include "omr/mark.h"
#include "omr/sample.h"

#define OUTLIER_MM 1.0      /* beyond this a mark is no mark of ours */
#define WORST_OK_MM 2.6     /* feeder stretch of 1.5 mm bends less */
#define MARKS_MIN 5

/* ---- step 3: the marks on the full image ---- */

static double pixel(const struct image *image, double x, double y)
{
    return x < 0 || y < 0 ? 255
                          : pixel_or_paper(image, (int32_t)x, (int32_t)y);
}

static size_t measure_all(const struct image *image, const struct levels *l,
                          const struct layout_page *frame,
                          const struct similarity *s, struct piece_room *room,
                          struct match match[])
{
    double scale = hypot(s->a, s->b);
    double px_per_mm = scale * l->factor;
    size_t n = 0;
    for (size_t i = 0; i < frame->fiducial_count && i < MAP_POINTS_MAX; i++) {
        double x, y, px, py;
        fiducial_centre(&frame->fiducials[i], &x, &y);
        similarity_apply(s, x, y, &px, &py);
        match[i] = (struct match){.x_mm = x, .y_mm = y};
        match[i].out = !mark_measure(image, &frame->fiducials[i],
                                (px + 0.5) * l->factor - 0.5,
                                (py + 0.5) * l->factor - 0.5, s->a / scale,
                                s->b / scale, px_per_mm, room, &match[i]);
        n += !match[i].out;
    }
    return n;
}

/* After a first fit the marks missed at the rough place are looked for where
 * the fit says they are. */
static size_t measure_again(const struct image *image,
                            const struct layout_page *frame,
                            const struct page_map *map,
                            struct piece_room *room, struct match match[])
{
    size_t n = 0;
    for (size_t i = 0; i < frame->fiducial_count && i < MAP_POINTS_MAX; i++) {
        struct match m = match[i];
        if (m.out) {
            double px, py, qx, qy, sx, sy;
            map_point(map, m.x_mm, m.y_mm, &px, &py);
            map_point(map, m.x_mm + 1, m.y_mm, &qx, &qy);
            map_scale(map, m.x_mm, m.y_mm, &sx, &sy);
            double length = hypot(qx - px, qy - py);
            m.out = !mark_measure(image, &frame->fiducials[i], px - 0.5, py - 0.5,
                             (qx - px) / length, (qy - py) / length,
                             (sx + sy) / 2, room, &m);
            match[i] = m;
        }
        n += !m.out;
    }
    return n;
}

/* ---- step 4 ---- */

/* Fit, dropping the worst match while it is no mark of ours. */
static bool fit(struct page_map *map, size_t n, struct match match[],
                size_t *used)
{
    for (;;) {
        size_t worst = n;
        double most = 0;
        *used = 0;
        if (!map_fit(map, n, match))
            return false;
        for (size_t i = 0; i < n; i++) {
            if (match[i].out)
                continue;
            *used += 1;
            double r = map_residual(map, &match[i]);
            if (r > most) {
                most = r;
                worst = i;
            }
        }
        if (most < OUTLIER_MM || *used <= MARKS_MIN)
            return true;
        /* A stretched page bends smoothly: its neighbours are off as well.
         * A false mark stands alone. */
        double others = 0;
        for (size_t i = 0; i < n; i++)
            if (!match[i].out && i != worst)
                others += map_residual(map, &match[i]);
        others /= (double)(*used - 1);
        if (most < WORST_OK_MM && most < 3.5 * others)
            return true;
        match[worst].out = true;
    }
}

static bool well_spread(size_t n, const struct match match[])
{
    double low = 1e9, high = -1e9;
    size_t left = 0, right = 0;
    for (size_t i = 0; i < n; i++) {
        if (match[i].out)
            continue;
        low = match[i].y_mm < low ? match[i].y_mm : low;
        high = match[i].y_mm > high ? match[i].y_mm : high;
        if (match[i].x_mm < 105.0)
            left++;
        else
            right++;
    }
    return high - low > 200 && left >= 2 && right >= 2;
}

/* ---- step 5: which way is up ---- */

/* Grey of the middle of a corner mark: light only in the ring. */
static double core_grey(const struct image *image, const struct page_map *map,
                        const struct fiducial *f)
{
    double x, y, sum = 0;
    size_t n = 0;
    fiducial_centre(f, &x, &y);
    for (int dy = -2; dy <= 2; dy++) {
        for (int dx = -2; dx <= 2; dx++) {
            double px, py;
            map_point(map, x + dx * 0.28, y + dy * 0.28, &px, &py);
            sum += pixel(image, px, py);
            n++;
        }
    }
    return sum / (double)n;
}

/* Grey of solid print: the middle between core and edge of the marks. */
static double rim_grey(const struct image *image, const struct page_map *map,
                       const struct fiducial *f)
{
    double x, y, sum = 0;
    fiducial_centre(f, &x, &y);
    for (int k = 0; k < 4; k++) {
        double px, py;
        map_point(map, x + (k % 2 != 0 ? 1.7 : -1.7),
                  y + (k / 2 != 0 ? 1.7 : -1.7), &px, &py);
        sum += pixel(image, px, py);
    }
    return sum / 4;
}

/* Index of the corner with the light core; 4 when not exactly one has it. */
static size_t find_ring(const struct image *image, const struct levels *l,
                        const struct registration *r,
                        const struct match match[],
                        const struct layout_page *frame)
{
    size_t ring = 4;
    size_t light = 0;
    for (size_t i = 0; i < 4; i++) {
        if (match[i].out)
            continue;
        double core = core_grey(image, &r->map, &frame->fiducials[i]);
        if (core > (l->paper_level + r->ink) / 2) {
            ring = i;
            light++;
        }
    }
    return light == 1 ? ring : 4;
}

void register_flip(struct registration *r, const struct layout_page *frame)
{
    /* Point (x, y) of the flipped page is (w - x, h - y) of this one. */
    double *h = r->map.h;
    for (size_t k = 0; k < 3; k++) {
        double *row = h + 3 * k;
        row[2] += row[0] * frame->width + row[1] * frame->height;
        row[0] = -row[0];
        row[1] = -row[1];
    }
    struct page_map old = r->map;
    double left = frame->width - old.right_mm;
    r->map.right_mm = frame->width - old.left_mm;
    r->map.left_mm = left;
    for (size_t side = 0; side < 2; side++) {
        const struct map_side *from = &old.side[1 - side];
        struct map_side *to = &r->map.side[side];
        to->n = from->n;
        for (size_t i = 0; i < from->n; i++) {
            to->y_mm[i] = frame->height - from->y_mm[from->n - 1 - i];
            to->dx[i] = from->dx[from->n - 1 - i];
            to->dy[i] = from->dy[from->n - 1 - i];
        }
    }
    for (size_t i = 0; i < r->match_count; i++) {
        r->match[i].x_mm = frame->width - r->match[i].x_mm;
        r->match[i].y_mm = frame->height - r->match[i].y_mm;
    }
    r->turned = (r->turned + 180) % 360;
}

static void describe(struct registration *r, size_t n,
                     const struct match match[])
{
    double sum = 0;
    double sx, sy, x0, y0, x1, y1;
    r->worst_mm = 0;
    for (size_t i = 0; i < n; i++) {
        if (match[i].out)
            continue;
        double d = map_residual(&r->map, &match[i]);
        sum += d * d;
        r->worst_mm = d > r->worst_mm ? d : r->worst_mm;
    }
    r->residual_mm = sqrt(sum / (double)r->marks);
    map_scale(&r->map, 105, 148.5, &sx, &sy);
    r->dpi = (sx + sy) / 2 * 25.4;
    map_point(&r->map, 55, 148.5, &x0, &y0);
    map_point(&r->map, 155, 148.5, &x1, &y1);
    double angle = atan2(y1 - y0, x1 - x0) * 180 / M_PI;
    int quarter = (int)lround(angle / 90);
    r->turned = ((quarter % 4 + 4) % 4) * 90;
    r->skew_deg = angle - quarter * 90;
}

enum err_code register_page(const struct image *image, struct levels *levels,
                            struct blobs *blobs, struct piece_room *room,
                            const struct layout_page *frame,
                            struct registration *out, struct err *err)
{
    struct match match[MAP_POINTS_MAX];
    struct similarity s = {0, 0, 0, 0};
    double narrow = levels->w < levels->h ? levels->w : levels->h;
    double usual = narrow / frame->width; /* low px a mm */
    *out = (struct registration){.status = REGISTER_NO_MARKS};
    enum err_code code = blobs_find(blobs, levels, usual, err);
    if (code != ERR_OK)
        return code;
    if (frame_find(blobs, frame, usual, &s) < 6)
        return ERR_OK;
    out->status = REGISTER_POOR;
    size_t n = frame->fiducial_count < MAP_POINTS_MAX ? frame->fiducial_count
                                                      : MAP_POINTS_MAX;
    size_t found = measure_all(image, levels, frame, &s, room, match);
    if (found < 3 || !fit(&out->map, n, match, &out->marks))
        return ERR_OK;
    if (out->marks < n &&
        measure_again(image, frame, &out->map, room, match) > 0 &&
        !fit(&out->map, n, match, &out->marks))
        return ERR_OK;
    describe(out, n, match);
    out->match_count = n;
    memcpy(out->match, match, n * sizeof match[0]);
    map_correct(&out->map, n, match);
    if (out->marks < MARKS_MIN || !well_spread(n, match) ||
        out->worst_mm > WORST_OK_MM)
        return ERR_OK;
    double ink = 0;
    size_t corners = 0;
    for (size_t i = 0; i < 4; i++) {
        if (match[i].out)
            continue;
        ink += rim_grey(image, &out->map, &frame->fiducials[i]);
        corners++;
    }
    out->ink = corners > 0 ? ink / (double)corners : levels->ink_level;
    size_t ring = find_ring(image, levels, out, match, frame);
    out->oriented = ring == 0 || ring == 3;
    if (ring == 3)
        register_flip(out, frame);
    out->status = REGISTER_OK;
    return ERR_OK;
}
