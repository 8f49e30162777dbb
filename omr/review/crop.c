/* omr/review/crop.c - see crop.h. */
#include "omr/review/crop.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/units.h"
#include "forms/layout.h"
#include "omr/image.h"
#include "omr/review/page_image.h"

#define ITEM_DPI 200.0
#define PAGE_DPI 150.0 /* the text beside a code can be read */
#define DIGIT_MM 14.0 /* the written digits above the columns of a number */
#define MARGIN_MM 6.0 /* a tail or a ring round a box stays in the picture */

static void join(struct rect_mm *sum, const struct rect_mm *r, bool *any)
{
    if (!*any) {
        *sum = *r;
        *any = true;
        return;
    }
    double right = sum->x + sum->w > r->x + r->w ? sum->x + sum->w
                                                 : r->x + r->w;
    double bottom = sum->y + sum->h > r->y + r->h ? sum->y + sum->h
                                                  : r->y + r->h;
    sum->x = sum->x < r->x ? sum->x : r->x;
    sum->y = sum->y < r->y ? sum->y : r->y;
    sum->w = right - sum->x;
    sum->h = bottom - sum->y;
}

/* Where the item stands on this page: its boxes or area, a margin, and the
 * whole width of the text so that the label is seen too. */
static bool item_rect(const struct layout_page *page, size_t item,
                      double above, struct rect_mm *out)
{
    bool any = false;
    for (size_t i = 0; i < page->box_count; i++)
        if (page->boxes[i].item == item)
            join(out, &page->boxes[i].at, &any);
    for (size_t i = 0; i < page->area_count; i++)
        if (page->areas[i].item == item)
            join(out, &page->areas[i].at, &any);
    if (!any)
        return false;
    out->y -= MARGIN_MM + above;
    out->h += 2 * MARGIN_MM + above;
    out->x = 17;
    out->w = page->width - 2 * out->x;
    return true;
}

static enum err_code load_layout(struct store *store,
                                 const struct page_row *page,
                                 const struct questionnaire **q,
                                 struct layout **out, struct err *err)
{
    char *json = NULL;
    enum err_code code = store_form(store, page->revision, q, NULL, err);
    if (code == ERR_OK)
        code = store_layout_get(store, page->revision, page->open, &json, err);
    if (code == ERR_OK)
        code = layout_parse(json, strlen(json), _("stored layout"), *q, out,
                            err);
    free(json);
    return code;
}

static bool map_known(const double map[9])
{
    return map[0] != 0 || map[1] != 0;
}

enum err_code review_crop(struct store *store, const struct review_row *row,
                          const char *path, struct err *err)
{
    struct page_row page;
    struct image image = {0};
    struct image crop = {0};
    struct layout *layout = NULL;
    const struct questionnaire *q = NULL;
    struct rect_mm at = {0, 0, A4_W_MM, A4_H_MM};
    double dpi = PAGE_DPI;
    enum err_code code = store_page_get(store, row->page, &page, err);
    if (code == ERR_OK)
        code = page_image_open(store, &page, &image, err);
    if (code == ERR_OK && row->item != SIZE_MAX && page.side > 0) {
        code = load_layout(store, &page, &q, &layout, err);
        bool number = code == ERR_OK && row->item < q->item_count &&
                      q->items[row->item].grid != NULL;
        if (code == ERR_OK && (size_t)page.side <= layout->page_count &&
            item_rect(&layout->pages[page.side - 1], row->item,
                      number ? DIGIT_MM : 0, &at))
            dpi = ITEM_DPI;
    }
    if (code == ERR_OK && map_known(page.map))
        code = image_crop(&image, page.map, at.x, at.y, at.w, at.h, dpi, &crop,
                          err);
    if (code == ERR_OK)
        code = image_write_png(map_known(page.map) ? &crop : &image, path,
                               err);
    image_deinit(&crop);
    image_deinit(&image);
    layout_free(layout);
    return code;
}

enum err_code review_places(struct store *store, const struct review_row *row,
                            const struct page_row *page,
                            struct review_places *p, struct err *err)
{
    const struct questionnaire *q = NULL;
    enum err_code code = ERR_OK;
    p->count = 0;
    if (p->layout == NULL || p->revision != page->revision ||
        p->open != page->open) {
        review_places_end(p);
        code = load_layout(store, page, &q, &p->layout, err);
        p->revision = page->revision;
        p->open = page->open;
    } else {
        code = store_form(store, page->revision, &q, NULL, err);
    }
    if (code != ERR_OK || page->side < 1 ||
        (size_t)page->side > p->layout->page_count ||
        row->item >= q->item_count)
        return code;
    const struct layout_page *side = &p->layout->pages[page->side - 1];
    bool number = q->items[row->item].grid != NULL;
    if (!item_rect(side, row->item, number ? DIGIT_MM : 0, &p->view))
        return ERR_OK;
    for (size_t i = 0; i < side->box_count && p->count < 64; i++)
        if (side->boxes[i].item == row->item)
            p->box[p->count++] = side->boxes[i].at;
    return ERR_OK;
}

void review_places_end(struct review_places *places)
{
    layout_free(places->layout);
    places->layout = NULL;
}
