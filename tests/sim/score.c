#include "tests/sim/score.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/json.h"
#include "engine/base/mem.h"
#include "tests/sim/form.h"

enum { GROUPS_MAX = 400, LINES_MAX_BYTES = 1 << 30 };

/* ---- exact bound ---- */

/* P(X <= k) for X ~ Binomial(n, p), summed in logarithms: k is small here. */
static double at_most(long k, long n, double p)
{
    double sum = 0.0;
    for (long i = 0; i <= k; i++) {
        sum += exp(lgamma((double)n + 1) - lgamma((double)i + 1) -
                   lgamma((double)(n - i) + 1) + (double)i * log(p) +
                   (double)(n - i) * log1p(-p));
    }
    return sum;
}

double score_upper(long k, long n)
{
    if (n <= 0 || k >= n) {
        return 1.0;
    }
    double low = (double)k / (double)n, high = 1.0;
    for (int i = 0; i < 100; i++) {
        double p = (low + high) / 2;
        if (p <= 0.0 || at_most(k, n, p) > 0.05) {
            low = p;
        } else {
            high = p;
        }
    }
    return high;
}

/* ---- lines of JSON ---- */

struct line {
    struct jval *root;
    const char *file; /* last part of the path */
    int64_t page;
};

struct lines {
    size_t n;
    struct line *at;
};

static const char *base_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path;
}

static int by_place(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int order = strcmp(x->file, y->file);
    return order ? order : (x->page > y->page) - (x->page < y->page);
}

static void lines_free(struct lines *lines)
{
    for (size_t i = 0; i < lines->n; i++) {
        jval_free(lines->at[i].root);
    }
    free(lines->at);
}

static enum err_code lines_load(const char *path, struct lines *out,
                                struct err *err)
{
    char *text;
    size_t n, room = 0;
    *out = (struct lines){0};
    enum err_code code = file_read(path, LINES_MAX_BYTES, &text, &n, err);
    if (code != ERR_OK) {
        return code;
    }
    for (char *at = text, *end; at < text + n && code == ERR_OK; at = end + 1) {
        end = memchr(at, '\n', (size_t)(text + n - at));
        end = end ? end : text + n;
        if (end == at) {
            continue;
        }
        struct line line = {0};
        code = jval_parse(at, (size_t)(end - at), path, &line.root, err);
        if (code != ERR_OK) {
            break;
        }
        line.file = base_name(jval_text(jval_get(line.root, "file")));
        bool ok = line.file && jval_integer(jval_get(line.root, "page"), &line.page);
        if (out->n == room) {
            room = room ? room * 2 : 1024;
            struct line *grown = mem_grow(out->at, room, sizeof *grown);
            ok = ok && grown;
            out->at = grown ? grown : out->at;
        }
        if (!ok) {
            jval_free(line.root);
            code = err_set(err, ERR_FORMAT, 0, "%s: a line without file or page",
                           path);
        } else {
            out->at[out->n++] = line;
        }
    }
    free(text);
    if (code != ERR_OK) {
        lines_free(out);
    }
    return code;
}

/* ---- figures ---- */

struct figures {
    long pages, refused, lost; /* lost: the reading does not mention them */
    long sheets, sheets_review;
    long boxes, silent, doubtful, vanished, settled, needless;
    long items, items_review, answers_wrong;
};

struct group {
    char name[80];
    struct figures f;
};

struct scorer {
    struct figures all;
    size_t group_count;
    struct group groups[GROUPS_MAX];
    struct form *form; /* for the worst list */
    FILE *worst;
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

static const char *text_of(const struct jval *object, const char *key)
{
    const char *text = jval_text(jval_get(object, key));
    return text ? text : "";
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

static bool in_review(const struct jval *answers, const char *question)
{
    const struct jval *a = find_question(answers, question);
    return a && strcmp(text_of(a, "state"), "doubtful") == 0;
}

static bool is(const struct jval *object, const char *key, const char *word)
{
    return strcmp(text_of(object, key), word) == 0;
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
        const struct form_question *q = &s->form->questions[page->boxes[i].question];
        if (!is(read_box, "question", q->code) ||
            !is(read_box, "choice", q->choice[page->boxes[i].choice])) {
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

enum verdict { RIGHT, SILENT, REVIEW, VANISHED, SETTLED };

static enum verdict judge(const struct jval *truth_box,
                          const struct jval *read_box, bool review)
{
    bool chosen = is(read_box, "state", "marked");
    bool meant = truth_box && is(truth_box, "state", "marked");
    bool unclear = truth_box && is(truth_box, "state", "doubtful");
    double seen = 1.0;
    if (unclear) {
        meant = jval_truth(jval_get(truth_box, "meant"));
    }
    if (meant) {
        jval_number(jval_get(truth_box, "seen"), &seen);
    }
    if (meant && !unclear && !chosen && seen < 0.004) {
        return VANISHED;
    }
    if (review) {
        return REVIEW;
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
                      const struct jval *read_box, const struct jval *answers)
{
    const struct jval *root = c->truth->root;
    const struct jval *truth_box = find_box(jval_get(root, "boxes"), read_box);
    bool review = in_review(answers, text_of(read_box, "question"));
    bool doubtful = is(read_box, "state", "doubtful");
    enum verdict v = judge(truth_box, read_box, review);
    add(&s->all, v, doubtful);
    char kind[32];
    snprintf(kind, sizeof kind, "%s",
             !truth_box                            ? "none"
             : is(truth_box, "state", "stray")     ? "stray"
             : is(truth_box, "kind", "none")       ? "slip"
                                                   : text_of(truth_box, "kind"));
    add(group(s, "mark", kind), v, doubtful);
    add(group(s, "pen", c->pen), v, doubtful);
    add(group(s, "model", c->model), v, doubtful);
    add(group(s, "file", c->how), v, doubtful);
    const struct jval *met = jval_get(root, "conditions");
    for (size_t i = 0; i < jval_count(met); i++) {
        add(group(s, "with", jval_text(jval_at(met, i))), v, doubtful);
    }
    bool clear = !truth_box || !is(truth_box, "state", "doubtful");
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
            const char *x = jval_text(jval_at(a, i)), *y = jval_text(jval_at(b, k));
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
        double seen = 1.0;
        jval_number(jval_get(box, "seen"), &seen);
        if (is(box, "question", question) &&
            (is(box, "state", "doubtful") ||
             (is(box, "state", "marked") && seen < 0.004))) {
            return true;
        }
    }
    return false;
}

static bool score_items(struct scorer *s, const struct line *truth,
                        const struct jval *answers)
{
    bool review = false;
    const struct jval *items = jval_get(truth->root, "items");
    for (size_t i = 0; i < jval_count(items); i++) {
        const struct jval *item = jval_at(items, i);
        const struct jval *answer =
            find_question(answers, text_of(item, "question"));
        bool unclear = item_unclear(jval_get(truth->root, "boxes"),
                                    text_of(item, "question"));
        s->all.items++;
        if (answer && is(answer, "state", "doubtful")) {
            s->all.items_review++;
            s->all.needless += !unclear;
            review = true;
        } else if (!unclear && (!answer || !same(item, answer, "state") ||
                                (!is(item, "state", "invalid") &&
                                 !same_choices(jval_get(item, "choices"),
                                               jval_get(answer, "choices"))))) {
            s->all.answers_wrong++;
        }
    }
    return review;
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
    struct page_context c = {truth, text_of(hand, "pen"), text_of(hand, "model"),
                             how};
    struct figures *file = group(s, "file", how);
    s->all.pages++;
    file->pages++;
    if (!read || !is(read->root, "outcome", "read")) {
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
    const struct jval *answers = jval_get(read->root, "answers");
    const struct jval *boxes = jval_get(read->root, "boxes");
    for (size_t i = 0; i < jval_count(boxes); i++) {
        score_box(s, &c, jval_at(boxes, i), answers);
    }
    return score_items(s, truth, answers);
}

static void score_all(struct scorer *s, const struct lines *truth,
                      const struct lines *read)
{
    const char *serial = NULL;
    bool review = false;
    for (size_t i = 0; i < truth->n; i++) {
        const struct line *t = &truth->at[i];
        if (!is(t->root, "kind", "sheet")) {
            continue;
        }
        if (!serial || strcmp(serial, text_of(t->root, "serial")) != 0) {
            s->all.sheets_review += review;
            s->all.sheets++;
            review = false;
            serial = text_of(t->root, "serial");
        }
        const struct line *r =
            bsearch(t, read->at, read->n, sizeof *read->at, by_place);
        review = score_page(s, t, r) || review;
    }
    s->all.sheets_review += review;
}

/* ---- the report ---- */

static void print_bound(const char *label, long k, long n)
{
    double upper = score_upper(k, n);
    printf("%-34s %8ld of %9ld   95 %% upper bound 1 in %.0f\n", label, k, n,
           1.0 / upper);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct group *)a)->name, ((const struct group *)b)->name);
}

static void print_text(struct scorer *s)
{
    const struct figures *f = &s->all;
    printf("%-34s %8ld\n", "pages", f->pages);
    printf("%-34s %8ld (of these not even mentioned: %ld)\n", "pages refused",
           f->refused, f->lost);
    print_bound("box decisions silently wrong", f->silent, f->boxes);
    printf("%-34s %8ld\n", "boxes called doubtful", f->doubtful);
    printf("%-34s %8ld (unclear marks read as they were meant)\n",
           "boxes settled", f->settled);
    printf("%-34s %8ld (nothing of the mark left in the scan)\n",
           "boxes vanished", f->vanished);
    print_bound("answers silently wrong", f->answers_wrong, f->items);
    printf("%-34s %8ld (of these on clear marks: %ld)\n", "items to review",
           f->items_review, f->needless);
    printf("%-34s %8ld of %9ld   %.2f %%\n", "sheets to review",
           f->sheets_review, f->sheets,
           f->sheets ? 100.0 * (double)f->sheets_review / (double)f->sheets : 0);
    qsort(s->groups, s->group_count, sizeof *s->groups, by_name);
    printf("\n%-28s %9s %7s %9s %8s %8s\n", "by", "boxes", "silent", "doubtful",
           "vanished", "refused");
    for (size_t i = 0; i < s->group_count; i++) {
        const struct figures *g = &s->groups[i].f;
        printf("%-28s %9ld %7ld %9ld %8ld %8ld\n", s->groups[i].name, g->boxes,
               g->silent, g->doubtful, g->vanished, g->refused);
    }
}

static void print_json(const struct scorer *s)
{
    const struct figures *f = &s->all;
    printf("{\"pages\":%ld,\"refused\":%ld,\"boxes\":%ld,\"silent\":%ld,"
           "\"silent_upper\":%.3e,\"doubtful\":%ld,\"vanished\":%ld,"
           "\"settled\":%ld,\"items\":%ld,\"answers_wrong\":%ld,"
           "\"items_review\":%ld,\"needless\":%ld,\"sheets\":%ld,"
           "\"sheets_review\":%ld}\n",
           f->pages, f->refused, f->boxes, f->silent,
           score_upper(f->silent, f->boxes), f->doubtful, f->vanished,
           f->settled, f->items, f->answers_wrong, f->items_review, f->needless,
           f->sheets, f->sheets_review);
}

enum err_code score(const struct scoring *what, struct err *err)
{
    struct lines truth = {0}, read = {0};
    struct scorer *s = mem_alloc(1, sizeof *s);
    enum err_code code =
        s ? ERR_OK : err_set(err, ERR_NOMEM, 0, "no memory for the figures");
    if (code == ERR_OK) {
        code = lines_load(what->truth, &truth, err);
    }
    if (code == ERR_OK) {
        code = lines_load(what->read, &read, err);
    }
    if (code == ERR_OK && what->layout) {
        code = form_load(what->layout, 2, &s->form, err);
    }
    if (code == ERR_OK && what->worst) {
        s->worst = fopen(what->worst, "w");
        code = s->worst ? ERR_OK : err_set(err, ERR_IO, 0, "%s cannot be written",
                                           what->worst);
    }
    if (code == ERR_OK) {
        qsort(read.at, read.n, sizeof *read.at, by_place);
        score_all(s, &truth, &read);
        if (what->json) {
            print_json(s);
        } else {
            print_text(s);
        }
    }
    if (s && s->worst && fclose(s->worst) != 0 && code == ERR_OK) {
        code = err_set(err, ERR_IO, 0, "%s cannot be written", what->worst);
    }
    lines_free(&truth);
    lines_free(&read);
    form_free(s ? s->form : NULL);
    free(s);
    return code;
}
