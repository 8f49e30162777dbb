/* reports/sign/cert.h - what we ask of certificates, for signing and for
 * verifying alike; and the room's way to report a libcrypto failure. */
#ifndef REPORTS_SIGN_CERT_H
#define REPORTS_SIGN_CERT_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "engine/base/err.h"

/* Weakest key and digest accepted, in bits of security (NIST SP 800-57): RSA
 * of 2048 bits and up, P-256 and up, no SHA-1. */
enum { CERT_SECURITY_BITS = 112 };

/* Common name (else organisation, else "?") as UTF-8, cut to `room`. */
void cert_name(const X509 *cert, char *out, size_t room);

/* "2026-11-22", UTC. */
enum { CERT_DATE_BYTES = 16 };
void cert_date(const ASN1_TIME *time, char out[CERT_DATE_BYTES]);

/* -1 not yet valid at `when`, 1 no longer, 0 valid. */
int cert_at(const X509 *cert, time_t when);

/* keyUsage absent, or with digitalSignature or nonRepudiation. */
bool cert_may_sign(X509 *cert);

/* RSA or an elliptic curve of the general kind, strong enough. */
bool cert_key_usable(const EVP_PKEY *key);

/* ERR_SYSTEM (ERR_NOMEM) with what was tried and libcrypto's own reason;
 * empties its error queue. */
enum err_code cert_crypto_failed(struct err *err, const char *doing);

#endif
