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
#include "reports/sign/cert.h"
#include "reports/sign/verify_parts.h"

static const char *const levels[] = {
    [VERIFY_LEVEL_NONE] = "",
    [VERIFY_B_B] = "B-B",
    [VERIFY_B_T] = "B-T",
};
_Static_assert(sizeof levels / sizeof levels[0] == VERIFY_LEVEL_COUNT,
               "one word per level");

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

const char *verify_level_word(enum verify_level level)
{
    return (unsigned)level < VERIFY_LEVEL_COUNT ? levels[level] : "";
}

void verify_say(struct verify_result *out, enum verify_status status,
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

enum verify_status verify_check_bytes(const struct pdf_text *t,
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
                 verify_read_time(text.text, out->claimed_time, when);
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

void verify_say_appended(const struct pdf_file *file,
                         const struct pdf_text *t,
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
    verify_say(out, VERIFY_APPENDED, why);
}

/* Judge signature `s` of an opened file, the only one or the last.
 *   ERR_SYSTEM, ERR_NOMEM */
static enum err_code judge_signature(const struct pdf_file *file,
                                     const struct pdf_signature *s,
                                     const struct trust *trust,
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
    enum verify_status status = verify_check_bytes(t, s, &cms, &broken);
    if (cms.signer != NULL)
        cert_name(cms.signer, out->signer, sizeof out->signer);
    if (status != VERIFY_GOOD) {
        verify_say(out, status, broken.text);
    } else if (s->end < t->n) {
        verify_say_appended(file, t, s, out);
    } else if (dict != ERR_OK) {
        verify_say(out, VERIFY_MALFORMED, why.text);
    } else {
        struct err distrust = ERR_INIT;
        code = verify_trust(trust, &cms, when, out, &distrust);
        if (code == ERR_OK)
            verify_say(out, VERIFY_GOOD, out->signer);
        else if (code == ERR_DENIED)
            verify_say(out, VERIFY_UNTRUSTED, distrust.text);
        else if (code == ERR_CORRUPT)
            verify_say(out, VERIFY_BAD_SIGNATURE, distrust.text);
        else
            (void)err_set(err, code, distrust.native, "%s", distrust.text);
        if (code == ERR_DENIED || code == ERR_CORRUPT)
            code = ERR_OK;
    }
    cms_deinit(&cms);
    return code;
}

/* ---- entry ---- */

static enum err_code judge_opened(const struct pdf_file *file,
                                  const struct trust *trust,
                                  struct verify_result *out, struct err *err)
{
    struct pdf_signature s[SIGNATURES_MAX];
    size_t n, last = 0;
    struct err why = ERR_INIT;
    if (pdf_signatures(file, s, &n, &why) != ERR_OK) {
        if (!verify_traces(&file->text, why.text, out))
            verify_say(out, VERIFY_MALFORMED, why.text);
        return ERR_OK;
    }
    if (n == 0) {
        if (!verify_traces(&file->text,
                          _("its signature is not part of its form"), out))
            verify_say(out, VERIFY_UNSIGNED, "");
        return ERR_OK;
    }
    for (size_t i = 1; i < n; i++)
        last = s[i].end > s[last].end ? i : last;
    enum err_code code = judge_signature(file, &s[last], trust, out, err);
    if (code == ERR_OK && n > 1 &&
        (out->status == VERIFY_GOOD || out->status == VERIFY_UNTRUSTED))
        verify_say(out, VERIFY_APPENDED, _("another signature"));
    return code;
}

enum err_code verify_bytes(const char *bytes, size_t n, const char *name,
                           const char *trust, struct verify_result *out,
                           struct err *err)
{
    struct pdf_file file;
    struct trust *roots = NULL;
    struct err why = ERR_INIT;
    *out = (struct verify_result){.status = VERIFY_MALFORMED};
    enum err_code code = trust_open(trust, &roots, err);
    if (code != ERR_OK)
        return code;
    code = pdf_file_init(&file, bytes, n, name, &why);
    if (code == ERR_NOMEM) {
        (void)err_set(err, code, 0, "%s", why.text);
    } else if (code != ERR_OK) {
        struct pdf_text t = {.bytes = bytes, .n = n, .name = name};
        if (!verify_traces(&t, why.text, out))
            verify_say(out, VERIFY_MALFORMED, why.text);
        code = ERR_OK;
    } else {
        code = judge_opened(&file, roots, out, err);
        pdf_file_deinit(&file);
    }
    trust_free(roots);
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
