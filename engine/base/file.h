/* engine/base/file.h - files and folders: bounded reads, writes that either
 * happen whole or not at all. */
#ifndef ENGINE_BASE_FILE_H
#define ENGINE_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/str.h"

/* Read a whole regular file.  *bytes is malloc'd, has a NUL after its `n`
 * bytes and is owned by the caller; NULL after failure.
 *   ERR_NOTFOUND no such file   ERR_IO it is a folder or cannot be read
 *   ERR_RANGE larger than max_bytes   ERR_NOMEM */
MUST_USE enum err_code file_read(const char *path, size_t max_bytes,
                                 char **bytes, size_t *n, struct err *err);

/* Like file_read() for UTF-8 text: a byte order mark is dropped, and an
 * invalid byte is ERR_FORMAT naming line and column. */
MUST_USE enum err_code file_read_text(const char *path, size_t max_bytes,
                                      char **text, size_t *n,
                                      struct err *err);

/* Write a file whole: a temporary beside it, fsync, rename, fsync of the
 * folder.  On failure the old file, if any, is untouched.
 *   ERR_IO, ERR_FULL */
MUST_USE enum err_code file_write(const char *path, const void *bytes,
                                  size_t n, struct err *err);

/* The same for a file some library writes itself: call file_temp() for the
 * name to write to, then file_commit() (or file_discard()).
 *   ERR_IO also: a device or a pipe stands there; it is left alone */
MUST_USE enum err_code file_temp(const char *path, struct str *temp,
                                 struct err *err);
MUST_USE enum err_code file_commit(const char *temp, const char *path,
                                   struct err *err);
void file_discard(const char *temp);

/* Make a folder and its parents; fine when it is there already. */
MUST_USE enum err_code file_make_dirs(const char *path, struct err *err);

bool file_exists(const char *path);
/* Does `path`, there or not yet, lie in the folder `dir` or below it?  Links
 * and ".." are followed. */
bool file_is_below(const char *dir, const char *path);
bool file_is_dir(const char *path);
int64_t file_size(const char *path); /* -1 when it cannot be told */

/* base[/name] without doubling the slash. */
void file_join(struct str *out, const char *base, const char *name);

/* All regular files under `path` (or `path` itself), sorted by name the way a
 * person counts (scan2 before scan10), hidden ones left out.  *paths is an
 * array of `n` malloc'd strings; release with file_list_free(). */
MUST_USE enum err_code file_list(const char *path, size_t max, char ***paths,
                                 size_t *n, struct err *err);
void file_list_free(char **paths, size_t n);

/* Folder of shared data (presets, fonts, locale): beside the executable in
 * ../share, or the installed place.  Static text, set by file_share_init(). */
void file_share_init(void);
const char *file_share_dir(void);

#endif
