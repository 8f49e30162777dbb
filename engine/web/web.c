/* engine/web/web.c - see web.h.  The one door to libmicrohttpd. */
#include "engine/web/web.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/web/digest.h"
#include "engine/web/internal.h"
#include "engine/web/run.h"

enum {
    GRACE_STEP_MS = 20,
    STREAMS_MAX = 64,       /* open event streams */
    EVENT_BLOCK = 4096,     /* of a stream, at a time */
    EVENTS_MAX = 1 << 20    /* waiting in one stream */
};

struct stream { /* an answer made of events; freed with its response */
    struct web *web;
    struct web_call *call;
    struct MHD_Connection *connection;
    struct str waiting;
    size_t sent;
    bool over, asleep;
};

struct web {
    struct MHD_Daemon *daemon;
    struct guard *guard;
    struct stores *stores;
    struct sessions *sessions;
    struct jobs *jobs;
    struct digests *digests;
    struct web_signing signing;
    const struct web_room *const *rooms;
    int fd;
    int request_s;
    char url[ADDRESS_URL_BYTES];
    char origin[ADDRESS_URL_BYTES]; /* without the slash */
    pthread_mutex_t lock;           /* streams and stopping */
    struct stream *streams[STREAMS_MAX];
    bool stopping;
};

/* On every answer, unless its handler set another.  Scripts, styles and data
 * come from this server alone, no page may be framed, nothing is kept by a
 * browser that several clerks use. */
static const struct {
    const char *name, *value;
} headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; "
     "img-src 'self' blob:; media-src 'self'; connect-src 'self'; "
     "manifest-src 'self'; form-action 'self'; "
     "base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
    {"Cache-Control", "no-store"},
};

/* ---- what the library keeps of a request ---- */

const char *door_header(const struct web_call *call, const char *name)
{
    return MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND,
                                       name);
}

void door_unescape(char *text)
{
    (void)MHD_http_unescape(text);
}

const char *door_cookie(const struct web_call *call, const char *name)
{
    return MHD_lookup_connection_value(call->connection, MHD_COOKIE_KIND,
                                       name);
}

struct wanted {
    const char *name, *value;
};

static enum MHD_Result is_wanted(void *cls, enum MHD_ValueKind kind,
                                 const char *key, const char *value)
{
    struct wanted *wanted = cls;
    (void)kind;
    if (strcmp(key, wanted->name) != 0)
        return MHD_YES;
    wanted->value = value != NULL ? value : "";
    return MHD_NO;
}

const char *door_query(const struct web_call *call, const char *name)
{
    struct wanted wanted = {name, NULL};
    (void)MHD_get_connection_values(call->connection, MHD_GET_ARGUMENT_KIND,
                                    &is_wanted, &wanted);
    return wanted.value;
}

static struct guard_slot *slot_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

/* ---- event streams ---- */

static ssize_t stream_read(void *cls, uint64_t at, char *out, size_t max)
{
    struct stream *s = cls;
    (void)at;
    if (s->sent == s->waiting.n) {
        str_clear(&s->waiting);
        s->sent = 0;
        if (!s->over && !s->call->next(s->call->cls, &s->waiting))
            s->over = true;
    }
    size_t n = s->waiting.n - s->sent;
    if (!str_ok(&s->waiting) || (n == 0 && s->over))
        return MHD_CONTENT_READER_END_OF_STREAM;
    n = n < max ? n : max;
    memcpy(out, s->waiting.text + s->sent, n);
    s->sent += n;
    if (n > 0)
        return (ssize_t)n;
    (void)pthread_mutex_lock(&s->web->lock);
    bool end = s->web->stopping;
    if (!end) { /* until web_tend() asks again */
        s->asleep = true;
        MHD_suspend_connection(s->connection);
    }
    (void)pthread_mutex_unlock(&s->web->lock);
    return end ? MHD_CONTENT_READER_END_OF_STREAM : 0;
}

static void stream_free(void *cls)
{
    struct stream *s = cls;
    (void)pthread_mutex_lock(&s->web->lock);
    for (size_t i = 0; i < STREAMS_MAX; i++)
        if (s->web->streams[i] == s)
            s->web->streams[i] = NULL;
    (void)pthread_mutex_unlock(&s->web->lock);
    str_deinit(&s->waiting);
    free(s);
}

static struct stream *stream_new(struct web *web, struct web_call *call,
                                 struct MHD_Connection *connection)
{
    struct stream *s = mem_alloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    *s = (struct stream){.web = web, .call = call, .connection = connection};
    str_init(&s->waiting, EVENTS_MAX);
    (void)pthread_mutex_lock(&web->lock);
    size_t i = 0;
    while (i < STREAMS_MAX && web->streams[i] != NULL)
        i++;
    if (i < STREAMS_MAX)
        web->streams[i] = s;
    (void)pthread_mutex_unlock(&web->lock);
    if (i < STREAMS_MAX)
        return s;
    free(s);
    return NULL;
}

static void wake_streams(struct web *web)
{
    (void)pthread_mutex_lock(&web->lock);
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *s = web->streams[i];
        if (s == NULL || !s->asleep)
            continue;
        s->asleep = false;
        MHD_resume_connection(s->connection);
    }
    (void)pthread_mutex_unlock(&web->lock);
}

/* ---- answers ---- */

static struct MHD_Response *response_of(struct web *web,
                                        struct web_call *call)
{
    if (call->next != NULL) {
        struct stream *s = stream_new(web, call, call->connection);
        if (s == NULL)
            return NULL;
        guard_endless(web->guard, slot_of(call->connection));
        return MHD_create_response_from_callback(
            MHD_SIZE_UNKNOWN, EVENT_BLOCK, &stream_read, s, &stream_free);
    }
    if (call->fd >= 0) {
        int fd = call->fd;
        call->fd = -1; /* the response closes it */
        return MHD_create_response_from_fd64(call->n, fd);
    }
    /* The library does not write to what it is given. */
    if (call->still != NULL)
        return MHD_create_response_from_buffer(
            call->n, (void *)(size_t)call->still, MHD_RESPMEM_PERSISTENT);
    return MHD_create_response_from_buffer(call->out.n, call->out.text,
                                           MHD_RESPMEM_MUST_COPY);
}

static bool has_own(const struct web_call *call, const char *name)
{
    for (size_t i = 0; i < call->header_count; i++)
        if (strcasecmp(call->headers[i].name, name) == 0)
            return true;
    return false;
}

static enum MHD_Result send_answer(struct web *web, struct web_call *call)
{
    struct MHD_Response *response = response_of(web, call);
    enum MHD_Result ok = MHD_YES;
    if (response == NULL)
        return MHD_NO;
    if (call->type != NULL && call->status != 204)
        ok = MHD_add_response_header(response, "Content-Type", call->type);
    for (size_t i = 0; i < sizeof headers / sizeof headers[0] && ok; i++)
        if (!has_own(call, headers[i].name))
            ok = MHD_add_response_header(response, headers[i].name,
                                         headers[i].value);
    for (size_t i = 0; i < call->header_count && ok; i++)
        ok = MHD_add_response_header(response, call->headers[i].name,
                                     call->headers[i].value);
    if (ok)
        ok = MHD_queue_response(call->connection, call->status, response);
    MHD_destroy_response(response);
    return ok;
}

/* ---- requests ---- */

static struct web_call *begin(struct web *web,
                              struct MHD_Connection *connection,
                              const char *path, const char *method)
{
    struct web_call *call = call_new();
    if (call == NULL)
        return NULL;
    call->connection = connection;
    call->rooms = web->rooms;
    call->stores = web->stores;
    call->sessions = web->sessions;
    call->jobs = web->jobs;
    call->digests = web->digests;
    call->signing = &web->signing;
    call->origin = web->origin;
    call->method = method;
    call->path = strdup(path);
    if (call->path == NULL) {
        call_free(call);
        return NULL;
    }
    call_begin(call);
    return call;
}

/* Called when the headers are there, with every piece of the body, and once
 * more at its end.  What is refused is answered at once. */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection,
                                  const char *path, const char *method,
                                  const char *version, const char *upload,
                                  size_t *upload_n, void **state)
{
    struct web *web = cls;
    struct web_call *call = *state;
    (void)version;
    if (call == NULL) {
        guard_busy(web->guard, slot_of(connection), true);
        *state = call = begin(web, connection, path, method);
        if (call == NULL)
            return MHD_NO;
        return call->refused && !call->drain ? send_answer(web, call)
                                             : MHD_YES;
    }
    if (*upload_n > 0 && call->refused) {
        call->drained += *upload_n;
        guard_bytes(web->guard, slot_of(connection), *upload_n);
        *upload_n = 0;
        return call->drained <= call->target.route->most ? MHD_YES : MHD_NO;
    }
    if (*upload_n > 0) {
        bool took = body_add(&call->body, upload, *upload_n);
        guard_bytes(web->guard, slot_of(connection), *upload_n);
        *upload_n = 0;
        return took || call->body.errnum != 0 ? MHD_YES : MHD_NO;
    }
    if (!call->refused)
        call_run(call);
    return send_answer(web, call);
}

static void on_end(void *cls, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode how)
{
    struct web *web = cls;
    (void)how;
    guard_busy(web->guard, slot_of(connection), false);
    call_free(*state);
    *state = NULL;
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

/* ---- the server ---- */

static enum err_code start(struct web *web, struct err *err)
{
    web->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME,
        0, NULL, NULL, &on_request, web, MHD_OPTION_LISTEN_SOCKET, web->fd,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)WEB_THREADS,
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

static enum err_code prepare(struct web *web,
                             const struct web_options *options,
                             struct err *err)
{
    web->fd = -1;
    web->rooms = options->rooms;
    web->signing = options->signing;
    web->request_s =
        options->request_s > 0 ? options->request_s : WEB_REQUEST_S;
    web->guard = guard_new(WEB_CONNECTIONS);
    web->stores = stores_new(options->workspace);
    web->sessions = sessions_new();
    web->jobs = jobs_new();
    web->digests = digests_new();
    if (web->guard == NULL || web->stores == NULL || web->sessions == NULL ||
        web->jobs == NULL || web->digests == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = address_listen(options->listen, &web->fd, web->url,
                                        err);
    if (code != ERR_OK)
        return code;
    work_resume(web->jobs, options->workspace);
    (void)snprintf(web->origin, sizeof web->origin, "%.*s",
                   (int)strlen(web->url) - 1, web->url);
    return start(web, err);
}

enum err_code web_open(const struct web_options *options, struct web **out,
                       struct err *err)
{
    *out = NULL;
    struct web *web = mem_alloc(1, sizeof *web);
    if (web == NULL || pthread_mutex_init(&web->lock, NULL) != 0) {
        free(web);
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    }
    enum err_code code = prepare(web, options, err);
    if (code != ERR_OK) {
        web_close(web);
        return code;
    }
    *out = web;
    return ERR_OK;
}

enum err_code web_first_link(struct web *web, struct str *out,
                             struct err *err)
{
    char token[TOKEN_BYTES];
    enum err_code code = sessions_offer_first(web->sessions, token, err);
    if (code == ERR_OK)
        str_addf(out, "%s#first=%s", web->url, token);
    return code;
}

const char *web_url(const struct web *web)
{
    return web->url;
}

void web_tend(struct web *web)
{
    guard_sweep(web->guard, web->request_s);
    wake_streams(web);
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
        (void)pthread_mutex_lock(&web->lock);
        web->stopping = true; /* no stream falls asleep from here on */
        (void)pthread_mutex_unlock(&web->lock);
        wake_streams(web);
        MHD_stop_daemon(web->daemon);
    }
    jobs_free(web->jobs); /* what they have read is kept */
    if (web->fd >= 0)
        (void)close(web->fd);
    guard_free(web->guard);
    stores_free(web->stores);
    sessions_free(web->sessions);
    digests_free(web->digests);
    (void)pthread_mutex_destroy(&web->lock);
    free(web);
}
