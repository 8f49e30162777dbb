/* omr/decode_pdf_alone.c - a page's picture painted once more, by itself.
 *
 * For a printer poppler takes the nearest of a picture's pixels, so that a
 * small rendering is full of steps and no average of the picture looks like
 * it.  Painted again with the same pattern and matrix the picture has the
 * same steps: what then differs is something else on the page.
 */
#include <math.h>

#include "omr/decode_pdf_internal.h"

void pdfin_paint_note(struct pdfin_paint *paint, cairo_t *cairo)
{
    pdfin_paint_deinit(paint);
    paint->pattern = cairo_pattern_reference(cairo_get_source(cairo));
    cairo_get_matrix(cairo, &paint->at);
}

void pdfin_paint_deinit(struct pdfin_paint *paint)
{
    if (paint->pattern != NULL)
        cairo_pattern_destroy(paint->pattern);
    paint->pattern = NULL;
}

cairo_surface_t *pdfin_paint_alone(const struct pdfin_paint *paint, int32_t w,
                                   int32_t h)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, w, h);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_set_matrix(cairo, &paint->at);
    cairo_set_source(cairo, paint->pattern);
    cairo_paint(cairo);
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        return surface;
    cairo_surface_destroy(surface);
    return NULL;
}

bool pdfin_paint_matrix(const struct pdfin_paint *paint, cairo_matrix_t *m)
{
    cairo_pattern_get_matrix(paint->pattern, m);
    if (cairo_matrix_invert(m) != CAIRO_STATUS_SUCCESS)
        return false;
    cairo_matrix_multiply(m, m, &paint->at);
    return true;
}

int pdfin_paint_turn(const struct pdfin_paint *paint, int32_t w, int32_t h)
{
    cairo_matrix_t m; /* pixels of the picture to pixels of the page */
    if (!pdfin_paint_matrix(paint, &m))
        return 0;
    /* along the picture's two sides, less than a pixel to the side */
    if (fabs(m.yx) * w < 1 && fabs(m.xy) * h < 1)
        return m.xx > 0 ? (m.yy > 0 ? 1 : 4) : (m.yy > 0 ? 2 : 3);
    if (fabs(m.xx) * w < 1 && fabs(m.yy) * h < 1)
        return m.yx > 0 ? (m.xy > 0 ? 5 : 6) : (m.xy > 0 ? 8 : 7);
    return 0;
}
