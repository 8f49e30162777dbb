/* reports/opinions.h - opinions as a person typed them.
 *
 * Only the words, the unit they came from and the question: no sheet, no
 * picture, no time.  They are put into an order that follows from the words
 * alone (SHA-256 of the text), so that the list tells nothing of the order in
 * which they were written, scanned or typed, and the same round always gives
 * the same list.  Who may see them is decided where they are printed.
 */
#ifndef REPORTS_OPINIONS_H
#define REPORTS_OPINIONS_H

#include <stddef.h>

#include "engine/base/err.h"
#include "engine/store/store.h"

struct opinion {
    size_t unit, item;
    const char *text; /* on one line, never empty */
};

struct opinions {
    size_t count;
    struct opinion *list;
    struct arena *arena; /* private */
};

/* All that was typed on sheets that count.  ERR_NOMEM and those of the
 * store. */
MUST_USE enum err_code opinions_load(struct store *store,
                                     struct opinions **out, struct err *err);
void opinions_free(struct opinions *opinions);

#endif
