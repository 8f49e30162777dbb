/* omr/fit/propose_marks.c - which printed shapes can square the page up.
 *
 * Each piece of ink is compared with every kind of mark drawn to its size
 * (mark_ink of foreign_shape.h); equal ones that reach into three corners of
 * the page are its marks.
 */
#include <math.h>
#include <stdlib.h>

#include "omr/fit/propose.h"

#define MARK_MIN_MM 1.9
#define MARK_MAX_MM 32.0
#define ALIKE 0.74          /* ink in common, of all ink of both */
#define SIZE_SAME 0.10      /* of its size, and 0.25 mm */
#define ZONE 0.30           /* of the page: a corner's part of it */
#define FRAME_SPAN 0.55
#define FRAME_SIDE 0.85     /* of a frame's side that is drawn */
enum { CANDIDATES_MAX = 2000 };

/* Lines whose total length is the shape's: their width follows from ink. */
static double line_of(enum fiducial_kind kind, const struct blot *b)
{
    double w = b->at.w;
    double h = b->at.h;
    double ink = b->fill * w * h;
    switch (kind) {
    case FIDUCIAL_CORNER:
    case FIDUCIAL_CROSS: return ink / (w + h);
    case FIDUCIAL_BRACKET: return ink / (h + 2 * w);
    case FIDUCIAL_CIRCLE: return ink / (M_PI * (w + h) / 2);
    default: return 0;
    }
}

/* Ink in common with a mark of this kind that leans with the page, of the
 * ink of both. */
static double likeness(const struct shapes *s, const struct blot *b,
                       double skew_deg, const struct mark_shape *m)
{
    double c = cos(-skew_deg * M_PI / 180);
    double d = sin(-skew_deg * M_PI / 180);
    double step = fmax(1, (b->x1 - b->x0) / 160.0);
    double both = 0;
    double any = 0;
    double cx = (b->x0 + b->x1 + 1) / 2.0;
    double cy = (b->y0 + b->y1 + 1) / 2.0;
    for (double y = b->y0 + 0.5; y < b->y1 + 1; y += step) {
        for (double x = b->x0 + 0.5; x < b->x1 + 1; x += step) {
            bool is = s->ink[(size_t)y * (size_t)s->w + (size_t)x] != 0;
            double u = (x - cx) / s->px_mm;
            double v = (y - cy) / s->px_mm;
            bool should = mark_ink(m, c * u - d * v, d * u + c * v);
            both += is && should;
            any += is || should;
        }
    }
    return any > 0 ? both / any : 0;
}

static bool kind_of(const struct shapes *s, const struct proposal *p,
                    const struct blot *b, struct fiducial *out)
{
    static const enum fiducial_kind kinds[] = {
        FIDUCIAL_SQUARE, FIDUCIAL_DISC,    FIDUCIAL_RING, FIDUCIAL_CIRCLE,
        FIDUCIAL_CORNER, FIDUCIAL_BRACKET, FIDUCIAL_CROSS};
    double best = ALIKE;
    double x = b->at.x + b->at.w / 2;
    double y = b->at.y + b->at.h / 2;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        double line = line_of(kinds[k], b);
        if (line > fmin(b->at.w, b->at.h) * 0.34)
            continue;
        struct rect_mm own = b->at;
        propose_shrink(p->skew_deg, kinds[k] == FIDUCIAL_DISC ||
                                        kinds[k] == FIDUCIAL_CIRCLE, &own);
        const struct mark_shape m = {
            .kind = kinds[k],
            .w = own.w,
            .h = own.h,
            .line = line,
            .look_x = x < p->width / 2 ? -1 : 1,
            .look_y = y < p->height / 2 ? -1 : 1,
        };
        double got = likeness(s, b, p->skew_deg, &m);
        if (got <= best)
            continue;
        best = got;
        *out = (struct fiducial){b->at, kinds[k], line};
    }
    return best > ALIKE;
}

static bool is_box(const struct proposal *p, const struct rect_mm *at)
{
    for (size_t i = 0; i < p->box_count; i++)
        if (fabs(p->box[i].at.x - at->x) < 1.5 &&
            fabs(p->box[i].at.y - at->y) < 1.5)
            return true;
    for (size_t i = 0; i < p->code_count; i++) {
        const struct rect_mm *c = &p->code[i].at;
        /* Bars are higher than the line that was read through them. */
        double more = p->code[i].kind == CODE_QR ? 3 : 12;
        if (at->x > c->x - 3 && at->x + at->w < c->x + c->w + 3 &&
            at->y > c->y - more && at->y + at->h < c->y + c->h + more)
            return true;
    }
    return false;
}

static bool alike(const struct fiducial *a, const struct fiducial *b)
{
    return a->kind == b->kind &&
           fabs(a->at.w - b->at.w) < SIZE_SAME * a->at.w + 0.25 &&
           fabs(a->at.h - b->at.h) < SIZE_SAME * a->at.h + 0.25;
}

/* In which of the page's corner parts (bits) the marks like `of` lie, and how
 * many they are. */
static int corners_of(const struct proposal *p, const struct fiducial all[],
                      size_t n, const struct fiducial *of, size_t *count)
{
    int zones = 0;
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        double x = (all[i].at.x + all[i].at.w / 2) / p->width;
        double y = (all[i].at.y + all[i].at.h / 2) / p->height;
        if (!alike(of, &all[i]))
            continue;
        ++*count;
        if ((x < ZONE || x > 1 - ZONE) && (y < ZONE || y > 1 - ZONE))
            zones |= 1 << ((x > 0.5) + 2 * (y > 0.5));
    }
    return zones;
}

static int bits(int set)
{
    int n = 0;
    for (; set != 0; set &= set - 1)
        n++;
    return n;
}

/* Distance of a mark to the nearest corner of the page: those far out come
 * first when there are too many. */
static double outward(const struct proposal *p, const struct fiducial *f)
{
    double x = f->at.x + f->at.w / 2;
    double y = f->at.y + f->at.h / 2;
    return hypot(fmin(x, p->width - x), fmin(y, p->height - y));
}

static void add_mark(struct proposal *p, const struct fiducial *f)
{
    if (p->mark_count < PROPOSE_MARKS) {
        p->mark[p->mark_count++] = *f;
        return;
    }
    size_t worst = 0;
    for (size_t i = 1; i < p->mark_count; i++)
        if (outward(p, &p->mark[i]) > outward(p, &p->mark[worst]))
            worst = i;
    if (outward(p, f) < outward(p, &p->mark[worst]))
        p->mark[worst] = *f;
}

/* ---- a frame ---- */

/* Share of one side's length at which ink is met within 1.2 mm of the blot's
 * edge, or of where the leaning frame's side lies. */
static double drawn_side(const struct shapes *s, const struct blot *b,
                         double skew_deg, int side)
{
    bool level = side < 2;
    double lean = fabs(tan(skew_deg * M_PI / 180)) *
                  (level ? b->x1 - b->x0 : b->y1 - b->y0);
    int deep = (int)(1.2 * s->px_mm + lean);
    int32_t from = level ? b->x0 : b->y0;
    int32_t to = level ? b->x1 : b->y1;
    int n = 0;
    int met = 0;
    for (int32_t t = from; t <= to; t += 3) {
        bool any = false;
        for (int k = 0; k < deep && !any; k++) {
            int32_t x = level ? t : side == 2 ? b->x0 + k : b->x1 - k;
            int32_t y = level ? (side == 0 ? b->y0 + k : b->y1 - k) : t;
            any = s->ink[(size_t)y * (size_t)s->w + (size_t)x] != 0;
        }
        n++;
        met += any;
    }
    return n > 0 ? (double)met / n : 0;
}

/* Width of the frame's left line, in its middle half. */
static double frame_line(const struct shapes *s, const struct blot *b)
{
    double widths[64];
    size_t n = 0;
    for (int k = 0; k < 64; k++) {
        int32_t y = b->y0 + (b->y1 - b->y0) / 4 +
                    (b->y1 - b->y0) / 2 * k / 64;
        const uint8_t *row = s->ink + (size_t)y * (size_t)s->w;
        int32_t x = b->x0;
        int w = 0;
        while (x < b->x1 && row[x] == 0)
            x++;
        while (x + w < b->x1 && row[x + w] != 0)
            w++;
        widths[n++] = w / s->px_mm;
    }
    double least = widths[0];
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        least = fmin(least, widths[i]);
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        if (widths[i] > 2 * least + 0.2)
            continue;
        sum += widths[i];
        used++;
    }
    return used > 0 ? sum / (double)used : 0.35;
}

static void add_frame(const struct shapes *s, struct proposal *p)
{
    for (size_t i = 0; i < s->blot_count; i++) {
        const struct blot *b = &s->blots[i];
        if (b->at.w < FRAME_SPAN * p->width ||
            b->at.h < FRAME_SPAN * p->height)
            continue;
        bool whole = b->x0 > 2 && b->y0 > 2 && b->x1 < s->w - 3 &&
                     b->y1 < s->h - 3;
        for (int side = 0; side < 4; side++)
            whole = whole && drawn_side(s, b, p->skew_deg, side) > FRAME_SIDE;
        if (!whole)
            continue;
        double line = frame_line(s, b);
        add_mark(p, &(struct fiducial){b->at, FIDUCIAL_FRAME,
                                       fmin(5, fmax(0.1, line))});
        return;
    }
}

/* All kinds that reach into three corners count. */
void propose_marks(const struct shapes *s, struct proposal *p)
{
    struct fiducial *all = calloc(CANDIDATES_MAX, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; all != NULL && i < s->blot_count && n < CANDIDATES_MAX;
         i++) {
        const struct blot *b = &s->blots[i];
        if (b->at.w < MARK_MIN_MM || b->at.h < MARK_MIN_MM ||
            b->at.w > MARK_MAX_MM || b->at.h > MARK_MAX_MM ||
            is_box(p, &b->at))
            continue;
        if (kind_of(s, p, b, &all[n]))
            n++;
    }
    add_frame(s, p);
    for (size_t i = 0; i < n; i++) {
        size_t count;
        int zones = corners_of(p, all, n, &all[i], &count);
        /* A track down one side has its ends in two corners; with others it
         * still helps. */
        if (bits(zones) >= 3 || (count >= 8 && bits(zones) >= 2) ||
            (count >= 2 && bits(zones) >= 2 &&
             all[i].kind == FIDUCIAL_CROSS))
            add_mark(p, &all[i]);
    }
    free(all);
}
