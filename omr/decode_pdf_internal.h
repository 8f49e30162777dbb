/* omr/decode_pdf_internal.h - shared by decode_pdf.c (files, passwords,
 * complaints), decode_pdf_page.c (pictures, drawing) and decode_pdf_alone.c
 * (a picture painted by itself). */
#ifndef OMR_DECODE_PDF_INTERNAL_H
#define OMR_DECODE_PDF_INTERNAL_H

#include <stdint.h>

#include <poppler.h>

struct pdfin_file {
    PopplerDocument *document;
    char name[256]; /* the end of the path, for messages */
    int pages;
    int ear;         /* memory that stands in for stderr, -1 = none */
    guint log;       /* handler of poppler's log */
    char heard[160]; /* first complaint about a picture, "" = none */
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

/* The EXIF orientation 1..8 that makes the stored picture, w x h px, what is
 * shown; 0 when it is shown askew. */
int pdfin_paint_turn(const struct pdfin_paint *paint, int32_t w, int32_t h);

/* Around every call that decodes: put the ear in place of stderr and forget
 * what was heard; then give back stderr (`saved` is what pdfin_listen()
 * returned) and leave what was heard in file->heard. */
int pdfin_listen(struct pdfin_file *file);
void pdfin_heed(struct pdfin_file *file, int saved);

#endif
