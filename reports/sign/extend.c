/* reports/sign/extend.c - what keeps a signature good after its certificates
 * have ended: ETSI EN 319 142-1 clauses 5.4 and 5.5.
 *
 *   a signature has no proven time  ->  a document timestamp first
 *   validation data for everything so far
 *   a document timestamp over all of it
 *
 * Made in memory step by step, each judged by the verifier; written at the
 * end, when the verifier has said the level that was wanted.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "reports/sign.h"
#include "reports/sign/gather.h"
#include "reports/sign/replace.h"
#include "reports/sign/revision.h"
#include "reports/sign/tsa.h"
#include "reports/sign/verify_parts.h"

struct job {
    const char *path;
    const struct extend_options *options;
    struct trust *trust;
    struct tsa tsa;
    struct evidence given;
    struct str bytes;   /* the file, growing */
    size_t was;         /* its size before */
    struct verify_result result;
    struct verify_chains chains;
};

/* ---- judging ---- */

static enum err_code judge(struct job *job, struct err *err)
{
    verify_chains_deinit(&job->chains);
    enum err_code code =
        verify_with(job->bytes.text, job->bytes.n, job->path, job->trust,
                    &job->result, &job->chains, err);
    if (code == ERR_OK && job->result.status != VERIFY_GOOD)
        code = err_set(err, ERR_DENIED, 0, _("%s is not extended: %s"),
                       job->path, job->result.message);
    return code;
}

/* ---- adding ---- */

static enum err_code stamp(struct job *job, struct pdf_update *u,
                           const struct revision_hole *hole, struct err *err)
{
    uint8_t digest[SHA256_BYTES];
    struct str token;
    str_init(&token, TST_BYTES_MAX);
    enum err_code code = revision_digest(u, hole, digest, err);
    if (code == ERR_OK)
        code = tsa_stamp(&job->tsa, digest, &token, err);
    if (code == ERR_OK)
        code = revision_fill(u, hole, &token, err);
    str_deinit(&token);
    return code;
}

static enum err_code add_revision(struct job *job,
                                  const struct revision_plan *plan,
                                  struct err *err)
{
    struct pdf_file file;
    struct pdf_update u;
    struct revision_hole hole;
    enum err_code code = pdf_file_init(&file, job->bytes.text, job->bytes.n,
                                       job->path, err);
    if (code != ERR_OK)
        return code;
    pdf_update_init(&u, &file);
    code = revision_write(&u, plan, &hole, err);
    if (code == ERR_OK && plan->kind == REVISION_TIMESTAMP)
        code = stamp(job, &u, &hole, err);
    pdf_file_deinit(&file);
    if (code == ERR_OK) {
        str_add_bytes(&job->bytes, u.out.text, u.out.n);
        code = str_check(&job->bytes, job->path, err);
    }
    pdf_update_deinit(&u);
    return code == ERR_OK ? judge(job, err) : code;
}

static enum err_code add_stamp(struct job *job, struct err *err)
{
    return add_revision(
        job, &(struct revision_plan){.kind = REVISION_TIMESTAMP}, err);
}

/* Everything the file has, and what is missing in it. */
static enum err_code gather_all(struct job *job, struct evidence *e,
                                struct err *err)
{
    struct pdf_file file;
    const struct gather g = {.evidence = e,
                             .given = &job->given,
                             .seconds = job->options->seconds > 0
                                            ? job->options->seconds
                                            : GATHER_SECONDS};
    enum err_code code = pdf_file_init(&file, job->bytes.text, job->bytes.n,
                                       job->path, err);
    if (code != ERR_OK)
        return code;
    code = evidence_read(&file, e, err);
    pdf_file_deinit(&file);
    time_t now = time(NULL);
    for (size_t i = 0; code == ERR_OK && i < job->chains.n; i++) {
        const struct verify_chain *c = &job->chains.chain[i];
        code = gather_chain(&g, c->certs, c->used != 0 ? c->used : now,
                            c->judged != 0 ? c->judged : now, err);
    }
    return code;
}

static enum err_code add_data(struct job *job, struct err *err)
{
    struct evidence e = {.n = 0};
    size_t found = 0;
    enum err_code code = gather_all(job, &e, err);
    for (size_t i = 0; i < e.n; i++)
        found += e.items[i].revision == SIZE_MAX;
    if (code == ERR_OK && found > 0)
        code = add_revision(
            job, &(struct revision_plan){.kind = REVISION_DATA, .data = &e},
            err);
    evidence_deinit(&e);
    return code;
}

/* ---- the steps ---- */

static enum err_code prove_times(struct job *job, struct err *err)
{
    bool proven = true;
    for (size_t i = 0; i < job->result.count; i++)
        proven = proven && job->result.signatures[i].proven_time[0] != '\0';
    if (proven)
        return ERR_OK;
    if (job->options->tsa == NULL)
        return err_set(err, ERR_NOTNOW, 0,
                       _("the time of a signature in %s is not proven; name a "
                         "timestamp authority with --tsa"), job->path);
    return add_stamp(job, err);
}

static enum err_code extend_loaded(struct job *job, struct err *err)
{
    enum verify_level wanted =
        job->options->tsa != NULL ? VERIFY_B_LTA : VERIFY_B_LT;
    enum err_code code = judge(job, err);
    if (code == ERR_OK)
        code = prove_times(job, err);
    if (code == ERR_OK)
        code = add_data(job, err);
    if (code == ERR_OK && job->options->tsa != NULL)
        code = add_stamp(job, err);
    if (code == ERR_OK && job->result.level < wanted)
        code = err_set(err, ERR_CORRUPT, 0,
                       _("%s would only have reached level %s"), job->path,
                       verify_level_word(job->result.level));
    if (code == ERR_OK && job->bytes.n > job->was)
        code = replace_file(job->path, job->bytes.text, job->bytes.n, "", 0,
                            err);
    return code;
}

static enum err_code load(struct job *job, struct err *err)
{
    const struct extend_options *o = job->options;
    char *bytes = NULL;
    size_t n;
    enum err_code code = trust_open(o->trust, &job->trust, err);
    for (size_t i = 0; code == ERR_OK && i < o->crl_count; i++)
        code = gather_file(o->crl[i], &job->given, err);
    if (code == ERR_OK)
        code = file_read(job->path, LIMIT_PDF_BYTES, &bytes, &n, err);
    if (code != ERR_OK)
        return code;
    str_add_bytes(&job->bytes, bytes, n);
    free(bytes);
    job->was = n;
    return str_check(&job->bytes, job->path, err);
}

enum err_code sign_extend(const char *path,
                          const struct extend_options *options,
                          struct verify_result *result, struct err *err)
{
    struct job job = {.path = path, .options = options};
    str_init(&job.bytes, LIMIT_PDF_BYTES);
    *result = (struct verify_result){.status = VERIFY_MALFORMED};
    enum err_code code = load(&job, err);
    job.tsa = (struct tsa){.url = options->tsa,
                           .policy = options->tsa_policy,
                           .seconds = options->seconds,
                           .trust = job.trust};
    if (code == ERR_OK)
        code = extend_loaded(&job, err);
    if (code == ERR_OK)
        *result = job.result;
    verify_chains_deinit(&job.chains);
    evidence_deinit(&job.given);
    str_deinit(&job.bytes);
    trust_free(job.trust);
    return code;
}
