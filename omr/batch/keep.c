/* omr/batch/keep.c - see keep.h. */
#include "omr/batch/keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/store/store.h"

enum { COPY_BYTES = 64 * 1024, TIFF_HEAD_BYTES = 64 * 1024 };

static int write_all(int fd, const uint8_t *bytes, size_t n)
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

/* Read `from` in pieces, hash it and, where `to` >= 0, write it there: a
 * page's file may be as large as its image and need not be in memory too.
 * Returns errno, 0 when all is well. */
static int pump(int from, int to, uint8_t hash[SHA256_BYTES])
{
    uint8_t piece[COPY_BYTES];
    struct sha256 *sum = sha256_new();
    int failed = sum == NULL ? ENOMEM : 0;
    while (failed == 0) {
        ssize_t n = read(from, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            failed = errno;
        if (n <= 0)
            break;
        sha256_update(sum, piece, (size_t)n);
        if (to >= 0)
            failed = write_all(to, piece, (size_t)n);
    }
    if (sum != NULL)
        sha256_finish(sum, hash);
    return failed;
}

/* What may be kept as it came, by its first bytes; else KEPT_NONE. */
static enum kept_kind kind_of(int fd)
{
    static const struct {
        const char *bytes;
        size_t n;
        enum kept_kind kind;
    } heads[] = {
        {"\x89PNG\r\n\x1a\n", 8, KEPT_PNG}, {"\xff\xd8\xff", 3, KEPT_JPEG},
        {"II*\0", 4, KEPT_TIFF},           {"MM\0*", 4, KEPT_TIFF},
        {"II+\0", 4, KEPT_TIFF},           {"MM\0+", 4, KEPT_TIFF},
    };
    uint8_t head[8] = {0};
    if (pread(fd, head, sizeof head, 0) != (ssize_t)sizeof head)
        return KEPT_NONE;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (memcmp(head, heads[i].bytes, heads[i].n) == 0)
            return heads[i].kind;
    return KEPT_NONE;
}

/* As kind_of(), but a TIFF that is larger than its own pixels in grey (no
 * compression, and in colour) is not worth its room: 26 MB a page. */
static enum kept_kind keep_as(int fd, const struct image *image)
{
    struct stat st;
    enum kept_kind kind = kind_of(fd);
    if (kind == KEPT_TIFF &&
        (fstat(fd, &st) != 0 ||
         (int64_t)st.st_size > (int64_t)image->w * image->h + TIFF_HEAD_BYTES))
        return KEPT_NONE;
    return kind;
}

/* Copy an open file to a new one. */
static enum err_code copy_file(int from, const char *path,
                               uint8_t hash[SHA256_BYTES], struct err *err)
{
    int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (to < 0)
        return err_errno(err, errno, _("writing"), path);
    int failed = pump(from, to, hash);
    if (close(to) != 0 && failed == 0)
        failed = errno;
    return failed != 0 ? err_errno(err, failed, _("writing"), path) : ERR_OK;
}

enum err_code keep_written(const struct image *image, const char *path,
                           uint8_t hash[SHA256_BYTES], struct err *err)
{
    enum err_code code = image_write_png(image, path, err);
    if (code != ERR_OK)
        return code;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int failed = fd < 0 ? errno : pump(fd, -1, hash);
    if (fd >= 0)
        (void)close(fd);
    return failed != 0 ? err_errno(err, failed, _("reading"), path) : ERR_OK;
}

enum err_code keep_incoming(const char *incoming, const char *source,
                            bool single, const struct image *image,
                            char name[64], struct page_scan *page,
                            struct err *err)
{
    static unsigned long counter; /* one worker is one process */
    (void)snprintf(name, 64, "%ld-%lu", (long)getpid(), ++counter);
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    file_join(&path, incoming, name);
    enum err_code code = str_check(&path, incoming, err);
    int fd = single ? open(source, O_RDONLY | O_CLOEXEC) : -1;
    page->kept = fd >= 0 ? keep_as(fd, image) : KEPT_NONE;
    if (code == ERR_OK && page->kept != KEPT_NONE) {
        code = copy_file(fd, path.text, page->store_hash, err);
    } else if (code == ERR_OK) {
        page->kept = KEPT_PNG;
        code = keep_written(image, path.text, page->store_hash, err);
    }
    if (fd >= 0)
        (void)close(fd);
    str_deinit(&path);
    return code;
}

static void incoming_path(struct str *path, const char *workspace,
                          const char *name)
{
    str_clear(path);
    str_addf(path, "%s/pages/incoming/%s", workspace, name);
}

/* Into a folder that is made when it is missing: of 256 folders most are there
 * soon. */
static enum err_code move(const char *from, char *to, struct err *err)
{
    if (rename(from, to) == 0)
        return ERR_OK;
    char *slash = strrchr(to, '/');
    enum err_code code = ERR_OK;
    if (errno == ENOENT && slash != NULL) {
        *slash = '\0';
        code = file_make_dirs(to, err);
        *slash = '/';
    }
    if (code == ERR_OK && rename(from, to) != 0)
        code = err_errno(err, errno, _("keeping the page image"), to);
    return code;
}

enum err_code keep_settle(const char *workspace, const char *name,
                          const uint8_t hash[SHA256_BYTES],
                          enum kept_kind kind, bool timeless,
                          struct err *err)
{
    const struct timespec no_time[2] = {{0, 0}, {0, 0}};
    char place[STORE_IMAGE_PATH];
    struct str from;
    struct str to;
    store_image_path(hash, kind, place);
    str_init(&from, LIMIT_PATH_BYTES);
    str_init(&to, LIMIT_PATH_BYTES);
    incoming_path(&from, workspace, name);
    file_join(&to, workspace, place);
    enum err_code code = str_check(&to, workspace, err);
    if (code == ERR_OK)
        code = move(from.text, to.text, err);
    if (code == ERR_OK && timeless &&
        utimensat(AT_FDCWD, to.text, no_time, 0) != 0)
        code = err_errno(err, errno, _("keeping the page image"), to.text);
    str_deinit(&from);
    str_deinit(&to);
    return code;
}

void keep_drop(const char *workspace, const char *name)
{
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    incoming_path(&path, workspace, name);
    if (name[0] != '\0' && str_ok(&path))
        (void)unlink(path.text);
    str_deinit(&path);
}

enum err_code keep_prepare(const char *workspace, struct err *err)
{
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    incoming_path(&path, workspace, "");
    enum err_code code = str_check(&path, workspace, err);
    if (code == ERR_OK)
        code = file_make_dirs(path.text, err);
    DIR *dir = code == ERR_OK ? opendir(path.text) : NULL;
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        if (e->d_name[0] != '.')
            keep_drop(workspace, e->d_name);
    if (dir != NULL)
        (void)closedir(dir);
    str_deinit(&path);
    return code;
}

void keep_sync(const char *workspace)
{
    int fd = open(workspace, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)syncfs(fd);
    (void)close(fd);
}
