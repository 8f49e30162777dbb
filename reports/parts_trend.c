/* reports/parts_trend.c - this round and those before it, as a line each.
 *
 * Every earlier round is compared with this one (engine/tally/compare.h), so
 * only what is the same in both stands in its column; what was changed since
 * or hidden in either is a gap.
 */
#include "reports/parts.h"
#include "reports/parts_cells.h"

#include <math.h>
#include <string.h>

#define J (&m->job)

enum {
    LINES_MAX = 64,
    LINES_DRAWN = 16, /* more stand in the table alone */
};

struct line { /* one indicator */
    const char *name;
    int permille;
    struct chart_mark marks[CHART_ROUNDS];
    const struct compared *last; /* against the newest earlier round */
    bool any;
};

/* Rounds drawn at random have intervals: in the chart and in the table. */
struct trend {
    bool ranges;
    size_t round_count; /* earlier ones */
    struct model_round rounds[CHART_ROUNDS];
    size_t line_count;
    struct line *lines;
};

/* The newest that there is room for. */
static void choose_rounds(const struct report_model *m, struct trend *t)
{
    size_t most = CHART_ROUNDS - 1;
    size_t from = m->round_count > most ? m->round_count - most : 0;

    for (size_t i = from; i < m->round_count; i++)
        t->rounds[t->round_count++] = m->rounds[i];
    if (t->round_count == 0 && m->comparison)
        t->rounds[t->round_count++] = (struct model_round){
            .period = m->before, .comparison = m->comparison};
}

static const struct compared *find(const struct compared_list *list,
                                   size_t place)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->list[i].place == place)
            return &list->list[i];
    return NULL;
}

enum what {
    WHAT_SATISFIED, WHAT_AWARE, WHAT_ITEM, WHAT_CHANNEL, WHAT_UNIT,
};

static const struct compared *compared(const struct comparison *c,
                                       enum what what, size_t place)
{
    switch (what) {
    case WHAT_SATISFIED: return c->has_satisfied ? &c->satisfied : NULL;
    case WHAT_AWARE: return c->has_aware ? &c->aware : NULL;
    case WHAT_ITEM: return find(&c->items, place);
    case WHAT_CHANNEL: return find(&c->channels, place);
    case WHAT_UNIT: return find(&c->units, place);
    }
    return NULL;
}

/* As counted where the estimate is the count itself: then 89.95 stays that. */
static const char *share_text(struct report_model *m, struct ratio r,
                              double share, int permille)
{
    if (r.den > 0 && fabs((double)r.num / (double)r.den - share) < 1e-12)
        return text_rate(J, r, permille);
    return text_share(J, share);
}

static struct chart_mark gap(void)
{
    return (struct chart_mark){
        .value = -1, .reference = -1, .low = -1, .high = -1, .text = HIDDEN};
}

static struct chart_mark mark_of(struct report_model *m, struct trend *t,
                                 struct ratio r, double share,
                                 struct interval range, int permille)
{
    bool ranged = range.high > 0;

    t->ranges = t->ranges || ranged;
    return (struct chart_mark){.value = share,
                               .reference = -1,
                               .low = ranged ? range.low : -1,
                               .high = ranged ? range.high : -1,
                               .text = share_text(m, r, share, permille)};
}

static void add_line(struct report_model *m, struct trend *t, const char *name,
                     enum what what, size_t place, int permille)
{
    struct line *line;

    if (t->line_count == LINES_MAX)
        return;
    line = &t->lines[t->line_count];
    *line = (struct line){.name = name, .permille = permille};
    line->marks[t->round_count] = gap();
    for (size_t i = 0; i < t->round_count; i++) {
        const struct compared *x =
            compared(t->rounds[i].comparison, what, place);

        line->marks[i] = gap();
        if (!x)
            continue;
        line->any = true;
        line->last = i + 1 == t->round_count ? x : NULL;
        line->marks[i] = mark_of(m, t, x->before, x->share_before,
                                 x->range_before, permille);
        line->marks[t->round_count] =
            mark_of(m, t, x->now, x->share_now, x->range_now, permille);
    }
    t->line_count += line->any;
}

static const char *channel_name(const struct report_model *m, size_t place)
{
    const char *name = m->tally->channels[place].channel;

    return strcmp(name, "paper") == 0 ? "纸质" : name;
}

static void choose_lines(struct report_model *m, struct trend *t)
{
    int satisfied = m->q->thresholds.satisfied_permille;
    int aware = m->q->thresholds.aware_permille;
    bool satisfy = m->satisfy.count > 0;

    t->lines = job_alloc(J, LINES_MAX, sizeof(*t->lines));
    if (!t->lines)
        return;
    if (satisfy)
        add_line(m, t, "满意率（总体）", WHAT_SATISFIED, 0, satisfied);
    if (m->aware.count > 0)
        add_line(m, t, "知晓率（人次）", WHAT_AWARE, 0, aware);
    for (size_t i = 0; i < m->tally->channel_count; i++)
        add_line(m, t,
                 job_textf(J, "%s（%s）", satisfy ? "满意率" : "知晓率",
                           channel_name(m, i)),
                 WHAT_CHANNEL, i, satisfy ? satisfied : aware);
    for (size_t i = 0; i < m->q->item_count; i++) {
        const struct item *item = &m->q->items[i];

        if (item->role == ROLE_SATISFY)
            add_line(m, t, job_textf(J, "%s %s", item->code, item->text),
                     WHAT_ITEM, i, satisfied);
    }
}

/* Those right under the root: townships. */
static void choose_units(struct report_model *m, struct trend *t)
{
    int permille = m->satisfy.count > 0 ? m->q->thresholds.satisfied_permille
                                        : m->q->thresholds.aware_permille;

    t->lines = job_alloc(J, LINES_MAX, sizeof(*t->lines));
    for (size_t u = 1; t->lines && u < m->units->count; u++)
        if (m->units->unit[u].depth == 1)
            add_line(m, t, m->units->unit[u].name, WHAT_UNIT, u, permille);
}

/* ---- the chart ---- */

static const char *period_of(const char *period)
{
    return period && *period ? period : "上一轮";
}

static void name_rounds(struct report_model *m, struct trend *t)
{
    for (size_t i = 0; i < t->line_count; i++) {
        for (size_t k = 0; k < t->round_count; k++)
            t->lines[i].marks[k].label = period_of(t->rounds[k].period);
        t->lines[i].marks[t->round_count].label =
            *m->survey->period ? m->survey->period : "本轮";
    }
}

static double axis_start(const struct trend *t)
{
    double low = .6;

    for (size_t i = 0; i < t->line_count; i++) {
        if (t->lines[i].permille > 0)
            low = fmin(low, t->lines[i].permille / 1000.0);
        for (size_t k = 0; k <= t->round_count; k++)
            if (t->lines[i].marks[k].value >= 0)
                low = fmin(low, t->lines[i].marks[k].low >= 0
                                    ? t->lines[i].marks[k].low
                                    : t->lines[i].marks[k].value);
    }
    return floor(low * 10 + 1e-9) / 10;
}

static void add_chart(struct document *doc, struct report_model *m,
                      const struct trend *t, const char *title)
{
    struct chart *chart = job_alloc(J, 1, sizeof(*chart));
    struct chart_panel *panels = job_alloc(J, t->line_count, sizeof(*panels));

    if (!chart || !panels)
        return;
    for (size_t i = 0; i < t->line_count; i++)
        panels[i] = (struct chart_panel){
            .label = t->lines[i].name,
            .detail = t->lines[i].permille > 0
                          ? job_textf(J, "虚线：标准%s",
                                      text_line(J, t->lines[i].permille))
                          : NULL,
            .line = t->lines[i].permille / 1000.0,
            .count = t->round_count + 1,
            .marks = t->lines[i].marks,
        };
    chart->kind = CHART_TREND;
    chart->panel_count = t->line_count;
    chart->panels = panels;
    chart->axis_low = axis_start(t);
    chart->footnote = job_textf(
        J,
        "注：圆点为达到标准，菱形为低于标准。%s“—”表示那一轮没有问同样的内容，或者不予公布。"
        "相邻两点的高低是否超出抽样误差，见下表。",
        t->ranges ? "竖线是95%区间，没有竖线的一轮不是随机样本。" : "");
    document_chart(doc, chart, title);
}

/* ---- the numbers ---- */

static const char *change_text(const struct compared *x)
{
    static const char *const text[] = {[CHANGE_UNKNOWN] = "不检验",
                                       [CHANGE_UP] = "显著上升",
                                       [CHANGE_DOWN] = "显著下降",
                                       [CHANGE_OPEN] = "不显著"};
    return x ? text[x->change] : HIDDEN;
}

static const char *cell_text(struct report_model *m,
                             const struct chart_mark *mark)
{
    if (mark->low < 0)
        return mark->text;
    return job_textf(J, "%s\n%s～%s", mark->text, text_share(J, mark->low),
                     text_share(J, mark->high));
}

static void add_table(struct document *doc, struct report_model *m,
                      const struct trend *t, const char *title)
{
    double wide = t->ranges ? 22 : 16;
    size_t roomy = t->ranges ? 1 : 3; /* rounds beside a name at full width */
    struct columns columns;
    struct pen p = {.row = 0};

    if (!columns_init(m, &columns))
        return;
    column(&columns, "内容", NULL, t->round_count > roomy ? 38 : 52, CELL_NAME);
    for (size_t i = 0; i < t->round_count; i++)
        column(&columns, period_of(t->rounds[i].period), "比率(%)", wide,
               CELL_NUMBER);
    column(&columns, *m->survey->period ? m->survey->period : "本轮", "比率(%)",
           wide, CELL_NUMBER);
    column(&columns, "百分点", "与上一轮相比", 17, CELL_NUMBER);
    column(&columns, "变化", "与上一轮相比", 18, CELL_CENTRE);
    p.table = table_new(J, columns.list, columns.count, t->line_count);
    if (!p.table)
        return;
    for (size_t i = 0; i < t->line_count; i++, p.row++, p.col = 0) {
        const struct line *line = &t->lines[i];

        put(&p, line->name);
        for (size_t k = 0; k <= t->round_count; k++)
            put(&p, cell_text(m, &line->marks[k]));
        put(&p, line->last ? job_textf(J, "%s%s",
                                       line->last->difference > 0 ? "+" : "",
                                       text_share(J, line->last->difference))
                           : HIDDEN);
        put(&p, change_text(line->last));
    }
    p.table->note = job_textf(
        J,
        "注：%s“不显著”表示差别可能出于抽样的偶然；“不检验”表示两轮不都是随机样本，或者份数"
        "太少。变化显著也不等于由整改引起。",
        t->ranges ? "比率下面是95%区间。" : "");
    document_table(doc, p.table, title);
}

void add_trend(struct document *doc, struct report_model *m)
{
    struct trend t = {.round_count = 0};

    choose_rounds(m, &t);
    if (t.round_count == 0) {
        document_para(doc, "只有本轮数据，不画走势图；有两轮以上可比的数据时，才能看"
                           "变化。");
        return;
    }
    choose_lines(m, &t);
    if (!t.lines)
        return;
    if (t.line_count == 0) {
        document_para(doc, "各轮之间没有可以比较的数字，不画走势图。");
        return;
    }
    name_rounds(m, &t);
    add_chart(doc, m, &t, "各轮评议的变化");
    add_table(doc, m, &t, "各轮评议的比率");
}

void add_unit_trend(struct document *doc, struct report_model *m)
{
    struct trend t = {.round_count = 0};
    const char *what = m->satisfy.count > 0 ? "满意率" : "知晓率";

    choose_rounds(m, &t);
    choose_units(m, &t);
    if (t.round_count == 0 || !t.lines || t.line_count < 2)
        return; /* add_trend() has said so, or there is one township */
    name_rounds(m, &t);
    if (t.line_count <= LINES_DRAWN)
        add_chart(doc, m, &t, job_textf(J, "各单位%s的变化", what));
    else
        document_para(doc, job_textf(J, "可比的单位有%zu个，变化列在下表，不逐个"
                                        "画图。", t.line_count));
    add_table(doc, m, &t, job_textf(J, "各单位各轮%s", what));
}
