/* engine/store/store_audit.c - the hash-chained log.
 *
 * hash(n) = SHA-256( hash(n-1), then for each of number (decimal), time,
 * action, who, detail:  its length in bytes, ':', its bytes, ',' )
 *
 * with 32 zero bytes before the first row.  Lengths make the row unambiguous;
 * the chain makes a changed, inserted or removed row visible, and audit_head
 * makes rows cut off at the end visible.  Whoever can write the file can
 * compute a whole new chain: what proves that this did not happen is the head
 * outside of the file, so reports print it (store_audit_head()).
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/store/internal.h"

struct audit_row {
    int64_t number;
    const char *at, *action, *who, *detail;
};

static void add_field(struct sha256 *hash, const char *text)
{
    char length[32];
    size_t n = strlen(text);
    int digits = snprintf(length, sizeof length, "%zu:", n);
    sha256_update(hash, length, (size_t)digits);
    sha256_update(hash, text, n);
    sha256_update(hash, ",", 1);
}

static bool link_hash(const uint8_t before[SHA256_BYTES],
                      const struct audit_row *row, uint8_t out[SHA256_BYTES])
{
    char number[32];
    struct sha256 *hash = sha256_new();
    if (hash == NULL)
        return false;
    (void)snprintf(number, sizeof number, "%lld", (long long)row->number);
    sha256_update(hash, before, SHA256_BYTES);
    add_field(hash, number);
    add_field(hash, row->at);
    add_field(hash, row->action);
    add_field(hash, row->who);
    add_field(hash, row->detail);
    sha256_finish(hash, out);
    return true;
}

/* The end of the chain: number of the last row (0 = none) and its hash. */
static enum err_code read_head(struct store *store, int64_t *number,
                               uint8_t hash[SHA256_BYTES], struct err *err)
{
    struct query q;
    bool row;
    *number = 0;
    memset(hash, 0, SHA256_BYTES);
    query_start(store, SQL_AUDIT_HEAD, &q);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && !row)
        return err_set(err, ERR_CORRUPT, 0,
                       _("%s: the end of the audit log is missing"),
                       store->path);
    if (code == ERR_OK) {
        *number = query_get_int(&q, C_AUDIT_HEAD_NUMBER);
        (void)query_get_bytes(&q, C_AUDIT_HEAD_HASH, hash, SHA256_BYTES);
    }
    query_end(&q);
    return code;
}

static enum err_code append(struct store *store, const struct audit_row *row,
                            const uint8_t hash[SHA256_BYTES],
                            struct err *err)
{
    struct query q;
    query_start(store, SQL_AUDIT_INSERT, &q);
    query_int(&q, P_AUDIT_INSERT_NUMBER, row->number);
    query_text(&q, P_AUDIT_INSERT_AT, row->at);
    query_text(&q, P_AUDIT_INSERT_ACTION, row->action);
    query_text(&q, P_AUDIT_INSERT_WHO, row->who);
    query_text(&q, P_AUDIT_INSERT_DETAIL, row->detail);
    query_bytes(&q, P_AUDIT_INSERT_HASH, hash, SHA256_BYTES);
    enum err_code code = query_run(&q, err);
    if (code != ERR_OK)
        return code;
    query_start(store, SQL_AUDIT_HEAD_SET, &q);
    query_int(&q, P_AUDIT_HEAD_SET_NUMBER, row->number);
    query_bytes(&q, P_AUDIT_HEAD_SET_HASH, hash, SHA256_BYTES);
    return query_run(&q, err);
}

enum err_code store_audit(struct store *store, const char *action,
                          const char *who, const char *detail_json,
                          struct err *err)
{
    assert(store->in_tx);
    uint8_t before[SHA256_BYTES];
    uint8_t hash[SHA256_BYTES];
    char now[32];
    store_now(now);
    struct audit_row row = {.at = now,
                            .action = action,
                            .who = who != NULL ? who : "",
                            .detail = detail_json != NULL ? detail_json
                                                          : "{}"};
    enum err_code code = read_head(store, &row.number, before, err);
    if (code != ERR_OK)
        return code;
    row.number++;
    if (!link_hash(before, &row, hash))
        return no_memory(store, err);
    return append(store, &row, hash, err);
}

enum err_code store_audit_newest(struct store *store, const char *action,
                                 char **detail, struct err *err)
{
    struct query q;
    bool row;
    *detail = NULL;
    query_start(store, SQL_AUDIT_NEWEST, &q);
    query_text(&q, P_AUDIT_NEWEST_ACTION, action);
    enum err_code code = query_next(&q, &row, err);
    if (code != ERR_OK || !row)
        return code;
    *detail = strdup(query_get_text(&q, C_AUDIT_NEWEST_DETAIL));
    query_end(&q);
    return *detail != NULL ? ERR_OK : no_memory(store, err);
}

enum err_code store_audit_head(struct store *store, int64_t *rows,
                               char hex[SHA256_HEX], struct err *err)
{
    uint8_t hash[SHA256_BYTES];
    enum err_code code = read_head(store, rows, hash, err);
    crypto_hex(hash, sizeof hash, hex);
    return code;
}

/* Check the row under `q` against the chain so far and step both on. */
static enum err_code verify_row(struct store *store, const struct query *q,
                                int64_t *last, uint8_t chain[SHA256_BYTES],
                                struct err *err)
{
    struct audit_row row = {
        .number = query_get_int(q, C_AUDIT_LIST_NUMBER),
        .at = query_get_text(q, C_AUDIT_LIST_AT),
        .action = query_get_text(q, C_AUDIT_LIST_ACTION),
        .who = query_get_text(q, C_AUDIT_LIST_WHO),
        .detail = query_get_text(q, C_AUDIT_LIST_DETAIL),
    };
    uint8_t stored[SHA256_BYTES];
    uint8_t right[SHA256_BYTES];
    (void)query_get_bytes(q, C_AUDIT_LIST_HASH, stored, sizeof stored);
    if (row.number != *last + 1)
        return err_set(err, ERR_CORRUPT, 0,
                       _("%s: row %lld of the audit log is missing"),
                       store->path, (long long)(*last + 1));
    if (!link_hash(chain, &row, right))
        return no_memory(store, err);
    if (memcmp(stored, right, sizeof right) != 0)
        return err_set(err, ERR_CORRUPT, 0,
                       _("%s: row %lld of the audit log (%s, %s) was changed "
                         "or does not follow the row before it"),
                       store->path, (long long)row.number, row.at,
                       row.action);
    *last = row.number;
    memcpy(chain, stored, SHA256_BYTES);
    return ERR_OK;
}

static enum err_code walk(struct store *store, int64_t *rows,
                          struct err *err)
{
    uint8_t chain[SHA256_BYTES] = {0};
    uint8_t head[SHA256_BYTES];
    int64_t last = 0;
    int64_t end = 0;
    bool row = true;
    struct query q;
    enum err_code code = read_head(store, &end, head, err);
    if (code != ERR_OK)
        return code;
    query_start(store, SQL_AUDIT_LIST, &q);
    while (code == ERR_OK) {
        code = query_next(&q, &row, err);
        if (code != ERR_OK || !row)
            break;
        code = verify_row(store, &q, &last, chain, err);
    }
    query_end(&q);
    if (code == ERR_OK &&
        (last != end || memcmp(chain, head, sizeof head) != 0))
        code = err_set(err, ERR_CORRUPT, 0,
                       _("%s: the audit log ends at row %lld, but its head "
                         "says %lld; rows were cut off or added"),
                       store->path, (long long)last, (long long)end);
    if (rows != NULL)
        *rows = last;
    return code;
}

enum err_code store_audit_verify(struct store *store, int64_t *rows,
                                 struct err *err)
{
    /* One view of the file: another process may be appending. */
    bool own = !store->in_tx;
    enum err_code code = own ? db_exec(store, "BEGIN", err) : ERR_OK;
    if (code != ERR_OK)
        return code;
    code = walk(store, rows, err);
    if (own)
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return code;
}
