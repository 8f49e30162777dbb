/* engine/store/store_batch.c - print batches and their sheets. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

enum { BATCH_NUMBER_MAX = (1 << 20) - 1, SERIAL_BITS = 35 };

_Static_assert((int)C_BATCH_LIST_CREATED == (int)C_BATCH_GET_CREATED,
               "read_batch() serves both statements");

static enum err_code read_batch(const struct store *store,
                                const struct query *q, struct batch *out,
                                struct err *err)
{
    *out = (struct batch){
        .number = (uint32_t)query_get_int(q, C_BATCH_GET_NUMBER),
        .unit = (size_t)query_get_int(q, C_BATCH_GET_UNIT),
        .revision = (int)query_get_int(q, C_BATCH_GET_REVISION),
        .open = query_get_int(q, C_BATCH_GET_COPYABLE) != 0,
        .copies = query_get_int(q, C_BATCH_GET_COPIES),
        .issued = query_get_int(q, C_BATCH_GET_ISSUED),
        .refused = query_get_int(q, C_BATCH_GET_REFUSED),
    };
    copy_text(out->created, sizeof out->created,
              query_get_text(q, C_BATCH_GET_CREATED));
    if (out->unit >= store->units.count)
        return err_set(err, ERR_CORRUPT, 0,
                       _("%s: a row names a unit that does not exist; restore "
                         "it from a copy"),
                       store->path);
    return ERR_OK;
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a;
    const uint64_t *y = b;
    return (*x > *y) - (*x < *y);
}

/* Where a batch's numbers come from: the system, or in a demonstration the
 * survey's key, batch and a counter. */
struct source {
    const struct survey_info *info;
    uint32_t batch;
    uint32_t counter;
};

static enum err_code next_random(struct source *from, int bits, int64_t *out,
                                 struct err *err)
{
    if (!from->info->seeded)
        return store_random(bits, out, err);
    uint64_t value = 0;
    while (value == 0) {
        const uint32_t words[] = {from->batch, from->counter++};
        uint8_t mac[SHA256_BYTES];
        crypto_hmac_sha256(from->info->key, sizeof from->info->key, words,
                           sizeof words, mac);
        memcpy(&value, mac, sizeof value);
        value >>= 64 - bits;
    }
    *out = (int64_t)value;
    return ERR_OK;
}

/* Draw n different serials; in ascending order when done. */
static enum err_code draw(struct source *from, size_t n, uint64_t serials[],
                          struct err *err)
{
    size_t good = 0;
    while (good < n) {
        for (size_t i = good; i < n; i++) {
            int64_t value;
            enum err_code code = next_random(from, SERIAL_BITS, &value, err);
            if (code != ERR_OK)
                return code;
            serials[i] = (uint64_t)value;
        }
        qsort(serials, n, sizeof serials[0], by_value);
        good = 0;
        for (size_t i = 0; i < n; i++)
            if (i == 0 || serials[i] != serials[good - 1])
                serials[good++] = serials[i];
    }
    return ERR_OK;
}

/* Sheets are stored in ascending order (quick, and the table then tells
 * nothing) and printed in another one, so that a serial tells no place in the
 * pile. */
static enum err_code shuffle(struct source *from, size_t n,
                             uint64_t serials[], struct err *err)
{
    for (size_t i = n; i > 1; i--) {
        int64_t value;
        enum err_code code = next_random(from, 62, &value, err);
        if (code != ERR_OK)
            return code;
        size_t k = (size_t)value % i;
        uint64_t kept = serials[k];
        serials[k] = serials[i - 1];
        serials[i - 1] = kept;
    }
    return ERR_OK;
}

static enum err_code put_sheets(struct store *store, uint32_t batch, size_t n,
                                uint64_t serials[], struct err *err)
{
    struct source from = {.info = &store->info, .batch = batch};
    enum err_code code = draw(&from, n, serials, err);
    for (size_t i = 0; code == ERR_OK && i < n; i++) {
        struct query q;
        query_start(store, SQL_SHEET_INSERT, &q);
        query_int(&q, P_SHEET_INSERT_BATCH, batch);
        query_int(&q, P_SHEET_INSERT_SERIAL, (int64_t)serials[i]);
        code = query_run(&q, err);
    }
    return code == ERR_OK ? shuffle(&from, n, serials, err) : code;
}

static enum err_code put_batch(struct store *store, const struct batch *b,
                               struct err *err)
{
    struct query q;
    enum err_code code = store_form_used(store, b->revision, err);
    if (code != ERR_OK)
        return code;
    query_start(store, SQL_BATCH_INSERT, &q);
    query_int(&q, P_BATCH_INSERT_NUMBER, b->number);
    query_int(&q, P_BATCH_INSERT_UNIT, (int64_t)b->unit);
    query_int(&q, P_BATCH_INSERT_REVISION, b->revision);
    query_int(&q, P_BATCH_INSERT_COPYABLE, b->open);
    query_int(&q, P_BATCH_INSERT_COPIES, b->copies);
    query_text(&q, P_BATCH_INSERT_CREATED, b->created);
    return query_run(&q, err);
}

static enum err_code may_print(struct store *store, bool open,
                               struct err *err)
{
    if (store->info.anonymous && !open)
        return err_set(err, ERR_DENIED, 0,
                       _("this survey is anonymous: its sheets carry no "
                         "serial; print them with --open"));
    return store_not_sealed(store, err);
}

enum err_code store_batch_add(struct store *store, size_t unit, int revision,
                              bool open, int64_t copies, uint64_t serials[],
                              struct batch *out, struct err *err)
{
    assert(store->in_tx && unit < store->units.count);
    if (copies < 0 || copies > LIMIT_COPIES)
        return err_set(err, ERR_RANGE, 0,
                       _("%lld copies; one print run has at most %d"),
                       (long long)copies, (int)LIMIT_COPIES);
    enum err_code code = may_print(store, open, err);
    if (code != ERR_OK)
        return code;
    struct query q;
    int64_t last;
    query_start(store, SQL_BATCH_NEWEST, &q);
    code = query_value(&q, 0, &last, err);
    if (code == ERR_OK && last >= BATCH_NUMBER_MAX)
        code = err_set(err, ERR_RANGE, 0,
                       _("this survey already has %d print runs"),
                       (int)BATCH_NUMBER_MAX);
    if (code != ERR_OK)
        return code;
    struct batch b = {.number = (uint32_t)last + 1,
                      .unit = unit,
                      .revision = revision,
                      .open = open,
                      .copies = copies,
                      .issued = copies};
    store_now(b.created);
    code = put_batch(store, &b, err);
    if (code == ERR_OK && !open)
        code = put_sheets(store, b.number, (size_t)copies, serials, err);
    if (code == ERR_OK && out != NULL)
        *out = b;
    return code;
}

enum err_code store_batch_get(struct store *store, uint32_t number,
                              struct batch *out, struct err *err)
{
    struct query q;
    bool row;
    *out = (struct batch){.number = 0};
    query_start(store, SQL_BATCH_GET, &q);
    query_int(&q, P_BATCH_GET_NUMBER, number);
    enum err_code code = query_next(&q, &row, err);
    if (code != ERR_OK)
        return code;
    if (!row)
        return err_set(err, ERR_NOTFOUND, 0,
                       _("this survey has no print run %u"), number);
    code = read_batch(store, &q, out, err);
    query_end(&q);
    return code;
}

enum err_code store_batches(struct store *store, struct batch **out,
                            size_t *n, struct err *err)
{
    struct batch *list = NULL;
    size_t count = 0;
    size_t room = 0;
    bool row = true;
    struct query q;
    *out = NULL;
    *n = 0;
    query_start(store, SQL_BATCH_LIST, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        if (count == room) {
            room = room > 0 ? room * 2 : 16;
            struct batch *grown = mem_grow(list, room, sizeof *list);
            if (grown == NULL) {
                code = no_memory(store, err);
                break;
            }
            list = grown;
        }
        code = read_batch(store, &q, &list[count++], err);
        if (code == ERR_OK)
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

static enum err_code audit_issued(struct store *store, uint32_t number,
                                  int64_t issued, int64_t refused,
                                  struct err *err)
{
    char detail[160];
    (void)snprintf(detail, sizeof detail,
                   "{\"batch\":%u,\"issued\":%lld,\"refused\":%lld}", number,
                   (long long)issued, (long long)refused);
    return store_audit(store, "issue", "", detail, err);
}

enum err_code store_batch_issued(struct store *store, uint32_t number,
                                 int64_t issued, int64_t refused,
                                 struct err *err)
{
    if (issued < 0 || refused < 0 || refused > issued)
        return err_set(err, ERR_RANGE, 0,
                       _("print run %u: %lld refused of %lld handed out is "
                         "not possible"),
                       number, (long long)refused, (long long)issued);
    struct scope scope;
    struct batch batch;
    enum err_code code = scope_begin(store, &scope, err);
    if (code != ERR_OK)
        return code;
    code = store_not_sealed(store, err);
    if (code == ERR_OK)
        code = store_batch_get(store, number, &batch, err);
    if (code == ERR_OK && !batch.open && issued > batch.copies)
        code = err_set(err, ERR_RANGE, 0,
                       _("print run %u has %lld numbered sheets; %lld cannot "
                         "have been handed out"),
                       number, (long long)batch.copies, (long long)issued);
    if (code == ERR_OK) {
        struct query q;
        query_start(store, SQL_BATCH_ISSUED, &q);
        query_int(&q, P_BATCH_ISSUED_NUMBER, number);
        query_int(&q, P_BATCH_ISSUED_ISSUED, issued);
        query_int(&q, P_BATCH_ISSUED_REFUSED, refused);
        code = query_run(&q, err);
    }
    if (code == ERR_OK)
        code = audit_issued(store, number, issued, refused, err);
    return scope_end(&scope, code, err);
}

enum err_code store_batch_of_unit(struct store *store, size_t unit,
                                  int revision, bool open, struct batch *out,
                                  struct err *err)
{
    struct batch *batches = NULL;
    size_t n = 0;
    bool found = false;
    enum err_code code = store_batches(store, &batches, &n, err);
    for (size_t i = 0; code == ERR_OK && i < n && !found; i++) {
        found = batches[i].unit == unit && batches[i].revision == revision &&
                batches[i].open == open && batches[i].copies == 0;
        if (found)
            *out = batches[i];
    }
    free(batches);
    if (code != ERR_OK || found)
        return code;
    return store_batch_add(store, unit, revision, open, 0, NULL, out, err);
}

enum err_code store_sheet_add(struct store *store, uint32_t batch,
                              uint64_t serial, struct err *err)
{
    struct query q;
    query_start(store, SQL_SHEET_NOTE, &q);
    query_int(&q, P_SHEET_NOTE_BATCH, batch);
    query_int(&q, P_SHEET_NOTE_SERIAL, (int64_t)serial);
    return query_run(&q, err);
}

enum err_code store_sheet_known(struct store *store, uint32_t batch,
                                uint64_t serial, bool *known, struct err *err)
{
    struct query q;
    int64_t count;
    query_start(store, SQL_SHEET_KNOWN, &q);
    query_int(&q, P_SHEET_KNOWN_BATCH, batch);
    query_int(&q, P_SHEET_KNOWN_SERIAL, (int64_t)serial);
    enum err_code code = query_value(&q, 0, &count, err);
    *known = count > 0;
    return code;
}
