/* reports/parts_chart.c - the charts of a report; each repeats a table. */
#include "reports/parts.h"

#include <math.h>
#include <string.h>

#define J (&m->job)

/* ---- Likert ---- */

/* Fill by meaning: the same answer looks the same in every chart. */
static enum part_look look_of(enum choice_meaning meaning, size_t nth)
{
    switch (meaning) {
    case MEANS_SATISFIED: return nth == 0 ? LOOK_DARK : LOOK_MIDDLE;
    case MEANS_PARTLY: return LOOK_LIGHT;
    case MEANS_NEUTRAL: return LOOK_PALE;
    default: return nth == 0 ? LOOK_HATCH : LOOK_CROSS;
    }
}

static bool substantive(const struct choice *c)
{
    return c->meaning == MEANS_SATISFIED || c->meaning == MEANS_PARTLY ||
           c->meaning == MEANS_NEUTRAL || c->meaning == MEANS_DISSATISFIED;
}

static void set_parts(struct chart *chart, const struct scale *scale)
{
    for (size_t k = 0; k < scale->choice_count; k++) {
        const struct choice *c = &scale->choices[k];
        size_t nth = 0;

        if (!substantive(c) || chart->part_count == CHART_PARTS)
            continue;
        for (size_t j = 0; j < k; j++)
            nth += scale->choices[j].meaning == c->meaning;
        chart->part[chart->part_count] = c->text;
        chart->look[chart->part_count] = look_of(c->meaning, nth);
        chart->side[chart->part_count] =
            c->meaning == MEANS_DISSATISFIED ? SIDE_LEFT
            : c->meaning == MEANS_NEUTRAL    ? SIDE_MIDDLE
                                             : SIDE_RIGHT;
        chart->part_count++;
    }
}

static void set_bar(struct report_model *m, struct chart_row *row, size_t item)
{
    const struct item_tally *t = model_tally(m, item);
    const struct scale *scale = model_item(m, item)->scale;
    int64_t base = t->ref_rate.den;
    size_t part = 0;

    for (size_t k = 0; k < scale->choice_count; k++) {
        struct ratio r = {t->counts[k], base};

        if (!substantive(&scale->choices[k]) || part == CHART_PARTS)
            continue;
        row->share[part] = (double)t->counts[k] / (double)base;
        row->percent[part++] = text_percent(J, r, 0);
    }
    row->note[0] = text_rate(J, t->main_rate,
                             m->q->thresholds.satisfied_permille);
    row->note[1] = text_count(J, base);
    row->note[2] = text_count(J, model_count(m, item, MEANS_UNKNOWN));
    row->note[3] = text_count(J, t->blank);
}

static void likert_row(struct report_model *m, struct chart_row *row,
                       size_t item)
{
    const struct item *q = model_item(m, item);
    const char *name = (long)item == m->overall ? "总体评价" : q->text;

    row->label = job_textf(J, "%s %s", q->code, name);
    if (!model_shown(m, item))
        row->instead = "样本过少，不公布";
    else if (model_tally(m, item)->ref_rate.den <= 0)
        row->instead = "没有作出判断的问卷";
    else
        set_bar(m, row, item);
}

static bool any_bar(const struct chart *chart)
{
    for (size_t i = 0; i < chart->row_count; i++)
        if (!chart->rows[i].instead)
            return true;
    return false;
}

/* In the order of the table: lowest 满意率 on top, 总体 last.  Only items of the first item's scale, which in every
 * shipped questionnaire are all. */
void add_likert_chart(struct document *doc, struct report_model *m)
{
    struct chart *chart = job_alloc(J, 1, sizeof(*chart));
    const struct scale *scale;

    if (!chart || m->satisfy.count == 0)
        return;
    scale = model_item(m, m->satisfy.item[0])->scale;
    chart->kind = CHART_LIKERT;
    chart->rows = job_alloc(J, m->satisfy.count, sizeof(*chart->rows));
    if (!chart->rows)
        return;
    set_parts(chart, scale);
    for (size_t i = 0; i < m->satisfy.count; i++) {
        size_t item = m->satisfy.item[i];

        if ((long)item != m->overall &&
            strcmp(model_item(m, item)->scale->code, scale->code) == 0)
            likert_row(m, &chart->rows[chart->row_count++], item);
    }
    if (m->overall >= 0 &&
        strcmp(model_item(m, (size_t)m->overall)->scale->code,
               scale->code) == 0)
        likert_row(m, &chart->rows[chart->row_count++], (size_t)m->overall);
    if (!any_bar(chart)) {
        document_para(doc, "各项评议内容没有可以公布的满意程度数据，不画图。");
        return;
    }
    chart->note_count = 4;
    chart->note[0] = "满意率%";
    chart->note[1] = "判断数";
    chart->note[2] = "不了解";
    chart->note[3] = "未答";
    chart->footnote = "注：0的右边是满意，左边是不满意；百分比以作出满意与否判断"
                      "的问卷为100%，“不了解”和未答不进入图条；右侧满意率为"
                      "主口径。";
    document_chart(doc, chart, "各项评议内容的满意程度（按满意率从低到高）");
}

/* ---- ranking ---- */

static void rank_row(struct report_model *m, struct chart_row *row,
                     const struct rank_row *from)
{
    const struct unit_tally *t = &m->tally->unit[from->unit];
    bool satisfy = m->satisfy.count > 0;
    struct ratio r = satisfy ? t->satisfied : t->aware;
    int line = satisfy ? m->q->thresholds.satisfied_permille
                       : m->q->thresholds.aware_permille;
    const struct inference *inf = satisfy ? &t->satisfied_inf : &t->aware_inf;
    struct interval i = m->spread == SPREAD_BOUNDS ? inf->bounds
                        : satisfy ? t->satisfied_interval
                                  : t->aware_interval;

    row->label = m->units->unit[from->unit].name;
    row->low = -1;
    row->note[0] = from->place ? text_count(J, (int64_t)from->place) : "—";
    if (from->state == RANK_HIDDEN || r.den <= 0) {
        row->instead = from->state == RANK_EMPTY ? "没有有效问卷"
                                                 : "样本过少，不公布";
        return;
    }
    row->point = (double)r.num / (double)r.den;
    row->low = i.low;
    row->high = i.high;
    row->muted = from->state != RANK_PLACED;
    row->below = line > 0 && ratio_judge(r, line) == VERDICT_NOT_MET;
    row->note[1] = text_rate(J, r, line);
    row->note[2] = text_count(J, t->valid);
}

/* The axis starts at a whole ten below everything drawn, at most at 60 %. */
static double axis_start(const struct chart *chart)
{
    double low = chart->line > 0 ? fmin(.6, chart->line) : .6;

    for (size_t i = 0; i < chart->row_count; i++) {
        const struct chart_row *row = &chart->rows[i];

        if (row->instead)
            continue;
        low = fmin(low, row->low >= 0 ? row->low : row->point);
    }
    return floor(low * 10 + 1e-9) / 10;
}

void add_rank_chart(struct document *doc, struct report_model *m,
                    const struct rank_class *c)
{
    struct chart *chart = job_alloc(J, 1, sizeof(*chart));
    bool satisfy = m->satisfy.count > 0;
    int line = satisfy ? m->q->thresholds.satisfied_permille
                       : m->q->thresholds.aware_permille;

    if (!chart)
        return;
    if (c->ranked == 0)
        return; /* say_class() says so */
    if (c->ranked < 2) {
        document_para(doc, job_textf(J, "可以排名的%s不足两个，不画排名图。",
                                     c->name));
        return;
    }
    chart->kind = CHART_RANK;
    chart->rows = job_alloc(J, c->count, sizeof(*chart->rows));
    if (!chart->rows)
        return;
    for (size_t i = 0; i < c->count; i++)
        rank_row(m, &chart->rows[chart->row_count++], &c->rows[i]);
    chart->line = line / 1000.0;
    chart->axis_low = axis_start(chart);
    chart->line_label = job_textf(J, "标准%s", text_line(J, line));
    chart->note_count = 3;
    chart->note[0] = "名次";
    chart->note[1] = satisfy ? "满意率%" : "知晓率%";
    chart->note[2] = "份数";
    chart->footnote =
        m->spread == SPREAD_INTERVAL
            ? "注：横线为95%区间，区间大面积重叠的单位，名次先后没有实际差别。"
        : m->spread == SPREAD_BOUNDS
            ? "注：横线为把未作答的全部算作不肯定或者肯定时的上下界。"
            : NULL;
    document_chart(doc, chart,
                   job_textf(J, "各%s%s", c->name,
                             satisfy ? "满意率（主口径）" : "知晓率"));
}
