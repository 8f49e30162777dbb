/* omr/foreign_paper.c - see foreign_paper.h.
 *
 * A side of the sheet is the line most of its edge points lie on: corners may
 * be in shadow, folded away or under a finger, and a light desk may leak in.
 */
#include "omr/foreign_paper.h"

#include <math.h>
#include <stdlib.h>

#define LEAST 0.15    /* of the image that a sheet fills */
#define SAME_PX 3     /* low pixels: quads no further apart are one */
#define ON_LINE_PX 1.5
#define ON_LINE_MIN 0.4 /* of the edge points, or it is no side */
enum { EDGE_POINTS = 48, GRID = 8, UNFIT = 255 };

/* What belongs to the light piece: greys from `light` on, 0 = ink, 1 = paper,
 * that change by less than `steep` to the pixels round them.  A wooden desk
 * in good light reaches 0.75, a sheet's shadowed end falls to 0.6: where the
 * light is uneven only the step at the edge tells them apart. */
static const struct light_rule {
    double light, steep;
} RULES[] = {{0.66, 9}, {0.55, 9}, {0.76, 9}, {0.85, 9},
             {0.45, 0.06}, {0.45, 0.10}, {0.45, 0.16}};
enum { RULE_COUNT = sizeof RULES / sizeof RULES[0] };
_Static_assert(RULE_COUNT + 1 <= PAPER_QUADS_MAX, "room for the image too");

/* ---- the light piece ---- */

struct piece_of_light {
    int32_t x0, y0, x1, y1;
    size_t area;
    uint8_t name; /* what `seen` holds where it lies */
};

/* Marks with UNFIT what the rule leaves out. */
static void sort_out(const struct levels *l, const struct light_rule *rule,
                     uint8_t seen[])
{
    double range = l->paper_level - l->ink_level;
    int limit = (int)(l->ink_level + rule->light * range);
    int steep = (int)(rule->steep * range);
    for (int32_t y = 0; y < l->h; y++) {
        for (int32_t x = 0; x < l->w; x++) {
            int32_t at = y * l->w + x;
            int here = l->low[at];
            int right = l->low[x + 1 < l->w ? at + 1 : at];
            int under = l->low[y + 1 < l->h ? at + l->w : at];
            seen[at] = here < limit || abs(here - right) > steep ||
                               abs(here - under) > steep
                           ? UNFIT
                           : 0;
        }
    }
}

static struct piece_of_light flood(const struct levels *l, int32_t x,
                                   int32_t y, uint8_t name, uint8_t seen[],
                                   int32_t stack[])
{
    static const int32_t step[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    struct piece_of_light s = {x, y, x, y, 0, name};
    size_t top = 0;
    stack[top++] = y * l->w + x;
    seen[y * l->w + x] = name;
    while (top > 0) {
        int32_t at = stack[--top];
        int32_t cx = at % l->w;
        int32_t cy = at / l->w;
        s.x0 = cx < s.x0 ? cx : s.x0;
        s.x1 = cx > s.x1 ? cx : s.x1;
        s.y0 = cy < s.y0 ? cy : s.y0;
        s.y1 = cy > s.y1 ? cy : s.y1;
        s.area++;
        for (int k = 0; k < 4; k++) {
            int32_t nx = cx + step[k][0];
            int32_t ny = cy + step[k][1];
            if (nx < 0 || ny < 0 || nx >= l->w || ny >= l->h)
                continue;
            int32_t n = ny * l->w + nx;
            if (seen[n] != 0)
                continue;
            seen[n] = name;
            stack[top++] = n;
        }
    }
    return s;
}

/* The largest light piece met on a coarse grid: the sheet, not a glint. */
static struct piece_of_light largest(const struct levels *l, uint8_t seen[],
                                     int32_t stack[])
{
    struct piece_of_light best = {.area = 0};
    uint8_t name = 1;
    for (int k = 1; k < GRID; k++) {
        for (int i = 1; i < GRID; i++) {
            int32_t x = l->w * i / GRID;
            int32_t y = l->h * k / GRID;
            if (seen[y * l->w + x] != 0)
                continue;
            struct piece_of_light s = flood(l, x, y, name++, seen, stack);
            best = s.area > best.area ? s : best;
        }
    }
    return best;
}

/* ---- its sides ---- */

struct side_line { /* upright sides: x = a + b y; level ones: y = a + b x */
    double a, b;
};

/* The piece's first (from = 0) or last (1) pixel on a row (upright) or a
 * column, to its outer side; false: it is not there. */
static bool edge_at(const struct levels *l, const struct piece_of_light *s,
                    const uint8_t seen[], bool upright, int from, int32_t at,
                    double *where)
{
    int32_t n = upright ? l->w : l->h;
    for (int32_t k = 0; k < n; k++) {
        int32_t i = from == 0 ? k : n - 1 - k;
        int32_t place = upright ? at * l->w + i : i * l->w + at;
        if (seen[place] != s->name)
            continue;
        *where = i + from;
        return true;
    }
    return false;
}

static size_t on_line(size_t n, const double at[], const double where[],
                      const struct side_line *line)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += fabs(where[i] - line->a - line->b * at[i]) <= ON_LINE_PX;
    return count;
}

/* Least squares through the points near the line. */
static void refine(size_t n, const double at[], const double where[],
                   struct side_line *line)
{
    double m = 0, sx = 0, sy = 0, xx = 0, xy = 0;
    for (size_t i = 0; i < n; i++) {
        if (fabs(where[i] - line->a - line->b * at[i]) > ON_LINE_PX)
            continue;
        m++;
        sx += at[i];
        sy += where[i];
        xx += at[i] * at[i];
        xy += at[i] * where[i];
    }
    double bottom = m * xx - sx * sx;
    if (bottom < 1)
        return;
    line->b = (m * xy - sx * sy) / bottom;
    line->a = (sy - line->b * sx) / m;
}

static bool side_of(const struct levels *l, const struct piece_of_light *s,
                    const uint8_t seen[], bool upright, int from,
                    struct side_line *out)
{
    double at[EDGE_POINTS], where[EDGE_POINTS];
    size_t n = 0;
    size_t best = 0;
    int32_t low = upright ? s->y0 : s->x0;
    int32_t high = upright ? s->y1 : s->x1;
    for (int k = 0; k < EDGE_POINTS; k++) { /* not at its very ends */
        int32_t i = low + (int32_t)((high - low) *
                                    (0.04 + 0.92 * k / (EDGE_POINTS - 1)));
        at[n] = i + 0.5;
        n += edge_at(l, s, seen, upright, from, i, &where[n]);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = i + n / 6 + 1; k < n; k++) {
            struct side_line line = {.b = (where[k] - where[i]) /
                                          (at[k] - at[i])};
            line.a = where[i] - line.b * at[i];
            size_t count = on_line(n, at, where, &line);
            if (count <= best)
                continue;
            best = count;
            *out = line;
        }
    }
    refine(n, at, where, out);
    return (double)best >= ON_LINE_MIN * EDGE_POINTS;
}

static bool quad_of(const struct levels *l, const struct piece_of_light *s,
                    const uint8_t seen[], struct paper_quad *q)
{
    struct side_line upright[2], level[2];
    for (int k = 0; k < 2; k++)
        if (!side_of(l, s, seen, true, k, &upright[k]) ||
            !side_of(l, s, seen, false, k, &level[k]))
            return false;
    for (int k = 0; k < 4; k++) {
        const struct side_line *u = &upright[k % 2];
        const struct side_line *v = &level[k / 2];
        double x = (u->a + u->b * v->a) / (1 - u->b * v->b);
        q->corner[k][0] = x * l->factor;
        q->corner[k][1] = (v->a + v->b * x) * l->factor;
    }
    return true;
}

/* ---- the quads ---- */

static bool same(const struct paper_quad *a, const struct paper_quad *b,
                 double reach)
{
    for (int k = 0; k < 4; k++)
        if (hypot(a->corner[k][0] - b->corner[k][0],
                  a->corner[k][1] - b->corner[k][1]) > reach)
            return false;
    return true;
}

static size_t add(struct paper_quad out[], size_t n,
                  const struct paper_quad *q, double reach)
{
    for (size_t i = 0; i < n; i++)
        if (same(&out[i], q, reach))
            return n;
    out[n] = *q;
    return n + 1;
}

size_t paper_quads(const struct levels *l, uint8_t seen[], int32_t stack[],
                   struct paper_quad out[])
{
    double w = (double)l->w * l->factor;
    double h = (double)l->h * l->factor;
    const struct paper_quad image = {{{0, 0}, {w, 0}, {0, h}, {w, h}}};
    double reach = SAME_PX * (double)l->factor;
    size_t n = 0;
    for (int k = 0; k < RULE_COUNT; k++) {
        sort_out(l, &RULES[k], seen);
        struct piece_of_light s = largest(l, seen, stack);
        struct paper_quad q;
if ((double)s.area > LEAST * l->w * l->h &&
            quad_of(l, &s, seen, &q))
            n = add(out, n, &q, reach);
    }
    return add(out, n, &image, reach);
}
