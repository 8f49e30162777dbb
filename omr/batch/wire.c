/* omr/batch/wire.c - see wire.h.  Both ends are the same program on the same
 * machine, so numbers travel in native order; only trust is missing. */
#include "omr/batch/wire.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/utf8.h"

struct wire_page {
    struct wire_head head;
    uint8_t image_hash[SHA256_BYTES], store_hash[SHA256_BYTES];
    uint8_t file_hash[SHA256_BYTES];
    char reason[512], kept[64];
    uint32_t outcome, batch;
    uint64_t serial;
    int32_t side, revision, open, turned, kept_kind, wide, high;
    double dpi, skew_deg, residual_mm, worst_mm, map[9];
    uint32_t box_count, answer_count, crop_count;
};

struct wire_box {
    uint32_t item, choice, state;
    float p_marked;
    struct box_measure measure;
    char reason[WIRE_REASON_MAX];
};

struct wire_answer {
    uint64_t choices;
    uint32_t item, state, corrected, ink;
    float doubt;
    char reason[WIRE_REASON_MAX];
};

static void copy_text(char *out, size_t room, const char *text)
{
    (void)snprintf(out, room, "%s", text != NULL ? text : "");
    utf8_trim_tail(out);
}

static struct wire_box pack_box(const struct box_read *box)
{
    struct wire_box w = {.item = (uint32_t)box->item,
                         .choice = (uint32_t)box->choice,
                         .state = box->state,
                         .p_marked = box->p_marked,
                         .measure = box->measure};
    copy_text(w.reason, sizeof w.reason, box->reason);
    return w;
}

static struct wire_answer pack_answer(const struct answer_read *answer)
{
    struct wire_answer w = {.choices = answer->choices,
                            .item = (uint32_t)answer->item,
                            .state = answer->state,
                            .corrected = answer->corrected,
                            .ink = answer->ink,
                            .doubt = answer->doubt};
    copy_text(w.reason, sizeof w.reason, answer->reason);
    return w;
}

struct wire_crop {
    uint32_t item;
    uint8_t hash[SHA256_BYTES];
};

size_t wire_page_pack(const struct page_scan *page, const char *kept,
                      uint8_t *out)
{
    if (page->box_count > WIRE_BOXES_MAX || page->answer_count > LIMIT_ITEMS ||
        page->crop_count > page->answer_count)
        return 0;
    struct wire_page head = {
        .head = {WIRE_PAGE, (uint32_t)page->page},
        .outcome = page->outcome,
        .batch = page->batch,
        .serial = page->serial,
        .side = page->side,
        .revision = page->revision,
        .open = page->open,
        .turned = page->turned,
        .kept_kind = (int32_t)page->kept,
        .wide = page->wide,
        .high = page->high,
        .dpi = page->dpi,
        .skew_deg = page->skew_deg,
        .residual_mm = page->residual_mm,
        .worst_mm = page->worst_mm,
        .box_count = (uint32_t)page->box_count,
        .answer_count = (uint32_t)page->answer_count,
        .crop_count = (uint32_t)page->crop_count,
    };
    memcpy(head.image_hash, page->image_hash, SHA256_BYTES);
    memcpy(head.store_hash, page->store_hash, SHA256_BYTES);
    memcpy(head.file_hash, page->file_hash, SHA256_BYTES);
    memcpy(head.map, page->map, sizeof head.map);
    copy_text(head.reason, sizeof head.reason, page->reason);
    copy_text(head.kept, sizeof head.kept, kept);
    size_t n = sizeof head;
    memcpy(out, &head, sizeof head);
    for (size_t i = 0; i < page->box_count; i++) {
        struct wire_box w = pack_box(&page->boxes[i]);
        memcpy(out + n, &w, sizeof w);
        n += sizeof w;
    }
    for (size_t i = 0; i < page->answer_count; i++) {
        struct wire_answer w = pack_answer(&page->answers[i]);
        memcpy(out + n, &w, sizeof w);
        n += sizeof w;
    }
    for (size_t i = 0; i < page->crop_count; i++) {
        struct wire_crop w = {.item = (uint32_t)page->crops[i].item};
        memcpy(w.hash, page->crops[i].hash, SHA256_BYTES);
        memcpy(out + n, &w, sizeof w);
        n += sizeof w;
    }
    return n;
}

/* ---- the distrustful side ---- */

/* A bounded string field as arena text; NULL when it is not valid UTF-8. */
static const char *take_text(struct arena *arena, const char *field,
                             size_t room)
{
    size_t n = strnlen(field, room);
    if (n == room || utf8_check(field, n) != n)
        return NULL;
    return arena_bytes(arena, field, n);
}

static bool share_ok(float value)
{
    return isfinite(value) && value > -1000.0f && value < 1000.0f;
}

static bool measure_ok(const struct box_measure *m)
{
    return share_ok(m->cover) && share_ok(m->solid) && share_ok(m->ring) &&
           share_ok(m->ink) && share_ok(m->extent) && share_ok(m->strike) &&
           share_ok(m->specks) &&
           share_ok(m->through) && share_ok(m->noise) &&
           share_ok(m->shift_x_mm) && share_ok(m->shift_y_mm) &&
           share_ok(m->outline) && share_ok(m->masked);
}

static bool take_box(struct arena *arena, const uint8_t *bytes,
                     struct box_read *box)
{
    struct wire_box w;
    memcpy(&w, bytes, sizeof w);
    *box = (struct box_read){.item = w.item,
                             .choice = w.choice,
                             .measure = w.measure,
                             .state = (enum box_state)w.state,
                             .p_marked = w.p_marked};
    box->reason = take_text(arena, w.reason, sizeof w.reason);
    return box->reason != NULL && w.state < BOX_STATE_COUNT &&
           w.item < LIMIT_ITEMS && w.choice < LIMIT_CHOICES &&
           w.p_marked >= 0 && w.p_marked <= 1 && measure_ok(&w.measure);
}

static bool take_answer(struct arena *arena, const uint8_t *bytes,
                        struct answer_read *answer)
{
    struct wire_answer w;
    memcpy(&w, bytes, sizeof w);
    *answer = (struct answer_read){.item = w.item,
                                   .state = (enum answer_state)w.state,
                                   .choices = w.choices,
                                   .corrected = w.corrected != 0,
                                   .ink = w.ink != 0,
                                   .doubt = w.doubt};
    answer->reason = take_text(arena, w.reason, sizeof w.reason);
    return answer->reason != NULL && w.state < ANSWER_STATE_COUNT &&
           w.item < LIMIT_ITEMS && w.doubt >= 0 && w.doubt <= 1;
}

static bool head_ok(const struct wire_page *w, size_t n)
{
    if (w->outcome >= PAGE_OUTCOME_COUNT || w->box_count > WIRE_BOXES_MAX ||
        w->answer_count > LIMIT_ITEMS || w->crop_count > w->answer_count ||
        w->side < 0 || w->side > LIMIT_SIDES || w->kept_kind < 0 ||
        w->kept_kind >= KEPT_COUNT || w->wide < 0 || w->high < 0 ||
        w->revision < 0 || w->revision > 31 || w->serial > INT64_MAX ||
        w->turned < 0 || w->turned > 270 || w->turned % 90 != 0)
        return false;
    for (size_t i = 0; i < 9; i++)
        if (!isfinite(w->map[i]))
            return false;
    if (!isfinite(w->dpi) || !isfinite(w->skew_deg) ||
        !isfinite(w->residual_mm) || !isfinite(w->worst_mm))
        return false;
    return n == sizeof *w + w->box_count * sizeof(struct wire_box) +
                    w->answer_count * sizeof(struct wire_answer) +
                    w->crop_count * sizeof(struct wire_crop);
}

static bool take_arrays(struct arena *arena, const uint8_t *bytes,
                        struct page_scan *out)
{
    struct box_read *boxes =
        arena_alloc(arena, out->box_count + 1, sizeof *boxes);
    struct answer_read *answers =
        arena_alloc(arena, out->answer_count + 1, sizeof *answers);
    struct crop_read *crops =
        arena_alloc(arena, out->crop_count + 1, sizeof *crops);
    if (boxes == NULL || answers == NULL || crops == NULL)
        return false;
    for (size_t i = 0; i < out->box_count; i++) {
        if (!take_box(arena, bytes, &boxes[i]))
            return false;
        bytes += sizeof(struct wire_box);
    }
    for (size_t i = 0; i < out->answer_count; i++) {
        if (!take_answer(arena, bytes, &answers[i]))
            return false;
        bytes += sizeof(struct wire_answer);
    }
    for (size_t i = 0; i < out->crop_count; i++) {
        struct wire_crop w;
        memcpy(&w, bytes, sizeof w);
        crops[i].item = w.item;
        memcpy(crops[i].hash, w.hash, SHA256_BYTES);
        bytes += sizeof w;
        if (w.item >= LIMIT_ITEMS)
            return false;
    }
    out->crops = crops;
    out->boxes = boxes;
    out->answers = answers;
    return true;
}

enum err_code wire_page_unpack(const uint8_t *bytes, size_t n,
                               struct arena *arena, struct page_scan *out,
                               const char **kept, struct err *err)
{
    struct wire_page w;
    if (n < sizeof w)
        goto bad;
    memcpy(&w, bytes, sizeof w);
    if (!head_ok(&w, n))
        goto bad;
    *out = (struct page_scan){
        .page = (int)w.head.page,
        .outcome = (enum page_outcome)w.outcome,
        .batch = w.batch,
        .serial = w.serial,
        .side = w.side,
        .revision = w.revision,
        .open = w.open != 0,
        .turned = w.turned,
        .kept = (enum kept_kind)w.kept_kind,
        .wide = w.wide,
        .high = w.high,
        .dpi = w.dpi,
        .skew_deg = w.skew_deg,
        .residual_mm = w.residual_mm,
        .worst_mm = w.worst_mm,
        .box_count = w.box_count,
        .answer_count = w.answer_count,
        .crop_count = w.crop_count,
    };
    memcpy(out->image_hash, w.image_hash, SHA256_BYTES);
    memcpy(out->store_hash, w.store_hash, SHA256_BYTES);
    memcpy(out->file_hash, w.file_hash, SHA256_BYTES);
    memcpy(out->map, w.map, sizeof out->map);
    out->reason = take_text(arena, w.reason, sizeof w.reason);
    *kept = take_text(arena, w.kept, sizeof w.kept);
    if (out->reason == NULL || *kept == NULL || strchr(*kept, '/') != NULL ||
        !take_arrays(arena, bytes + sizeof w, out))
        goto bad;
    return ERR_OK;
bad:
    return err_set(err, ERR_FORMAT, 0,
                   _("the reading process sent a damaged result"));
}
