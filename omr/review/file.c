/* omr/review/file.c - see file.h. */
#include "omr/review/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/csv.h"
#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/text_decode.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "forms/payload.h"
#include "omr/review/decision.h"

enum { COL_SHEET, COL_SIDE, COL_ITEM, COL_ANSWER, COL_WHO, COL_WHY, COL_COUNT };

static const char *const columns[] = {"sheet",  "side", "item",
                                      "answer", "who",  "why"};
_Static_assert(sizeof columns / sizeof columns[0] == COL_COUNT,
               "one name per column");

/* One question as the file names it. */
struct question {
    int64_t id;
    char sheet[8];    /* serial, or "" */
    char file[1024];  /* base name of the scan */
    int side;
    const char *item; /* borrowed from the questionnaire; "" = the page */
    bool decided;
    enum answer_state state;
    uint64_t choices;
    struct review_row row;
};

struct questions {
    struct store *store;
    struct question *q;
    size_t n, room;
    bool failed;
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static const char *item_code(struct store *store,
                             const struct review_row *row)
{
    const struct questionnaire *q = NULL;
    if (row->item == SIZE_MAX ||
        store_form(store, row->revision, &q, NULL, NULL) != ERR_OK ||
        row->item >= q->item_count)
        return "";
    return q->items[row->item].code;
}

static bool add_question(void *ctx, const struct review_row *row)
{
    struct questions *all = ctx;
    if (all->n == all->room) {
        size_t room = all->room > 0 ? all->room * 2 : 64;
        struct question *grown = mem_grow(all->q, room, sizeof *grown);
        all->failed = grown == NULL;
        if (all->failed)
            return true;
        all->q = grown;
        all->room = room;
    }
    struct question *q = &all->q[all->n++];
    struct page_row page;
    *q = (struct question){.id = row->id,
                           .item = item_code(all->store, row),
                           .decided = row->decided,
                           .state = row->state,
                           .choices = row->choices,
                           .row = *row};
    if (store_page_get(all->store, row->page, &page, NULL) != ERR_OK)
        return false;
    if (page.serial != 0)
        payload_serial_text(page.serial, q->sheet);
    (void)snprintf(q->file, sizeof q->file, "%s", base_name(page.file));
    q->side = page.side;
    return false;
}

static struct question *find(const struct questions *all, const char *sheet,
                             int64_t side, const char *item)
{
    for (size_t i = 0; i < all->n; i++) {
        struct question *q = &all->q[i];
        bool same_sheet = q->sheet[0] != '\0' ? strcmp(q->sheet, sheet) == 0
                                              : strcmp(q->file, sheet) == 0;
        if (same_sheet && (side == 0 || side == q->side) &&
            strcmp(q->item, item) == 0)
            return q;
    }
    return NULL;
}

/* ---- the file ---- */

struct line { /* one checked line, ready to be applied */
    struct question *question;
    struct decision decision;
    char who[64], why[256];
};

struct lines {
    struct line *line;
    size_t n, room;
};

static enum err_code check_header(const struct csv_row *row, const char *path,
                                  struct err *err)
{
    bool good = row != NULL && row->count == COL_COUNT;
    for (size_t i = 0; good && i < COL_COUNT; i++)
        good = strcmp(row->field[i].text, columns[i]) == 0;
    if (good)
        return ERR_OK;
    return err_set(err, ERR_FORMAT, 0,
                   _("%s:1: the first line must be "
                     "sheet,side,item,answer,who,why"),
                   path);
}

static enum err_code read_line(const struct questions *all,
                               const struct csv_row *row, const char *path,
                               struct line *out, struct err *err)
{
    size_t at = row->field[0].line;
    if (row->count != COL_COUNT)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:%zu: %zu columns; there must be %d"), path, at,
                       row->count, COL_COUNT);
    int64_t side = 0;
    const char *side_text = row->field[COL_SIDE].text;
    if (side_text[0] != '\0' &&
        !num_parse_int(side_text, 1, LIMIT_SIDES, &side))
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:%zu: '%s' is no side; write 1 or 2"), path, at,
                       side_text);
    if (row->field[COL_WHO].text[0] == '\0')
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:%zu: who decided is missing"), path, at);
    *out = (struct line){.question = find(all, row->field[COL_SHEET].text,
                                          side, row->field[COL_ITEM].text)};
    (void)snprintf(out->who, sizeof out->who, "%s", row->field[COL_WHO].text);
    (void)snprintf(out->why, sizeof out->why, "%s", row->field[COL_WHY].text);
    if (out->question == NULL)
        return ERR_OK;
    enum err_code code =
        decision_parse(all->store, &out->question->row,
                       row->field[COL_ANSWER].text, &out->decision, err);
    if (code != ERR_OK)
        (void)err_add(err, "%s:%zu: ", path, at);
    return code;
}

static struct line *add_line(struct lines *lines, struct err *err)
{
    if (lines->n == lines->room) {
        size_t room = lines->room > 0 ? lines->room * 2 : 64;
        struct line *grown = mem_grow(lines->line, room, sizeof *grown);
        if (grown == NULL) {
            (void)err_set(err, ERR_NOMEM, 0, _("out of memory"));
            return NULL;
        }
        lines->line = grown;
        lines->room = room;
    }
    return &lines->line[lines->n++];
}

static enum err_code read_lines(const struct questions *all, struct csv *csv,
                                const char *path, struct lines *lines,
                                struct review_file_result *result,
                                struct err *err)
{
    const struct csv_row *row = NULL;
    enum err_code code = csv_next(csv, &row, err);
    if (code == ERR_OK)
        code = check_header(row, path, err);
    while (code == ERR_OK && (code = csv_next(csv, &row, err)) == ERR_OK &&
           row != NULL) {
        struct line *line = add_line(lines, err);
        if (line == NULL)
            return ERR_NOMEM;
        code = read_line(all, row, path, line, err);
        if (code == ERR_OK && line->question == NULL) {
            if (result->skipped++ == 0)
                result->first_skipped_line = row->field[0].line;
            lines->n--;
        }
    }
    return code;
}

static enum err_code apply(struct store *store, const struct lines *lines,
                           struct review_file_result *result,
                           struct err *err)
{
    for (size_t i = 0; i < lines->n; i++) {
        const struct line *line = &lines->line[i];
        const struct question *q = line->question;
        if (q->decided && q->state == line->decision.state &&
            q->choices == line->decision.choices) {
            result->repeated++;
            continue;
        }
        enum err_code code =
            gate_decide(store, q->id, line->decision.state,
                        line->decision.choices, line->who, line->why, err);
        if (code != ERR_OK)
            return code;
        result->decided++;
    }
    return ERR_OK;
}

enum err_code review_file_apply(struct store *store, const char *path,
                                struct review_file_result *result,
                                struct err *err)
{
    struct questions all = {.store = store};
    struct lines lines = {.n = 0};
    struct csv *csv = NULL;
    char *text = NULL;
    size_t n = 0;
    *result = (struct review_file_result){0};
    enum err_code code =
        store_reviews(store, REVIEW_ALL, add_question, &all, err);
    if (code == ERR_OK && all.failed)
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    if (code == ERR_OK)
        code = text_read(path, LIMIT_CSV_BYTES, &text, &n, err);
    if (code == ERR_OK)
        code = csv_open(text, n, path, &csv, err);
    if (code == ERR_OK)
        code = read_lines(&all, csv, path, &lines, result, err);
    if (code == ERR_OK)
        code = apply(store, &lines, result, err);
    csv_close(csv);
    free(text);
    free(lines.line);
    free(all.q);
    return code;
}
