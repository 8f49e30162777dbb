/* engine/gate/rescan.c - is a page another scan of paper that came before?
 *
 * Two scans of one sheet differ in what is at the edge of being a mark; two
 * sheets differ in marks.  So boxes are compared, not answers: a box plainly
 * marked on one scan and plainly empty on the other is a contradiction.  A
 * doubtful box contradicts nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/gate/internal.h"

/* From here on a judgement is no noise: between two scans of one sheet the
 * chance of a plain mark does not fall this far. */
static const float PLAIN_MARK = 0.90F;
static const float PLAIN_PAPER = 0.10F;

static bool is_text(const struct questionnaire *q, size_t item)
{
    return q->items[item].kind == ITEM_TEXT;
}

/* ---- one item ---- */

static bool plainly_marked(const struct box_read *b)
{
    return b->state == BOX_MARKED && b->p_marked >= PLAIN_MARK;
}

static bool plainly_empty(const struct box_read *b)
{
    return b->state == BOX_EMPTY && b->p_marked <= PLAIN_PAPER;
}

static const struct box_read *find_box(size_t n, const struct box_read box[],
                                       size_t item, size_t choice)
{
    for (size_t i = 0; i < n; i++)
        if (box[i].item == item && box[i].choice == choice)
            return &box[i];
    return NULL;
}

/* Compare the boxes of an item.  False when they are not on both pages. */
static bool boxes_tell(const struct page_scan *scan, size_t n,
                       const struct box_read old[], size_t item,
                       bool *contradict)
{
    bool any = false;
    *contradict = false;
    for (size_t i = 0; i < scan->box_count; i++) {
        const struct box_read *x = &scan->boxes[i];
        if (x->item != item)
            continue;
        const struct box_read *y = find_box(n, old, item, x->choice);
        if (y == NULL)
            return false;
        any = true;
        *contradict = *contradict ||
                      (plainly_marked(x) && plainly_empty(y)) ||
                      (plainly_empty(x) && plainly_marked(y));
    }
    return any;
}

/* The same from the answers alone, where no boxes are kept. */
static bool answers_contradict(const struct answer_read *x,
                               const struct answer_read *y)
{
    if (x->state == ANSWER_DOUBTFUL && y->state == ANSWER_DOUBTFUL)
        return false;
    if (y->state == ANSWER_DOUBTFUL)
        return answers_contradict(y, x);
    if (x->state != ANSWER_DOUBTFUL)
        return true; /* both clear, and they differ */
    return y->state == ANSWER_GIVEN && x->choices != 0 &&
           (y->choices & ~x->choices) != 0;
}

/* ---- the page ---- */

struct old_page {
    struct answer_read *answers; /* LIMIT_ITEMS */
    size_t answer_count;
    struct box_read *boxes;
    size_t box_count;
};

static void compare(const struct questionnaire *q,
                    const struct page_scan *scan, const struct old_page *old,
                    struct comparison *out)
{
    size_t i = 0;
    size_t k = 0;
    out->same = true;
    for (;;) {
        while (i < scan->answer_count && is_text(q, scan->answers[i].item))
            i++;
        while (k < old->answer_count && is_text(q, old->answers[k].item))
            k++;
        if (i == scan->answer_count || k == old->answer_count)
            break;
        const struct answer_read *x = &scan->answers[i++];
        const struct answer_read *y = &old->answers[k++];
        bool contradict;
        out->doubts_new += x->state == ANSWER_DOUBTFUL;
        out->doubts_old += y->state == ANSWER_DOUBTFUL;
        if (x->item == y->item && x->state == y->state &&
            x->choices == y->choices)
            continue;
        out->same = false;
        if (x->item != y->item)
            contradict = true;
        else if (!boxes_tell(scan, old->box_count, old->boxes, x->item,
                             &contradict))
            contradict = answers_contradict(x, y);
        out->contradict = out->contradict || contradict;
    }
    if (i < scan->answer_count || k < old->answer_count) {
        out->same = false;
        out->contradict = true;
    }
}

enum err_code compare_scan(struct store *store, const struct page_scan *scan,
                           int64_t page, struct comparison *out,
                           struct err *err)
{
    const struct questionnaire *q;
    struct old_page old = {
        .answers = mem_alloc(LIMIT_ITEMS, sizeof *old.answers)};
    *out = (struct comparison){.same = false};
    if (old.answers == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = store_form(store, scan->revision, &q, NULL, err);
    if (code == ERR_OK)
        code = record_reading(store, page, scan->revision, old.answers,
                              &old.answer_count, err);
    if (code == ERR_OK)
        code = store_page_boxes(store, page, &old.boxes, &old.box_count, err);
    if (code == ERR_OK)
        code = record_decided(store, page, &out->decided, err);
    if (code == ERR_OK)
        compare(q, scan, &old, out);
    free(old.boxes);
    free(old.answers);
    return code;
}
