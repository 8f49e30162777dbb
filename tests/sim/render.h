/* tests/sim/render.h - printed pages as pictures, through poppler's pdftoppm:
 * a renderer that knows nothing of how the PDF was made. */
#ifndef SIM_RENDER_H
#define SIM_RENDER_H

#include "tests/sim/form.h"

/* The pages of one file stream through one pipe, so asking for them in order
 * is quick; any other order works and starts poppler anew.  Zeroed to begin. */
struct render {
    FILE *pipe;
    const char *file; /* borrowed from the printed list */
    int next;         /* page the pipe gives next */
};

/* Page `p` at `dpi`; a relative path is looked for in `base` (or NULL).
 *   ERR_SYSTEM, ERR_IO  pdftoppm does not run   ERR_FORMAT  no such page */
MUST_USE enum err_code render_page(struct render *r, const char *base,
                                   double dpi, const struct printed_page *p,
                                   struct picture *out, struct err *err);
void render_close(struct render *r);

#endif
