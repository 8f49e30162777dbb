/* reports/parts_problem.c - what people are least satisfied with, and the
 * tables in which the office writes what it does about it. */
#include "reports/parts_cells.h"

#define J (&m->job)

/* ---- 最不满意的方面 ---- */

struct worst {
    size_t item;
    double low;
};

static size_t sort_worst(struct report_model *m, struct worst *out)
{
    size_t n = 0;

    for (size_t i = 0; i < m->satisfy.count; i++) {
        size_t item = m->satisfy.item[i], at = n;
        struct ratio bad = model_tally(m, item)->bad_rate;
        bool known = model_shown(m, item) && bad.den > 0;
        struct worst w = {item, known ? stats_wilson(bad.num, bad.den).low
                                      : -1};

        if ((long)item == m->overall)
            continue;
        while (at > 0 && out[at - 1].low < w.low) {
            out[at] = out[at - 1];
            at--;
        }
        out[at] = w;
        n++;
    }
    return n;
}

static void worst_row(struct report_model *m, struct pen *p, size_t item)
{
    const struct item_tally *t = model_tally(m, item);
    bool shown = model_shown(m, item);
    struct ratio bad = t->bad_rate;

    put(p, text_count(J, (int64_t)p->row + 1));
    put(p, job_textf(J, "%s（%s）", model_item(m, item)->text,
                     model_item(m, item)->code));
    put(p, shown ? text_count(J, bad.num) : HIDDEN);
    put(p, shown ? text_count(J, bad.den) : HIDDEN);
    put(p, shown ? text_rate(J, bad, 0) : HIDDEN_WHY);
    put(p, shown && bad.den > 0
               ? text_share(J, stats_wilson(bad.num, bad.den).low) : HIDDEN);
    if (m->priority < 0)
        return;
    const struct item_tally *v = model_tally(m, (size_t)m->priority);
    long k = item_find_choice(model_item(m, (size_t)m->priority),
                              model_item(m, item)->code);
    bool votes = k >= 0 && model_shown(m, (size_t)m->priority);
    put(p, votes ? text_count(J, v->counts[k]) : HIDDEN);
    put(p, votes ? text_rate(J, (struct ratio){v->counts[k], v->asked}, 0)
                 : HIDDEN);
}

void add_worst_table(struct document *doc, struct report_model *m)
{
    struct worst *list = job_alloc(J, m->satisfy.count, sizeof(*list));
    struct columns c;
    struct pen p = {.row = 0};
    size_t n;

    if (!list || m->satisfy.count == 0 || !columns_init(m, &c))
        return;
    n = sort_worst(m, list);
    column(&c, "序号", NULL, 11, CELL_CENTRE);
    column(&c, "评议内容", NULL, 52, CELL_LEFT);
    column(&c, "不满意", NULL, 15, CELL_NUMBER);
    column(&c, "有效问卷", NULL, 15, CELL_NUMBER);
    column(&c, "不满意率(%)", NULL, 16, CELL_NUMBER);
    column(&c, "样本下限(%)", NULL, 16, CELL_NUMBER);
    if (m->priority >= 0) {
        column(&c, "人次", "最希望改进", 15, CELL_NUMBER);
        column(&c, "占比(%)", "最希望改进", 16, CELL_NUMBER);
    }
    p.table = table_new(J, c.list, c.count, n);
    if (!p.table || n == 0)
        return;
    for (size_t i = 0; i < n; i++, p.row++, p.col = 0)
        worst_row(m, &p, list[i].item);
    p.table->note = "注：按不满意率的95%样本下限从高到低排列，避免份数少的偶然偏高"
                    "排在前面。";
    document_table(doc, p.table, job_textf(J, "%s不满意的方面", m->people));
}

/* ---- problems: empty cells wait for a pen ---- */

void add_problem_table(struct document *doc, struct report_model *m)
{
    static const struct column columns[] = {
        {"序号", NULL, 10, CELL_CENTRE},    {"问题", NULL, 34, CELL_LEFT},
        {"依据", NULL, 38, CELL_LEFT},      {"原因", NULL, 20, CELL_LEFT},
        {"整改措施", NULL, 24, CELL_LEFT},  {"责任单位\n责任人", NULL, 17, CELL_LEFT},
        {"完成时限", NULL, 14, CELL_LEFT},
    };
    struct table *t = table_new(J, columns, 7, m->problem_count);

    if (!t || m->problem_count == 0)
        return;
    t->min_row_mm = 20;
    for (size_t i = 0; i < m->problem_count; i++) {
        table_set(t, i, 0, text_count(J, (int64_t)i + 1));
        table_set(t, i, 1, say_problem(m, &m->problems[i]));
        table_set(t, i, 2, say_evidence(m, &m->problems[i]));
    }
    t->note = "注：原因、整改措施、责任单位（责任人）、完成时限由责任单位填写。";
    document_table(doc, t, "问题清单");
}
