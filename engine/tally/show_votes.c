/* engine/tally/show_votes.c - the tally sheet of a vote. */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/cli/grid.h"
#include "engine/tally/internal.h"
#include "engine/tally/show.h"

enum { SHARE_MAX = 64 };

void tally_show_sides(const struct tally *t, const struct unit_tally *u,
                      struct str *out)
{
    if (t->side_count < 2 || u->side_returned[0] == u->returned)
        return;
    str_add(out, _("  Open sheets: nothing joins the sides of one sheet, so "
                   "each is counted for itself\n"));
    for (int side = 1; side <= t->side_count; side++) {
        str_addf(out, _("    side %d: %lld returned"), side,
                 (long long)u->side_returned[side]);
        if (!u->suppressed)
            str_addf(out, _(", %lld valid"), (long long)u->side_valid[side]);
        str_add(out, "\n");
    }
}

static const char *carried_text(enum verdict v, bool waiting)
{
    switch (v) {
    case VERDICT_MET: return _("carried");
    case VERDICT_NOT_MET: return _("not carried");
    case VERDICT_NONE: break;
    }
    return waiting ? _("open") : "";
}

static struct grid *start(const struct item *first, bool people, bool rule)
{
    struct grid *grid = grid_new();
    grid_column(grid, _("no."), ALIGN_RIGHT, 0);
    grid_column(grid, _("subject"), ALIGN_LEFT, 40);
    if (people)
        grid_column(grid, _("people"), ALIGN_RIGHT, 0);
    for (size_t k = 0; k < first->scale->choice_count; k++)
        grid_column(grid, first->scale->choices[k].text, ALIGN_RIGHT, 0);
    grid_column(grid, _("not marked"), ALIGN_RIGHT, 0);
    grid_column(grid, _("invalid"), ALIGN_RIGHT, 0);
    grid_column(grid, _("in review"), ALIGN_RIGHT, 0);
    grid_column(grid, _("sheets"), ALIGN_RIGHT, 0);
    if (rule) {
        grid_column(grid, _("share for"), ALIGN_RIGHT, 0);
        grid_column(grid, _("result"), ALIGN_LEFT, 0);
    }
    return grid;
}

static void cell(struct grid *grid, const struct item_tally *it, int64_t n)
{
    if (it->suppressed)
        grid_cell(grid, "*");
    else
        grid_cellf(grid, "%lld", (long long)n);
}

/* A count with its share of the valid sheets, where the form has no rule. */
static void counted(struct grid *grid, const struct item_tally *it, int64_t n,
                    bool share)
{
    char percent[32];
    struct ratio r = {n, it->asked};
    if (it->suppressed || !share || it->asked == 0)
        cell(grid, it, n);
    else
        grid_cellf(grid, "%lld (%s%%)", (long long)n,
                   ratio_print(r, 0, percent, sizeof percent));
}

static void put_row(struct grid *grid, const struct item *item,
                    const struct item_tally *it, size_t number, bool people,
                    bool rule)
{
    char share[32];
    grid_cellf(grid, "%zu", number);
    grid_cell(grid, item->text);
    if (people && item->people != PEOPLE_UNKNOWN)
        grid_cellf(grid, "%d", item->people);
    else if (people)
        grid_cell(grid, "");
    for (size_t k = 0; k < item->scale->choice_count; k++)
        counted(grid, it, it->counts[k], !rule);
    cell(grid, it, it->blank);
    cell(grid, it, it->invalid);
    cell(grid, it, it->doubtful);
    cell(grid, it, it->asked);
    if (rule && it->vote.den > 0)
        grid_cellf(grid, "%s%% (%lld/%lld)",
                   ratio_print(it->vote, 0, share, sizeof share),
                   (long long)it->vote.num, (long long)it->vote.den);
    else if (rule)
        grid_cell(grid, "");
    if (rule)
        grid_cell(grid, carried_text(it->carried, it->doubtful > 0));
    grid_end_row(grid);
}

struct sums {
    size_t rows, carried, open;
    int64_t people, people_carried;
};

static void add_up(struct sums *s, const struct item *item,
                   const struct item_tally *it)
{
    int people = item->people == PEOPLE_UNKNOWN ? 0 : item->people;
    s->rows++;
    s->people += people;
    s->open += it->carried == VERDICT_NONE;
    if (it->carried != VERDICT_MET)
        return;
    s->carried++;
    s->people_carried += people;
}

static void put_sums(const struct sums *s, bool people, struct str *out)
{
    if (people)
        str_addf(out, _("  %zu of %zu rows carried, %lld of %lld people"),
                 s->carried, s->rows, (long long)s->people_carried,
                 (long long)s->people);
    else
        str_addf(out, _("  %zu of %zu rows carried"), s->carried, s->rows);
    if (s->open > 0)
        str_addf(out, _("; %zu not settled"), s->open);
    str_add(out, "\n");
}

void tally_show_votes(const struct tally *t, const struct unit_tally *u,
                      size_t *i, struct str *out)
{
    const struct questionnaire *q = t->q;
    const struct item *first = &q->items[*i];
    size_t section = first->section, from = *i, to = *i;
    bool people = false;
    bool rule = q->pass.den > 0;
    struct sums sums = {0, 0, 0, 0, 0};
    for (; to < q->item_count && q->items[to].section == section &&
           q->items[to].role == ROLE_VOTE &&
           q->items[to].scale == first->scale;
         to++)
        people = people || q->items[to].people != PEOPLE_UNKNOWN;
    struct grid *grid = start(first, people, rule);
    for (; *i < to; ++*i) {
        put_row(grid, &q->items[*i], &u->items[*i],
                *i - q->sections[section].first_item + 1, people, rule);
        add_up(&sums, &q->items[*i], &u->items[*i]);
    }
    grid_put(grid, 2, out);
    grid_free(grid);
    if (rule && to > from)
        put_sums(&sums, people, out);
}
