/* tests/bench/acc_page.c - see acc_page.h. */
#include "tests/bench/acc_page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "forms/payload.h"
#include "omr/sample.h"

double acc_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- the page as the reader gets it ---- */

static enum err_code through_file(const struct acc_reading *r,
                                  const struct truth_page *t,
                                  const struct picture takes[],
                                  struct image *image, struct err *err)
{
    const struct situation *s = t->situation;
    struct output o = {.channel = takes,
                       .channels = s->scanner.colour ? 3 : 1,
                       .dpi = s->scanner.dpi,
                       .quality = s->quality,
                       .effort = 1};
    char path[512];
    snprintf(path, sizeof path, "%s/%ld.page", r->folder, (long)getpid());
    struct image_file *file = NULL;
    enum err_code code = output_write(&o, s->format, path, err);
    if (code == ERR_OK) {
        code = image_file_open(path, &file, err);
    }
    if (code == ERR_OK) {
        code = image_file_page(file, 0, image, err);
    }
    image_file_close(file);
    unlink(path);
    return code;
}

static enum err_code straight(const struct truth_page *t,
                              const struct picture *take, struct image *image,
                              struct err *err)
{
    bool bits = t->situation->scanner.bilevel;
    *image = (struct image){.dpi = t->situation->scanner.dpi, .bilevel = bits};
    enum err_code code =
        (bits ? image_alloc_bits : image_alloc)(image, (uint64_t)take->w,
                                                (uint64_t)take->h, err);
    for (int32_t y = 0; y < take->h && code == ERR_OK; y++) {
        const uint8_t *from = take->px + (size_t)y * (size_t)take->w;
        uint8_t *to = image->pixels + (size_t)y * image->stride;
        if (!bits) {
            memcpy(to, from, (size_t)take->w);
            continue;
        }
        for (int32_t x = 0; x < take->w; x++) {
            if (from[x] == 0) {
                to[x / 8] = (uint8_t)(to[x / 8] & ~(0x80u >> x % 8));
            }
        }
    }
    return code;
}

/* ---- comparing ---- */

/* Did the scanner leave too little of a mark for anybody to see one?  Under a
 * seventh of its ink and under 2 % of the box, or under 0.4 % of the box. */
static bool vanished(const struct drawn *d)
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
    if (!chosen && vanished(d)) {
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
    return chosen != meant ? SILENT : unclear ? SETTLED : RIGHT;
}

static const struct answer_read *answer_of(const struct page_scan *page,
                                           size_t item)
{
    for (size_t i = 0; i < page->answer_count; i++) {
        if (page->answers[i].item == item) {
            return &page->answers[i];
        }
    }
    return NULL;
}

/* The read box that stands for a drawn one; both orders are the layout's, so
 * the search begins where it ended. */
static const struct box_read *box_of(const struct questionnaire *q,
                                     const struct page_scan *page,
                                     const struct form_question *question,
                                     int choice, size_t *from)
{
    for (size_t k = 0; k < page->box_count; k++) {
        const struct box_read *b =
            &page->boxes[(*from + k) % page->box_count];
        const struct item *item = &q->items[b->item];
        if (strcmp(item->code, question->code) == 0 &&
            strcmp(item->scale->choices[b->choice].code,
                   question->choice[choice]) == 0) {
            *from = (*from + k + 1) % page->box_count;
            return b;
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
    if (d->state == DRAWN_DOUBTFUL || vanished(d)) {
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

/* ---- what to look at ---- */

static void worst_line(struct acc_reading *r, const struct truth_page *t,
                       size_t b, const char *why, const char *said,
                       const char *file)
{
    char path[512];
    snprintf(path, sizeof path, "%s/worst.tsv", r->worst);
    FILE *out = fopen(path, "a");
    const struct form_page *page = &t->form->pages[t->side];
    const struct place *at = &page->boxes[b].at;
    const struct form_question *q = &t->form->questions[page->boxes[b].question];
    double x, y, x1, y1;
    view_point(t->view, at->x + at->w / 2, at->y + at->h / 2, &x, &y);
    view_point(t->view, at->x + at->w / 2 + 1, at->y + at->h / 2, &x1, &y1);
    if (out) {
        const struct drawn *d = &t->drawn[b];
        fprintf(out, "%s\t%s\t0\t%.0f\t%.0f\t%.3f\t%s/%s\t%s\t%s\t%s\n", why,
                file, x, y, hypot(x1 - x, y1 - y), q->code,
                q->choice[page->boxes[b].choice], drawn_state_word(d->state),
                d->kind == MARK_KIND_COUNT ? "none" : mark_kind_word(d->kind),
                said);
        fclose(out);
    }
}

static void keep_picture(struct acc_reading *r, const struct image *image,
                         char *file, size_t room)
{
    char path[512];
    struct err err = ERR_INIT;
    snprintf(file, room, "%s-%d-%ld-%ld.png", r->name, r->level,
             (long)getpid(), r->number);
    snprintf(path, sizeof path, "%s/%s", r->worst, file);
    if (access(path, F_OK) != 0 &&
        image_write_png(image, path, &err) != ERR_OK) {
        fprintf(stderr, "accuracy: %s\n", err.text);
    }
}

static void note_box(struct acc_reading *r, const struct truth_page *t,
                     const struct image *image, size_t b, enum verdict v,
                     const struct box_read *read)
{
    bool needless = v == REVIEW && read->state == BOX_DOUBTFUL &&
                    t->drawn[b].state != DRAWN_DOUBTFUL;
    if (!r->worst || r->worst_left <= 0 || (v != SILENT && !needless)) {
        return;
    }
    char file[96], said[64];
    snprintf(said, sizeof said, "%s:%s p%.3f", box_state_word(read->state),
             read->reason, (double)read->p_marked);
    keep_picture(r, image, file, sizeof file);
    worst_line(r, t, b, v == SILENT ? "silent" : "needless", said, file);
    r->worst_left--;
}

/* ---- one page ---- */

static const struct questionnaire *form_of(const struct reader_survey *survey,
                                           int revision)
{
    for (size_t i = 0; i < survey->form_count; i++) {
        if (survey->forms[i].revision == revision) {
            return survey->forms[i].q;
        }
    }
    return NULL;
}

/* What the chances are fitted on (tests/bench/chances.py): state, reason,
 * cover, marked or not; the many clean empty boxes too, for their share. */
static void dump_box(FILE *out, const struct drawn *d,
                     const struct box_read *box)
{
    if (d->state == DRAWN_DOUBTFUL || vanished(d)) {
        return;
    }
    fprintf(out, "%s\t%s\t%.4f\t%.4f\t%d\n", box_state_word(box->state),
            box->reason, (double)box->measure.cover,
            (double)box->measure.specks, d->state == DRAWN_MARKED);
}

static void compare_boxes(struct acc_reading *r, const struct truth_page *t,
                          const struct image *image,
                          const struct page_scan *page,
                          const struct questionnaire *q)
{
    struct acc_figures *f = r->figures;
    const struct form_page *form = &t->form->pages[t->side];
    const struct hand *hand = &t->person->hand;
    struct acc_counts *by[3] = {
        acc_group(f, "pen", pen_kind_word(hand->pen.kind)),
        acc_group(f, "model", stroke_model_word(hand->motor.model)),
        acc_group(f, "hue", pen_hue_word(hand->pen.hue))};
    size_t from = 0;
    for (size_t b = 0; b < form->box_count; b++) {
        const struct drawn *d = &t->drawn[b];
        const struct form_box *place = &form->boxes[b];
        const struct box_read *box =
            box_of(q, page, &t->form->questions[place->question],
                   place->choice, &from);
        if (!box) {
            f->all.boxes++;
            f->all.silent++; /* a box nobody looked at */
            continue;
        }
        const struct answer_read *answer = answer_of(page, box->item);
        bool review = answer && answer->state == ANSWER_DOUBTFUL;
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
        note_box(r, t, image, b, v, box);
        if (r->dump) {
            dump_box(r->dump, d, box);
        }
    }
}

static bool item_unclear(const struct truth_page *t, size_t question)
{
    const struct form_page *form = &t->form->pages[t->side];
    for (size_t b = 0; b < form->box_count; b++) {
        if (form->boxes[b].question == question &&
            (t->drawn[b].state == DRAWN_DOUBTFUL || vanished(&t->drawn[b]))) {
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

static void compare_items(struct acc_reading *r, const struct truth_page *t,
                          const struct page_scan *page,
                          const struct questionnaire *q)
{
    struct acc_figures *f = r->figures;
    for (size_t i = 0; i < page->answer_count; i++) {
        const struct answer_read *a = &page->answers[i];
        const struct item *item = &q->items[a->item];
        if (item->scale == NULL) {
            continue;
        }
        size_t k = 0;
        while (k < t->form->question_count &&
               strcmp(t->form->questions[k].code, item->code) != 0) {
            k++;
        }
        bool review = a->state == ANSWER_DOUBTFUL;
        f->items++;
        f->items_review += review;
        if (review) {
            acc_group(f, "why", a->reason)->doubtful++;
        }
        r->review = r->review || review;
        if (k < t->form->question_count && !review && !item_unclear(t, k)) {
            f->answers_wrong += !as_meant(&t->person->items[k], a);
        }
    }
}

/* A page that was read must be this page and no other. */
static bool right_page(const struct truth_page *t,
                       const struct page_scan *page)
{
    char serial[8] = "";
    if (page->serial) {
        payload_serial_text(page->serial, serial);
    }
    return page->side == t->printed->side &&
           strcmp(serial, t->printed->serial) == 0;
}

void acc_sheet_end(struct acc_reading *r)
{
    if (r->serial[0] != '\0') {
        r->figures->sheets++;
        r->figures->sheets_review += r->review;
    }
    r->serial[0] = '\0';
    r->review = false;
}

static void compare(struct acc_reading *r, const struct truth_page *t,
                    const struct image *image, const struct page_scan *page)
{
    struct acc_figures *f = r->figures;
    const struct questionnaire *q = form_of(r->survey, page->revision);
    f->pages++;
    if (page->outcome != PAGE_READ || q == NULL) {
        f->refused++;
        r->review = true;
        if (r->worst && r->worst_left > 0) {
            char file[96];
            keep_picture(r, image, file, sizeof file);
            worst_line(r, t, 0, "refused", page->reason, file);
            r->worst_left--;
        }
    } else if (!right_page(t, page)) {
        f->wrong++;
    } else {
        compare_boxes(r, t, image, page, q);
        compare_items(r, t, page, q);
    }
}

enum err_code acc_take(void *ctx, const struct truth_page *t,
                       const struct picture takes[], struct err *err)
{
    struct acc_reading *r = ctx;
    struct image image = {0};
    struct page_scan page;
    const struct situation *s = t->situation;
    if (t->printed == NULL) {
        return ERR_OK;
    }
    if (strcmp(r->serial, t->printed->serial) != 0) {
        acc_sheet_end(r);
        snprintf(r->serial, sizeof r->serial, "%s", t->printed->serial);
    }
    bool file = s->scanner.colour || s->format == FILE_JPEG;
    enum err_code code = file ? through_file(r, t, takes, &image, err)
                              : straight(t, &takes[0], &image, err);
    double start = acc_now();
    r->figures->draw_s += start - r->since;
    if (code == ERR_OK) {
        code = reader_page(r->reader, &image, &page, err);
    }
    r->since = acc_now();
    r->figures->read_s += r->since - start;
    if (code == ERR_OK) {
        compare(r, t, &image, &page);
    }
    image_deinit(&image);
    r->number++;
    return code;
}
