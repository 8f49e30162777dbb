/* omr/fit/overlay.h - what was found, drawn over the paled scan. */
#ifndef OMR_FIT_OVERLAY_H
#define OMR_FIT_OVERLAY_H

#include "omr/fit/propose.h"

/* ERR_NOMEM; *out is the caller's. */
MUST_USE enum err_code overlay_draw(const struct image *image, double px_mm,
                                    const struct proposal *p, int first,
                                    struct image *out, struct err *err);

#endif
