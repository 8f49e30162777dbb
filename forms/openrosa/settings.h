/* forms/openrosa/settings.h - the settings ODK Collect reads from a QR code:
 * base64(zlib(JSON)). */
#ifndef FORMS_OPENROSA_SETTINGS_H
#define FORMS_OPENROSA_SETTINGS_H

#include "engine/base/err.h"
#include "engine/base/str.h"

struct collect_settings {
    const char *server;             /* "https://…/openrosa" */
    const char *username, *password;
    const char *project;            /* the round's title */
};

/* The JSON, and what stands in the code.  ERR_NOMEM */
MUST_USE enum err_code collect_json(const struct collect_settings *s,
                                    struct str *out, struct err *err);
MUST_USE enum err_code collect_code(const struct collect_settings *s,
                                    struct str *out, struct err *err);

#endif
