/* omr/streak.c - see streak.h.
 *
 * They are looked for on the small page, where sensor noise has averaged out:
 * in bands of 3 mm, a column that is darker than the paper on both its sides.
 * A band where those sides are dark themselves says nothing.  Columns of box
 * outlines are broken by the gaps between the boxes; a printed rule of 60 mm
 * that lies exactly along the pixels passes for a streak, which harms
 * nothing, for no answer stands in it.
 */
#include "omr/streak.h"

#include <math.h>
#include <string.h>

#include "omr/sample.h"

#define BAND_MM 3.0
#define LENGTH_MM 60.0
#define SIDE_MM 1.2      /* where the paper beside it is looked at … */
#define NEAR_MM 0.7      /* … or here: streaks come in pairs */
#define WIDE_MM 0.75     /* more cannot be painted over */
#define FAINT 0.16       /* of paper to ink: a wide one so faint hides nothing */
#define MISS 4           /* a band without it costs so many with it */
enum {
    LINE_MAX = 8192,     /* low pixels across */
    BANDS_MAX = 1024,
    CONTRAST = 3,        /* low grey levels darker than both sides */
    RUNS_MAX = 64
};

/* ---- on the small page ---- */

static void add_bytes(uint16_t *restrict sum, const uint8_t *restrict row,
                      int32_t n)
{
    for (int32_t x = 0; x < n; x++)
        sum[x] = (uint16_t)(sum[x] + row[x]);
}

/* Means of one band of lines: out[i] of column i (of row i). */
static void band_of_columns(const struct levels *l, int32_t from, int32_t to,
                            int16_t out[])
{
    uint16_t sum[LINE_MAX];
    memset(sum, 0, (size_t)l->w * sizeof sum[0]);
    for (int32_t y = from; y < to; y++)
        add_bytes(sum, l->low + (size_t)y * (size_t)l->w, l->w);
    /* floor(sum / lines) exactly, while 255 lines^2 < 2^20 */
    uint32_t lines = (uint32_t)(to - from);
    uint32_t scale = (UINT32_C(1) << 20) / lines + 1;
    for (int32_t x = 0; x < l->w; x++)
        out[x] = (int16_t)(lines < 64 ? sum[x] * scale >> 20
                                      : sum[x] / lines);
}

/* The sum of n bytes, eight at a time: a band is eight or nine pixels wide,
 * too few for the compiler's vectors. */
static uint32_t sum_bytes(const uint8_t *bytes, int32_t n)
{
    const uint64_t even = UINT64_C(0x00FF00FF00FF00FF);
    uint32_t sum = 0;
    int32_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t eight;
        memcpy(&eight, bytes + i, sizeof eight);
        uint64_t pairs = (eight & even) + (eight >> 8 & even);
        sum += (uint32_t)(pairs * UINT64_C(0x0001000100010001) >> 48);
    }
    for (; i < n; i++)
        sum += bytes[i];
    return sum;
}

static void band_of_rows(const struct levels *l, int32_t from, int32_t to,
                         int16_t out[])
{
    const uint8_t *row = l->low + from;
    int32_t n = to - from;
    for (int32_t y = 0; y < l->h; y++, row += l->w) {
        uint32_t sum = sum_bytes(row, n);
        out[y] = (int16_t)(sum / (uint32_t)n);
    }
}

/* From here on it is paper, also where there is hardly any ink to go by. */
static int32_t light_limit(const struct levels *l)
{
    int32_t range = (l->paper_level - l->ink_level) / 3;
    return l->paper_level - (range > 24 ? range : 24);
}

struct search {
    const struct levels *levels;
    bool columns;
    int32_t n, length;    /* lines across, low pixels along */
    int32_t side, near;   /* low pixels */
    int32_t band;
    int32_t dark;         /* sides darker than this say nothing */
    /* of the n lines: where the score began, the best run's first and last
     * band */
    int16_t score[LINE_MAX], best[LINE_MAX];
    int16_t start[LINE_MAX], from[LINE_MAX], to[LINE_MAX];
};

static inline int16_t lesser(int16_t a, int16_t b)
{
    return a < b ? a : b;
}

static inline int16_t greater(int16_t a, int16_t b)
{
    return a > b ? a : b;
}

/* All bits for true. */
static inline int16_t mask(bool is)
{
    return (int16_t)-is;
}

static inline int16_t choose(int16_t which, int16_t a, int16_t b)
{
    return (int16_t)((which & a) | (~which & b));
}

/* Masks instead of branches: the compiler makes vectors of them. */
static void take_band(struct search *s, int16_t band,
                      const int16_t *restrict mean)
{
    const int32_t d = s->side;
    const int32_t e = s->near;
    const int32_t n = s->n - d - 1;
    const int16_t least = (int16_t)s->dark;
    int16_t *restrict score = s->score;
    int16_t *restrict best = s->best;
    int16_t *restrict start = s->start;
    int16_t *restrict from = s->from;
    int16_t *restrict to = s->to;
    for (int32_t i = d + 1; i < n; i++) {
        int16_t before =
            greater(lesser(mean[i - d], mean[i - d - 1]), mean[i - e]);
        int16_t after =
            greater(lesser(mean[i + d], mean[i + d + 1]), mean[i + e]);
        int16_t paper = lesser(before, after);
        int16_t above = (int16_t)(paper - mean[i]);
        int16_t says = mask(paper >= least);
        int16_t hit = says & mask(above >= CONTRAST);
        int16_t was = score[i];
        int16_t less = (int16_t)(was - MISS);
        int16_t now = choose(hit, (int16_t)(was + 1),
                             choose(says, less & mask(less > 0), was));
        int16_t began = choose(hit & mask(was == 0), band, start[i]);
        int16_t better = hit & mask(now > best[i]);
        score[i] = now;
        start[i] = began;
        best[i] = choose(better, now, best[i]);
        from[i] = choose(better, began, from[i]);
        to[i] = choose(better, band, to[i]);
    }
}

static void look(struct search *s)
{
    int16_t mean[LINE_MAX];
    size_t bytes = (size_t)s->n * sizeof s->score[0];
    memset(s->score, 0, bytes);
    memset(s->best, 0, bytes);
    memset(s->start, 0, bytes);
    memset(s->from, 0, bytes);
    memset(s->to, 0, bytes);
    for (int16_t band = 0; (band + 1) * s->band <= s->length; band++) {
        int32_t from = band * s->band;
        if (s->columns)
            band_of_columns(s->levels, from, from + s->band, mean);
        else
            band_of_rows(s->levels, from, from + s->band, mean);
        take_band(s, band, mean);
    }
}

/* ---- on the image ---- */

static int32_t grey(const struct image *image, bool columns, int32_t at,
                    int32_t along)
{
    return columns ? pixel_or_paper(image, at, along)
                   : pixel_or_paper(image, along, at);
}

enum { SAMPLES = 201 }; /* along a line */

struct sides { /* the paper beside a streak, where nothing lies on it */
    int32_t n;
    int32_t along[SAMPLES], lighter[SAMPLES];
};

static void look_beside(const struct image *image, bool columns,
                        const struct streak *s, int32_t side, int32_t paper,
                        struct sides *out)
{
    int32_t step = (s->to - s->from) / (SAMPLES - 1) + 1;
    out->n = 0;
    for (int32_t y = s->from; y <= s->to && out->n < SAMPLES; y += step) {
        int32_t a = grey(image, columns, s->at - side, y);
        int32_t b = grey(image, columns, s->last + side, y);
        if (a < paper && b < paper)
            continue;
        /* one side may be another streak */
        int32_t lighter = a < paper ? b : b < paper ? a : a < b ? a : b;
        out->along[out->n] = y;
        out->lighter[out->n++] = lighter;
    }
}

/* How much darker line `at` is than the paper either side, over its length;
 * where a stroke or print lies beside it nothing is counted. */
static double depth(const struct image *image, bool columns, int32_t at,
                    const struct sides *sides)
{
    int32_t sum = 0;
    for (int32_t i = 0; i < sides->n; i++)
        sum += sides->lighter[i] - grey(image, columns, at, sides->along[i]);
    return sides->n > 0 ? (double)sum / sides->n : 0;
}

/* The exact columns of a streak found within [s->at, s->last]. */
static bool refine(const struct image *image, bool columns, double px_per_mm,
                   int32_t paper, double faint, struct streak *s)
{
    int32_t side = (int32_t)ceil(0.5 * px_per_mm);
    double most = 0;
    double each[64];
    int32_t n = s->last - s->at + 1;
    if (n > 64)
        return false;
    struct sides sides;
    look_beside(image, columns, s, side, paper, &sides);
    for (int32_t k = 0; k < n; k++) {
        each[k] = depth(image, columns, s->at + k, &sides);
        most = each[k] > most ? each[k] : most;
    }
    double limit = most / 5 < 2.5 ? 2.5 : most / 5;
    int32_t a = 0;
    int32_t b = n - 1;
    while (a < n && each[a] < limit)
        a++;
    while (b >= a && each[b] < limit)
        b--;
    if (a > b)
        return false;
    s->last = s->at + b;
    s->at += a;
    s->wide = s->last - s->at + 1 > WIDE_MM * px_per_mm;
    return !s->wide || most >= faint;
}

static size_t collect(const struct image *image, const struct search *s,
                      double px_per_mm, struct streak out[])
{
    size_t n = 0;
    int32_t f = s->levels->factor;
    int32_t need = (int32_t)(LENGTH_MM / BAND_MM);
    int32_t paper = light_limit(s->levels);
    double faint = FAINT * (s->levels->paper_level - s->levels->ink_level);
    for (int32_t i = 0; i < s->n && n < STREAKS_KEPT; i++) {
        if (s->best[i] < need)
            continue;
        int32_t j = i;
        while (j + 1 < s->n && s->best[j + 1] >= need)
            j++;
        struct streak k = {(i - 1) * f, (j + 2) * f - 1,
                           s->from[i] * s->band * f,
                           (s->to[i] + 1) * s->band * f, false};
        for (int32_t m = i + 1; m <= j; m++) {
            int32_t from = s->from[m] * s->band * f;
            int32_t to = (s->to[m] + 1) * s->band * f;
            k.from = from < k.from ? from : k.from;
            k.to = to > k.to ? to : k.to;
        }
        if (refine(image, s->columns, px_per_mm, paper, faint, &k)) {
            /* it may begin within a band that did not count */
            k.from -= s->band * f;
            k.to += s->band * f;
            out[n++] = k;
        }
        i = j;
    }
    return n;
}

void streaks_find(const struct image *image, const struct levels *levels,
                  double px_per_mm, struct streaks *out)
{
    static const bool both[2] = {true, false};
    out->columns = out->rows = 0;
    if (levels->w > LINE_MAX || levels->h > LINE_MAX)
        return;
    double low_per_mm = px_per_mm / levels->factor;
    for (size_t k = 0; k < 2; k++) {
        struct search s; /* large: look() clears what is used of it */
        s.levels = levels;
        s.columns = both[k];
        s.n = both[k] ? levels->w : levels->h;
        s.length = both[k] ? levels->h : levels->w;
        s.side = (int32_t)ceil(SIDE_MM * low_per_mm);
        s.near = (int32_t)ceil(NEAR_MM * low_per_mm);
        s.near = s.near < s.side ? s.near : s.side;
        s.band = (int32_t)(BAND_MM * low_per_mm);
        s.dark = light_limit(levels);
        if (s.band < 2 || s.length / s.band > BANDS_MAX)
            return;
        look(&s);
        if (both[k])
            out->columns = collect(image, &s, px_per_mm, out->column);
        else
            out->rows = collect(image, &s, px_per_mm, out->row);
    }
}

/* ---- painting over ---- */

static bool touches(const struct streak *s, int32_t across, int32_t wide,
                    int32_t along, int32_t high)
{
    return !s->wide && s->last >= across - 1 && s->at <= across + wide &&
           s->to >= along && s->from < along + high;
}

bool streaks_touch(const struct streaks *s, int32_t x0, int32_t y0, int32_t w,
                   int32_t h)
{
    for (size_t i = 0; i < s->columns; i++)
        if (touches(&s->column[i], x0, w, y0, h))
            return true;
    for (size_t i = 0; i < s->rows; i++)
        if (touches(&s->row[i], y0, h, x0, w))
            return true;
    return false;
}

struct canvas { /* the copy, its streaks running down */
    uint8_t *pixels;
    ptrdiff_t across, along; /* steps in memory */
    int32_t wide, high;
};

static inline uint8_t *spot_of(const struct canvas *c, int32_t i, int32_t j)
{
    return c->pixels + i * c->across + j * c->along;
}

enum { SLANTS = 65 }; /* a gap of 32 pixels: far more than is narrow */

struct slants { /* the ways a stroke may cross, as rows up and down */
    int32_t n, up[SLANTS], down[SLANTS];
};

static void slants_fill(struct slants *s, int32_t gap, double share)
{
    s->n = 0;
    for (int32_t k = -gap; k <= gap && s->n < SLANTS; k++) {
        s->up[s->n] = (int32_t)lround(k * share);
        s->down[s->n++] = (int32_t)lround(k * (1 - share));
    }
}

/* The paper or stroke that goes on under row j between columns a and b: a
 * stroke may cross slantwise, so what is dark on one side counts when it is
 * dark on the other within as many rows as the gap is wide. */
static int32_t bridge(const struct canvas *c, int32_t a, int32_t b, int32_t j,
                      const struct slants *slants)
{
    int32_t darkest = 255;
    for (int32_t k = 0; k < slants->n; k++) {
        int32_t up = j - slants->up[k];
        int32_t down = j + slants->down[k];
        if (up < 0 || down < 0 || up >= c->high || down >= c->high)
            continue;
        int32_t left = *spot_of(c, a, up);
        int32_t right = *spot_of(c, b, down);
        int32_t lighter = left > right ? left : right;
        darkest = lighter < darkest ? lighter : darkest;
    }
    return darkest;
}

/* Streak columns a+1 … b-1 from columns a and b; where only one of those is
 * in the window, it alone says. */
static void fill_one(const struct canvas *c, int32_t a, int32_t b,
                     int32_t from, int32_t to)
{
    struct slants slants;
    for (int32_t i = a + 1; i < b; i++) {
        if (i < 0 || i >= c->wide)
            continue;
        slants_fill(&slants, b - a, (double)(i - a) / (b - a));
        for (int32_t j = from < 0 ? 0 : from; j <= to && j < c->high; j++) {
            int32_t v = a < 0 && b >= c->wide ? 255
                        : a < 0               ? *spot_of(c, b, j)
                        : b >= c->wide        ? *spot_of(c, a, j)
                                              : bridge(c, a, b, j, &slants);
            *spot_of(c, i, j) = (uint8_t)v;
        }
    }
}

void streaks_clean(const struct streaks *s, int32_t x0, int32_t y0, int32_t w,
                   int32_t h, uint8_t *pixels, size_t stride)
{
    struct canvas down = {pixels, 1, (ptrdiff_t)stride, w, h};
    struct canvas level = {pixels, (ptrdiff_t)stride, 1, h, w};
    for (size_t i = 0; i < s->columns; i++) {
        const struct streak *k = &s->column[i];
        if (touches(k, x0, w, y0, h))
            fill_one(&down, k->at - 1 - x0, k->last + 1 - x0, k->from - y0,
                     k->to - y0);
    }
    for (size_t i = 0; i < s->rows; i++) {
        const struct streak *k = &s->row[i];
        if (touches(k, y0, h, x0, w))
            fill_one(&level, k->at - 1 - y0, k->last + 1 - y0, k->from - x0,
                     k->to - x0);
    }
}

/* A small pixel under the streak is dark when both its sides are. */
static void clean_dark(uint8_t *dark, ptrdiff_t across, ptrdiff_t along,
                       int32_t wide, int32_t high, int32_t factor,
                       const struct streak *k)
{
    int32_t a = k->at / factor - 1;
    int32_t b = k->last / factor + 1;
    int32_t from = k->from < 0 ? 0 : k->from / factor;
    int32_t to = k->to / factor < high ? k->to / factor : high - 1;
    if (a < 0 || b >= wide)
        return;
    for (int32_t j = from; j <= to; j++)
        for (int32_t i = a + 1; i < b; i++)
            dark[i * across + j * along] =
                dark[a * across + j * along] & dark[b * across + j * along];
}

void streaks_clean_dark(const struct streaks *s, struct levels *l)
{
    for (size_t i = 0; i < s->columns; i++)
        clean_dark(l->dark, 1, l->w, l->w, l->h, l->factor, &s->column[i]);
    for (size_t i = 0; i < s->rows; i++)
        clean_dark(l->dark, l->w, 1, l->h, l->w, l->factor, &s->row[i]);
}

static bool hides(const struct streak *s, size_t n, double across,
                  double wide, double along, double high)
{
    for (size_t i = 0; i < n; i++)
        if (s[i].wide && s[i].last >= across && s[i].at <= across + wide &&
            s[i].to >= along && s[i].from <= along + high)
            return true;
    return false;
}

bool streaks_hide_any(const struct streaks *s, double x, double y, double w,
                      double h)
{
    return hides(s->column, s->columns, x, w, y, h) ||
           hides(s->row, s->rows, y, h, x, w);
}

/* Of n points from (x, y) on in steps of (ux, uy), along and across. */
static void hide(const struct streak *k, double across, double along,
                 double du, double dv, int n, uint8_t *out)
{
    double u_end = across + n * du;
    double v_end = along + n * dv;
    if ((across < k->at && u_end < k->at) ||
        (across > k->last && u_end > k->last) ||
        (along < k->from && v_end < k->from) ||
        (along > k->to && v_end > k->to))
        return;
    for (int i = 0; i < n; i++) {
        double u = across + i * du;
        double v = along + i * dv;
        out[i] |= (u >= k->at) & (u <= k->last) & (v >= k->from) &
                  (v <= k->to);
    }
}

void streaks_hide(const struct streaks *s, double x, double y, double ux,
                  double uy, int n, uint8_t *out)
{
    for (size_t i = 0; i < s->columns; i++)
        if (s->column[i].wide)
            hide(&s->column[i], x, y, ux, uy, n, out);
    for (size_t i = 0; i < s->rows; i++)
        if (s->row[i].wide)
            hide(&s->row[i], y, x, uy, ux, n, out);
}
