/* engine/tally/issued.c - see issued.h.
 *
 * For every kind of table (people; choices of an item; its rate) three trees
 * are looked at, each unit less the topmost units shown below it:
 *
 *   change   now - then, of the units shown both times
 *   new      of the units shown at all: as they are now, else as they were
 *   old      the same: as they were then, else as they are now
 *
 * Without new sheets `new` and `old` are what both documents show together;
 * with new sheets they are what an attacker gets by taking tables of one from
 * tables of the other.  A remainder is telling unless it is empty, or nothing
 * in it moved (each document is safe by itself), or it is as safe as a table of
 * its own: cells that shrank count like cells that grew. */
#include "engine/tally/issued.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/tally/internal.h"

enum table_kind { TABLE_PEOPLE, TABLE_CHOICES, TABLE_RATE, TABLE_WRITTEN };

struct checker {
    const struct tally *now;
    const struct jval **unit; /* of the earlier document, by unit; or NULL */
    const char *name;
    /* the table in hand, [unit * width + cell] */
    size_t width;
    int64_t *then_cells, *now_cells, *cells, *below;
    bool *then_shown, *now_shown, *shown;
    bool *moved; /* the table of the unit, or of one below it, is another */
    struct err *err;
};

/* ---- reading the earlier document ---- */

static const struct jval *member_by_code(const struct jval *list,
                                         const char *code)
{
    for (size_t i = 0; i < jval_count(list); i++) {
        const struct jval *one = jval_at(list, i);
        const char *text = jval_text(jval_get(one, "code"));
        if (text != NULL && strcmp(text, code) == 0)
            return one;
    }
    return NULL;
}

/* Member number `at` of an array of integers. */
static bool integer_at(const struct jval *list, size_t at, int64_t *out)
{
    return at < jval_count(list) && jval_integer(jval_at(list, at), out);
}

static int64_t integer_of(const struct jval *object, const char *key)
{
    int64_t n = 0;
    (void)jval_integer(jval_get(object, key), &n); /* 0 is left out */
    return n;
}

/* People who answered an item, as its document tells. */
static int64_t old_answered(const struct jval *it)
{
    return integer_of(it, "asked") - integer_of(it, "blank") -
           integer_of(it, "invalid") - integer_of(it, "doubtful");
}

static int64_t new_answered(const struct item_tally *it)
{
    return it->asked - it->blank - it->invalid - it->doubtful;
}

static bool old_cells(const struct jval *unit, const struct item *item,
                      enum table_kind kind, size_t width, int64_t cells[])
{
    if (unit == NULL || jval_truth(jval_get(unit, "suppressed")))
        return false;
    if (kind == TABLE_PEOPLE)
        return jval_integer(jval_get(unit, "valid"), &cells[0]);
    const struct jval *it =
        member_by_code(jval_get(unit, "items"), item->code);
    if (kind == TABLE_RATE) {
        const struct jval *rate = jval_get(it, "rate");
        if (!integer_at(rate, 0, &cells[0]) ||
            !integer_at(rate, 1, &cells[1]))
            return false;
        if (!jval_truth(jval_get(it, "suppressed")))
            cells[1] = old_answered(it); /* the counts tell it apart */
        cells[1] -= cells[0];
        return true;
    }
    if (it == NULL || jval_truth(jval_get(it, "suppressed")))
        return false;
    if (kind == TABLE_WRITTEN) {
        cells[0] = integer_of(it, "written");
        return true;
    }
    const struct jval *counts = jval_get(it, "counts");
    for (size_t k = 0; k + 1 < width; k++)
        if (!integer_at(counts, k, &cells[k]))
            return false;
    cells[width - 1] = old_answered(it);
    return jval_count(counts) + 1 == width;
}

static bool new_cells(const struct tally *t, size_t unit, size_t item,
                      enum table_kind kind, size_t width, int64_t cells[])
{
    const struct unit_tally *u = &t->unit[unit];
    const struct item_tally *it = &u->items[item];
    if (u->suppressed || (unit != 0 && !u->has_sheets && u->returned == 0))
        return false;
    switch (kind) {
    case TABLE_PEOPLE: cells[0] = u->valid; return true;
    case TABLE_RATE:
        cells[0] = it->main_rate.num;
        cells[1] = (it->suppressed ? it->main_rate.den : new_answered(it)) -
                   it->main_rate.num;
        return it->main_rate.den > 0;
    case TABLE_WRITTEN: cells[0] = it->written; return !it->suppressed;
    case TABLE_CHOICES: break;
    }
    memcpy(cells, it->counts, (width - 1) * sizeof *cells);
    cells[width - 1] = new_answered(it);
    return !it->suppressed;
}

/* ---- one tree ---- */

static bool empty(const struct checker *c, const int64_t cells[])
{
    for (size_t k = 0; k < c->width; k++)
        if (cells[k] != 0)
            return false;
    return true;
}

/* As tally_suppress() asks, of cells that grew or shrank. */
static bool safe(const struct checker *c, const struct item *item,
                 enum table_kind kind, const int64_t cells[])
{
    int64_t min = c->now->q->min_cell;
    size_t choices = kind == TABLE_CHOICES ? c->width - 1 : c->width;
    int64_t positive = 0;
    for (size_t k = 0; k < choices; k++) {
        if (llabs(cells[k]) > 0 && llabs(cells[k]) < min)
            return false;
        if (kind == TABLE_CHOICES &&
            choice_positive(&item->scale->choices[k]))
            positive += cells[k];
    }
    if (kind == TABLE_RATE)
        return cells[0] != 0 && cells[1] != 0;
    if (kind != TABLE_CHOICES)
        return true;
    /* all alike says what each of them answered */
    int64_t answered = cells[choices];
    for (size_t k = 0; k < choices; k++)
        if (cells[k] == answered && answered != 0)
            return false;
    return !item_rated(item) || answered == 0 ||
           (positive != 0 && positive != answered);
}

/* The first unit whose remainder is telling; -1: none. */
static long telling(struct checker *c, const struct item *item,
                    enum table_kind kind)
{
    size_t n = c->now->unit_count;
    long found = -1;
    int64_t rest[LIMIT_CHOICES + 2];
    memset(c->below, 0, n * c->width * sizeof *c->below);
    for (size_t u = n; u-- > 0;) {
        int64_t *below = c->below + u * c->width;
        const int64_t *own = c->cells + u * c->width;
        for (size_t k = 0; k < c->width; k++)
            rest[k] = own[k] - below[k];
        long parent = c->now->units->unit[u].parent;
        if (c->shown[u] && c->moved[u] && !empty(c, rest) &&
            !safe(c, item, kind, rest))
            found = (long)u;
        for (size_t k = 0; parent >= 0 && k < c->width; k++)
            c->below[(size_t)parent * c->width + k] +=
                c->shown[u] ? own[k] : below[k];
    }
    return found;
}

/* Where nothing moved a remainder is that of one document, which is safe. */
static void see_moves(struct checker *c)
{
    size_t n = c->now->unit_count;
    for (size_t u = 0; u < n; u++)
        c->moved[u] = c->then_shown[u] != c->now_shown[u] ||
                      (c->now_shown[u] &&
                       memcmp(c->then_cells + u * c->width,
                              c->now_cells + u * c->width,
                              c->width * sizeof *c->now_cells) != 0);
    for (size_t u = n; u-- > 0;) {
        long parent = c->now->units->unit[u].parent;
        if (parent >= 0 && c->moved[u])
            c->moved[parent] = true;
    }
}

enum view { VIEW_CHANGE, VIEW_NEW, VIEW_OLD, VIEW_COUNT };

static void take_view(struct checker *c, enum view view)
{
    for (size_t u = 0; u < c->now->unit_count; u++) {
        bool first = view == VIEW_NEW ? c->now_shown[u] : c->then_shown[u];
        const int64_t *a = c->now_cells + u * c->width;
        const int64_t *b = c->then_cells + u * c->width;
        bool use_now = view == VIEW_NEW ? first : !first;
        c->shown[u] = view == VIEW_CHANGE
                          ? c->now_shown[u] && c->then_shown[u]
                          : c->now_shown[u] || c->then_shown[u];
        for (size_t k = 0; k < c->width; k++)
            c->cells[u * c->width + k] = view == VIEW_CHANGE ? a[k] - b[k]
                                         : use_now           ? a[k]
                                                             : b[k];
    }
}

static enum err_code deny(const struct checker *c, size_t unit, size_t item,
                          enum table_kind kind)
{
    const struct unit *u = &c->now->units->unit[unit];
    return err_set(c->err, ERR_DENIED, 0,
                   _("not signed: taken together with %s, this document would "
                     "show the answers of fewer than %d people, or of people "
                     "who all said the same (%s %s, %s); wait until more "
                     "sheets have come"),
                   c->name, c->now->q->min_cell, u->code, u->name,
                   kind == TABLE_PEOPLE ? _("number of sheets")
                                        : c->now->q->items[item].code);
}

static enum err_code check_table(struct checker *c, size_t item,
                                 enum table_kind kind, size_t width)
{
    c->width = width;
    for (size_t u = 0; u < c->now->unit_count; u++) {
        c->then_shown[u] =
            old_cells(c->unit[u], &c->now->q->items[item], kind, width,
                      c->then_cells + u * width);
        c->now_shown[u] = new_cells(c->now, u, item, kind, width,
                                    c->now_cells + u * width);
    }
    see_moves(c);
    for (int view = 0; view < VIEW_COUNT; view++) {
        take_view(c, (enum view)view);
        long bad = telling(c, &c->now->q->items[item], kind);
        if (bad >= 0)
            return deny(c, (size_t)bad, item, kind);
    }
    return ERR_OK;
}

static enum err_code check_all(struct checker *c)
{
    const struct questionnaire *q = c->now->q;
    /* how many came is no secret where letters print it beside the rest */
    enum err_code code = q->anonymous ? check_table(c, 0, TABLE_PEOPLE, 1)
                                      : ERR_OK;
    for (size_t i = 0; i < q->item_count && code == ERR_OK; i++) {
        const struct item *item = &q->items[i];
        if (item->role == ROLE_VOTE) /* announced in the room */
            continue;
        if (item->scale == NULL)
            code = check_table(c, i, TABLE_WRITTEN, 1);
        else
            code = check_table(c, i, TABLE_CHOICES,
                               item->scale->choice_count + 1);
        if (code == ERR_OK && item_rated(item))
            code = check_table(c, i, TABLE_RATE, 2);
    }
    return code;
}

/* ---- life ---- */

static enum err_code check_root(struct checker *c, const struct jval *root)
{
    size_t n = c->now->unit_count;
    size_t cells = n * (LIMIT_CHOICES + 2);
    int64_t *room = mem_alloc(cells, 4 * sizeof *room);
    bool *flags = mem_alloc(n, 4 * sizeof *flags);
    const struct jval **list = mem_alloc(n, sizeof *list);
    const struct jval *units = jval_get(root, "units");
    enum err_code code = ERR_OK;
    if (room == NULL || flags == NULL || list == NULL) {
        code = err_set(c->err, ERR_NOMEM, 0, _("the tally: out of memory"));
    } else {
        c->then_cells = room;
        c->now_cells = room + cells;
        c->cells = room + 2 * cells;
        c->below = room + 3 * cells;
        c->then_shown = flags;
        c->now_shown = flags + n;
        c->shown = flags + 2 * n;
        c->moved = flags + 3 * n;
        c->unit = list;
        for (size_t i = 0; i < jval_count(units); i++) {
            const char *word = jval_text(jval_get(jval_at(units, i), "code"));
            long at = word != NULL ? units_find(c->now->units, word) : -1;
            if (at >= 0)
                list[at] = jval_at(units, i);
        }
        code = check_all(c);
    }
    free(room);
    free(flags);
    free(list);
    return code;
}

enum err_code issued_check_one(const struct tally *now, const char *json,
                               size_t n, const char *name, struct err *err)
{
    struct checker c = {.now = now, .name = name, .err = err};
    struct jval *root = NULL;
    enum err_code code = jval_parse(json, n, name, &root, err);
    if (code == ERR_OK && jval_kind(jval_get(root, "units")) != JVAL_ARRAY)
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s: these are no figures of a report"), name);
    if (code == ERR_OK)
        code = check_root(&c, root);
    jval_free(root);
    return code;
}

struct walk {
    const struct tally *now;
    enum err_code code;
    struct err *err;
};

static bool check_row(void *ctx, const struct figures_row *row)
{
    struct walk *w = ctx;
    struct str name;
    str_init(&name, 256);
    str_addf(&name, _("the %s of %s"), row->edition, row->issued);
    w->code = issued_check_one(w->now, row->json, strlen(row->json),
                               name.text, w->err);
    str_deinit(&name);
    return w->code != ERR_OK;
}

enum err_code issued_check(struct store *store, const struct tally *now,
                           bool guarded, struct err *err)
{
    struct walk w = {now, ERR_OK, err};
    if (!now->q->anonymous && !guarded)
        return ERR_OK;
    enum err_code code = store_figures(store, check_row, &w, err);
    return code == ERR_OK ? w.code : code;
}

struct search {
    const char *sha256;
    bool found;
};

static bool find_row(void *ctx, const struct figures_row *row)
{
    struct search *s = ctx;
    s->found = strcmp(row->sha256, s->sha256) == 0;
    return s->found;
}

enum err_code issued_before(struct store *store, const struct tally *earlier,
                            const char *before, struct err *err)
{
    struct search s = {.sha256 = earlier->figures_sha256};
    if (!earlier->q->anonymous)
        return ERR_OK;
    enum err_code code = store_figures(store, find_row, &s, err);
    if (code == ERR_OK && !s.found)
        code = err_set(err, ERR_DENIED, 0,
                       _("not signed: it would carry figures of the earlier "
                         "round (%s) that no signed document of that round "
                         "carries, and nobody checked what the two together "
                         "give away; sign a report of that round first, or "
                         "leave out --before"),
                       before);
    return code;
}

enum err_code issued_keep(struct store *store, const struct tally *now,
                          bool guarded, struct err *err)
{
    struct str figures;
    if (!now->q->anonymous && !guarded)
        return ERR_OK;
    str_init(&figures, LIMIT_JSON_BYTES);
    tally_figures(now, &figures);
    enum err_code code = str_check(&figures, _("the figures"), err);
    if (code == ERR_OK)
        code = store_figures_add(store, now->figures_sha256, figures.text,
                                 err);
    str_deinit(&figures);
    return code;
}
