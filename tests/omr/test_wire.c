/* What a reading process sends is believed only after it was checked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "omr/batch/wire.h"

static uint8_t message[WIRE_BYTES_MAX];
static struct box_read boxes[60];
static struct answer_read answers[20];

static struct page_scan sample(void)
{
    for (size_t i = 0; i < 60; i++) {
        boxes[i] = (struct box_read){.item = i / 3,
                                     .choice = i % 3,
                                     .state = i % 3 == 1 ? BOX_MARKED
                                                         : BOX_EMPTY,
                                     .p_marked = i % 3 == 1 ? 0.99f : 0.0f,
                                     .reason = i == 7 ? "faint" : ""};
        boxes[i].measure.cover = 0.01f * (float)i;
    }
    for (size_t i = 0; i < 20; i++)
        answers[i] = (struct answer_read){.item = i,
                                          .state = ANSWER_GIVEN,
                                          .choices = 2,
                                          .reason = "",
                                          .doubt = 0.25f};
    struct page_scan page = {.page = 3,
                             .outcome = PAGE_READ,
                             .reason = "一切正常",
                             .batch = 7,
                             .serial = 123456789,
                             .side = 2,
                             .revision = 1,
                             .dpi = 300,
                             .box_count = 60,
                             .boxes = boxes,
                             .answer_count = 20,
                             .answers = answers};
    page.map[0] = 11.8;
    page.image_hash[5] = 77;
    return page;
}

static void a_page_arrives_as_it_was_sent(void **state)
{
    (void)state;
    struct page_scan page = sample();
    struct page_scan got;
    const char *kept = NULL;
    struct arena *arena = arena_new(1 << 20);
    size_t n = wire_page_pack(&page, "12-34", message);
    assert_true(n > 0);
    assert_int_equal(wire_page_unpack(message, n, arena, &got, &kept, NULL),
                     ERR_OK);
    assert_string_equal(kept, "12-34");
    assert_string_equal(got.reason, "一切正常");
    assert_int_equal(got.serial, 123456789);
    assert_int_equal(got.side, 2);
    assert_int_equal(got.image_hash[5], 77);
    assert_int_equal(got.box_count, 60);
    assert_string_equal(got.boxes[7].reason, "faint");
    assert_true(got.boxes[59].measure.cover == page.boxes[59].measure.cover);
    assert_int_equal(got.answers[19].choices, 2);
    arena_free(arena);
}

static void every_shorter_message_is_refused(void **state)
{
    (void)state;
    struct page_scan page = sample();
    struct page_scan got;
    const char *kept;
    size_t n = wire_page_pack(&page, "", message);
    for (size_t short_n = 0; short_n < n; short_n += 7) {
        struct arena *arena = arena_new(1 << 20);
        struct err err = ERR_INIT;
        assert_int_equal(
            wire_page_unpack(message, short_n, arena, &got, &kept, &err),
            ERR_FORMAT);
        assert_true(err.text[0] != '\0');
        arena_free(arena);
    }
}

/* Damaged messages are refused or give values inside their ranges. */
static void damage_never_gives_an_impossible_page(void **state)
{
    (void)state;
    struct page_scan page = sample();
    size_t n = wire_page_pack(&page, "1-1", message);
    static uint8_t damaged[WIRE_BYTES_MAX];
    uint32_t seed = 20261122;
    size_t refused = 0;
    for (int round = 0; round < 4000; round++) {
        memcpy(damaged, message, n);
        for (int k = 0; k < 3; k++) {
            seed = seed * 1664525 + 1013904223;
            damaged[(seed >> 8) % n] = (uint8_t)(seed >> 3);
        }
        struct arena *arena = arena_new(1 << 20);
        struct page_scan got;
        const char *kept;
        if (wire_page_unpack(damaged, n, arena, &got, &kept, NULL) != ERR_OK) {
            refused++;
        } else {
            assert_true(got.outcome < PAGE_OUTCOME_COUNT);
            assert_true(got.side >= 0 && got.side <= 8);
            /* what the database would refuse, and the whole scan with it */
            assert_true(got.turned >= 0 && got.turned <= 270 &&
                        got.turned % 90 == 0 && got.serial <= INT64_MAX);
            assert_true(got.kept < KEPT_COUNT && got.wide >= 0 &&
                        got.high >= 0);
            assert_null(strchr(kept, '/'));
            for (size_t i = 0; i < got.box_count; i++)
                assert_true(got.boxes[i].state < BOX_STATE_COUNT &&
                            got.boxes[i].item < 120);
        }
        arena_free(arena);
    }
    assert_true(refused > 100); /* the checks do bite */
}

static void a_path_out_of_the_incoming_folder_is_refused(void **state)
{
    (void)state;
    struct page_scan page = sample();
    struct page_scan got;
    const char *kept;
    struct arena *arena = arena_new(1 << 20);
    size_t n = wire_page_pack(&page, "../../survey.db", message);
    assert_int_equal(wire_page_unpack(message, n, arena, &got, &kept, NULL),
                     ERR_FORMAT);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_arrives_as_it_was_sent),
        cmocka_unit_test(every_shorter_message_is_refused),
        cmocka_unit_test(damage_never_gives_an_impossible_page),
        cmocka_unit_test(a_path_out_of_the_incoming_folder_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
