/* engine/base/err.h - how a failure travels: a code for the program and one
 * sentence for a person.
 *
 * A `struct err` lives on the caller's stack and is passed down as the last
 * argument.  The function that meets the failure writes it with err_set();
 * callers above may only add what the lower one could not know, with
 * err_add().  The first report wins: a second err_set() on an error that is
 * already set changes nothing, so clean-up code cannot bury the cause.
 * Every `struct err` starts as ERR_INIT and may be NULL ("code is enough").
 */
#ifndef ENGINE_BASE_ERR_H
#define ENGINE_BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

enum err_code {
    ERR_OK = 0,
    ERR_USAGE,       /* the command line is wrong: exit 2 */
    ERR_IO,          /* a file or folder cannot be read or written */
    ERR_FULL,        /* the disk (or a quota) is full */
    ERR_FORMAT,      /* the input is not what it must be */
    ERR_RANGE,       /* a number or size is outside its limits */
    ERR_NOMEM,       /* no memory, or a ceiling of engine/base/limits.h */
    ERR_NOTFOUND,    /* the thing named does not exist */
    ERR_EXISTS,      /* the thing named exists already */
    ERR_NOTNOW,       /* not now: the round, sheet or file is in another state */
    ERR_DENIED,      /* refused by a rule (privacy, forged code, rights) */
    ERR_BUSY,        /* another process holds the workspace */
    ERR_INTERRUPTED, /* Ctrl-C or a signal; what was done is kept */
    ERR_CORRUPT,     /* the store or a signed file was damaged or changed */
    ERR_SYSTEM,      /* a library or the system failed; native holds its code */
    ERR_CODE_COUNT
};

enum { ERR_TEXT_MAX = 1024 };

struct err {
    enum err_code code;
    int native; /* errno, SQLite, libharu, OpenSSL …; 0 if none */
    char text[ERR_TEXT_MAX]; /* UTF-8, one sentence or a few, for a person */
};

#define ERR_INIT ((struct err){ERR_OK, 0, ""})

/* Write the failure unless one is there already.  Always returns `code`, so
 * that `return err_set(err, ERR_IO, errno, …)` is one line. */
enum err_code err_set(struct err *err, enum err_code code, int native,
                      const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Put context in front of the text: "unit 0102: …".  Returns the code. */
enum err_code err_add(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ERR_IO or ERR_FULL from errno, with "path: strerror" and what was tried. */
enum err_code err_errno(struct err *err, int errnum, const char *doing,
                        const char *path);

#ifdef __clang_analyzer__
/* The analyzer sees one file at a time; this tells it that these fail. */
#define err_set(err, code, ...) ((void)err_set(err, code, __VA_ARGS__), (code))
#define err_errno(...) ((void)err_errno(__VA_ARGS__), ERR_IO)
#endif

/* Forget a failure that was handled. */
void err_clear(struct err *err);

/* The word for a code in --json output: "io", "format", … */
const char *err_code_word(enum err_code code);

#endif
