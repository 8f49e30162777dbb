/* engine/web/internal.h - what the files of this folder share. */
#ifndef ENGINE_WEB_INTERNAL_H
#define ENGINE_WEB_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"
#include "engine/base/str.h"
#include "engine/web/call.h"
#include "engine/web/web.h"

/* ---- address.c ---- */

enum { ADDRESS_URL_BYTES = 64 };

/* A bound and listening socket in *fd and the URL it answers at; errors as
 * for web_open(). */
MUST_USE enum err_code address_listen(const char *text, int *fd,
                                      char url[ADDRESS_URL_BYTES],
                                      struct err *err);
/* Does a Host header name this computer?  NULL does not. */
bool address_is_here(const char *host);

/* ---- route.c: from a path to a row ---- */

enum { PARTS_MAX = 4, PART_BYTES = 256 };

struct parts {
    size_t n;
    char name[PARTS_MAX][32];
    char value[PARTS_MAX][PART_BYTES];
};

struct target {
    const struct web_route *route; /* or */
    const struct web_page *page;   /* or neither: no such path */
    bool other_method;             /* the path has rows, none for this method */
    char allow[64];                /* methods it has: "GET, HEAD, PUT" */
    struct parts parts;
};

void route_find(const struct web_room *const rooms[], const char *method,
                const char *path, struct target *out);

/* ---- stores.c: open stores, lent to one call at a time ---- */

struct stores;

struct stores *stores_new(const char *workspace); /* NULL = out of memory */
void stores_free(struct stores *stores);
const char *stores_workspace(const struct stores *stores);
MUST_USE enum err_code stores_take(struct stores *stores, struct store **out,
                                   struct err *err);
void stores_give(struct stores *stores, struct store *store);

/* ---- body.c: what a request brings ---- */

struct body {
    enum web_body kind;
    size_t n, most;
    struct str bytes;
    int fd; /* -1 = no file */
    char path[4096];
    int errnum; /* of a write that failed; then nothing more is kept */
};

void body_init(struct body *body);
/* Where a file would lie: WORKSPACE/.upload-XXXXXX.
 *   ERR_IO, ERR_FULL */
MUST_USE enum err_code body_begin(struct body *body, enum web_body kind,
                                  size_t most, const char *workspace,
                                  struct err *err);
/* false: too long, or errnum is set; the rest may be dropped. */
bool body_add(struct body *body, const char *bytes, size_t n);
void body_end(struct body *body); /* removes the file if it is still there */

/* ---- session.c: who is signed in, and how often it was tried ---- */

enum { TOKEN_BYTES = 65 };

struct sessions;

struct sessions *sessions_new(void); /* NULL = out of memory */
void sessions_free(struct sessions *s);
/* A new session and its token; it ends an hour after it was last seen, and
 * after twelve.  ERR_SYSTEM */
MUST_USE enum err_code sessions_begin(struct sessions *s,
                                      const struct web_account *account,
                                      char token[TOKEN_BYTES],
                                      struct err *err);
bool sessions_find(struct sessions *s, const char *token,
                   struct web_account *out);
/* The one with this token; token NULL: all of the account. */
void sessions_end(struct sessions *s, const char *token, int64_t account);
/* Seconds to wait before a password for `login` may be tried; 0 = now, and it
 * is counted. */
int sessions_try(struct sessions *s, const char *login);
void sessions_passed(struct sessions *s, const char *login);
/* The link of the first start, good for one administrator. */
MUST_USE enum err_code sessions_offer_first(struct sessions *s,
                                            char token[TOKEN_BYTES],
                                            struct err *err);
bool sessions_is_first(struct sessions *s, const char *token);
bool sessions_has_first(struct sessions *s);
void sessions_end_first(struct sessions *s);

extern const struct web_route account_rows[]; /* account_routes.c */
extern const struct web_route work_rows[];    /* work_routes.c */
extern const struct web_route round_rows[];   /* round_routes.c */
extern const struct web_route result_rows[];  /* result_routes.c */
void work_resume(struct jobs *jobs, const char *workspace);
/* ---- digest_check.c: WEB_DIGEST rows; refuses or signs in ---- */

struct digests;
void digest_check(struct web_call *call);

/* ---- call.c: one request and its answer ---- */

struct header {
    char *name, *value;
};

enum { HEADERS_MAX = 12 };

struct web_call {
    void *connection; /* of web.c, the door to the library */
    const struct web_room *const *rooms;
    struct stores *stores;
    struct sessions *sessions;
    struct jobs *jobs;
    struct digests *digests;
    const struct web_signing *signing;
    const char *method, *origin;
    char *path; /* copied */
    bool tls;
    struct target target;
    struct body body;
    bool refused; /* answered before the body came; drop it */
    bool drain;   /* let it come all the same, and answer then */
    size_t drained;
    struct web_account account;
    bool has_account;
    struct store *store; /* taken by web_store() */
    /* the answer */
    unsigned status; /* 0 = none yet */
    const char *type;
    const void *still;  /* static bytes, or */
    struct str out;     /* copied bytes, or */
    int fd;             /* a file; -1 */
    size_t n;           /* of still or fd */
    struct header headers[HEADERS_MAX];
    size_t header_count;
    bool (*next)(void *cls, struct str *out); /* or events */
    void (*end)(void *cls);
    void *cls;
};

struct web_call *call_new(void); /* NULL = out of memory */
void call_free(struct web_call *call);
/* Everything in front of the handler that needs no body: fills target and,
 * where it refuses, the answer. */
void call_begin(struct web_call *call);
/* The handler, or the page. */
void call_run(struct web_call *call);
void call_refuse(struct web_call *call, unsigned status, const char *words);
void call_fail(struct web_call *call, const struct err *err);

/* web.c, for call.c: what the library keeps of the request. */
const char *door_header(const struct web_call *call, const char *name);
const char *door_query(const struct web_call *call, const char *name);
void door_unescape(char *text); /* %41 */
const char *door_cookie(const struct web_call *call, const char *name);
/* "pingyi", or a name that only TLS may set. */
const char *call_cookie_name(const struct web_call *call);

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
/* `bytes` of a body came: the clock of a large one runs from here on. */
void guard_bytes(struct guard *guard, struct guard_slot *slot, size_t bytes);
/* An answer without end: no clock runs. */
void guard_endless(struct guard *guard, struct guard_slot *slot);
size_t guard_count_busy(struct guard *guard);
/* Shut down connections whose request is older than `seconds`. */
void guard_sweep(struct guard *guard, double seconds);

#endif
