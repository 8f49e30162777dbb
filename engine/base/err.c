/* engine/base/err.c - see err.h. */
#include "engine/base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/utf8.h"

static const char *const words[] = {
    [ERR_OK] = "ok",           [ERR_USAGE] = "usage",
    [ERR_IO] = "io",           [ERR_FULL] = "full",
    [ERR_FORMAT] = "format",   [ERR_RANGE] = "range",
    [ERR_NOMEM] = "nomem",     [ERR_NOTFOUND] = "notfound",
    [ERR_EXISTS] = "exists",   [ERR_NOTNOW] = "notnow",
    [ERR_DENIED] = "denied",   [ERR_BUSY] = "busy",
    [ERR_INTERRUPTED] = "interrupted", [ERR_CORRUPT] = "corrupt",
    [ERR_SYSTEM] = "system",
};
_Static_assert(sizeof words / sizeof words[0] == ERR_CODE_COUNT,
               "one word per error code");

const char *err_code_word(enum err_code code)
{
    return (unsigned)code < ERR_CODE_COUNT ? words[code] : "unknown";
}

/* In brackets: for the analyzer there is a macro of this name. */
enum err_code(err_set)(struct err *err, enum err_code code, int native,
                       const char *fmt, ...)
{
    if (err == NULL || err->code != ERR_OK)
        return code;
    err->code = code;
    err->native = native;
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    utf8_trim_tail(err->text);
    return code;
}

enum err_code err_add(struct err *err, const char *fmt, ...)
{
    if (err == NULL || err->code == ERR_OK)
        return err != NULL ? err->code : ERR_OK;
    char old[ERR_TEXT_MAX];
    memcpy(old, err->text, sizeof old);
    va_list args;
    va_start(args, fmt);
    int used = vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    if (used >= 0 && used < ERR_TEXT_MAX)
        (void)snprintf(err->text + used, sizeof err->text - (size_t)used,
                       "%s", old);
    utf8_trim_tail(err->text);
    return err->code;
}

enum err_code(err_errno)(struct err *err, int errnum, const char *doing,
                        const char *path)
{
    bool full = errnum == ENOSPC || errnum == EDQUOT;
    enum err_code code = full ? ERR_FULL : ERR_IO;
    if (full)
        return err_set(err, code, errnum,
                       _("%s: %s failed: the disk is full; free some space "
                         "and run the command again"),
                       path, doing);
    return err_set(err, code, errnum, _("%s: %s failed: %s"), path, doing,
                   strerror(errnum));
}

void err_clear(struct err *err)
{
    if (err != NULL)
        *err = ERR_INIT;
}
