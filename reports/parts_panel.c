/* reports/parts_panel.c - townships side by side, aspect by aspect.
 *
 * What the tally suppresses stays so.  Beyond that no unit is taken apart
 * whose valid sheets are fewer than the form's smallest cell, also where the
 * form is not anonymous; and since the whole round stands in the last row, a
 * lone hidden unit takes the next smallest with it.
 */
#include "reports/parts.h"
#include "reports/parts_cells.h"

#include <math.h>

#define J (&m->job)

struct panels {
    struct chart *chart;
    struct chart_panel *panel;
    size_t item_count, item[CHART_ITEMS]; /* the weakest, in printed order */
    bool *hidden;                         /* by row of the class */
    size_t shown;                         /* units with any rate */
    int line;
};

static const struct item_list *list_of(const struct report_model *m)
{
    return m->satisfy.count > 0 ? &m->satisfy : &m->aware;
}

/* The list is sorted weakest first; the chart keeps the printed order. */
static void choose_items(struct report_model *m, struct panels *p)
{
    const struct item_list *list = list_of(m);

    for (size_t i = 0; i < list->count && i < CHART_ITEMS; i++) {
        size_t j = p->item_count++;

        for (; j > 0 && p->item[j - 1] > list->item[i]; j--)
            p->item[j] = p->item[j - 1];
        p->item[j] = list->item[i];
    }
}

static bool rate_shown(const struct unit_tally *t, size_t item)
{
    return !t->suppressed && t->items[item].main_rate.den > 0;
}

static void hide_small(const struct report_model *m,
                       const struct rank_class *c, bool *hidden)
{
    size_t count = 0, next = c->count;

    for (size_t i = 0; i < c->count; i++) {
        int64_t n = m->tally->unit[c->rows[i].unit].valid;

        hidden[i] = n > 0 && n < m->q->min_cell;
        count += hidden[i];
        if (n >= m->q->min_cell &&
            (next == c->count ||
             n < m->tally->unit[c->rows[next].unit].valid))
            next = i;
    }
    if (count == 1 && next < c->count)
        hidden[next] = true;
}

static double share(struct ratio r)
{
    return (double)r.num / (double)r.den;
}

/* The item with the lowest rate, -1 without any or where all are alike. */
static long lowest_of(const struct panels *p, const struct unit_tally *t)
{
    long low = -1;
    double least = 2, most = -1;

    for (size_t i = 0; i < p->item_count; i++) {
        if (!rate_shown(t, p->item[i]))
            continue;
        double s = share(t->items[p->item[i]].main_rate);
        if (s < least) {
            least = s;
            low = (long)i;
        }
        most = fmax(most, s);
    }
    return most > least ? low : -1;
}

static void set_mark(struct report_model *m, const struct panels *p,
                     const struct unit_tally *t, size_t i,
                     struct chart_mark *mark)
{
    size_t item = p->item[i];
    bool shown = rate_shown(t, item);

    *mark = (struct chart_mark){
        .label = model_item(m, item)->code,
        .value = shown ? share(t->items[item].main_rate) : -1,
        .reference = model_rate_shown(m, item)
                         ? share(model_tally(m, item)->main_rate)
                         : -1,
        .low = -1,
        .high = -1,
        .text = shown ? text_rate(J, t->items[item].main_rate, p->line)
                      : HIDDEN,
        .lowest = (long)i == lowest_of(p, t),
    };
}

static void set_panel(struct report_model *m, struct panels *p,
                      const struct rank_row *row, bool hidden,
                      struct chart_panel *panel)
{
    const struct unit_tally *t = &m->tally->unit[row->unit];
    struct chart_mark *marks = job_alloc(J, p->item_count, sizeof(*marks));
    bool any = false;

    panel->label = m->units->unit[row->unit].name;
    panel->muted = t->valid < MODEL_MIN_VALID;
    for (size_t i = 0; marks && i < p->item_count; i++) {
        set_mark(m, p, t, i, &marks[i]);
        any = any || (marks[i].value >= 0 && !hidden);
        if (hidden)
            marks[i].value = -1;
    }
    panel->count = p->item_count;
    panel->marks = marks;
    if (t->valid > 0 && !t->suppressed)
        panel->detail = job_textf(J, "%lld份", (long long)t->valid);
    if (!any)
        panel->instead =
            row->state == RANK_EMPTY ? "没有有效问卷" : "样本过少，不公布";
    p->shown += any;
}

/* A whole ten below every rate and the line, at most 60 %. */
static double axis_start(const struct panels *p)
{
    double low = p->line > 0 ? fmin(.6, p->line / 1000.0) : .6;

    for (size_t i = 0; i < p->chart->panel_count; i++)
        for (size_t k = 0; k < p->panel[i].count; k++) {
            const struct chart_mark *mark = &p->panel[i].marks[k];
            if (mark->value >= 0)
                low = fmin(low, mark->value);
            if (mark->reference >= 0)
                low = fmin(low, mark->reference);
        }
    return floor(low * 10 + 1e-9) / 10;
}

/* ---- the numbers ---- */

static void table_row(struct report_model *m, const struct panels *p,
                      struct pen *pen, const struct unit_tally *t,
                      const char *name, bool judged, bool hidden)
{
    long low = judged && !hidden ? lowest_of(p, t) : -1;

    put(pen, name);
    put(pen, t->suppressed ? HIDDEN : text_count(J, t->valid));
    for (size_t i = 0; i < p->item_count; i++) {
        if (low == (long)i)
            table_alert(pen->table, pen->row, pen->col);
        put(pen, rate_shown(t, p->item[i]) && !hidden
                     ? text_rate(J, t->items[p->item[i]].main_rate, p->line)
                     : HIDDEN);
    }
    pen->row++;
    pen->col = 0;
}

static bool any_hidden(const struct report_model *m, const struct panels *p,
                       const struct rank_class *c)
{
    bool any = m->q->anonymous;

    for (size_t i = 0; i < c->count; i++)
        any = any || p->hidden[i];
    return any;
}

static void add_table(struct document *doc, struct report_model *m,
                      const struct panels *p, const struct rank_class *c,
                      const char *what)
{
    struct columns columns;
    struct pen pen = {.row = 0};

    if (!columns_init(m, &columns))
        return;
    column(&columns, "单位", NULL, 30, CELL_NAME);
    column(&columns, "有效问卷", NULL, 13, CELL_NUMBER);
    for (size_t i = 0; i < p->item_count; i++)
        column(&columns, model_item(m, p->item[i])->code,
               job_textf(J, "%s(%%)", what),
               113.0 / (double)p->item_count, CELL_NUMBER);
    pen.table = table_new(J, columns.list, columns.count, c->count + 1);
    if (!pen.table)
        return;
    for (size_t i = 0; i < c->count; i++) {
        const struct unit_tally *t = &m->tally->unit[c->rows[i].unit];
        bool enough = t->valid >= MODEL_MIN_VALID;

        if (!enough)
            table_look(pen.table, pen.row, ROW_MUTED);
        table_row(m, p, &pen, t, m->units->unit[c->rows[i].unit].name, enough,
                  p->hidden[i]);
    }
    table_look(pen.table, pen.row, ROW_TOTAL);
    table_row(m, p, &pen, m->root, "全部", false, false);
    pen.table->note = job_textf(
        J, "注：黑体红字是该单位最低的一项；灰字为有效问卷不足%d份的单位，不作比较；题号的"
           "含义见分项结果。%s",
        MODEL_MIN_VALID,
        any_hidden(m, p, c) ? "“—”表示样本过少，不公布。" : "");
    document_table(doc, pen.table, job_textf(J, "各%s分项%s", c->name, what));
}

void add_panels(struct document *doc, struct report_model *m,
                const struct rank_class *c)
{
    struct panels p = {.line = m->satisfy.count > 0
                                   ? m->q->thresholds.satisfied_permille
                                   : m->q->thresholds.aware_permille};
    const char *what = m->satisfy.count > 0 ? "满意率" : "知晓率";

    choose_items(m, &p);
    if (p.item_count < 2 || c->count > PANEL_UNITS)
        return;
    p.chart = job_alloc(J, 1, sizeof(*p.chart));
    p.panel = job_alloc(J, c->count, sizeof(*p.panel));
    p.hidden = job_alloc(J, c->count, sizeof(*p.hidden));
    if (!p.chart || !p.panel || !p.hidden)
        return;
    hide_small(m, c, p.hidden);
    for (size_t i = 0; i < c->count; i++)
        set_panel(m, &p, &c->rows[i], p.hidden[i], &p.panel[i]);
    if (p.shown < 2) {
        document_para(doc, job_textf(J, "有数据可以公布的%s不足两个，不画分项对比图。",
                                     c->name));
        return;
    }
    p.chart->kind = CHART_PANELS;
    p.chart->panel_count = c->count;
    p.chart->panels = p.panel;
    p.chart->line = p.line / 1000.0;
    p.chart->line_label = job_textf(J, "标准%s", text_line(J, p.line));
    p.chart->whole = "全部单位合计";
    p.chart->axis_low = axis_start(&p);
    document_chart(doc, p.chart, job_textf(J, "各%s分项%s对比", c->name, what));
    add_table(doc, m, &p, c, what);
}
