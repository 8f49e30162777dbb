/* reports/sign/replace.h - a file and what is added to it become the file, or
 * it stays as it was. */
#ifndef REPORTS_SIGN_REPLACE_H
#define REPORTS_SIGN_REPLACE_H

#include <stddef.h>

#include "engine/base/err.h"

/* Write old[0..old_n) and more[0..more_n) beside `path`, with its mode, then
 * take its place.   ERR_IO, ERR_FULL */
MUST_USE enum err_code replace_file(const char *path, const char *old,
                                    size_t old_n, const char *more,
                                    size_t more_n, struct err *err);

#endif
