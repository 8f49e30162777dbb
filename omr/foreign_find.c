/* omr/foreign_find.c - see foreign_find.h. */
#include "omr/foreign_find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/foreign_paper.h"

#define SCALE_MIN 0.72  /* against a page that fills the image */
#define SCALE_MAX 1.32
#define CATCH_MM 4.0    /* a candidate this near its prediction counts */
#define SAME_MM 5.0     /* guesses that agree so well are one */
#define FIT_MIN 0.62   /* of a candidate against its mark, skew included */
#define FIT_MAX 1.55
#define PAPER_MET 0.6   /* the image's own edges, against half the marks */
#define PILE_MIN 0.007 /* of the sheet: less needs no other guess */
#define PILE_MAX 0.08
#define SAME_PAPER_MM 2.0 /* guesses from edges are better than that */
#define ALL_MET 0.99    /* no need to try the edges */
#define FRAME_SPAN 0.4  /* of the image that a frame's lump spans */

enum { CANDIDATES_MAX = 64, KEY_MARKS = 6 };

/* ---- lumps ---- */

static void grow(struct lump *l, int32_t x, int32_t y)
{
    l->x0 = x < l->x0 ? x : l->x0;
    l->y0 = y < l->y0 ? y : l->y0;
    l->x1 = x > l->x1 ? x : l->x1;
    l->y1 = y > l->y1 ? y : l->y1;
    l->area++;
    for (int k = 0; k < 4; k++) {
        int32_t sx = k % 2 == 0 ? -1 : 1;
        int32_t sy = k / 2 == 0 ? -1 : 1;
        if (sx * x + sy * y >
            sx * l->corner[k][0] + sy * l->corner[k][1]) {
            l->corner[k][0] = x;
            l->corner[k][1] = y;
        }
    }
}

static struct lump flood(struct lumps *s, const struct levels *l, int32_t x,
                         int32_t y, int32_t reach)
{
    struct lump lump = {x, y, x, y, 0, {{x, y}, {x, y}, {x, y}, {x, y}}};
    size_t top = 0;
    s->stack[top++] = y * l->w + x;
    s->seen[y * l->w + x] = 1;
    while (top > 0) {
        int32_t at = s->stack[--top];
        int32_t cx = at % l->w;
        int32_t cy = at / l->w;
        grow(&lump, cx, cy);
        for (int32_t ny = cy - reach; ny <= cy + reach; ny++) {
            for (int32_t nx = cx - reach; nx <= cx + reach; nx++) {
                if (nx < 0 || ny < 0 || nx >= l->w || ny >= l->h)
                    continue;
                int32_t k = ny * l->w + nx;
                if (l->dark[k] == 0 || s->seen[k] != 0)
                    continue;
                s->seen[k] = 1;
                s->stack[top++] = k;
            }
        }
    }
    return lump;
}

static enum err_code make_room(struct lumps *s, const struct levels *l,
                               struct err *err)
{
    size_t n = (size_t)l->w * (size_t)l->h;
    for (int k = 0; k < 2; k++)
        if (s->lump[k] == NULL)
            s->lump[k] = mem_alloc(LUMPS_MAX, sizeof *s->lump[k]);
    if (s->room < n) {
        free(s->seen);
        free(s->stack);
        s->seen = mem_alloc(n, 1);
        s->stack = mem_alloc(n, sizeof *s->stack);
        s->room = s->seen != NULL && s->stack != NULL ? n : 0;
    }
    if (s->room < n || s->lump[0] == NULL || s->lump[1] == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    return ERR_OK;
}

enum err_code lumps_find(struct lumps *s, const struct levels *l,
                         struct err *err)
{
    enum err_code code = make_room(s, l, err);
    if (code != ERR_OK)
        return code;
    for (int pass = 0; pass < 2; pass++) {
        memset(s->seen, 0, (size_t)l->w * (size_t)l->h);
        s->n[pass] = 0;
        for (int32_t y = 0; y < l->h; y++) {
            for (int32_t x = 0; x < l->w; x++) {
                int32_t k = y * l->w + x;
                if (l->dark[k] == 0 || s->seen[k] != 0)
                    continue;
                struct lump lump = flood(s, l, x, y, pass + 1);
                if (lump.area >= 6 && s->n[pass] < LUMPS_MAX)
                    s->lump[pass][s->n[pass]++] = lump;
            }
        }
    }
    return ERR_OK;
}

void lumps_deinit(struct lumps *s)
{
    free(s->lump[0]);
    free(s->lump[1]);
    free(s->seen);
    free(s->stack);
    *s = (struct lumps){.room = 0};
}

/* ---- candidates ---- */

struct point { /* image pixels, as map_point() means them */
    double x, y, off; /* off: how ill its size fits */
};

struct candidates {
    size_t n;
    struct point at[CANDIDATES_MAX];
};

/* Keep the best fitting ones. */
static void add_candidate(struct candidates *c, double x, double y,
                          double off)
{
    size_t worst = 0;
    for (size_t i = 1; i < c->n; i++)
        if (c->at[i].off > c->at[worst].off)
            worst = i;
    if (c->n < CANDIDATES_MAX)
        c->at[c->n++] = (struct point){x, y, off};
    else if (off < c->at[worst].off)
        c->at[worst] = (struct point){x, y, off};
}

static double misfit(double is, double wanted)
{
    double ratio = is / wanted;
    if (ratio < FIT_MIN || ratio > FIT_MAX)
        return -1;
    return fabs(log(ratio));
}

/* How ill a lump fits a mark of w x h low pixels; < 0: not at all. */
static double lump_misfit(const struct lump *l, double w, double h, bool solid)
{
    double lw = l->x1 - l->x0 + 1;
    double lh = l->y1 - l->y0 + 1;
    double fill = l->area / (lw * lh);
    if (solid ? fill < 0.45 : fill > 0.75)
        return -1;
    double a = misfit(lw, w);
    double b = misfit(lh, h);
    return a < 0 || b < 0 ? -1 : a + b;
}

static bool is_frame(const struct lump *f, const struct levels *l)
{
    return f->x1 - f->x0 >= FRAME_SPAN * l->w &&
           f->y1 - f->y0 >= FRAME_SPAN * l->h;
}

static void from_frames(const struct lumps *s, const struct levels *l,
                        struct candidates *c)
{
    for (size_t i = 0; i < s->n[1]; i++) {
        const struct lump *f = &s->lump[1][i];
        if (!is_frame(f, l))
            continue;
        /* its four outer corners, to the outer side of the pixel */
        for (int k = 0; k < 4; k++)
            add_candidate(c, (f->corner[k][0] + (k % 2)) * (double)l->factor,
                          (f->corner[k][1] + (k / 2)) * (double)l->factor, 0);
    }
}

static void find_candidates(const struct lumps *s, const struct levels *l,
                            const struct mark_shape *m, double usual,
                            struct candidates *c)
{
    bool solid = mark_is_solid(m->kind);
    int pass = solid ? 0 : 1;
    c->n = 0;
    if (m->of_frame) {
        from_frames(s, l, c);
        return;
    }
    double w = m->w * usual;
    double h = m->h * usual;
    for (size_t i = 0; i < s->n[pass]; i++) {
        const struct lump *f = &s->lump[pass][i];
        double off = lump_misfit(f, w, h, solid);
        double turned = lump_misfit(f, h, w, solid); /* page lies sideways */
        if (off < 0 || (turned >= 0 && turned < off))
            off = turned;
        if (off >= 0)
            add_candidate(c, (f->x0 + f->x1 + 1) / 2.0 * l->factor,
                          (f->y0 + f->y1 + 1) / 2.0 * l->factor, off);
    }
}

/* ---- guesses ---- */

struct search {
    const struct layout_page *page;
    size_t mark_count;
    const struct mark_shape *marks;
    const struct candidates *of[FOREIGN_MARKS_MAX]; /* candidates of a mark */
    double width, height; /* of the image, pixels */
    double usual;  /* image pixels a mm */
    size_t n;
    struct guess *out;
};

static struct page_map from_pair(const struct mark_shape *a,
                                 const struct mark_shape *b,
                                 const struct point *p, const struct point *q)
{
    double dx = b->anchor_x - a->anchor_x;
    double dy = b->anchor_y - a->anchor_y;
    double ex = q->x - p->x;
    double ey = q->y - p->y;
    double n = dx * dx + dy * dy;
    double c = (ex * dx + ey * dy) / n;
    double s = (ey * dx - ex * dy) / n;
    struct page_map map = {
        .h = {c, -s, p->x - (c * a->anchor_x - s * a->anchor_y),
              s, c, p->y - (s * a->anchor_x + c * a->anchor_y), 0, 0, 1}};
    return map;
}

/* Share of the marks that have a candidate where the map puts them. */
static double count_met(const struct search *s, const struct page_map *map)
{
    double reach = CATCH_MM * hypot(map->h[0], map->h[3]);
    size_t met = 0;
    for (size_t i = 0; i < s->mark_count; i++) {
        double x, y;
        const struct candidates *c = s->of[i];
        map_point(map, s->marks[i].anchor_x, s->marks[i].anchor_y, &x, &y);
        for (size_t k = 0; k < c->n; k++) {
            if (fabs(c->at[k].x - x) > reach || fabs(c->at[k].y - y) > reach)
                continue;
            met++;
            break;
        }
    }
    return (double)met / (double)s->mark_count;
}

static bool same_guess(const struct search *s, const struct page_map *a,
                       const struct page_map *b, double reach)
{
    for (int k = 0; k < 4; k++) {
        double x = k % 2 == 0 ? 0 : s->page->width;
        double y = k / 2 == 0 ? 0 : s->page->height;
        double ax, ay, bx, by;
        map_point(a, x, y, &ax, &ay);
        map_point(b, x, y, &bx, &by);
        if (hypot(ax - bx, ay - by) > reach)
            return false;
    }
    return true;
}

static void keep(struct search *s, const struct page_map *map, double met,
                 double same_mm)
{
    double reach = same_mm * s->usual;
    for (size_t i = 0; i < s->n; i++) {
        if (!same_guess(s, &s->out[i].map, map, reach))
            continue;
        if (s->out[i].met >= met)
            return;
        s->n--; /* the better one takes its place, further up */
        memmove(&s->out[i], &s->out[i + 1], (s->n - i) * sizeof *s->out);
        break;
    }
    size_t at = s->n;
    while (at > 0 && s->out[at - 1].met < met)
        at--;
    if (at == GUESSES_MAX)
        return;
    size_t last = s->n < GUESSES_MAX ? s->n : GUESSES_MAX - 1;
    memmove(&s->out[at + 1], &s->out[at], (last - at) * sizeof *s->out);
    s->out[at] = (struct guess){*map, met};
    s->n = last + 1;
}

/* Most pages fill their image and lie straight: 0..0.15 between guesses that
 * meet as many marks. */
static double usualness(const struct search *s, const struct page_map *map)
{
    double scale = hypot(map->h[0], map->h[3]) / s->usual;
    double angle = atan2(map->h[3], map->h[0]) * 2 / M_PI; /* in quarters */
    double skew = fabs(angle - floor(angle + 0.5));
    return 0.1 * fmax(0, 1 - 5 * fabs(scale - 1)) +
           0.05 * fmax(0, 1 - 8 * skew);
}

/* The middle of the page must be seen, or hardly anything of it is. */
static bool on_image(const struct search *s, const struct page_map *map)
{
    double x, y;
    map_point(map, s->page->width / 2, s->page->height / 2, &x, &y);
    return x > 0 && y > 0 && x < s->width && y < s->height;
}

/* Both ends of a pair can be anywhere among their candidates. */
static void try_pair(struct search *s, size_t i, size_t k)
{
    const struct mark_shape *a = &s->marks[i];
    const struct mark_shape *b = &s->marks[k];
    double far = hypot(b->anchor_x - a->anchor_x, b->anchor_y - a->anchor_y);
    for (size_t p = 0; p < s->of[i]->n; p++) {
        for (size_t q = 0; q < s->of[k]->n; q++) {
            const struct point *u = &s->of[i]->at[p];
            const struct point *v = &s->of[k]->at[q];
            double scale = hypot(v->x - u->x, v->y - u->y) / far;
            if (scale < s->usual * SCALE_MIN || scale > s->usual * SCALE_MAX)
                continue;
            struct page_map map = from_pair(a, b, u, v);
            if (!on_image(s, &map))
                continue;
            double met = count_met(s, &map);
            if (met * (double)s->mark_count > 1.5)
                keep(s, &map, met + usualness(s, &map), SAME_MM);
        }
    }
}

/* The marks nearest the corners of the page and two more: pairs of them are
 * far apart, so that the guess is good. */
static size_t key_marks(const struct search *s, size_t key[KEY_MARKS])
{
    size_t n = 0;
    for (int k = 0; k < KEY_MARKS; k++) {
        double x = k % 2 == 0 ? 0 : s->page->width;
        double y = k / 2 == 0   ? 0
                   : k / 2 == 1 ? s->page->height
                                : s->page->height / 2;
        size_t best = s->mark_count;
        double least = 1e9;
        for (size_t i = 0; i < s->mark_count; i++) {
            double d = hypot(s->marks[i].x - x, s->marks[i].y - y);
            bool taken = false;
            for (size_t j = 0; j < n; j++)
                taken = taken || key[j] == i;
            if (!taken && d < least) {
                least = d;
                best = i;
            }
        }
        if (best < s->mark_count)
            key[n++] = best;
    }
    return n;
}

/* On a photograph no turn and scale meets all the marks, the paper does. */
static double paper_met(const struct search *s, const struct page_map *map)
{
    double met = s->mark_count > 0 ? count_met(s, map) : 0;
    bool many = met * (double)s->mark_count > 2.5;
    return many ? fmax(PAPER_MET, met + usualness(s, map)) : PAPER_MET;
}

/* A quad of paper is the page, a frame's corners are the printed frame's;
 * four ways up. */
static void try_quad(struct search *s, const struct paper_quad *quad,
                     const struct rect_mm *of)
{
    for (int turn = 0; turn < 4; turn++) {
        static const int order[4][4] = {/* page corner to sheet corner */
            {0, 1, 2, 3}, {1, 3, 0, 2}, {3, 2, 1, 0}, {2, 0, 3, 1}};
        struct match match[8];
        struct page_map map;
        for (int k = 0; k < 4; k++) { /* twice: perspective needs six */
            const double *corner = quad->corner[order[turn][k]];
            match[k] = match[k + 4] = (struct match){
                .x_mm = of->x + (k % 2 == 0 ? 0 : of->w),
                .y_mm = of->y + (k / 2 == 0 ? 0 : of->h),
                .x_px = corner[0],
                .y_px = corner[1]};
        }
        if (!map_fit(&map, 8, match))
            continue;
        double sx = hypot(map.h[0], map.h[3]);
        double sy = hypot(map.h[1], map.h[4]);
        if (sx > 0.85 * sy && sx < 1.18 * sy) /* not long ways across */
            keep(s, &map, paper_met(s, &map), SAME_PAPER_MM);
    }
}

static double side_px(const struct paper_quad *q, int a, int b)
{
    return hypot(q->corner[a][0] - q->corner[b][0],
                 q->corner[a][1] - q->corner[b][1]);
}

/* A sheet on a pile of others looks too long by what peeps out under it: the
 * same quad with the longer way cut to the page's shape, at either end. */
static void try_cut(struct search *s, const struct paper_quad *q)
{
    double w = (side_px(q, 0, 1) + side_px(q, 2, 3)) / 2;
    double h = (side_px(q, 0, 2) + side_px(q, 1, 3)) / 2;
    double page = s->page->height / s->page->width;
    if ((page > 1) != (h > w))
        page = 1 / page; /* it lies sideways */
    bool high = h > w * page;
    double keep_share = high ? w * page / h : h / page / w;
    if (keep_share > 1 - PILE_MIN || keep_share < 1 - PILE_MAX)
        return;
    for (int end = 0; end < 2; end++) {
        struct paper_quad cut = *q;
        for (int k = 0; k < 4; k++) {
            int other = high ? k ^ 2 : k ^ 1;
            if ((high ? k / 2 : k % 2) != end)
                continue;
            for (int c = 0; c < 2; c++)
                cut.corner[k][c] = q->corner[other][c] +
                                   keep_share * (q->corner[k][c] -
                                                 q->corner[other][c]);
        }
        try_quad(s, &cut,
                 &(struct rect_mm){0, 0, s->page->width, s->page->height});
    }
}

/* Where the printed frame lies on the page; false when there is none. */
static bool frame_of(const struct search *s, struct rect_mm *of)
{
    double x1 = -1e9, y1 = -1e9;
    size_t corners = 0;
    *of = (struct rect_mm){1e9, 1e9, 0, 0};
    for (size_t i = 0; i < s->mark_count; i++) {
        const struct mark_shape *m = &s->marks[i];
        if (!m->of_frame)
            continue;
        corners++;
        of->x = fmin(of->x, m->anchor_x);
        of->y = fmin(of->y, m->anchor_y);
        x1 = fmax(x1, m->anchor_x);
        y1 = fmax(y1, m->anchor_y);
    }
    of->w = x1 - of->x;
    of->h = y1 - of->y;
    return corners >= 4;
}

/* A printed frame on a photograph: its four corners fix the perspective. */
static void try_frames(struct search *s, const struct lumps *lumps,
                       const struct levels *l, const struct rect_mm *of)
{
    for (size_t i = 0; i < lumps->n[1]; i++) {
        const struct lump *f = &lumps->lump[1][i];
        struct paper_quad quad;
        if (!is_frame(f, l))
            continue;
        for (int k = 0; k < 4; k++) {
            quad.corner[k][0] = (f->corner[k][0] + (k % 2)) * (double)l->factor;
            quad.corner[k][1] = (f->corner[k][1] + (k / 2)) * (double)l->factor;
        }
        try_quad(s, &quad, of);
    }
}

static void try_paper(struct search *s, const struct lumps *lumps,
                      const struct levels *l)
{
    struct paper_quad quads[PAPER_QUADS_MAX];
    size_t n = paper_quads(l, lumps->seen, lumps->stack, quads);
    const struct rect_mm whole = {0, 0, s->page->width, s->page->height};
    struct rect_mm frame;
    bool framed = frame_of(s, &frame);
    for (size_t i = 0; i < n; i++)
        try_quad(s, &quads[i], &whole);
    for (size_t i = 0; i < n && framed; i++)
        try_quad(s, &quads[i], &frame); /* the light piece ended there */
    if (framed)
        try_frames(s, lumps, l, &frame);
    for (size_t i = 0; i < n; i++)
        try_cut(s, &quads[i]);
}

size_t foreign_guess(const struct lumps *lumps, const struct levels *l,
                     const struct layout_page *page, size_t mark_count,
                     const struct mark_shape marks[], bool paper,
                     struct guess out[])
{
    double narrow = fmin(l->w, l->h);
    double usual = narrow / fmin(page->width, page->height); /* low px a mm */
    struct search s = {.page = page, .mark_count = mark_count, .marks = marks,
                       .width = (double)l->w * l->factor,
                       .height = (double)l->h * l->factor,
                       .usual = usual * l->factor, .out = out};
    struct candidates *sets =
        mem_alloc(mark_count + 1, sizeof(struct candidates));
    if (sets == NULL)
        return 0;
    for (size_t i = 0; i < mark_count; i++) {
        size_t k = 0; /* marks of one kind and size share their candidates */
        while (k < i && (marks[k].kind != marks[i].kind ||
                         fabs(marks[k].w - marks[i].w) > 0.01 ||
                         fabs(marks[k].h - marks[i].h) > 0.01))
            k++;
        if (k == i)
            find_candidates(lumps, l, &marks[i], usual, &sets[i]);
        s.of[i] = s.of[k] != NULL ? s.of[k] : &sets[k];
    }
    size_t key[KEY_MARKS];
    size_t keys = key_marks(&s, key);
    for (size_t i = 0; i < keys; i++)
        for (size_t k = i + 1; k < keys; k++)
            try_pair(&s, key[i], key[k]);
    struct rect_mm frame;
    if (paper || frame_of(&s, &frame) || s.n == 0 || out[0].met < ALL_MET)
        try_paper(&s, lumps, l);
    free(sets);
    return s.n;
}
