/* forms/draft.c - see draft.h; and the end of every layout. */
#include "forms/draft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"

enum { DRAFT_BYTES = 16 * 1024 * 1024 };

/* A layout with what it lives in; `layout` comes first, so that the public
 * pointer is the owner's too. */
struct owner {
    struct layout layout;
    struct arena *arena;
};

/* One growing array of a side. */
struct list {
    void *at;
    size_t n, room;
};

enum part { PART_FIDUCIAL, PART_CODE, PART_PATCH, PART_BOX, PART_AREA,
            PART_COUNT };

static const size_t PART_BYTES[PART_COUNT] = {
    [PART_FIDUCIAL] = sizeof(struct fiducial),
    [PART_CODE] = sizeof(struct code_place),
    [PART_PATCH] = sizeof(struct patch),
    [PART_BOX] = sizeof(struct layout_box),
    [PART_AREA] = sizeof(struct layout_area),
};

struct side_draft {
    double w, h;
    struct list parts[PART_COUNT];
};

struct draft {
    struct arena *arena;
    struct owner *owner;
    struct side_draft sides[LIMIT_SIDES];
    size_t side_count;
    enum err_code failed;
};

struct draft *draft_new(const char *form, int revision, bool open,
                        double outline_mm)
{
    struct draft *d = mem_alloc(1, sizeof *d);
    struct arena *arena = arena_new(DRAFT_BYTES);
    struct owner *owner = mem_alloc(1, sizeof *owner);
    char *name = arena != NULL ? arena_text(arena, form) : NULL;
    if (d == NULL || owner == NULL || name == NULL) {
        arena_free(arena);
        free(owner);
        free(d);
        return NULL;
    }
    d->arena = arena;
    d->owner = owner;
    owner->arena = arena;
    owner->layout.form = name;
    owner->layout.revision = revision;
    owner->layout.open = open;
    owner->layout.outline_mm = outline_mm;
    return d;
}

void draft_free(struct draft *d)
{
    if (d == NULL)
        return;
    if (d->owner != NULL)
        layout_free(&d->owner->layout);
    free(d);
}

void layout_free(struct layout *layout)
{
    if (layout == NULL)
        return;
    struct owner *owner = (struct owner *)layout;
    arena_free(owner->arena);
    free(owner);
}

void layout_set_printed(struct layout *layout, size_t page, size_t box,
                        double printed)
{
    /* The boxes live in the layout's own arena; only readers get them const. */
    struct layout_box *b =
        (struct layout_box *)(uintptr_t)&layout->pages[page].boxes[box];
    b->printed = printed < 0 ? 0 : printed > 0.6 ? 0.6 : printed;
}

void draft_page(struct draft *d, double w_mm, double h_mm)
{
    if (d->side_count == LIMIT_SIDES) {
        d->failed = d->failed == ERR_OK ? ERR_RANGE : d->failed;
        return;
    }
    d->sides[d->side_count].w = w_mm;
    d->sides[d->side_count].h = h_mm;
    d->side_count++;
}

size_t draft_page_count(const struct draft *d)
{
    return d->side_count;
}

static double thousandths(double mm)
{
    return round(mm * 1000) / 1000;
}

static struct rect_mm rounded(struct rect_mm r)
{
    return (struct rect_mm){thousandths(r.x), thousandths(r.y),
                            thousandths(r.w), thousandths(r.h)};
}

/* Room for one more part on the current side; NULL after a failure. */
static void *add(struct draft *d, enum part part)
{
    if (d->failed != ERR_OK || d->side_count == 0)
        return NULL;
    struct list *list = &d->sides[d->side_count - 1].parts[part];
    size_t bytes = PART_BYTES[part];
    if (list->n == list->room) {
        size_t room = list->room * 2 + 16;
        char *grown = arena_alloc(d->arena, room, bytes);
        if (grown == NULL) {
            d->failed = ERR_NOMEM;
            return NULL;
        }
        if (list->n > 0)
            memcpy(grown, list->at, list->n * bytes);
        list->at = grown;
        list->room = room;
    }
    return (char *)list->at + bytes * list->n++;
}

void draft_mark(struct draft *d, const struct fiducial *mark)
{
    struct fiducial *f = add(d, PART_FIDUCIAL);
    if (f != NULL)
        *f = (struct fiducial){rounded(mark->at), mark->kind,
                               thousandths(mark->line_mm)};
}

void draft_fiducial(struct draft *d, enum fiducial_kind kind,
                    struct rect_mm at)
{
    draft_mark(d, &(struct fiducial){.at = at, .kind = kind});
}

void draft_style(struct draft *d, enum sheet_style style)
{
    d->owner->layout.style = style;
}

static const char *copied(struct draft *d, const char *text)
{
    char *copy = text != NULL ? arena_text(d->arena, text) : NULL;
    if (text != NULL && copy == NULL)
        d->failed = ERR_NOMEM;
    return copy;
}

void draft_code_place(struct draft *d, const struct code_place *code)
{
    struct code_place *c = add(d, PART_CODE);
    if (c == NULL)
        return;
    *c = *code;
    c->at = rounded(code->at);
    c->text = copied(d, code->text);
    c->prefix = copied(d, code->prefix);
}

void draft_code(struct draft *d, enum code_kind kind, struct rect_mm at)
{
    draft_code_place(d, &(struct code_place){.at = at, .kind = kind});
}

void draft_patch(struct draft *d, enum patch_kind kind, struct rect_mm at)
{
    struct patch *p = add(d, PART_PATCH);
    if (p != NULL)
        *p = (struct patch){rounded(at), kind};
}

void draft_box(struct draft *d, const struct layout_box *box)
{
    struct layout_box *b = add(d, PART_BOX);
    if (b == NULL)
        return;
    *b = *box;
    b->at = rounded(box->at);
    b->bare_left = thousandths(box->bare_left);
    b->bare_right = thousandths(box->bare_right);
    b->question = copied(d, box->question);
    b->choice_code = copied(d, box->choice_code);
}

void draft_boxes(struct draft *d,
                 void (*look)(void *ctx, struct layout_box *box), void *ctx)
{
    if (d->failed != ERR_OK || d->side_count == 0)
        return;
    struct list *list = &d->sides[d->side_count - 1].parts[PART_BOX];
    struct layout_box *boxes = list->at;
    for (size_t i = 0; i < list->n; i++)
        look(ctx, &boxes[i]);
}

void draft_area(struct draft *d, const struct layout_area *area)
{
    struct layout_area *a = add(d, PART_AREA);
    if (a == NULL)
        return;
    *a = *area;
    a->at = rounded(area->at);
    a->question = copied(d, area->question);
}

static int by_item(const void *a, const void *b)
{
    const struct layout_box *x = a;
    const struct layout_box *y = b;
    if (x->item != y->item)
        return x->item < y->item ? -1 : 1;
    return (x->choice > y->choice) - (x->choice < y->choice);
}

static struct layout_page finished(const struct side_draft *side)
{
    const struct list *p = side->parts;
    return (struct layout_page){
        .width = side->w,
        .height = side->h,
        .fiducial_count = p[PART_FIDUCIAL].n,
        .fiducials = p[PART_FIDUCIAL].at,
        .code_count = p[PART_CODE].n,
        .codes = p[PART_CODE].at,
        .patch_count = p[PART_PATCH].n,
        .patches = p[PART_PATCH].at,
        .box_count = p[PART_BOX].n,
        .boxes = p[PART_BOX].at,
        .area_count = p[PART_AREA].n,
        .areas = p[PART_AREA].at,
    };
}

static enum err_code fail(struct draft *d, struct err *err)
{
    enum err_code code = d->failed;
    draft_free(d);
    if (code == ERR_RANGE)
        return err_set(err, ERR_RANGE, 0,
                       _("the questionnaire needs more than %d sides; "
                         "shorten it or split it into two"), LIMIT_SIDES);
    return err_set(err, code, 0, _("%s: out of memory"), _("the layout"));
}

enum err_code draft_finish(struct draft *d, struct layout **out,
                           struct err *err)
{
    *out = NULL;
    struct layout_page *pages =
        arena_alloc(d->arena, d->side_count + 1, sizeof *pages);
    if (pages == NULL)
        d->failed = ERR_NOMEM;
    if (d->failed != ERR_OK)
        return fail(d, err);
    for (size_t i = 0; i < d->side_count; i++) {
        struct list *boxes = &d->sides[i].parts[PART_BOX];
        if (boxes->n > 1)
            qsort(boxes->at, boxes->n, sizeof(struct layout_box), by_item);
        pages[i] = finished(&d->sides[i]);
    }
    struct layout *layout = &d->owner->layout;
    layout->page_count = d->side_count;
    layout->pages = pages;
    d->owner = NULL;
    draft_free(d);
    *out = layout;
    return ERR_OK;
}
