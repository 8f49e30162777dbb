/* reports/sign/replace.c - see replace.h. */
#include "reports/sign/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"

static int write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t put = write(fd, bytes, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno;
        bytes += put;
        n -= (size_t)put;
    }
    return 0;
}

enum err_code replace_file(const char *path, const char *old, size_t old_n,
                           const char *more, size_t more_n, struct err *err)
{
    struct str temp;
    struct stat st;
    str_init(&temp, LIMIT_PATH_BYTES + 64);
    enum err_code code = file_temp(path, &temp, err);
    if (code != ERR_OK)
        goto done;
    mode_t mode = stat(path, &st) == 0 ? st.st_mode & 0777 : 0600;
    int fd = open(temp.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) {
        code = err_errno(err, errno, _("writing"), path);
        goto done;
    }
    int failed = fchmod(fd, mode) != 0 ? errno : 0; /* whatever the umask */
    if (failed == 0)
        failed = write_all(fd, old, old_n);
    if (failed == 0)
        failed = write_all(fd, more, more_n);
    if (close(fd) != 0 && failed == 0)
        failed = errno;
    if (failed != 0) {
        file_discard(temp.text);
        code = err_errno(err, failed, _("writing"), path);
        goto done;
    }
    code = file_commit(temp.text, path, err);
done:
    str_deinit(&temp);
    return code;
}
