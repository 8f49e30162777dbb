/* reports/sign/verify_trust.c - who is trusted, for what time, and how long it
 * will hold.
 *
 * A document timestamp proves that everything before it was there at its time.
 * So each item is judged not now but at the time of the first document
 * timestamp after it, and only the last one needs a certificate that is good
 * now (ETSI EN 319 102-1 clause 5.6.2, in the one order our files have):
 *
 *   signature + its timestamp | DSS | document timestamp | DSS | another
 *             '--judged at the time of --^ '----- judged at ------^ now
 */
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "reports/sign/cert.h"
#include "reports/sign/revoke.h"
#include "reports/sign/verify_parts.h"

struct judge {
    const struct trust *trust;
    const struct verify_file *v;
    struct verify_chains *chains; /* may be NULL */
    time_t now;
    X509 *last; /* whose certificate everything hangs on; borrowed */
};

void verify_chains_deinit(struct verify_chains *chains)
{
    for (size_t i = 0; i < chains->n; i++)
        sk_X509_pop_free(chains->chain[i].certs, X509_free);
    chains->n = 0;
}

/* The time of the first document timestamp after a revision; 0 = none. */
static const struct verify_item *stamp_after(const struct verify_file *v,
                                             size_t revision)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->items[i].stamp && v->items[i].revision > revision)
            return &v->items[i];
    return NULL;
}

static time_t proven_by_stamp(const struct verify_file *v, size_t revision)
{
    const struct verify_item *stamp = stamp_after(v, revision);
    return stamp != NULL ? stamp->tst.time : 0;
}

struct use {
    STACK_OF(X509) *certs; /* carried */
    time_t used;           /* when; 0 = not proven */
    time_t judged;         /* what is known then counts; 0 = now */
    time_t valid;          /* when the certificates must be valid; 0 = now */
    bool timestamps;
};

/* Trust and revocation of one use.  *revision: by which the evidence is
 * complete, SIZE_MAX = it is not. */
static enum err_code judge_use(struct judge *j, const struct use *use,
                               size_t *revision, struct err *err)
{
    STACK_OF(X509) *chain = NULL;
    *revision = SIZE_MAX;
    enum err_code code = trust_judge(
        j->trust, &(struct trust_ask){.certs = use->certs,
                                      .when = use->valid,
                                      .timestamps = use->timestamps},
        &chain, err);
    if (code == ERR_OK)
        code = revoke_chain(&j->v->evidence, chain,
                            use->used != 0 ? use->used : j->now,
                            use->judged != 0 ? use->judged : j->now, revision,
                            err);
    if (chain != NULL && j->chains != NULL &&
        j->chains->n < VERIFY_CHAINS_MAX)
        j->chains->chain[j->chains->n++] = (struct verify_chain){
            .certs = chain, .used = use->used, .judged = use->judged};
    else
        sk_X509_pop_free(chain, X509_free);
    return code;
}

/* ---- timestamps ---- */

static enum err_code judge_tst(struct judge *j, const struct verify_item *item,
                               size_t *revision, struct err *err)
{
    time_t seen = proven_by_stamp(j->v, item->revision);
    struct err why = ERR_INIT;
    enum err_code code = judge_use(
        j, &(struct use){.certs = item->tst.certs,
                         .used = item->tst.time,
                         .judged = seen,
                         .valid = seen,
                         .timestamps = true},
        revision, &why);
    if (code == ERR_OK)
        return ERR_OK;
    return err_set(err, code, why.native,
                   item->stamp ? _("the document timestamp: %s")
                               : _("its timestamp: %s"), why.text);
}

/* Document timestamps, each judged at the time of the next. */
static enum err_code judge_stamps(struct judge *j,
                                  size_t complete[SIGNATURES_MAX],
                                  struct verify_result *out, struct err *err)
{
    const struct verify_item *last = NULL;
    for (size_t i = 0; i < j->v->n; i++) {
        const struct verify_item *item = &j->v->items[i];
        complete[i] = SIZE_MAX;
        if (!item->stamp)
            continue;
        enum err_code code = judge_tst(j, item, &complete[i], err);
        if (code != ERR_OK)
            return code;
        last = item;
    }
    if (last == NULL)
        return ERR_OK;
    j->last = sk_X509_value(last->tst.certs, 0);
    verify_print_time(last->tst.time, out->archived);
    cert_name(j->last, out->archive, sizeof out->archive);
    return ERR_OK;
}

/* ---- signatures ---- */

static enum err_code judge_signer(struct judge *j,
                                  const struct verify_item *item, time_t used,
                                  size_t *revision, struct err *err)
{
    enum err_code code = judge_use(j, &(struct use){.certs = item->cms.certs,
                                                    .used = used,
                                                    .judged = used,
                                                    .valid = used},
                                   revision, err);
    if (code == ERR_OK && !cert_may_sign(item->cms.signer))
        code = err_set(err, ERR_DENIED, 0,
                       _("the certificate's key usage does not allow "
                         "signing"));
    if (code == ERR_OK && used == 0 &&
        cert_at(item->cms.signer, item->claimed) != 0)
        code = err_set(err, ERR_DENIED, 0,
                       _("the certificate was not valid at the time the "
                         "signature claims"));
    return code;
}

/* B-LT when the evidence of signer and authority is there, B-LTA when a
 * document timestamp is behind it. */
static enum verify_level level_of(const struct verify_file *v, bool proven,
                                  size_t signer, size_t authority)
{
    if (!proven)
        return VERIFY_B_B;
    if (signer == SIZE_MAX || authority == SIZE_MAX)
        return VERIFY_B_T;
    return stamp_after(v, signer > authority ? signer : authority) != NULL
               ? VERIFY_B_LTA
               : VERIFY_B_LT;
}

/* Its own timestamp, else the first document timestamp after it. */
static enum err_code judge_signature(struct judge *j,
                                     const struct verify_item *item,
                                     const size_t complete[SIGNATURES_MAX],
                                     struct verify_signature *out,
                                     struct err *err)
{
    const struct verify_item *stamp = item;
    size_t authority = SIZE_MAX, signer = SIZE_MAX;
    enum err_code code = ERR_OK;
    if (item->tst.certs != NULL) {
        code = judge_tst(j, item, &authority, err);
    } else {
        stamp = stamp_after(j->v, item->revision);
        if (stamp != NULL)
            authority = complete[stamp - j->v->items];
    }
    if (code == ERR_OK)
        code = judge_signer(j, item, stamp != NULL ? stamp->tst.time : 0,
                            &signer, err);
    if (code != ERR_OK)
        return code;
    if (stamp != NULL) {
        verify_print_time(stamp->tst.time, out->proven_time);
        cert_name(sk_X509_value(stamp->tst.certs, 0), out->authority,
                  sizeof out->authority);
    }
    out->level = level_of(j->v, stamp != NULL, signer, authority);
    if (j->last == NULL)
        j->last = stamp != NULL ? sk_X509_value(stamp->tst.certs, 0)
                                : item->cms.signer;
    return ERR_OK;
}

static void finish(const struct judge *j, struct verify_result *out)
{
    const struct verify_signature *first = &out->signatures[0];
    (void)memcpy(out->proven_time, first->proven_time,
                 sizeof out->proven_time);
    (void)memcpy(out->authority, first->authority, sizeof out->authority);
    out->level = first->level;
    for (size_t i = 1; i < out->count; i++)
        if (out->signatures[i].level < out->level)
            out->level = out->signatures[i].level;
    if (j->last != NULL)
        cert_date(X509_get0_notAfter(j->last), out->keeps_until);
}

enum err_code verify_trust(const struct trust *trust,
                           const struct verify_file *v,
                           struct verify_result *out,
                           struct verify_chains *chains, struct err *err)
{
    struct judge j = {.trust = trust, .v = v, .chains = chains,
                      .now = time(NULL)};
    size_t complete[SIGNATURES_MAX], k = 0;
    enum err_code code = judge_stamps(&j, complete, out, err);
    for (size_t i = 0; code == ERR_OK && i < v->n; i++) {
        if (v->items[i].stamp)
            continue;
        code = judge_signature(&j, &v->items[i], complete,
                               &out->signatures[k], err);
        if (code != ERR_OK && k > 0)
            code = err_add(err, "%s: ", out->signatures[k].signer);
        k++;
    }
    if (code == ERR_OK) {
        finish(&j, out);
        return ERR_OK;
    }
    for (size_t i = 0; i < out->count; i++) {
        out->signatures[i].level = VERIFY_LEVEL_NONE;
        out->signatures[i].proven_time[0] = '\0';
        out->signatures[i].authority[0] = '\0';
    }
    out->archived[0] = '\0';
    out->archive[0] = '\0';
    return code;
}
