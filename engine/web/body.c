/* engine/web/body.c - see internal.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/web/internal.h"

void body_init(struct body *body)
{
    *body = (struct body){.fd = -1};
    str_init(&body->bytes, 0);
}

enum err_code body_begin(struct body *body, enum web_body kind, size_t most,
                         const char *workspace, struct err *err)
{
    body->kind = kind;
    body->most = most;
    if (kind == WEB_BYTES)
        str_init(&body->bytes, most);
    if (kind != WEB_FILE)
        return ERR_OK;
    int n = snprintf(body->path, sizeof body->path, "%s/.upload-XXXXXX",
                     workspace);
    if (n < 0 || (size_t)n >= sizeof body->path)
        return err_set(err, ERR_RANGE, 0, _("%s: the name is too long"),
                       workspace);
    body->fd = mkostemp(body->path, O_CLOEXEC);
    if (body->fd >= 0)
        return ERR_OK;
    int errnum = errno;
    body->path[0] = '\0';
    return err_errno(err, errnum, _("keeping what was sent"), workspace);
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t put = write(fd, bytes, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        bytes += put;
        n -= (size_t)put;
    }
    return true;
}

bool body_add(struct body *body, const char *bytes, size_t n)
{
    if (body->errnum != 0 || n > body->most - body->n)
        return false;
    if (body->kind == WEB_BYTES)
        str_add_bytes(&body->bytes, bytes, n);
    if (body->kind == WEB_FILE && !write_all(body->fd, bytes, n)) {
        body->errnum = errno != 0 ? errno : EIO;
        return false;
    }
    body->n += n;
    return body->kind != WEB_BYTES || str_ok(&body->bytes);
}

void body_end(struct body *body)
{
    if (body->fd >= 0)
        (void)close(body->fd);
    if (body->path[0] != '\0')
        (void)unlink(body->path);
    str_deinit(&body->bytes);
    body_init(body);
}
