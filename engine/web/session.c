/* engine/web/session.c - see internal.h.
 *
 * Sessions live in memory: whoever restarts the program signs everybody out.
 * A token is kept as its SHA-256 only.  Tries are counted by sign-in name, and
 * each after the third doubles the wait, up to a quarter of an hour; with
 * hundreds of names tried at once the oldest count is given up, not the limit
 * on how many may be tried in a minute. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/crypto.h"
#include "engine/base/mem.h"
#include "engine/web/internal.h"

enum {
    SESSIONS = 256,
    NAMES = 256,
    IDLE_S = 3600,
    LONGEST_S = 12 * 3600,
    FREE_TRIES = 3,
    WAIT_MOST_S = 900,
    MINUTE_TRIES = 60
};

struct session {
    uint8_t hash[SHA256_BYTES];
    struct web_account account; /* id 0 = free */
    double began, seen;
};

struct tries {
    uint8_t hash[SHA256_BYTES]; /* of the sign-in name */
    int count;
    double last;
};

struct sessions {
    pthread_mutex_t lock;
    struct session session[SESSIONS];
    struct tries tries[NAMES];
    double minute;
    int in_minute;
    uint8_t first[SHA256_BYTES]; /* of the link of the first start */
    bool has_first;
};

static double now_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct sessions *sessions_new(void)
{
    struct sessions *s = mem_alloc(1, sizeof *s);
    if (s != NULL && pthread_mutex_init(&s->lock, NULL) != 0) {
        free(s);
        return NULL;
    }
    return s;
}

void sessions_free(struct sessions *s)
{
    if (s == NULL)
        return;
    (void)pthread_mutex_destroy(&s->lock);
    crypto_wipe(s, sizeof *s);
    free(s);
}

static enum err_code draw(char token[TOKEN_BYTES], uint8_t hash[SHA256_BYTES],
                          struct err *err)
{
    uint8_t bytes[32];
    enum err_code code = crypto_random(bytes, sizeof bytes, err);
    if (code != ERR_OK)
        return code;
    for (size_t i = 0; i < sizeof bytes; i++)
        (void)snprintf(token + 2 * i, 3, "%02x", bytes[i]);
    crypto_sha256(token, strlen(token), hash);
    crypto_wipe(bytes, sizeof bytes);
    return ERR_OK;
}

static bool is_over(const struct session *s, double now)
{
    return s->account.id == 0 || now - s->seen > IDLE_S ||
           now - s->began > LONGEST_S;
}

enum err_code sessions_begin(struct sessions *s,
                             const struct web_account *account,
                             char token[TOKEN_BYTES], struct err *err)
{
    double now = now_seconds();
    struct session fresh = {.account = *account, .began = now, .seen = now};
    enum err_code code = draw(token, fresh.hash, err);
    if (code != ERR_OK)
        return code;
    (void)pthread_mutex_lock(&s->lock);
    size_t at = 0; /* a free one, else the one not seen for longest */
    for (size_t i = 0; i < SESSIONS; i++) {
        if (is_over(&s->session[i], now)) {
            at = i;
            break;
        }
        if (s->session[i].seen < s->session[at].seen)
            at = i;
    }
    s->session[at] = fresh;
    (void)pthread_mutex_unlock(&s->lock);
    return ERR_OK;
}

bool sessions_find(struct sessions *s, const char *token,
                   struct web_account *out)
{
    uint8_t hash[SHA256_BYTES];
    bool found = false;
    double now = now_seconds();
    crypto_sha256(token, strlen(token), hash);
    (void)pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < SESSIONS && !found; i++) {
        struct session *one = &s->session[i];
        if (is_over(one, now) || memcmp(one->hash, hash, sizeof hash) != 0)
            continue;
        one->seen = now;
        *out = one->account;
        found = true;
    }
    (void)pthread_mutex_unlock(&s->lock);
    return found;
}

void sessions_end(struct sessions *s, const char *token, int64_t account)
{
    uint8_t hash[SHA256_BYTES];
    crypto_sha256(token != NULL ? token : "", token != NULL ? strlen(token) : 0,
                  hash);
    (void)pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < SESSIONS; i++) {
        struct session *one = &s->session[i];
        if (one->account.id == 0)
            continue;
        if (token != NULL ? memcmp(one->hash, hash, sizeof hash) == 0
                          : one->account.id == account)
            *one = (struct session){.account = {.id = 0}};
    }
    (void)pthread_mutex_unlock(&s->lock);
}

/* ---- tries ---- */

static struct tries *tries_of(struct sessions *s, const char *login)
{
    uint8_t hash[SHA256_BYTES];
    size_t oldest = 0;
    crypto_sha256(login, strlen(login), hash);
    for (size_t i = 0; i < NAMES; i++) {
        if (memcmp(s->tries[i].hash, hash, sizeof hash) == 0)
            return &s->tries[i];
        if (s->tries[i].last < s->tries[oldest].last)
            oldest = i;
    }
    s->tries[oldest] = (struct tries){.count = 0};
    memcpy(s->tries[oldest].hash, hash, sizeof hash);
    return &s->tries[oldest];
}

static double wait_of(const struct tries *t)
{
    double wait = 1;
    if (t->count < FREE_TRIES)
        return 0;
    for (int i = FREE_TRIES; i < t->count && wait < WAIT_MOST_S; i++)
        wait *= 2;
    return wait < WAIT_MOST_S ? wait : WAIT_MOST_S;
}

int sessions_try(struct sessions *s, const char *login)
{
    double now = now_seconds();
    (void)pthread_mutex_lock(&s->lock);
    struct tries *t = tries_of(s, login);
    double left = t->last + wait_of(t) - now;
    if (now - s->minute > 60) {
        s->minute = now;
        s->in_minute = 0;
    }
    if (t->count == 0)
        left = 0;
    if (left <= 0 && ++s->in_minute > MINUTE_TRIES)
        left = s->minute + 60 - now;
    if (left <= 0) { /* counted before it is known to fail: tries at the same
                      * time count too */
        t->count++;
        t->last = now;
    }
    (void)pthread_mutex_unlock(&s->lock);
    return left > 0 ? (int)left + 1 : 0;
}

void sessions_passed(struct sessions *s, const char *login)
{
    (void)pthread_mutex_lock(&s->lock);
    tries_of(s, login)->count = 0;
    (void)pthread_mutex_unlock(&s->lock);
}

/* ---- the first start ---- */

enum err_code sessions_offer_first(struct sessions *s, char token[TOKEN_BYTES],
                                   struct err *err)
{
    (void)pthread_mutex_lock(&s->lock);
    enum err_code code = draw(token, s->first, err);
    s->has_first = code == ERR_OK;
    (void)pthread_mutex_unlock(&s->lock);
    return code;
}

bool sessions_is_first(struct sessions *s, const char *token)
{
    uint8_t hash[SHA256_BYTES];
    crypto_sha256(token, strlen(token), hash);
    (void)pthread_mutex_lock(&s->lock);
    bool is = s->has_first && memcmp(hash, s->first, sizeof hash) == 0;
    (void)pthread_mutex_unlock(&s->lock);
    return is;
}

bool sessions_has_first(struct sessions *s)
{
    (void)pthread_mutex_lock(&s->lock);
    bool has = s->has_first;
    (void)pthread_mutex_unlock(&s->lock);
    return has;
}

void sessions_end_first(struct sessions *s)
{
    (void)pthread_mutex_lock(&s->lock);
    s->has_first = false;
    (void)pthread_mutex_unlock(&s->lock);
}
