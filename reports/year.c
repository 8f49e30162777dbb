/* reports/year.c - see year.h. */
#include "reports/year.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/tally/issued.h"

struct opened {
    size_t count;
    struct other {
        const char *dir;
        struct store *store;
        struct tally *tally;
        struct report_model *model;
        struct measure_list *measures;
    } list[YEAR_ROUNDS_MAX];
};

static enum err_code refuse_twice(const struct opened *o, size_t at,
                                  const struct store *store, struct err *err)
{
    const struct other *e = &o->list[at];
    uint32_t id = store_survey(e->store)->id;
    bool same = id == store_survey(store)->id;

    for (size_t i = 0; i < at; i++)
        same = same || id == store_survey(o->list[i].store)->id;
    if (!same)
        return ERR_OK;
    return err_set(err, ERR_RANGE, 0,
                   _("%s is a round that stands in the summary already; name "
                     "each once"),
                   e->dir);
}

static enum err_code open_one(struct opened *o, const char *dir,
                              const struct store *store, struct err *err)
{
    struct other *e = &o->list[o->count];
    enum err_code code;

    e->dir = dir;
    code = store_open(dir, &e->store, err);
    o->count++;
    if (code == ERR_OK)
        code = refuse_twice(o, o->count - 1, store, err);
    if (code == ERR_OK)
        code = tally_run(e->store, &e->tally, err);
    if (code == ERR_OK)
        code = report_model_new(e->tally, store_survey(e->store), &e->model,
                                err);
    if (code == ERR_OK)
        code = store_measures(e->store, &e->measures, err);
    if (code == ERR_OK)
        e->model->measures = e->measures;
    return code;
}

int year_of_period(const char *period)
{
    int year = 0;

    if (strspn(period, "0123456789") == 4)
        (void)sscanf(period, "%4d", &year);
    return year;
}

/* Of another year than the round at hand, as far as both tell. */
static bool is_of_another_year(const struct store *store,
                               const struct store *other)
{
    int now = year_of_period(store_survey(store)->period);
    int then = year_of_period(store_survey(other)->period);

    return now != 0 && then != 0 && now != then;
}

static enum err_code refuse_another_year(const struct store *store,
                                         const struct other *e,
                                         struct err *err)
{
    if (!is_of_another_year(store, e->store))
        return ERR_OK;
    return err_set(err, ERR_RANGE, 0,
                   _("%s is a round of %d (%s), and this summary is of %d; "
                     "leave it out, or name it with --before if it is an "
                     "earlier round of the same questionnaire"),
                   e->dir, year_of_period(store_survey(e->store)->period),
                   store_survey(e->store)->period,
                   year_of_period(store_survey(store)->period));
}

static void list_round(struct year *y, struct report_model *model)
{
    y->round[y->count++] =
        (struct year_round){.model = model, .measures = model->measures};
}

enum err_code year_open(const struct store *store,
                        struct report_model *now, size_t before_count,
                        const char *const before[], size_t other_count,
                        const char *const others[], struct year **out,
                        struct err *err)
{
    struct year *y;
    struct opened *o;
    enum err_code code = ERR_OK;

    *out = NULL;
    if (before_count + other_count >= YEAR_ROUNDS_MAX)
        return err_set(err, ERR_RANGE, 0,
                       _("a summary takes %d rounds at most"),
                       YEAR_ROUNDS_MAX);
    y = mem_alloc(1, sizeof(*y));
    o = mem_alloc(1, sizeof(*o));
    if (!y || !o) {
        free(y);
        free(o);
        return err_set(err, ERR_NOMEM, 0, _("no memory for a report"));
    }
    y->opened = o;
    for (size_t i = 0; code == ERR_OK && i < before_count + other_count; i++) {
        const char *dir = i < before_count ? before[i]
                                           : others[i - before_count];

        if (i == before_count)
            list_round(y, now);
        code = open_one(o, dir, store, err);
        if (code == ERR_OK && i >= before_count)
            code = refuse_another_year(store, &o->list[i], err);
        if (code == ERR_OK && !is_of_another_year(store, o->list[i].store))
            list_round(y, o->list[i].model);
    }
    if (other_count == 0)
        list_round(y, now);
    if (code != ERR_OK) {
        year_free(y);
        return code;
    }
    *out = y;
    return ERR_OK;
}

enum err_code year_issued(const struct year *year, struct err *err)
{
    const struct opened *o = year->opened;
    enum err_code code = ERR_OK;

    for (size_t i = 0; code == ERR_OK && i < o->count; i++)
        code = issued_before(o->list[i].store, o->list[i].tally,
                             o->list[i].dir, err);
    return code;
}

void year_free(struct year *year)
{
    struct opened *o;

    if (!year)
        return;
    o = year->opened;
    for (size_t i = 0; i < o->count; i++) {
        report_model_free(o->list[i].model);
        measure_list_free(o->list[i].measures);
        tally_free(o->list[i].tally);
        store_close(o->list[i].store);
    }
    free(o);
    free(year);
}
