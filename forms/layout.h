/* forms/layout.h - where everything on a sheet stands, in mm.
 *
 * One layout is computed from one questionnaire revision, stored with it, and
 * used by both the printer and the reader, so the two cannot disagree.
 * Page space: mm, origin at the top left of the paper, y downward; x, y = the
 * top left corner of the outer edge; w, h = outer size.
 *
 *      (14,14)                                  (196,14)
 *      ◼ ring    QR 1     title …    ref patches      ◼
 *      ▪                                              ▪   edge marks every
 *      ▪               questions                      ▪   269/6 = 44.8 mm
 *      ▪                                              ▪
 *      ◼   code text      page n/m           QR 2     ◼
 *      (14,283)                                 (196,283)
 */
#ifndef FORMS_LAYOUT_H
#define FORMS_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/str.h"
#include "engine/survey/questionnaire.h"

struct rect_mm {
    double x, y, w, h;
};

enum fiducial_kind {
    FIDUCIAL_SQUARE, /* solid corner square */
    FIDUCIAL_RING,   /* the corner square with a white core: top left */
    FIDUCIAL_EDGE,   /* small mark on a long side */
    /* Marks of sheets made elsewhere: */
    FIDUCIAL_DISC,    /* solid round or oval */
    FIDUCIAL_CIRCLE,  /* a drawn circle, hollow */
    FIDUCIAL_CORNER,  /* L of two lines; its corner is the one that looks at
                       * the nearest corner of the page */
    FIDUCIAL_BRACKET, /* [ on the left half of the page, ] on the right */
    FIDUCIAL_CROSS,   /* + of two lines through the middle */
    FIDUCIAL_FRAME,   /* a printed rectangle round the contents */
    FIDUCIAL_KIND_COUNT
};

struct fiducial {
    struct rect_mm at;
    enum fiducial_kind kind;
    double line_mm;  /* width of its lines; 0 where it is solid */
};

enum code_kind { CODE_QR, CODE_128, CODE_I25, CODE_KIND_COUNT };

struct code_place {
    struct rect_mm at; /* the modules, without the quiet zone */
    enum code_kind kind;
    /* On sheets made elsewhere one of the two; borrowed, NULL on ours: */
    const char *text;   /* the code says exactly this on this page */
    const char *prefix; /* it says this and then the sheet's number, */
    int digits;         /* of exactly so many digits; 0 = 1 to 10 */
};

enum box_shape {
    BOX_SQUARE, /* any rectangle */
    BOX_CIRCLE,
    BOX_OVAL,   /* ellipse */
    BOX_PILL,   /* straight sides and half circles at the ends */
    BOX_SHAPE_COUNT
};

/* How boxes are marked, which only sheets made elsewhere say. */
enum sheet_style {
    SHEET_OURS, /* our own sheets: ticks; a fill beside a tick cancels */
    SHEET_TICK, /* the same rule on a sheet made elsewhere */
    SHEET_FILL, /* bubbles: a fill is the mark, and nothing cancels */
    SHEET_STYLE_COUNT
};

enum patch_kind { PATCH_EMPTY_BOX, PATCH_SOLID, PATCH_KIND_COUNT };

struct patch { /* calibration: what an unmarked box and full toner look like */
    struct rect_mm at;
    enum patch_kind kind;
};

#define LAYOUT_BARE_MAX 12.0

struct layout_box {
    struct rect_mm at;   /* outer edge of the printed outline */
    size_t item, choice; /* indices into the questionnaire */
    const char *question, *choice_code; /* the same as words; borrowed */
    enum box_shape shape;
    double bare_left, bare_right; /* paper without print beside it, at its own
                          * height, 0..LAYOUT_BARE_MAX mm; 0 = not known */
    double printed;      /* share of its inside that is dark on the blank
                          * sheet: a letter in a bubble; 0..0.6 */
};

struct layout_area { /* free text */
    struct rect_mm at;
    size_t item;
    const char *question;
};

struct layout_page {
    double width, height;
    size_t fiducial_count;
    const struct fiducial *fiducials; /* four corners first: ring (top left),
                                       * top right, bottom left, bottom right;
                                       * then edge marks, left side downward,
                                       * right side downward */
    size_t code_count;
    const struct code_place *codes;
    size_t patch_count;
    const struct patch *patches;
    size_t box_count;
    const struct layout_box *boxes; /* page order: by item, then choice */
    size_t area_count;
    const struct layout_area *areas;
};

struct layout {
    const char *form;
    int revision;
    bool open;              /* copyable sheets: 0.35 mm outlines, no serial */
    double outline_mm;      /* width of a box's printed line */
    enum sheet_style style; /* other than OURS: the sheet was made elsewhere */
    size_t page_count;      /* sides */
    const struct layout_page *pages;
};

/* Compute the layout of a questionnaire.
 *   ERR_FORMAT  a text does not fit or a character is in no font; names it
 *   ERR_RANGE   more than LIMIT_SIDES sides */
MUST_USE enum err_code layout_build(const struct questionnaire *q,
                                    int revision, bool open,
                                    struct layout **out, struct err *err);
void layout_free(struct layout *layout);

/* The contract of `pingyi layout --json`; layout_parse() reads the same back
 * (q resolves item and choice; NULL leaves the indices at 0). */
void layout_to_json(const struct layout *layout, struct str *out);
MUST_USE enum err_code layout_parse(const char *json, size_t n,
                                    const char *name,
                                    const struct questionnaire *q,
                                    struct layout **out, struct err *err);

/* Can sheets made elsewhere be read with it?  Marks that fix the page, boxes
 * of a size that can be measured, nothing over anything else, every question
 * on one page, codes that make sense.  ERR_FORMAT names the place, what is
 * wrong there and what is allowed.  `name` is the file in messages. */
MUST_USE enum err_code layout_check_foreign(const struct layout *layout,
                                            const char *name,
                                            struct err *err);

/* Change what the blank sheet shows in a box, 0..0.6. */
void layout_set_printed(struct layout *layout, size_t page, size_t box,
                        double printed);

/* Is the newest revision's stored layout one of sheets made elsewhere? */
struct store;
MUST_USE enum err_code layout_stored_foreign(struct store *store,
                                             bool *foreign, struct err *err);

/* A questionnaire (YAML) that asks just what the boxes and areas of a layout
 * have room for: for sheets whose questions live on paper only. */
void layout_to_form(const struct layout *layout, struct str *yaml);

#endif
