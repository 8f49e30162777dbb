/* engine/web/digest.h - HTTP digest authentication (RFC 2617: MD5, qop "auth")
 * for clients that know no sessions: ODK Collect.
 *
 * Rows with the right WEB_DIGEST pass here, when the headers are there and
 * before the body is kept.  Login and right are those of an account that may
 * do fieldwork; the password is not the account's but one made for this, from
 * the round's key and the account's password hash: it changes with that
 * password, ends when the account is shut, and nobody has to type it, because
 * it travels in a QR code.
 *
 * A nonce carries its time and a keyed hash, so that asking for one costs
 * nothing here; the count of each one that was used rightly is kept, so that a
 * request overheard cannot be sent again with other content.
 */
#ifndef ENGINE_WEB_DIGEST_H
#define ENGINE_WEB_DIGEST_H

#include "engine/base/crypto.h"
#include "engine/store/accounts.h"

#define DIGEST_REALM "pingyi"

enum {
    DIGEST_PASSWORD_BYTES = 20 + 1, /* 100 bits in letters and digits */
    DIGEST_NONCE_S = 300,
    DIGEST_NONCES = 1024            /* in use at a time */
};

/* The password for digest authentication of an account. */
void digest_password(const struct survey_info *info,
                     const struct account_row *account,
                     const char *password_hash,
                     char out[DIGEST_PASSWORD_BYTES]);
/* The same by login.  ERR_NOTFOUND, ERR_DENIED: it is shut, or may do no
 * fieldwork */
MUST_USE enum err_code digest_password_of(struct store *store,
                                          const char *login,
                                          struct account_row *account,
                                          char out[DIGEST_PASSWORD_BYTES],
                                          struct err *err);

/* What a client sent in Authorization; "" = it did not. */
struct digest_fields {
    char username[ACCOUNT_LOGIN_BYTES], realm[64], nonce[80], uri[2048];
    char response[MD5_HEX], qop[16], nc[16], cnonce[256], algorithm[16];
};

/* Take the header apart; false when it is no digest or too long. */
bool digest_parse(const char *header, struct digest_fields *out);
/* The response that these fields and this password give. */
void digest_response(const struct digest_fields *f, const char *method,
                     const char *password, char out[MD5_HEX]);

/* Nonces given out and used. */
struct digests;
struct digests *digests_new(void); /* NULL = out of memory or randomness */
void digests_free(struct digests *d);
void digests_offer(struct digests *d, char nonce[80]);
enum digest_nonce {
    NONCE_GOOD, /* and its count was never used before: it is now */
    NONCE_STALE, NONCE_FORGED
};
enum digest_nonce digests_use(struct digests *d, const char *nonce,
                              uint32_t nc);

#endif
