/* engine/gate/close_sweep.c - the files that closing removes; see close.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/gate/close.h"

enum { DEPTH_MAX = 8 };

struct sweep {
    size_t removed;
    struct err *err;
};

static enum err_code failed(struct sweep *s, const char *name)
{
    int saved = errno;
    return err_set(s->err, saved == ENOSPC ? ERR_FULL : ERR_IO, saved,
                   _("%s cannot be removed: %s; put that right and run "
                     "`pingyi close` again"),
                   name, strerror(saved));
}

static bool is_dot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Everything below the open folder, which is closed; links are removed, never
 * followed. */
static enum err_code empty_folder(struct sweep *s, int fd, const char *name,
                                  int depth)
{
    DIR *dir = fdopendir(fd);
    if (dir == NULL || depth > DEPTH_MAX) {
        enum err_code code = failed(s, name);
        if (dir != NULL)
            (void)closedir(dir);
        else
            (void)close(fd);
        return code;
    }
    enum err_code code = ERR_OK;
    const struct dirent *e;
    while (code == ERR_OK && (e = readdir(dir)) != NULL) {
        struct stat st;
        if (is_dot(e->d_name))
            continue;
        if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
            code = failed(s, e->d_name);
            continue;
        }
        bool folder = S_ISDIR(st.st_mode);
        if (folder) {
            int below = openat(dirfd(dir), e->d_name,
                               O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            code = below < 0 ? failed(s, e->d_name)
                             : empty_folder(s, below, e->d_name, depth + 1);
        }
        if (code == ERR_OK &&
            unlinkat(dirfd(dir), e->d_name, folder ? AT_REMOVEDIR : 0) != 0)
            code = failed(s, e->d_name);
        s->removed += code == ERR_OK && !folder;
    }
    if (code == ERR_OK)
        (void)fsync(dirfd(dir));
    (void)closedir(dir);
    return code;
}

static enum err_code remove_pictures(struct sweep *s, const char *dir)
{
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    file_join(&path, dir, "pages");
    int fd = open(path.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum err_code code = fd >= 0 ? empty_folder(s, fd, path.text, 0)
                         : errno == ENOENT ? ERR_OK
                                           : failed(s, path.text);
    str_deinit(&path);
    return code;
}

/* survey.db.version-N holds serials beside answers too. */
static bool is_old_copy(const char *name)
{
    return strncmp(name, "survey.db.version-", 18) == 0;
}

/* out/review-N.png shows the filled page; a raw export names the sheets. */
static bool leads_to_sheets(const char *name)
{
    return (strncmp(name, "review-", 7) == 0 &&
            strcmp(name + strlen(name) - 4, ".png") == 0) ||
           strstr(name, EXPORT_RAW_NAME) != NULL;
}

static enum err_code remove_named(struct sweep *s, const char *dir,
                                  bool (*goes)(const char *name))
{
    DIR *d = opendir(dir);
    if (d == NULL)
        return errno == ENOENT ? ERR_OK : failed(s, dir);
    enum err_code code = ERR_OK;
    const struct dirent *e;
    while (code == ERR_OK && (e = readdir(d)) != NULL) {
        if (!goes(e->d_name))
            continue;
        if (unlinkat(dirfd(d), e->d_name, 0) != 0)
            code = failed(s, e->d_name);
        else
            s->removed++;
    }
    (void)closedir(d);
    return code;
}

static enum err_code remove_written(struct sweep *s, const char *dir)
{
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    file_join(&path, dir, "out");
    enum err_code code = remove_named(s, path.text, leads_to_sheets);
    str_deinit(&path);
    return code;
}

enum err_code gate_close_outside(const struct store *store, const char *path,
                                 struct err *err)
{
    if (!file_is_below(store_dir(store), path))
        return ERR_OK;
    return err_set(err, ERR_USAGE, 0,
                   _("%s lies in the workspace: what leads from answers to "
                     "sheets is written outside of it, for closing the round "
                     "would not find it there"),
                   path);
}

enum err_code gate_close_sweep(struct store *store, size_t *removed,
                               struct err *err)
{
    struct sweep s = {.err = err};
    enum err_code code = remove_pictures(&s, store_dir(store));
    if (code == ERR_OK)
        code = remove_named(&s, store_dir(store), is_old_copy);
    if (code == ERR_OK)
        code = remove_written(&s, store_dir(store));
    if (code == ERR_OK)
        code = store_seal_compact(store, err);
    *removed = s.removed;
    return code;
}
