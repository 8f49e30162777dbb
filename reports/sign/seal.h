/* reports/sign/seal.h - the picture of a seal, from a PNG file.
 *
 * A picture proves nothing, anybody can draw one; it shows where the signature
 * stands.  Decoded here rather than by libharu, whose PNG reader is not made
 * for files of others, and written as colours and opacity of their own (ISO
 * 32000-1 clause 11.6.5.3).
 */
#ifndef REPORTS_SIGN_SEAL_H
#define REPORTS_SIGN_SEAL_H

#include <stdint.h>

#include "engine/base/err.h"
#include "reports/sign/pdf_update.h"

enum { SEAL_SIDE_MAX = 4000 }; /* pixels; 45 mm at 600 dpi are 1063 */

struct seal; /* w by h pixels */

/*   ERR_FORMAT  no PNG, or a damaged one   ERR_RANGE  too large
 *   ERR_NOMEM   and the errors of file_read() */
MUST_USE enum err_code seal_open(const char *path, struct seal **out,
                                 struct err *err);
void seal_free(struct seal *seal);

/* Width by height. */
double seal_ratio(const struct seal *seal);
/* Is any pixel not opaque? */
bool seal_is_clear(const struct seal *seal);

/* Add it to an update as an image; the object's number. */
uint32_t seal_write(const struct seal *seal, struct pdf_update *u);

#endif
