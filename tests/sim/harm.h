/* tests/sim/harm.h - things that lie on a sheet or were done to it: staples,
 * folded corners, scrawls over a corner mark, dead codes, seals, a finger,
 * another sheet that came along.  Drawn on the page in page space, after the
 * pen and before the scanner.
 */
#ifndef SIM_HARM_H
#define SIM_HARM_H

#include "tests/sim/scanner.h"

enum { HARM_CODES_MAX = 4 };

/* Where things stand that harm looks for; empty when unknown. */
struct harm_places {
    size_t code_count, box_count;
    struct place codes[HARM_CODES_MAX];
    const struct form_box *boxes; /* borrowed */
};

/* Everything `paper` says of this kind.  `other` is a printed page of the
 * same pile, shown where another sheet lies on top; NULL = bare paper.
 * `red` is how much of red ink the lamp sees, 0..1.
 *   ERR_NOMEM */
MUST_USE enum err_code harm_page(const struct paper *paper,
                                 const struct harm_places *places, double red,
                                 struct rng *rng, double dpi,
                                 const struct picture *other,
                                 struct picture *page, struct err *err);

#endif
