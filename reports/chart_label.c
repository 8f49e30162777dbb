/* reports/chart_label.c - see chart_label.h. */
#include "reports/chart_label.h"

#include <assert.h>
#include <math.h>

static const double AIR = .35; /* bare paper kept around every label, mm */

static bool apart(struct label_box a, struct label_box b)
{
    return a.x + a.w + AIR <= b.x || b.x + b.w + AIR <= a.x ||
           a.y + a.h + AIR <= b.y || b.y + b.h + AIR <= a.y;
}

static bool inside(struct label_box a, struct label_box b)
{
    return a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w &&
           a.y + a.h <= b.y + b.h;
}

void label_take(struct label_field *field, struct label_box box)
{
    assert(field->count < field->room);
    field->taken[field->count++] = box;
}

bool label_free(const struct label_field *field, struct label_box box)
{
    if (!inside(box, field->bounds))
        return false;
    for (size_t i = 0; i < field->count; i++)
        if (!apart(box, field->taken[i]))
            return false;
    return true;
}

void label_nearest(struct label_box box, double x, double y, double *nx,
                   double *ny)
{
    *nx = fmin(fmax(x, box.x), box.x + box.w);
    *ny = fmin(fmax(y, box.y), box.y + box.h);
}

/* Liang and Barsky: does any of the segment lie in the box? */
static bool crosses(struct label_box b, double x1, double y1, double x2,
                    double y2)
{
    const double p[] = {x1 - x2, x2 - x1, y1 - y2, y2 - y1};
    const double q[] = {x1 - b.x, b.x + b.w - x1, y1 - b.y, b.y + b.h - y1};
    double from = 0, to = 1;

    for (int i = 0; i < 4; i++) {
        if (p[i] == 0 && q[i] < 0)
            return false;
        if (p[i] < 0)
            from = fmax(from, q[i] / p[i]);
        else if (p[i] > 0)
            to = fmin(to, q[i] / p[i]);
    }
    return from < to;
}

/* From the mark's edge to the box; the mark's own box does not count. */
static bool line_free(const struct label_field *field, struct label_box box,
                      double x, double y)
{
    double nx, ny;

    label_nearest(box, x, y, &nx, &ny);
    for (size_t i = 0; i < field->count; i++) {
        struct label_box t = field->taken[i];
        bool own = x >= t.x && x <= t.x + t.w && y >= t.y && y <= t.y + t.h;

        if (!own && crosses(t, x, y, nx, ny))
            return false;
    }
    return true;
}

/* Directions, in 64ths of a turn clockwise from the right: right, left, above,
 * below, corners, then ever finer between them. */
enum { TURNS = 64, NEAR_TURNS = 16, RINGS = 40 };
static const double RING_MM = 2;

static int turn_of(size_t nth)
{
    static const int first[NEAR_TURNS] = {0,  32, 48, 16, 56, 8,  40, 24,
                                          60, 4,  36, 28, 52, 12, 44, 20};
    static const int between[] = {0, 2, 1, 3};

    return (first[nth % NEAR_TURNS] + between[nth / NEAR_TURNS]) % TURNS;
}

/* The box whose near side lies `far` mm from x, y in this direction. */
static struct label_box beside(double x, double y, double far, int turn,
                               double w, double h)
{
    double angle = turn * 2 * acos(-1) / TURNS;
    double dx = cos(angle), dy = sin(angle);
    double cx = x + dx * far + (fabs(dx) < 1e-9 ? 0 : copysign(w / 2, dx));
    double cy = y + dy * far + (fabs(dy) < 1e-9 ? 0 : copysign(h / 2, dy));

    return (struct label_box){cx - w / 2, cy - h / 2, w, h};
}

bool label_place(struct label_field *field, enum label_reach reach, double x,
                 double y, double r, double w, double h,
                 struct label_box *out, bool *led)
{
    int rings = reach == LABEL_NEAR ? 1 : RINGS;

    for (int ring = 0; ring < rings; ring++)
        for (size_t i = 0; i < (ring > 0 ? TURNS : NEAR_TURNS); i++) {
            struct label_box box =
                beside(x, y, r + .8 + RING_MM * ring, turn_of(i), w, h);

            if (!label_free(field, box) ||
                (ring > 0 && reach == LABEL_FAR &&
                 !line_free(field, box, x, y)))
                continue;
            label_take(field, box);
            *out = box;
            *led = ring > 0;
            return true;
        }
    return false;
}
