/* forms/openrosa/cmd_collect.c - pingyi collect: the QR code that sets up ODK
 * Collect for one evaluator. */
#include <stdio.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/cli/command.h"
#include "engine/store/store.h"
#include "engine/type/qr.h"
#include "engine/web/digest.h"
#include "forms/commands.h"
#include "forms/openrosa/settings.h"

enum { CODE_BYTES = 4096, PICTURE_BYTES = 1024 * 1024 };

struct request {
    const char *login, *url, *out;
};

static enum err_code check_url(const char *url, struct err *err)
{
    if (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0)
        return err_set(err, ERR_USAGE, 0,
                       _("--url needs the address tablets use, such as "
                         "https://survey.example:8443"));
    return ERR_OK;
}

static enum err_code make(const struct cli *cli, const struct request *r,
                          struct str *code, struct str *server,
                          char password[DIGEST_PASSWORD_BYTES],
                          struct err *err)
{
    struct store *store = NULL;
    struct account_row account;
    size_t n = strlen(r->url);
    while (n > 0 && r->url[n - 1] == '/')
        n--;
    str_add_bytes(server, r->url, n);
    str_add(server, "/openrosa");
    enum err_code status = store_open(cli->workspace, &store, err);
    if (status == ERR_OK)
        status = digest_password_of(store, r->login, &account, password, err);
    if (status == ERR_OK) {
        const struct collect_settings s = {
            .server = server->text,
            .username = r->login,
            .password = password,
            .project = store_survey(store)->title};
        status = collect_code(&s, code, err);
    }
    store_close(store);
    return status;
}

static enum err_code write_picture(const char *path, const char *code,
                                   struct err *err)
{
    struct str svg;
    str_init(&svg, PICTURE_BYTES);
    enum err_code status = qr_svg(code, &svg, err);
    if (status == ERR_OK)
        status = file_write(path, svg.text, svg.n, err);
    str_deinit(&svg);
    return status;
}

static int report(const struct cli *cli, const struct request *r,
                  const struct str *code, const struct str *server,
                  const char *password)
{
    struct str out;
    struct err err = ERR_INIT;
    enum err_code status = ERR_OK;
    str_init(&out, PICTURE_BYTES);
    if (cli->json) {
        struct jout j = {.out = &out, .pretty = true};
        jout_begin_object(&j, NULL);
        jout_string(&j, "server_url", server->text);
        jout_string(&j, "username", r->login);
        jout_string(&j, "password", password);
        jout_string(&j, "code", code->text);
        jout_end_object(&j);
    } else {
        if (r->out == NULL)
            status = qr_blocks(code->text, &out, &err);
        else
            str_addf(&out, "%s\n", r->out);
        str_addf(&out,
                 _("In ODK Collect: add a project and scan this code, or type "
                   "it in:\n  server    %s\n  username  %s\n  password  %s\n"
                   "Whoever has the code sends answers in this name; it ends "
                   "with the account, and changes with its password.\n"),
                 server->text, r->login, password);
    }
    int exit_code = status == ERR_OK ? cli_print(cli, &out, EXIT_DONE)
                                     : cli_fail(cli, &err);
    str_deinit(&out);
    return exit_code;
}

int cmd_collect(struct cli *cli)
{
    struct request r = {.login = NULL};
    const struct opt opts[] = {
        {.name = "--url", .kind = OPT_TEXT, .value = &r.url},
        {.name = "--out", .kind = OPT_TEXT, .value = &r.out},
        {.name = NULL},
    };
    struct err err = ERR_INIT;
    struct str code, server;
    char password[DIGEST_PASSWORD_BYTES] = "";
    size_t n = 0;
    str_init(&code, CODE_BYTES);
    str_init(&server, CODE_BYTES);
    enum err_code status = cli_options(cli, opts, &r.login, 1, &n, &err);
    if (status == ERR_OK && (n == 0 || r.url == NULL))
        status = err_set(&err, ERR_USAGE, 0,
                         _("name the account and the address: pingyi collect "
                           "LOGIN --url https://…"));
    if (status == ERR_OK)
        status = check_url(r.url, &err);
    if (status == ERR_OK)
        status = make(cli, &r, &code, &server, password, &err);
    if (status == ERR_OK && r.out != NULL)
        status = write_picture(r.out, code.text, &err);
    int exit_code = status == ERR_OK
                        ? report(cli, &r, &code, &server, password)
                        : cli_fail(cli, &err);
    crypto_wipe(password, sizeof password);
    str_deinit(&code);
    str_deinit(&server);
    return exit_code;
}
