/* engine/web/call.c - see call.h and internal.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/json.h"
#include "engine/base/mem.h"
#include "engine/web/internal.h"

enum { ANSWER_MAX = 64 << 20, ERROR_MAX = 8192 };

struct web_call *call_new(void)
{
    struct web_call *call = mem_alloc(1, sizeof *call);
    if (call == NULL)
        return NULL;
    body_init(&call->body);
    str_init(&call->out, ANSWER_MAX);
    call->fd = -1;
    return call;
}

void call_free(struct web_call *call)
{
    if (call == NULL)
        return;
    stores_give(call->stores, call->store);
    body_end(&call->body);
    str_deinit(&call->out);
    if (call->fd >= 0)
        (void)close(call->fd);
    for (size_t i = 0; i < call->header_count; i++) {
        free(call->headers[i].name);
        free(call->headers[i].value);
    }
    if (call->end != NULL)
        call->end(call->cls);
    free(call->path);
    free(call);
}

/* ---- the request ---- */

const char *web_method(const struct web_call *call)
{
    return call->method;
}

const char *web_path(const struct web_call *call)
{
    return call->path;
}

const char *web_part(const struct web_call *call, const char *name)
{
    const struct parts *parts = &call->target.parts;
    for (size_t i = 0; i < parts->n; i++)
        if (strcmp(parts->name[i], name) == 0)
            return parts->value[i];
    return NULL;
}

const char *web_query(const struct web_call *call, const char *name)
{
    return door_query(call, name);
}

const char *web_header(const struct web_call *call, const char *name)
{
    return door_header(call, name);
}

const char *web_body_bytes(const struct web_call *call, size_t *n)
{
    *n = call->body.bytes.n;
    return call->body.bytes.text;
}

const char *web_body_file(const struct web_call *call)
{
    return call->body.path;
}

const char *web_origin(const struct web_call *call)
{
    return call->origin;
}

bool web_is_tls(const struct web_call *call)
{
    return call->tls;
}

const struct web_account *web_account(const struct web_call *call)
{
    return call->has_account ? &call->account : NULL;
}

const char *web_workspace(const struct web_call *call)
{
    return stores_workspace(call->stores);
}

enum err_code web_store(struct web_call *call, struct store **store,
                        struct err *err)
{
    enum err_code code = ERR_OK;
    if (call->store == NULL)
        code = stores_take(call->stores, &call->store, err);
    *store = call->store;
    return code;
}

const char *web_language(const struct web_call *call)
{
    const char *said = door_header(call, "X-Pingyi");
    if (said == NULL)
        return NULL;
    return strcmp(said, "zh") == 0 ? "zh" : strcmp(said, "en") == 0 ? "en" : NULL;
}

struct jobs *web_jobs(const struct web_call *call)
{
    return call->jobs;
}

/* ---- the answer ---- */

static void forget(struct web_call *call)
{
    str_clear(&call->out);
    call->still = NULL;
    call->n = 0;
    if (call->fd >= 0)
        (void)close(call->fd);
    call->fd = -1;
}

static void copy(struct web_call *call, unsigned status, const char *type,
                 const char *bytes, size_t n)
{
    forget(call);
    str_add_bytes(&call->out, bytes, n);
    call->status = status;
    call->type = type;
}

void web_text(struct web_call *call, unsigned status, const char *text)
{
    copy(call, status, "text/plain; charset=utf-8", text, strlen(text));
}

void web_bytes(struct web_call *call, unsigned status, const char *type,
               const void *bytes, size_t n)
{
    copy(call, status, type, bytes, n);
}

void web_json(struct web_call *call, unsigned status, const struct str *text)
{
    if (str_ok(text))
        copy(call, status, "application/json", text->text, text->n);
    else
        web_text(call, 500, "500 out of memory\n");
}

enum err_code web_file(struct web_call *call, unsigned status,
                       const char *type, const char *path, bool remove,
                       struct err *err)
{
    struct stat s;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int errnum = errno;
    if (fd >= 0 && remove)
        (void)unlink(path);
    if (fd < 0 && errnum == ENOENT)
        return err_set(err, ERR_NOTFOUND, errnum, "%s", path);
    if (fd < 0 || fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) {
        if (fd >= 0)
            (void)close(fd);
        return err_errno(err, fd < 0 ? errnum : EINVAL, "reading", path);
    }
    forget(call);
    call->fd = fd;
    call->n = (size_t)s.st_size;
    call->status = status;
    call->type = type;
    return ERR_OK;
}

void web_header_out(struct web_call *call, const char *name,
                    const char *value)
{
    if (call->header_count == HEADERS_MAX)
        return;
    struct header h = {strdup(name), strdup(value)};
    if (h.name != NULL && h.value != NULL) {
        call->headers[call->header_count++] = h;
    } else {
        free(h.name);
        free(h.value);
    }
}

void web_events(struct web_call *call, bool (*next)(void *cls, struct str *out),
                void (*end)(void *cls), void *cls)
{
    forget(call);
    call->status = 200;
    call->type = "text/event-stream";
    call->next = next;
    call->end = end;
    call->cls = cls;
}

void call_refuse(struct web_call *call, unsigned status, const char *words)
{
    web_text(call, status, words);
    call->refused = true;
}

static unsigned status_of(enum err_code code)
{
    switch (code) {
    case ERR_USAGE:
    case ERR_FORMAT:
    case ERR_RANGE:
        return 422;
    case ERR_NOTFOUND:
        return 404;
    case ERR_EXISTS:
    case ERR_NOTNOW:
        return 409;
    case ERR_DENIED:
        return 403;
    case ERR_BUSY:
        return 503;
    case ERR_FULL:
        return 507;
    default:
        return 500;
    }
}

void call_fail(struct web_call *call, const struct err *err)
{
    struct str out;
    str_init(&out, ERROR_MAX);
    struct jout j = {.out = &out};
    jout_begin_object(&j, NULL);
    jout_string(&j, "error", err->text);
    jout_string(&j, "code", err_code_word(err->code));
    jout_end_object(&j);
    web_json(call, status_of(err->code), &out);
    str_deinit(&out);
    call->refused = true;
}

/* ---- in front of the handler ---- */

static bool only_reads(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

/* Another site's page can make a browser send a request here, but it cannot
 * add this header without asking first, which nothing here allows; and the
 * browser says where the page came from. */
static bool is_forged(const struct web_call *call)
{
    const char *origin = door_header(call, "Origin");
    return door_header(call, "X-Pingyi") == NULL ||
           (origin != NULL && strcasecmp(origin, call->origin) != 0);
}

const char *call_cookie_name(const struct web_call *call)
{
    return call->tls ? "__Host-pingyi" : "pingyi";
}

static bool needs_account(enum web_right right)
{
    return right != WEB_PUBLIC && right != WEB_DEVICE && right != WEB_OWN &&
           right != WEB_DIGEST;
}

/* Is the body within the row's bound?  A length that cannot be read is 0 to
 * the library too. */
static bool fits_the_row(const struct web_call *call)
{
    const char *length = door_header(call, "Content-Length");
    const struct web_route *row = call->target.route;
    size_t most = row != NULL && row->body != WEB_NO_BODY ? row->most : 0;
    return length == NULL || strtoull(length, NULL, 10) <= most;
}

static bool takes_a_body(const struct web_call *call)
{
    return call->target.route != NULL &&
           call->target.route->body != WEB_NO_BODY;
}

static void check(struct web_call *call)
{
    const struct web_route *row = call->target.route;
    if (row == NULL && call->target.page == NULL) {
        if (!call->target.other_method) {
            call_refuse(call, 404, "404 there is no such page\n");
            return;
        }
        call_refuse(call, 405, "405 not here\n");
        web_header_out(call, "Allow", call->target.allow);
        return;
    }
    if (row == NULL)
        return;
    bool own = row->right == WEB_OWN || row->right == WEB_DEVICE ||
               row->right == WEB_DIGEST;
    if (row->right == WEB_DIGEST)
        digest_check(call);
    if (needs_account(row->right)) {
        const char *token = door_cookie(call, call_cookie_name(call));
        call->has_account = token != NULL && sessions_find(call->sessions, token,
                                                           &call->account);
        if (!call->has_account)
            call_refuse(call, 401, "401 sign in first\n");
        else if (!web_role_may(call->account.role, row->right))
            call_refuse(call, 403, "403 your role may not do this\n");
    }
    if (!call->refused && !own && !only_reads(call->method) && is_forged(call))
        call_refuse(call, 403, "403 this came from another page\n");
}

void call_begin(struct web_call *call)
{
    struct err err = ERR_INIT;
    route_find(call->rooms, call->method, call->path, &call->target);
    if (!call->tls && !address_is_here(door_header(call, "Host"))) {
        call_refuse(call, 421, "421 this server answers only as 127.0.0.1, "
                               "[::1] or localhost\n");
        return;
    }
    check(call);
    call->drain = call->drain && takes_a_body(call) && fits_the_row(call);
    if (call->refused)
        return;
    if (door_header(call, "Transfer-Encoding") != NULL && !takes_a_body(call)) {
        call_refuse(call, 411, "411 a body must come with its length\n");
    } else if (!fits_the_row(call)) {
        call_refuse(call, 413, "413 too much for this page\n");
    } else if (takes_a_body(call)) {
        const struct web_route *row = call->target.route;
        if (body_begin(&call->body, row->body, row->most,
                       stores_workspace(call->stores), &err) != ERR_OK)
            call_fail(call, &err);
    }
}

void call_run(struct web_call *call)
{
    struct err err = ERR_INIT;
    const struct web_page *page = call->target.page;
    if (page != NULL) {
        call->status = 200;
        call->type = page->type;
        call->still = page->bytes;
        call->n = page->n;
        return;
    }
    if (call->body.errnum != 0) {
        (void)err_errno(&err, call->body.errnum, "keeping what was sent",
                        call->body.path);
        call_fail(call, &err);
    } else if (call->target.route->answer(call, &err) != ERR_OK) {
        call_fail(call, &err);
    } else if (call->status == 0) {
        web_text(call, 204, "");
    }
    if (!str_ok(&call->out))
        web_text(call, 500, "500 out of memory\n");
}
