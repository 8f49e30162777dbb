/* engine/store/store_page.c - scanned pages. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"
#include "engine/store/records.h"

static bool is_zero(const uint8_t hash[SHA256_BYTES])
{
    static const uint8_t zero[SHA256_BYTES];
    return memcmp(hash, zero, sizeof zero) == 0;
}

/* ---- who is this page ---- */

void record_identity(const struct store *store, const struct page_scan *scan,
                     uint8_t out[SHA256_BYTES])
{
    const char *slash = strrchr(scan->file, '/');
    const char *name = slash != NULL ? slash + 1 : scan->file;
    const uint8_t *content =
        is_zero(scan->file_hash) ? scan->image_hash : scan->file_hash;
    char text[LIMIT_PATH_BYTES + 64];
    (void)snprintf(text, sizeof text, "%d:", scan->page);
    size_t n = strlen(text);
    memcpy(text + n, content, SHA256_BYTES);
    n += SHA256_BYTES;
    size_t length = strlen(name);
    if (length > sizeof text - n)
        length = sizeof text - n;
    memcpy(text + n, name, length);
    crypto_hmac_sha256(store->info.key, sizeof store->info.key, text,
                       n + length, out);
}

enum err_code record_page_find(struct store *store,
                               const uint8_t identity[SHA256_BYTES],
                               int64_t *id, enum page_outcome *outcome,
                               struct err *err)
{
    struct query q;
    bool row;
    *id = 0;
    *outcome = PAGE_BROKEN;
    query_start(store, SQL_PAGE_BY_IDENTITY, &q);
    query_bytes(&q, P_PAGE_BY_IDENTITY_IDENTITY, identity, SHA256_BYTES);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && row) {
        *id = query_get_int(&q, C_PAGE_BY_IDENTITY_ID);
        code = word_outcome(store,
                            query_get_text(&q, C_PAGE_BY_IDENTITY_OUTCOME),
                            outcome, err);
    }
    query_end(&q);
    return code;
}

enum err_code record_image_find(struct store *store,
                                const uint8_t hash[SHA256_BYTES], int64_t *id,
                                struct err *err)
{
    *id = 0;
    if (is_zero(hash))
        return ERR_OK;
    struct query q;
    query_start(store, SQL_PAGE_BY_IMAGE, &q);
    query_bytes(&q, P_PAGE_BY_IMAGE_IMAGE_HASH, hash, SHA256_BYTES);
    return query_value(&q, 0, id, err);
}

enum err_code record_page_hashes(struct store *store, int64_t id,
                                 uint8_t identity[SHA256_BYTES],
                                 struct page_scan *scan, struct err *err)
{
    struct query q;
    bool row;
    query_start(store, SQL_PAGE_HASHES, &q);
    query_int(&q, P_PAGE_HASHES_ID, id);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && !row)
        return err_set(err, ERR_NOTFOUND, 0, _("there is no page %lld"),
                       (long long)id);
    if (code != ERR_OK)
        return code;
    (void)query_get_bytes(&q, C_PAGE_HASHES_IDENTITY, identity, SHA256_BYTES);
    (void)query_get_bytes(&q, C_PAGE_HASHES_IMAGE_HASH, scan->image_hash,
                          SHA256_BYTES);
    (void)query_get_bytes(&q, C_PAGE_HASHES_STORE_HASH, scan->store_hash,
                          SHA256_BYTES);
    code = word_kept(store, query_get_text(&q, C_PAGE_HASHES_KEPT),
                     &scan->kept, err);
    query_end(&q);
    return code;
}

enum err_code store_page_seen(struct store *store,
                              const uint8_t hash[SHA256_BYTES], bool *seen,
                              struct err *err)
{
    int64_t id;
    enum err_code code = record_image_find(store, hash, &id, err);
    *seen = id != 0;
    return code;
}

/* ---- writing ---- */

static void bind_hash(struct query *q, int param,
                      const uint8_t hash[SHA256_BYTES])
{
    if (is_zero(hash))
        query_null(q, param);
    else
        query_bytes(q, param, hash, SHA256_BYTES);
}

static void bind_row(struct query *q, int param, int64_t id)
{
    if (id == 0)
        query_null(q, param);
    else
        query_int(q, param, id);
}

static double or_zero(double value)
{
    return isfinite(value) ? value : 0.0;
}

static enum kept_kind kept_kind(const struct page_scan *s)
{
    if (is_zero(s->store_hash))
        return KEPT_NONE;
    return s->kept == KEPT_NONE ? KEPT_PNG : s->kept;
}

static void bind_scan(struct query *q, const struct page_scan *s)
{
    bind_hash(q, P_PAGE_INSERT_IMAGE_HASH, s->image_hash);
    bind_hash(q, P_PAGE_INSERT_STORE_HASH, s->store_hash);
    query_text(q, P_PAGE_INSERT_KEPT, kept_kind_word(kept_kind(s)));
    query_int(q, P_PAGE_INSERT_WIDE, s->wide);
    query_int(q, P_PAGE_INSERT_HIGH, s->high);
    query_int(q, P_PAGE_INSERT_BATCH, s->batch);
    query_int(q, P_PAGE_INSERT_SERIAL, (int64_t)s->serial);
    query_int(q, P_PAGE_INSERT_SIDE, s->side);
    query_int(q, P_PAGE_INSERT_REVISION, s->revision);
    query_int(q, P_PAGE_INSERT_COPYABLE, s->open);
    query_real(q, P_PAGE_INSERT_DPI, or_zero(s->dpi));
    query_real(q, P_PAGE_INSERT_SKEW_DEG, or_zero(s->skew_deg));
    query_real(q, P_PAGE_INSERT_RESIDUAL_MM, or_zero(s->residual_mm));
    query_real(q, P_PAGE_INSERT_WORST_MM, or_zero(s->worst_mm));
    query_int(q, P_PAGE_INSERT_TURNED, s->turned);
    for (int i = 0; i < 9; i++)
        query_real(q, P_PAGE_INSERT_MAP_0 + i, or_zero(s->map[i]));
}

_Static_assert((int)P_PAGE_INSERT_MAP_8 == (int)P_PAGE_INSERT_MAP_0 + 8,
               "bind_scan() counts on nine in a row");

static enum err_code put_page(struct store *store,
                              const struct record_page *page, int64_t *id,
                              struct err *err)
{
    const struct page_scan *s = page->scan;
    bool hide = store->info.anonymous && page->response != 0;
    int64_t new_id = 0; /* 0 = the next one */
    enum err_code code =
        store->info.anonymous ? store_random(63, &new_id, err) : ERR_OK;
    if (code != ERR_OK)
        return code;
    struct query q;
    query_start(store, SQL_PAGE_INSERT, &q);
    bind_row(&q, P_PAGE_INSERT_ID, new_id);
    query_bytes(&q, P_PAGE_INSERT_IDENTITY, page->identity, SHA256_BYTES);
    query_text(&q, P_PAGE_INSERT_FILE, hide ? "" : s->file);
    query_int(&q, P_PAGE_INSERT_FILE_PAGE, hide ? 0 : s->page);
    query_text(&q, P_PAGE_INSERT_OUTCOME, page_outcome_word(page->outcome));
    query_text(&q, P_PAGE_INSERT_STANDING,
               page_standing_word(page->standing));
    query_text(&q, P_PAGE_INSERT_REASON,
               page->reason != NULL ? page->reason : "");
    bind_row(&q, P_PAGE_INSERT_RESPONSE, page->response);
    bind_row(&q, P_PAGE_INSERT_SAME_AS, page->same_as);
    query_int(&q, P_PAGE_INSERT_BAG, page->response != 0 ? 0 : s->bag);
    query_int(&q, P_PAGE_INSERT_JUDGED, page->response != 0 ? s->judged : 0);
    bind_scan(&q, s);
    return query_value(&q, 0, id, err);
}

static enum err_code put_answer(struct store *store, int64_t page,
                                const struct answer_read *a, struct err *err)
{
    struct query q;
    query_start(store, SQL_ANSWER_INSERT, &q);
    query_int(&q, P_ANSWER_INSERT_PAGE, page);
    query_int(&q, P_ANSWER_INSERT_ITEM, (int64_t)a->item);
    query_text(&q, P_ANSWER_INSERT_STATE, answer_state_word(a->state));
    query_int(&q, P_ANSWER_INSERT_CHOICES, (int64_t)a->choices);
    query_int(&q, P_ANSWER_INSERT_CORRECTED, a->corrected);
    query_int(&q, P_ANSWER_INSERT_INK, a->ink);
    return query_run(&q, err);
}

static const uint8_t *crop_of(const struct page_scan *scan, size_t item)
{
    for (size_t i = 0; i < scan->crop_count; i++)
        if (scan->crops[i].item == item)
            return scan->crops[i].hash;
    return NULL;
}

enum err_code record_page_add(struct store *store,
                              const struct record_page *page, int64_t *id,
                              struct err *err)
{
    assert(store->in_tx);
    const struct page_scan *s = page->scan;
    enum err_code code = put_page(store, page, id, err);
    if (page->response == 0)
        return code;
    for (size_t i = 0; code == ERR_OK && i < s->box_count; i++)
        code = record_box_add(store, *id, &s->boxes[i], err);
    for (size_t i = 0; code == ERR_OK && i < s->answer_count; i++)
        code = put_answer(store, *id, &s->answers[i], err);
    for (size_t i = 0; code == ERR_OK && i < s->answer_count; i++)
        if (s->answers[i].ink)
            code = record_writing_add(store, *id, s->answers[i].item,
                                      crop_of(s, s->answers[i].item), err);
    return code;
}

enum err_code record_page_drop(struct store *store, int64_t id,
                               struct err *err)
{
    struct query q;
    query_start(store, SQL_PAGE_DELETE, &q);
    query_int(&q, P_PAGE_DELETE_ID, id);
    return query_run(&q, err);
}

enum err_code record_page_stand(struct store *store, int64_t id,
                                enum page_standing standing, struct err *err)
{
    struct query q;
    query_start(store, SQL_PAGE_STAND, &q);
    query_int(&q, P_PAGE_STAND_ID, id);
    query_text(&q, P_PAGE_STAND_STANDING, page_standing_word(standing));
    return query_run(&q, err);
}

/* ---- reading back ---- */

void store_image_path(const uint8_t store_hash[SHA256_BYTES],
                      enum kept_kind kind, char out[STORE_IMAGE_PATH])
{
    char hex[SHA256_HEX];
    out[0] = '\0';
    if (is_zero(store_hash))
        return;
    crypto_hex(store_hash, SHA256_BYTES, hex);
    (void)snprintf(out, STORE_IMAGE_PATH, "pages/%.2s/%s.%s", hex, hex + 2,
                   kept_kind_word(kind));
}

_Static_assert((int)C_PAGE_LIST_MENDED == (int)C_PAGE_GET_MENDED,
               "read_page() serves both statements");

static enum err_code read_page(struct store *store, const struct query *q,
                               struct page_row *out, struct err *err)
{
    uint8_t hash[SHA256_BYTES];
    *out = (struct page_row){
        .id = query_get_int(q, C_PAGE_GET_ID),
        .response = query_get_int(q, C_PAGE_GET_RESPONSE),
        .page = (int)query_get_int(q, C_PAGE_GET_FILE_PAGE),
        .batch = (uint32_t)query_get_int(q, C_PAGE_GET_BATCH),
        .serial = (uint64_t)query_get_int(q, C_PAGE_GET_SERIAL),
        .side = (int)query_get_int(q, C_PAGE_GET_SIDE),
        .revision = (int)query_get_int(q, C_PAGE_GET_REVISION),
        .open = query_get_int(q, C_PAGE_GET_COPYABLE) != 0,
        .dpi = query_get_real(q, C_PAGE_GET_DPI),
        .skew_deg = query_get_real(q, C_PAGE_GET_SKEW_DEG),
        .residual_mm = query_get_real(q, C_PAGE_GET_RESIDUAL_MM),
        .worst_mm = query_get_real(q, C_PAGE_GET_WORST_MM),
    };
    for (int i = 0; i < 9; i++)
        out->map[i] = query_get_real(q, C_PAGE_GET_MAP_0 + i);
    copy_text(out->file, sizeof out->file,
              query_get_text(q, C_PAGE_GET_FILE));
    copy_text(out->reason, sizeof out->reason,
              query_get_text(q, C_PAGE_GET_REASON));
    out->wide = (int)query_get_int(q, C_PAGE_GET_WIDE);
    out->high = (int)query_get_int(q, C_PAGE_GET_HIGH);
    out->bag = (uint32_t)query_get_int(q, C_PAGE_GET_BAG);
    out->judged = (int)query_get_int(q, C_PAGE_GET_JUDGED);
    out->mended = query_get_int(q, C_PAGE_GET_MENDED) != 0;
    enum kept_kind kind;
    (void)query_get_bytes(q, C_PAGE_GET_STORE_HASH, hash, sizeof hash);
    enum err_code code =
        word_kept(store, query_get_text(q, C_PAGE_GET_KEPT), &kind, err);
    store_image_path(hash, kind, out->image);
    if (code == ERR_OK)
        code = word_outcome(store, query_get_text(q, C_PAGE_GET_OUTCOME),
                            &out->outcome, err);
    if (code == ERR_OK)
        code = word_standing(store, query_get_text(q, C_PAGE_GET_STANDING),
                             &out->standing, err);
    return code;
}

enum err_code store_page_get(struct store *store, int64_t id,
                             struct page_row *out, struct err *err)
{
    struct query q;
    bool row;
    query_start(store, SQL_PAGE_GET, &q);
    query_int(&q, P_PAGE_GET_ID, id);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && !row)
        return err_set(err, ERR_NOTFOUND, 0, _("there is no page %lld"),
                       (long long)id);
    if (code == ERR_OK)
        code = read_page(store, &q, out, err);
    query_end(&q);
    return code;
}

enum err_code store_pages(struct store *store,
                          bool (*each)(void *ctx, const struct page_row *row),
                          void *ctx, struct err *err)
{
    struct query q;
    bool row = true;
    bool stop = false;
    enum err_code code = ERR_OK;
    struct page_row *page = mem_alloc(1, sizeof *page);
    if (page == NULL)
        return no_memory(store, err);
    query_start(store, SQL_PAGE_LIST, &q);
    while (code == ERR_OK && !stop) {
        code = query_next(&q, &row, err);
        if (code != ERR_OK || !row)
            break;
        code = read_page(store, &q, page, err);
        if (code == ERR_OK)
            stop = each(ctx, page);
    }
    query_end(&q);
    free(page);
    return code;
}

enum err_code store_pages_broken(struct store *store,
                                 bool (*each)(void *ctx, int64_t id,
                                              const char *file, int page),
                                 void *ctx, struct err *err)
{
    struct query q;
    bool row = true;
    bool stop = false;
    enum err_code code = ERR_OK;
    query_start(store, SQL_PAGE_BROKEN, &q);
    while (code == ERR_OK && !stop) {
        code = query_next(&q, &row, err);
        if (code != ERR_OK || !row)
            break;
        stop = each(ctx, query_get_int(&q, C_PAGE_BROKEN_ID),
                    query_get_text(&q, C_PAGE_BROKEN_FILE),
                    (int)query_get_int(&q, C_PAGE_BROKEN_FILE_PAGE));
    }
    query_end(&q);
    return code;
}

enum err_code record_page_mend(struct store *store, int64_t id,
                               struct err *err)
{
    struct query q;
    query_start(store, SQL_PAGE_MEND, &q);
    query_int(&q, P_PAGE_MEND_ID, id);
    return query_run(&q, err);
}
