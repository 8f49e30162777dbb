/* forms/block_when.c - 「第3题选“没有”的，跳到第6题」: who goes on where.
 *
 * The line stands above the first question of a run, with a grey bar in the
 * margin, which is where people look when they skip. */
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/survey/when.h"
#include "forms/block.h"
#include "forms/frame.h"

#define BAR_MM 1.2   /* the grey bar at the left of the line */
#define BAR_GREY .55
#define WORDS_MM 3.0 /* from the frame to the words */

struct jump {
    const struct para *words;
};

static void place_jump(const struct block *b, struct side *side, double y,
                       double h)
{
    const struct jump *j = b->data;
    const struct rect_mm bar = {FRAME_LEFT, y, BAR_MM, h};
    scene_fill(side->scene, bar, BAR_GREY);
    block_para_middle(side, j->words, FRAME_LEFT + WORDS_MM, y + h / 2);
}

/* The instruction in the arena, or NULL where none is due. */
static const char *instruction(struct setter *s, size_t item)
{
    struct str text;
    size_t last;
    const char *copy = NULL;
    str_init(&text, 16 * 1024);
    if (when_instruction(s->q, item, &last, &text))
        copy = setter_printf(s, "%s", text.text);
    if (!str_ok(&text))
        setter_fail(s, ERR_NOMEM, _("%s: out of memory"), _("the layout"));
    str_deinit(&text);
    return copy;
}

void blocks_when(struct setter *s, struct blocks *list, size_t item)
{
    const struct item *it = &s->q->items[item];
    const char *text = it->when != NULL ? instruction(s, item) : NULL;
    if (text == NULL || !setter_ok(s))
        return;
    struct jump *j = block_data(s, 1, sizeof *j);
    struct para_style style = setter_style(s, TEXT_HINT);
    style.role = FONT_HEI;
    style.digits = FONT_HEI;
    const struct para *words =
        setter_styled(s, &style, FRAME_WIDTH - WORDS_MM, text, it->code);
    if (j == NULL || words == NULL)
        return;
    j->words = words;
    struct block *b = block_add(s, list, place_jump, j);
    if (b == NULL)
        return;
    b->height = words->height_mm + 1.4;
    b->gap = 2.5;
    b->gap_grow = 2.5;
    b->keep = true; /* with the question it speaks of */
    b->section = it->section;
    b->break_cost = BREAK_ITEM;
}

const char *when_gloss(struct setter *s, size_t item)
{
    const struct item *it = &s->q->items[item];
    const char *text = it->when != NULL ? instruction(s, item) : NULL;
    if (text == NULL)
        return it->gloss;
    return it->gloss != NULL ? setter_printf(s, "（%s）%s", text, it->gloss)
                             : setter_printf(s, "（%s）", text);
}

/* ---- sides ---- */

static void sides_of(const struct layout *layout, size_t side[LIMIT_ITEMS])
{
    for (size_t p = 0; p < layout->page_count; p++) {
        const struct layout_page *page = &layout->pages[p];
        for (size_t i = 0; i < page->box_count; i++)
            side[page->boxes[i].item] = p + 1;
        for (size_t i = 0; i < page->area_count; i++)
            side[page->areas[i].item] = p + 1;
    }
}

enum err_code when_sides(const struct questionnaire *q,
                         const struct layout *layout, struct err *err)
{
    size_t side[LIMIT_ITEMS] = {0};
    if (!layout->open || !q->routed)
        return ERR_OK;
    sides_of(layout, side);
    for (size_t i = 0; i < q->item_count; i++)
        for (size_t k = 0; k < i; k++)
            if (when_names(q->items[i].when, k) && side[k] != side[i])
                return err_set(
                    err, ERR_FORMAT, 0,
                    _("%s stands on side %zu and depends on %s on side %zu, "
                      "but nothing joins the sides of a copyable sheet; put "
                      "both on one side (fewer or shorter questions), or "
                      "print numbered sheets"),
                    q->items[i].code, side[i], q->items[k].code, side[k]);
    return ERR_OK;
}
