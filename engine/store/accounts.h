/* engine/store/accounts.h - who may use the web page, as it is stored.
 *
 * What a role may do is engine/web's business; here it is a word.  Writing
 * ones belong inside a transaction; the caller audits.
 */
#ifndef ENGINE_STORE_ACCOUNTS_H
#define ENGINE_STORE_ACCOUNTS_H

#include "engine/store/store.h"

enum {
    ACCOUNT_LOGIN_BYTES = 32 * 4 + 1,
    ACCOUNT_NAME_BYTES = 63 * 4 + 1,
    ACCOUNT_WORD_BYTES = 16,
    ACCOUNT_HASH_BYTES = 160,
    LIMIT_ACCOUNTS = 1000
};

struct account_row {
    int64_t id;
    char login[ACCOUNT_LOGIN_BYTES], name[ACCOUNT_NAME_BYTES];
    char role[ACCOUNT_WORD_BYTES];
    char unit[32];
    bool shut;
};

/* `row->id` is set.  ERR_EXISTS: the login is taken. */
MUST_USE enum err_code store_account_add(struct store *store,
                                         struct account_row *row,
                                         const char *password_hash,
                                         struct err *err);
/* Name, role, unit and shut of row->id.  ERR_NOTFOUND */
MUST_USE enum err_code store_account_set(struct store *store,
                                         const struct account_row *row,
                                         struct err *err);
MUST_USE enum err_code store_account_set_password(struct store *store,
                                                  int64_t id,
                                                  const char *password_hash,
                                                  struct err *err);

/* Calls see() for each, the oldest first; it returns true to stop. */
MUST_USE enum err_code store_account_list(
    struct store *store, bool (*see)(void *ctx, const struct account_row *row),
    void *ctx, struct err *err);

/* ERR_NOTFOUND */
MUST_USE enum err_code store_account_find(struct store *store,
                                          const char *login,
                                          struct account_row *row,
                                          char hash[ACCOUNT_HASH_BYTES],
                                          struct err *err);

/* How many accounts of a role are not shut, `but` (an id or 0) left out. */
MUST_USE enum err_code store_account_count(struct store *store,
                                           const char *role, int64_t but,
                                           int64_t *n, struct err *err);

#endif
