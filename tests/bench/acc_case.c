/* tests/bench/acc_case.c - see acc_case.h. */
#include "tests/bench/acc_case.h"

#include <string.h>

bool acc_vanished(const struct drawn *d)
{
    return d->state == DRAWN_MARKED && d->seen < 0.02 &&
           (d->seen < 0.15 * d->cover || d->seen < 0.004);
}

enum verdict { RIGHT, SILENT, REVIEW, VANISHED, SETTLED };

static enum verdict judged(const struct drawn *d, enum box_state state,
                           bool review)
{
    bool chosen = state == BOX_MARKED;
    bool meant = d->state == DRAWN_MARKED;
    bool unclear = d->state == DRAWN_DOUBTFUL;
    if (!chosen && acc_vanished(d)) {
        return VANISHED;
    }
    if (review) {
        return REVIEW;
    }
    if (unclear && d->kind == MARK_KIND_COUNT) {
        return SETTLED; /* a slip of the pen: nobody can tell it from a mark */
    }
    if (unclear) {
        meant = d->meant;
    }
    if (d->rubbed && chosen && d->seen > 0.3) {
        return SETTLED; /* one bit a pixel made rubbed out pencil black */
    }
    return chosen != meant ? SILENT : unclear ? SETTLED : RIGHT;
}

static const struct answer_read *answer_of(size_t n,
                                           const struct answer_read answers[],
                                           size_t item)
{
    for (size_t i = 0; i < n; i++) {
        if (answers[i].item == item) {
            return &answers[i];
        }
    }
    return NULL;
}

static void count(struct acc_counts *c, enum verdict v, bool doubtful)
{
    c->boxes++;
    c->silent += v == SILENT;
    c->vanished += v == VANISHED;
    c->settled += v == SETTLED;
    c->doubtful += doubtful;
}

static void put_bin(struct acc_figures *f, const struct drawn *d,
                    enum box_state state, double p)
{
    if (d->state == DRAWN_DOUBTFUL || acc_vanished(d)) {
        return;
    }
    int i = (int)(p * ACC_BINS);
    i = i < 0 ? 0 : i >= ACC_BINS ? ACC_BINS - 1 : i;
    struct acc_bin *bins[3] = {&f->bins[i], &f->state[state], NULL};
    bins[2] = p < 0.001 ? &f->sure[0] : p > 0.999 ? &f->sure[1] : NULL;
    for (int k = 0; k < 3 && bins[k]; k++) {
        bins[k]->n++;
        bins[k]->marked += d->state == DRAWN_MARKED;
        bins[k]->p_sum += p;
    }
}

static void count_boxes(const struct acc_case *c, size_t answer_count,
                        const struct answer_read answers[],
                        struct acc_figures *f, acc_listed *listed, void *ctx)
{
    struct acc_counts *by[3] = {acc_group(f, "pen", c->pen),
                                acc_group(f, "model", c->model),
                                acc_group(f, "hue", c->hue)};
    for (size_t b = 0; b < c->n; b++) {
        const struct box_read *box = &c->box[b].read;
        const struct drawn *d = &c->box[b].drawn;
        if (box->item == SIZE_MAX) {
            f->all.boxes++;
            f->all.silent++;
            continue;
        }
        const struct answer_read *a =
            answer_of(answer_count, answers, box->item);
        bool review = a && a->state == ANSWER_DOUBTFUL;
        bool doubtful = box->state == BOX_DOUBTFUL;
        enum verdict v = judged(d, box->state, review);
        const char *kind = d->state == DRAWN_EMPTY        ? "none"
                           : d->state == DRAWN_STRAY      ? "stray"
                           : d->kind == MARK_KIND_COUNT   ? "slip"
                                                          : mark_kind_word(d->kind);
        count(&f->all, v, doubtful);
        count(acc_group(f, "mark", kind), v, doubtful);
        for (size_t k = 0; k < 3; k++) {
            count(by[k], v, doubtful);
        }
        put_bin(f, d, box->state, (double)box->p_marked);
        bool needless = v == REVIEW && doubtful && d->state != DRAWN_DOUBTFUL;
        if (listed && (v == SILENT || needless)) {
            listed(ctx, c, &c->box[b], v == SILENT ? "silent" : "needless");
        }
    }
}

static bool item_unclear(const struct acc_case *c, size_t item)
{
    for (size_t b = 0; b < c->n; b++) {
        const struct drawn *d = &c->box[b].drawn;
        if (c->box[b].read.item == item &&
            (d->state == DRAWN_DOUBTFUL || acc_vanished(d))) {
            return true;
        }
    }
    return false;
}

static bool as_meant(const struct meant *m, const struct answer_read *a)
{
    static const enum answer_state states[] = {
        [MEANT_GIVEN] = ANSWER_GIVEN,
        [MEANT_BLANK] = ANSWER_BLANK,
        [MEANT_INVALID] = ANSWER_INVALID,
    };
    if (a->state != states[m->state]) {
        return false;
    }
    return m->state != MEANT_GIVEN || a->choices == m->choices;
}

void acc_case_count(const struct acc_case *c, const struct questionnaire *q,
                    size_t answer_count, const struct answer_read answers[],
                    struct acc_figures *f, struct acc_asks *asks,
                    acc_listed *listed, void *ctx)
{
    f->pages++;
    f->refused += c->refused;
    f->wrong += c->wrong;
    if (c->refused || c->wrong) {
        asks->person = asks->person || c->refused;
        return;
    }
    count_boxes(c, answer_count, answers, f, listed, ctx);
    for (size_t i = 0; i < answer_count; i++) {
        const struct answer_read *a = &answers[i];
        if (q->items[a->item].scale == NULL) {
            continue;
        }
        bool review = a->state == ANSWER_DOUBTFUL;
        f->items++;
        f->items_review += review;
        if (review) {
            acc_group(f, "why", a->reason)->doubtful++;
        }
        asks->person = asks->person || review;
        asks->unclear =
            asks->unclear || (review && item_unclear(c, a->item));
        if (!review && a->item < FORM_QUESTIONS_MAX &&
            !item_unclear(c, a->item)) {
            f->answers_wrong += !as_meant(&c->meant[a->item], a);
        }
    }
}

void acc_sheet_count(struct acc_figures *f, struct acc_asks *asks)
{
    f->sheets++;
    f->sheets_review += asks->person;
    f->sheets_unclear += asks->unclear;
    *asks = (struct acc_asks){false, false};
}

void acc_case_line(const struct acc_case *c, const struct questionnaire *q,
                   const struct acc_box *box, const char *what, FILE *out)
{
    const struct drawn *d = &box->drawn;
    const struct item *item = &q->items[box->read.item];
    fprintf(out, "%s\t%s\t0\t%.0f\t%.0f\t%.3f\t%s/%s\t%s\t%s\t%s:%s p%.3f\n",
            what, c->picture, (double)box->x, (double)box->y, (double)box->mm,
            item->code, item->scale->choices[box->read.choice].code,
            drawn_state_word(d->state),
            d->kind == MARK_KIND_COUNT ? "none" : mark_kind_word(d->kind),
            box_state_word(box->read.state), box->read.reason,
            (double)box->read.p_marked);
}

/* ---- dumps ---- */

bool acc_case_write(const struct acc_case *c, FILE *out)
{
    return fwrite(c, offsetof(struct acc_case, box), 1, out) == 1 &&
           fwrite(c->box, sizeof c->box[0], c->n, out) == c->n;
}

bool acc_case_read(struct acc_case *c, FILE *in)
{
    return fread(c, offsetof(struct acc_case, box), 1, in) == 1 &&
           c->n <= ACC_BOXES_MAX &&
           fread(c->box, sizeof c->box[0], c->n, in) == c->n;
}
