/* omr/frame_quad.c - see frame_quad.h. */
#include "omr/frame_quad.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/frame_find.h"

enum { OUTERMOST = 7, QUAD = 4 };

#define AROUND_MM 20.0
#define DARKER 0.72    /* of the mean around; a desk's grain is 0.85 */
#define CATCH_MM 1.6   /* an edge mark this near its prediction is met */
#define MET_SHARE 0.7  /* of the edge marks; chance meets one or two */
#define SIDE_MIN_MM 60 /* of the frame, were the page to fill the image */
#define UNLIKE 2.6     /* corners' sizes and opposite sides differ less */

/* Directions of the corners in the frame's order: top left, top right, bottom
 * left, bottom right. */
static const double direction[QUAD][2] = {{-1, -1}, {1, -1}, {-1, 1}, {1, 1}};
/* The frame's corner at each of those when the page lies on its side. */
static const size_t sideways[QUAD] = {2, 0, 3, 1};

struct quad_search {
    const struct blobs *blobs;
    const struct layout_page *frame;
    double usual;
    size_t count[QUAD];
    struct blob outer[QUAD][OUTERMOST]; /* outermost first */
    double best;
    struct page_map map; /* to low pixels */
};

static void keep_outermost(struct quad_search *s, size_t k,
                           const struct blob *blob)
{
    double dx = direction[k][0], dy = direction[k][1];
    double out = (double)blob->x * dx + (double)blob->y * dy;
    size_t i = s->count[k];
    while (i > 0 && (double)s->outer[k][i - 1].x * dx +
                            (double)s->outer[k][i - 1].y * dy < out)
        i--;
    if (i == OUTERMOST)
        return;
    size_t last = s->count[k] < OUTERMOST ? s->count[k]++ : OUTERMOST - 1;
    memmove(&s->outer[k][i + 1], &s->outer[k][i],
            (last - i) * sizeof s->outer[k][0]);
    s->outer[k][i] = *blob;
}

static double apart(const struct blob *a, const struct blob *b)
{
    return hypot((double)a->x - (double)b->x, (double)a->y - (double)b->y);
}

static bool alike(double a, double b)
{
    return a < b * UNLIKE && b < a * UNLIKE;
}

/* Four corners a camera could see: sides long enough, none folded over. */
static bool plausible(const struct quad_search *s, const struct blob *const q[])
{
    double least = SIDE_MIN_MM * s->usual;
    double top = apart(q[0], q[1]), bottom = apart(q[2], q[3]);
    double left = apart(q[0], q[2]), right = apart(q[1], q[3]);
    if (top < least || bottom < least || left < least || right < least ||
        !alike(top, bottom) || !alike(left, right))
        return false;
    for (size_t i = 1; i < QUAD; i++)
        if (!alike((double)q[0]->side, (double)q[i]->side))
            return false;
    static const size_t round[QUAD] = {0, 1, 3, 2};
    for (size_t i = 0; i < QUAD; i++) {
        const struct blob *a = q[round[i]], *b = q[round[(i + 1) % QUAD]];
        const struct blob *c = q[round[(i + 2) % QUAD]];
        double cross = ((double)b->x - (double)a->x) *
                           ((double)c->y - (double)b->y) -
                       ((double)b->y - (double)a->y) *
                           ((double)c->x - (double)b->x);
        if (cross <= 0)
            return false;
    }
    return true;
}

/* The homography that takes the frame's corners, corner[k] to q[k]. */
static bool through_four(const struct layout_page *frame,
                         const struct blob *const q[], const size_t corner[],
                         struct page_map *map)
{
    double a[8 * 9] = {0}, h[8];
    const double unit = 100; /* mm and low pixels both, to stay near one */
    for (size_t k = 0; k < QUAD; k++) {
        double x, y;
        fiducial_centre(&frame->fiducials[corner[k]], &x, &y);
        x /= unit;
        y /= unit;
        double u = (double)q[k]->x / unit, v = (double)q[k]->y / unit;
        const double rx[8] = {x, y, 1, 0, 0, 0, -x * u, -y * u};
        const double ry[8] = {0, 0, 0, x, y, 1, -x * v, -y * v};
        map_equation(8, a, rx, u);
        map_equation(8, a, ry, v);
    }
    if (!map_solve(8, a, h))
        return false;
    *map = (struct page_map){
        .h = {h[0], h[1], h[2] * unit, h[3], h[4], h[5] * unit, h[6] / unit,
              h[7] / unit, 1}};
    return true;
}

/* How many edge marks have a blob of about their size where the map puts
 * them; at once 0 when too few are left to be met. */
static size_t edges_met(const struct quad_search *s, const struct page_map *map)
{
    size_t met = 0, missed = 0, all = 0;
    for (size_t i = QUAD; i < s->frame->fiducial_count; i++) {
        double x, y, px, py, sx, sy;
        bool hit = false;
        fiducial_centre(&s->frame->fiducials[i], &x, &y);
        map_point(map, x, y, &px, &py);
        map_scale(map, x, y, &sx, &sy);
        double reach = CATCH_MM * fmin(sx, sy);
        double side = s->frame->fiducials[i].at.w * (sx + sy) / 2;
        for (size_t k = 0; k < s->blobs->edge_count && !hit; k++) {
            const struct blob *b = &s->blobs->edges[k];
            hit = fabs((double)b->x - px) < reach &&
                  fabs((double)b->y - py) < reach &&
                  (double)b->side > side * 0.5 && (double)b->side < side * 1.8;
        }
        met += hit;
        missed += !hit;
        all = s->frame->fiducial_count - QUAD;
        if ((double)missed > (1 - MET_SHARE) * (double)all)
            return 0;
    }
    return met;
}

static void try_quad(struct quad_search *s, const struct blob *const q[])
{
    static const size_t upright[QUAD] = {0, 1, 2, 3};
    if (!plausible(s, q))
        return;
    for (int way = 0; way < 2; way++) {
        struct page_map map;
        if (!through_four(s->frame, q, way == 0 ? upright : sideways, &map))
            continue;
        double met = (double)edges_met(s, &map);
        if (met > s->best) {
            s->best = met;
            s->map = map;
        }
    }
}

static void search(struct quad_search *s)
{
    const struct blob *q[QUAD];
    for (size_t a = 0; a < s->count[0]; a++)
        for (size_t b = 0; b < s->count[1]; b++)
            for (size_t c = 0; c < s->count[2]; c++)
                for (size_t d = 0; d < s->count[3]; d++) {
                    q[0] = &s->outer[0][a];
                    q[1] = &s->outer[1][b];
                    q[2] = &s->outer[2][c];
                    q[3] = &s->outer[3][d];
                    try_quad(s, q);
                }
}

/* Dark against the mean of the 20 mm round about, not against the page's own
 * ink: a shadow or a dark desk has no marks, and the marks in a shadow are
 * still darker than the paper beside them. */
static void darker_than_around(const struct levels *l, double usual,
                               uint32_t *sums, uint8_t *dark)
{
    int32_t reach = (int32_t)(AROUND_MM / 2 * usual);
    size_t wide = (size_t)l->w + 1;
    memset(sums, 0, wide * sizeof *sums);
    for (int32_t y = 0; y < l->h; y++) { /* sums of all above and left */
        uint32_t row = 0;
        uint32_t *to = sums + ((size_t)y + 1) * wide;
        to[0] = 0;
        for (int32_t x = 0; x < l->w; x++) {
            row += l->low[(size_t)y * (size_t)l->w + (size_t)x];
            to[x + 1] = to[x + 1 - (ptrdiff_t)wide] + row;
        }
    }
    for (int32_t y = 0; y < l->h; y++) {
        int32_t y0 = y > reach ? y - reach : 0;
        int32_t y1 = y + reach < l->h ? y + reach : l->h;
        for (int32_t x = 0; x < l->w; x++) {
            int32_t x0 = x > reach ? x - reach : 0;
            int32_t x1 = x + reach < l->w ? x + reach : l->w;
            const uint32_t *a = sums + (size_t)y0 * wide;
            const uint32_t *b = sums + (size_t)y1 * wide;
            uint32_t sum = b[x1] - b[x0] - a[x1] + a[x0];
            uint32_t n = (uint32_t)((x1 - x0) * (y1 - y0));
            size_t at = (size_t)y * (size_t)l->w + (size_t)x;
            dark[at] = (double)l->low[at] * n < DARKER * sum;
        }
    }
}

enum err_code frame_quad(struct blobs *blobs, const struct levels *levels,
                         const struct layout_page *frame, double usual,
                         struct page_map *map, bool *met, struct err *err)
{
    /* The page fills less of the image than a scan does. */
    static const double sizes[] = {0.85, 0.65};
    struct quad_search s = {.blobs = blobs, .frame = frame, .usual = usual};
    *met = false;
    if (frame->fiducial_count < 8)
        return ERR_OK; /* four corners fit any four corners */
    size_t pixels = (size_t)levels->w * (size_t)levels->h;
    struct levels own = *levels;
    uint32_t *sums = mem_alloc(((size_t)levels->w + 1) *
                                   ((size_t)levels->h + 1),
                               sizeof *sums);
    own.dark = mem_alloc(pixels + LOW_SLACK, 1);
    if (sums == NULL || own.dark == NULL) {
        free(sums);
        free(own.dark);
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    }
    darker_than_around(levels, usual, sums, own.dark);
    free(sums);
    enum err_code code = ERR_OK;
    for (size_t k = 0;
         k < sizeof sizes / sizeof sizes[0] && code == ERR_OK; k++) {
        code = blobs_find(blobs, &own, usual * sizes[k], err);
        memset(s.count, 0, sizeof s.count);
        for (size_t i = 0; i < blobs->corner_count && code == ERR_OK; i++)
            for (size_t c = 0; c < QUAD; c++)
                keep_outermost(&s, c, &blobs->corners[i]);
        search(&s);
    }
    free(own.dark);
    if (s.best <= 0 || code != ERR_OK)
        return code;
    double f = levels->factor;
    for (size_t i = 0; i < 3; i++) { /* low pixel centres to image corners */
        s.map.h[i] = (s.map.h[i] + 0.5 * s.map.h[6 + i]) * f;
        s.map.h[3 + i] = (s.map.h[3 + i] + 0.5 * s.map.h[6 + i]) * f;
    }
    *map = s.map;
    *met = true;
    return ERR_OK;
}
