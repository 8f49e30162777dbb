#include "tests/sim/respondent.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/units.h"

const struct people people_usual = {
    .blank = 0.012,
    .too_many = 0.0015,
    .correct = 0.0012,
    .sloppy = 0.2,
    .round = 0.00015,
    .away = 0.00015,
    .blank_sheet = 0.003,
    .comment = 0.12,
    .stray = 0.01,
    .rough = 0.4,
    .long_tails = 0.12,
};

static const char *const drawn_words[] = {
    [DRAWN_EMPTY] = "empty",       [DRAWN_STRAY] = "stray",
    [DRAWN_MARKED] = "marked",     [DRAWN_CANCELLED] = "cancelled",
    [DRAWN_DOUBTFUL] = "doubtful",
};
_Static_assert(sizeof drawn_words / sizeof *drawn_words == DRAWN_STATE_COUNT,
               "words");

const char *drawn_state_word(enum drawn_state state)
{
    return drawn_words[state];
}

/* ---- what is meant ---- */

/* A share from a level on the logit scale. */
static double share(double logit)
{
    return 1.0 / (1.0 + exp(-logit));
}

struct mood { /* one person's leaning, logits */
    double satisfied, aware;
};

static struct mood mood_of(uint64_t seed, const char *unit, struct rng *rng)
{
    char town[64];
    size_t n = strlen(unit);
    snprintf(town, sizeof town, "%.*s", (int)(n > 2 ? n - 2 : n), unit);
    struct rng t = rng_at(seed, "township", rng_hash(town), 0);
    struct rng u = rng_at(seed, "unit", rng_hash(unit), 0);
    return (struct mood){
        .satisfied = 2.3 + 0.7 * rng_normal(&t) + 0.35 * rng_normal(&u) +
                     0.9 * rng_normal(rng),
        .aware = 1.4 + 0.5 * rng_normal(&t) + 0.3 * rng_normal(&u) +
                 0.8 * rng_normal(rng),
    };
}

/* Weights of the choices of one question, by what its code's first letter
 * means in the shipped forms; a form with other codes gets even weights. */
static void weigh(const struct form_question *q, const struct mood *mood,
                  struct rng *aspect, double weights[])
{
    double tilt = rng_normal(aspect) * 0.4;
    for (int i = 0; i < q->choice_count; i++) {
        weights[i] = 1.0;
    }
    if ((q->code[0] == 'Q' || q->code[0] == 'T') && q->choice_count >= 3) {
        double good = share(mood->satisfied + tilt);
        double unknown = q->choice_count > 3 ? 0.06 : 0.0;
        weights[0] = good * (0.45 + 0.3 * good);
        weights[1] = good - weights[0];
        weights[2] = 1.0 - good;
        for (int i = 3; i < q->choice_count; i++) {
            weights[i] = unknown;
        }
    } else if (q->code[0] == 'K' && q->choice_count == 3) {
        weights[0] = share(mood->aware + tilt);
        weights[1] = (1.0 - weights[0]) * 0.6;
        weights[2] = (1.0 - weights[0]) * 0.4;
    } else if (q->code[0] == 'F' && q->choice_count == 3) {
        weights[0] = 0.10 * (1.0 - share(mood->satisfied)) + 0.01;
        weights[1] = 0.8;
        weights[2] = 0.15;
    }
}

static uint64_t pick_one(const struct form_question *q, const struct mood *mood,
                         uint64_t seed, const char *unit, struct rng *rng)
{
    double weights[FORM_CHOICES_MAX];
    struct rng aspect = rng_at(seed, q->code, rng_hash(unit), 1);
    weigh(q, mood, &aspect, weights);
    return (uint64_t)1 << rng_pick(rng, (size_t)q->choice_count, weights);
}

static int bits(uint64_t set)
{
    int n = 0;
    for (; set; set &= set - 1) {
        n++;
    }
    return n;
}

static uint64_t another(const struct form_question *q, uint64_t taken,
                        struct rng *rng)
{
    for (int tries = 0; tries < 200; tries++) {
        uint64_t bit = (uint64_t)1 << rng_below(rng, (size_t)q->choice_count);
        if (!(taken & bit)) {
            return bit;
        }
    }
    return 0;
}

static struct meant mean_item(const struct form_question *q,
                              const struct people *people,
                              const struct mood *mood, const struct hand *hand,
                              uint64_t seed, const char *unit, struct rng *rng)
{
    struct meant m = {.state = MEANT_BLANK, .special = MARK_KIND_COUNT};
    if (rng_chance(rng, people->blank)) {
        return m;
    }
    m.state = MEANT_GIVEN;
    m.choices = pick_one(q, mood, seed, unit, rng);
    for (int i = 1; i < q->max; i++) {
        m.choices |= rng_chance(rng, 0.7) ? another(q, m.choices, rng) : 0;
    }
    if (rng_chance(rng, people->too_many) && q->choice_count > q->max) {
        while (bits(m.choices) <= q->max) {
            m.choices |= another(q, m.choices, rng);
        }
        m.state = MEANT_INVALID;
    } else if (rng_chance(rng, people->correct) &&
               (people->bubbles || (hand->habit != MARK_FILL &&
                                    hand->habit != MARK_HATCH)) &&
               bits(m.choices) < q->choice_count) {
        m.cancelled = another(q, m.choices, rng);
        m.cancel_how = people->bubbles ? CANCEL_FILL
                       : people->crossed > 0 && rng_chance(rng, people->crossed)
                           ? (rng_chance(rng, 0.5) ? CANCEL_CROSS : CANCEL_ROW)
                       : !rng_chance(rng, people->sloppy) ? CANCEL_FILL
                       : rng_chance(rng, 0.6)           ? CANCEL_SCRAWL
                                                        : CANCEL_LINES;
    } else if (rng_chance(rng, people->round)) {
        m.special = MARK_ROUND;
    } else if (rng_chance(rng, people->away)) {
        m.special = MARK_AWAY;
    } else if (people->label > 0 && rng_chance(rng, people->label)) {
        m.special = MARK_LABEL;
    } else if (people->half > 0 && rng_chance(rng, people->half)) {
        m.special = MARK_HALF;
    }
    return m;
}

static void choose_pen(enum pens pens, struct rng *rng, struct hand *hand)
{
    static const double kinds[] = {34, 34, 18, 14};
    enum pen_kind kind = hand->pen.kind;
    switch (pens) {
    case PENS_USUAL: break;
    case PENS_MIXED:
        kind = (enum pen_kind)rng_pick(rng, PEN_KIND_COUNT, kinds);
        hand_take_pen(hand, kind,
                      rng_chance(rng, 0.08)  ? HUE_RED
                      : rng_chance(rng, 0.4) ? HUE_BLUE
                                             : HUE_BLACK,
                      rng_chance(rng, 0.06) ? rng_range(rng, 0.1, 0.35) : 0.05,
                      rng);
        break;
    case PENS_PENCIL:
        hand_take_pen(hand, PEN_PENCIL, HUE_BLACK, rng_range(rng, 0.0, 0.3),
                      rng);
        break;
    case PENS_FELT:
        hand_take_pen(hand, PEN_FELT, hand->pen.hue, 0.0, rng);
        break;
    case PENS_RED:
        kind = kind == PEN_PENCIL ? PEN_BALLPOINT : kind;
        hand_take_pen(hand, kind, HUE_RED, rng_range(rng, 0.0, 0.2), rng);
        break;
    case PENS_FAINT:
        kind = rng_chance(rng, 0.5) ? PEN_PENCIL : PEN_BALLPOINT;
        hand_take_pen(hand, kind, HUE_BLUE, rng_range(rng, 0.3, 0.8), rng);
        break;
    }
}

/* Most fill their bubbles, some hatch them or hardly look at what was asked
 * for. */
static void take_to_filling(struct hand *hand, struct rng *rng)
{
    static const double often[] = {84, 8, 4, 4};
    static const enum mark_kind kinds[] = {MARK_FILL, MARK_HATCH, MARK_TICK,
                                           MARK_CROSS};
    hand->habit = kinds[rng_pick(rng, 4, often)];
}

void respondent_make(const struct form *form, const struct people *people,
                     uint64_t seed, const char *unit, const char *serial,
                     struct respondent *out)
{
    struct rng rng = rng_at(seed, "respondent", rng_hash(serial), 0);
    out->hand = hand_any(&rng, people->rough, people->long_tails);
    choose_pen(people->pens, &rng, &out->hand);
    out->lines_through = people->lines_through;
    out->bubbles = people->bubbles;
    if (people->bubbles) {
        take_to_filling(&out->hand, &rng);
    }
    struct mood mood = mood_of(seed, unit, &rng);
    bool empty = rng_chance(&rng, people->blank_sheet);
    for (size_t i = 0; i < form->question_count; i++) {
        out->items[i] = mean_item(&form->questions[i], people, &mood,
                                  &out->hand, seed, unit, &rng);
        if (empty) {
            out->items[i] = (struct meant){.state = MEANT_BLANK,
                                           .special = MARK_KIND_COUNT};
        }
    }
    out->comment_characters = !empty && rng_chance(&rng, people->comment)
                                  ? 4 + (int)rng_below(&rng, 40)
                                  : 0;
    if (out->comment_characters > 0 && people->terse > 0 &&
        rng_chance(&rng, people->terse)) {
        out->comment_characters = 1 + out->comment_characters % 3;
    }
    out->stray = !empty && rng_chance(&rng, people->stray);
}

/* ---- drawing ---- */

/* Share of the inside (0.4 mm within the outer edge) that got darker by more
 * than an eighth of the way from paper to ink. */
static double covered(const struct place *box, double dpi,
                      const struct picture *blank, const struct picture *page)
{
    double k = dpi / MM_PER_INCH;
    int32_t x0 = (int32_t)ceil((box->x + 0.4) * k);
    int32_t x1 = (int32_t)floor((box->x + box->w - 0.4) * k);
    int32_t y0 = (int32_t)ceil((box->y + 0.4) * k);
    int32_t y1 = (int32_t)floor((box->y + box->h - 0.4) * k);
    size_t dark = 0, all = 0;
    for (int32_t y = y0 < 0 ? 0 : y0; y < y1 && y < page->h; y++) {
        for (int32_t x = x0 < 0 ? 0 : x0; x < x1 && x < page->w; x++, all++) {
            size_t at = (size_t)y * (size_t)page->w + (size_t)x;
            dark += blank->px[at] - page->px[at] > 32;
        }
    }
    return all ? (double)dark / (double)all : 0.0;
}

/* What a fair clerk would say of what was drawn.  The bounds are the
 * simulator's own and looser than any reader's:
 *   a mark with under 1.5 % of the box inked lies beside it, and
 *   a cancellation that leaves over 40 % of the box bare is unclear. */
static void settle_state(struct drawn *d, const struct meant *m, bool bubbles,
                         uint64_t bit)
{
    if (m->cancelled & bit) {
        bool full = bubbles ||
                    (m->cancel_how == CANCEL_FILL && d->cover >= 0.6);
        d->state = full ? DRAWN_CANCELLED : DRAWN_DOUBTFUL;
        d->kind = m->cancel_how;
        d->rubbed = bubbles;
        d->meant = false;
    } else if (m->choices & bit) {
        bool unclear =
            d->kind == MARK_ROUND || d->kind == MARK_AWAY ||
            d->kind == MARK_LABEL || d->cover < 0.015 ||
            (d->kind == MARK_HALF && d->cover < 0.04);
        d->state = unclear ? DRAWN_DOUBTFUL : DRAWN_MARKED;
        d->meant = true;
    } else {
        d->state = d->cover > 0.0 ? DRAWN_STRAY : DRAWN_EMPTY;
    }
}

/* Is there room for words to the right, before the next box of the row? */
static bool words_follow(const struct form_page *side,
                         const struct form_box *box)
{
    for (size_t i = 0; i < side->box_count; i++) {
        const struct place *p = &side->boxes[i].at;
        double gap = p->x - box->at.x;
        if (fabs(p->y - box->at.y) < 3 && gap > 0.1 && gap < 22) {
            return false;
        }
    }
    return box->at.x + 25 < side->w;
}

static enum err_code draw_box(const struct respondent *person,
                              const struct form_page *side,
                              const struct meant *m, const struct form_box *box,
                              double seen, struct rng *rng, double dpi,
                              struct picture *page, struct drawn *d,
                              struct err *err)
{
    uint64_t bit = (uint64_t)1 << box->choice;
    d->kind = MARK_KIND_COUNT;
    if (!((m->choices | m->cancelled) & bit)) {
        return ERR_OK;
    }
    d->kind = m->special != MARK_KIND_COUNT ? m->special
                                            : hand_mark(&person->hand, rng);
    if (d->kind == MARK_LABEL && !words_follow(side, box)) {
        d->kind = MARK_ROUND;
    }
    if (person->bubbles && (m->cancelled & bit)) { /* what rubber leaves */
        d->kind = CANCEL_FILL;
        return hand_draw(&person->hand, d->kind, &box->at,
                         seen * rng_range(rng, 0.06, 0.22), rng, dpi, page,
                         err);
    }
    enum err_code code =
        hand_draw(&person->hand, d->kind, &box->at, seen, rng, dpi, page, err);
    if (code == ERR_OK && (m->cancelled & bit)) {
        code = hand_draw(&person->hand, m->cancel_how, &box->at, seen, rng, dpi,
                         page, err);
    }
    return code;
}

/* A slip of the pen anywhere on the sheet: a short line or a dot. */
static enum err_code draw_slip(const struct respondent *person,
                               const struct form_page *side, double seen,
                               struct rng *rng, double dpi,
                               struct picture *page, struct err *err)
{
    struct place at = {rng_range(rng, 15, side->w - 25),
                       rng_range(rng, 20, side->h - 30), 5, 5};
    return hand_draw(&person->hand,
                     rng_chance(rng, 0.5) ? MARK_DOT : MARK_SLASH, &at, seen,
                     rng, dpi, page, err);
}

/* A remark that did not find room elsewhere runs across a row of boxes. */
static enum err_code write_through(const struct respondent *person,
                                   const struct form_page *side, double seen,
                                   struct rng *rng, double dpi,
                                   struct picture *page, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int i = 0; i < person->lines_through && code == ERR_OK; i++) {
        if (side->box_count == 0) {
            break;
        }
        const struct place *box =
            &side->boxes[rng_below(rng, side->box_count)].at;
        struct place at = {box->x - rng_range(rng, 5, 35), box->y - 5, 75, 12};
        code = hand_write(&person->hand, &at, 6 + (int)rng_below(rng, 8), seen,
                          rng, dpi, page, err);
    }
    return code;
}

enum err_code respondent_draw(const struct respondent *person,
                              const struct form *form, size_t side,
                              enum lamp lamp, struct rng *rng, double dpi,
                              const struct picture *blank, struct picture *page,
                              struct drawn drawn[], struct err *err)
{
    const struct form_page *p = &form->pages[side];
    double seen = pen_seen(&person->hand.pen, lamp);
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < p->box_count && code == ERR_OK; i++) {
        drawn[i] = (struct drawn){0};
        code = draw_box(person, p, &person->items[p->boxes[i].question],
                        &p->boxes[i], seen, rng, dpi, page, &drawn[i], err);
    }
    for (size_t i = 0; i < p->area_count && code == ERR_OK; i++) {
        if (person->comment_characters > 0) {
            code = hand_write(&person->hand, &p->areas[i],
                              person->comment_characters, seen, rng, dpi, page,
                              err);
        }
    }
    if (code == ERR_OK && person->lines_through > 0) {
        code = write_through(person, p, seen, rng, dpi, page, err);
    }
    for (size_t i = 0; i < p->box_count && code == ERR_OK; i++) {
        drawn[i].cover = covered(&p->boxes[i].at, dpi, blank, page);
        settle_state(&drawn[i], &person->items[p->boxes[i].question],
                     person->bubbles, (uint64_t)1 << p->boxes[i].choice);
    }
    if (code != ERR_OK || !person->stray) {
        return code;
    }
    code = draw_slip(person, p, seen, rng, dpi, page, err);
    for (size_t i = 0; i < p->box_count && code == ERR_OK; i++) {
        double cover = covered(&p->boxes[i].at, dpi, blank, page);
        bool chosen = drawn[i].state == DRAWN_MARKED;
        if (!chosen && cover > drawn[i].cover + 0.015) {
            drawn[i].state = DRAWN_DOUBTFUL; /* nobody could tell it is one */
        }
        drawn[i].cover = cover;
    }
    return code;
}
