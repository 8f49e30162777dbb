/* engine/web/accounts.c - see accounts.h. */
#include "engine/web/accounts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/password.h"

enum { DETAIL_MAX = 2048 };

static enum err_code check_login(const char *login, struct err *err)
{
    size_t n = strlen(login);
    bool good = n >= 1 && n <= 32;
    for (size_t i = 0; i < n && good; i++)
        good = isalnum((unsigned char)login[i]) ||
               strchr("._-", login[i]) != NULL;
    if (good)
        return ERR_OK;
    return err_set(err, ERR_FORMAT, 0,
                   _("a sign-in name has 1 to 32 letters a–z, digits, dots, "
                     "dashes or underlines"));
}

static enum err_code check_row(struct store *store,
                               const struct account_row *row, struct err *err)
{
    enum web_role role = web_role_of(row->role);
    if (row->name[0] == '\0' || strlen(row->name) >= 64)
        return err_set(err, ERR_FORMAT, 0,
                       _("a name is missing, or longer than 20 hanzi"));
    if (role == WEB_ROLE_COUNT)
        return err_set(err, ERR_FORMAT, 0, _("\"%s\" is no role"), row->role);
    if (row->unit[0] == '\0')
        return ERR_OK;
    long at = units_find(store_units(store), row->unit);
    if (at < 0)
        return err_set(err, ERR_NOTFOUND, 0, _("there is no unit %s"),
                       row->unit);
    if (!web_role_is_fieldwork(role))
        return ERR_OK;
    return err_set(err, ERR_DENIED, 0,
                   _("%s belongs to %s, which is evaluated in this round; "
                     "nobody from there hands out, scans or settles sheets. "
                     "Choose somebody else, or the role leader"),
                   row->name, store_units(store)->unit[at].name);
}

static enum err_code audit(struct store *store, const char *action,
                           const char *who, const struct account_row *row,
                           bool password, struct err *err)
{
    struct str text;
    str_init(&text, DETAIL_MAX);
    struct jout j = {.out = &text};
    jout_begin_object(&j, NULL);
    jout_int(&j, "account", row->id);
    jout_string(&j, "login", row->login);
    jout_string(&j, "name", row->name);
    jout_string(&j, "role", row->role);
    jout_string(&j, "unit", row->unit);
    jout_bool(&j, "shut", row->shut);
    jout_bool(&j, "password", password);
    jout_end_object(&j);
    enum err_code code = str_check(&text, action, err);
    if (code == ERR_OK)
        code = store_audit(store, action, who, text.text, err);
    str_deinit(&text);
    return code;
}

static enum err_code finish(struct store *store, enum err_code code,
                            struct err *err)
{
    if (code == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}

enum err_code account_add(struct store *store, const char *who,
                          struct account_row *row, const char *password,
                          struct err *err)
{
    char hash[PASSWORD_HASH_BYTES];
    enum err_code code = check_login(row->login, err);
    if (code == ERR_OK)
        code = check_row(store, row, err);
    if (code == ERR_OK)
        code = password_hash(password, hash, err);
    if (code == ERR_OK)
        code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = store_account_add(store, row, hash, err);
    if (code == ERR_OK)
        code = audit(store, "account.add", who, row, true, err);
    return finish(store, code, err);
}

/* Somebody must be left who can open accounts. */
static enum err_code check_last(struct store *store,
                                const struct account_row *row,
                                struct err *err)
{
    int64_t others = 0;
    if (!row->shut && strcmp(row->role, web_role_word(WEB_ROLE_ADMIN)) == 0)
        return ERR_OK;
    enum err_code code = store_account_count(
        store, web_role_word(WEB_ROLE_ADMIN), row->id, &others, err);
    if (code == ERR_OK && others == 0)
        code = err_set(err, ERR_NOTNOW, 0,
                       _("this is the only administrator; make another one "
                         "first"));
    return code;
}

enum err_code account_change(struct store *store, const char *who,
                             const struct account_row *row,
                             const char *password, struct err *err)
{
    char hash[PASSWORD_HASH_BYTES];
    enum err_code code = check_row(store, row, err);
    if (code == ERR_OK && password != NULL)
        code = password_hash(password, hash, err);
    if (code == ERR_OK)
        code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = check_last(store, row, err);
    if (code == ERR_OK)
        code = store_account_set(store, row, err);
    if (code == ERR_OK && password != NULL)
        code = store_account_set_password(store, row->id, hash, err);
    if (code == ERR_OK)
        code = audit(store, "account.change", who, row, password != NULL, err);
    return finish(store, code, err);
}

enum err_code account_sign_in(struct store *store, const char *login,
                              const char *password, struct web_account *out,
                              struct err *err)
{
    char hash[ACCOUNT_HASH_BYTES];
    struct account_row row;
    enum err_code code = store_account_find(store, login, &row, hash, NULL);
    if (code != ERR_OK && code != ERR_NOTFOUND)
        return err_set(err, code, 0, _("the accounts cannot be read"));
    if (!password_is(password, hash) || row.shut)
        return err_set(err, ERR_DENIED, 0,
                       _("sign-in name or password is wrong"));
    *out = (struct web_account){.id = row.id, .role = web_role_of(row.role)};
    (void)snprintf(out->name, sizeof out->name, "%s", row.name);
    (void)snprintf(out->login, sizeof out->login, "%s", row.login);
    (void)snprintf(out->unit, sizeof out->unit, "%s", row.unit);
    return ERR_OK;
}

enum err_code account_any_admin(struct store *store, bool *any,
                                struct err *err)
{
    int64_t n = 0;
    enum err_code code = store_account_count(
        store, web_role_word(WEB_ROLE_ADMIN), 0, &n, err);
    *any = n > 0;
    return code;
}
