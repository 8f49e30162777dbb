/* engine/base/file.c - see file.h. */
#include "engine/base/file.h"

#include <dirent.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/utf8.h"

static enum err_code read_open(int fd, const char *path, size_t max_bytes,
                               char **bytes, size_t *n, struct err *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_errno(err, errno, _("reading"), path);
    if (S_ISDIR(st.st_mode))
        return err_set(err, ERR_IO, EISDIR,
                       _("%s is a folder; a file is needed here"), path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_IO, 0, _("%s is not a regular file"), path);
    if ((uint64_t)st.st_size > max_bytes)
        return err_set(err, ERR_RANGE, 0,
                       _("%s has %lld bytes; at most %zu are accepted"), path,
                       (long long)st.st_size, max_bytes);
    size_t size = (size_t)st.st_size;
    char *data = malloc(size + 1);
    if (data == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), path);
    size_t have = 0;
    while (have < size) {
        ssize_t got = read(fd, data + have, size - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            int saved = errno;
            free(data);
            return err_errno(err, saved, _("reading"), path);
        }
        if (got == 0)
            break;
        have += (size_t)got;
    }
    data[have] = '\0';
    *bytes = data;
    *n = have;
    return ERR_OK;
}

enum err_code file_read(const char *path, size_t max_bytes, char **bytes,
                        size_t *n, struct err *err)
{
    *bytes = NULL;
    *n = 0;
    /* A pipe nobody writes to would hold us up; only files are read. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return err_set(err, ERR_NOTFOUND, errno, _("%s does not exist"), path);
    if (fd < 0)
        return err_errno(err, errno, _("opening"), path);
    enum err_code code = read_open(fd, path, max_bytes, bytes, n, err);
    (void)close(fd);
    return code;
}

enum err_code file_read_text(const char *path, size_t max_bytes, char **text,
                             size_t *n, struct err *err)
{
    enum err_code code = file_read(path, max_bytes, text, n, err);
    if (code != ERR_OK)
        return code;
    char *s = *text;
    if (*n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) {
        memmove(s, s + 3, *n - 2);
        *n -= 3;
    }
    size_t good = utf8_check(s, *n);
    const char *nul = memchr(s, '\0', *n);
    if (nul != NULL && (size_t)(nul - s) < good)
        good = (size_t)(nul - s);
    if (good == *n)
        return ERR_OK;
    assert(good < *n);
    size_t line = 1;
    size_t column = 1;
    for (size_t i = 0; i < good; i++) {
        column = s[i] == '\n' ? 1 : column + 1;
        line += s[i] == '\n';
    }
    unsigned bad = (unsigned char)s[good];
    free(s);
    *text = NULL;
    *n = 0;
    return err_set(err, ERR_FORMAT, 0,
                   _("%s:%zu:%zu: byte 0x%02X is not UTF-8 text; save the "
                     "file as UTF-8"),
                   path, line, column, bad);
}

static enum err_code sync_parent(const char *path, struct err *err)
{
    char dir[LIMIT_PATH_BYTES];
    const char *slash = strrchr(path, '/');
    size_t n = slash == NULL ? 0 : (size_t)(slash - path);
    if (n >= sizeof dir)
        return err_set(err, ERR_RANGE, 0, _("%s: the path is too long"), path);
    if (slash == NULL)
        (void)snprintf(dir, sizeof dir, ".");
    else
        (void)snprintf(dir, sizeof dir, "%.*s", n > 0 ? (int)n : 1,
                       n > 0 ? path : "/");
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(err, errno, _("opening"), dir);
    /* Some file systems refuse fsync on folders; the rename is done anyway. */
    (void)fsync(fd);
    (void)close(fd);
    return ERR_OK;
}

enum err_code file_temp(const char *path, struct str *temp, struct err *err)
{
    struct stat there;
    str_clear(temp);
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode) &&
        !S_ISDIR(there.st_mode)) /* rename() would put a file in its place */
        return err_set(err, ERR_IO, 0,
                       _("%s is a device or a pipe; name a file to write"),
                       path);
    str_addf(temp, "%s.part-%ld", path, (long)getpid());
    return str_check(temp, path, err);
}

enum err_code file_commit(const char *temp, const char *path, struct err *err)
{
    int fd = open(temp, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(err, errno, _("opening"), temp);
    int failed = fsync(fd) != 0 ? errno : 0;
    (void)close(fd);
    if (failed == 0 && rename(temp, path) != 0)
        failed = errno;
    if (failed != 0) {
        (void)unlink(temp);
        return err_errno(err, failed, _("writing"), path);
    }
    return sync_parent(path, err);
}

void file_discard(const char *temp)
{
    (void)unlink(temp);
}

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

enum err_code file_write(const char *path, const void *bytes, size_t n,
                         struct err *err)
{
    struct str temp;
    str_init(&temp, LIMIT_PATH_BYTES);
    enum err_code code = file_temp(path, &temp, err);
    if (code != ERR_OK)
        goto done;
    int fd = open(temp.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        code = err_errno(err, errno, _("writing"), path);
        goto done;
    }
    int failed = write_all(fd, bytes, n);
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

enum err_code file_make_dirs(const char *path, struct err *err)
{
    char part[LIMIT_PATH_BYTES];
    size_t n = strlen(path);
    if (n == 0 || n >= sizeof part)
        return err_set(err, ERR_RANGE, 0, _("%s: the path is too long"), path);
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0777) == 0 || (errno == EEXIST && file_is_dir(part)))
            continue;
        return err_errno(err, errno, _("making the folder"), part);
    }
    return ERR_OK;
}

bool file_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

/* What of `path` exists, with its links followed; "" when nothing does. */
static void real_part(const char *path, char real[PATH_MAX])
{
    char part[PATH_MAX];
    size_t n = strlen(path);
    if (n >= sizeof part)
        n = 0;
    memcpy(part, path, n);
    part[n] = '\0';
    while (n > 0 && realpath(part, real) == NULL) {
        while (n > 0 && part[n - 1] == '/')
            n--;
        while (n > 0 && part[n - 1] != '/')
            n--;
        part[n] = '\0';
    }
    if (n == 0 && realpath(path[0] == '/' ? "/" : ".", real) == NULL)
        real[0] = '\0';
}

bool file_is_below(const char *dir, const char *path)
{
    char above[PATH_MAX], real[PATH_MAX];
    real_part(path, real);
    if (realpath(dir, above) == NULL)
        return false;
    size_t n = strlen(above);
    return strncmp(real, above, n) == 0 &&
           (real[n] == '\0' || real[n] == '/' || above[n - 1] == '/');
}

bool file_is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int64_t file_size(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

void file_join(struct str *out, const char *base, const char *name)
{
    str_clear(out);
    str_add(out, base);
    if (out->n > 0 && out->text[out->n - 1] != '/')
        str_add(out, "/");
    str_add(out, name);
}

struct listing {
    char **paths;
    size_t n, room, max;
    struct err *err;
};

static enum err_code list_add(struct listing *list, const char *path)
{
    if (list->n == list->max)
        return err_set(list->err, ERR_RANGE, 0,
                       _("more than %zu files; give fewer at a time"),
                       list->max);
    if (list->n == list->room) {
        size_t room = list->room > 0 ? list->room * 2 : 64;
        char **grown = mem_grow(list->paths, room, sizeof *grown);
        if (grown == NULL)
            return err_set(list->err, ERR_NOMEM, 0, _("out of memory"));
        list->paths = grown;
        list->room = room;
    }
    char *copy = strdup(path);
    if (copy == NULL)
        return err_set(list->err, ERR_NOMEM, 0, _("out of memory"));
    list->paths[list->n++] = copy;
    return ERR_OK;
}

static enum err_code list_dir(struct listing *list, const char *path,
                              int depth)
{
    DIR *dir = opendir(path);
    if (dir == NULL)
        return err_errno(list->err, errno, _("opening"), path);
    enum err_code code = ERR_OK;
    struct str name;
    str_init(&name, LIMIT_PATH_BYTES);
    for (struct dirent *e; code == ERR_OK && (e = readdir(dir)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        file_join(&name, path, e->d_name);
        struct stat st;
        if (!str_ok(&name) || lstat(name.text, &st) != 0)
            continue;
        if (S_ISLNK(st.st_mode) && stat(name.text, &st) != 0)
            continue;
        if (S_ISREG(st.st_mode))
            code = list_add(list, name.text);
        else if (S_ISDIR(st.st_mode) && depth < 32)
            code = list_dir(list, name.text, depth + 1);
    }
    str_deinit(&name);
    (void)closedir(dir);
    return code;
}

static int by_number(const void *a, const void *b)
{
    return strverscmp(*(char *const *)a, *(char *const *)b);
}

enum err_code file_list(const char *path, size_t max, char ***paths,
                        size_t *n, struct err *err)
{
    struct listing list = {.max = max, .err = err};
    *paths = NULL;
    *n = 0;
    enum err_code code;
    if (!file_exists(path))
        code = err_set(err, ERR_NOTFOUND, ENOENT, _("%s does not exist"),
                       path);
    else if (file_is_dir(path))
        code = list_dir(&list, path, 0);
    else
        code = list_add(&list, path);
    if (code != ERR_OK) {
        file_list_free(list.paths, list.n);
        return code;
    }
    if (list.n > 1)
        qsort(list.paths, list.n, sizeof *list.paths, by_number);
    *paths = list.paths;
    *n = list.n;
    return ERR_OK;
}

void file_list_free(char **paths, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(paths[i]);
    free(paths);
}

static char share[LIMIT_PATH_BYTES + 32];

void file_share_init(void)
{
    char exe[LIMIT_PATH_BYTES];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n > 0) {
        exe[n] = '\0';
        /* bin/pingyi is two steps down; tests/engine/test_x is three. */
        for (int up = 1; up <= 3; up++) {
            char *slash = strrchr(exe, '/');
            if (slash != NULL)
                *slash = '\0';
            if (up == 1)
                continue;
            (void)snprintf(share, sizeof share, "%s/share/pingyi", exe);
            if (file_is_dir(share))
                return;
        }
    }
    (void)snprintf(share, sizeof share, "%s", PINGYI_SHARE_DIR);
}

const char *file_share_dir(void)
{
    if (share[0] == '\0')
        file_share_init();
    return share;
}
