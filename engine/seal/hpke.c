/* engine/seal/hpke.c - see hpke.h.  Section numbers are those of RFC 9180. */
#include "engine/seal/hpke.h"

#include <assert.h>
#include <openssl/evp.h>
#include <string.h>

#include "engine/base/crypto.h"
#include "engine/base/i18n.h"
#include "engine/seal/curve.h"

enum {
    KEM = 0x0010, /* DHKEM(P-256, HKDF-SHA256), 7.1 */
    KDF = 0x0001, /* HKDF-SHA256, 7.2 */
    NONCE = 12,
    KEY_MOST = 32,
    BLOCK = SHA256_BYTES,
    LABELLED = 1024, /* room for the longest input of the key schedule */
    CONTEXT = 1 + 2 * BLOCK,
    TRIES = 256
};

struct buffer {
    size_t n;
    uint8_t at[LABELLED];
};

struct suite { /* "KEM", kem  or  "HPKE", kem, kdf, aead */
    uint8_t id[10];
    size_t n;
};

struct secrets {
    uint8_t key[KEY_MOST], nonce[NONCE];
};

static const struct suite kem_suite = {{'K', 'E', 'M', 0, KEM}, 5};

static struct suite full_suite(enum hpke_aead aead)
{
    return (struct suite){
        {'H', 'P', 'K', 'E', 0, KEM, 0, KDF, 0, (uint8_t)aead}, 10};
}

static size_t key_bytes(enum hpke_aead aead)
{
    return aead == HPKE_AES_128_GCM ? 16 : 32;
}

/* ---- labelled HKDF (4) ---- */

static void put(struct buffer *b, const void *at, size_t n)
{
    assert(b->n + n <= LABELLED); /* callers check what comes from outside */
    if (n > 0)
        memcpy(b->at + b->n, at, n);
    b->n += n;
}

static void put_label(struct buffer *b, const struct suite *suite,
                      const char *label)
{
    put(b, "HPKE-v1", 7);
    put(b, suite->id, suite->n);
    put(b, label, strlen(label));
}

/* LabeledExtract; no salt is 32 zero bytes (RFC 5869, 2.2). */
static void extract(const struct suite *suite, const uint8_t salt[BLOCK],
                    const char *label, struct hpke_bytes material,
                    uint8_t out[BLOCK])
{
    static const uint8_t none[BLOCK];
    struct buffer b = {.n = 0};
    put_label(&b, suite, label);
    put(&b, material.at, material.n);
    crypto_hmac_sha256(salt != NULL ? salt : none, BLOCK, b.at, b.n, out);
    crypto_wipe(&b, sizeof b);
}

/* LabeledExpand of one block at most. */
static void expand(const struct suite *suite, const uint8_t prk[BLOCK],
                   const char *label, struct hpke_bytes info, uint8_t *out,
                   size_t n)
{
    uint8_t block[BLOCK];
    const uint8_t length[2] = {0, (uint8_t)n};
    struct buffer b = {.n = 0};
    assert(n <= BLOCK);
    put(&b, length, sizeof length);
    put_label(&b, suite, label);
    put(&b, info.at, info.n);
    put(&b, "\1", 1); /* HKDF-Expand's counter */
    crypto_hmac_sha256(prk, BLOCK, b.at, b.n, block);
    memcpy(out, block, n);
    crypto_wipe(block, sizeof block);
    crypto_wipe(&b, sizeof b);
}

/* ---- the key encapsulation (4.1) ---- */

enum err_code hpke_pair_of(const uint8_t secret[HPKE_SECRET],
                           struct hpke_pair *out, struct err *err)
{
    if (!curve_public(secret, out->public))
        return err_set(err, ERR_FORMAT, 0,
                       _("this is no secret key of the curve P-256"));
    memcpy(out->secret, secret, HPKE_SECRET);
    return ERR_OK;
}

enum err_code hpke_pair_derive(struct hpke_bytes material,
                               struct hpke_pair *out, struct err *err)
{
    uint8_t prk[BLOCK], secret[HPKE_SECRET];
    bool found = false;
    if (material.n < HPKE_SECRET || material.n > HPKE_INFO_MAX)
        return err_set(err, ERR_RANGE, 0,
                       _("a key pair is made of %d to %d bytes"), HPKE_SECRET,
                       HPKE_INFO_MAX);
    extract(&kem_suite, NULL, "dkp_prk", material, prk);
    for (unsigned i = 0; i < TRIES && !found; i++) {
        uint8_t counter = (uint8_t)i;
        expand(&kem_suite, prk, "candidate", (struct hpke_bytes){&counter, 1},
               secret, sizeof secret);
        found = curve_public(secret, out->public);
    }
    if (found)
        memcpy(out->secret, secret, sizeof secret);
    crypto_wipe(prk, sizeof prk);
    crypto_wipe(secret, sizeof secret);
    return found ? ERR_OK
                 : err_set(err, ERR_SYSTEM, 0, _("no key pair could be made"));
}

enum err_code hpke_pair_new(struct hpke_pair *out, struct err *err)
{
    uint8_t material[HPKE_SECRET];
    enum err_code code = crypto_random(material, sizeof material, err);
    if (code == ERR_OK)
        code = hpke_pair_derive(
            (struct hpke_bytes){material, sizeof material}, out, err);
    crypto_wipe(material, sizeof material);
    return code;
}

/* The shared secret of Encap and Decap: `mine` with `theirs`, bound to the
 * passing key and the receiver's. */
static bool agree(const struct hpke_pair *mine,
                  const uint8_t theirs[HPKE_PUBLIC],
                  const uint8_t passing[HPKE_PUBLIC],
                  const uint8_t receiver[HPKE_PUBLIC], uint8_t out[BLOCK])
{
    uint8_t dh[CURVE_SHARED], prk[BLOCK], both[2 * HPKE_PUBLIC];
    if (!curve_agree(mine->secret, mine->public, theirs, dh))
        return false;
    memcpy(both, passing, HPKE_PUBLIC);
    memcpy(both + HPKE_PUBLIC, receiver, HPKE_PUBLIC);
    extract(&kem_suite, NULL, "eae_prk", (struct hpke_bytes){dh, sizeof dh},
            prk);
    expand(&kem_suite, prk, "shared_secret",
           (struct hpke_bytes){both, sizeof both}, out, BLOCK);
    crypto_wipe(dh, sizeof dh);
    crypto_wipe(prk, sizeof prk);
    return true;
}

/* KeySchedule of the base mode (5.1). */
static void schedule(const struct hpke_with *with, const uint8_t shared[BLOCK],
                     struct secrets *out)
{
    struct suite suite = full_suite(with->aead);
    const struct hpke_bytes none = {NULL, 0};
    uint8_t context[CONTEXT] = {0}, secret[BLOCK];
    const struct hpke_bytes bound = {context, sizeof context};
    extract(&suite, NULL, "psk_id_hash", none, context + 1);
    extract(&suite, NULL, "info_hash", with->info, context + 1 + BLOCK);
    extract(&suite, shared, "secret", none, secret);
    expand(&suite, secret, "key", bound, out->key, key_bytes(with->aead));
    expand(&suite, secret, "base_nonce", bound, out->nonce, NONCE);
    crypto_wipe(secret, sizeof secret);
}

/* ---- AES-GCM; the first message of a context has the nonce as it is ---- */

static bool begin_gcm(EVP_CIPHER_CTX *c, const struct hpke_with *with,
                      const struct secrets *s, int encrypt)
{
    const EVP_CIPHER *cipher = with->aead == HPKE_AES_128_GCM
                                   ? EVP_aes_128_gcm()
                                   : EVP_aes_256_gcm();
    int n = 0;
    return c != NULL &&
           EVP_CipherInit_ex(c, cipher, NULL, s->key, s->nonce, encrypt) == 1 &&
           (with->aad.n == 0 ||
            EVP_CipherUpdate(c, NULL, &n, with->aad.at, (int)with->aad.n) == 1);
}

/* EVP_CipherUpdate of nothing would be told as a failure. */
static bool gcm_text(EVP_CIPHER_CTX *c, struct hpke_bytes text, uint8_t *out)
{
    int n = 0;
    return text.n == 0 ||
           EVP_CipherUpdate(c, out, &n, text.at, (int)text.n) == 1;
}

static bool gcm_seal(const struct hpke_with *with, const struct secrets *s,
                     struct hpke_bytes text, uint8_t *out)
{
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int n = 0;
    uint8_t *tag = out + text.n;
    bool ok = begin_gcm(c, with, s, 1) && gcm_text(c, text, out) &&
              EVP_CipherFinal_ex(c, tag, &n) == 1 &&
              EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, HPKE_TAG, tag) == 1;
    EVP_CIPHER_CTX_free(c);
    return ok;
}

static bool gcm_open(const struct hpke_with *with, const struct secrets *s,
                     struct hpke_bytes sealed, uint8_t *out)
{
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    struct hpke_bytes text = {sealed.at, sealed.n - HPKE_TAG};
    uint8_t tag[HPKE_TAG], end[HPKE_TAG];
    int n = 0;
    memcpy(tag, (const uint8_t *)sealed.at + text.n, HPKE_TAG);
    bool ok = begin_gcm(c, with, s, 0) && gcm_text(c, text, out) &&
              EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, HPKE_TAG, tag) == 1 &&
              EVP_CipherFinal_ex(c, end, &n) == 1;
    EVP_CIPHER_CTX_free(c);
    return ok;
}

/* ---- both ways ---- */

static enum err_code in_bounds(const struct hpke_with *with, size_t n,
                               struct err *err)
{
    if (with->info.n <= HPKE_INFO_MAX && with->aad.n <= HPKE_TEXT_MAX &&
        n <= HPKE_TEXT_MAX)
        return ERR_OK;
    return err_set(err, ERR_RANGE, 0,
                   _("a sealed record has %d MB at most"),
                   HPKE_TEXT_MAX >> 20);
}

enum err_code hpke_seal(const struct hpke_with *with,
                        const uint8_t public[HPKE_PUBLIC],
                        const struct hpke_pair *passing,
                        struct hpke_bytes text, uint8_t *out, struct err *err)
{
    struct hpke_pair own = {.secret = {0}};
    struct secrets secrets;
    uint8_t shared[BLOCK];
    enum err_code code = in_bounds(with, text.n, err);
    if (code == ERR_OK && passing == NULL)
        code = hpke_pair_new(&own, err);
    if (code != ERR_OK)
        return code;
    const struct hpke_pair *pair = passing != NULL ? passing : &own;
    if (!agree(pair, public, pair->public, public, shared)) {
        code = err_set(err, ERR_FORMAT, 0,
                       _("this is no public key of the curve P-256"));
    } else {
        schedule(with, shared, &secrets);
        memcpy(out, pair->public, HPKE_PUBLIC);
        if (!gcm_seal(with, &secrets, text, out + HPKE_PUBLIC))
            code = err_set(err, ERR_SYSTEM, 0, _("the record was not sealed"));
        crypto_wipe(&secrets, sizeof secrets);
    }
    crypto_wipe(shared, sizeof shared);
    crypto_wipe(&own, sizeof own);
    return code;
}

enum err_code hpke_open(const struct hpke_with *with,
                        const struct hpke_pair *pair, struct hpke_bytes sealed,
                        uint8_t *out, struct err *err)
{
    struct secrets secrets;
    uint8_t shared[BLOCK];
    const uint8_t *passing = sealed.at;
    if (sealed.n < HPKE_MORE)
        return err_set(err, ERR_FORMAT, 0,
                       _("a sealed record has %d bytes or more; this one is "
                         "cut off"),
                       HPKE_MORE);
    size_t n = sealed.n - HPKE_MORE;
    enum err_code code = in_bounds(with, n, err);
    if (code != ERR_OK)
        return code;
    if (!agree(pair, passing, passing, pair->public, shared))
        return err_set(err, ERR_FORMAT, 0,
                       _("this is no sealed record: it begins with no key"));
    schedule(with, shared, &secrets);
    if (!gcm_open(with, &secrets,
                  (struct hpke_bytes){passing + HPKE_PUBLIC, n + HPKE_TAG},
                  out)) {
        crypto_wipe(out, n);
        code = err_set(err, ERR_CORRUPT, 0,
                       _("the sealed record does not open: it was changed on "
                         "the way, or sealed for another round"));
    }
    crypto_wipe(&secrets, sizeof secrets);
    crypto_wipe(shared, sizeof shared);
    return code;
}
