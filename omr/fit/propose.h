/* omr/fit/propose.h - one side of a blank sheet becomes a layout page.
 *
 *   outlines of equal shape and size that stand in rows or columns are boxes;
 *   equal marks near the corners, or a frame, are what squares the page up;
 *   boxes of a row that stand evenly are one question's choices.
 */
#ifndef OMR_FIT_PROPOSE_H
#define OMR_FIT_PROPOSE_H

#include "omr/code.h"
#include "omr/fit/shapes.h"

enum { PROPOSE_BOXES = 1200, PROPOSE_MARKS = 32, PROPOSE_AREAS = 16,
       PROPOSE_CODES = 4 };

struct proposed_box {
    struct rect_mm at;
    enum box_shape shape;
    double line;
    int question, choice; /* from 1, within the side; 0 = none yet */
};

struct proposal {
    double width, height;
    double skew_deg;         /* taken out of all that follows */
    size_t box_count, mark_count, area_count, code_count;
    struct proposed_box box[PROPOSE_BOXES];
    struct fiducial mark[PROPOSE_MARKS];
    struct rect_mm area[PROPOSE_AREAS];
    struct code_place code[PROPOSE_CODES]; /* text borrowed from `seen` */
    struct code_seen seen[PROPOSE_CODES];
    int questions;
};

/* `straight`: the page was rendered, not scanned; no skew is looked for.
 * Never fails; what was not found is not there. */
void propose(const struct shapes *shapes, size_t code_count,
             const struct code_seen codes[], bool straight,
             struct proposal *out);

/* ---- its parts ---- */

void propose_boxes(const struct shapes *shapes, struct proposal *p);
void propose_marks(const struct shapes *shapes, struct proposal *p);
/* A leaning shape's upright rectangle is larger than the shape itself. */
void propose_shrink(double skew_deg, bool round, struct rect_mm *r);
void propose_questions(struct proposal *p);

#endif
