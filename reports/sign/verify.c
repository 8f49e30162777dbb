/* reports/sign/verify.c - does a PDF stand as it was signed?
 *
 * Accepted is one thing only: a file whose signed part is followed by nothing,
 * or by revisions that this program adds, byte for byte (verify_revision.c);
 * whose only unsigned bytes are the signatures' own hexadecimal digits and
 * validation data, in a form that leaves them no freedom either; by signers
 * whom a trusted root stands behind.  Everything else is told apart as far as
 * the bytes allow, so that a person knows what happened:
 *
 *   the reader can open it, all of it is accounted for     -> judged in full
 *   the signature holds, but something else follows it     -> APPENDED
 *   the reader refuses, but /ByteRange can still be found  -> CHANGED, …
 *   no trace of a signature                      -> UNSIGNED or MALFORMED
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/utf8.h"
#include "reports/sign/cert.h"
#include "reports/sign/revision.h"
#include "reports/sign/verify_parts.h"

static const char *const levels[] = {
    [VERIFY_LEVEL_NONE] = "",
    [VERIFY_B_B] = "B-B",
    [VERIFY_B_T] = "B-T",
    [VERIFY_B_LT] = "B-LT",
    [VERIFY_B_LTA] = "B-LTA",
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

/* ---- the whole ---- */

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

/* The first signature whose bytes hold; document timestamps do not count. */
static const struct verify_item *find_anchor(const struct verify_file *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (!v->items[i].stamp && v->items[i].status == VERIFY_GOOD)
            return &v->items[i];
    return NULL;
}

/* Something that is not ours stands at revision `i`.  If a signature claims to
 * cover it and does not hold, a byte was changed; else it was added. */
static void say_foreign(const struct verify_file *v,
                        const struct verify_item *anchor, size_t i,
                        struct verify_result *out)
{
    size_t end = v->file->revisions[i].end;
    for (size_t k = 0; k < v->n; k++)
        if (v->items[k].s.end >= end && v->items[k].status != VERIFY_GOOD) {
            verify_say(out, v->items[k].status, v->items[k].why.text);
            return;
        }
    verify_say_appended(v->file, &v->file->text, &anchor->s, out);
}

/* Is everything behind the anchor ours, and allowed by its signer?  False: the
 * verdict is said.   ERR_NOMEM */
static enum err_code check_later(const struct verify_file *v,
                                 const struct verify_item *anchor, bool *good,
                                 struct verify_result *out, struct err *err)
{
    const struct pdf_file *file = v->file;
    *good = false;
    if (anchor->revision == SIZE_MAX) {
        verify_say_appended(file, &file->text, &anchor->s, out);
        return ERR_OK;
    }
    for (size_t i = anchor->revision + 1; i < file->revision_count; i++) {
        int kind;
        struct err why = ERR_INIT;
        enum err_code code = verify_revision(file, i, &kind, &why);
        if (code == ERR_NOMEM)
            return err_set(err, code, 0, "%s", why.text);
        if (code != ERR_OK) {
            say_foreign(v, anchor, i, out);
            return ERR_OK;
        }
        if (kind == REVISION_SIGNATURE && anchor->certify == SIGN_FINAL) {
            verify_say(out, VERIFY_APPENDED,
                       _("another signature, though the first signer allowed "
                         "no more"));
            return ERR_OK;
        }
    }
    *good = true;
    return ERR_OK;
}

/* Every signature must hold and be of our kind.  False: the verdict is said.
 */
static bool check_items(struct verify_file *v, struct verify_result *out)
{
    for (size_t i = 0; i < v->n; i++) {
        struct verify_item *item = &v->items[i];
        struct err why = ERR_INIT;
        if (item->status != VERIFY_GOOD) {
            verify_say(out, item->status, item->why.text);
            return false;
        }
        if (!item->stamp && verify_read_dict(v->file, item, &why) != ERR_OK) {
            verify_say(out, VERIFY_MALFORMED, why.text);
            return false;
        }
    }
    return true;
}

/* Validation data must be signed by somebody who is there too.  False: the
 * verdict is said.   ERR_NOMEM */
static enum err_code check_evidence(struct verify_file *v, bool *good,
                                    struct verify_result *out, struct err *err)
{
    struct err why = ERR_INIT;
    char text[600];
    STACK_OF(X509) *pool = sk_X509_new_null();
    enum err_code code = evidence_read(v->file, &v->evidence, &why);
    for (size_t i = 0; pool != NULL && i < v->n; i++) {
        const struct verify_item *item = &v->items[i];
        for (int k = 0; k < sk_X509_num(item->cms.certs); k++)
            (void)sk_X509_push(pool, sk_X509_value(item->cms.certs, k));
        for (int k = 0; k < sk_X509_num(item->tst.certs); k++)
            (void)sk_X509_push(pool, sk_X509_value(item->tst.certs, k));
    }
    if (code == ERR_OK)
        code = evidence_check(&v->evidence, pool, &why);
    sk_X509_free(pool);
    *good = code == ERR_OK;
    if (code == ERR_NOMEM)
        return err_set(err, code, 0, "%s", why.text);
    if (code != ERR_OK) {
        (void)snprintf(text, sizeof text,
                       _("validation data that do not hold (%s)"), why.text);
        verify_say(out, VERIFY_APPENDED, text);
    }
    return ERR_OK;
}

/* ---- verdict ---- */

/* Who signed, as far as their bytes hold. */
static void name_signers(const struct verify_file *v,
                         struct verify_result *out)
{
    for (size_t i = 0; i < v->n; i++) {
        const struct verify_item *item = &v->items[i];
        if (item->stamp || item->cms.signer == NULL)
            continue;
        struct verify_signature *s = &out->signatures[out->count++];
        cert_name(item->cms.signer, s->signer, sizeof s->signer);
        memcpy(s->claimed_time, item->claimed_text, sizeof s->claimed_time);
        if (out->count == 1) {
            memcpy(out->signer, s->signer, sizeof out->signer);
            memcpy(out->claimed_time, s->claimed_time,
                   sizeof out->claimed_time);
            out->certified = item->certify;
        }
    }
}

static void say_good(struct verify_result *out)
{
    char names[400] = "";
    for (size_t i = 0; i < out->count; i++) {
        size_t n = strlen(names);
        (void)snprintf(names + n, sizeof names - n, "%s%s",
                       i > 0 ? _(" and ") : "", out->signatures[i].signer);
    }
    utf8_trim_tail(names);
    verify_say(out, VERIFY_GOOD, names);
}

static enum err_code judge_trust(const struct verify_file *v,
                                 const struct trust *trust,
                                 struct verify_result *out,
                                 struct verify_chains *chains,
                                 struct err *err)
{
    struct err why = ERR_INIT;
    enum err_code code = verify_trust(trust, v, out, chains, &why);
    if (code == ERR_OK)
        say_good(out);
    else if (code == ERR_DENIED)
        verify_say(out, VERIFY_UNTRUSTED, why.text);
    else if (code == ERR_CORRUPT)
        verify_say(out, VERIFY_BAD_SIGNATURE, why.text);
    else
        return err_set(err, code, why.native, "%s", why.text);
    return ERR_OK;
}

/* What they claim, also of those that do not hold; what is wrong with a
 * dictionary is told by check_items(). */
static void read_dicts(struct verify_file *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (!v->items[i].stamp &&
            verify_read_dict(v->file, &v->items[i], NULL) != ERR_OK)
            v->items[i].certify = SIGN_OPEN;
}

static enum err_code judge_items(struct verify_file *v,
                                 const struct trust *trust,
                                 struct verify_result *out,
                                 struct verify_chains *chains,
                                 struct err *err)
{
    const struct verify_item *anchor = find_anchor(v);
    bool good = true;
    enum err_code code = ERR_OK;
    read_dicts(v);
    if (anchor == NULL) {
        const struct verify_item *last = &v->items[v->n - 1];
        if (last->status == VERIFY_GOOD)
            verify_say(out, VERIFY_UNSIGNED, "");
        else
            verify_say(out, last->status, last->why.text);
    } else {
        code = check_later(v, anchor, &good, out, err);
        good = good && code == ERR_OK && check_items(v, out);
    }
    name_signers(v, out);
    if (anchor == NULL || !good)
        return code;
    code = check_evidence(v, &good, out, err);
    if (code != ERR_OK || !good)
        return code;
    out->issued_bytes = anchor->s.end;
    return judge_trust(v, trust, out, chains, err);
}

static enum err_code judge_opened(const struct pdf_file *file,
                                  const struct trust *trust,
                                  struct verify_result *out,
                                  struct verify_chains *chains,
                                  struct err *err)
{
    struct verify_file v;
    struct err why = ERR_INIT;
    enum err_code code = verify_file_open(file, &v, &why);
    if (code == ERR_NOMEM) {
        (void)err_set(err, code, 0, "%s", why.text);
    } else if (code != ERR_OK) {
        if (!verify_traces(&file->text, why.text, out))
            verify_say(out, VERIFY_MALFORMED, why.text);
        code = ERR_OK;
    } else if (v.n == 0) {
        if (!verify_traces(&file->text,
                           _("its signature is not part of its form"), out))
            verify_say(out, VERIFY_UNSIGNED, "");
    } else {
        code = judge_items(&v, trust, out, chains, err);
    }
    verify_file_close(&v);
    return code;
}

/* ---- entry ---- */

enum err_code verify_with(const char *bytes, size_t n, const char *name,
                          const struct trust *trust, struct verify_result *out,
                          struct verify_chains *chains, struct err *err)
{
    struct pdf_file file;
    struct err why = ERR_INIT;
    *out = (struct verify_result){.status = VERIFY_MALFORMED};
    enum err_code code = pdf_file_init(&file, bytes, n, name, &why);
    if (code == ERR_NOMEM)
        return err_set(err, code, 0, "%s", why.text);
    if (code != ERR_OK) {
        struct pdf_text t = {.bytes = bytes, .n = n, .name = name};
        if (!verify_traces(&t, why.text, out))
            verify_say(out, VERIFY_MALFORMED, why.text);
        return ERR_OK;
    }
    code = judge_opened(&file, trust, out, chains, err);
    pdf_file_deinit(&file);
    return code;
}

enum err_code verify_bytes(const char *bytes, size_t n, const char *name,
                           const char *trust, struct verify_result *out,
                           struct err *err)
{
    struct trust *roots = NULL;
    *out = (struct verify_result){.status = VERIFY_MALFORMED};
    enum err_code code = trust_open(trust, &roots, err);
    if (code == ERR_OK)
        code = verify_with(bytes, n, name, roots, out, NULL, err);
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
