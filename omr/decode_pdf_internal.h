/* omr/decode_pdf_internal.h - shared by decode_pdf.c (files, passwords,
 * complaints), decode_pdf_page.c (a page's pictures), decode_pdf_draw.c (the
 * page drawn), decode_pdf_surface.c (what was drawn as pixels) and
 * decode_pdf_alone.c (a picture painted by itself). */
#ifndef OMR_DECODE_PDF_INTERNAL_H
#define OMR_DECODE_PDF_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include <poppler.h>

#include "omr/image.h"

struct pdfin_file {
    PopplerDocument *document;
    char name[256]; /* the end of the path, for messages */
    int pages;
    int ear;         /* memory that stands in for stderr, -1 = none */
    guint log;       /* handler of poppler's log */
    char heard[160]; /* first complaint about a picture, "" = none */
};

struct pdfin_page {
    PopplerPage *page;
    double w_pt, h_pt; /* as shown */
};

/* decode_pdf_alone.c: how a picture was painted.  All zero = nothing
 * yet. */
struct pdfin_paint {
    cairo_pattern_t *pattern; /* the picture as a source */
    cairo_matrix_t at;        /* of the drawing then */
};

/* Remember what `cairo` is painting with. */
void pdfin_paint_note(struct pdfin_paint *paint, cairo_t *cairo);
void pdfin_paint_deinit(struct pdfin_paint *paint);

/* The picture again, by itself on white, w x h px; NULL when memory ends.
 * Where a page shows nothing else this is the page, pixel for pixel. */
cairo_surface_t *pdfin_paint_alone(const struct pdfin_paint *paint, int32_t w,
                                   int32_t h);

/* Pixels of the picture to pixels of the drawing; false when it has none. */
bool pdfin_paint_matrix(const struct pdfin_paint *paint, cairo_matrix_t *m);

/* The EXIF orientation 1..8 that makes the stored picture, w x h px, what is
 * shown; 0 when it is shown askew. */
int pdfin_paint_turn(const struct pdfin_paint *paint, int32_t w, int32_t h);

/* ---- decode_pdf_surface.c: what cairo drew as an image ---- */

bool pdfin_surface_ok(cairo_surface_t *surface);

enum pdfin_taking {
    PDFIN_USED_UP, /* its pixels are gone afterwards */
    PDFIN_STORED   /* the same of a stored picture: grey above 400 dpi is
                    * halved */
};

/* Packed where every pixel is black or white.
 *   ERR_RANGE  ERR_NOMEM */
MUST_USE enum err_code pdfin_image(cairo_surface_t *surface,
                                   enum pdfin_taking taking, struct image *out,
                                   struct err *err);

/* ---- decode_pdf_draw.c ---- */

/* Watches a page being drawn: the first picture that is painted is kept; of
 * every JPEG the end is looked for.  A stencil is not seen, nor what is drawn
 * in a group.  All zero to begin with. */
struct pdfin_watch {
    cairo_t *cairo;
    cairo_surface_t *picture; /* NULL = none */
    struct pdfin_paint paint; /* of it */
    int pictures;             /* painted */
    bool cut;                 /* a JPEG had no end */
};

void pdfin_watch_deinit(struct pdfin_watch *watch);

/* w x h px from (x, y) on of a page that is page_w x page_h px. */
struct pdfin_part {
    int32_t x, y, w, h, page_w, page_h;
};

/* Part of the page on white; takes 4 bytes a pixel of it, and one picture
 * after the other as large as it is.  A part that is all black and white
 * comes out packed.
 *   ERR_FORMAT  ERR_NOMEM */
MUST_USE enum err_code pdfin_draw(struct pdfin_file *file,
                                  const struct pdfin_page *page,
                                  const struct pdfin_part *part,
                                  struct pdfin_watch *watch, struct image *out,
                                  struct err *err);

/* Around every call that decodes: put the ear in place of stderr and forget
 * what was heard; then give back stderr (`saved` is what pdfin_listen()
 * returned) and leave what was heard in file->heard. */
int pdfin_listen(struct pdfin_file *file);
void pdfin_heed(struct pdfin_file *file, int saved);

#endif
