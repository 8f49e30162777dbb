/* tests/fuzz/fuzz_wire.c - what a reading process that was taken over might
 * send.  What is believed must be sound, and say the same when packed again.
 *
 *     byte 0, 1   boxes and answers of a sound message
 *     then        changes of it, three bytes each: place (two), value
 *
 * so that the corpus stays good when the message gets another field; byte 0 =
 * 255 sends the bytes as they are.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/limits.h"
#include "omr/batch/wire.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

enum { ARENA_BYTES = 1024 * 1024 };

static size_t sound(unsigned boxes, unsigned answers, uint8_t *message)
{
    static struct box_read box[255];
    static struct answer_read answer[255];
    for (unsigned i = 0; i < 255; i++) {
        box[i] = (struct box_read){.item = i % LIMIT_ITEMS,
                                   .choice = i % LIMIT_CHOICES,
                                   .p_marked = 0.5f,
                                   .reason = "faint"};
        answer[i] = (struct answer_read){
            .item = i % LIMIT_ITEMS, .reason = "", .doubt = 0.25f};
    }
    struct page_scan page = {.page = 3,
                             .reason = "一切正常",
                             .side = 1,
                             .box_count = boxes,
                             .boxes = box,
                             .answer_count = answers % (LIMIT_ITEMS + 1),
                             .answers = answer};
    return wire_page_pack(&page, "12-34", message);
}

static void look_at(const struct page_scan *page, const char *kept)
{
    assert(strchr(kept, '/') == NULL && page->reason != NULL);
    assert((unsigned)page->outcome < PAGE_OUTCOME_COUNT);
    assert(page->box_count <= WIRE_BOXES_MAX);
    assert(page->answer_count <= LIMIT_ITEMS);
    for (size_t i = 0; i < page->box_count; i++) {
        const struct box_read *box = &page->boxes[i];
        assert(box->item < LIMIT_ITEMS && box->choice < LIMIT_CHOICES);
        assert((unsigned)box->state < BOX_STATE_COUNT);
        assert(box->p_marked >= 0 && box->p_marked <= 1);
        assert(isfinite(box->measure.cover) && box->reason != NULL);
    }
    for (size_t i = 0; i < page->answer_count; i++)
        assert(page->answers[i].item < LIMIT_ITEMS &&
               (unsigned)page->answers[i].state < ANSWER_STATE_COUNT);
}

static void take(const uint8_t *bytes, size_t n, struct arena *arena)
{
    static uint8_t again[WIRE_BYTES_MAX];
    struct page_scan page, twice;
    const char *kept = NULL, *kept_again = NULL;
    struct err err = ERR_INIT;
    if (wire_page_unpack(bytes, n, arena, &page, &kept, &err) != ERR_OK) {
        assert(err.text[0] != '\0');
        return;
    }
    look_at(&page, kept);
    size_t m = wire_page_pack(&page, kept, again);
    assert(m == n);
    enum err_code code =
        wire_page_unpack(again, m, arena, &twice, &kept_again, NULL);
    assert(code == ERR_OK && strcmp(kept, kept_again) == 0);
    assert(twice.box_count == page.box_count);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    static uint8_t message[WIRE_BYTES_MAX];
    if (n < 2 || n > WIRE_BYTES_MAX)
        return 0;
    size_t m = n;
    memcpy(message, data, n);
    if (data[0] < 255) {
        m = sound(data[0], data[1], message);
        for (size_t i = 2; i + 2 < n; i += 3)
            message[(size_t)(data[i] << 8 | data[i + 1]) % m] = data[i + 2];
    }
    struct arena *arena = arena_new(ARENA_BYTES);
    uint8_t *bytes = malloc(m); /* its own length */
    if (arena != NULL && bytes != NULL) {
        memcpy(bytes, message, m);
        take(bytes, m, arena);
    }
    free(bytes);
    arena_free(arena);
    return 0;
}
