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

static bool near_any(const struct blob *blobs, size_t n, double x, double y,
                     double reach)
{
    for (size_t i = 0; i < n; i++)
        if (fabs((double)blobs[i].x - x) < reach &&
            fabs((double)blobs[i].y - y) < reach)
            return true;
    return false;
}

static double score(const struct similarity *s, const struct blobs *b,
                    const struct layout_page *frame)
{
    double reach = CATCH_MM * hypot(s->a, s->b);
    double sum = 0;
    for (size_t i = 0; i < frame->fiducial_count; i++) {
        const struct fiducial *f = &frame->fiducials[i];
        bool corner = f->kind != FIDUCIAL_EDGE;
        double x, y, px, py;
        fiducial_centre(f, &x, &y);
        similarity_apply(s, x, y, &px, &py);
        if (corner ? near_any(b->corners, b->corner_count, px, py, reach)
                   : near_any(b->edges, b->edge_count, px, py, reach * 0.6))
            sum += corner ? 2 : 1;
        if (i == 3 && sum < 4)
            return 0; /* not even two corners */
    }
    return sum;
}

double frame_find(const struct blobs *b, const struct layout_page *frame,
                  double usual, struct similarity *best)
{
    double best_score = 0;
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
                double got = score(&s, b, frame);
                if (got <= best_score)
                    continue;
                best_score = got;
                *best = s;
            }
        }
    }
    return best_score;
}
