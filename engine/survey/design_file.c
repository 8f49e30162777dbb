/* engine/survey/design_file.c - known totals of people out of a CSV file. */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/csv.h"
#include "engine/base/text_decode.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/survey/design.h"
#include "engine/survey/problems.h"

enum { COLUMN_ITEM, COLUMN_CHOICE, COLUMN_PEOPLE, COLUMNS };

static const char *const names[COLUMNS][2] = {
    [COLUMN_ITEM] = {"question", "题号"},
    [COLUMN_CHOICE] = {"choice", "选项"},
    [COLUMN_PEOPLE] = {"population", "人口"},
};

struct reader {
    const char *path;
    const struct questionnaire *q;
    struct design *d;
    size_t column[COLUMNS]; /* where each stands */
    bool seen[DESIGN_TRAITS][DESIGN_GROUPS];
};

static enum err_code complain(const struct reader *r,
                              const struct csv_field *at, const char *what,
                              struct err *err)
{
    char shown[EXCERPT_MAX];
    return err_set(err, ERR_FORMAT, 0, _("%s:%zu:%zu: '%s': %s"), r->path,
                   at->line, at->column, excerpt(at->text, shown), what);
}

static enum err_code read_head(struct reader *r, const struct csv_row *row,
                               struct err *err)
{
    for (size_t c = 0; c < COLUMNS; c++) {
        r->column[c] = SIZE_MAX;
        for (size_t i = 0; row != NULL && i < row->count; i++)
            if (strcmp(row->field[i].text, names[c][0]) == 0 ||
                strcmp(row->field[i].text, names[c][1]) == 0)
                r->column[c] = i;
        if (r->column[c] == SIZE_MAX)
            return err_set(err, ERR_FORMAT, 0,
                           _("%s:1:1: the column %s (%s) is missing; the "
                             "first line must name question, choice, "
                             "population"),
                           r->path, names[c][0], names[c][1]);
    }
    return ERR_OK;
}

/* The trait of an item, made when it is new. */
static enum err_code find_trait(struct reader *r, const struct csv_field *f,
                                size_t *out, struct err *err)
{
    struct design *d = r->d;
    for (*out = 0; *out < d->trait_count; ++*out)
        if (strcmp(d->trait[*out].item, f->text) == 0)
            return ERR_OK;
    long at = questionnaire_find(r->q, f->text);
    const struct item *item = at >= 0 ? &r->q->items[at] : NULL;
    if (item == NULL || item->role != ROLE_PERSON ||
        item->kind != ITEM_SINGLE)
        return complain(r, f,
                        _("no question about the person (role: person) with "
                          "a single choice has this number"),
                        err);
    if (item->scale->choice_count > DESIGN_GROUPS)
        return complain(r, f, _("a question with more than 16 choices"), err);
    if (d->trait_count == DESIGN_TRAITS)
        return complain(r, f, _("a third question; weights are raked to two "
                                "at the most"),
                        err);
    struct design_trait *t = &d->trait[d->trait_count++];
    *t = (struct design_trait){.count = item->scale->choice_count};
    (void)snprintf(t->item, sizeof t->item, "%s", item->code);
    return ERR_OK;
}

static long find_choice(const struct item *item, const char *word)
{
    for (size_t k = 0; k < item->scale->choice_count; k++)
        if (strcmp(item->scale->choices[k].code, word) == 0 ||
            strcmp(item->scale->choices[k].text, word) == 0)
            return (long)k;
    return -1;
}

static enum err_code read_line(struct reader *r, const struct csv_row *row,
                               struct err *err)
{
    const struct csv_field *f[COLUMNS];
    size_t trait = 0;
    int64_t people = 0;
    for (size_t c = 0; c < COLUMNS; c++) {
        if (r->column[c] >= row->count)
            return complain(r, &row->field[row->count - 1],
                            _("the line ends too early"), err);
        f[c] = &row->field[r->column[c]];
    }
    enum err_code code = find_trait(r, f[COLUMN_ITEM], &trait, err);
    if (code != ERR_OK)
        return code;
    struct design_trait *t = &r->d->trait[trait];
    const struct item *item =
        &r->q->items[questionnaire_find(r->q, t->item)];
    long k = find_choice(item, f[COLUMN_CHOICE]->text);
    if (k < 0)
        return complain(r, f[COLUMN_CHOICE],
                        _("the question has no such choice"), err);
    if (r->seen[trait][k])
        return complain(r, f[COLUMN_CHOICE],
                        _("this choice has a total already"), err);
    if (!num_parse_int(f[COLUMN_PEOPLE]->text, 0, 2000000000, &people))
        return complain(r, f[COLUMN_PEOPLE],
                        _("a whole number of people is needed"), err);
    r->seen[trait][k] = true;
    t->population[k] = people;
    return ERR_OK;
}

static enum err_code check_whole(const struct reader *r, struct err *err)
{
    for (size_t i = 0; i < r->d->trait_count; i++)
        for (size_t k = 0; k < r->d->trait[i].count; k++)
            if (!r->seen[i][k])
                return err_set(err, ERR_FORMAT, 0,
                               _("%s: choice %zu of %s has no total; give "
                                 "one for every choice"),
                               r->path, k + 1, r->d->trait[i].item);
    if (r->d->trait_count == 0)
        return err_set(err, ERR_FORMAT, 0, _("%s: there are no totals in it"),
                       r->path);
    return ERR_OK;
}

enum err_code design_load_traits(const char *path,
                                 const struct questionnaire *q,
                                 struct design *design, struct err *err)
{
    struct reader r = {.path = path, .q = q, .d = design};
    char *text = NULL;
    size_t n = 0;
    struct csv *csv = NULL;
    const struct csv_row *row = NULL;
    design->trait_count = 0;
    enum err_code code = text_read(path, LIMIT_CSV_BYTES, &text, &n, err);
    if (code == ERR_OK)
        code = csv_open(text, n, path, &csv, err);
    if (code == ERR_OK)
        code = csv_next(csv, &row, err);
    if (code == ERR_OK)
        code = read_head(&r, row, err);
    while (code == ERR_OK) {
        code = csv_next(csv, &row, err);
        if (code != ERR_OK || row == NULL)
            break;
        code = read_line(&r, row, err);
    }
    if (code == ERR_OK)
        code = check_whole(&r, err);
    csv_close(csv);
    free(text);
    return code;
}
