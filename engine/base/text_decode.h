/* engine/base/text_decode.h - text files in the encodings offices save.
 *
 * UTF-8 with or without its mark, UTF-16 with its mark, or GB18030, which is
 * what Excel in China writes as "CSV" without saying so.
 */
#ifndef ENGINE_BASE_TEXT_DECODE_H
#define ENGINE_BASE_TEXT_DECODE_H

#include <stddef.h>

#include "engine/base/err.h"

/* The bytes as UTF-8 without a mark: *text is malloc'd and NUL-terminated.
 *   ERR_FORMAT names the line that is neither UTF-8 nor GB18030; a file that
 *              begins as Chinese UTF-8 and breaks off is damaged, and is not
 *              tried as GB18030 */
MUST_USE enum err_code text_decode(const char *bytes, size_t n,
                                   const char *file, char **text, size_t *m,
                                   struct err *err);

/* file_read() and text_decode().  NULL and 0 on failure. */
MUST_USE enum err_code text_read(const char *path, size_t max_bytes,
                                 char **text, size_t *n, struct err *err);

#endif
