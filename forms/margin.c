/* forms/margin.c - see margin.h. */
#include "forms/margin.h"

#include "engine/base/i18n.h"
#include "engine/base/units.h"
#include "forms/frame.h"

/* In the largest size that takes one line; else balanced on two or three. */
static const struct para *set_title(struct setter *s)
{
    static const double SIZES[] = {22, 21, 20, 19, 18};
    struct para_style style = setter_style(s, TEXT_TITLE);
    const struct para *p = NULL;
    for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
        style.size_pt = SIZES[i];
        style.pitch_pt = 1.25 * SIZES[i];
        p = setter_styled(s, &style, FRAME_HEAD_W, s->q->title, _("title"));
        if (p == NULL || p->line_count == 1)
            return p;
    }
    style.size_pt = p->line_count > 2 ? 15 : 18;
    style.pitch_pt = 1.25 * style.size_pt;
    const struct para *best = NULL;
    for (double w = FRAME_HEAD_W; w > 40; w -= 3) {
        p = setter_styled(s, &style, w, s->q->title, _("title"));
        if (p == NULL || (best != NULL && p->line_count > best->line_count))
            break;
        best = p;
    }
    if (best != NULL && best->line_count > 2)
        setter_fail(s, ERR_FORMAT,
                    _("title: it does not fit on two lines beside the code; "
                      "use a shorter one"));
    return best;
}

static void put_centred(struct side *side, const struct para *p, double y)
{
    scene_para(side->scene, p, A4_W_MM / 2 - p->measure_mm / 2, y);
}

#define BETWEEN_MM 1.4  /* title and 评议对象 */
#define HEAD_ROOM_MM (FRAME_TOP - 3 - FRAME_HEAD_Y)

const struct para *margin_object(struct setter *s, double width_mm)
{
    const char *text = setter_printf(s, "评议对象：%s", s->q->object);
    return setter_balanced(s, TEXT_OBJECT, width_mm, text, "object");
}

static bool fits_head(const struct para *title, const struct para *object)
{
    return title->height_mm + BETWEEN_MM + object->height_mm <=
           HEAD_ROOM_MM + 1;
}

bool margin_holds_object(struct setter *s)
{
    const struct para *title = set_title(s);
    const struct para *object = margin_object(s, FRAME_HEAD_W);
    return !setter_ok(s) || fits_head(title, object);
}

void margin_head_first(struct setter *s, struct side *side)
{
    const struct para *title = set_title(s);
    const struct para *object = margin_object(s, FRAME_HEAD_W);
    if (!setter_ok(s))
        return;
    bool both = fits_head(title, object);
    double total = title->height_mm;
    if (both)
        total += BETWEEN_MM + object->height_mm;
    double y = FRAME_HEAD_Y + (HEAD_ROOM_MM - total) / 2;
    put_centred(side, title, y);
    if (both)
        put_centred(side, object, y + title->height_mm + BETWEEN_MM);
}

void margin_head_again(struct setter *s, struct side *side, size_t page)
{
    struct para_style style = setter_style(s, TEXT_OBJECT);
    const char *text =
        setter_printf(s, "%s（第%zu页）", s->q->title, page + 1);
    const struct para *p =
        setter_styled(s, &style, FRAME_HEAD_W, text, _("title"));
    if (p == NULL)
        return;
    block_para_middle(side, p, A4_W_MM / 2 - p->measure_mm / 2, 21);
}

static const char *tail_text(struct setter *s, size_t page, size_t pages)
{
    if (page + 1 < pages)
        return page % 2 == 0 ? "（请翻到背面继续填写）"
                             : "（请接着填写下一张）";
    const char *how = s->q->return_how != NULL ? s->q->return_how : "";
    const char *hotline = s->q->hotline != NULL ? s->q->hotline : "";
    bool both = how[0] != '\0' && hotline[0] != '\0';
    return setter_printf(s, "%s%s%s", how, both ? "\n" : "", hotline);
}

void margin_foot(struct setter *s, struct side *side, size_t page,
                 size_t pages)
{
    struct para_style style = setter_style(s, TEXT_FOOT);
    bool last = page + 1 == pages;
    if (!last)
        style.role = FONT_KAI;
    style.size_pt = 11;
    style.pitch_pt = 16;
    const struct para *tail = setter_styled(
        s, &style, FRAME_FOOT_W, tail_text(s, page, pages), _("return line"));
    if (tail != NULL && tail->line_count > 2) { /* smaller before refusing */
        style.size_pt = 10.5;
        style.pitch_pt = 12.8;
        tail = setter_styled(s, &style, FRAME_FOOT_W,
                             tail_text(s, page, pages), _("return line"));
    }
    if (tail != NULL && tail->line_count > 3)
        setter_fail(s, ERR_FORMAT,
                    _("'return' and 'hotline' need more than three lines at "
                      "the foot of the sheet; shorten them"));
    style = setter_style(s, TEXT_FOOT);
    style.align = ALIGN_CENTRE;
    const struct para *number = setter_styled(
        s, &style, 40, setter_printf(s, "第%zu页　共%zu页", page + 1, pages),
        _("page number"));
    if (!setter_ok(s) || tail == NULL)
        return;
    const double room = FRAME_LINE_Y - 4.5 - FRAME_FOOT_Y;
    double y = FRAME_FOOT_Y + (room - tail->height_mm) / 2;
    scene_para(side->scene, tail,
               last ? FRAME_LEFT : A4_W_MM / 2 - tail->widest_mm / 2, y);
    block_para_middle(side, number, A4_W_MM / 2 - 20, FRAME_LINE_Y - 1.4);
}
