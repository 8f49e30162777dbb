/* engine/web/web.h - the office page: an HTTP server.
 *
 * Listens on a loopback address only; other computers are refused until there
 * are accounts and TLS.  What it answers stands in the rooms' tables (call.h);
 * a path is found there, never in the file system.  In front of every row:
 *
 *   421  a Host header that is not this computer (DNS rebinding)
 *   404, 405  no such path, no such method there
 *   401, 403  no session, a role without the right, a request that another
 *             site's page made (no X-Pingyi header, a foreign Origin)
 *   411, 413  a body where none is expected, or longer than the row takes
 *
 * Every answer carries the security headers of web.c.  Nobody may hold a
 * connection longer than WEB_REQUEST_S without finishing a request, however
 * slowly he writes or reads; a large body's clock starts again with every
 * 64 KB, an event stream has none.
 *
 * The server answers from WEB_THREADS threads of its own; the functions below
 * belong to one other thread.
 */
#ifndef ENGINE_WEB_WEB_H
#define ENGINE_WEB_WEB_H

#include "engine/base/err.h"
#include "engine/web/call.h"

enum {
    WEB_PORT = 8017,         /* when none is given */
    WEB_THREADS = 4,         /* that answer */
    WEB_CONNECTIONS = 256,   /* at once; a browser opens 6 */
    WEB_HEAD_BYTES = 32768,  /* one request's line and headers */
    WEB_IDLE_S = 15,         /* silence on a connection */
    WEB_REQUEST_S = 30,      /* one request, from its first byte to its end */
    WEB_GRACE_MS = 2000,     /* requests under way at the stop */
};

struct web;

/* What reports are signed with; NULL = not.  Files on this computer, as for
 * `pingyi report`.  The passphrase comes with each request. */
struct web_signing {
    const char *key, *seal, *tsa, *trust;
};

struct web_options {
    const char *listen; /* "PORT", "127.0.0.1:PORT", "localhost:PORT" or
                         * "[::1]:PORT"; port 0 = any free; NULL = WEB_PORT */
    const char *workspace;                /* its folder; copied */
    const struct web_room *const *rooms;  /* NULL-ended; borrowed */
    struct web_signing signing;           /* texts borrowed */
    int request_s;                        /* 0 = WEB_REQUEST_S */
};

/* Start serving.  Pair with web_close().
 *   ERR_USAGE   `listen` is none of the above
 *   ERR_DENIED  not a loopback address, or a port below 1024 without rights
 *   ERR_BUSY    another program has the port   ERR_SYSTEM, ERR_NOMEM */
MUST_USE enum err_code web_open(const struct web_options *options,
                                struct web **out, struct err *err);

/* "http://127.0.0.1:8017/".  Borrowed until web_close(). */
const char *web_url(const struct web *web);

/* Appends a link with which one administrator can be made, once, while this
 * server runs. */
MUST_USE enum err_code web_first_link(struct web *web, struct str *out,
                                      struct err *err);

/* Close connections that took too long, wake event streams.  Call it several
 * times a second. */
void web_tend(struct web *web);

/* Take no more requests, let those under way finish (WEB_GRACE_MS), stop. */
void web_close(struct web *web);

#endif
