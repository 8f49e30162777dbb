/* reports/parts_quadrant.c - what to improve first: satisfaction against what
 * people ask for (P1).
 *
 * x = 满意率 of the aspect (main base), y = people who named it in P1 of those
 * asked P1; the lines are the means over the aspects drawn.  Importance is
 * stated, not derived: Martilla & James (1977), Journal of Marketing 41(1).
 */
#include "reports/parts.h"
#include "reports/parts_cells.h"

#include <stdlib.h>

#define J (&m->job)

enum { LEAST_SPOTS = 3 };

struct quad {
    struct chart *chart;
    size_t item[CHART_SPOTS];  /* of each spot */
    size_t order[CHART_SPOTS]; /* as the table lists them */
    double lowest;             /* 满意率 */
};

static bool drawable(const struct report_model *m, size_t item)
{
    return (long)item != m->overall && model_rate_shown(m, item) &&
           model_wanted(m, item).den > 0;
}

/* Why there is no quadrant; NULL when there is one. */
static const char *why_not(struct report_model *m)
{
    size_t n = 0;

    if (m->priority < 0)
        return "问卷没有询问最希望改进的方面，不作重要性与满意度四分图。";
    if (m->root->suppressed || !model_shown(m, (size_t)m->priority))
        return "样本过少，为保护填写人，不作重要性与满意度四分图。";
    if (m->root->valid < MODEL_MIN_VALID)
        return job_textf(J, "有效问卷不足%d份，不作重要性与满意度四分图。",
                         MODEL_MIN_VALID);
    for (size_t i = 0; i < m->satisfy.count; i++)
        n += drawable(m, m->satisfy.item[i]);
    if (n < LEAST_SPOTS)
        return job_textf(J,
                         "既有满意率又列入“最希望改进”选项的内容不足%d项，不作"
                         "重要性与满意度四分图。",
                         LEAST_SPOTS);
    for (size_t i = 0; i < m->satisfy.count; i++)
        if (drawable(m, m->satisfy.item[i]) &&
            model_wanted(m, m->satisfy.item[i]).num > 0)
            return NULL;
    return "没有人填写最希望改进的方面，不作重要性与满意度四分图。";
}

static void set_spots(struct report_model *m, struct quad *q)
{
    struct chart_spot *spots = job_alloc(J, CHART_SPOTS, sizeof(*spots));

    q->lowest = 1;
    for (size_t i = 0; spots && i < m->satisfy.count; i++) {
        size_t item = m->satisfy.item[i];
        struct ratio x = model_tally(m, item)->main_rate;
        struct ratio y = model_wanted(m, item);

        if (!drawable(m, item) || q->chart->spot_count == CHART_SPOTS)
            continue;
        q->item[q->chart->spot_count] = item;
        spots[q->chart->spot_count++] = (struct chart_spot){
            .code = model_item(m, item)->code,
            .name = model_item(m, item)->text,
            .x = (double)x.num / (double)x.den,
            .y = (double)y.num / (double)y.den};
        if ((double)x.num / (double)x.den < q->lowest)
            q->lowest = (double)x.num / (double)x.den;
    }
    q->chart->spots = spots;
}

/* 优先改进 first, then 继续保持 …; the most wanted first in each. */
static bool before(const struct quad *q, size_t a, size_t b)
{
    enum quadrant x = quadrant_of(q->chart, a), y = quadrant_of(q->chart, b);

    if (x != y)
        return x < y;
    if (q->chart->spots[a].y != q->chart->spots[b].y)
        return q->chart->spots[a].y > q->chart->spots[b].y;
    return a < b;
}

static void set_order(struct quad *q)
{
    for (size_t i = 0; i < q->chart->spot_count; i++) {
        size_t j = i;

        for (; j > 0 && before(q, i, q->order[j - 1]); j--)
            q->order[j] = q->order[j - 1];
        q->order[j] = i;
    }
}

static const char *rate_of(struct report_model *m, size_t item)
{
    return text_rate(J, model_tally(m, item)->main_rate,
                     m->q->thresholds.satisfied_permille);
}

static const char *say_first(struct report_model *m, const struct quad *q)
{
    struct chain names;

    chain_init(&names);
    for (size_t i = 0; i < q->chart->spot_count; i++) {
        size_t item = q->item[q->order[i]];

        if (quadrant_of(q->chart, q->order[i]) != QUADRANT_FIRST)
            continue;
        chain_add(&names, job_textf(J, "%s%s（满意率%s%%，%s希望改进）",
                                    model_item(m, item)->code,
                                    model_item(m, item)->text,
                                    rate_of(m, item),
                                    text_percent(J, model_wanted(m, item), 0)));
    }
    const char *list = chain_take(&names, J);
    return *list ? job_textf(J,
                             "最希望改进而满意率又低于各项平均的（图中左上角），"
                             "应当首先改进：%s。",
                             list)
                 : "没有既最希望改进、满意率又低于各项平均的内容，图中左上角为空。";
}

static void add_table(struct document *doc, struct report_model *m,
                      const struct quad *q)
{
    struct columns columns;
    struct pen p = {.row = 0};

    if (!columns_init(m, &columns))
        return;
    column(&columns, "题号", NULL, 14, CELL_CENTRE);
    column(&columns, "评议内容", NULL, 58, CELL_NAME);
    column(&columns, "满意率(%)", NULL, 22, CELL_NUMBER);
    column(&columns, "份数", "希望改进", 18, CELL_NUMBER);
    column(&columns, "占比(%)", "希望改进", 20, CELL_NUMBER);
    column(&columns, "位置", NULL, 24, CELL_CENTRE);
    p.table = table_new(J, columns.list, columns.count, q->chart->spot_count);
    if (!p.table)
        return;
    for (size_t i = 0; i < q->chart->spot_count; i++, p.row++, p.col = 0) {
        size_t item = q->item[q->order[i]];
        enum quadrant where = quadrant_of(q->chart, q->order[i]);

        put(&p, model_item(m, item)->code);
        put(&p, model_item(m, item)->text);
        put(&p, rate_of(m, item));
        put_count(m, &p, model_wanted(m, item).num);
        put(&p, text_rate(J, model_wanted(m, item), 0));
        if (where == QUADRANT_FIRST)
            table_alert(p.table, p.row, p.col);
        put(&p, quadrant_name(where));
    }
    document_table(doc, p.table, "各项内容的重要性和满意率");
}

void add_quadrant(struct document *doc, struct report_model *m)
{
    struct quad *q;
    const char *why = why_not(m);
    double x, y;

    if (why) {
        document_para(doc, why);
        return;
    }
    q = job_alloc(J, 1, sizeof(*q));
    if (!q || !(q->chart = job_alloc(J, 1, sizeof(*q->chart))))
        return;
    q->chart->kind = CHART_QUADRANT;
    set_spots(m, q);
    if (!q->chart->spots)
        return;
    set_order(q);
    quadrant_cross(q->chart, &x, &y);
    q->chart->x_name = "满意率（主口径）→越靠右越满意";
    q->chart->y_name = "希望改进的人占比";
    q->chart->footnote = job_textf(
        J,
        "注：先看左上角：希望改进的人多，满意率又低。虚线是各项的平均数（满意率%s%%，"
        "希望改进%s%%）；希望改进的占比，是在“最希望改进的方面”一题中选了该项的问卷占"
        "有效问卷%lld份的比例。位置只表示各项之间的高低，不等于达标与否；靠近虚线的，归在哪一边并不牢靠。%s",
        text_share(J, x), text_share(J, y),
        (long long)model_wanted(m, q->item[0]).den,
        q->lowest > .9 ? "各项满意率都在90%以上，左右差别很小，主要看上下。" : "");
    document_para(doc, say_first(m, q));
    document_chart(doc, q->chart, "重要性与满意度四分图");
    add_table(doc, m, q);
}
