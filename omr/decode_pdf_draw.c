/* omr/decode_pdf_draw.c - a page of a PDF drawn, whole or a part of it, and
 * watched while it is.
 *
 * The observer stands on an image: on a recording of cairo's it would leave a
 * pixel of its own in the middle of everything that is drawn (1.16).
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "omr/decode_pdf_internal.h"

/* ---- watching ---- */

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
    struct pdfin_watch *watch = data;
    cairo_surface_t *source = NULL;
    if (cairo_pattern_get_surface(cairo_get_source(watch->cairo), &source) !=
            CAIRO_STATUS_SUCCESS ||
        !pdfin_surface_ok(source))
        return;
    watch->cut = watch->cut || is_cut(source);
    watch->pictures++;
    cairo_format_t format = cairo_image_surface_get_format(source);
    if (watch->picture == NULL &&
        (format == CAIRO_FORMAT_RGB24 || format == CAIRO_FORMAT_ARGB32)) {
        watch->picture = cairo_surface_reference(source);
        pdfin_paint_note(&watch->paint, watch->cairo);
    }
}

void pdfin_watch_deinit(struct pdfin_watch *watch)
{
    cairo_surface_destroy(watch->picture);
    watch->picture = NULL;
    pdfin_paint_deinit(&watch->paint);
}

/* ---- drawing ---- */

/* As for a printer, for whom poppler leaves pictures as large as they are. */
static enum err_code draw(struct pdfin_file *file,
                          const struct pdfin_page *page,
                          const struct pdfin_part *part,
                          cairo_surface_t *surface, struct pdfin_watch *watch,
                          struct err *err)
{
    cairo_surface_t *onto =
        cairo_surface_create_observer(surface, CAIRO_SURFACE_OBSERVER_NORMAL);
    cairo_t *cairo = cairo_create(onto);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_translate(cairo, -part->x, -part->y);
    cairo_scale(cairo, part->page_w / page->w_pt, part->page_h / page->h_pt);
    watch->cairo = cairo;
    (void)cairo_surface_observer_add_paint_callback(onto, on_drawn, watch);
    (void)cairo_surface_observer_add_fill_callback(onto, on_drawn, watch);
    (void)cairo_surface_observer_add_mask_callback(onto, on_drawn, watch);
    int saved = pdfin_listen(file);
    poppler_page_render_for_printing(page->page, cairo);
    pdfin_heed(file, saved);
    if (watch->cut && file->heard[0] == '\0')
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

enum err_code pdfin_draw(struct pdfin_file *file, const struct pdfin_page *page,
                         const struct pdfin_part *part,
                         struct pdfin_watch *watch, struct image *out,
                         struct err *err)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, part->w, part->h);
    enum err_code code = ERR_OK;
    if (!pdfin_surface_ok(surface))
        code =
            err_set(err, ERR_NOMEM, 0,
                    _("no memory for an image of %llu x %llu pixels"),
                    (unsigned long long)part->w, (unsigned long long)part->h);
    if (code == ERR_OK)
        code = draw(file, page, part, surface, watch, err);
    if (code == ERR_OK)
        code = pdfin_image(surface, PDFIN_USED_UP, out, err);
    cairo_surface_destroy(surface);
    return code;
}
