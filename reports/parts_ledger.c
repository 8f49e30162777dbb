/* reports/parts_ledger.c - what the rectification ledger (pingyi measure) says:
 * this round's measures, and what became of those of the round before. */
#include "reports/parts.h"

#include <string.h>

#include "engine/measure/effect.h"

#define J (&m->job)

static const char *field(struct report_model *m, const struct measure *x,
                         enum measure_field f)
{
    return text_flat(J, x->text[f]);
}

static bool is_about(const struct report_model *m, const struct measure *x,
                     const struct problem *p)
{
    return strcmp(x->text[MEASURE_ITEM], model_item(m, p->item)->code) == 0;
}

static size_t count_about(const struct report_model *m,
                          const struct problem *p)
{
    size_t n = 0;

    for (size_t i = 0; m->measures && i < m->measures->count; i++)
        n += is_about(m, &m->measures->list[i], p);
    return n;
}

/* None of the listed problems is what it is about. */
static bool stands_alone(const struct report_model *m,
                         const struct measure *x)
{
    for (size_t i = 0; i < m->problem_count; i++)
        if (is_about(m, x, &m->problems[i]))
            return false;
    return true;
}

/* ---- one measure in words ---- */

/* Typed text, or lines to write on where nobody typed any. */
static void say_field(struct document *doc, struct report_model *m,
                      const struct measure *x, enum measure_field f,
                      const char *label, size_t lines)
{
    if (x->text[f][0] != '\0')
        document_para(doc, job_textf(J, "%s%s", label, field(m, x, f)));
    else
        document_fill(doc, label, lines);
}

static const char *date_or(struct report_model *m, const struct measure *x,
                           enum measure_field f, const char *none)
{
    return x->text[f][0] != '\0' ? text_date(J, x->text[f]) : none;
}

static const char *say_state(struct report_model *m, const struct measure *x)
{
    const char *progress = field(m, x, MEASURE_PROGRESS);
    const char *effect = field(m, x, MEASURE_EFFECT);
    const char *closed = date_or(m, x, MEASURE_CLOSED, "");

    return job_textf(J, "%s%s%s%s%s%s%s",
                     measure_state_title(x->text[MEASURE_STATE]),
                     *closed ? "，销号日期" : "", closed,
                     *progress ? "；进展：" : "", progress,
                     *effect ? "；成效：" : "", effect);
}

static void say_measure(struct document *doc, struct report_model *m,
                        const struct measure *x)
{
    const char *const none = "（未填）";
    const char *office = field(m, x, MEASURE_OFFICE);
    const char *person = field(m, x, MEASURE_PERSON);

    say_field(doc, m, x, MEASURE_CAUSE, "原因：", 3);
    say_field(doc, m, x, MEASURE_ACTION, "整改措施：", 4);
    document_para(doc, job_textf(J, "责任单位：%s；责任人：%s；整改时限：%s。",
                                 *office ? office : none,
                                 *person ? person : none,
                                 date_or(m, x, MEASURE_DUE, none)));
    document_para(doc, job_textf(J, "完成情况：%s。", say_state(m, x)));
    if (x->text[MEASURE_EVIDENCE][0] != '\0')
        document_para(doc, job_textf(J, "佐证：%s。",
                                     field(m, x, MEASURE_EVIDENCE)));
    if (x->text[MEASURE_FEEDBACK][0] != '\0')
        document_para(doc, job_textf(J, "反馈：%s（%s）。",
                                     field(m, x, MEASURE_FEEDBACK),
                                     date_or(m, x, MEASURE_TOLD, "日期未填")));
}

bool add_measures_of(struct document *doc, struct report_model *m,
                     const struct problem *p)
{
    size_t n = count_about(m, p), k = 0;

    for (size_t i = 0; n > 0 && i < m->measures->count; i++) {
        const struct measure *x = &m->measures->list[i];

        if (!is_about(m, x, p))
            continue;
        k++;
        if (n > 1)
            document_para(doc, job_textf(J, "第%zu项：%s。", k,
                                         field(m, x, MEASURE_PROBLEM)));
        say_measure(doc, m, x);
    }
    return n > 0;
}

void add_other_measures(struct document *doc, struct report_model *m)
{
    for (size_t i = 0; m->measures && i < m->measures->count; i++) {
        const struct measure *x = &m->measures->list[i];

        if (!stands_alone(m, x))
            continue;
        document_heading(doc, 2, field(m, x, MEASURE_PROBLEM));
        if (x->text[MEASURE_BASIS][0] != '\0' ||
            x->text[MEASURE_SOURCE][0] != '\0')
            document_para(doc, job_textf(J, "来源和依据：%s%s%s。",
                                         field(m, x, MEASURE_SOURCE),
                                         x->text[MEASURE_SOURCE][0] ? "；" : "",
                                         field(m, x, MEASURE_BASIS)));
        say_measure(doc, m, x);
    }
}

/* ---- the ledger as a table ---- */

static void ledger_row(struct report_model *m, struct table *t, size_t row,
                       const struct measure *x)
{
    const char *item = x->text[MEASURE_ITEM];

    table_set(t, row, 1,
              *item ? job_textf(J, "%s（%s）", field(m, x, MEASURE_PROBLEM), item)
                    : field(m, x, MEASURE_PROBLEM));
    if (x->text[MEASURE_BASIS][0] != '\0' || x->text[MEASURE_SOURCE][0] != '\0')
        table_set(t, row, 2, job_textf(J, "%s%s%s", field(m, x, MEASURE_SOURCE),
                                       x->text[MEASURE_SOURCE][0] ? "；" : "",
                                       field(m, x, MEASURE_BASIS)));
    table_set(t, row, 3, field(m, x, MEASURE_CAUSE));
    table_set(t, row, 4, field(m, x, MEASURE_ACTION));
    table_set(t, row, 5, field(m, x, MEASURE_OFFICE));
    table_set(t, row, 6, field(m, x, MEASURE_PERSON));
    table_set(t, row, 7, x->text[MEASURE_DUE]);
    table_set(t, row, 8, say_state(m, x));
    table_set(t, row, 9, field(m, x, MEASURE_EVIDENCE));
    table_set(t, row, 10, x->text[MEASURE_CLOSED]);
}

static size_t ledger_rows(const struct report_model *m)
{
    size_t n = 0;

    for (size_t i = 0; i < m->problem_count; i++) {
        size_t about = count_about(m, &m->problems[i]);

        n += about > 0 ? about : 1;
    }
    for (size_t i = 0; m->measures && i < m->measures->count; i++)
        n += stands_alone(m, &m->measures->list[i]);
    return n;
}

/* The rows of one problem; returns the next free row. */
static size_t problem_rows(struct report_model *m, struct table *t, size_t row,
                           const struct problem *p)
{
    size_t first = row;

    for (size_t i = 0; m->measures && i < m->measures->count; i++) {
        if (!is_about(m, &m->measures->list[i], p))
            continue;
        ledger_row(m, t, row, &m->measures->list[i]);
        if (m->measures->list[i].text[MEASURE_BASIS][0] == '\0')
            table_set(t, row, 2, say_evidence(m, p));
        row++;
    }
    if (row > first)
        return row;
    table_set(t, row, 1, say_problem(m, p));
    table_set(t, row, 2, say_evidence(m, p));
    return row + 1;
}

void add_ledger_table(struct document *doc, struct report_model *m)
{
    static const struct column columns[] = {
        {"序号", NULL, 10, CELL_CENTRE},   {"问题（题号）", NULL, 36, CELL_LEFT},
        {"依据", NULL, 46, CELL_LEFT},     {"原因", NULL, 24, CELL_LEFT},
        {"整改措施", NULL, 30, CELL_LEFT}, {"责任单位", NULL, 18, CELL_LEFT},
        {"责任人", NULL, 14, CELL_LEFT},   {"整改时限", NULL, 15, CELL_LEFT},
        {"完成情况", NULL, 22, CELL_LEFT}, {"佐证材料", NULL, 18, CELL_LEFT},
        {"销号", NULL, 12, CELL_LEFT},
    };
    size_t n = ledger_rows(m), row = 0;
    struct table *t = table_new(J, columns, 11, n ? n : 3);

    if (!t)
        return;
    t->min_row_mm = 21;
    for (size_t i = 0; i < m->problem_count; i++)
        row = problem_rows(m, t, row, &m->problems[i]);
    for (size_t i = 0; m->measures && i < m->measures->count; i++)
        if (stands_alone(m, &m->measures->list[i]))
            ledger_row(m, t, row++, &m->measures->list[i]);
    for (size_t i = 0; i < n; i++)
        table_set(t, i, 0, text_count(J, (int64_t)i + 1));
    document_table(doc, t, NULL);
}

/* ---- what became of the round before ---- */

static const char *say_effect(struct report_model *m, const struct compared *x)
{
    if (!x)
        return "—";
    if (!x->tested)
        return job_textf(J, "%+.1f，未检验", x->difference * 100);
    return job_textf(J, "%+.1f（%.1f～%.1f）%s", x->difference * 100,
                     x->interval.low * 100, x->interval.high * 100,
                     x->change == CHANGE_UP     ? "，上升"
                     : x->change == CHANGE_DOWN ? "，下降"
                                                : "，不显著");
}

static void followup_row(struct report_model *m, struct table *t, size_t row,
                         const struct measure *x)
{
    const struct compared *c =
        m->comparison ? measure_effect(x, m->comparison, m->q) : NULL;

    table_set(t, row, 0, text_count(J, (int64_t)row + 1));
    table_set(t, row, 1, field(m, x, MEASURE_PROBLEM));
    table_set(t, row, 2, field(m, x, MEASURE_ACTION));
    table_set(t, row, 3, measure_state_title(x->text[MEASURE_STATE]));
    table_set(t, row, 4, *x->text[MEASURE_ITEM] ? x->text[MEASURE_ITEM] : "—");
    table_set(t, row, 5, c ? text_share(J, c->share_before) : "—");
    table_set(t, row, 6, c ? text_share(J, c->share_now) : "—");
    table_set(t, row, 7, say_effect(m, c));
    if (c && c->change == CHANGE_DOWN)
        table_alert(t, row, 7);
}

void add_followup(struct document *doc, struct report_model *m)
{
    static const struct column columns[] = {
        {"序号", NULL, 10, CELL_CENTRE},    {"问题", NULL, 30, CELL_LEFT},
        {"整改措施", NULL, 34, CELL_LEFT},  {"状态", NULL, 16, CELL_CENTRE},
        {"题号", NULL, 11, CELL_CENTRE},    {"上期(%)", NULL, 15, CELL_NUMBER},
        {"本期(%)", NULL, 15, CELL_NUMBER}, {"变化及区间\n（百分点）", NULL, 27, CELL_LEFT},
    };
    const struct measure_list *list = m->before_measures;
    size_t closed = 0;

    if (!list || list->count == 0)
        return;
    for (size_t i = 0; i < list->count; i++)
        closed += strcmp(list->list[i].text[MEASURE_STATE], "closed") == 0;
    document_heading(doc, 1, "上期整改落实与反馈");
    document_para(doc, job_textf(J, "上期整改台账共%zu项，已销号%zu项。整改是否见效，"
                                    "以同一题目两期结果的变化及其95%%区间核对；区间"
                                    "跨过0的，不能断定有变化。",
                                 list->count, closed));
    struct table *t = table_new(J, columns, 8, list->count);
    for (size_t i = 0; t && i < list->count; i++)
        followup_row(m, t, i, &list->list[i]);
    if (t) {
        t->note = "注：“—”表示没有对应题目、题目已改动或者样本过少不公布。整改与变化同时出现，"
                  "不等于变化由整改造成。";
        document_table(doc, t, "上期整改措施和本期结果");
    }
}
