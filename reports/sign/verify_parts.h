/* reports/sign/verify_parts.h - shared by verify.c, verify_time.c and
 * verify_traces.c alone. */
#ifndef REPORTS_SIGN_VERIFY_PARTS_H
#define REPORTS_SIGN_VERIFY_PARTS_H

#include <stdbool.h>
#include <time.h>

#include "reports/sign.h"
#include "reports/sign/cms.h"
#include "reports/sign/signature.h"
#include "reports/sign/trust.h"

/* The verdict and its sentence; `why` where the sentence has a place for it. */
void verify_say(struct verify_result *out, enum verify_status status,
                const char *why);
/* What stands behind the signed part, in words; `file` may be NULL. */
void verify_say_appended(const struct pdf_file *file,
                         const struct pdf_text *t,
                         const struct pdf_signature *s,
                         struct verify_result *out);

/* Does the signature hold for the bytes it says it covers?  VERIFY_GOOD then
 * means no more than that. */
enum verify_status verify_check_bytes(const struct pdf_text *t,
                                      const struct pdf_signature *s,
                                      struct cms *cms, struct err *why);

/* D:YYYYMMDDHHmmSS+HH'mm' or …Z into ISO 8601 and seconds since 1970. */
bool verify_read_time(const char *text, char iso[40], time_t *when);

/* Do trusted roots stand behind the signer, and behind the timestamp if there
 * is one?  Without a timestamp the certificate must be valid now and at the
 * time claimed; with one, at the time proven.  Sets level, proven_time and
 * authority.   ERR_DENIED, ERR_CORRUPT  why not   ERR_SYSTEM, ERR_NOMEM */
MUST_USE enum err_code verify_trust(const struct trust *trust,
                                    const struct cms *cms, time_t claimed,
                                    struct verify_result *out,
                                    struct err *err);

/* The reader refused the file, or found no signature in it.  Look for traces
 * of one among the bare bytes; say what they tell.  False: there are none. */
bool verify_traces(const struct pdf_text *t, const char *refused,
                   struct verify_result *out);

#endif
