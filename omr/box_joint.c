/* omr/box_joint.c - see box_joint.h. */
#include "omr/box_joint.h"

#include <math.h>

#define MARGIN_MM 2.0
#define RULE_SHARE 0.35 /* of the picture's side: a printed rule, even dashed */
#define LINK_DARK 1.15 /* of the page's lower limit of ink */

/* Twice as fine as the grid and the darkest of four: a thin pencil line must
 * not fall between the points. */
static void fill(struct joint *j, const struct piece *piece, const double o[2],
                 const double u[2], const double v[2], double limit)
{
    int32_t below = limit > 0 ? (int32_t)ceil(limit) : 0;
    for (int y = 0; y < j->h; y++) {
        uint8_t row[2][2 * JOINT_SIDE];
        for (int k = 0; k < 2; k++) {
            double gy = y + 0.25 + 0.5 * k;
            piece_line_nearest(piece, o[0] + 0.25 * u[0] + gy * v[0],
                               o[1] + 0.25 * u[1] + gy * v[1], u[0] / 2,
                               u[1] / 2, 2 * j->w, row[k]);
        }
        for (int x = 0; x < j->w; x++)
            j->ink[y][x] = row[0][2 * x] < below || row[0][2 * x + 1] < below ||
                           row[1][2 * x] < below || row[1][2 * x + 1] < below;
    }
}

void joint_take(struct joint *j, const struct image *image,
                const struct levels *levels, const struct registration *r,
                double dark, const struct rect_mm *at, struct piece_room *room)
{
    j->x0 = at->x;
    j->y0 = at->y;
    j->w = (int)(at->w * JOINT_FINE);
    j->h = (int)(at->h * JOINT_FINE);
    j->w = j->w > JOINT_SIDE ? JOINT_SIDE : j->w;
    j->h = j->h > JOINT_SIDE ? JOINT_SIDE : j->h;
    double o[2], u[2], v[2];
    map_point(&r->map, j->x0, j->y0, &o[0], &o[1]);
    map_point(&r->map, j->x0 + 10, j->y0, &u[0], &u[1]);
    map_point(&r->map, j->x0, j->y0 + 10, &v[0], &v[1]);
    double low[2], high[2];
    for (int k = 0; k < 2; k++) {
        u[k] = (u[k] - o[k]) / (10 * JOINT_FINE);
        v[k] = (v[k] - o[k]) / (10 * JOINT_FINE);
        low[k] = o[k] + fmin(0, j->w * u[k]) + fmin(0, j->h * v[k]);
        high[k] = o[k] + fmax(0, j->w * u[k]) + fmax(0, j->h * v[k]);
    }
    struct piece piece =
        piece_take(image, low[0], low[1], high[0], high[1], room);
    double paper = levels_paper(levels, o[0], o[1]);
    fill(j, &piece, o, u, v, paper - dark * (paper - r->ink));
}

void joint_of_two(struct joint *j, const struct image *image,
                  const struct levels *levels, const struct registration *r,
                  const struct page_ink *ink, const struct rect_mm *a,
                  const struct rect_mm *b, struct piece_room *room)
{
    double x = fmin(a->x, b->x) - MARGIN_MM;
    double y = fmin(a->y, b->y) - MARGIN_MM;
    struct rect_mm at = {x, y, fmax(a->x + a->w, b->x + b->w) + MARGIN_MM - x,
                         fmax(a->y + a->h, b->y + b->h) + MARGIN_MM - y};
    joint_take(j, image, levels, r, LINK_DARK * ink->low, &at, room);
}

/* Rules of tables join what they cross; they are taken out. */
void joint_erase_rules(struct joint *j)
{
    for (int y = 0; y < j->h; y++) {
        int n = 0;
        for (int x = 0; x < j->w; x++)
            n += j->ink[y][x];
        for (int x = 0; x < j->w && n > RULE_SHARE * j->w; x++)
            j->ink[y][x] = 0;
    }
    for (int x = 0; x < j->w; x++) {
        int n = 0;
        for (int y = 0; y < j->h; y++)
            n += j->ink[y][x];
        for (int y = 0; y < j->h && n > RULE_SHARE * j->h; y++)
            j->ink[y][x] = 0;
    }
}

struct joint_extent joint_piece(struct joint *j, int x, int y)
{
    int16_t at[JOINT_SIDE * JOINT_SIDE][2];
    int n = 0;
    struct joint_extent e = {x, y, x, y};
    j->ink[y][x] = 2;
    at[n][0] = (int16_t)x;
    at[n++][1] = (int16_t)y;
    while (n > 0) {
        int cx = at[--n][0];
        int cy = at[n][1];
        e.x0 = cx < e.x0 ? cx : e.x0;
        e.x1 = cx > e.x1 ? cx : e.x1;
        e.y0 = cy < e.y0 ? cy : e.y0;
        e.y1 = cy > e.y1 ? cy : e.y1;
        for (int v = cy - 1; v <= cy + 1; v++) {
            for (int u = cx - 1; u <= cx + 1; u++) {
                if (u < 0 || v < 0 || u >= j->w || v >= j->h ||
                    j->ink[v][u] != 1)
                    continue;
                j->ink[v][u] = 2;
                at[n][0] = (int16_t)u;
                at[n++][1] = (int16_t)v;
            }
        }
    }
    return e;
}
