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
#define OUTLINE_LEAST 40.0 /* grey levels; the lightest page read had 70 */
#define TRUST_BELOW 0.55 /* of the usual outline; the judge's limit is below */
#define LINES_MIN 0.12   /* of the usual lines: a few dots of them */
#define LINE_ENDS 0.07   /* darkness where the printed lines end */
#define TRUSTED 4        /* neighbours that must agree */
#define OWN_SHIFT_PT 2.5 /* 0.3 mm: what a box may differ from its neighbours */

struct box_reader {
    struct spot patches[BOX_PAGE_MAX];
    const struct streaks *streaks;
    struct piece_room *room;
};

enum err_code box_reader_new(struct piece_room *room,
                             const struct streaks *streaks,
                             struct box_reader **out, struct err *err)
{
    struct box_reader *reader = mem_alloc(1, sizeof *reader);
    *out = NULL;
    if (reader == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    reader->room = room;
    reader->streaks = streaks;
    *out = reader;
    return ERR_OK;
}

void box_reader_free(struct box_reader *reader)
{
    free(reader);
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

/* A box's own shift, or its neighbours' where it is alone with it or does not
 * know; nobody knows: the registration alone, 0. */
static double settled(double own, bool weak, double *others, size_t n)
{
    if (n < 3)
        return weak ? 0 : own;
    double usual = middle(others, n);
    return weak || fabs(own - usual) > OWN_SHIFT_PT ? usual : own;
}

/* A heavy tick may drag its own outline search; its neighbours outvote it. */
static void settle_places(struct spot *patches,
                          const struct layout_page *page)
{
    double xs[BOX_PAGE_MAX], ys[BOX_PAGE_MAX];
    double new_x[BOX_PAGE_MAX], new_y[BOX_PAGE_MAX];
    for (size_t i = 0; i < page->box_count; i++) {
        size_t nx = 0;
        size_t ny = 0;
        for (size_t k = 0; k < page->box_count; k++) {
            if (centre_distance(&page->boxes[i].at, &page->boxes[k].at) >
                NEIGHBOUR_MM)
                continue;
            if (!patches[k].weak_x)
                xs[nx++] = patches[k].shift_x;
            if (!patches[k].weak_y)
                ys[ny++] = patches[k].shift_y;
        }
        new_x[i] = settled(patches[i].shift_x, patches[i].weak_x, xs, nx);
        new_y[i] = settled(patches[i].shift_y, patches[i].weak_y, ys, ny);
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
    /* Where most boxes are not to be seen at all, the others are no measure. */
    double usual = middle(quality, n);
    ink.outline = usual < OUTLINE_LEAST ? OUTLINE_LEAST : usual;
    return ink;
}

/* How thick the page's printed lines really are: copies and dark thresholds
 * make them twice what was printed.  The inside of its boxes begins behind
 * them; a mark on most boxes would be needed to move this. */
static double inset_of(const struct spot *patches, size_t n, double printed)
{
    double edge[BOX_PAGE_MAX][PATCH_EDGE];
    double at[BOX_PAGE_MAX];
    int k = 0;
    for (size_t i = 0; i < n; i++)
        patch_edge(&patches[i], edge[i]);
    for (; k < PATCH_EDGE && n > 0; k++) {
        for (size_t i = 0; i < n; i++)
            at[i] = edge[i][k];
        if (middle(at, n) < LINE_ENDS)
            break;
    }
    double thick = (k + EDGE_FROM + 1) / GRID;
    return thick > printed ? thick : printed;
}

/* Toner or a threshold may leave but a few dots of a box's outline.  When the
 * boxes around it are found and agree on the place, those dots are enough;
 * nothing at all there may be a flap of paper over the box. */
static void trust_neighbours(struct spot *patches,
                             const struct layout_page *page,
                             double outline_mm, double usual)
{
    double there[BOX_PAGE_MAX], sorted[BOX_PAGE_MAX];
    for (size_t i = 0; i < page->box_count; i++)
        sorted[i] = there[i] = patch_lines_there(&patches[i], outline_mm);
    double normal = page->box_count > 0 ? middle(sorted, page->box_count) : 0;
    for (size_t i = 0; i < page->box_count; i++) {
        size_t good = 0;
        if (patches[i].quality >= TRUST_BELOW * usual ||
            there[i] < LINES_MIN * normal)
            continue;
        for (size_t k = 0; k < page->box_count; k++)
            good += centre_distance(&page->boxes[i].at, &page->boxes[k].at) <=
                        NEIGHBOUR_MM &&
                    patches[k].quality >= 0.6 * usual &&
                    fabs(patches[k].shift_x - patches[i].shift_x) <= 2 &&
                    fabs(patches[k].shift_y - patches[i].shift_y) <= 2;
        if (good >= TRUSTED)
            patches[i].quality = TRUST_BELOW * usual;
    }
}

void box_measure_page(struct box_reader *reader, const struct image *image,
                      const struct levels *levels,
                      const struct registration *r,
                      const struct layout_page *page, double outline_mm,
                      struct box_read out[])
{
    struct creases creases;
    float speck[BOX_PAGE_MAX]; /* the largest of each box */
    bool blank[BOX_PAGE_MAX];
    creases_find(levels, &r->map, page->width, page->height, &creases);
    for (size_t i = 0; i < page->box_count; i++) {
        patch_take(image, levels, reader->streaks, &creases, r,
                   &page->boxes[i].at, reader->room, &reader->patches[i]);
        patch_lift_creases(&creases, &page->boxes[i].at, &reader->patches[i]);
        patch_find_outline(&reader->patches[i], outline_mm);
    }
    settle_places(reader->patches, page);
    for (size_t i = 0; i < page->box_count; i++)
        patch_check_pair(&reader->patches[i], outline_mm);
    double inset = inset_of(reader->patches, page->box_count,
                            patch_inset_mm(outline_mm));
    for (size_t i = 0; i < page->box_count; i++)
        reader->patches[i].inset_mm = inset;
    struct page_ink ink = page_ink(reader->patches, page->box_count);
    ink.inset_mm = inset;
    trust_neighbours(reader->patches, page, outline_mm, ink.outline);
    for (size_t i = 0; i < page->box_count; i++) {
        out[i] = (struct box_read){.item = page->boxes[i].item,
                                   .choice = page->boxes[i].choice,
                                   .reason = ""};
        speck[i] = patch_measure(&reader->patches[i], &ink, &out[i].measure);
    }
    link_strokes(image, levels, r, &ink, page, reader->room, out);
    find_blank(page->box_count, out, NO_MARK, 1, blank);
    look_at_rims(reader->patches, page->box_count, &ink, blank, out);
    find_blank(page->box_count, out, NO_INK, NO_RING, blank);
    look_beside(image, levels, r, &ink, page, reader->room, blank, out);
    look_away(image, levels, r, &ink, page, reader->room, blank, out);
    for (size_t i = 0; i < page->box_count; i++)
        if (blank[i])
            out[i].measure.specks += speck[i];
}
