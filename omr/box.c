/* omr/box.c - see box.h.  All boxes of a side, first their places together,
 * then their ink. */
#include "omr/box.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/box_internal.h"
#include "omr/sample.h"

#define NEIGHBOUR_MM 45.0
#define OWN_SHIFT_PT 2.5 /* 0.3 mm: what a box may differ from its neighbours */

struct box_reader {
    struct spot patches[BOX_PAGE_MAX];
    struct streaks streaks;
    struct piece_room *room;
};

enum err_code box_reader_new(struct box_reader **out, struct err *err)
{
    struct box_reader *reader = mem_alloc(1, sizeof *reader);
    *out = NULL;
    if (reader == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = piece_room_new(&reader->room, err);
    if (code != ERR_OK) {
        box_reader_free(reader);
        return code;
    }
    *out = reader;
    return ERR_OK;
}

void box_reader_free(struct box_reader *reader)
{
    if (reader == NULL)
        return;
    piece_room_free(reader->room);
    free(reader);
}

/* ---- streaks ---- */

static uint32_t as_light(const uint8_t *values, uint32_t n, int limit)
{
    uint8_t least = (uint8_t)limit;
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        count += values[i] >= least;
    return count;
}

/* The lightest tenth of a line begins here.  Every third pixel of it, without
 * its ends, is looked at.  One line is mostly like the line before. */
static void light_ends_of_rows(const struct levels *l, uint8_t ends[])
{
    uint8_t values[STREAKS_MAX];
    int32_t from = l->w / 20;
    int32_t to = l->w - l->w / 20;
    int v = 255;
    for (int32_t y = 0; y < l->h; y++) {
        const uint8_t *row = l->low + (size_t)y * (size_t)l->w;
        uint32_t n = 0;
        for (int32_t x = from; x < to; x += 3)
            values[n++] = row[x];
        while (v < 255 && 10 * as_light(values, n, v + 1) >= n)
            v++;
        while (v > 0 && 10 * as_light(values, n, v) < n)
            v--;
        ends[y] = (uint8_t)(n > 0 ? v : 255);
    }
}

static void count_lighter(uint16_t *restrict count,
                          const uint8_t *restrict row,
                          const uint8_t *restrict limit, int32_t n)
{
    for (int32_t x = 0; x < n; x++)
        count[x] = (uint16_t)(count[x] + (row[x] >= limit[x]));
}

/* The same down every column, for all of them together by halving: columns
 * are no runs of memory, but their counters are. */
static void light_ends_of_columns(const struct levels *l, uint8_t ends[])
{
    uint8_t known[STREAKS_MAX] = {0};   /* the end is at least this */
    uint8_t tried[STREAKS_MAX];
    uint16_t count[STREAKS_MAX];        /* so many are as light as that */
    int32_t from = l->h / 20;
    int32_t to = l->h - l->h / 20;
    int32_t w = l->w;
    uint32_t n = to > from ? (uint32_t)(to - from + 2) / 3 : 0;
    for (int bit = 128; bit > 0; bit /= 2) {
        memset(count, 0, (size_t)w * sizeof count[0]);
        for (int32_t x = 0; x < w; x++)
            tried[x] = (uint8_t)(known[x] + bit);
        for (int32_t y = from; y < to; y += 3)
            count_lighter(count, l->low + (size_t)y * (size_t)w, tried, w);
        for (int32_t x = 0; x < w; x++)
            if (10U * count[x] >= n)
                known[x] = tried[x];
    }
    for (int32_t x = 0; x < w; x++)
        ends[x] = n > 0 ? known[x] : 255;
}

/* A column (row) of the small page that is darker than its neighbours over
 * nine tenths of its length is no drawing: printed rules end at the margins,
 * which are a fifth of the page, and no pen runs that far. */
static bool flag_lines(const struct levels *l, bool columns, uint8_t *flags,
                       int32_t n)
{
    bool any = false;
    int32_t window[9];
    for (int32_t i = 0; i < n; i++)
        flags[i] = 0;
    uint8_t levels[STREAKS_MAX];
    if (columns)
        light_ends_of_columns(l, levels);
    else
        light_ends_of_rows(l, levels);
    int range = l->paper_level - l->ink_level;
    for (int32_t i = 4; i + 4 < n; i++) {
        int best = 0; /* the paper either side */
        for (int32_t k = -4; k <= 4; k++) {
            window[k + 4] = levels[i + k];
            best = window[k + 4] > best ? window[k + 4] : best;
        }
        int lighter = 0;
        for (int32_t k = 0; k < 9; k++)
            lighter += window[k] > best - range / 40;
        if (levels[i] < best - range / 20 && lighter >= 4) {
            flags[i] = 1;
            any = true;
        }
    }
    for (int32_t i = n - 1; i > 0 && any; i--) /* its blur: one pixel more */
        if (flags[i - 1] != 0 || (i + 1 < n && flags[i + 1] == 1))
            flags[i] = flags[i] != 0 ? flags[i] : 2;
    return any;
}

void streaks_find(const struct levels *l, struct streaks *s)
{
    s->any = false;
    if (l->w > STREAKS_MAX || l->h > STREAKS_MAX)
        return;
    bool columns = flag_lines(l, true, s->column, l->w);
    bool rows = flag_lines(l, false, s->row, l->h);
    s->any = columns || rows;
}

/* ---- places ---- */

static int by_double(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double middle(double *values, size_t n)
{
    qsort(values, n, sizeof values[0], by_double);
    return values[n / 2];
}

static double centre_distance(const struct rect_mm *a, const struct rect_mm *b)
{
    return hypot(a->x + a->w / 2 - b->x - b->w / 2,
                 a->y + a->h / 2 - b->y - b->h / 2);
}

/* A heavy tick may drag its own outline search; its neighbours outvote it. */
static void settle_places(struct spot *patches,
                          const struct layout_page *page)
{
    double xs[BOX_PAGE_MAX], ys[BOX_PAGE_MAX];
    double new_x[BOX_PAGE_MAX], new_y[BOX_PAGE_MAX];
    for (size_t i = 0; i < page->box_count; i++) {
        size_t n = 0;
        for (size_t k = 0; k < page->box_count; k++) {
            if (centre_distance(&page->boxes[i].at, &page->boxes[k].at) >
                NEIGHBOUR_MM)
                continue;
            xs[n] = patches[k].shift_x;
            ys[n++] = patches[k].shift_y;
        }
        new_x[i] = patches[i].shift_x;
        new_y[i] = patches[i].shift_y;
        if (n < 3)
            continue;
        double x = middle(xs, n);
        double y = middle(ys, n);
        if (fabs(x - new_x[i]) > OWN_SHIFT_PT)
            new_x[i] = x;
        if (fabs(y - new_y[i]) > OWN_SHIFT_PT)
            new_y[i] = y;
    }
    for (size_t i = 0; i < page->box_count; i++) {
        patches[i].shift_x = new_x[i];
        patches[i].shift_y = new_y[i];
    }
}

/* ---- the page's own ink ---- */

static struct page_ink page_ink(const struct spot *patches, size_t n)
{
    double noise[BOX_PAGE_MAX], quality[BOX_PAGE_MAX];
    struct page_ink ink = {0, 0.14, 0.30, 1, 0};
    if (n == 0)
        return ink;
    for (size_t i = 0; i < n; i++) {
        noise[i] = patch_noise(&patches[i]);
        quality[i] = patches[i].quality;
    }
    /* Most boxes of a page are empty, so the lower third certainly is. */
    qsort(noise, n, sizeof noise[0], by_double);
    ink.noise = noise[n / 3];
    double low = 1.8 * ink.noise + 0.03;
    ink.low = low < 0.14 ? 0.14 : low > 0.40 ? 0.40 : low;
    ink.high = ink.low + 0.14 < 0.30 ? 0.30 : ink.low + 0.14;
    ink.outline = middle(quality, n);
    return ink;
}

void box_measure_page(struct box_reader *reader, const struct image *image,
                      const struct levels *levels,
                      const struct registration *r,
                      const struct layout_page *page, double outline_mm,
                      struct box_read out[])
{
    streaks_find(levels, &reader->streaks);
    for (size_t i = 0; i < page->box_count; i++) {
        patch_take(image, levels, &reader->streaks, r, &page->boxes[i].at,
                   reader->room, &reader->patches[i]);
        patch_find_outline(&reader->patches[i], outline_mm);
    }
    settle_places(reader->patches, page);
    struct page_ink ink = page_ink(reader->patches, page->box_count);
    ink.inset_mm = patch_inset_mm(outline_mm);
    for (size_t i = 0; i < page->box_count; i++) {
        out[i] = (struct box_read){.item = page->boxes[i].item,
                                   .choice = page->boxes[i].choice,
                                   .reason = ""};
        patch_measure(&reader->patches[i], &ink, &out[i].measure);
    }
    link_strokes(image, levels, r, &ink, page, reader->room, out);
}

#define AREA_STEP_MM 0.3
enum { AREA_RUN = 32 }; /* points between which the map is straight: 1 cm */

/* Dark ones of `n` points from (x, y) mm on. */
static size_t dark_run(const struct image *image, const struct levels *levels,
                       const struct registration *r, double x, double y,
                       int n, size_t *seen)
{
    double px, py, qx, qy;
    map_point(&r->map, x, y, &px, &py);
    map_point(&r->map, x + n * AREA_STEP_MM, y, &qx, &qy);
    double ux = (qx - px) / n;
    double uy = (qy - py) / n;
    double paper = levels_paper(levels, (px + qx) / 2, (py + qy) / 2);
    double limit = paper - 0.35 * (paper - r->ink);
    size_t dark = 0;
    for (int i = 0; i < n; i++, px += ux, py += uy) {
        if (px < 0 || py < 0 || px >= image->w || py >= image->h)
            continue;
        dark += pixel_at(image, (int32_t)px, (int32_t)py) < limit;
        ++*seen;
    }
    return dark;
}

double box_area_ink(const struct image *image, const struct levels *levels,
                    const struct registration *r, const struct rect_mm *area)
{
    const double inset = 1.5;
    size_t dark = 0;
    size_t seen = 0;
    int across = (int)ceil((area->w - 2 * inset) / AREA_STEP_MM);
    for (double y = area->y + inset; y < area->y + area->h - inset;
         y += AREA_STEP_MM)
        for (int i = 0; i < across; i += AREA_RUN)
            dark += dark_run(image, levels, r,
                             area->x + inset + i * AREA_STEP_MM, y,
                             across - i < AREA_RUN ? across - i : AREA_RUN,
                             &seen);
    return seen > 0 ? (double)dark / (double)seen : 0;
}
