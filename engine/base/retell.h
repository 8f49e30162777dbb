/* engine/base/retell.h - a stored sentence in the language of today's reader.
 *
 * Sentences about pages are stored as they were said, in the language of
 * whoever scanned.  A colleague who reads them in the other language gets them
 * retold: the sentence is looked for among the texts of the message catalogue,
 * its arguments are taken out of it and put into the translation.
 *
 *     "print run 3 has no sheet with this serial"
 *      └ "print run %u has no sheet with this serial" ─► "第 %u 批没有这个编号"
 *
 * Of several texts that fit, the one with most letters of its own is taken;
 * arguments that are sentences themselves are retold too.  Also found are
 * sentences whose leading "%s: " (the file they are about) was cut off.  What
 * fits nothing, or is in the wanted language already, comes back as it is.
 */
#ifndef ENGINE_BASE_RETELL_H
#define ENGINE_BASE_RETELL_H

#include <stdbool.h>

#include "engine/base/err.h"

enum { RETELL_BYTES = 1024 };

struct retell; /* read-only once made */

/* `mo` is a compiled catalogue (GNU .mo, either byte order), NULL the
 * program's own.  One that is missing or damaged retells nothing.
 *   ERR_NOMEM */
MUST_USE enum err_code retell_new(const char *mo, bool to_chinese,
                                  struct retell **out, struct err *err);
void retell_free(struct retell *r);

/* Cut at RETELL_BYTES - 1, between characters. */
void retell_text(const struct retell *r, const char *text,
                 char out[RETELL_BYTES]);

#endif
