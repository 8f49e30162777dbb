/* engine/store/store_form.c - questionnaire revisions and their layouts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/store/internal.h"

static enum err_code newest(struct store *store, int *revision,
                            struct err *err)
{
    struct query q;
    int64_t value;
    query_start(store, SQL_FORM_NEWEST, &q);
    enum err_code code = query_value(&q, 0, &value, err);
    *revision = (int)value;
    return code;
}

/* Read and parse a revision into the cache. */
static enum err_code load(struct store *store, int revision, struct err *err)
{
    struct query q;
    bool row;
    query_start(store, SQL_FORM_GET, &q);
    query_int(&q, P_FORM_GET_REVISION, revision);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && !row)
        return err_set(err, ERR_NOTFOUND, 0,
                       _("this survey has no revision %d of its "
                         "questionnaire"),
                       revision);
    if (code == ERR_OK) {
        const char *source = query_get_text(&q, C_FORM_GET_SOURCE);
        char name[64];
        (void)snprintf(name, sizeof name, "survey.db:revision-%d", revision);
        code = questionnaire_parse(source, strlen(source), name,
                                   &store->form[revision], err);
    }
    query_end(&q);
    return code;
}

enum err_code store_form(struct store *store, int revision,
                         const struct questionnaire **q, int *found_revision,
                         struct err *err)
{
    *q = NULL;
    enum err_code code = ERR_OK;
    if (revision == 0)
        code = newest(store, &revision, err);
    if (code == ERR_OK && (revision < 1 || revision > FORM_REVISIONS))
        code = err_set(err, ERR_NOTFOUND, 0,
                       _("this survey has no revision %d of its "
                         "questionnaire"),
                       revision);
    if (code == ERR_OK && store->form[revision] == NULL)
        code = load(store, revision, err);
    if (code != ERR_OK)
        return code;
    *q = store->form[revision];
    if (found_revision != NULL)
        *found_revision = revision;
    return ERR_OK;
}

enum err_code row_item(struct store *store, int revision, int64_t item,
                       struct err *err)
{
    const struct questionnaire *q;
    enum err_code code = store_form(store, revision, &q, NULL, err);
    if (code == ERR_OK && (item < 0 || (uint64_t)item >= q->item_count))
        code = err_set(err, ERR_CORRUPT, 0,
                       _("%s: a row names question %lld, which revision %d "
                         "does not have; restore it from a copy"),
                       store->path, (long long)item, revision);
    return code;
}

/* ---- a changed questionnaire ---- */

enum change { CHANGE_NONE, CHANGE_REPLACE, CHANGE_ADD };

static enum err_code compare(struct store *store, int revision,
                             const char *source, enum change *change,
                             struct err *err)
{
    struct query q;
    bool row;
    *change = CHANGE_ADD;
    query_start(store, SQL_FORM_GET, &q);
    query_int(&q, P_FORM_GET_REVISION, revision);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && row) {
        if (strcmp(query_get_text(&q, C_FORM_GET_SOURCE), source) == 0)
            *change = CHANGE_NONE;
        else if (query_get_int(&q, C_FORM_GET_PRINTED) == 0)
            *change = CHANGE_REPLACE;
    }
    query_end(&q);
    return code;
}

static enum err_code replace(struct store *store, int revision,
                             const struct questionnaire *form,
                             struct err *err)
{
    char now[32];
    store_now(now);
    struct query q;
    query_start(store, SQL_LAYOUT_DROP, &q);
    query_int(&q, P_LAYOUT_DROP_REVISION, revision);
    enum err_code code = query_run(&q, err);
    if (code != ERR_OK)
        return code;
    query_start(store, SQL_FORM_REPLACE, &q);
    query_int(&q, P_FORM_REPLACE_REVISION, revision);
    query_text(&q, P_FORM_REPLACE_SOURCE, form->source);
    query_text(&q, P_FORM_REPLACE_CREATED, now);
    code = query_run(&q, err);
    if (code == ERR_OK) {
        questionnaire_free(store->form[revision]);
        store->form[revision] = NULL;
        store->sides[revision][0] = NULL; /* the arena keeps the memory */
        store->sides[revision][1] = NULL;
    }
    return code;
}

static enum err_code add(struct store *store, int revision,
                         const struct questionnaire *form, struct err *err)
{
    if (revision > FORM_REVISIONS)
        return err_set(err, ERR_RANGE, 0,
                       _("this survey already has %d printed revisions of "
                         "its questionnaire; start a new survey"),
                       (int)FORM_REVISIONS);
    char now[32];
    store_now(now);
    struct query q;
    query_start(store, SQL_FORM_INSERT, &q);
    query_int(&q, P_FORM_INSERT_REVISION, revision);
    query_text(&q, P_FORM_INSERT_SOURCE, form->source);
    query_text(&q, P_FORM_INSERT_CREATED, now);
    return query_run(&q, err);
}

/* Promises made to those who were asked may not change with the file. */
static enum err_code same_survey(const struct store *store,
                                 const struct questionnaire *form,
                                 struct err *err)
{
    if (strcmp(form->form, store->info.form) != 0)
        return err_set(err, ERR_DENIED, 0,
                       _("this workspace is for the form %s, the file is the "
                         "form %s; make another workspace for it"),
                       store->info.form, form->form);
    if (form->anonymous != store->info.anonymous)
        return err_set(err, ERR_DENIED, 0,
                       _("anonymous cannot be changed in a survey that has "
                         "begun; make another workspace"));
    return ERR_OK;
}

static enum err_code audit_form(struct store *store, int revision,
                                const struct questionnaire *form,
                                struct err *err)
{
    uint8_t hash[SHA256_BYTES];
    char hex[SHA256_HEX];
    char detail[128];
    crypto_sha256(form->source, strlen(form->source), hash);
    crypto_hex(hash, sizeof hash, hex);
    (void)snprintf(detail, sizeof detail,
                   "{\"revision\":%d,\"sha256\":\"%s\"}", revision, hex);
    return store_audit(store, "form", "", detail, err);
}

enum err_code store_form_add(struct store *store,
                             const struct questionnaire *form, int *revision,
                             struct err *err)
{
    enum err_code code = same_survey(store, form, err);
    if (code != ERR_OK)
        return code;
    struct scope scope;
    enum change change = CHANGE_NONE;
    int last = 0;
    code = scope_begin(store, &scope, err);
    if (code != ERR_OK)
        return code;
    code = newest(store, &last, err);
    if (code == ERR_OK)
        code = compare(store, last, form->source, &change, err);
    if (code == ERR_OK && change != CHANGE_NONE)
        code = store_not_sealed(store, err);
    if (code == ERR_OK && change == CHANGE_ADD)
        code = add(store, ++last, form, err);
    else if (code == ERR_OK && change == CHANGE_REPLACE)
        code = replace(store, last, form, err);
    if (code == ERR_OK && change != CHANGE_NONE)
        code = audit_form(store, last, form, err);
    code = scope_end(&scope, code, err);
    if (code == ERR_OK && revision != NULL)
        *revision = last;
    return code;
}

/* ---- layouts ---- */

static enum err_code find_layout(struct store *store, int revision, bool open,
                                 char **json, struct err *err)
{
    struct query q;
    bool row;
    *json = NULL;
    query_start(store, SQL_LAYOUT_GET, &q);
    query_int(&q, P_LAYOUT_GET_REVISION, revision);
    query_int(&q, P_LAYOUT_GET_COPYABLE, open);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && row) {
        *json = strdup(query_get_text(&q, C_LAYOUT_GET_JSON));
        if (*json == NULL)
            code = no_memory(store, err);
    }
    query_end(&q);
    return code;
}

enum err_code store_form_used(struct store *store, int revision,
                              struct err *err)
{
    struct query q;
    query_start(store, SQL_FORM_PRINTED, &q);
    query_int(&q, P_FORM_PRINTED_REVISION, revision);
    return query_run(&q, err);
}

enum err_code store_layout_get(struct store *store, int revision, bool open,
                               char **json, struct err *err)
{
    enum err_code code = find_layout(store, revision, open, json, err);
    if (code == ERR_OK && *json == NULL)
        code = err_set(err, ERR_NOTFOUND, 0,
                       open ? _("no copyable sheets of revision %d have been "
                                "laid out")
                            : _("no numbered sheets of revision %d have been "
                                "laid out"),
                       revision);
    return code;
}

enum err_code store_layout_put(struct store *store, int revision, bool open,
                               const char *json, struct err *err)
{
    struct scope scope;
    char *old = NULL;
    enum err_code code = scope_begin(store, &scope, err);
    if (code != ERR_OK)
        return code;
    code = find_layout(store, revision, open, &old, err);
    if (code == ERR_OK && old != NULL && strcmp(old, json) != 0)
        code = err_set(err, ERR_EXISTS, 0,
                       _("revision %d has another layout already, and sheets "
                         "may have been printed from it"),
                       revision);
    if (code == ERR_OK && old == NULL) {
        struct query q;
        query_start(store, SQL_LAYOUT_INSERT, &q);
        query_int(&q, P_LAYOUT_INSERT_REVISION, revision);
        query_int(&q, P_LAYOUT_INSERT_COPYABLE, open);
        query_text(&q, P_LAYOUT_INSERT_JSON, json);
        code = query_run(&q, err);
    }
    free(old);
    return scope_end(&scope, code, err);
}
