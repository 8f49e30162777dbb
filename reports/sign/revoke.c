/* reports/sign/revoke.c - see revoke.h. */
#include "reports/sign/revoke.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "engine/base/i18n.h"
#include "reports/sign/cert.h"

/* 0 for NULL or what is no time. */
static time_t seconds_of(const ASN1_TIME *time)
{
    struct tm tm;
    return time != NULL && ASN1_TIME_to_tm(time, &tm) == 1 ? timegm(&tm) : 0;
}

/* Made after the use or holding then; before the certificate ended. */
static bool covers(const struct revoke_ask *ask, const ASN1_TIME *made,
                   const ASN1_TIME *next)
{
    time_t from = seconds_of(made);
    return from != 0 && from <= seconds_of(X509_get0_notAfter(ask->cert)) &&
           (from >= ask->used ||
            (next != NULL && seconds_of(next) >= ask->used));
}

/* Better news, or the same earlier in the file; the worst news wins. */
static void note(struct revoke_answer *answer, enum revoke_state state,
                 time_t since, size_t revision)
{
    if (state == REVOKE_REVOKED &&
        (answer->state != REVOKE_REVOKED || since < answer->since)) {
        answer->since = since;
        answer->state = REVOKE_REVOKED;
    }
    if (state != REVOKE_GOOD || answer->state == REVOKE_REVOKED)
        return;
    if (answer->state == REVOKE_UNKNOWN || revision < answer->revision)
        answer->revision = revision;
    answer->state = REVOKE_GOOD;
}

/* ---- lists ---- */

/* A list of everything an issuer revoked: no changes to another list, no
 * other issuer's certificates, no part of the reasons, and for this kind of
 * certificate (RFC 5280 clause 5.2.5). */
static bool list_is_whole(X509_CRL *crl, X509 *cert)
{
    for (int i = 0; i < X509_CRL_get_ext_count(crl); i++) {
        X509_EXTENSION *e = X509_CRL_get_ext(crl, i);
        int nid = OBJ_obj2nid(X509_EXTENSION_get_object(e));
        if (nid == NID_delta_crl ||
            (X509_EXTENSION_get_critical(e) &&
             nid != NID_issuing_distribution_point))
            return false;
    }
    int critical;
    ISSUING_DIST_POINT *point = X509_CRL_get_ext_d2i(
        crl, NID_issuing_distribution_point, &critical, NULL);
    if (point == NULL)
        return critical == -1;
    bool authority = X509_check_ca(cert) > 0;
    bool ok = !point->indirectCRL && !point->onlyattr &&
              point->onlysomereasons == NULL &&
              !(point->onlyuser && authority) &&
              !(point->onlyCA && !authority);
    ISSUING_DIST_POINT_free(point);
    return ok;
}

static void ask_list(const struct revoke_ask *ask,
                     const struct evidence_item *item,
                     struct revoke_answer *answer)
{
    X509_REVOKED *entry = NULL;
    if (!evidence_crl_by(item->crl, ask->issuer) ||
        !list_is_whole(item->crl, ask->cert))
        return;
    int found = X509_CRL_get0_by_cert(item->crl, &entry, ask->cert);
    time_t since =
        found == 1 ? seconds_of(X509_REVOKED_get0_revocationDate(entry)) : 0;
    if (found == 1 && since <= ask->judged)
        note(answer, REVOKE_REVOKED, since, item->revision);
    else if (covers(ask, X509_CRL_get0_lastUpdate(item->crl),
                    X509_CRL_get0_nextUpdate(item->crl)))
        note(answer, REVOKE_GOOD, 0, item->revision);
}

/* ---- answers ---- */

static bool is_about(OCSP_SINGLERESP *single, const struct revoke_ask *ask)
{
    const OCSP_CERTID *id = OCSP_SINGLERESP_get0_id(single);
    ASN1_OBJECT *digest = NULL;
    OCSP_id_get0_info(NULL, &digest, NULL, NULL,
                      (OCSP_CERTID *)(uintptr_t)id);
    const EVP_MD *md = EVP_get_digestbyobj(digest);
    OCSP_CERTID *mine =
        md != NULL ? OCSP_cert_to_id(md, ask->cert, ask->issuer) : NULL;
    bool same = mine != NULL && OCSP_id_cmp(mine, id) == 0;
    OCSP_CERTID_free(mine);
    return same;
}

/* The one who answered had a certificate then. */
static bool answered_in_time(OCSP_BASICRESP *ocsp)
{
    const STACK_OF(X509) *certs = OCSP_resp_get0_certs(ocsp);
    time_t when = seconds_of(OCSP_resp_get0_produced_at(ocsp));
    return when != 0 && (sk_X509_num(certs) <= 0 ||
                         cert_at(sk_X509_value(certs, 0), when) == 0);
}

static void ask_answer(const struct revoke_ask *ask,
                       const struct evidence_item *item,
                       struct revoke_answer *answer)
{
    for (int i = 0; i < OCSP_resp_count(item->ocsp); i++) {
        OCSP_SINGLERESP *single = OCSP_resp_get0(item->ocsp, i);
        ASN1_GENERALIZEDTIME *revoked = NULL, *made = NULL, *next = NULL;
        if (!is_about(single, ask) || !answered_in_time(item->ocsp) ||
            !evidence_ocsp_by(item->ocsp, ask->issuer))
            continue;
        int status = OCSP_single_get0_status(single, NULL, &revoked, &made,
                                             &next);
        time_t since = status == V_OCSP_CERTSTATUS_REVOKED
                           ? seconds_of(revoked) : 0;
        if (status == V_OCSP_CERTSTATUS_REVOKED && since <= ask->judged)
            note(answer, REVOKE_REVOKED, since, item->revision);
        else if (status != V_OCSP_CERTSTATUS_UNKNOWN &&
                 covers(ask, made, next))
            note(answer, REVOKE_GOOD, 0, item->revision);
    }
}

struct revoke_answer revoke_state(const struct revoke_ask *ask)
{
    struct revoke_answer answer = {.state = REVOKE_UNKNOWN};
    for (size_t i = 0; i < ask->evidence->n; i++) {
        const struct evidence_item *item = &ask->evidence->items[i];
        if (item->kind == EVIDENCE_CRL)
            ask_list(ask, item, &answer);
        else if (item->kind == EVIDENCE_OCSP)
            ask_answer(ask, item, &answer);
    }
    ERR_clear_error();
    return answer;
}

enum err_code revoke_chain(const struct evidence *evidence,
                           const STACK_OF(X509) *chain, time_t used,
                           time_t judged, size_t *revision, struct err *err)
{
    *revision = 0;
    for (int i = 0; i + 1 < sk_X509_num(chain); i++) {
        X509 *cert = sk_X509_value(chain, i);
        struct revoke_answer answer =
            revoke_state(&(struct revoke_ask){.evidence = evidence,
                                              .cert = cert,
                                              .issuer =
                                                  sk_X509_value(chain, i + 1),
                                              .used = used,
                                              .judged = judged});
        if (answer.state == REVOKE_REVOKED) {
            char name[256], date[32] = "?";
            struct tm tm;
            cert_name(cert, name, sizeof name);
            if (gmtime_r(&answer.since, &tm) != NULL)
                (void)strftime(date, sizeof date, "%Y-%m-%d", &tm);
            return err_set(err, ERR_DENIED, 0,
                           _("the certificate of %s was revoked on %s"), name,
                           date);
        }
        if (answer.state == REVOKE_UNKNOWN)
            *revision = SIZE_MAX;
        else if (answer.revision > *revision && *revision != SIZE_MAX)
            *revision = answer.revision;
    }
    return ERR_OK;
}
