/* engine/tally/cmd_quality.c - pingyi quality: batches worth a second look. */
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/commands.h"
#include "engine/tally/quality.h"

enum { TEXT_MAX = 64 };

static const char *percent(double share, char out[TEXT_MAX])
{
    return num_print_real(share * 100, 1, out, TEXT_MAX);
}

static void show_flag(const struct tally *t, const struct quality_flag *f,
                      struct str *out)
{
    const struct unit *u = &t->units->unit[f->unit];
    char a[TEXT_MAX];
    char b[TEXT_MAX];
    if (f->batch > 0)
        str_addf(out, _("print run %u  "), (unsigned)f->batch);
    str_addf(out, "%s %s  ", u->code, u->name);
    switch (f->kind) {
    case FLAG_STRAIGHT:
        str_addf(out,
                 _("one answer to everything on %lld of %lld sheets (%s%%; "
                   "elsewhere %s%%)\n"),
                 (long long)f->n, (long long)f->of, percent(f->here, a),
                 percent(f->elsewhere, b));
        break;
    case FLAG_IDENTICAL:
        str_addf(out,
                 _("%lld of %lld sheets are exactly alike (%s%%; the same "
                   "sheet elsewhere %s%%)\n"),
                 (long long)f->n, (long long)f->of, percent(f->here, a),
                 percent(f->elsewhere, b));
        break;
    case FLAG_NO_UNKNOWN:
        str_addf(out,
                 _("nobody of %lld chose \"don't know\" (elsewhere %s%% of "
                   "the sheets)\n"),
                 (long long)f->of, percent(f->elsewhere, b));
        break;
    case FLAG_ALL_BACK:
        str_addf(out, _("all %lld sheets came back\n"), (long long)f->of);
        break;
    case FLAG_CHANNELS:
        str_addf(out,
                 _("two channels are far apart: %s%% of %lld, %s%% of %lld\n"),
                 percent(f->here, a), (long long)f->n,
                 percent(f->elsewhere, b), (long long)f->of);
        break;
    case FLAG_TOLD:
        str_addf(out,
                 _("%lld of %lld sheets say that somebody asked for certain "
                   "answers\n"),
                 (long long)f->n, (long long)f->of);
        break;
    case FLAG_HAND:
        str_addf(out,
                 _("the marks of %lld of %lld sheets look as if one hand made "
                   "them (%s%%; elsewhere %s%%)\n"),
                 (long long)f->n, (long long)f->of, percent(f->here, a),
                 percent(f->elsewhere, b));
        break;
    case FLAG_KIND_COUNT: break;
    }
}

static void show_text(const struct tally *t, const struct quality *q,
                      struct str *out)
{
    if (t->q->anonymous)
        str_add(out, _("An anonymous round: only the returns are looked at, "
                       "never the answers.\n"));
    if (q->count == 0)
        str_add(out, _("Nothing unusual.\n"));
    else
        str_add(out, _("Worth a second look (ask 5 to 10 in a hundred "
                       "again); no flag says what happened:\n"));
    for (size_t i = 0; i < q->count; i++)
        show_flag(t, &q->flag[i], out);
}

static void show_json(const struct tally *t, const struct quality *q,
                      struct str *out)
{
    struct jout j = {.out = out, .pretty = true};
    jout_begin_object(&j, NULL);
    jout_int(&j, "batches", (int64_t)q->batches);
    jout_begin_array(&j, "flags");
    for (size_t i = 0; i < q->count; i++) {
        const struct quality_flag *f = &q->flag[i];
        jout_begin_object(&j, NULL);
        jout_string(&j, "kind", flag_kind_word(f->kind));
        if (f->batch > 0)
            jout_int(&j, "batch", f->batch);
        jout_string(&j, "unit", t->units->unit[f->unit].code);
        jout_int(&j, "n", f->n);
        jout_int(&j, "of", f->of);
        jout_real(&j, "here", f->here, 6);
        if (f->elsewhere >= 0)
            jout_real(&j, "elsewhere", f->elsewhere, 6);
        if (f->p >= 0)
            jout_real(&j, "p", f->p, 8);
        jout_end_object(&j);
    }
    jout_end_array(&j);
    jout_end_object(&j);
}

int cmd_quality(struct cli *cli)
{
    const struct opt opts[] = {{.name = NULL}};
    const char *none[1];
    size_t n = 0;
    struct err err = ERR_INIT;
    struct store *store = NULL;
    struct tally *t = NULL;
    struct quality *q = NULL;
    struct str out;
    int exit_code;
    str_init(&out, LIMIT_JSON_BYTES);
    enum err_code code = cli_options(cli, opts, none, 0, &n, &err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, &err);
    if (code == ERR_OK)
        code = tally_run(store, &t, &err);
    if (code == ERR_OK)
        code = quality_run(store, t, &q, &err);
    if (code != ERR_OK) {
        exit_code = cli_fail(cli, &err);
    } else {
        if (cli->json)
            show_json(t, q, &out);
        else
            show_text(t, q, &out);
        exit_code =
            cli_print(cli, &out, q->count > 0 ? EXIT_PERSON : EXIT_DONE);
    }
    str_deinit(&out);
    quality_free(q);
    tally_free(t);
    store_close(store);
    return exit_code;
}
