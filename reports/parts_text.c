/* reports/parts_text.c - the sentences of a report. */
#include "reports/parts.h"

#include <string.h>

#include "engine/base/str.h"

#define J (&m->job)

/* A chain of 、-joined pieces, kept in the job. */
struct chain {
    struct str text;
    size_t count;
};

static void chain_init(struct chain *c)
{
    str_init(&c->text, 64 * 1024);
    c->count = 0;
}

static void chain_add(struct chain *c, const char *piece)
{
    if (c->count++ > 0)
        str_add(&c->text, "、");
    str_add(&c->text, piece);
}

static const char *chain_take(struct chain *c, struct job *job)
{
    const char *text = job_textf(job, "%s", c->text.text);

    if (!str_ok(&c->text))
        job->failed = true;
    str_deinit(&c->text);
    return text;
}

const char *say_round(struct report_model *m)
{
    const char *period = m->survey->period;

    if (!*period || strstr(m->activity, period))
        return m->activity;
    return job_textf(J, "%s%s", period, m->activity);
}

const char *say_addressee(struct report_model *m)
{
    if (m->class_count == 0)
        return "各有关单位";
    return job_textf(J, "各%s、各有关单位", m->classes[0].name);
}

static void count_kinds(struct report_model *m, struct chain *c)
{
    size_t aspects = m->satisfy.count;
    size_t facts = m->facts.count + m->guards.count;

    if (m->aware.count > 0)
        chain_add(c, job_textf(J, "知晓题%zu题", m->aware.count));
    if (aspects > 0)
        chain_add(c, job_textf(J, "满意度题%zu题%s", aspects,
                               m->overall >= 0 ? "（含总体评价1题）" : ""));
    if (facts > 0)
        chain_add(c, job_textf(J, "事实题%zu题", facts));
}

const char *say_object(struct report_model *m)
{
    struct chain kinds;
    const char *how = m->q->anonymous
                          ? "问卷不编号、不记名，由填写人自行封交"
                          : "问卷由群众无记名填写";

    chain_init(&kinds);
    count_kinds(m, &kinds);
    return job_textf(
        J,
        "本次评议的对象为%s。评议使用《%s》，共%zu题，其中%s。%s，经扫描读取后"
        "统计，机器不能确定的作答由人工逐项复核认定。",
        m->q->object && *m->q->object ? m->q->object : m->units->unit[0].name,
        m->survey->title, m->q->item_count, chain_take(&kinds, J), how);
}

const char *say_scope(struct report_model *m)
{
    struct chain classes;

    if (m->class_count == 0)
        return job_textf(J, "评议范围为%s。", m->units->unit[0].name);
    chain_init(&classes);
    for (size_t i = 0; i < m->class_count; i++)
        chain_add(&classes, job_textf(J, "%s%zu个", m->classes[i].name,
                                      m->classes[i].count));
    return job_textf(J, "评议范围为%s，涉及%s。", m->units->unit[0].name,
                     chain_take(&classes, J));
}

const char *say_returns(struct report_model *m)
{
    const struct unit_tally *r = m->root;
    const char *refused = r->refused > 0
                              ? job_textf(J, "，拒收%lld份",
                                          (long long)r->refused)
                              : "";

    if (r->returned == 0)
        return job_textf(J, "本次共发放问卷%lld份%s，截至统计时没有收回问卷。",
                         (long long)r->issued, refused);
    if (r->suppressed)
        return job_textf(J,
                         "本次共发放问卷%lld份%s，回收%lld份，回收率%s。有效问卷"
                         "过少，为保护填写人，不公布有效份数和评议结果。",
                         (long long)r->issued, refused,
                         (long long)r->returned,
                         text_percent(J, r->return_rate, 0));
    return job_textf(
        J,
        "本次共发放问卷%lld份%s，收回%lld份，回收率%s；收回的问卷中有效的%lld份，"
        "有效率%s。",
        (long long)r->issued, refused, (long long)r->returned,
        text_percent(J, r->return_rate, 0), (long long)r->valid,
        text_percent(J, r->valid_rate, 0));
}

const char *say_not_counted(struct report_model *m)
{
    static const struct {
        enum disposition d;
        const char *word;
    } reasons[] = {
        {DISP_BLANK, "空白"},         {DISP_BREAK_OFF, "答题不足一半"},
        {DISP_MISSING_SIDE, "缺页"},  {DISP_CONFLICT, "同号不同卷"},
        {DISP_SCREENED, "不符合答卷条件"},
    };
    const struct unit_tally *r = m->root;
    struct chain why;
    int64_t sum = 0;

    if (r->suppressed)
        return NULL;
    chain_init(&why);
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        int64_t n = r->by_disposition[reasons[i].d];
        if (n > 0)
            chain_add(&why, job_textf(J, "%s%lld份", reasons[i].word,
                                      (long long)n));
        sum += n;
    }
    const char *list = chain_take(&why, J);
    if (sum == 0)
        return NULL;
    return job_textf(J, "回收的问卷中有%lld份不计入有效问卷：%s。",
                     (long long)sum, list);
}

/* ---- conclusions ---- */

static bool belongs(const struct choice *c, enum choice_set set)
{
    bool good = c->meaning == MEANS_SATISFIED || c->meaning == MEANS_PARTLY;
    bool bad = c->meaning == MEANS_DISSATISFIED;

    switch (set) {
    case CHOICES_SATISFIED: return good;
    case CHOICES_DISSATISFIED: return bad;
    case CHOICES_JUDGED: break;
    }
    return good || bad || c->meaning == MEANS_NEUTRAL;
}

/* The scale satisfaction is measured on: the overall question's. */
static const struct scale *satisfy_scale(const struct report_model *m)
{
    size_t item = m->overall >= 0 ? (size_t)m->overall : m->satisfy.item[0];

    return model_item(m, item)->scale;
}

const char *say_choices(struct report_model *m, enum choice_set set,
                        const char *joiner)
{
    const struct scale *scale = satisfy_scale(m);
    const char *text = "";

    for (size_t k = 0; k < scale->choice_count; k++) {
        const struct choice *c = &scale->choices[k];

        if (belongs(c, set))
            text = job_textf(J, "%s%s“%s”", text, *text ? joiner : "",
                             c->text);
    }
    return text;
}

/* 表示“满意”的12份、“基本满意”的3份 … of the overall question. */
static const char *say_overall_counts(struct report_model *m)
{
    const struct scale *scale = satisfy_scale(m);
    struct chain list;

    chain_init(&list);
    for (size_t k = 0; k < scale->choice_count; k++)
        if (belongs(&scale->choices[k], CHOICES_JUDGED))
            chain_add(&list,
                      job_textf(J, "“%s”的%lld份", scale->choices[k].text,
                                (long long)model_tally(m, (size_t)m->overall)
                                    ->counts[k]));
    return chain_take(&list, J);
}

static const char *against_line(struct report_model *m, struct ratio r,
                                int permille)
{
    switch (model_verdict(m, r, permille)) {
    case VERDICT_MET:
        return job_textf(J, "达到%s的标准", text_line(J, permille));
    case VERDICT_NOT_MET:
        return job_textf(J, "未达到%s的标准", text_line(J, permille));
    case VERDICT_NONE: break;
    }
    if (permille > 0 && r.den > 0)
        return "有效问卷不足30份，不作达标判定";
    return permille > 0 ? "没有数据，不作判定" : "未设标准";
}

static const char *rate_title(struct report_model *m, const char *what,
                              struct ratio r, enum verdict v, int permille)
{
    if (m->root->suppressed)
        return job_textf(J, "%s样本过少，不公布", what);
    if (r.den <= 0 && m->q->anonymous && v != VERDICT_NONE && m->judged)
        return job_textf(J, "%s%s%s的标准（样本过少，不公布数字）", what,
                         v == VERDICT_MET ? "达到" : "未达到",
                         text_line(J, permille));
    if (r.den <= 0)
        return job_textf(J, "%s无数据", what);
    if (permille <= 0)
        return job_textf(J, "%s为%s", what, text_percent(J, r, 0));
    return job_textf(J, "%s为%s，%s", what, text_percent(J, r, permille),
                     against_line(m, r, permille));
}

const char *say_aware_title(struct report_model *m)
{
    return rate_title(m, "知晓率", m->root->aware, m->root->aware_verdict,
                      m->q->thresholds.aware_permille);
}

const char *say_satisfied_title(struct report_model *m)
{
    return rate_title(m, "满意率", m->root->satisfied,
                      m->root->satisfied_verdict,
                      m->q->thresholds.satisfied_permille);
}

const char *say_no_figures(struct report_model *m)
{
    if (!m->root->suppressed && m->root->valid > 0)
        return "样本过少，为保护填写人，不公布具体数字。";
    return m->root->suppressed
               ? "有效问卷过少，为保护填写人，不公布结果，也不作达标判定。"
               : "没有有效问卷，不计算比率，不作达标判定。";
}

/* The interval touches the line: say what the verdict rests on. */
static const char *say_near(struct report_model *m, struct interval i,
                            int permille)
{
    double line = permille / 1000.0;

    if (!m->judged || permille <= 0 || i.low < 0 || i.low >= line ||
        i.high < line)
        return "";
    return job_textf(J, "按本次回收样本计算的95%%参考区间为%s%%，跨越%s，"
                        "达标与否处于临界，宜结合复查情况使用。",
                     text_interval(J, i), text_line(J, permille));
}

const char *say_aware(struct report_model *m)
{
    const struct unit_tally *r = m->root;
    int line = m->q->thresholds.aware_permille;

    if (r->suppressed || r->aware.den <= 0)
        return say_no_figures(m);
    const char *people =
        r->aware_people.den > 0
            ? job_textf(J, "能答出八成以上知晓题的有%lld人，占%s。",
                        (long long)r->aware_people.num,
                        text_percent(J, r->aware_people, 0))
            : "";
    return job_textf(
        J,
        "%zu道知晓题应答%lld人次，回答“知道”的%lld人次，知晓率为%s，%s。%s%s",
        m->aware.count, (long long)r->aware.den, (long long)r->aware.num,
        text_percent(J, r->aware, line), against_line(m, r->aware, line),
        people,
        say_near(m, r->aware_interval, line));
}

static const char *say_reference(struct report_model *m, struct ratio r,
                                 int line)
{
    if (r.den <= 0)
        return "没有填写人作出满意与否的判断，参考口径没有数据。";
    return job_textf(J, "按参考口径（只计作出满意与否判断的问卷）为%s"
                        "（%lld/%lld）。",
                     text_percent(J, r, line), (long long)r.num,
                     (long long)r.den);
}

const char *say_satisfied(struct report_model *m)
{
    const struct unit_tally *r = m->root;
    int line = m->q->thresholds.satisfied_permille;

    if (r->suppressed || r->satisfied.den <= 0)
        return say_no_figures(m);
    if (m->overall < 0 || !model_shown(m, (size_t)m->overall))
        return job_textf(J, "满意率%s（%lld/%lld），%s。",
                         text_percent(J, r->satisfied, line),
                         (long long)r->satisfied.num,
                         (long long)r->satisfied.den,
                         against_line(m, r->satisfied, line));
    return job_textf(
        J,
        "有效问卷%lld份，对总体工作表示%s。满意率（主口径，以全部有效问卷为分母）为%s"
        "（%lld/%lld），%s；%s%s",
        (long long)r->satisfied.den, say_overall_counts(m),
        text_percent(J, r->satisfied, line), (long long)r->satisfied.num,
        (long long)r->satisfied.den, against_line(m, r->satisfied, line),
        say_reference(m, r->satisfied_ref, line),
        say_near(m, r->satisfied_interval, line));
}

const char *say_both_bases(struct report_model *m)
{
    int line = m->q->thresholds.satisfied_permille;
    enum verdict a = model_verdict(m, m->root->satisfied, line);
    enum verdict b = model_verdict(m, m->root->satisfied_ref, line);

    if (a == b || a == VERDICT_NONE || b == VERDICT_NONE)
        return NULL;
    return "两种口径的判定不一致，以主口径为准；差异来自回答“不了解”和未作答的"
           "问卷，说明相当一部分填写人对工作缺乏了解，应作为改进宣传和公开的依据。";
}

const char *say_score(struct report_model *m)
{
    if (m->root->suppressed || m->root->score_n <= 0)
        return NULL;
    return job_textf(J,
                     "满意度得分为%s分（按%s计分，“不了解”不计分）。得分是各项"
                     "评价的平均分，不是满意率，两者不能互换使用。",
                     text_score(J, m->root->score, m->root->score_n),
                     m->q->book ? m->q->book : "问卷规定分值");
}

const char *say_open_reviews(struct report_model *m)
{
    if (m->tally->open_reviews <= 0)
        return NULL;
    return job_textf(J,
                     "截至本文生成时，尚有%lld项作答待人工复核。这些作答计入有效"
                     "问卷、暂不计入任何一种选择，复核完成后数字可能变动，应以"
                     "复核后重新生成的文稿为准。",
                     (long long)m->tally->open_reviews);
}

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
                         "为保护填写人，%zu个%s中份数过少的%s不予公布，不作排序。",
                         c->count, c->name, what);
    if (c->ranked == 0)
        return job_textf(J,
                         "%zu个%s的有效问卷均不足%d份，不作排序，只列数据备查。",
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
