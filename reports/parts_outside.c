/* reports/parts_outside.c - the 12356 hotline and the government's 政风行风评议
 * in the annual summary. */
#include <string.h>

#include "engine/base/num.h"
#include "reports/parts.h"
#include "reports/parts_cells.h"

#define J (&m->job)

/* Wider tables (ten kinds, a hundred million calls) break their numbers. */
enum { MONTHS = 12, WIDE = 185 };

static const struct outside *outside(const struct report_model *m)
{
    return m->outside;
}

/* 件: what is told of in counts of calls, in the order of the columns. */
static bool is_class(int f)
{
    return f >= HOTLINE_CONSULT && f <= HOTLINE_OTHER;
}

/* ---- sources ---- */

/* The files of the year's rows, by their numbers. */
struct sources {
    bool *used; /* files.count + 1 of them; NULL: out of memory */
};

static struct sources sources_new(struct report_model *m)
{
    return (struct sources){
        job_alloc(J, outside(m)->files.count + 1, sizeof(bool))};
}

static void sources_add(struct report_model *m, struct sources *s,
                        int64_t number)
{
    if (s->used && number >= 0 && number <= (int64_t)outside(m)->files.count)
        s->used[number] = true;
}

static const char *say_sources(struct report_model *m,
                               const struct sources *s)
{
    const struct outside_files *files = &outside(m)->files;
    struct chain names;

    chain_init(&names);
    for (size_t i = 0; s->used && i < files->count; i++) {
        const struct outside_file *f = &files->list[i];

        if (f->number > (int64_t)files->count || !s->used[f->number])
            continue;
        chain_add(&names,
                  job_textf(J, "%s（%s导入，SHA-256前16位%.16s）",
                            text_flat(J, f->name),
                            text_date(J, job_textf(J, "%.10s", f->imported)),
                            f->sha256));
    }
    return chain_take(&names, J);
}

/* ---- 12356: sentences ---- */

static const char *count_text(struct report_model *m,
                              const struct call_sum *all, int f)
{
    const char *title = hotline_field_title((enum hotline_field)f);
    struct ratio share = {all->n[f], all->n[HOTLINE_TOTAL]};

    if (!is_class(f) || share.den <= 0)
        return job_textf(J, "%s%lld件", title, (long long)all->n[f]);
    return job_textf(J, "%s%lld件（占%s）", title, (long long)all->n[f],
                     text_percent(J, share, 0));
}

static const char *chain_fields(struct report_model *m,
                                const struct call_sum *all, int from, int to)
{
    struct chain parts;

    chain_init(&parts);
    for (int f = from; f <= to; f++)
        if (all->n[f] >= 0)
            chain_add(&parts, count_text(m, all, f));
    return chain_take(&parts, J);
}

static int last_month(const struct call_sum months[])
{
    int last = MONTHS;

    while (last > 0 && months[last - 1].rows == 0)
        last--;
    return last;
}

static const char *missing_months(struct report_model *m,
                                  const struct call_sum months[])
{
    struct chain names;

    chain_init(&names);
    for (int k = 0; k < last_month(months); k++)
        if (months[k].rows == 0)
            chain_add(&names, job_textf(J, "%d月", k + 1));
    return chain_take(&names, J);
}

static const char *say_calls(struct report_model *m, int year,
                             const struct call_sum months[],
                             const struct call_sum *all, size_t table)
{
    const char *kinds =
        chain_fields(m, all, HOTLINE_CONSULT, HOTLINE_OTHER);
    const char *work =
        chain_fields(m, all, HOTLINE_FORWARDED, HOTLINE_TOLD);
    const char *gaps = missing_months(m, months);
    int last = last_month(months);

    return job_textf(
        J, "%d年%s%d月，12356热线共受理%lld件%s%s%s%s。%s%s%s各月情况见表%zu。",
        year, last > 1 ? "1月至" : "", last,
        (long long)all->n[HOTLINE_TOTAL], *kinds ? "，其中" : "", kinds,
        *work ? "；" : "", work, *gaps ? "其中" : "", gaps,
        *gaps ? "没有数字，不在合计之内。" : "", table);
}

/* ---- 12356: tables ---- */

struct call_columns {
    size_t count;
    int field[HOTLINE_FIELDS];
};

/* Columns nobody told anything in are left out. */
static struct call_columns told_fields(const struct call_sum sums[],
                                       size_t count)
{
    struct call_columns c = {0};

    for (int f = 0; f < HOTLINE_FIELDS; f++) {
        bool any = false;

        for (size_t i = 0; i < count; i++)
            any = any || (sums[i].rows > 0 && sums[i].n[f] >= 0);
        if (any)
            c.field[c.count++] = f;
    }
    return c;
}

static const char *const HEADS[HOTLINE_FIELDS] = {
    [HOTLINE_TOTAL] = "受理\n总量",     [HOTLINE_CONSULT] = "咨询",
    [HOTLINE_HELP] = "求助",           [HOTLINE_COMPLAINT] = "投诉",
    [HOTLINE_REPORT] = "举报",         [HOTLINE_ACCUSE] = "投诉\n举报",
    [HOTLINE_SUGGEST] = "意见\n建议",   [HOTLINE_OTHER] = "其他",
    [HOTLINE_FORWARDED] = "转办",      [HOTLINE_SETTLED] = "办结",
    [HOTLINE_TOLD] = "反馈",
};

/* A column as wide as its longest number, so that ten of them fit a page. */
static double width_of(const struct call_sum sums[], size_t count, int f)
{
    int digits = 3;

    for (size_t i = 0; i < count; i++) {
        int n = 0;

        for (int64_t k = sums[i].n[f]; sums[i].rows > 0 && k > 0; k /= 10)
            n++;
        digits = n > digits ? n : digits;
    }
    return 4 + 2.3 * digits;
}

static struct table *call_table(struct report_model *m, const char *first,
                                enum cell_align align, double weight,
                                const struct call_columns *c, size_t rows,
                                const struct call_sum sums[], size_t count)
{
    struct columns columns;
    struct table *t;
    double width = weight;

    if (!columns_init(m, &columns))
        return NULL;
    for (size_t i = 0; i < c->count; i++)
        width += width_of(sums, count, c->field[i]);
    column(&columns, first, NULL, weight, align);
    for (size_t i = 0; i < c->count; i++)
        column(&columns, HEADS[c->field[i]],
               is_class(c->field[i]) ? "其中" : NULL,
               width_of(sums, count, c->field[i]),
               width > WIDE ? CELL_NAME : CELL_NUMBER);
    t = table_new(J, columns.list, columns.count, rows);
    if (t)
        t->unit = "单位：件";
    return t;
}

static void sum_row(struct report_model *m, struct pen *p, const char *name,
                    const struct call_sum *sum, const struct call_columns *c)
{
    put(p, name);
    for (size_t i = 0; i < c->count; i++) {
        int64_t n = sum->rows > 0 ? sum->n[c->field[i]] : -1;

        if (n >= 0)
            put_count(m, p, n);
        else
            put(p, "—");
    }
    p->row++;
    p->col = 0;
}

/* Calls of no kind: only where every kind the office uses was told. */
static int64_t unsorted(const struct call_sum *all,
                        const struct call_columns *c)
{
    int64_t sum = 0;
    bool any = false;

    for (size_t i = 0; i < c->count; i++) {
        if (!is_class(c->field[i]))
            continue;
        any = true;
        if (all->n[c->field[i]] < 0)
            return 0;
        sum += all->n[c->field[i]];
    }
    return any ? all->n[HOTLINE_TOTAL] - sum : 0;
}

static const char *call_note(struct report_model *m, int year,
                             const struct call_sum *all,
                             const struct call_columns *c)
{
    const struct hotline_list *list = &outside(m)->hotline;
    struct sources from = sources_new(m);
    int64_t rest = unsorted(all, c);

    for (size_t i = 0; i < list->count; i++)
        if (list->list[i].month / 100 == year)
            sources_add(m, &from, list->list[i].file);
    return job_textf(
        J, "注：文中的占比都以受理总量为基数%s%s。办结、反馈含以前月份受理的。“—”表示没有数字；哪"
           "一类缺一个月（没有受理总量的月份除外），哪一类就不作合计。%s来源：%s。",
        rest > 0 ? "，未分类的" : "",
        rest > 0 ? job_textf(J, "%lld件也在其中", (long long)rest) : "",
        all->summed ? "没有全部合计的月份，用所列单位相加。" : "",
        say_sources(m, &from));
}

static void add_months(struct document *doc, struct report_model *m, int year,
                       const struct call_sum months[],
                       const struct call_sum *all)
{
    struct call_columns c = told_fields(months, MONTHS);
    int last = last_month(months);
    struct call_sum lines[MONTHS + 1];
    struct pen p = {0};

    memcpy(lines, months, MONTHS * sizeof(lines[0]));
    lines[MONTHS] = *all;
    p.table = call_table(m, "月份", CELL_CENTRE, 14, &c, (size_t)last + 1,
                         lines, MONTHS + 1);
    if (!p.table)
        return;
    for (int k = 0; k < last; k++)
        sum_row(m, &p, job_textf(J, "%d月", k + 1), &months[k], &c);
    table_look(p.table, p.row, ROW_TOTAL);
    sum_row(m, &p, "合计", all, &c);
    p.table->note = call_note(m, year, all, &c);
    document_table(doc, p.table,
                   job_textf(J, "%d年12356热线受理情况", year));
}

/* Units with rows of their own, the whole round left out. */
static void add_units(struct document *doc, struct report_model *m, int year)
{
    size_t count = 0;
    struct call_sum *sums = job_alloc(J, m->units->count, sizeof(*sums));
    struct call_columns c;
    struct pen p = {0};

    if (!sums)
        return;
    outside_units(outside(m), year, m->units->count, sums);
    for (size_t u = 1; u < m->units->count; u++)
        count += sums[u].rows > 0;
    if (count < 2)
        return;
    c = told_fields(sums + 1, m->units->count - 1);
    p.table = call_table(m, "单位", CELL_NAME, 30, &c, count, sums + 1,
                         m->units->count - 1);
    for (size_t u = 1; p.table && u < m->units->count; u++)
        if (sums[u].rows > 0)
            sum_row(m, &p, m->units->unit[u].name, &sums[u], &c);
    if (!p.table)
        return;
    p.table->note = "注：各单位有数字的各月之和；哪一类缺一个月，写“—”。上下级单位的数字有重叠，不能相加"
                    "。";
    document_table(doc, p.table,
                   job_textf(J, "%d年各单位12356热线受理情况", year));
}

static void add_calls(struct document *doc, struct report_model *m, int year)
{
    struct call_sum months[MONTHS];
    struct call_sum all;

    document_heading(doc, 2, "12356热线受理、办结和反馈");
    for (int k = 0; outside(m) && k < MONTHS; k++)
        months[k] = outside_month(outside(m), m->units, year, k + 1);
    if (!outside(m) || last_month(months) == 0) {
        document_fill(doc, "12356热线受理、办结和反馈情况：", 4);
        return;
    }
    all = outside_total(months, MONTHS);
    document_para(doc, say_calls(m, year, months, &all,
                                 document_next_table(doc)));
    add_months(doc, m, year, months, &all);
    add_units(doc, m, year);
}

/* ---- 政风行风: sentences ---- */

static const char *field(struct report_model *m, const struct zf_row *r,
                         enum zf_field f)
{
    return text_flat(J, r->text[f]);
}

static bool has(const struct zf_row *r, enum zf_field f)
{
    return r->text[f][0] != '\0';
}

static int64_t number(const struct zf_row *r, enum zf_field f)
{
    int64_t n = -1;

    return num_parse_int(r->text[f], 0, INT64_MAX, &n) ? n : -1;
}

static const char *place_of(struct report_model *m, const struct zf_row *r)
{
    if (!has(r, ZF_PLACE))
        return "";
    if (!has(r, ZF_RANKED))
        return job_textf(J, "，%s名次第%s", field(m, r, ZF_CLASS),
                         field(m, r, ZF_PLACE));
    return job_textf(J, "，在%s%s个参评单位中列第%s名", field(m, r, ZF_CLASS),
                     field(m, r, ZF_RANKED), field(m, r, ZF_PLACE));
}

static const char *votes_of(struct report_model *m, const struct zf_row *r)
{
    struct ratio votes = {number(r, ZF_SATISFIED), number(r, ZF_VALID)};

    if (votes.num >= 0 && votes.den > 0)
        return job_textf(J, "，满意票%lld张，占有效票%lld张的%s",
                         (long long)votes.num, (long long)votes.den,
                         text_percent(J, votes, 0));
    return has(r, ZF_SHARE) ? job_textf(J, "，满意率%s%%（通报没有票数）",
                                        field(m, r, ZF_SHARE))
                            : "";
}

static const char *paper_of(struct report_model *m, const struct zf_row *r)
{
    const char *date =
        has(r, ZF_PUBLISHED) ? text_date(J, r->text[ZF_PUBLISHED]) : "";

    if (!has(r, ZF_DOCUMENT) && !*date)
        return "";
    return job_textf(J, "（%s%s%s）", field(m, r, ZF_DOCUMENT),
                     has(r, ZF_DOCUMENT) && *date ? "，" : "", date);
}

/* 在2026年县纪委组织的政风行风评议中，本单位得分92.50分…… */
static const char *say_own(struct report_model *m, const struct zf_row *r)
{
    const char *by = field(m, r, ZF_ORGANISER);
    const char *score =
        has(r, ZF_SCORE) ? job_textf(J, "，得分%s分（满分%s分）",
                                     field(m, r, ZF_SCORE),
                                     field(m, r, ZF_FULL))
                         : "";
    const char *grade = has(r, ZF_GRADE)
                            ? job_textf(J, "，等次为“%s”", field(m, r, ZF_GRADE))
                            : "";

    return job_textf(J, "本单位参加了%s%s%s的政风行风评议%s%s%s%s%s。", r->period,
                     *by ? by : "当地政府", "组织", score, place_of(m, r),
                     grade, votes_of(m, r), paper_of(m, r));
}

/* ---- 政风行风: the table ---- */

struct zf_columns {
    bool period, item, class, score, full, place, grade, share, bare;
};

static struct zf_columns zf_columns(const struct zf_list *list, int year)
{
    struct zf_columns c = {0};
    const struct zf_row *first = NULL;

    for (size_t i = 0; i < list->count; i++) {
        const struct zf_row *r = &list->list[i];

        if (r->year != year)
            continue;
        first = first ? first : r;
        c.period = c.period || strcmp(first->period, r->period) != 0;
        c.item = c.item || has(r, ZF_ITEM);
        c.class = c.class || has(r, ZF_CLASS);
        c.score = c.score || has(r, ZF_SCORE);
        c.full = c.full || (has(r, ZF_FULL) &&
                            strcmp(r->text[ZF_FULL], "100") != 0);
        c.place = c.place || has(r, ZF_PLACE);
        c.grade = c.grade || has(r, ZF_GRADE);
        c.share = c.share || has(r, ZF_SHARE) || has(r, ZF_SATISFIED);
        c.bare = c.bare || (has(r, ZF_SHARE) && !has(r, ZF_VALID));
    }
    return c;
}

static const char *share_cell(struct report_model *m, const struct zf_row *r)
{
    struct ratio votes = {number(r, ZF_SATISFIED), number(r, ZF_VALID)};

    if (votes.num >= 0 && votes.den > 0)
        return text_rate(J, votes, 0);
    return has(r, ZF_SHARE) ? job_textf(J, "%s*", field(m, r, ZF_SHARE))
                            : "—";
}

static void put_or(struct pen *p, bool column, const char *text)
{
    if (column)
        put(p, *text ? text : "—");
}

static void zf_row(struct report_model *m, struct pen *p,
                   const struct zf_columns *c, const struct zf_row *r)
{
    const char *place = field(m, r, ZF_PLACE);
    const char *score = field(m, r, ZF_SCORE);

    put_or(p, c->period, text_flat(J, r->period));
    put(p, r->unit == 0 ? "本单位" : m->units->unit[r->unit].name);
    put_or(p, c->item, has(r, ZF_ITEM) ? field(m, r, ZF_ITEM) : "总评");
    put_or(p, c->class, field(m, r, ZF_CLASS));
    put_or(p, c->score,
           c->full && *score
               ? job_textf(J, "%s/%s", score, field(m, r, ZF_FULL))
               : score);
    put_or(p, c->place,
           has(r, ZF_RANKED) && *place
               ? job_textf(J, "%s/%s", place, field(m, r, ZF_RANKED))
               : place);
    put_or(p, c->share, share_cell(m, r));
    put_or(p, c->grade, field(m, r, ZF_GRADE));
    p->row++;
    p->col = 0;
}

static struct table *zf_table(struct report_model *m,
                              const struct zf_columns *c, size_t rows)
{
    struct columns columns;

    if (!columns_init(m, &columns))
        return NULL;
    if (c->period)
        column(&columns, "期间", NULL, 31, CELL_NAME);
    column(&columns, "单位", NULL, 30, CELL_NAME);
    if (c->item)
        column(&columns, "项目", NULL, 26, CELL_NAME);
    if (c->class)
        column(&columns, "序列", NULL, 26, CELL_NAME);
    if (c->score)
        column(&columns, c->full ? "得分/\n满分" : "得分\n(满分100)", NULL, 23,
               c->full ? CELL_CENTRE : CELL_NUMBER);
    if (c->place)
        column(&columns, "名次/\n参评数", NULL, 17, CELL_CENTRE);
    if (c->share)
        column(&columns, "满意率\n(%)", NULL, 17, CELL_NUMBER);
    if (c->grade)
        column(&columns, "等次", NULL, 17, CELL_CENTRE);
    return table_new(J, columns.list, columns.count, rows);
}

static const char *zf_note(struct report_model *m, int year, bool bare)
{
    const struct zf_list *list = &outside(m)->zf;
    struct sources from = sources_new(m);

    for (size_t i = 0; i < list->count; i++)
        if (list->list[i].year == year)
            sources_add(m, &from, list->list[i].file);
    return job_textf(J, "注：名次只在同一序列内有意义。%s来源：%s。",
                     bare ? "带*的通报只有比率，没有票数。" : "",
                     say_sources(m, &from));
}

static void add_results(struct document *doc, struct report_model *m,
                        int year)
{
    const struct zf_list *list = &outside(m)->zf;
    struct zf_columns c = zf_columns(list, year);
    struct pen p = {0};
    size_t rows = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct zf_row *r = &list->list[i];

        if (r->year != year)
            continue;
        rows++;
        if (r->unit == 0 && !has(r, ZF_ITEM))
            document_para(doc, say_own(m, r));
        if (has(r, ZF_NOTE))
            document_quote(doc, job_textf(J, "%s%s%s：%s",
                                          r->unit == 0
                                              ? "评议中反映"
                                              : m->units->unit[r->unit].name,
                                          has(r, ZF_ITEM) ? "，" : "",
                                          field(m, r, ZF_ITEM),
                                          field(m, r, ZF_NOTE)));
    }
    p.table = zf_table(m, &c, rows);
    for (size_t i = 0; p.table && i < list->count; i++)
        if (list->list[i].year == year)
            zf_row(m, &p, &c, &list->list[i]);
    if (!p.table)
        return;
    p.table->note = zf_note(m, year, c.bare);
    document_table(doc, p.table,
                   job_textf(J, "%d年政风行风评议结果", year));
}

void add_outside(struct document *doc, struct report_model *m, int year)
{
    bool any = false;

    document_heading(doc, 1, "12356热线和政风行风评议情况");
    add_calls(doc, m, year);
    document_heading(doc, 2, "参加当地政府政风行风评议的结果");
    for (size_t i = 0; outside(m) && i < outside(m)->zf.count; i++)
        any = any || outside(m)->zf.list[i].year == year;
    if (any)
        add_results(doc, m, year);
    else
        document_fill(doc, "参加当地政府政风行风评议的结果：", 3);
}
