/* omr/foreign_link.c - see foreign_link.h.
 *
 * From the ink inside a box every stroke is followed point by point, as far as
 * it goes; what it covers of the other boxes on its way says whose it is.
 */
#include "omr/foreign_link.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

#define FINE 6.0         /* points a mm */
#define REACH_MM 17.0    /* from a box's middle; longer tails fade out */
#define INKED 0.006      /* cover from which a box takes part */
#define CLEARLY 2.0      /* so many times more ink is the owner's */
#define STRAIGHT_MM 0.28 /* spread of a tail's points across its way */
#define A_PART 0.3       /* of the other's: not merely the end of its stroke */
#define SLENDER 2.0      /* a bar is so many times longer than wide */
#define FULL_BAR 0.80    /* and fills so much of its length times width */
#define FAR_MORE 4.0     /* less of a stroke, though bent, ran over from there */
#define LINE_OUT_MM 0.25 /* blur of a printed line, outward */
#define SLANT 1.6        /* times a line's width: how a stroke may cross it */
#define RULED_MM 9.0     /* no pen goes so far exactly level or upright */
enum {
    HALF = 102, /* REACH_MM in points */
    SIDE = 2 * HALF + 1,
    NEAR_MAX = 160,
    NOWHERE = 255
};

enum point { UNSEEN, BARE, FREE, LINE }; /* LINE: ink on a printed line */

struct link_room {
    struct lens lens;
    uint8_t what[SIDE][SIDE];  /* enum point */
    uint8_t where[SIDE][SIDE]; /* index in near[], or NOWHERE */
    int8_t left[SIDE][SIDE];   /* steps left on a line, + 1; 0 = not reached */
    int stack[8 * SIDE * SIDE];
    size_t near[NEAR_MAX]; /* boxes round the one; that one first */
    size_t near_count;
};

struct hunt { /* of strokes that begin in one box */
    const struct layout_page *page;
    const struct foreign_fit *fit;
    double inset;
    int limit;    /* darkness of ink */
    int patience; /* steps along a line that a stroke may take */
    double x, y;  /* page mm of the middle */
};

struct flow { /* what one connected piece of ink covers */
    int points[NEAR_MAX];
    double moment[NEAR_MAX][5]; /* sums of x, y, xx, yy, xy */
    int lowest[NEAR_MAX]; /* row, -1: none */
};

enum err_code link_room_new(struct link_room **out, struct err *err)
{
    *out = mem_alloc(1, sizeof **out);
    return *out != NULL ? ERR_OK
                        : err_set(err, ERR_NOMEM, 0, _("out of memory"));
}

void link_room_free(struct link_room *room)
{
    free(room);
}

/* ---- what lies where ---- */

/* From a near box's outer edge to a point; negative inside. */
static double distance(const struct link_room *room, const struct hunt *h,
                       size_t near, int x, int y)
{
    size_t i = room->near[near];
    const struct layout_box *box = &h->page->boxes[i];
    const struct foreign_spot *spot = &h->fit->spot[i];
    return box_distance(
        box, h->x + (x - HALF) / FINE - box->at.x - box->at.w / 2 - spot->dx,
        h->y + (y - HALF) / FINE - box->at.y - box->at.h / 2 - spot->dy);
}

static bool dark_at(const struct link_room *room, const struct hunt *h, int x,
                    int y)
{
    return lens_at(&room->lens, x - HALF, y - HALF) >= h->limit;
}

/* How far ink goes exactly level (or upright) through (x, y), in points. */
static int run(const struct link_room *room, const struct hunt *h, int x,
               int y, bool upright)
{
    int most = (int)(RULED_MM * FINE) + 1;
    int n = 1;
    for (int way = -1; way <= 1; way += 2)
        for (int k = 1; n < most; k++, n++)
            if (!dark_at(room, h, x + (upright ? 0 : way * k),
                         y + (upright ? way * k : 0)))
                break;
    return n;
}

static enum point look(struct link_room *room, const struct hunt *h, int x,
                       int y)
{
    uint8_t *what = &room->what[y][x];
    if (*what != UNSEEN)
        return *what;
    room->where[y][x] = NOWHERE;
    *what = dark_at(room, h, x, y) ? FREE : BARE;
    if (*what == BARE)
        return BARE;
    bool on_line = false;
    for (size_t k = 0; k < room->near_count; k++) {
        double d = distance(room, h, k, x, y);
        if (d <= -h->inset) {
            room->where[y][x] = (uint8_t)k;
            return FREE; /* boxes do not lie over each other */
        }
        on_line = on_line || d < LINE_OUT_MM;
    }
    if (on_line || run(room, h, x, y, false) >= RULED_MM * FINE ||
        run(room, h, x, y, true) >= RULED_MM * FINE)
        *what = LINE;
    return *what;
}

/* Boxes that are seen whole. */
static void find_near(struct link_room *room, const struct hunt *h, size_t i)
{
    double reach = REACH_MM;
    room->near[0] = i;
    room->near_count = 1;
    for (size_t k = 0; k < h->page->box_count; k++) {
        const struct rect_mm *at = &h->page->boxes[k].at;
        if (k != i && at->x > h->x - reach && at->x + at->w < h->x + reach &&
            at->y > h->y - reach && at->y + at->h < h->y + reach &&
            room->near_count < NEAR_MAX)
            room->near[room->near_count++] = k;
    }
}

/* ---- strokes ---- */

static void flood(struct link_room *room, const struct hunt *h, int start_x,
                  int start_y, struct flow *f)
{
    int full = h->patience + 1;
    size_t top = 0;
    memset(f->points, 0, room->near_count * sizeof f->points[0]);
    memset(f->moment, 0, room->near_count * sizeof f->moment[0]);
    for (size_t k = 0; k < room->near_count; k++)
        f->lowest[k] = -1;
    room->stack[top++] = start_y * SIDE + start_x;
    room->left[start_y][start_x] = (int8_t)full;
    while (top > 0) {
        int at = room->stack[--top];
        int x = at % SIDE;
        int y = at / SIDE;
        uint8_t in = room->where[y][x];
        if (in != NOWHERE) {
            double *sum = f->moment[in];
            sum[0] += x;
            sum[1] += y;
            sum[2] += x * x;
            sum[3] += y * y;
            sum[4] += x * y;
            f->points[in]++;
            f->lowest[in] = y > f->lowest[in] ? y : f->lowest[in];
        }
        for (int k = 0; k < 9; k++) {
            int nx = x + k % 3 - 1;
            int ny = y + k / 3 - 1;
            if (nx < 0 || ny < 0 || nx >= SIDE || ny >= SIDE)
                continue;
            enum point what = look(room, h, nx, ny);
            int left = what == FREE ? full : room->left[y][x] - 1;
            if (what == BARE || left <= 0 || room->left[ny][nx] >= left ||
                top == sizeof room->stack / sizeof room->stack[0])
                continue;
            room->left[ny][nx] = (int8_t)left;
            room->stack[top++] = ny * SIDE + nx;
        }
    }
}

/* All ink inside a near box, in points. */
static int ink_in(struct link_room *room, const struct hunt *h, size_t near)
{
    const struct rect_mm *at = &h->page->boxes[room->near[near]].at;
    int x0 = (int)((at->x - h->x) * FINE) + HALF;
    int y0 = (int)((at->y - h->y) * FINE) + HALF;
    int x1 = x0 + (int)(at->w * FINE) + 1;
    int y1 = y0 + (int)(at->h * FINE) + 1;
    int n = 0;
    for (int y = y0 < 0 ? 0 : y0; y <= y1 && y < SIDE; y++)
        for (int x = x0 < 0 ? 0 : x0; x <= x1 && x < SIDE; x++)
            n += look(room, h, x, y) == FREE && room->where[y][x] == near;
    return n;
}

/* Does the stroke's part in a box lie on one line, as a tail does?  A thick
 * pen's bar is as straight as it is full: an even bar has one twelfth of the
 * square of its length and of its width as its moments. */
static bool straight(const struct flow *f, size_t k)
{
    double n = f->points[k];
    const double *s = f->moment[k];
    double a = (s[2] - s[0] * s[0] / n) / n;
    double b = (s[3] - s[1] * s[1] / n) / n;
    double c = (s[4] - s[0] * s[1] / n) / n;
    double root = sqrt((a - b) * (a - b) / 4 + c * c);
    double small = fmax(0, (a + b) / 2 - root);
    double large = (a + b) / 2 + root;
    return sqrt(small) <= STRAIGHT_MM * FINE ||
           (large >= SLENDER * SLENDER * small &&
            n >= FULL_BAR * 12 * sqrt(small * large));
}

/* A stroke of box 0 also lies in box k, which has `all` points of ink: does
 * it pass through there?  Tails of two neighbours add up; `most` is what the
 * box with most of the stroke has. */
static void settle(const struct flow *f, size_t k, int most, int all,
                   struct box_measure *m)
{
    int own = f->points[0];
    int other = f->points[k];
    bool elbow = f->lowest[0] >= f->lowest[k];
    double share = (double)other / (all > 0 ? all : 1);
    double through = (double)m->through;
    if (own >= A_PART * other && share >= A_PART)
        m->exits = 1; /* one stroke in two boxes: beside another mark of its
                       * question it may be no choice */
    if (own < FAR_MORE * other && !straight(f, k))
        return; /* a mark of its own that touches this one */
    if (own >= CLEARLY * other || (elbow && own >= other))
        through = own == most ? through + share : fmax(through, share);
    else if (own >= other || elbow || own >= A_PART * other)
        through = fmax(through, 0.5 * share); /* elbow here, most there: a
                                               * person decides */
    m->through = (float)fmin(1, through);
}

static int most_of(const struct flow *f, size_t n)
{
    int most = 0;
    for (size_t k = 0; k < n; k++)
        most = f->points[k] > most ? f->points[k] : most;
    return most;
}

static void follow(struct link_room *room, const struct hunt *h,
                   struct box_read boxes[])
{
    struct flow f;
    const struct rect_mm *at = &h->page->boxes[room->near[0]].at;
    int wide = (int)(at->w / 2 * FINE) + 2;
    int high = (int)(at->h / 2 * FINE) + 2;
    for (int y = HALF - high; y <= HALF + high; y++) {
        for (int x = HALF - wide; x <= HALF + wide; x++) {
            if (look(room, h, x, y) != FREE || room->where[y][x] != 0 ||
                room->left[y][x] != 0)
                continue;
            flood(room, h, x, y, &f);
            int most = most_of(&f, room->near_count);
            for (size_t k = 1; k < room->near_count; k++)
                if (f.points[k] > 0 &&
                    (double)boxes[room->near[k]].measure.cover >= INKED)
                    settle(&f, k, most, ink_in(room, h, k),
                           &boxes[room->near[k]].measure);
        }
    }
}

void foreign_link(struct link_room *room, const struct image *image,
                  const struct levels *levels, const struct layout_page *page,
                  const struct foreign_fit *fit, double low, double inset,
                  struct box_read boxes[])
{
    struct hunt h = {
        .page = page,
        .fit = fit,
        .inset = inset,
        .limit = (int)(low * 255),
        .patience = (int)ceil(SLANT * (inset + LINE_OUT_MM) * FINE)};
    for (size_t i = 0; i < page->box_count; i++) {
        const struct rect_mm *at = &page->boxes[i].at;
        if ((double)boxes[i].measure.cover < INKED)
            continue;
        h.x = at->x + at->w / 2;
        h.y = at->y + at->h / 2;
        lens_set(&room->lens, image, levels, &fit->map, fit->ink, h.x, h.y,
                 FINE);
        memset(room->what, UNSEEN, sizeof room->what);
        memset(room->left, 0, sizeof room->left);
        find_near(room, &h, i);
        follow(room, &h, boxes);
    }
}
