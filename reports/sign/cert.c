/* reports/sign/cert.c - see cert.h. */
#include "reports/sign/cert.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#include "engine/base/i18n.h"
#include "engine/base/utf8.h"

static bool name_part(const X509 *cert, int nid, char *out, size_t room)
{
    const X509_NAME *subject = X509_get_subject_name(cert);
    int at = X509_NAME_get_index_by_NID(subject, nid, -1);
    if (at < 0)
        return false;
    const ASN1_STRING *value =
        X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
    unsigned char *text = NULL;
    int n = ASN1_STRING_to_UTF8(&text, value);
    if (n < 0)
        return false;
    /* Control characters would let a name write its own lines in a message;
     * a NUL would hide what follows it. */
    size_t used = 0;
    bool good = n > 0 && utf8_check((const char *)text, (size_t)n) == (size_t)n;
    for (int i = 0; good && i < n && used + 1 < room; i++)
        out[used++] = text[i] < 0x20 || text[i] == 0x7F ? '?' : (char)text[i];
    out[used] = '\0';
    utf8_trim_tail(out);
    OPENSSL_free(text);
    return good;
}

void cert_name(const X509 *cert, char *out, size_t room)
{
    if (!name_part(cert, NID_commonName, out, room) &&
        !name_part(cert, NID_organizationName, out, room))
        (void)snprintf(out, room, "?");
    ERR_clear_error();
}

void cert_date(const ASN1_TIME *time, char out[CERT_DATE_BYTES])
{
    struct tm tm;
    if (ASN1_TIME_to_tm(time, &tm) != 1 ||
        strftime(out, CERT_DATE_BYTES, "%Y-%m-%d", &tm) == 0)
        (void)snprintf(out, CERT_DATE_BYTES, "?");
}

int cert_at(const X509 *cert, time_t when)
{
    /* X509_cmp_time: -1 when the certificate's time is at or before `when`,
     * 0 on an unreadable time. */
    if (X509_cmp_time(X509_get0_notBefore(cert), &when) >= 0)
        return -1;
    if (X509_cmp_time(X509_get0_notAfter(cert), &when) <= 0)
        return 1;
    return 0;
}

bool cert_may_sign(X509 *cert)
{
    uint32_t usage = X509_get_key_usage(cert); /* UINT32_MAX when absent */
    return (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
}

bool cert_key_usable(const EVP_PKEY *key)
{
    int kind = EVP_PKEY_get_base_id(key);
    return (kind == EVP_PKEY_RSA || kind == EVP_PKEY_EC) &&
           EVP_PKEY_get_security_bits(key) >= CERT_SECURITY_BITS;
}

enum err_code cert_crypto_failed(struct err *err, const char *doing)
{
    unsigned long native = ERR_peek_last_error();
    const char *reason = ERR_reason_error_string(native);
    ERR_clear_error();
    return err_set(err, ERR_SYSTEM, (int)(native & 0x7FFFFFFF),
                   _("%s failed: %s"), doing,
                   reason != NULL ? reason : _("out of memory"));
}
