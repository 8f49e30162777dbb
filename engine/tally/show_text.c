/* engine/tally/show_text.c - the tally as tables on a terminal. */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/cli/grid.h"
#include "engine/tally/internal.h"
#include "engine/tally/show.h"

enum { TEXT_MAX = 160 };

static const char *const disposition_names[] = {
    [DISP_COMPLETE] = N_("complete"),
    [DISP_PARTIAL] = N_("partial"),
    [DISP_BREAK_OFF] = N_("less than half answered"),
    [DISP_BLANK] = N_("blank"),
    [DISP_MISSING_SIDE] = N_("a side is missing"),
    [DISP_CONFLICT] = N_("two sheets with one serial"),
    [DISP_SCREENED] = N_("ended by the screening question"),
};
_Static_assert(sizeof disposition_names / sizeof disposition_names[0] ==
                   DISP_COUNT,
               "one name per disposition");

/* "90.4% (47/52)", or "-" without a base. */
static const char *ratio_text(struct ratio r, int permille,
                              char out[TEXT_MAX])
{
    char number[32];
    if (r.den == 0)
        return "-";
    (void)snprintf(out, TEXT_MAX, "%s%% (%lld/%lld)",
                   ratio_print(r, permille, number, sizeof number),
                   (long long)r.num, (long long)r.den);
    return out;
}

/* "82.1-86.1%", or "" */
static const char *interval_text(struct interval w, char out[TEXT_MAX])
{
    char low[32];
    char high[32];
    if (w.low < 0)
        return "";
    (void)snprintf(out, TEXT_MAX, "%s–%s%%",
                   num_print_real(w.low * 100, 1, low, sizeof low),
                   num_print_real(w.high * 100, 1, high, sizeof high));
    return out;
}

/* The share that the interval beside it is of, where sheets weigh unequally:
 * the rate before it counts every sheet once. */
static void add_weighted(struct grid *grid, const struct tally *t,
                         const struct inference *inf, struct interval w)
{
    char a[32];
    if (!t->weighting.used)
        return;
    if (inf->weighted && w.low >= 0)
        grid_cellf(grid, "%s%%",
                   num_print_real(inf->share * 100, 1, a, sizeof a));
    else
        grid_cell(grid, "");
}

static const char *verdict_text(enum verdict v)
{
    switch (v) {
    case VERDICT_MET: return _("met");
    case VERDICT_NOT_MET: return _("not met");
    case VERDICT_NONE: break;
    }
    return "";
}

static const char *score_text(int64_t sum, int64_t n, char out[TEXT_MAX])
{
    if (n == 0)
        return "";
    return num_print_real((double)sum / (double)n, 1, out, TEXT_MAX);
}

/* ---- the head ---- */

static void put_void(const struct unit_tally *u, struct str *out)
{
    bool any = false;
    for (int d = 0; d < DISP_COUNT; d++) {
        if (u->by_disposition[d] == 0 ||
            disposition_valid((enum disposition)d))
            continue;
        str_addf(out, "%s%s %lld", any ? _(", ") : _("  void: "),
                 _(disposition_names[d]), (long long)u->by_disposition[d]);
        any = true;
    }
    if (any)
        str_add(out, "\n");
}

static void put_returns(const struct tally *t, const struct unit_tally *u,
                        struct str *out)
{
    char a[TEXT_MAX];
    char b[TEXT_MAX];
    str_addf(out, _("  printed %lld  issued %lld  refused %lld  returned "
                    "%lld\n"),
             (long long)u->printed, (long long)u->issued,
             (long long)u->refused, (long long)u->returned);
    str_addf(out, _("  return rate %s  valid %s\n"),
             ratio_text(u->return_rate, 0, a),
             u->suppressed ? "*" : ratio_text(u->valid_rate, 0, b));
    put_void(u, out);
    if (!u->suppressed)
        tally_show_outcome(&u->outcome, out);
    tally_show_sides(t, u, out);
}

static void put_line(const char *name, struct ratio r, int permille,
                     const struct inference *inf, struct interval w,
                     enum verdict v, struct str *out)
{
    char a[TEXT_MAX];
    char line[32];
    if (r.den == 0 && v == VERDICT_NONE)
        return;
    str_addf(out, "  %s %s", name, r.den > 0 ? ratio_text(r, permille, a)
                                             : "*");
    if (inf != NULL && r.den > 0)
        tally_show_inference(inf, w, out);
    if (permille > 0 && v != VERDICT_NONE)
        str_addf(out, _("  line %s%%: %s"),
                 num_print_percent(permille, 1000, permille % 10 != 0, line,
                                   sizeof line),
                 verdict_text(v));
    if (inf != NULL && inf->conclusion != CONCLUDE_NONE)
        str_addf(out, _("; inferred: %s"),
                 conclusion_text(inf->conclusion));
    str_add(out, "\n");
}

static void put_headline(const struct tally *t, const struct unit_tally *u,
                         struct str *out)
{
    const struct thresholds *line = &t->q->thresholds;
    const struct interval none = {-1, -1};
    char a[TEXT_MAX];
    put_line(_("awareness rate"), u->aware, line->aware_permille,
             &u->aware_inf, u->aware_interval, u->aware_verdict, out);
    put_line(_("people who know 80% or more"), u->aware_people, 0, NULL,
             none, VERDICT_NONE, out);
    put_line(_("satisfaction rate"), u->satisfied, line->satisfied_permille,
             &u->satisfied_inf, u->satisfied_interval, u->satisfied_verdict,
             out);
    put_line(_("satisfaction rate, reference base"), u->satisfied_ref, 0,
             NULL, none, VERDICT_NONE, out);
    if (u->score_n > 0)
        str_addf(out, _("  score %s (book %s)\n"),
                 score_text(u->score_sum, u->score_n, a), t->q->book);
}

/* ---- by question ---- */

static void add_choice_columns(struct grid *grid, const struct tally *t,
                               const struct item *item)
{
    grid_column(grid, _("no."), ALIGN_LEFT, 0);
    grid_column(grid, _("question"), ALIGN_LEFT, 40);
    grid_column(grid, _("asked"), ALIGN_RIGHT, 0);
    for (size_t k = 0; k < item->scale->choice_count; k++)
        grid_column(grid,
                    item->role == ROLE_PRIORITY
                        ? item->scale->choices[k].code /* item texts: wide */
                        : item->scale->choices[k].text,
                    ALIGN_RIGHT, 0);
    grid_column(grid, _("unanswered"), ALIGN_RIGHT, 0);
    grid_column(grid, _("invalid"), ALIGN_RIGHT, 0);
    grid_column(grid, _("in review"), ALIGN_RIGHT, 0);
    grid_column(grid, _("rate"), ALIGN_RIGHT, 0);
    if (t->weighting.used)
        grid_column(grid, _("weighted"), ALIGN_RIGHT, 0);
    grid_column(grid, _("95% interval"), ALIGN_RIGHT, 0);
    grid_column(grid, _("ref. rate"), ALIGN_RIGHT, 0);
    grid_column(grid, _("score"), ALIGN_RIGHT, 0);
}

static void add_count(struct grid *grid, const struct item_tally *it,
                      int64_t n)
{
    if (it->suppressed)
        grid_cell(grid, "*");
    else
        grid_cellf(grid, "%lld", (long long)n);
}

/* A count that is usually nothing is shown when it is something. */
static void add_rare(struct grid *grid, const struct item_tally *it,
                     int64_t n)
{
    if (n > 0 && !it->suppressed)
        grid_cellf(grid, "%lld", (long long)n);
    else
        grid_cell(grid, "");
}

static void add_item_row(struct grid *grid, const struct tally *t,
                         const struct item *item,
                         const struct item_tally *it)
{
    char a[TEXT_MAX];
    int line = item->role == ROLE_AWARE ? t->q->thresholds.aware_permille
                                        : t->q->thresholds.satisfied_permille;
    grid_cell(grid, item->code);
    grid_cell(grid, item->text);
    grid_cellf(grid, "%lld", (long long)it->asked);
    for (size_t k = 0; k < item->scale->choice_count; k++)
        add_count(grid, it, it->counts[k]);
    add_rare(grid, it, it->blank);
    add_rare(grid, it, it->invalid);
    add_rare(grid, it, it->doubtful);
    if (item_rated(item))
        grid_cell(grid, it->main_rate.den == 0 && it->suppressed
                              ? "*"
                              : ratio_text(it->main_rate, line, a));
    else
        grid_cell(grid, item->role == ROLE_FACT && it->bad_rate.den > 0
                              ? ratio_text(it->bad_rate, 0, a)
                              : "");
    add_weighted(grid, t, &it->inf, it->interval);
    grid_cell(grid, interval_text(it->interval, a));
    grid_cell(grid, it->ref_rate.den > 0 ? ratio_text(it->ref_rate, 0, a)
                                           : "");
    grid_cell(grid, score_text(it->score_sum, it->score_n, a));
    grid_end_row(grid);
}

/* Under a table: who was not asked. */
static void put_skipped(const struct questionnaire *q,
                        const struct unit_tally *u, size_t from, size_t to,
                        struct str *out)
{
    for (size_t i = from; i < to; i++) {
        const struct item *item = &q->items[i];
        const struct item_tally *it = &u->items[i];
        if (item->when_text == NULL || it->suppressed)
            continue;
        str_addf(out,
                 _("  %s is asked only if %s: %lld asked, %lld not, of whom "
                   "%lld answered all the same and are left out\n"),
                 item->code, item->when_text, (long long)it->asked,
                 (long long)it->skipped, (long long)it->stray);
    }
}

/* Items that follow one another on one scale share a table. */
static void put_questions(const struct tally *t, const struct unit_tally *u,
                          struct str *out)
{
    const struct questionnaire *q = t->q;
    for (size_t i = 0; i < q->item_count;) {
        const struct item *first = &q->items[i];
        str_add(out, "\n");
        if (i == q->sections[first->section].first_item)
            str_addf(out, "%s\n", q->sections[first->section].text);
        if (first->role == ROLE_VOTE) {
            tally_show_votes(t, u, &i, out);
            continue;
        }
        if (first->grid != NULL) {
            tally_show_number(t, u, &i, out);
            continue;
        }
        if (first->scale == NULL) {
            if (u->items[i].suppressed)
                str_addf(out, "  %s %s *\n", first->code, first->text);
            else
                str_addf(out, _("  %s %s %lld sheets with writing\n"),
                         first->code, first->text,
                         (long long)u->items[i].written);
            put_skipped(q, u, i, i + 1, out);
            i++;
            continue;
        }
        struct grid *grid = grid_new();
        size_t section = first->section;
        size_t from = i;
        add_choice_columns(grid, t, first);
        for (; i < q->item_count && q->items[i].section == section &&
               q->items[i].scale == first->scale;
             i++)
            add_item_row(grid, t, &q->items[i], &u->items[i]);
        grid_put(grid, 2, out);
        grid_free(grid);
        put_skipped(q, u, from, i, out);
    }
    if (u->unit != 0)
        return;
    char a[TEXT_MAX];
    for (size_t p = 0; p < t->pool_count; p++)
        str_addf(out, _("%s%s (joined): %s\n"), p == 0 ? "\n" : "",
                 t->pools[p].text,
                 ratio_text(t->pools[p].main_rate,
                            t->q->thresholds.satisfied_permille, a));
}

/* ---- by unit ---- */

/* "3 (1–5)": the place in its class, and the places it may have. */
static void add_rank(struct grid *grid, const struct rank_row *row)
{
    if (row == NULL || row->place == 0)
        grid_cell(grid, "");
    else if (row->worst > row->best)
        grid_cellf(grid, "%zu (%zu–%zu)", row->place, row->best, row->worst);
    else
        grid_cellf(grid, "%zu", row->place);
}

static void add_unit_row(struct grid *grid, const struct tally *t,
                         const struct unit_tally *u,
                         const struct rank_row *rank)
{
    const struct unit *unit = &t->units->unit[u->unit];
    const struct thresholds *line = &t->q->thresholds;
    char a[TEXT_MAX];
    grid_cell(grid, unit->code);
    grid_cellf(grid, "%*s%s", unit->depth * 2, "", unit->name);
    grid_cellf(grid, "%lld", (long long)u->issued);
    grid_cellf(grid, "%lld", (long long)u->returned);
    if (u->suppressed) {
        grid_cell(grid, "*");
        grid_end_row(grid);
        return;
    }
    grid_cellf(grid, "%lld", (long long)u->valid);
    grid_cell(grid, u->aware.den > 0
                          ? ratio_text(u->aware, line->aware_permille, a)
                          : "");
    grid_cell(grid, verdict_text(u->aware_verdict));
    grid_cell(grid,
               u->satisfied.den > 0
                   ? ratio_text(u->satisfied, line->satisfied_permille, a)
               : u->satisfied_verdict != VERDICT_NONE ? "*"
                                                      : "");
    add_weighted(grid, t, &u->satisfied_inf, u->satisfied_interval);
    grid_cell(grid, interval_text(u->satisfied_interval, a));
    grid_cell(grid, verdict_text(u->satisfied_verdict));
    grid_cell(grid, score_text(u->score_sum, u->score_n, a));
    add_rank(grid, rank);
    grid_cell(grid, u->over_returned ? _("returned > issued") : "");
    grid_end_row(grid);
}

static void put_units(const struct tally *t, const struct ranking *ranking,
                      struct str *out)
{
    struct grid *grid = grid_new();
    grid_column(grid, _("code"), ALIGN_LEFT, 0);
    grid_column(grid, _("unit"), ALIGN_LEFT, 30);
    grid_column(grid, _("issued"), ALIGN_RIGHT, 0);
    grid_column(grid, _("returned"), ALIGN_RIGHT, 0);
    grid_column(grid, _("valid"), ALIGN_RIGHT, 0);
    grid_column(grid, _("awareness rate"), ALIGN_RIGHT, 0);
    grid_column(grid, _("verdict"), ALIGN_LEFT, 0);
    grid_column(grid, _("satisfaction rate"), ALIGN_RIGHT, 0);
    if (t->weighting.used)
        grid_column(grid, _("weighted"), ALIGN_RIGHT, 0);
    grid_column(grid, _("95% interval"), ALIGN_RIGHT, 0);
    grid_column(grid, _("verdict"), ALIGN_LEFT, 0);
    grid_column(grid, _("score"), ALIGN_RIGHT, 0);
    grid_column(grid, _("rank"), ALIGN_LEFT, 0);
    grid_column(grid, _("note"), ALIGN_LEFT, 0);
    for (size_t u = 0; u < t->unit_count; u++)
        if (t->unit[u].has_sheets || t->unit[u].returned > 0)
            add_unit_row(grid, t, &t->unit[u], tally_rank_of(ranking, u));
    str_add(out, "\n");
    grid_put(grid, 2, out);
    grid_free(grid);
}

/* ---- by channel ---- */

static void put_channels(const struct tally *t, struct str *out)
{
    char a[TEXT_MAX];
    struct grid *grid = grid_new();
    grid_column(grid, _("channel"), ALIGN_LEFT, 0);
    grid_column(grid, _("returned"), ALIGN_RIGHT, 0);
    grid_column(grid, _("valid"), ALIGN_RIGHT, 0);
    grid_column(grid, _("complete"), ALIGN_RIGHT, 0);
    grid_column(grid, _("partial"), ALIGN_RIGHT, 0);
    grid_column(grid, _("void"), ALIGN_RIGHT, 0);
    grid_column(grid, "RR2", ALIGN_RIGHT, 0);
    grid_column(grid, _("awareness rate"), ALIGN_RIGHT, 0);
    grid_column(grid, _("satisfaction rate"), ALIGN_RIGHT, 0);
    for (size_t c = 0; c < t->channel_count; c++) {
        const struct channel_tally *ch = &t->channels[c];
        grid_cell(grid, ch->channel);
        grid_cellf(grid, "%lld", (long long)ch->returned);
        grid_cellf(grid, "%lld", (long long)ch->valid);
        grid_cellf(grid, "%lld", (long long)ch->outcome.complete);
        grid_cellf(grid, "%lld", (long long)ch->outcome.partial);
        grid_cellf(grid, "%lld",
                   (long long)(ch->returned - ch->valid -
                               ch->outcome.ineligible));
        grid_cell(grid, ratio_text(ch->outcome.rr2, 0, a));
        grid_cell(grid, ratio_text(ch->aware, 0, a));
        grid_cell(grid, ratio_text(ch->satisfied, 0, a));
        grid_end_row(grid);
    }
    str_add(out, "\n");
    grid_put(grid, 2, out);
    grid_free(grid);
}

void tally_show_text(const struct tally *t, const struct survey_info *survey,
                     struct tally_query query, struct str *out)
{
    const struct unit_tally *u = &t->unit[query.unit];
    const struct unit *unit = &t->units->unit[query.unit];
    str_addf(out, _("%s%s%s  %s revision %d\n"), survey->title,
             survey->period[0] != '\0' ? "  " : "", survey->period,
             t->q->form, t->revision);
    str_addf(out, "%s %s\n", unit->code, unit->name);
    put_returns(t, u, out);
    put_headline(t, u, out);
    if (query.view == BY_QUESTION)
        put_questions(t, u, out);
    else if (query.view == BY_UNIT)
        put_units(t, query.ranking, out);
    else
        put_channels(t, out);
    str_add(out, "\n");
    tally_show_design(t, out);
    if (t->q->anonymous)
        str_addf(out, _("* hidden, because it or a difference would show "
                        "fewer than %d people or everybody's answer\n"),
                 t->q->min_cell);
    if (t->open_reviews > 0 && t->closed)
        str_addf(out, _("%lld answers stay undecided, for the round was "
                        "closed before a person had looked; they stay in the "
                        "base\n"),
                 (long long)t->open_reviews);
    else if (t->open_reviews > 0)
        str_addf(out, _("%lld answers still wait for a person (`pingyi "
                        "review list`); they stay in the base\n"),
                 (long long)t->open_reviews);
    if (t->unit[0].over_returned)
        str_add(out, _("More sheets came back than were issued (see --by "
                       "unit): record what was issued with `pingyi issue`, "
                       "or the round is void\n"));
}
