/* tests/omr/foreign_desk.h - a reader for a drawn sheet, its scans, and what
 * it must read on them. */
#ifndef TESTS_OMR_FOREIGN_DESK_H
#define TESTS_OMR_FOREIGN_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants those first */
#include <cmocka.h>

#include "engine/base/limits.h"
#include "omr/box.h"
#include "omr/foreign.h"
#include "omr/reader.h"
#include "tests/omr/foreign_sheets.h"

/* A survey of one layout, as a workspace would hold it. */
struct desk {
    struct layout *layout;
    struct questionnaire *q;
    struct reader_form form;
    struct reader_survey survey;
    struct reader *reader;
};

static inline void desk_open(struct desk *d, const char *json, size_t n)
{
    struct str yaml;
    struct err err = ERR_INIT;
    struct layout *plain = NULL;
    str_init(&yaml, LIMIT_YAML_BYTES);
    assert_int_equal(layout_parse(json, n, "t", NULL, &plain, &err), ERR_OK);
    if (layout_check_foreign(plain, "t", &err) != ERR_OK)
        fail_msg("%s", err.text);
    layout_to_form(plain, &yaml);
    layout_free(plain);
    if (questionnaire_parse(yaml.text, yaml.n, "t", &d->q, &err) != ERR_OK)
        fail_msg("%s", err.text);
    str_deinit(&yaml);
    assert_int_equal(layout_parse(json, n, "t", d->q, &d->layout, &err),
                     ERR_OK);
    d->form = (struct reader_form){.revision = 1, .q = d->q};
    *(d->layout->open ? &d->form.open : &d->form.numbered) = d->layout;
    d->survey = (struct reader_survey){
        .form_count = 1, .forms = &d->form, .params = judge_usual};
    assert_int_equal(reader_new(&d->survey, &d->reader, &err), ERR_OK);
}

static inline void desk_close(struct desk *d)
{
    reader_free(d->reader);
    layout_free(d->layout);
    questionnaire_free(d->q);
}

static inline void desk_for(struct desk *d, const struct drawn_sheet *s)
{
    struct str json;
    str_init(&json, 1024 * 1024);
    sheet_json(s, &json);
    desk_open(d, json.text, json.n);
    str_deinit(&json);
}

static const struct draw_scan SCANS[] = {
    {300, 0, 1, 0, 0, 250, 20, 4, false, 1},
    {300, 1.7, 0.98, 2, -3, 235, 60, 8, false, 2},
    {300, 181.2, 1.02, -3, 2, 245, 40, 6, false, 3},
    {200, -2.5, 0.96, 4, 4, 240, 50, 6, false, 4},
    {200, 180, 1, 0, 0, 245, 30, 5, true, 5},
    {150, 0.6, 1, 1, 1, 245, 40, 4, false, 6},
};
enum { SCAN_COUNT = sizeof SCANS / sizeof SCANS[0] };

/* Marks one choice (or none) per question; wanted[question] = its bit. */
static inline void answer(struct drawn_sheet *s, uint32_t seed, uint64_t wanted[])
{
    bool fill = strcmp(s->style, "fill") == 0;
    for (int q = 1; q <= s->questions; q++) {
        int choice = (int)(draw_random(&seed) % 4); /* 0 = left blank */
        enum drawn_hand hand = (enum drawn_hand)(draw_random(&seed) % 2 +
                                     (fill ? HAND_FILL : HAND_TICK));
        int ink = 120 + (int)(draw_random(&seed) % 120);
        wanted[q] = 0;
        for (int k = 0; k < s->pages; k++)
            for (size_t i = 0; i < s->page[k].n; i++) {
                const struct drawn_box *b = &s->page[k].box[i];
                if (b->question != q || b->choice != choice)
                    continue;
                draw_mark(&s->page[k].canvas, b, hand, ink, &seed);
                wanted[q] = UINT64_C(1) << (choice - 1);
            }
    }
}

static inline void check_image(struct desk *d, const struct drawn_sheet *s, int page,
                        const struct draw_scan *how, struct image image,
                        const uint64_t wanted[], uint64_t serial)
{
    struct page_scan out;
    struct err err = ERR_INIT;
    assert_int_equal(reader_page(d->reader, &image, &out, &err), ERR_OK);
    const char *dump = getenv("FOREIGN_DUMP");
    if (dump != NULL) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s-%d-%d.png", dump, s->name,
                       page, (int)how->seed);
        assert_int_equal(image_write_png(&image, path, &err), ERR_OK);
    }
    if (out.outcome != PAGE_READ)
        fail_msg("%s page %d scan %d: %s: %s", s->name, page,
                 (int)how->seed, page_outcome_word(out.outcome), out.reason);
    if (out.side != page + 1 || out.serial != serial)
        fail_msg("%s page %d scan %d: side %d serial %llu", s->name, page,
                 (int)how->seed, out.side, (unsigned long long)out.serial);
    for (size_t i = 0; i < out.answer_count; i++) {
        const struct answer_read *a = &out.answers[i];
        const char *code = d->q->items[a->item].code;
        int q = 0;
        for (const char *p = code + 1; *p != '\0'; p++)
            q = q * 10 + *p - '0';
        enum answer_state state =
            wanted[q] != 0 ? ANSWER_GIVEN : ANSWER_BLANK;
        if (a->state != state || a->choices != wanted[q]) {
            for (size_t b = 0; b < out.box_count; b++)
                if (out.boxes[b].item == a->item)
                    print_message("  choice %zu %s \"%s\" cover %.3f ink %.2f "
                                  "outline %.2f noise %.3f\n",
                                  out.boxes[b].choice + 1,
                                  box_state_word(out.boxes[b].state),
                                  out.boxes[b].reason,
                                  (double)out.boxes[b].measure.cover,
                                  (double)out.boxes[b].measure.ink,
                                  (double)out.boxes[b].measure.outline,
                                  (double)out.boxes[b].measure.noise);
            fail_msg("%s page %d scan %d: %s is %s %llx, wanted %llx",
                     s->name, page, (int)how->seed, code,
                     answer_state_word(a->state),
                     (unsigned long long)a->choices,
                     (unsigned long long)wanted[q]);
        }
    }
    image_deinit(&image);
}

static inline void check_page(struct desk *d, const struct drawn_sheet *s, int page,
                       const struct draw_scan *how, const uint64_t wanted[],
                       uint64_t serial)
{
    check_image(d, s, page, how, canvas_scan(&s->page[page].canvas, how),
                wanted, serial);
}

/* Takes what is printed in the boxes from a scan of the blank sheet. */
static inline void learn_blank(struct desk *d, const struct drawn_sheet *s)
{
    static double cover[BOX_PAGE_MAX];
    struct err err = ERR_INIT;
    for (int k = 0; k < s->pages; k++) {
        struct foreign_trial trial = {.cover = cover};
        struct image image = canvas_scan(&s->page[k].canvas, &SCANS[1]);
        assert_int_equal(foreign_try(d->layout, &image, &trial, &err),
                         ERR_OK);
        assert_int_equal(trial.side, k + 1);
        assert_true(trial.found > 0.98);
        assert_true(trial.residual_mm < 0.12);
        for (size_t i = 0; i < s->page[k].n; i++)
            layout_set_printed(d->layout, (size_t)k, i, cover[i]);
        image_deinit(&image);
    }
}

#endif
