/* engine/seal/hpke.h - answers sealed on a tablet, opened at the office.
 *
 * RFC 9180, base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-GCM: who
 * holds the public key seals, only the holder of the secret key opens.  The
 * sender is not proved.  engine/seal/pages/seal.mjs is the same in a browser.
 */
#ifndef ENGINE_SEAL_HPKE_H
#define ENGINE_SEAL_HPKE_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

enum {
    HPKE_SECRET = 32, /* bytes of a secret key: the scalar, big-endian */
    HPKE_PUBLIC = 65, /* of a public one: 4, x, y (SEC 1, uncompressed) */
    HPKE_TAG = 16,
    HPKE_MORE = HPKE_PUBLIC + HPKE_TAG, /* sealed is longer by this */
    HPKE_INFO_MAX = 256, /* bytes of info, and of key material */
    HPKE_TEXT_MAX = 1 << 24 /* bytes sealed at once */
};

/* RFC 9180, 7.3.  Answers take the second; the first is in the appendix. */
enum hpke_aead { HPKE_AES_128_GCM = 1, HPKE_AES_256_GCM = 2 };

struct hpke_bytes { /* borrowed */
    const void *at;
    size_t n;
};

struct hpke_pair {
    uint8_t secret[HPKE_SECRET]; /* wipe it with crypto_wipe() */
    uint8_t public[HPKE_PUBLIC];
};

/* What sender and receiver must agree on. */
struct hpke_with {
    enum hpke_aead aead;
    struct hpke_bytes info; /* of the round; up to HPKE_INFO_MAX */
    struct hpke_bytes aad;  /* of the record; bound, not hidden */
};

/* A new pair.  ERR_SYSTEM */
MUST_USE enum err_code hpke_pair_new(struct hpke_pair *out, struct err *err);

/* DeriveKeyPair (7.1.3): the same pair from the same material, of which 32
 * bytes or more must be unguessable.  ERR_RANGE too short or too long */
MUST_USE enum err_code hpke_pair_derive(struct hpke_bytes material,
                                        struct hpke_pair *out,
                                        struct err *err);

/* The pair of a secret key.  ERR_FORMAT zero, or not below the order */
MUST_USE enum err_code hpke_pair_of(const uint8_t secret[HPKE_SECRET],
                                    struct hpke_pair *out, struct err *err);

/* Seal `text` into `out`, which holds text.n + HPKE_MORE bytes: the passing
 * public key, ciphertext, tag.  `passing` NULL = a new pair; given ones are
 * for tests alone, for using one twice gives both texts away.
 *   ERR_FORMAT `public` is no point of the curve   ERR_RANGE too long
 *   ERR_SYSTEM */
MUST_USE enum err_code hpke_seal(const struct hpke_with *with,
                                 const uint8_t public[HPKE_PUBLIC],
                                 const struct hpke_pair *passing,
                                 struct hpke_bytes text, uint8_t *out,
                                 struct err *err);

/* Open: `out` holds sealed.n - HPKE_MORE bytes; after a failure they are 0.
 *   ERR_FORMAT too short, or it begins with no point of the curve
 *   ERR_RANGE too long   ERR_CORRUPT changed, or sealed for another key, info
 *   or aad   ERR_SYSTEM */
MUST_USE enum err_code hpke_open(const struct hpke_with *with,
                                 const struct hpke_pair *pair,
                                 struct hpke_bytes sealed, uint8_t *out,
                                 struct err *err);

#endif
