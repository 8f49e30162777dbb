/* reports/parts_vote.c - what was decided by vote; the counts were announced in
 * the room. */
#include "reports/parts_cells.h"

#define J (&m->job)

bool vote_is(const struct report_model *m, size_t item)
{
    return m->q->items[item].role == ROLE_VOTE && m->q->items[item].scale;
}

const char *vote_name(struct report_model *m, const struct item *q)
{
    const char *text = q->text;

    for (size_t k = 0; q->cells && k < ROW_CELLS_MAX && q->cells[k]; k++)
        if (k >= m->q->sections[q->section].column_count)
            break;
        else
            text = k == 0 ? q->cells[0]
                          : job_textf(J, "%s　%s", text, q->cells[k]);
    return text;
}

static const char *vote_result(const struct report_model *m, size_t item)
{
    switch (m->root->items[item].carried) {
    case VERDICT_MET: return "通过";
    case VERDICT_NOT_MET: return "未通过";
    case VERDICT_NONE: break;
    }
    return m->q->pass.den > 0 ? "待定" : "—";
}

const char *vote_text(struct report_model *m, size_t item)
{
    const struct scale *scale = m->q->items[item].scale;
    const char *text = "";

    if (!model_shown(m, item))
        return "不公布";
    for (size_t k = 0; k < scale->choice_count; k++)
        text = job_textf(J, "%s%s%s%lld", text, *text ? "　" : "",
                         scale->choices[k].text,
                         (long long)m->root->items[item].counts[k]);
    return m->q->pass.den > 0
               ? job_textf(J, "%s　%s", text, vote_result(m, item)) : text;
}

/* Rows that share the scale of the first: a ballot has one. */
size_t vote_count(const struct report_model *m)
{
    size_t n = 0;

    for (size_t i = 0; i < m->q->item_count; i++)
        n += vote_is(m, i);
    return n;
}

void add_vote_table(struct document *doc, struct report_model *m)
{
    const struct scale *scale = NULL;
    struct columns c;
    struct pen p = {.row = 0};

    if (vote_count(m) == 0 || !columns_init(m, &c))
        return;
    for (size_t i = m->q->item_count; i-- > 0;)
        if (vote_is(m, i))
            scale = m->q->items[i].scale;
    column(&c, "序号", NULL, 11, CELL_CENTRE);
    column(&c, "事项", NULL, 70, CELL_NAME);
    for (size_t k = 0; k < scale->choice_count; k++)
        column(&c, scale->choices[k].text, NULL, 14, CELL_NUMBER);
    column(&c, "未选", NULL, 12, CELL_NUMBER);
    column(&c, "无效", NULL, 12, CELL_NUMBER);
    if (m->q->pass.den > 0)
        column(&c, "结论", NULL, 15, CELL_CENTRE);
    p.table = table_new(J, c.list, c.count, vote_count(m));
    if (!p.table)
        return;
    for (size_t i = 0; i < m->q->item_count; i++) {
        const struct item_tally *t = &m->root->items[i];
        bool shown = vote_is(m, i) && model_shown(m, i);

        if (!vote_is(m, i))
            continue;
        put_count(m, &p, (int64_t)p.row + 1);
        put(&p, vote_name(m, &m->q->items[i]));
        for (size_t k = 0; k < scale->choice_count; k++)
            put(&p, shown && k < m->q->items[i].scale->choice_count
                        ? text_count(J, t->counts[k]) : HIDDEN);
        put(&p, shown ? text_count(J, t->blank) : HIDDEN);
        put(&p, shown ? text_count(J, t->invalid) : HIDDEN);
        if (m->q->pass.den > 0)
            put(&p, shown ? vote_result(m, i) : HIDDEN);
        p.row++;
        p.col = 0;
    }
    p.table->unit = "单位：票";
    document_table(doc, p.table,
                   m->q->pass.den > 0 ? "票决结果" : "计票结果");
}
