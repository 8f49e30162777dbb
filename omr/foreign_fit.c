/* omr/foreign_fit.c - see foreign_fit.h. */
#include "omr/foreign_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/foreign_points.h"
#include "omr/foreign_view.h"
#include "omr/sample.h"

#define FINE 5.0           /* points a mm when looking for a shape */
#define BOX_FINE 8.0
#define MARK_REACH_MM 3.5  /* a guess is this good */
#define AGAIN_REACH_MM 1.2 /* a first fit is */
#define REGION_REACH_MM 2.0
#define BOX_REACH_MM 0.8
#define MARK_QUALITY 0.45  /* ink on its shape less ink round it */
#define BOX_QUALITY 0.16   /* least contrast of an outline; thin grey ones at
                            * 150 dpi have 0.3 */
#define PROMISING 0.4      /* of the first few outlines */
#define OUTLIER_MM 0.7
#define DONE 0.85          /* of the outlines: no further round is needed */
#define WORTH 0.04         /* … nor when one more found so few */
#define NEIGHBOUR_MM 40.0
#define MARK_NEAR_MM 2.0   /* stretched paper; a row off is twice that */
#define SAME_ROW_MM 1.0
#define OWN_SHIFT_MM 0.25  /* what a box may differ from its neighbours */

enum {
    ALL_MAX = 48 * 1024,    /* points of a shape before thinning */
    SHAPE_POINTS_MAX = 120, /* of a shape's ink, and of its surroundings */
    SHIFTS_MAX = 64,        /* each way: 2 x 3.5 mm x 5 + 1 */
    POINTS_MAX = FOREIGN_MARKS_MAX + FOREIGN_BOXES_MAX,
    REGIONS = 3,
    PROBES = 20,
    ROUNDS_MAX = 4
};

struct spots { /* points of a shape, in points of the view from its middle */
    int n;
    int at[SHAPE_POINTS_MAX][2];
};

struct stencil {
    struct spots ink, bare;
};

struct fit_room {
    int ink[ALL_MAX][2], bare[ALL_MAX][2];
    struct view view;
    struct match match[POINTS_MAX];
    double shift[FOREIGN_BOXES_MAX][3]; /* dx, dy, quality */
    float votes[REGIONS * REGIONS][SHIFTS_MAX * SHIFTS_MAX];
};

enum err_code fit_room_new(struct fit_room **out, struct err *err)
{
    *out = mem_alloc(1, sizeof **out);
    return *out != NULL ? ERR_OK
                        : err_set(err, ERR_NOMEM, 0, _("out of memory"));
}

void fit_room_free(struct fit_room *room)
{
    free(room);
}

/* ---- stencils ---- */

/* Every k-th point, so that they fit. */
static void thin(struct spots *s, int (*all)[2], int n)
{
    int step = (n + SHAPE_POINTS_MAX - 1) / SHAPE_POINTS_MAX;
    step = step < 1 ? 1 : step;
    s->n = 0;
    for (int i = step / 2; i < n && s->n < SHAPE_POINTS_MAX; i += step) {
        s->at[s->n][0] = all[i][0];
        s->at[s->n++][1] = all[i][1];
    }
}

static void mark_stencil(struct fit_room *room, const struct mark_shape *m,
                         struct stencil *out)
{
    static const double HALO = 0.8;
    int n = 0;
    int k = 0;
    int wide = (int)((m->w / 2 + HALO) * FINE);
    int high = (int)((m->h / 2 + HALO) * FINE);
    for (int j = -high; j <= high; j++) {
        for (int i = -wide; i <= wide; i++) {
            double u = i / FINE;
            double v = j / FINE;
            /* Within half a point of an edge it is neither. */
            bool here = mark_ink(m, u, v);
            bool edge = mark_ink(m, u + 0.12, v) != here ||
                        mark_ink(m, u - 0.12, v) != here ||
                        mark_ink(m, u, v + 0.12) != here ||
                        mark_ink(m, u, v - 0.12) != here;
            if (here && (!edge || m->line > 0) && n < ALL_MAX) {
                room->ink[n][0] = i;
                room->ink[n++][1] = j;
            } else if (!here && !edge && k < ALL_MAX) {
                room->bare[k][0] = i;
                room->bare[k++][1] = j;
            }
        }
    }
    thin(&out->ink, room->ink, n);
    thin(&out->bare, room->bare, k);
}

/* The middle of the outline, and a line round it. */
static void box_stencil(struct fit_room *room, const struct layout_box *box,
                        double outline, struct stencil *out)
{
    int n = 0;
    int k = 0;
    int wide = (int)((box->at.w / 2 + 1) * BOX_FINE);
    int high = (int)((box->at.h / 2 + 1) * BOX_FINE);
    double half = 0.5 / BOX_FINE + outline / 4;
    for (int j = -high; j <= high; j++) {
        for (int i = -wide; i <= wide; i++) {
            double d = box_distance(box, i / BOX_FINE, j / BOX_FINE);
            if (fabs(d + outline / 2) <= half && n < ALL_MAX) {
                room->ink[n][0] = i;
                room->ink[n++][1] = j;
            } else if (fabs(d - 0.4) <= 0.08 && k < ALL_MAX) {
                room->bare[k][0] = i;
                room->bare[k++][1] = j;
            }
        }
    }
    thin(&out->ink, room->ink, n);
    thin(&out->bare, room->bare, k);
}

static double mean_at(const struct view *view, const struct spots *s, int di,
                      int dj)
{
    int sum = 0;
    int mi = view->w / 2 + di;
    int mj = view->h / 2 + dj;
    for (int k = 0; k < s->n; k++) {
        int i = mi + s->at[k][0];
        int j = mj + s->at[k][1];
        if (i >= 0 && j >= 0 && i < view->w && j < view->h)
            sum += view->dark[j * view->w + i];
    }
    return s->n > 0 ? sum / 255.0 / s->n : 0;
}

static double score_at(const struct view *view, const struct stencil *s,
                       int di, int dj)
{
    return mean_at(view, &s->ink, di, dj) - mean_at(view, &s->bare, di, dj);
}

/* Top of the parabola through three scores, -0.5..0.5 from the middle one. */
static double summit(double before, double here, double after)
{
    double bend = before - 2 * here + after;
    double t = bend < -1e-9 ? (before - after) / (2 * bend) : 0;
    return t < -0.5 ? -0.5 : t > 0.5 ? 0.5 : t;
}

struct place { /* of a stencil */
    int i, j;
    double got;
};

/* Try every `step`-th shift within `wide` points of the middle one. */
static void look_round(const struct view *view, const struct stencil *s,
                       int reach, struct place middle, int wide, int step,
                       struct place *best)
{
    for (int j = middle.j - wide; j <= middle.j + wide; j += step) {
        for (int i = middle.i - wide; i <= middle.i + wide; i += step) {
            /* The farther, the worse: between equals the near one. */
            double got = score_at(view, s, i, j) -
                         0.02 * hypot(i, j) / (reach + 1);
            if (got > best->got)
                *best = (struct place){i, j, got};
        }
    }
}

/* The shift in mm, within `reach`, at which the stencil fits best; looked for
 * in steps of `step` points, no wider than its lines, then exactly. */
static double best_shift(const struct view *view, const struct stencil *s,
                         double reach, int step, double *dx, double *dy)
{
    int r = (int)(reach * view->fine);
    struct place best = {0, 0, -2};
    look_round(view, s, r, (struct place){0, 0, 0}, r, step, &best);
    if (step > 1)
        look_round(view, s, r, best, step - 1, 1, &best);
    int bi = best.i;
    int bj = best.j;
    double here = score_at(view, s, bi, bj);
    *dx = (bi + summit(score_at(view, s, bi - 1, bj), here,
                       score_at(view, s, bi + 1, bj))) /
          view->fine;
    *dy = (bj + summit(score_at(view, s, bi, bj - 1), here,
                       score_at(view, s, bi, bj + 1))) /
          view->fine;
    return here;
}

/* ---- marks ---- */

static bool find_mark(struct fit_room *room, const struct image *image,
                      const struct levels *l, double ink,
                      const struct page_map *map, const struct mark_shape *m,
                      double reach, struct match *match)
{
    struct stencil stencil;
    double dx, dy;
    mark_stencil(room, m, &stencil);
    view_take(&room->view, image, l, map, ink, m->x, m->y,
              m->w + 2 * reach + 2, m->h + 2 * reach + 2, FINE);
    *match = (struct match){.x_mm = m->x, .y_mm = m->y};
    double quality = best_shift(&room->view, &stencil, reach, 1, &dx, &dy);
    map_point(map, m->x + dx, m->y + dy, &match->x_px, &match->y_px);
    match->out = quality < MARK_QUALITY;
    return !match->out;
}

/* Of the marks found, mm. */
static double farthest(const struct page_map *map, size_t n,
                       const struct match match[])
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        if (!match[i].out)
            most = fmax(most, map_residual(map, &match[i]));
    return most;
}

/* Fewer than six marks fix no perspective: on a photograph the paper's edge or
 * the boxes have told more than they do. */
static void fit_marks(struct fit_room *room, const struct image *image,
                      const struct levels *l, size_t n,
                      const struct mark_shape marks[], double reach,
                      struct foreign_fit *out)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += find_mark(room, image, l, out->ink, &out->map, &marks[i],
                           reach, &out->match[i]);
    struct page_map better = out->map;
    struct match all[FOREIGN_MARKS_MAX];
    memcpy(all, out->match, n * sizeof all[0]);
    if (found < 3 || !points_fit(&better, n, out->match, 1.5))
        return;
    if (farthest(&out->map, n, all) <= farthest(&better, n, all))
        memcpy(out->match, all, n * sizeof all[0]);
    else
        out->map = better;
}

/* ---- boxes ---- */

/* Scores of all shifts, added up over the boxes of each region: text and
 * neighbours give way, the outlines add up. */
static size_t vote(struct fit_room *room, const struct image *image,
                   const struct levels *l, const struct layout_page *page,
                   double outline, const struct foreign_fit *fit)
{
    int r = (int)(REGION_REACH_MM * FINE);
    int side = 2 * r + 1;
    struct stencil stencil;
    double counts[REGIONS * REGIONS] = {0};
    double sums[REGIONS * REGIONS][2] = {{0}};
    memset(room->votes, 0, sizeof room->votes);
    size_t step = page->box_count / 160 + 1;
    for (size_t b = 0; b < page->box_count; b += step) {
        const struct rect_mm *at = &page->boxes[b].at;
        double x = at->x + at->w / 2;
        double y = at->y + at->h / 2;
        int region = (int)(y / page->height * REGIONS) * REGIONS +
                     (int)(x / page->width * REGIONS);
        box_stencil(room, &page->boxes[b], outline, &stencil);
        /* as fine as the box stencil's points, in steps of the coarse ones */
        view_take(&room->view, image, l, &fit->map, fit->ink, x, y,
                  at->w + 2 * REGION_REACH_MM + 2,
                  at->h + 2 * REGION_REACH_MM + 2, BOX_FINE);
        counts[region]++;
        sums[region][0] += x;
        sums[region][1] += y;
        for (int j = -r; j <= r; j++)
            for (int i = -r; i <= r; i++)
                room->votes[region][(j + r) * side + i + r] +=
                    (float)score_at(&room->view, &stencil,
                                    (int)lround(i * BOX_FINE / FINE),
                                    (int)lround(j * BOX_FINE / FINE));
    }
    size_t n = 0;
    for (int k = 0; k < REGIONS * REGIONS; k++) {
        int best = 0;
        if (counts[k] < 2)
            continue;
        for (int i = 1; i < side * side; i++)
            if (room->votes[k][i] > room->votes[k][best])
                best = i;
        if ((double)room->votes[k][best] / counts[k] < BOX_QUALITY)
            continue;
        struct match *m = &room->match[n++];
        *m = (struct match){.x_mm = sums[k][0] / counts[k],
                            .y_mm = sums[k][1] / counts[k]};
        map_point(&fit->map, m->x_mm + (best % side - r) / FINE,
                  m->y_mm + (best / side - r) / FINE, &m->x_px, &m->y_px);
    }
    return n;
}

/* Regions and the marks found give a better map, or the old one stays.  A
 * region speaks for many boxes, so its points count like marks. */
static void fit_regions(struct fit_room *room, const struct image *image,
                        const struct levels *l,
                        const struct layout_page *page, double outline,
                        struct foreign_fit *fit)
{
    size_t n = vote(room, image, l, page, outline, fit);
    for (size_t i = 0; i < fit->match_count; i++)
        if (!fit->match[i].out)
            room->match[n++] = fit->match[i];
    struct page_map better;
    if (n < 3)
        return;
    if (points_fit(&better, n, room->match, 1.5)) {
        double sx, sy, ox, oy;
        map_scale(&better, page->width / 2, page->height / 2, &sx, &sy);
        map_scale(&fit->map, page->width / 2, page->height / 2, &ox, &oy);
        if (fabs(sx / ox - 1) < 0.05 && fabs(sy / oy - 1) < 0.05)
            fit->map = better; /* points on one line do not fix a page */
    }
}

/* Look for every outline near its place. */
static void find_boxes(struct fit_room *room, const struct image *image,
                       const struct levels *l,
                       const struct layout_page *page, double outline,
                       double reach, const struct foreign_fit *fit)
{
    struct stencil stencil;
    for (size_t b = 0; b < page->box_count; b++) {
        const struct layout_box *box = &page->boxes[b];
        const struct layout_box *last = b > 0 ? box - 1 : NULL;
        if (last == NULL || last->shape != box->shape ||
            last->at.w != box->at.w || last->at.h != box->at.h)
            box_stencil(room, box, outline, &stencil);
        view_take(&room->view, image, l, &fit->map, fit->ink,
                  box->at.x + box->at.w / 2, box->at.y + box->at.h / 2,
                  box->at.w + 2 * reach + 2, box->at.h + 2 * reach + 2,
                  BOX_FINE);
        room->shift[b][2] = best_shift(&room->view, &stencil, reach, 2,
                                       &room->shift[b][0],
                                       &room->shift[b][1]);
    }
}

static void fit_boxes(struct fit_room *room, const struct layout_page *page,
                      struct foreign_fit *fit)
{
    size_t n = 0;
    for (size_t b = 0; b < page->box_count; b++) {
        const struct rect_mm *at = &page->boxes[b].at;
        struct match *m = &room->match[n++];
        *m = (struct match){.x_mm = at->x + at->w / 2,
                            .y_mm = at->y + at->h / 2,
                            .out = room->shift[b][2] < BOX_QUALITY};
        map_point(&fit->map, m->x_mm + room->shift[b][0],
                  m->y_mm + room->shift[b][1], &m->x_px, &m->y_px);
    }
    size_t first_mark = n;
    for (size_t i = 0; i < fit->match_count; i++)
        if (!fit->match[i].out)
            room->match[n++] = fit->match[i];
    struct page_map better;
    if (!points_fit(&better, n, room->match, OUTLIER_MM))
        return;
    fit->map = better;
    double sum = 0;
    fit->points = fit->marks = 0;
    fit->worst_mm = 0;
    for (size_t i = 0; i < n; i++) {
        double r = map_residual(&fit->map, &room->match[i]);
        fit->marks += i >= first_mark && r < MARK_NEAR_MM;
        if (room->match[i].out)
            continue;
        sum += r * r;
        fit->worst_mm = r > fit->worst_mm ? r : fit->worst_mm;
        fit->points++;
    }
    fit->residual_mm = fit->points > 0 ? sqrt(sum / (double)fit->points) : 0;
}

static int by_double(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double middle(double *values, size_t n)
{
    qsort(values, n, sizeof values[0], by_double);
    return n > 0 ? values[n / 2] : 0;
}

static bool is_found(const struct foreign_fit *fit, size_t b)
{
    const struct foreign_spot *spot = &fit->spot[b];
    return spot->quality >= BOX_QUALITY &&
           spot->quality >= 0.4 * fit->outline &&
           hypot(spot->dx, spot->dy) < 0.6;
}

/* How far a box lies towards one of the page's four sides. */
static double towards(const struct layout_box *box, int side)
{
    double x = box->at.x + box->at.w / 2;
    double y = box->at.y + box->at.h / 2;
    return side == 0 ? -x : side == 1 ? x : side == 2 ? -y : y;
}

/* The share found of the first and last row and column; of those with more
 * than one box the least. */
static double edge_found(const struct layout_page *page,
                         const struct foreign_fit *fit)
{
    double least = 1;
    for (int side = 0; side < 4 && page->box_count > 0; side++) {
        double last = towards(&page->boxes[0], side);
        size_t n = 0;
        size_t good = 0;
        for (size_t b = 1; b < page->box_count; b++)
            last = fmax(last, towards(&page->boxes[b], side));
        for (size_t b = 0; b < page->box_count; b++) {
            if (towards(&page->boxes[b], side) < last - SAME_ROW_MM)
                continue;
            n++;
            good += is_found(fit, b);
        }
        if (n > 1)
            least = fmin(least, (double)good / (double)n);
    }
    return least;
}

/* A box that differs from its neighbours was dragged off by a mark. */
static void settle(const struct fit_room *room,
                   const struct layout_page *page, struct foreign_fit *fit)
{
    double xs[FOREIGN_BOXES_MAX], ys[FOREIGN_BOXES_MAX];
    double good = 0;
    for (size_t b = 0; b < page->box_count; b++)
        xs[b] = room->shift[b][2];
    fit->outline = middle(xs, page->box_count);
    for (size_t b = 0; b < page->box_count; b++) {
        const struct rect_mm *a = &page->boxes[b].at;
        struct foreign_spot *spot = &fit->spot[b];
        size_t n = 0;
        *spot = (struct foreign_spot){room->shift[b][0], room->shift[b][1],
                                      room->shift[b][2]};
        good += is_found(fit, b);
        for (size_t k = 0; k < page->box_count; k++) {
            const struct rect_mm *c = &page->boxes[k].at;
            if (fabs(a->x - c->x) > NEIGHBOUR_MM ||
                fabs(a->y - c->y) > NEIGHBOUR_MM ||
                room->shift[k][2] < BOX_QUALITY)
                continue;
            xs[n] = room->shift[k][0];
            ys[n++] = room->shift[k][1];
        }
        if (n < 3)
            continue;
        double mx = middle(xs, n);
        double my = middle(ys, n);
        if (fabs(mx - spot->dx) > OWN_SHIFT_MM ||
            fabs(my - spot->dy) > OWN_SHIFT_MM) {
            spot->dx = mx;
            spot->dy = my;
        }
    }
    fit->found = page->box_count > 0 ? good / (double)page->box_count : 0;
    fit->edge = edge_found(page, fit);
    double sum = 0;
    for (size_t b = 0; b < page->box_count && fit->outline > 0; b++)
        sum += fmax(0, fmin(1, fit->spot[b].quality / fit->outline));
    fit->even = page->box_count > 0 ? sum / (double)page->box_count : 0;
}

/* ---- the page's ink ---- */

/* Grey in the middle of the solid marks; else the page's darkest. */
static double solid_ink(const struct image *image, const struct levels *l,
                        size_t n, const struct mark_shape marks[],
                        const struct foreign_fit *fit)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        double x, y;
        bool core = marks[i].kind == FIDUCIAL_RING;
        if (fit->match[i].out || !mark_is_solid(marks[i].kind))
            continue;
        map_point(&fit->map, marks[i].x + (core ? 0.34 * marks[i].w : 0),
                  marks[i].y, &x, &y);
        sum += sample_grey(image, x - 0.5, y - 0.5);
        count++;
    }
    return count > 0 ? sum / (double)count : l->ink_level;
}

/* A few outlines looked for in a wide circle: is it worth going on? */
static bool promising(struct fit_room *room, const struct image *image,
                      const struct levels *l, const struct layout_page *page,
                      double outline, double reach,
                      const struct foreign_fit *fit)
{
    struct stencil stencil;
    size_t step = page->box_count / PROBES + 1;
    size_t n = 0;
    size_t good = 0;
    for (size_t b = step / 2; b < page->box_count; b += step) {
        const struct rect_mm *at = &page->boxes[b].at;
        double dx, dy;
        box_stencil(room, &page->boxes[b], outline, &stencil);
        view_take(&room->view, image, l, &fit->map, fit->ink,
                  at->x + at->w / 2, at->y + at->h / 2,
                  at->w + 2 * reach + 2, at->h + 2 * reach + 2, BOX_FINE);
        good += best_shift(&room->view, &stencil, reach, 2, &dx, &dy) >=
                BOX_QUALITY;
        n++;
    }
    return (double)good >= PROMISING * (double)n;
}

void foreign_fit(struct fit_room *room, const struct image *image,
                 const struct levels *l, const struct layout_page *page,
                 double outline, size_t mark_count,
                 const struct mark_shape marks[], const struct page_map *map,
                 struct foreign_fit *out)
{
    out->map = *map;
    out->ink = l->ink_level;
    out->found = out->even = out->edge = out->outline = 0;
    out->residual_mm = out->worst_mm = 0;
    out->points = out->marks = 0;
    out->match_count = mark_count;
    fit_marks(room, image, l, mark_count, marks, MARK_REACH_MM, out);
    if (!promising(room, image, l, page, outline,
                   mark_count > 0 ? 1.2 : MARK_REACH_MM, out))
        return;
    /* The paper's own edge is a poor guess where sheets lie on each other:
     * the boxes near one end pull in those of the other, step by step. */
    for (int k = 0; k < ROUNDS_MAX; k++) {
        double before = out->found;
        fit_regions(room, image, l, page, outline, out);
        fit_marks(room, image, l, mark_count, marks, AGAIN_REACH_MM, out);
        out->ink = solid_ink(image, l, mark_count, marks, out);
        find_boxes(room, image, l, page, outline, BOX_REACH_MM, out);
        fit_boxes(room, page, out);
        find_boxes(room, image, l, page, outline, BOX_REACH_MM, out);
        settle(room, page, out);
        if (mark_count > 0 || out->found > DONE ||
            out->found < before + WORTH)
            return;
    }
}
