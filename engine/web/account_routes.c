/* engine/web/account_routes.c - signing in, and the list of accounts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/num.h"
#include "engine/base/password.h"
#include "engine/web/accounts.h"
#include "engine/web/internal.h"

enum { OUT_MAX = 1 << 20 };

/* ---- what came ---- */

/* A member's text, "" when absent; longer than room: ERR_RANGE. */
static enum err_code take(const struct jval *root, const char *key, char *out,
                          size_t room, struct err *err)
{
    const char *text = jval_text(jval_get(root, key));
    out[0] = '\0';
    if (text == NULL)
        return ERR_OK;
    if (strlen(text) >= room)
        return err_set(err, ERR_RANGE, 0, _("%s is too long"), key);
    memcpy(out, text, strlen(text) + 1);
    return ERR_OK;
}

static enum err_code take_row(const struct jval *root,
                              struct account_row *row, struct err *err)
{
    enum err_code code = take(root, "login", row->login, sizeof row->login, err);
    if (code == ERR_OK)
        code = take(root, "name", row->name, sizeof row->name, err);
    if (code == ERR_OK)
        code = take(root, "role", row->role, sizeof row->role, err);
    if (code == ERR_OK)
        code = take(root, "unit", row->unit, sizeof row->unit, err);
    return code;
}

/* ---- sessions ---- */

static const char *const right_words[WEB_RIGHT_COUNT] = {
    [WEB_MANAGE] = "manage",     [WEB_PRINT] = "print",
    [WEB_FIELD] = "field",       [WEB_SCAN] = "scan",
    [WEB_REVIEW] = "review",     [WEB_OVERRIDE] = "override",
    [WEB_PROGRESS] = "progress", [WEB_RESULTS] = "results",
    [WEB_MEASURES] = "measures", [WEB_SIGN] = "sign",
};

static void answer_account(struct web_call *call, unsigned status,
                           const struct web_account *a)
{
    struct str out;
    str_init(&out, OUT_MAX);
    struct jout j = {.out = &out};
    jout_begin_object(&j, NULL);
    jout_int(&j, "id", a->id);
    jout_string(&j, "name", a->name);
    jout_string(&j, "login", a->login);
    jout_string(&j, "role", web_role_word(a->role));
    jout_begin_array(&j, "rights");
    for (int r = 0; r < WEB_RIGHT_COUNT; r++)
        if (right_words[r] != NULL && web_role_may(a->role, (enum web_right)r))
            jout_string(&j, NULL, right_words[r]);
    jout_end_array(&j);
    jout_end_object(&j);
    web_json(call, status, &out);
    str_deinit(&out);
}

static void set_cookie(struct web_call *call, const char *token, bool gone)
{
    char text[256];
    (void)snprintf(text, sizeof text,
                   "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                   call_cookie_name(call), token,
                   web_is_tls(call) ? "; Secure" : "",
                   gone ? "; Max-Age=0" : "");
    web_header_out(call, "Set-Cookie", text);
}

static enum err_code begin_session(struct web_call *call,
                                   const struct web_account *account,
                                   struct err *err)
{
    char token[TOKEN_BYTES];
    enum err_code code = sessions_begin(call->sessions, account, token, err);
    if (code != ERR_OK)
        return code;
    set_cookie(call, token, false);
    answer_account(call, 200, account);
    return ERR_OK;
}

static enum err_code audit_session(struct store *store, const char *action,
                                   const char *who, struct err *err)
{
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = store_audit(store, action, who, "{}", err);
    if (code == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}

static void too_many(struct web_call *call, int wait)
{
    char seconds[16];
    struct str out;
    (void)snprintf(seconds, sizeof seconds, "%d", wait);
    web_header_out(call, "Retry-After", seconds);
    str_init(&out, OUT_MAX);
    struct jout j = {.out = &out};
    jout_begin_object(&j, NULL);
    jout_string(&j, "error", _("too many tries; wait a little"));
    jout_int(&j, "wait", wait);
    jout_end_object(&j);
    web_json(call, 429, &out);
    str_deinit(&out);
}

static enum err_code sign_in(struct web_call *call, const char *login,
                             const char *password, struct err *err)
{
    struct store *store = NULL;
    struct web_account account;
    int wait = sessions_try(call->sessions, login);
    if (wait > 0) {
        too_many(call, wait);
        return ERR_OK;
    }
    enum err_code code = web_store(call, &store, err);
    if (code == ERR_OK)
        code = account_sign_in(store, login, password, &account, err);
    if (code != ERR_OK)
        return code;
    sessions_passed(call->sessions, login);
    code = audit_session(store, "session.begin", account.name, err);
    return code == ERR_OK ? begin_session(call, &account, err) : code;
}

static enum err_code session_post(struct web_call *call, struct err *err)
{
    struct jval *root = NULL;
    char login[ACCOUNT_LOGIN_BYTES], password[PASSWORD_MOST + 2];
    enum err_code code = web_object(call, &root, err);
    if (code == ERR_OK)
        code = take(root, "login", login, sizeof login, err);
    if (code == ERR_OK)
        code = take(root, "password", password, sizeof password, err);
    jval_free(root);
    return code == ERR_OK ? sign_in(call, login, password, err) : code;
}

static enum err_code session_get(struct web_call *call, struct err *err)
{
    (void)err;
    answer_account(call, 200, web_account(call));
    return ERR_OK;
}

static enum err_code session_delete(struct web_call *call, struct err *err)
{
    (void)err;
    sessions_end(call->sessions, door_cookie(call, call_cookie_name(call)), 0);
    set_cookie(call, "", true);
    web_bytes(call, 204, NULL, "", 0);
    return ERR_OK;
}

/* ---- the first administrator ---- */

static enum err_code first_get(struct web_call *call, struct err *err)
{
    struct str out;
    (void)err;
    str_init(&out, OUT_MAX);
    struct jout j = {.out = &out};
    jout_begin_object(&j, NULL);
    jout_bool(&j, "needed", sessions_has_first(call->sessions));
    jout_end_object(&j);
    web_json(call, 200, &out);
    str_deinit(&out);
    return ERR_OK;
}

static enum err_code add_first(struct web_call *call, const struct jval *root,
                               struct err *err)
{
    struct store *store = NULL;
    struct account_row row = {.id = 0};
    char password[PASSWORD_MOST + 2];
    enum err_code code = take_row(root, &row, err);
    if (code == ERR_OK)
        code = take(root, "password", password, sizeof password, err);
    if (code == ERR_OK)
        code = web_store(call, &store, err);
    if (code != ERR_OK)
        return code;
    (void)snprintf(row.role, sizeof row.role, "%s",
                   web_role_word(WEB_ROLE_ADMIN));
    code = account_add(store, row.name, &row, password, err);
    if (code != ERR_OK)
        return code;
    sessions_end_first(call->sessions);
    return sign_in(call, row.login, password, err);
}

static enum err_code first_post(struct web_call *call, struct err *err)
{
    struct jval *root = NULL;
    enum err_code code = web_object(call, &root, err);
    if (code != ERR_OK)
        return code;
    const char *token = jval_text(jval_get(root, "token"));
    if (token == NULL || !sessions_is_first(call->sessions, token))
        code = err_set(err, ERR_DENIED, 0,
                       _("this link was used already, or the program was "
                         "started anew since; take the one it shows now"));
    else
        code = add_first(call, root, err);
    jval_free(root);
    return code;
}

/* ---- accounts ---- */

static bool put_account(void *ctx, const struct account_row *row)
{
    struct jout *j = ctx;
    jout_begin_object(j, NULL);
    jout_int(j, "id", row->id);
    jout_string(j, "login", row->login);
    jout_string(j, "name", row->name);
    jout_string(j, "role", row->role);
    jout_string(j, "unit", row->unit);
    jout_bool(j, "shut", row->shut);
    jout_end_object(j);
    return false;
}

static enum err_code accounts_get(struct web_call *call, struct err *err)
{
    struct store *store = NULL;
    struct str out;
    enum err_code code = web_store(call, &store, err);
    if (code != ERR_OK)
        return code;
    str_init(&out, OUT_MAX);
    struct jout j = {.out = &out};
    jout_begin_object(&j, NULL);
    jout_begin_array(&j, "accounts");
    code = store_account_list(store, put_account, &j, err);
    jout_end_array(&j);
    jout_end_object(&j);
    if (code == ERR_OK)
        web_json(call, 200, &out);
    str_deinit(&out);
    return code;
}

static enum err_code add(struct web_call *call, const struct jval *root,
                         struct err *err)
{
    struct store *store = NULL;
    struct account_row row = {.id = 0};
    char password[PASSWORD_MOST + 2];
    enum err_code code = take_row(root, &row, err);
    if (code == ERR_OK)
        code = take(root, "password", password, sizeof password, err);
    if (code == ERR_OK)
        code = web_store(call, &store, err);
    if (code == ERR_OK)
        code = account_add(store, web_account(call)->name, &row, password, err);
    if (code != ERR_OK)
        return code;
    struct str out;
    str_init(&out, OUT_MAX);
    struct jout j = {.out = &out};
    (void)put_account(&j, &row);
    web_json(call, 201, &out);
    str_deinit(&out);
    return ERR_OK;
}

static enum err_code accounts_post(struct web_call *call, struct err *err)
{
    struct jval *root = NULL;
    enum err_code code = web_object(call, &root, err);
    if (code == ERR_OK)
        code = add(call, root, err);
    jval_free(root);
    return code;
}

struct seek {
    int64_t id;
    struct account_row row;
};

static bool is_sought(void *ctx, const struct account_row *row)
{
    struct seek *seek = ctx;
    if (row->id == seek->id)
        seek->row = *row;
    return row->id == seek->id;
}

static enum err_code change(struct web_call *call, const struct jval *root,
                            struct err *err)
{
    struct store *store = NULL;
    struct seek seek = {.id = 0};
    char password[PASSWORD_MOST + 2];
    enum err_code code = web_store(call, &store, err);
    if (code == ERR_OK && !num_parse_int(web_part(call, "id"), 1, INT64_MAX,
                                         &seek.id))
        code = err_set(err, ERR_NOTFOUND, 0, _("there is no such account"));
    if (code == ERR_OK)
        code = store_account_list(store, is_sought, &seek, err);
    if (code == ERR_OK && seek.row.id == 0)
        code = err_set(err, ERR_NOTFOUND, 0, _("there is no such account"));
    if (code != ERR_OK)
        return code;
    char login[ACCOUNT_LOGIN_BYTES];
    memcpy(login, seek.row.login, sizeof login);
    code = take_row(root, &seek.row, err);
    memcpy(seek.row.login, login, sizeof login); /* never changes */
    if (code == ERR_OK)
        code = take(root, "password", password, sizeof password, err);
    const struct jval *shut = jval_get(root, "shut");
    if (shut != NULL)
        seek.row.shut = jval_truth(shut);
    if (code == ERR_OK)
        code = account_change(store, web_account(call)->name, &seek.row,
                              password[0] != '\0' ? password : NULL, err);
    if (code == ERR_OK) { /* he signs in again, with his new rights */
        sessions_end(call->sessions, NULL, seek.row.id);
        web_bytes(call, 204, NULL, "", 0);
    }
    return code;
}

static enum err_code account_put(struct web_call *call, struct err *err)
{
    struct jval *root = NULL;
    enum err_code code = web_object(call, &root, err);
    if (code == ERR_OK)
        code = change(call, root, err);
    jval_free(root);
    return code;
}

const struct web_route account_rows[] = {
    {"GET", "/api/session", WEB_SIGNED_IN, WEB_NO_BODY, 0, session_get},
    {"POST", "/api/session", WEB_PUBLIC, WEB_BYTES, 4096, session_post},
    {"DELETE", "/api/session", WEB_SIGNED_IN, WEB_NO_BODY, 0, session_delete},
    {"GET", "/api/first", WEB_PUBLIC, WEB_NO_BODY, 0, first_get},
    {"POST", "/api/first", WEB_PUBLIC, WEB_BYTES, 4096, first_post},
    {"GET", "/api/accounts", WEB_MANAGE, WEB_NO_BODY, 0, accounts_get},
    {"POST", "/api/accounts", WEB_MANAGE, WEB_BYTES, 4096, accounts_post},
    {"PUT", "/api/accounts/{id}", WEB_MANAGE, WEB_BYTES, 4096, account_put},
    {.path = NULL},
};
