#include "tests/sim/score.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "tests/sim/form.h"
#include "tests/sim/lines.h"
#include "tests/sim/score_print.h"

struct scorer {
    struct figures all;
    size_t group_count;
    struct group groups[GROUPS_MAX];
    struct form *form; /* for the worst list */
    FILE *worst;
    struct lines truth, read; /* read is sorted by place */
    struct lines reviews;     /* sorted by place; of the program only */
    struct lines answers;     /* sorted by serial; of the program only */
    bool program;
};

static struct figures *group(struct scorer *s, const char *kind,
                             const char *name)
{
    char full[80];
    snprintf(full, sizeof full, "%s %s", kind, name ? name : "?");
    for (size_t i = 0; i < s->group_count; i++) {
        if (strcmp(s->groups[i].name, full) == 0) {
            return &s->groups[i].f;
        }
    }
    size_t i = s->group_count < GROUPS_MAX ? s->group_count++ : GROUPS_MAX - 1;
    snprintf(s->groups[i].name, sizeof s->groups[i].name, "%s", full);
    return &s->groups[i].f;
}

static bool same(const struct jval *a, const struct jval *b, const char *key)
{
    return strcmp(text_of(a, key), text_of(b, key)) == 0;
}

static const struct jval *find_box(const struct jval *boxes,
                                   const struct jval *like)
{
    for (size_t i = 0; i < jval_count(boxes); i++) {
        const struct jval *box = jval_at(boxes, i);
        if (same(box, like, "question") && same(box, like, "choice")) {
            return box;
        }
    }
    return NULL;
}

static const struct jval *find_question(const struct jval *list,
                                        const char *question)
{
    for (size_t i = 0; i < jval_count(list); i++) {
        if (strcmp(text_of(jval_at(list, i), "question"), question) == 0) {
            return jval_at(list, i);
        }
    }
    return NULL;
}

/* Was the question of this page sent to a person? */
static bool in_review(const struct scorer *s, const struct line *read,
                      const char *question)
{
    if (!s->program) {
        const struct jval *a =
            find_question(jval_get(read->root, "answers"), question);
        return a && text_is(a, "state", "doubtful");
    }
    struct line *found = lines_find(&s->reviews, read, line_by_place);
    if (!found) {
        return false;
    }
    while (found > s->reviews.at && line_by_place(found - 1, read) == 0) {
        found--;
    }
    const struct line *end = s->reviews.at + s->reviews.n;
    for (; found < end && line_by_place(found, read) == 0; found++) {
        const char *item = text_of(found->root, "item");
        if (item[0] == '\0' || strcmp(item, question) == 0) {
            return true;
        }
    }
    return false;
}

/* Where the box lies in the scanned picture, from the truth's corners. */
static void write_worst(struct scorer *s, const char *why,
                        const struct line *truth, const struct jval *read_box,
                        const struct jval *truth_box)
{
    if (!s->worst || !s->form) {
        return;
    }
    const struct jval *corners = jval_get(truth->root, "corners");
    double c[3][2] = {{0}};
    for (size_t i = 0; i < 3; i++) {
        jval_number(jval_at(jval_at(corners, i), 0), &c[i][0]);
        jval_number(jval_at(jval_at(corners, i), 1), &c[i][1]);
    }
    int64_t side = 1;
    jval_integer(jval_get(truth->root, "side"), &side);
    const struct form_page *page = &s->form->pages[side - 1];
    for (size_t i = 0; i < page->box_count; i++) {
        const struct form_question *q =
            &s->form->questions[page->boxes[i].question];
        if (!text_is(read_box, "question", q->code) ||
            !text_is(read_box, "choice", q->choice[page->boxes[i].choice])) {
            continue;
        }
        double u = (page->boxes[i].at.x + page->boxes[i].at.w / 2) / page->w;
        double v = (page->boxes[i].at.y + page->boxes[i].at.h / 2) / page->h;
        double x = c[0][0] + u * (c[1][0] - c[0][0]) + v * (c[2][0] - c[0][0]);
        double y = c[0][1] + u * (c[1][1] - c[0][1]) + v * (c[2][1] - c[0][1]);
        double mm = hypot(c[1][0] - c[0][0], c[1][1] - c[0][1]) / page->w;
        fprintf(s->worst, "%s\t%s\t%lld\t%.0f\t%.0f\t%.3f\t%s/%s\t%s\t%s\t%s\n",
                why, truth->file, (long long)truth->page, x, y, mm, q->code,
                q->choice[page->boxes[i].choice],
                truth_box ? text_of(truth_box, "state") : "empty",
                truth_box ? text_of(truth_box, "kind") : "none",
                text_of(read_box, "state"));
    }
}

/* Did the scanner leave too little of a mark for anybody to see one?  Under a
 * seventh of its ink, and that no more than specks. */
static bool vanished(const struct jval *box)
{
    double cover = 0.0, seen = 1.0;
    jval_number(jval_get(box, "cover"), &cover);
    jval_number(jval_get(box, "seen"), &seen);
    return text_is(box, "state", "marked") && seen < 0.02 &&
           (seen < 0.15 * cover || seen < 0.004);
}

enum verdict { RIGHT, SILENT, REVIEW, VANISHED, SETTLED };

static enum verdict judge(const struct jval *truth_box,
                          const struct jval *read_box, bool review)
{
    bool chosen = text_is(read_box, "state", "marked");
    bool meant = truth_box && text_is(truth_box, "state", "marked");
    bool unclear = truth_box && text_is(truth_box, "state", "doubtful");
    if (!chosen && truth_box && vanished(truth_box)) {
        return VANISHED;
    }
    if (review) {
        return REVIEW;
    }
    if (unclear && text_is(truth_box, "kind", "none")) {
        return SETTLED; /* a slip of the pen: nobody can tell it from a mark */
    }
    if (unclear) {
        meant = jval_truth(jval_get(truth_box, "meant"));
    }
    return chosen != meant ? SILENT : unclear ? SETTLED : RIGHT;
}

static void add(struct figures *f, enum verdict v, bool doubtful)
{
    f->boxes++;
    f->silent += v == SILENT;
    f->vanished += v == VANISHED;
    f->settled += v == SETTLED;
    f->doubtful += doubtful;
}

struct page_context {
    const struct line *truth;
    const char *pen, *model, *how;
};

static void score_box(struct scorer *s, const struct page_context *c,
                      const struct line *read, const struct jval *read_box)
{
    const struct jval *root = c->truth->root;
    const struct jval *truth_box = find_box(jval_get(root, "boxes"), read_box);
    bool review = in_review(s, read, text_of(read_box, "question"));
    bool doubtful = text_is(read_box, "state", "doubtful");
    enum verdict v = judge(truth_box, read_box, review);
    add(&s->all, v, doubtful);
    char kind[32];
    snprintf(kind, sizeof kind, "%s",
             !truth_box                             ? "none"
             : text_is(truth_box, "state", "stray") ? "stray"
             : text_is(truth_box, "kind", "none")   ? "slip"
                                                  : text_of(truth_box, "kind"));
    add(group(s, "mark", kind), v, doubtful);
    add(group(s, "pen", c->pen), v, doubtful);
    add(group(s, "model", c->model), v, doubtful);
    add(group(s, "file", c->how), v, doubtful);
    const struct jval *met = jval_get(root, "conditions");
    for (size_t i = 0; i < jval_count(met); i++) {
        add(group(s, "with", jval_text(jval_at(met, i))), v, doubtful);
    }
    bool clear = !truth_box || !text_is(truth_box, "state", "doubtful");
    if (v == SILENT) {
        write_worst(s, "silent", c->truth, read_box, truth_box);
    } else if (v == SETTLED) {
        write_worst(s, "settled", c->truth, read_box, truth_box);
    } else if (doubtful && clear) {
        write_worst(s, "needless", c->truth, read_box, truth_box);
    }
}

static bool same_choices(const struct jval *a, const struct jval *b)
{
    bool same_n = jval_count(a) == jval_count(b);
    for (size_t i = 0; i < jval_count(a) && same_n; i++) {
        bool found = false;
        for (size_t k = 0; k < jval_count(b); k++) {
            const char *x = jval_text(jval_at(a, i)),
                       *y = jval_text(jval_at(b, k));
            found = found || (x && y && strcmp(x, y) == 0);
        }
        same_n = found;
    }
    return same_n;
}

/* An item is unclear when one of its boxes was drawn so, or vanished. */
static bool item_unclear(const struct jval *boxes, const char *question)
{
    for (size_t i = 0; i < jval_count(boxes); i++) {
        const struct jval *box = jval_at(boxes, i);
        if (text_is(box, "question", question) &&
            (text_is(box, "state", "doubtful") || vanished(box))) {
            return true;
        }
    }
    return false;
}

struct said { /* an answer as the reading gives it */
    bool there;
    const char *state;          /* "given", "blank", "invalid" */
    const struct jval *choices; /* a list, or one text */
};

static struct said said_of(const struct scorer *s, const struct line *truth,
                           const struct line *read, const char *question)
{
    if (!s->program) {
        const struct jval *a =
            find_question(jval_get(read->root, "answers"), question);
        return (struct said){a != NULL, text_of(a, "state"),
                             jval_get(a, "choices")};
    }
    const struct line *row = lines_find(&s->answers, truth, line_by_serial);
    if (!row) {
        return (struct said){0};
    }
    const struct jval *value =
        jval_get(jval_get(row->root, "answers"), question);
    const char *flag = text_of(jval_get(row->root, "flags"), question);
    bool none = !value || jval_kind(value) == JVAL_NULL;
    return (struct said){true,
                         strcmp(flag, "invalid") == 0 ? "invalid"
                         : none                       ? "blank"
                                                      : "given",
                         value};
}

static bool as_meant(const struct jval *item, const struct said *said)
{
    if (!said->there || !text_is(item, "state", said->state)) {
        return false;
    }
    const struct jval *meant = jval_get(item, "choices");
    const char *one = jval_text(said->choices);
    if (text_is(item, "state", "invalid")) {
        return true;
    }
    return one ? jval_count(meant) == 1 &&
                     strcmp(jval_text(jval_at(meant, 0)), one) == 0
               : same_choices(meant, said->choices);
}

/* True when an item of the page waits for a person. */
static bool score_items(struct scorer *s, const struct line *truth,
                        const struct line *read)
{
    bool any = false;
    const struct jval *items = jval_get(truth->root, "items");
    for (size_t i = 0; i < jval_count(items); i++) {
        const struct jval *item = jval_at(items, i);
        const char *question = text_of(item, "question");
        bool unclear = item_unclear(jval_get(truth->root, "boxes"), question);
        bool review = in_review(s, read, question);
        struct said said = said_of(s, truth, read, question);
        s->all.items++;
        s->all.items_review += review;
        s->all.needless += review && !unclear;
        any = any || review;
        if (!review && !unclear && !as_meant(item, &said)) {
            s->all.answers_wrong++;
            if (s->worst) {
                fprintf(s->worst, "answer\t%s\t%lld\t0\t0\t0\t%s\t%s\t-\t%s\n",
                        truth->file, (long long)truth->page, question,
                        text_of(item, "state"),
                        said.there ? said.state : "none");
            }
        }
    }
    return any;
}

/* True when the page needs a person. */
static bool score_page(struct scorer *s, const struct line *truth,
                       const struct line *read)
{
    const struct jval *hand = jval_get(truth->root, "hand");
    char how[64];
    double dpi = 0;
    jval_number(jval_get(truth->root, "dpi"), &dpi);
    snprintf(how, sizeof how, "%s%s %.0f", text_of(truth->root, "format"),
             jval_truth(jval_get(truth->root, "bilevel")) ? " 1 bit" : "", dpi);
    struct page_context c = {truth, text_of(hand, "pen"),
                             text_of(hand, "model"), how};
    struct figures *file = group(s, "file", how);
    s->all.pages++;
    file->pages++;
    if (!read || !text_is(read->root, "outcome", "read")) {
        s->all.lost += !read;
        s->all.refused++;
        file->refused++;
        if (s->worst) {
            fprintf(s->worst, "refused\t%s\t%lld\t0\t0\t0\t-\t-\t-\t%s\n",
                    truth->file, (long long)truth->page,
                    read ? text_of(read->root, "outcome") : "lost");
        }
        return true;
    }
    const struct jval *boxes = jval_get(read->root, "boxes");
    for (size_t i = 0; i < jval_count(boxes); i++) {
        score_box(s, &c, read, jval_at(boxes, i));
    }
    return score_items(s, truth, read);
}

static void score_all(struct scorer *s)
{
    const char *serial = NULL;
    bool review = false;
    for (size_t i = 0; i < s->truth.n; i++) {
        const struct line *t = &s->truth.at[i];
        if (!text_is(t->root, "kind", "sheet")) {
            continue;
        }
        if (!serial || strcmp(serial, text_of(t->root, "serial")) != 0) {
            s->all.sheets_review += review;
            s->all.sheets++;
            review = false;
            serial = text_of(t->root, "serial");
        }
        const struct line *r = lines_find(&s->read, t, line_by_place);
        review = score_page(s, t, r) || review;
    }
    s->all.sheets_review += review;
}

static enum err_code load_all(struct scorer *s, const struct scoring *what,
                              struct err *err)
{
    enum err_code code = lines_load(what->truth, &s->truth, err);
    s->program = what->scan != NULL;
    if (code == ERR_OK && what->read) {
        code = lines_load(what->read, &s->read, err);
    } else if (code == ERR_OK) {
        code = document_load(what->scan, "pages", &s->read, err);
    }
    if (code == ERR_OK && s->program) {
        code = document_load(what->reviews, "reviews", &s->reviews, err);
    }
    if (code == ERR_OK && s->program) {
        code = lines_load(what->answers, &s->answers, err);
    }
    if (code == ERR_OK) {
        lines_sort(&s->read, line_by_place);
        lines_sort(&s->reviews, line_by_place);
        lines_sort(&s->answers, line_by_serial);
    }
    if (code == ERR_OK && what->layout) {
        code = form_load(what->layout, 2, &s->form, err);
    }
    return code;
}

enum err_code score(const struct scoring *what, struct err *err)
{
    struct scorer *s = mem_alloc(1, sizeof *s);
    if (!s) {
        return err_set(err, ERR_NOMEM, 0, "no memory for the figures");
    }
    enum err_code code = load_all(s, what, err);
    if (code == ERR_OK && what->worst) {
        s->worst = fopen(what->worst, "w");
        code = s->worst ? ERR_OK
                        : err_set(err, ERR_IO, 0, "%s cannot be written",
                                  what->worst);
    }
    if (code == ERR_OK) {
        score_all(s);
        if (what->json) {
            score_print_json(&s->all);
        } else {
            score_print_text(&s->all, s->group_count, s->groups);
        }
    }
    if (s->worst && fclose(s->worst) != 0 && code == ERR_OK) {
        code = err_set(err, ERR_IO, 0, "%s cannot be written", what->worst);
    }
    lines_free(&s->truth);
    lines_free(&s->read);
    lines_free(&s->reviews);
    lines_free(&s->answers);
    form_free(s->form);
    free(s);
    return code;
}
