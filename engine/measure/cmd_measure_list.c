/* engine/measure/cmd_measure_list.c - what the ledger says. */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/cli/grid.h"
#include "engine/measure/internal.h"

void measure_put_json(struct jout *j, const struct measure *m,
                      const char *today)
{
    int64_t days = 0;
    jout_begin_object(j, NULL);
    jout_int(j, "id", m->id);
    jout_int(j, "version", m->version);
    for (int f = 0; f < MEASURE_FIELDS; f++)
        jout_string(j, measure_field_word((enum measure_field)f), m->text[f]);
    jout_string(j, "state_title", measure_state_title(m->text[MEASURE_STATE]));
    jout_bool(j, "overdue", measure_overdue(m, today));
    if (measure_days_left(m, today, &days))
        jout_int(j, "days_left", days);
    jout_end_object(j);
}

struct view {
    struct store *store;
    struct measure_list *list;
    char today[DATE_BYTES];
    struct str out;
};

static enum err_code open_view(const struct cli *cli,
                               const struct measure_args *a, struct view *v,
                               struct err *err)
{
    str_init(&v->out, LIMIT_JSON_BYTES);
    enum err_code code = measure_take_today(a, v->today, err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &v->store, err);
    if (code == ERR_OK)
        code = store_measures(v->store, &v->list, err);
    return code;
}

static int close_view(const struct cli *cli, struct view *v,
                      enum err_code code, const struct err *err,
                      int exit_code)
{
    int result = code == ERR_OK ? cli_print(cli, &v->out, exit_code)
                                : cli_fail(cli, err);
    str_deinit(&v->out);
    measure_list_free(v->list);
    store_close(v->store);
    return result;
}

/* ---- list ---- */

static bool wanted(const struct measure *m, const struct measure_args *a)
{
    const char *state = a->field[MEASURE_STATE];
    const char *unit = a->field[MEASURE_UNIT];
    const char *person = a->field[MEASURE_PERSON];
    const char *office = a->field[MEASURE_OFFICE];
    return (state == NULL || strcmp(state, m->text[MEASURE_STATE]) == 0 ||
            strcmp(state, measure_state_title(m->text[MEASURE_STATE])) == 0) &&
           (unit == NULL || strcmp(unit, m->text[MEASURE_UNIT]) == 0) &&
           (person == NULL || strcmp(person, m->text[MEASURE_PERSON]) == 0) &&
           (office == NULL || strcmp(office, m->text[MEASURE_OFFICE]) == 0);
}

static void put_left(struct grid *grid, const struct measure *m,
                     const char *today)
{
    int64_t days = 0;
    if (!measure_days_left(m, today, &days))
        grid_cell(grid, "");
    else if (days < 0)
        grid_cellf(grid, _("%lld days late"), (long long)-days);
    else
        grid_cellf(grid, _("%lld days left"), (long long)days);
}

static struct grid *new_grid(void)
{
    struct grid *grid = grid_new();
    grid_column(grid, _("entry"), ALIGN_RIGHT, 0);
    grid_column(grid, _("state"), ALIGN_LEFT, 0);
    grid_column(grid, _("due"), ALIGN_LEFT, 0);
    grid_column(grid, "", ALIGN_RIGHT, 0);
    grid_column(grid, _("office in charge"), ALIGN_LEFT, 24);
    grid_column(grid, _("person"), ALIGN_LEFT, 16);
    grid_column(grid, _("question"), ALIGN_LEFT, 0);
    grid_column(grid, _("problem"), ALIGN_LEFT, 40);
    return grid;
}

static void put_row(struct grid *grid, const struct measure *m,
                    const char *today)
{
    grid_cellf(grid, "%lld", (long long)m->id);
    grid_cell(grid, measure_state_title(m->text[MEASURE_STATE]));
    grid_cell(grid, m->text[MEASURE_DUE]);
    put_left(grid, m, today);
    grid_cell(grid, m->text[MEASURE_OFFICE]);
    grid_cell(grid, m->text[MEASURE_PERSON]);
    grid_cell(grid, m->text[MEASURE_ITEM]);
    grid_cell(grid, m->text[MEASURE_PROBLEM]);
    grid_end_row(grid);
}

static void say_list(struct view *v, const struct measure_args *a)
{
    struct grid *grid = new_grid();
    size_t n = 0;
    for (size_t i = 0; i < v->list->count; i++)
        if (wanted(&v->list->list[i], a)) {
            put_row(grid, &v->list->list[i], v->today);
            n++;
        }
    if (n == 0)
        str_add(&v->out, _("no measures; `pingyi measure add` makes one"));
    else
        grid_put(grid, 0, &v->out);
    grid_free(grid);
}

int measure_run_list(struct cli *cli, const struct measure_args *a)
{
    struct view v = {.store = NULL};
    struct err err = ERR_INIT;
    struct jout j = {.out = &v.out, .pretty = true};
    enum err_code code = open_view(cli, a, &v, &err);
    if (code == ERR_OK && !cli->json)
        say_list(&v, a);
    if (code == ERR_OK && cli->json) {
        jout_begin_object(&j, NULL);
        jout_string(&j, "today", v.today);
        jout_begin_array(&j, "measures");
        for (size_t i = 0; i < v.list->count; i++)
            if (wanted(&v.list->list[i], a))
                measure_put_json(&j, &v.list->list[i], v.today);
        jout_end_array(&j);
        jout_end_object(&j);
    }
    return close_view(cli, &v, code, &err, EXIT_DONE);
}

/* ---- show ---- */

static enum err_code find_one(const struct measure_args *a, struct view *v,
                              const struct measure **out, struct err *err)
{
    char shown[EXCERPT_MAX];
    int64_t id = 0;
    *out = NULL;
    if (!num_parse_int(a->id, 1, LIMIT_MEASURES, &id))
        return err_set(err, ERR_USAGE, 0,
                       _("'%s' is no number of a measure; `pingyi measure "
                         "list` shows them"),
                       excerpt(a->id, shown));
    for (size_t i = 0; i < v->list->count; i++)
        if (v->list->list[i].id == id)
            *out = &v->list->list[i];
    if (*out == NULL)
        return err_set(err, ERR_NOTFOUND, 0,
                       _("there is no measure %lld; `pingyi measure list` "
                         "shows them"),
                       (long long)id);
    return ERR_OK;
}

static void say_one(const struct measure *m, struct str *out)
{
    str_addf(out, "%s %lld（%s %lld）", "序号", (long long)m->id, "版本",
             (long long)m->version);
    for (int f = 0; f < MEASURE_FIELDS; f++)
        if (m->text[f][0] != '\0')
            str_addf(out, "\n%s：%s", measure_field_title((enum measure_field)f),
                     f == MEASURE_STATE  ? measure_state_title(m->text[f])
                     : f == MEASURE_KIND ? measure_kind_title(m->text[f])
                                         : m->text[f]);
}

int measure_run_show(struct cli *cli, const struct measure_args *a)
{
    struct view v = {.store = NULL};
    struct err err = ERR_INIT;
    struct jout j = {.out = &v.out, .pretty = true};
    const struct measure *m = NULL;
    enum err_code code = open_view(cli, a, &v, &err);
    if (code == ERR_OK)
        code = find_one(a, &v, &m, &err);
    if (code == ERR_OK && cli->json)
        measure_put_json(&j, m, v.today);
    else if (code == ERR_OK)
        say_one(m, &v.out);
    return close_view(cli, &v, code, &err, EXIT_DONE);
}

/* ---- overdue ---- */

enum urgency { URGENT_LATE, URGENT_SOON, URGENT_UNDATED, URGENT_NOT };

static enum urgency urgency_of(const struct measure *m, const char *today,
                               int64_t within)
{
    int64_t days = 0;
    const char *state = m->text[MEASURE_STATE];
    if (measure_days_left(m, today, &days))
        return days < 0 ? URGENT_LATE : days <= within ? URGENT_SOON : URGENT_NOT;
    bool waits = strcmp(state, "open") == 0 || strcmp(state, "doing") == 0;
    return waits ? URGENT_UNDATED : URGENT_NOT;
}

static const char *const urgency_words[] = {"late", "soon", "undated"};
static const char *const urgency_titles[] = {
    N_("overdue (超期未完成)"),
    N_("due soon (即将到期)"),
    N_("without a due date (未定时限)"),
};

/* One group; returns how many there are. */
static size_t say_group(struct view *v, const struct measure_args *a,
                        enum urgency u, bool json, struct jout *j)
{
    struct grid *grid = new_grid();
    size_t n = 0;
    if (json)
        jout_begin_array(j, urgency_words[u]);
    for (size_t i = 0; i < v->list->count; i++) {
        const struct measure *m = &v->list->list[i];
        if (urgency_of(m, v->today, a->within) != u || !wanted(m, a))
            continue;
        n++;
        if (json)
            measure_put_json(j, m, v->today);
        else
            put_row(grid, m, v->today);
    }
    if (json)
        jout_end_array(j);
    if (!json && n > 0) {
        str_addf(&v->out, "%s\n", _(urgency_titles[u]));
        grid_put(grid, 2, &v->out);
    }
    grid_free(grid);
    return n;
}

int measure_run_overdue(struct cli *cli, const struct measure_args *a)
{
    struct view v = {.store = NULL};
    struct err err = ERR_INIT;
    struct jout j = {.out = &v.out, .pretty = true};
    size_t late = 0;
    size_t others = 0;
    enum err_code code = open_view(cli, a, &v, &err);
    if (code == ERR_OK) {
        if (cli->json)
            jout_begin_object(&j, NULL);
        if (cli->json)
            jout_string(&j, "today", v.today);
        late = say_group(&v, a, URGENT_LATE, cli->json, &j);
        others = say_group(&v, a, URGENT_SOON, cli->json, &j);
        others += say_group(&v, a, URGENT_UNDATED, cli->json, &j);
        if (cli->json)
            jout_end_object(&j);
        else if (late + others == 0)
            str_addf(&v.out, _("nothing is overdue on %s"), v.today);
    }
    return close_view(cli, &v, code, &err,
                      late > 0 ? EXIT_PERSON : EXIT_DONE);
}

/* ---- rules ---- */

static void say_rules(const struct deadlines *d, bool json, struct str *out)
{
    struct jout j = {.out = out, .pretty = true};
    if (json) {
        jout_begin_object(&j, NULL);
        jout_string(&j, "rules_file", deadlines_rules_path(d));
        jout_string(&j, "holidays_file", deadlines_holidays_path(d));
        jout_begin_array(&j, "rules");
    } else {
        str_addf(out, _("rules: %s\ndays off: %s\n"), deadlines_rules_path(d),
                 deadlines_holidays_path(d));
    }
    for (size_t i = 0; i < deadlines_count(d); i++) {
        const struct deadline_rule *r = deadlines_rule(d, i);
        if (json) {
            jout_begin_object(&j, NULL);
            jout_string(&j, "code", r->code);
            jout_string(&j, "text", r->text);
            jout_int(&j, "days", r->days);
            jout_string(&j, "count", r->working ? "working" : "calendar");
            jout_end_object(&j);
        } else {
            str_addf(out, r->working ? _("  %-8s %d working days  %s\n")
                                     : _("  %-8s %d calendar days  %s\n"),
                     r->code, r->days, r->text);
        }
    }
    if (json) {
        jout_end_array(&j);
        jout_end_object(&j);
    }
}

int measure_run_rules(struct cli *cli, const struct measure_args *a)
{
    struct deadlines *d = NULL;
    struct err err = ERR_INIT;
    struct str out;
    (void)a;
    str_init(&out, LIMIT_JSON_BYTES);
    enum err_code code = deadlines_load(cli->workspace, &d, &err);
    if (code == ERR_OK)
        say_rules(d, cli->json, &out);
    int result = code == ERR_OK ? cli_print(cli, &out, EXIT_DONE)
                                : cli_fail(cli, &err);
    str_deinit(&out);
    deadlines_free(d);
    return result;
}
