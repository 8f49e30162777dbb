/* engine/workspace/cmd_close.c - pingyi close: the end of a round. */
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/commands.h"
#include "engine/gate/close.h"

struct closing {
    struct cli *cli;
    struct store *store;
    bool apply, unsettled;
    const char *who;
    struct progress *progress;
    struct seal_counts counts;
    bool was_closed;      /* before this command */
    size_t removed;       /* files */
};

static enum err_code take(struct cli *cli, struct closing *c, struct err *err)
{
    const struct opt opts[] = {
        {"--apply", OPT_FLAG, &c->apply, 0, 0},
        {"--unsettled", OPT_FLAG, &c->unsettled, 0, 0},
        {"--who", OPT_TEXT, &c->who, 0, 0},
        {.name = NULL},
    };
    size_t n;
    const char *none[1];
    enum err_code code = cli_options(cli, opts, none, 0, &n, err);
    if (code == ERR_OK && c->apply && (c->who == NULL || c->who[0] == '\0'))
        code = err_set(err, ERR_USAGE, 0,
                       _("closing is signed for: --apply needs --who NAME"));
    if (code == ERR_OK && !c->apply && (c->unsettled || c->who != NULL))
        code = err_set(err, ERR_USAGE, 0,
                       _("--who and --unsettled go with --apply"));
    return code;
}

static bool step(void *ctx, int64_t done, int64_t of)
{
    struct closing *c = ctx;
    if (c->progress == NULL)
        c->progress = progress_new(c->cli, _("links destroyed"), (size_t)of);
    progress_step(c->progress, (size_t)done);
    return cli_stopped();
}

static enum err_code run(struct closing *c, struct err *err)
{
    enum err_code code = store_seal_counts(c->store, &c->counts, err);
    if (code != ERR_OK)
        return code;
    c->was_closed = c->counts.closed[0] != '\0';
    if (!c->was_closed && c->apply) {
        const struct close_options options = {.who = c->who,
                                              .unsettled = c->unsettled,
                                              .step = step,
                                              .ctx = c};
        cli_say_stopping();
        cli_catch_signals();
        code = gate_close(c->store, &options, &c->counts, err);
        progress_free(c->progress);
    }
    if (code == ERR_OK && (c->was_closed || c->apply))
        code = gate_close_sweep(c->store, &c->removed, err);
    return code;
}

static void say_json(const struct closing *c, struct str *out)
{
    struct jout j = {.out = out, .pretty = true};
    jout_begin_object(&j, NULL);
    jout_bool(&j, "closed", c->apply || c->was_closed);
    jout_bool(&j, "before", c->was_closed);
    jout_int(&j, "responses", c->counts.responses);
    jout_int(&j, "numbered", c->counts.numbered);
    jout_int(&j, "pages", c->counts.pages);
    jout_int(&j, "pictures", c->counts.pictures);
    jout_int(&j, "waiting", c->counts.waiting);
    jout_int(&j, "untyped", c->counts.untyped);
    jout_int(&j, "files_removed", (int64_t)c->removed);
    jout_end_object(&j);
}

static void say_preview(const struct closing *c, struct str *out)
{
    const struct seal_counts *n = &c->counts;
    str_addf(out, _("Closing this round would\n"
                    "  keep      %lld responses, all decisions, typed words "
                    "and figures\n"
                    "  destroy   the way from %lld responses to their "
                    "numbered sheets\n"
                    "  destroy   the pictures of %lld pages, and the key of "
                    "the codes\n"
                    "  end       printing, scanning, reviewing and judging "
                    "anew, for good\n"),
             (long long)n->responses, (long long)n->numbered,
             (long long)n->pictures);
    if (n->waiting > 0)
        str_addf(out, _("%lld questions still wait for a person: settle them "
                        "first (pingyi review list)\n"),
                 (long long)n->waiting);
    if (n->untyped > 0)
        str_addf(out, _("%lld handwritten answers are not typed yet, and "
                        "their pictures go too (pingyi review texts)\n"),
                 (long long)n->untyped);
    str_add(out, _("a preview: nothing was changed; to do it: --apply --who "
                   "NAME\n"));
}

static void say_done(const struct closing *c, struct str *out)
{
    if (c->was_closed)
        str_addf(out, _("The round was closed on %.10s. %zu files left over "
                        "were removed.\n"),
                 c->counts.closed, c->removed);
    else
        str_addf(out, _("The round is closed: %lld responses are kept, none "
                        "leads to a sheet any more; %zu files were "
                        "removed.\n"),
                 (long long)c->counts.responses, c->removed);
    str_add(out, _("What lies outside of the workspace is not reached: the "
                   "scanner's own files, raw exports and copies of the "
                   "workspace. Destroy them as the rules for the paper "
                   "say.\n"));
}

int cmd_close(struct cli *cli)
{
    struct closing c = {.cli = cli};
    struct err err = ERR_INIT;
    struct str out;
    int exit_code;
    str_init(&out, LIMIT_JSON_BYTES);
    enum err_code code = take(cli, &c, &err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &c.store, &err);
    if (code == ERR_OK)
        code = run(&c, &err);
    if (code != ERR_OK) {
        exit_code = cli_fail(cli, &err);
    } else {
        bool done = c.apply || c.was_closed;
        if (cli->json)
            say_json(&c, &out);
        else if (done)
            say_done(&c, &out);
        else
            say_preview(&c, &out);
        exit_code = cli_print(cli, &out,
                              !done && c.counts.waiting > 0 ? EXIT_PERSON
                                                            : EXIT_DONE);
    }
    str_deinit(&out);
    store_close(c.store);
    return exit_code;
}
