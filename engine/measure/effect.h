/* engine/measure/effect.h - what the next round says of a measure. */
#ifndef ENGINE_MEASURE_EFFECT_H
#define ENGINE_MEASURE_EFFECT_H

#include "engine/measure/measure.h"
#include "engine/tally/compare.h"

/* The measure's question in both rounds, or NULL: it is tied to none, the
 * question was not asked the same way, or a figure is hidden.  `q` is the
 * newer round's; borrowed from the comparison. */
const struct compared *measure_effect(const struct measure *m,
                                      const struct comparison *c,
                                      const struct questionnaire *q);

#endif
