/* reports/parts_round.c - this round beside the one before it, and how far
 * places can be trusted. */
#include "reports/parts.h"

#include <math.h>

#define J (&m->job)

/* 满意率由60.0%变为80.0%，上升20.0个百分点 */
static const char *say_move(struct report_model *m, const char *what,
                            const struct compared *x)
{
    const char *way = x->difference > 0   ? "上升"
                      : x->difference < 0 ? "下降"
                                          : "变化";

    return job_textf(J, "%s由%s%%变为%s%%，%s%s个百分点", what,
                     text_share(J, x->share_before),
                     text_share(J, x->share_now), way,
                     text_share(J, fabs(x->difference)));
}

static const char *say_test(struct report_model *m, const struct compared *x)
{
    switch (x->change) {
    case CHANGE_UP:
    case CHANGE_DOWN:
        return job_textf(J, "（差值的95%%区间为%s～%s个百分点），变化显著",
                         text_share(J, x->interval.low),
                         text_share(J, x->interval.high));
    case CHANGE_OPEN:
        return job_textf(J, "（差值的95%%区间为%s～%s个百分点），变化不显著，可能出于"
                            "抽样的偶然",
                         text_share(J, x->interval.low),
                         text_share(J, x->interval.high));
    case CHANGE_UNKNOWN:
    case CHANGE_COUNT: break;
    }
    return "（两轮不都是随机样本，不检验变化是否显著）";
}

const char *say_change(struct report_model *m, const char *what,
                       const struct compared *x)
{
    return job_textf(J, "%s%s。", say_move(m, what, x), say_test(m, x));
}

/* Those that moved this way, by name. */
static const char *moved(struct report_model *m,
                         const struct compared_list *list, enum change change,
                         bool units)
{
    struct chain names;

    chain_init(&names);
    for (size_t i = 0; i < list->count; i++) {
        const struct compared *x = &list->list[i];

        if (x->change != change)
            continue;
        chain_add(&names,
                  job_textf(J, "%s（%s%%→%s%%）",
                            units ? m->units->unit[x->place].name
                                  : m->q->items[x->place].text,
                            text_share(J, x->share_before),
                            text_share(J, x->share_now)));
    }
    return chain_take(&names, J);
}

static const char *say_moved(struct report_model *m, const char *what,
                             const struct compared_list *list, bool units)
{
    const char *up = moved(m, list, CHANGE_UP, units);
    const char *down = moved(m, list, CHANGE_DOWN, units);
    size_t tested = 0;

    for (size_t i = 0; i < list->count; i++)
        tested += list->list[i].tested;
    if (tested == 0)
        return NULL;
    if (!*up && !*down)
        return job_textf(J, "%s中没有显著变化的。", what);
    return job_textf(J, "%s中%s%s%s%s%s。", what, *up ? "显著上升的有" : "", up,
                     *up && *down ? "；" : "", *down ? "显著下降的有" : "",
                     down);
}

static void para(struct document *doc, const char *text)
{
    if (text)
        document_para(doc, text);
}

static void add_headlines(struct document *doc, struct report_model *m)
{
    const struct comparison *c = m->comparison;

    if (c->has_satisfied)
        para(doc, say_change(m, "满意率", &c->satisfied));
    if (c->has_aware)
        para(doc, say_change(m, "知晓率", &c->aware));
    for (size_t i = 0; i < c->channels.count; i++)
        para(doc, say_change(m,
                             m->satisfy.count > 0 ? "同一填写渠道的满意率"
                                                  : "同一填写渠道的知晓率",
                             &c->channels.list[i]));
}

void add_comparison(struct document *doc, struct report_model *m)
{
    const struct comparison *c = m->comparison;

    if (!c)
        return;
    document_heading(doc, 1, "与上期比较");
    document_para(doc,
                  job_textf(J, "与%s比较，只比较题目文字、选项和填写渠道都没有改变的"
                               "内容%s。",
                            m->before && *m->before ? m->before : "上一轮",
                            c->changed_items > 0
                                ? job_textf(J, "；改动、新增或者取消的%zu道题不比较",
                                            c->changed_items)
                                : ""));
    if (c->before_design != c->now_design)
        para(doc, "两轮选取填写人的方式不同，差别可能由此而来。");
    add_headlines(doc, m);
    para(doc, say_moved(m, "各题", &c->items, false));
    para(doc, say_moved(m, "各单位（Holm法校正后）", &c->units, true));
    if (!c->has_satisfied && !c->has_aware && c->channels.count == 0) {
        para(doc, "两轮没有可以比较的数字。");
    } else {
        add_trend(doc, m);
        add_unit_trend(doc, m);
    }
    add_followup(doc, m);
}

/* ---- places ---- */

static const char *surely_below(struct report_model *m,
                                const struct rank_class *c, size_t *n)
{
    struct chain names;

    *n = 0;
    chain_init(&names);
    for (size_t i = 0; i < c->ranked; i++) {
        if (c->rows[i].below_p < 0 || c->rows[i].below_p >= .05)
            continue;
        if (++*n <= 5)
            chain_add(&names, m->units->unit[c->rows[i].unit].name);
    }
    return chain_take(&names, J);
}

const char *say_rank_trust(struct report_model *m, const struct rank_class *c)
{
    size_t loose = 0, below = 0;
    const char *names = surely_below(m, c, &below);

    for (size_t i = 0; i < c->ranked; i++)
        loose += c->rows[i].worst > c->rows[i].best;
    if (c->ranked < 2 || c->rows[0].best == 0)
        return NULL;
    const char *line =
        below > 0 ? job_textf(J, "同时检验各单位（Holm法校正）后，可以断定低于标准的"
                                 "有%zu个：%s%s。",
                              below, names, below > 5 ? "等" : "")
                  : "";
    if (loose == 0)
        return job_textf(J, "各%s的名次都能分开。%s", c->name, line);
    return job_textf(J, "名次后括号内是名次区间：%s，该%s的真实名次在这个范围"
                        "之内；区间重叠的，名次先后没有实际差别。%s",
                     m->spread == SPREAD_BOUNDS ? "无论未作答者如何评价"
                                                : "计入抽样误差后",
                     c->name, line);
}

const char *text_place(struct report_model *m, const struct rank_row *row)
{
    if (row->place == 0)
        return "—";
    if (row->worst > row->best)
        return job_textf(J, "%zu（%zu～%zu）", row->place, row->best, row->worst);
    return job_textf(J, "%zu", row->place);
}
