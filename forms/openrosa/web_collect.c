/* forms/openrosa/web_collect.c - the QR code of whoever is signed in, for the
 * office page. */
#include <stdio.h>

#include "engine/base/json.h"
#include "engine/store/store.h"
#include "engine/type/qr.h"
#include "engine/web/digest.h"
#include "forms/openrosa/openrosa.h"
#include "forms/openrosa/settings.h"

enum { TEXT_BYTES = 16 * 1024, PICTURE_BYTES = 1024 * 1024 };

/* What stands in the code, and as JSON where `json` is given. */
static enum err_code settings_of(struct web_call *call, struct str *code,
                                 struct str *json, struct err *err)
{
    struct store *store = NULL;
    struct account_row account;
    char password[DIGEST_PASSWORD_BYTES] = "", server[512];
    const char *login = web_account(call)->login;
    (void)snprintf(server, sizeof server, "%s/openrosa", web_origin(call));
    enum err_code status = web_store(call, &store, err);
    if (status == ERR_OK)
        status = digest_password_of(store, login, &account, password, err);
    if (status != ERR_OK)
        return status;
    const struct collect_settings s = {.server = server,
                                       .username = login,
                                       .password = password,
                                       .project = store_survey(store)->title};
    status = collect_code(&s, code, err);
    if (status == ERR_OK && json != NULL) {
        struct jout j = {.out = json};
        jout_begin_object(&j, NULL);
        jout_string(&j, "server_url", server);
        jout_string(&j, "username", login);
        jout_string(&j, "password", password);
        jout_end_object(&j);
        status = str_check(json, "JSON", err);
    }
    crypto_wipe(password, sizeof password);
    return status;
}

static enum err_code collect_get(struct web_call *call, struct err *err)
{
    struct str code, json;
    str_init(&code, TEXT_BYTES);
    str_init(&json, TEXT_BYTES);
    enum err_code status = settings_of(call, &code, &json, err);
    if (status == ERR_OK)
        web_json(call, 200, &json);
    str_deinit(&code);
    str_deinit(&json);
    return status;
}

static enum err_code collect_svg(struct web_call *call, struct err *err)
{
    struct str code, svg;
    str_init(&code, TEXT_BYTES);
    str_init(&svg, PICTURE_BYTES);
    enum err_code status = settings_of(call, &code, NULL, err);
    if (status == ERR_OK)
        status = qr_svg(code.text, &svg, err);
    if (status == ERR_OK)
        web_bytes(call, 200, "image/svg+xml", svg.text, svg.n);
    str_deinit(&code);
    str_deinit(&svg);
    return status;
}

const struct web_route collect_rows[] = {
    {"GET", "/api/collect", WEB_FIELD, WEB_NO_BODY, 0, collect_get},
    {"GET", "/api/collect.svg", WEB_FIELD, WEB_NO_BODY, 0, collect_svg},
    {.path = NULL},
};
