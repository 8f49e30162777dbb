/* reports/sign/evidence.h - what shows, years later, that a certificate was
 * good when it was used: certificates, revocation lists (RFC 5280) and answers
 * of OCSP services (RFC 6960), as a PDF keeps them (its /DSS, ETSI EN 319
 * 142-1 clause 5.4).
 *
 * No signature covers the /DSS before a document timestamp does, so every item
 * has one accepted form and must be signed by somebody whose certificate is
 * there: a changed bit is seen.
 */
#ifndef REPORTS_SIGN_EVIDENCE_H
#define REPORTS_SIGN_EVIDENCE_H

#include <openssl/ocsp.h>
#include <openssl/x509.h>

#include "reports/sign/pdf_file.h"

enum evidence_kind {
    EVIDENCE_CERT,
    EVIDENCE_CRL,
    EVIDENCE_OCSP,
    EVIDENCE_KIND_COUNT
};

enum {
    EVIDENCE_MAX = 160,
    EVIDENCE_BYTES_MAX = 16 * 1024 * 1024, /* a national authority's list */
};

struct evidence_item {
    enum evidence_kind kind;
    size_t revision; /* of the file, 0..; of what is to be added: SIZE_MAX */
    char *der;       /* owned */
    size_t n;
    /* one of them, owned */
    X509 *cert;
    X509_CRL *crl;
    OCSP_BASICRESP *ocsp;
};

struct evidence {
    size_t n;
    struct evidence_item items[EVIDENCE_MAX];
};

/* Key of the /DSS dictionary: "Certs", "CRLs", "OCSPs". */
const char *evidence_key(enum evidence_kind kind);

/* Add der[0..n), unless the same is there already.
 *   ERR_CORRUPT  it is not of that kind, or not in its one form
 *   ERR_RANGE  EVIDENCE_MAX   ERR_NOMEM */
MUST_USE enum err_code evidence_add(struct evidence *e,
                                    enum evidence_kind kind, const char *der,
                                    size_t n, size_t revision,
                                    struct err *err);
void evidence_deinit(struct evidence *e);

/* All of a file's /DSS, in its order.
 *   ERR_FORMAT  no such dictionary   and those of evidence_add() */
MUST_USE enum err_code evidence_read(const struct pdf_file *file,
                                     struct evidence *e, struct err *err);

/* Is every item signed by a certificate of `pool` or of the evidence itself?
 *   ERR_CORRUPT  one is not */
MUST_USE enum err_code evidence_check(const struct evidence *e,
                                      const STACK_OF(X509) *pool,
                                      struct err *err);

/* Is the list, or the answer, signed in the name of `issuer`?  An answer may
 * be signed by one whom the issuer made a certificate for that purpose. */
bool evidence_crl_by(X509_CRL *crl, X509 *issuer);
bool evidence_ocsp_by(OCSP_BASICRESP *ocsp, X509 *issuer);

/* An OCSP response as it arrived, in its one form: without certificates that
 * are not needed.  Appended to `out`.   ERR_CORRUPT  it is none */
MUST_USE enum err_code evidence_normalise_ocsp(const char *der, size_t n,
                                               X509 *issuer, struct str *out,
                                               struct err *err);

#endif
