/* engine/store/identity.h - a survey's fixed identity from a file.
 *
 * For demonstrations and tests only: whoever has the file can forge the
 * survey's codes.  Lines of "name: value"; # begins a comment line:
 *     id: 1000001          1..2^30-1
 *     key: 64 hex digits
 */
#ifndef ENGINE_STORE_IDENTITY_H
#define ENGINE_STORE_IDENTITY_H

#include "engine/store/store.h"

/*   ERR_FORMAT  path:line: what was expected   and file errors */
MUST_USE enum err_code identity_load(const char *path,
                                     struct survey_identity *out,
                                     struct err *err);

#endif
