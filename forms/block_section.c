/* forms/block_section.c - 一、二、三: heads of sections. */
#include <string.h>

#include "engine/base/i18n.h"
#include "forms/block.h"
#include "forms/frame.h"

struct head {
    const struct para *title;
    const struct para *hint; /* or NULL */
    double hint_x;
    bool hint_below;
};

/* 1..199 as 一 … 一百九十九; `out` holds 24 bytes. */
static void chinese_number(size_t n, char *out)
{
    static const char *const DIGITS[] = {"", "一", "二", "三", "四", "五",
                                         "六", "七", "八", "九"};
    char *end = out;
    size_t tens = n / 10 % 10;
    const char *parts[4] = {"", "", "", ""};
    if (n >= 100)
        parts[0] = "一百";
    if (n >= 100 && tens == 0 && n % 10 > 0)
        parts[1] = "零";
    else if (tens > 1 || (n >= 100 && tens > 0))
        parts[1] = DIGITS[tens];
    if (tens > 0)
        parts[2] = "十";
    parts[3] = DIGITS[n % 10];
    for (size_t i = 0; i < 4; i++) {
        size_t bytes = strlen(parts[i]);
        memcpy(end, parts[i], bytes);
        end += bytes;
    }
    *end = '\0';
}

const struct para *section_title(struct setter *s, size_t section,
                                 double width_mm, bool again)
{
    char number[24];
    chinese_number(section + 1, number);
    const char *text = setter_printf(
        s, "%s、%s%s", number, s->q->sections[section].text,
        again ? "（续）" : "");
    return setter_para(s, TEXT_SECTION, width_mm, text,
                       setter_printf(s, _("section %zu"), section + 1));
}

const struct para *section_hint(struct setter *s, size_t section,
                                double width_mm)
{
    const char *hint = s->q->sections[section].hint;
    if (hint == NULL)
        return NULL;
    bool bare = strncmp(hint, "（", strlen("（")) != 0;
    return setter_para(s, TEXT_HINT, width_mm,
                       setter_printf(s, bare ? "（%s）" : "%s", hint),
                       setter_printf(s, _("section %zu"), section + 1));
}

static void place_head(const struct block *b, struct side *side, double y,
                       double h)
{
    const struct head *head = b->data;
    double title_y = y + head->title->height_mm / 2 +
                     (h - b->height) / 2;
    block_para_middle(side, head->title, FRAME_LEFT, title_y);
    if (head->hint != NULL)
        block_para_middle(side, head->hint, FRAME_LEFT + head->hint_x,
                          head->hint_below
                              ? title_y + head->title->height_mm / 2 +
                                    head->hint->height_mm / 2
                              : title_y);
}

void blocks_section_head(struct setter *s, struct blocks *list,
                         size_t section)
{
    struct head *head = block_data(s, 1, sizeof *head);
    const struct para *title = section_title(s, section, FRAME_WIDTH, false);
    const struct para *hint = section_hint(s, section, FRAME_WIDTH);
    if (head == NULL || title == NULL || !setter_ok(s))
        return;
    *head = (struct head){.title = title, .hint = hint};
    double height = title->height_mm;
    if (hint != NULL) {
        double em = setter_em(s, TEXT_SECTION);
        head->hint_below =
            title->line_count > 1 ||
            title->widest_mm + em / 4 + hint->widest_mm > FRAME_WIDTH;
        head->hint_x = head->hint_below ? em : title->widest_mm + em / 4;
        height += head->hint_below ? hint->height_mm : 0;
    }
    struct block *b = block_add(s, list, place_head, head);
    if (b == NULL)
        return;
    b->gap = 5;
    b->gap_grow = 6;
    b->height = height + 1;
    b->grow = 1;
    b->keep = true;
    b->section = section;
}
