/* engine/gate/response.c - see response.h. */
#include "engine/gate/response.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/utf8.h"
#include "engine/gate/internal.h"

/* One response on its way through. */
struct coming {
    struct store *store;
    const struct response_came *came;
    const struct questionnaire *q;
    uint8_t identity[SHA256_BYTES]; /* of its name */
    uint8_t content[SHA256_BYTES];  /* of its bytes */
    struct answer_read *answers;    /* LIMIT_ITEMS, one per item */
    const char *texts[LIMIT_ITEMS];
};

/* ---- checks ---- */

static enum err_code check_head(const struct coming *c, struct err *err)
{
    const struct response_came *came = c->came;
    size_t n = came->name != NULL ? strlen(came->name) : 0;
    if (came->unit >= store_units(c->store)->count)
        return err_set(err, ERR_RANGE, 0,
                       _("the answers name a unit this round does not have"));
    if (n == 0 || n > RESPONSE_NAME_BYTES || utf8_check(came->name, n) != n)
        return err_set(err, ERR_RANGE, 0,
                       _("the answers need a name of their own of 1 to %d "
                         "bytes (a UUID)"),
                       RESPONSE_NAME_BYTES);
    return ERR_OK;
}

static bool only_blanks(const char *text)
{
    return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

static enum err_code check_text(const struct item *item, const char *text,
                                struct err *err)
{
    size_t n = strlen(text);
    if (n > RESPONSE_TEXT_BYTES)
        return err_set(err, ERR_RANGE, 0,
                       _("question %s: the text has %zu bytes; at most %d are "
                         "taken"),
                       item->code, n, RESPONSE_TEXT_BYTES);
    if (utf8_check(text, n) != n)
        return err_set(err, ERR_FORMAT, 0,
                       _("question %s: the text is not UTF-8"), item->code);
    for (const char *p = text; *p != '\0'; p++)
        if ((unsigned char)*p < 0x20 && strchr("\t\r\n", *p) == NULL)
            return err_set(err, ERR_FORMAT, 0,
                           _("question %s: the text holds control "
                             "characters"),
                           item->code);
    return ERR_OK;
}

/* More choices than allowed are no answer, as on paper. */
static enum answer_state state_of(const struct item *item, uint64_t choices)
{
    int n = __builtin_popcountll(choices);
    if (n == 0)
        return ANSWER_BLANK;
    return n <= (item->kind == ITEM_MULTI ? item->max_choices : 1)
               ? ANSWER_GIVEN
               : ANSWER_INVALID;
}

static enum err_code take_answer(struct coming *c,
                                 const struct response_answer *a,
                                 bool seen[], struct err *err)
{
    if (a->item >= c->q->item_count || seen[a->item])
        return err_set(err, ERR_RANGE, 0,
                       _("the answers hold one to no question, or two to "
                         "one"));
    const struct item *item = &c->q->items[a->item];
    struct answer_read *out = &c->answers[a->item];
    seen[a->item] = true;
    if (item->kind != ITEM_TEXT) {
        out->choices = a->choices;
        out->state = state_of(item, a->choices);
        return check_answer(item, out->state, out->choices, err);
    }
    if (only_blanks(a->text))
        return ERR_OK;
    out->state = ANSWER_GIVEN;
    out->ink = true;
    c->texts[a->item] = a->text;
    return check_text(item, a->text, err);
}

static enum err_code take_answers(struct coming *c, struct err *err)
{
    bool seen[LIMIT_ITEMS] = {false};
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < c->q->item_count; i++)
        c->answers[i] = (struct answer_read){
            .item = i, .state = ANSWER_BLANK, .reason = ""};
    for (size_t i = 0; code == ERR_OK && i < c->came->answer_count; i++)
        code = take_answer(c, &c->came->answers[i], seen, err);
    return code;
}

/* ---- storing ---- */

static enum err_code type_texts(const struct coming *c, int64_t page,
                                struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < c->q->item_count; i++) {
        int64_t writing = 0;
        if (c->texts[i] == NULL)
            continue;
        code = record_writing_find(c->store, page, i, &writing, err);
        if (code == ERR_OK)
            code = record_writing_type(c->store, writing, WRITING_TYPED,
                                       c->texts[i], "", err);
    }
    return code;
}

/* Binds the row to what came.  Not on anonymous surveys, where the log would
 * tell the order of arrival. */
static enum err_code audit(const struct coming *c, int64_t page,
                           struct err *err)
{
    char hex[SHA256_HEX], detail[256];
    if (store_survey(c->store)->anonymous)
        return ERR_OK;
    crypto_hex(c->content, SHA256_BYTES, hex);
    (void)snprintf(detail, sizeof detail,
                   "{\"page\":%lld,\"channel\":\"%s\",\"content\":\"%s\"}",
                   (long long)page, c->came->channel, hex);
    return store_audit(c->store, "response", "", detail, err);
}

static enum err_code add(const struct coming *c, struct err *err)
{
    struct page_scan scan = {.file = "",
                             .outcome = PAGE_READ,
                             .reason = "",
                             .revision = c->came->revision,
                             .answer_count = c->q->item_count,
                             .answers = c->answers};
    struct record_page page = {.scan = &scan,
                               .identity = c->identity,
                               .outcome = PAGE_READ,
                               .standing = STANDING_COUNTS,
                               .reason = ""};
    const struct record_response row = {.unit = c->came->unit,
                                        .revision = c->came->revision,
                                        .channel = c->came->channel};
    int64_t id = 0;
    memcpy(scan.image_hash, c->content, SHA256_BYTES);
    enum err_code code =
        record_response_add(c->store, &row, &page.response, err);
    if (code == ERR_OK)
        code = record_page_add(c->store, &page, &id, err);
    if (code == ERR_OK)
        code = type_texts(c, id, err);
    if (code == ERR_OK)
        code = settle_response(c->store, page.response, err);
    if (code == ERR_OK)
        code = store_form_used(c->store, c->came->revision, err);
    return code == ERR_OK ? audit(c, id, err) : code;
}

/* The name and the bytes, hashed under the round's own key: without it they
 * lead from no tablet to any row. */
static void identify(struct coming *c, struct str *scratch)
{
    const struct survey_info *info = store_survey(c->store);
    str_clear(scratch);
    str_addf(scratch, "response:%s", c->came->name);
    crypto_hmac_sha256(info->key, sizeof info->key, scratch->text,
                       scratch->n, c->identity);
    crypto_hmac_sha256(info->key, sizeof info->key, c->came->bytes,
                       c->came->n, c->content);
}

static enum err_code arrive(struct coming *c, enum response_outcome *outcome,
                            struct err *err)
{
    int64_t old = 0;
    enum page_outcome was;
    uint8_t identity[SHA256_BYTES];
    struct page_scan before = {.file = ""};
    enum err_code code =
        record_page_find(c->store, c->identity, &old, &was, err);
    if (code != ERR_OK)
        return code;
    if (old == 0) {
        *outcome = RESPONSE_STORED;
        return add(c, err);
    }
    code = record_page_hashes(c->store, old, identity, &before, err);
    if (code == ERR_OK)
        *outcome = memcmp(before.image_hash, c->content, SHA256_BYTES) == 0
                       ? RESPONSE_SAME
                       : RESPONSE_OTHER;
    return code;
}

enum err_code gate_response(struct store *store,
                            const struct response_came *came,
                            enum response_outcome *outcome, struct err *err)
{
    struct str scratch;
    struct coming c = {.store = store, .came = came};
    *outcome = RESPONSE_OTHER;
    str_init(&scratch, RESPONSE_NAME_BYTES + 64);
    c.answers = mem_alloc(LIMIT_ITEMS, sizeof *c.answers);
    enum err_code code = store_not_sealed(store, err);
    if (code == ERR_OK && c.answers == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    if (code == ERR_OK)
        code = check_head(&c, err);
    if (code == ERR_OK)
        code = store_form(store, came->revision, &c.q, NULL, err);
    if (code == ERR_OK)
        code = take_answers(&c, err);
    if (code == ERR_OK) {
        identify(&c, &scratch);
        code = str_check(&scratch, _("the answers"), err);
    }
    if (code == ERR_OK)
        code = arrive(&c, outcome, err);
    str_deinit(&scratch);
    free(c.answers);
    return code;
}
