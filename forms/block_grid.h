/* forms/block_grid.h - the columns that the short questions of a section share.
 */
#ifndef FORMS_BLOCK_GRID_H
#define FORMS_BLOCK_GRID_H

#include "forms/block.h"

#define LABEL_TO_BOX 5.0   /* question to its first box */
#define WORDS_TO_BOX 4.6   /* words to the next box: more than BOX_LABEL_GAP,
                            * so that nobody asks which box is whose */

struct grid {
    double x, pitch; /* left edges of the boxes; pitch 0: none */
};

struct grid section_grid(struct setter *s, size_t section);

/* May the question stand on one line with boxes on the grid? */
bool grid_short(struct setter *s, size_t item);
/* Put an item's boxes on the common columns: on each, or with long words on
 * every second, third …; out (n places) may be NULL.  False when they run out
 * of the page. */
bool grid_take(struct setter *s, size_t item, const struct grid *g,
               double out[]);

/* A box with its words on one line; and where the question's words end. */
double cell_width(struct setter *s, enum text_kind kind, size_t item,
                  size_t choice);
double label_end(struct setter *s, size_t item);

#endif
