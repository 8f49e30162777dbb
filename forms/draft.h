/* forms/draft.h - a layout while it is being made.
 *
 * Lengths are rounded to a thousandth of a mm as they come in, so that the
 * JSON of a layout reads back to exactly the same numbers.  The first failure
 * (no memory, too many sides) sticks; draft_finish() reports it.
 */
#ifndef FORMS_DRAFT_H
#define FORMS_DRAFT_H

#include "forms/layout.h"

struct draft;

/* NULL when out of memory. */
struct draft *draft_new(const char *form, int revision, bool open,
                        double outline_mm);
void draft_free(struct draft *draft);

/* The next side; what is added from here on stands on it. */
void draft_page(struct draft *draft, double w_mm, double h_mm);
size_t draft_page_count(const struct draft *draft);

void draft_fiducial(struct draft *draft, enum fiducial_kind kind,
                    struct rect_mm at);
void draft_mark(struct draft *draft, const struct fiducial *mark);
void draft_style(struct draft *draft, enum sheet_style style);
void draft_code(struct draft *draft, enum code_kind kind, struct rect_mm at);
/* The words are copied. */
void draft_code_place(struct draft *draft, const struct code_place *code);
void draft_patch(struct draft *draft, enum patch_kind kind,
                 struct rect_mm at);
/* The words are copied. */
void draft_box(struct draft *draft, const struct layout_box *box);
/* Calls `look` for every box of the current side, which may fill it in. */
void draft_boxes(struct draft *draft,
                 void (*look)(void *ctx, struct layout_box *box), void *ctx);
void draft_area(struct draft *draft, const struct layout_area *area);

/* Sorts boxes and areas into the order layout.h promises and gives the
 * layout; frees the draft, whatever comes out.
 *   ERR_NOMEM   ERR_RANGE more than LIMIT_SIDES sides */
MUST_USE enum err_code draft_finish(struct draft *draft, struct layout **out,
                                    struct err *err);

#endif
