/* reports/plan.c - 评议方案: what will be asked, of whom, how many, when and by
 * whom, from the workspace alone.  It says nothing of answers, so it may be
 * issued before there are any, and afterwards says the same. */
#include <math.h>
#include <string.h>

#include "engine/base/units.h"
#include "reports/edition.h"
#include "reports/parts.h"
#include "reports/parts_cells.h"

#define J (&m->job)

/* Sheets that come back valid, as a rule of thumb for the plan; and the
 * likeness of people of one village (docs/statistics.md#design). */
#define EXPECTED_VALID .9
#define VILLAGE_LIKENESS .05

enum { BODY_UNITS = 15 };

static void para(struct document *doc, const char *text)
{
    if (text)
        document_para(doc, text);
}

/* ---- units, whether anything was printed for them or not ---- */

/* Of the highest units under the root; NULL without any. */
static const char *top_class(const struct report_model *m)
{
    return m->units->count > 1 ? m->units->unit[1].class : NULL;
}

static size_t class_size(const struct report_model *m, const char *class)
{
    size_t n = 0;

    for (size_t u = 1; class && u < m->units->count; u++)
        n += strcmp(m->units->unit[u].class, class) == 0;
    return n;
}

static bool is_first_of_class(const struct report_model *m, size_t unit)
{
    for (size_t u = 1; u < unit; u++)
        if (strcmp(m->units->unit[u].class, m->units->unit[unit].class) == 0)
            return false;
    return true;
}

static const char *say_range(struct report_model *m)
{
    struct chain list;

    if (m->units->count < 2)
        return job_textf(J, "评议范围为%s。", m->units->unit[0].name);
    chain_init(&list);
    for (size_t u = 1; u < m->units->count; u++)
        if (is_first_of_class(m, u)) {
            const char *class = m->units->unit[u].class;

            chain_add(&list,
                      job_textf(J, "%s%zu个", class, class_size(m, class)));
        }
    return job_textf(J, "评议范围为%s，涉及%s。", m->units->unit[0].name,
                     chain_take(&list, J));
}

/* ---- sheets planned ---- */

/* Printed for the unit and all below it; -1 = nothing printed, and units.csv
 * does not say either. */
static int64_t planned(const struct report_model *m, size_t unit)
{
    const struct shelf *s = m->shelf;
    int64_t copies = 0, known = 0;
    bool any = false, listed = false;

    for (size_t i = 0; s && i < s->batch_count; i++)
        if (units_under(m->units, s->batches[i].unit, unit)) {
            copies += s->batches[i].copies;
            any = true;
        }
    if (any)
        return copies;
    for (size_t u = unit; u < m->units->count; u++)
        if (units_under(m->units, u, unit) && m->units->unit[u].issued >= 0) {
            known += m->units->unit[u].issued;
            listed = true;
        }
    return listed ? known : -1;
}

static int64_t people_of(const struct report_model *m, size_t unit)
{
    return unit_population(m->units, unit);
}

static int64_t households_of(const struct report_model *m, size_t unit)
{
    int64_t sum = 0;

    if (m->units->unit[unit].households >= 0)
        return m->units->unit[unit].households;
    for (size_t u = unit + 1; u < m->units->count; u++)
        if (m->units->unit[u].parent == (long)unit)
            sum += households_of(m, u);
    return sum;
}

static const char *count_or_blank(struct report_model *m, int64_t n)
{
    return n > 0 ? text_count(J, n) : "";
}

static void unit_cells(struct report_model *m, struct pen *p, size_t unit,
                       const char *name)
{
    int64_t sheets = planned(m, unit), homes = households_of(m, unit);

    put(p, name);
    put(p, count_or_blank(m, homes));
    put(p, count_or_blank(m, people_of(m, unit)));
    put(p, sheets >= 0 ? text_count(J, sheets) : "");
    put(p, sheets > 0 && homes > 0
               ? job_textf(J, "%.1f", 100.0 * (double)sheets / (double)homes)
               : "");
    p->row++;
    p->col = 0;
}

/* Units of the highest class; the root as the sum. */
static void add_sample_table(struct document *doc, struct report_model *m,
                             const char *title)
{
    const char *class = top_class(m);
    struct columns cols;
    struct pen p = {.row = 0};

    if (!columns_init(m, &cols))
        return;
    column(&cols, "单位", NULL, 60, CELL_NAME);
    column(&cols, "户数", NULL, 24, CELL_NUMBER);
    column(&cols, "人口", NULL, 24, CELL_NUMBER);
    column(&cols, "计划发放（份）", NULL, 28, CELL_NUMBER);
    column(&cols, "每百户份数", NULL, 24, CELL_NUMBER);
    p.table = table_new(J, cols.list, cols.count, class_size(m, class) + 1);
    if (!p.table)
        return;
    for (size_t u = 1; class && u < m->units->count; u++)
        if (strcmp(m->units->unit[u].class, class) == 0)
            unit_cells(m, &p, u, m->units->unit[u].name);
    table_look(p.table, p.row, ROW_TOTAL);
    unit_cells(m, &p, 0, "合计");
    p.table->note = "注：计划发放份数取自已经印制的份数；没有印制的取自单位表，空着的待"
                    "定。户数、人口取自单位表。";
    document_table(doc, p.table, title);
}

/* ---- how exact it will be ---- */

static double plan_deff(const struct report_model *m, int64_t sheets)
{
    const struct design *d = &m->tally->design;
    size_t villages = 0;

    if (d->kind != DESIGN_CLUSTER)
        return 1;
    for (size_t u = 0; u < m->units->count; u++)
        villages += strcmp(m->units->unit[u].class, d->clusters) == 0 &&
                    planned(m, u) > 0;
    return villages > 0 ? fmax(1, 1 + ((double)sheets / (double)villages - 1) *
                                          VILLAGE_LIKENESS)
                        : 1;
}

/* Half the Wilson interval at 90 %, of those expected back. */
static const char *say_precision(struct report_model *m)
{
    int64_t sheets = planned(m, 0);
    double deff = plan_deff(m, sheets);
    int64_t n = (int64_t)floor((double)sheets * EXPECTED_VALID / deff);

    if (!design_random(&m->tally->design) || n < 10)
        return NULL;
    struct interval i = stats_wilson((n * 9 + 5) / 10, n);
    const char *how =
        deff > 1 ? job_textf(J, "（同一%s的人看法相近，按组内相关0.05折算，设计效应%.2f）",
                             m->tally->design.clusters, deff)
                 : "";
    return job_textf(J,
                     "按有效问卷占九成、真实比率在90%%上下估算，总体比率的95%%区间约为"
                     "±%.1f个百分点%s。实际区间以结果通报为准。",
                     (i.high - i.low) * 50, how);
}

/* 30 valid sheets are needed for a verdict. */
static const char *say_small_units(struct report_model *m)
{
    const char *class = top_class(m);
    size_t small = 0;

    for (size_t u = 1; class && u < m->units->count; u++) {
        int64_t n = planned(m, u);

        small += strcmp(m->units->unit[u].class, class) == 0 && n >= 0 &&
                 (double)n * EXPECTED_VALID < MODEL_MIN_VALID;
    }
    if (small == 0)
        return NULL;
    return job_textf(J, "有%zu个%s的计划份数偏少，回收后可能不足%d份有效问卷，届时不能"
                        "排序、不作达标判定；需要单独评价的，应增加份数。",
                     small, class, MODEL_MIN_VALID);
}

static void add_method(struct document *doc, struct report_model *m)
{
    document_heading(doc, 1, "评议方法和样本");
    para(doc, m->q->anonymous
                  ? "采用纸质问卷。问卷不编号、不记名，按袋发放，由填写人自行封交；任何"
                    "环节不登记谁交了哪一份。"
                  : "采用纸质问卷。问卷由填写人无记名填写，卷面编号随机，只用于核对份数"
                    "和防止重复计算，不登记哪个人拿到哪一号。");
    para(doc, m->tally->design.kind == DESIGN_NONE
                  ? "填写人的选取方式尚未登记；没有登记的，结果不作抽样误差推断，只代表作"
                    "答的人。"
                  : say_drawn(m));
    para(doc, say_precision(m));
    para(doc, say_small_units(m));
    if (class_size(m, top_class(m)) <= BODY_UNITS)
        add_sample_table(doc, m, "发放计划");
    else
        document_para(doc, job_textf(J, "各%s的发放计划见附件。", top_class(m)));
}

/* ---- contents ---- */

static const char *names_of(struct report_model *m, enum item_role role)
{
    struct chain list;

    chain_init(&list);
    for (size_t i = 0; i < m->q->item_count; i++)
        if (m->q->items[i].role == role)
            chain_add(&list, m->q->items[i].text);
    return chain_take(&list, J);
}

static void add_contents(struct document *doc, struct report_model *m)
{
    const char *satisfy = names_of(m, ROLE_SATISFY);

    document_heading(doc, 1, "评议内容");
    if (*satisfy)
        document_para(doc, job_textf(J, "满意度评议：%s%s。", satisfy,
                                     m->overall >= 0 ? "，以及总体评价" : ""));
    if (m->aware.count > 0)
        document_para(doc, job_textf(J, "知晓情况：共%zu题，了解%s对政策、办事程序和监督"
                                        "渠道的知晓程度。",
                                     m->aware.count, m->people));
    if (m->facts.count + m->guards.count > 0)
        document_para(doc, job_textf(J, "事实情况：共%zu题，作为问题线索核查，不计入满意"
                                        "率。", m->facts.count + m->guards.count));
    if (vote_count(m) > 0)
        document_para(doc, job_textf(J, "票决事项：共%zu项。", vote_count(m)));
    document_para(doc, job_textf(J, "问卷共%zu题，全部题目和选项见附件。",
                                 m->q->item_count));
}

static void add_questions(struct document *doc, struct report_model *m)
{
    static const struct column columns[] = {
        {"题号", NULL, 13, CELL_CENTRE},
        {"题目", NULL, 80, CELL_LEFT},
        {"选项", NULL, 63, CELL_LEFT},
    };
    struct table *t = table_new(J, columns, 3, m->q->item_count);

    for (size_t i = 0; t && i < m->q->item_count; i++) {
        const struct item *q = &m->q->items[i];
        struct chain list;

        chain_init(&list);
        for (size_t k = 0; q->scale && k < q->scale->choice_count; k++)
            chain_add(&list, q->scale->choices[k].text);
        const char *choices = chain_take(&list, J);
        table_set(t, i, 0, q->code);
        table_set(t, i, 1, vote_is(m, i) ? vote_name(m, q) : q->text);
        table_set(t, i, 2, q->scale ? choices : "（书写）");
    }
    if (t)
        document_table(doc, t, NULL);
}

/* ---- when and who ---- */

static const struct {
    const char *step, *work;
} STEPS[] = {
    {"准备", "印发方案，印制问卷，培训评议员，公布监督电话"},
    {"发放", "评议员按单位发放，登记发放、拒收份数"},
    {"回收", "当场封袋，监督员签封，送承办单位"},
    {"扫描和复核", "启封、扫描，机器不能确定的由两人复核"},
    {"统计", "核对份数，统计，检查数据质量"},
    {"通报和反馈", "印发结果通报，向被评单位发反馈函"},
    {"公示", "在公开栏张贴公示版"},
    {"整改", "建立台账，逐项整改，报送整改报告"},
    {"总结归档", "年度总结，整理台账目录"},
};

static const struct {
    const char *role, *duty;
} ROLES[] = {
    {"主管领导", "负总责，审定方案和结果"},
    {"计生办主任", "组织实施，协调整改"},
    {"评议员", "发放、回收问卷，登记份数，不解释答案"},
    {"录入员", "扫描、录入，处理待复核作答，不接触单位排序"},
    {"复核员", "复核录入员的认定，核对统计结果"},
    {"行风监督员", "见证封袋、启封、统计，查处弄虚作假"},
};

enum {
    STEP_COUNT = sizeof(STEPS) / sizeof(STEPS[0]),
    ROLE_ROWS = sizeof(ROLES) / sizeof(ROLES[0])
};

static const struct schedule_row *scheduled(const struct report_model *m,
                                            const char *what)
{
    for (size_t i = 0; m->shelf && i < m->shelf->schedule_count; i++)
        if (strcmp(m->shelf->schedule[i].what, what) == 0)
            return &m->shelf->schedule[i];
    return NULL;
}

/* Neither one of our steps nor a role: the office's own. */
static bool is_extra(const struct schedule_row *r)
{
    for (size_t i = 0; i < STEP_COUNT; i++)
        if (strcmp(r->what, STEPS[i].step) == 0)
            return false;
    for (size_t i = 0; i < ROLE_ROWS; i++)
        if (strcmp(r->what, ROLES[i].role) == 0)
            return false;
    return true;
}

static const char *span(struct report_model *m, const struct schedule_row *r)
{
    if (!r || (!*r->from && !*r->to))
        return "";
    if (!*r->to)
        return job_textf(J, "%s起", text_date(J, r->from));
    if (strcmp(r->from, r->to) == 0)
        return text_date(J, r->from);
    if (!*r->from)
        return job_textf(J, "%s前", text_date(J, r->to));
    return job_textf(J, "%s至%s", text_date(J, r->from), text_date(J, r->to));
}

static void add_steps(struct document *doc, struct report_model *m)
{
    static const struct column columns[] = {
        {"步骤", NULL, 26, CELL_CENTRE},
        {"工作", NULL, 62, CELL_LEFT},
        {"时间", NULL, 44, CELL_LEFT},
        {"责任人", NULL, 24, CELL_LEFT},
    };
    size_t extra = 0, row = STEP_COUNT;

    for (size_t i = 0; m->shelf && i < m->shelf->schedule_count; i++)
        extra += is_extra(&m->shelf->schedule[i]);
    struct table *t = table_new(J, columns, 4, STEP_COUNT + extra);
    if (t)
        t->min_row_mm = 10; /* room to write */
    document_heading(doc, 1, "步骤和时间");
    for (size_t i = 0; t && i < STEP_COUNT; i++) {
        const struct schedule_row *r = scheduled(m, STEPS[i].step);

        table_set(t, i, 0, STEPS[i].step);
        table_set(t, i, 1, STEPS[i].work);
        table_set(t, i, 2, span(m, r));
        table_set(t, i, 3, r ? r->person : "");
    }
    for (size_t i = 0; t && m->shelf && i < m->shelf->schedule_count; i++) {
        const struct schedule_row *r = &m->shelf->schedule[i];

        if (!is_extra(r))
            continue;
        table_set(t, row, 0, r->what);
        table_set(t, row, 2, span(m, r));
        table_set(t, row++, 3, r->person);
    }
    if (t)
        document_table(doc, t, "步骤和时间安排");
}

static void add_roles(struct document *doc, struct report_model *m)
{
    static const struct column columns[] = {
        {"角色", NULL, 28, CELL_CENTRE},
        {"职责", NULL, 88, CELL_LEFT},
        {"人员", NULL, 40, CELL_LEFT},
    };
    struct table *t = table_new(J, columns, 3, ROLE_ROWS);

    document_heading(doc, 1, "组织分工");
    document_para(doc, "主要领导亲自抓、负总责，分管领导和业务机构各负其责。被评单位的人员"
                       "不得担任评议员、录入员、复核员和监督员；发放问卷的不得是被评"
                       "单位。");
    if (t)
        t->min_row_mm = 10;
    for (size_t i = 0; t && i < ROLE_ROWS; i++) {
        const struct schedule_row *r = scheduled(m, ROLES[i].role);

        table_set(t, i, 0, ROLES[i].role);
        table_set(t, i, 1, ROLES[i].duty);
        table_set(t, i, 2, r ? r->person : "");
    }
    if (t)
        document_table(doc, t, "人员和职责");
}

/* ---- rules and use ---- */

static void add_rules(struct document *doc, struct report_model *m)
{
    const struct thresholds *line = &m->q->thresholds;

    document_heading(doc, 1, "质量和纪律");
    document_para(doc, "严禁弄虚作假：任何单位和个人不得要求填写人怎样填写，不得代填（本人要"
                       "求代填的应注明），不得更换、抽换问卷。份数如实登记，收回的份"
                       "数多于发放份数的单位，不出结果。");
    document_para(doc, "保护填写人：不收集姓名、证件号码等能认出个人的内容；份数过少的结果"
                       "不公布；书面意见录入后转办，不得追查、打击报复填写人。");
    document_heading(doc, 1, "结果运用");
    if (line->satisfied_permille > 0 || line->aware_permille > 0)
        document_para(
            doc, job_textf(J, "对照标准：%s%s%s。达标与否按份数的整数判定，不按四舍五入后"
                              "的百分数；有效问卷不足%d份的单位不判定、不排序。",
                           line->satisfied_permille > 0
                               ? job_textf(J, "满意率%s", text_line(J, line->satisfied_permille))
                               : "",
                           line->satisfied_permille > 0 &&
                                   line->aware_permille > 0
                               ? "，" : "",
                           line->aware_permille > 0
                               ? job_textf(J, "知晓率%s", text_line(J, line->aware_permille))
                               : "",
                           MODEL_MIN_VALID));
    document_para(doc, job_textf(J, "结果向被评单位反馈、在公开栏公示，从%s最不满意的方面改起，"
                                    "逐项整改，整改结果纳入下一轮评议核对；评议结果和整改"
                                    "情况按规定作为年度考核的依据。",
                                 m->people));
}

void plan_write(struct document *doc, struct report_model *m,
                const struct edition_options *options)
{
    static const char *const signers[] = {"拟稿人", "复核人", "计生办主任",
                                          "主管领导"};
    const char *class = top_class(m);

    edition_begin(doc, m, options);
    doc->title = job_textf(J, "%s方案", say_evaluation(m));
    if (!doc->to)
        doc->to = class ? job_textf(J, "各%s、各有关单位", class) : "各有关单位";
    document_heading(doc, 1, "目的");
    document_para(doc, job_textf(J, "了解%s对工作的知晓和满意程度，听取意见和建议，坚持以%s满"
                                    "意为标准，从%s最不满意的方面改起，改进作风，提高服"
                                    "务质量，制定本方案。",
                                 m->people, m->people, m->people));
    document_heading(doc, 1, "评议对象和范围");
    para(doc, job_textf(J, "评议对象为%s。%s",
                        m->q->object && *m->q->object ? m->q->object
                                                      : m->units->unit[0].name,
                        say_range(m)));
    add_contents(doc, m);
    add_method(doc, m);
    add_steps(doc, m);
    add_roles(doc, m);
    add_rules(doc, m);
    document_signature(doc);
    if (class_size(m, class) > BODY_UNITS) {
        document_attachment(doc, "发放计划", false);
        add_sample_table(doc, m, NULL);
    }
    document_attachment(doc, "问卷题目和选项", false);
    add_questions(doc, m);
    document_attachment(doc, "签字页", false);
    document_sign_sheet(doc, signers, sizeof(signers) / sizeof(signers[0]));
}
