/* reports/parts_text.c - the sentences of a report. */
#include "reports/parts.h"

#include <string.h>

#include "engine/base/str.h"

#define J (&m->job)

const char *say_round(struct report_model *m)
{
    const char *period = m->survey->period;

    if (!*period || strstr(m->activity, period))
        return m->activity;
    return job_textf(J, "%s%s", period, m->activity);
}

const char *say_evaluation(struct report_model *m)
{
    size_t n = strlen(m->activity), hanzi = strlen("评议");
    const char *end = n >= hanzi ? m->activity + n - hanzi : "";
    bool said = strcmp(end, "评议") == 0 || strcmp(end, "测评") == 0 ||
                strcmp(end, "票决") == 0;

    return said ? say_round(m) : job_textf(J, "%s评议", say_round(m));
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
    if (vote_count(m) > 0)
        chain_add(c, job_textf(J, "逐项表态的%zu项", vote_count(m)));
}

const char *say_object(struct report_model *m)
{
    struct chain kinds;
    const char *how = m->q->anonymous
                          ? "问卷不编号、不记名，由填写人自行封交"
                          : "问卷由群众无记名填写";

    chain_init(&kinds);
    count_kinds(m, &kinds);
    const char *list = chain_take(&kinds, J);
    return job_textf(
        J,
        "本次评议的对象为%s。评议使用《%s》，共%zu题%s%s。%s，经扫描读取后"
        "统计，机器不能确定的作答由人工逐项复核认定。",
        m->q->object && *m->q->object ? m->q->object : m->units->unit[0].name,
        m->survey->title, m->q->item_count, *list ? "，其中" : "", list, how);
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

    if (r->issued == 0 && r->returned > 0 && !r->suppressed)
        return job_textf(J,
                         "没有登记发放份数，不计算回收率。收回问卷%lld份，其中有效"
                         "的%lld份，有效率%s。",
                         (long long)r->returned, (long long)r->valid,
                         text_percent(J, r->valid_rate, 0));
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

/* Below this a cut by sex or age may point at somebody (domain practice). */
enum { PERSON_MIN_CELL = 10 };

/* 性别，男（51.2%）、女（47.5%）; NULL when a group is too small to show. */
static const char *say_person_item(struct report_model *m, size_t item)
{
    const struct item *q = model_item(m, item);
    const struct item_tally *t = model_tally(m, item);
    size_t n = strcspn(q->text, "?");
    const char *mark = strstr(q->text, "？");
    struct chain groups;

    chain_init(&groups);
    for (size_t k = 0; k < q->scale->choice_count; k++)
        chain_add(&groups,
                  job_textf(J, "%s（%s）", q->scale->choices[k].text,
                            text_percent(J, (struct ratio){t->counts[k],
                                                           t->asked}, 0)));
    const char *list = chain_take(&groups, J);
    for (size_t k = 0; k < q->scale->choice_count; k++)
        if (t->counts[k] > 0 && t->counts[k] < PERSON_MIN_CELL)
            return NULL;
    if (mark && (size_t)(mark - q->text) < n)
        n = (size_t)(mark - q->text);
    return job_textf(J, "%.*s，%s", (int)n, q->text, list);
}

const char *say_persons(struct report_model *m)
{
    const char *text = "";

    if (m->q->anonymous || m->root->valid == 0)
        return NULL;
    for (size_t i = 0; i < m->persons.count; i++) {
        size_t item = m->persons.item[i];
        const char *one =
            model_shown(m, item) && model_tally(m, item)->asked > 0
                ? say_person_item(m, item) : NULL;

        if (one)
            text = job_textf(J, "%s%s%s", text, *text ? "；" : "", one);
    }
    return *text ? job_textf(J, "有效问卷填写人的构成：%s。其余为未答或无效。", text)
                 : NULL;
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
        say_inference(m, "知晓率", &r->aware_inf, r->aware_interval, line));
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
        say_inference(m, "满意率", &r->satisfied_inf, r->satisfied_interval, line));
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
    if (m->tally->closed)
        return job_textf(J,
                         "本轮评议封存时，尚有%lld项作答未经人工复核。这些作答"
                         "计入有效问卷、不计入任何一种选择，封存后不再变动。",
                         (long long)m->tally->open_reviews);
    return job_textf(J,
                     "截至本文生成时，尚有%lld项作答待人工复核。这些作答计入有效"
                     "问卷、暂不计入任何一种选择，复核完成后数字可能变动，应以"
                     "复核后重新生成的文稿为准。",
                     (long long)m->tally->open_reviews);
}
