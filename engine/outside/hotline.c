/* engine/outside/hotline.c - months of the 12356 hotline.
 *
 * A published table can give shares of another number than the total beside
 * them: 唐山, November 2024: 284,406 calls were taken, and 124,599 of them is
 * called 63.72 %, which is its share of the 195,532 that were classified.  So
 * every share is held against its count and the total, and refused with the
 * number it does fit.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/outside/reader.h"

enum {
    COL_MONTH,
    COL_UNIT,
    COL_COUNT, /* one for each field … */
    COL_SHARE = COL_COUNT + HOTLINE_FIELDS, /* … and one for its share */
    COL_ALL = COL_SHARE + HOTLINE_FIELDS - 1
};

_Static_assert((int)COL_ALL <= (int)READER_COLUMNS, "columns fit");

#define SHARE_COL(field) [COL_SHARE + (field) - 1]

static const struct column_spec columns[COL_ALL] = {
    [COL_MONTH] = {{"month", "月份", "月", "统计月份"}, true},
    [COL_UNIT] = {{"unit", "单位", "单位编码", "编码", "乡镇"}, false},
    [COL_COUNT + HOTLINE_TOTAL] =
        {{"total", "受理总量", "受理", "受理量", "合计"}, true},
    [COL_COUNT + HOTLINE_CONSULT] = {{"consult", "咨询", "咨询量"}, false},
    [COL_COUNT + HOTLINE_HELP] = {{"help", "求助"}, false},
    [COL_COUNT + HOTLINE_COMPLAINT] = {{"complaint", "投诉"}, false},
    [COL_COUNT + HOTLINE_REPORT] = {{"report", "举报"}, false},
    [COL_COUNT + HOTLINE_ACCUSE] =
        {{"accuse", "投诉举报", "投诉、举报", "举报投诉"}, false},
    [COL_COUNT + HOTLINE_SUGGEST] =
        {{"suggest", "意见建议", "意见和建议", "建议", "意见、建议"}, false},
    [COL_COUNT + HOTLINE_OTHER] = {{"other", "其他", "其它"}, false},
    [COL_COUNT + HOTLINE_FORWARDED] =
        {{"forwarded", "转办", "转办量", "转派"}, false},
    [COL_COUNT + HOTLINE_SETTLED] = {{"settled", "办结", "办结量"}, false},
    [COL_COUNT + HOTLINE_TOLD] = {{"told", "反馈", "反馈量"}, false},
    SHARE_COL(HOTLINE_CONSULT) = {{"consult_share", "咨询占比"}, false},
    SHARE_COL(HOTLINE_HELP) = {{"help_share", "求助占比"}, false},
    SHARE_COL(HOTLINE_COMPLAINT) = {{"complaint_share", "投诉占比"}, false},
    SHARE_COL(HOTLINE_REPORT) = {{"report_share", "举报占比"}, false},
    SHARE_COL(HOTLINE_ACCUSE) = {{"accuse_share", "投诉举报占比"}, false},
    SHARE_COL(HOTLINE_SUGGEST) =
        {{"suggest_share", "意见建议占比", "建议占比"}, false},
    SHARE_COL(HOTLINE_OTHER) = {{"other_share", "其他占比", "其它占比"}, false},
    SHARE_COL(HOTLINE_FORWARDED) =
        {{"forwarded_share", "转办率", "转办占比"}, false},
    SHARE_COL(HOTLINE_SETTLED) = {{"settled_share", "办结率", "办结占比"}, false},
    SHARE_COL(HOTLINE_TOLD) = {{"told_share", "反馈率", "反馈占比"}, false},
};

/* Can be worked out from what is stored, or says nothing about calls. */
static const char *const ignored[] = {"序号", "同比", "环比", "同比增长",
                                      "环比增长", "单位名称", "名称", NULL};

static const struct head_spec head = {COL_ALL, columns, ignored};

enum { MOST = 1000000000 };

/* The kinds of calls, of which a call has one. */
static bool is_class(int field)
{
    return field >= HOTLINE_CONSULT && field <= HOTLINE_OTHER;
}

static int64_t classified(const struct hotline_row *row)
{
    int64_t sum = 0;
    for (int f = 0; f < HOTLINE_FIELDS; f++)
        if (is_class(f) && row->n[f] > 0)
            sum += row->n[f];
    return sum;
}

/* ---- one row ---- */

static void check_share(struct reader *r, const struct hotline_row *row,
                        int field)
{
    size_t column = (size_t)(COL_SHARE + field - 1);
    struct share share = {.digits = -1};
    int64_t total = row->n[HOTLINE_TOTAL];
    int64_t n = row->n[field];
    if (!cell_share(r, column, &share) || share.digits < 0)
        return;
    if (n < 0) {
        reader_wrong(r, column, ERR_FORMAT,
                     _("a share without its count (%s); nothing can be worked "
                       "out from it"),
                     hotline_field_title((enum hotline_field)field));
        return;
    }
    if (share_fits(&share, n, total))
        return;
    int64_t sorted = classified(row);
    int64_t passed = row->n[HOTLINE_FORWARDED];
    const char *other = is_class(field) && sorted != total &&
                                share_fits(&share, n, sorted)
                            ? _("the calls that were sorted into kinds")
                        : !is_class(field) && passed > 0 &&
                                share_fits(&share, n, passed)
                            ? _("the calls that were passed on (转办)")
                            : NULL;
    if (other != NULL)
        reader_wrong(r, column, ERR_FORMAT,
                     _("%s%% is the share of %lld in %lld, %s, but 受理总量 is "
                       "%lld; shares and totals must have one base: give the "
                       "share of 受理总量, or leave the column out"),
                     share.text, (long long)n,
                     (long long)(is_class(field) ? sorted : passed), other,
                     (long long)total);
    else
        reader_wrong(r, column, ERR_FORMAT,
                     _("%s%% is not the share of %lld in 受理总量 (%lld); "
                       "shares and totals must have one base"),
                     share.text, (long long)n, (long long)total);
}

static void check_row(struct reader *r, const struct hotline_row *row)
{
    int64_t total = row->n[HOTLINE_TOTAL];
    int64_t sum = classified(row);
    if (row->n[HOTLINE_ACCUSE] >= 0 && (row->n[HOTLINE_COMPLAINT] >= 0 ||
                                        row->n[HOTLINE_REPORT] >= 0))
        reader_wrong(r, COL_COUNT + HOTLINE_ACCUSE, ERR_FORMAT,
                     _("投诉举报 beside 投诉 or 举报: the same calls would "
                       "count twice; give one or the other"));
    else if (sum > total)
        reader_wrong(r, COL_COUNT + HOTLINE_TOTAL, ERR_FORMAT,
                     _("the kinds of calls add up to %lld, more than the "
                       "total of %lld"),
                     (long long)sum, (long long)total);
    if (row->n[HOTLINE_FORWARDED] > total)
        reader_wrong(r, COL_COUNT + HOTLINE_FORWARDED, ERR_FORMAT,
                     _("%lld is more than the total of %lld"),
                     (long long)row->n[HOTLINE_FORWARDED], (long long)total);
    for (int f = 1; f < HOTLINE_FIELDS; f++)
        check_share(r, row, f);
}

static bool take_counts(struct reader *r, int64_t n[])
{
    bool fine = true;
    for (int f = 0; f < HOTLINE_FIELDS; f++) {
        n[f] = -1;
        fine = cell_count(r, (size_t)(COL_COUNT + f), 0, MOST, &n[f]) && fine;
    }
    if (fine && n[HOTLINE_TOTAL] < 0) {
        reader_wrong(r, COL_COUNT + HOTLINE_TOTAL, ERR_FORMAT,
                     _("the total is missing: without it no share has a "
                       "base"));
        fine = false;
    }
    return fine;
}

/* ---- 合计 ---- */

/* It must be what the rows above it add up to, those of the whole round where
 * there are any. */
static void check_sums(struct reader *r, const struct entries *e,
                       size_t from)
{
    int64_t said[HOTLINE_FIELDS];
    bool whole = false;
    for (size_t i = from; i < e->count; i++)
        whole = whole || ((struct hotline_row *)e->list[i].row)->unit == 0;
    if (!take_counts(r, said))
        return;
    for (int f = 0; f < HOTLINE_FIELDS; f++) {
        int64_t sum = 0;
        for (size_t i = from; i < e->count; i++) {
            const struct hotline_row *row = e->list[i].row;
            if ((row->unit == 0 || !whole) && row->n[f] > 0)
                sum += row->n[f];
        }
        if (said[f] >= 0 && said[f] != sum)
            reader_wrong(r, (size_t)(COL_COUNT + f), ERR_FORMAT,
                         _("this row of sums says %lld, but the rows above "
                           "add up to %lld"),
                         (long long)said[f], (long long)sum);
    }
}

/* ---- all rows ---- */

static enum err_code read_row(struct reader *r, struct entries *e,
                              struct err *err)
{
    void *place = NULL;
    struct hotline_row found = {0};
    bool fine = cell_month(r, COL_MONTH, &found.month);
    fine = cell_unit(r, COL_UNIT, &found.unit) && fine;
    if (!take_counts(r, found.n))
        return ERR_OK;
    check_row(r, &found);
    if (!fine)
        return ERR_OK;
    enum err_code code = entries_add(r, e, sizeof found, &place, err);
    if (code == ERR_OK)
        memcpy(place, &found, sizeof found);
    return code;
}

static enum err_code read_rows(struct reader *r, void **rows, size_t *count,
                               struct err *err)
{
    struct entries *e = arena_alloc(r->arena, 1, sizeof *e);
    enum err_code code = ERR_OK;
    size_t from = 0;
    if (e == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the import: out of memory"));
    for (size_t at = 0; code == ERR_OK && reader_next(r, &at);) {
        if (is_sum_word(reader_text(r, COL_MONTH))) {
            check_sums(r, e, from);
            from = e->count;
        } else
            code = read_row(r, e, err);
    }
    *rows = e;
    *count = e->count;
    return code;
}

/* ---- against what is stored ---- */

static int compare(const void *a, const void *b)
{
    const struct hotline_row *x = a;
    const struct hotline_row *y = b;
    if (x->month != y->month)
        return x->month < y->month ? -1 : 1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static bool equal(const void *a, const void *b)
{
    const struct hotline_row *x = a;
    const struct hotline_row *y = b;
    return memcmp(x->n, y->n, sizeof x->n) == 0;
}

static int year(const void *row)
{
    return ((const struct hotline_row *)row)->month / 100;
}

static const char *name(const void *row, const struct units *units,
                        struct arena *arena)
{
    const struct hotline_row *x = row;
    char text[64];
    (void)snprintf(text, sizeof text, "%d-%02d %s", x->month / 100,
                   x->month % 100, units->unit[x->unit].code);
    return arena_text(arena, text);
}

static void tell(struct jout *j, const char *key, const void *row)
{
    const struct hotline_row *x = row;
    jout_begin_object(j, key);
    for (int f = 0; f < HOTLINE_FIELDS; f++)
        if (x->n[f] >= 0)
            jout_int(j, hotline_field_word((enum hotline_field)f), x->n[f]);
    jout_end_object(j);
}

static enum err_code put(struct store *store, void *row, int64_t file,
                         struct err *err)
{
    struct hotline_row *x = row;
    x->file = file;
    return store_hotline_put(store, x, err);
}

static enum err_code remove_row(struct store *store, const void *row,
                                struct err *err)
{
    const struct hotline_row *x = row;
    return store_hotline_remove(store, x->month, x->unit, err);
}

static const struct merge_kind kind = {
    sizeof(struct hotline_row), compare, equal,      year,
    name,                       tell,    put, remove_row,
};

/* ---- the units below add up to no more than the unit ---- */

struct sums {
    const struct hotline_row **row; /* by unit: this month's, or NULL */
    int64_t *below;                 /* by unit: what the units below told */
    const struct table_row **at;    /* by unit: where the file told */
};

/* What will be stored of a month: the file's rows before stored ones. */
static void take_month_rows(const struct merge *m, int month,
                            struct sums *s)
{
    size_t gone = 0; /* both lists are in one order */
    for (size_t i = 0; i < m->stored_count; i++) {
        const struct hotline_row *row = m->stored[i];
        if (gone < m->gone_count && m->gone[gone] == row)
            gone++;
        else if (row->month == month)
            s->row[row->unit] = row;
    }
    for (size_t i = 0; i < m->file->count; i++) {
        const struct hotline_row *row = m->file->list[i].row;
        if (row->month != month)
            continue;
        s->row[row->unit] = row;
        s->at[row->unit] = m->file->list[i].at;
    }
}

static void check_unit(struct reader *r, const struct sums *s, size_t unit)
{
    const struct unit *u = &r->units->unit[unit];
    const struct table_row *at = s->at[unit];
    if (s->row[unit] == NULL || s->below[unit] <= s->row[unit]->n[0])
        return;
    for (size_t k = unit + 1; at == NULL && k < r->units->count; k++)
        if (units_under(r->units, k, unit))
            at = s->at[k];
    if (at != NULL)
        reader_wrong_at(r, at, COL_COUNT + HOTLINE_TOTAL, ERR_FORMAT,
                        _("in %d-%02d the units below %s %s took %lld calls, "
                          "more than the %lld of %s itself"),
                        s->row[unit]->month / 100, s->row[unit]->month % 100,
                        u->code, u->name, (long long)s->below[unit],
                        (long long)s->row[unit]->n[0], u->name);
}

static void check_month(struct reader *r, const struct merge *m, int month,
                        struct sums *s)
{
    size_t n = r->units->count;
    memset(s->row, 0, n * sizeof s->row[0]);
    memset(s->below, 0, n * sizeof s->below[0]);
    memset(s->at, 0, n * sizeof s->at[0]);
    take_month_rows(m, month, s);
    for (size_t u = 0; u < n; u++) {
        long up = r->units->unit[u].parent;
        while (up >= 0 && s->row[up] == NULL)
            up = r->units->unit[up].parent;
        if (s->row[u] != NULL && up >= 0)
            s->below[up] += s->row[u]->n[0];
    }
    for (size_t u = 0; u < n; u++)
        check_unit(r, s, u);
}

static enum err_code check_months(struct reader *r, const struct merge *m,
                                  struct err *err)
{
    size_t n = r->units->count;
    struct sums s = {arena_alloc(r->arena, n, sizeof *s.row),
                     arena_alloc(r->arena, n, sizeof *s.below),
                     arena_alloc(r->arena, n, sizeof *s.at)};
    int last = 0;
    if (s.row == NULL || s.below == NULL || s.at == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the import: out of memory"));
    for (size_t i = 0; i < m->file->count; i++) {
        int month = ((struct hotline_row *)m->file->list[i].row)->month;
        if (month != last)
            check_month(r, m, month, &s);
        last = month;
    }
    return ERR_OK;
}

static enum err_code store_rows(struct reader *r, struct store *store,
                                const struct import_wish *wish,
                                const struct source *source, void *rows,
                                struct import_outcome *out, struct err *err)
{
    struct hotline_list stored;
    struct merge m;
    enum err_code code = store_hotline(store, r->arena, &stored, err);
    if (code == ERR_OK)
        code = merge_rows(r, &kind, rows, stored.list, stored.count,
                          wish->replace, COL_MONTH, &m, out, err);
    if (code == ERR_OK && r->problems->total == 0)
        code = check_months(r, &m, err);
    if (code == ERR_OK)
        code = merge_changes(r, &m, out, err);
    if (code == ERR_OK && r->problems->total == 0 && !wish->check &&
        out->added + out->changed + out->removed > 0)
        code = merge_write(store, &m, source, out, err);
    return code;
}

const struct kind_reader hotline_reader = {
    .word = "hotline", .head = &head, .read = read_rows, .store = store_rows};
