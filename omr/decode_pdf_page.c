/* omr/decode_pdf_page.c - one page of a PDF as pixels; see decode_pdf.c. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

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
    GREY_SIDE_MAX = 4900 /* as decode_jpeg.c: grey above 400 dpi is halved */
};

#define COVERS 0.7    /* of the page, to be the page */
#define SAME_DPI 0.02 /* pictures of one resolution */
#define PAGE_PT_MIN 20.0
#define PAGE_PT_MAX 14400.0 /* poppler's and everyone's: 200 inches */

struct picture { /* one of the page, where it is shown */
    int id;
    PopplerRectangle area; /* pt of the page as shown, to half a point */
};

struct page {
    PopplerPage *page;
    double w_pt, h_pt;
    size_t n; /* pictures; PICTURES_MAX + 1 = too many */
    struct picture pictures[PICTURES_MAX];
};

/* ---- surfaces ---- */

static bool surface_ok(cairo_surface_t *surface)
{
    return surface != NULL &&
           cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS &&
           cairo_surface_get_type(surface) == CAIRO_SURFACE_TYPE_IMAGE &&
           cairo_image_surface_get_data(surface) != NULL;
}

/* Grey of one pixel over white paper; its colours are multiplied by alpha. */
static inline uint8_t grey_pixel(uint32_t argb)
{
    unsigned clear = 255 - (argb >> 24);
    return (uint8_t)(grey_of(argb >> 16 & 255, argb >> 8 & 255, argb & 255) +
                     clear);
}

struct rows { /* a surface, read row by row */
    const unsigned char *data;
    size_t stride;
    int32_t w, h;
    uint32_t opaque; /* bits that a surface without alpha leaves free */
};

static struct rows rows_of(cairo_surface_t *surface)
{
    cairo_surface_flush(surface);
    bool clear = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_ARGB32;
    return (struct rows){.data = cairo_image_surface_get_data(surface),
                         .stride =
                             (size_t)cairo_image_surface_get_stride(surface),
                         .w = cairo_image_surface_get_width(surface),
                         .h = cairo_image_surface_get_height(surface),
                         .opaque = clear ? 0 : 0xFF000000u};
}

static inline uint32_t pixel(const struct rows *from, int32_t x, int32_t y)
{
    /* cairo aligns rows for its 32-bit pixels */
    const uint32_t *row = (const void *)(from->data + (size_t)y * from->stride);
    return row[x] | from->opaque;
}

/* Black, white or, in a stencil, nothing. */
static bool is_two_tone(const struct rows *from, int32_t y)
{
    for (int32_t x = 0; x < from->w; x++) {
        uint32_t p = pixel(from, x, y);
        if (p != 0xFF000000u && p != 0xFFFFFFFFu && p != 0)
            return false;
    }
    return true;
}

static void put_row(struct image *out, const struct rows *from, int32_t y)
{
    uint8_t *to = out->pixels + (size_t)y * out->stride;
    for (int32_t x = 0; x < out->w && !out->packed; x++)
        to[x] = grey_pixel(pixel(from, x, y));
    for (int32_t x = 0; x < out->w && out->packed; x++)
        if (pixel(from, x, y) == 0xFF000000u)
            pixel_put(out, x, y, 0);
}

/* Mean of two by two pixels, as libjpeg's half scale. */
static void put_half_row(struct image *out, const struct rows *from, int32_t y)
{
    uint8_t *to = out->pixels + (size_t)y * out->stride;
    for (int32_t x = 0; x < out->w; x++) {
        int sum = grey_pixel(pixel(from, 2 * x, 2 * y)) +
                  grey_pixel(pixel(from, 2 * x + 1, 2 * y)) +
                  grey_pixel(pixel(from, 2 * x, 2 * y + 1)) +
                  grey_pixel(pixel(from, 2 * x + 1, 2 * y + 1));
        to[x] = (uint8_t)((sum + 2) / 4);
    }
}

enum taking {
    WHOLE,  /* what was rendered has the right size already */
    USED_UP /* a stored picture: grey beyond GREY_SIDE_MAX is halved; its
             * pixels are gone afterwards */
};

/* Give back the memory of rows before `y`, in steps of a megabyte or so: a
 * picture at 300 dpi is 35 MB here, and is not needed beside its grey. */
static void give_back(const struct rows *from, int32_t y, size_t *gone)
{
    enum { STEP = 1 << 20 };

    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = ((uintptr_t)from->data + page - 1) / page * page;
    uintptr_t end = (uintptr_t)from->data + (size_t)y * from->stride;
    uintptr_t begin = first + *gone;
    if (end < begin + STEP)
        return;
    size_t n = (end - begin) / page * page;
    /* anonymous memory: read again it is zero */
    if (madvise((void *)begin, n, MADV_DONTNEED) == 0)
        *gone += n;
}

/* Packed where every pixel is black or white. */
static enum err_code from_surface(cairo_surface_t *surface, enum taking taking,
                                  struct image *out, struct err *err)
{
    struct rows from = rows_of(surface);
    bool packed = true;
    size_t gone = 0;
    for (int32_t y = 0; y < from.h && packed; y++)
        packed = is_two_tone(&from, y);
    int32_t longer = from.w > from.h ? from.w : from.h;
    bool half = taking == USED_UP && !packed && longer > GREY_SIDE_MAX;
    uint64_t w = (uint64_t)(half ? from.w / 2 : from.w);
    uint64_t h = (uint64_t)(half ? from.h / 2 : from.h);
    enum err_code code =
        packed ? image_alloc_bits(out, w, h, err) : image_alloc(out, w, h, err);
    out->bilevel = packed;
    for (int32_t y = 0; code == ERR_OK && y < out->h; y++) {
        if (half)
            put_half_row(out, &from, y);
        else
            put_row(out, &from, y);
        if (taking == USED_UP)
            give_back(&from, half ? 2 * (y + 1) : y + 1, &gone);
    }
    return code;
}

/* ---- drawing ---- */

/* Watches a page being drawn: the first picture that is painted is kept with
 * all its pixels; of every JPEG the end is looked for.  A stencil is not
 * seen. */
struct watch {
    cairo_t *cairo;
    cairo_surface_t *picture; /* NULL = none */
    struct pdfin_paint paint; /* of it */
    bool cut;                 /* a JPEG had no end */
};

/* poppler fills what a JPEG lacks with white and says nothing; the marker of
 * its end is missing then. */
static bool is_cut(cairo_surface_t *picture)
{
    enum { TAIL = 64 }; /* some scanners pad behind the end */

    const unsigned char *bytes = NULL;
    unsigned long n = 0;
    cairo_surface_get_mime_data(picture, CAIRO_MIME_TYPE_JPEG, &bytes, &n);
    if (bytes == NULL)
        return false;
    size_t tail = n < TAIL ? n : TAIL;
    return memmem(bytes + n - tail, tail, "\xFF\xD9", 2) == NULL;
}

static void on_drawn(cairo_surface_t *observer, cairo_surface_t *target,
                     void *data)
{
    (void)observer;
    (void)target;
    struct watch *watch = data;
    cairo_surface_t *source = NULL;
    if (cairo_pattern_get_surface(cairo_get_source(watch->cairo), &source) !=
            CAIRO_STATUS_SUCCESS ||
        !surface_ok(source))
        return;
    watch->cut = watch->cut || is_cut(source);
    cairo_format_t format = cairo_image_surface_get_format(source);
    if (watch->picture == NULL &&
        (format == CAIRO_FORMAT_RGB24 || format == CAIRO_FORMAT_ARGB32)) {
        watch->picture = cairo_surface_reference(source);
        pdfin_paint_note(&watch->paint, watch->cairo);
    }
}

static void watch_deinit(struct watch *watch)
{
    cairo_surface_destroy(watch->picture);
    watch->picture = NULL;
    pdfin_paint_deinit(&watch->paint);
}

/* Draw the page onto white.  With `watch` as for a printer, for whom poppler
 * leaves pictures as large as they are. */
static enum err_code draw(struct pdfin_file *file, const struct page *page,
                          cairo_surface_t *surface, struct watch *watch,
                          struct err *err)
{
    double w = cairo_image_surface_get_width(surface);
    double h = cairo_image_surface_get_height(surface);
    cairo_surface_t *onto = watch == NULL
                                ? cairo_surface_reference(surface)
                                : cairo_surface_create_observer(
                                      surface, CAIRO_SURFACE_OBSERVER_NORMAL);
    cairo_t *cairo = cairo_create(onto);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, w / page->w_pt, h / page->h_pt);
    int saved = pdfin_listen(file);
    if (watch != NULL) {
        watch->cairo = cairo;
        (void)cairo_surface_observer_add_paint_callback(onto, on_drawn, watch);
        (void)cairo_surface_observer_add_fill_callback(onto, on_drawn, watch);
        (void)cairo_surface_observer_add_mask_callback(onto, on_drawn, watch);
        poppler_page_render_for_printing(page->page, cairo);
    } else {
        poppler_page_render(page->page, cairo);
    }
    pdfin_heed(file, saved);
    if (watch != NULL && watch->cut && file->heard[0] == '\0')
        (void)snprintf(file->heard, sizeof file->heard, "JPEG");
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(onto);
    cairo_surface_destroy(onto);
    return status == CAIRO_STATUS_SUCCESS
               ? ERR_OK
               : err_set(err, ERR_FORMAT, 0, _("the page cannot be drawn (%s)"),
                         cairo_status_to_string(status));
}

/* The page on white, `w` x `h` pixels. */
static enum err_code render(struct pdfin_file *file, const struct page *page,
                            int32_t w, int32_t h, struct watch *watch,
                            struct image *out, struct err *err)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, w, h);
    enum err_code code = ERR_OK;
    if (!surface_ok(surface))
        code = err_set(err, ERR_NOMEM, 0,
                       _("no memory for an image of %llu x %llu pixels"),
                       (unsigned long long)w, (unsigned long long)h);
    if (code == ERR_OK)
        code = draw(file, page, surface, watch, err);
    if (code == ERR_OK)
        code = from_surface(surface, WHOLE, out, err);
    cairo_surface_destroy(surface);
    return code;
}

/* ---- pictures ---- */

static double share_of_page(const struct page *page, const struct picture *p)
{
    double w = fmin(p->area.x2, page->w_pt) - fmax(p->area.x1, 0);
    double h = fmin(p->area.y2, page->h_pt) - fmax(p->area.y1, 0);
    return w > 0 && h > 0 ? w * h / (page->w_pt * page->h_pt) : 0;
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
    snap(&p.area.x1, &p.area.x2, page->w_pt);
    snap(&p.area.y1, &p.area.y2, page->h_pt);
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
    poppler_page_get_crop_box(page->page, &crop);
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
    GList *list = poppler_page_get_image_mapping(page->page);
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
    cairo_surface_t *surface = poppler_page_get_image(page->page, p->id);
    pdfin_heed(file, saved);
    if (surface_ok(surface))
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

/* What the page shows of its one painted picture is the picture alone: *turn
 * is the orientation in which it does, 0 when there is more to the page. */
static enum err_code shown_alone(const struct watch *watch,
                                 const struct image *small, int *turn,
                                 struct err *err)
{
    struct image alone = {0};
    cairo_surface_t *surface =
        pdfin_paint_alone(&watch->paint, small->w, small->h);
    enum err_code code = ERR_OK;
    *turn = 0;
    if (!surface_ok(surface))
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    if (code == ERR_OK)
        code = from_surface(surface, WHOLE, &alone, err);
    if (code == ERR_OK && pdf_same(&alone, small))
        *turn = pdfin_paint_turn(
            &watch->paint, cairo_image_surface_get_width(watch->picture),
            cairo_image_surface_get_height(watch->picture));
    image_deinit(&alone);
    cairo_surface_destroy(surface);
    return code;
}

/* A stencil is not seen being painted: it is fetched, and looked for in what
 * the page shows. */
static enum err_code stencil_page(struct pdfin_file *file,
                                  const struct page *page,
                                  const struct image *small,
                                  struct image *out, int *turn, double *dpi,
                                  struct err *err)
{
    const struct picture *p = &page->pictures[0];
    double k = SMALL_PX / fmax(page->w_pt, page->h_pt);
    struct pdf_place place = {p->area.x1 * k, p->area.y1 * k, p->area.x2 * k,
                              p->area.y2 * k};
    cairo_surface_t *picture = take_picture(file, page, p);
    if (picture == NULL)
        return ERR_OK;
    *dpi = picture_dpi(p, cairo_image_surface_get_width(picture),
                       cairo_image_surface_get_height(picture));
    enum err_code code = from_surface(picture, USED_UP, out, err);
    cairo_surface_destroy(picture);
    return code == ERR_OK ? pdf_match(out, small, &place, turn, err) : code;
}

/* The page's one picture, when that is what the page shows.  *shown tells
 * whether it was; dpi is its resolution in any case, 0 when unknown. */
static enum err_code stored_page(struct pdfin_file *file,
                                 const struct page *page, struct image *out,
                                 bool *shown, double *dpi, struct err *err)
{
    const struct picture *p = &page->pictures[0];
    double k = SMALL_PX / fmax(page->w_pt, page->h_pt);
    struct image small = {0};
    struct watch watch = {0};
    int turn = 0;
    *dpi = 0;
    enum err_code code =
        render(file, page, (int32_t)fmax(1, round(page->w_pt * k)),
               (int32_t)fmax(1, round(page->h_pt * k)), &watch, &small, err);
    bool sound = code == ERR_OK && file->heard[0] == '\0';
    if (sound && watch.picture == NULL) {
        code = stencil_page(file, page, &small, out, &turn, dpi, err);
    } else if (sound) {
        *dpi = picture_dpi(p, cairo_image_surface_get_width(watch.picture),
                           cairo_image_surface_get_height(watch.picture));
        code = shown_alone(&watch, &small, &turn, err);
        if (code == ERR_OK && turn != 0)
            code = from_surface(watch.picture, USED_UP, out, err);
    }
    watch_deinit(&watch);
    *shown = code == ERR_OK && turn != 0;
    if (*shown)
        code = image_orient(out, turn, err);
    image_deinit(&small);
    if (*shown && code == ERR_OK)
        out->dpi = 72 * out->w / (p->area.x2 - p->area.x1);
    else
        image_deinit(out);
    return code;
}

static enum err_code drawn_page(struct pdfin_file *file,
                                const struct page *page, double dpi,
                                struct image *out, struct err *err)
{
    double w = round(page->w_pt * dpi / 72);
    double h = round(page->h_pt * dpi / 72);
    if (w > LIMIT_IMAGE_SIDE_PX || h > LIMIT_IMAGE_SIDE_PX ||
        w * h > LIMIT_IMAGE_PIXELS)
        return err_set(err, ERR_RANGE, 0,
                       _("the page is too large: %.0f x %.0f mm"),
                       page->w_pt / 72 * 25.4, page->h_pt / 72 * 25.4);
    struct watch watch = {0};
    enum err_code code = render(file, page, (int32_t)fmax(1, w),
                                (int32_t)fmax(1, h), &watch, out, err);
    watch_deinit(&watch);
    out->dpi = dpi;
    return code;
}

static enum err_code decode(struct pdfin_file *file, struct page *page,
                            struct image *out, struct err *err)
{
    double dpi = 0;
    bool shown = false;
    enum err_code code = ERR_OK;
    poppler_page_get_size(page->page, &page->w_pt, &page->h_pt);
    if (!(page->w_pt >= PAGE_PT_MIN && page->w_pt <= PAGE_PT_MAX &&
          page->h_pt >= PAGE_PT_MIN && page->h_pt <= PAGE_PT_MAX))
        return err_set(err, ERR_RANGE, 0, _("the page has no usable size"));
    find_pictures(page);
    if (page->n == 1 && share_of_page(page, &page->pictures[0]) >= COVERS)
        code = stored_page(file, page, out, &shown, &dpi, err);
    else if (page->n > 1)
        dpi = shared_dpi(file, page);
    if (code != ERR_OK || shown || file->heard[0] != '\0')
        return code;
    if (!(dpi >= NATIVE_DPI_MIN && dpi <= NATIVE_DPI_MAX))
        dpi = RENDER_DPI;
    return drawn_page(file, page, dpi, out, err);
}

enum err_code pdfin_page(struct pdfin_file *file, size_t i, struct image *out,
                         struct err *err)
{
    struct page *page = mem_alloc(1, sizeof *page);
    *out = (struct image){0};
    file->heard[0] = '\0';
    if (page == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    page->page = i < (size_t)file->pages
                     ? poppler_document_get_page(file->document, (int)i)
                     : NULL;
    enum err_code code = page->page != NULL
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
    if (page->page != NULL)
        g_object_unref(page->page);
    free(page);
    return code;
}
