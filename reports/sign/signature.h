/* reports/sign/signature.h - where a PDF keeps its signatures. */
#ifndef REPORTS_SIGN_SIGNATURE_H
#define REPORTS_SIGN_SIGNATURE_H

#include "reports/sign/pdf_file.h"

enum {
    SIGNATURES_MAX = 16,
    /* Room for the CMS: RSA-2048 with its chain takes 3 KB, with a public
     * timestamp authority's token up to 11 KB.  Fixed before hashing. */
    SIGNATURE_RESERVE_BYTES = 16384,
};

struct pdf_signature {
    struct pdf_value dict;
    size_t from, to; /* the hole: bytes[from..to) are "<hex>", not signed */
    size_t end;      /* the signature covers bytes[0..end) but the hole */
};

/* Signed fields reachable from the catalog, in the order of the form.  Each
 * has a /ByteRange that starts at 0 and whose numbers lie inside the file;
 * whether it frames /Contents is not said.
 *   ERR_FORMAT, ERR_RANGE more than SIGNATURES_MAX */
MUST_USE enum err_code pdf_signatures(const struct pdf_file *file,
                                      struct pdf_signature out[SIGNATURES_MAX],
                                      size_t *n, struct err *err);

/* Digest of bytes[0..end) without the hole. */
void pdf_signature_digest(const char *bytes, const struct pdf_signature *s,
                          uint8_t digest[32]);

/* "[0 a b c]" lexed at *at or found by hand, into a signature's hole and end.
 * False when it cannot be a range inside n bytes. */
bool pdf_byte_range(const struct pdf_text *t, const struct pdf_value *array,
                    struct pdf_signature *out);

#endif
