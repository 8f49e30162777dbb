/* tests/sim/hand.h - one person with one pen: how they mark a box.
 *
 * What real marks look like was taken from photographed sheets: a tick or a
 * cross covers 8-20 % of its box, ticks leave at the upper right, fills
 * overshoot, short strokes lie anywhere.
 */
#ifndef SIM_HAND_H
#define SIM_HAND_H

#include "tests/sim/pen.h"
#include "tests/sim/stroke.h"

enum mark_kind {
    /* marks a person makes to choose */
    MARK_TICK,  /* the long tick; its tail often leaves the box */
    MARK_CHECK, /* a short tick, inside */
    MARK_CROSS,
    MARK_SLASH,     /* rising */
    MARK_BACKSLASH, /* falling */
    MARK_DASH,
    MARK_BAR,   /* upright */
    MARK_DOT,   /* a point or a stroke of a millimetre or two */
    MARK_RING,  /* small circle in the box */
    MARK_WAVE,  /* an m, a w, a squiggle */
    MARK_HATCH, /* open zigzag, about half the box */
    MARK_FILL,  /* the whole box */
    MARK_TWICE, /* a tick gone over again */
    /* marks that ask for a person */
    MARK_ROUND, /* circle round the box */
    MARK_AWAY,  /* a tick beside the box rather than in it */
    MARK_LABEL, /* circle round the words beside the box */
    MARK_HALF,  /* half in the box, half out of it */
    /* taking a mark back */
    CANCEL_FILL,   /* as the sheet tells: the box filled */
    CANCEL_SCRAWL, /* scribbled over, not full */
    CANCEL_LINES,  /* struck out with two or three lines */
    CANCEL_CROSS,  /* one large cross over the box */
    CANCEL_ROW,    /* several small crosses over and beyond it */
    MARK_KIND_COUNT
};

const char *mark_kind_word(enum mark_kind kind);

struct place { /* outer edge of a printed box, mm on the page */
    double x, y, w, h;
};

struct hand {
    struct motor motor;
    struct pen pen;
    enum mark_kind habit;
    double size;         /* of marks, 1 = fits the box */
    double off_x, off_y; /* habitual displacement, in box sides */
    double loose;        /* scatter of the above from mark to mark */
    double tail;         /* length of a tick's tail, in box sides */
};

/* Draw a person from the population: `long_tails` (0..1) is the share whose
 * ticks reach far, `rough` 0..2 makes hands less careful. */
struct hand hand_any(struct rng *rng, double rough, double long_tails);

/* Another pen for this hand, as one finds it in a drawer. */
void hand_take_pen(struct hand *hand, enum pen_kind kind, enum pen_hue hue,
                   double faint, struct rng *rng);

/* The kind of one more mark by this hand: mostly its habit. */
enum mark_kind hand_mark(const struct hand *hand, struct rng *rng);

/* Move the pen for a mark of `kind` at the box and draw it.  `seen`: see
 * pen_draw(). */
MUST_USE enum err_code hand_draw(const struct hand *hand, enum mark_kind kind,
                                 const struct place *box, double seen,
                                 struct rng *rng, double dpi,
                                 struct picture *page, struct err *err);

/* A line or more of made-up handwriting in an area. */
MUST_USE enum err_code hand_write(const struct hand *hand,
                                  const struct place *area, int characters,
                                  double seen, struct rng *rng, double dpi,
                                  struct picture *page, struct err *err);

#endif
