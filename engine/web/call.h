/* engine/web/call.h - a room's part of the web page: its rows and what its
 * handlers are given.
 *
 * A room exports one struct web_room; pingyi.c joins them.  A request meets
 * the checks in front of the handler (web.h lists them) in the order Host,
 * path, method, rights, forgery, size of the body; a handler is called once,
 * when the body is there, from one of WEB_THREADS threads, with a store of
 * its own for that time.  It answers with one of the web_… calls and returns
 * ERR_OK, or returns an error, which is answered as {"error":"…"} with a
 * status made from its code.  Nothing it is given outlives the call.
 */
#ifndef ENGINE_WEB_CALL_H
#define ENGINE_WEB_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/str.h"
#include "engine/web/role.h"

struct jobs;
struct jval;
struct run;
struct store;
struct web_call;

enum web_body {
    WEB_NO_BODY,
    WEB_BYTES, /* in memory, `most` bytes at most (web_body_bytes()) */
    WEB_FILE   /* in a file that is gone after the call (web_body_file()) */
};

struct web_route {
    const char *method; /* "GET" (HEAD too), "POST", "PUT", "DELETE", "HEAD" */
    const char *path;   /* "/api/units/{code}/sheets"; "{name*}" takes the rest
                         * of the path.  A row without braces comes first. */
    enum web_right right;
    enum web_body body;
    size_t most; /* bytes of the body; more is 413 */
    enum err_code (*answer)(struct web_call *call, struct err *err);
};

/* A file that comes with the program; everybody may have it. */
struct web_page {
    const char *path; /* "/app.mjs" */
    const char *type; /* Content-Type */
    const unsigned char *bytes;
    size_t n;
};

struct web_room {
    const struct web_route *const *tables; /* NULL-ended; each is ended by a
                                            * row without a path */
    const struct web_page *pages;          /* ended the same */
};

/* Each room's; a NULL-ended list of them goes to cli_main(). */
extern const struct web_room engine_web;
extern const struct web_room omr_web;
extern const struct web_room forms_web;

/* ---- the request ---- */

const char *web_method(const struct web_call *call);
const char *web_path(const struct web_call *call); /* unescaped */
/* The part of the path that stood at {name}; NULL if the row has none. */
const char *web_part(const struct web_call *call, const char *name);
/* "" when it stands without a value; NULL when absent. */
const char *web_query(const struct web_call *call, const char *name);
const char *web_header(const struct web_call *call, const char *name);
/* Of a WEB_BYTES row: NUL-terminated, *n bytes without it. */
const char *web_body_bytes(const struct web_call *call, size_t *n);
/* The same read as a JSON object; free *root.  ERR_FORMAT */
MUST_USE enum err_code web_object(const struct web_call *call,
                                  struct jval **root, struct err *err);
/* Of a WEB_FILE row: where it lies, below the workspace.  Rename it away to
 * keep it. */
const char *web_body_file(const struct web_call *call);
/* The address the browser used, "https://192.168.1.5:8443", no slash. */
const char *web_origin(const struct web_call *call);
bool web_is_tls(const struct web_call *call);

/* Who asks; NULL on WEB_PUBLIC, WEB_DEVICE and WEB_OWN rows. */
const struct web_account *web_account(const struct web_call *call);

const char *web_workspace(const struct web_call *call); /* its folder */
/* The round's store, this call's alone until it returns.  The first call
 * opens it. */
MUST_USE enum err_code web_store(struct web_call *call, struct store **store,
                                 struct err *err);

/* "zh" or "en", as the page said with its X-Pingyi header; NULL. */
const char *web_language(const struct web_call *call);
struct jobs *web_jobs(const struct web_call *call); /* run.h */

/* Run a command (run.h) and answer with what it printed: 200 for exit 0 and 3,
 * else its error with a status made from its code. */
MUST_USE enum err_code web_run(struct web_call *call, const struct run *run,
                               struct err *err);
/* The same, but the output comes here; what failed is an error. */
MUST_USE enum err_code web_run_for(struct web_call *call,
                                   const struct run *run, struct str *out,
                                   struct err *err);

/* ---- the answer: one of these, once ---- */

/* 202 and the number of what was begun in the background. */
void web_job(struct web_call *call, int64_t id);
/* The bytes are copied; `text` must be str_ok(), else 500. */
void web_json(struct web_call *call, unsigned status, const struct str *text);
void web_text(struct web_call *call, unsigned status, const char *text);
void web_bytes(struct web_call *call, unsigned status, const char *type,
               const void *bytes, size_t n);
/* Streams a file; ERR_NOTFOUND, ERR_IO.  `unlink`: remove it, it was made for
 * this answer. */
MUST_USE enum err_code web_file(struct web_call *call, unsigned status,
                                const char *type, const char *path,
                                bool remove, struct err *err);
/* Goes before the answer: `name: value`, copied. */
void web_header_out(struct web_call *call, const char *name,
                    const char *value);

/* Server-sent events.  `next` is asked several times a second, from the
 * server's thread, and appends whole events ("data: …\n\n") or nothing;
 * false ends the stream.  `end` frees cls when the browser goes or the stream
 * ends. */
void web_events(struct web_call *call, bool (*next)(void *cls, struct str *out),
                void (*end)(void *cls), void *cls);

#endif
