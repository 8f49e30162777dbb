/* engine/export/export_xlsx.c - the door to libxlsxwriter: counts, rates, units
 * and answers as worksheets.  Numbers are written as numbers, text as text; no
 * cell is ever a formula. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "engine/base/i18n.h"
#include "engine/export/internal.h"
#include "engine/tally/tally.h"

/* A worksheet has 1,048,576 rows and a cell 32,767 characters. */
enum { SHEET_ROWS = 1048576, CELL_BYTES = 32000 };

struct book {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *head, *percent;
    uint32_t row;
    uint16_t col;
    lxw_error error;
};

static void note(struct book *b, lxw_error e)
{
    if (b->error == LXW_NO_ERROR)
        b->error = e;
}

static void text(struct book *b, const char *value)
{
    char cut[CELL_BYTES + 1];
    if (strlen(value) > CELL_BYTES) {
        export_cut(value, CELL_BYTES, cut);
        value = cut;
    }
    if (value[0] != '\0')
        note(b, worksheet_write_string(b->sheet, b->row, b->col, value, NULL));
    b->col++;
}

static void number(struct book *b, double value)
{
    note(b, worksheet_write_number(b->sheet, b->row, b->col++, value, NULL));
}

static void count(struct book *b, int64_t value)
{
    number(b, (double)value);
}

/* An empty cell where there is none: hidden, or no base. */
static void share(struct book *b, bool shown, double value)
{
    if (shown)
        note(b, worksheet_write_number(b->sheet, b->row, b->col, value,
                                       b->percent));
    b->col++;
}

static void ratio(struct book *b, struct ratio r)
{
    bool shown = r.den > 0;
    if (shown)
        count(b, r.num);
    else
        b->col++;
    if (shown)
        count(b, r.den);
    else
        b->col++;
    share(b, shown, shown ? (double)r.num / (double)r.den : 0);
}

static void end_row(struct book *b)
{
    b->row++;
    b->col = 0;
}

static void sheet(struct book *b, const char *name, const char *const heads[])
{
    b->sheet = workbook_add_worksheet(b->book, name);
    b->row = 0;
    b->col = 0;
    if (b->sheet == NULL) {
        note(b, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    worksheet_freeze_panes(b->sheet, 1, 0);
    for (; heads != NULL && *heads != NULL; heads++)
        note(b, worksheet_write_string(b->sheet, 0, b->col++, *heads,
                                       b->head));
    if (heads != NULL)
        end_row(b);
}

/* ---- counts ---- */

static void count_row(struct book *b, const struct item *item,
                      const char *code, const char *label, bool shown,
                      int64_t n)
{
    text(b, item->code);
    text(b, item->text);
    text(b, code);
    text(b, label);
    if (shown)
        count(b, n);
    else
        text(b, "不公布");
    end_row(b);
}

static void put_counts(struct book *b, const struct tally *t)
{
    static const char *const heads[] = {"题号", "题目", "选项代码", "选项",
                                        "份数", NULL};
    sheet(b, "计数", heads);
    for (size_t i = 0; b->sheet != NULL && i < t->q->item_count; i++) {
        const struct item *item = &t->q->items[i];
        const struct item_tally *n = &t->unit[0].items[i];
        bool shown = !n->suppressed && !t->unit[0].suppressed;
        for (size_t k = 0; item->scale != NULL &&
                           k < item->scale->choice_count; k++)
            count_row(b, item, item->scale->choices[k].code,
                      item->scale->choices[k].text, shown, n->counts[k]);
        if (item->scale == NULL) {
            count_row(b, item, "", "有字迹", shown, n->written);
            continue;
        }
        count_row(b, item, "-1", "未答", shown, n->blank);
        count_row(b, item, "-2", "无效", shown, n->invalid);
        count_row(b, item, "-3", "待复核", shown, n->doubtful);
    }
}

/* ---- rates ---- */

static void put_rates(struct book *b, const struct tally *t)
{
    static const char *const heads[] = {
        "题号", "题目", "主口径分子", "主口径分母", "主口径比率", "参考口径分子",
        "参考口径分母", "参考口径比率", "区间下限", "区间上限", "得分", NULL};
    sheet(b, "指标", heads);
    for (size_t i = 0; b->sheet != NULL && i < t->q->item_count; i++) {
        const struct item_tally *n = &t->unit[0].items[i];
        if (t->q->items[i].role != ROLE_AWARE &&
            t->q->items[i].role != ROLE_SATISFY &&
            t->q->items[i].role != ROLE_OVERALL)
            continue;
        struct ratio ref = n->suppressed ? (struct ratio){0, 0} : n->ref_rate;
        text(b, t->q->items[i].code);
        text(b, t->q->items[i].text);
        ratio(b, n->main_rate);
        ratio(b, ref);
        bool spread = n->interval.low >= 0 && n->main_rate.den > 0;
        share(b, spread, n->interval.low);
        share(b, spread, n->interval.high);
        if (n->score_n > 0 && !n->suppressed)
            number(b, n->score);
        end_row(b);
    }
}

/* ---- units ---- */

static void put_units(struct book *b, const struct tally *t)
{
    static const char *const heads[] = {
        "单位编码",   "单位",       "序列",       "印制",       "发放",
        "拒收",       "回收",       "有效",       "知晓率分子", "知晓率分母",
        "知晓率",     "满意率分子", "满意率分母", "满意率",     "得分",
        NULL};
    sheet(b, "单位", heads);
    for (size_t i = 0; b->sheet != NULL && i < t->unit_count; i++) {
        const struct unit_tally *u = &t->unit[i];
        const struct ratio none = {0, 0};
        if (!u->has_sheets)
            continue;
        text(b, t->units->unit[i].code);
        text(b, t->units->unit[i].name);
        text(b, t->units->unit[i].class);
        count(b, u->printed);
        count(b, u->issued);
        count(b, u->refused);
        count(b, u->returned);
        if (u->suppressed)
            text(b, "不公布");
        else
            count(b, u->valid);
        ratio(b, u->suppressed ? none : u->aware);
        ratio(b, u->suppressed ? none : u->satisfied);
        if (!u->suppressed && u->score_n > 0)
            number(b, u->score);
        end_row(b);
    }
}

/* ---- answers ---- */

static void put_answers_head(struct book *b, const struct export_table *t)
{
    static const char *const heads[] = {"序号", "单位编码", "单位", "渠道",
                                        "卷面状态", NULL};
    sheet(b, "答卷", heads);
    b->row = 0;
    b->col = 5;
    if (b->sheet == NULL)
        return;
    if (t->x.raw)
        text(b, "卷面编号");
    for (size_t v = 0; v < t->var_count; v++)
        text(b, t->var[v].name);
    end_row(b);
}

static void put_answer_row(struct book *b, const struct export_table *t,
                           size_t r)
{
    const struct export_row *row = &t->row[r];
    const struct unit *unit = &store_units(t->x.store)->unit[row->unit];
    char id[32];
    (void)snprintf(id, sizeof id, "%lld", (long long)row->id);
    text(b, id); /* 63 bits: a number would be rounded */
    text(b, unit->code);
    text(b, unit->name);
    text(b, row->channel);
    text(b, disposition_word(row->disposition));
    if (t->x.raw) {
        export_serial(row->serial, id);
        text(b, row->serial != 0 ? id : "");
    }
    for (size_t v = 0; v < t->var_count; v++) {
        if (t->var[v].kind == VAR_TEXT)
            text(b, export_cell_text(t, r, v));
        else if (export_cell(t, r, v) == CELL_NOT_ASKED)
            b->col++;
        else
            count(b, export_cell(t, r, v));
    }
    end_row(b);
}

static void put_codes(struct book *b, const struct export_table *t)
{
    static const char *const heads[] = {"列名", "题目", "数值", "含义", NULL};
    sheet(b, "编码", heads);
    for (size_t i = 0; b->sheet != NULL && i < t->var_count; i++) {
        const struct export_var *v = &t->var[i];
        size_t n = v->kind == VAR_CHOICE ? v->item->scale->choice_count : 0;
        for (size_t k = 0; k < (n > 0 ? n : 1); k++) {
            text(b, v->name);
            text(b, export_var_label(v));
            if (v->kind == VAR_TEXT) {
                b->col++;
                text(b, "文字");
            } else {
                count(b, (int64_t)k + 1);
                text(b, v->item->scale
                            ->choices[v->kind == VAR_FLAG ? v->choice : k]
                            .text);
            }
            end_row(b);
        }
    }
    for (int c = CELL_BLANK; b->sheet != NULL && c >= CELL_DOUBTFUL; c--) {
        b->col = 2;
        count(b, c);
        text(b, export_cell_title((enum export_cell)c));
        end_row(b);
    }
}

/* The library tells its troubles to stderr, in its own words and its source
 * lines; ours are told by err_errno(). */
static lxw_error close_quietly(lxw_workbook *book, int *errnum)
{
    (void)fflush(stderr);
    int told = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (told >= 0 && null >= 0)
        (void)dup2(null, STDERR_FILENO);
    errno = 0;
    lxw_error e = workbook_close(book);
    *errnum = errno != 0 ? errno : EIO;
    (void)fflush(stderr);
    if (told >= 0 && null >= 0)
        (void)dup2(told, STDERR_FILENO);
    if (told >= 0)
        (void)close(told);
    if (null >= 0)
        (void)close(null);
    return e;
}

/* Is it the system that failed, with its reason in errno? */
static bool of_system(lxw_error e)
{
    return e == LXW_ERROR_CREATING_XLSX_FILE ||
           e == LXW_ERROR_CREATING_TMPFILE ||
           e == LXW_ERROR_READING_TMPFILE ||
           e == LXW_ERROR_ZIP_FILE_OPERATION || e == LXW_ERROR_ZIP_FILE_ADD ||
           e == LXW_ERROR_ZIP_CLOSE;
}

enum err_code export_xlsx(const struct export_table *t,
                          const struct tally *tally, const char *path,
                          struct err *err)
{
    struct book b = {.error = LXW_NO_ERROR};
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    if (t->row_count >= SHEET_ROWS)
        return err_set(err, ERR_RANGE, 0,
                       _("%zu responses are more than a worksheet has rows "
                         "(%d); export csv, sav or jsonl"),
                       t->row_count, SHEET_ROWS - 1);
    b.book = workbook_new_opt(path, &options);
    if (b.book == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the export: out of memory"));
    b.head = workbook_add_format(b.book);
    b.percent = workbook_add_format(b.book);
    format_set_bold(b.head);
    format_set_num_format(b.percent, "0.0%");
    put_counts(&b, tally);
    put_rates(&b, tally);
    put_units(&b, tally);
    put_answers_head(&b, t);
    for (size_t r = 0; r < t->row_count && b.error == LXW_NO_ERROR; r++)
        put_answer_row(&b, t, r);
    put_codes(&b, t);
    int errnum;
    lxw_error e = close_quietly(b.book, &errnum);
    note(&b, e);
    if (b.error == e && of_system(e))
        return err_errno(err, errnum, _("writing"), path);
    if (b.error != LXW_NO_ERROR)
        return err_set(err, ERR_IO, (int)b.error, _("writing %s: %s"), path,
                       lxw_strerror(b.error));
    return ERR_OK;
}
