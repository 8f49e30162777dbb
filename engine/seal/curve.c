/* engine/seal/curve.c - see curve.h. */
#include "engine/seal/curve.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <stddef.h>

enum { UNCOMPRESSED = 4 };

static bool in_range(const EC_GROUP *group, const BIGNUM *n)
{
    return !BN_is_zero(n) && BN_cmp(n, EC_GROUP_get0_order(group)) < 0;
}

bool curve_public(const uint8_t secret[CURVE_SECRET],
                  uint8_t out[CURVE_PUBLIC])
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    BIGNUM *n = BN_secure_new();
    EC_POINT *point = group != NULL ? EC_POINT_new(group) : NULL;
    bool ok = false;
    if (point != NULL && n != NULL &&
        BN_bin2bn(secret, CURVE_SECRET, n) != NULL && in_range(group, n)) {
        BN_set_flags(n, BN_FLG_CONSTTIME);
        ok = EC_POINT_mul(group, point, n, NULL, NULL, NULL) == 1 &&
             EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED,
                                out, CURVE_PUBLIC, NULL) == CURVE_PUBLIC;
    }
    EC_POINT_free(point);
    BN_clear_free(n);
    EC_GROUP_free(group);
    return ok;
}

/* A key of libcrypto's; `secret` NULL = a public one.  NULL = none. */
static EVP_PKEY *key_of(const uint8_t *secret,
                        const uint8_t public[CURVE_PUBLIC])
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params = NULL;
    BIGNUM *n = secret != NULL ? BN_secure_new() : NULL;
    bool ok = ctx != NULL && build != NULL &&
              OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME,
                                              "prime256v1", 0) == 1 &&
              OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY,
                                               public, CURVE_PUBLIC) == 1;
    if (ok && secret != NULL)
        ok = n != NULL && BN_bin2bn(secret, CURVE_SECRET, n) != NULL &&
             OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, n) == 1;
    if (ok)
        params = OSSL_PARAM_BLD_to_param(build);
    if (params == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
        EVP_PKEY_fromdata(ctx, &key,
                          secret != NULL ? EVP_PKEY_KEYPAIR
                                         : EVP_PKEY_PUBLIC_KEY,
                          params) != 1)
        key = NULL;
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    BN_clear_free(n);
    EVP_PKEY_CTX_free(ctx);
    return key;
}

/* Is it a point of the curve, and not the one at infinity? */
static bool is_sound(EVP_PKEY *key)
{
    EVP_PKEY_CTX *ctx =
        key != NULL ? EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL) : NULL;
    bool ok = ctx != NULL && EVP_PKEY_public_check(ctx) == 1;
    EVP_PKEY_CTX_free(ctx);
    return ok;
}

bool curve_agree(const uint8_t secret[CURVE_SECRET],
                 const uint8_t public[CURVE_PUBLIC],
                 const uint8_t theirs[CURVE_PUBLIC],
                 uint8_t out[CURVE_SHARED])
{
    if (theirs[0] != UNCOMPRESSED)
        return false;
    EVP_PKEY *mine = key_of(secret, public);
    EVP_PKEY *other = key_of(NULL, theirs);
    EVP_PKEY_CTX *ctx = mine != NULL && is_sound(other)
                            ? EVP_PKEY_CTX_new_from_pkey(NULL, mine, NULL)
                            : NULL;
    size_t n = CURVE_SHARED;
    bool ok = ctx != NULL && EVP_PKEY_derive_init(ctx) == 1 &&
              EVP_PKEY_derive_set_peer(ctx, other) == 1 &&
              EVP_PKEY_derive(ctx, out, &n) == 1 && n == CURVE_SHARED;
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(other);
    EVP_PKEY_free(mine);
    return ok;
}
