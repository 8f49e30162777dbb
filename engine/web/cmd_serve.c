/* engine/web/cmd_serve.c - pingyi serve: the office page. */
#include <stdio.h>
#include <time.h>

#include "engine/base/i18n.h"
#include "engine/commands.h"
#include "engine/store/store.h"
#include "engine/web/web.h"

enum { TEND_MS = 200, TEXT_MAX = 4096 };

static int say(const struct cli *cli, const char *url, const char *title)
{
    struct str out;
    str_init(&out, TEXT_MAX);
    if (cli->json) {
        struct jout j = {.out = &out};
        jout_begin_object(&j, NULL);
        jout_string(&j, "url", url);
        jout_string(&j, "title", title);
        jout_end_object(&j);
    } else {
        str_addf(&out, _("%s\nOpen %s in the browser of this computer.  Ctrl-C "
                         "stops."),
                 title, url);
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

/* The workspace is not kept open: scanning goes on beside the page. */
static enum err_code read_title(const char *dir, struct survey_info *info,
                                struct err *err)
{
    struct store *store = NULL;
    enum err_code code = store_open(dir, &store, err);
    if (code == ERR_OK)
        (void)snprintf(info->title, sizeof info->title, "%s",
                       store_survey(store)->title);
    store_close(store);
    return code;
}

int cmd_serve(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct survey_info info = {0};
    struct web *web = NULL;
    int64_t request_s = 0;
    struct web_options options = {.workspace = cli->workspace,
                                  .rooms = cli->web};
    size_t n = 0;
    const struct opt opts[] = {
        {"--listen", OPT_TEXT, &options.listen, 0, 0},
        {"--slowest", OPT_INT, &request_s, 1, 3600},
        {.name = NULL},
    };
    enum err_code code = cli_options(cli, opts, NULL, 0, &n, &err);
    if (code == ERR_OK)
        code = read_title(cli->workspace, &info, &err);
    options.request_s = (int)request_s;
    if (code == ERR_OK) {
        cli_catch_signals();
        code = web_open(&options, &web, &err);
    }
    int exit_code = EXIT_DONE;
    if (code == ERR_OK)
        exit_code = say(cli, web_url(web), info.title);
    if (code == ERR_OK && exit_code == EXIT_DONE)
        until_stopped(web);
    web_close(web);
    return code == ERR_OK ? exit_code : cli_fail(cli, &err);
}
