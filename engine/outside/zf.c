/* engine/outside/zf.c - results of the 政风行风评议 that the government ran. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/outside/reader.h"

enum { COL_PERIOD, COL_UNIT, COL_FIELD, COL_ALL = COL_FIELD + ZF_FIELDS };

_Static_assert((int)COL_ALL <= (int)READER_COLUMNS, "columns fit");

static const struct column_spec columns[COL_ALL] = {
    [COL_PERIOD] = {{"period", "期间", "年度", "评议年度", "时间"}, true},
    [COL_UNIT] = {{"unit", "单位", "参评单位", "被评单位", "单位名称"}, true},
    [COL_FIELD + ZF_ITEM] = {{"item", "项目", "评议项目", "评议内容"}, false},
    [COL_FIELD + ZF_ORGANISER] = {{"organiser", "组织单位", "主办单位"}, false},
    [COL_FIELD + ZF_CLASS] = {{"class", "序列", "类别"}, false},
    [COL_FIELD + ZF_SCORE] = {{"score", "得分", "评议得分", "总分"}, false},
    [COL_FIELD + ZF_FULL] = {{"full", "满分"}, false},
    [COL_FIELD + ZF_PLACE] = {{"place", "名次", "排名"}, false},
    [COL_FIELD + ZF_RANKED] =
        {{"ranked", "参评数", "参评单位数", "参评个数"}, false},
    [COL_FIELD + ZF_GRADE] = {{"grade", "等次", "等级", "结论"}, false},
    [COL_FIELD + ZF_SATISFIED] = {{"satisfied", "满意票", "满意票数"}, false},
    [COL_FIELD + ZF_VALID] = {{"valid", "有效票", "有效票数"}, false},
    [COL_FIELD + ZF_SHARE] = {{"share", "满意率"}, false},
    [COL_FIELD + ZF_DOCUMENT] = {{"document", "文号", "通报文号"}, false},
    [COL_FIELD + ZF_PUBLISHED] =
        {{"published", "通报日期", "日期", "公布日期"}, false},
    [COL_FIELD + ZF_NOTE] = {{"note", "备注", "主要意见"}, false},
};

static const char *const ignored[] = {"序号", NULL};

static const struct head_spec head = {COL_ALL, columns, ignored};

enum { MOST = 100000000 };

static bool has(const struct zf_row *row, enum zf_field f)
{
    return row->text[f][0] != '\0';
}

/* ---- one row ---- */

/* A whole number, kept as text. */
static bool take_whole(struct reader *r, enum zf_field f, int64_t low,
                       const char **out, int64_t *value)
{
    struct str text;
    *value = -1;
    if (!cell_count(r, (size_t)(COL_FIELD + (int)f), low, MOST, value))
        return false;
    if (*value < 0)
        return true;
    str_init(&text, 32);
    str_addf(&text, "%lld", (long long)*value);
    *out = arena_text(r->arena, text.text);
    str_deinit(&text);
    return *out != NULL;
}

static bool check_score(struct reader *r, struct zf_row *row)
{
    double score = 0;
    double full = 100;
    if (!has(row, ZF_SCORE)) {
        if (has(row, ZF_FULL))
            reader_wrong(r, COL_FIELD + ZF_FULL, ERR_FORMAT,
                         _("a full mark (满分) without a score (得分)"));
        return !has(row, ZF_FULL);
    }
    if (!has(row, ZF_FULL))
        row->text[ZF_FULL] = "100";
    (void)num_parse_real(row->text[ZF_SCORE], &score);
    (void)num_parse_real(row->text[ZF_FULL], &full);
    if (score <= full && full > 0)
        return true;
    reader_wrong(r, COL_FIELD + ZF_SCORE, ERR_RANGE,
                 _("%s is more than the full mark of %s; give 满分 where it is "
                   "not 100"),
                 row->text[ZF_SCORE], row->text[ZF_FULL]);
    return false;
}

static bool check_votes(struct reader *r, int64_t satisfied, int64_t valid,
                        const struct share *share)
{
    if ((satisfied >= 0) != (valid >= 0)) {
        reader_wrong(r,
                     satisfied >= 0 ? COL_FIELD + ZF_SATISFIED
                                    : COL_FIELD + ZF_VALID,
                     ERR_FORMAT,
                     _("满意票 and 有效票 belong together: one without the "
                       "other is no share"));
        return false;
    }
    if (satisfied > valid) {
        reader_wrong(r, COL_FIELD + ZF_SATISFIED, ERR_FORMAT,
                     _("%lld is more than the %lld valid votes"),
                     (long long)satisfied, (long long)valid);
        return false;
    }
    if (share->digits < 0 || valid < 0 || share_fits(share, satisfied, valid))
        return true;
    reader_wrong(r, COL_FIELD + ZF_SHARE, ERR_FORMAT,
                 _("%s%% is not the share of %lld in the %lld valid votes; "
                   "shares and totals must have one base"),
                 share->text, (long long)satisfied, (long long)valid);
    return false;
}

static bool check_place(struct reader *r, int64_t place, int64_t ranked)
{
    if (ranked >= 0 && place > ranked) {
        reader_wrong(r, COL_FIELD + ZF_PLACE, ERR_FORMAT,
                     _("place %lld among %lld"), (long long)place,
                     (long long)ranked);
        return false;
    }
    return true;
}

static bool check_any(struct reader *r, const struct zf_row *row)
{
    static const enum zf_field results[] = {ZF_SCORE, ZF_PLACE, ZF_GRADE,
                                            ZF_SHARE, ZF_SATISFIED};
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++)
        if (has(row, results[i]))
            return true;
    reader_wrong(r, COL_UNIT, ERR_FORMAT,
                 _("the row has no result: neither score, place, grade nor "
                   "share"));
    return false;
}

static bool take_fields(struct reader *r, struct zf_row *row)
{
    int64_t place, ranked, satisfied, valid;
    struct share share = {.digits = -1};
    bool fine = true;
    static const enum zf_field texts[] = {ZF_ITEM,  ZF_ORGANISER, ZF_CLASS,
                                          ZF_GRADE, ZF_DOCUMENT,  ZF_NOTE};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        fine = cell_text(r, COL_FIELD + (size_t)texts[i],
                         &row->text[texts[i]]) && fine;
    bool scored = cell_decimal(r, COL_FIELD + ZF_SCORE, &row->text[ZF_SCORE]);
    scored =
        cell_decimal(r, COL_FIELD + ZF_FULL, &row->text[ZF_FULL]) && scored;
    fine = cell_date(r, COL_FIELD + ZF_PUBLISHED, &row->text[ZF_PUBLISHED]) &&
           fine;
    bool placed = take_whole(r, ZF_PLACE, 1, &row->text[ZF_PLACE], &place);
    placed = take_whole(r, ZF_RANKED, 1, &row->text[ZF_RANKED], &ranked) &&
             placed && check_place(r, place, ranked);
    bool voted = take_whole(r, ZF_SATISFIED, 0, &row->text[ZF_SATISFIED],
                            &satisfied);
    voted = take_whole(r, ZF_VALID, 1, &row->text[ZF_VALID], &valid) && voted;
    voted = cell_share(r, COL_FIELD + ZF_SHARE, &share) && voted &&
            check_votes(r, satisfied, valid, &share);
    if (share.digits >= 0)
        row->text[ZF_SHARE] = share.text;
    fine = scored && check_score(r, row) && fine;
    if (!fine || !placed || !voted)
        return false;
    return check_any(r, row);
}

static enum err_code read_row(struct reader *r, struct entries *e,
                              struct err *err)
{
    void *place = NULL;
    struct zf_row found = {.period = ""};
    for (int f = 0; f < ZF_FIELDS; f++)
        found.text[f] = "";
    bool fine = cell_period(r, COL_PERIOD, &found.period, &found.year);
    if (!reader_given(r, COL_UNIT))
        reader_wrong(r, COL_UNIT, ERR_FORMAT, _("the unit is missing"));
    fine = cell_unit(r, COL_UNIT, &found.unit) && fine &&
           reader_given(r, COL_UNIT);
    fine = take_fields(r, &found) && fine;
    if (!fine)
        return ERR_OK;
    enum err_code code = entries_add(r, e, sizeof found, &place, err);
    if (code == ERR_OK)
        memcpy(place, &found, sizeof found);
    return code;
}

/* ---- all rows ---- */

/* Those ranked among each other: by period, item, organiser and class. */
static int by_class(const void *a, const void *b)
{
    const struct entry *const *x = a;
    const struct entry *const *y = b;
    const struct zf_row *p = (*x)->row;
    const struct zf_row *q = (*y)->row;
    int order = strcmp(p->period, q->period);
    if (order == 0)
        order = strcmp(p->text[ZF_ITEM], q->text[ZF_ITEM]);
    if (order == 0)
        order = strcmp(p->text[ZF_ORGANISER], q->text[ZF_ORGANISER]);
    return order != 0 ? order
                      : strcmp(p->text[ZF_CLASS], q->text[ZF_CLASS]);
}

static int by_class_and_line(const void *a, const void *b)
{
    const struct entry *const *x = a;
    const struct entry *const *y = b;
    int order = by_class(a, b);
    if (order != 0)
        return order;
    return (*x)->at->line < (*y)->at->line ? -1
                                           : (*x)->at->line > (*y)->at->line;
}

/* Ranks of one class are out of one number. */
static enum err_code check_classes(struct reader *r, const struct entries *e,
                                   struct err *err)
{
    const struct entry **list =
        arena_alloc(r->arena, e->count + 1, sizeof *list);
    const struct entry *first = NULL;
    if (list == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the import: out of memory"));
    for (size_t i = 0; i < e->count; i++)
        list[i] = &e->list[i];
    if (e->count > 1)
        qsort(list, e->count, sizeof *list, by_class_and_line);
    for (size_t i = 0; i < e->count; i++) {
        const struct zf_row *row = list[i]->row;
        if (first != NULL && by_class(&first, &list[i]) != 0)
            first = NULL;
        if (!has(row, ZF_RANKED))
            continue;
        const struct zf_row *other = first != NULL ? first->row : NULL;
        if (other == NULL)
            first = list[i];
        else if (strcmp(other->text[ZF_RANKED], row->text[ZF_RANKED]) != 0)
            reader_wrong_at(r, list[i]->at, COL_FIELD + ZF_RANKED, ERR_FORMAT,
                            _("%s units were judged here, but %s in row %zu "
                              "of the same class; give the classes apart "
                              "(序列)"),
                            row->text[ZF_RANKED], other->text[ZF_RANKED],
                            first->at->line);
    }
    return ERR_OK;
}

static enum err_code read_rows(struct reader *r, void **rows, size_t *count,
                               struct err *err)
{
    struct entries *e = arena_alloc(r->arena, 1, sizeof *e);
    enum err_code code = ERR_OK;
    if (e == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the import: out of memory"));
    for (size_t at = 0; code == ERR_OK && reader_next(r, &at);)
        code = read_row(r, e, err);
    *rows = e;
    *count = e->count;
    return code == ERR_OK ? check_classes(r, e, err) : code;
}

/* ---- against what is stored ---- */

static int compare(const void *a, const void *b)
{
    const struct zf_row *x = a;
    const struct zf_row *y = b;
    int order = x->year < y->year ? -1 : x->year > y->year;
    if (order == 0)
        order = strcmp(x->period, y->period);
    if (order == 0)
        order = x->unit < y->unit ? -1 : x->unit > y->unit;
    return order != 0 ? order : strcmp(x->text[ZF_ITEM], y->text[ZF_ITEM]);
}

static bool equal(const void *a, const void *b)
{
    const struct zf_row *x = a;
    const struct zf_row *y = b;
    for (int f = 0; f < ZF_FIELDS; f++)
        if (strcmp(x->text[f], y->text[f]) != 0)
            return false;
    return true;
}

static int year(const void *row)
{
    return ((const struct zf_row *)row)->year;
}

static const char *name(const void *row, const struct units *units,
                        struct arena *arena)
{
    const struct zf_row *x = row;
    struct str text;
    str_init(&text, 2048);
    str_addf(&text, "%s %s%s%s", x->period, units->unit[x->unit].code,
             has(x, ZF_ITEM) ? " " : "", x->text[ZF_ITEM]);
    const char *out = arena_text(arena, text.text);
    str_deinit(&text);
    return out;
}

static void tell(struct jout *j, const char *key, const void *row)
{
    const struct zf_row *x = row;
    jout_begin_object(j, key);
    for (int f = 0; f < ZF_FIELDS; f++)
        if (has(x, (enum zf_field)f))
            jout_string(j, zf_field_word((enum zf_field)f), x->text[f]);
    jout_end_object(j);
}

static enum err_code put(struct store *store, void *row, int64_t file,
                         struct err *err)
{
    struct zf_row *x = row;
    x->file = file;
    return store_zf_put(store, x, err);
}

static enum err_code remove_row(struct store *store, const void *row,
                                struct err *err)
{
    return store_zf_remove(store, row, err);
}

static const struct merge_kind kind = {
    sizeof(struct zf_row), compare, equal,      year,
    name,                  tell,    put, remove_row,
};

static enum err_code store_rows(struct reader *r, struct store *store,
                                const struct import_wish *wish,
                                const struct source *source, void *rows,
                                struct import_outcome *out, struct err *err)
{
    struct zf_list stored;
    struct merge m;
    enum err_code code = store_zf(store, r->arena, &stored, err);
    if (code == ERR_OK)
        code = merge_rows(r, &kind, rows, stored.list, stored.count,
                          wish->replace, COL_UNIT, &m, out, err);
    if (code == ERR_OK)
        code = merge_changes(r, &m, out, err);
    if (code == ERR_OK && r->problems->total == 0 && !wish->check &&
        out->added + out->changed + out->removed > 0)
        code = merge_write(store, &m, source, out, err);
    return code;
}

const struct kind_reader zf_reader = {
    .word = "zf", .head = &head, .read = read_rows, .store = store_rows};
