/* engine/store/store_account.c - see accounts.h. */
#include "engine/store/accounts.h"

#include <string.h>

#include "engine/base/i18n.h"
#include "engine/store/internal.h"

enum err_code store_account_add(struct store *store, struct account_row *row,
                                const char *password_hash, struct err *err)
{
    struct query q;
    char now[32];
    char hash[ACCOUNT_HASH_BYTES];
    struct account_row there;
    enum err_code code =
        store_account_find(store, row->login, &there, hash, NULL);
    if (code == ERR_OK)
        return err_set(err, ERR_EXISTS, 0,
                       _("the sign-in name %s is taken; choose another"),
                       row->login);
    if (code != ERR_NOTFOUND)
        return err_set(err, code, 0, _("the accounts cannot be read"));
    store_now(now);
    query_start(store, SQL_ACCOUNT_ADD, &q);
    query_text(&q, P_ACCOUNT_ADD_LOGIN, row->login);
    query_text(&q, P_ACCOUNT_ADD_NAME, row->name);
    query_text(&q, P_ACCOUNT_ADD_ROLE, row->role);
    query_text(&q, P_ACCOUNT_ADD_UNIT, row->unit);
    query_text(&q, P_ACCOUNT_ADD_PASSWORD, password_hash);
    query_text(&q, P_ACCOUNT_ADD_MADE, now);
    return query_value(&q, 0, &row->id, err);
}

enum err_code store_account_set(struct store *store,
                                const struct account_row *row,
                                struct err *err)
{
    struct query q;
    query_start(store, SQL_ACCOUNT_SET, &q);
    query_text(&q, P_ACCOUNT_SET_NAME, row->name);
    query_text(&q, P_ACCOUNT_SET_ROLE, row->role);
    query_text(&q, P_ACCOUNT_SET_UNIT, row->unit);
    query_int(&q, P_ACCOUNT_SET_SHUT, row->shut);
    query_int(&q, P_ACCOUNT_SET_ID, row->id);
    return query_run(&q, err);
}

enum err_code store_account_set_password(struct store *store, int64_t id,
                                         const char *password_hash,
                                         struct err *err)
{
    struct query q;
    query_start(store, SQL_ACCOUNT_SET_PASSWORD, &q);
    query_text(&q, P_ACCOUNT_SET_PASSWORD_PASSWORD, password_hash);
    query_int(&q, P_ACCOUNT_SET_PASSWORD_ID, id);
    return query_run(&q, err);
}

enum err_code store_account_list(struct store *store,
                                 bool (*see)(void *ctx,
                                             const struct account_row *row),
                                 void *ctx, struct err *err)
{
    struct query q;
    bool row = false;
    query_start(store, SQL_ACCOUNT_LIST, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        struct account_row a = {
            .id = query_get_int(&q, C_ACCOUNT_LIST_ID),
            .shut = query_get_int(&q, C_ACCOUNT_LIST_SHUT) != 0};
        copy_text(a.login, sizeof a.login,
                  query_get_text(&q, C_ACCOUNT_LIST_LOGIN));
        copy_text(a.name, sizeof a.name,
                  query_get_text(&q, C_ACCOUNT_LIST_NAME));
        copy_text(a.role, sizeof a.role,
                  query_get_text(&q, C_ACCOUNT_LIST_ROLE));
        copy_text(a.unit, sizeof a.unit,
                  query_get_text(&q, C_ACCOUNT_LIST_UNIT));
        if (see(ctx, &a))
            break;
        code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}

enum err_code store_account_find(struct store *store, const char *login,
                                 struct account_row *out,
                                 char hash[ACCOUNT_HASH_BYTES],
                                 struct err *err)
{
    struct query q;
    bool row = false;
    *out = (struct account_row){.id = 0};
    hash[0] = '\0';
    query_start(store, SQL_ACCOUNT_BY_LOGIN, &q);
    query_text(&q, P_ACCOUNT_BY_LOGIN_LOGIN, login);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && row) {
        out->id = query_get_int(&q, C_ACCOUNT_BY_LOGIN_ID);
        out->shut = query_get_int(&q, C_ACCOUNT_BY_LOGIN_SHUT) != 0;
        copy_text(out->login, sizeof out->login, login);
        copy_text(out->name, sizeof out->name,
                  query_get_text(&q, C_ACCOUNT_BY_LOGIN_NAME));
        copy_text(out->role, sizeof out->role,
                  query_get_text(&q, C_ACCOUNT_BY_LOGIN_ROLE));
        copy_text(out->unit, sizeof out->unit,
                  query_get_text(&q, C_ACCOUNT_BY_LOGIN_UNIT));
        copy_text(hash, ACCOUNT_HASH_BYTES,
                  query_get_text(&q, C_ACCOUNT_BY_LOGIN_PASSWORD));
    }
    query_end(&q);
    if (code == ERR_OK && out->id == 0)
        return err_set(err, ERR_NOTFOUND, 0, _("there is no account %s"),
                       login);
    return code;
}

enum err_code store_account_count(struct store *store, const char *role,
                                  int64_t but, int64_t *n, struct err *err)
{
    struct query q;
    query_start(store, SQL_ACCOUNT_COUNT_OPEN, &q);
    query_text(&q, P_ACCOUNT_COUNT_OPEN_ROLE, role);
    query_int(&q, P_ACCOUNT_COUNT_OPEN_BUT, but);
    return query_value(&q, 0, n, err);
}
