/* reports/notice.c - 公示版: one page for the wall of the village office.
 *
 * Rates only, of the whole round and of units with MODEL_MIN_VALID valid
 * sheets; no count of an answer, nothing anybody wrote, no names of people.
 * Units carry no number of sheets, so that what is left out cannot be found
 * by subtraction. */
#include "reports/edition.h"
#include "reports/parts.h"
#include "reports/poster.h"

#include <string.h>

#include "engine/measure/measure.h"

#define J (&m->job)

enum { STEPS_MAX = 4 };

/* ---- big figures ---- */

static void add_figure(struct report_model *m, struct poster *p,
                       const char *name, struct ratio r, int line)
{
    struct poster_figure *f = &p->figure[p->figure_count++];
    enum verdict v = model_verdict(m, r, line);

    *f = (struct poster_figure){.name = name, .value = "不公布", .line = ""};
    if (r.den <= 0 || m->root->suppressed) {
        f->line = m->root->valid == 0 && !m->root->suppressed
                      ? "没有有效问卷" : "份数过少";
        return;
    }
    f->value = text_percent(J, r, line);
    f->bad = v == VERDICT_NOT_MET;
    if (line > 0)
        f->line = job_textf(J, "标准%s　%s", text_line(J, line),
                            v == VERDICT_MET       ? "达标"
                            : v == VERDICT_NOT_MET ? "未达标"
                                                   : "份数少，不作判定");
}

/* ---- lists ---- */

static struct poster_list *new_list(struct report_model *m, struct poster *p,
                                    const char *title, size_t rows, int line)
{
    struct poster_list *list = &p->list[p->list_count];

    *list = (struct poster_list){.title = title, .line = line / 1000.0};
    list->rows = job_alloc(J, rows, sizeof(*list->rows));
    if (!list->rows)
        return NULL;
    p->list_count++;
    return list;
}

static struct poster_row *new_row(struct poster_list *list, const char *label)
{
    struct poster_row *row = &list->rows[list->count++];

    *row = (struct poster_row){.label = label, .value = "不公布", .share = -1};
    return row;
}

static void set_rate(struct report_model *m, struct poster_row *row,
                     struct ratio r, int line)
{
    if (r.den <= 0)
        return;
    row->value = text_percent(J, r, line);
    row->share = (double)r.num / (double)r.den;
    row->bad = model_verdict(m, r, line) == VERDICT_NOT_MET;
}

/* “您是否知道计划生育…？” becomes 计划生育…: what one can know. */
static const char *short_text(struct report_model *m, const char *text)
{
    const char *at = strstr(text, "是否知道");
    size_t n;

    if (!at)
        return text;
    at += strlen("是否知道");
    n = strlen(at);
    if (n > 3 && strcmp(at + n - 3, "？") == 0)
        n -= 3;
    else if (n > 1 && at[n - 1] == '?')
        n--;
    return job_textf(J, "%.*s", (int)n, at);
}

static void add_items(struct report_model *m, struct poster *p,
                      const struct item_list *items, const char *title,
                      int line)
{
    struct poster_list *list;

    if (items->count == 0 || m->root->suppressed || m->root->valid == 0)
        return;
    list = new_list(m, p, title, items->count, line);
    for (size_t i = 0; list && i < m->q->item_count; i++)
        for (size_t k = 0; k < items->count; k++) /* in printed order */
            if (items->item[k] == i && (long)i != m->overall)
                set_rate(m, new_row(list, short_text(m, m->q->items[i].text)),
                         model_tally(m, i)->main_rate, line);
    if (list && list->count == 0)
        p->list_count--;
}

static void add_units(struct report_model *m, struct poster *p)
{
    bool satisfy = m->satisfy.count > 0;
    const struct rank_class *c = m->class_count > 0 ? &m->classes[0] : NULL;
    int line = satisfy ? m->q->thresholds.satisfied_permille
                       : m->q->thresholds.aware_permille;
    const char *what = satisfy ? "满意率" : "知晓率";
    struct poster_list *list;
    size_t met = 0;

    /* on an anonymous survey the units are those who answered */
    if (!c || c->ranked == 0 || m->q->anonymous)
        return;
    list = new_list(m, p, job_textf(J, "各%s%s", c->name, what), c->ranked,
                    line);
    if (!list)
        return;
    for (size_t u = 0; u < m->tally->unit_count; u++)
        for (size_t r = 0; r < c->ranked; r++) { /* in the order of the list */
            const struct unit_tally *t = &m->tally->unit[u];
            struct ratio rate = satisfy ? t->satisfied : t->aware;

            if (c->rows[r].unit != u)
                continue;
            set_rate(m, new_row(list, m->units->unit[u].name), rate, line);
            met += line > 0 && ratio_judge(rate, line) == VERDICT_MET;
        }
    if (c->ranked < c->count)
        list->note = job_textf(J, "有效问卷不足%d份的%s不单独列出。",
                               MODEL_MIN_VALID, c->name);
    list->instead = job_textf(
        J, "单独统计的%s%zu个%s。", c->name, c->ranked,
        line > 0 ? job_textf(J, "，达到%s标准的%zu个，未达到的%zu个",
                             text_line(J, line), met, c->ranked - met)
                 : "");
}

static void add_votes(struct report_model *m, struct poster *p)
{
    struct poster_list *list;

    if (vote_count(m) == 0)
        return;
    list = new_list(m, p,
                    m->q->pass.den > 0 ? "票决结果（不公布理由）" : "得票情况",
                    vote_count(m), 0);
    for (size_t i = 0; list && i < m->q->item_count; i++)
        if (vote_is(m, i)) {
            const char *name = vote_name(m, &m->q->items[i]);
            struct poster_row *row =
                new_row(list, job_textf(J, "%zu．%s", list->count + 1, name));
            row->value = vote_text(m, i);
        }
}

/* ---- what will be done ---- */

/* The first measure about this question that has an action. */
static const struct measure *measure_of(const struct report_model *m,
                                        const struct problem *p)
{
    for (size_t i = 0; m->measures && i < m->measures->count; i++) {
        const struct measure *x = &m->measures->list[i];

        if (strcmp(x->text[MEASURE_ITEM], model_item(m, p->item)->code) == 0 &&
            x->text[MEASURE_ACTION][0] != '\0')
            return x;
    }
    return NULL;
}

static const char *todo_text(struct report_model *m, const struct problem *p,
                             size_t n)
{
    const struct item *item = model_item(m, p->item);
    const struct measure *x = measure_of(m, p);
    const char *what = p->kind == PROBLEM_AWARE
                           ? job_textf(J, "%s：知道的人还不够多",
                                       short_text(m, item->text))
                           : job_textf(J, "%s：满意率偏低", item->text);

    if (!x)
        return job_textf(J, "%zu．%s，列入整改，措施另行公布。", n, what);
    return job_textf(J, "%zu．%s。措施：%s%s%s。", n, what,
                     text_flat(J, x->text[MEASURE_ACTION]),
                     *x->text[MEASURE_DUE] ? "，完成时限" : "",
                     *x->text[MEASURE_DUE]
                         ? text_date(J, x->text[MEASURE_DUE]) : "");
}

/* Facts are leads to be looked into, not for a wall. */
static void add_todo(struct report_model *m, struct poster *p)
{
    p->todo = job_alloc(J, STEPS_MAX, sizeof(*p->todo));
    p->todo_title = "下一步整改";
    for (size_t i = 0; p->todo && i < m->problem_count; i++)
        if (m->problems[i].kind != PROBLEM_FACT && p->todo_count < STEPS_MAX) {
            p->todo[p->todo_count] =
                todo_text(m, &m->problems[i], p->todo_count + 1);
            p->todo_count++;
        }
}

/* ---- words ---- */

static const char *lead_of(struct report_model *m)
{
    const struct unit_tally *r = m->root;
    const char *object = m->q->object && *m->q->object
                             ? m->q->object : m->units->unit[0].name;

    if (r->suppressed || r->valid == 0)
        return job_textf(J, "%s，评议对象是%s，共发放问卷%lld份，收回%lld份。%s",
                         say_round(m), object, (long long)r->issued,
                         (long long)r->returned, say_no_figures(m));
    return job_textf(J,
                     "%s，评议对象是%s。共发放问卷%lld份，收回%lld份，其中有效问卷"
                     "%lld份。问卷不记名，统计结果公布如下，请大家监督。",
                     say_round(m), object, (long long)r->issued,
                     (long long)r->returned, (long long)r->valid);
}

static const char *rules_of(struct report_model *m)
{
    const char *satisfy = m->satisfy.count > 0
                              ? job_textf(J, "满意率＝选%s的份数÷有效问卷份数，"
                                             "“不了解”和没有填的也算在分母里。",
                                          say_choices(m, CHOICES_SATISFIED,
                                                      "和"))
                              : "";
    const char *aware = m->aware.count > 0
                            ? "知晓率＝答“知道”的人次÷应答人次。" : "";
    bool bars = m->satisfy.count + m->aware.count > 0;
    const char *open = m->tally->open_reviews <= 0 ? ""
                       : m->tally->closed
                           ? "有少数作答未经人工复核，不计入任何一种选择。"
                           : "尚有作答待人工复核，数字可能变动。";

    return job_textf(J, "说明：%s%s%s为保护填写人，份数过少的不公布，书面意见由承办单位"
                        "逐条办理，不在这里公布原话。%s",
                     satisfy, aware, open, bars ? "竖线为标准。" : "");
}

void notice_write(struct document *doc, struct report_model *m,
                  const struct edition_options *options)
{
    struct poster *p = job_alloc(J, 1, sizeof(*p));

    edition_begin(doc, m, options);
    doc->title = job_textf(J, "%s结果公示", say_evaluation(m));
    doc->poster = p;
    if (!p)
        return;
    p->a3 = !options->paper || strcmp(options->paper, "a4") != 0;
    p->lead = lead_of(m);
    p->rules = rules_of(m);
    p->contact = job_textf(J, "%s　　公示时间：　　月　　日至　　月　　日",
                           m->q->hotline && *m->q->hotline
                               ? m->q->hotline
                               : "监督电话：　　　　　　");
    if (m->satisfy.count > 0)
        add_figure(m, p, "满意率", m->root->satisfied,
                   m->q->thresholds.satisfied_permille);
    if (m->aware.count > 0)
        add_figure(m, p, "知晓率", m->root->aware,
                   m->q->thresholds.aware_permille);
    add_items(m, p, &m->satisfy, "各项工作的满意率",
              m->q->thresholds.satisfied_permille);
    add_units(m, p);
    add_items(m, p, &m->aware, "各项内容的知晓率",
              m->q->thresholds.aware_permille);
    if (m->satisfy.count + m->aware.count == 0)
        add_votes(m, p);
    if (!m->root->suppressed && m->root->valid > 0)
        add_todo(m, p);
}
