/* reports/sign/der.h - writing DER from the inside out (X.690 clause 8, 10).
 */
#ifndef REPORTS_SIGN_DER_H
#define REPORTS_SIGN_DER_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/str.h"

enum {
    DER_INTEGER = 0x02,
    DER_OCTETS = 0x04,
    DER_OID = 0x06,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT_0 = 0xA0, /* constructed [0] */
    DER_CONTEXT_1 = 0xA1, /* constructed [1] */
};

/* tag, length, bytes[0..n). */
void der_add(struct str *out, uint8_t tag, const void *bytes, size_t n);

/* tag, length, body; the body is emptied. */
void der_wrap(struct str *out, uint8_t tag, struct str *body);

/* Members of a SET OF, each a complete value, in DER order: sorted as
 * unsigned bytes.  Reorders the pointers, writes only the members. */
void der_add_sorted(struct str *out, size_t n, struct str *members[]);

#endif
