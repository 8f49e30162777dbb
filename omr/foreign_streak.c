/* omr/foreign_streak.c - see foreign_streak.h. */
#include "omr/foreign_streak.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/sample.h"
#include "omr/streak.h"

#define ON_LINE_MM 0.5 /* from an outline: it is the outline */
#define TOUCH_MM 1.0   /* nearer boxes share their lines: a table's cells */
enum {
    OUTLINES_MIN = 2, /* of this many boxes: no chance */
    GRID = 10         /* points a side at which hidden boxes are looked at */
};

struct foreign_clean {
    struct streaks streaks;
    struct image copy;
};

enum err_code foreign_clean_new(struct foreign_clean **out, struct err *err)
{
    *out = mem_alloc(1, sizeof **out);
    return *out != NULL ? ERR_OK
                        : err_set(err, ERR_NOMEM, 0, _("out of memory"));
}

void foreign_clean_free(struct foreign_clean *clean)
{
    if (clean == NULL)
        return;
    image_deinit(&clean->copy);
    free(clean);
}

/* The middles of the two sides of a box that run along columns (rows) of the
 * image: the page may lie on its side. */
static void sides_of(const struct layout_box *box, const struct page_map *map,
                     bool columns, double x[2], double y[2])
{
    double mx = box->at.x + box->at.w / 2;
    double my = box->at.y + box->at.h / 2;
    double up_x = map->h[1];
    double up_y = map->h[4];
    bool upright = (fabs(up_y) > fabs(up_x)) == columns;
    for (int k = 0; k < 2; k++)
        map_point(map, upright ? box->at.x + k * box->at.w : mx,
                  upright ? my : box->at.y + k * box->at.h, &x[k], &y[k]);
}

/* Does it lie on outlines?  `across` says which of x and y is across it. */
static bool is_print(const struct streak *s, bool column,
                     const struct layout_page *page,
                     const struct page_map *map, double px_per_mm)
{
    double middle = (s->at + s->last) / 2.0;
    double near = (s->last - s->at) / 2.0 + ON_LINE_MM * px_per_mm;
    int boxes = 0;
    for (size_t i = 0; i < page->box_count; i++) {
        double x[2], y[2];
        bool on = false;
        sides_of(&page->boxes[i], map, column, x, y);
        for (int k = 0; k < 2; k++) {
            double across = column ? x[k] : y[k];
            double along = column ? y[k] : x[k];
            on = on || (fabs(across - middle) <= near && along >= s->from &&
                        along <= s->to);
        }
        boxes += on;
        if (boxes >= OUTLINES_MIN)
            return true;
    }
    return false;
}

/* Do boxes touch one below (beside) the other?  The outlines of others end
 * between them, and no streak does. */
static bool is_table(const struct layout_page *page, bool below)
{
    for (size_t i = 0; i < page->box_count; i++) {
        const struct rect_mm *a = &page->boxes[i].at;
        for (size_t k = 0; k < page->box_count; k++) {
            const struct rect_mm *b = &page->boxes[k].at;
            double gap = below ? b->y - a->y - a->h : b->x - a->x - a->w;
            double off = below ? b->x - a->x : b->y - a->y;
            if (k != i && fabs(gap) < TOUCH_MM && fabs(off) < TOUCH_MM)
                return true;
        }
    }
    return false;
}

static size_t without_print(struct streak s[], size_t n, bool column,
                            const struct layout_page *page,
                            const struct page_map *map, double px_per_mm)
{
    size_t kept = 0;
    bool upright = (fabs(map->h[4]) > fabs(map->h[1])) == column;
    if (!is_table(page, upright))
        return n;
    for (size_t i = 0; i < n; i++)
        if (!is_print(&s[i], column, page, map, px_per_mm))
            s[kept++] = s[i];
    return kept;
}

/* A wide one becomes paper: what it hides is said, not guessed. */
static void whiten(struct image *image, const struct levels *levels,
                   const struct streak *s, bool column)
{
    int32_t end = column ? image->h : image->w;
    int32_t wide = column ? image->w : image->h;
    for (int32_t v = s->from < 0 ? 0 : s->from; v <= s->to && v < end; v++) {
        for (int32_t u = s->at < 0 ? 0 : s->at; u <= s->last && u < wide;
             u++) {
            int32_t x = column ? u : v;
            int32_t y = column ? v : u;
            pixel_put(image, x, y, (int32_t)levels_paper(levels, x, y));
        }
    }
}

static enum err_code copy_page(struct image *copy, const struct image *image,
                               struct err *err)
{
    if (copy->w != image->w || copy->h != image->h) {
        image_deinit(copy);
        enum err_code code = image_alloc(copy, (uint64_t)image->w,
                                         (uint64_t)image->h, err);
        if (code != ERR_OK)
            return code;
    }
    copy->dpi = image->dpi;
    copy->bilevel = image->bilevel;
    for (int32_t y = 0; y < image->h; y++)
        for (int32_t x = 0; x < image->w; x++)
            pixel_put(copy, x, y, pixel_at(image, x, y));
    return ERR_OK;
}

enum err_code foreign_clean_page(struct foreign_clean *clean,
                                 const struct image *image,
                                 const struct levels *levels,
                                 const struct layout_page *page,
                                 const struct page_map *map,
                                 const struct image **out, struct err *err)
{
    struct streaks *s = &clean->streaks;
    double sx, sy;
    *out = image;
    map_scale(map, page->width / 2, page->height / 2, &sx, &sy);
    double px_per_mm = (sx + sy) / 2;
    streaks_find(image, levels, px_per_mm, s);
    s->columns = without_print(s->column, s->columns, true, page, map,
                               px_per_mm);
    s->rows = without_print(s->row, s->rows, false, page, map, px_per_mm);
    if (s->columns + s->rows == 0)
        return ERR_OK;
    enum err_code code = copy_page(&clean->copy, image, err);
    if (code != ERR_OK)
        return code;
    streaks_clean(s, 0, 0, image->w, image->h, clean->copy.pixels,
                  clean->copy.stride);
    for (size_t i = 0; i < s->columns; i++)
        if (s->column[i].wide)
            whiten(&clean->copy, levels, &s->column[i], true);
    for (size_t i = 0; i < s->rows; i++)
        if (s->row[i].wide)
            whiten(&clean->copy, levels, &s->row[i], false);
    *out = &clean->copy;
    return ERR_OK;
}

void foreign_clean_hidden(const struct foreign_clean *clean,
                          const struct layout_page *page,
                          const struct page_map *map, struct box_read box[])
{
    for (size_t i = 0; i < page->box_count; i++) {
        const struct rect_mm *at = &page->boxes[i].at;
        uint8_t under[GRID];
        int hidden = 0;
        for (int row = 0; row < GRID; row++) {
            double x0, y0, x1, y1;
            double y = at->y + at->h * (row + 0.5) / GRID;
            map_point(map, at->x + at->w * 0.5 / GRID, y, &x0, &y0);
            map_point(map, at->x + at->w * 1.5 / GRID, y, &x1, &y1);
            memset(under, 0, sizeof under);
            streaks_hide(&clean->streaks, x0, y0, x1 - x0, y1 - y0, GRID,
                         under);
            for (int k = 0; k < GRID; k++)
                hidden += under[k] != 0;
        }
        box[i].measure.masked = (float)hidden / (GRID * GRID);
    }
}
