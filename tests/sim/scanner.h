/* tests/sim/scanner.h - from a sheet of paper to the file a scanner writes.
 *
 * Two steps, each a list of numbers: `paper` is what happened to the sheet
 * (toner, copies, stains, folds, holes), drawn on it in page space; `scanner`
 * is how it was taken (placement, optics, sensor, exposure, threshold).
 * All zeroes is a perfect sheet on a perfect scanner, apart from dpi.
 */
#ifndef SIM_SCANNER_H
#define SIM_SCANNER_H

#include <stdbool.h>

#include "engine/base/err.h"
#include "tests/sim/hand.h"
#include "tests/sim/picture.h"
#include "tests/sim/rng.h"

enum { STREAKS_MAX = 6, FOLDS_MAX = 3, STAINS_MAX = 4, HOLES_MAX = 6 };

enum corner_how {
    CORNER_TORN, /* corner_mm */
    CORNER_PUNCHED,
    CORNER_STAPLED,
    CORNER_FOLDED,
    CORNER_DRAWN /* written over */
};

struct paper {
    double toner;        /* how much of the print's darkness is missing, 0..1 */
    double patchy;       /* the same, uneven over the page */
    double spread_px;    /* print spread by copying, sigma at the base dpi */
    int copies;          /* generations of photocopying, 0 = original */
    double show_through; /* darkness of the other side coming through, 0..1 */
    int folds;
    double fold_dark;     /* of the crease, 0..1 */
    double fold_shift_mm; /* the sheet is a little shorter across a crease */
    int stains;
    double stain_dark; /* 0..1 */
    int holes;         /* punched along the left edge */
    double corner_mm;  /* a corner torn off: length of its legs */
    int corner;        /* which: 0 top left, 1 top right, 2, 3 */
    enum corner_how corner_how;
    int corner_level;  /* 1..3 of what is not torn; 0 = nothing */
    int dead_code;     /* 1 pasted over, 2 scrawled over, 3 inked; 0 = none */
    int seals;         /* red round seals over the boxes */
    double seal_dark;  /* 0..1 */
    int fingers;       /* holding the sheet while it is photographed */
    double covered;    /* by another sheet, share of the page */
    double texture;    /* of recycled paper, grey levels */
};

struct scanner {
    double dpi;
    double skew_deg, scale_x, scale_y; /* scales: 0 means 1 */
    double shift_x_mm, shift_y_mm;
    double stretch_mm;           /* greatest feed error along the page */
    double lines_share;          /* lines per column dot (fax); 0 means 1 */
    double keystone;             /* how far from square it is held, 0..0.3 */
    double shadow;               /* of a hand or a head, 0..1 */
    double border_mm;            /* the lid seen around the sheet */
    double lid;                  /* grey of the lid, 0..1; 1 = white */
    double blur_mm;              /* optics, sigma */
    double noise;                /* sensor, grey levels */
    double shade;                /* light falling off towards one side, 0..1 */
    double paper_grey, ink_grey; /* exposure: levels of paper and full ink */
    double gamma;                /* 0 means 1 */
    int streaks;                 /* dirt on the glass */
    double streak_mm, streak_dark;
    double speckle; /* black and white specks per cm2 */
    bool bilevel;
    double threshold; /* share of the way from ink to paper, 0..1 */
    bool adaptive;    /* the threshold follows the local paper */
    int turned;       /* quarter turns clockwise in the tray, 0..3 */
    enum lamp lamp;
    bool colour; /* three takes; not with bilevel */
};

/* Do to the page (at `dpi`) what happened to the paper.  `back` is the other
 * side's finished page for show-through, or NULL.  Print damage goes under
 * the pen: call paper_print() on the blank rendering, paper_wear() last. */
MUST_USE enum err_code paper_print(const struct paper *paper, struct rng *rng,
                                   double dpi, struct picture *page,
                                   struct err *err);
MUST_USE enum err_code paper_wear(const struct paper *paper, struct rng *rng,
                                  double dpi, const struct picture *back,
                                  struct picture *page, struct err *err);

/* The path from page mm to scanned pixels. */
struct view {
    double a, b, c, d, e, f; /* x = a*X + b*Y + c, y = d*X + e*Y + f */
    double px, py; /* then, from the middle: u / (1 + px*u + py*v) */
    double stretch_px, stretch_phase, stretch_waves, out_h;
    double fold_y_px[FOLDS_MAX], fold_px;
    int folds;
    int turned;
    double w_px, h_px; /* before turning */
};

void view_point(const struct view *view, double x_mm, double y_mm, double *x,
                double *y);

/* Scan `page` (at page_dpi).  *out is owned by the caller. */
MUST_USE enum err_code scanner_take(const struct scanner *scanner,
                                    const struct paper *paper, struct rng *rng,
                                    const struct picture *page, double page_dpi,
                                    struct picture *out, struct view *view,
                                    struct err *err);

/* Share of a box's inside that is clearly darker than the paper around it,
 * in the scanned picture: what a person could still see there. */
double scanner_seen(const struct view *view, const struct scanner *scanner,
                    const struct picture *out, const struct place *box);

#endif
