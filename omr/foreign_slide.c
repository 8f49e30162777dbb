/* omr/foreign_slide.c - see foreign_slide.h.  All on the small page. */
#include "omr/foreign_slide.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/foreign_fit.h"

#define MOST_DEG 5.0
#define STEP_DEG 0.5
#define FINE_DEG 0.1
#define REACH_MM 18.0
enum {
    LINES_MAX = 4096,
    EACH = 2,         /* columns looked at for the skew */
    A_BOX = 8,        /* points of an outline: two a side */
    POINTS_MAX = FOREIGN_BOXES_MAX * A_BOX
};

struct slide_room {
    int32_t x[POINTS_MAX], y[POINTS_MAX]; /* low pixels, not moved yet */
    size_t points;
    uint8_t *near; /* dark here or beside; as large as the small page */
    size_t room;
};

enum err_code slide_room_new(struct slide_room **out, struct err *err)
{
    *out = mem_alloc(1, sizeof **out);
    return *out != NULL ? ERR_OK
                        : err_set(err, ERR_NOMEM, 0, _("out of memory"));
}

void slide_room_free(struct slide_room *room)
{
    if (room == NULL)
        return;
    free(room->near);
    free(room);
}

/* ---- the skew ---- */

/* Sum of the squares of how dark the lines are that fall by `slope`. */
static double sharpness(const struct levels *l, double slope)
{
    static _Thread_local uint32_t sum[LINES_MAX];
    int32_t lift = (int32_t)(fabs(slope) * l->w) + 1;
    double all = 0;
    if (l->h + 2 * lift >= LINES_MAX)
        return 0;
    memset(sum, 0, sizeof sum);
    for (int32_t y = 0; y < l->h; y++) {
        const uint8_t *row = l->dark + (size_t)y * (size_t)l->w;
        for (int32_t x = 0; x < l->w; x += EACH)
            sum[y + lift - (int32_t)lround(slope * x)] += row[x];
    }
    for (int32_t i = 0; i < l->h + 2 * lift; i++)
        all += (double)sum[i] * sum[i];
    return all;
}

static double sharpest(const struct levels *l, double from, double to,
                       double step)
{
    double best = 0;
    double most = 0;
    int n = (int)lround((to - from) / step);
    for (int i = 0; i <= n; i++) {
        double deg = from + i * step;
        double s = sharpness(l, tan(deg * M_PI / 180));
        if (s > most) {
            most = s;
            best = deg;
        }
    }
    return best;
}

double foreign_skew(const struct levels *levels)
{
    double rough = sharpest(levels, -MOST_DEG, MOST_DEG, STEP_DEG);
    return sharpest(levels, rough - STEP_DEG, rough + STEP_DEG, FINE_DEG);
}

static struct page_map turned_to(const struct page_map *map,
                                 const struct layout_page *page,
                                 double skew_deg)
{
    double x0, y0, x1, y1, x, y;
    double mx = page->width / 2;
    double my = page->height / 2;
    struct page_map m = *map;
    map_point(map, mx - 50, my, &x0, &y0);
    map_point(map, mx + 50, my, &x1, &y1);
    map_point(map, mx, my, &x, &y);
    double angle = atan2(y1 - y0, x1 - x0) * 180 / M_PI;
    double by = skew_deg - (angle - 90 * (double)lround(angle / 90));
    double c = cos(by * M_PI / 180);
    double s = sin(by * M_PI / 180);
    for (int k = 0; k < 3; k++) {
        double u = map->h[k] - x * map->h[6 + k];
        double v = map->h[3 + k] - y * map->h[6 + k];
        m.h[k] = c * u - s * v + x * map->h[6 + k];
        m.h[3 + k] = s * u + c * v + y * map->h[6 + k];
    }
    return m;
}

/* ---- the shift ---- */

static bool spread_dark(struct slide_room *room, const struct levels *l)
{
    size_t n = (size_t)l->w * (size_t)l->h;
    if (n > room->room) {
        uint8_t *more = realloc(room->near, n);
        if (more == NULL)
            return false;
        room->near = more;
        room->room = n;
    }
    for (int32_t y = 0; y < l->h; y++) {
        for (int32_t x = 0; x < l->w; x++) {
            uint8_t any = 0;
            for (int32_t v = y > 0 ? y - 1 : 0; v <= y + 1 && v < l->h; v++)
                for (int32_t u = x > 0 ? x - 1 : 0; u <= x + 1 && u < l->w; u++)
                    any |= l->dark[(size_t)v * (size_t)l->w + (size_t)u];
            room->near[(size_t)y * (size_t)l->w + (size_t)x] = any;
        }
    }
    return true;
}

static void place_points(struct slide_room *room, const struct levels *l,
                         const struct layout_page *page,
                         const struct page_map *map)
{
    room->points = 0;
    for (size_t i = 0; i < page->box_count; i++) {
        const struct layout_box *box = &page->boxes[i];
        for (int k = 0; k < A_BOX; k++) {
            /* a third from the middle; a round one is met at its middle */
            double along = (k % 2 == 0 ? -1 : 1) * box->at.w / 6;
            double up = (k % 2 == 0 ? -1 : 1) * box->at.h / 6;
            double u = k < 4 ? along : (k < 6 ? -1 : 1) * box->at.w / 2;
            double v = k < 4 ? (k < 2 ? -1 : 1) * box->at.h / 2 : up;
            double x, y;
            if (room->points == POINTS_MAX)
                return;
            map_point(map, box->at.x + box->at.w / 2 + u,
                      box->at.y + box->at.h / 2 + v, &x, &y);
            room->x[room->points] = (int32_t)lround(x / l->factor);
            room->y[room->points++] = (int32_t)lround(y / l->factor);
        }
    }
}

static int met(const struct slide_room *room, const struct levels *l,
               int32_t dx, int32_t dy)
{
    int n = 0;
    for (size_t i = 0; i < room->points; i++) {
        int32_t x = room->x[i] + dx;
        int32_t y = room->y[i] + dy;
        n += x >= 0 && y >= 0 && x < l->w && y < l->h &&
             room->near[(size_t)y * (size_t)l->w + (size_t)x] != 0;
    }
    return n;
}

struct page_map foreign_slide(struct slide_room *room,
                              const struct levels *levels,
                              const struct layout_page *page,
                              const struct page_map *guess, double skew_deg)
{
    struct page_map m = turned_to(guess, page, skew_deg);
    double sx, sy;
    int most = -1;
    int32_t best_x = 0;
    int32_t best_y = 0;
    if (!spread_dark(room, levels))
        return m;
    place_points(room, levels, page, &m);
    map_scale(&m, page->width / 2, page->height / 2, &sx, &sy);
    int32_t reach = (int32_t)(REACH_MM * (sx + sy) / 2 / levels->factor);
    for (int32_t dy = -reach; dy <= reach; dy++) {
        for (int32_t dx = -reach; dx <= reach; dx++) {
            int n = met(room, levels, dx, dy);
            bool nearer = abs(dx) + abs(dy) < abs(best_x) + abs(best_y);
            if (n > most || (n == most && nearer)) {
                most = n;
                best_x = dx;
                best_y = dy;
            }
        }
    }
    for (int k = 0; k < 3; k++) {
        m.h[k] += best_x * levels->factor * m.h[6 + k];
        m.h[3 + k] += best_y * levels->factor * m.h[6 + k];
    }
    return m;
}
