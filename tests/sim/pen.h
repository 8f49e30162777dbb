/* tests/sim/pen.h - what a pen leaves where it passes. */
#ifndef SIM_PEN_H
#define SIM_PEN_H

#include "engine/base/err.h"
#include "tests/sim/picture.h"
#include "tests/sim/stroke.h"

enum pen_kind {
    PEN_BALLPOINT, /* thin, streaky, skips at the start */
    PEN_GEL,       /* even and dark, pools at the ends */
    PEN_PENCIL,    /* grey, broken by the tooth of the paper */
    PEN_FELT,      /* 0.8-1.6 mm, soft edge */
    PEN_KIND_COUNT
};

enum pen_hue { HUE_BLACK, HUE_BLUE, HUE_RED, HUE_COUNT };

const char *pen_kind_word(enum pen_kind kind);
const char *pen_hue_word(enum pen_hue hue);

struct pen {
    enum pen_kind kind;
    enum pen_hue hue;
    double width_mm;
    double dark; /* absorbed share of the light at full pressure, 0..1 */
    double gaps; /* chance per mm that the ink stops for a moment */
};

/* A pen of this kind as one finds it in a drawer.  `faint` 0..1 makes it
 * lighter (a hard pencil, an empty ballpoint). */
struct pen pen_any(struct rng *rng, enum pen_kind kind, enum pen_hue hue,
                   double faint);

/* The light the sensor works with.  Grey scanners mostly weigh all three
 * (LAMP_WHITE); some use one colour, and red ink is gone under a red lamp. */
enum lamp { LAMP_WHITE, LAMP_RED, LAMP_GREEN, LAMP_BLUE, LAMP_COUNT };

/* How much of the pen's darkness is seen in that light, 0..1. */
double pen_seen(const struct pen *pen, enum lamp lamp);

/* Draw a trace onto a page of `dpi`; the page origin is its top left corner.
 * `seen` (0..1) scales the darkness: pen_seen().  The trace may leave the
 * page.  ERR_NOMEM */
MUST_USE enum err_code pen_draw(const struct pen *pen, double seen,
                                const struct trace *trace, struct rng *rng,
                                double dpi, struct picture *page,
                                struct err *err);

#endif
