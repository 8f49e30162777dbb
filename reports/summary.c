/* reports/summary.c - 年度工作总结: the evaluations of a year, what they found
 * and what was done about it; an annex to the office's own report. */
#include <string.h>

#include "engine/base/num.h"
#include "engine/measure/measure.h"
#include "reports/edition.h"
#include "reports/parts.h"
#include "reports/parts_cells.h"
#include "reports/year.h"

#define J (&m->job)

static void para(struct document *doc, const char *text)
{
    if (text)
        document_para(doc, text);
}

/* ---- the rounds ---- */

static size_t round_count(const struct report_model *m)
{
    return m->year ? m->year->count : 1;
}

static struct report_model *round_at(struct report_model *m, size_t i)
{
    return m->year ? m->year->round[i].model : m;
}

static const struct measure_list *measures_at(const struct report_model *m,
                                              size_t i)
{
    return m->year ? m->year->round[i].measures : m->measures;
}

/* 请农民兄弟姐妹评计生活动评议（2026年上半年） */
static const char *round_name(struct report_model *m,
                              const struct report_model *r)
{
    if (!*r->survey->period || strstr(r->activity, r->survey->period))
        return r->activity;
    return job_textf(J, "%s（%s）", r->activity, r->survey->period);
}

static const char *verdict_cell(const struct report_model *r,
                                struct ratio ratio, int line, bool *bad)
{
    enum verdict v = model_verdict(r, ratio, line);

    *bad = v == VERDICT_NOT_MET;
    switch (v) {
    case VERDICT_MET: return "达标";
    case VERDICT_NOT_MET: return "未达标";
    case VERDICT_NONE: break;
    }
    return "—";
}

static void put_rate(struct report_model *m, struct pen *p,
                     const struct report_model *r, bool asked,
                     struct ratio ratio, int line)
{
    bool bad = false;
    const char *verdict = asked ? verdict_cell(r, ratio, line, &bad) : "—";

    put(p, !asked                 ? "—"
           : r->root->suppressed || (r->q->anonymous && ratio.den <= 0)
               ? HIDDEN_WHY
               : text_rate(J, ratio, line));
    if (bad && p->table)
        table_alert(p->table, p->row, p->col);
    put(p, verdict);
}

static void round_row(struct report_model *m, struct pen *p,
                      const struct report_model *r)
{
    const struct unit_tally *t = r->root;
    const struct thresholds *line = &r->q->thresholds;

    put(p, round_name(m, r));
    put_count(m, p, t->issued);
    put_count(m, p, t->returned);
    put(p, t->suppressed ? HIDDEN : text_count(J, t->valid));
    put_rate(m, p, r, r->satisfy.count > 0, t->satisfied,
             line->satisfied_permille);
    put_rate(m, p, r, r->aware.count > 0, t->aware, line->aware_permille);
    p->row++;
    p->col = 0;
}

static void add_rounds(struct document *doc, struct report_model *m)
{
    static const struct column columns[] = {
        {"评议", NULL, 50, CELL_NAME},
        {"发放", NULL, 16, CELL_NUMBER},
        {"收回", NULL, 16, CELL_NUMBER},
        {"有效", NULL, 16, CELL_NUMBER},
        {"比率(%)", "满意率", 16, CELL_NUMBER},
        {"判定", "满意率", 15, CELL_CENTRE},
        {"比率(%)", "知晓率", 16, CELL_NUMBER},
        {"判定", "知晓率", 15, CELL_CENTRE},
    };
    struct pen p = {.table = table_new(J, columns, 8, round_count(m))};

    if (!p.table)
        return;
    for (size_t i = 0; i < round_count(m); i++)
        round_row(m, &p, round_at(m, i));
    p.table->unit = "单位：份";
    p.table->note = "注：各轮的问卷、对象和标准可能不同，比率只与本轮的标准对照，不合并计"
                    "算。“—”表示没有这类题目或者不作判定；“（样本过少）”表示为保护填"
                    "写人不公布。";
    document_table(doc, p.table, "全年各项评议情况");
}

static const char *say_year(struct report_model *m)
{
    int64_t issued = 0, returned = 0;
    struct chain names;
    size_t forms = 0;

    chain_init(&names);
    for (size_t i = 0; i < round_count(m); i++) {
        const struct report_model *r = round_at(m, i);
        bool seen = false;

        issued += r->root->issued;
        returned += r->root->returned;
        for (size_t k = 0; k < i; k++)
            seen = seen || strcmp(round_at(m, k)->q->form, r->q->form) == 0;
        if (!seen) {
            chain_add(&names, r->activity);
            forms++;
        }
    }
    return job_textf(J, "全年共开展评议%zu轮，内容有%s%zu项，共发放问卷%lld份，收回%lld份。"
                        "各轮情况见表%zu。",
                     round_count(m), chain_take(&names, J), forms,
                     (long long)issued, (long long)returned,
                     (size_t)1);
}

/* ---- results ---- */

/* Its sentences live in its own job, which outlives the document. */
static void add_result_of(struct document *doc, struct report_model *m,
                          struct report_model *r)
{
    document_heading(doc, 2, round_name(m, r));
    if (r->root->suppressed || r->root->valid == 0) {
        document_para(doc, say_no_figures(r));
        return;
    }
    if (r->satisfy.count > 0)
        document_para(doc, job_textf(J, "%s。%s", say_satisfied_title(r),
                                     say_worst(r)));
    if (r->aware.count > 0)
        document_para(doc, job_textf(J, "%s。", say_aware_title(r)));
    if (vote_count(r) > 0 && r->satisfy.count + r->aware.count == 0)
        document_para(doc, job_textf(J, "票决%zu项，结果已当场公布。",
                                     vote_count(r)));
    para(doc, say_open_reviews(r));
    if (r->problem_count > 0)
        document_para(doc, job_textf(J, "列出问题%zu个。", r->problem_count));
    m->job.failed = m->job.failed || r->job.failed;
}

/* ---- what was done ---- */

enum { STATE_COUNT = 5 };

static const char *const STATES[STATE_COUNT] = {"open", "doing", "done",
                                                "standing", "closed"};

static size_t in_state(const struct measure_list *list, const char *state)
{
    size_t n = 0;

    for (size_t i = 0; list && i < list->count; i++)
        n += strcmp(list->list[i].text[MEASURE_STATE], state) == 0;
    return n;
}

static size_t late(const struct measure_list *list, const char *today)
{
    size_t n = 0;

    for (size_t i = 0; list && i < list->count; i++)
        n += measure_overdue(&list->list[i], today);
    return n;
}

static void add_measures(struct document *doc, struct report_model *m,
                         const char *today)
{
    static const struct column columns[] = {
        {"评议", NULL, 52, CELL_NAME},      {"事项", NULL, 14, CELL_NUMBER},
        {"待整改", NULL, 15, CELL_NUMBER},  {"整改中", NULL, 15, CELL_NUMBER},
        {"已完成", NULL, 15, CELL_NUMBER},  {"长期\n坚持", NULL, 15, CELL_NUMBER},
        {"销号", NULL, 14, CELL_NUMBER},    {"其中超期", NULL, 16, CELL_NUMBER},
    };
    struct pen p = {.table = table_new(J, columns, 8, round_count(m))};
    size_t all = 0, closed = 0, overdue = 0;

    document_heading(doc, 1, "整改落实情况");
    for (size_t i = 0; i < round_count(m); i++) {
        const struct measure_list *list = measures_at(m, i);

        all += list ? list->count : 0;
        closed += in_state(list, "closed");
        overdue += late(list, today);
    }
    if (all == 0) {
        document_para(doc, "台账中没有登记整改事项。开展的整改工作如下：");
        document_fill(doc, NULL, 5);
        return;
    }
    document_para(doc, job_textf(J, "各轮评议登记整改事项%zu项，已销号%zu项%s。", all,
                                 closed,
                                 overdue > 0
                                     ? job_textf(J, "，超期未完成的%zu项", overdue)
                                     : ""));
    for (size_t i = 0; p.table && i < round_count(m); i++) {
        const struct measure_list *list = measures_at(m, i);

        put(&p, round_name(m, round_at(m, i)));
        put_count(m, &p, list ? (int64_t)list->count : 0);
        for (size_t s = 0; s < STATE_COUNT; s++)
            put_count(m, &p, (int64_t)in_state(list, STATES[s]));
        put_count(m, &p, (int64_t)late(list, today));
        p.row++;
        p.col = 0;
    }
    if (p.table)
        document_table(doc, p.table, "整改事项状态");
}

static void add_rest(struct document *doc)
{
    document_heading(doc, 1, "问责情况（手工填写）");
    document_fill(doc, NULL, 3);
    document_heading(doc, 1, "存在的问题和下一年打算");
    document_fill(doc, NULL, 6);
}

static const char *year_of(struct report_model *m, const char *date)
{
    const char *period = m->survey->period;

    if (strspn(period, "0123456789") >= 4)
        return job_textf(J, "%.4s", period);
    return job_textf(J, "%.4s", date);
}

void summary_write(struct document *doc, struct report_model *m,
                   const struct edition_options *options)
{
    static const char *const signers[] = {"填报人", "复核人", "计生办主任",
                                          "主管领导"};
    int64_t year = 0;

    edition_begin(doc, m, options);
    doc->upward = true;
    doc->title = job_textf(J, "关于%s年民主评议工作的总结",
                           year_of(m, options->date));
    document_para(doc, job_textf(J, "现将%s年开展民主评议的情况总结如下。",
                                 year_of(m, options->date)));
    document_heading(doc, 1, "组织开展情况");
    document_para(doc, say_year(m));
    add_rounds(doc, m);
    document_heading(doc, 1, "评议结果");
    for (size_t i = 0; i < round_count(m); i++)
        add_result_of(doc, m, round_at(m, i));
    add_comparison(doc, m);
    add_measures(doc, m, options->date);
    (void)num_parse_int(year_of(m, options->date), 1900, 2200, &year);
    add_outside(doc, m, (int)year);
    add_rest(doc);
    document_signature(doc);
    if (m->measures && m->measures->count > 0) {
        document_attachment(doc, "整改台账", true);
        add_ledger_table(doc, m);
    }
    document_attachment(doc, "数据质量与口径说明", false);
    add_quality(doc, m, options->signer != NULL);
    document_attachment(doc, "签字页", false);
    document_sign_sheet(doc, signers, sizeof(signers) / sizeof(signers[0]));
}
