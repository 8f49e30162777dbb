/* reports/sign/http.c - see http.h; libcrypto's own little client. */
#include "reports/sign/http.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/httperr.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/i18n.h"
#include "reports/sign/cert.h"

struct address {
    char *user, *host, *port, *path;
};

static void address_deinit(struct address *a)
{
    OPENSSL_free(a->user);
    OPENSSL_free(a->host);
    OPENSSL_free(a->port);
    OPENSSL_free(a->path);
}

static bool printable(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= 0x20 || (unsigned char)*text >= 0x7F)
            return false;
    return true;
}

static enum err_code address_read(const char *url, struct address *a,
                                  struct err *err)
{
    static const char scheme[] = "http://";
    int tls = 0;
    if (strncmp(url, scheme, sizeof scheme - 1) != 0 || !printable(url) ||
        OSSL_HTTP_parse_url(url, &tls, &a->user, &a->host, &a->port, NULL,
                            &a->path, NULL, NULL) != 1 ||
        a->host[0] == '\0') {
        ERR_clear_error();
        return err_set(err, ERR_USAGE, 0,
                       _("'%s' is no address of the form http://host/path"),
                       url);
    }
    if (a->user != NULL && a->user[0] != '\0')
        return err_set(err, ERR_USAGE, 0,
                       _("an address with a user name or password is not "
                         "accepted"));
    return ERR_OK;
}

/* The first thing libcrypto said that tells what went wrong. */
enum trouble { UNREACHED, LATE, STATUS, OTHER_KIND, TOO_LARGE };

static enum trouble trouble_of(unsigned long native)
{
    int reason = ERR_GET_REASON(native);
    if (ERR_GET_LIB(native) == ERR_LIB_BIO)
        return reason == BIO_R_CONNECT_TIMEOUT ||
                       reason == BIO_R_TRANSFER_TIMEOUT
                   ? LATE
                   : UNREACHED;
    if (ERR_GET_LIB(native) != ERR_LIB_HTTP)
        return UNREACHED;
    switch (reason) {
    case HTTP_R_RECEIVED_ERROR:
    case HTTP_R_STATUS_CODE_UNSUPPORTED:
    case HTTP_R_REDIRECTION_NOT_ENABLED:
        return STATUS;
    case HTTP_R_MAX_RESP_LEN_EXCEEDED:
        return TOO_LARGE;
    case HTTP_R_UNEXPECTED_CONTENT_TYPE:
    case HTTP_R_MISSING_CONTENT_TYPE:
    case HTTP_R_MISSING_ASN1_ENCODING:
    case HTTP_R_INCONSISTENT_CONTENT_LENGTH:
    case HTTP_R_ERROR_PARSING_ASN1_LENGTH:
    case HTTP_R_ERROR_PARSING_CONTENT_LENGTH:
    case HTTP_R_HEADER_PARSE_ERROR:
    case HTTP_R_RESPONSE_PARSE_ERROR:
        return OTHER_KIND;
    default:
        return UNREACHED;
    }
}

static enum err_code failed(const struct http_ask *ask, time_t began,
                            struct err *err)
{
    enum trouble what = UNREACHED;
    const char *data;
    char status[4] = "?";
    int flags;
    unsigned long native;
    while ((native = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        const char *code = data != NULL ? strstr(data, "code=") : NULL;
        if (what == UNREACHED)
            what = trouble_of(native);
        for (size_t i = 0; code != NULL && i < 3 && code[5 + i] >= '0' &&
                           code[5 + i] <= '9'; i++)
            status[i] = code[5 + i];
    }
    if (what == UNREACHED && time(NULL) - began >= ask->seconds)
        what = LATE;
    switch (what) {
    case LATE:
        return err_set(err, ERR_IO, 0,
                       _("%s did not answer within %d seconds"), ask->url,
                       ask->seconds);
    case STATUS:
        return err_set(err, ERR_IO, 0, _("%s answered with status %s"),
                       ask->url, status);
    case TOO_LARGE:
        return err_set(err, ERR_RANGE, 0,
                       _("the answer of %s is larger than %zu bytes"),
                       ask->url, ask->most);
    case OTHER_KIND:
        return err_set(err, ERR_CORRUPT, 0,
                       _("the answer of %s is no %s"), ask->url,
                       _(ask->what));
    case UNREACHED:
        break;
    }
    return err_set(err, ERR_IO, 0,
                   _("%s cannot be reached; is the address right, and the "
                     "network there?"), ask->url);
}

static enum err_code take_answer(BIO *answer, struct str *out, struct err *err)
{
    char part[4096];
    int n;
    while ((n = BIO_read(answer, part, sizeof part)) > 0)
        str_add_bytes(out, part, (size_t)n);
    return str_check(out, "http", err);
}

/* A connection to the host itself; NULL when it refuses or is not there.
 * OSSL_HTTP_transfer() would try a refusing host again until the time is up. */
static BIO *connect_to(const struct address *a, time_t deadline)
{
    BIO *bio = BIO_new(BIO_s_connect());
    if (bio == NULL)
        return NULL;
    BIO_set_conn_hostname(bio, a->host);
    BIO_set_conn_port(bio, a->port);
    BIO_set_nbio(bio, 1);
    while (BIO_do_connect(bio) <= 0)
        if (!BIO_should_retry(bio) || BIO_wait(bio, deadline, 50) <= 0) {
            BIO_free_all(bio);
            return NULL;
        }
    return bio;
}

/* Through the proxy of the environment, else straight. */
static BIO *exchange(const struct http_ask *ask, const struct address *a,
                     BIO *body, time_t began)
{
    const char *proxy = OSSL_HTTP_adapt_proxy(NULL, NULL, a->host, 0);
    BIO *bio = NULL;
    if (proxy == NULL) {
        bio = connect_to(a, began + ask->seconds);
        if (bio == NULL)
            return NULL;
    }
    BIO *answer = OSSL_HTTP_transfer(
        NULL, a->host, a->port, a->path, 0, NULL, NULL, bio, NULL, NULL, NULL,
        0, NULL, body != NULL ? ask->type : NULL, body, ask->answer_type, 1,
        ask->most, ask->seconds, 0);
    BIO_free_all(bio);
    return answer;
}

/* A peer that hangs up must not end the program. */
static BIO *transfer(const struct http_ask *ask, const struct address *a,
                     BIO *body, time_t began)
{
    struct sigaction quiet = {.sa_handler = SIG_IGN}, before;
    (void)sigaction(SIGPIPE, &quiet, &before);
    BIO *answer = exchange(ask, a, body, began);
    (void)sigaction(SIGPIPE, &before, NULL);
    return answer;
}

enum err_code http_fetch(const struct http_ask *ask, struct str *out,
                         struct err *err)
{
    struct address a = {.user = NULL};
    BIO *body = NULL, *answer = NULL;
    time_t began = time(NULL);
    enum err_code code = address_read(ask->url, &a, err);
    if (code != ERR_OK)
        goto done;
    if (ask->body != NULL && ask->n <= INT_MAX)
        body = BIO_new_mem_buf(ask->body, (int)ask->n);
    if (ask->body != NULL && body == NULL) {
        code = cert_crypto_failed(err, ask->url);
        goto done;
    }
    answer = transfer(ask, &a, body, began);
    code = answer != NULL ? take_answer(answer, out, err)
                          : failed(ask, began, err);
done:
    ERR_clear_error();
    BIO_free_all(answer);
    BIO_free(body);
    address_deinit(&a);
    return code;
}
