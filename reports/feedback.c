/* reports/feedback.c - 反馈函: what one judged unit is told about itself, and
 * what it is asked to answer. */
#include "reports/edition.h"
#include "reports/parts.h"

static void para(struct document *doc, const char *text)
{
    if (text)
        document_para(doc, text);
}

static void add_headline(struct document *doc, struct report_model *m)
{
    document_heading(doc, 1, "评议结果");
    para(doc, say_open_reviews(m));
    if (vote_count(m) > 0 && m->satisfy.count + m->aware.count == 0) {
        add_vote_table(doc, m);
        return;
    }
    if (m->root->suppressed || m->root->valid == 0) {
        document_para(doc, say_no_figures(m));
        return;
    }
    if (m->aware.count > 0)
        para(doc, say_aware(m));
    if (m->satisfy.count > 0) {
        para(doc, say_satisfied(m));
        para(doc, say_both_bases(m));
    }
    para(doc, say_beside_whole(m));
    para(doc, say_own_place(m));
    add_unit_items(doc, m);
}

static void add_findings(struct document *doc, struct report_model *m)
{
    bool told = m->root->valid > 0 && !m->root->suppressed;
    const char *facts = say_facts(m);

    if (m->satisfy.count > 0 || facts)
        document_heading(doc, 1, "意见集中的方面");
    if (m->satisfy.count > 0)
        para(doc, say_worst(m));
    if (told && m->satisfy.count > 0) {
        para(doc, say_priority(m));
        add_quadrant(doc, m);
    }
    para(doc, facts);
    document_heading(doc, 1, "填写人的书面意见");
    add_opinions(doc, m);
}

static void add_request(struct document *doc, struct report_model *m)
{
    document_heading(doc, 1, "整改和反馈要求");
    add_unit_measures(doc, m);
    if (m->problem_count > 0)
        document_para(
            doc, job_textf(&m->job,
                           "请对照问题清单（共%zu个），坚持以%s满意为标准，从%s最不满意"
                           "的方面改起，逐项查明原因，提出措施、责任人和完成时限，填入"
                           "附件《整改情况反馈表》，于　　年　　月　　日前书面反馈我"
                           "单位。",
                           m->problem_count, m->people, m->people));
    else
        document_para(doc, "没有形成可以列出的问题清单。请结合书面意见自查自纠，并将情况"
                           "填入附件《整改情况反馈表》，于　　年　　月　　日前书面"
                           "反馈我单位。");
    document_para(doc, "对结果有异议的，可以在收到本函后提出复核申请，由我单位会同监督员核"
                       "对原始问卷的统计；不得要求查看个人答卷，不得以任何方式追查填"
                       "写人。");
}

static void add_reply_table(struct document *doc, struct report_model *m)
{
    static const struct column columns[] = {
        {"序号", NULL, 11, CELL_CENTRE},     {"问题", NULL, 46, CELL_LEFT},
        {"依据", NULL, 50, CELL_LEFT},       {"原因", NULL, 32, CELL_LEFT},
        {"整改措施", NULL, 40, CELL_LEFT},   {"责任人", NULL, 17, CELL_LEFT},
        {"完成时限", NULL, 17, CELL_LEFT},   {"完成情况", NULL, 27, CELL_LEFT},
    };
    size_t n = m->problem_count > 0 ? m->problem_count : 4;
    struct table *t = table_new(&m->job, columns, 8, n);

    if (!t)
        return;
    t->min_row_mm = 22;
    for (size_t i = 0; i < n; i++)
        table_set(t, i, 0, text_count(&m->job, (int64_t)i + 1));
    for (size_t i = 0; i < m->problem_count; i++) {
        table_set(t, i, 1, say_problem(m, &m->problems[i]));
        table_set(t, i, 2, say_evidence(m, &m->problems[i]));
    }
    document_table(doc, t, NULL);
}

static void add_attachments(struct document *doc, struct report_model *m)
{
    static const char *const signers[] = {"收件单位签收人", "收件单位负责人",
                                          "发函单位经办人"};

    document_attachment(doc, "整改情况反馈表", true);
    add_reply_table(doc, m);
    add_unit_counts(doc, m, "各题回答情况");
    document_attachment(doc, "签收回执", false);
    document_sign_sheet(doc, signers, sizeof(signers) / sizeof(signers[0]));
}

void feedback_write(struct document *doc, struct report_model *m,
                    const struct edition_options *options)
{
    const struct unit *unit = &m->units->unit[m->at];

    edition_begin(doc, m, options);
    doc->letter = true;
    doc->title = job_textf(&m->job, "关于%s结果的反馈函",
                           say_evaluation(m));
    if (!doc->to)
        doc->to = m->q->anonymous && m->q->object && *m->q->object
                      ? m->q->object : unit->name;
    document_para(doc, job_textf(&m->job,
                                 "%s已经结束。现将%s的评议结果反馈给你单位，请认真研究"
                                 "整改。",
                                 say_round(m),
                                 m->q->anonymous ? "你单位" : unit->name));
    document_heading(doc, 1, "发放和回收");
    para(doc, say_returns(m));
    para(doc, say_not_counted(m));
    add_headline(doc, m);
    add_findings(doc, m);
    add_request(doc, m);
    document_signature(doc);
    add_attachments(doc, m);
}
