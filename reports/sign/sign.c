/* reports/sign/sign.c - a finished PDF gets its signature, or one more. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/utf8.h"
#include "reports/sign.h"
#include "reports/sign/cms.h"
#include "reports/sign/replace.h"
#include "reports/sign/revision.h"
#include "reports/sign/signature.h"

enum { REASON_BYTES_MAX = 2000 };

struct job {
    const struct sign_key *key;
    const struct sign_options *options;
    const struct tsa *tsa; /* NULL = no timestamp */
    struct seal *seal;     /* NULL = a frame */
    struct pdf_file file;
    struct pdf_update update;
};

/* ---- the signature ---- */

/* Hash everything but the hole, fill the hole. */
static enum err_code fill(struct job *job, const struct revision_hole *hole,
                          struct err *err)
{
    uint8_t digest[SHA256_BYTES];
    struct str der;
    struct cms check = {.signer = NULL};
    str_init(&der, 1024 * 1024);
    enum err_code code = revision_digest(&job->update, hole, digest, err);
    if (code == ERR_OK)
        code = cms_sign(job->key, digest, job->tsa, &der, err);
    if (code == ERR_OK)
        code = revision_fill(&job->update, hole, &der, err);
    /* Never hand out a signature that our own verifier would refuse: a token
     * or a provider may answer wrongly. */
    if (code == ERR_OK)
        code = cms_read((const uint8_t *)der.text, der.n, &check, err);
    cms_deinit(&check);
    str_deinit(&der);
    return code;
}

/* A seal keeps its shape, in the middle of the place it was given. */
static struct revision_mark place_mark(const struct job *job)
{
    const struct sign_options *o = job->options;
    struct revision_mark m = {.page = (size_t)o->page,
                              .x = o->x, .y = o->y, .w = o->w, .h = o->h,
                              .seal = job->seal};
    if (m.seal == NULL)
        return m;
    double ratio = seal_ratio(m.seal);
    if (m.w > m.h * ratio)
        m.w = m.h * ratio;
    else
        m.h = m.w / ratio;
    m.x += (o->w - m.w) / 2;
    m.y += (o->h - m.h) / 2;
    return m;
}

static enum err_code write_signature(struct job *job, struct err *err)
{
    const struct sign_options *o = job->options;
    char time_text[REVISION_TIME_BYTES];
    struct revision_hole hole;
    const struct revision_mark mark = place_mark(job);
    revision_time(o->time != 0 ? (time_t)o->time : time(NULL), time_text);
    if (time_text[0] == '\0')
        return err_set(err, ERR_RANGE, 0, _("the time cannot be written"));
    enum err_code code = revision_write(
        &job->update,
        &(struct revision_plan){.kind = REVISION_SIGNATURE,
                                .field = o->field,
                                .time = time_text,
                                .name = sign_key_name(job->key),
                                .reason = o->reason,
                                .location = o->location,
                                .certify = (int)o->certify,
                                .mark = o->page > 0 ? &mark : NULL},
        &hole, err);
    return code == ERR_OK ? fill(job, &hole, err) : code;
}

/* ---- what may be signed ---- */

static enum err_code check_options(const struct sign_options *o,
                                   const char *path, struct err *err)
{
    const char *texts[] = {o->reason, o->location, o->field};
    for (size_t i = 0; i < 3; i++) {
        size_t n = texts[i] != NULL ? strlen(texts[i]) : 0;
        if (n > REASON_BYTES_MAX)
            return err_set(err, ERR_RANGE, 0,
                           _("%s: reason, place and field name have at most "
                             "%d bytes each"), path, REASON_BYTES_MAX);
        if (n > 0 && utf8_check(texts[i], n) != n)
            return err_set(err, ERR_FORMAT, 0,
                           _("%s: reason, place and field name must be UTF-8 "
                             "text"), path);
    }
    return ERR_OK;
}

/* What is signed already must stand, and its signer must have left room for
 * others; nothing a second signer adds is seen on the pages. */
static enum err_code check_second(const struct job *job, struct err *err)
{
    const struct pdf_text *t = &job->file.text;
    struct verify_result result;
    enum err_code code =
        verify_bytes(t->bytes, t->n, t->name, NULL, &result, err);
    if (code != ERR_OK)
        return code;
    if (result.status != VERIFY_UNTRUSTED && result.status != VERIFY_GOOD)
        return err_set(err, ERR_DENIED, 0,
                       _("%s is not signed a second time: %s"), t->name,
                       result.message);
    if (result.certified == SIGN_FINAL)
        return err_set(err, ERR_NOTNOW, 0,
                       _("%s was signed as final: its signer allows no "
                         "further signature"), t->name);
    if (job->options->page > 0 || job->options->certify != SIGN_OPEN ||
        job->options->field != NULL)
        return err_set(err, ERR_USAGE, 0,
                       _("a second signature has no mark on a page and "
                         "certifies nothing"));
    return ERR_OK;
}

static enum err_code check_file(const struct job *job, struct err *err)
{
    const char *name = job->file.text.name;
    struct pdf_signature signatures[SIGNATURES_MAX];
    size_t n;
    enum err_code code = pdf_signatures(&job->file, signatures, &n, err);
    if (code != ERR_OK)
        return code;
    if (n > 0 && !job->options->second)
        return err_set(err, ERR_NOTNOW, 0, _("%s is signed already"), name);
    if (n == 0 && job->options->second)
        return err_set(err, ERR_NOTNOW, 0,
                       _("%s is not signed; a second signature goes on top of "
                         "the first"), name);
    return n > 0 ? check_second(job, err) : ERR_OK;
}

static enum err_code sign_loaded(struct job *job, const char *path,
                                 struct err *err)
{
    const struct pdf_text *t = &job->file.text;
    enum err_code code = check_file(job, err);
    if (code != ERR_OK)
        return code;
    pdf_update_init(&job->update, &job->file);
    code = write_signature(job, err);
    if (code == ERR_OK)
        code = replace_file(path, t->bytes, t->n, job->update.out.text,
                            job->update.out.n, err);
    pdf_update_deinit(&job->update);
    return code;
}

/* What it covers must still be read. */
static enum err_code open_seal(struct job *job, struct err *err)
{
    enum err_code code = seal_open(job->options->seal, &job->seal, err);
    if (code == ERR_OK && !seal_is_clear(job->seal))
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s has no transparent background and would hide "
                         "what it is put on; save it with one"),
                       job->options->seal);
    return code;
}

enum err_code sign_pdf(const char *path, const struct sign_key *key,
                       const struct sign_options *options, struct err *err)
{
    static const struct sign_options usual;
    const struct sign_options *o = options != NULL ? options : &usual;
    struct tsa tsa = {.url = o->tsa,
                      .policy = o->tsa_policy,
                      .seconds = o->tsa_seconds};
    struct job job = {.key = key,
                      .options = o,
                      .tsa = o->tsa != NULL ? &tsa : NULL};
    struct trust *trust = NULL;
    char *bytes = NULL;
    size_t n;
    enum err_code code = check_options(o, path, err);
    if (code == ERR_OK && o->tsa != NULL && o->trust != NULL)
        code = trust_open(o->trust, &trust, err);
    tsa.trust = trust;
    if (code == ERR_OK && o->seal != NULL)
        code = open_seal(&job, err);
    if (code == ERR_OK)
        code = file_read(path, LIMIT_PDF_BYTES, &bytes, &n, err);
    if (code == ERR_OK)
        code = pdf_file_init(&job.file, bytes, n, path, err);
    if (code == ERR_OK) {
        code = sign_loaded(&job, path, err);
        pdf_file_deinit(&job.file);
    }
    free(bytes);
    seal_free(job.seal);
    trust_free(trust);
    return code;
}
