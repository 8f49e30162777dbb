#include "tests/sim/truth.h"

#include "engine/base/json.h"

static const char *const state_words[] = {
    [MEANT_GIVEN] = "given",
    [MEANT_BLANK] = "blank",
    [MEANT_INVALID] = "invalid",
};

static bool asked_here(const struct form_page *page, size_t question)
{
    for (size_t i = 0; i < page->box_count; i++) {
        if (page->boxes[i].question == question) {
            return true;
        }
    }
    return false;
}

static void write_items(const struct truth_page *t, struct jout *j)
{
    jout_begin_array(j, "items");
    for (size_t i = 0; i < t->form->question_count; i++) {
        if (!asked_here(&t->form->pages[t->side], i)) {
            continue;
        }
        const struct form_question *q = &t->form->questions[i];
        const struct meant *m = &t->person->items[i];
        jout_begin_object(j, NULL);
        jout_string(j, "question", q->code);
        jout_string(j, "state", state_words[m->state]);
        jout_begin_array(j, "choices");
        for (int k = 0; k < q->choice_count; k++) {
            if (m->choices >> k & 1) {
                jout_string(j, NULL, q->choice[k]);
            }
        }
        jout_end_array(j);
        if (m->cancelled) {
            jout_bool(j, "corrected", true);
        }
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void write_boxes(const struct truth_page *t, struct jout *j)
{
    const struct form_page *page = &t->form->pages[t->side];
    jout_int(j, "box_count", (int64_t)page->box_count);
    jout_begin_array(j, "boxes");
    for (size_t i = 0; i < page->box_count; i++) {
        const struct drawn *d = &t->drawn[i];
        const struct form_question *q =
            &t->form->questions[page->boxes[i].question];
        if (d->state == DRAWN_EMPTY) {
            continue;
        }
        jout_begin_object(j, NULL);
        jout_string(j, "question", q->code);
        jout_string(j, "choice", q->choice[page->boxes[i].choice]);
        jout_string(j, "state", drawn_state_word(d->state));
        jout_string(j, "kind",
                    d->kind == MARK_KIND_COUNT ? "none"
                                               : mark_kind_word(d->kind));
        jout_bool(j, "meant", d->meant);
        jout_real(j, "cover", d->cover, 4);
        jout_real(j, "seen", d->seen, 4);
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void write_hand(const struct hand *hand, struct jout *j)
{
    jout_begin_object(j, "hand");
    jout_string(j, "model", stroke_model_word(hand->motor.model));
    jout_string(j, "habit", mark_kind_word(hand->habit));
    jout_string(j, "pen", pen_kind_word(hand->pen.kind));
    jout_string(j, "hue", pen_hue_word(hand->pen.hue));
    jout_real(j, "width_mm", hand->pen.width_mm, 3);
    jout_real(j, "dark", hand->pen.dark, 3);
    jout_real(j, "tail", hand->tail, 3);
    jout_end_object(j);
}

static void write_corners(const struct truth_page *t, struct jout *j)
{
    const struct form_page *page = &t->form->pages[t->side];
    jout_begin_array(j, "corners");
    for (int i = 0; i < 3; i++) {
        double x, y;
        view_point(t->view, i == 1 ? page->w : 0, i == 2 ? page->h : 0, &x, &y);
        jout_begin_array(j, NULL);
        jout_real(j, NULL, x, 1);
        jout_real(j, NULL, y, 1);
        jout_end_array(j);
    }
    jout_end_array(j);
}

void truth_line(const struct truth_page *t, struct str *out)
{
    struct jout json = {.out = out}, *j = &json;
    const struct situation *s = t->situation;
    jout_begin_object(j, NULL);
    jout_string(j, "file", t->file);
    jout_int(j, "page", t->page);
    jout_string(j, "kind", t->kind);
    jout_string(j, "serial", t->printed ? t->printed->serial : "");
    jout_string(j, "unit", t->printed ? t->printed->unit : "");
    jout_int(j, "side", t->printed ? t->printed->side : 0);
    jout_string(j, "format", file_format_word(s->format));
    jout_real(j, "dpi", s->scanner.dpi, 1);
    jout_bool(j, "bilevel", s->scanner.bilevel);
    jout_int(j, "turned", 90 * s->scanner.turned);
    jout_string(j, "profile", t->profile);
    jout_begin_array(j, "conditions");
    for (size_t i = 0; i < t->condition_count; i++) {
        jout_string(j, NULL, t->conditions[i]);
    }
    jout_end_array(j);
    if (t->person) {
        write_corners(t, j);
        write_hand(&t->person->hand, j);
        write_items(t, j);
        write_boxes(t, j);
    }
    jout_end_object(j);
    str_add_char(out, '\n');
}
