/* reports/bulletin.c - 评议结果通报: the full internal edition. */
#include <string.h>

#include "reports/edition.h"
#include "reports/parts.h"

/* A class longer than BODY_UNITS goes to an attachment; a chart of more than
 * CHART_UNITS dots says nothing that the table does not. */
enum { BODY_UNITS = 15, CHART_UNITS = 120 };

static void para(struct document *doc, const char *text)
{
    if (text)
        document_para(doc, text);
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), cut = strlen(end);

    return n > cut && strcmp(text + n - cut, end) == 0;
}

static const char *title_of(struct report_model *m)
{
    bool said = ends_with(m->activity, "评议") ||
                ends_with(m->activity, "测评");

    return job_textf(&m->job, "关于%s%s结果的通报", say_round(m),
                     said ? "" : "评议");
}

/* A ballot has votes and no rates: one chapter takes the place of three. */
static bool votes_only(const struct report_model *m)
{
    return vote_count(m) > 0 && m->satisfy.count + m->aware.count == 0;
}

static void add_votes(struct document *doc, struct report_model *m)
{
    document_heading(doc, 1, m->q->pass.den > 0 ? "票决结果" : "测评结果");
    para(doc, say_open_reviews(m));
    if (m->root->suppressed || m->root->valid == 0) {
        document_para(doc, say_no_figures(m));
        return;
    }
    document_para(doc, job_textf(&m->job,
                                 "有效票%lld张，%zu项的计票结果见表%zu。只公布合"
                                 "计票数，不作单位之间的比较，不排名次。",
                                 (long long)m->root->valid, vote_count(m),
                                 document_next_table(doc)));
    add_vote_table(doc, m);
}

/* Questions that are counted and rated by nobody: sheets made elsewhere, whose
 * layout says nothing about them.  One chapter takes the place of three. */
static bool counts_only(const struct report_model *m)
{
    return vote_count(m) == 0 &&
           m->satisfy.count + m->aware.count + m->facts.count == 0;
}

static void add_counts(struct document *doc, struct report_model *m)
{
    document_heading(doc, 1, "各题结果");
    para(doc, say_open_reviews(m));
    if (m->root->suppressed || m->root->valid == 0) {
        document_para(doc, say_no_figures(m));
        return;
    }
    document_para(doc, job_textf(&m->job,
                                 "有效问卷%lld份，各题所选的份数见表%zu。问卷没有规"
                                 "定知晓、满意类题目，只公布份数，不计算比率，不作"
                                 "达标判定。",
                                 (long long)m->root->valid,
                                 document_next_table(doc)));
    add_item_tables(doc, m, &m->persons, "各题的回答情况");
}

static void add_overview(struct document *doc, struct report_model *m)
{
    document_heading(doc, 1, "评议概况");
    para(doc, say_object(m));
    para(doc, say_scope(m));
    document_heading(doc, 1, "发放和回收");
    para(doc, say_returns(m));
    para(doc, say_not_counted(m));
    add_return_table(doc, m);
    if (!counts_only(m))
        para(doc, say_persons(m));
}

static void add_conclusions(struct document *doc, struct report_model *m)
{
    document_heading(doc, 1, "总体结论");
    para(doc, say_open_reviews(m));
    if (m->aware.count > 0) {
        document_heading(doc, 2, say_aware_title(m));
        para(doc, say_aware(m));
    }
    if (m->satisfy.count > 0) {
        document_heading(doc, 2, say_satisfied_title(m));
        para(doc, say_satisfied(m));
        para(doc, say_both_bases(m));
        para(doc, say_score(m));
    }
    if (m->root->valid > 0 && !m->root->suppressed)
        add_verdict_table(doc, m);
}

static void add_items(struct document *doc, struct report_model *m)
{
    document_heading(doc, 1, "分项结果");
    if (m->root->suppressed || m->root->valid == 0) {
        document_para(doc, say_no_figures(m));
        return;
    }
    if (m->satisfy.count > 0) {
        document_heading(doc, 2, "满意度");
        para(doc, say_items(m, &m->satisfy));
        add_item_tables(doc, m, &m->satisfy, "各项评议内容的满意情况");
        add_pool_table(doc, m);
        add_likert_chart(doc, m);
    }
    if (m->aware.count > 0) {
        document_heading(doc, 2, "知晓情况");
        para(doc, say_items(m, &m->aware));
        add_item_tables(doc, m, &m->aware, "各知晓题的回答情况");
    }
    if (m->facts.count > 0) {
        document_heading(doc, 2, "事实反映");
        para(doc, say_facts(m));
        add_item_tables(doc, m, &m->facts, "事实题的回答情况");
    }
}

/* Townships aspect by aspect; villages are too many for that. */
static void add_unit_panels(struct document *doc, struct report_model *m,
                            const struct rank_class *c)
{
    bool lower = false;

    for (size_t i = 0; i < c->count; i++)
        lower = lower || m->units->unit[c->rows[i].unit].depth > 1;
    if (!lower)
        add_panels(doc, m, c);
}

/* Short classes in the body; long ones as attachments, see below. */
static void add_units(struct document *doc, struct report_model *m)
{
    size_t attachment = 0;

    document_heading(doc, 1, "分单位结果");
    if (m->class_count == 0)
        document_para(doc, "本轮评议没有分单位发放问卷，不作单位之间的比较。");
    for (size_t i = 0; i < m->class_count; i++) {
        const struct rank_class *c = &m->classes[i];

        document_heading(doc, 2, job_textf(&m->job, "%s结果", c->name));
        if (c->count <= BODY_UNITS) {
            para(doc, say_class(m, c));
            para(doc, say_rank_trust(m, c));
            add_rank_table(doc, m, c, true);
            add_rank_chart(doc, m, c);
            add_unit_panels(doc, m, c);
            continue;
        }
        attachment++;
        document_para(doc, job_textf(&m->job, "%s各%s结果见附件%zu。",
                                     say_class(m, c), c->name, attachment));
    }
}

static void add_problems(struct document *doc, struct report_model *m)
{
    if (m->satisfy.count > 0) {
        document_heading(doc, 1, job_textf(&m->job, "%s最不满意的方面",
                                           m->people));
        para(doc, say_worst(m));
        if (m->root->valid > 0 && !m->root->suppressed) {
            para(doc, say_priority(m));
            add_worst_table(doc, m);
            add_quadrant(doc, m);
        }
        para(doc, say_opinions(m));
    }
    document_heading(doc, 1, "问题清单和整改要求");
    if (m->problem_count == 0) {
        document_para(doc, "本轮评议没有形成可以公布的问题清单。有关单位应结合"
                           "意见建议自查自纠，并将情况及时反馈。");
        return;
    }
    document_para(doc,
                  job_textf(&m->job,
                            "根据评议结果，列出问题%zu个。各责任单位要坚持以%s"
                            "满意为标准，从%s最不满意的方面改起，逐项查明原因，"
                            "制定措施，明确责任人和完成时限，填入下表，按期整改；"
                            "整改结果以适当方式向%s反馈，并纳入下一轮评议核对。",
                            m->problem_count, m->people, m->people, m->people));
    add_problem_table(doc, m);
}

static void add_attachments(struct document *doc, struct report_model *m)
{
    static const char *const signers[] = {
        "统计人", "复核人", "行风监督员（见证）", "计生办主任", "主管领导",
    };

    for (size_t i = 0; i < m->class_count; i++) {
        const struct rank_class *c = &m->classes[i];

        if (c->count <= BODY_UNITS || votes_only(m))
            continue;
        document_attachment(doc, job_textf(&m->job, "各%s评议结果", c->name),
                            false);
        para(doc, say_rank_trust(m, c));
        if (c->ranked < 2) /* the sentence why not goes before the table */
            add_rank_chart(doc, m, c);
        add_rank_table(doc, m, c, false);
        if (c->ranked >= 2 && c->count <= CHART_UNITS)
            add_rank_chart(doc, m, c);
        add_unit_panels(doc, m, c);
    }
    document_attachment(doc, "计算公式", false);
    add_formulas(doc, m);
    document_attachment(doc, "签字页", false);
    document_sign_sheet(doc, signers, sizeof(signers) / sizeof(signers[0]));
}

void bulletin_write(struct document *doc, struct report_model *m,
                    const struct edition_options *options)
{
    edition_begin(doc, m, options);
    doc->title = title_of(m);
    if (!doc->to)
        doc->to = say_addressee(m);
    document_para(doc, job_textf(&m->job, "按照民主评议工作安排，组织开展了%s。现将评议结果通报"
                                          "如下。",
                                 say_round(m)));
    add_overview(doc, m);
    if (votes_only(m)) {
        add_votes(doc, m);
    } else if (counts_only(m)) {
        add_counts(doc, m);
        add_problems(doc, m);
    } else {
        add_conclusions(doc, m);
        add_items(doc, m);
        add_units(doc, m);
        add_problems(doc, m);
    }
    add_comparison(doc, m);
    document_heading(doc, 1, "数据质量与口径说明");
    add_quality(doc, m, options->signer != NULL);
    document_signature(doc);
    add_attachments(doc, m);
}
