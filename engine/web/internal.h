/* engine/web/internal.h - what the files of this folder share. */
#ifndef ENGINE_WEB_INTERNAL_H
#define ENGINE_WEB_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"
#include "engine/base/str.h"

/* ---- address.c ---- */

enum { ADDRESS_URL_BYTES = 64 };

/* A bound and listening socket in *fd and the URL it answers at; errors as
 * for web_open(). */
MUST_USE enum err_code address_listen(const char *text, int *fd,
                                      char url[ADDRESS_URL_BYTES],
                                      struct err *err);
/* Does a Host header name this computer?  NULL does not. */
bool address_is_here(const char *host);

/* ---- route.c ---- */

struct request {
    const char *method, *path;
    const char *host;   /* header, or NULL */
    const char *length; /* Content-Length, or NULL */
    bool chunked;       /* any Transfer-Encoding */
};

struct answer {
    unsigned status;
    const char *type;  /* Content-Type */
    const char *allow; /* Allow header of a 405, or NULL */
    const char *bytes; /* static or of `body` */
    size_t n;
    struct str body;   /* str_init()ed by the caller */
};

/* Always answers: status 200 or the refusal with a line of text. */
void route_answer(const struct request *request, const char *title,
                  struct answer *out);

/* ---- guard.c: who holds a connection, and since when ---- */

struct guard;
struct guard_slot;

struct guard *guard_new(size_t slots); /* NULL = out of memory */
void guard_free(struct guard *guard);
/* NULL when all slots are taken: the connection is shut down at once. */
struct guard_slot *guard_enter(struct guard *guard, int fd);
void guard_leave(struct guard *guard, struct guard_slot *slot);
/* A request begins (true) or ends (false) on this connection. */
void guard_busy(struct guard *guard, struct guard_slot *slot, bool busy);
size_t guard_count_busy(struct guard *guard);
/* Shut down connections whose request is older than `seconds`. */
void guard_sweep(struct guard *guard, double seconds);

#endif
