/* engine/tally/cmd_compare.c - pingyi compare EARLIER: this round beside the
 * one before it. */
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/cli/grid.h"
#include "engine/commands.h"
#include "engine/tally/compare.h"

enum { TEXT_MAX = 64 };

struct rounds {
    struct store *before_store, *now_store;
    struct tally *before, *now;
    struct comparison *c;
};

/* The same workspace would say that nothing changed. */
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
        code = tally_run(r->before_store, &r->before, err);
    if (code == ERR_OK)
        code = tally_run(r->now_store, &r->now, err);
    if (code == ERR_OK)
        code = comparison_new(r->before, r->now, &r->c, err);
    return code;
}

/* ---- as text ---- */

static const char *change_text(enum change change)
{
    switch (change) {
    case CHANGE_UP: return _("up");
    case CHANGE_DOWN: return _("down");
    case CHANGE_OPEN: return _("no significant change");
    case CHANGE_UNKNOWN:
    case CHANGE_COUNT: break;
    }
    return "";
}

static const char *percent(double share, char out[TEXT_MAX])
{
    return num_print_real(share * 100, 1, out, TEXT_MAX);
}

static void add_row(struct grid *grid, const char *code, const char *name,
                    const struct compared *x)
{
    char a[TEXT_MAX];
    char b[TEXT_MAX];
    grid_cell(grid, code);
    grid_cell(grid, name);
    grid_cellf(grid, "%s%% (%lld/%lld)", percent(x->share_before, a),
               (long long)x->before.num, (long long)x->before.den);
    grid_cellf(grid, "%s%% (%lld/%lld)", percent(x->share_now, a),
               (long long)x->now.num, (long long)x->now.den);
    grid_cell(grid, percent(x->difference, a));
    if (x->tested)
        grid_cellf(grid, "%s … %s", percent(x->interval.low, a),
                   percent(x->interval.high, b));
    else
        grid_cell(grid, "");
    grid_cell(grid, change_text(x->change));
    grid_end_row(grid);
}

static struct grid *new_grid(const char *what)
{
    struct grid *grid = grid_new();
    grid_column(grid, _("no."), ALIGN_LEFT, 0);
    grid_column(grid, what, ALIGN_LEFT, 40);
    grid_column(grid, _("before"), ALIGN_RIGHT, 0);
    grid_column(grid, _("now"), ALIGN_RIGHT, 0);
    grid_column(grid, _("points"), ALIGN_RIGHT, 0);
    grid_column(grid, _("95% interval"), ALIGN_RIGHT, 0);
    grid_column(grid, _("change"), ALIGN_LEFT, 0);
    return grid;
}

static void finish(struct grid *grid, struct str *out)
{
    grid_put(grid, 2, out);
    grid_free(grid);
    str_add(out, "\n");
}

static void show_notes(const struct comparison *c, struct str *out)
{
    if (c->mixed_channels)
        str_add(out, _("The rounds came by different channels: only the "
                       "headline is compared, channel by channel\n"));
    if (c->changed_items > 0)
        str_addf(out, _("%zu questions are not compared: they were changed, "
                        "added or dropped\n"),
                 c->changed_items);
    if (c->other_units > 0)
        str_addf(out, _("%zu units have no fellow in the earlier round\n"),
                 c->other_units);
    if (c->before_design != c->now_design)
        str_add(out, _("The rounds were drawn in different ways; a "
                       "difference may come from that\n"));
}

static void show_text(const struct rounds *r, struct str *out)
{
    const struct comparison *c = r->c;
    const struct tally *now = r->now;
    str_addf(out, _("%s  compared with  %s\n\n"),
             store_survey(r->now_store)->period,
             store_survey(r->before_store)->period);
    if (c->has_aware || c->has_satisfied || c->items.count > 0) {
        struct grid *grid = new_grid(_("question"));
        if (c->has_aware)
            add_row(grid, "", _("awareness rate"), &c->aware);
        for (size_t i = 0; i < c->items.count; i++)
            add_row(grid, now->q->items[c->items.list[i].place].code,
                    now->q->items[c->items.list[i].place].text,
                    &c->items.list[i]);
        finish(grid, out);
    }
    if (c->units.count > 0) {
        struct grid *grid = new_grid(_("unit"));
        for (size_t i = 0; i < c->units.count; i++)
            add_row(grid, now->units->unit[c->units.list[i].place].code,
                    now->units->unit[c->units.list[i].place].name,
                    &c->units.list[i]);
        finish(grid, out);
    }
    if (c->channels.count > 0) {
        struct grid *grid = new_grid(_("channel"));
        for (size_t i = 0; i < c->channels.count; i++)
            add_row(grid, "", now->channels[c->channels.list[i].place].channel,
                    &c->channels.list[i]);
        finish(grid, out);
    }
    show_notes(c, out);
}

/* ---- as JSON ---- */

static void put_ratio(struct jout *j, const char *key, struct ratio r)
{
    jout_begin_object(j, key);
    jout_int(j, "num", r.num);
    jout_int(j, "den", r.den);
    jout_end_object(j);
}

static void put_interval(struct jout *j, const char *key, struct interval w)
{
    jout_begin_array(j, key);
    jout_real(j, NULL, w.low, 8);
    jout_real(j, NULL, w.high, 8);
    jout_end_array(j);
}

static void put_compared(struct jout *j, const char *key, const char *code,
                         const struct compared *x)
{
    jout_begin_object(j, key);
    if (code != NULL)
        jout_string(j, "code", code);
    put_ratio(j, "before", x->before);
    put_ratio(j, "now", x->now);
    jout_real(j, "share_before", x->share_before, 8);
    jout_real(j, "share_now", x->share_now, 8);
    if (x->range_before.high > 0)
        put_interval(j, "interval_before", x->range_before);
    if (x->range_now.high > 0)
        put_interval(j, "interval_now", x->range_now);
    jout_real(j, "difference", x->difference, 8);
    if (x->tested) {
        put_interval(j, "interval", x->interval);
        jout_real(j, "p", x->p, 8);
    }
    jout_string(j, "change", change_word(x->change));
    jout_end_object(j);
}

static void show_json(const struct rounds *r, struct str *out)
{
    const struct comparison *c = r->c;
    const struct tally *now = r->now;
    struct jout j = {.out = out, .pretty = true};
    jout_begin_object(&j, NULL);
    jout_string(&j, "form", now->q->form);
    jout_string(&j, "before", store_survey(r->before_store)->period);
    jout_string(&j, "now", store_survey(r->now_store)->period);
    jout_bool(&j, "mixed_channels", c->mixed_channels);
    jout_int(&j, "changed_items", (int64_t)c->changed_items);
    jout_int(&j, "other_units", (int64_t)c->other_units);
    jout_string(&j, "before_design", design_kind_word(c->before_design));
    jout_string(&j, "now_design", design_kind_word(c->now_design));
    if (c->has_aware)
        put_compared(&j, "aware", NULL, &c->aware);
    if (c->has_satisfied)
        put_compared(&j, "satisfied", NULL, &c->satisfied);
    jout_begin_array(&j, "items");
    for (size_t i = 0; i < c->items.count; i++)
        put_compared(&j, NULL, now->q->items[c->items.list[i].place].code,
                     &c->items.list[i]);
    jout_end_array(&j);
    jout_begin_array(&j, "units");
    for (size_t i = 0; i < c->units.count; i++)
        put_compared(&j, NULL, now->units->unit[c->units.list[i].place].code,
                     &c->units.list[i]);
    jout_end_array(&j);
    jout_begin_array(&j, "channels");
    for (size_t i = 0; i < c->channels.count; i++)
        put_compared(&j, NULL,
                     now->channels[c->channels.list[i].place].channel,
                     &c->channels.list[i]);
    jout_end_array(&j);
    jout_end_object(&j);
}

int cmd_compare(struct cli *cli)
{
    const struct opt opts[] = {{.name = NULL}};
    const char *earlier = NULL;
    size_t n = 0;
    struct rounds r = {.c = NULL};
    struct err err = ERR_INIT;
    struct str out;
    int exit_code;
    str_init(&out, LIMIT_JSON_BYTES);
    enum err_code code = cli_options(cli, opts, &earlier, 1, &n, &err);
    if (code == ERR_OK && n == 0)
        code = err_set(&err, ERR_USAGE, 0,
                       _("name the workspace of the earlier round"));
    if (code == ERR_OK)
        code = open_both(cli, earlier, &r, &err);
    if (code != ERR_OK) {
        exit_code = cli_fail(cli, &err);
    } else {
        if (cli->json)
            show_json(&r, &out);
        else
            show_text(&r, &out);
        exit_code = cli_print(cli, &out, EXIT_DONE);
    }
    str_deinit(&out);
    comparison_free(r.c);
    tally_free(r.before);
    tally_free(r.now);
    store_close(r.before_store);
    store_close(r.now_store);
    return exit_code;
}
