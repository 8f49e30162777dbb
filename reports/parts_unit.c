/* reports/parts_unit.c - one unit beside the others: its place, its questions
 * against the whole round, and the opinions written there. */
#include "reports/parts_cells.h"

#include <math.h>
#include <string.h>

#include "engine/measure/measure.h"

#define J (&m->job)

/* More than this many would make a book of a letter. */
enum { OPINIONS_SHOWN = 200 };

static const char *whole_name(const struct report_model *m)
{
    return m->units->unit[0].name;
}

/* ---- the headline against the whole ---- */

static const char *say_against(struct report_model *m, const char *what,
                               struct ratio own, struct ratio all, int line)
{
    double gap;

    if (own.den <= 0 || all.den <= 0)
        return "";
    gap = (double)own.num / (double)own.den -
          (double)all.num / (double)all.den;
    if (fabs(gap) < .0005)
        return job_textf(J, "%s的%s为%s，与你单位基本持平。", whole_name(m),
                         what, text_percent(J, all, line));
    return job_textf(J, "%s的%s为%s，你单位%s%s个百分点。", whole_name(m), what,
                     text_percent(J, all, line), gap > 0 ? "高出" : "低",
                     text_share(J, fabs(gap)));
}

const char *say_beside_whole(struct report_model *m)
{
    const struct unit_tally *all = &m->tally->unit[0];
    const struct thresholds *line = &m->q->thresholds;
    const char *text;

    if (m->at == 0 || m->root->suppressed || all->suppressed)
        return NULL;
    text = job_textf(J, "%s%s",
                     m->aware.count > 0
                         ? say_against(m, "知晓率", m->root->aware, all->aware,
                                       line->aware_permille)
                         : "",
                     m->satisfy.count > 0
                         ? say_against(m, "满意率", m->root->satisfied,
                                       all->satisfied, line->satisfied_permille)
                         : "");
    return *text ? text : NULL;
}

const char *say_own_place(struct report_model *m)
{
    const char *what = m->satisfy.count > 0 ? "满意率" : "知晓率";

    for (size_t i = 0; i < m->class_count; i++) {
        const struct rank_class *c = &m->classes[i];

        for (size_t r = 0; r < c->count; r++) {
            const struct rank_row *row = &c->rows[r];

            if (row->unit != m->at)
                continue;
            if (row->state == RANK_FEW)
                return job_textf(J, "有效问卷不足%d份，偶然性较大，不参加排序，不作"
                                    "达标判定，数据只供参考。", MODEL_MIN_VALID);
            if (row->state != RANK_PLACED || c->ranked < 2)
                return NULL;
            if (row->worst <= row->best)
                return job_textf(J, "参加排序的%s共%zu个，你单位%s列第%zu位。",
                                 c->name, c->ranked, what, row->place);
            return job_textf(J,
                             "参加排序的%s共%zu个，你单位%s列第%zu位，名次区间为第"
                             "%zu～%zu位；区间之内名次的先后没有实际差别。",
                             c->name, c->ranked, what, row->place, row->best,
                             row->worst);
        }
    }
    return NULL;
}

/* ---- its questions ---- */

/* Of the overall question the headline stands, as the text has it. */
static struct ratio rate_of(const struct report_model *m,
                            const struct unit_tally *u, size_t item)
{
    return (long)item == m->overall && u->satisfied.den > 0
               ? u->satisfied : u->items[item].main_rate;
}

static void put_rate(struct report_model *m, struct pen *p,
                     const struct unit_tally *u, size_t item, int line,
                     bool judge)
{
    struct ratio r = rate_of(m, u, item);

    if (judge && m->judged && r.den > 0 && line > 0 && p->table &&
        ratio_judge(r, line) == VERDICT_NOT_MET)
        table_alert(p->table, p->row, p->col);
    put(p, u->suppressed || r.den <= 0 ? HIDDEN_WHY : text_rate(J, r, line));
}

static void put_gap(struct report_model *m, struct pen *p, struct ratio own,
                    struct ratio all)
{
    if (own.den <= 0 || all.den <= 0) {
        put(p, HIDDEN);
        return;
    }
    double gap = (double)own.num / (double)own.den -
                 (double)all.num / (double)all.den;
    put(p, fabs(gap) < .0005 ? "0.0" : job_textf(J, "%+.1f", gap * 100));
}

static void unit_row(struct report_model *m, struct pen *p, size_t item)
{
    const struct item *q = model_item(m, item);
    const struct unit_tally *all = &m->tally->unit[0];
    int line = q->role == ROLE_AWARE ? m->q->thresholds.aware_permille
                                     : m->q->thresholds.satisfied_permille;

    put(p, q->code);
    put(p, (long)item == m->overall ? "总体评价" : q->text);
    put(p, q->role == ROLE_AWARE ? "知晓率" : "满意率");
    put_count(m, p, m->root->items[item].asked);
    put_rate(m, p, m->root, item, line, true);
    if (m->at > 0) {
        put_rate(m, p, all, item, line, false);
        put_gap(m, p, rate_of(m, m->root, item), rate_of(m, all, item));
    }
    p->row++;
    p->col = 0;
}

static bool any_rate_shown(const struct report_model *m)
{
    bool any = false;

    for (size_t i = 0; i < m->satisfy.count; i++)
        any = any || model_rate_shown(m, m->satisfy.item[i]);
    for (size_t i = 0; i < m->aware.count; i++)
        any = any || model_rate_shown(m, m->aware.item[i]);
    return any;
}

void add_unit_items(struct document *doc, struct report_model *m)
{
    size_t n = m->aware.count + m->satisfy.count;
    struct columns c;
    struct pen p = {.row = 0};

    if (n == 0 || m->root->suppressed || m->root->valid == 0)
        return;
    if (!any_rate_shown(m)) {
        document_para(doc, "各题持不同看法的份数都过少，为保护填写人，不分题列出结果。");
        return;
    }
    if (!columns_init(m, &c))
        return;
    column(&c, "题号", NULL, 12, CELL_CENTRE);
    column(&c, "内容", NULL, 62, CELL_LEFT);
    column(&c, "指标", NULL, 15, CELL_CENTRE);
    column(&c, "有效\n问卷", NULL, 14, CELL_NUMBER);
    column(&c, "你单位\n(%)", NULL, 18, CELL_NUMBER);
    if (m->at > 0) {
        column(&c, job_textf(J, "%s\n(%%)", whole_name(m)), NULL, 20,
               CELL_NUMBER);
        column(&c, "相差\n(百分点)", NULL, 17, CELL_NUMBER);
    }
    p.table = table_new(J, c.list, c.count, n);
    if (!p.table)
        return;
    for (size_t i = 0; i < m->satisfy.count; i++)
        unit_row(m, &p, m->satisfy.item[i]);
    for (size_t i = 0; i < m->aware.count; i++)
        unit_row(m, &p, m->aware.item[i]);
    p.table->note =
        "注：满意率为主口径（以有效问卷为分母）。“—（样本过少）”表示份数少于最小显示"
        "数，或者可以由其他单位的数字推算出来，为保护填写人不予列出。";
    document_table(doc, p.table, "各题结果");
}

/* Those of the list whose counts may be told. */
static struct item_list shown_of(struct report_model *m,
                                 const struct item_list *list)
{
    struct item_list shown = {
        .item = job_alloc(J, list->count, sizeof(*shown.item))};

    for (size_t i = 0; shown.item && i < list->count; i++)
        if (model_shown(m, list->item[i]) && m->root->valid > 0)
            shown.item[shown.count++] = list->item[i];
    return shown;
}

void add_unit_counts(struct document *doc, struct report_model *m,
                     const char *title)
{
    struct item_list satisfy = shown_of(m, &m->satisfy);
    struct item_list aware = shown_of(m, &m->aware);
    struct item_list facts = shown_of(m, &m->facts);
    size_t shown = satisfy.count + aware.count + facts.count;
    size_t all = m->satisfy.count + m->aware.count + m->facts.count;

    if (shown == 0)
        return;
    document_attachment(doc, title, false);
    if (shown < all)
        document_para(doc, "有的选项份数过少的题目，为保护填写人，不列各选项的份数。");
    add_item_tables(doc, m, &satisfy, "满意度题的回答情况");
    add_item_tables(doc, m, &aware, "知晓题的回答情况");
    add_item_tables(doc, m, &facts, "事实题的回答情况");
}

/* ---- what was written there ---- */

static bool is_mine(const struct report_model *m, const struct opinion *o)
{
    return units_under(m->units, o->unit, m->at) && model_shown(m, o->item);
}

void add_opinions(struct document *doc, struct report_model *m)
{
    int64_t written = 0;
    size_t typed = 0, shown = 0;

    for (size_t i = 0; i < m->q->item_count; i++)
        if (m->q->items[i].kind == ITEM_TEXT && model_shown(m, i))
            written += m->root->items[i].written;
    for (size_t i = 0; m->opinions && i < m->opinions->count; i++)
        typed += is_mine(m, &m->opinions->list[i]);
    if (written == 0) {
        document_para(doc, "没有可以转达的书面意见（没有填写人书写，或者书写的份数过少，"
                           "转达会暴露填写人）。");
        return;
    }
    if (typed == 0) {
        document_para(doc, job_textf(J, "写有意见和建议的问卷%lld份，尚未录入文字，录入后"
                                        "另行转达。", (long long)written));
        return;
    }
    document_para(doc, job_textf(J, "写有意见和建议的问卷%lld份，已录入%zu条。以下为录入"
                                    "的打字稿，顺序已经打乱，不附原件图像；不得据此查"
                                    "找、猜测填写人。",
                                 (long long)written, typed));
    for (size_t i = 0; m->opinions && i < m->opinions->count; i++) {
        if (!is_mine(m, &m->opinions->list[i]))
            continue;
        if (++shown > OPINIONS_SHOWN)
            break;
        document_quote(doc, job_textf(J, "%zu．%s", shown,
                                      m->opinions->list[i].text));
    }
    if (typed > OPINIONS_SHOWN)
        document_para(doc, job_textf(J, "其余%zu条从略，可向我单位索取。",
                                     typed - OPINIONS_SHOWN));
}

/* ---- measures of the ledger that name it ---- */

void add_unit_measures(struct document *doc, struct report_model *m)
{
    const char *code = m->units->unit[m->at].code;
    size_t n = 0;

    for (size_t i = 0; m->measures && i < m->measures->count; i++)
        n += strcmp(m->measures->list[i].text[MEASURE_UNIT], code) == 0;
    if (n == 0)
        return;
    document_para(doc, job_textf(J, "整改台账中已登记涉及你单位的事项%zu项：", n));
    for (size_t i = 0; i < m->measures->count; i++) {
        const struct measure *x = &m->measures->list[i];

        if (strcmp(x->text[MEASURE_UNIT], code) != 0)
            continue;
        document_para(doc,
                      job_textf(J, "第%lld项：%s。整改时限：%s；状态：%s。",
                                (long long)x->id,
                                text_flat(J, x->text[MEASURE_PROBLEM]),
                                *x->text[MEASURE_DUE]
                                    ? text_date(J, x->text[MEASURE_DUE])
                                    : "未定",
                                measure_state_title(x->text[MEASURE_STATE])));
    }
}
