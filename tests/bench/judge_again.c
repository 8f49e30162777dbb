/* judge_again - pages that were drawn, read and dumped once (`accuracy
 * --dump`) judged again with the judge as it is now: a change of the judge is
 * tried in seconds.
 *
 *     judge_again WORKSPACE [--list WORD] [--chances] [--groups]
 *                 [--table] [--looks FILE]
 *                 [--set NAME=VALUE] DUMP.0 …
 *
 * The same table as accuracy's; --list silent|needless prints such boxes as a
 * worst list, --list review the questions for a person; --chances the shares omr/judge_chance.c is made of;
 * --table every box: picture, condition, level, item, choice, drawn state and
 * kind, meant, cover, seen, judged state and reason, then the measures in the
 * order of struct box_measure; --looks FILE writes what the second reader
 * (omr/second.h) sees, to learn from.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "omr/batch/survey.h"
#include "omr/judge.h"
#include "omr/judge_params.h"
#include "omr/second.h"
#include "tests/bench/acc_case.h"

enum { ROWS_MAX = 256, CHANCES_MAX = 1024 };

struct row { /* one condition at one level */
    char name[ACC_NAME_MAX];
    int level;
    char serial[32];
    struct acc_asks asks;
    struct acc_figures f;
};

struct chance { /* boxes of one state, reason and step of cover */
    enum box_state state;
    const char *reason;
    int step;
    long n, marked;
};

struct again {
    const struct reader_survey *survey;
    const char *list;
    struct judge_params params;
    bool chances, groups, table;
    FILE *looks; /* where what the second reader sees goes, or NULL */
    long page;
    size_t row_count, chance_count;
    struct row *rows;
    struct chance shares[CHANCES_MAX];
};

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

static void sheet_end(struct row *row)
{
    if (row->serial[0] != '\0') {
        acc_sheet_count(&row->f, &row->asks);
    }
    row->serial[0] = '\0';
}

static struct row *row_of(struct again *a, const struct acc_case *c)
{
    for (size_t i = 0; i < a->row_count; i++) {
        if (strcmp(a->rows[i].name, c->name) == 0 &&
            a->rows[i].level == c->level) {
            return &a->rows[i];
        }
    }
    struct row *row = &a->rows[a->row_count];
    a->row_count += a->row_count + 1 < ROWS_MAX;
    memcpy(row->name, c->name, sizeof row->name);
    row->level = c->level;
    return row;
}

static void listed(void *ctx, const struct acc_case *c,
                   const struct acc_box *box, const char *what)
{
    const struct again *a = ctx;
    if (a->list && strcmp(a->list, what) == 0) {
        acc_case_line(c, form_of(a->survey, c->revision), box, what, stdout);
    }
}

/* Everything the judge knew of a page's boxes, and the truth. */
static void table(const struct acc_case *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct acc_box *b = &c->box[i];
        const struct box_measure *m = &b->read.measure;
        printf("%s\t%s\t%d\t%zu\t%zu\t%s\t%s\t%d\t%.4f\t%.4f\t%s\t%s",
               c->picture, c->name, c->level, b->read.item, b->read.choice,
               drawn_state_word(b->drawn.state),
               b->drawn.kind == MARK_KIND_COUNT
                   ? "none"
                   : mark_kind_word(b->drawn.kind),
               b->drawn.meant, b->drawn.cover, b->drawn.seen,
               box_state_word(b->read.state), b->read.reason);
        for (size_t k = 0; k < sizeof *m / sizeof(float); k++) {
            float value;
            memcpy(&value, (const char *)m + k * sizeof value, sizeof value);
            printf("\t%.4f", (double)value);
        }
        printf("\n");
    }
}

/* What the second reader sees of every box, and what was meant, one row of
 * floats each: page, question, chosen (0, 1; -1 = nobody could tell), drawn as
 * unclear (0, 1), judged as chosen (0, 1), its question for a person (0, 1),
 * then its features.  tests/bench/second_reader.py learns from
 * them. */
static void looks(struct again *a, const struct acc_case *c,
                  const struct questionnaire *q, size_t n,
                  const struct box_read boxes[], size_t count,
                  const struct answer_read answers[])
{
    static float look[ACC_BOXES_MAX][SECOND_FEATURE_COUNT];
    second_look(q, n, boxes, look);
    for (size_t i = 0; i < n; i++) {
        const struct drawn *d = &c->box[i].drawn;
        bool slip = d->state == DRAWN_DOUBTFUL && d->kind == MARK_KIND_COUNT;
        bool chosen = d->state == DRAWN_MARKED ||
                      (d->state == DRAWN_DOUBTFUL && d->meant);
        bool asked = false;
        for (size_t k = 0; k < count; k++) {
            asked = asked || (answers[k].item == boxes[i].item &&
                              answers[k].state == ANSWER_DOUBTFUL);
        }
        float head[6] = {(float)a->page, (float)boxes[i].item,
                         slip || acc_vanished(d) ? -1 : chosen ? 1 : 0,
                         d->state == DRAWN_DOUBTFUL ? 1 : 0,
                         boxes[i].state == BOX_MARKED ? 1 : 0, asked ? 1 : 0};
        fwrite(head, sizeof head, 1, a->looks);
        fwrite(look[i], sizeof look[i], 1, a->looks);
    }
    a->page++;
}

static const double steps[] = {0.0,   0.004, 0.010, 0.016, 0.020,
                               0.030, 0.045, 0.060, 0.100, 0.200};

static void share(struct again *a, const struct acc_box *box)
{
    const struct box_read *r = &box->read;
    if (box->drawn.state == DRAWN_DOUBTFUL || r->item == SIZE_MAX) {
        return;
    }
    int step = 9;
    while (step > 0 && (double)r->measure.cover < steps[step]) {
        step--;
    }
    size_t i = 0;
    while (i < a->chance_count &&
           (a->shares[i].state != r->state || a->shares[i].step != step ||
            strcmp(a->shares[i].reason, r->reason) != 0)) {
        i++;
    }
    if (i == CHANCES_MAX) {
        return;
    }
    a->shares[i].state = r->state;
    a->shares[i].reason = r->reason;
    a->shares[i].step = step;
    a->shares[i].n++;
    a->shares[i].marked += box->drawn.state == DRAWN_MARKED;
    a->chance_count += i == a->chance_count;
}

static void judge_case(struct again *a, struct acc_case *c)
{
    static struct box_read boxes[ACC_BOXES_MAX];
    static struct answer_read answers[LIMIT_ITEMS];
    const struct questionnaire *q = form_of(a->survey, c->revision);
    struct row *row = row_of(a, c);
    if (strcmp(row->serial, c->serial) != 0) {
        sheet_end(row);
        memcpy(row->serial, c->serial, sizeof row->serial);
    }
    size_t n = 0;
    size_t count = 0;
    while (n < c->n && c->box[n].read.item != SIZE_MAX) {
        boxes[n] = c->box[n].read;
        n++;
    }
    if (!c->refused && !c->wrong && q) {
        count = judge_page(&a->params, q, n, boxes, answers);
    }
    if (a->looks && !c->refused && !c->wrong && q) {
        looks(a, c, q, n, boxes, count, answers);
    }
    for (size_t i = 0; i < count && a->list; i++) {
        if (answers[i].state == ANSWER_DOUBTFUL &&
            strcmp(a->list, "review") == 0) {
            printf("%s\t%s\t%s\n", c->picture, q->items[answers[i].item].code,
                   answers[i].reason);
        }
    }
    for (size_t i = 0; i < n; i++) {
        c->box[i].read = boxes[i];
        if (a->chances) {
            share(a, &c->box[i]);
        }
    }
    if (a->table) {
        table(c);
    }
    acc_case_count(c, q, count, answers, &row->f, &row->asks, listed, a);
}

static bool judge_dump(struct again *a, const char *path)
{
    static struct acc_case c;
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        fprintf(stderr, "judge_again: %s cannot be opened\n", path);
        return false;
    }
    while (acc_case_read(&c, in)) {
        judge_case(a, &c);
    }
    fclose(in);
    for (size_t i = 0; i < a->row_count; i++) {
        sheet_end(&a->rows[i]);
    }
    return true;
}

static void print(const struct again *a)
{
    static struct acc_figures all;
    acc_print_head(stdout);
    for (size_t i = 0; i < a->row_count; i++) {
        acc_print(stdout, a->rows[i].name, a->rows[i].level, &a->rows[i].f);
        acc_merge(&all, &a->rows[i].f);
    }
    acc_print(stdout, "all", 0, &all);
    printf("sheets with an unclear question %ld\n", all.sheets_unclear);
    if (a->groups) {
        acc_print_groups(stdout, &all);
        acc_print_bins(stdout, &all);
    }
    for (size_t i = 0; i < a->chance_count; i++) {
        const struct chance *s = &a->shares[i];
        printf("%-10s %-10s cover >= %.3f  %7ld boxes  %7ld marked  %.4f\n",
               box_state_word(s->state), s->reason, steps[s->step], s->n,
               s->marked, (double)s->marked / (double)s->n);
    }
}

int main(int argc, char **argv)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;
    struct reader_survey *survey = NULL;
    static struct again a;
    if (argc < 3) {
        fprintf(stderr, "judge_again: WORKSPACE [--list silent|needless|review] "
                        "[--chances] [--groups] [--table] [--looks FILE] "
                        "[--set NAME=VALUE] DUMP…\n");
        return 2;
    }
    a.params = judge_usual;
    a.rows = mem_alloc(ROWS_MAX, sizeof *a.rows);
    enum err_code code = store_open(argv[1], &store, &err);
    if (code == ERR_OK) {
        code = reader_survey_load(store, &survey, &err);
    }
    a.survey = survey;
    bool ok = code == ERR_OK && a.rows != NULL;
    for (int i = 2; i < argc && ok; i++) {
        if (strcmp(argv[i], "--list") == 0 && i + 1 < argc) {
            a.list = argv[++i];
        } else if (strcmp(argv[i], "--chances") == 0) {
            a.chances = true;
        } else if (strcmp(argv[i], "--table") == 0) {
            a.table = true;
        } else if (strcmp(argv[i], "--set") == 0 && i + 1 < argc) {
            code = judge_params_set(&a.params, argv[++i], &err);
            ok = code == ERR_OK;
        } else if (strcmp(argv[i], "--looks") == 0 && i + 1 < argc) {
            a.looks = fopen(argv[++i], "wb");
            ok = a.looks != NULL;
        } else if (strcmp(argv[i], "--groups") == 0) {
            a.groups = true;
        } else {
            ok = judge_dump(&a, argv[i]);
        }
    }
    if (code != ERR_OK) {
        fprintf(stderr, "judge_again: %s\n", err.text);
    } else if (ok && a.list == NULL && !a.table) {
        print(&a);
    }
    if (a.looks && fclose(a.looks) != 0) {
        fprintf(stderr, "judge_again: the looks cannot be written\n");
        ok = false;
    }
    free(a.rows);
    reader_survey_free(survey);
    store_close(store);
    return ok ? 0 : 1;
}
