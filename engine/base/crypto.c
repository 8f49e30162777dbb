/* engine/base/crypto.c - see crypto.h. */
#include "engine/base/crypto.h"

#include <assert.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "engine/base/i18n.h"

/* libcrypto's one-shot and streaming SHA-256 can only fail without memory or
 * without the default provider; neither leaves anything sensible to do. */
void crypto_sha256(const void *bytes, size_t n, uint8_t out[SHA256_BYTES])
{
    unsigned char *done = SHA256(bytes, n, out);
    assert(done != NULL);
    (void)done;
}

struct sha256 *sha256_new(void)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1) {
        EVP_MD_CTX_free(ctx);
        ctx = NULL;
    }
    return (struct sha256 *)ctx;
}

void sha256_update(struct sha256 *hash, const void *bytes, size_t n)
{
    int ok = EVP_DigestUpdate((EVP_MD_CTX *)hash, bytes, n);
    assert(ok == 1);
    (void)ok;
}

void sha256_finish(struct sha256 *hash, uint8_t out[SHA256_BYTES])
{
    unsigned n = 0;
    int ok = EVP_DigestFinal_ex((EVP_MD_CTX *)hash, out, &n);
    assert(ok == 1 && n == SHA256_BYTES);
    (void)ok;
    EVP_MD_CTX_free((EVP_MD_CTX *)hash);
}

void crypto_md5(const void *bytes, size_t n, uint8_t out[MD5_BYTES])
{
    int ok = EVP_Digest(bytes, n, out, NULL, EVP_md5(), NULL);
    assert(ok == 1);
    (void)ok;
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
    return CRYPTO_memcmp(a, b, n) == 0;
}

void crypto_hmac_sha256(const void *key, size_t key_n, const void *bytes,
                        size_t n, uint8_t out[SHA256_BYTES])
{
    assert(key_n <= INT_MAX);
    unsigned length = 0;
    unsigned char *done =
        HMAC(EVP_sha256(), key, (int)key_n, bytes, n, out, &length);
    assert(done != NULL && length == SHA256_BYTES);
    (void)done;
}

enum err_code crypto_random(void *out, size_t n, struct err *err)
{
    if (n <= INT_MAX && RAND_bytes(out, (int)n) == 1)
        return ERR_OK;
    return err_set(err, ERR_SYSTEM, 0,
                   _("the system gives no random numbers; try again later"));
}

void crypto_hex(const void *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *b = bytes;
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[b[i] >> 4];
        out[2 * i + 1] = digits[b[i] & 15];
    }
    out[2 * n] = '\0';
}

void crypto_wipe(void *bytes, size_t n)
{
    OPENSSL_cleanse(bytes, n);
}
