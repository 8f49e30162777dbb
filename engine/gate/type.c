/* engine/gate/type.c - handwriting becomes text. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/mem.h"
#include "engine/base/utf8.h"
#include "engine/gate/internal.h"

static enum err_code check_text(enum writing_state state, const char *text,
                                struct err *err)
{
    size_t n = strlen(text);
    if (state != WRITING_TYPED)
        return ERR_OK;
    if (strspn(text, " \n") == n)
        return err_set(err, ERR_RANGE, 0,
                       _("there is no text; if nothing can be read, say "
                         "illegible, and if nothing is written, say nothing"));
    if (n > WRITING_TEXT_MAX)
        return err_set(err, ERR_RANGE, 0,
                       _("the text has %zu bytes; at most %d are kept"), n,
                       WRITING_TEXT_MAX);
    if (utf8_check(text, n) != n)
        return err_set(err, ERR_FORMAT, 0, _("the text is not UTF-8"));
    for (const char *p = text; *p != '\0'; p++)
        if (((unsigned char)*p < 0x20 && *p != '\n') || *p == 0x7F)
            return err_set(err, ERR_FORMAT, 0,
                           _("the text holds control characters"));
    return ERR_OK;
}

/* The words themselves stay out of the log: it cannot be corrected. */
static enum err_code audit_typing(struct store *store,
                                  const struct writing_row *row,
                                  const struct item *item,
                                  enum writing_state state, const char *text,
                                  const char *who, struct err *err)
{
    struct str detail;
    str_init(&detail, 4096);
    struct jout j = {.out = &detail};
    jout_begin_object(&j, NULL);
    jout_int(&j, "writing", row->id);
    jout_string(&j, "item", item->code);
    jout_string(&j, "state", writing_state_word(state));
    if (state == WRITING_TYPED && !store_survey(store)->anonymous) {
        uint8_t hash[SHA256_BYTES];
        char hex[SHA256_HEX];
        crypto_sha256(text, strlen(text), hash);
        crypto_hex(hash, sizeof hash, hex);
        jout_string(&j, "text_sha256", hex);
    }
    jout_end_object(&j);
    enum err_code code = str_check(&detail, _("the decision"), err);
    if (code == ERR_OK)
        code = store_audit(store, "writing.type", who, detail.text, err);
    str_deinit(&detail);
    return code;
}

static enum err_code response_of(struct store *store, int64_t page,
                                 int64_t *response, struct err *err)
{
    struct page_row *row = mem_alloc(1, sizeof *row);
    if (row == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = store_page_get(store, page, row, err);
    *response = row->response;
    free(row);
    return code;
}

static enum err_code type(struct store *store, int64_t id,
                          enum writing_state state, const char *text,
                          const char *who, struct err *err)
{
    struct writing_row row;
    const struct questionnaire *q;
    int64_t response = 0;
    enum err_code code = store_not_sealed(store, err);
    if (code == ERR_OK)
        code = store_writing_get(store, id, &row, err);
    if (code == ERR_OK)
        code = store_form(store, row.revision, &q, NULL, err);
    if (code == ERR_OK)
        code = record_writing_type(store, id, state, text, who, err);
    if (code == ERR_OK)
        code = record_decision(store, row.page, row.item,
                               state == WRITING_NOTHING ? ANSWER_BLANK
                                                        : ANSWER_GIVEN,
                               0, err);
    if (code == ERR_OK)
        code = response_of(store, row.page, &response, err);
    if (code == ERR_OK && response != 0)
        code = settle_response(store, response, err);
    if (code == ERR_OK)
        code = audit_typing(store, &row, &q->items[row.item], state, text,
                            who, err);
    return code;
}

enum err_code gate_type(struct store *store, int64_t writing,
                        enum writing_state state, const char *text,
                        const char *who, struct err *err)
{
    if (who == NULL || who[0] == '\0')
        return err_set(err, ERR_USAGE, 0, _("a decision needs a name: who "
                                            "decides?"));
    if (state == WRITING_OPEN || (unsigned)state >= WRITING_STATE_COUNT)
        return err_set(err, ERR_RANGE, 0,
                       _("writing is typed, illegible or nothing"));
    enum err_code code = check_text(state, text != NULL ? text : "", err);
    if (code == ERR_OK)
        code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = type(store, writing, state, text != NULL ? text : "", who, err);
    if (code == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}
