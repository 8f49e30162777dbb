/* omr/register.c - see register.h.
 *
 *   1. Squarish blobs of the small page are candidates for corners.
 *   2. Every pair of candidates, taken as every pair of corners, predicts all
 *      marks; the prediction that meets the most blobs wins.  So any two
 *      corners will do, and filled boxes or QR finders cannot pose as a frame.
 *      A page photographed from the side needs four (omr/frame_quad).
 *   3. Each predicted mark is measured on the full image, edge by edge with
 *      medians, which a pen stroke or a fold across it does not move.
 *   4. A homography with a stretch is fitted, false marks are dropped one by
 *      one, and what is left over becomes the correction (register_fit).
 *   5. The corner with a white core is the top left one.
 */
#include "omr/register.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "omr/frame_find.h"
#include "omr/frame_quad.h"
#include "omr/mark.h"
#include "omr/register_fit.h"
#include "omr/sample.h"

enum { CORNERS = 4, CORNERS_LEAST = 2 };
#define FRAME_MET 6   /* two corners and two edge marks: less is chance */

#define BLOB_MM 4.0   /* a blob this near a mark's place may be the mark */
/* Down the page without a mark on either side: nobody knows how the paper
 * runs there, least of all when it is seen to be bent elsewhere. */
#define GAP_MM 150.0
#define BENT_GAP_MM 100.0
#define BENT_MM 0.35

/* ---- step 3: the marks on the full image ---- */

static double pixel(const struct image *image, double x, double y)
{
    return x < 0 || y < 0 ? 255
                          : pixel_or_paper(image, (int32_t)x, (int32_t)y);
}

/* The blob of a mark's kind nearest to image point (*x, *y), taken instead:
 * stretch moves a mark further than a look round its place reaches. */
static bool nearest_blob(const struct blobs *blobs, const struct levels *l,
                         enum fiducial_kind kind, double reach, double *x,
                         double *y)
{
    bool edge = kind == FIDUCIAL_EDGE;
    const struct blob *list = edge ? blobs->edges : blobs->corners;
    size_t n = edge ? blobs->edge_count : blobs->corner_count;
    double best = reach, bx = 0, by = 0;
    for (size_t i = 0; i < n; i++) {
        double u = ((double)list[i].x + 0.5) * l->factor;
        double v = ((double)list[i].y + 0.5) * l->factor;
        double d = hypot(u - *x, v - *y);
        if (d < best) {
            best = d;
            bx = u;
            by = v;
        }
    }
    *x = bx;
    *y = by;
    return best < reach;
}

struct search { /* what the marks are looked for with */
    const struct image *image;
    const struct levels *levels;
    const struct blobs *blobs;
    const struct layout_page *frame;
    struct piece_room *room;
};

/* One mark where the map puts it, or else at the nearest blob. */
static bool measure_one(const struct search *s, const struct fiducial *f,
                        const struct page_map *map, struct match *m)
{
    double px, py, qx, qy, sx, sy;
    map_point(map, m->x_mm, m->y_mm, &px, &py);
    map_point(map, m->x_mm + 1, m->y_mm, &qx, &qy);
    map_scale(map, m->x_mm, m->y_mm, &sx, &sy);
    double length = hypot(qx - px, qy - py);
    double scale = (sx + sy) / 2;
    if (!(length > 0))
        return false;
    double ux = (qx - px) / length, uy = (qy - py) / length;
    return mark_measure(s->image, f, px - 0.5, py - 0.5, ux, uy, scale,
                        s->room, m) ||
           (nearest_blob(s->blobs, s->levels, f->kind, BLOB_MM * scale, &px,
                         &py) &&
            mark_measure(s->image, f, px - 0.5, py - 0.5, ux, uy, scale,
                         s->room, m));
}

/* Measure the marks that are still out. */
static size_t measure(const struct search *s, const struct page_map *map,
                      struct match match[])
{
    size_t n = 0;
    for (size_t i = 0; i < s->frame->fiducial_count && i < MAP_POINTS_MAX;
         i++) {
        struct match m = match[i];
        if (m.out) {
            m.out = !measure_one(s, &s->frame->fiducials[i], map, &m);
            match[i] = m;
        }
        n += !m.out;
    }
    return n;
}

/* ---- step 4 ---- */

static void take_fit(struct registration *r, const struct register_fit *f)
{
    r->marks = f->used;
    r->residual_mm = f->residual_mm;
    r->worst_mm = f->worst_mm;
    r->unsure_mm = f->unsure_mm;
    r->gap_mm = f->gap_mm;
}

/* The marks near the guess and the map through them; then again for those
 * missed, as long as more are found. */
static bool square_up(const struct search *s, const struct page_map *guess,
                      struct registration *r)
{
    struct register_fit f;
    size_t n = r->match_count;
    size_t before = 0;
    for (size_t i = 0; i < n; i++) {
        r->match[i] = (struct match){.out = true};
        fiducial_centre(&s->frame->fiducials[i], &r->match[i].x_mm,
                        &r->match[i].y_mm);
    }
    if (measure(s, guess, r->match) < 3 ||
        !register_fit(&r->map, n, r->match, &f))
        return false;
    for (int again = 0; again < 3 && f.used < n && f.used > before; again++) {
        before = f.used;
        (void)measure(s, &r->map, r->match);
        if (!register_fit(&r->map, n, r->match, &f))
            return false;
    }
    take_fit(r, &f);
    return true;
}

static struct page_map as_map(const struct similarity *s, double factor)
{
    return (struct page_map){
        .h = {s->a * factor, -s->b * factor, (s->tx + 0.5) * factor,
              s->b * factor, s->a * factor, (s->ty + 0.5) * factor, 0, 0, 1}};
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

/* Where each mark of the frame is on its head; false when one is nowhere. */
static bool find_partners(const struct layout_page *frame, size_t n,
                          size_t partner[])
{
    for (size_t i = 0; i < n; i++) {
        double x, y, u, v;
        fiducial_centre(&frame->fiducials[i], &x, &y);
        for (partner[i] = 0; partner[i] < n; partner[i]++) {
            fiducial_centre(&frame->fiducials[partner[i]], &u, &v);
            if (hypot(frame->width - x - u, frame->height - y - v) < 0.5)
                break;
        }
        if (partner[i] == n)
            return false;
    }
    return true;
}

bool register_flip(struct registration *r, const struct layout_page *frame)
{
    size_t partner[MAP_POINTS_MAX];
    struct match old[MAP_POINTS_MAX];
    size_t n = frame->fiducial_count < MAP_POINTS_MAX ? frame->fiducial_count
                                                      : MAP_POINTS_MAX;
    if (!find_partners(frame, n, partner))
        return false;
    map_flip(&r->map, frame->width, frame->height);
    memcpy(old, r->match, sizeof old);
    for (size_t i = 0; i < r->match_count && i < n; i++) {
        r->match[i].x_px = old[partner[i]].x_px;
        r->match[i].y_px = old[partner[i]].y_px;
        r->match[i].out = old[partner[i]].out;
    }
    r->turned = (r->turned + 180) % 360;
    return true;
}

static void describe(struct registration *r)
{
    double sx, sy, x0, y0, x1, y1;
    map_scale(&r->map, 105, 148.5, &sx, &sy);
    r->dpi = (sx + sy) / 2 * 25.4;
    map_point(&r->map, 55, 148.5, &x0, &y0);
    map_point(&r->map, 155, 148.5, &x1, &y1);
    double angle = atan2(y1 - y0, x1 - x0) * 180 / M_PI;
    int quarter = (int)lround(angle / 90);
    r->turned = ((quarter % 4 + 4) % 4) * 90;
    r->skew_deg = angle - quarter * 90;
}

/* The greatest of the marks' edge widths but one: one may lie in shade. */
static double find_blur(const struct image *image, const struct registration *r,
                        const struct layout_page *frame,
                        struct piece_room *room)
{
    double most = 0, second = 0;
    for (size_t i = 0; i < r->match_count; i++) {
        double x, y, sx, sy;
        const struct match *m = &r->match[i];
        if (m->out)
            continue;
        map_point(&r->map, m->x_mm + 1, m->y_mm, &x, &y);
        map_scale(&r->map, m->x_mm, m->y_mm, &sx, &sy);
        double length = hypot(x - m->x_px, y - m->y_px);
        double w = mark_blur(image, &frame->fiducials[i], m,
                             (x - m->x_px) / length, (y - m->y_px) / length,
                             (sx + sy) / 2, room);
        second = w > most ? most : fmax(second, w);
        most = fmax(most, w);
    }
    return second;
}

/* Solid print's grey, the blur, which way is up. */
static void look_closer(const struct image *image, const struct levels *levels,
                        const struct layout_page *frame,
                        struct piece_room *room, struct registration *r)
{
    double ink = 0;
    size_t corners = 0;
    for (size_t i = 0; i < 4; i++) {
        if (r->match[i].out)
            continue;
        ink += rim_grey(image, &r->map, &frame->fiducials[i]);
        corners++;
    }
    r->ink = corners > 0 ? ink / (double)corners : levels->ink_level;
    if (!image->packed)
        r->blur_mm = find_blur(image, r, frame, room);
    size_t ring = find_ring(image, levels, r, r->match, frame);
    r->oriented = ring == 0 || ring == 3;
    r->mirrored = ring == 1 || ring == 2;
    if (ring == 3)
        (void)register_flip(r, frame);
}

/* The corner marks come first. */
static size_t corners_used(const struct registration *r)
{
    size_t n = 0;
    for (size_t i = 0; i < CORNERS && i < r->match_count; i++)
        n += !r->match[i].out;
    return n;
}

/* Edge marks alike in distance are taken one for the next where a photograph
 * is tilted, and fit; the corners then do not. */
static enum register_status verdict(const struct registration *r)
{
    if (r->marks < REGISTER_MARKS_MIN || corners_used(r) < CORNERS_LEAST ||
        !well_spread(r->match_count, r->match) || r->gap_mm > GAP_MM ||
        (r->gap_mm > BENT_GAP_MM && r->worst_mm > BENT_MM))
        return REGISTER_FEW;
    if (r->worst_mm > REGISTER_WORST_MM)
        return REGISTER_BENT;
    if (r->unsure_mm > REGISTER_UNSURE_MM)
        return REGISTER_UNSURE;
    if (r->dpi < REGISTER_DPI_MIN)
        return REGISTER_COARSE;
    return REGISTER_OK;
}

enum err_code register_page(const struct image *image, struct levels *levels,
                            struct blobs *blobs, struct piece_room *room,
                            const struct layout_page *frame,
                            struct registration *out, struct err *err)
{
    struct similarity s = {0, 0, 0, 0};
    struct page_map guess;
    const struct search search = {image, levels, blobs, frame, room};
    double narrow = levels->w < levels->h ? levels->w : levels->h;
    double usual = narrow / frame->width; /* low px a mm */
    *out = (struct registration){.status = REGISTER_NO_MARKS};
    out->match_count = frame->fiducial_count < MAP_POINTS_MAX
                           ? frame->fiducial_count
                           : MAP_POINTS_MAX;
    enum err_code code = blobs_find(blobs, levels, usual, err);
    if (code != ERR_OK)
        return code;
    bool found = false;
    if (frame_find(blobs, frame, usual, &s) >= FRAME_MET) {
        out->status = REGISTER_FEW;
        guess = as_map(&s, levels->factor);
        found = square_up(&search, &guess, out);
        if (found) {
            describe(out);
            out->status = verdict(out);
        }
    }
    bool well = out->status == REGISTER_OK || out->status == REGISTER_COARSE;
    if (!well || corners_used(out) < CORNERS - 1) {
        struct registration tilted = *out;
        bool met = false;
        code = frame_quad(blobs, levels, frame, usual, &guess, &met, err);
        if (code != ERR_OK)
            return code;
        if (met && square_up(&search, &guess, &tilted)) {
            describe(&tilted);
            tilted.status = verdict(&tilted);
            if ((tilted.status == REGISTER_OK &&
                 (!well || tilted.marks > out->marks)) ||
                !found)
                *out = tilted;
            found = true;
        }
    }
    if (out->status == REGISTER_NO_MARKS)
        out->match_count = 0;
    if (out->status == REGISTER_OK) {
        look_closer(image, levels, frame, room, out);
        if (out->blur_mm > REGISTER_BLUR_MM)
            out->status = REGISTER_BLURRED;
    }
    return ERR_OK;
}
