/* reports/rectify.c - 整改报告: an upward report whose findings come from the
 * tally and whose causes, measures and results come from the ledger (pingyi
 * measure), with lines to write on where nothing was typed. */
#include "reports/edition.h"
#include "reports/parts.h"

static void para(struct document *doc, const char *text)
{
    if (text)
        document_para(doc, text);
}

static void add_work(struct document *doc, struct report_model *m)
{
    document_heading(doc, 1, "整改工作开展情况");
    para(doc, say_returns(m));
    if (m->aware.count > 0)
        document_para(doc, job_textf(&m->job, "%s。", say_aware_title(m)));
    if (m->satisfy.count > 0) {
        document_para(doc, job_textf(&m->job, "%s。", say_satisfied_title(m)));
        para(doc, say_worst(m));
    }
    para(doc, say_open_reviews(m));
    document_fill(doc, "组织领导：", 3);
    document_fill(doc, "工作部署：", 3);
}

static void add_problem(struct document *doc, struct report_model *m,
                        const struct problem *p)
{
    static const char *const who[] = {"责任单位：", "责任人：", "整改时限："};
    static const char *const told[] = {"反馈方式：", "反馈日期："};

    document_heading(doc, 2, say_problem(m, p));
    document_para(doc, job_textf(&m->job, "证据：%s。", say_evidence(m, p)));
    if (add_measures_of(doc, m, p))
        return;
    document_fill(doc, "原因：", 3);
    document_fill(doc, "整改措施：", 4);
    document_fields(doc, who, 3);
    document_fill(doc, "完成情况：", 3);
    document_fields(doc, told, 2);
}

static void add_problems(struct document *doc, struct report_model *m)
{
    document_heading(doc, 1, "问题整改落实情况");
    if (m->problem_count == 0 && m->measures && m->measures->count > 0) {
        document_para(doc, "本轮评议没有形成可以公布的问题清单。台账登记的问题和整改"
                           "情况如下：");
        add_other_measures(doc, m);
        return;
    }
    if (m->problem_count == 0) {
        document_para(doc, "本轮评议没有形成可以公布的问题清单。自查发现的问题和"
                           "整改情况如下：");
        document_fill(doc, NULL, 8);
        return;
    }
    document_para(doc, job_textf(&m->job, "评议共列出问题%zu个，按%s不满意程度"
                                          "排列，逐项报告如下。",
                                 m->problem_count, m->people));
    for (size_t i = 0; i < m->problem_count; i++)
        add_problem(doc, m, &m->problems[i]);
    add_other_measures(doc, m);
}

static void add_rest(struct document *doc)
{
    document_heading(doc, 1, "长效机制");
    document_fill(doc, NULL, 6);
    document_heading(doc, 1, "问责情况（手工填写）");
    document_fill(doc, NULL, 5);
    document_para(doc, "特此报告。");
    document_signature(doc);
}

static void add_attachments(struct document *doc, struct report_model *m,
                            const struct edition_options *options)
{
    static const char *const signers[] = {"填报人", "复核人", "计生办主任",
                                          "主管领导"};

    document_attachment(doc, "整改台账", true);
    add_ledger_table(doc, m);
    document_attachment(doc, "数据质量与口径说明", false);
    add_quality(doc, m, options->signer != NULL);
    document_attachment(doc, "签字页", false);
    document_sign_sheet(doc, signers, sizeof(signers) / sizeof(signers[0]));
}

void rectify_write(struct document *doc, struct report_model *m,
                   const struct edition_options *options)
{
    edition_begin(doc, m, options);
    doc->upward = true;
    doc->title = job_textf(&m->job, "关于%s发现问题整改情况的报告",
                           say_round(m));
    document_para(doc, job_textf(&m->job, "现将%s发现问题的整改情况报告如下。",
                                 say_round(m)));
    add_work(doc, m);
    add_problems(doc, m);
    add_followup(doc, m);
    add_rest(doc);
    add_attachments(doc, m, options);
}
