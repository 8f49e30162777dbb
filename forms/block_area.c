/* forms/block_area.c - a question answered in words: a bordered area. */
#include "forms/block.h"
#include "forms/frame.h"

#define AREA_MIN_MM 25.0  /* three lines of a grown-up's hand */
#define AREA_GROW_MM 30.0 /* room the side has left goes here first */
#define AREA_LINE_MM .25

struct area {
    const struct questionnaire *q;
    size_t item;
    const struct para *number, *label, *gloss;
    double text_x;
    double words_h; /* what stands above the area */
};

static void place_area(const struct block *b, struct side *side, double y,
                       double h)
{
    const struct area *a = b->data;
    scene_para(side->scene, a->number, FRAME_LEFT, y);
    scene_para(side->scene, a->label, a->text_x, y);
    if (a->gloss != NULL)
        scene_para(side->scene, a->gloss, a->text_x, y + a->label->height_mm);
    struct layout_area area = {
        .at = {FRAME_LEFT, y + a->words_h, FRAME_WIDTH, h - a->words_h},
        .item = a->item,
        .question = a->q->items[a->item].code,
    };
    scene_box(side->scene, area.at, AREA_LINE_MM);
    draft_area(side->draft, &area);
}

void blocks_text_item(struct setter *s, struct blocks *list, size_t item)
{
    const struct item *it = &s->q->items[item];
    struct area *a = block_data(s, 1, sizeof *a);
    double width = FRAME_RIGHT - item_text_x(s);
    const struct para *label =
        setter_para(s, TEXT_QUESTION, width, it->text, it->code);
    const struct para *gloss =
        it->gloss != NULL
            ? setter_para(s, TEXT_GLOSS, width, it->gloss, it->code)
            : NULL;
    const struct para *number = item_number(s, item);
    struct block *b = block_add(s, list, place_area, a);
    if (!setter_ok(s) || b == NULL)
        return;
    *a = (struct area){.q = s->q, .item = item, .number = number,
                       .label = label, .gloss = gloss,
                       .text_x = item_text_x(s)};
    a->words_h = label->height_mm + 1.5 +
                 (gloss != NULL ? gloss->height_mm : 0);
    double area = it->area_mm > AREA_MIN_MM ? it->area_mm : AREA_MIN_MM;
    b->height = a->words_h + area;
    b->grow = AREA_GROW_MM;
    b->gap = 2.5;
    b->gap_grow = 2;
    b->section = it->section;
}
