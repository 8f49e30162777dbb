/* omr/reader.c - the stages in their order; see reader.h. */
#include "omr/reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "omr/box.h"
#include "omr/code.h"
#include "omr/cover.h"
#include "omr/foreign.h"
#include "omr/writing.h"
#include "omr/sample.h"

#define BLANK_INK 0.0020 /* dark share of an empty page: dust, holes, staples;
                         * three lines of text are more */
#define DARK_PAPER 128   /* no paper is: a negative, the bare lid, or a
                         * threshold that made the whole sheet black */
#define CODE_OFF_MM 4.0  /* from where the map has it; 2 on the worst pages */

#define SHINES_THROUGH 90 /* greys below the paper; print is 150 and more, a
                           * pale copy lies the right way round */

#define LOST_OUTLINE 0.5 /* as the judge counts a box as lost */
#define LOST_ONE_IN 8

struct code_found {
    enum payload_verdict verdict;
    struct payload payload;
    bool any;    /* some QR code was decoded */
    bool astray; /* not where this page has its codes */
    bool specimen; /* the code of `layout --pdf` */
};

struct reader {
    const struct reader_survey *survey;
    const struct layout_page *frame;
    struct levels levels;
    struct blobs blobs;
    struct streaks streaks;
    struct piece_room *room;
    struct code_reader *codes;
    struct box_reader *boxes;
    struct foreign_reader *foreign;        /* NULL: the sheets are our own */
    struct writing_reader *writing;
    struct registration reg;
    struct code_found found;
    const struct reader_form *form;        /* whose boxes were measured, or */
    const struct layout_page *page;        /* NULL */
    char reason[512];
    struct box_read box[BOX_PAGE_MAX];
    struct answer_read answer[LIMIT_ITEMS];
};

static const struct layout *any_layout(const struct reader_survey *survey)
{
    for (size_t i = 0; i < survey->form_count; i++) {
        if (survey->forms[i].numbered != NULL)
            return survey->forms[i].numbered;
        if (survey->forms[i].open != NULL)
            return survey->forms[i].open;
    }
    return NULL;
}

enum err_code reader_new(const struct reader_survey *survey,
                         struct reader **out, struct err *err)
{
    const struct layout *layout = any_layout(survey);
    *out = NULL;
    if (layout == NULL)
        return err_set(err, ERR_NOTNOW, 0,
                       _("nothing has been printed in this workspace yet"));
    struct reader *r = mem_alloc(1, sizeof *r);
    if (r == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    r->survey = survey;
    r->frame = &layout->pages[0];
    enum err_code code = piece_room_new(&r->room, err);
    if (code == ERR_OK)
        code = code_reader_new(r->room, &r->codes, err);
    if (code == ERR_OK)
        code = box_reader_new(r->room, &r->streaks, &r->boxes, err);
    if (code == ERR_OK)
        code = foreign_reader_new(survey, &r->foreign, err);
    if (code == ERR_OK)
        code = writing_reader_new(r->room, &r->writing, err);
    if (code != ERR_OK) {
        reader_free(r);
        return code;
    }
    *out = r;
    return ERR_OK;
}

void reader_free(struct reader *r)
{
    if (r == NULL)
        return;
    levels_deinit(&r->levels);
    blobs_deinit(&r->blobs);
    code_reader_free(r->codes);
    box_reader_free(r->boxes);
    writing_reader_free(r->writing);
    piece_room_free(r->room);
    foreign_reader_free(r->foreign);
    free(r);
}

static void outcome(struct reader *r, struct page_scan *out,
                    enum page_outcome what, const char *reason)
{
    (void)snprintf(r->reason, sizeof r->reason, "%s", reason);
    out->outcome = what;
    out->reason = r->reason;
}

/* ---- the code ---- */

/* A verdict that ends the search: the text was read without damage. */
static bool settles(enum payload_verdict v)
{
    return v == PAYLOAD_OK || v == PAYLOAD_OTHER || v == PAYLOAD_FORGED;
}

static bool take_text(const struct reader *r, const char *text,
                      struct code_found *found)
{
    found->any = true;
    found->specimen = strcmp(text, PAYLOAD_SPECIMEN) == 0;
    found->verdict = payload_read(text, r->survey->id, r->survey->key,
                                  &found->payload);
    return found->specimen || settles(found->verdict);
}

/* Does a code that lies like this belong where the map has one?  Turned by
 * half a turn, the page is: the codes lie where the other one's would.  A code
 * anywhere else is on something that covers our page. */
static bool lies_right(const struct reader *r, struct registration *reg,
                       const struct code_lie *lie)
{
    for (int way = 0; way < 2; way++) {
        for (size_t i = 0; i < r->frame->code_count; i++) {
            const struct rect_mm *at = &r->frame->codes[i].at;
            double x0, y0, x1, y1, sx, sy;
            double x = at->x + at->w / 2, y = at->y + at->h / 2;
            map_point(&reg->map, x, y, &x0, &y0);
            map_point(&reg->map, x + 1, y, &x1, &y1);
            map_scale(&reg->map, x, y, &sx, &sy);
            double along = (lie->ux * (x1 - x0) + lie->uy * (y1 - y0)) /
                           hypot(x1 - x0, y1 - y0);
            if (hypot(lie->x - x0, lie->y - y0) <
                    CODE_OFF_MM * (sx + sy) / 2 &&
                along > 0.8)
                return true;
        }
        if (!register_flip(reg, r->frame))
            return false;
    }
    return false; /* flipped twice: as it was */
}

static bool read_both(struct reader *r, const struct image *image,
                      struct registration *reg, struct code_found *found)
{
    char text[CODE_TEXT_MAX];
    struct code_lie lie;
    for (size_t i = 0; i < r->frame->code_count; i++)
        if (code_read_place(r->codes, image, &reg->map,
                            &r->frame->codes[i].at, text, &lie) &&
            take_text(r, text, found)) {
            found->astray = !lies_right(r, reg, &lie);
            return true;
        }
    return false;
}

/* The codes in their places, which are the same the other way up; then
 * anywhere. */
static void find_code(struct reader *r, const struct image *image,
                      struct registration *reg, struct code_found *found)
{
    char text[CODE_TEXT_MAX];
    struct code_lie lie;
    *found = (struct code_found){.verdict = PAYLOAD_FOREIGN};
    if (read_both(r, image, reg, found))
        return;
    if (code_read_anywhere(r->codes, image, text, &lie) &&
        take_text(r, text, found))
        found->astray = !lies_right(r, reg, &lie);
}

/* Without the ring, the map's own direction is a guess: the patches settle
 * it, one solid and dark where the other way up there is paper. */
static double darkness(const struct image *image, const struct page_map *map,
                       const struct rect_mm *at)
{
    double x, y;
    map_point(map, at->x + at->w / 2, at->y + at->h / 2, &x, &y);
    return 255 - pixel_or_paper(image, (int32_t)x, (int32_t)y);
}

static void orient_by_patch(const struct reader *r, const struct image *image,
                            struct registration *reg)
{
    for (size_t i = 0; i < r->frame->patch_count && !reg->oriented; i++) {
        if (r->frame->patches[i].kind != PATCH_SOLID)
            continue;
        struct registration other = *reg;
        if (!register_flip(&other, r->frame))
            return;
        if (darkness(image, &other.map, &r->frame->patches[i].at) >
            darkness(image, &reg->map, &r->frame->patches[i].at) + 40)
            *reg = other;
        reg->oriented = true;
    }
}

/* ---- pages without a frame or a code of ours ---- */

static void is_specimen(struct reader *r, struct page_scan *out)
{
    outcome(r, out, PAGE_FOREIGN,
            _("a specimen, only to be looked at; it is never counted, even "
              "filled in.  Sheets to hand out come from `pingyi print`"));
}

static void without_frame(struct reader *r, const struct image *image,
                          struct page_scan *out)
{
    char text[CODE_TEXT_MAX];
    struct code_lie lie;
    struct code_found *found = &r->found;
    bool pale = r->levels.paper_level - r->levels.ink_level < 40;
    /* "Blank" asks nobody; a sheet may be hidden in the dark. */
    if (r->levels.paper_level < DARK_PAPER) {
        outcome(r, out, PAGE_UNREADABLE,
                _("the page is dark all over: a negative, or scanned far too "
                  "dark; scan it again"));
        return;
    }
    if (r->levels.ink_share < BLANK_INK || pale) {
        outcome(r, out, PAGE_BLANK, _("the page is blank"));
        return;
    }
    if (code_read_anywhere(r->codes, image, text, &lie))
        (void)take_text(r, text, found);
    if (found->specimen)
        is_specimen(r, out);
    else if (found->verdict == PAYLOAD_OTHER)
        outcome(r, out, PAGE_OTHER_SURVEY,
                _("the sheet belongs to another survey"));
    else if (found->verdict == PAYLOAD_FORGED)
        outcome(r, out, PAGE_FORGED,
                _("the code was not made by this workspace"));
    else if (found->verdict == PAYLOAD_OK && found->payload.separator) {
        out->batch = found->payload.batch;
        outcome(r, out, PAGE_SEPARATOR, "");
    } else if (found->verdict == PAYLOAD_OK)
        outcome(r, out, PAGE_UNREADABLE,
                _("a sheet of this survey, but its corner marks are missing "
                  "or covered; flatten it and scan the whole page again"));
    else
        outcome(r, out, PAGE_FOREIGN,
                _("not one of our sheets: no corner marks and no code"));
}

static void without_code(struct reader *r, const struct code_found *found,
                         struct page_scan *out)
{
    if (found->specimen) {
        is_specimen(r, out);
        return;
    }
    switch (found->verdict) {
    case PAYLOAD_OTHER:
        outcome(r, out, PAGE_OTHER_SURVEY,
                _("the sheet belongs to another survey"));
        break;
    case PAYLOAD_FORGED:
        outcome(r, out, PAGE_FORGED,
                _("the code was not made by this workspace"));
        break;
    default:
        outcome(r, out, PAGE_NO_CODE,
                _("our corner marks, but neither code can be read; scan it "
                  "again at 300 dpi, or type the text printed at the foot: "
                  "`pingyi review list`, then `review key`"));
        break;
    }
}

/* Our frame seen from behind: thin paper, printed on the other side only. */
static void from_behind(struct reader *r, struct page_scan *out)
{
    if (r->levels.paper_level - r->reg.ink < SHINES_THROUGH)
        outcome(r, out, PAGE_BLANK,
                _("the page is blank: the other side shows through"));
    else
        outcome(r, out, PAGE_UNREADABLE,
                _("the page is mirrored; scan it from its front"));
}

/* ---- the boxes ---- */

static const struct reader_form *form_of(const struct reader *r, int revision)
{
    for (size_t i = 0; i < r->survey->form_count; i++)
        if (r->survey->forms[i].revision == revision)
            return &r->survey->forms[i];
    return NULL;
}

static void judge_all(struct reader *r, const struct questionnaire *q,
                      size_t n, struct page_scan *out)
{
    for (size_t i = 0; i < n; i++)
        store_measure_round(&r->box[i].measure);
    out->answer_count = judge_page(&r->survey->params, q, n, r->box,
                                   r->answer);
}

static void read_areas(struct reader *r, const struct image *image,
                       const struct registration *reg,
                       const struct layout_page *page, struct page_scan *out)
{
    for (size_t i = 0; i < page->area_count; i++) {
        if (out->answer_count == LIMIT_ITEMS)
            return;
        struct writing found;
        writing_find(r->writing, image, &r->levels, reg,
                     &page->areas[i].at, &found);
        r->answer[out->answer_count++] = (struct answer_read){
            .item = page->areas[i].item,
            .state = found.ink ? ANSWER_GIVEN : ANSWER_BLANK,
            .ink = found.ink,
            .reason = ""};
    }
}

/* When many boxes have no outline where the layout puts them, the layout is
 * not this sheet's: judging what lies there would be making answers up. */
static bool layout_misses(const struct reader *r, size_t n)
{
    size_t lost = 0;
    for (size_t i = 0; i < n; i++)
        lost += (double)r->box[i].measure.outline < LOST_OUTLINE;
    return lost * LOST_ONE_IN > n;
}

/* Boxes with a finger or a flap over them: nobody can say what is below. */
static size_t box_hidden(struct reader *r, const struct registration *reg,
                         const struct layout_page *page)
{
    unsigned char covered[BOX_PAGE_MAX];
    size_t count = cover_find(&r->levels, &reg->map, page, covered);
    for (size_t i = 0; i < page->box_count; i++)
        if (covered[i])
            r->box[i].measure.masked = 1;
    return count;
}

static void read_boxes(struct reader *r, const struct image *image,
                       const struct registration *reg,
                       const struct reader_form *form,
                       const struct layout *layout, struct page_scan *out)
{
    const struct layout_page *page = &layout->pages[out->side - 1];
    if (page->box_count > BOX_PAGE_MAX) {
        outcome(r, out, PAGE_UNREADABLE,
                _("the page has more boxes than a sheet can hold"));
        return;
    }
    box_measure_page(r->boxes, image, &r->levels, reg, page,
                     layout->outline_mm, r->box);
    r->form = form;
    r->page = page;
    if (box_hidden(r, reg, page) * LOST_ONE_IN > page->box_count) {
        outcome(r, out, PAGE_UNREADABLE,
                _("something dark lies over the boxes, or the light is too "
                  "uneven; take it away and scan the sheet again"));
        return;
    }
    if (layout_misses(r, page->box_count)) {
        outcome(r, out, PAGE_UNREADABLE,
                _("the printed boxes are not seen where this workspace's "
                  "layout has them: scanned so light that their lines are "
                  "gone (scan darker, or in grey at 300 dpi), printed "
                  "elsewhere, or bent"));
        return;
    }
    judge_all(r, form->q, page->box_count, out);
    read_areas(r, image, reg, page, out);
    out->boxes = r->box;
    out->box_count = page->box_count;
    out->answers = r->answer;
    outcome(r, out, PAGE_READ, "");
}

static void with_code(struct reader *r, const struct image *image,
                      const struct registration *reg,
                      const struct payload *payload, struct page_scan *out)
{
    out->batch = payload->batch;
    out->serial = payload->serial;
    out->side = payload->side;
    out->revision = payload->revision;
    out->open = payload->open;
    if (payload->separator) {
        outcome(r, out, PAGE_SEPARATOR, "");
        return;
    }
    const struct reader_form *form = form_of(r, payload->revision);
    const struct layout *layout = form == NULL     ? NULL
                                  : payload->open ? form->open
                                                  : form->numbered;
    if (layout != NULL && (size_t)payload->side > layout->page_count) {
        outcome(r, out, PAGE_WRONG_SIDE,
                _("the sheet is of this survey, but its form has no such "
                  "side"));
        return;
    }
    if (layout == NULL) {
        outcome(r, out, PAGE_OTHER_REVISION,
                _("the sheet is of this survey, but of a revision this "
                  "workspace never printed"));
        return;
    }
    read_boxes(r, image, reg, form, layout, out);
}

/* The layout was given by hand: other marks, other codes, other boxes. */
static enum err_code read_foreign(struct reader *r, const struct image *image,
                                  uint64_t serial, struct page_scan *out,
                                  struct err *err)
{
    const struct foreign_room room = {r->reason, sizeof r->reason, r->box,
                                      r->answer};
    enum err_code code =
        foreign_page_numbered(r->foreign, image, &r->levels, serial, &room,
                              &r->reg, &r->page, out, err);
    if (code == ERR_OK && out->outcome == PAGE_READ)
        r->form = form_of(r, out->revision);
    else
        r->page = NULL;
    return code;
}

/* Before anything is measured: a streak also runs over marks and codes. */
static void look_for_streaks(struct reader *r, const struct image *image)
{
    double narrow = image->w < image->h ? image->w : image->h;
    streaks_find(image, &r->levels, narrow / r->frame->width, &r->streaks);
    piece_room_streaks(r->room, &r->streaks);
    streaks_clean_dark(&r->streaks, &r->levels);
}

/* Ours, but not to be sure of: what was measured and how much is allowed. */
static void badly_registered(struct reader *r, struct page_scan *out)
{
    const struct registration *reg = &r->reg;
    char text[sizeof r->reason];
    switch (reg->status) {
    case REGISTER_BENT:
        (void)snprintf(text, sizeof text,
                       _("the page is bent: a mark lies %.1f mm off its "
                         "place, %.1f are allowed; flatten it and scan it "
                         "again"),
                       reg->worst_mm, REGISTER_WORST_MM);
        break;
    case REGISTER_UNSURE:
        (void)snprintf(text, sizeof text,
                       _("the marks do not fit together: %.2f mm are left "
                         "over, %.2f are allowed; flatten the page and scan "
                         "it again"),
                       reg->unsure_mm, REGISTER_UNSURE_MM);
        break;
    case REGISTER_COARSE:
        (void)snprintf(text, sizeof text,
                       _("too coarse to be sure: %.0f pixels an inch, %.0f "
                         "are needed; scan it at 300"),
                       reg->dpi, REGISTER_DPI_MIN);
        break;
    case REGISTER_BLURRED:
        (void)snprintf(text, sizeof text,
                       _("too blurred to be sure: an edge is %.2f mm wide, "
                         "%.2f are allowed; hold the camera still and "
                         "nearer, or scan it"),
                       reg->blur_mm, REGISTER_BLUR_MM);
        break;
    default:
        (void)snprintf(text, sizeof text,
                       _("too few of the corner and edge marks can be seen: "
                         "%zu of %zu; flatten the page and scan all of it "
                         "again"),
                       reg->marks, reg->match_count);
        break;
    }
    outcome(r, out, PAGE_UNREADABLE, text);
}

/* `keyed`: what a person read beside a dead code, or NULL. */
static enum err_code read_page(struct reader *r, const struct image *image,
                               const struct payload *keyed, uint64_t serial,
                               struct page_scan *out, struct err *err)
{
    struct registration *reg = &r->reg;
    struct code_found *found = &r->found;
    r->form = NULL;
    r->page = NULL;
    *reg = (struct registration){.status = REGISTER_NO_MARKS};
    *found = (struct code_found){.verdict = PAYLOAD_FOREIGN};
    *out = (struct page_scan){.reason = "", .boxes = r->box,
                              .answers = r->answer};
    enum err_code code = levels_build(&r->levels, image, err);
    if (code == ERR_OK && r->foreign != NULL)
        return read_foreign(r, image, serial, out, err);
    if (code == ERR_OK)
        look_for_streaks(r, image);
    if (code == ERR_OK)
        code = register_page(image, &r->levels, &r->blobs, r->room, r->frame, reg,
                             err);
    if (code != ERR_OK)
        return code;
    if (reg->status == REGISTER_NO_MARKS) {
        without_frame(r, image, out);
        return ERR_OK;
    }
    out->dpi = reg->dpi;
    out->skew_deg = reg->skew_deg;
    out->residual_mm = reg->residual_mm;
    out->worst_mm = reg->worst_mm;
    if (reg->status != REGISTER_OK) {
        badly_registered(r, out);
        return ERR_OK;
    }
    orient_by_patch(r, image, reg);
    if (keyed != NULL)
        *found = (struct code_found){.verdict = PAYLOAD_OK, .payload = *keyed};
    else
        find_code(r, image, reg, found);
    out->turned = reg->turned;
    memcpy(out->map, reg->map.h, sizeof out->map);
    if (reg->mirrored && (found->verdict != PAYLOAD_OK || found->astray))
        from_behind(r, out);
    else if (found->verdict == PAYLOAD_OK && found->astray)
        outcome(r, out, PAGE_UNREADABLE,
                _("a code of this survey, but not where the corner marks say "
                  "it is; does another sheet lie over this one?"));
    else if (found->verdict == PAYLOAD_OK)
        with_code(r, image, reg, &found->payload, out);
    else
        without_code(r, found, out);
    return ERR_OK;
}

enum err_code reader_page(struct reader *r, const struct image *image,
                          struct page_scan *out, struct err *err)
{
    return read_page(r, image, NULL, 0, out, err);
}

enum err_code reader_page_numbered(struct reader *r, const struct image *image,
                                   uint64_t serial, struct page_scan *out,
                                   struct err *err)
{
    return read_page(r, image, NULL, serial, out, err);
}

enum err_code reader_page_keyed(struct reader *r, const struct image *image,
                                const struct payload *keyed,
                                struct page_scan *out, struct err *err)
{
    return read_page(r, image, keyed, 0, out, err);
}

void reader_look(const struct reader *r, struct reader_look *out)
{
    *out = (struct reader_look){
        .levels = &r->levels,
        .blobs = &r->blobs,
        .frame = r->frame,
        .registration = &r->reg,
        .verdict = r->found.verdict,
        .any_code = r->found.any,
        .q = r->form != NULL ? r->form->q : NULL,
        .page = r->page,
    };
}
