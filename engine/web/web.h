/* engine/web/web.h - the office page: an HTTP server for this computer alone.
 *
 * Listens on a loopback address only; other computers are refused until there
 * are accounts and TLS.  A page is found by its exact path in a table, never
 * in the file system.  Every answer carries the security headers of web.c; a
 * request with a foreign Host header (DNS rebinding) is 421, one with a body
 * where none is expected is 413, a chunked one 411, another method 405.
 * Nobody may hold a connection longer than WEB_REQUEST_S without finishing a
 * request, however slowly he writes or reads.
 *
 * The server answers from a thread of its own; the functions below belong to
 * one other thread.
 */
#ifndef ENGINE_WEB_WEB_H
#define ENGINE_WEB_WEB_H

#include "engine/base/err.h"

enum {
    WEB_PORT = 8017,         /* when none is given */
    WEB_CONNECTIONS = 128,   /* at once; a browser opens 6 */
    WEB_HEAD_BYTES = 32768,  /* one request's line and headers */
    WEB_IDLE_S = 15,         /* silence on a connection */
    WEB_REQUEST_S = 30,      /* one request, from its first byte to its end */
    WEB_GRACE_MS = 2000,     /* requests under way at the stop */
};

struct web;

struct web_options {
    const char *listen; /* "PORT", "127.0.0.1:PORT", "localhost:PORT" or
                         * "[::1]:PORT"; port 0 = any free; NULL = WEB_PORT */
    const char *title;  /* of the round; copied */
    int request_s;      /* 0 = WEB_REQUEST_S */
};

/* Start serving.  Pair with web_close().
 *   ERR_USAGE   `listen` is none of the above
 *   ERR_DENIED  not a loopback address, or a port below 1024 without rights
 *   ERR_BUSY    another program has the port   ERR_SYSTEM, ERR_NOMEM */
MUST_USE enum err_code web_open(const struct web_options *options,
                                struct web **out, struct err *err);

/* "http://127.0.0.1:8017/".  Borrowed until web_close(). */
const char *web_url(const struct web *web);

/* Close connections that took too long.  Call it several times a second. */
void web_tend(struct web *web);

/* Take no more requests, let those under way finish (WEB_GRACE_MS), stop. */
void web_close(struct web *web);

#endif
