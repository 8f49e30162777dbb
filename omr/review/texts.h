/* omr/review/texts.h - handwriting for the clerk: what waits to be typed, and
 * the words that were.
 *
 * The list as CSV has the columns id,item,picture,text; filled in, it is taken
 * back whole.  In place of words may stand `illegible` (无法辨认) or `nothing`
 * (没有字): no writing at all.
 */
#ifndef OMR_REVIEW_TEXTS_H
#define OMR_REVIEW_TEXTS_H

#include "engine/cli/command.h"
#include "engine/store/store.h"

/* `out`: a CSV file to write instead of a list, or NULL. */
int texts_list(struct cli *cli, struct store *store, bool all,
               const char *out);
int texts_type(struct cli *cli, struct store *store, const char *id,
               const char *text, const char *who);
int texts_type_file(struct cli *cli, struct store *store, const char *path,
                    const char *who);

#endif
