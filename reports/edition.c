/* reports/edition.c - see edition.h. */
#include "reports/edition.h"

#include <string.h>

const struct edition editions[] = {
    {.name = "bulletin",
     .title = "评议结果通报",
     .write = bulletin_write,
     .before = true},
    {.name = "feedback",
     .title = "评议结果反馈函",
     .write = feedback_write,
     .figures = FIGURES_HELD,
     .per_unit = true,
     .guarded = true},
    {.name = "rectify",
     .title = "整改报告",
     .write = rectify_write,
     .before = true},
    {.name = "notice",
     .title = "评议结果公示",
     .write = notice_write,
     .poster = true,
     .figures = FIGURES_HELD,
     .guarded = true},
    {.name = "plan",
     .title = "评议方案",
     .write = plan_write,
     .figures = FIGURES_NONE,
     .shelf = true},
    {.name = "ledger",
     .title = "台账目录",
     .write = ledger_write,
     .figures = FIGURES_NONE,
     .shelf = true,
     .artefacts = true},
    {.name = "summary",
     .title = "年度工作总结",
     .write = summary_write,
     .before = true,
     .year = true},
    {.name = NULL},
};

const struct edition *edition_find(const char *name)
{
    for (const struct edition *e = editions; e->name; e++)
        if (strcmp(e->name, name) == 0)
            return e;
    return NULL;
}

/* A number to be filled in by pen: the year is known, the rest is not. */
static const char *blank_number(struct report_model *m, const char *date)
{
    return job_textf(&m->job, "　　　　〔%.4s〕　　号", date);
}

void edition_begin(struct document *doc, struct report_model *m,
                   const struct edition_options *options)
{
    document_init(doc, &m->job);
    doc->issuer = *m->survey->issuer ? m->survey->issuer : NULL;
    doc->number =
        options->number ? options->number : blank_number(m, options->date);
    doc->to = options->to;
    doc->copies_to = options->copies_to;
    doc->date = text_date(&m->job, options->date);
    doc->signer = options->signer;
    doc->mark = options->signer ? NULL : "未签名稿";
}
