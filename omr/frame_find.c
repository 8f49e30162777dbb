/* omr/frame_find.c - see frame_find.h. */
#include "omr/frame_find.h"

#include <math.h>
#include <stdbool.h>

#define PAIR_SCALE_MIN 0.72 /* against a page that fills the image */
#define PAIR_SCALE_MAX 1.32
#define CATCH_MM 4.0        /* a blob this near its prediction counts */

void similarity_apply(const struct similarity *s, double x, double y,
                      double *px, double *py)
{
    *px = s->a * x - s->b * y + s->tx;
    *py = s->b * x + s->a * y + s->ty;
}

void fiducial_centre(const struct fiducial *f, double *x, double *y)
{
    *x = f->at.x + f->at.w / 2;
    *y = f->at.y + f->at.h / 2;
}

static struct similarity from_pair(double ax, double ay, double bx, double by,
                                   const struct blob *p, const struct blob *q)
{
    double dx = bx - ax;
    double dy = by - ay;
    double ex = (double)q->x - (double)p->x;
    double ey = (double)q->y - (double)p->y;
    double n = dx * dx + dy * dy;
    struct similarity s = {.a = (ex * dx + ey * dy) / n,
                           .b = (ey * dx - ex * dy) / n};
    s.tx = (double)p->x - (s.a * ax - s.b * ay);
    s.ty = (double)p->y - (s.b * ax + s.a * ay);
    return s;
}

/* ---- the blobs by their place ---- */

enum { CELLS = 64, LIST_MAX = SPECKS_MAX > BLOBS_MAX ? SPECKS_MAX : BLOBS_MAX };

struct places { /* CELLS x CELLS squares, each with its blobs */
    int shift;  /* a square is 2^shift low pixels wide */
    uint16_t first[CELLS * CELLS + 1];
    struct blob blobs[LIST_MAX];
};

static int cell_of(const struct places *p, double v)
{
    int c = !(v > 0) ? 0 : v > 65535 ? CELLS : (int)v >> p->shift;
    return c < CELLS ? c : CELLS - 1;
}

static int place_of(const struct places *p, const struct blob *b)
{
    return cell_of(p, (double)b->y) * CELLS + cell_of(p, (double)b->x);
}

static void places_fill(struct places *p, const struct blob *blobs, size_t n)
{
    float most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmaxf(most, fmaxf(blobs[i].x, blobs[i].y));
    for (p->shift = 4; most >= (float)(CELLS << p->shift);)
        p->shift++;
    for (int c = 0; c <= CELLS * CELLS; c++)
        p->first[c] = 0;
    for (size_t i = 0; i < n; i++)
        p->first[place_of(p, &blobs[i])]++;
    for (int c = 1; c <= CELLS * CELLS; c++) /* where each square ends */
        p->first[c] = (uint16_t)(p->first[c] + p->first[c - 1]);
    for (size_t i = n; i-- > 0;)
        p->blobs[--p->first[place_of(p, &blobs[i])]] = blobs[i];
}

static bool near_any(const struct places *p, double x, double y, double reach)
{
    int left = cell_of(p, x - reach);
    int right = cell_of(p, x + reach);
    for (int row = cell_of(p, y - reach); row <= cell_of(p, y + reach);
         row++) {
        int end = p->first[row * CELLS + right + 1];
        for (int i = p->first[row * CELLS + left]; i < end; i++)
            if (fabs((double)p->blobs[i].x - x) < reach &&
                fabs((double)p->blobs[i].y - y) < reach)
                return true;
    }
    return false;
}

/* ---- predictions ---- */

/* Stops early, with less than it could be, when `best` is out of reach. */
static double score(const struct similarity *s, const struct places *corners,
                    const struct places *edges,
                    const struct layout_page *frame, double best)
{
    double reach = CATCH_MM * hypot(s->a, s->b);
    double sum = 0;
    double rest = 0;
    for (size_t i = 0; i < frame->fiducial_count; i++)
        rest += frame->fiducials[i].kind != FIDUCIAL_EDGE ? 2 : 1;
    for (size_t i = 0; i < frame->fiducial_count; i++) {
        const struct fiducial *f = &frame->fiducials[i];
        bool corner = f->kind != FIDUCIAL_EDGE;
        double x, y, px, py;
        fiducial_centre(f, &x, &y);
        similarity_apply(s, x, y, &px, &py);
        if (corner ? near_any(corners, px, py, reach)
                   : near_any(edges, px, py, reach * 0.6))
            sum += corner ? 2 : 1;
        rest -= corner ? 2 : 1;
        if (sum + rest <= best)
            return sum;
        if (i == 3 && sum < 4)
            return 0; /* not even two corners */
    }
    return sum;
}

double frame_find(const struct blobs *b, const struct layout_page *frame,
                  double usual, struct similarity *best)
{
    struct places corners, edges;
    double best_score = 0;
    places_fill(&corners, b->corners, b->corner_count);
    places_fill(&edges, b->edges, b->edge_count);
    for (size_t i = 0; i < b->corner_count; i++) {
        for (size_t k = 0; k < b->corner_count; k++) {
            double d = hypot((double)(b->corners[i].x - b->corners[k].x),
                             (double)(b->corners[i].y - b->corners[k].y));
            if (i == k || d < usual * 100)
                continue;
            for (size_t p = 0; p < 6; p++) {
                static const int pairs[6][2] = {{0, 1}, {0, 2}, {0, 3},
                                                {1, 2}, {1, 3}, {2, 3}};
                double ax, ay, bx, by;
                fiducial_centre(&frame->fiducials[pairs[p][0]], &ax, &ay);
                fiducial_centre(&frame->fiducials[pairs[p][1]], &bx, &by);
                double scale = d / hypot(bx - ax, by - ay);
                if (scale < usual * PAIR_SCALE_MIN ||
                    scale > usual * PAIR_SCALE_MAX)
                    continue;
                struct similarity s = from_pair(ax, ay, bx, by,
                                                &b->corners[i],
                                                &b->corners[k]);
                double got = score(&s, &corners, &edges, frame,
                                   best_score);
                if (got <= best_score)
                    continue;
                best_score = got;
                *best = s;
            }
        }
    }
    return best_score;
}
