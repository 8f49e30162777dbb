/* tests/bench/acc_page.c - see acc_page.h. */
#include "tests/bench/acc_page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "forms/payload.h"
#include "omr/sample.h"
#include "tests/bench/acc_case.h"

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

/* ---- the case ---- */

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

/* The drawn box that stands for a read one; both orders are the layout's, so
 * the search begins where it ended. */
static size_t drawn_of(const struct questionnaire *q, const struct form *form,
                       const struct form_page *page, const struct box_read *box,
                       size_t *from)
{
    const struct item *item = &q->items[box->item];
    for (size_t k = 0; k < page->box_count; k++) {
        size_t b = (*from + k) % page->box_count;
        const struct form_question *question =
            &form->questions[page->boxes[b].question];
        if (strcmp(item->code, question->code) == 0 &&
            strcmp(item->scale->choices[box->choice].code,
                   question->choice[page->boxes[b].choice]) == 0) {
            *from = b + 1;
            return b;
        }
    }
    return page->box_count;
}

static void take_box(const struct truth_page *t, size_t b, struct acc_box *to)
{
    const struct place *at = &t->form->pages[t->side].boxes[b].at;
    double x, y, x1, y1;
    view_point(t->view, at->x + at->w / 2, at->y + at->h / 2, &x, &y);
    view_point(t->view, at->x + at->w / 2 + 1, at->y + at->h / 2, &x1, &y1);
    to->drawn = t->drawn[b];
    to->x = (float)x;
    to->y = (float)y;
    to->mm = (float)hypot(x1 - x, y1 - y);
}

static void take_boxes(const struct truth_page *t, const struct page_scan *page,
                       const struct questionnaire *q, struct acc_case *c)
{
    const struct form_page *form = &t->form->pages[t->side];
    bool seen[ACC_BOXES_MAX] = {false};
    size_t from = 0;
    for (size_t i = 0; i < page->box_count && c->n < ACC_BOXES_MAX; i++) {
        size_t b = drawn_of(q, t->form, form, &page->boxes[i], &from);
        if (b >= form->box_count || b >= ACC_BOXES_MAX) {
            continue;
        }
        seen[b] = true;
        c->box[c->n].read = page->boxes[i];
        take_box(t, b, &c->box[c->n++]);
    }
    for (size_t b = 0; b < form->box_count && c->n < ACC_BOXES_MAX; b++) {
        if (!seen[b]) {
            c->box[c->n].read = (struct box_read){.item = SIZE_MAX};
            take_box(t, b, &c->box[c->n++]);
        }
    }
}

static void take_meant(const struct truth_page *t,
                       const struct questionnaire *q, struct acc_case *c)
{
    for (size_t k = 0; k < t->form->question_count; k++) {
        for (size_t i = 0; i < q->item_count && i < FORM_QUESTIONS_MAX; i++) {
            if (strcmp(t->form->questions[k].code, q->items[i].code) == 0) {
                c->meant[i] = t->person->items[k];
            }
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
    size_t n = strlen(serial); /* a '-' tells copies of one number apart */
    return page->side == t->printed->side &&
           strncmp(serial, t->printed->serial, n) == 0 &&
           (t->printed->serial[n] == '\0' || t->printed->serial[n] == '-');
}

void acc_sheet_end(struct acc_reading *r)
{
    if (r->sheet[0] != '\0') {
        acc_sheet_count(r->figures, &r->asks);
    }
    r->sheet[0] = '\0';
}

static void keep_picture(struct acc_reading *r, const struct image *image,
                         const char *file)
{
    char path[512];
    struct err err = ERR_INIT;
    snprintf(path, sizeof path, "%s/%s", r->worst, file);
    if (access(path, F_OK) != 0 &&
        image_write_png(image, path, &err) != ERR_OK) {
        fprintf(stderr, "accuracy: %s\n", err.text);
    }
}

struct keeping {
    struct acc_reading *r;
    const struct image *image;
};

static void keep_box(void *ctx, const struct acc_case *c,
                     const struct acc_box *box, const char *what)
{
    struct keeping *k = ctx;
    if (!k->r->worst || k->r->worst_left <= 0) {
        return;
    }
    k->r->worst_left--;
    char path[512];
    snprintf(path, sizeof path, "%s/worst.tsv", k->r->worst);
    FILE *out = fopen(path, "a");
    keep_picture(k->r, k->image, c->picture);
    if (out) {
        acc_case_line(c, form_of(k->r->survey, c->revision), box, what, out);
        fclose(out);
    }
}

static void keep_refused(struct acc_reading *r, const struct image *image,
                         const struct acc_case *c, const char *reason)
{
    char path[512];
    if (!r->worst || r->worst_left <= 0) {
        return;
    }
    snprintf(path, sizeof path, "%s/worst.tsv", r->worst);
    FILE *out = fopen(path, "a");
    keep_picture(r, image, c->picture);
    r->worst_left--;
    if (out) {
        fprintf(out, "refused\t%s\t0\t0\t0\t1\t-\t-\t-\t%s\n", c->picture,
                reason);
        fclose(out);
    }
}

static void case_of(const struct acc_reading *r, const struct truth_page *t,
                    const struct page_scan *page, const struct questionnaire *q,
                    struct acc_case *c)
{
    const struct hand *hand = &t->person->hand;
    *c = (struct acc_case){.level = r->level, .revision = page->revision};
    snprintf(c->name, sizeof c->name, "%s", r->name);
    snprintf(c->picture, sizeof c->picture, "%s-%d-%ld-%ld.png", r->name,
             r->level, (long)getpid(), r->number);
    snprintf(c->serial, sizeof c->serial, "%s", t->printed->serial);
    snprintf(c->pen, sizeof c->pen, "%s", pen_kind_word(hand->pen.kind));
    snprintf(c->model, sizeof c->model, "%s",
             stroke_model_word(hand->motor.model));
    snprintf(c->hue, sizeof c->hue, "%s", pen_hue_word(hand->pen.hue));
    c->refused = page->outcome != PAGE_READ || q == NULL;
    c->wrong = !c->refused && !right_page(t, page);
    if (!c->refused && !c->wrong) {
        take_boxes(t, page, q, c);
        take_meant(t, q, c);
    }
}

static void compare(struct acc_reading *r, const struct truth_page *t,
                    const struct image *image, const struct page_scan *page)
{
    static struct acc_case c;
    const struct questionnaire *q = form_of(r->survey, page->revision);
    struct keeping keeping = {r, image};
    case_of(r, t, page, q, &c);
    if (c.refused) {
        keep_refused(r, image, &c, page->reason);
    }
    acc_case_count(&c, q, page->answer_count, page->answers, r->figures,
                   &r->asks, keep_box, &keeping);
    if (r->dump && !acc_case_write(&c, r->dump)) {
        fprintf(stderr, "accuracy: the dump cannot be written\n");
        r->dump = NULL;
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
    char sheet[sizeof r->sheet];
    snprintf(sheet, sizeof sheet, "%s", t->printed->serial);
    if (sheet[0] == '\0') {
        snprintf(sheet, sizeof sheet, "%.60s#%d", t->printed->file,
                 t->printed->page);
    }
    if (strcmp(r->sheet, sheet) != 0) {
        acc_sheet_end(r);
        memcpy(r->sheet, sheet, sizeof sheet);
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
