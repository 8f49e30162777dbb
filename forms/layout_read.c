/* forms/layout_read.c - a layout back from JSON: docs/formats.md. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "forms/draft.h"
#include "forms/layout_words.h"

#define OUTLINE_MIN_MM 0.05
#define OUTLINE_MAX_MM 2.0

/* Ceilings of a layout from outside; ours stay far below. */
enum { PARTS_MAX = 5000, PAPER_MAX_MM = 1200, DIGITS_MAX = 10 };
#define LINE_USUAL_MM 0.35 /* one point */

/* A reading under way; the first complaint wins. */
struct parse {
    const char *name;
    const struct questionnaire *q;
    struct draft *draft;
    double page_w, page_h;
    size_t page;      /* 0.., for messages */
    const char *part; /* "boxes", or NULL between parts */
    size_t i;         /* entry of the part */
    struct err *err;
    bool bad;
};

/* "a.json: pages[0].boxes[3].w: what"; key NULL = the entry itself. */
static void complain(struct parse *p, const char *key, const char *what)
{
    char part[64] = "";
    if (p->part != NULL)
        (void)snprintf(part, sizeof part, ".%s[%zu]", p->part, p->i);
    if (!p->bad)
        err_set(p->err, ERR_FORMAT, 0, "%s: pages[%zu]%s%s%s: %s", p->name,
                p->page, part, key != NULL ? "." : "",
                key != NULL ? key : "", what);
    p->bad = true;
}

static bool take_mm(const struct jval *part, const char *key, double *out)
{
    const struct jval *v = jval_get(part, key);
    return v != NULL && jval_number(v, out) && isfinite(*out) && *out >= 0 &&
           *out <= PAPER_MAX_MM;
}

static struct rect_mm take_rect(struct parse *p, const struct jval *v)
{
    struct rect_mm r = {0, 0, 0, 0};
    const struct {
        const char *key;
        double *to;
    } rows[] = {{"x", &r.x}, {"y", &r.y}, {"w", &r.w}, {"h", &r.h}};
    for (size_t k = 0; k < 4; k++)
        if (!take_mm(v, rows[k].key, rows[k].to))
            complain(p, rows[k].key,
                     _("expected the numbers x, y, w and h in mm"));
    if (r.w <= 0 || r.h <= 0)
        complain(p, r.w <= 0 ? "w" : "h", _("w and h must be more than 0"));
    else if (r.x + r.w > p->page_w)
        complain(p, "w", _("it does not lie on the page: x + w is more than "
                           "the page's width"));
    else if (r.y + r.h > p->page_h)
        complain(p, "h", _("it does not lie on the page: y + h is more than "
                           "the page's height"));
    return r;
}

/* An optional number from low to high. */
static double take_number(struct parse *p, const struct jval *v,
                          const char *key, double low, double high,
                          double usual)
{
    double value = usual;
    const struct jval *member = jval_get(v, key);
    if (member == NULL)
        return usual;
    if (jval_number(member, &value) && value >= low && value <= high)
        return value;
    char a[32], b[32], text[128];
    (void)snprintf(text, sizeof text, _("expected a number from %s to %s"),
                   num_print_real(low, 2, a, sizeof a),
                   num_print_real(high, 2, b, sizeof b));
    complain(p, key, text);
    return usual;
}

/* Which of words[0..n) the member is; `usual` when it is absent and that is
 * allowed (usual >= 0). */
static int take_word(struct parse *p, const struct jval *v, const char *key,
                     const char *const words[], size_t n, int usual)
{
    const struct jval *member = jval_get(v, key);
    struct str list;
    if (member == NULL && usual >= 0)
        return usual;
    const char *text = jval_text(member);
    for (size_t k = 0; text != NULL && k < n; k++)
        if (strcmp(text, words[k]) == 0)
            return (int)k;
    str_init(&list, 1024);
    str_addf(&list, _("its %s is none we know; expected one of:"), key);
    for (size_t k = 0; k < n; k++)
        str_addf(&list, " %s", words[k]);
    complain(p, key, list.text);
    str_deinit(&list);
    return 0;
}

static void take_fiducial(struct parse *p, const struct jval *v)
{
    struct fiducial f = {.at = take_rect(p, v)};
    f.kind = (enum fiducial_kind)take_word(p, v, "kind", FIDUCIAL_WORDS,
                                           FIDUCIAL_KIND_COUNT,
                                           FIDUCIAL_SQUARE);
    if (fiducial_has_line(f.kind))
        f.line_mm = take_number(p, v, "line_mm", 0.1, 5, LINE_USUAL_MM);
    if (!p->bad)
        draft_mark(p->draft, &f);
}

/* Text of a code: printable ASCII, as our own codes are. */
static const char *take_code_text(struct parse *p, const struct jval *v,
                                  const char *key)
{
    const struct jval *member = jval_get(v, key);
    const char *text = jval_text(member);
    if (member == NULL)
        return NULL;
    bool good = text != NULL && strlen(text) <= 64;
    for (const char *c = text; good && *c != '\0'; c++)
        good = *c >= ' ' && *c <= '~';
    if (!good)
        complain(p, key, _("expected at most 64 ASCII characters"));
    return good ? text : NULL;
}

static void take_code(struct parse *p, const struct jval *v)
{
    struct code_place c = {.at = take_rect(p, v)};
    c.kind = (enum code_kind)take_word(p, v, "kind", CODE_WORDS,
                                       CODE_KIND_COUNT, CODE_QR);
    c.text = take_code_text(p, v, "text");
    c.prefix = take_code_text(p, v, "prefix");
    c.digits = (int)take_number(p, v, "digits", 1, DIGITS_MAX, 0);
    if (!p->bad)
        draft_code_place(p->draft, &c);
}

static void take_patch(struct parse *p, const struct jval *v)
{
    struct rect_mm at = take_rect(p, v);
    int kind = take_word(p, v, "kind", PATCH_WORDS, PATCH_KIND_COUNT, -1);
    if (!p->bad)
        draft_patch(p->draft, (enum patch_kind)kind, at);
}

/* The item a part speaks of; 0 without a questionnaire. */
static size_t take_item(struct parse *p, const char *code)
{
    if (code == NULL || code[0] == '\0') {
        complain(p, "question", _("expected the question's code"));
        return 0;
    }
    long item = p->q != NULL ? questionnaire_find(p->q, code) : 0;
    char text[128];
    (void)snprintf(text, sizeof text,
                   _("the questionnaire has no such question: '%.40s'"),
                   code);
    if (item < 0)
        complain(p, "question", text);
    return item < 0 ? 0 : (size_t)item;
}

static void take_box(struct parse *p, const struct jval *v)
{
    struct layout_box box = {
        .at = take_rect(p, v),
        .question = jval_text(jval_get(v, "question")),
        .choice_code = jval_text(jval_get(v, "choice")),
    };
    box.shape = (enum box_shape)take_word(p, v, "shape", SHAPE_WORDS,
                                          BOX_SHAPE_COUNT, BOX_SQUARE);
    box.printed = take_number(p, v, "printed", 0, 0.6, 0);
    box.bare_left = take_number(p, v, "bare_left", 0, LAYOUT_BARE_MAX, 0);
    box.bare_right = take_number(p, v, "bare_right", 0, LAYOUT_BARE_MAX, 0);
    box.item = take_item(p, box.question);
    if (box.choice_code == NULL || box.choice_code[0] == '\0')
        complain(p, "choice", _("expected the choice's code"));
    if (p->bad)
        return;
    long choice = 0;
    if (p->q != NULL)
        choice = p->q->items[box.item].scale == NULL
                     ? -1
                     : item_find_choice(&p->q->items[box.item],
                                        box.choice_code);
    char text[128];
    (void)snprintf(text, sizeof text,
                   _("the question has no such choice: '%.40s'"),
                   box.choice_code);
    if (choice < 0)
        complain(p, "choice", text);
    else {
        box.choice = (size_t)choice;
        draft_box(p->draft, &box);
    }
}

static void take_area(struct parse *p, const struct jval *v)
{
    struct layout_area area = {
        .at = take_rect(p, v),
        .question = jval_text(jval_get(v, "question")),
    };
    area.item = take_item(p, area.question);
    if (!p->bad && p->q != NULL &&
        p->q->items[area.item].kind != ITEM_TEXT)
        complain(p, "question", _("the question is not one for free text"));
    if (!p->bad)
        draft_area(p->draft, &area);
}

static const struct {
    const char *key;
    void (*take)(struct parse *p, const struct jval *v);
} PARTS[] = {
    {"fiducials", take_fiducial}, {"codes", take_code},
    {"patches", take_patch},      {"boxes", take_box},
    {"areas", take_area},
};

static void take_page(struct parse *p, const struct jval *v)
{
    p->part = NULL;
    if (!take_mm(v, "width", &p->page_w) ||
        !take_mm(v, "height", &p->page_h) || p->page_w <= 0 ||
        p->page_h <= 0) {
        complain(p, NULL, _("expected the numbers width and height in mm"));
        return;
    }
    draft_page(p->draft, p->page_w, p->page_h);
    for (size_t k = 0; k < sizeof PARTS / sizeof PARTS[0]; k++) {
        const struct jval *list = jval_get(v, PARTS[k].key);
        size_t n = jval_count(list);
        p->part = NULL;
        if (list != NULL && jval_kind(list) != JVAL_ARRAY)
            complain(p, PARTS[k].key, _("expected a list"));
        else if (n > PARTS_MAX)
            complain(p, PARTS[k].key, _("too many entries"));
        p->part = PARTS[k].key;
        for (size_t i = 0; i < n && !p->bad; i++) {
            p->i = i;
            PARTS[k].take(p, jval_at(list, i));
        }
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
        p->page = i;
        take_page(p, jval_at(pages, i));
    }
}

static void take_style(struct parse *p, const struct jval *root)
{
    const struct jval *style = jval_get(root, "style");
    const char *text = jval_text(style);
    for (int k = 0; text != NULL && k < SHEET_STYLE_COUNT; k++) {
        if (strcmp(text, STYLE_WORDS[k]) != 0)
            continue;
        draft_style(p->draft, (enum sheet_style)k);
        return;
    }
    if (style == NULL)
        return;
    err_set(p->err, ERR_FORMAT, 0,
            _("%s: style: expected \"tick\" (a tick or cross is the mark, "
              "filling cancels it) or \"fill\" (a filled bubble is the "
              "mark)"),
            p->name);
    p->bad = true;
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
    if (!(outline >= OUTLINE_MIN_MM && outline <= OUTLINE_MAX_MM))
        return err_set(err, ERR_FORMAT, 0,
                       _("%s: outline_mm: expected a number from 0.05 to 2"),
                       name);
    struct draft *draft = draft_new(form, (int)revision,
                                    jval_truth(jval_get(root, "open")),
                                    outline);
    if (draft == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), name);
    struct parse p = {.name = name, .q = q, .draft = draft, .err = err};
    take_style(&p, root);
    if (!p.bad)
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
