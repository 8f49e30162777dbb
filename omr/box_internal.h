/* omr/box_internal.h - shared by box.c, box_patch.c, box_link.c. */
#ifndef OMR_BOX_INTERNAL_H
#define OMR_BOX_INTERNAL_H

#include "omr/box.h"
#include "omr/crease.h"
#include "omr/piece.h"
#include "omr/streak.h"

/* A box is looked at on a grid of 8 points a mm, straightened. */
#define GRID 8.0
enum {
    PATCH_HALF = 39,              /* 4.9 mm from the centre */
    PATCH = 2 * PATCH_HALF + 1
};

/* The ring outside a box's outer edge, mm; the layout keeps 2 mm bare. */
#define PATCH_RING_FROM 0.35
#define PATCH_RING_TO 1.90

/* Darkness 0..255: 0 is the paper just here, 255 the page's own ink. */
struct spot {
    uint8_t dark[PATCH][PATCH];
    uint8_t masked[PATCH][PATCH]; /* 1: hidden by a wide streak */
    double side;                  /* of the box, grid points */
    double shift_x, shift_y;      /* outline found off its place, points */
    double quality;               /* contrast of the outline there */
    double inset_mm;              /* outer edge to where ink is looked for */
    bool weak_x, weak_y;          /* one pair of its lines is missing: toner,
                                   * threshold, or a streak lies on it */
};

struct page_ink { /* what all boxes of a page share */
    double noise;    /* darkness that empty boxes reach, 0..1 */
    double low, high;/* ink thresholds */
    double outline;  /* usual quality of an outline */
    double inset_mm; /* as in struct spot */
};

void patch_take(const struct image *image, const struct levels *levels,
                const struct streaks *streaks, const struct creases *creases,
                const struct registration *registration,
                const struct rect_mm *box, struct piece_room *room,
                struct spot *patch);
/* Makes what is masked white, but for what a fold and no streak made dark.
 * omr/box_crease.c */
void patch_hide(const struct creases *creases, const struct rect_mm *box,
                struct spot *patch);
/* Outer edge of a box to where its inside begins: the printed line and its
 * blur, 0.45 mm with a line of 0.2 mm.  Open sheets have a thicker line. */
double patch_inset_mm(double outline_mm);
/* Take away what folds of the sheet add.  omr/box_crease.c */
void patch_lift_creases(const struct creases *creases,
                        const struct rect_mm *box, struct spot *patch);
/* Where the outline is, within 1 mm: fills shift, quality and inset. */
void patch_find_outline(struct spot *patch, double outline_mm);
/* Darkness of the darkest side at 2, 3 … points (1/8 mm) inside the outer
 * edge: how thick the lines have become.  Small boxes only have as many
 * points as fit. */
enum { PATCH_EDGE = 7, EDGE_FROM = 2 };
void patch_edge(const struct spot *patch, double inward[PATCH_EDGE]);
/* Of a box with one pair of lines: does that pair end where the box is said
 * to be?  If not, its quality becomes 0. */
void patch_check_pair(struct spot *patch, double outline_mm);
/* Mean darkness of the weaker pair of lines where it ought to be, 0..1. */
double patch_lines_there(const struct spot *patch, double outline_mm);
/* 95th percentile of darkness inside the outline, 0..1. */
double patch_noise(const struct spot *patch);
/* Returns the share of the largest speck, which `specks` leaves out. */
float patch_measure(const struct spot *patch, const struct page_ink *ink,
                    struct box_measure *m);

/* Fills `exits` and `arms`; ink is what is darker than `low`, 0..255. */
void patch_shape(const struct spot *patch, int low, struct box_measure *m);

/* `arms` of a box without ink: of whatever lies 0.6 mm outside it. */
float patch_arms_beside(const struct spot *patch, int low);

/* Strokes that run through two boxes: sets `through` of the one they only
 * pass.  n boxes, their measures and the registration of the page. */
void link_strokes(const struct image *image, const struct levels *levels,
                  const struct registration *registration,
                  const struct page_ink *ink, const struct layout_page *page,
                  struct piece_room *room, struct box_read boxes[]);

/* Is the box one of a question all of whose boxes have less ink inside than
 * `inside` and less than `ring` round them? */
void find_blank(size_t n, const struct box_read boxes[], double inside,
                double ring, bool blank[]);
#define NO_INK 0.003
#define NO_RING 0.008
#define NO_MARK 0.016 /* ink that is no mark yet */

/* Looks for a dot on the outline of boxes whose question has no mark, and
 * enters it as `ring` of that box. */
void look_at_rims(const struct spot *patches, size_t n,
                  const struct page_ink *ink, const bool unmarked[],
                  struct box_read boxes[]);

/* Looks for a mark drawn on the bare paper beside the boxes of blank
 * questions, farther out than the ring, and enters it as `ring` of that box. */
void look_away(const struct image *image, const struct levels *levels,
               const struct registration *registration,
               const struct page_ink *ink, const struct layout_page *page,
               struct piece_room *room, const bool blank[],
               struct box_read boxes[]);

/* Looks for a circle round the words beside the boxes of blank questions, and enters it as `ring` of that box. */
void look_beside(const struct image *image, const struct levels *levels,
                 const struct registration *registration,
                 const struct page_ink *ink, const struct layout_page *page,
                 struct piece_room *room, const bool blank[],
                 struct box_read boxes[]);

#endif
