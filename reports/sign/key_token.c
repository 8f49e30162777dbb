/* reports/sign/key_token.c - a signing key in a PKCS#11 token, which it never
 * leaves: the token is asked for the signature.  The room's door to libp11.
 *
 *     pkcs11:token=Office;object=seal?module-path=/usr/lib/…/opensc-pkcs11.so
 */
#include <libp11.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "reports/sign/cert.h"
#include "reports/sign/key.h"

enum { SIGNATURE_BYTES_MAX = 4096, LABEL_ROOM = 256 };

struct key_token {
    PKCS11_CTX *ctx;
    PKCS11_SLOT *slots;
    unsigned slot_count;
    bool loaded;
};

/* ---- the URI ---- */

struct place {
    char token[LABEL_ROOM], object[LABEL_ROOM], module[LIMIT_PATH_BYTES];
};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* text[0..n) with %xx undone.  False: too long, or broken. */
static bool unescape(const char *text, size_t n, char *out, size_t room)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        if (c == '%') {
            int high = i + 2 < n ? hex_digit(text[i + 1]) : -1;
            int low = i + 2 < n ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if (c == '\0' || k + 1 == room)
            return false;
        out[k++] = c;
    }
    out[k] = '\0';
    return true;
}

static bool take_part(struct place *p, const char *part, size_t n)
{
    const struct {
        const char *name;
        char *out;
        size_t room;
    } parts[] = {
        {"token=", p->token, sizeof p->token},
        {"object=", p->object, sizeof p->object},
        {"module-path=", p->module, sizeof p->module},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t head = strlen(parts[i].name);
        if (n > head && strncmp(part, parts[i].name, head) == 0)
            return unescape(part + head, n - head, parts[i].out,
                            parts[i].room);
    }
    return n == 0;
}

static enum err_code read_uri(const char *uri, struct place *p,
                              struct err *err)
{
    const char *at = uri + strlen("pkcs11:");
    *p = (struct place){.token = ""};
    while (*at != '\0') {
        size_t n = strcspn(at, ";?&");
        if (!take_part(p, at, n))
            return err_set(err, ERR_USAGE, 0,
                           _("'%s' is not understood; write "
                             "pkcs11:token=NAME;object=NAME?module-path=FILE"),
                           uri);
        at += n + (at[n] != '\0');
    }
    const char *module = getenv("PINGYI_PKCS11");
    if (p->module[0] == '\0' && module != NULL &&
        strlen(module) < sizeof p->module)
        memcpy(p->module, module, strlen(module) + 1);
    if (p->module[0] == '\0')
        return err_set(err, ERR_USAGE, 0,
                       _("say which library speaks to the token: "
                         "?module-path=FILE at the end, or the variable "
                         "PINGYI_PKCS11"));
    return ERR_OK;
}

/* ---- the token ---- */

static bool is_named(const char *label, const char *wanted)
{
    return wanted[0] == '\0' || (label != NULL && strcmp(label, wanted) == 0);
}

/* The one token of that name; without a name, the only one. */
static enum err_code find_token(struct key_token *t, const struct place *p,
                                PKCS11_SLOT **out, struct err *err)
{
    PKCS11_SLOT *slot = NULL, *found = NULL;
    size_t count = 0;
    while ((slot = PKCS11_find_next_token(t->ctx, t->slots, t->slot_count,
                                          slot)) != NULL) {
        if (slot->token == NULL || !slot->token->initialized ||
            !is_named(slot->token->label, p->token))
            continue;
        found = slot;
        count++;
    }
    *out = found;
    if (count == 1)
        return ERR_OK;
    return err_set(err, ERR_NOTFOUND, 0,
                   count == 0 ? _("there is no token %s; is it plugged in?")
                              : _("there are several tokens; say which: "
                                  "token=NAME (%s)"), p->token);
}

static enum err_code find_key(PKCS11_TOKEN *token, const struct place *p,
                              PKCS11_KEY **out, struct err *err)
{
    PKCS11_KEY *keys = NULL;
    unsigned n = 0;
    size_t count = 0;
    if (PKCS11_enumerate_keys(token, &keys, &n) != 0)
        n = 0;
    for (unsigned i = 0; i < n; i++) {
        if (!is_named(keys[i].label, p->object))
            continue;
        *out = &keys[i];
        count++;
    }
    ERR_clear_error();
    if (count == 1)
        return ERR_OK;
    return err_set(err, ERR_NOTFOUND, 0,
                   count == 0 ? _("the token holds no private key %s")
                              : _("the token holds several private keys; say "
                                  "which: object=NAME (%s)"), p->object);
}

static bool take_certs(struct sign_key *key, PKCS11_TOKEN *token,
                       PKCS11_KEY *secret)
{
    PKCS11_CERT *own = PKCS11_find_certificate(secret), *all = NULL;
    unsigned n = 0;
    key->chain = sk_X509_new_null();
    if (key->chain == NULL)
        return false;
    if (own != NULL)
        key->cert = X509_dup(own->x509);
    if (PKCS11_enumerate_certs(token, &all, &n) != 0)
        n = 0;
    for (unsigned i = 0; i < n; i++) {
        X509 *other = X509_dup(all[i].x509);
        if (other == NULL || sk_X509_push(key->chain, other) <= 0) {
            X509_free(other);
            return false;
        }
    }
    return true;
}

static enum err_code sign_token(const struct sign_key *key, const void *bytes,
                                size_t n, struct str *signature,
                                struct err *err)
{
    unsigned char value[SIGNATURE_BYTES_MAX];
    size_t length = sizeof value;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool done = ctx != NULL &&
                EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL,
                                   key->secret) == 1 &&
                EVP_DigestSign(ctx, value, &length, bytes, n) == 1;
    EVP_MD_CTX_free(ctx);
    if (!done)
        return cert_crypto_failed(err, _("signing"));
    str_add_bytes(signature, (const char *)value, length);
    return ERR_OK;
}

static enum err_code use_token(struct sign_key *key, const struct place *p,
                               const char *pin, struct err *err)
{
    struct key_token *t = key->token;
    PKCS11_SLOT *slot = NULL;
    PKCS11_KEY *secret = NULL;
    if (PKCS11_CTX_load(t->ctx, p->module) != 0) {
        ERR_clear_error();
        return err_set(err, ERR_NOTFOUND, 0,
                       _("%s cannot be loaded as the library of a token"),
                       p->module);
    }
    t->loaded = true;
    if (PKCS11_enumerate_slots(t->ctx, &t->slots, &t->slot_count) != 0)
        return cert_crypto_failed(err, p->module);
    enum err_code code = find_token(t, p, &slot, err);
    if (code != ERR_OK)
        return code;
    if (PKCS11_login(slot, 0, pin) != 0) {
        ERR_clear_error();
        return err_set(err, ERR_DENIED, 0,
                       _("the token %s does not accept the PIN; after a few "
                         "wrong ones it locks itself"), slot->token->label);
    }
    code = find_key(slot->token, p, &secret, err);
    if (code != ERR_OK)
        return code;
    key->secret = PKCS11_get_private_key(secret);
    if (key->secret == NULL || !take_certs(key, slot->token, secret))
        return cert_crypto_failed(err, _("opening the key"));
    key->sign = sign_token;
    return ERR_OK;
}

enum err_code key_open_token(struct sign_key *key, const char *uri,
                             const char *pin, struct err *err)
{
    struct place p;
    enum err_code code = read_uri(uri, &p, err);
    if (code != ERR_OK)
        return code;
    key->token = mem_alloc(1, sizeof *key->token);
    if (key->token != NULL)
        key->token->ctx = PKCS11_CTX_new();
    if (key->token == NULL || key->token->ctx == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), uri);
    return use_token(key, &p, pin, err);
}

void key_close_token(struct sign_key *key)
{
    struct key_token *t = key->token;
    if (t == NULL)
        return;
    if (t->slots != NULL)
        PKCS11_release_all_slots(t->ctx, t->slots, t->slot_count);
    if (t->loaded)
        PKCS11_CTX_unload(t->ctx);
    if (t->ctx != NULL)
        PKCS11_CTX_free(t->ctx);
    free(t);
    key->token = NULL;
}
