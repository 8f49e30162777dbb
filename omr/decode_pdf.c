/* omr/decode_pdf.c - pages of a PDF to bits or 8-bit grey; door to poppler.
 *
 * A copier's page is one picture: it is taken as it is stored, pixel for
 * pixel, once a small rendering of the page has shown the same (pdf_match.h).
 * Whatever else a page is made of (strips, layers, text, ink, several
 * pictures) is rendered as a whole: at the resolution of its pictures where
 * they share one, else at RENDER_DPI.
 *
 * poppler reads the file where it lies, a page at a time.  It was not built
 * with our sanitizers and reads hostile files: this door is meant for the
 * worker, whose end costs one page.  It tells of damage inside a picture only
 * on stderr (libjpeg) or in its log, and paints what is missing grey or white;
 * both are listened to while a page is drawn, for else marks would vanish
 * unseen.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poppler.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "omr/decode.h"
#include "omr/pdf_match.h"
#include "omr/sample.h"

enum {
    SMALL_PX = 600, /* longer side of the rendering for comparison */
    RENDER_DPI = 300,
    NATIVE_DPI_MIN = 90, /* pictures beyond these are no scan of a page */
    NATIVE_DPI_MAX = 400,
    PICTURES_MAX = 512,   /* strips of one page; more are only rendered */
    GREY_SIDE_MAX = 4900, /* as decode_jpeg.c: grey above 400 dpi is halved */
    HEARD_BYTES = 4096
};

#define COVERS 0.7    /* of the page, to be the page */
#define SAME_DPI 0.02 /* pictures of one resolution */
#define PAGE_PT_MIN 20.0
#define PAGE_PT_MAX 14400.0 /* poppler's and everyone's: 200 inches */

struct pdfin_file {
    PopplerDocument *document;
    char name[256]; /* the end of the path, for messages */
    int pages;
    int ear;         /* memory that stands in for stderr, -1 = none */
    guint log;       /* handler of poppler's log */
    char heard[160]; /* first complaint about a picture, "" = none */
};

struct picture { /* one of the page, where it is shown */
    int id;
    PopplerRectangle area; /* pt of the page as shown, whole numbers */
};

struct page {
    PopplerPage *page;
    double w_pt, h_pt;
    size_t n; /* pictures; PICTURES_MAX + 1 = too many */
    struct picture pictures[PICTURES_MAX];
};

/* ---- listening ---- */

/* What decoders say when a picture is not all there.  Other complaints (page
 * trees, fonts, lengths) are repaired without loss. */
static const char *const damage_words[] = {
    "Premature end",
    "Corrupt JPEG",
    "Bad Huffman",
    "code in CCITTFax",
    "CCITTFax row",
    "CCITTFax code",
    "JBIG2",
    "flate stream",
    "Flate",
    "block header",
    "Unexpected end of file in flate",
    "JPX",
    "LZW",
    "OpenJPEG",
    "openjpeg",
    "codestream",
    "jpeg",
};

static void hear(struct pdfin_file *file, const char *text)
{
    size_t n = sizeof damage_words / sizeof damage_words[0];
    for (size_t i = 0; i < n && file->heard[0] == '\0'; i++)
        if (strstr(text, damage_words[i]) != NULL)
            (void)snprintf(file->heard, sizeof file->heard, "%.*s",
                           (int)strcspn(text, "\n"), text);
}

static void on_log(const gchar *domain, GLogLevelFlags level, const gchar *text,
                   gpointer data)
{
    (void)domain;
    (void)level;
    if (text != NULL)
        hear(data, text);
}

/* Put the ear in place of stderr; returns what brings stderr back. */
static int listen_begin(struct pdfin_file *file)
{
    file->heard[0] = '\0';
    if (file->ear < 0)
        return -1;
    (void)fflush(stderr);
    int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (saved >= 0)
        (void)dup2(file->ear, STDERR_FILENO);
    return saved;
}

static void listen_end(struct pdfin_file *file, int saved)
{
    char text[HEARD_BYTES];
    if (saved < 0)
        return;
    (void)fflush(stderr);
    (void)dup2(saved, STDERR_FILENO);
    (void)close(saved);
    ssize_t n = pread(file->ear, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    hear(file, text);
    if (ftruncate(file->ear, 0) == 0)
        (void)lseek(file->ear, 0, SEEK_SET);
}

/* ---- files ---- */

/* The document, or NULL and why not. */
static PopplerDocument *load(struct pdfin_file *file, const char *path,
                             const char *password, GError **why,
                             struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        (void)err_errno(err, errno, _("opening"), path);
        return NULL;
    }
    int saved = listen_begin(file);
    /* takes fd, also when it fails */
    PopplerDocument *document = poppler_document_new_from_fd(fd, password, why);
    listen_end(file, saved);
    return document;
}

static bool is_locked(const GError *why)
{
    return why != NULL && why->domain == POPPLER_ERROR &&
           why->code == POPPLER_ERROR_ENCRYPTED;
}

static enum err_code cannot_open(struct pdfin_file *file, const char *path,
                                 const char *password, const GError *why,
                                 struct err *err)
{
    bool locked = is_locked(why);
    if (err->code != ERR_OK)
        return err->code;
    if (locked && password == NULL)
        return err_set(err, ERR_DENIED, 0,
                       _("%s needs a password: write it into a file and give "
                         "that file with --pdf-password-file"),
                       file->name);
    if (!locked && password != NULL) {
        /* With a wrong password poppler finds the file damaged. */
        GError *bare = NULL;
        PopplerDocument *document = load(file, path, NULL, &bare, err);
        locked = is_locked(bare);
        if (document != NULL)
            g_object_unref(document);
        g_clear_error(&bare);
    }
    if (locked)
        return err_set(err, ERR_DENIED, 0,
                       _("%s is locked with another password than the one "
                         "given"),
                       file->name);
    return err_set(err, ERR_FORMAT, 0,
                   _("%s: the PDF is damaged (%s); scan or copy it again"),
                   file->name, why != NULL ? why->message : "");
}

static enum err_code open_document(struct pdfin_file *file, const char *path,
                                   const char *password, struct err *err)
{
    struct err own = ERR_INIT;
    GError *why = NULL;
    err = err != NULL ? err : &own;
    file->document = load(file, path, password, &why, err);
    enum err_code code = ERR_OK;
    if (file->document == NULL)
        code = cannot_open(file, path, password, why, err);
    else
        file->pages = poppler_document_get_n_pages(file->document);
    if (code == ERR_OK && file->pages <= 0)
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s: the PDF has no pages; scan or copy it again"),
                       file->name);
    else if (code == ERR_OK && file->pages > LIMIT_PAGES_PER_FILE)
        code = err_set(err, ERR_RANGE, 0,
                       _("%s has %d pages; at most %d are accepted"),
                       file->name, file->pages, LIMIT_PAGES_PER_FILE);
    g_clear_error(&why);
    return code;
}

enum err_code pdfin_open(const char *path, const char *password,
                         struct pdfin_file **out, size_t *pages,
                         struct err *err)
{
    struct pdfin_file *file = mem_alloc(1, sizeof *file);
    *out = NULL;
    if (file == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    size_t n = strlen(path);
    (void)snprintf(file->name, sizeof file->name, "%s",
                   n < sizeof file->name ? path : path + n - 200);
    file->ear = memfd_create("pdf-messages", MFD_CLOEXEC);
    file->log = g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, on_log, file);
    enum err_code code = open_document(file, path, password, err);
    if (code != ERR_OK) {
        pdfin_close(file);
        return code;
    }
    *pages = (size_t)file->pages;
    *out = file;
    return ERR_OK;
}

void pdfin_close(struct pdfin_file *file)
{
    if (file == NULL)
        return;
    if (file->document != NULL)
        g_object_unref(file->document);
    g_log_remove_handler("Poppler", file->log);
    if (file->ear >= 0)
        (void)close(file->ear);
    free(file);
}

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

static bool is_two_tone(const uint32_t *row, int32_t w)
{
    for (int32_t x = 0; x < w; x++)
        if (row[x] != 0xFF000000u && row[x] != 0xFFFFFFFFu)
            return false;
    return true;
}

static const uint32_t *surface_row(cairo_surface_t *surface, int32_t y)
{
    const unsigned char *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    /* cairo aligns rows for its 32-bit pixels */
    return (const void *)(data + (size_t)y * (size_t)stride);
}

static void put_row(struct image *out, int32_t y, const uint32_t *row)
{
    uint8_t *to = out->pixels + (size_t)y * out->stride;
    if (!out->packed) {
        for (int32_t x = 0; x < out->w; x++)
            to[x] = grey_pixel(row[x]);
        return;
    }
    for (int32_t x = 0; x < out->w; x++)
        if ((row[x] & 255) == 0)
            pixel_put(out, x, y, 0);
}

/* Mean of two by two pixels, as libjpeg's half scale. */
static void put_half_row(struct image *out, int32_t y, const uint32_t *above,
                         const uint32_t *below)
{
    uint8_t *to = out->pixels + (size_t)y * out->stride;
    for (int32_t x = 0; x < out->w; x++)
        to[x] = (uint8_t)((grey_pixel(above[2L * x]) +
                           grey_pixel(above[2L * x + 1]) +
                           grey_pixel(below[2L * x]) +
                           grey_pixel(below[2L * x + 1]) + 2) /
                          4);
}

/* Packed where every pixel is black or white; grey beyond GREY_SIDE_MAX is
 * halved where `native` (what was rendered has the right size already). */
static enum err_code from_surface(cairo_surface_t *surface, bool native,
                                  struct image *out, struct err *err)
{
    cairo_surface_flush(surface);
    int32_t w = cairo_image_surface_get_width(surface);
    int32_t h = cairo_image_surface_get_height(surface);
    bool packed = true;
    for (int32_t y = 0; y < h && packed; y++)
        packed = is_two_tone(surface_row(surface, y), w);
    bool half = native && !packed && (w > h ? w : h) > GREY_SIDE_MAX;
    uint64_t by = half ? 2 : 1;
    enum err_code code =
        packed ? image_alloc_bits(out, (uint64_t)w, (uint64_t)h, err)
               : image_alloc(out, (uint64_t)w / by, (uint64_t)h / by, err);
    out->bilevel = packed;
    for (int32_t y = 0; code == ERR_OK && y < out->h; y++) {
        if (half)
            put_half_row(out, y, surface_row(surface, 2 * y),
                         surface_row(surface, 2 * y + 1));
        else
            put_row(out, y, surface_row(surface, y));
    }
    return code;
}

/* Draw the page onto white, `w` x `h` pixels. */
static enum err_code render(struct pdfin_file *file, const struct page *page,
                            int32_t w, int32_t h, struct image *out,
                            struct err *err)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, w, h);
    enum err_code code = ERR_OK;
    if (!surface_ok(surface)) {
        cairo_surface_destroy(surface);
        return err_set(err, ERR_NOMEM, 0,
                       _("no memory for an image of %llu x %llu pixels"),
                       (unsigned long long)w, (unsigned long long)h);
    }
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, w / page->w_pt, h / page->h_pt);
    int saved = listen_begin(file);
    poppler_page_render(page->page, cairo);
    listen_end(file, saved);
    if (cairo_status(cairo) != CAIRO_STATUS_SUCCESS)
        code = err_set(err, ERR_FORMAT, 0, _("the page cannot be drawn (%s)"),
                       cairo_status_to_string(cairo_status(cairo)));
    cairo_destroy(cairo);
    if (code == ERR_OK)
        code = from_surface(surface, false, out, err);
    cairo_surface_destroy(surface);
    return code;
}

/* ---- pictures ---- */

static void find_pictures(struct page *page)
{
    GList *list = poppler_page_get_image_mapping(page->page);
    for (GList *at = list; at != NULL; at = at->next) {
        const PopplerImageMapping *m = at->data;
        if (page->n >= PICTURES_MAX) {
            page->n = PICTURES_MAX + 1;
            break;
        }
        page->pictures[page->n++] = (struct picture){m->image_id, m->area};
    }
    poppler_page_free_image_mapping(list);
}

static double share_of_page(const struct page *page, const struct picture *p)
{
    double w = fmin(p->area.x2, page->w_pt) - fmax(p->area.x1, 0);
    double h = fmin(p->area.y2, page->h_pt) - fmax(p->area.y1, 0);
    return w > 0 && h > 0 ? w * h / (page->w_pt * page->h_pt) : 0;
}

/* The picture as stored; NULL when it cannot be had. */
static cairo_surface_t *take_picture(struct pdfin_file *file,
                                     const struct page *page,
                                     const struct picture *p)
{
    int saved = listen_begin(file);
    cairo_surface_t *surface = poppler_page_get_image(page->page, p->id);
    listen_end(file, saved);
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

/* The page's one picture, when that is what the page shows.  *shown tells
 * whether it was; dpi is its resolution in any case, 0 when unknown. */
static enum err_code stored_page(struct pdfin_file *file,
                                 const struct page *page, struct image *out,
                                 bool *shown, double *dpi, struct err *err)
{
    const struct picture *p = &page->pictures[0];
    double k = SMALL_PX / fmax(page->w_pt, page->h_pt);
    struct pdf_place place = {p->area.x1 * k, p->area.y1 * k, p->area.x2 * k,
                              p->area.y2 * k};
    struct image small = {0};
    int turn = 0;
    cairo_surface_t *surface = take_picture(file, page, p);
    *shown = false;
    *dpi = 0;
    if (surface == NULL || file->heard[0] != '\0') {
        cairo_surface_destroy(surface);
        return ERR_OK;
    }
    *dpi = picture_dpi(p, cairo_image_surface_get_width(surface),
                       cairo_image_surface_get_height(surface));
    enum err_code code = from_surface(surface, true, out, err);
    cairo_surface_destroy(surface);
    if (code == ERR_OK)
        code = render(file, page, (int32_t)fmax(1, round(page->w_pt * k)),
                      (int32_t)fmax(1, round(page->h_pt * k)), &small, err);
    if (code == ERR_OK)
        code = pdf_match(out, &small, &place, &turn, err);
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
    enum err_code code =
        render(file, page, (int32_t)fmax(1, w), (int32_t)fmax(1, h), out, err);
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
    if (code != ERR_OK || shown)
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
