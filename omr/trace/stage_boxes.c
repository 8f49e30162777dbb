/* omr/trace/stage_boxes.c - codes, boxes and what was made of them. */
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "omr/trace/stages.h"

#define CODE_DPI 200.0
#define CROP_DPI 200.0
#define CROP_AROUND_MM 3.5
#define SURE 0.02 /* an empty box with less chance of a mark is not shown */

static const struct {
    const char *text, *colour;
} states[BOX_STATE_COUNT] = {
    [BOX_EMPTY] = {N_("empty"), "#7f8c8d"},
    [BOX_MARKED] = {N_("marked"), "#0a8f3c"},
    [BOX_CANCELLED] = {N_("cancelled"), "#a65c00"},
    [BOX_DOUBTFUL] = {N_("doubtful"), "#d0021b"},
};

static const char *answer_text(enum answer_state state)
{
    static const char *const texts[ANSWER_STATE_COUNT] = {
        [ANSWER_GIVEN] = N_("given"),
        [ANSWER_BLANK] = N_("blank"),
        [ANSWER_INVALID] = N_("invalid"),
        [ANSWER_DOUBTFUL] = N_("doubtful"),
    };
    return _(texts[state]);
}

/* ---- codes ---- */

static const char *verdict_text(const struct reader_look *look)
{
    if (!look->any_code)
        return _("no code was read");
    switch (look->verdict) {
    case PAYLOAD_OK:
        return _("a sheet of this workspace");
    case PAYLOAD_OTHER:
        return _("another survey's code");
    case PAYLOAD_FORGED:
        return _("not made by this workspace");
    case PAYLOAD_DAMAGED:
        return _("read with damage: its check sum fails");
    default:
        return _("some other code");
    }
}

/* Cut through the homography; the corrections are too small to see here. */
static enum err_code crop_picture(struct html *html, const struct trace *t,
                                  const struct rect_mm *at, double around,
                                  double dpi, struct err *err)
{
    struct image crop = {0};
    enum err_code code = image_crop(
        t->image, t->look.registration->map.h, at->x - around,
        at->y - around, at->w + 2 * around, at->h + 2 * around, dpi, &crop,
        err);
    if (code == ERR_OK)
        code = html_picture(html, &crop, err);
    image_deinit(&crop);
    return code;
}

enum err_code stage_codes(struct html *html, const struct trace *t,
                          struct err *err)
{
    enum err_code code = ERR_OK;
    const struct layout_page *f = t->look.frame;
    html_heading(html, _("3 Codes"), "omr/code.c forms/payload.c");
    html_raw(html, "<table>");
    html_fact(html, _("result"), "%s", verdict_text(&t->look));
    if (t->page->batch != 0)
        html_fact(html, _("batch, side, revision"), "%u, %d, %d",
                  (unsigned)t->page->batch, t->page->side,
                  t->page->revision);
    html_raw(html, "</table><table><tr>");
    for (size_t i = 0; i < f->code_count && code == ERR_OK; i++) {
        html_raw(html, "<td>");
        code = crop_picture(html, t, &f->codes[i].at, 3, CODE_DPI, err);
        html_raw(html, "</td>");
    }
    html_raw(html, "</tr></table>\n");
    return code;
}

/* ---- boxes ---- */

static const struct layout_box *place_of(const struct trace *t,
                                         const struct box_read *box)
{
    for (size_t i = 0; i < t->look.page->box_count; i++) {
        const struct layout_box *b = &t->look.page->boxes[i];
        if (b->item == box->item && b->choice == box->choice)
            return b;
    }
    return NULL;
}

static void box_outline(struct html *html, const struct trace *t,
                        const struct box_read *box)
{
    const struct layout_box *b = place_of(t, box);
    if (b == NULL)
        return;
    double dx = (double)box->measure.shift_x_mm;
    double dy = (double)box->measure.shift_y_mm;
    const double x[2] = {b->at.x + dx, b->at.x + b->at.w + dx};
    const double y[2] = {b->at.y + dy, b->at.y + b->at.h + dy};
    html_raw(html, "<path stroke=\"%s\" d=\"", states[box->state].colour);
    for (size_t k = 0; k < 4; k++) {
        double px, py;
        map_point(&t->look.registration->map, x[k == 1 || k == 2], y[k / 2],
                  &px, &py);
        html_raw(html, "%c%.1f %.1f", k == 0 ? 'M' : 'L', px, py);
    }
    html_raw(html, "Z\"><title>%s/%s %s p=%.3f %s</title></path>", b->question,
             b->choice_code, _(states[box->state].text), (double)box->p_marked,
             box->reason);
}

void stage_boxes(struct html *html, const struct trace *t)
{
    html_heading(html, _("4 Boxes"),
                 "omr/box.c omr/box_patch.c omr/box_link.c");
    if (t->look.page == NULL) {
        html_raw(html, "<p>");
        html_text(html, _("Not reached: the page was not taken for a sheet "
                          "of this workspace."));
        html_raw(html, "</p>");
        return;
    }
    html_raw(html, "<p class=\"hint\">");
    for (size_t i = 0; i < BOX_STATE_COUNT; i++) {
        html_raw(html, "<span style=\"color:%s\">□ ", states[i].colour);
        html_text(html, _(states[i].text));
        html_raw(html, "</span> ");
    }
    html_text(html, _("Drawn where each box's printed outline was found."));
    html_raw(html, "</p>\n");
    html_drawing(html);
    for (size_t i = 0; i < t->page->box_count; i++)
        box_outline(html, t, &t->page->boxes[i]);
    html_drawing_end(html);
}

/* ---- judgement ---- */

static void measures(struct html *html, const struct box_measure *m)
{
    const struct {
        const char *name;
        float value;
    } list[] = {
        {"cover", m->cover},     {"solid", m->solid},
        {"ink", m->ink},         {"extent", m->extent},
        {"ring", m->ring},       {"strike", m->strike},
        {"specks", m->specks},   {"through", m->through},
        {"noise", m->noise},     {"outline", m->outline},
        {"masked", m->masked},   {"shift_x", m->shift_x_mm},
        {"shift_y", m->shift_y_mm},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
        html_raw(html, "%s&nbsp;%.3f ", list[i].name, (double)list[i].value);
}

static enum err_code box_row(struct html *html, const struct trace *t,
                             const struct box_read *box, struct err *err)
{
    const struct layout_box *b = place_of(t, box);
    if (b == NULL)
        return ERR_OK;
    html_raw(html, "<tr><td>%s/%s</td><td>", b->question, b->choice_code);
    enum err_code code =
        crop_picture(html, t, &b->at, CROP_AROUND_MM, CROP_DPI, err);
    html_raw(html, "</td><td class=\"%s\">", box_state_word(box->state));
    html_text(html, _(states[box->state].text));
    html_raw(html, "<br>p %.3f<br>%s</td><td>", (double)box->p_marked,
             box->reason);
    measures(html, &box->measure);
    html_raw(html, "</td></tr>\n");
    return code;
}

static enum err_code inked_boxes(struct html *html, const struct trace *t,
                                 struct err *err)
{
    enum err_code code = ERR_OK;
    html_raw(html, "<table><tr><th>");
    html_text(html, _("box"));
    html_raw(html, "</th><th>");
    html_text(html, _("picture"));
    html_raw(html, "</th><th>");
    html_text(html, _("judged"));
    html_raw(html, "</th><th>");
    html_text(html, _("measured"));
    html_raw(html, "</th></tr>\n");
    for (size_t i = 0; i < t->page->box_count && code == ERR_OK; i++) {
        const struct box_read *box = &t->page->boxes[i];
        if (box->state != BOX_EMPTY || (double)box->p_marked > SURE ||
            box->reason[0] != '\0')
            code = box_row(html, t, box, err);
    }
    html_raw(html, "</table>\n");
    return code;
}

static void answer_row(struct html *html, const struct item *item,
                       const struct answer_read *a)
{
    html_raw(html, "<tr><td>%s</td><td>", item->code);
    html_text(html, item->text);
    html_raw(html, "</td><td class=\"%s\">",
             a->state == ANSWER_DOUBTFUL ? "doubtful" : "");
    html_text(html, item->scale == NULL && a->ink ? _("something is written")
                                                  : answer_text(a->state));
    html_raw(html, "</td><td>");
    for (size_t k = 0; item->scale != NULL && k < item->scale->choice_count;
         k++) {
        if ((a->choices >> k & 1) == 0)
            continue;
        html_text(html, item->scale->choices[k].text);
        html_raw(html, " ");
    }
    html_raw(html, "</td><td>%s</td><td class=\"n\">%.3f</td></tr>\n",
             a->reason, (double)a->doubt);
}

enum err_code stage_judge(struct html *html, const struct trace *t,
                          struct err *err)
{
    if (t->look.page == NULL || t->page->box_count == 0)
        return ERR_OK;
    html_heading(html, _("5 Judging"), "omr/judge.c omr/judge_item.c");
    html_raw(html, "<p class=\"hint\">");
    html_text(html, _("Boxes with ink or doubt. What each number means, and "
                      "every threshold: docs/reading.md."));
    html_raw(html, "</p>");
    enum err_code code = inked_boxes(html, t, err);
    html_raw(html, "<table><tr><th>");
    html_text(html, _("item"));
    html_raw(html, "</th><th></th><th>");
    html_text(html, _("answer"));
    html_raw(html, "</th><th>");
    html_text(html, _("choices"));
    html_raw(html, "</th><th>");
    html_text(html, _("reason"));
    html_raw(html, "</th><th>");
    html_text(html, _("doubt"));
    html_raw(html, "</th></tr>\n");
    for (size_t i = 0; i < t->page->answer_count; i++)
        answer_row(html, &t->look.q->items[t->page->answers[i].item],
                   &t->page->answers[i]);
    html_raw(html, "</table>\n");
    return code;
}
