/* reports/parts_quality.c - what a reader must know to trust the figures. */
#include "reports/parts.h"

#include <string.h>

#include "engine/base/str.h"
#include "engine/survey/when.h"

#define J (&m->job)

/* 1．2．3． paragraphs. */
struct points {
    struct document *doc;
    struct report_model *m;
    size_t count;
};

static void point(struct points *p, const char *text)
{
    if (text)
        document_para(p->doc, job_textf(&p->m->job, "%zu．%s", ++p->count,
                                        text));
}

static const char *say_bases(struct report_model *m)
{
    if (m->satisfy.count + m->aware.count == 0)
        return "本轮只计票数，不计算知晓率和满意率；未选和无效的票单独列出。";
    if (m->satisfy.count == 0)
        return "知晓率以有效问卷为分母，未答计入分母。";
    return job_textf(
        J,
        "满意率的主口径为%s之和除以有效问卷，“不了解”、未答和无效作答留在分母；参"
        "考口径只以作出满意与否判断的问卷为分母。达标判定以主口径为准。",
        say_choices(m, CHOICES_SATISFIED, "与"));
}

/* One question under a condition: who was asked, and what the others wrote. */
static const char *say_condition(struct report_model *m, size_t i)
{
    const struct item *item = &m->q->items[i];
    const struct item_tally *t = model_tally(m, i);
    struct str words;

    str_init(&words, 16 * 1024);
    when_words(m->q, item->when, &words);
    const char *who = job_textf(J, "%s题只问%s的人", item->code, words.text);
    str_deinit(&words);
    if (t->suppressed)
        return job_textf(J, "%s，人数不予公布", who);
    return job_textf(J, "%s，应答%lld份，不应答%lld份（其中仍然作答的%lld份不计）",
                     who, (long long)t->asked, (long long)t->skipped,
                     (long long)t->stray);
}

static const char *say_conditions(struct report_model *m)
{
    const char *list = "";

    for (size_t i = 0; i < m->q->item_count; i++)
        if (m->q->items[i].when && m->q->items[i].place == 0)
            list = job_textf(J, "%s%s%s", list, *list ? "；" : "",
                             say_condition(m, i));
    return *list ? job_textf(J, "带条件的题，分母是应答的有效问卷：%s。", list)
                 : NULL;
}

/* The channel's name; one that is new to us as it stands in the store. */
static const char *channel_name(const char *channel)
{
    static const char *const names[][2] = {{"paper", "纸质"},
                                           {"tablet", "平板"},
                                           {"web", "网页"},
                                           {"phone", "电话"}};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i][0], channel) == 0)
            return names[i][1];
    return channel;
}

/* Ways of answering are told apart, never pooled silently. */
static const char *say_channels(struct report_model *m)
{
    const char *list = "";

    if (m->tally->channel_count < 2)
        return NULL;
    for (size_t i = 0; i < m->tally->channel_count; i++) {
        const struct channel_tally *c = &m->tally->channels[i];

        list = job_textf(J, "%s%s%s有效%lld份、满意率%s", list,
                         *list ? "，" : "", channel_name(c->channel),
                         (long long)c->valid,
                         text_percent(J, c->satisfied, 0));
    }
    return job_textf(J, "总体数字由不同填写渠道合并：%s。渠道不同会影响作答，比较时"
                        "应当注意。", list);
}

static const char *say_small_units(struct report_model *m)
{
    size_t few = 0;

    for (size_t i = 0; i < m->class_count; i++)
        few += m->classes[i].count - m->classes[i].ranked;
    if (few == 0 || m->satisfy.count + m->aware.count == 0)
        return NULL;
    return job_textf(J, "有效问卷不足%d份、没有数据或不予公布的单位共%zu个，不排名次。", MODEL_MIN_VALID, few);
}

static const char *say_left_out(struct report_model *m)
{
    size_t n = model_units_without_sheets(m);

    if (n == 0)
        return NULL;
    return job_textf(J, "单位名册中有%zu个单位本轮没有印发问卷，不在评议范围内。",
                     n);
}

static const char *say_marks(struct report_model *m)
{
    int64_t corrected = 0, invalid = 0;

    for (size_t i = 0; i < m->q->item_count; i++) {
        if (!model_shown(m, i))
            continue;
        corrected += model_tally(m, i)->corrected;
        invalid += model_tally(m, i)->invalid;
    }
    if (corrected == 0 && invalid == 0)
        return NULL;
    return job_textf(J, "按卷面说明涂改后重选、认定有效的作答%lld处；一题多选、无"
                        "法认定的作答%lld处，计为无效，不影响该卷其他题。",
                     (long long)corrected, (long long)invalid);
}

/* Q1（12.0%）、…: items whose blank, or invalid, answers reach one in ten of
 * the sheets; "" when there is none. */
static const char *weak_items(struct report_model *m, bool invalid)
{
    struct chain codes;

    chain_init(&codes);
    for (size_t i = 0; i < m->q->item_count; i++) {
        const struct item_tally *t = model_tally(m, i);
        int64_t n = invalid ? t->invalid : t->blank;
        bool counted = invalid ? m->q->items[i].scale != NULL
                               : m->q->items[i].core;

        if (counted && model_shown(m, i) && t->asked > 0 && n * 10 >= t->asked)
            chain_add(&codes,
                      job_textf(J, "%s（%s）", m->q->items[i].code,
                                text_percent(J, (struct ratio){n, t->asked},
                                             0)));
    }
    return chain_take(&codes, J);
}

static const char *say_blank_items(struct report_model *m)
{
    const char *codes = weak_items(m, false);

    if (!*codes)
        return NULL;
    return job_textf(J, "未答比例达到10%%的题：%s，使用这些题的结果应当慎重。",
                     codes);
}

static const char *say_invalid_items(struct report_model *m)
{
    const char *codes = weak_items(m, true);

    if (!*codes)
        return NULL;
    return job_textf(J, "无效作答比例达到10%%的题：%s，这样多的一题多选不常见，应当"
                        "抽取原卷核对读取结果后再使用。", codes);
}

static const char *say_guards(struct report_model *m)
{
    int64_t n = 0;

    for (size_t i = 0; i < m->guards.count; i++)
        if (model_shown(m, m->guards.item[i]))
            n += model_tally(m, m->guards.item[i])->bad_rate.num;
    if (m->guards.count == 0 || m->root->valid == 0 || m->root->suppressed)
        return NULL;
    if (n == 0)
        return "没有填写人反映被要求按指定答案填写，或者份数过少不予公布。";
    return job_textf(J, "有%lld份问卷反映有人要求按指定答案填写，建议对有关批次"
                        "抽样回访复核。", (long long)n);
}

static const char *flag_words(enum flag_kind kind)
{
    switch (kind) {
    case FLAG_STRAIGHT: return "各项评价选同一答案的问卷偏多";
    case FLAG_IDENTICAL: return "作答完全相同的问卷偏多";
    case FLAG_NO_UNKNOWN: return "无人选“不了解”";
    case FLAG_ALL_BACK: return "发放的全部收回";
    case FLAG_CHANNELS: return "不同填写渠道的满意率相差过大";
    case FLAG_TOLD: return "有填写人反映被要求按指定答案填写";
    case FLAG_HAND: return "笔迹十分接近的问卷偏多";
    case FLAG_KIND_COUNT: break;
    }
    return "";
}

/* 甲村（第3批）; each kind names five, then counts. */
static const char *say_flag(struct report_model *m, enum flag_kind kind)
{
    struct chain list;
    size_t n = 0;

    chain_init(&list);
    for (size_t i = 0; i < m->quality->count; i++) {
        const struct quality_flag *f = &m->quality->flag[i];
        const char *name = m->units->unit[f->unit].name;

        if (f->kind != kind || ++n > 5)
            continue;
        chain_add(&list, f->batch > 0 ? job_textf(J, "%s（第%u批）", name,
                                                  (unsigned)f->batch)
                                      : name);
    }
    const char *names = chain_take(&list, J);
    if (n == 0)
        return NULL;
    return job_textf(J, "%s：%s%s", flag_words(kind), names,
                     n > 5 ? job_textf(J, "等%zu批", n) : "");
}

/* Facts about batches, and what to do; nobody is accused. */
static const char *say_flags(struct report_model *m)
{
    const char *text = "";

    if (!m->quality || m->quality->count == 0)
        return NULL;
    for (int k = 0; k < FLAG_KIND_COUNT; k++) {
        const char *one = say_flag(m, (enum flag_kind)k);

        if (one)
            text = job_textf(J, "%s%s%s", text, *text ? "；" : "", one);
    }
    return job_textf(J, "下列批次与其他批次相比情况特殊，建议复核（抽取5%%至10%%回访）"
                        "，但不说明原因，也不针对任何人：%s。",
                     text);
}

static const char *say_protection(struct report_model *m)
{
    if (!m->q->anonymous)
        return NULL;
    return job_textf(J, "本问卷不记名、不编号。任一选项份数少于%d份的数据，以及可以"
                        "由其他数据推算出来的数据，均不公布，以“—（样本过少）”"
                        "表示。", m->q->min_cell > 0 ? m->q->min_cell : 5);
}

static const char *say_digest(struct report_model *m, bool signed_)
{
    return job_textf(J, "全部统计数字以机读附件pingyi-figures.json随本文保存，摘要"
                        "（SHA-256前16位）为%.16s。%s",
                     m->tally->figures_sha256,
                     signed_ ? "本文已电子签名，可用pingyi verify核验是否被改动、"
                               "数字是否与原始记录一致。"
                             : "本文未签名，不能核验是否被改动，不作正式文件使用。");
}

void add_quality(struct document *doc, struct report_model *m, bool signed_)
{
    struct points p = {doc, m, 0};

    point(&p, say_bases(m));
    point(&p, say_conditions(m));
    point(&p, say_design(m));
    point(&p, say_outcome(m));
    point(&p, say_channels(m));
    point(&p, say_open_reviews(m));
    point(&p, say_small_units(m));
    point(&p, say_left_out(m));
    point(&p, say_marks(m));
    point(&p, say_blank_items(m));
    point(&p, say_invalid_items(m));
    point(&p, say_guards(m));
    point(&p, say_flags(m));
    point(&p, say_protection(m));
    point(&p, say_digest(m, signed_));
}

/* ---- 附件: 计算公式 ---- */

static const char *say_pass(struct report_model *m)
{
    static const char *const base[] = {[PASS_ISSUED] = "发出",
                                       [PASS_RETURNED] = "收回",
                                       [PASS_VALID] = "有效"};
    const struct pass_rule *r = &m->q->pass;

    return job_textf(J, "同意票数%s%s票数的%d/%d的为通过，用整数比较；还有作答待"
                        "复核、可能改变结论的，列为待定。",
                     r->more ? "超过" : "达到", base[r->base], r->num, r->den);
}

void add_formulas(struct document *doc, struct report_model *m)
{
    struct points p = {doc, m, 0};

    if (m->satisfy.count + m->aware.count == 0) {
        point(&p, "回收率＝回收份数÷发放份数×100%；有效率＝有效份数÷回收份数×"
                  "100%。空白、缺页的不计入有效。");
        if (m->q->pass.den > 0)
            point(&p, say_pass(m));
        return;
    }
    point(&p, "回收率＝回收份数÷发放份数×100%；有效率＝有效份数÷回收份数×100%。答题达到核心题（知晓题、满意度题）"
              "一半以上的为有效问卷；空白、答题不足一半、缺页和同号不同卷的不计入"
              "有效。");
    if (m->aware.count > 0)
        point(&p, "知晓率＝各知晓题回答“知道”的人次之和÷（有效份数×知晓题数）"
                  "×100%；“听说过但不清楚”不算知晓。");
    if (m->satisfy.count > 0) {
        const char *good = say_choices(m, CHOICES_SATISFIED, "＋");

        point(&p, job_textf(J, "满意率（主口径）＝（%s）÷有效份数×100%%。总体满意率"
                               "按总体评价题计算。不满意率＝%s÷有效份数×100%%。",
                            good, say_choices(m, CHOICES_DISSATISFIED, "＋")));
        point(&p, job_textf(J, "满意率（参考口径）＝（%s）÷（%s）×100%%。", good,
                            say_choices(m, CHOICES_JUDGED, "＋")));
        point(&p, job_textf(J, "满意度得分＝各项评价按%s折算的平均分，“不了解”和"
                               "未答不计。", m->q->book ? m->q->book
                                                        : "问卷规定分值"));
    }
    point(&p, "达标判定：分子×1000≥标准（千分数）×分母为达标，用整数比较。百分数"
              "一般保留一位小数；临近标准线时增加位数，如8995/10000列为89.95%，"
              "不写作90.0%。");
    if (m->spread == SPREAD_INTERVAL)
        point(&p, m->tally->design.rule == RULE_BETA
                      ? "95%区间按科恩—格劳巴德（Korn–Graubard）法由有效样本量计"
                        "算，有效样本量＝比率×（1－比率）÷方差，方差按抽样设计用泰"
                        "勒线性化法估计。"
                      : "95%区间按威尔逊（Wilson）法由有效样本量计算，有效样本量＝"
                        "比率×（1－比率）÷方差，方差按抽样设计用泰勒线性化法估计。");
    point(&p, "名次只在同一序列内排列，比率相同的并列，其后名次连续。");
}
