/* engine/type/pdf.h - drawing on pages; the one door to libharu.
 *
 * Page space in mm, origin top left, y downward; sizes of type in points;
 * colours 0..1.  Text is set one run at a time at a baseline; lines and
 * paragraphs are engine/type/para.h.  The first failure sticks: later calls
 * do nothing and pdf_save() reports it.
 *
 * libharu gives objects, fonts, compression and the file; the content of pages
 * is written here, so that glyphs can be placed one by one and a template be
 * shared.  A document stays in memory until pdf_save() (6 KB a sheet), so long
 * print runs are written as several files.
 */
#ifndef ENGINE_TYPE_PDF_H
#define ENGINE_TYPE_PDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/type/font.h"

struct pdf;

struct colour {
    double c, m, y, k; /* CMYK */
};
#define BLACK ((struct colour){0, 0, 0, 1})
#define WHITE ((struct colour){0, 0, 0, 0})
#define OFFICIAL_RED ((struct colour){0, .8, .8, 0}) /* GB/T 9704 红 */
#define GREY(k_) ((struct colour){0, 0, 0, (k_)})

struct pdf_info {
    const char *title, *author, *subject; /* UTF-8, may be NULL */
    const char *date; /* "2026-11-22T09:00:00Z", or NULL for none: the output
                       * is byte-for-byte reproducible either way */
};

/* ERR_NOTFOUND when the prepared fonts are missing; says how to make them. */
MUST_USE enum err_code pdf_new(const struct pdf_info *info, struct pdf **out,
                               struct err *err);
void pdf_free(struct pdf *pdf);

/* Begin a page; what is drawn from here on stands on it. */
void pdf_page(struct pdf *pdf, double w_mm, double h_mm);
size_t pdf_page_count(const struct pdf *pdf);

/* ---- what many pages share ---- */

/* Between begin and end everything is drawn into a template of this size
 * instead of a page (no page need be there yet; templates do not nest).  The
 * template is stored once, however many pages use it: sheets of a print run
 * then cost only what differs.  pdf_template_end() gives its number; at most
 * PDF_TEMPLATES_MAX a document. */
enum { PDF_TEMPLATES_MAX = 64 };
void pdf_template_begin(struct pdf *pdf, double w_mm, double h_mm);
size_t pdf_template_end(struct pdf *pdf);
/* Put it on the current page, top left on top left, over what is there. */
void pdf_template_use(struct pdf *pdf, size_t number);

/* ---- landscape pages in an upright document ---- */

/* Until pdf_turn_end() draw on this landscape page as it lies in the bound
 * document: page space is then h_mm wide and w_mm high, its left edge (the
 * binding) being the page's top.  For page numbers at their usual place. */
void pdf_turn_begin(struct pdf *pdf);
void pdf_turn_end(struct pdf *pdf);

/* ---- shapes ---- */
void pdf_fill_rect(struct pdf *pdf, double x, double y, double w, double h,
                   struct colour fill);
/* The outline lies INSIDE the rectangle: its outer edge is x, y, w, h. */
void pdf_box(struct pdf *pdf, double x, double y, double w, double h,
             double line_mm, struct colour colour);
void pdf_line(struct pdf *pdf, double x1, double y1, double x2, double y2,
              double line_mm, struct colour colour);
/* n points x0,y0,x1,y1…; round joins; closed and filled when fill is not
 * NULL, else stroked. */
void pdf_path(struct pdf *pdf, size_t n, const double xy[], double line_mm,
              struct colour stroke, const struct colour *fill);
void pdf_circle(struct pdf *pdf, double x, double y, double r,
                double line_mm, struct colour stroke,
                const struct colour *fill);
/* The same as one path: n rectangles x,y,w,h…, filled. */
void pdf_fill_rects(struct pdf *pdf, size_t n, const double xywh[],
                    struct colour fill);
/* A QR code of exactly w mm, modules merged into rectangles, no quiet zone.
 * libqrencode: level Q, alphanumeric.  Chooses the version. */
void pdf_qr(struct pdf *pdf, const char *text, double x, double y, double w);

/* ---- text ---- */

/* Is there a glyph for this code point in the role's chain? */
bool pdf_has_glyph(struct pdf *pdf, enum font_role role, uint32_t c);
/* ERR_FORMAT naming the first character of `text` no font has, and where. */
MUST_USE enum err_code pdf_check_text(struct pdf *pdf, enum font_role role,
                                      const char *text, const char *where,
                                      struct err *err);
/* Width of one code point in units of the type size (1.0 = one em). */
double pdf_advance(struct pdf *pdf, enum font_role role, uint32_t c);

/* One run on one baseline, `space_pt` extra after each code point. */
void pdf_text(struct pdf *pdf, enum font_role role, double size_pt, double x,
              double baseline_y, double space_pt, struct colour colour,
              const char *text);

/* Glyphs placed one by one on one baseline; what para.c draws with.  `code`
 * may be a half-width one of font_half(). */
struct pdf_glyph {
    uint32_t code;
    enum font_role role;
    double x_mm;
};
void pdf_glyphs(struct pdf *pdf, double size_pt, double baseline_y,
                struct colour colour, size_t n, const struct pdf_glyph g[]);

/* A face in $PINGYI_FONTS that could not be used, and why; else "".  To be
 * shown once to whoever prints.  Borrowed. */
const char *pdf_font_notice(const struct pdf *pdf);

/* ---- end ---- */

/* A file carried inside the PDF; `name` is UTF-8 and differs from the others.
 * The bytes are copied. */
enum { PDF_ATTACHMENTS_MAX = 8 };
void pdf_attach(struct pdf *pdf, const char *name, const void *bytes,
                size_t n);

/* ERR_OK, or the first sticky failure so far, copied to *err. */
MUST_USE enum err_code pdf_status(const struct pdf *pdf, struct err *err);
/* Make `cause` the sticky failure unless there is one (for para.c). */
void pdf_fail(struct pdf *pdf, const struct err *cause);

/* Write the file whole (temporary, fsync, rename).  Once only: the document
 * takes nothing more afterwards.
 *   the first sticky failure; ERR_IO, ERR_FULL */
MUST_USE enum err_code pdf_save(struct pdf *pdf, const char *path,
                                struct err *err);

#endif
