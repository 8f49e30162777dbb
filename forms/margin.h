/* forms/margin.h - what stands in the head and the foot of a side, beside the
 * codes. */
#ifndef FORMS_MARGIN_H
#define FORMS_MARGIN_H

#include "forms/block.h"

/* "评议对象：…" on lines of about equal length. */
const struct para *margin_object(struct setter *s, double width_mm);
/* Is there room for it under the title?  Else it opens the content. */
bool margin_holds_object(struct setter *s);

/* Title and, where it fits, 评议对象, centred together. */
void margin_head_first(struct setter *s, struct side *side);
/* The title again, small, with the number of the side (`page` from 0). */
void margin_head_again(struct setter *s, struct side *side, size_t page);
/* Where to go on, or how to return the sheet; and the page number. */
void margin_foot(struct setter *s, struct side *side, size_t page,
                 size_t pages);

#endif
