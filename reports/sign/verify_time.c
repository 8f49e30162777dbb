/* reports/sign/verify_time.c - the time a signature claims, and the time that
 * is proven. */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "reports/sign/cert.h"
#include "reports/sign/tst.h"
#include "reports/sign/verify_parts.h"

/* ---- claimed ---- */

static bool two_digits(const char *text, int *out)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return false;
    *out = (text[0] - '0') * 10 + (text[1] - '0');
    return true;
}

bool verify_read_time(const char *text, char iso[40], time_t *when)
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

/* ---- proven ---- */

static enum err_code trust_signer(const struct trust *trust,
                                  const struct cms *cms, time_t when,
                                  struct err *err)
{
    enum err_code code = trust_judge(
        trust, &(struct trust_ask){.certs = cms->certs, .when = when}, NULL,
        err);
    if (code == ERR_OK && !cert_may_sign(cms->signer))
        code = err_set(err, ERR_DENIED, 0,
                       _("the certificate's key usage does not allow "
                         "signing"));
    return code;
}

static enum err_code trust_claimed(const struct trust *trust,
                                   const struct cms *cms, time_t claimed,
                                   struct err *err)
{
    enum err_code code = trust_signer(trust, cms, 0, err);
    if (code == ERR_OK && cert_at(cms->signer, claimed) != 0)
        code = err_set(err, ERR_DENIED, 0,
                       _("the certificate was not valid at the time the "
                         "signature claims"));
    return code;
}

static enum err_code trust_stamped(const struct trust *trust,
                                   const struct cms *cms,
                                   const struct tst *tst, struct err *err)
{
    struct err why = ERR_INIT;
    enum err_code code = trust_judge(
        trust,
        &(struct trust_ask){.certs = tst->certs, .timestamps = true}, NULL,
        &why);
    if (code != ERR_OK)
        return err_set(err, code, why.native, _("its timestamp: %s"),
                       why.text);
    return trust_signer(trust, cms, tst->time, err);
}

enum err_code verify_trust(const struct trust *trust, const struct cms *cms,
                           time_t claimed, struct verify_result *out,
                           struct err *err)
{
    struct tst tst;
    struct tm tm;
    enum err_code code;
    if (cms->token.n == 0) {
        code = trust_claimed(trust, cms, claimed, err);
        if (code == ERR_OK)
            out->level = VERIFY_B_B;
        return code;
    }
    code = tst_read((const uint8_t *)cms->token.text, cms->token.n, &tst, err);
    if (code != ERR_OK)
        return code;
    code = trust_stamped(trust, cms, &tst, err);
    if (code == ERR_OK && gmtime_r(&tst.time, &tm) != NULL &&
        strftime(out->proven_time, sizeof out->proven_time,
                 "%Y-%m-%dT%H:%M:%SZ", &tm) > 0) {
        out->level = VERIFY_B_T;
        cert_name(sk_X509_value(tst.certs, 0), out->authority,
                  sizeof out->authority);
    }
    tst_deinit(&tst);
    return code;
}
