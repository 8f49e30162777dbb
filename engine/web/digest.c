/* engine/web/digest.c - see digest.h. */
#include "engine/web/digest.h"

#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/web/role.h"

/* ---- passwords ---- */

void digest_password(const struct survey_info *info,
                     const struct account_row *account,
                     const char *password_hash,
                     char out[DIGEST_PASSWORD_BYTES])
{
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    uint8_t hash[SHA256_BYTES];
    char text[ACCOUNT_LOGIN_BYTES + ACCOUNT_HASH_BYTES + 64];
    (void)snprintf(text, sizeof text, "digest:%lld:%s:%s",
                   (long long)account->id, account->login, password_hash);
    crypto_hmac_sha256(info->key, sizeof info->key, text, strlen(text), hash);
    for (size_t i = 0; i < DIGEST_PASSWORD_BYTES - 1; i++)
        out[i] = digits[hash[i] & 31];
    out[DIGEST_PASSWORD_BYTES - 1] = '\0';
    crypto_wipe(hash, sizeof hash);
    crypto_wipe(text, sizeof text);
}

enum err_code digest_password_of(struct store *store, const char *login,
                                 struct account_row *account,
                                 char out[DIGEST_PASSWORD_BYTES],
                                 struct err *err)
{
    char hash[ACCOUNT_HASH_BYTES];
    enum err_code code = store_account_find(store, login, account, hash, err);
    if (code != ERR_OK)
        return code;
    if (account->shut || !web_role_may(web_role_of(account->role), WEB_FIELD))
        return err_set(err, ERR_DENIED, 0,
                       _("the account '%s' is shut or may do no fieldwork; "
                         "use one of an evaluator"),
                       login);
    digest_password(store_survey(store), account, hash, out);
    crypto_wipe(hash, sizeof hash);
    return ERR_OK;
}

/* ---- the header ---- */

static const struct {
    const char *name;
    size_t at, room;
} fields[] = {
#define FIELD(name)                                                           \
    {#name, offsetof(struct digest_fields, name),                             \
     sizeof((struct digest_fields *)0)->name}
    FIELD(username), FIELD(realm), FIELD(nonce),  FIELD(uri),
    FIELD(response), FIELD(qop),   FIELD(nc),     FIELD(cnonce),
    FIELD(algorithm),
#undef FIELD
};

/* One value, quoted or not, into out[0..room); NULL: too long or no end. */
static const char *take_value(const char *p, char *out, size_t room)
{
    bool quoted = *p == '"';
    size_t n = 0;
    p += quoted;
    while (*p != '\0' && (quoted ? *p != '"' : *p != ',' && *p != ' ')) {
        if (quoted && *p == '\\' && p[1] != '\0')
            p++;
        if (n + 1 >= room)
            return NULL;
        out[n++] = *p++;
    }
    out[n] = '\0';
    if (quoted && *p != '"')
        return NULL;
    return p + quoted;
}

bool digest_parse(const char *header, struct digest_fields *out)
{
    char other[2048];
    *out = (struct digest_fields){.username = ""};
    if (strncasecmp(header, "Digest ", 7) != 0)
        return false;
    for (const char *p = header + 7; *p != '\0';) {
        p += strspn(p, " ,\t");
        size_t n = strcspn(p, "= ,");
        if (n == 0)
            return *p == '\0';
        if (p[n] != '=')
            return false;
        char *to = other;
        size_t room = sizeof other;
        for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
            if (strlen(fields[i].name) == n &&
                strncasecmp(fields[i].name, p, n) == 0) {
                to = (char *)out + fields[i].at;
                room = fields[i].room;
            }
        p = take_value(p + n + 1, to, room);
        if (p == NULL)
            return false;
    }
    return true;
}

static void md5_of(char out[MD5_HEX], const char *fmt, ...) PRINTF_LIKE(2, 3);

static void md5_of(char out[MD5_HEX], const char *fmt, ...)
{
    char text[4096];
    uint8_t hash[MD5_BYTES];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    size_t used = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n
                                                      : sizeof text - 1;
    crypto_md5(text, used, hash);
    crypto_hex(hash, sizeof hash, out);
    crypto_wipe(text, sizeof text);
}

void digest_response(const struct digest_fields *f, const char *method,
                     const char *password, char out[MD5_HEX])
{
    char ha1[MD5_HEX], ha2[MD5_HEX];
    md5_of(ha1, "%s:%s:%s", f->username, f->realm, password);
    md5_of(ha2, "%s:%s", method, f->uri);
    md5_of(out, "%s:%s:%s:%s:%s:%s", ha1, f->nonce, f->nc, f->cnonce, f->qop,
           ha2);
    crypto_wipe(ha1, sizeof ha1);
}

/* ---- nonces ---- */

enum { TIME_HEX = 16, SALT_HEX = 16, TAG_HEX = 32, WINDOW = 64 };

struct used {
    char nonce[TIME_HEX + SALT_HEX + 1]; /* without its tag; "" = free */
    uint64_t second;
    uint32_t last;   /* highest count seen */
    uint64_t seen;   /* bit k = last - k was used */
};

struct digests {
    pthread_mutex_t lock;
    uint8_t key[32];
    struct used used[DIGEST_NONCES];
};

struct digests *digests_new(void)
{
    struct digests *d = mem_alloc(1, sizeof *d);
    struct err err = ERR_INIT;
    if (d == NULL || pthread_mutex_init(&d->lock, NULL) != 0) {
        free(d);
        return NULL;
    }
    if (crypto_random(d->key, sizeof d->key, &err) == ERR_OK)
        return d;
    digests_free(d);
    return NULL;
}

void digests_free(struct digests *d)
{
    if (d == NULL)
        return;
    (void)pthread_mutex_destroy(&d->lock);
    crypto_wipe(d->key, sizeof d->key);
    free(d);
}

static uint64_t now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec;
}

/* Time, salt, and the hash over both. */
static void tag(const struct digests *d, const char *head, char out[TAG_HEX + 1])
{
    uint8_t hash[SHA256_BYTES];
    crypto_hmac_sha256(d->key, sizeof d->key, head, TIME_HEX + SALT_HEX, hash);
    crypto_hex(hash, TAG_HEX / 2, out);
}

void digests_offer(struct digests *d, char nonce[80])
{
    uint8_t salt[SALT_HEX / 2] = {0};
    char salt_hex[SALT_HEX + 1], end[TAG_HEX + 1];
    /* Without randomness it is only less unlike others of this second. */
    enum err_code code = crypto_random(salt, sizeof salt, NULL);
    (void)code;
    crypto_hex(salt, sizeof salt, salt_hex);
    (void)snprintf(nonce, 80, "%016llx%s", (unsigned long long)now(),
                   salt_hex);
    tag(d, nonce, end);
    (void)snprintf(nonce + TIME_HEX + SALT_HEX, 80 - TIME_HEX - SALT_HEX, "%s",
                   end);
}

/* Is it one of ours, and when was it made? */
static bool is_ours(const struct digests *d, const char *nonce,
                    uint64_t *second)
{
    char end[TAG_HEX + 1];
    if (strlen(nonce) != TIME_HEX + SALT_HEX + TAG_HEX)
        return false;
    tag(d, nonce, end);
    if (!crypto_equal(end, nonce + TIME_HEX + SALT_HEX, TAG_HEX))
        return false;
    *second = 0;
    for (int i = 0; i < TIME_HEX; i++) {
        char c = nonce[i];
        *second = *second << 4 |
                  (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return true;
}

/* Its row, or the oldest one made free for it. */
static struct used *row_of(struct digests *d, const char *nonce,
                           uint64_t second)
{
    struct used *oldest = &d->used[0];
    for (size_t i = 0; i < DIGEST_NONCES; i++) {
        struct used *u = &d->used[i];
        if (strncmp(u->nonce, nonce, TIME_HEX + SALT_HEX) == 0)
            return u;
        if (u->second < oldest->second)
            oldest = u;
    }
    *oldest = (struct used){.second = second};
    memcpy(oldest->nonce, nonce, TIME_HEX + SALT_HEX);
    return oldest;
}

/* Counts come nearly in order: a client's connections may overtake. */
static bool count_is_new(struct used *u, uint32_t nc)
{
    if (nc > u->last) {
        uint32_t by = nc - u->last;
        u->seen = (by < WINDOW ? u->seen << by : 0) | 1;
        u->last = nc;
        return true;
    }
    uint32_t back = u->last - nc;
    if (back >= WINDOW || (u->seen >> back & 1) != 0)
        return false;
    u->seen |= UINT64_C(1) << back;
    return true;
}

enum digest_nonce digests_use(struct digests *d, const char *nonce,
                              uint32_t nc)
{
    uint64_t second = 0;
    if (nc == 0 || !is_ours(d, nonce, &second))
        return NONCE_FORGED;
    if (now() - second > DIGEST_NONCE_S)
        return NONCE_STALE;
    (void)pthread_mutex_lock(&d->lock);
    bool fresh = count_is_new(row_of(d, nonce, second), nc);
    (void)pthread_mutex_unlock(&d->lock);
    return fresh ? NONCE_GOOD : NONCE_STALE;
}
