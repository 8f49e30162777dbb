/* engine/base/password.h - passwords, kept as Argon2id only (RFC 9106).
 *
 * The one door to libargon2.  19 MiB, 2 passes, 1 lane: OWASP's least for
 * Argon2id; some 30 ms of one core. */
#ifndef ENGINE_BASE_PASSWORD_H
#define ENGINE_BASE_PASSWORD_H

#include <stdbool.h>

#include "engine/base/err.h"

enum {
    PASSWORD_LEAST = 10,  /* characters; a hanzi counts as two */
    PASSWORD_MOST = 256,  /* bytes */
    PASSWORD_HASH_BYTES = 128
};

/* `hash` holds salt, cost and digest as text: "$argon2id$v=19$…".
 *   ERR_RANGE too short or too long, not UTF-8   ERR_SYSTEM, ERR_NOMEM */
MUST_USE enum err_code password_hash(const char *password,
                                     char hash[PASSWORD_HASH_BYTES],
                                     struct err *err);

/* Is this the password?  Takes as long for a hash that is none. */
bool password_is(const char *password, const char *hash);

/* Ask twice at the terminal, unseen; one line of standard input where that is
 * no terminal.  ERR_USAGE: the two differ, or none came. */
MUST_USE enum err_code password_ask(const char *prompt, const char *again,
                                    char out[PASSWORD_MOST + 1],
                                    struct err *err);

#endif
