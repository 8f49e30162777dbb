/* omr/pdf_match.h - does the picture stored in a PDF page look like the page?
 *
 * A copier stores one picture a page and says with a matrix, a mask and
 * /Rotate how it is to be shown; other programs put text, ink and stamps on
 * top.  The stored picture is taken as the page only where a small rendering
 * of the page shows just that, and in the position in which it is shown.
 *
 * How a picture was painted is seen as a rule: painted again by itself it has
 * to be the page (pdf_same; decode_pdf_alone.c).  A stencil is painted unseen,
 * and looked for in what the page shows (pdf_match):
 *
 *     stored, turned and mirrored in eight ways, made small ─┐
 *     the page as rendered, small ───────────────────────────┴─ equal?
 */
#ifndef OMR_PDF_MATCH_H
#define OMR_PDF_MATCH_H

#include <stdbool.h>

#include "omr/image.h"

struct pdf_place { /* where the page shows the picture, px of the rendering */
    double x0, y0, x1, y1;
};

/* The EXIF orientation 1..8 that makes `stored` what `shown` (grey) shows at
 * `place`; 0 when none does, or when something else is on the page.
 *   ERR_NOMEM */
MUST_USE enum err_code pdf_match(const struct image *stored,
                                 const struct image *shown,
                                 const struct pdf_place *place,
                                 int *orientation, struct err *err);

/* Do two renderings of one size show the same, but for PIXELS_ALLOWED? */
bool pdf_same(const struct image *a, const struct image *b);

struct pdf_box { /* px, the ends not included */
    int32_t x0, y0, x1, y1;
};

/* Where two grey or packed renderings of one size differ at all: one box
 * round all of it, or two, on both sides of the widest gap without a
 * difference.  Gives how many: 0 where they are the same. */
size_t pdf_differences(const struct image *a, const struct image *b,
                       struct pdf_box out[2]);

#endif
