/* engine/web/web.c - see web.h.  The one door to libmicrohttpd. */
#include "engine/web/web.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/web/internal.h"

enum { TITLE_BYTES = 256, BODY_MAX = 1 << 20, GRACE_STEP_MS = 20 };

struct web {
    struct MHD_Daemon *daemon;
    struct guard *guard;
    int fd;
    int request_s;
    char url[ADDRESS_URL_BYTES];
    char title[TITLE_BYTES];
};

/* On every answer.  Scripts, styles and data come from this server alone, no
 * page may be framed, nothing is kept by a browser that several clerks use. */
static const struct header {
    const char *name, *value;
} headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; "
     "img-src 'self'; connect-src 'self'; form-action 'self'; "
     "base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
    {"Cache-Control", "no-store"},
};

static enum MHD_Result send_answer(struct MHD_Connection *connection,
                                   const struct answer *a)
{
    /* The library copies; it does not write to what it is given. */
    struct MHD_Response *response = MHD_create_response_from_buffer(
        a->n, (void *)(size_t)a->bytes, MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        return MHD_NO;
    enum MHD_Result ok =
        MHD_add_response_header(response, "Content-Type", a->type);
    for (size_t i = 0; i < sizeof headers / sizeof headers[0] && ok; i++)
        ok = MHD_add_response_header(response, headers[i].name,
                                     headers[i].value);
    if (ok && a->allow != NULL)
        ok = MHD_add_response_header(response, "Allow", a->allow);
    if (ok)
        ok = MHD_queue_response(connection, a->status, response);
    MHD_destroy_response(response);
    return ok;
}

static const char *header_of(struct MHD_Connection *connection,
                             const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static struct guard_slot *slot_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

/* Answers at the first call, when the headers are there: no body is taken, so
 * there is nothing to wait for. */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection,
                                  const char *path, const char *method,
                                  const char *version, const char *upload,
                                  size_t *upload_n, void **state)
{
    struct web *web = cls;
    (void)version;
    (void)upload;
    (void)upload_n;
    *state = web; /* tells on_end() that a request was begun */
    guard_busy(web->guard, slot_of(connection), true);
    struct request request = {
        .method = method,
        .path = path,
        .host = header_of(connection, MHD_HTTP_HEADER_HOST),
        .length = header_of(connection, MHD_HTTP_HEADER_CONTENT_LENGTH),
        .chunked =
            header_of(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING) != NULL,
    };
    struct answer answer = {0};
    str_init(&answer.body, BODY_MAX);
    route_answer(&request, web->title, &answer);
    enum MHD_Result ok = send_answer(connection, &answer);
    str_deinit(&answer.body);
    return ok;
}

static void on_end(void *cls, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode how)
{
    struct web *web = cls;
    (void)how;
    if (*state != NULL)
        guard_busy(web->guard, slot_of(connection), false);
}

static void on_connection(void *cls, struct MHD_Connection *connection,
                          void **slot, enum MHD_ConnectionNotificationCode what)
{
    struct web *web = cls;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        guard_leave(web->guard, *slot);
        *slot = NULL;
    } else if (info != NULL) {
        *slot = guard_enter(web->guard, info->connect_fd);
    }
}

/* %XX as usual, but a text with %00 stays as it came and matches no path. */
static size_t unescape(void *cls, struct MHD_Connection *connection,
                       char *text)
{
    (void)cls;
    (void)connection;
    return strstr(text, "%00") != NULL ? strlen(text) : MHD_http_unescape(text);
}

static enum err_code start(struct web *web, struct err *err)
{
    web->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL,
        &on_request, web, MHD_OPTION_LISTEN_SOCKET, web->fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)WEB_CONNECTIONS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)WEB_HEAD_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)WEB_IDLE_S,
        MHD_OPTION_NOTIFY_COMPLETED, &on_end, web,
        MHD_OPTION_NOTIFY_CONNECTION, &on_connection, web,
        MHD_OPTION_UNESCAPE_CALLBACK, &unescape, NULL,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (web->daemon == NULL)
        return err_set(err, ERR_SYSTEM, errno,
                       _("the web server does not start: %s"),
                       strerror(errno));
    return ERR_OK;
}

enum err_code web_open(const struct web_options *options, struct web **out,
                       struct err *err)
{
    *out = NULL;
    struct web *web = mem_alloc(1, sizeof *web);
    if (web == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    web->fd = -1;
    web->request_s =
        options->request_s > 0 ? options->request_s : WEB_REQUEST_S;
    (void)snprintf(web->title, sizeof web->title, "%s", options->title);
    enum err_code code = ERR_OK;
    web->guard = guard_new(WEB_CONNECTIONS);
    if (web->guard == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    if (code == ERR_OK)
        code = address_listen(options->listen, &web->fd, web->url, err);
    if (code == ERR_OK)
        code = start(web, err);
    if (code != ERR_OK) {
        web_close(web);
        return code;
    }
    *out = web;
    return ERR_OK;
}

const char *web_url(const struct web *web)
{
    return web->url;
}

void web_tend(struct web *web)
{
    guard_sweep(web->guard, web->request_s);
}

static void let_finish(struct web *web)
{
    struct timespec step = {.tv_nsec = GRACE_STEP_MS * 1000000L};
    for (int ms = 0; ms < WEB_GRACE_MS && guard_count_busy(web->guard) > 0;
         ms += GRACE_STEP_MS)
        (void)nanosleep(&step, NULL);
}

void web_close(struct web *web)
{
    if (web == NULL)
        return;
    if (web->daemon != NULL) {
        (void)MHD_quiesce_daemon(web->daemon); /* the socket is ours again */
        let_finish(web);
        MHD_stop_daemon(web->daemon);
    }
    if (web->fd >= 0)
        (void)close(web->fd);
    guard_free(web->guard);
    free(web);
}
