/* engine/web/address.c - see internal.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/web/internal.h"
#include "engine/web/web.h"

enum { BACKLOG = 64, HOST_BYTES = 64 };

/* The names of this computer that a browser on it can use. */
static const char *const here[] = {"127.0.0.1", "localhost", "[::1]"};

static bool is_here(const char *host, size_t n)
{
    for (size_t i = 0; i < sizeof here / sizeof here[0]; i++)
        if (strlen(here[i]) == n && strncasecmp(host, here[i], n) == 0)
            return true;
    return false;
}

/* Bytes of "host" in "host" or "host:port"; a colon inside [] is no end. */
static size_t host_bytes(const char *text)
{
    const char *end = text[0] == '[' ? strchr(text, ']') : text;
    const char *colon = end != NULL ? strchr(end, ':') : NULL;
    return colon != NULL ? (size_t)(colon - text) : strlen(text);
}

bool address_is_here(const char *host)
{
    if (host == NULL)
        return false;
    size_t n = host_bytes(host);
    int64_t port = 0;
    return is_here(host, n) &&
           (host[n] == '\0' || num_parse_int(host + n + 1, 1, 65535, &port));
}

struct place {
    char host[HOST_BYTES];
    int64_t port;
};

static enum err_code take(const char *text, struct place *out, struct err *err)
{
    *out = (struct place){.host = "127.0.0.1", .port = WEB_PORT};
    if (text == NULL || num_parse_int(text, 0, 65535, &out->port))
        return ERR_OK;
    size_t n = host_bytes(text);
    if (n == 0 || n >= HOST_BYTES || text[n] != ':' ||
        !num_parse_int(text + n + 1, 0, 65535, &out->port))
        return err_set(err, ERR_USAGE, 0,
                       _("--listen needs a port such as 8017 or "
                         "127.0.0.1:8017 (0 = any free one)"));
    if (!is_here(text, n))
        return err_set(err, ERR_DENIED, 0,
                       _("--listen: only this computer may use the page, at "
                         "127.0.0.1 or [::1]; it has no accounts that would "
                         "keep others out"));
    memcpy(out->host, text, n);
    out->host[n] = '\0';
    return ERR_OK;
}

static enum err_code refused(const struct place *p, int errnum,
                             struct err *err)
{
    int port = (int)p->port;
    if (errnum == EADDRINUSE)
        return err_set(err, ERR_BUSY, errnum,
                       _("port %d is taken by another program (or by a "
                         "second pingyi serve); stop that one or give "
                         "another port: --listen %d"),
                       port, port < 65535 ? port + 1 : WEB_PORT);
    if (errnum == EACCES || errnum == EPERM)
        return err_set(err, ERR_DENIED, errnum,
                       _("no permission to use port %d; ports below 1024 "
                         "are the administrator's, use --listen %d"),
                       port, WEB_PORT);
    return err_set(err, ERR_SYSTEM, errnum, _("cannot listen at %s port %d: %s"),
                   p->host, port, strerror(errnum));
}

union any_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool open_socket(const struct place *p, int *fd,
                        union any_address *address)
{
    bool six = p->host[0] == '[';
    socklen_t size = six ? sizeof address->v6 : sizeof address->v4;
    int yes = 1;
    *address = (union any_address){0};
    if (six)
        address->v6 = (struct sockaddr_in6){.sin6_family = AF_INET6,
                                            .sin6_port =
                                                htons((uint16_t)p->port),
                                            .sin6_addr = in6addr_loopback};
    else
        address->v4 = (struct sockaddr_in){
            .sin_family = AF_INET,
            .sin_port = htons((uint16_t)p->port),
            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    *fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return *fd >= 0 &&
           setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
           bind(*fd, &address->any, size) == 0 && listen(*fd, BACKLOG) == 0 &&
           getsockname(*fd, &address->any, &size) == 0;
}

enum err_code address_listen(const char *text, int *fd,
                             char url[ADDRESS_URL_BYTES], struct err *err)
{
    struct place p;
    union any_address address;
    *fd = -1;
    enum err_code code = take(text, &p, err);
    if (code != ERR_OK)
        return code;
    if (!open_socket(&p, fd, &address)) {
        int errnum = errno;
        if (*fd >= 0)
            (void)close(*fd);
        *fd = -1;
        return refused(&p, errnum, err);
    }
    bool six = address.any.sa_family == AF_INET6;
    (void)snprintf(url, ADDRESS_URL_BYTES, "http://%s:%d/",
                   six ? "[::1]" : "127.0.0.1",
                   ntohs(six ? address.v6.sin6_port : address.v4.sin_port));
    return ERR_OK;
}
