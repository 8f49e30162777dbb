/* forms/layout_json.c - a layout as JSON and back: docs/formats.md. */
#include <math.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "forms/draft.h"

static const char *const FIDUCIAL_WORDS[FIDUCIAL_KIND_COUNT] = {
    [FIDUCIAL_SQUARE] = "square",
    [FIDUCIAL_RING] = "ring",
    [FIDUCIAL_EDGE] = "edge",
};
static const char *const CODE_WORDS[CODE_KIND_COUNT] = {[CODE_QR] = "qr"};
static const char *const PATCH_WORDS[PATCH_KIND_COUNT] = {
    [PATCH_EMPTY_BOX] = "empty",
    [PATCH_SOLID] = "solid",
};
static const char *const SHAPE_WORDS[] = {"box"};

/* Ceilings of a layout from outside; ours stay far below. */
enum { PARTS_MAX = 5000, PAPER_MAX_MM = 1200 };

/* ---- writing ---- */

static void put_mm(struct jout *j, const char *key, double mm)
{
    jout_real(j, key, mm, 3);
}

/* The members every part ends with. */
static void end_part(struct jout *j, const struct rect_mm *at)
{
    put_mm(j, "x", at->x);
    put_mm(j, "y", at->y);
    put_mm(j, "w", at->w);
    put_mm(j, "h", at->h);
    jout_end_object(j);
}

static void put_marks(struct jout *j, const struct layout_page *p)
{
    jout_begin_array(j, "fiducials");
    for (size_t i = 0; i < p->fiducial_count; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "kind", FIDUCIAL_WORDS[p->fiducials[i].kind]);
        end_part(j, &p->fiducials[i].at);
    }
    jout_end_array(j);
    jout_begin_array(j, "codes");
    for (size_t i = 0; i < p->code_count; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "kind", CODE_WORDS[p->codes[i].kind]);
        end_part(j, &p->codes[i].at);
    }
    jout_end_array(j);
    jout_begin_array(j, "patches");
    for (size_t i = 0; i < p->patch_count; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "kind", PATCH_WORDS[p->patches[i].kind]);
        end_part(j, &p->patches[i].at);
    }
    jout_end_array(j);
}

static void put_answers(struct jout *j, const struct layout_page *p)
{
    jout_begin_array(j, "boxes");
    for (size_t i = 0; i < p->box_count; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "question", p->boxes[i].question);
        jout_string(j, "choice", p->boxes[i].choice_code);
        jout_string(j, "shape", SHAPE_WORDS[0]);
        end_part(j, &p->boxes[i].at);
    }
    jout_end_array(j);
    jout_begin_array(j, "areas");
    for (size_t i = 0; i < p->area_count; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "question", p->areas[i].question);
        end_part(j, &p->areas[i].at);
    }
    jout_end_array(j);
}

void layout_to_json(const struct layout *layout, struct str *out)
{
    struct jout j = {.out = out};
    jout_begin_object(&j, NULL);
    jout_string(&j, "form", layout->form);
    jout_int(&j, "revision", layout->revision);
    jout_bool(&j, "open", layout->open);
    put_mm(&j, "outline_mm", layout->outline_mm);
    jout_begin_array(&j, "pages");
    for (size_t i = 0; i < layout->page_count; i++) {
        const struct layout_page *p = &layout->pages[i];
        jout_begin_object(&j, NULL);
        jout_int(&j, "page", (int64_t)i + 1);
        put_mm(&j, "width", p->width);
        put_mm(&j, "height", p->height);
        put_marks(&j, p);
        put_answers(&j, p);
        jout_end_object(&j);
    }
    jout_end_array(&j);
    jout_end_object(&j);
}

/* ---- reading ---- */

/* A reading under way; the first complaint wins. */
struct parse {
    const char *name;
    const struct questionnaire *q;
    struct draft *draft;
    double page_w, page_h;
    size_t page; /* 1-based, for messages */
    struct err *err;
    bool bad;
};

static void complain(struct parse *p, const char *part, size_t i,
                     const char *what)
{
    if (!p->bad)
        err_set(p->err, ERR_FORMAT, 0,
                _("%s: page %zu, %s[%zu]: %s"), p->name, p->page, part, i,
                what);
    p->bad = true;
}

static bool take_mm(const struct jval *part, const char *key, double *out)
{
    const struct jval *v = jval_get(part, key);
    return v != NULL && jval_number(v, out) && isfinite(*out) && *out >= 0 &&
           *out <= PAPER_MAX_MM;
}

static struct rect_mm take_rect(struct parse *p, const struct jval *v,
                                const char *part, size_t i)
{
    struct rect_mm r = {0, 0, 0, 0};
    if (!take_mm(v, "x", &r.x) || !take_mm(v, "y", &r.y) ||
        !take_mm(v, "w", &r.w) || !take_mm(v, "h", &r.h))
        complain(p, part, i, _("expected the numbers x, y, w and h in mm"));
    else if (r.w <= 0 || r.h <= 0)
        complain(p, part, i, _("w and h must be more than 0"));
    else if (r.x + r.w > p->page_w || r.y + r.h > p->page_h)
        complain(p, part, i, _("it does not lie on the page"));
    return r;
}

/* Which of words[0..n) the member is; `usual` when it is absent and that is
 * allowed (usual >= 0). */
static int take_word(struct parse *p, const struct jval *v, const char *key,
                     const char *const words[], size_t n, int usual,
                     const char *part, size_t i)
{
    const struct jval *member = jval_get(v, key);
    if (member == NULL && usual >= 0)
        return usual;
    const char *text = jval_text(member);
    for (size_t k = 0; text != NULL && k < n; k++)
        if (strcmp(text, words[k]) == 0)
            return (int)k;
    complain(p, part, i, _("its kind or shape is none we know"));
    return 0;
}

static void take_fiducial(struct parse *p, const struct jval *v, size_t i)
{
    struct rect_mm at = take_rect(p, v, "fiducials", i);
    int kind = take_word(p, v, "kind", FIDUCIAL_WORDS, FIDUCIAL_KIND_COUNT,
                         FIDUCIAL_SQUARE, "fiducials", i);
    if (!p->bad)
        draft_fiducial(p->draft, (enum fiducial_kind)kind, at);
}

static void take_code(struct parse *p, const struct jval *v, size_t i)
{
    struct rect_mm at = take_rect(p, v, "codes", i);
    int kind = take_word(p, v, "kind", CODE_WORDS, CODE_KIND_COUNT, CODE_QR,
                         "codes", i);
    if (!p->bad)
        draft_code(p->draft, (enum code_kind)kind, at);
}

static void take_patch(struct parse *p, const struct jval *v, size_t i)
{
    struct rect_mm at = take_rect(p, v, "patches", i);
    int kind = take_word(p, v, "kind", PATCH_WORDS, PATCH_KIND_COUNT, -1,
                         "patches", i);
    if (!p->bad)
        draft_patch(p->draft, (enum patch_kind)kind, at);
}

/* The item a part speaks of; 0 without a questionnaire. */
static size_t take_item(struct parse *p, const char *code, const char *part,
                        size_t i)
{
    if (code == NULL || code[0] == '\0') {
        complain(p, part, i, _("expected the question's code"));
        return 0;
    }
    long item = p->q != NULL ? questionnaire_find(p->q, code) : 0;
    if (item < 0)
        complain(p, part, i, _("the questionnaire has no such question"));
    return item < 0 ? 0 : (size_t)item;
}

static void take_box(struct parse *p, const struct jval *v, size_t i)
{
    struct layout_box box = {
        .at = take_rect(p, v, "boxes", i),
        .question = jval_text(jval_get(v, "question")),
        .choice_code = jval_text(jval_get(v, "choice")),
    };
    (void)take_word(p, v, "shape", SHAPE_WORDS, 1, 0, "boxes", i);
    box.item = take_item(p, box.question, "boxes", i);
    if (box.choice_code == NULL || box.choice_code[0] == '\0')
        complain(p, "boxes", i, _("expected the choice's code"));
    if (p->bad)
        return;
    long choice = 0;
    if (p->q != NULL)
        choice = p->q->items[box.item].scale == NULL
                     ? -1
                     : item_find_choice(&p->q->items[box.item],
                                        box.choice_code);
    if (choice < 0)
        complain(p, "boxes", i, _("the question has no such choice"));
    else {
        box.choice = (size_t)choice;
        draft_box(p->draft, &box);
    }
}

static void take_area(struct parse *p, const struct jval *v, size_t i)
{
    struct layout_area area = {
        .at = take_rect(p, v, "areas", i),
        .question = jval_text(jval_get(v, "question")),
    };
    area.item = take_item(p, area.question, "areas", i);
    if (!p->bad && p->q != NULL &&
        p->q->items[area.item].kind != ITEM_TEXT)
        complain(p, "areas", i, _("the question is not one for free text"));
    if (!p->bad)
        draft_area(p->draft, &area);
}

static const struct {
    const char *key;
    void (*take)(struct parse *p, const struct jval *v, size_t i);
} PARTS[] = {
    {"fiducials", take_fiducial}, {"codes", take_code},
    {"patches", take_patch},      {"boxes", take_box},
    {"areas", take_area},
};

static void take_page(struct parse *p, const struct jval *v)
{
    if (!take_mm(v, "width", &p->page_w) ||
        !take_mm(v, "height", &p->page_h) || p->page_w <= 0 ||
        p->page_h <= 0) {
        complain(p, "pages", p->page - 1,
                 _("expected the numbers width and height in mm"));
        return;
    }
    draft_page(p->draft, p->page_w, p->page_h);
    for (size_t k = 0; k < sizeof PARTS / sizeof PARTS[0]; k++) {
        const struct jval *list = jval_get(v, PARTS[k].key);
        size_t n = jval_count(list);
        if (list != NULL && jval_kind(list) != JVAL_ARRAY)
            complain(p, PARTS[k].key, 0, _("expected a list"));
        else if (n > PARTS_MAX)
            complain(p, PARTS[k].key, n, _("too many entries"));
        for (size_t i = 0; i < n && !p->bad; i++)
            PARTS[k].take(p, jval_at(list, i), i);
    }
}

static void take_pages(struct parse *p, const struct jval *pages)
{
    size_t n = jval_count(pages);
    if (n == 0 || n > LIMIT_SIDES) {
        p->bad = true;
        err_set(p->err, ERR_FORMAT, 0,
                _("%s: expected 'pages' with 1 to %d pages"), p->name,
                LIMIT_SIDES);
    }
    for (size_t i = 0; i < n && !p->bad; i++) {
        p->page = i + 1;
        take_page(p, jval_at(pages, i));
    }
}

static enum err_code parse_tree(const struct jval *root, const char *name,
                                const struct questionnaire *q,
                                struct layout **out, struct err *err)
{
    const char *form = jval_text(jval_get(root, "form"));
    int64_t revision = 1;
    double outline = .2;
    (void)jval_integer(jval_get(root, "revision"), &revision);
    (void)take_mm(root, "outline_mm", &outline);
    if (form == NULL || revision < 0 || revision > 31)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s: expected 'form' and a 'revision' from 0 to 31"),
                       name);
    struct draft *draft = draft_new(form, (int)revision,
                                    jval_truth(jval_get(root, "open")),
                                    outline);
    if (draft == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), name);
    struct parse p = {.name = name, .q = q, .draft = draft, .err = err};
    take_pages(&p, jval_get(root, "pages"));
    if (!p.bad)
        return draft_finish(draft, out, err);
    draft_free(draft);
    return ERR_FORMAT;
}

enum err_code layout_parse(const char *json, size_t n, const char *name,
                           const struct questionnaire *q,
                           struct layout **out, struct err *err)
{
    *out = NULL;
    struct jval *root = NULL;
    enum err_code code = jval_parse(json, n, name, &root, err);
    if (code == ERR_OK)
        code = parse_tree(root, name, q, out, err);
    jval_free(root);
    return code;
}
