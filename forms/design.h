/* forms/design.h - a whole sheet, ready to be printed any number of times.
 *
 * The layout (what the reader needs) and what each side shows are made
 * together, so they cannot disagree.
 */
#ifndef FORMS_DESIGN_H
#define FORMS_DESIGN_H

#include "engine/type/pdf.h"
#include "forms/layout.h"
#include "forms/payload.h"

struct design;

/* Errors as layout_build().  The questionnaire must outlive the design. */
MUST_USE enum err_code design_build(const struct questionnaire *q,
                                    int revision, bool open,
                                    struct design **out, struct err *err);
void design_free(struct design *design);
const struct layout *design_layout(const struct design *design); /* borrowed */

/* Draw what all sheets of a unit share on a side (from 0); `unit` may be
 * NULL: the line stays empty.  On a page or into a template. */
void design_draw(const struct design *design, struct pdf *pdf, size_t side,
                 const char *unit);
/* Draw what differs from sheet to sheet: the codes and their text. */
void design_draw_code(struct pdf *pdf, const char code[PAYLOAD_CHARS + 1]);
/* In place of a code: one that reads as foreign, and 样张 in large type. */
void design_draw_specimen(struct pdf *pdf);

#endif
