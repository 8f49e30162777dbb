/* reports/model.c - see model.h. */
#include "reports/model.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/str.h"

/* a/b against c/d without dividing; counts stay far below 2^31. */
static int compare_ratio(struct ratio a, struct ratio b)
{
    int64_t left = a.num * b.den, right = b.num * a.den;

    return (left > right) - (left < right);
}

const struct item *model_item(const struct report_model *m, size_t item)
{
    return &m->q->items[item];
}

const struct item_tally *model_tally(const struct report_model *m, size_t item)
{
    return &m->root->items[item];
}

int64_t model_count(const struct report_model *m, size_t item,
                    enum choice_meaning meaning)
{
    const struct scale *scale = m->q->items[item].scale;
    int64_t sum = 0;

    for (size_t k = 0; scale && k < scale->choice_count; k++)
        if (scale->choices[k].meaning == meaning)
            sum += m->root->items[item].counts[k];
    return sum;
}

bool model_rate_shown(const struct report_model *m, size_t item)
{
    return !m->root->suppressed && m->root->items[item].main_rate.den > 0;
}

bool model_shown(const struct report_model *m, size_t item)
{
    return !m->root->suppressed && !m->root->items[item].suppressed;
}

enum verdict model_verdict(const struct report_model *m, struct ratio r,
                           int permille)
{
    return m->judged && permille > 0 && r.den > 0 ? ratio_judge(r, permille)
                                                  : VERDICT_NONE;
}

size_t model_units_without_sheets(const struct report_model *m)
{
    size_t n = 0;

    for (size_t u = 1; u < m->tally->unit_count; u++)
        n += !m->tally->unit[u].has_sheets;
    return n;
}

/* ---- what stops a report ---- */

static bool child_over_returned(const struct tally *t, size_t unit)
{
    for (size_t u = unit + 1; u < t->unit_count; u++)
        if (t->units->unit[u].parent == (long)unit && t->unit[u].over_returned)
            return true;
    return false;
}

/* Names the lowest units whose returns exceed what was issued. */
static enum err_code refuse_over_returned(const struct tally *t,
                                          struct err *err)
{
    struct str names;
    size_t named = 0, found = 0;
    enum err_code code = ERR_OK;

    str_init(&names, sizeof(err->text) / 2);
    for (size_t u = 0; u < t->unit_count; u++) {
        if (!t->unit[u].over_returned || child_over_returned(t, u))
            continue;
        found++;
        if (named == 3)
            continue;
        named++;
        str_addf(&names, "%s%s %s (%lld/%lld)", named > 1 ? ", " : "",
                 t->units->unit[u].code, t->units->unit[u].name,
                 (long long)t->unit[u].returned, (long long)t->unit[u].issued);
    }
    if (found > 0)
        code = err_set(err, ERR_NOTNOW, 0,
                       _("no report: more sheets came back than were handed "
                         "out in %zu unit(s): %s; check the issued numbers "
                         "and look for copied sheets, then try again"),
                       found, names.text);
    str_deinit(&names);
    return code;
}

/* ---- items ---- */

static void list_init(struct report_model *m, struct item_list *list)
{
    list->item = job_alloc(&m->job, m->q->item_count, sizeof(*list->item));
}

static void list_add(struct item_list *list, size_t item)
{
    list->item[list->count++] = item;
}

/* Lowest main rate first; what has no rate or is hidden goes last; ties keep
 * the printed order.  Insertion: lists hold a dozen items. */
static void sort_by_rate(const struct report_model *m, struct item_list *list)
{
    for (size_t i = 1; i < list->count; i++) {
        size_t moving = list->item[i], j = i;

        while (j > 0) {
            const struct item_tally *a = model_tally(m, moving);
            const struct item_tally *b = model_tally(m, list->item[j - 1]);
            bool a_known = model_rate_shown(m, moving);
            bool b_known = model_rate_shown(m, list->item[j - 1]);

            if (!a_known ||
                (b_known && compare_ratio(a->main_rate, b->main_rate) >= 0))
                break;
            list->item[j] = list->item[j - 1];
            j--;
        }
        list->item[j] = moving;
    }
}

static void sort_items_into_lists(struct report_model *m)
{
    for (size_t i = 0; i < m->q->item_count; i++) {
        switch (m->q->items[i].role) {
        case ROLE_AWARE: list_add(&m->aware, i); break;
        case ROLE_OVERALL: m->overall = (long)i; /* fall through */
        case ROLE_SATISFY: list_add(&m->satisfy, i); break;
        case ROLE_PRIORITY: m->priority = (long)i; break;
        case ROLE_PERSON: list_add(&m->persons, i); break;
        case ROLE_FACT:
            /* A fact about the questionnaire itself tells of the survey's
             * quality, not of the unit's work. */
            list_add(item_guards_survey(&m->q->items[i]) ? &m->guards
                                                         : &m->facts,
                     i);
            break;
        case ROLE_SCREEN:
        case ROLE_TEXT:
        case ROLE_VOTE:
        case ROLE_CODE:
        case ROLE_COUNT: break;
        }
    }
    sort_by_rate(m, &m->aware);
    sort_by_rate(m, &m->satisfy);
}

/* ---- problems ---- */

struct ratio model_wanted(const struct report_model *m, size_t item)
{
    struct ratio none = {0, 0};

    if (m->priority < 0 || !model_shown(m, (size_t)m->priority))
        return none;
    long k = item_find_choice(model_item(m, (size_t)m->priority),
                              model_item(m, item)->code);
    const struct item_tally *t = model_tally(m, (size_t)m->priority);
    return k < 0 ? none : (struct ratio){t->counts[k], t->asked};
}

static void add_problem(struct report_model *m, enum problem_kind kind,
                        size_t item)
{
    struct ratio bad = model_tally(m, item)->bad_rate;

    m->problems[m->problem_count++] = (struct problem){
        .kind = kind,
        .item = item,
        .low = bad.den > 0 ? stats_wilson(bad.num, bad.den).low : 0,
        .wanted = model_wanted(m, item),
    };
}

static int by_weight(const void *a, const void *b)
{
    const struct problem *x = a, *y = b;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->kind == PROBLEM_SATISFY && x->low != y->low)
        return x->low > y->low ? -1 : 1;
    return x->item < y->item ? -1 : 1;
}

/* Aspects below the line, and in any case the three with the lowest 满意率
 * that anybody was dissatisfied with; awareness items below their line; facts
 * that happened.  The overall question is a verdict, not a problem. */
static void find_problems(struct report_model *m)
{
    const struct thresholds *line = &m->q->thresholds;
    size_t low = 0;

    m->problems = job_alloc(&m->job, m->q->item_count, sizeof(*m->problems));
    if (!m->problems)
        return;
    for (size_t i = 0; i < m->satisfy.count; i++) {
        size_t item = m->satisfy.item[i];
        const struct item_tally *t = model_tally(m, item);

        if ((long)item == m->overall || !model_rate_shown(m, item))
            continue;
        if (ratio_judge(t->main_rate, line->satisfied_permille) ==
                VERDICT_NOT_MET ||
            (low < 3 && model_shown(m, item) && t->bad_rate.num > 0))
            add_problem(m, PROBLEM_SATISFY, item);
        low++;
    }
    for (size_t i = 0; i < m->aware.count; i++) {
        size_t item = m->aware.item[i];

        if (model_rate_shown(m, item) &&
            ratio_judge(model_tally(m, item)->main_rate,
                        line->aware_permille) == VERDICT_NOT_MET)
            add_problem(m, PROBLEM_AWARE, item);
    }
    for (size_t i = 0; i < m->facts.count; i++)
        if (model_shown(m, m->facts.item[i]) &&
            model_tally(m, m->facts.item[i])->bad_rate.num > 0)
            add_problem(m, PROBLEM_FACT, m->facts.item[i]);
    qsort(m->problems, m->problem_count, sizeof(*m->problems), by_weight);
}

/* ---- whole ---- */

/* 请农民兄弟姐妹评计生活动评议问卷 → …评议, 民主测评票 → 民主测评: what the round is
 * called in a title. */
static const char *activity_of(struct report_model *m)
{
    static const char *const suffix[] = {"问卷", "票"};
    const char *title = m->survey->title;
    size_t n = strlen(title);

    for (size_t i = 0; i < 2; i++) {
        size_t cut = strlen(suffix[i]);

        if (n > cut && strcmp(title + n - cut, suffix[i]) == 0)
            return job_textf(&m->job, "%.*s", (int)(n - cut), title);
    }
    return title;
}

static void fill(struct report_model *m)
{
    m->judged = !m->root->suppressed && m->root->valid >= MODEL_MIN_VALID;
    list_init(m, &m->aware);
    list_init(m, &m->satisfy);
    list_init(m, &m->facts);
    list_init(m, &m->guards);
    list_init(m, &m->persons);
    m->activity = activity_of(m);
    m->people = m->q->anonymous ? "填写人" : "群众";
    if (m->job.failed)
        return;
    sort_items_into_lists(m);
    find_problems(m);
}

enum err_code report_model_new(const struct tally *tally,
                               const struct survey_info *survey,
                               struct report_model **out, struct err *err)
{
    enum err_code code = refuse_over_returned(tally, err);

    *out = NULL;
    return code == ERR_OK ? report_model_plain(tally, survey, out, err) : code;
}

enum err_code report_model_plain(const struct tally *tally,
                                 const struct survey_info *survey,
                                 struct report_model **out, struct err *err)
{
    struct report_model *m = mem_alloc(1, sizeof(*m));
    enum err_code code;

    *out = NULL;
    if (!m)
        return err_set(err, ERR_NOMEM, 0, _("no memory for a report"));
    *m = (struct report_model){.tally = tally,
                               .survey = survey,
                               .q = tally->q,
                               .units = tally->units,
                               .root = &tally->unit[0],
                               .overall = -1,
                               .priority = -1};
    m->spread = tally->design.kind == DESIGN_CENSUS ? SPREAD_BOUNDS
                : design_random(&tally->design)     ? SPREAD_INTERVAL
                                                    : SPREAD_NONE;
    code = job_init(&m->job, err);
    if (code == ERR_OK)
        code = ranking_new(tally, &m->ranking, err);
    if (code == ERR_OK) {
        m->class_count = m->ranking->class_count;
        m->classes = m->ranking->classes;
        fill(m);
        code = job_check(&m->job, err);
    }
    if (code != ERR_OK) {
        report_model_free(m);
        return code;
    }
    *out = m;
    return ERR_OK;
}

enum err_code report_model_focus(const struct report_model *whole, size_t unit,
                                 struct report_model **out, struct err *err)
{
    struct report_model *m = mem_alloc(1, sizeof(*m));
    enum err_code code;

    *out = NULL;
    if (!m)
        return err_set(err, ERR_NOMEM, 0, _("no memory for a report"));
    *m = (struct report_model){.tally = whole->tally,
                               .survey = whole->survey,
                               .q = whole->q,
                               .units = whole->units,
                               .root = &whole->tally->unit[unit],
                               .at = unit,
                               .overall = -1,
                               .priority = -1,
                               .class_count = whole->class_count,
                               .classes = whole->classes,
                               .ranking = whole->ranking,
                               .measures = whole->measures,
                               .opinions = whole->opinions,
                               .spread = whole->spread,
                               .focus = true};
    code = job_init(&m->job, err);
    if (code == ERR_OK) {
        fill(m);
        code = job_check(&m->job, err);
    }
    if (code != ERR_OK) {
        report_model_free(m);
        return code;
    }
    *out = m;
    return ERR_OK;
}

void report_model_compare(struct report_model *model,
                          const struct comparison *comparison,
                          const char *before)
{
    model->comparison = comparison;
    model->before = before;
}

void report_model_rounds(struct report_model *model, size_t count,
                         const struct model_round *rounds)
{
    model->round_count = count;
    model->rounds = rounds;
}

void report_model_quality(struct report_model *model,
                          const struct quality *quality)
{
    model->quality = quality;
}

void report_model_free(struct report_model *model)
{
    if (!model)
        return;
    job_deinit(&model->job);
    if (!model->focus)
        ranking_free(model->ranking);
    free(model);
}
