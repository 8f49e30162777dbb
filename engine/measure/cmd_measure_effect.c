/* engine/measure/cmd_measure_effect.c - pingyi measure effect EARLIER: did what
 * was put right after the earlier round move anything in this one? */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/measure/effect.h"
#include "engine/measure/internal.h"

const struct compared *measure_effect(const struct measure *m,
                                      const struct comparison *c,
                                      const struct questionnaire *q)
{
    for (size_t i = 0; i < c->items.count; i++)
        if (strcmp(q->items[c->items.list[i].place].code,
                   m->text[MEASURE_ITEM]) == 0)
            return &c->items.list[i];
    return NULL;
}

struct rounds {
    struct store *before_store, *now_store;
    struct tally *before, *now;
    struct comparison *c;
    struct measure_list *list;
};

static enum err_code open_both(const struct cli *cli, const char *earlier,
                               struct rounds *r, struct err *err)
{
    enum err_code code = store_open(cli->workspace, &r->now_store, err);
    if (code == ERR_OK)
        code = store_open(earlier, &r->before_store, err);
    if (code == ERR_OK && store_survey(r->now_store)->id ==
                              store_survey(r->before_store)->id)
        code = err_set(err, ERR_RANGE, 0,
                       _("%s is this very round; name the workspace of an "
                         "earlier one"),
                       earlier);
    if (code == ERR_OK)
        code = store_measures(r->before_store, &r->list, err);
    if (code == ERR_OK)
        code = tally_run(r->before_store, &r->before, err);
    if (code == ERR_OK)
        code = tally_run(r->now_store, &r->now, err);
    if (code == ERR_OK)
        code = comparison_new(r->before, r->now, &r->c, err);
    return code;
}

static void say_text(const struct measure *m, const struct compared *x,
                     struct str *out)
{
    char a[32], b[32], c[32], low[32], high[32];
    str_addf(out, "%lld  %s  [%s] %s\n", (long long)m->id,
             m->text[MEASURE_ITEM],
             measure_state_title(m->text[MEASURE_STATE]),
             m->text[MEASURE_PROBLEM]);
    if (x == NULL) {
        str_add(out, m->text[MEASURE_ITEM][0] == '\0'
                         ? _("   not tied to a question\n")
                         : _("   the question was not asked the same way, or "
                             "its figures are not shown\n"));
        return;
    }
    str_addf(out, _("   %s%% → %s%%, %s points"),
             num_print_real(x->share_before * 100, 1, a, sizeof a),
             num_print_real(x->share_now * 100, 1, b, sizeof b),
             num_print_real(x->difference * 100, 1, c, sizeof c));
    if (x->tested)
        str_addf(out, _(" (95%% interval %s … %s): %s\n"),
                 num_print_real(x->interval.low * 100, 1, low, sizeof low),
                 num_print_real(x->interval.high * 100, 1, high, sizeof high),
                 x->change == CHANGE_OPEN ? _("no significant change")
                 : x->change == CHANGE_UP ? _("up")
                                          : _("down"));
    else
        str_add(out, _(" (not tested: both rounds must be random samples)\n"));
}

static void put_effect(struct jout *j, const struct measure *m,
                       const struct compared *x)
{
    jout_begin_object(j, NULL);
    jout_int(j, "id", m->id);
    jout_string(j, "item", m->text[MEASURE_ITEM]);
    jout_string(j, "problem", m->text[MEASURE_PROBLEM]);
    jout_string(j, "state", m->text[MEASURE_STATE]);
    jout_bool(j, "compared", x != NULL);
    if (x != NULL) {
        jout_real(j, "share_before", x->share_before, 8);
        jout_real(j, "share_now", x->share_now, 8);
        jout_real(j, "difference", x->difference, 8);
        jout_string(j, "change", change_word(x->change));
    }
    if (x != NULL && x->tested) {
        jout_begin_array(j, "interval");
        jout_real(j, NULL, x->interval.low, 8);
        jout_real(j, NULL, x->interval.high, 8);
        jout_end_array(j);
    }
    jout_end_object(j);
}

static void say(const struct rounds *r, bool json, struct str *out)
{
    struct jout j = {.out = out, .pretty = true};
    if (json) {
        jout_begin_object(&j, NULL);
        jout_begin_array(&j, "measures");
    }
    for (size_t i = 0; i < r->list->count; i++) {
        const struct measure *m = &r->list->list[i];
        const struct compared *x = measure_effect(m, r->c, r->now->q);
        if (json)
            put_effect(&j, m, x);
        else
            say_text(m, x, out);
    }
    if (json) {
        jout_end_array(&j);
        jout_end_object(&j);
    } else if (r->list->count == 0) {
        str_add(out, _("the earlier round has no measures"));
    }
}

int measure_run_effect(struct cli *cli, const struct measure_args *a)
{
    struct rounds r = {.c = NULL};
    struct err err = ERR_INIT;
    struct str out;
    str_init(&out, LIMIT_JSON_BYTES);
    enum err_code code = open_both(cli, a->id, &r, &err);
    if (code == ERR_OK)
        say(&r, cli->json, &out);
    int result = code == ERR_OK ? cli_print(cli, &out, EXIT_DONE)
                                : cli_fail(cli, &err);
    str_deinit(&out);
    comparison_free(r.c);
    tally_free(r.before);
    tally_free(r.now);
    measure_list_free(r.list);
    store_close(r.before_store);
    store_close(r.now_store);
    return result;
}
