/* engine/store/store_seal.c - see seal.h. */
#include "engine/store/seal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

enum { ROW_ID_BITS = 62, STEP_ROWS = 64 };

enum err_code store_seal_counts(struct store *store, struct seal_counts *out,
                                struct err *err)
{
    struct query q;
    bool row;
    *out = (struct seal_counts){0};
    query_start(store, SQL_SEAL_COUNTS, &q);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && row) {
        out->responses = query_get_int(&q, C_SEAL_COUNTS_RESPONSES);
        out->numbered = query_get_int(&q, C_SEAL_COUNTS_NUMBERED);
        out->pages = query_get_int(&q, C_SEAL_COUNTS_PAGES);
        out->pictures = query_get_int(&q, C_SEAL_COUNTS_PICTURES);
        out->waiting = query_get_int(&q, C_SEAL_COUNTS_WAITING);
        out->untyped = query_get_int(&q, C_SEAL_COUNTS_UNTYPED);
        copy_text(out->closed, sizeof out->closed,
                  query_get_text(&q, C_SEAL_COUNTS_CLOSED));
    }
    query_end(&q);
    return code;
}

/* ---- the digest ---- */

/* Every value of every row, as length:bytes, so that no two rows read alike. */
static enum err_code digest_rows(struct store *store, enum sql which,
                                 int columns, struct sha256 *hash,
                                 struct err *err)
{
    struct query q;
    bool row;
    query_start(store, which, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        for (int i = 0; i < columns; i++) {
            char length[24];
            const char *text = query_get_text(&q, i);
            (void)snprintf(length, sizeof length, "%zu:", strlen(text));
            sha256_update(hash, length, strlen(length));
            sha256_update(hash, text, strlen(text));
        }
        sha256_update(hash, ",", 1);
        code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}

enum err_code store_seal_digest(struct store *store, char hex[SHA256_HEX],
                                struct err *err)
{
    uint8_t sum[SHA256_BYTES];
    struct sha256 *hash = sha256_new();
    if (hash == NULL)
        return no_memory(store, err);
    enum err_code code =
        digest_rows(store, SQL_SEAL_DIGEST_RESPONSES,
                    C_SEAL_DIGEST_RESPONSES_N + 1, hash, err);
    if (code == ERR_OK)
        code = digest_rows(store, SQL_SEAL_DIGEST_ANSWERS,
                           C_SEAL_DIGEST_ANSWERS_N + 1, hash, err);
    if (code == ERR_OK)
        code = digest_rows(store, SQL_SEAL_DIGEST_TEXTS,
                           C_SEAL_DIGEST_TEXTS_TYPED + 1, hash, err);
    sha256_finish(hash, sum);
    crypto_hex(sum, sizeof sum, hex);
    return code;
}

enum err_code store_seal_detail(struct store *store, char **detail,
                                struct err *err)
{
    struct query q;
    bool row;
    *detail = NULL;
    query_start(store, SQL_SEAL_DETAIL, &q);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && row) {
        *detail = strdup(query_get_text(&q, C_SEAL_DETAIL_DETAIL));
        if (*detail == NULL)
            code = no_memory(store, err);
    }
    query_end(&q);
    return code;
}

/* ---- new numbers ---- */

static enum err_code list_ids(struct store *store, enum sql which,
                              int64_t **out, size_t *n, struct err *err)
{
    int64_t *list = NULL;
    size_t count = 0;
    size_t room = 0;
    struct query q;
    bool row;
    *out = NULL;
    *n = 0;
    query_start(store, which, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        if (count == room) {
            room = room > 0 ? room * 2 : 4096;
            int64_t *grown = mem_grow(list, room, sizeof *list);
            if (grown == NULL) {
                code = no_memory(store, err);
                break;
            }
            list = grown;
        }
        list[count++] = query_get_int(&q, 0);
        code = query_next(&q, &row, err);
    }
    query_end(&q);
    if (code != ERR_OK) {
        free(list);
        return code;
    }
    *out = list;
    *n = count;
    return ERR_OK;
}

/* One statement that puts `new` where `old` stood. */
struct move {
    enum sql sql;
    int new_at, old_at; /* its parameters */
};

#define MOVE(NAME)                                                           \
    {                                                                        \
        SQL_SEAL_##NAME, P_SEAL_##NAME##_NEW, P_SEAL_##NAME##_OLD            \
    }

enum { MOVES_MAX = 9 };

struct kind { /* of rows that get new numbers */
    enum sql list;
    size_t n;
    struct move moves[MOVES_MAX];
};

static const struct kind kinds[] = {
    {SQL_SEAL_PAGE_IDS,
     8,
     {MOVE(PAGE_MOVE), MOVE(PAGE_SAME), MOVE(PAGE_BOXES),
      MOVE(PAGE_BOX_READINGS), MOVE(PAGE_ANSWERS), MOVE(PAGE_READINGS),
      MOVE(PAGE_REVIEWS), MOVE(PAGE_WRITINGS)}},
    {SQL_SEAL_RESPONSE_IDS, 2, {MOVE(RESPONSE_MOVE), MOVE(RESPONSE_PAGES)}},
    {SQL_SEAL_REVIEW_IDS, 1, {MOVE(REVIEW_MOVE)}},
    {SQL_SEAL_WRITING_IDS, 1, {MOVE(WRITING_MOVE)}},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static enum err_code move_row(struct store *store, const struct kind *kind,
                              int64_t old, struct err *err)
{
    int64_t fresh;
    enum err_code code = store_random(ROW_ID_BITS, &fresh, err);
    for (size_t i = 0; code == ERR_OK && i < kind->n; i++) {
        const struct move *move = &kind->moves[i];
        struct query q;
        query_start(store, move->sql, &q);
        query_int(&q, move->new_at, fresh);
        query_int(&q, move->old_at, old);
        code = query_run(&q, err);
    }
    return code;
}

struct steps {
    bool (*step)(void *ctx, int64_t done, int64_t of);
    void *ctx;
    int64_t done, of;
};

static bool one_done(struct steps *s)
{
    return ++s->done % STEP_ROWS == 0 && s->step != NULL &&
           s->step(s->ctx, s->done, s->of);
}

static enum err_code move_all(struct store *store, struct steps *s,
                              struct err *err)
{
    int64_t *ids[KINDS] = {NULL};
    size_t n[KINDS] = {0};
    enum err_code code = ERR_OK;
    for (size_t k = 0; code == ERR_OK && k < KINDS; k++) {
        code = list_ids(store, kinds[k].list, &ids[k], &n[k], err);
        s->of += (int64_t)n[k];
    }
    for (size_t k = 0; k < KINDS; k++) {
        for (size_t i = 0; code == ERR_OK && i < n[k]; i++) {
            code = move_row(store, &kinds[k], ids[k][i], err);
            if (code == ERR_OK && one_done(s))
                code = err_set(err, ERR_INTERRUPTED, 0,
                               _("stopped; nothing was changed"));
        }
        free(ids[k]);
    }
    return code;
}

/* ---- sealing ---- */

static enum err_code run_plain(struct store *store, enum sql which,
                               struct err *err)
{
    struct query q;
    query_start(store, which, &q);
    return query_run(&q, err);
}

static enum err_code stamp(struct store *store, struct err *err)
{
    uint8_t bytes[32];
    char now[32];
    struct query q;
    enum err_code code = crypto_random(bytes, sizeof bytes, err);
    if (code != ERR_OK)
        return code;
    store_now(now);
    query_start(store, SQL_SEAL_SURVEY, &q);
    query_text(&q, P_SEAL_SURVEY_AT, now);
    query_bytes(&q, P_SEAL_SURVEY_SECRET, bytes, sizeof bytes);
    return query_run(&q, err);
}

enum err_code store_seal(struct store *store,
                         bool (*step)(void *ctx, int64_t done, int64_t of),
                         void *ctx, struct err *err)
{
    static const enum sql plain[] = {SQL_SEAL_RESPONSES, SQL_SEAL_SHEETS,
                                     SQL_SEAL_PAGES, SQL_SEAL_WRITINGS};
    assert(store->in_tx);
    /* while a row has its new number and its parts the old one still */
    enum err_code code =
        db_exec(store, "PRAGMA defer_foreign_keys = ON", err);
    for (size_t i = 0; code == ERR_OK && i < sizeof plain / sizeof plain[0];
         i++)
        code = run_plain(store, plain[i], err);
    struct steps steps = {.step = step, .ctx = ctx};
    if (code == ERR_OK && !store->info.anonymous) /* those are random */
        code = move_all(store, &steps, err);
    if (code == ERR_OK)
        code = stamp(store, err);
    return code;
}

enum err_code store_seal_compact(struct store *store, struct err *err)
{
    enum err_code code =
        db_exec(store, "PRAGMA wal_checkpoint(TRUNCATE)", err);
    if (code == ERR_OK)
        code = db_exec(store, "VACUUM", err);
    if (code == ERR_OK)
        code = db_exec(store, "PRAGMA wal_checkpoint(TRUNCATE)", err);
    return code;
}
