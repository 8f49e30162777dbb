/* reports/rounds.c - see rounds.h. */
#include "reports/rounds.h"

#include <assert.h>
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "engine/tally/issued.h"

struct rounds {
    size_t count;
    struct earlier {
        const char *dir;
        struct store *store;
        struct tally *tally;
        struct comparison *comparison;
    } list[ROUNDS_MAX];
    struct model_round given[ROUNDS_MAX];
    struct measure_list *measures; /* of the last */
};

static enum err_code refuse_twice(const struct rounds *r, size_t at,
                                  const struct store *store, struct err *err)
{
    const struct earlier *e = &r->list[at];
    int64_t id = store_survey(e->store)->id;

    if (id == store_survey(store)->id)
        return err_set(err, ERR_RANGE, 0,
                       _("%s is this very round; name the workspace of an "
                         "earlier one"),
                       e->dir);
    for (size_t i = 0; i < at; i++)
        if (id == store_survey(r->list[i].store)->id)
            return err_set(err, ERR_RANGE, 0,
                           _("%s and %s are the same round; name each once"),
                           r->list[i].dir, e->dir);
    return ERR_OK;
}

static enum err_code open_one(struct rounds *r, const char *dir,
                              const struct store *store,
                              const struct tally *now, struct err *err)
{
    size_t at = r->count++;
    struct earlier *e = &r->list[at];
    enum err_code code;

    e->dir = dir;
    code = store_open(dir, &e->store, err);
    if (code == ERR_OK)
        code = refuse_twice(r, at, store, err);
    if (code == ERR_OK)
        code = tally_run(e->store, &e->tally, err);
    if (code == ERR_OK)
        code = comparison_new(e->tally, now, &e->comparison, err);
    if (code == ERR_OK)
        r->given[at] =
            (struct model_round){.period = store_survey(e->store)->period,
                                 .comparison = e->comparison};
    return code;
}

enum err_code rounds_open(size_t count, const char *const dirs[],
                          const struct store *store, const struct tally *now,
                          struct rounds **out, struct err *err)
{
    struct rounds *r;
    enum err_code code = ERR_OK;

    *out = NULL;
    assert(count <= ROUNDS_MAX);
    if (count == 0)
        return ERR_OK;
    r = mem_alloc(1, sizeof(*r));
    if (!r)
        return err_set(err, ERR_NOMEM, 0, _("no memory for a report"));
    for (size_t i = 0; code == ERR_OK && i < count; i++)
        code = open_one(r, dirs[i], store, now, err);
    if (code == ERR_OK)
        code = store_measures(r->list[count - 1].store, &r->measures, err);
    if (code != ERR_OK) {
        rounds_free(r);
        return code;
    }
    *out = r;
    return ERR_OK;
}

void rounds_give(const struct rounds *r, struct report_model *model)
{
    if (!r)
        return;
    report_model_compare(model, r->given[r->count - 1].comparison,
                         r->given[r->count - 1].period);
    report_model_rounds(model, r->count, r->given);
    model->before_measures = r->measures;
}

enum err_code rounds_issued(const struct rounds *r, struct err *err)
{
    enum err_code code = ERR_OK;

    for (size_t i = 0; r && code == ERR_OK && i < r->count; i++)
        code = issued_before(r->list[i].store, r->list[i].tally,
                             r->list[i].dir, err);
    return code;
}

void rounds_free(struct rounds *r)
{
    if (!r)
        return;
    measure_list_free(r->measures);
    for (size_t i = 0; i < r->count; i++) {
        comparison_free(r->list[i].comparison);
        tally_free(r->list[i].tally);
        store_close(r->list[i].store);
    }
    free(r);
}
