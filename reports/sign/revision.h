/* reports/sign/revision.h - the kinds of revision this program adds to a PDF.
 *
 *   libharu's file | SIGNATURE | SIGNATURE (countersigned) | DATA | TIMESTAMP
 *
 * A revision is written from its plan and the file before it alone.  So a
 * verifier can read the plan of what follows a signature, write the revision
 * again and compare the bytes: what is not written by this program, byte for
 * byte, is not accepted, whatever readers make of it.  And nothing after the
 * first signature changes what a page shows: later fields have no area.
 */
#ifndef REPORTS_SIGN_REVISION_H
#define REPORTS_SIGN_REVISION_H

#include <time.h>

#include "reports/sign/evidence.h"
#include "reports/sign/pdf_update.h"
#include "reports/sign/seal.h"

enum revision_kind {
    REVISION_SIGNATURE, /* /Sig, ETSI.CAdES.detached */
    REVISION_TIMESTAMP, /* /DocTimeStamp, ETSI.RFC3161 */
    REVISION_DATA,      /* /DSS */
};

enum { REVISION_TIME_BYTES = 40 };

/* What a signature shows on its page. */
struct revision_mark {
    size_t page;             /* 1.. */
    double x, y, w, h;       /* mm, from the top left */
    const struct seal *seal; /* NULL = a thin red frame */
};

struct revision_plan {
    enum revision_kind kind;
    const char *field; /* NULL = Signature1, Timestamp2 …, the next number */
    const char *time;  /* /M, as revision_time() writes it */
    const char *name, *reason, *location; /* UTF-8; NULL or "" = none */
    int certify; /* DocMDP permission 1..3; 0 = no certification */
    const struct revision_mark *mark; /* NULL = nothing is seen */
    const struct evidence *data;      /* those with revision SIZE_MAX */
};

/* Where the signature goes, in update.out; both 0 for REVISION_DATA. */
struct revision_hole {
    size_t range_at, contents_at;
};

/* D:20261122211327+08'00': local time and how far it is from UTC, because a
 * reader elsewhere must know both (ISO 32000-1 7.9.4).  "" = not possible. */
void revision_time(time_t when, char out[REVISION_TIME_BYTES]);

/* Write and finish the update, /ByteRange filled in, the hole full of zeros.
 *   ERR_RANGE  no such page, or too large   ERR_FORMAT   ERR_NOMEM */
MUST_USE enum err_code revision_write(struct pdf_update *u,
                                      const struct revision_plan *plan,
                                      struct revision_hole *hole,
                                      struct err *err);

/* SHA-256 of file and update without the hole.  ERR_NOMEM */
MUST_USE enum err_code revision_digest(const struct pdf_update *u,
                                       const struct revision_hole *hole,
                                       uint8_t digest[32], struct err *err);

/* Fill the hole.  ERR_RANGE  it does not fit */
MUST_USE enum err_code revision_fill(struct pdf_update *u,
                                     const struct revision_hole *hole,
                                     const struct str *der, struct err *err);

#endif
