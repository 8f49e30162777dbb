/* forms/design.c - see design.h: a questionnaire becomes sides. */
#include "forms/design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/units.h"
#include "forms/frame.h"
#include "forms/margin.h"
#include "forms/paginate.h"

enum { DESIGN_BYTES = 64 * 1024 * 1024 };

#define OUTLINE_MM .2
#define OUTLINE_OPEN_MM .35 /* survives two generations of photocopies */

struct unit_slot {
    double x, w, baseline; /* w 0: none on this side */
};

struct design {
    struct arena *arena; /* scenes and their paragraphs */
    struct layout *layout;
    struct scene *scenes[LIMIT_SIDES];
    struct unit_slot slots[LIMIT_SIDES];
    struct para_style unit_style;
};

/* ---- the column of blocks ---- */

static void all_blocks(struct setter *s, struct blocks *list)
{
    *list = (struct blocks){NULL, NULL, 0};
    blocks_front(s, list);
    for (size_t i = 0; i < s->q->section_count && setter_ok(s); i++) {
        if (table_fits(s->q, i))
            blocks_table(s, list, i);
        else if (matrix_fits(s->q, i))
            blocks_matrix(s, list, i);
        else
            blocks_plain_section(s, list, i);
    }
    blocks_end(s, list);
}

/* An attempt with one size of type. */
struct attempt {
    struct setter s;
    struct blocks list;
    struct pagination pages;
    bool fits;
};

static void too_long(struct setter *s, const struct block *misfit)
{
    if (misfit != NULL)
        setter_fail(s, ERR_FORMAT,
                    _("section %zu: a question with its choices is taller "
                      "than a side; shorten it"), misfit->section + 1);
    else
        setter_fail(s, ERR_RANGE,
                    _("the questionnaire needs more than %d sides; shorten "
                      "it or split it into two"), LIMIT_SIDES);
}

static void try_size(const struct setter *base, double size_pt,
                     struct attempt *a)
{
    *a = (struct attempt){.s = *base};
    a->s.size_pt = size_pt;
    const struct block *misfit = NULL;
    all_blocks(&a->s, &a->list);
    if (!setter_ok(&a->s))
        return;
    a->fits = paginate(&a->list, FRAME_BOTTOM - FRAME_TOP, a->s.arena,
                       &a->pages, &misfit);
    if (!a->fits)
        too_long(&a->s, misfit);
}

/* Is `a`, in smaller type, worth more than `b`?  Fewer sheets of paper are;
 * fewer sides are, down to 13 pt; and so is a table that stays whole, or at
 * least leaves no row alone. */
static bool better(const struct attempt *a, const struct attempt *b)
{
    if (!a->fits || !b->fits)
        return a->fits && !b->fits;
    size_t sheets_a = (a->pages.sides + 1) / 2;
    size_t sheets_b = (b->pages.sides + 1) / 2;
    if (sheets_a != sheets_b)
        return sheets_a < sheets_b;
    if (a->pages.sides != b->pages.sides)
        return a->pages.sides < b->pages.sides && a->s.size_pt >= 13;
    return a->pages.worst_break < b->pages.worst_break &&
           b->pages.worst_break >= BREAK_TABLE && a->s.size_pt >= 12.5;
}

/* The best of all sizes; what went wrong with the largest when none fits. */
static struct attempt best_size(const struct setter *base)
{
    static const double SIZES[] = {14, 13.5, 13, 12.5, 12};
    struct attempt best, next;
    try_size(base, SIZES[0], &best);
    for (size_t i = 1; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        if (best.fits && best.pages.sides == 1)
            break;
        try_size(base, SIZES[i], &next);
        if (better(&next, &best))
            best = next;
    }
    return best;
}

/* ---- putting blocks on sides ---- */

static const struct block *nth(const struct blocks *list, size_t n)
{
    const struct block *b = list->first;
    while (n-- > 0 && b != NULL)
        b = b->next;
    return b;
}

static void place_side(const struct attempt *a, struct side *side, size_t k)
{
    const struct block *b = nth(&a->list, a->pages.from[k]);
    double ratio = a->pages.ratio[k], y = FRAME_TOP;
    for (size_t i = a->pages.from[k]; i < a->pages.from[k + 1];
         i++, b = b->next) {
        bool first = i == a->pages.from[k];
        if (first && b->carry != NULL) {
            b->carry->place(b->carry, side, y, b->carry->height);
            y += b->carry->height;
        }
        if (!first)
            y += paginate_gap(b, ratio);
        double h = paginate_height(b, ratio);
        b->place(b, side, y, h);
        y += h;
    }
}

static void say_bare(void *ctx, struct layout_box *box)
{
    const struct scene *scene = ctx;
    const double steps = 10; /* a mm */
    const double most = LAYOUT_BARE_MAX;
    box->bare_left =
        floor(scene_bare(scene, &box->at, false, most) * steps) / steps;
    box->bare_right =
        floor(scene_bare(scene, &box->at, true, most) * steps) / steps;
}

static void compose(struct attempt *a, struct design *d, struct draft *draft)
{
    struct setter *s = &a->s;
    for (size_t k = 0; k < a->pages.sides && setter_ok(s); k++) {
        struct side side = {.draft = draft,
                            .scene = scene_new(d->arena),
                            .outline_mm = s->outline_mm};
        d->scenes[k] = side.scene;
        if (side.scene == NULL) {
            setter_fail(s, ERR_NOMEM, _("%s: out of memory"),
                        _("the layout"));
            return;
        }
        draft_page(draft, A4_W_MM, A4_H_MM);
        frame_add(draft, side.scene, s->outline_mm);
        if (k == 0)
            margin_head_first(s, &side);
        else
            margin_head_again(s, &side, k);
        place_side(a, &side, k);
        margin_foot(s, &side, k, a->pages.sides);
        d->slots[k] = (struct unit_slot){side.unit_x, side.unit_w,
                                         side.unit_baseline};
        draft_boxes(draft, say_bare, side.scene);
        if (setter_ok(s) && !scene_ok(side.scene))
            setter_fail(s, ERR_NOMEM, _("%s: out of memory"),
                        _("the layout"));
    }
}

static enum err_code build(const struct questionnaire *q, int revision,
                           struct setter *base, bool open, struct design *d,
                           struct err *err)
{
    struct attempt a = best_size(base);
    struct draft *draft =
        draft_new(q->form, revision, open, base->outline_mm);
    if (draft == NULL)
        setter_fail(&a.s, ERR_NOMEM, _("%s: out of memory"),
                    _("the layout"));
    if (setter_ok(&a.s))
        compose(&a, d, draft);
    d->unit_style = setter_style(&a.s, TEXT_OPTION);
    d->unit_style.role = FONT_KAI;
    d->unit_style.size_pt = 13;
    if (!setter_ok(&a.s)) {
        draft_free(draft);
        return err_set(err, a.s.err.code, a.s.err.native, "%s",
                       a.s.err.text);
    }
    enum err_code code = draft_finish(draft, &d->layout, err);
    return code == ERR_OK ? when_sides(q, d->layout, err) : code;
}

enum err_code design_build(const struct questionnaire *q, int revision,
                           bool open, struct design **out, struct err *err)
{
    *out = NULL;
    struct design *d = mem_alloc(1, sizeof *d);
    if (d != NULL)
        d->arena = arena_new(DESIGN_BYTES);
    if (d == NULL || d->arena == NULL) {
        free(d);
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"),
                       _("the layout"));
    }
    struct setter base = {.arena = d->arena,
                          .q = q,
                          .outline_mm = open ? OUTLINE_OPEN_MM : OUTLINE_MM};
    enum err_code code = pdf_new(&(struct pdf_info){NULL, NULL, NULL, NULL},
                                 &base.pdf, err);
    if (code == ERR_OK)
        code = build(q, revision, &base, open, d, err);
    pdf_free(base.pdf);
    if (code != ERR_OK) {
        design_free(d);
        return code;
    }
    *out = d;
    return ERR_OK;
}

void design_free(struct design *d)
{
    if (d == NULL)
        return;
    layout_free(d->layout);
    arena_free(d->arena);
    free(d);
}

const struct layout *design_layout(const struct design *d)
{
    return d->layout;
}

enum err_code layout_build(const struct questionnaire *q, int revision,
                           bool open, struct layout **out, struct err *err)
{
    *out = NULL;
    struct design *d = NULL;
    enum err_code code = design_build(q, revision, open, &d, err);
    if (code != ERR_OK)
        return code;
    *out = d->layout;
    d->layout = NULL;
    design_free(d);
    return ERR_OK;
}

/* ---- drawing ---- */

static void draw_unit(const struct design *d, struct pdf *pdf,
                      const struct unit_slot *slot, const char *unit)
{
    struct para_style style = d->unit_style;
    style.align = ALIGN_LEFT;
    double w = para_width(pdf, &style, unit);
    if (w > slot->w - 2) /* a long name is set smaller, never cut */
        style.size_pt *= (slot->w - 2) / w;
    para_line(pdf, &style, slot->x + 1, slot->w - 2, slot->baseline, unit);
}

void design_draw(const struct design *d, struct pdf *pdf, size_t side,
                 const char *unit)
{
    scene_draw(d->scenes[side], pdf);
    if (unit != NULL && d->slots[side].w > 0)
        draw_unit(d, pdf, &d->slots[side], unit);
}

#define CODE_TEXT_PT 9.0
#define CODE_TEXT_SPACE_PT .25

void design_draw_code(struct pdf *pdf, const char code[PAYLOAD_CHARS + 1])
{
    char text[PAYLOAD_PRINT_BYTES];
    for (int i = 0; i < FRAME_CODES; i++)
        pdf_qr(pdf, code, FRAME_QR[i].x, FRAME_QR[i].y, FRAME_QR[i].w);
    payload_print(code, text);
    pdf_text(pdf, FONT_HEI, CODE_TEXT_PT, FRAME_CODE_TEXT_X, FRAME_LINE_Y,
             CODE_TEXT_SPACE_PT, BLACK, text);
}

_Static_assert(sizeof PAYLOAD_SPECIMEN == PAYLOAD_CHARS + 1,
               "the specimen's code is as dense as a real one");

void design_draw_specimen(struct pdf *pdf)
{
    struct para_style style = {.role = FONT_HEI, .digits = FONT_HEI,
                               .size_pt = 15, .align = ALIGN_CENTRE};
    const struct rect_mm stamp = {170.5, 12, 18, 9};
    for (int i = 0; i < FRAME_CODES; i++)
        pdf_qr(pdf, PAYLOAD_SPECIMEN, FRAME_QR[i].x, FRAME_QR[i].y,
               FRAME_QR[i].w);
    pdf_box(pdf, stamp.x, stamp.y, stamp.w, stamp.h, .35, BLACK);
    para_line(pdf, &style, stamp.x, stamp.w, stamp.y + 6.4, "样　张");
    pdf_text(pdf, FONT_HEI, CODE_TEXT_PT, FRAME_CODE_TEXT_X, FRAME_LINE_Y,
             CODE_TEXT_SPACE_PT, BLACK, "样张，不作评议使用");
}
