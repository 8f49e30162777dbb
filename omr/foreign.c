/* omr/foreign.c - see foreign.h. */
#include "omr/foreign.h"
#include "omr/writing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "omr/box.h"
#include "omr/code.h"
#include "omr/foreign_box.h"
#include "omr/foreign_fit.h"
#include "omr/foreign_slide.h"
#include "omr/foreign_streak.h"

#define FOUND_OURS 0.80   /* of the outlines: fewer, and it is not read */
#define FOUND_SOME 0.50   /* fewer, and it is no page of ours at all */
#define SURE 0.95         /* without half of the corner marks nothing else says
                           * that it is the right row and column */
#define ALL_FOUND 0.985
#define EDGE_FOUND 0.5    /* least of the outermost row, where marks say nothing */
#define A_ROW_LESS 0.015
#define FEWER 0.3         /* of the marks */
#define CLEARLY 0.08      /* more of them than any other side or way up has */
#define RESIDUAL_MM 0.45  /* RMS beyond this: bent too much */
#define BARE_MM 0.22      /* the same without marks: bent onto the next row */
#define BLANK_INK 0.0020  /* as for our own sheets, reader.c */
#define DARK_PAPER 128
#define WELL 0.97         /* worth of a fit that needs no other */
enum {
    SERIAL_DIGITS = 10,
    NEIGHBOUR_STEPS = 3,
    GUESSES_SLID = 4
};
#define SERIAL_MAX ((INT64_C(1) << 35) - 1) /* the store keeps 35 bits */

struct side {
    size_t mark_count;
    struct mark_shape marks[FOREIGN_MARKS_MAX];
    bool paper;
};

struct foreign_reader {
    const struct reader_survey *survey; /* NULL when only trying */
    const struct reader_form *form;
    const struct layout *layout;
    struct judge_params params;
    struct side sides[LIMIT_SIDES];
    struct lumps lumps;
    struct fit_room *fit_room;
    struct ink_room *ink_room;
    struct slide_room *slide_room;
    struct foreign_clean *clean;
    struct piece_room *piece_room;
    struct code_reader *codes;
    struct writing_reader *writing;
    struct foreign_fit best, trial, other; /* other: the runner-up */
    size_t best_side, other_side;          /* index of the page */
    uint64_t keyed;                        /* number a person read, or 0 */
};

/* ---- life ---- */

static enum err_code make(const struct layout *layout,
                          struct foreign_reader **out, struct err *err)
{
    struct foreign_reader *r = mem_alloc(1, sizeof *r);
    *out = NULL;
    if (r == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    r->layout = layout;
    for (size_t i = 0; i < layout->page_count; i++)
        r->sides[i].mark_count = mark_shapes(
            &layout->pages[i], r->sides[i].marks, &r->sides[i].paper);
    enum err_code code = fit_room_new(&r->fit_room, err);
    if (code == ERR_OK)
        code = ink_room_new(&r->ink_room, err);
    if (code == ERR_OK)
        code = slide_room_new(&r->slide_room, err);
    if (code == ERR_OK)
        code = foreign_clean_new(&r->clean, err);
    if (code == ERR_OK)
        code = piece_room_new(&r->piece_room, err);
    if (code == ERR_OK)
        code = code_reader_new(r->piece_room, &r->codes, err);
    if (code == ERR_OK)
        code = writing_reader_new(r->piece_room, &r->writing, err);
    if (code != ERR_OK) {
        foreign_reader_free(r);
        return code;
    }
    *out = r;
    return ERR_OK;
}

enum err_code foreign_reader_new(const struct reader_survey *survey,
                                 struct foreign_reader **out, struct err *err)
{
    *out = NULL;
    /* The newest revision: sheets made elsewhere do not tell theirs. */
    for (size_t i = survey->form_count; i-- > 0;) {
        const struct reader_form *form = &survey->forms[i];
        const struct layout *layout =
            form->open != NULL ? form->open : form->numbered;
        if (layout == NULL || layout->style == SHEET_OURS)
            continue;
        enum err_code code = make(layout, out, err);
        if (code != ERR_OK)
            return code;
        (*out)->survey = survey;
        (*out)->form = form;
        (*out)->params = survey->params;
        (*out)->params.fills = layout->style == SHEET_FILL ? 1 : 0;
        (*out)->params.second = 0; /* grown on our own sheets */
        return ERR_OK;
    }
    return ERR_OK;
}

void foreign_reader_free(struct foreign_reader *r)
{
    if (r == NULL)
        return;
    lumps_deinit(&r->lumps);
    fit_room_free(r->fit_room);
    ink_room_free(r->ink_room);
    slide_room_free(r->slide_room);
    foreign_clean_free(r->clean);
    code_reader_free(r->codes);
    writing_reader_free(r->writing);
    piece_room_free(r->piece_room);
    free(r);
}

/* ---- where it lies ---- */

static bool same_place(const struct page_map *a, const struct page_map *b,
                       const struct layout_page *page)
{
    double ax, ay, bx, by, sx, sy;
    map_point(a, page->width, page->height, &ax, &ay);
    map_point(b, page->width, page->height, &bx, &by);
    map_scale(a, page->width / 2, page->height / 2, &sx, &sy);
    return hypot(ax - bx, ay - by) < 8 * sx;
}

static bool same_way_up(const struct page_map *a, const struct page_map *b)
{
    double along = a->h[0] * b->h[0] + a->h[3] * b->h[3];
    return along > 0.8 * hypot(a->h[0], a->h[3]) * hypot(b->h[0], b->h[3]);
}

/* A table a column too far to the left finds all its outlines, but one
 * column of them lacks a side. */
static double worth(const struct foreign_fit *fit)
{
    return (fit->found + fit->even) / 2;
}

/* Keep the two best fits that are not the same side in the same place. */
static void rank(struct foreign_reader *r, size_t side)
{
    const struct layout_page *page = &r->layout->pages[side];
    bool same = r->best.found > 0 && side == r->best_side &&
                same_place(&r->best.map, &r->trial.map, page);
    if (worth(&r->trial) > worth(&r->best)) {
        if (!same) {
            r->other = r->best;
            r->other_side = r->best_side;
        }
        r->best = r->trial;
        r->best_side = side;
    } else if (!same && worth(&r->trial) > worth(&r->other)) {
        r->other = r->trial;
        r->other_side = side;
    }
}

/* From a box to the next one of its row and of its column, mm; 0 = none. */
static void pitch_of(const struct layout_page *page, double *x, double *y)
{
    *x = *y = 0;
    for (size_t i = 0; i < page->box_count; i++) {
        for (size_t k = 0; k < page->box_count; k++) {
            double dx = page->boxes[k].at.x - page->boxes[i].at.x;
            double dy = page->boxes[k].at.y - page->boxes[i].at.y;
            if (fabs(dy) < 0.3 && dx > 1 && (*x <= 0 || dx < *x))
                *x = dx;
            if (fabs(dx) < 0.3 && dy > 1 && (*y <= 0 || dy < *y))
                *y = dy;
        }
    }
}

static struct page_map moved(const struct page_map *map, double dx, double dy)
{
    struct page_map m = *map;
    for (int row = 0; row < 3; row++)
        m.h[3 * row + 2] += m.h[3 * row] * dx + m.h[3 * row + 1] * dy;
    for (int i = 0; i < 8; i++)
        m.h[i] /= m.h[8];
    m.h[8] = 1;
    return m;
}

/* Boxes stand in rows and columns, so most outlines are found a row too high
 * as well: where some are missing, the neighbouring places are tried. */
static void try_neighbours(struct foreign_reader *r,
                           const struct image *image,
                           const struct levels *levels)
{
    for (int step = 0; step < NEIGHBOUR_STEPS; step++) {
        const struct layout_page *page = &r->layout->pages[r->best_side];
        const struct side *side = &r->sides[r->best_side];
        struct page_map from = r->best.map;
        double before = worth(&r->best);
        double x, y;
        if (r->best.found < FOUND_SOME ||
            (side->mark_count > 0 && r->best.found > ALL_FOUND))
            return;
        pitch_of(page, &x, &y);
        for (int k = 0; k < 4; k++) {
            double by = k % 2 == 0 ? 1 : -1;
            double dx = k < 2 ? by * x : 0;
            double dy = k < 2 ? 0 : by * y;
            struct page_map map = moved(&from, dx, dy);
            if (fabs(dx) + fabs(dy) <= 0)
                continue;
            foreign_fit(r->fit_room, image, levels, page,
                        r->layout->outline_mm, side->mark_count, side->marks,
                        &map, &r->trial);
            rank(r, r->best_side);
        }
        if (worth(&r->best) <= before)
            return;
    }
}

/* Too few marks to say that it is the right row, column and way up. */
static bool is_bare(const struct foreign_reader *r)
{
    return 2 * r->best.marks <= r->sides[r->best_side].mark_count;
}

/* Rows and columns look alike upside down: without the marks that tell, the
 * other way up is tried in the same place. */
static void try_turned(struct foreign_reader *r, const struct image *image,
                       const struct levels *levels)
{
    const struct layout_page *page = &r->layout->pages[r->best_side];
    const struct side *side = &r->sides[r->best_side];
    if (side->mark_count == 0 || r->best.found < FOUND_SOME || !is_bare(r))
        return;
    struct rect_mm all = page->boxes[0].at;
    for (size_t i = 1; i < page->box_count; i++) {
        const struct rect_mm *at = &page->boxes[i].at;
        double right = fmax(all.x + all.w, at->x + at->w);
        double low = fmax(all.y + all.h, at->y + at->h);
        all.x = fmin(all.x, at->x);
        all.y = fmin(all.y, at->y);
        all.w = right - all.x;
        all.h = low - all.y;
    }
    struct page_map map =
        moved(&r->best.map, 2 * all.x + all.w, 2 * all.y + all.h);
    for (int row = 0; row < 3; row++) {
        map.h[3 * row] = -map.h[3 * row];
        map.h[3 * row + 1] = -map.h[3 * row + 1];
    }
    foreign_fit(r->fit_room, image, levels, page, r->layout->outline_mm,
                side->mark_count, side->marks, &map, &r->trial);
    rank(r, r->best_side);
}

/* A guess from the paper's edge alone is not turned as the page is, and may be
 * some rows or columns off; a fit that began so is bent. */
static void try_slid(struct foreign_reader *r, const struct image *image,
                     const struct levels *levels, size_t side,
                     const struct page_map *guess, double skew_deg)
{
    const struct layout_page *page = &r->layout->pages[side];
    struct page_map map =
        foreign_slide(r->slide_room, levels, page, guess, skew_deg);
    foreign_fit(r->fit_room, image, levels, page, r->layout->outline_mm, 0,
                NULL, &map, &r->trial);
    rank(r, side);
}

static bool fits_well(const struct foreign_reader *r)
{
    return r->best.found > ALL_FOUND && worth(&r->best) > WELL;
}

static enum err_code locate(struct foreign_reader *r,
                            const struct image *image,
                            const struct levels *levels, struct err *err)
{
    double best_met = 0;
    double skew = NAN;
    r->best.found = r->other.found = r->best.even = r->other.even = 0;
    enum err_code code = lumps_find(&r->lumps, levels, err);
    if (code != ERR_OK)
        return code;
    for (size_t i = 0; i < r->layout->page_count; i++) {
        const struct side *side = &r->sides[i];
        struct guess guesses[GUESSES_MAX];
        size_t n = foreign_guess(&r->lumps, levels, &r->layout->pages[i],
                                 side->mark_count, side->marks, side->paper,
                                 guesses);
        for (size_t k = 0; k < n; k++) {
            /* A good fit of many marks is not beaten by one of few. */
            if (r->best.found > SURE && guesses[k].met < best_met - FEWER)
                break;
            /* Guesses from the paper's edge all mean the same place; marks
             * may be met a row too high as well. */
            if (side->mark_count == 0 && r->best.found > ALL_FOUND &&
                i == r->best_side && same_way_up(&r->best.map, &guesses[k].map))
                continue;
            foreign_fit(r->fit_room, image, levels, &r->layout->pages[i],
                        r->layout->outline_mm, side->mark_count, side->marks,
                        &guesses[k].map, &r->trial);
            if (r->trial.found > r->best.found)
                best_met = guesses[k].met;
            rank(r, i);
            if (side->mark_count > 0 || k >= GUESSES_SLID || fits_well(r))
                continue;
            skew = isnan(skew) ? foreign_skew(levels) : skew;
            try_slid(r, image, levels, i, &guesses[k].map, skew);
        }
    }
    try_neighbours(r, image, levels);
    try_turned(r, image, levels);
    return ERR_OK;
}

static void describe(const struct foreign_reader *r,
                     const struct layout_page *page,
                     struct registration *reg)
{
    const struct foreign_fit *f = &r->best;
    double sx, sy, x0, y0, x1, y1;
    double mx = page->width / 2;
    double my = page->height / 2;
    *reg = (struct registration){
        .status = REGISTER_OK,
        .map = f->map,
        .marks = f->marks,
        .residual_mm = f->residual_mm,
        .worst_mm = f->worst_mm,
        .oriented = true,
        .ink = f->ink,
    };
    map_scale(&f->map, mx, my, &sx, &sy);
    reg->dpi = (sx + sy) / 2 * 25.4;
    map_point(&f->map, mx - 50, my, &x0, &y0);
    map_point(&f->map, mx + 50, my, &x1, &y1);
    double angle = atan2(y1 - y0, x1 - x0) * 180 / M_PI;
    int quarter = (int)lround(angle / 90);
    reg->turned = ((quarter % 4 + 4) % 4) * 90;
    reg->skew_deg = angle - quarter * 90;
    reg->match_count =
        f->match_count < MAP_POINTS_MAX ? f->match_count : MAP_POINTS_MAX;
    memcpy(reg->match, f->match, reg->match_count * sizeof reg->match[0]);
}

/* ---- codes ---- */

enum code_verdict {
    CODE_NONE,    /* the page has none, or none that can be read */
    CODE_EXPECTED,
    CODE_STRANGE  /* it says what no sheet of this layout says */
};

/* Does the text say what the layout expects?  *serial for numbered ones. */
static bool text_fits(const struct code_place *c, const char *text,
                      uint64_t *serial)
{
    int64_t value = 0;
    if (c->text != NULL)
        return strcmp(c->text, text) == 0;
    size_t n = strlen(c->prefix);
    size_t digits = strlen(text) - (strlen(text) < n ? strlen(text) : n);
    if (strncmp(text, c->prefix, n) != 0 || digits == 0 ||
        digits > SERIAL_DIGITS ||
        (c->digits > 0 && digits != (size_t)c->digits) ||
        strspn(text + n, "0123456789") != digits)
        return false;
    const char *p = text + n;
    while (*p == '0' && p[1] != '\0')
        p++;
    if (!num_parse_int(p, 1, SERIAL_MAX, &value))
        return false;
    *serial = (uint64_t)value;
    return true;
}

/* Interleaved 2 of 5 has no check of its own: two ways of looking must see
 * the same. */
static enum code_verdict read_code(struct foreign_reader *r,
                                   const struct image *image,
                                   const struct page_map *map,
                                   const struct code_place *c,
                                   uint64_t *serial,
                                   char strange[CODE_TEXT_MAX])
{
    char text[CODE_TEXT_MAX];
    char before[CODE_TEXT_MAX] = "";
    enum code_verdict verdict = CODE_NONE;
    for (int k = 0; code_read_try(r->codes, image, map, &c->at, c->kind, k,
                                  text);
         k++) {
        if (text[0] == '\0')
            continue;
        if (text_fits(c, text, serial)) {
            if (c->kind != CODE_I25 || c->text != NULL ||
                strcmp(text, before) == 0)
                return CODE_EXPECTED;
            memcpy(before, text, sizeof before);
            continue;
        }
        verdict = CODE_STRANGE;
        memcpy(strange, text, sizeof text);
    }
    return verdict;
}

/* All codes of a page: one that fits is enough; a fixed text beside a serial
 * must fit too where it can be read. */
static enum code_verdict read_codes(struct foreign_reader *r,
                                    const struct image *image,
                                    const struct page_map *map,
                                    const struct layout_page *page,
                                    uint64_t *serial,
                                    char strange[CODE_TEXT_MAX])
{
    enum code_verdict all = CODE_NONE;
    *serial = 0;
    for (size_t i = 0; i < page->code_count; i++) {
        enum code_verdict one = read_code(r, image, map, &page->codes[i],
                                          serial, strange);
        if (one == CODE_STRANGE)
            return CODE_STRANGE;
        all = one == CODE_EXPECTED ? one : all;
    }
    return all;
}

/* Two sides (or ways up) fit alike: only a code can tell them apart. */
static bool settle_side(struct foreign_reader *r, const struct image *image)
{
    char strange[CODE_TEXT_MAX];
    uint64_t serial;
    bool same = r->best_side == r->other_side &&
                same_way_up(&r->best.map, &r->other.map);
    if (!same && r->best.found - r->other.found >= CLEARLY)
        return true;
    /* The same a row higher or a column beside. */
    if (same && worth(&r->best) - worth(&r->other) >= A_ROW_LESS)
        return true;
    /* One mark more is a mark that only one way up has, if the boxes fit. */
    if (r->best_side == r->other_side && r->best.marks != r->other.marks &&
        r->best.found > SURE) {
        if (r->other.marks > r->best.marks)
            r->best = r->other;
        return true;
    }
    enum code_verdict a =
        read_codes(r, image, &r->best.map, &r->layout->pages[r->best_side],
                   &serial, strange);
    enum code_verdict b =
        read_codes(r, image, &r->other.map, &r->layout->pages[r->other_side],
                   &serial, strange);
    if (b == CODE_EXPECTED && a != CODE_EXPECTED) {
        r->best = r->other;
        r->best_side = r->other_side;
    }
    return (a == CODE_EXPECTED) != (b == CODE_EXPECTED);
}

/* ---- what becomes of it ---- */

static void outcome(const struct foreign_room *room, struct page_scan *out,
                    enum page_outcome what, const char *reason)
{
    (void)snprintf(room->reason, room->reason_bytes, "%s", reason);
    out->outcome = what;
    out->reason = room->reason;
}

static void not_found(const struct foreign_reader *r, const struct levels *l,
                      const struct foreign_room *room, struct page_scan *out)
{
    bool pale = l->paper_level - l->ink_level < 40;
    if (l->paper_level < DARK_PAPER)
        outcome(room, out, PAGE_UNREADABLE,
                _("the page is dark all over: a negative, or scanned far too "
                  "dark; scan it again"));
    else if (l->ink_share < BLANK_INK || pale)
        outcome(room, out, PAGE_BLANK, _("the page is blank"));
    else if (r->best.found >= FOUND_SOME)
        outcome(room, out, PAGE_UNREADABLE,
                _("only part of the layout's boxes is where it should be: "
                  "another form, or the page is bent or covered; flatten it "
                  "and scan it again"));
    else
        outcome(room, out, PAGE_FOREIGN,
                _("not a sheet of this layout: its boxes are not there"));
}

static void add_answer(struct page_scan *out, struct answer_read answers[],
                       const struct answer_read *a)
{
    size_t at = out->answer_count;
    if (at == LIMIT_ITEMS)
        return;
    for (; at > 0 && answers[at - 1].item > a->item; at--)
        answers[at] = answers[at - 1];
    answers[at] = *a;
    out->answer_count++;
}

static void read_areas(struct foreign_reader *r, const struct image *image, const struct levels *l,
                       const struct registration *reg,
                       const struct layout_page *page,
                       const struct foreign_room *room,
                       struct page_scan *out)
{
    for (size_t i = 0; i < page->area_count; i++) {
        struct writing found;
        writing_find(r->writing, image, l, reg, &page->areas[i].at, &found);
        add_answer(out, room->answer,
                   &(struct answer_read){
                       .item = page->areas[i].item,
                       .state = found.ink ? ANSWER_GIVEN : ANSWER_BLANK,
                       .ink = found.ink,
                       .reason = ""});
    }
}

static void read_side(struct foreign_reader *r, const struct image *image,
                      const struct levels *l, const struct registration *reg,
                      const struct layout_page *page,
                      const struct foreign_room *room, struct page_scan *out)
{
    foreign_measure(r->ink_room, image, l, page, r->layout->style,
                    r->layout->outline_mm, &r->best, room->box);
    foreign_clean_hidden(r->clean, page, &reg->map, room->box);
    for (size_t i = 0; i < page->box_count; i++)
        store_measure_round(&room->box[i].measure);
    out->answer_count = judge_page(&r->params, r->form->q, page->box_count,
                                   room->box, room->answer);
    read_areas(r, image, l, reg, page, room, out);
    out->boxes = room->box;
    out->box_count = page->box_count;
    out->answers = room->answer;
    outcome(room, out, PAGE_READ, "");
}

static void with_codes(struct foreign_reader *r, const struct image *image,
                       const struct levels *l,
                       const struct registration *reg,
                       const struct layout_page *page,
                       const struct foreign_room *room,
                       struct page_scan *out)
{
    char strange[CODE_TEXT_MAX];
    char text[400];
    enum code_verdict verdict =
        read_codes(r, image, &reg->map, page, &out->serial, strange);
    if (r->keyed != 0) {
        out->serial = r->keyed;
        read_side(r, image, l, reg, page, room, out);
    } else if (verdict == CODE_STRANGE) {
        (void)snprintf(text, sizeof text,
                       _("its code says \"%.60s\", which no sheet of this "
                         "layout says"),
                       strange);
        out->serial = 0;
        outcome(room, out, PAGE_OTHER_SURVEY, text);
    } else if (!r->layout->open && out->serial == 0) {
        outcome(room, out, PAGE_NO_CODE,
                _("the sheet's number cannot be read from its code; key it, "
                  "or scan the sheet again at 300 dpi"));
    } else {
        read_side(r, image, l, reg, page, room, out);
    }
}

enum err_code foreign_page(struct foreign_reader *r,
                           const struct image *image,
                           const struct levels *levels,
                           const struct foreign_room *room,
                           struct registration *reg,
                           const struct layout_page **page,
                           struct page_scan *out, struct err *err)
{
    *page = NULL;
    enum err_code code = locate(r, image, levels, err);
    if (code != ERR_OK)
        return code;
    bool bare = is_bare(r);
    bool a_row_off = bare && r->best.edge < EDGE_FOUND;
    if (r->best.found < (bare ? SURE : FOUND_OURS) || a_row_off) {
        not_found(r, levels, room, out);
        return ERR_OK;
    }
    if (!settle_side(r, image)) {
        outcome(room, out, PAGE_UNREADABLE,
                r->best_side != r->other_side
                    ? _("which side of the sheet this is cannot be told: two "
                        "have their boxes in the same places")
                    : _("which way up the page lies cannot be told: its "
                        "boxes fit both ways"));
        return ERR_OK;
    }
    *page = &r->layout->pages[r->best_side];
    describe(r, *page, reg);
    out->dpi = reg->dpi;
    out->skew_deg = reg->skew_deg;
    out->residual_mm = reg->residual_mm;
    out->worst_mm = reg->worst_mm;
    out->turned = reg->turned;
    memcpy(out->map, reg->map.h, sizeof out->map);
    out->side = (int)r->best_side + 1;
    out->revision = r->form->revision;
    out->open = r->layout->open;
    if (reg->residual_mm > (bare ? BARE_MM : RESIDUAL_MM))
        outcome(room, out, PAGE_UNREADABLE,
                _("the page is bent too much to be measured; flatten it and "
                  "scan it again"));
    else if ((code = foreign_clean_page(r->clean, image, levels, *page,
                                        &reg->map, &image, err)) == ERR_OK)
        with_codes(r, image, levels, reg, *page, room, out);
    return code;
}

enum err_code foreign_page_numbered(
    struct foreign_reader *r, const struct image *image,
    const struct levels *levels, uint64_t serial,
    const struct foreign_room *room, struct registration *reg,
    const struct layout_page **page, struct page_scan *out, struct err *err)
{
    r->keyed = serial;
    enum err_code code =
        foreign_page(r, image, levels, room, reg, page, out, err);
    r->keyed = 0;
    return code;
}

bool foreign_number(const struct layout *layout, const char *typed,
                    uint64_t *serial)
{
    char text[CODE_TEXT_MAX];
    size_t n = 0;
    for (const char *p = typed; *p != '\0' && n + 1 < sizeof text; p++)
        if (*p != ' ' && *p != '-')
            text[n++] = *p;
    text[n] = '\0';
    for (size_t i = 0; i < layout->page_count; i++) {
        const struct layout_page *page = &layout->pages[i];
        for (size_t k = 0; k < page->code_count; k++) {
            const struct code_place *c = &page->codes[k];
            char whole[2 * CODE_TEXT_MAX];
            if (c->text != NULL)
                continue;
            (void)snprintf(whole, sizeof whole, "%s%s", c->prefix, text);
            if (text_fits(c, typed, serial) || text_fits(c, text, serial) ||
                text_fits(c, whole, serial))
                return true;
        }
    }
    return false;
}

enum err_code foreign_try(const struct layout *layout,
                          const struct image *image,
                          struct foreign_trial *trial, struct err *err)
{
    struct foreign_reader *r = NULL;
    struct levels levels = {.w = 0};
    struct box_read *box = mem_alloc(BOX_PAGE_MAX, sizeof *box);
    trial->side = 0;
    enum err_code code =
        box != NULL ? make(layout, &r, err)
                    : err_set(err, ERR_NOMEM, 0, _("out of memory"));
    if (code == ERR_OK)
        code = levels_build(&levels, image, err);
    if (code == ERR_OK)
        code = locate(r, image, &levels, err);
    if (code == ERR_OK && r->best.found > 0) {
        const struct layout_page *page = &layout->pages[r->best_side];
        trial->side = (int)r->best_side + 1;
        trial->found = r->best.found;
        trial->other = r->other.found;
        trial->residual_mm = r->best.residual_mm;
        trial->worst_mm = r->best.worst_mm;
        trial->marks = r->best.marks;
        trial->points = r->best.points;
        if (trial->cover != NULL)
            foreign_measure(r->ink_room, image, &levels, page, layout->style,
                            layout->outline_mm, &r->best, box);
        for (size_t i = 0; trial->cover != NULL && i < page->box_count; i++)
            trial->cover[i] = (double)box[i].measure.cover;
    }
    levels_deinit(&levels);
    foreign_reader_free(r);
    free(box);
    return code;
}
