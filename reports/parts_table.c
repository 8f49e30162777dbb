/* reports/parts_table.c - the tables of a report, and what suppression leaves
 * of them. */
#include "reports/parts_cells.h"

#include <string.h>

#define J (&m->job)

/* ---- 发放回收 ---- */

static const struct {
    enum disposition d;
    const char *head;
} LOST[] = {
    {DISP_BLANK, "空白"},
    {DISP_BREAK_OFF, "不足一半"},
    {DISP_MISSING_SIDE, "缺页"},
    {DISP_CONFLICT, "重号"},
    {DISP_SCREENED, "不符条件"},
};

enum { LOST_COUNT = sizeof(LOST) / sizeof(LOST[0]) };

static void return_row(struct report_model *m, struct pen *p, const char *name,
                       const struct unit_tally *t)
{
    put(p, name);
    put_count(m, p, t->printed);
    put_count(m, p, t->issued);
    put_count(m, p, t->refused);
    put_count(m, p, t->returned);
    put(p, text_rate(J, t->return_rate, 0));
    for (size_t i = 0; i < LOST_COUNT; i++)
        put(p, t->suppressed ? HIDDEN
                             : text_count(J, t->by_disposition[LOST[i].d]));
    put(p, t->suppressed ? HIDDEN : text_count(J, t->valid));
    put(p, t->suppressed ? HIDDEN : text_rate(J, t->valid_rate, 0));
}

static bool directly_below_root(const struct report_model *m, size_t unit)
{
    return m->units->unit[unit].depth == 1 && m->tally->unit[unit].has_sheets;
}

void add_return_table(struct document *doc, struct report_model *m)
{
    struct columns c;
    struct pen p = {.row = 0};
    size_t rows = 1;

    for (size_t u = 1; u < m->tally->unit_count; u++)
        rows += directly_below_root(m, u);
    if (!columns_init(m, &c))
        return;
    column(&c, "单位", NULL, 27, CELL_NAME);
    column(&c, "印制", NULL, 11, CELL_NUMBER);
    column(&c, "发放", NULL, 11, CELL_NUMBER);
    column(&c, "拒收", NULL, 9, CELL_NUMBER);
    column(&c, "回收", NULL, 11, CELL_NUMBER);
    column(&c, "回收率(%)", NULL, 13, CELL_NUMBER);
    for (size_t i = 0; i < LOST_COUNT; i++)
        column(&c, LOST[i].head, "不计入有效", 10, CELL_NUMBER);
    column(&c, "有效", NULL, 11, CELL_NUMBER);
    column(&c, "有效率(%)", NULL, 13, CELL_NUMBER);
    p.table = table_new(J, c.list, c.count, rows);
    if (!p.table)
        return;
    for (size_t u = 1; u < m->tally->unit_count; u++) {
        if (!directly_below_root(m, u))
            continue;
        return_row(m, &p, m->units->unit[u].name, &m->tally->unit[u]);
        p.row++;
        p.col = 0;
    }
    table_look(p.table, p.row, ROW_TOTAL);
    return_row(m, &p, "合计", m->root);
    p.table->unit = "单位：份";
    if (m->q->anonymous)
        p.table->note = HIDDEN_NOTE;
    document_table(doc, p.table, "问卷发放和回收情况");
}

/* ---- 总体结论 ---- */

static const char *say_verdict(enum verdict v)
{
    switch (v) {
    case VERDICT_MET: return "达标";
    case VERDICT_NOT_MET: return "未达标";
    case VERDICT_NONE: break;
    }
    return "不作判定";
}

struct figure {
    const char *name;
    struct ratio ratio;
    const struct inference *inf; /* NULL = none is made */
    struct interval interval;
    int line;         /* per mille; 0 = no standard */
    bool judged;      /* prints a verdict */
};

static void figure_row(struct report_model *m, struct pen *p,
                       const struct figure *f)
{
    bool hidden = m->root->suppressed ||
                  (m->q->anonymous && f->ratio.den <= 0);

    put(p, f->name);
    put(p, hidden ? HIDDEN : text_count(J, f->ratio.num));
    put(p, hidden ? HIDDEN : text_count(J, f->ratio.den));
    put(p, hidden ? HIDDEN_WHY : text_rate(J, f->ratio, f->line));
    if (m->spread != SPREAD_NONE)
        put(p, hidden           ? HIDDEN
               : f->inf != NULL ? spread_text(m, f->inf, f->interval)
                                : "—");
    put(p, f->line > 0 ? job_textf(J, "≥%s", text_line(J, f->line)) : "—");
    enum verdict v = f->judged && !hidden
                         ? model_verdict(m, f->ratio, f->line) : VERDICT_NONE;
    if (v == VERDICT_NOT_MET && p->table)
        table_alert(p->table, p->row, p->col);
    put(p, f->judged && !hidden ? say_verdict(v) : "—");
    p->row++;
    p->col = 0;
}

static size_t figures_of(const struct report_model *m, struct figure out[6])
{
    const struct unit_tally *r = m->root;
    const struct thresholds *line = &m->q->thresholds;
    struct interval none = {-1, -1};
    size_t n = 0;

    if (m->aware.count > 0) {
        out[n++] = (struct figure){"知晓率（人次）", r->aware,
                                   &r->aware_inf, r->aware_interval,
                                   line->aware_permille,
                                   true};
        out[n++] = (struct figure){"知晓八成以上的人占比", r->aware_people,
                                   NULL, none, 0, false};
    }
    if (m->satisfy.count > 0) {
        out[n++] = (struct figure){"满意率（主口径）", r->satisfied,
                                   &r->satisfied_inf, r->satisfied_interval,
                                   line->satisfied_permille, true};
        out[n++] = (struct figure){"满意率（参考口径）", r->satisfied_ref,
                                   NULL, none,
                                   line->satisfied_permille, true};
        if (m->overall >= 0)
            out[n++] = (struct figure){
                "其中：“满意”占比", r->items[m->overall].top_rate, NULL, none, 0,
                false};
    }
    return n;
}

void add_verdict_table(struct document *doc, struct report_model *m)
{
    struct figure figures[6];
    size_t n = figures_of(m, figures);
    struct columns c;
    struct pen p = {.row = 0};

    if (n == 0 || !columns_init(m, &c))
        return;
    column(&c, "指标", NULL, spread_label(m) ? 40 : 72, CELL_LEFT);
    column(&c, "分子", NULL, 17, CELL_NUMBER);
    column(&c, "分母", NULL, 17, CELL_NUMBER);
    column(&c, "比率(%)", NULL, 18, CELL_NUMBER);
    if (spread_label(m))
        column(&c, spread_label(m), NULL, 32, CELL_CENTRE);
    column(&c, "标准", NULL, 15, CELL_CENTRE);
    column(&c, "判定", NULL, 17, CELL_CENTRE);
    p.table = table_new(J, c.list, c.count, n);
    if (!p.table)
        return;
    for (size_t i = 0; i < n; i++)
        figure_row(m, &p, &figures[i]);
    p.table->note =
        m->spread == SPREAD_INTERVAL
            ? "注：判定按分子、分母的整数比较，不按四舍五入后的百分数；以主口径的判定"
              "为准。区间按抽样设计计算，总体的区间按人口加权。"
            : "注：判定按分子、分母的整数比较，不按四舍五入后的百分数；以主口径的判定"
              "为准。";
    document_table(doc, p.table, "总体指标与标准对照");
}

/* ---- 分项结果 ---- */

/* What a group of items is measured by. */
static bool has_rate(enum item_role role)
{
    return role != ROLE_PERSON;
}

static bool has_ref(enum item_role role)
{
    return role == ROLE_SATISFY || role == ROLE_OVERALL;
}

static const char *rate_head(enum item_role role)
{
    if (has_ref(role))
        return "主口径";
    return role == ROLE_AWARE ? "知晓率(%)" : "“有”占比(%)";
}

static void item_columns(struct report_model *m, struct columns *c,
                         const struct item *like)
{
    bool doubt = m->tally->open_reviews > 0;
    enum item_role role = like->role;

    column(c, "题号", NULL, has_ref(role) ? 10.5 : 11, CELL_CENTRE);
    column(c, "内容", NULL, has_ref(role) ? 40.5 : 45, CELL_LEFT);
    for (size_t k = 0; k < like->scale->choice_count; k++)
        column(c, like->scale->choices[k].text, NULL, 11, CELL_NUMBER);
    column(c, "未答", NULL, 9, CELL_NUMBER);
    column(c, "无效", NULL, 9, CELL_NUMBER);
    if (doubt)
        column(c, "待定", NULL, 9, CELL_NUMBER);
    column(c, "有效问卷", NULL, 11.5, CELL_NUMBER);
    if (has_rate(role))
        column(c, rate_head(role), has_ref(role) ? "满意率(%)" : NULL, 12.5,
               CELL_NUMBER);
    if (has_ref(role)) {
        column(c, "参考口径", "满意率(%)", 12.5, CELL_NUMBER);
        column(c, "得分", NULL, 10.5, CELL_NUMBER);
    }
}

static void item_row(struct report_model *m, struct pen *p, size_t item)
{
    const struct item *q = model_item(m, item);
    const struct item_tally *t = model_tally(m, item);
    bool shown = model_shown(m, item), fact = q->role == ROLE_FACT;
    int line = q->role == ROLE_AWARE  ? m->q->thresholds.aware_permille
               : has_ref(q->role) ? m->q->thresholds.satisfied_permille
                                      : 0;

    put(p, q->code);
    put(p, (long)item == m->overall ? "总体评价" : q->text);
    for (size_t k = 0; k < q->scale->choice_count; k++)
        put(p, shown ? text_count(J, t->counts[k]) : HIDDEN);
    put(p, shown ? text_count(J, t->blank) : HIDDEN);
    put(p, shown ? text_count(J, t->invalid) : HIDDEN);
    if (m->tally->open_reviews > 0)
        put(p, shown ? text_count(J, t->doubtful) : HIDDEN);
    put(p, shown ? text_count(J, t->asked) : HIDDEN);
    if (!has_rate(q->role))
        (void)line;
    else if (shown || fact || !model_rate_shown(m, item))
        put(p, shown ? text_rate(J, fact ? t->bad_rate : t->main_rate, line)
                     : HIDDEN_WHY);
    else
        put(p, text_rate(J, t->main_rate, line));
    if (has_ref(q->role)) {
        put(p, shown ? text_rate(J, t->ref_rate, line) : HIDDEN);
        put(p, shown ? text_score(J, t->score, t->score_n) : HIDDEN);
    }
    if ((long)item == m->overall)
        table_look(p->table, p->row, ROW_TOTAL);
    p->row++;
    p->col = 0;
}

/* Choices of the same words stand in one table, whatever they are called. */
static bool same_scale(const struct report_model *m, size_t a, size_t b)
{
    const struct scale *x = model_item(m, a)->scale;
    const struct scale *y = model_item(m, b)->scale;

    if (strcmp(x->code, y->code) == 0)
        return true;
    if (x->choice_count != y->choice_count ||
        model_item(m, a)->role != model_item(m, b)->role)
        return false;
    for (size_t i = 0; i < x->choice_count; i++)
        if (strcmp(x->choices[i].text, y->choices[i].text) != 0)
            return false;
    return true;
}

/* Items of the list that share the scale of list[first]. */
static void one_item_table(struct document *doc, struct report_model *m,
                           const struct item_list *list, size_t first,
                           const char *what)
{
    struct columns c;
    struct pen p = {.row = 0};
    size_t rows = 0;
    long overall = -1;
    bool hidden = false;

    for (size_t i = 0; i < list->count; i++)
        rows += same_scale(m, list->item[first], list->item[i]);
    if (!columns_init(m, &c))
        return;
    item_columns(m, &c, model_item(m, list->item[first]));
    p.table = table_new(J, c.list, c.count, rows);
    if (!p.table)
        return;
    for (size_t i = 0; i < list->count; i++) {
        if (!same_scale(m, list->item[first], list->item[i]))
            continue;
        hidden = hidden || !model_shown(m, list->item[i]);
        if ((long)list->item[i] == m->overall)
            overall = m->overall;
        else
            item_row(m, &p, list->item[i]);
    }
    if (overall >= 0) /* 总体 closes the table */
        item_row(m, &p, (size_t)overall);
    p.table->unit = "单位：份";
    if (hidden)
        p.table->note = HIDDEN_NOTE;
    document_table(doc, p.table, what);
}

void add_item_tables(struct document *doc, struct report_model *m,
                     const struct item_list *list, const char *what)
{
    for (size_t i = 0; i < list->count; i++) {
        bool seen = false;

        for (size_t j = 0; j < i && !seen; j++)
            seen = same_scale(m, list->item[i], list->item[j]);
        if (!seen)
            one_item_table(doc, m, list, i, what);
    }
}

static bool pool_shown(const struct report_model *m, const char *pool)
{
    for (size_t i = 0; i < m->q->item_count; i++)
        if (m->q->items[i].pool && strcmp(m->q->items[i].pool, pool) == 0 &&
            !model_shown(m, i))
            return false;
    return true;
}

static const char *pool_codes(struct report_model *m, const char *pool)
{
    const char *codes = "";

    for (size_t i = 0; i < m->q->item_count; i++)
        if (m->q->items[i].pool && strcmp(m->q->items[i].pool, pool) == 0)
            codes = job_textf(J, "%s%s%s", codes, *codes ? "、" : "",
                              m->q->items[i].code);
    return codes;
}

void add_pool_table(struct document *doc, struct report_model *m)
{
    struct columns c;
    struct pen p = {.row = 0};
    int line = m->q->thresholds.satisfied_permille;

    if (m->tally->pool_count == 0 || !columns_init(m, &c))
        return;
    column(&c, "合并题号", NULL, 22, CELL_CENTRE);
    column(&c, "评议内容", NULL, 76, CELL_LEFT);
    column(&c, "分子（人次）", NULL, 20, CELL_NUMBER);
    column(&c, "分母（人次）", NULL, 20, CELL_NUMBER);
    column(&c, "满意率(%)", NULL, 18, CELL_NUMBER);
    p.table = table_new(J, c.list, c.count, m->tally->pool_count);
    if (!p.table)
        return;
    for (size_t i = 0; i < m->tally->pool_count; i++, p.row++, p.col = 0) {
        const struct pool_tally *pool = &m->tally->pools[i];
        bool shown = pool_shown(m, pool->pool);

        put(&p, pool_codes(m, pool->pool));
        put(&p, pool->text);
        put(&p, shown ? text_count(J, pool->main_rate.num) : HIDDEN);
        put(&p, shown ? text_count(J, pool->main_rate.den) : HIDDEN);
        put(&p, shown ? text_rate(J, pool->main_rate, line) : HIDDEN_WHY);
    }
    p.table->note = "注：规定的评议内容在问卷中分成两题询问，这里按规定的表述合并"
                    "计算，以应答人次为分母。";
    document_table(doc, p.table, "按规定评议内容合并的满意率");
}

/* ---- 分单位 ---- */

static void rank_columns(struct report_model *m, struct columns *c,
                         bool parents, bool ranges)
{
    bool aware = m->aware.count > 0, satisfy = m->satisfy.count > 0;
    const char *verdict = aware && satisfy ? "判定" : NULL;

    column(c, "名次", NULL, ranges ? 19 : 10, CELL_CENTRE);
    column(c, "单位", NULL,
           (parents ? 24.5 : 33) - (ranges ? 9 : 0) + (satisfy && !spread_label(m) ? 24.5 : 0),
           CELL_NAME);
    if (parents)
        column(c, "所属", NULL, 19, CELL_NAME);
    column(c, "有效问卷", NULL, 11.5, CELL_NUMBER);
    if (aware)
        column(c, "知晓率(%)", NULL, 13.5, CELL_NUMBER);
    if (satisfy) {
        column(c, "主口径", "满意率(%)", 13.5, CELL_NUMBER);
        column(c, "参考口径", "满意率(%)", 13.5, CELL_NUMBER);
        if (spread_label(m))
            column(c, spread_label(m), NULL, 24.5, CELL_CENTRE);
        if (!parents)
            column(c, "得分", NULL, 11.5, CELL_NUMBER);
    }
    if (aware)
        column(c, verdict ? "知晓" : "判定", verdict, 14, CELL_CENTRE);
    if (satisfy)
        column(c, verdict ? "满意" : "判定", verdict, 14, CELL_CENTRE);
}

static void put_verdict(struct pen *p, const struct unit_tally *t,
                        enum verdict v)
{
    bool judged = t->valid >= MODEL_MIN_VALID && !t->suppressed &&
                  v != VERDICT_NONE; /* tells no count, so it may stand */

    if (p->table && judged && v == VERDICT_NOT_MET)
        table_alert(p->table, p->row, p->col);
    put(p, judged ? say_verdict(v) : "—");
}

static void rank_cells(struct report_model *m, struct pen *p,
                       const struct rank_row *row, bool parents)
{
    const struct unit_tally *t = &m->tally->unit[row->unit];
    const struct thresholds *line = &m->q->thresholds;
    bool hidden = row->state == RANK_HIDDEN;

    put(p, t->suppressed ? HIDDEN_WHY : text_count(J, t->valid));
    if (m->aware.count > 0)
        put(p, hidden ? HIDDEN : text_rate(J, t->aware, line->aware_permille));
    if (m->satisfy.count > 0) {
        put(p, hidden ? HIDDEN
                      : text_rate(J, t->satisfied, line->satisfied_permille));
        put(p, hidden ? HIDDEN
                      : text_rate(J, t->satisfied_ref,
                                  line->satisfied_permille));
        if (m->spread != SPREAD_NONE)
            put(p, hidden ? HIDDEN
                          : spread_text(m, &t->satisfied_inf,
                                        t->satisfied_interval));
        if (!parents)
            put(p, hidden ? HIDDEN : text_score(J, t->score, t->score_n));
    }
    if (m->aware.count > 0)
        put_verdict(p, t, t->aware_verdict);
    if (m->satisfy.count > 0)
        put_verdict(p, t, t->satisfied_verdict);
}

void add_rank_table(struct document *doc, struct report_model *m,
                    const struct rank_class *c, bool titled)
{
    struct columns columns;
    struct pen p = {.row = 0};
    bool parents = false;

    for (size_t i = 0; i < c->count; i++)
        parents = parents || m->units->unit[c->rows[i].unit].depth > 1;
    if (!columns_init(m, &columns))
        return;
    rank_columns(m, &columns, parents, c->ranked > 0 && c->rows[0].best > 0);
    p.table = table_new(J, columns.list, columns.count, c->count);
    if (!p.table)
        return;
    for (size_t i = 0; i < c->count; i++, p.row++, p.col = 0) {
        const struct rank_row *row = &c->rows[i];
        const struct unit *u = &m->units->unit[row->unit];

        put(&p, text_place(m, row));
        put(&p, u->name);
        if (parents)
            put(&p, u->parent >= 0 ? m->units->unit[u->parent].name : "");
        rank_cells(m, &p, row, parents);
        if (row->state == RANK_FEW || row->state == RANK_EMPTY)
            table_look(p.table, p.row, ROW_MUTED);
    }
    p.table->note = job_textf(
        J, "注：名次按%s从高到低排列，比率相同的并列；有效问卷不足%d份的以灰字列出，"
           "不排名次，不作判定。%s",
        m->satisfy.count > 0 ? "满意率（主口径）" : "知晓率", MODEL_MIN_VALID,
        m->q->anonymous ? "“—”表示样本过少，不公布。" : "");
    document_table(doc, p.table,
                   titled ? job_textf(J, "各%s评议结果", c->name) : NULL);
}
