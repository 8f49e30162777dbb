/* reports/sign.h - PAdES baseline signatures on finished PDFs: B-B, B-T with
 * a timestamp authority, B-LT and B-LTA added later.
 *
 * libharu writes the pages; we append our own incremental update (classic
 * xref) and build the CMS with libcrypto.  Clauses: ETSI EN 319 142-1 and
 * docs/signing.md.
 */
#ifndef REPORTS_SIGN_H
#define REPORTS_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/str.h"

struct sign_key; /* private key, certificate and chain */

/* Where the passphrase comes from: never from argv. */
enum secret_from { SECRET_PROMPT, SECRET_ENV, SECRET_FD };
struct secret_source {
    enum secret_from from;
    const char *env;     /* SECRET_ENV: name of the variable */
    int fd;              /* SECRET_FD */
};

/* From the options --pass-env and --pass-fd: NULL and -1 when not given. */
struct secret_source sign_secret_from(const char *env, int64_t fd);

/* Read a passphrase into out[0..room), NUL-ended; the caller wipes it with
 * crypto_wipe().  `prompt` is shown on the terminal, which does not echo.
 *   ERR_USAGE  no terminal, no such variable or descriptor
 *   ERR_INTERRUPTED  Ctrl-C   ERR_RANGE  too long   ERR_FORMAT  no UTF-8 */
MUST_USE enum err_code sign_secret_read(const struct secret_source *secret,
                                        const char *prompt, char *out,
                                        size_t room, struct err *err);

/* `place` is a PKCS#12 file, a PEM file with an encrypted key and its
 * certificates, or pkcs11:token=…;object=…?module-path=… (else the variable
 * PINGYI_PKCS11 names the token's module).
 *   ERR_DENIED  wrong passphrase or PIN   ERR_RANGE  not valid today
 *   ERR_FORMAT  no key file, or key and certificate do not belong together, or
 *   they may not sign   ERR_NOTFOUND, ERR_USAGE  about the token
 *   the errors of sign_secret_read() and file_read() */
MUST_USE enum err_code sign_key_open(const char *place,
                                     const struct secret_source *secret,
                                     struct sign_key **out, struct err *err);
void sign_key_free(struct sign_key *key);
/* Common name of the certificate, UTF-8.  Borrowed. */
const char *sign_key_name(const struct sign_key *key);

/* A throwaway key and self-made CA for trying things out: writes key.p12,
 * ca.pem and ca.crl (it revokes nothing) into `dir`.  Says loudly in its subject that it is for trial only. */
MUST_USE enum err_code sign_key_make_trial(const char *dir, const char *name,
                                           const char *passphrase,
                                           struct err *err);

/* What the first signer says may still be done to the document (DocMDP, ISO
 * 32000-1 clause 12.8.2.2).  Validation data and document timestamps may be
 * added to all of them. */
enum sign_certify {
    SIGN_OPEN,   /* nothing is said: others may sign on top */
    SIGN_FINAL,  /* certified: nothing, not even another signature */
    SIGN_REVIEW, /* certified: others may sign on top */
};

struct sign_options {
    const char *reason, *location; /* UTF-8, may be NULL */
    const char *field;             /* "Signature1" when NULL */
    enum sign_certify certify;
    bool second; /* on top of another; without mark, field and certify */
    /* visible mark: page (0 = none, else 1..) and rectangle in mm */
    int page;
    double x, y, w, h;
    const char *seal; /* PNG with a transparent background, put in the middle
                       * of the mark; NULL = a thin red frame */
    int64_t time;   /* claimed time, seconds since 1970; 0 = now */
    const char *tsa;        /* address of a timestamp authority; NULL = B-B */
    const char *tsa_policy; /* dotted; NULL = the authority's own */
    int tsa_seconds;        /* to wait for it; 0 = 30 */
    const char *trust;      /* roots that must stand behind the authority;
                             * NULL = its certificates need only hold */
};

/* Sign `path` in place (whole or not at all).
 *   ERR_FORMAT  not a PDF our writer made   ERR_SYSTEM  libcrypto
 *   ERR_NOTNOW  signed already; for a second signature: not signed yet, or
 *   as final                                ERR_RANGE   no such page, or the
 *   certificates do not fit the space set aside    ERR_IO, ERR_FULL
 *   ERR_DENIED  what is to be signed a second time does not stand
 *   and those of the timestamp: ERR_USAGE a bad address, ERR_IO no answer,
 *   ERR_DENIED refused or not trusted, ERR_CORRUPT not to our question */
MUST_USE enum err_code sign_pdf(const char *path, const struct sign_key *key,
                                const struct sign_options *options,
                                struct err *err);

/* ---- verifying ---- */

enum verify_status {
    VERIFY_GOOD,
    VERIFY_UNSIGNED,     /* no signature at all */
    VERIFY_CHANGED,      /* a signed byte differs */
    VERIFY_APPENDED,     /* something follows the signature that may not */
    VERIFY_BAD_SIGNATURE,/* the signature itself does not hold */
    VERIFY_UNTRUSTED,    /* whole, but no trusted root stands behind it */
    VERIFY_MALFORMED,    /* not a PDF, or a structure we refuse */
    VERIFY_STATUS_COUNT
};
const char *verify_status_word(enum verify_status status);

/* How long the signature keeps its worth (ETSI EN 319 142-1 clause 6). */
enum verify_level {
    VERIFY_LEVEL_NONE, /* nothing that holds */
    VERIFY_B_B,        /* as long as the certificate is valid */
    VERIFY_B_T,        /* the time is proven */
    VERIFY_B_LT,       /* and what shows that the certificates were good then
                        * is in the file */
    VERIFY_B_LTA,      /* and is itself stamped: as long as it is renewed */
    VERIFY_LEVEL_COUNT
};
const char *verify_level_word(enum verify_level level); /* "", "B-B", … */

struct verify_signature {
    char signer[256];
    char claimed_time[40];   /* ISO 8601 from /M, "" if none */
    enum verify_level level; /* of a trusted signature that holds */
    char proven_time[40];    /* ISO 8601, UTC, from a trusted timestamp */
    char authority[256];     /* who stamped it */
};

enum { VERIFY_SIGNATURES_MAX = 16 };

struct verify_result {
    enum verify_status status;
    char signer[256];        /* of the first signature, as the next four */
    char claimed_time[40];
    char proven_time[40];
    char authority[256];
    enum sign_certify certified;
    enum verify_level level; /* the lowest of all signatures */
    char message[512];       /* a sentence for a person */
    size_t count;            /* signatures[0..count), in their order; 0 when
                              * the file is not as they left it */
    struct verify_signature signatures[VERIFY_SIGNATURES_MAX];
    char archived[40];       /* the last document timestamp, ISO 8601, UTC */
    char archive[256];       /* who made it */
    char keeps_until[40];    /* when the certificate everything hangs on now
                              * ends, ISO 8601 date; "" unless trusted */
    size_t issued_bytes;     /* bytes[0..issued_bytes) are the file as it was
                              * first signed; 0 unless it stands */
};

/* `trust` = PEM or DER file or folder of roots; NULL = none (never GOOD).
 * Whatever is wrong with the PDF is a status, not an error.
 *   ERR_IO, ERR_NOTFOUND, ERR_RANGE  the file or the trust list cannot be read
 *   ERR_FORMAT  the trust list holds no certificate */
MUST_USE enum err_code verify_pdf(const char *path, const char *trust,
                                  struct verify_result *out, struct err *err);

/* The same for bytes already read, so that what was judged is what is then
 * looked into; `name` is the file in messages. */
MUST_USE enum err_code verify_bytes(const char *bytes, size_t n,
                                    const char *name, const char *trust,
                                    struct verify_result *out,
                                    struct err *err);

/* ---- lengthening ---- */

struct extend_options {
    const char *trust;      /* roots that must stand behind everything */
    const char *tsa, *tsa_policy; /* NULL = validation data alone: B-LT */
    int seconds;            /* to wait for each answer; 0 = 30 */
    size_t crl_count;       /* revocation lists by hand, PEM or DER, for */
    const char *const *crl; /* certificates that say nowhere where to ask */
};

/* Add to `path` what shows that its certificates were good (certificates,
 * revocation lists, OCSP answers: B-LT), and with `tsa` a document timestamp
 * over everything (B-LTA); as often as wanted, to renew it.  In place, whole
 * or not at all.  *result is what verify_pdf() says of the new file.
 *   ERR_DENIED  the file does not stand, somebody is not trusted, or a
 *   certificate was revoked   ERR_NOTNOW  a signature has no proven time, and
 *   no authority was named   ERR_NOTFOUND  a certificate says nowhere where
 *   to ask   ERR_IO  no answer   and the errors of sign_pdf() */
MUST_USE enum err_code sign_extend(const char *path,
                                   const struct extend_options *options,
                                   struct verify_result *result,
                                   struct err *err);

/* ---- the attached figures ---- */

/* The figures a report carries: its attached file's bytes (malloc'd), NULL
 * when there is none.  ERR_FORMAT, ERR_RANGE, and those of verify_pdf() */
MUST_USE enum err_code verify_attachment(const char *path, const char *name,
                                         char **bytes, size_t *n,
                                         struct err *err);
MUST_USE enum err_code verify_attachment_bytes(const char *pdf, size_t pdf_n,
                                               const char *pdf_name,
                                               const char *name,
                                               char **bytes, size_t *n,
                                               struct err *err);

#endif
