/* omr/decode_pdf_page.c - one page of a PDF as pixels; see decode_pdf.c. */
#include <malloc.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "omr/decode.h"
#include "omr/decode_pdf_internal.h"
#include "omr/pdf_match.h"
#include "omr/sample.h"

enum {
    SMALL_PX = 600, /* longer side of the rendering for comparison */
    RENDER_DPI = 300,
    NATIVE_DPI_MIN = 90, /* pictures beyond these are no scan of a page */
    NATIVE_DPI_MAX = 400,
    PICTURES_MAX = 512,  /* strips of one page; more are only rendered */
    GREY_SIDE_MAX = 4900 /* larger grey is halved, decode_pdf_surface.c */
};

#define COVERS 0.7      /* of the page, to be the page */
#define SAME_DPI 0.02   /* pictures of one resolution */
#define OVERLAY_MAX 0.2 /* of the page: 7 MB at 300 dpi, beside 35 */
#define PAGE_PT_MIN 20.0
#define PAGE_PT_MAX 14400.0 /* poppler's and everyone's: 200 inches */

struct picture { /* one of the page, where it is shown */
    int id;
    PopplerRectangle area; /* pt of the page as shown, to half a point */
};

struct page {
    struct pdfin_page shown;
    size_t n; /* pictures; PICTURES_MAX + 1 = too many */
    struct picture pictures[PICTURES_MAX];
};

/* What a page shows besides its one picture: boxes of the small rendering,
 * which is w x h px; and the picture as it is shown, page_w x page_h px. */
struct overlay {
    size_t n;
    struct pdf_box box[2];
    int32_t w, h, page_w, page_h;
    int turn; /* the picture's, 0 = askew */
};

/* ---- pictures ---- */

static double share_of_page(const struct page *page, const struct picture *p)
{
    double w = fmin(p->area.x2, page->shown.w_pt) - fmax(p->area.x1, 0);
    double h = fmin(p->area.y2, page->shown.h_pt) - fmax(p->area.y1, 0);
    return w > 0 && h > 0 ? w * h / (page->shown.w_pt * page->shown.h_pt) : 0;
}

/* Sizes of areas are whole points: an edge within one of the page's edge is
 * that edge. */
static void snap(double *low, double *high, double length)
{
    if (fabs(*low) <= 1)
        *low = 0;
    if (fabs(*high - length) <= 1)
        *high = length;
}

/* Take `area` for the picture's if more of it lies on the page. */
static void consider(const struct page *page, PopplerRectangle area,
                     struct picture *best)
{
    struct picture p = {best->id, area};
    snap(&p.area.x1, &p.area.x2, page->shown.w_pt);
    snap(&p.area.y1, &p.area.y2, page->shown.h_pt);
    if (share_of_page(page, &p) > share_of_page(page, best) + 0.001)
        *best = p;
}

/* Of a picture turned by a quarter poppler 22.12 tells one corner rightly and
 * the sides exchanged: it may lie to either side of that corner. */
static void consider_turned(const struct page *page,
                            const PopplerRectangle *told, struct picture *best)
{
    double w = told->y2 - told->y1;
    double h = told->x2 - told->x1;
    for (int k = 0; k < 16; k++) {
        double x = k % 2 != 0 ? told->x2 : told->x1;
        double y = k / 2 % 2 != 0 ? told->y2 : told->y1;
        x -= k / 4 % 2 != 0 ? w : 0;
        y -= k / 8 != 0 ? h : 0;
        consider(page,
                 (PopplerRectangle){.x1 = x, .y1 = y, .x2 = x + w, .y2 = y + h},
                 best);
    }
}

/* Where the page shows the picture.  Besides turned ones poppler 22.12 is
 * wrong where the page has a crop box: it takes the corner of that off areas
 * that count from there already. */
static struct picture place_picture(const struct page *page,
                                    const PopplerImageMapping *m)
{
    PopplerRectangle crop = {0};
    PopplerRectangle moved = m->area;
    struct picture best = {.id = m->image_id};
    poppler_page_get_crop_box(page->shown.page, &crop);
    moved.x1 += crop.x1;
    moved.x2 += crop.x1;
    moved.y1 += crop.y1;
    moved.y2 += crop.y1;
    consider(page, m->area, &best);
    consider(page, moved, &best);
    consider_turned(page, &m->area, &best);
    consider_turned(page, &moved, &best);
    return best;
}

static void find_pictures(struct page *page)
{
    GList *list = poppler_page_get_image_mapping(page->shown.page);
    for (GList *at = list; at != NULL; at = at->next) {
        if (page->n >= PICTURES_MAX) {
            page->n = PICTURES_MAX + 1;
            break;
        }
        page->pictures[page->n++] = place_picture(page, at->data);
    }
    poppler_page_free_image_mapping(list);
}

/* The picture as stored; NULL when it cannot be had. */
static cairo_surface_t *take_picture(struct pdfin_file *file,
                                     const struct page *page,
                                     const struct picture *p)
{
    int saved = pdfin_listen(file);
    cairo_surface_t *surface = poppler_page_get_image(page->shown.page, p->id);
    pdfin_heed(file, saved);
    if (pdfin_surface_ok(surface))
        return surface;
    if (surface != NULL)
        cairo_surface_destroy(surface);
    return NULL;
}

/* Pixels an inch of a picture of w x h px, as it lies or turned; 0 when its
 * pixels are not square either way.  Areas are known to a point only. */
static double picture_dpi(const struct picture *p, int32_t w, int32_t h)
{
    double aw = p->area.x2 - p->area.x1;
    double ah = p->area.y2 - p->area.y1;
    if (aw < 1 || ah < 1)
        return 0;
    for (int turned = 0; turned < 2; turned++) {
        double x = 72 * (turned ? h : w) / aw;
        double y = 72 * (turned ? w : h) / ah;
        double slack = 1.5 / fmin(aw, ah) + SAME_DPI;
        if (fabs(x - y) < slack * fmax(x, y))
            return aw > ah ? x : y;
    }
    return 0;
}

/* The resolution shared by the pictures that make up the page, else 0. */
static double shared_dpi(struct pdfin_file *file, const struct page *page)
{
    double covered = 0, low = INFINITY, high = 0;
    for (size_t i = 0; i < page->n && page->n <= PICTURES_MAX; i++) {
        const struct picture *p = &page->pictures[i];
        cairo_surface_t *surface = take_picture(file, page, p);
        if (surface == NULL)
            return 0;
        double dpi = picture_dpi(p, cairo_image_surface_get_width(surface),
                                 cairo_image_surface_get_height(surface));
        cairo_surface_destroy(surface);
        covered += share_of_page(page, p);
        /* a strip of a few rows has no exact height: take wide ones' word */
        low = fmin(low, dpi);
        high = fmax(high, dpi);
    }
    bool same = low > 0 && high - low <= 2 * SAME_DPI * high;
    return covered >= COVERS && same ? high : 0;
}

/* ---- pages ---- */

static struct pdfin_part small_of(const struct page *page)
{
    double k = SMALL_PX / fmax(page->shown.w_pt, page->shown.h_pt);
    int32_t w = (int32_t)fmax(1, round(page->shown.w_pt * k));
    int32_t h = (int32_t)fmax(1, round(page->shown.h_pt * k));
    return (struct pdfin_part){0, 0, w, h, w, h};
}

static int turn_of(const struct pdfin_watch *watch)
{
    return pdfin_paint_turn(&watch->paint,
                            cairo_image_surface_get_width(watch->picture),
                            cairo_image_surface_get_height(watch->picture));
}

/* What the page shows of its one painted picture is the picture alone: *turn
 * is the orientation in which it does, 0 when there is more to the page; then
 * boxes of `small` px hold what there is. */
static enum err_code shown_alone(const struct pdfin_watch *watch,
                                 const struct image *small, int *turn,
                                 struct overlay *over, struct err *err)
{
    struct image alone = {0};
    cairo_surface_t *surface =
        pdfin_paint_alone(&watch->paint, small->w, small->h);
    enum err_code code = surface != NULL
                             ? ERR_OK
                             : err_set(err, ERR_NOMEM, 0, _("out of memory"));
    if (code == ERR_OK)
        code = pdfin_image(surface, PDFIN_USED_UP, &alone, err);
    if (code == ERR_OK && pdf_same(&alone, small))
        *turn = turn_of(watch);
    else if (code == ERR_OK && alone.w == small->w && alone.h == small->h)
        over->n = pdf_differences(&alone, small, over->box);
    over->w = small->w;
    over->h = small->h;
    over->turn = turn_of(watch);
    bool aside = over->turn >= 5;
    int32_t w = cairo_image_surface_get_width(watch->picture);
    int32_t h = cairo_image_surface_get_height(watch->picture);
    over->page_w = aside ? h : w;
    over->page_h = aside ? w : h;
    image_deinit(&alone);
    cairo_surface_destroy(surface);
    return code;
}

/* A stencil is not seen being painted: it is fetched, and looked for in what
 * the page shows. */
static enum err_code stencil_page(struct pdfin_file *file,
                                  const struct page *page,
                                  const struct image *small, struct image *out,
                                  int *turn, double *dpi, struct err *err)
{
    const struct picture *p = &page->pictures[0];
    double k = SMALL_PX / fmax(page->shown.w_pt, page->shown.h_pt);
    struct pdf_place place = {p->area.x1 * k, p->area.y1 * k, p->area.x2 * k,
                              p->area.y2 * k};
    cairo_surface_t *picture = take_picture(file, page, p);
    if (picture == NULL)
        return ERR_OK;
    *dpi = picture_dpi(p, cairo_image_surface_get_width(picture),
                       cairo_image_surface_get_height(picture));
    enum err_code code = pdfin_image(picture, PDFIN_STORED, out, err);
    cairo_surface_destroy(picture);
    return code == ERR_OK ? pdf_match(out, small, &place, turn, err) : code;
}

/* The page's one picture, when that is what the page shows: *out stays empty
 * when it is not, and *over may tell what there is besides.  dpi is its
 * resolution in any case, 0 when unknown. */
static enum err_code stored_page(struct pdfin_file *file,
                                 const struct page *page, struct image *out,
                                 double *dpi, struct overlay *over,
                                 struct err *err)
{
    const struct picture *p = &page->pictures[0];
    struct pdfin_part part = small_of(page);
    struct image small = {0};
    struct pdfin_watch watch = {0};
    int turn = 0;
    enum err_code code =
        pdfin_draw(file, &page->shown, &part, &watch, &small, err);
    bool sound = code == ERR_OK && file->heard[0] == '\0';
    if (sound && watch.picture == NULL) {
        code = stencil_page(file, page, &small, out, &turn, dpi, err);
    } else if (sound) {
        *dpi = picture_dpi(p, cairo_image_surface_get_width(watch.picture),
                           cairo_image_surface_get_height(watch.picture));
        code = shown_alone(&watch, &small, &turn, over, err);
        if (code == ERR_OK && turn != 0)
            code = pdfin_image(watch.picture, PDFIN_STORED, out, err);
    }
    pdfin_watch_deinit(&watch);
    image_deinit(&small);
    bool shown = code == ERR_OK && turn != 0;
    if (shown)
        code = image_orient(out, turn, err);
    if (shown && code == ERR_OK)
        out->dpi = 72 * out->w / (p->area.x2 - p->area.x1);
    else
        image_deinit(out);
    return code;
}

/* A box of the small rendering, and what its pixels hide, on a page of
 * w x h px. */
static struct pdfin_part part_of(const struct overlay *over, size_t i,
                                 int32_t w, int32_t h)
{
    enum { ROUND = 2 }; /* small px */

    const struct pdf_box *b = &over->box[i];
    double kx = (double)w / over->w;
    double ky = (double)h / over->h;
    int32_t x0 = (int32_t)fmax(0, floor((b->x0 - ROUND) * kx));
    int32_t y0 = (int32_t)fmax(0, floor((b->y0 - ROUND) * ky));
    int32_t x1 = (int32_t)fmin(w, ceil((b->x1 + ROUND) * kx));
    int32_t y1 = (int32_t)fmin(h, ceil((b->y1 + ROUND) * ky));
    return (struct pdfin_part){x0, y0, x1 - x0, y1 - y0, w, h};
}

/* Few enough: what is drawn takes 4 bytes a pixel beside a picture's. */
static bool is_little(const struct overlay *over)
{
    if (over->turn == 0 || over->page_w > GREY_SIDE_MAX ||
        over->page_h > GREY_SIDE_MAX)
        return false;
    for (size_t i = 0; i < over->n; i++) {
        struct pdfin_part p = part_of(over, i, over->w, over->h);
        if ((double)p.w * p.h > OVERLAY_MAX * over->w * over->h)
            return false;
    }
    return over->n > 0;
}

static bool covers_all(const struct page *page)
{
    const PopplerRectangle *a = &page->pictures[0].area;
    return a->x1 <= 0 && a->y1 <= 0 && a->x2 >= page->shown.w_pt &&
           a->y2 >= page->shown.h_pt;
}

static void lay_over(struct image *out, const struct pdfin_part *part,
                     const struct image *drawn)
{
    for (int32_t y = 0; y < drawn->h; y++)
        for (int32_t x = 0; x < drawn->w; x++)
            pixel_put(out, part->x + x, part->y + y, pixel_at(drawn, x, y));
}

/* Draw one box after the other; the picture, which was painted for each of
 * them, is left in `watch` by the last. */
static enum err_code draw_boxes(struct pdfin_file *file,
                                const struct page *page,
                                const struct overlay *over,
                                struct pdfin_watch *watch,
                                struct image drawn[2], struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < over->n && code == ERR_OK; i++) {
        struct pdfin_part part = part_of(over, i, over->page_w, over->page_h);
        pdfin_watch_deinit(watch);
        watch->pictures = 0;
        code = pdfin_draw(file, &page->shown, &part, watch, &drawn[i], err);
    }
    return code;
}

/* The page's picture as stored, and over it what else the page shows, drawn
 * at the same resolution.  *out stays empty when that is not to be had. */
static enum err_code overlaid_page(struct pdfin_file *file,
                                   const struct page *page, double dpi,
                                   const struct overlay *over,
                                   struct image *out, struct err *err)
{
    struct pdfin_watch watch = {0};
    struct image drawn[2] = {{0}};
    enum err_code code = draw_boxes(file, page, over, &watch, drawn, err);
    bool one = code == ERR_OK && watch.picture != NULL && watch.pictures == 1 &&
               file->heard[0] == '\0';
    if (one)
        code = pdfin_image(watch.picture, PDFIN_STORED, out, err);
    if (one && code == ERR_OK)
        code = image_orient(out, over->turn, err);
    pdfin_watch_deinit(&watch);
    bool fits = one && code == ERR_OK && out->w == over->page_w &&
                out->h == over->page_h;
    for (size_t i = 0; i < over->n; i++) {
        struct pdfin_part part = part_of(over, i, over->page_w, over->page_h);
        if (fits)
            lay_over(out, &part, &drawn[i]);
        image_deinit(&drawn[i]);
    }
    if (fits)
        out->dpi = dpi;
    else
        image_deinit(out);
    return code;
}

static enum err_code drawn_page(struct pdfin_file *file,
                                const struct page *page, double dpi,
                                struct image *out, struct err *err)
{
    double w = fmax(1, round(page->shown.w_pt * dpi / 72));
    double h = fmax(1, round(page->shown.h_pt * dpi / 72));
    if (w > LIMIT_IMAGE_SIDE_PX || h > LIMIT_IMAGE_SIDE_PX ||
        w * h > LIMIT_IMAGE_PIXELS)
        return err_set(
            err, ERR_RANGE, 0, _("the page is too large: %.0f x %.0f mm"),
            page->shown.w_pt / 72 * 25.4, page->shown.h_pt / 72 * 25.4);
    struct pdfin_watch watch = {0};
    struct pdfin_part all = {0,          0,          (int32_t)w,
                             (int32_t)h, (int32_t)w, (int32_t)h};
    enum err_code code = pdfin_draw(file, &page->shown, &all, &watch, out, err);
    pdfin_watch_deinit(&watch);
    out->dpi = dpi;
    return code;
}

static enum err_code decode(struct pdfin_file *file, struct page *page,
                            struct image *out, struct err *err)
{
    double dpi = 0;
    struct overlay over = {0};
    enum err_code code = ERR_OK;
    poppler_page_get_size(page->shown.page, &page->shown.w_pt,
                          &page->shown.h_pt);
    if (!(page->shown.w_pt >= PAGE_PT_MIN && page->shown.w_pt <= PAGE_PT_MAX &&
          page->shown.h_pt >= PAGE_PT_MIN && page->shown.h_pt <= PAGE_PT_MAX))
        return err_set(err, ERR_RANGE, 0, _("the page has no usable size"));
    find_pictures(page);
    if (page->n == 1 && share_of_page(page, &page->pictures[0]) >= COVERS)
        code = stored_page(file, page, out, &dpi, &over, err);
    if (code != ERR_OK || out->pixels != NULL || file->heard[0] != '\0')
        return code;
    if (page->n > 1)
        dpi = shared_dpi(file, page);
    if (file->heard[0] != '\0')
        return ERR_OK;
    if (!(dpi >= NATIVE_DPI_MIN && dpi <= NATIVE_DPI_MAX))
        dpi = RENDER_DPI;
    else if (is_little(&over) && covers_all(page))
        code = overlaid_page(file, page, dpi, &over, out, err);
    if (code != ERR_OK || out->pixels != NULL || file->heard[0] != '\0')
        return code;
    return drawn_page(file, page, dpi, out, err);
}

enum err_code pdfin_page(struct pdfin_file *file, size_t i, struct image *out,
                         struct err *err)
{
    struct page *page = mem_alloc(1, sizeof *page);
    *out = (struct image){0};
    file->heard[0] = '\0';
    (void)malloc_trim(0); /* of the page before, beside cairo's pictures */
    if (page == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    page->shown.page = i < (size_t)file->pages
                           ? poppler_document_get_page(file->document, (int)i)
                           : NULL;
    enum err_code code = page->shown.page != NULL
                             ? decode(file, page, out, err)
                             : err_set(err, ERR_FORMAT, 0,
                                       _("this page of the PDF is damaged; "
                                         "scan or copy it again"));
    if (code == ERR_OK && file->heard[0] != '\0')
        code = err_set(err, ERR_FORMAT, 0,
                       _("the picture in the PDF is damaged or cut off (%s); "
                         "scan or copy it again"),
                       file->heard);
    if (code != ERR_OK) {
        image_deinit(out);
        (void)err_add(err, "%s: ", file->name);
    }
    if (page->shown.page != NULL)
        g_object_unref(page->shown.page);
    free(page);
    return code;
}
