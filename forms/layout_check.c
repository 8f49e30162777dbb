/* forms/layout_check.c - can sheets made elsewhere be read with a layout?
 *
 * Everything is refused here, by name and place, that would otherwise show up
 * as pages that cannot be read or, worse, as answers that are not there.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "forms/layout_words.h"

#define MARK_MIN_MM 1.5
#define MARK_MAX_MM 40.0  /* arms of a corner; a frame is as large as it is */
#define BOX_MIN_MM 1.5    /* 18 pixels at 300 dpi, without its outline 12 */
#define BOX_MAX_MM 9.0
#define GAP_MM 0.2        /* from boxes to marks and codes */
#define SHARED_MM 0.05    /* cells of a table share a line, drawn so exactly */
#define SPREAD 0.4        /* of the page that the marks span, each way */
#define FRAME_SPAN 0.5    /* of the page that a frame spans */
enum { MARKS_MIN = 3, MARKS_MAX = 32, CODES_MAX = 4, BOXES_MAX = 1200 };

struct check {
    const struct layout *layout;
    const char *name;
    struct err *err;
};

static enum err_code bad(const struct check *c, size_t page, const char *part,
                         size_t i, const char *key, const char *what)
{
    return err_set(c->err, ERR_FORMAT, 0, "%s: pages[%zu].%s[%zu]%s%s: %s",
                   c->name, page, part, i, key[0] != '\0' ? "." : "", key,
                   what);
}

static enum err_code bad_page(const struct check *c, size_t page,
                              const char *part, const char *what)
{
    return err_set(c->err, ERR_FORMAT, 0, "%s: pages[%zu].%s: %s", c->name,
                   page, part, what);
}

/* ---- marks ---- */

static bool within(double value, double low, double high)
{
    return value >= low - 1e-9 && value <= high + 1e-9;
}

static enum err_code check_mark(const struct check *c, size_t page, size_t i)
{
    const struct layout_page *p = &c->layout->pages[page];
    const struct fiducial *f = &p->fiducials[i];
    double least = fmin(f->at.w, f->at.h);
    if (f->kind == FIDUCIAL_FRAME) {
        if (f->at.w < FRAME_SPAN * p->width || f->at.h < FRAME_SPAN * p->height)
            return bad(c, page, "fiducials", i, "w",
                       _("a frame spans at least half of the page's width "
                         "and height"));
    } else if (!within(f->at.w, MARK_MIN_MM, MARK_MAX_MM) ||
               !within(f->at.h, MARK_MIN_MM, MARK_MAX_MM)) {
        return bad(c, page, "fiducials", i,
                   within(f->at.w, MARK_MIN_MM, MARK_MAX_MM) ? "h" : "w",
                   _("a mark is 1.5 to 40 mm wide and high"));
    }
    if (f->line_mm > least / 2)
        return bad(c, page, "fiducials", i, "line_mm",
                   _("its line is wider than half of the mark"));
    return ERR_OK;
}

static enum err_code check_marks(const struct check *c, size_t page)
{
    const struct layout_page *p = &c->layout->pages[page];
    double x0 = 1e9, y0 = 1e9, x1 = 0, y1 = 0;
    bool frame = false;
    if (p->fiducial_count > MARKS_MAX)
        return bad(c, page, "fiducials", MARKS_MAX, "",
                   _("expected at most 32 marks; leave out those in the "
                     "middle of a row"));
    for (size_t i = 0; i < p->fiducial_count; i++) {
        const struct rect_mm *at = &p->fiducials[i].at;
        enum err_code code = check_mark(c, page, i);
        if (code != ERR_OK)
            return code;
        frame = frame || p->fiducials[i].kind == FIDUCIAL_FRAME;
        x0 = fmin(x0, at->x + at->w / 2);
        y0 = fmin(y0, at->y + at->h / 2);
        x1 = fmax(x1, at->x + at->w / 2);
        y1 = fmax(y1, at->y + at->h / 2);
    }
    if (!frame && p->fiducial_count < MARKS_MIN)
        return bad_page(c, page, "fiducials",
                        _("expected a frame, or three marks and more; the "
                          "page is squared up by them"));
    if (!frame && (x1 - x0 < SPREAD * p->width ||
                   y1 - y0 < SPREAD * p->height))
        return bad_page(c, page, "fiducials",
                        _("the marks stand too close together; expected them "
                          "to span 40 % of the page's width and height"));
    return ERR_OK;
}

/* ---- codes ---- */

static enum err_code check_code(const struct check *c, size_t page, size_t i)
{
    const struct code_place *code = &c->layout->pages[page].codes[i];
    const char *word = code->text != NULL ? code->text : code->prefix;
    if ((code->text == NULL) == (code->prefix == NULL))
        return bad(c, page, "codes", i, "text",
                   _("expected either \"text\" (the code says just this on "
                     "this page) or \"prefix\" (it goes on with the sheet's "
                     "number)"));
    if (code->text != NULL && code->text[0] == '\0')
        return bad(c, page, "codes", i, "text", _("expected some text"));
    if (code->kind != CODE_I25)
        return ERR_OK;
    if (strspn(word, "0123456789") != strlen(word))
        return bad(c, page, "codes", i,
                   code->text != NULL ? "text" : "prefix",
                   _("Interleaved 2 of 5 holds digits only"));
    size_t digits = strlen(word) + (size_t)code->digits;
    if (code->prefix != NULL && code->digits == 0)
        return bad(c, page, "codes", i, "digits",
                   _("Interleaved 2 of 5 has no check of its own; expected "
                     "the number of the serial's digits"));
    if (digits % 2 != 0 || digits < 6)
        return bad(c, page, "codes", i, "digits",
                   _("Interleaved 2 of 5 has an even number of digits; "
                     "expected 6 or more, or half a code would do"));
    return ERR_OK;
}

/* Whether sheets are numbered is one thing for the whole sheet. */
static enum err_code check_codes(const struct check *c, size_t page)
{
    const struct layout_page *p = &c->layout->pages[page];
    bool numbered = false;
    if (p->code_count > CODES_MAX)
        return bad(c, page, "codes", CODES_MAX, "",
                   _("expected at most 4 codes on a page"));
    for (size_t i = 0; i < p->code_count; i++) {
        enum err_code code = check_code(c, page, i);
        if (code != ERR_OK)
            return code;
        numbered = numbered || p->codes[i].prefix != NULL;
    }
    if (numbered == c->layout->open)
        return bad_page(c, page, "codes",
                        c->layout->open
                            ? _("\"open\" is true, so sheets carry no "
                                "number; expected codes without \"prefix\"")
                            : _("expected a code with \"prefix\" on every "
                                "page, or \"open\": true for sheets without "
                                "a number"));
    return ERR_OK;
}

/* ---- boxes ---- */

static bool apart(const struct rect_mm *a, const struct rect_mm *b,
                  double gap)
{
    return a->x + a->w + gap <= b->x || b->x + b->w + gap <= a->x ||
           a->y + a->h + gap <= b->y || b->y + b->h + gap <= a->y;
}

static enum err_code overlap(const struct check *c, size_t page,
                             const char *part, size_t i, const char *other,
                             size_t k)
{
    char text[160];
    (void)snprintf(text, sizeof text,
                   strcmp(other, part) == 0
                       ? _("it lies over %s[%zu]; cells of a table may share "
                           "a printed line and no more")
                       : _("it lies over %s[%zu]; expected 0.2 mm between "
                           "them"),
                   other, k);
    return bad(c, page, part, i, "x", text);
}

static enum err_code check_box(const struct check *c, size_t page, size_t i)
{
    const struct layout_page *p = &c->layout->pages[page];
    const struct layout_box *b = &p->boxes[i];
    if (!within(b->at.w, BOX_MIN_MM, BOX_MAX_MM) ||
        !within(b->at.h, BOX_MIN_MM, BOX_MAX_MM))
        return bad(c, page, "boxes", i,
                   within(b->at.w, BOX_MIN_MM, BOX_MAX_MM) ? "h" : "w",
                   _("a box is 1.5 to 9 mm wide and high"));
    if (b->shape == BOX_CIRCLE && fabs(b->at.w - b->at.h) > 0.1)
        return bad(c, page, "boxes", i, "h",
                   _("a circle is as high as it is wide; expected h = w, or "
                     "the shape \"oval\""));
    if (2 * c->layout->outline_mm + 0.6 > fmin(b->at.w, b->at.h))
        return bad(c, page, "boxes", i, "w",
                   _("with its outline nothing of the box is left to mark; "
                     "see outline_mm"));
    for (size_t k = 0; k < i; k++)
        if (!apart(&b->at, &p->boxes[k].at,
                   -c->layout->outline_mm - SHARED_MM))
            return overlap(c, page, "boxes", i, "boxes", k);
    for (size_t k = 0; k < p->fiducial_count; k++)
        if (p->fiducials[k].kind != FIDUCIAL_FRAME &&
            p->fiducials[k].kind != FIDUCIAL_CORNER &&
            !apart(&b->at, &p->fiducials[k].at, GAP_MM))
            return overlap(c, page, "boxes", i, "fiducials", k);
    for (size_t k = 0; k < p->code_count; k++)
        if (!apart(&b->at, &p->codes[k].at, GAP_MM))
            return overlap(c, page, "boxes", i, "codes", k);
    for (size_t k = 0; k < i; k++)
        if (strcmp(p->boxes[k].question, b->question) == 0 &&
            strcmp(p->boxes[k].choice_code, b->choice_code) == 0)
            return bad(c, page, "boxes", i, "choice",
                       _("this choice has a box already"));
    return ERR_OK;
}

/* Answers of one question come from one page. */
static enum err_code check_pages_apart(const struct check *c, size_t page,
                                       size_t i)
{
    const struct layout *l = c->layout;
    const char *question = l->pages[page].boxes[i].question;
    for (size_t k = 0; k < page; k++)
        for (size_t b = 0; b < l->pages[k].box_count; b++)
            if (strcmp(l->pages[k].boxes[b].question, question) == 0)
                return bad(c, page, "boxes", i, "question",
                           _("this question has boxes on an earlier page "
                             "too; expected all of them on one page"));
    return ERR_OK;
}

static enum err_code check_boxes(const struct check *c, size_t page)
{
    const struct layout_page *p = &c->layout->pages[page];
    if (p->box_count == 0)
        return bad_page(c, page, "boxes", _("expected one box and more"));
    if (p->box_count > BOXES_MAX)
        return bad(c, page, "boxes", BOXES_MAX, "",
                   _("expected at most 1,200 boxes on a page"));
    for (size_t i = 0; i < p->box_count; i++) {
        enum err_code code = check_box(c, page, i);
        if (code == ERR_OK)
            code = check_pages_apart(c, page, i);
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

enum err_code layout_check_foreign(const struct layout *layout,
                                   const char *name, struct err *err)
{
    const struct check c = {layout, name, err};
    if (layout->style == SHEET_OURS)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s: style: expected \"tick\" or \"fill\"; a layout "
                         "without it is one of our own"),
                       name);
    for (size_t page = 0; page < layout->page_count; page++) {
        enum err_code code = check_marks(&c, page);
        if (code == ERR_OK)
            code = check_codes(&c, page);
        if (code == ERR_OK)
            code = check_boxes(&c, page);
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}
