/* engine/type/para.h - Chinese lines and paragraphs.
 *
 * Line breaking by GB/T 15834 and CLREQ (level GB): no closing mark at a line
 * start, no opening mark at a line end, 。，、 squeezed to half an em at line
 * ends and between marks, —— and …… whole, numbers kept with their units,
 * ≥ with its number, 第 and 年月日号 with theirs, 〔2013〕 whole, no
 * one-character last line where it can be helped.  Rules and sources:
 * docs/typography.md.
 *
 * Two steps: para_set() breaks text into lines (measuring only), para_draw()
 * puts them on a page; so a caller knows the height before it commits.
 */
#ifndef ENGINE_TYPE_PARA_H
#define ENGINE_TYPE_PARA_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"
#include "engine/base/mem.h"
#include "engine/type/pdf.h"

enum align { ALIGN_JUSTIFY, ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT,
             ALIGN_SPREAD /* 均排: even gaps to both edges */ };

struct para_style {
    enum font_role role;
    enum font_role digits;   /* face for Latin and digits; with TITLE and
                              * HEI, SONG (0) means the role itself */
    double size_pt;
    double pitch_pt;         /* baseline to baseline; 0 = 1.5 x size */
    enum align align;
    double indent_em;        /* first line; 2 in 公文 */
    double hang_em;          /* following lines */
    double autospace_em;     /* between hanzi and Latin: .125 公文, .25 forms */
    struct colour colour;    /* all zeroes = black */
};

struct para_line {
    const char *text;        /* what is drawn; borrowed from the arena */
    double indent_mm, width_mm;
    bool last;               /* ends a paragraph: not stretched */
};

struct para {
    size_t line_count;
    const struct para_line *lines;
    double height_mm;        /* line_count x pitch */
    double widest_mm;
    struct para_style style;
    double measure_mm;       /* the width it was set to */
    const void *runs;        /* private */
};

/* Break `text` (\n ends a paragraph) into lines of `width_mm`; all memory
 * from `arena`.  NULL when out of memory, and the pdf turns sticky. */
const struct para *para_set(struct pdf *pdf, struct arena *arena,
                            const struct para_style *style, double width_mm,
                            const char *text);

/* Draw lines [from, to) with the top of the first line's pitch at y. */
void para_draw(struct pdf *pdf, const struct para *para, size_t from,
               size_t to, double x, double y);

/* One line, not broken: its width in mm. */
double para_width(struct pdf *pdf, const struct para_style *style,
                  const char *text);
/* Draw one line at a baseline, aligned in [x, x + w]. */
void para_line(struct pdf *pdf, const struct para_style *style, double x,
               double w, double baseline_y, const char *text);

#endif
