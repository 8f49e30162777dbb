/* reports/chart_label.h - labels beside points, none upon another.
 *
 * Greedy: each label takes the first free place of a fixed list, near ones
 * first (right, left, above, below, the corners, then rings further out with a
 * line leading back).  A place is free when the box lies inside the bounds,
 * off every box taken before, and its leading line crosses none of them.  The
 * order of calls decides; equal input gives equal places.
 */
#ifndef REPORTS_CHART_LABEL_H
#define REPORTS_CHART_LABEL_H

#include <stdbool.h>
#include <stddef.h>

struct label_box {
    double x, y, w, h; /* mm, top left corner */
};

struct label_field {
    struct label_box bounds;
    size_t count, room;
    struct label_box *taken; /* `room` of them, the caller's */
};

enum label_reach {
    LABEL_NEAR, /* touching the mark */
    LABEL_FAR,  /* anywhere, with a line that crosses nothing */
    LABEL_ANY,  /* anywhere */
};

/* Take a box away from all labels: a mark, a corner's name.  count < room. */
void label_take(struct label_field *field, struct label_box box);
bool label_free(const struct label_field *field, struct label_box box);

/* Find room for w x h mm beside the mark of radius r at x, y, and take it.
 * False when there is none: nothing is taken then.  *led says that a line
 * from the mark to the box is wanted. */
bool label_place(struct label_field *field, enum label_reach reach, double x,
                 double y, double r, double w, double h,
                 struct label_box *out, bool *led);
/* The point of the box nearest to x, y: where the leading line ends. */
void label_nearest(struct label_box box, double x, double y, double *nx,
                   double *ny);

#endif
