/* omr/box_patch.c - one box on its grid: outline, ink, features. */
#include <math.h>
#include <string.h>

#include "omr/box_internal.h"

#define BLUR_MM 0.25    /* of the outline, inward */
#define SEARCH_PT 8     /* 1 mm either way */
#define WEAK_LINES 0.5  /* of the other pair's contrast */
#define ONE_PAIR 0.6    /* what one pair of lines is worth alone */
#define SPECK_PT 9      /* 0.14 mm2: dust and salt */
#define STREAK_PT 3     /* 0.4 mm across, and no darker than half */
#define SHAPE_FROM 0.02
#define RING_SHAPE_FROM 0.008
#define STROKES_FROM 0.05 /* less ink is neither a fill nor struck out */
#define REACH_PT 3      /* a broken pencil line jumps gaps of 0.3 mm */

/* ---- taking ---- */

/* Points at least as light as `limit`: vector code, unlike a histogram. */
static int count_light(const struct spot *patch, int limit)
{
    uint8_t least = (uint8_t)limit;
    uint8_t columns[PATCH] = {0}; /* of PATCH rows: fits */
    int count = 0;
    for (int j = 0; j < PATCH; j++)
        for (int i = 0; i < PATCH; i++)
            columns[i] = (uint8_t)(columns[i] + (patch->dark[j][i] >= least));
    for (int i = 0; i < PATCH; i++)
        count += columns[i];
    return count;
}

/* Where the lighter fifth of the greys begins, tried from `v` on. */
static int light_fifth(const struct spot *patch, int v)
{
    const int want = PATCH * PATCH / 5;
    v = v < 1 ? 1 : v > 255 ? 255 : v;
    for (int tries = 0; tries < 4 && v > 0; tries++) {
        if (count_light(patch, v) < want)
            v--;
        else if (v == 255 || count_light(patch, v + 1) < want)
            return v;
        else
            v++;
    }
    v = 0;
    for (int bit = 128; bit > 0; bit /= 2)
        if (count_light(patch, v + bit) >= want)
            v += bit;
    return v;
}

/* Paper here: the lighter fifth of the patch, near what the tile says. */
static double local_paper(const struct spot *patch, double tile)
{
    double paper = light_fifth(patch, (int)(tile + 0.5));
    return paper < tile - 30 ? tile - 30 : paper > tile + 20 ? tile + 20
                                                             : paper;
}

/* Grey values to darkness. */
static void darken(struct spot *patch, double paper, double ink)
{
    double range = paper - ink;
    range = range < 30 ? 30 : range;
    uint8_t table[256];
    for (int v = 0; v < 256; v++) {
        double d = (paper - v) / range * 255;
        table[v] = (uint8_t)(d < 0 ? 0 : d > 255 ? 255 : d);
    }
    for (int j = 0; j < PATCH; j++) {
        uint8_t *row = patch->dark[j];
        for (int i = 0; i < PATCH; i++)
            row[i] = table[row[i]];
    }
}

void patch_take(const struct image *image, const struct levels *levels,
                const struct streaks *streaks, const struct creases *creases,
                const struct registration *r, const struct rect_mm *box,
                struct piece_room *room, struct spot *patch)
{
    double cx = box->x + box->w / 2;
    double cy = box->y + box->h / 2;
    double ox, oy, ux, uy, vx, vy;
    static const double REACH = 4.0;
    map_point(&r->map, cx, cy, &ox, &oy);
    map_point(&r->map, cx + REACH, cy, &ux, &uy);
    map_point(&r->map, cx, cy + REACH, &vx, &vy);
    double step = 1 / (REACH * GRID);
    ux = (ux - ox) * step;
    uy = (uy - oy) * step;
    vx = (vx - ox) * step;
    vy = (vy - oy) * step;
    double wide = (PATCH_HALF + 1) * (fabs(ux) + fabs(vx));
    double high = (PATCH_HALF + 1) * (fabs(uy) + fabs(vy));
    struct piece piece = piece_take(image, ox - wide, oy - high, ox + wide,
                                    oy + high, room);
    bool hidden = streaks_hide_any(streaks, ox - wide, oy - high, 2 * wide,
                                   2 * high);
    memset(patch->masked, 0, sizeof patch->masked);
    for (int j = 0; j < PATCH; j++) {
        double x = ox - 0.5 + (j - PATCH_HALF) * vx - PATCH_HALF * ux;
        double y = oy - 0.5 + (j - PATCH_HALF) * vy - PATCH_HALF * uy;
        piece_line(&piece, x, y, ux, uy, PATCH, patch->dark[j]);
        if (hidden)
            streaks_hide(streaks, x, y, ux, uy, PATCH, patch->masked[j]);
    }
    darken(patch, local_paper(patch, levels_paper(levels, ox, oy)), r->ink);
    if (hidden)
        patch_hide(creases, box, patch);
    patch->side = box->w * GRID;
}

/* ---- outline ---- */

static double at(const double profile[PATCH], double x)
{
    int i = (int)floor(x);
    if (i < 0 || i + 1 >= PATCH)
        return 0;
    return profile[i] + (x - i) * (profile[i + 1] - profile[i]);
}

/* Best common shift of the two printed lines along one axis. */
static double find_lines(const double profile[PATCH], double half,
                         double *quality)
{
    double best = -1;
    double shift = 0;
    for (int s = -2 * SEARCH_PT; s <= 2 * SEARCH_PT; s++) {
        double d = s / 2.0;
        double a = at(profile, PATCH_HALF - half + d);
        double b = at(profile, PATCH_HALF + half + d);
        /* Both lines must be there: the weaker one decides. */
        double got = (a < b ? a : b) + 0.25 * (a + b);
        got -= fabs(d) * 0.4; /* no line at all: stay at the place */
        if (got > best) {
            best = got;
            shift = d;
        }
    }
    *quality = best;
    return shift;
}

/* Sums of darkness down every column and along every row, over the box's own
 * width; clipped, so that a fat stroke weighs no more than a line. */
static void add_profiles(const struct spot *p, int reach,
                         double columns[PATCH], double rows[PATCH])
{
    uint16_t down[PATCH] = {0};
    for (int j = 0; j < PATCH; j++) {
        uint8_t clipped[PATCH];
        uint32_t along = 0;
        for (int i = 0; i < PATCH; i++)
            clipped[i] = p->dark[j][i] < 150 ? p->dark[j][i] : 150;
        if (j >= PATCH_HALF - reach && j <= PATCH_HALF + reach)
            for (int i = 0; i < PATCH; i++)
                down[i] = (uint16_t)(down[i] + clipped[i]);
        for (int i = PATCH_HALF - reach; i <= PATCH_HALF + reach; i++)
            along += clipped[i];
        rows[j] = along;
    }
    for (int i = 0; i < PATCH; i++)
        columns[i] = down[i];
}

double patch_inset_mm(double outline_mm)
{
    return BLUR_MM + (outline_mm > 0.2 ? outline_mm : 0.2);
}

void patch_find_outline(struct spot *p, double outline_mm)
{
    double columns[PATCH], rows[PATCH];
    int reach = (int)(p->side * 0.5);
    reach = reach < PATCH_HALF ? reach : PATCH_HALF;
    add_profiles(p, reach, columns, rows);
    for (int i = 0; i < PATCH; i++) {
        columns[i] /= 2 * reach + 1;
        rows[i] /= 2 * reach + 1;
    }
    double half = (p->side - outline_mm * GRID) / 2;
    p->inset_mm = patch_inset_mm(outline_mm);
    double qx, qy;
    p->shift_x = find_lines(columns, half, &qx);
    p->shift_y = find_lines(rows, half, &qy);
    p->weak_x = qx < WEAK_LINES * qy;
    p->weak_y = qy < WEAK_LINES * qx;
    /* One pair of lines says where the box is along one axis; the neighbours
     * then say the other: settle_places(). */
    double low = qx < qy ? qx : qy;
    double high = qx < qy ? qy : qx;
    p->quality = low > ONE_PAIR * high ? low : ONE_PAIR * high;
}

void patch_edge(const struct spot *p, double inward[PATCH_EDGE])
{
    double half = p->side / 2;
    double cx = PATCH_HALF + p->shift_x;
    double cy = PATCH_HALF + p->shift_y;
    int reach = (int)half - PATCH_EDGE;
    for (int k = 0; k < PATCH_EDGE; k++) {
        double at = half - k - EDGE_FROM;
        int side[4] = {(int)lround(cx - at), (int)lround(cx + at),
                       (int)lround(cy - at), (int)lround(cy + at)};
        int sum[4] = {0};
        for (int i = -reach; i <= reach; i++) {
            int x = (int)lround(cx) + i;
            int y = (int)lround(cy) + i;
            sum[0] += p->dark[y][side[0]];
            sum[1] += p->dark[y][side[1]];
            sum[2] += p->dark[side[2]][x];
            sum[3] += p->dark[side[3]][x];
        }
        int most = 0;
        for (int s = 0; s < 4; s++)
            most = sum[s] > most ? sum[s] : most;
        inward[k] = most / (255.0 * (2 * reach + 1));
    }
}

/* Darkest of three points across a line. */
static int across_line(const struct spot *p, bool upright, int line, int i)
{
    int most = 0;
    for (int k = -1; k <= 1; k++) {
        int x = upright ? line + k : i;
        int y = upright ? i : line + k;
        if (x < 0 || y < 0 || x >= PATCH || y >= PATCH)
            continue;
        most = p->dark[y][x] > most ? p->dark[y][x] : most;
    }
    return most < 150 ? most : 150;
}

/* Mean darkness of the pair of lines along one axis, their ends left out:
 * there the other pair crosses. */
static double pair_there(const struct spot *p, bool upright, double half)
{
    double cx = PATCH_HALF + p->shift_x;
    double cy = PATCH_HALF + p->shift_y;
    double line = upright ? cx : cy;
    double along = upright ? cy : cx;
    int reach = (int)half - 5;
    int sum = 0;
    for (int i = -reach; i <= reach; i++) {
        int at = (int)lround(along + i);
        sum += across_line(p, upright, (int)lround(line - half), at) +
               across_line(p, upright, (int)lround(line + half), at);
    }
    return sum / (150.0 * 2 * (2 * reach + 1));
}

double patch_lines_there(const struct spot *p, double outline_mm)
{
    double half = (p->side - outline_mm * GRID) / 2;
    double x = pair_there(p, true, half);
    double y = pair_there(p, false, half);
    return x < y ? x : y;
}

/* The lines of one pair end where the lines of the other pair stand.  True
 * when they end there within half a millimetre. */
static bool ends_agree(const struct spot *p, bool upright, double half)
{
    double line = PATCH_HALF + (upright ? p->shift_x : p->shift_y);
    double centre = PATCH_HALF + (upright ? p->shift_y : p->shift_x);
    int first = PATCH;
    int last = -1;
    for (int i = 1; i + 1 < PATCH; i++) {
        int a = across_line(p, upright, (int)lround(line - half), i);
        int b = across_line(p, upright, (int)lround(line + half), i);
        if (a < 60 || b < 60)
            continue;
        first = i < first ? i : first;
        last = i;
    }
    return fabs(first - (centre - half)) <= 4 &&
           fabs(last - (centre + half)) <= 4;
}

void patch_check_pair(struct spot *p, double outline_mm)
{
    double half = (p->side - outline_mm * GRID) / 2;
    if ((p->weak_x || p->weak_y) && !ends_agree(p, p->weak_y, half))
        p->quality = 0;
}

/* ---- ink ---- */

struct window { /* of the grid, inclusive */
    int x0, y0, x1, y1;
};

static struct window inside(const struct spot *p, double inset_mm)
{
    double half = p->side / 2 - inset_mm * GRID;
    double cx = PATCH_HALF + p->shift_x;
    double cy = PATCH_HALF + p->shift_y;
    return (struct window){(int)lround(cx - half), (int)lround(cy - half),
                           (int)lround(cx + half), (int)lround(cy + half)};
}

double patch_noise(const struct spot *p)
{
    struct window w = inside(p, p->inset_mm);
    uint32_t histogram[256] = {0};
    uint32_t n = 0;
    for (int j = w.y0; j <= w.y1; j++) {
        for (int i = w.x0; i <= w.x1; i++) {
            histogram[p->dark[j][i]]++;
            n++;
        }
    }
    uint32_t above = n / 20;
    int v = 255;
    for (uint32_t have = 0; v > 0; v--)
        if ((have += histogram[v]) > above)
            break;
    return v / 255.0;
}

struct stroke { /* one connected piece of ink inside the box */
    int n, x0, y0, x1, y1, deepest, sum;
};

/* Flood one piece of ink off the map. */
static struct stroke flood(uint8_t map[PATCH][PATCH], const struct spot *p,
                           const struct window *w, int x, int y)
{
    int stack[PATCH * PATCH];
    int top = 0;
    struct stroke s = {0, x, y, x, y, 0, 0};
    stack[top++] = y * PATCH + x;
    map[y][x] = 0;
    while (top > 0) {
        int at_px = stack[--top];
        int cx = at_px % PATCH;
        int cy = at_px / PATCH;
        int d = p->dark[cy][cx];
        s.n++;
        s.sum += d;
        s.deepest = d > s.deepest ? d : s.deepest;
        s.x0 = cx < s.x0 ? cx : s.x0;
        s.x1 = cx > s.x1 ? cx : s.x1;
        s.y0 = cy < s.y0 ? cy : s.y0;
        s.y1 = cy > s.y1 ? cy : s.y1;
        int left = cx - REACH_PT < w->x0 ? w->x0 : cx - REACH_PT;
        int right = cx + REACH_PT > w->x1 ? w->x1 : cx + REACH_PT;
        int up = cy - REACH_PT < w->y0 ? w->y0 : cy - REACH_PT;
        int down = cy + REACH_PT > w->y1 ? w->y1 : cy + REACH_PT;
        for (int ny = up; ny <= down; ny++) {
            for (int nx = left; nx <= right; nx++) {
                if (map[ny][nx] == 0)
                    continue;
                map[ny][nx] = 0;
                stack[top++] = ny * PATCH + nx;
            }
        }
    }
    return s;
}

static double longer(const struct stroke *s)
{
    int w = s->x1 - s->x0 + 1;
    int h = s->y1 - s->y0 + 1;
    return w > h ? w : h;
}

/* How much of a hair line through the stroke's middle is dark between the
 * outline and the edge of the patch, before and behind the box. */
static double goes_on(const struct spot *p, const struct stroke *s,
                      bool upright, int limit)
{
    struct window box = inside(p, -0.3);
    int at = upright ? (s->x0 + s->x1) / 2 : (s->y0 + s->y1) / 2;
    int from = upright ? box.y0 : box.x0;
    int to = upright ? box.y1 : box.x1;
    int n = 0;
    int dark = 0;
    for (int i = 0; i < PATCH; i++) {
        if (i >= from && i <= to)
            continue;
        bool any = false;
        for (int k = -2; k <= 2; k++) {
            int c = at + k;
            if (c >= 0 && c < PATCH)
                any = any || (upright ? p->dark[i][c] : p->dark[c][i]) >=
                                 limit;
        }
        n++;
        dark += any;
    }
    return n > 0 ? (double)dark / n : 0;
}

/* A hair-thin level or upright line that is no pen's: the inner side of an
 * outline that toner or a dark threshold made thick, or, where it goes on
 * outside the box, what is left of a broken streak. */
static bool is_streak(const struct spot *p, const struct window *w,
                      const struct stroke *s, int limit)
{
    int width = s->x1 - s->x0 + 1;
    int height = s->y1 - s->y0 + 1;
    bool upright = height > width;
    if ((upright ? width : height) > STREAK_PT || longer(s) < 0.3 * p->side)
        return false;
    bool hugging = upright ? s->x0 <= w->x0 + 1 || s->x1 >= w->x1 - 1
                           : s->y0 <= w->y0 + 1 || s->y1 >= w->y1 - 1;
    return hugging ||
           (s->sum < s->n * 128 && goes_on(p, s, upright, limit) > 0.3);
}

static int dark_in(const struct spot *p, const struct window *w, int limit)
{
    int n = 0;
    for (int j = w->y0; j <= w->y1; j++)
        for (int i = w->x0; i <= w->x1; i++)
            n += p->dark[j][i] >= limit;
    return n;
}

static int area(const struct window *w)
{
    return (w->x1 - w->x0 + 1) * (w->y1 - w->y0 + 1);
}

static double masked_share(const struct spot *p, const struct window *w)
{
    int n = 0;
    for (int j = w->y0; j <= w->y1; j++)
        for (int i = w->x0; i <= w->x1; i++)
            n += p->masked[j][i];
    return (double)n / area(w);
}

/* Dark share of the frame between two windows. */
static double ring_share(const struct spot *p, int limit)
{
    struct window outer = inside(p, -PATCH_RING_TO);
    struct window inner = inside(p, -PATCH_RING_FROM);
    int dark = dark_in(p, &outer, limit) - dark_in(p, &inner, limit);
    return (double)dark / (area(&outer) - area(&inner));
}

/* Share of the sixteen cells of the inside that are at least half dark.  A
 * fill has them all; the heaviest cross leaves the four sides light. */
static double solid_share(const struct spot *p, const struct window *w,
                          int limit)
{
    int full = 0;
    int width = w->x1 - w->x0 + 1;
    int height = w->y1 - w->y0 + 1;
    for (int k = 0; k < 16; k++) {
        struct window cell = {w->x0 + width * (k % 4) / 4,
                              w->y0 + height * (k / 4) / 4,
                              w->x0 + width * (k % 4 + 1) / 4 - 1,
                              w->y0 + height * (k / 4 + 1) / 4 - 1};
        full += 2 * dark_in(p, &cell, limit) >= area(&cell);
    }
    return full / 16.0;
}

struct strike { /* where crossings-out are looked for */
    int rows;    /* heights tried, from w.y0 down */
    int top;     /* of dark[][0] */
    double x0, x1;
    /* Column by column, so that all heights of a line are added at once: is
     * the point, or the one above or below it, dark? */
    uint8_t dark[PATCH][PATCH];
};

enum { LEAN_MAX = 6 };

static void strike_fill(struct strike *k, const struct spot *p, int limit)
{
    int from = (int)floor(k->x0 + 0.5);
    int to = (int)floor(k->x1 + 0.5);
    for (int x = from < 0 ? 0 : from; x <= to && x < PATCH; x++) {
        for (int y = 0; y < k->rows + 2 * LEAN_MAX; y++) {
            int at_y = k->top + y;
            k->dark[x][y] = at_y >= 1 && at_y + 1 < PATCH &&
                            (p->dark[at_y - 1][x] >= limit ||
                             p->dark[at_y][x] >= limit ||
                             p->dark[at_y + 1][x] >= limit);
        }
    }
}

/* The darkest line that falls by 2 x lean points, of all heights. */
static double strike_best(const struct strike *k, int lean)
{
    uint8_t dark[PATCH] = {0};
    int n = 0;
    int most = 0;
    int steps = (int)ceil(k->x1 - k->x0);
    for (int i = 0; i <= steps; i++) {
        double t = (double)i / steps;
        int x = (int)floor(k->x0 + t * (k->x1 - k->x0) + 0.5);
        if (x < 0 || x >= PATCH)
            continue;
        int down = LEAN_MAX + (int)floor((2 * t - 1) * lean + 0.5);
        const uint8_t *column = k->dark[x] + down;
        for (int a = 0; a < k->rows; a++)
            dark[a] = (uint8_t)(dark[a] + column[a]);
        n++;
    }
    for (int a = 0; a < k->rows; a++)
        most = dark[a] > most ? dark[a] : most;
    return n > 0 ? (double)most / n : 0;
}

/* The best nearly level line across the box and 0.8 mm out on both sides: a
 * crossing-out.  The box's own lines end at its corners. */
static double strike_share(const struct spot *p, int limit)
{
    struct strike k;
    struct window w = inside(p, p->inset_mm + 0.3);
    double out = (p->inset_mm + 0.3 + 0.8) * GRID;
    double best = 0;
    k.x0 = w.x0 - out;
    k.x1 = w.x1 + out;
    k.rows = w.y1 - w.y0 + 1;
    k.top = w.y0 - LEAN_MAX;
    if (k.rows > PATCH - 2 * LEAN_MAX)
        k.rows = PATCH - 2 * LEAN_MAX;
    strike_fill(&k, p, limit);
    for (int lean = -LEAN_MAX; lean <= LEAN_MAX; lean += 2) {
        double share = strike_best(&k, lean);
        best = share > best ? share : best;
    }
    return best;
}

/* Cover, extent and ink of the strokes inside; what is too small to be one
 * goes into specks, but for the largest, which is returned. */
static float measure_strokes(const struct spot *p, const struct window *w,
                             const struct page_ink *ink,
                             struct box_measure *m)
{
    uint8_t map[PATCH][PATCH];
    int low = (int)(ink->low * 255);
    int high = (int)(ink->high * 255);
    double n = 0, sum = 0, extent = 0, specks = 0, largest = 0;
    memset(map, 0, sizeof map);
    for (int j = w->y0; j <= w->y1; j++)
        for (int i = w->x0; i <= w->x1; i++)
            map[j][i] = p->dark[j][i] >= low;
    for (int j = w->y0; j <= w->y1; j++) {
        for (int i = w->x0; i <= w->x1; i++) {
            if (map[j][i] == 0)
                continue;
            struct stroke s = flood(map, p, w, i, j);
            bool deep = s.deepest >= high;
            bool drawn = longer(&s) >= 0.3 * p->side;
            if (is_streak(p, w, &s, low))
                continue;
            if (s.n < SPECK_PT || (!deep && !drawn)) {
                specks += s.n;
                largest = s.n > largest ? s.n : largest;
                continue;
            }
            n += s.n;
            sum += s.sum;
            extent = longer(&s) > extent ? longer(&s) : extent;
        }
    }
    m->cover = (float)(n / area(w));
    m->specks = (float)((specks - largest) / area(w)); /* one is dust */
    m->ink = (float)(n > 0 ? sum / n / 255 : 0);
    m->extent = (float)(extent / p->side);
    return (float)(largest / area(w));
}

float patch_measure(const struct spot *p, const struct page_ink *ink,
                    struct box_measure *m)
{
    struct window w = inside(p, p->inset_mm);
    int low = (int)(ink->low * 255);
    *m = (struct box_measure){
        .ring = (float)ring_share(p, low),
        .noise = (float)ink->noise,
        .shift_x_mm = (float)(p->shift_x / GRID),
        .shift_y_mm = (float)(p->shift_y / GRID),
        .outline = (float)(ink->outline > 0
                               ? fmax(0, p->quality) / ink->outline
                               : 0),
        .masked = (float)masked_share(p, &w),
    };
    float speck = measure_strokes(p, &w, ink, m);
    if ((double)m->cover >= SHAPE_FROM)
        patch_shape(p, low, m);
    else if ((double)m->ring >= RING_SHAPE_FROM)
        m->arms = patch_arms_beside(p, low);
    if ((double)m->cover < STROKES_FROM)
        return speck; /* nothing to fill or strike out: two features saved */
    m->solid = (float)solid_share(p, &w, low);
    m->strike = (float)strike_share(p, low);
    return speck;
}
