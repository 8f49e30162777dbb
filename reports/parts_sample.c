/* reports/parts_sample.c - how people were chosen, and what that allows to
 * say about those who were not asked. */
#include "reports/parts.h"

#include <string.h>

#define J (&m->job)

const char *spread_label(const struct report_model *m)
{
    switch (m->spread) {
    case SPREAD_INTERVAL: return "95%区间(%)";
    case SPREAD_BOUNDS: return "上下界(%)";
    case SPREAD_NONE: break;
    }
    return NULL;
}

const char *spread_text(struct report_model *m, const struct inference *inf,
                        struct interval w)
{
    return text_interval(J, m->spread == SPREAD_BOUNDS ? inf->bounds : w);
}

static const char *conclusion_words(enum conclusion conclusion)
{
    switch (conclusion) {
    case CONCLUDE_MET: return "达标";
    case CONCLUDE_NOT_MET: return "未达标";
    case CONCLUDE_OPEN: return "临界";
    case CONCLUDE_NONE:
    case CONCLUSION_COUNT: break;
    }
    return "";
}

/* Why the conclusion is what it is. */
static const char *conclusion_reason(const struct report_model *m,
                                     enum conclusion conclusion)
{
    bool census = m->spread == SPREAD_BOUNDS;

    switch (conclusion) {
    case CONCLUDE_MET:
        return census ? "未作答者即使都不肯定，也达到标准"
                      : "区间下限不低于标准，可以推断总体达标";
    case CONCLUDE_NOT_MET:
        return census ? "未作答者即使都肯定，也达不到标准"
                      : "区间上限低于标准，可以推断总体未达标";
    case CONCLUDE_OPEN:
        return census ? "达标与否取决于未作答者，宜继续催收"
                      : "标准在区间之内，达标与否不能由本次样本断定，宜结合复查"
                        "情况使用";
    case CONCLUDE_NONE:
    case CONCLUSION_COUNT: break;
    }
    return "";
}

const char *say_inference(struct report_model *m, const char *what,
                          const struct inference *inf, struct interval w,
                          int permille)
{
    const char *text;

    if (inf->why == INTERVAL_CENSUS && inf->bounds.low >= 0)
        text = job_textf(J, "发放而未作答的如果都不肯定或者都肯定，%s在%s%%之间",
                         what, text_interval(J, inf->bounds));
    else if (inf->weighted && w.low >= 0)
        text = job_textf(J, "按人口加权后%s为%s%%，95%%区间为%s%%", what,
                         text_share(J, inf->share), text_interval(J, w));
    else if (inf->weighted)
        text = job_textf(J, "按人口加权后%s为%s%%", what,
                         text_share(J, inf->share));
    else if (w.low >= 0)
        text = job_textf(J, "%s的95%%区间为%s%%", what, text_interval(J, w));
    else
        return "";
    if (permille <= 0 || inf->conclusion == CONCLUDE_NONE || !m->judged)
        return job_textf(J, "%s。", text);
    return job_textf(J, "%s；对照%s的标准，统计结论为%s（%s）。", text,
                     text_line(J, permille),
                     conclusion_words(inf->conclusion),
                     conclusion_reason(m, inf->conclusion));
}

/* ---- 口径说明 ---- */

const char *say_drawn(struct report_model *m)
{
    const struct design *d = &m->tally->design;

    switch (d->kind) {
    case DESIGN_CENSUS:
        return "本轮为普查，不作抽样误差推断；列出的上下界，是把发放而未作答的全部"
               "算作不肯定或者全部算作肯定时的结果。";
    case DESIGN_STRATIFIED:
        return job_textf(J, "本轮为分层随机抽样，在各%s内随机抽取填写人；区间为95%%"
                            "置信区间，只反映抽样的偶然误差，不反映未作答造成的偏差。",
                         d->strata);
    case DESIGN_CLUSTER:
        return job_textf(J, "本轮为整群抽样，在各%s内随机抽取%s，再在其中抽取填写人；"
                            "区间为95%%置信区间，已计入同一%s的人看法相近的影响，不"
                            "反映未作答造成的偏差。",
                         d->strata, d->clusters, d->clusters);
    case DESIGN_QUOTA:
        return "本轮按配额选取填写人，是非概率样本，不作抽样误差推断，文中不列区间；"
               "数字只代表作答的人。";
    case DESIGN_CONVENIENCE:
        return "本轮就便选取填写人，是非概率样本，不作抽样误差推断，文中不列区间；数"
               "字只代表作答的人。";
    case DESIGN_NONE:
    case DESIGN_KIND_COUNT: break;
    }
    return "本轮未登记抽样设计，不作抽样误差推断，文中不列区间；数字只代表作答的人。";
}

static const char *say_weights(struct report_model *m)
{
    const struct weighting *w = &m->tally->weighting;
    struct chain notes;

    if (!w->used)
        return "";
    chain_init(&notes);
    if (w->traits_used > 0)
        chain_add(&notes, "并校准到已知的填写人构成总数");
    if (w->rounds < 0)
        chain_add(&notes, "已知的构成总数相互矛盾，没有采用");
    if (w->empty > 0)
        chain_add(&notes,
                  job_textf(J, "有%zu个层没有有效问卷（占总人口的%s%%），加权数不代表"
                               "这些地方",
                            w->empty, text_share(J, w->empty_share)));
    if (w->merged > 0)
        chain_add(&notes, job_textf(J, "有%zu个层作答不足10人，与相邻的层合并加权",
                                    w->merged));
    if (w->lonely > 0)
        chain_add(&notes,
                  job_textf(J, "有%zu个层只抽到一个%s，计算方差时与相邻的层合并",
                            w->lonely, m->tally->design.clusters));
    if (w->capped > 0)
        chain_add(&notes, job_textf(J, "有%lld人的权数超过中位数的5倍，截为5倍",
                                    (long long)w->capped));
    if (w->outside > 0)
        chain_add(&notes, job_textf(J, "有%lld人不属于任何层，不参加加权",
                                    (long long)w->outside));
    const char *list = chain_take(&notes, J);
    return job_textf(J, "总体数字的加权以%zu个层的人口为准%s%s；未加权的数字一并列出。",
                     w->strata, *list ? "：" : "", list);
}

const char *say_outcome(struct report_model *m)
{
    const struct outcome *o = &m->root->outcome;
    const char *unknown;

    if (m->root->suppressed || o->rr1.den <= 0 || m->root->issued == 0)
        return NULL;
    unknown = o->unknown > 0 && o->rr3 >= 0
                  ? job_textf(J, "；没有收回的%lld份不知是否符合答卷条件，按%s%%符合折"
                                 "算，RR3为%s%%",
                              (long long)o->unknown,
                              text_share(J, o->eligible),
                              text_share(J, o->rr3))
                  : "";
    return job_textf(
        J,
        "按《标准定义》（AAPOR）归类，发放的问卷中完整%lld份、部分完成%lld份、拒答"
        "（拒收、空白、答题不足一半）%lld份、其他作废%lld份、没有收回%lld份；应答率"
        "RR1（完整÷应答对象）为%s，RR2（加部分完成）为%s%s。",
        (long long)o->complete, (long long)o->partial, (long long)o->refusal,
        (long long)o->other, (long long)(o->no_contact + o->unknown),
        text_percent(J, o->rr1, 0), text_percent(J, o->rr2, 0), unknown);
}

const char *say_design(struct report_model *m)
{
    if (m->root->suppressed || m->root->valid == 0)
        return NULL;
    return job_textf(J, "%s%s", say_drawn(m), say_weights(m));
}
