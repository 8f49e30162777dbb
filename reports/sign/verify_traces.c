/* reports/sign/verify_traces.c - damaged files: what the bare bytes tell. */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "reports/sign/cert.h"
#include "reports/sign/verify_parts.h"

enum { TRACES_MAX = 16 };

/* The next "/ByteRange" at or after *at, and what follows it. */
static bool next_trace(const struct pdf_text *t, size_t *at,
                       struct pdf_value *range)
{
    static const char key[] = "/ByteRange";
    if (*at >= t->n)
        return false;
    const char *found = memmem(t->bytes + *at, t->n - *at, key, sizeof key - 1);
    if (found == NULL)
        return false;
    *at = (size_t)(found - t->bytes) + sizeof key - 1;
    *range = (struct pdf_value){.kind = PDF_NULL};
    if (pdf_lex(t, *at, range, NULL) != ERR_OK || range->kind != PDF_ARRAY)
        range->kind = PDF_NULL;
    return true;
}

/* By how much a file is shorter than its /ByteRange says; 0 if not. */
static size_t bytes_missing(const struct pdf_text *t,
                            const struct pdf_value *range)
{
    uint64_t sum = 0;
    size_t pos = 0;
    struct pdf_value v;
    for (size_t i = 0; pdf_array_next(t, range, &pos, &v); i++)
        if (i >= 2 && v.kind == PDF_INT && v.number > 0)
            sum += (uint64_t)v.number;
    return sum > t->n ? sum - t->n : 0;
}

bool verify_traces(const struct pdf_text *t, const char *refused,
                   struct verify_result *out)
{
    size_t at = 0, traces = 0;
    struct pdf_value range;
    while (traces < TRACES_MAX && next_trace(t, &at, &range)) {
        struct pdf_signature s = {.from = 0};
        struct cms cms = {.signer = NULL};
        struct err why = ERR_INIT;
        char text[256];
        enum verify_status status = VERIFY_CHANGED;
        if (pdf_byte_range(t, &range, &s)) {
            status = verify_check_bytes(t, &s, &cms, &why);
        } else {
            size_t missing = bytes_missing(t, &range);
            (void)snprintf(text, sizeof text,
                           missing > 0 ? _("it is cut short, %zu bytes are "
                                           "missing")
                                       : _("its bytes are not those that "
                                           "were signed"), missing);
            (void)err_set(&why, ERR_CORRUPT, 0, "%s", text);
        }
        bool holds = status == VERIFY_GOOD;
        if (cms.signer != NULL && (holds || traces == 0))
            cert_name(cms.signer, out->signer, sizeof out->signer);
        cms_deinit(&cms);
        if (holds && s.end < t->n)
            verify_say_appended(NULL, t, &s, out);
        else if (holds)
            verify_say(out, VERIFY_MALFORMED, refused);
        else if (traces == 0)
            verify_say(out, status, why.text);
        traces++;
        if (holds)
            break;
    }
    if (traces > 0)
        return true;
    static const char kind[] = "ETSI.CAdES.detached";
    if (memmem(t->bytes, t->n, kind, sizeof kind - 1) == NULL)
        return false;
    verify_say(out, VERIFY_CHANGED, _("its bytes are not those that were signed"));
    return true;
}
