/* reports/gongwen.h - a document becomes pages by GB/T 9704-2012.
 *
 * 版心 156 x 225 mm, margins 37 above and 28 at the binding, 22 lines of 28
 * characters at 15.75 pt on a 29.53 pt pitch (28 x 16 pt would not fit, see
 * docs/typography.md).  Body lines keep to the grid; tables and charts take
 * the height they need and the text after them returns to it.  No heading
 * stays alone at the foot of a page, no paragraph leaves one line behind, no
 * page carries the signature alone.
 */
#ifndef REPORTS_GONGWEN_H
#define REPORTS_GONGWEN_H

#include "engine/base/err.h"
#include "engine/type/pdf.h"
#include "reports/document.h"

struct gongwen_result {
    size_t pages;
    /* where a visible signature may stand: page 1.., 0 = nowhere; mm */
    size_t mark_page;
    double mark_x, mark_y, mark_w, mark_h;
    /* where the middle of a seal belongs, over name and date (GB/T 9704
     * 7.3.5.1); page 0 = nowhere */
    size_t seal_page;
    double seal_x, seal_y;
};

/* Set `doc` on new pages of `pdf`.
 *   ERR_FORMAT  a character no font has, named with its place
 *   ERR_NOMEM */
MUST_USE enum err_code gongwen_print(const struct document *doc,
                                     struct pdf *pdf,
                                     struct gongwen_result *result,
                                     struct err *err);

#endif
