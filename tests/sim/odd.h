/* tests/sim/odd.h - what lies in a pile of scans but is no sheet. */
#ifndef SIM_ODD_H
#define SIM_ODD_H

#include "tests/sim/profile.h"

/* "blank" (an empty page), "letter" (handwriting from top to bottom),
 * "table" (a ruled form of somebody else) or "black" (the lid was open). */
MUST_USE enum err_code odd_page(const char *kind, uint64_t seed, double dpi,
                                bool bilevel, const char *path,
                                struct err *err);

#endif
