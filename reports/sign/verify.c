/* reports/sign/verify.c - does a PDF stand as it was signed?
 *
 * Accepted is one thing only: a file whose last byte is the last byte signed,
 * whose only unsigned bytes are the signature's own hexadecimal digits, in a
 * form that leaves them no freedom either, by a signer whom a trusted root
 * stands behind.  Everything else is told apart as far as the bytes allow, so
 * that a person knows what happened:
 *
 *   the reader can open it, a signature covers all of it   -> judged in full
 *   the signature holds, but ends before the file does     -> APPENDED
 *   the reader refuses, but /ByteRange can still be found  -> CHANGED, …
 *   no trace of a signature                      -> UNSIGNED or MALFORMED
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/utf8.h"
#include "reports/sign.h"
#include "reports/sign/cert.h"
#include "reports/sign/signature.h"
#include "reports/sign/trust.h"

static const char *const words[] = {
    [VERIFY_GOOD] = "good",
    [VERIFY_UNSIGNED] = "unsigned",
    [VERIFY_CHANGED] = "changed",
    [VERIFY_APPENDED] = "appended",
    [VERIFY_BAD_SIGNATURE] = "bad_signature",
    [VERIFY_UNTRUSTED] = "untrusted",
    [VERIFY_MALFORMED] = "malformed",
};
_Static_assert(sizeof words / sizeof words[0] == VERIFY_STATUS_COUNT,
               "one word per status");

/* One sentence per status; %s is the reason, where there is one. */
static const char *const sentences[] = {
    [VERIFY_GOOD] = N_("The signature is good: no byte has changed since %s "
                       "signed, and a trusted root stands behind it."),
    [VERIFY_UNSIGNED] = N_("This PDF carries no signature."),
    [VERIFY_CHANGED] = N_("This file was changed after it was signed: %s."),
    [VERIFY_APPENDED] = N_("Something was added to this file after it was "
                           "signed: %s. What is shown may not be what was "
                           "signed."),
    [VERIFY_BAD_SIGNATURE] = N_("The signature does not hold: %s."),
    [VERIFY_UNTRUSTED] = N_("The file is as it was signed, but the signer is "
                            "not trusted: %s."),
    [VERIFY_MALFORMED] = N_("This file cannot be judged: %s."),
};
_Static_assert(sizeof sentences / sizeof sentences[0] == VERIFY_STATUS_COUNT,
               "one sentence per status");

const char *verify_status_word(enum verify_status status)
{
    return (unsigned)status < VERIFY_STATUS_COUNT ? words[status] : "unknown";
}

static void say(struct verify_result *out, enum verify_status status,
                const char *why)
{
    out->status = status;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    /* The formats are the table above, each with at most one %s. */
    (void)snprintf(out->message, sizeof out->message, _(sentences[status]),
                   why);
#pragma GCC diagnostic pop
    utf8_trim_tail(out->message);
}

/* ---- the signature itself ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Bytes of a DER value with its head, from its first bytes; 0 when it is none
 * or does not fit `n`. */
static size_t der_size(const uint8_t *der, size_t n)
{
    if (n < 2 || der[0] != 0x30)
        return 0;
    size_t head = 2;
    size_t size = der[1];
    if (der[1] >= 0x80) {
        size_t more = der[1] & 0x7F;
        if (more < 1 || more > 4 || n < 2 + more)
            return 0;
        size = 0;
        for (size_t i = 0; i < more; i++)
            size = size << 8 | der[2 + i];
        head += more;
    }
    return size <= n - head ? head + size : 0;
}

/* The hole's digits into a CMS.  One way to write it only: upper-case digits
 * without blanks, and nothing but zeros behind, because no signature covers
 * these bytes.
 *   ERR_FORMAT  the hole is elsewhere   ERR_CORRUPT  what is in it is wrong */
static enum err_code read_hole(const struct pdf_text *t,
                               const struct pdf_signature *s, struct cms *cms,
                               struct err *err)
{
    const char *hex = t->bytes + s->from + 1;
    size_t digits = s->to - s->from;
    if (digits < 2 || t->bytes[s->from] != '<' || t->bytes[s->to - 1] != '>' ||
        digits % 2 != 0)
        return err_set(err, ERR_FORMAT, 0,
                       _("the gap it leaves is not the signature's own "
                         "place"));
    size_t n = (digits - 2) / 2;
    if (n > LIMIT_PDF_BYTES / 64)
        return err_set(err, ERR_CORRUPT, 0, _("it is too large"));
    uint8_t *der = mem_alloc(n, 1);
    if (der == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), t->name);
    bool clean = true;
    for (size_t i = 0; i < n; i++) {
        int high = hex_value(hex[2 * i]);
        int low = hex_value(hex[2 * i + 1]);
        clean = clean && high >= 0 && low >= 0;
        der[i] = (uint8_t)((high & 15) << 4 | (low & 15));
    }
    size_t size = der_size(der, n);
    for (size_t i = size; i < n; i++)
        clean = clean && der[i] == 0;
    enum err_code code;
    if (size == 0 || !clean)
        code = err_set(err, ERR_CORRUPT, 0,
                       size == 0 ? _("it is no CMS signature")
                                 : _("the place set aside for it holds "
                                     "something else besides"));
    else
        code = cms_read(der, size, cms, err);
    free(der);
    return code;
}

/* Does the signature hold for the bytes it says it covers?  VERIFY_GOOD then
 * means no more than that. */
static enum verify_status check_bytes(const struct pdf_text *t,
                                      const struct pdf_signature *s,
                                      struct cms *cms, struct err *why)
{
    uint8_t digest[SHA256_BYTES];
    enum err_code code = read_hole(t, s, cms, why);
    if (code != ERR_OK)
        return code == ERR_FORMAT ? VERIFY_CHANGED : VERIFY_BAD_SIGNATURE;
    pdf_signature_digest(t->bytes, s, digest);
    if (memcmp(digest, cms->digest, sizeof digest) == 0)
        return VERIFY_GOOD;
    (void)err_set(why, ERR_CORRUPT, 0,
                  _("its bytes are not those that were signed"));
    return VERIFY_CHANGED;
}

/* ---- the claimed time ---- */

static bool two_digits(const char *text, int *out)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return false;
    *out = (text[0] - '0') * 10 + (text[1] - '0');
    return true;
}

/* D:YYYYMMDDHHmmSS+HH'mm' or …Z into ISO 8601 and seconds since 1970. */
static bool read_time(const char *text, char iso[40], time_t *when)
{
    int part[7], hours = 0, minutes = 0;
    size_t n = strlen(text);
    if (n < 17 || strncmp(text, "D:", 2) != 0)
        return false;
    for (size_t i = 0; i < 7; i++)
        if (!two_digits(text + 2 + 2 * i, &part[i]))
            return false;
    const char *zone = text + 16;
    bool utc = strcmp(zone, "Z") == 0;
    if (!utc && (strlen(zone) < 6 || (zone[0] != '+' && zone[0] != '-') ||
                 zone[3] != '\'' || !two_digits(zone + 1, &hours) ||
                 !two_digits(zone + 4, &minutes) ||
                 (zone[6] != '\0' && strcmp(zone + 6, "'") != 0)))
        return false;
    struct tm tm = {.tm_year = part[0] * 100 + part[1] - 1900,
                    .tm_mon = part[2] - 1, .tm_mday = part[3],
                    .tm_hour = part[4], .tm_min = part[5], .tm_sec = part[6]};
    struct tm asked = tm;
    time_t seconds = timegm(&tm);
    if (hours > 23 || minutes > 59 || tm.tm_mon != asked.tm_mon ||
        tm.tm_mday != asked.tm_mday || tm.tm_hour != asked.tm_hour ||
        tm.tm_min != asked.tm_min || tm.tm_sec != asked.tm_sec)
        return false;
    int offset = (hours * 60 + minutes) * 60;
    *when = seconds - (zone[0] == '-' ? -offset : offset);
    int written = snprintf(iso, 40, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s", text + 2,
                           text + 6, text + 8, text + 10, text + 12,
                           text + 14);
    if (utc)
        (void)snprintf(iso + written, 40 - (size_t)written, "Z");
    else
        (void)snprintf(iso + written, 40 - (size_t)written, "%c%02d:%02d",
                       zone[0], hours, minutes);
    return true;
}

/* ---- the whole ---- */

/* The rules of a baseline signature dictionary (EN 319 142-1 table 1). */
static enum err_code check_dict(const struct pdf_file *file,
                                const struct pdf_signature *s,
                                struct verify_result *out, time_t *when,
                                struct err *err)
{
    const struct pdf_text *t = &file->text;
    struct pdf_value type = pdf_dict_get(t, &s->dict, "Type");
    struct pdf_value filter = pdf_dict_get(t, &s->dict, "SubFilter");
    struct pdf_value contents = pdf_dict_get(t, &s->dict, "Contents");
    struct pdf_value time = pdf_dict_get(t, &s->dict, "M");
    struct str text;
    str_init(&text, 256);
    bool timed = pdf_string_text(t, &time, &text) &&
                 read_time(text.text, out->claimed_time, when);
    str_deinit(&text);
    if ((type.kind != PDF_NULL && !pdf_name_is(t, &type, "Sig")) ||
        !pdf_name_is(t, &filter, "ETSI.CAdES.detached") ||
        pdf_dict_get(t, &s->dict, "Cert").kind != PDF_NULL || !timed)
        return err_set(err, ERR_FORMAT, 0,
                       _("its signature is not of the PAdES baseline kind"));
    if (contents.kind != PDF_HEX || contents.at != s->from ||
        contents.end != s->to)
        return err_set(err, ERR_FORMAT, 0,
                       _("the gap it leaves is not the signature's own "
                         "place"));
    return ERR_OK;
}

/* What stands behind the signed part, in words. */
static void say_appended(const struct pdf_file *file, const struct pdf_text *t,
                         const struct pdf_signature *s,
                         struct verify_result *out)
{
    char why[256];
    size_t replaced = 0, later = SIZE_MAX;
    for (size_t i = 0; file != NULL && i < file->revision_count; i++)
        if (file->revisions[i].start >= s->end && later == SIZE_MAX)
            later = i;
    for (size_t i = 0; later != SIZE_MAX && i < file->size; i++) {
        size_t revision = pdf_object_revision(file, (int64_t)i);
        replaced += revision != SIZE_MAX && revision >= later;
    }
    if (replaced > 0)
        (void)snprintf(why, sizeof why,
                       _("a later revision of %zu bytes that writes %zu "
                         "objects"), t->n - s->end, replaced);
    else
        (void)snprintf(why, sizeof why, _("%zu bytes"), t->n - s->end);
    say(out, VERIFY_APPENDED, why);
}

/* Judge signature `s` of an opened file, the only one or the last.
 *   the errors of trust_judge() about the trust list */
static enum err_code judge_signature(const struct pdf_file *file,
                                     const struct pdf_signature *s,
                                     const char *trust,
                                     struct verify_result *out,
                                     struct err *err)
{
    const struct pdf_text *t = &file->text;
    struct cms cms = {.signer = NULL};
    struct err why = ERR_INIT;
    time_t when = 0;
    enum err_code code = ERR_OK;
    enum err_code dict = check_dict(file, s, out, &when, &why);
    struct err broken = ERR_INIT;
    enum verify_status status = check_bytes(t, s, &cms, &broken);
    if (cms.signer != NULL)
        cert_name(cms.signer, out->signer, sizeof out->signer);
    if (status != VERIFY_GOOD) {
        say(out, status, broken.text);
    } else if (s->end < t->n) {
        say_appended(file, t, s, out);
    } else if (dict != ERR_OK) {
        say(out, VERIFY_MALFORMED, why.text);
    } else {
        struct err distrust = ERR_INIT;
        code = trust_judge(trust, &cms, when, &distrust);
        if (code == ERR_OK)
            say(out, VERIFY_GOOD, out->signer);
        else if (code == ERR_DENIED)
            say(out, VERIFY_UNTRUSTED, distrust.text);
        else if (code == ERR_CORRUPT)
            say(out, VERIFY_BAD_SIGNATURE, distrust.text);
        else
            (void)err_set(err, code, distrust.native, "%s", distrust.text);
        if (code == ERR_DENIED || code == ERR_CORRUPT)
            code = ERR_OK;
    }
    cms_deinit(&cms);
    return code;
}

/* ---- damaged files ---- */

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

/* The reader refused the file, or found no signature in it.  Look for traces
 * of one among the bare bytes; say what they tell.  False: there are none. */
static bool judge_traces(const struct pdf_text *t, const char *refused,
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
            status = check_bytes(t, &s, &cms, &why);
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
            say_appended(NULL, t, &s, out);
        else if (holds)
            say(out, VERIFY_MALFORMED, refused);
        else if (traces == 0)
            say(out, status, why.text);
        traces++;
        if (holds)
            break;
    }
    if (traces > 0)
        return true;
    static const char kind[] = "ETSI.CAdES.detached";
    if (memmem(t->bytes, t->n, kind, sizeof kind - 1) == NULL)
        return false;
    say(out, VERIFY_CHANGED, _("its bytes are not those that were signed"));
    return true;
}

/* ---- entry ---- */

static enum err_code judge_opened(const struct pdf_file *file,
                                  const char *trust,
                                  struct verify_result *out, struct err *err)
{
    struct pdf_signature s[SIGNATURES_MAX];
    size_t n, last = 0;
    struct err why = ERR_INIT;
    if (pdf_signatures(file, s, &n, &why) != ERR_OK) {
        if (!judge_traces(&file->text, why.text, out))
            say(out, VERIFY_MALFORMED, why.text);
        return ERR_OK;
    }
    if (n == 0) {
        if (!judge_traces(&file->text,
                          _("its signature is not part of its form"), out))
            say(out, VERIFY_UNSIGNED, "");
        return ERR_OK;
    }
    for (size_t i = 1; i < n; i++)
        last = s[i].end > s[last].end ? i : last;
    enum err_code code = judge_signature(file, &s[last], trust, out, err);
    if (code == ERR_OK && n > 1 &&
        (out->status == VERIFY_GOOD || out->status == VERIFY_UNTRUSTED))
        say(out, VERIFY_APPENDED, _("another signature"));
    return code;
}

enum err_code verify_bytes(const char *bytes, size_t n, const char *name,
                           const char *trust, struct verify_result *out,
                           struct err *err)
{
    struct pdf_file file;
    struct err why = ERR_INIT;
    *out = (struct verify_result){.status = VERIFY_MALFORMED};
    enum err_code code = pdf_file_init(&file, bytes, n, name, &why);
    if (code == ERR_NOMEM)
        return err_set(err, code, 0, "%s", why.text);
    if (code != ERR_OK) {
        struct pdf_text t = {.bytes = bytes, .n = n, .name = name};
        if (!judge_traces(&t, why.text, out))
            say(out, VERIFY_MALFORMED, why.text);
        return ERR_OK;
    }
    code = judge_opened(&file, trust, out, err);
    pdf_file_deinit(&file);
    return code;
}

enum err_code verify_pdf(const char *path, const char *trust,
                         struct verify_result *out, struct err *err)
{
    char *bytes;
    size_t n;
    *out = (struct verify_result){.status = VERIFY_MALFORMED};
    enum err_code code = file_read(path, LIMIT_PDF_BYTES, &bytes, &n, err);
    if (code != ERR_OK)
        return code;
    code = verify_bytes(bytes, n, path, trust, out, err);
    free(bytes);
    return code;
}
