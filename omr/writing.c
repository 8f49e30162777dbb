/* omr/writing.c - see writing.h.
 *
 *   the small page: is anything darker than its surroundings? ── no ─► empty
 *        │ yes, within a rectangle
 *        ▼
 *   eight points a mm, paper taken away block by block, ink or not
 *        ▼
 *   connected pieces: which are strokes of a pen?  Enough of them ─► written
 */
#include "omr/writing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

#define INSET_MM 1.4   /* the printed border, and a page half a mm off */
#define COARSE_MM .34  /* the small page's own step */
#define COARSE_DARK .07/* of paper to ink: a pale pencil line has 0.15 */
#define AROUND_MM 2.5  /* beyond what the small page shows */
#define GRID 8.0       /* fine points a mm */
enum {
    RUN = 32,   /* points with one paper: 11 mm coarse, 4 mm fine */
    BLOCK = 32, /* the same in both directions */
    TILE = 64,  /* points with one threshold of ink: 8 mm */
    INK_FROM = 30, NOISE_TIMES = 5, INK_SURE = 200 /* of 255 */
};

/* What a stroke is, by its piece (points of the grid unless named _mm).  The
 * story of each: docs/reading.md#writing. */
#define SPECK_MM 1.1   /* larger side; dust and salt stay below */
#define SPECK_POINTS 12
#define DEEP .24       /* darkness that show-through and stains stay below … */
#define DEEP_SHARE .20 /* … but for less than this share of their points */
#define MEAN .15       /* mean darkness */
#define LINE_MM 14.0   /* longer and thin: a fold, a streak or a rule */
#define LINE_THICK_MM .9
#define LINES_MOST 8   /* more long lines than that were drawn by a hand */
#define THIN_MM 1.1    /* pieces of a broken line are thinner */
#define LEAN_MM 1.6    /* and stray so far from each other sideways */
#define DASH_MM .7     /* thin pieces in a row are a dotted rule */
enum { DASHES = 5 };
#define STROKE_MM 1.9  /* one piece at least this long … */
#define WRITTEN_MM 3.0 /* … and all of them together */

struct piece_found {
    int32_t x0, y0, x1, y1, n;
    int32_t deep; /* points of DEEP and more */
    uint32_t sum;
    bool line;    /* part of a broken line */
};

struct writing_reader {
    struct piece_room *points; /* borrowed; knows where streaks run */
    uint8_t *dark;  /* fine grid: darkness, 255 = the page's ink */
    uint8_t *mask;  /* 1 ink, 2 visited */
    int32_t *stack;
    size_t room;    /* points there is memory for */
    struct piece_found *pieces;
    size_t piece_room, piece_count;
};

enum err_code writing_reader_new(struct piece_room *room,
                                 struct writing_reader **out, struct err *err)
{
    *out = mem_alloc(1, sizeof **out);
    if (*out == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    (*out)->points = room;
    return ERR_OK;
}

void writing_reader_free(struct writing_reader *w)
{
    if (w == NULL)
        return;
    free(w->dark);
    free(w->mask);
    free(w->stack);
    free(w->pieces);
    free(w);
}

/* ---- on the small page ---- */

/* The level that a quarter of the values is lighter than. */
static int upper_quarter(size_t n, const uint8_t v[])
{
    uint32_t histogram[256] = {0};
    uint32_t have = 0;
    for (size_t i = 0; i < n; i++)
        histogram[v[i]]++;
    for (int k = 255; k > 0; k--)
        if ((have += histogram[k]) * 4 > n)
            return k;
    return 0;
}

struct reach { /* mm; empty while x1 < x0 */
    double x0, y0, x1, y1;
};

static void stretch(struct reach *r, double x, double y)
{
    r->x0 = x < r->x0 ? x : r->x0;
    r->y0 = y < r->y0 ? y : r->y0;
    r->x1 = x > r->x1 ? x : r->x1;
    r->y1 = y > r->y1 ? y : r->y1;
}

/* RUN points of the small page from (x, y) mm on; dark ones stretch `r`. */
static void coarse_run(const struct levels *l, const struct registration *reg,
                       double x, double y, int n, struct reach *r)
{
    uint8_t v[RUN];
    double px, py, qx, qy;
    map_point(&reg->map, x, y, &px, &py);
    map_point(&reg->map, x + n * COARSE_MM, y, &qx, &qy);
    for (int i = 0; i < n; i++) {
        double t = (double)i / n;
        int32_t lx = (int32_t)((px + t * (qx - px)) / l->factor);
        int32_t ly = (int32_t)((py + t * (qy - py)) / l->factor);
        bool inside = lx >= 0 && ly >= 0 && lx < l->w && ly < l->h;
        v[i] = inside ? l->low[(size_t)ly * (size_t)l->w + (size_t)lx] : 255;
    }
    double paper = levels_paper(l, (px + qx) / 2, (py + qy) / 2);
    double range = paper - reg->ink > 30 ? paper - reg->ink : 30;
    double here = upper_quarter((size_t)n, v);
    if (here < paper - .15 * range) /* scribbled all over */
        here = paper - .15 * range;
    for (int i = 0; i < n; i++)
        if (v[i] < here - COARSE_DARK * range)
            stretch(r, x + i * COARSE_MM, y);
}

static bool find_reach(const struct levels *l, const struct registration *reg,
                       const struct rect_mm *in, struct reach *r)
{
    *r = (struct reach){1e9, 1e9, -1e9, -1e9};
    int across = (int)(in->w / COARSE_MM);
    for (double y = in->y; y < in->y + in->h; y += COARSE_MM)
        for (int i = 0; i < across; i += RUN)
            coarse_run(l, reg, in->x + i * COARSE_MM, y,
                       across - i < RUN ? across - i : RUN, r);
    if (r->x1 < r->x0)
        return false;
    r->x0 = fmax(r->x0 - AROUND_MM, in->x);
    r->y0 = fmax(r->y0 - AROUND_MM, in->y);
    r->x1 = fmin(r->x1 + AROUND_MM, in->x + in->w);
    r->y1 = fmin(r->y1 + AROUND_MM, in->y + in->h);
    return true;
}

/* ---- fine ---- */

static bool make_room(struct writing_reader *w, size_t points)
{
    if (points <= w->room)
        return true;
    free(w->dark);
    free(w->mask);
    free(w->stack);
    w->room = 0;
    w->dark = mem_alloc(points, 1);
    w->mask = mem_alloc(points, 1);
    w->stack = mem_alloc(points, sizeof *w->stack);
    if (w->dark == NULL || w->mask == NULL || w->stack == NULL)
        return false;
    w->room = points;
    return true;
}

/* `rows` rows of the grid, a band of the page at a time. */
static void take_band(struct writing_reader *w, const struct image *image,
                      const struct registration *reg, double x, double y,
                      int32_t n, int32_t rows, uint8_t *out)
{
    double corner[4][2];
    double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
    for (int k = 0; k < 4; k++) {
        map_point(&reg->map, x + (k % 2 == 1 ? n / GRID : 0),
                  y + (k >= 2 ? rows / GRID : 0), &corner[k][0],
                  &corner[k][1]);
        x0 = fmin(x0, corner[k][0]);
        y0 = fmin(y0, corner[k][1]);
        x1 = fmax(x1, corner[k][0]);
        y1 = fmax(y1, corner[k][1]);
    }
    struct piece piece = piece_take(image, x0 - 1, y0 - 1, x1 + 1, y1 + 1,
                                    w->points);
    for (int32_t row = 0; row < rows; row++) {
        for (int32_t from = 0; from < n; from += RUN) {
            int32_t run = n - from < RUN ? n - from : RUN;
            double px, py, qx, qy;
            map_point(&reg->map, x + from / GRID, y + row / GRID, &px, &py);
            map_point(&reg->map, x + (from + run) / GRID, y + row / GRID, &qx,
                      &qy);
            piece_line(&piece, px - .5, py - .5, (qx - px) / run,
                       (qy - py) / run, run,
                       out + (size_t)row * (size_t)n + (size_t)from);
        }
    }
}

/* Grey becomes darkness against the paper of each block: shades, folds and
 * show-through that are wider than a block go with it. */
static void take_paper_away(uint8_t *grid, int32_t w, int32_t h, double range)
{
    uint8_t values[BLOCK * BLOCK];
    for (int32_t by = 0; by < h; by += BLOCK) {
        for (int32_t bx = 0; bx < w; bx += BLOCK) {
            int32_t x1 = bx + BLOCK < w ? bx + BLOCK : w;
            int32_t y1 = by + BLOCK < h ? by + BLOCK : h;
            size_t n = 0;
            for (int32_t y = by; y < y1; y++)
                for (int32_t x = bx; x < x1; x++)
                    values[n++] = grid[(size_t)y * (size_t)w + (size_t)x];
            int paper = upper_quarter(n, values);
            for (int32_t y = by; y < y1; y++)
                for (int32_t x = bx; x < x1; x++) {
                    uint8_t *v = &grid[(size_t)y * (size_t)w + (size_t)x];
                    double d = (paper - *v) * 255 / range;
                    *v = (uint8_t)(d < 0 ? 0 : d > 255 ? 255 : d);
                }
        }
    }
}

/* The mean of nine: what is left of salt and of a coarse threshold is far
 * below a line of a pen. */
static void soften(uint8_t *grid, uint8_t *scratch, int32_t w, int32_t h)
{
    memcpy(scratch, grid, (size_t)w * (size_t)h);
    for (int32_t y = 1; y + 1 < h; y++) {
        const uint8_t *up = scratch + (size_t)(y - 1) * (size_t)w;
        const uint8_t *at = up + w;
        const uint8_t *down = at + w;
        uint8_t *to = grid + (size_t)y * (size_t)w;
        for (int32_t x = 1; x + 1 < w; x++)
            to[x] = (uint8_t)((up[x - 1] + up[x] + up[x + 1] + at[x - 1] +
                               at[x] + at[x + 1] + down[x - 1] + down[x] +
                               down[x + 1]) / 9);
    }
}

/* Ink is what rises above what the paper itself reaches just here: half of a
 * tile is certainly bare, and salt or a coarse threshold may fill one corner
 * of the area only. */
static void find_ink(struct writing_reader *w, int32_t width, int32_t x0,
                     int32_t y0, int32_t x1, int32_t y1)
{
    uint32_t histogram[256] = {0};
    uint32_t have = 0;
    uint32_t half = (uint32_t)((x1 - x0) * (y1 - y0)) / 2;
    int bare = 0;
    for (int32_t y = y0; y < y1; y++)
        for (int32_t x = x0; x < x1; x++)
            histogram[w->dark[(size_t)y * (size_t)width + (size_t)x]]++;
    while (bare < 255 && (have += histogram[bare]) <= half)
        bare++;
    int limit = INK_FROM + NOISE_TIMES * bare;
    if (limit > INK_SURE)
        limit = INK_SURE;
    for (int32_t y = y0; y < y1; y++)
        for (int32_t x = x0; x < x1; x++) {
            size_t at = (size_t)y * (size_t)width + (size_t)x;
            w->mask[at] = w->dark[at] > limit;
        }
}

static bool add_piece(struct writing_reader *w, const struct piece_found *p)
{
    if (w->piece_count == w->piece_room) {
        size_t room = w->piece_room == 0 ? 256 : w->piece_room * 2;
        struct piece_found *grown = mem_grow(w->pieces, room, sizeof *grown);
        if (grown == NULL)
            return false;
        w->pieces = grown;
        w->piece_room = room;
    }
    w->pieces[w->piece_count++] = *p;
    return true;
}

static struct piece_found flood(struct writing_reader *w, int32_t width,
                                int32_t height, int32_t at)
{
    struct piece_found p = {width, height, 0, 0, 0, 0, 0, false};
    size_t top = 0;
    w->stack[top++] = at;
    w->mask[at] = 2;
    while (top > 0) {
        int32_t here = w->stack[--top];
        int32_t x = here % width;
        int32_t y = here / width;
        p.x0 = x < p.x0 ? x : p.x0;
        p.y0 = y < p.y0 ? y : p.y0;
        p.x1 = x > p.x1 ? x : p.x1;
        p.y1 = y > p.y1 ? y : p.y1;
        p.n++;
        p.sum += w->dark[here];
        p.deep += w->dark[here] >= (uint8_t)(DEEP * 255);
        for (int32_t dy = -1; dy <= 1; dy++)
            for (int32_t dx = -1; dx <= 1; dx++) {
                int32_t nx = x + dx;
                int32_t ny = y + dy;
                if (nx < 0 || ny < 0 || nx >= width || ny >= height ||
                    w->mask[ny * width + nx] != 1)
                    continue;
                w->mask[ny * width + nx] = 2;
                w->stack[top++] = ny * width + nx;
            }
    }
    return p;
}

static bool find_pieces(struct writing_reader *w, int32_t width,
                        int32_t height)
{
    int32_t points = width * height;
    w->piece_count = 0;
    for (int32_t y = 0; y < height; y += TILE)
        for (int32_t x = 0; x < width; x += TILE)
            find_ink(w, width, x, y, x + TILE < width ? x + TILE : width,
                     y + TILE < height ? y + TILE : height);
    for (int32_t i = 0; i < points; i++) {
        if (w->mask[i] != 1)
            continue;
        struct piece_found p = flood(w, width, height, i);
        if (p.n >= SPECK_POINTS && !add_piece(w, &p))
            return false;
    }
    return true;
}

/* ---- which are strokes ---- */

static double wide_mm(const struct piece_found *p)
{
    return (p->x1 - p->x0 + 1) / GRID;
}

static double high_mm(const struct piece_found *p)
{
    return (p->y1 - p->y0 + 1) / GRID;
}

static double longer_mm(const struct piece_found *p)
{
    return fmax(wide_mm(p), high_mm(p));
}

static double shorter_mm(const struct piece_found *p)
{
    return fmin(wide_mm(p), high_mm(p));
}

/* Straight along an axis, far longer than a stroke of a character, and thin
 * for its length: a fold, a streak, a printed rule. */
static bool is_line(const struct piece_found *p, const struct rect_mm *area)
{
    double length = longer_mm(p);
    double across = wide_mm(p) > high_mm(p) ? area->w : area->h;
    double thick = p->n / (GRID * GRID) / length;
    bool runs_through = length > .85 * across;
    return (length > LINE_MM || runs_through) && thick < LINE_THICK_MM &&
           shorter_mm(p) < .12 * length + LINE_THICK_MM;
}

static bool is_stroke(const struct piece_found *p, const struct rect_mm *area)
{
    return longer_mm(p) >= SPECK_MM && !p->line &&
           p->deep >= DEEP_SHARE * p->n &&
           (double)p->sum / p->n >= MEAN * 255 && !is_line(p, area);
}

/* A scanner breaks a thin line into pieces: those that lie under each other
 * (beside each other) and together run most of the way are one line. */
static void join_lines(struct writing_reader *w, const struct rect_mm *area,
                       bool upright)
{
    double whole = upright ? area->h : area->w;
    for (size_t i = 0; i < w->piece_count; i++) {
        const struct piece_found *p = &w->pieces[i];
        double from = 1e9, to = -1e9, covered = 0;
        if ((upright ? wide_mm(p) : high_mm(p)) > THIN_MM)
            continue;
        for (int pass = 0; pass < 2; pass++) {
            for (size_t k = 0; k < w->piece_count; k++) {
                struct piece_found *q = &w->pieces[k];
                int32_t apart = upright ? q->x0 + q->x1 - p->x0 - p->x1
                                        : q->y0 + q->y1 - p->y0 - p->y1;
                if ((upright ? wide_mm(q) : high_mm(q)) > THIN_MM ||
                    abs(apart) > 2 * LEAN_MM * GRID)
                    continue;
                q->line = q->line || pass == 1;
                from = fmin(from, (upright ? q->y0 : q->x0) / GRID);
                to = fmax(to, (upright ? q->y1 : q->x1) / GRID);
                covered += pass == 0 ? (upright ? high_mm(q) : wide_mm(q)) : 0;
            }
            if (to - from < .6 * whole || covered < .25 * whole)
                break;
        }
    }
}

/* One of a row of short thin pieces at one height: a dotted or dashed rule
 * printed to write on. */
static bool is_dash(const struct writing_reader *w, const struct piece_found *p)
{
    int alike = 0;
    if (high_mm(p) > DASH_MM)
        return false;
    for (size_t i = 0; i < w->piece_count; i++) {
        const struct piece_found *q = &w->pieces[i];
        alike += high_mm(q) <= DASH_MM &&
                 abs(q->y0 + q->y1 - p->y0 - p->y1) <= 1.6 * GRID &&
                 fabs(wide_mm(q) - wide_mm(p)) < .6;
    }
    return alike >= DASHES;
}

static void weigh(struct writing_reader *w, const struct rect_mm *area,
                  struct writing *out)
{
    double longest = 0;
    size_t lines = 0;
    for (size_t i = 0; i < w->piece_count; i++)
        lines += is_line(&w->pieces[i], area);
    if (lines > LINES_MOST) {
        out->ink = true;
        out->strokes = lines;
        return;
    }
    join_lines(w, area, true);
    join_lines(w, area, false);
    for (size_t i = 0; i < w->piece_count; i++) {
        const struct piece_found *p = &w->pieces[i];
        if (!is_stroke(p, area) || is_dash(w, p)) {
            out->dropped++;
            continue;
        }
        out->strokes++;
        out->length_mm += longer_mm(p);
        longest = fmax(longest, longer_mm(p));
    }
    out->ink = longest >= STROKE_MM && out->length_mm >= WRITTEN_MM;
}

void writing_find(struct writing_reader *w, const struct image *image,
                  const struct levels *levels, const struct registration *reg,
                  const struct rect_mm *area, struct writing *out)
{
    struct rect_mm in = {area->x + INSET_MM, area->y + INSET_MM,
                         area->w - 2 * INSET_MM, area->h - 2 * INSET_MM};
    struct reach r;
    *out = (struct writing){.ink = false};
    if (in.w <= 0 || in.h <= 0 || !find_reach(levels, reg, &in, &r))
        return;
    int32_t width = (int32_t)((r.x1 - r.x0) * GRID);
    int32_t height = (int32_t)((r.y1 - r.y0) * GRID);
    if (width < 4 || height < 4)
        return;
    out->ink = true; /* where memory fails a person looks */
    if (!make_room(w, (size_t)width * (size_t)height))
        return;
    for (int32_t y = 0; y < height; y += BLOCK)
        take_band(w, image, reg, r.x0, r.y0 + y / GRID, width,
                  height - y < BLOCK ? height - y : BLOCK,
                  w->dark + (size_t)y * (size_t)width);
    soften(w->dark, w->mask, width, height);
    double px, py;
    map_point(&reg->map, (r.x0 + r.x1) / 2, (r.y0 + r.y1) / 2, &px, &py);
    double range = levels_paper(levels, px, py) - reg->ink;
    take_paper_away(w->dark, width, height, range > 30 ? range : 30);
    if (!find_pieces(w, width, height))
        return;
    weigh(w, area, out);
}
