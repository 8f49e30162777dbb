/* reports/parts_findings.c - sentences about units, items and problems. */
#include "reports/parts.h"

#include <string.h>

#define J (&m->job)

/* ---- units ---- */

static struct ratio main_rate(const struct report_model *m, size_t unit)
{
    const struct unit_tally *t = &m->tally->unit[unit];

    return m->satisfy.count > 0 ? t->satisfied : t->aware;
}

static int main_line(const struct report_model *m)
{
    return m->satisfy.count > 0 ? m->q->thresholds.satisfied_permille
                                : m->q->thresholds.aware_permille;
}

static const char *named(struct report_model *m, const struct rank_row *row)
{
    return job_textf(J, "%s（%s）", m->units->unit[row->unit].name,
                     text_percent(J, main_rate(m, row->unit), main_line(m)));
}

/* First or last place: its units by name, at most three. */
static const char *name_place(struct report_model *m,
                              const struct rank_class *c, size_t place)
{
    struct chain names;
    size_t n = 0;

    chain_init(&names);
    for (size_t i = 0; i < c->ranked; i++) {
        if (c->rows[i].place != place)
            continue;
        if (++n <= 3)
            chain_add(&names, named(m, &c->rows[i]));
    }
    const char *list = chain_take(&names, J);
    return n > 3 ? job_textf(J, "%s等%zu个", list, n) : list;
}

static const char *name_below(struct report_model *m,
                              const struct rank_class *c, size_t below)
{
    struct chain names;

    chain_init(&names);
    for (size_t i = c->ranked - below; i < c->ranked && names.count < 10; i++)
        chain_add(&names, m->units->unit[c->rows[i].unit].name);
    const char *list = chain_take(&names, J);
    return below > 10 ? job_textf(J, "%s等", list) : list;
}

static const char *say_line_counts(struct report_model *m,
                                   const struct rank_class *c)
{
    size_t below = 0;

    if (main_line(m) <= 0)
        return "";
    for (size_t i = 0; i < c->ranked; i++)
        below += ratio_judge(main_rate(m, c->rows[i].unit), main_line(m)) ==
                 VERDICT_NOT_MET;
    if (below == 0 || below == c->ranked)
        return job_textf(J, "均%s%s的标准。", below ? "未达到" : "达到",
                         text_line(J, main_line(m)));
    return job_textf(J, "达到%s标准的%zu个，未达到的%zu个（%s）。",
                     text_line(J, main_line(m)), c->ranked - below, below,
                     name_below(m, c, below));
}

const char *say_class(struct report_model *m, const struct rank_class *c)
{
    const char *what = m->satisfy.count > 0 ? "满意率" : "知晓率";
    size_t apart = c->count - c->ranked;
    const char *rest =
        apart > 0 ? job_textf(J, "另有%zu个%s有效问卷不足%d份、没有数据或不予公"
                                 "布，列出备查，不参加排序。",
                              apart, c->name, MODEL_MIN_VALID)
                  : "";

    if (c->ranked == 0 && c->rows[0].state == RANK_HIDDEN)
        return job_textf(J,
                         "为保护填写人，%zu个%s中份数过少的%s不予公布，不作排序，不画排"
                         "名图。",
                         c->count, c->name, what);
    if (c->ranked == 0)
        return job_textf(J,
                         "%zu个%s的有效问卷均不足%d份，不作排序，不画排名图，只列数据备"
                         "查。",
                         c->count, c->name, MODEL_MIN_VALID);
    if (c->ranked == 1)
        return job_textf(J, "参加统计的%s为%s。%s%s", c->name,
                         named(m, &c->rows[0]), say_line_counts(m, c), rest);
    return job_textf(
        J, "参加排序的%s%zu个，%s最高的是%s，最低的是%s。%s%s", c->name,
        c->ranked, what, name_place(m, c, 1),
        name_place(m, c, c->rows[c->ranked - 1].place), say_line_counts(m, c),
        rest);
}

/* ---- items ---- */

/* The rest of a question after `lead`, without its question mark; NULL when
 * it does not contain it. */
static const char *after(struct report_model *m, const char *text,
                         const char *lead)
{
    const char *rest = strstr(text, lead);
    size_t n;

    if (!rest)
        return NULL;
    rest += strlen(lead);
    n = strcspn(rest, "?");
    const char *mark = strstr(rest, "？");
    if (mark && (size_t)(mark - rest) < n)
        n = (size_t)(mark - rest);
    return job_textf(J, "%.*s", (int)n, rest);
}

static bool comparable(const struct report_model *m, size_t item)
{
    return (long)item != m->overall && model_rate_shown(m, item);
}

static const char *item_rate(struct report_model *m, size_t item)
{
    bool aware = m->q->items[item].role == ROLE_AWARE;

    return text_percent(J, model_tally(m, item)->main_rate,
                        aware ? m->q->thresholds.aware_permille
                              : m->q->thresholds.satisfied_permille);
}

/* A question as a thing one can know: without 您是否知道 and its mark. */
static const char *topic(struct report_model *m, size_t item)
{
    const char *text = m->q->items[item].text;
    const char *rest = after(m, text, "是否知道");

    return rest ? job_textf(J, "“%s”", rest) : text;
}

const char *say_items(struct report_model *m, const struct item_list *list)
{
    size_t n = 0, first = 0, last = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (!comparable(m, list->item[i]))
            continue;
        first = n == 0 ? list->item[i] : first;
        last = list->item[i];
        n++;
    }
    if (n < 2)
        return NULL;
    bool aware = m->q->items[first].role == ROLE_AWARE;
    return job_textf(J,
                     "%zu项%s中，%s最低的是%s（%s），最高的是%s（%s）。",
                     n, aware ? "知晓内容" : "评议内容",
                     aware ? "知晓率" : "满意率", topic(m, first),
                     item_rate(m, first), topic(m, last), item_rate(m, last));
}

/* ---- what people are least satisfied with ---- */

static const char *short_name(struct report_model *m, size_t item)
{
    return m->q->items[item].text;
}

const char *say_worst(struct report_model *m)
{
    struct chain names;
    size_t said = 0;

    chain_init(&names);
    for (size_t i = 0; i < m->problem_count && said < 3; i++) {
        const struct problem *p = &m->problems[i];
        struct ratio bad = model_tally(m, p->item)->bad_rate;

        if (p->kind != PROBLEM_SATISFY || bad.num == 0)
            continue;
        chain_add(&names, job_textf(J, "%s（不满意率%s）",
                                    short_name(m, p->item),
                                    text_percent(J, bad, 0)));
        said++;
    }
    const char *list = chain_take(&names, J);
    if (said == 0)
        return m->root->suppressed || m->root->valid == 0
                   ? say_no_figures(m)
                   : "各项评议内容均没有可以公布的不满意意见。";
    return job_textf(J, "按不满意率的样本下限排序，%s意见最集中的是：%s。",
                     m->people, list);
}

static size_t by_votes(struct report_model *m, size_t best[3])
{
    const struct item_tally *t = model_tally(m, (size_t)m->priority);
    size_t n = model_item(m, (size_t)m->priority)->scale->choice_count;
    size_t found = 0;

    for (; found < 3 && found < n; found++) {
        long pick = -1;
        for (size_t k = 0; k < n; k++) {
            bool taken = t->counts[k] == 0;
            for (size_t i = 0; i < found; i++)
                taken = taken || best[i] == k;
            if (!taken && (pick < 0 || t->counts[k] > t->counts[pick]))
                pick = (long)k;
        }
        if (pick < 0)
            break;
        best[found] = (size_t)pick;
    }
    return found;
}

const char *say_priority(struct report_model *m)
{
    size_t best[3], n;
    struct chain names;

    if (m->priority < 0 || !model_shown(m, (size_t)m->priority) ||
        model_tally(m, (size_t)m->priority)->asked == 0)
        return NULL;
    n = by_votes(m, best);
    if (n == 0)
        return "没有填写人选择最希望改进的方面。";
    chain_init(&names);
    for (size_t i = 0; i < n; i++) {
        const struct item_tally *t = model_tally(m, (size_t)m->priority);
        const struct choice *c =
            &model_item(m, (size_t)m->priority)->scale->choices[best[i]];
        chain_add(&names,
                  job_textf(J, "%s（%lld人次，占有效问卷的%s）", c->text,
                            (long long)t->counts[best[i]],
                            text_percent(J, (struct ratio){t->counts[best[i]],
                                                           t->asked}, 0)));
    }
    return job_textf(J, "问到最希望改进的方面，选择最多的依次是：%s。",
                     chain_take(&names, J));
}

const char *say_opinions(struct report_model *m)
{
    int64_t n = 0;

    for (size_t i = 0; i < m->q->item_count; i++)
        if (m->q->items[i].kind == ITEM_TEXT && model_shown(m, i))
            n += model_tally(m, i)->written;
    if (n == 0)
        return NULL;
    return job_textf(J, "另有%lld份问卷写有意见和建议，由承办单位逐条登记、转办，"
                        "不在本文引用原话。", (long long)n);
}

const char *say_facts(struct report_model *m)
{
    struct chain leads;
    size_t n = 0;

    if (m->facts.count == 0 || m->root->suppressed || m->root->valid == 0)
        return NULL;
    chain_init(&leads);
    for (size_t i = 0; i < m->facts.count; i++) {
        size_t item = m->facts.item[i];
        struct ratio r = model_tally(m, item)->bad_rate;

        if (!model_shown(m, item) || r.num == 0)
            continue;
        chain_add(&leads, job_textf(J, "%s题%lld份", m->q->items[item].code,
                                    (long long)r.num));
        n++;
    }
    const char *list = chain_take(&leads, J);
    if (n == 0)
        return "事实题中没有填写人反映有关情况，或者样本过少不予公布。";
    return job_textf(J, "事实题中回答“有”的问卷：%s。这些是问题线索，不是认定的"
                        "事实，应按规定核查，不计入满意率。", list);
}

/* ---- problems ---- */

const char *say_problem(struct report_model *m, const struct problem *p)
{
    const struct item *item = model_item(m, p->item);
    const char *rest = NULL;

    switch (p->kind) {
    case PROBLEM_SATISFY:
        return job_textf(J, "%s对%s不够满意（%s题）", m->people, item->text,
                         item->code);
    case PROBLEM_AWARE:
        rest = after(m, item->text, "是否知道");
        return job_textf(J, "%s%s%s%s（%s题）", rest ? "部分" : "", m->people,
                         rest ? "不知道" : "知晓不够：",
                         rest ? rest : item->text, item->code);
    case PROBLEM_FACT:
        rest = after(m, item->text, "是否遇到");
        return job_textf(J, "有%s反映%s%s（%s题）", m->people,
                         rest ? "遇到" : "：", rest ? rest : item->text,
                         item->code);
    }
    return "";
}

const char *say_evidence(struct report_model *m, const struct problem *p)
{
    const struct item_tally *t = model_tally(m, p->item);
    const struct thresholds *line = &m->q->thresholds;

    if (p->kind == PROBLEM_AWARE)
        return job_textf(J, "有效问卷%lld份，回答“知道”的%lld份，知晓率%s，低于"
                            "%s的标准",
                         (long long)t->main_rate.den,
                         (long long)t->main_rate.num,
                         text_percent(J, t->main_rate, line->aware_permille),
                         text_line(J, line->aware_permille));
    if (p->kind == PROBLEM_FACT)
        return job_textf(J, "回答“有”的%lld份，占有效问卷的%s",
                         (long long)t->bad_rate.num,
                         text_percent(J, t->bad_rate, 0));
    if (!model_shown(m, p->item))
        return job_textf(J, "满意率%s（样本过少，不公布其他数字）",
                         text_percent(J, t->main_rate,
                                      line->satisfied_permille));
    const char *wanted =
        p->wanted.den > 0
            ? job_textf(J, "；列为最希望改进的%lld人次，占%s",
                        (long long)p->wanted.num,
                        text_percent(J, p->wanted, 0))
            : "";
    return job_textf(J, "有效问卷%lld份，满意率%s（%lld份），不满意率%s（%lld份）%s",
                     (long long)t->main_rate.den,
                     text_percent(J, t->main_rate, line->satisfied_permille),
                     (long long)t->main_rate.num,
                     text_percent(J, t->bad_rate, 0),
                     (long long)t->bad_rate.num, wanted);
}
