/* omr/batch/keep.c - see keep.h. */
#include "omr/batch/keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/store/store.h"

static bool is_png(const char *bytes, size_t n)
{
    return n > 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0;
}

static enum err_code write_plain(const char *path, const char *bytes,
                                 size_t n, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return err_errno(err, errno, _("writing"), path);
    int failed = 0;
    while (n > 0 && failed == 0) {
        ssize_t put = write(fd, bytes, n);
        if (put < 0 && errno != EINTR)
            failed = errno;
        if (put > 0) {
            bytes += put;
            n -= (size_t)put;
        }
    }
    if (close(fd) != 0 && failed == 0)
        failed = errno;
    return failed != 0 ? err_errno(err, failed, _("writing"), path) : ERR_OK;
}

static enum err_code hash_file(const char *path, uint8_t hash[SHA256_BYTES],
                               struct err *err)
{
    char *bytes;
    size_t n;
    enum err_code code =
        file_read(path, LIMIT_IMAGE_FILE_BYTES, &bytes, &n, err);
    if (code == ERR_OK)
        crypto_sha256(bytes, n, hash);
    free(bytes);
    return code;
}

enum err_code keep_incoming(const char *incoming, const char *source,
                            bool single, const struct image *image,
                            char name[64], uint8_t hash[SHA256_BYTES],
                            struct err *err)
{
    static unsigned long counter; /* one worker is one process */
    (void)snprintf(name, 64, "%ld-%lu", (long)getpid(), ++counter);
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    file_join(&path, incoming, name);
    enum err_code code = str_check(&path, incoming, err);
    char *bytes = NULL;
    size_t n = 0;
    if (code == ERR_OK && single &&
        file_read(source, LIMIT_IMAGE_FILE_BYTES, &bytes, &n, NULL) ==
            ERR_OK &&
        is_png(bytes, n)) {
        crypto_sha256(bytes, n, hash);
        code = write_plain(path.text, bytes, n, err);
    } else if (code == ERR_OK) {
        code = image_write_png(image, path.text, err);
        if (code == ERR_OK)
            code = hash_file(path.text, hash, err);
    }
    free(bytes);
    str_deinit(&path);
    return code;
}

static void incoming_path(struct str *path, const char *workspace,
                          const char *name)
{
    str_clear(path);
    str_addf(path, "%s/pages/incoming/%s", workspace, name);
}

enum err_code keep_settle(const char *workspace, const char *name,
                          const uint8_t hash[SHA256_BYTES], struct err *err)
{
    char place[STORE_IMAGE_PATH];
    struct str from;
    struct str to;
    store_image_path(hash, place);
    str_init(&from, LIMIT_PATH_BYTES);
    str_init(&to, LIMIT_PATH_BYTES);
    incoming_path(&from, workspace, name);
    file_join(&to, workspace, place);
    enum err_code code = str_check(&to, workspace, err);
    char *slash = code == ERR_OK ? strrchr(to.text, '/') : NULL;
    if (slash != NULL) {
        *slash = '\0';
        code = file_make_dirs(to.text, err);
        *slash = '/';
    }
    if (code == ERR_OK && rename(from.text, to.text) != 0)
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
