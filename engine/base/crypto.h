/* engine/base/crypto.h - hashing, keyed hashing and randomness.
 * The engine's door to libcrypto; sealing has its own in engine/seal, signing in
 * reports/sign. */
#ifndef ENGINE_BASE_CRYPTO_H
#define ENGINE_BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

enum { SHA256_BYTES = 32, SHA256_HEX = 65 };

void crypto_sha256(const void *bytes, size_t n, uint8_t out[SHA256_BYTES]);

/* In pieces: any number of updates, then one finish, which also frees. */
struct sha256;
struct sha256 *sha256_new(void); /* NULL when out of memory */
void sha256_update(struct sha256 *hash, const void *bytes, size_t n);
void sha256_finish(struct sha256 *hash, uint8_t out[SHA256_BYTES]);

/* For protocols that know nothing better: OpenRosa's form hashes and digest
 * authentication.  Protects nothing by itself. */
enum { MD5_BYTES = 16, MD5_HEX = 33 };
void crypto_md5(const void *bytes, size_t n, uint8_t out[MD5_BYTES]);

/* Equal?  In the same time whatever they hold. */
bool crypto_equal(const void *a, const void *b, size_t n);

void crypto_hmac_sha256(const void *key, size_t key_n, const void *bytes,
                        size_t n, uint8_t out[SHA256_BYTES]);

/* ERR_SYSTEM when the system gives no randomness. */
MUST_USE enum err_code crypto_random(void *out, size_t n, struct err *err);

/* Lower-case hex; `out` holds 2n + 1 bytes. */
void crypto_hex(const void *bytes, size_t n, char *out);

/* Zero memory that held a secret; never optimised away. */
void crypto_wipe(void *bytes, size_t n);

#endif
