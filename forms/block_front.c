/* forms/block_front.c - unit line, introduction, thanks. */
#include "engine/base/i18n.h"
#include "forms/block.h"
#include "forms/frame.h"
#include "forms/margin.h"

/* ---- 被评单位, or 参评单位 where the unit is the one that judges ---- */

#define UNIT_SLOT_MM 110.0
#define UNIT_LINE_MM 8.0

static void place_unit(const struct block *b, struct side *side, double y,
                       double h)
{
    const struct para *label = b->data;
    double middle = y + h / 2;
    double x = FRAME_LEFT + label->widest_mm + 1;
    block_para_middle(side, label, FRAME_LEFT, middle);
    scene_line(side->scene, x, middle + 3.1, x + UNIT_SLOT_MM, middle + 3.1,
               .2, 1);
    side->unit_x = x;
    side->unit_w = UNIT_SLOT_MM;
    side->unit_baseline = middle + 1.6;
}

static void unit_line(struct setter *s, struct blocks *list)
{
    const char *text =
        setter_printf(s, "%s：", s->q->unit_label != NULL ? s->q->unit_label
                                                          : "被评单位");
    const struct para *label =
        setter_para(s, TEXT_INTRO, FRAME_WIDTH, text, _("unit line"));
    struct block *b = block_add(s, list, place_unit, label);
    if (b == NULL || label == NULL)
        return;
    b->height = UNIT_LINE_MM;
    b->grow = 1;
}

/* ---- paragraphs ---- */

static void place_text(const struct block *b, struct side *side, double y,
                       double h)
{
    const struct para *p = b->data;
    block_para_middle(side, p, FRAME_LEFT, y + h / 2);
}

static void text_block(struct setter *s, struct blocks *list,
                       const struct para_style *style, const char *text,
                       const char *where, double gap, double grow)
{
    const struct para *p =
        setter_styled(s, style, FRAME_WIDTH, text, where);
    struct block *b = block_add(s, list, place_text, p);
    if (b == NULL || p == NULL)
        return;
    b->height = p->height_mm;
    b->gap = gap;
    b->gap_grow = grow;
}

/* Centred under a title that leaves it no room in the head. */
static void place_object(const struct block *b, struct side *side, double y,
                         double h)
{
    const struct para *p = b->data;
    block_para_middle(side, p,
                      FRAME_LEFT + (FRAME_WIDTH - p->measure_mm) / 2,
                      y + h / 2 - 1);
}

static void object_line(struct setter *s, struct blocks *list)
{
    const struct para *p = margin_object(s, FRAME_WIDTH);
    struct block *b = block_add(s, list, place_object, p);
    if (b != NULL && p != NULL)
        b->height = p->height_mm + 2;
}

void blocks_front(struct setter *s, struct blocks *list)
{
    if (!margin_holds_object(s))
        object_line(s, list);
    unit_line(s, list);
    struct para_style style = setter_style(s, TEXT_INTRO);
    style.indent_em = 2;
    text_block(s, list, &style, s->q->intro, _("introduction"), 1.5, 1.5);
    blocks_strip(s, list);
    for (struct block *b = list->first; b != NULL; b = b->next)
        b->keep = true; /* the first questions stand on the first side */
}

void blocks_end(struct setter *s, struct blocks *list)
{
    if (s->q->thanks == NULL)
        return;
    struct para_style style = setter_style(s, TEXT_OPTION);
    style.role = FONT_KAI;
    style.align = ALIGN_CENTRE;
    text_block(s, list, &style, s->q->thanks, _("thanks"), 3, 3);
    if (list->last != NULL)
        list->last->break_cost = BREAK_LONELY; /* never alone on a side */
}
