/* engine/gate/close.c - see close.h; the files are close_sweep.c. */
#include "engine/gate/close.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/gate/internal.h"

static enum err_code nothing_waits(const struct seal_counts *counts,
                                   struct err *err)
{
    if (counts->waiting == 0)
        return ERR_OK;
    return err_set(err, ERR_NOTNOW, 0,
                   _("%lld questions wait for a person, and after closing the "
                     "pictures they need are gone: settle them first (pingyi "
                     "review list), or close with --unsettled, and they stay "
                     "unanswered for good"),
                   (long long)counts->waiting);
}

static enum err_code audit(struct store *store, const char *who,
                           const struct seal_counts *counts,
                           const char *digest, struct err *err)
{
    struct str text;
    str_init(&text, 4096);
    struct jout j = {.out = &text};
    jout_begin_object(&j, NULL);
    jout_int(&j, "responses", counts->responses);
    jout_int(&j, "numbered", counts->numbered);
    jout_int(&j, "pages", counts->pages);
    jout_int(&j, "pictures", counts->pictures);
    jout_int(&j, "unsettled", counts->waiting);
    jout_string(&j, "counted_sha256", digest);
    jout_end_object(&j);
    enum err_code code = str_check(&text, _("the closing"), err);
    if (code == ERR_OK)
        code = store_audit(store, "close", who, text.text, err);
    str_deinit(&text);
    return code;
}

static enum err_code close_in_tx(struct store *store,
                                 const struct close_options *options,
                                 struct seal_counts *before, struct err *err)
{
    char digest[SHA256_HEX], after[SHA256_HEX];
    enum err_code code = store_not_sealed(store, err);
    if (code == ERR_OK)
        code = store_seal_counts(store, before, err);
    if (code == ERR_OK && !options->unsettled)
        code = nothing_waits(before, err);
    if (code == ERR_OK)
        code = store_seal_digest(store, digest, err);
    if (code == ERR_OK)
        code = store_seal(store, options->step, options->ctx, err);
    if (code == ERR_OK)
        code = store_seal_digest(store, after, err);
    if (code == ERR_OK && strcmp(digest, after) != 0)
        code = err_set(err, ERR_CORRUPT, 0,
                       _("closing would change what is counted; nothing was "
                         "changed (run pingyi doctor)"));
    if (code == ERR_OK)
        code = audit(store, options->who, before, digest, err);
    return code;
}

enum err_code gate_close(struct store *store,
                         const struct close_options *options,
                         struct seal_counts *before, struct err *err)
{
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = close_in_tx(store, options, before, err);
    if (code == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}

enum err_code gate_close_verify(struct store *store, struct err *err)
{
    bool sealed;
    char *detail = NULL;
    struct jval *root = NULL;
    char digest[SHA256_HEX];
    enum err_code code = store_sealed(store, &sealed, err);
    if (code == ERR_OK && !sealed)
        return err_set(err, ERR_NOTNOW, 0, _("the round is not closed"));
    if (code == ERR_OK)
        code = store_seal_detail(store, &detail, err);
    if (code == ERR_OK)
        code = store_seal_digest(store, digest, err);
    if (code == ERR_OK && detail != NULL)
        code = jval_parse(detail, strlen(detail), "audit", &root, err);
    if (code == ERR_OK) {
        const char *was = jval_text(jval_get(root, "counted_sha256"));
        if (was == NULL || strcmp(was, digest) != 0)
            code = err_set(err, ERR_CORRUPT, 0,
                           _("the answers are not those that were there when "
                             "the round was closed: survey.db was changed by "
                             "other means; restore it from a copy"));
    }
    jval_free(root);
    free(detail);
    return code;
}
