/* reports/ledger.c - 台账目录: every artefact of the round with its digest, date
 * and signer, and what the regulation asks for and is not there. */
#include <string.h>

#include "reports/artefacts.h"
#include "reports/edition.h"
#include "reports/parts.h"
#include "reports/parts_cells.h"

#define J (&m->job)

enum { HASH_GROUP = 16 };

static const struct artefacts *artefacts(const struct report_model *m)
{
    return m->shelf ? m->shelf->artefacts : NULL;
}

static size_t of_kind(const struct report_model *m, enum artefact_kind kind)
{
    const struct artefacts *a = artefacts(m);
    size_t n = 0;

    for (size_t i = 0; a && i < a->count; i++)
        n += a->list[i].kind == kind;
    return n;
}

/* Nothing on file of it that is still what it was. */
static bool is_missing(const struct report_model *m, enum artefact_kind kind)
{
    const struct artefacts *a = artefacts(m);

    for (size_t i = 0; a && i < a->count; i++)
        if (a->list[i].kind == kind && a->list[i].state != ARTEFACT_GONE &&
            a->list[i].state != ARTEFACT_CHANGED)
            return false;
    return true;
}

static const char *state_words(const struct artefact *a)
{
    switch (a->state) {
    case ARTEFACT_KEPT:
        return a->document && !*a->signer ? "在案，未签名" : "在案";
    case ARTEFACT_CHANGED: return "文件已变动";
    case ARTEFACT_GONE: return "缺（文件不在）";
    case ARTEFACT_TOO_LARGE: return "在案，过大未算摘要";
    }
    return "";
}

/* Sixteen digits a line: they can be compared by eye. */
static const char *hash_lines(struct report_model *m, const char *hash)
{
    const char *text = "";

    for (size_t i = 0; i < strlen(hash); i += HASH_GROUP)
        text = job_textf(J, "%s%s%.*s", text, i ? "\n" : "", HASH_GROUP,
                         hash + i);
    return text;
}

static void artefact_row(struct report_model *m, struct pen *p,
                         const struct artefact *a)
{
    bool bad = a->state == ARTEFACT_CHANGED || a->state == ARTEFACT_GONE;

    put_count(m, p, (int64_t)p->row + 1);
    put(p, artefact_kind_title(a->kind));
    put(p, text_flat(J, a->name));
    put(p, *a->file ? a->file : "（数据库）");
    put(p, *a->sha256 ? hash_lines(m, a->sha256) : "—");
    put(p, *a->date ? a->date : "—");
    put(p, *a->signer ? a->signer : "—");
    if (bad && p->table)
        table_alert(p->table, p->row, p->col);
    put(p, state_words(a));
    p->row++;
    p->col = 0;
}

static void missing_row(struct report_model *m, struct pen *p,
                        enum artefact_kind kind)
{
    put_count(m, p, (int64_t)p->row + 1);
    put(p, artefact_kind_title(kind));
    for (int i = 0; i < 5; i++)
        put(p, "—");
    if (p->table)
        table_alert(p->table, p->row, p->col);
    put(p, "缺");
    p->row++;
    p->col = 0;
}

static void add_list(struct document *doc, struct report_model *m)
{
    static const struct column columns[] = {
        {"序号", NULL, 11, CELL_CENTRE},  {"类别", NULL, 13, CELL_CENTRE},
        {"名称", NULL, 46, CELL_LEFT},    {"文件", NULL, 46, CELL_NAME},
        {"SHA-256", NULL, 37, CELL_LEFT}, {"日期", NULL, 24, CELL_CENTRE},
        {"签名人", NULL, 26, CELL_NAME},  {"状态", NULL, 22, CELL_CENTRE},
    };
    const struct artefacts *a = artefacts(m);
    struct pen p = {.row = 0};
    size_t rows = a ? a->count : 0;

    for (int k = 0; k < ARTEFACT_OTHER; k++)
        rows += of_kind(m, (enum artefact_kind)k) == 0;
    p.table = table_new(J, columns, 8, rows);
    if (!p.table)
        return;
    for (int k = 0; k < ARTEFACT_KIND_COUNT; k++) {
        if (of_kind(m, (enum artefact_kind)k) == 0 && k != ARTEFACT_OTHER)
            missing_row(m, &p, (enum artefact_kind)k);
        for (size_t i = 0; a && i < a->count; i++)
            if (a->list[i].kind == (enum artefact_kind)k)
                artefact_row(m, &p, &a->list[i]);
    }
    p.table->note =
        "注：公文的日期是成文日期，其他文件的日期是最后改动的日期。“文件已变动”表示文件的"
        "摘要与登记的不同；“缺”表示规定应有而没有。同一文件名重新出具的，只列最后一次。";
    document_table(doc, p.table, NULL);
}

static void say_state(struct document *doc, struct report_model *m)
{
    const struct artefacts *a = artefacts(m);
    struct chain missing;
    size_t n = 0, bad = 0;

    chain_init(&missing);
    for (int k = 0; k < ARTEFACT_OTHER; k++)
        if (is_missing(m, (enum artefact_kind)k)) {
            chain_add(&missing, artefact_kind_title((enum artefact_kind)k));
            n++;
        }
    const char *names = chain_take(&missing, J);
    for (size_t i = 0; a && i < a->count; i++)
        bad += a->list[i].state == ARTEFACT_CHANGED ||
               a->list[i].state == ARTEFACT_GONE;
    document_para(doc,
                  job_textf(J, "本轮评议应当立卷的材料有方案、问卷、结果、反馈、公示、整改、"
                               "问责、总结%d类，%s。目录共%zu项，见附件。",
                            ARTEFACT_OTHER,
                            n == 0 ? "现已齐全"
                                   : job_textf(J, "现缺%zu类：%s", n, names),
                            a ? a->count : 0));
    if (bad > 0)
        document_para(doc, job_textf(J, "有%zu项与登记不符或者文件不在，应查明原因。",
                                     bad));
    if (is_missing(m, ARTEFACT_ACCOUNT))
        document_para(doc, "没有问责情况的，应放入一份说明；程序不作判断。");
}

void ledger_write(struct document *doc, struct report_model *m,
                  const struct edition_options *options)
{
    static const char *const signers[] = {"立卷人", "复核人", "行风监督员",
                                          "计生办主任"};
    const struct artefacts *a = artefacts(m);

    edition_begin(doc, m, options);
    doc->title = job_textf(J, "%s台账目录", say_evaluation(m));
    if (!doc->to)
        doc->to = "各有关单位";
    say_state(doc, m);
    document_para(doc, "公文取自本工作区的登记簿，逐份重新计算摘要并与登记的核对；问卷、台账"
                       "和印制、导出的文件取自工作区；其余取自承办单位放入files目录的"
                       "文件。");
    if (a)
        document_para(doc, job_textf(J, "出具本目录时，工作区的审计日志共%lld条，末条摘要为"
                                        "%.16s……；以后可据此查明此前的记录有没有被改动。",
                                     (long long)a->audit_rows, a->audit_head));
    document_signature(doc);
    document_attachment(doc, "台账目录", true);
    add_list(doc, m);
    document_attachment(doc, "签字页", false);
    document_sign_sheet(doc, signers, sizeof(signers) / sizeof(signers[0]));
}
