/* engine/web/cmd_serve.c - pingyi serve: the office page. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "engine/base/crypto.h"
#include "engine/base/i18n.h"
#include "engine/base/password.h"
#include "engine/commands.h"
#include "engine/store/store.h"
#include "engine/web/accounts.h"
#include "engine/web/web.h"

enum { TEND_MS = 200, TEXT_MAX = 4096 };

struct serve { /* what is told when it begins */
    char title[sizeof((struct survey_info *)NULL)->title];
    bool admin;       /* somebody can sign in */
    struct str first; /* else the link */
};

static int say(const struct cli *cli, const char *url,
               const struct serve *serve)
{
    struct str out;
    str_init(&out, TEXT_MAX);
    if (cli->json) {
        struct jout j = {.out = &out};
        jout_begin_object(&j, NULL);
        jout_string(&j, "url", url);
        jout_string(&j, "title", serve->title);
        if (!serve->admin)
            jout_string(&j, "first", serve->first.text);
        jout_end_object(&j);
    } else if (serve->admin) {
        str_addf(&out, _("%s\nOpen %s in the browser of this computer.  Ctrl-C "
                         "stops."),
                 serve->title, url);
    } else {
        str_addf(&out, _("%s\nNobody can sign in yet.  Open this link in the "
                         "browser of this computer to make the first "
                         "administrator; it works once:\n%s\nCtrl-C stops."),
                 serve->title, serve->first.text);
    }
    int exit_code = cli_print(cli, &out, EXIT_DONE);
    str_deinit(&out);
    return exit_code;
}

static void until_stopped(struct web *web)
{
    struct timespec pause = {.tv_nsec = TEND_MS * 1000000L};
    while (!cli_stopped()) {
        web_tend(web);
        (void)nanosleep(&pause, NULL); /* a signal ends it early */
    }
}

/* --admin NAME: an administrator made at the terminal. */
static enum err_code make_admin(struct store *store, const char *login,
                                struct err *err)
{
    struct account_row row = {.id = 0};
    char password[PASSWORD_MOST + 1];
    if (strlen(login) >= sizeof row.login)
        return err_set(err, ERR_USAGE, 0, _("--admin: the name is too long"));
    (void)snprintf(row.login, sizeof row.login, "%s", login);
    (void)snprintf(row.name, sizeof row.name, "%s", login);
    (void)snprintf(row.role, sizeof row.role, "%s",
                   web_role_word(WEB_ROLE_ADMIN));
    enum err_code code = password_ask(_("password: "), _("once more: "),
                                      password, err);
    if (code == ERR_OK)
        code = account_add(store, row.name, &row, password, err);
    crypto_wipe(password, sizeof password);
    return code;
}

/* The workspace is not kept open: scanning goes on beside the page. */
static enum err_code prepare(const char *dir, const char *admin,
                             struct serve *serve, struct err *err)
{
    struct store *store = NULL;
    enum err_code code = store_open(dir, &store, err);
    if (code == ERR_OK && admin != NULL)
        code = make_admin(store, admin, err);
    if (code == ERR_OK)
        code = account_any_admin(store, &serve->admin, err);
    if (code == ERR_OK)
        (void)snprintf(serve->title, sizeof serve->title, "%s",
                       store_survey(store)->title);
    store_close(store);
    return code;
}

static enum err_code begin(const struct web_options *options,
                           struct serve *serve, struct web **web,
                           struct err *err)
{
    cli_catch_signals();
    enum err_code code = web_open(options, web, err);
    if (code == ERR_OK && !serve->admin)
        code = web_first_link(*web, &serve->first, err);
    return code;
}

int cmd_serve(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct serve serve = {.admin = false};
    struct web *web = NULL;
    int64_t request_s = 0;
    const char *admin = NULL;
    struct web_options options = {.workspace = cli->workspace,
                                  .rooms = cli->web};
    size_t n = 0;
    const struct opt opts[] = {
        {"--listen", OPT_TEXT, &options.listen, 0, 0},
        {"--slowest", OPT_INT, &request_s, 1, 3600},
        {"--admin", OPT_TEXT, &admin, 0, 0},
        {"--sign", OPT_TEXT, &options.signing.key, 0, 0},
        {"--seal", OPT_TEXT, &options.signing.seal, 0, 0},
        {"--tsa", OPT_TEXT, &options.signing.tsa, 0, 0},
        {"--trust", OPT_TEXT, &options.signing.trust, 0, 0},
        {.name = NULL},
    };
    str_init(&serve.first, TEXT_MAX);
    enum err_code code = cli_options(cli, opts, NULL, 0, &n, &err);
    if (code == ERR_OK)
        code = prepare(cli->workspace, admin, &serve, &err);
    options.request_s = (int)request_s;
    if (code == ERR_OK)
        code = begin(&options, &serve, &web, &err);
    int exit_code = EXIT_DONE;
    if (code == ERR_OK)
        exit_code = say(cli, web_url(web), &serve);
    if (code == ERR_OK && exit_code == EXIT_DONE)
        until_stopped(web);
    web_close(web);
    str_deinit(&serve.first);
    return code == ERR_OK ? exit_code : cli_fail(cli, &err);
}
