/* reports/sign/verify_parts.h - shared by verify*.c and extend.c alone. */
#ifndef REPORTS_SIGN_VERIFY_PARTS_H
#define REPORTS_SIGN_VERIFY_PARTS_H

#include <stdbool.h>
#include <time.h>

#include "reports/sign.h"
#include "reports/sign/cms.h"
#include "reports/sign/evidence.h"
#include "reports/sign/signature.h"
#include "reports/sign/trust.h"
#include "reports/sign/tst.h"

/* A signature or a document timestamp of the file. */
struct verify_item {
    struct pdf_signature s;
    bool stamp;                /* a document timestamp */
    enum verify_status status; /* of its bytes alone; GOOD = they hold */
    struct err why;            /* they do not */
    struct cms cms;            /* of a signature that holds */
    struct tst tst; /* of a document timestamp; of a signature, its own.
                     * Without certs: none */
    size_t revision;           /* that it ends; SIZE_MAX = none */
    time_t claimed;
    char claimed_text[40];
    enum sign_certify certify;
};

struct verify_file {
    const struct pdf_file *file;
    size_t n; /* in the order of their ends */
    struct verify_item items[SIGNATURES_MAX];
    struct evidence evidence;
};

/* All items, their bytes checked.   ERR_FORMAT, ERR_RANGE, ERR_NOMEM */
MUST_USE enum err_code verify_file_open(const struct pdf_file *file,
                                        struct verify_file *out,
                                        struct err *err);
void verify_file_close(struct verify_file *v);

/* Has the dictionary of a signature (not of a document timestamp) what the
 * baseline asks for?  Reads its claimed time and certification.
 *   ERR_FORMAT  why not */
MUST_USE enum err_code verify_read_dict(const struct pdf_file *file,
                                        struct verify_item *item,
                                        struct err *err);

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
/* The same of a document timestamp. */
enum verify_status verify_check_stamp(const struct pdf_text *t,
                                      const struct pdf_signature *s,
                                      struct tst *tst, struct err *why);

/* D:YYYYMMDDHHmmSS+HH'mm' or …Z into ISO 8601 and seconds since 1970. */
bool verify_read_time(const char *text, char iso[40], time_t *when);
/* "2026-11-23T08:00:00Z" */
void verify_print_time(time_t when, char iso[40]);

/* Is revision `i` byte for byte one that this program adds to the file before
 * it?  *kind says which.
 *   ERR_CORRUPT  no   ERR_NOMEM */
MUST_USE enum err_code verify_revision(const struct pdf_file *file, size_t i,
                                       int *kind, struct err *err);

/* A chain that was found good, and what it was used for. */
struct verify_chain {
    STACK_OF(X509) *certs; /* subject first, root last; owned */
    time_t used;           /* when; 0 = not proven */
    time_t judged;         /* what became known until then counts; 0 = now */
};
enum { VERIFY_CHAINS_MAX = 2 * SIGNATURES_MAX };
struct verify_chains {
    size_t n;
    struct verify_chain chain[VERIFY_CHAINS_MAX];
};
void verify_chains_deinit(struct verify_chains *chains);

/* Do trusted roots stand behind everybody, at the times that count?  Fills
 * out's levels, times and authorities; `chains` (may be NULL) gets what was
 * found, also after ERR_DENIED.
 *   ERR_DENIED, ERR_CORRUPT  why not   ERR_SYSTEM, ERR_NOMEM */
MUST_USE enum err_code verify_trust(const struct trust *trust,
                                    const struct verify_file *v,
                                    struct verify_result *out,
                                    struct verify_chains *chains,
                                    struct err *err);

/* The reader refused the file, or found no signature in it.  Look for traces
 * of one among the bare bytes; say what they tell.  False: there are none. */
bool verify_traces(const struct pdf_text *t, const char *refused,
                   struct verify_result *out);

/* Everything, with roots already loaded. */
MUST_USE enum err_code verify_with(const char *bytes, size_t n,
                                   const char *name,
                                   const struct trust *trust,
                                   struct verify_result *out,
                                   struct verify_chains *chains,
                                   struct err *err);

#endif
