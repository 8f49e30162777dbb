/* omr/foreign_shape.c - see foreign_shape.h. */
#include "omr/foreign_shape.h"

#include <math.h>

#define RING_CORE 0.44     /* white middle of our own ring, of its side */
#define FRAME_ARM_MM 18.0  /* of a frame's lines, seen from its corner */
#define PAPER_MM 2.0       /* a frame this near the page's edge is the paper */

/* ---- kinds ---- */

static bool in_rect(const struct mark_shape *m, double u, double v)
{
    return fabs(u) <= m->w / 2 && fabs(v) <= m->h / 2;
}

static bool in_ellipse(double u, double v, double w, double h)
{
    double x = 2 * u / w;
    double y = 2 * v / h;
    return x * x + y * y <= 1;
}

static bool ink_ring(const struct mark_shape *m, double u, double v)
{
    return in_rect(m, u, v) && (fabs(u) > RING_CORE * m->w / 2 ||
                                fabs(v) > RING_CORE * m->h / 2);
}

static bool ink_disc(const struct mark_shape *m, double u, double v)
{
    return in_ellipse(u, v, m->w, m->h);
}

static bool ink_circle(const struct mark_shape *m, double u, double v)
{
    return in_ellipse(u, v, m->w, m->h) &&
           !in_ellipse(u, v, m->w - 2 * m->line, m->h - 2 * m->line);
}

static bool upright(const struct mark_shape *m, double u)
{
    return m->look_x * u >= m->w / 2 - m->line;
}

static bool ink_corner(const struct mark_shape *m, double u, double v)
{
    return in_rect(m, u, v) &&
           (upright(m, u) || m->look_y * v >= m->h / 2 - m->line);
}

static bool ink_bracket(const struct mark_shape *m, double u, double v)
{
    return in_rect(m, u, v) &&
           (upright(m, u) || fabs(v) >= m->h / 2 - m->line);
}

static bool ink_cross(const struct mark_shape *m, double u, double v)
{
    return in_rect(m, u, v) &&
           (fabs(u) <= m->line / 2 || fabs(v) <= m->line / 2);
}

static const struct frame_kind {
    bool (*ink)(const struct mark_shape *m, double u, double v);
    bool solid; /* most of its surface is ink */
} kinds[FIDUCIAL_KIND_COUNT] = {
    [FIDUCIAL_SQUARE] = {in_rect, true},
    [FIDUCIAL_RING] = {ink_ring, true},
    [FIDUCIAL_EDGE] = {in_rect, true},
    [FIDUCIAL_DISC] = {ink_disc, true},
    [FIDUCIAL_CIRCLE] = {ink_circle, false},
    [FIDUCIAL_CORNER] = {ink_corner, false},
    [FIDUCIAL_BRACKET] = {ink_bracket, false},
    [FIDUCIAL_CROSS] = {ink_cross, false},
    [FIDUCIAL_FRAME] = {ink_corner, false}, /* its corners */
};

bool mark_ink(const struct mark_shape *m, double u, double v)
{
    return kinds[m->kind].ink(m, u, v);
}

bool mark_is_solid(enum fiducial_kind kind)
{
    return kinds[kind].solid;
}

/* ---- the marks of a page ---- */

static bool is_paper(const struct layout_page *page, const struct fiducial *f)
{
    return f->kind == FIDUCIAL_FRAME && f->at.x < PAPER_MM &&
           f->at.y < PAPER_MM && f->at.x + f->at.w > page->width - PAPER_MM &&
           f->at.y + f->at.h > page->height - PAPER_MM;
}

static struct mark_shape plain(const struct layout_page *page,
                               const struct fiducial *f)
{
    double x = f->at.x + f->at.w / 2;
    double y = f->at.y + f->at.h / 2;
    return (struct mark_shape){
        .kind = f->kind,
        .x = x,
        .y = y,
        .w = f->at.w,
        .h = f->at.h,
        .line = f->line_mm,
        .look_x = x < page->width / 2 ? -1 : 1,
        .look_y = y < page->height / 2 ? -1 : 1,
        .anchor_x = x,
        .anchor_y = y,
    };
}

static struct mark_shape frame_corner(const struct fiducial *f, int k)
{
    int look_x = k % 2 == 0 ? -1 : 1;
    int look_y = k / 2 == 0 ? -1 : 1;
    double arm = fmin(FRAME_ARM_MM, fmin(f->at.w, f->at.h) / 3);
    double x = look_x < 0 ? f->at.x : f->at.x + f->at.w;
    double y = look_y < 0 ? f->at.y : f->at.y + f->at.h;
    return (struct mark_shape){
        .kind = FIDUCIAL_FRAME,
        .x = x - look_x * arm / 2,
        .y = y - look_y * arm / 2,
        .w = arm,
        .h = arm,
        .line = f->line_mm,
        .look_x = look_x,
        .look_y = look_y,
        .of_frame = true,
        .anchor_x = x,
        .anchor_y = y,
    };
}

size_t mark_shapes(const struct layout_page *page, struct mark_shape out[],
                   bool *paper)
{
    size_t n = 0;
    *paper = false;
    for (size_t i = 0; i < page->fiducial_count; i++) {
        const struct fiducial *f = &page->fiducials[i];
        int pieces = f->kind == FIDUCIAL_FRAME ? 4 : 1;
        if (is_paper(page, f)) {
            *paper = true;
            continue;
        }
        for (int k = 0; k < pieces && n < FOREIGN_MARKS_MAX; k++) {
            out[n] = f->kind == FIDUCIAL_FRAME ? frame_corner(f, k)
                                               : plain(page, f);
            out[n++].fiducial = i;
        }
    }
    return n;
}

/* ---- boxes ---- */

static double rect_distance(double w, double h, double u, double v)
{
    double x = fabs(u) - w / 2;
    double y = fabs(v) - h / 2;
    if (x <= 0 || y <= 0)
        return fmax(x, y);
    return hypot(x, y);
}

/* First order: exact on the edge, right within a tenth near it. */
static double oval_distance(double w, double h, double u, double v)
{
    double a = w / 2;
    double b = h / 2;
    double k = hypot(u / a, v / b);
    double slope = hypot(u / (a * a), v / (b * b));
    if (slope < 1e-9)
        return -fmin(a, b);
    return k * (k - 1) / slope;
}

static double pill_distance(double w, double h, double u, double v)
{
    double r = fmin(w, h) / 2;
    double x = fmax(0, fabs(u) - (w / 2 - r));
    double y = fmax(0, fabs(v) - (h / 2 - r));
    return hypot(x, y) - r;
}

double box_distance(const struct layout_box *box, double u, double v)
{
    static double (*const shapes[BOX_SHAPE_COUNT])(double w, double h,
                                                   double u, double v) = {
        [BOX_SQUARE] = rect_distance,
        [BOX_CIRCLE] = oval_distance,
        [BOX_OVAL] = oval_distance,
        [BOX_PILL] = pill_distance,
    };
    return shapes[box->shape](box->at.w, box->at.h, u, v);
}
