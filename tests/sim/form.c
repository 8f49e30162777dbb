#include "tests/sim/form.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/json.h"
#include "engine/base/mem.h"
#include "engine/base/units.h"

enum { JSON_MAX_BYTES = 256 * 1024 * 1024 };

static enum err_code load_json(const char *path, struct jval **root,
                               struct err *err)
{
    char *text;
    size_t n;
    enum err_code code = file_read(path, JSON_MAX_BYTES, &text, &n, err);
    if (code == ERR_OK) {
        code = jval_parse(text, n, path, root, err);
        free(text);
    }
    return code;
}

static bool number(const struct jval *object, const char *key, double *out)
{
    return jval_number(jval_get(object, key), out);
}

static bool place_of(const struct jval *object, struct place *at)
{
    return number(object, "x", &at->x) && number(object, "y", &at->y) &&
           number(object, "w", &at->w) && number(object, "h", &at->h);
}

static bool word_of(const struct jval *object, const char *key, char *out,
                    size_t room)
{
    const char *text = jval_text(jval_get(object, key));
    return text && snprintf(out, room, "%s", text) < (int)room;
}

/* Index of the question, made when new; -1 when there are too many. */
static long question_index(struct form *form, const char *code, int multi_max)
{
    for (size_t i = 0; i < form->question_count; i++) {
        if (strcmp(form->questions[i].code, code) == 0) {
            return (long)i;
        }
    }
    if (form->question_count == FORM_QUESTIONS_MAX) {
        return -1;
    }
    struct form_question *q = &form->questions[form->question_count];
    snprintf(q->code, sizeof q->code, "%s", code);
    q->max = code[0] == 'P' ? multi_max : 1;
    return (long)form->question_count++;
}

static int choice_index(struct form_question *q, const char *code)
{
    for (int i = 0; i < q->choice_count; i++) {
        if (strcmp(q->choice[i], code) == 0) {
            return i;
        }
    }
    if (q->choice_count == FORM_CHOICES_MAX) {
        return -1;
    }
    snprintf(q->choice[q->choice_count], CODE_MAX, "%s", code);
    return q->choice_count++;
}

static enum err_code load_boxes(struct form *form, struct form_page *page,
                                const struct jval *boxes, int multi_max,
                                struct err *err)
{
    size_t n = jval_count(boxes);
    page->boxes = mem_alloc(n + 1, sizeof *page->boxes);
    if (!page->boxes) {
        return err_set(err, ERR_NOMEM, 0, "no memory for the boxes");
    }
    for (size_t i = 0; i < n; i++) {
        struct form_box *box = &page->boxes[i];
        char question[CODE_MAX], choice[CODE_MAX];
        const struct jval *v = jval_at(boxes, i);
        if (!place_of(v, &box->at) ||
            !word_of(v, "question", question, sizeof question) ||
            !word_of(v, "choice", choice, sizeof choice)) {
            return err_set(err, ERR_FORMAT, 0, "box %zu is not complete", i);
        }
        long q = question_index(form, question, multi_max);
        if (q < 0) {
            return err_set(err, ERR_RANGE, 0, "too many questions");
        }
        box->question = (size_t)q;
        box->choice = choice_index(&form->questions[q], choice);
        if (box->choice < 0) {
            return err_set(err, ERR_RANGE, 0, "too many choices in %s",
                           question);
        }
    }
    page->box_count = n;
    return ERR_OK;
}

static enum err_code load_page(struct form *form, struct form_page *page,
                               const struct jval *v, int multi_max,
                               struct err *err)
{
    if (!number(v, "width", &page->w) || !number(v, "height", &page->h)) {
        return err_set(err, ERR_FORMAT, 0, "a page without width or height");
    }
    const struct jval *areas = jval_get(v, "areas");
    page->areas = mem_alloc(jval_count(areas) + 1, sizeof *page->areas);
    if (!page->areas) {
        return err_set(err, ERR_NOMEM, 0, "no memory for the areas");
    }
    for (size_t i = 0; i < jval_count(areas); i++) {
        if (place_of(jval_at(areas, i), &page->areas[page->area_count])) {
            page->area_count++;
        }
    }
    const struct jval *codes = jval_get(v, "codes");
    for (size_t i = 0; i < jval_count(codes); i++) {
        if (page->code_count < FORM_CODES_MAX &&
            place_of(jval_at(codes, i), &page->codes[page->code_count])) {
            page->code_count++;
        }
    }
    return load_boxes(form, page, jval_get(v, "boxes"), multi_max, err);
}

enum err_code form_load(const char *path, int multi_max, struct form **out,
                        struct err *err)
{
    struct jval *root = NULL;
    *out = NULL;
    enum err_code code = load_json(path, &root, err);
    if (code != ERR_OK) {
        return code;
    }
    const struct jval *pages = jval_get(root, "pages");
    size_t n = jval_count(pages);
    struct form *form = mem_alloc(1, sizeof *form);
    if (form) {
        form->pages = mem_alloc(n + 1, sizeof *form->pages);
    }
    code = !form || !form->pages
               ? err_set(err, ERR_NOMEM, 0, "no memory for the layout")
           : n == 0 ? err_set(err, ERR_FORMAT, 0, "%s: no pages", path)
                    : ERR_OK;
    for (size_t i = 0; i < n && code == ERR_OK; i++) {
        form->page_count = i + 1;
        code =
            load_page(form, &form->pages[i], jval_at(pages, i), multi_max, err);
    }
    jval_free(root);
    if (code != ERR_OK) {
        form_free(form);
        return err_add(err, "%s", path);
    }
    *out = form;
    return ERR_OK;
}

void form_free(struct form *form)
{
    if (!form) {
        return;
    }
    for (size_t i = 0; form->pages && i < form->page_count; i++) {
        free(form->pages[i].boxes);
        free(form->pages[i].areas);
    }
    free(form->pages);
    free(form);
}

/* Is there a dark line within 0.2 mm of the straight line from (x0,y0), when
 * looked across at several points?  `upright` lines are looked at sideways. */
static bool line_there(const struct picture *page, double k, double x, double y,
                       double length, bool upright)
{
    int found = 0, tried = 0;
    for (double s = 0.2; s < 0.85; s += 0.15, tried++) {
        double darkest = 255;
        for (double d = -0.2; d <= 0.4; d += 0.04) {
            double px = upright ? x + d : x + s * length;
            double py = upright ? y + s * length : y + d;
            darkest = fmin(darkest, picture_at(page, px * k, py * k, 255));
        }
        found += darkest < 150;
    }
    return found * 5 >= tried * 4;
}

double form_check(const struct form *form, size_t side,
                  const struct picture *page, double dpi)
{
    const struct form_page *p = &form->pages[side];
    double k = dpi / MM_PER_INCH;
    size_t good = 0;
    for (size_t i = 0; i < p->box_count; i++) {
        struct place b = p->boxes[i].at;
        good += line_there(page, k, b.x, b.y, b.w, false) &&
                line_there(page, k, b.x, b.y + b.h - 0.2, b.w, false) &&
                line_there(page, k, b.x, b.y, b.h, true) &&
                line_there(page, k, b.x + b.w - 0.2, b.y, b.h, true);
    }
    return p->box_count ? (double)good / (double)p->box_count : 1.0;
}

/* ---- print --json ---- */

/* Files are named FORM-UNIT-…; the unit is taken from there when the list
 * does not tell it. */
static void unit_from_name(const char *file, char *unit, size_t room)
{
    const char *name = strrchr(file, '/');
    const char *dash = strchr(name ? name + 1 : file, '-');
    const char *end = dash ? strchr(dash + 1, '-') : NULL;
    if (end) {
        snprintf(unit, room, "%.*s", (int)(end - dash - 1), dash + 1);
    }
}

static bool printed_page_of(const struct jval *v, struct printed_page *p)
{
    const char *file = jval_text(jval_get(v, "file"));
    const char *serial = jval_text(jval_get(v, "serial"));
    const char *unit = jval_text(jval_get(v, "unit"));
    int64_t page, side;
    if (!file || !jval_integer(jval_get(v, "page"), &page) ||
        !jval_integer(jval_get(v, "side"), &side) || page < 0 || side < 1) {
        return false;
    }
    p->file = strdup(file);
    p->page = (int)page;
    p->side = (int)side;
    snprintf(p->serial, sizeof p->serial, "%s", serial ? serial : "");
    snprintf(p->unit, sizeof p->unit, "%s", unit ? unit : "");
    if (!p->unit[0]) {
        unit_from_name(file, p->unit, sizeof p->unit);
    }
    return p->file != NULL;
}

/* Anywhere in the document: the objects that have file, page and side; the
 * nearest "unit" above them is theirs when they have none. */
static enum err_code collect(const struct jval *v, const char *unit,
                             struct printed *out, struct err *err)
{
    struct printed_page one;
    const char *own = jval_text(jval_get(v, "unit"));
    unit = own ? own : unit;
    if (jval_kind(v) == JVAL_OBJECT && jval_get(v, "side")) {
        if (!printed_page_of(v, &one)) {
            return err_set(err, ERR_FORMAT, 0,
                           "a printed page is not complete");
        }
        if (!one.unit[0] && unit) {
            snprintf(one.unit, sizeof one.unit, "%s", unit);
        }
        struct printed_page *grown =
            mem_grow(out->pages, out->n + 1, sizeof *grown);
        if (!grown) {
            free(one.file);
            return err_set(err, ERR_NOMEM, 0, "no memory for the page list");
        }
        out->pages = grown;
        out->pages[out->n++] = one;
        return ERR_OK;
    }
    enum err_code code = ERR_OK;
    const char *key;
    const struct jval *member;
    for (size_t i = 0; code == ERR_OK && i < jval_count(v); i++) {
        code = collect(jval_at(v, i), unit, out, err);
    }
    for (size_t i = 0; code == ERR_OK && jval_kind(v) == JVAL_OBJECT &&
                       jval_member(v, i, &key, &member);
         i++) {
        code = collect(member, unit, out, err);
    }
    return code;
}

enum err_code printed_load(const char *path, struct printed *out,
                           struct err *err)
{
    *out = (struct printed){0};
    struct jval *root = NULL;
    enum err_code code = load_json(path, &root, err);
    if (code == ERR_OK) {
        code = collect(root, NULL, out, err);
        jval_free(root);
    }
    if (code == ERR_OK && out->n == 0) {
        code = err_set(err, ERR_FORMAT, 0, "%s lists no printed page", path);
    }
    int lowest = 1;
    for (size_t i = 0; i < out->n; i++) {
        lowest = out->pages[i].page < lowest ? out->pages[i].page : lowest;
    }
    for (size_t i = 0; i < out->n; i++) {
        out->pages[i].page += 1 - lowest; /* count from one */
    }
    if (code != ERR_OK) {
        printed_deinit(out);
    }
    return code;
}

void printed_deinit(struct printed *printed)
{
    for (size_t i = 0; i < printed->n; i++) {
        free(printed->pages[i].file);
    }
    free(printed->pages);
    *printed = (struct printed){0};
}
