/* engine/outside/weights.c - populations, by which figures are weighted. */
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/outside/reader.h"

enum { COL_UNIT, COL_NAME, COL_PEOPLE, COL_HOUSEHOLDS, COL_ALL };

static const struct column_spec columns[COL_ALL] = {
    [COL_UNIT] = {{"unit", "单位", "编码", "单位编码", "code"}, true},
    [COL_NAME] = {{"name", "名称", "单位名称"}, false},
    [COL_PEOPLE] = {{"population", "人口", "人口数", "总人口", "人数"}, true},
    [COL_HOUSEHOLDS] = {{"households", "户数", "总户数"}, false},
};

static const char *const ignored[] = {"序号", "备注", "上级", "parent",
                                      "序列", "class", NULL};

static const struct head_spec head = {COL_ALL, columns, ignored};

enum { MOST = 2000000000 };

/* What a row says of a unit. */
struct people {
    size_t unit;
    int64_t population, households; /* -1 = not told */
};

struct rows {
    struct entries entries;
    const struct table_row **at; /* by unit: where the file tells */
};

/* ---- reading ---- */

static enum err_code read_row(struct reader *r, struct rows *rows,
                              struct err *err)
{
    void *place = NULL;
    struct people found = {0, -1, -1};
    bool given = reader_given(r, COL_UNIT);
    if (!given)
        reader_wrong(r, COL_UNIT, ERR_FORMAT, _("the unit is missing"));
    bool fine = cell_unit(r, COL_UNIT, &found.unit) && given;
    bool counted = cell_count(r, COL_PEOPLE, 0, MOST, &found.population);
    counted = cell_count(r, COL_HOUSEHOLDS, 0, MOST, &found.households) &&
              counted;
    if (counted && found.population < 0) {
        reader_wrong(r, COL_PEOPLE, ERR_FORMAT,
                     _("the population is missing"));
        counted = false;
    }
    if (!fine || !counted)
        return ERR_OK;
    const char *name = reader_text(r, COL_NAME);
    const struct unit *u = &r->units->unit[found.unit];
    if (name[0] != '\0' && strcmp(name, u->name) != 0)
        reader_wrong(r, COL_NAME, ERR_FORMAT,
                     _("%s is called %s in this round"), u->code, u->name);
    if (rows->at[found.unit] != NULL) {
        reader_wrong(r, COL_UNIT, ERR_FORMAT,
                     _("%s stands in row %zu already"), u->code,
                     rows->at[found.unit]->line);
        return ERR_OK;
    }
    rows->at[found.unit] = r->row;
    enum err_code code =
        entries_add(r, &rows->entries, sizeof found, &place, err);
    if (code == ERR_OK)
        memcpy(place, &found, sizeof found);
    return code;
}

/* 合计: those above it that lie under no other of the file. */
static void check_sum(struct reader *r, const struct rows *rows)
{
    int64_t said = -1;
    int64_t sum = 0;
    if (!cell_count(r, COL_PEOPLE, 0, INT64_MAX, &said) || said < 0)
        return;
    for (size_t i = 0; i < rows->entries.count; i++) {
        const struct people *p = rows->entries.list[i].row;
        long up = r->units->unit[p->unit].parent;
        while (up >= 0 && rows->at[up] == NULL)
            up = r->units->unit[up].parent;
        sum += up < 0 ? p->population : 0;
    }
    if (said != sum)
        reader_wrong(r, COL_PEOPLE, ERR_FORMAT,
                     _("this row of sums says %lld, but the rows above "
                       "add up to %lld"),
                     (long long)said, (long long)sum);
}

static enum err_code read_rows(struct reader *r, void **out, size_t *count,
                               struct err *err)
{
    struct rows *rows = arena_alloc(r->arena, 1, sizeof *rows);
    enum err_code code = ERR_OK;
    if (rows != NULL)
        rows->at = arena_alloc(r->arena, r->units->count, sizeof *rows->at);
    if (rows == NULL || rows->at == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the import: out of memory"));
    for (size_t at = 0; code == ERR_OK && reader_next(r, &at);) {
        if (is_sum_word(reader_text(r, COL_UNIT)) ||
            is_sum_word(reader_text(r, COL_NAME)))
            check_sum(r, rows);
        else
            code = read_row(r, rows, err);
    }
    *out = rows;
    *count = rows->entries.count;
    return code;
}

/* ---- the round as it would be ---- */

static struct unit *units_then(struct reader *r, const struct rows *rows,
                               struct units *then)
{
    struct unit *list = arena_alloc(r->arena, r->units->count, sizeof *list);
    if (list == NULL)
        return NULL;
    memcpy(list, r->units->unit, r->units->count * sizeof *list);
    for (size_t i = 0; i < rows->entries.count; i++) {
        const struct people *p = rows->entries.list[i].row;
        list[p->unit].population = p->population;
        if (p->households >= 0)
            list[p->unit].households = p->households;
    }
    *then = *r->units;
    then->unit = list;
    return list;
}

/* The units right below a unit have no more people than it has. */
static void check_tree(struct reader *r, const struct rows *rows,
                       const struct units *then)
{
    int64_t *below = arena_alloc(r->arena, then->count, sizeof *below);
    const struct table_row **at =
        arena_alloc(r->arena, then->count, sizeof *at);
    if (below == NULL || at == NULL)
        return;
    for (size_t u = 1; u < then->count; u++) {
        long up = then->unit[u].parent;
        below[up] += unit_population(then, u);
        if (at[up] == NULL)
            at[up] = rows->at[u];
    }
    for (size_t u = 0; u < then->count; u++) {
        const struct table_row *row =
            rows->at[u] != NULL ? rows->at[u] : at[u];
        if (row != NULL && then->unit[u].population > 0 &&
            below[u] > then->unit[u].population)
            reader_wrong_at(r, row, COL_PEOPLE, ERR_FORMAT,
                            _("the units below %s %s have %lld people "
                              "together, more than the %lld of %s itself"),
                            then->unit[u].code, then->unit[u].name,
                            (long long)below[u],
                            (long long)then->unit[u].population,
                            then->unit[u].name);
    }
}

/* ---- storing ---- */

static bool differs(const struct unit *a, const struct unit *b)
{
    return a->population != b->population || a->households != b->households;
}

static void tell(struct jout *j, const char *key, const struct unit *u)
{
    jout_begin_object(j, key);
    if (u->population >= 0)
        jout_int(j, "population", u->population);
    if (u->households >= 0)
        jout_int(j, "households", u->households);
    jout_end_object(j);
}

static enum err_code compare(struct reader *r, const struct rows *rows,
                             const struct units *then,
                             struct import_outcome *out, struct err *err)
{
    struct str text;
    str_init(&text, 16 * 1024 * 1024);
    struct jout j = {.out = &text};
    jout_begin_array(&j, NULL);
    for (size_t u = 0; u < then->count; u++) {
        const struct unit *was = &r->units->unit[u];
        const struct unit *now = &then->unit[u];
        if (rows->at[u] == NULL)
            continue;
        if (!differs(was, now)) {
            out->same++;
            continue;
        }
        if (was->population < 0)
            out->added++;
        else
            out->changed++;
        jout_begin_object(&j, NULL);
        jout_string(&j, "row", now->code);
        tell(&j, "before", was);
        tell(&j, "after", now);
        jout_end_object(&j);
    }
    jout_end_array(&j);
    enum err_code code = str_check(&text, _("the changes"), err);
    out->changes = arena_text(r->arena, text.text);
    if (code == ERR_OK && out->changes == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("the import: out of memory"));
    str_deinit(&text);
    return code;
}

/* A stated design must still fit. */
static enum err_code check_design(struct store *store,
                                  const struct units *then, struct err *err)
{
    struct design design;
    const struct questionnaire *q = NULL;
    enum err_code code = store_design(store, &design, err);
    if (code == ERR_OK && design.kind == DESIGN_NONE)
        return ERR_OK;
    if (code == ERR_OK)
        code = store_form(store, 0, &q, NULL, err);
    return code == ERR_OK ? design_check(&design, then, q, err) : code;
}

static enum err_code write_rows(struct reader *r, struct store *store,
                                const struct source *source,
                                const struct units *then,
                                const struct import_outcome *out,
                                struct err *err)
{
    const struct outside_file file = {
        .kind = source->kind, .name = source->name, .sheet = source->sheet,
        .sha256 = source->sha256, .who = source->who};
    int64_t number = 0;
    enum err_code code = store_not_sealed(store, err);
    if (code == ERR_OK)
        code = check_design(store, then, err);
    if (code == ERR_OK)
        code = store_outside_file_add(store, &file, &number, err);
    for (size_t u = 0; u < then->count && code == ERR_OK; u++)
        if (differs(&r->units->unit[u], &then->unit[u]))
            code = store_unit_people(store, u, then->unit[u].households,
                                     then->unit[u].population, err);
    return code == ERR_OK ? import_audit(store, source, out, err) : code;
}

static enum err_code store_rows(struct reader *r, struct store *store,
                                const struct import_wish *wish,
                                const struct source *source, void *list,
                                struct import_outcome *out, struct err *err)
{
    const struct rows *rows = list;
    struct units then;
    if (units_then(r, rows, &then) == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the import: out of memory"));
    if (r->problems->total == 0)
        check_tree(r, rows, &then);
    enum err_code code = compare(r, rows, &then, out, err);
    if (code == ERR_OK && r->problems->total == 0 && !wish->check &&
        out->added + out->changed > 0)
        code = write_rows(r, store, source, &then, out, err);
    return code;
}

const struct kind_reader weights_reader = {
    .word = "weights", .head = &head, .read = read_rows, .store = store_rows};
