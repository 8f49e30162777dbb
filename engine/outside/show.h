/* engine/outside/show.h - what was imported, for a person or as JSON. */
#ifndef ENGINE_OUTSIDE_SHOW_H
#define ENGINE_OUTSIDE_SHOW_H

#include "engine/base/str.h"
#include "engine/store/outside.h"

/* `kind` "zf", "hotline", "weights", or NULL: the files. */
MUST_USE enum err_code outside_show(struct store *store, const char *kind,
                                    bool json, struct arena *arena,
                                    struct str *out, struct err *err);

#endif
