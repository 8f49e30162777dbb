/* forms/block.c - what all blocks share. */
#include "forms/block.h"

#include "engine/base/i18n.h"
#include "engine/survey/when.h"
#include "forms/frame.h"

void *block_data(struct setter *s, size_t n, size_t size)
{
    void *data = arena_alloc(s->arena, n, size);
    if (data == NULL)
        setter_fail(s, ERR_NOMEM, _("%s: out of memory"), _("the layout"));
    return data;
}

struct block *block_add(struct setter *s, struct blocks *list,
                        void (*place)(const struct block *, struct side *,
                                      double, double),
                        const void *data)
{
    struct block *b = block_data(s, 1, sizeof *b);
    if (b == NULL)
        return NULL;
    b->place = place;
    b->data = data;
    if (list->last != NULL)
        list->last->next = b;
    else
        list->first = b;
    list->last = b;
    list->count++;
    return b;
}

void block_box(struct side *side, const struct questionnaire *q, size_t item,
               size_t choice, double centre_x, double centre_y)
{
    struct layout_box box = {
        .at = {centre_x - BOX_MM_SIDE / 2, centre_y - BOX_MM_SIDE / 2,
               BOX_MM_SIDE, BOX_MM_SIDE},
        .item = item,
        .choice = choice,
        .question = q->items[item].code,
        .choice_code = q->items[item].scale->choices[choice].code,
    };
    scene_box(side->scene, box.at, side->outline_mm);
    draft_box(side->draft, &box);
}

void block_para_middle(struct side *side, const struct para *p, double x,
                       double middle_y)
{
    scene_para(side->scene, p, x, middle_y - p->height_mm / 2);
}

/* Of the column: for the last number in the widest digits. */
static double number_width(struct setter *s)
{
    size_t n = questionnaire_ordinal(s->q, s->q->item_count - 1);
    const char *widest = n >= 100 ? "000．" : n >= 10 ? "00．" : "0．";
    return setter_width(s, TEXT_NUMBER, widest, _("number")) + .2;
}

const struct para *item_number(struct setter *s, size_t item)
{
    return setter_para(s, TEXT_NUMBER, number_width(s),
                       setter_printf(s, "%zu．", questionnaire_ordinal(s->q, item)),
                       s->q->items[item].code);
}

double item_text_x(struct setter *s)
{
    return FRAME_LEFT + number_width(s) + .2 * setter_em(s, TEXT_NUMBER);
}
