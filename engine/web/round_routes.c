/* engine/web/round_routes.c - the round as it goes: what was handed out and
 * came back, the sheet as it prints, the files made. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/num.h"
#include "engine/store/store.h"
#include "engine/web/internal.h"
#include "engine/web/run.h"

enum { OUT_MAX = 16 << 20, FILES_MAX = 20000 };

/* ---- 发放、未发、拒收 ---- */

static enum err_code issue_get(struct web_call *call, struct err *err)
{
    struct run run;
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "issue");
    return web_run(call, &run, err);
}

static enum err_code issue_put(struct web_call *call, struct err *err)
{
    struct run run;
    struct jval *root = NULL;
    int64_t batch = 0, issued = -1, refused = 0;
    enum err_code code = web_object(call, &root, err);
    if (code != ERR_OK)
        return code;
    bool good = jval_integer(jval_get(root, "batch"), &batch) &&
                jval_integer(jval_get(root, "issued"), &issued);
    (void)jval_integer(jval_get(root, "refused"), &refused);
    jval_free(root);
    if (!good)
        return err_set(err, ERR_FORMAT, 0,
                       _("batch and issued must be whole numbers"));
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "issue");
    run_add_int(&run, "--batch", batch);
    run_add_int(&run, "--issued", issued);
    run_add_int(&run, "--refused", refused);
    return web_run(call, &run, err);
}

/* ---- what came back, without a single answer ---- */

static void copy_count(struct jout *j, const struct jval *unit,
                       const char *key)
{
    int64_t value = 0;
    if (jval_integer(jval_get(unit, key), &value))
        jout_int(j, key, value);
    else
        jout_null(j, key);
}

static void put_unit(struct jout *j, const struct jval *unit)
{
    static const char *const texts[] = {"code", "name", "class", "parent"};
    static const char *const counts[] = {"printed", "issued", "refused",
                                         "returned", "valid"};
    double share = 0;
    jout_begin_object(j, NULL);
    for (size_t i = 0; i < 4; i++) {
        const char *text = jval_text(jval_get(unit, texts[i]));
        if (text != NULL)
            jout_string(j, texts[i], text);
        else
            jout_null(j, texts[i]);
    }
    for (size_t i = 0; i < 5; i++)
        copy_count(j, unit, counts[i]);
    if (jval_number(jval_get(jval_get(unit, "return_rate"), "share"), &share))
        jout_real(j, "return_share", share, 6);
    jout_bool(j, "over_returned", jval_truth(jval_get(unit, "over_returned")));
    jout_end_object(j);
}

static enum err_code put_progress(const struct str *tally, struct str *out,
                                  struct err *err)
{
    struct jval *root = NULL;
    int64_t open = 0;
    enum err_code code = jval_parse(tally->text, tally->n, "JSON", &root, err);
    if (code != ERR_OK)
        return code;
    struct jout j = {.out = out};
    (void)jval_integer(jval_get(root, "open_reviews"), &open);
    jout_begin_object(&j, NULL);
    jout_int(&j, "open_reviews", open);
    jout_bool(&j, "closed", jval_truth(jval_get(root, "closed")));
    jout_begin_array(&j, "units");
    const struct jval *units = jval_get(root, "units");
    for (size_t i = 0; i < jval_count(units); i++)
        put_unit(&j, jval_at(units, i));
    jout_end_array(&j);
    jout_end_object(&j);
    jval_free(root);
    return ERR_OK;
}

static enum err_code progress_get(struct web_call *call, struct err *err)
{
    struct run run;
    struct str tally, out;
    str_init(&tally, RUN_OUT_MAX);
    str_init(&out, OUT_MAX);
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "tally");
    run_add_text(&run, "--by", "unit");
    enum err_code code = web_run_for(call, &run, &tally, err);
    if (code == ERR_OK)
        code = put_progress(&tally, &out, err);
    if (code == ERR_OK)
        web_json(call, 200, &out);
    str_deinit(&tally);
    str_deinit(&out);
    return code;
}

static enum err_code pages_get(struct web_call *call, struct err *err)
{
    struct run run;
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "pages");
    return web_run(call, &run, err);
}

/* ---- the sheet as it prints ---- */

static enum err_code preview_get(struct web_call *call, struct err *err)
{
    struct run run;
    struct str out;
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/.preview-XXXXXX",
                   web_workspace(call));
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return err_errno(err, errno, _("writing"), path);
    (void)close(fd);
    str_init(&out, RUN_OUT_MAX);
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "layout");
    run_add_text(&run, "--pdf", path);
    enum err_code code = web_run_for(call, &run, &out, err);
    str_deinit(&out);
    if (code == ERR_OK)
        return web_file(call, 200, "application/pdf", path, true, err);
    (void)unlink(path);
    return code;
}

/* ---- files in out/ ---- */

static const char *extension(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL ? dot : "";
}

/* Sheets to fill in are for who prints, all else for who sees results. */
static enum web_right right_of(const struct store *store, const char *name)
{
    char prefix[40];
    int n = snprintf(prefix, sizeof prefix, "%s-", store_survey(store)->form);
    bool sheets = n > 0 && strncmp(name, prefix, (size_t)n) == 0 &&
                  strcmp(extension(name), ".pdf") == 0;
    return sheets ? WEB_PRINT : WEB_RESULTS;
}

static bool is_plain_name(const char *name)
{
    return name[0] != '.' && name[0] != '\0' && strchr(name, '/') == NULL;
}

static void put_file(struct jout *j, const char *dir, const char *name)
{
    char path[4600];
    struct stat s;
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    if (lstat(path, &s) != 0 || !S_ISREG(s.st_mode))
        return;
    jout_begin_object(j, NULL);
    jout_string(j, "name", name);
    jout_int(j, "bytes", s.st_size);
    jout_int(j, "time", s.st_mtime);
    jout_end_object(j);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum err_code list_files(const struct web_call *call,
                                const struct store *store, struct jout *j,
                                struct err *err)
{
    char dir[4200];
    char **names = calloc(FILES_MAX, sizeof *names);
    size_t n = 0;
    (void)snprintf(dir, sizeof dir, "%s/out", web_workspace(call));
    DIR *d = opendir(dir);
    if (names == NULL || d == NULL) {
        free(names);
        if (d != NULL)
            (void)closedir(d);
        return err_errno(err, errno, _("reading"), dir);
    }
    for (struct dirent *e = readdir(d); e != NULL && n < FILES_MAX;
         e = readdir(d))
        if (is_plain_name(e->d_name) &&
            web_role_may(web_account(call)->role, right_of(store, e->d_name)) &&
            (names[n] = strdup(e->d_name)) != NULL)
            n++;
    (void)closedir(d);
    qsort(names, n, sizeof *names, by_name);
    for (size_t i = 0; i < n; i++) {
        put_file(j, dir, names[i]);
        free(names[i]);
    }
    free(names);
    return ERR_OK;
}

static enum err_code files_get(struct web_call *call, struct err *err)
{
    struct store *store = NULL;
    struct str out;
    enum err_code code = web_store(call, &store, err);
    if (code != ERR_OK)
        return code;
    str_init(&out, OUT_MAX);
    struct jout j = {.out = &out};
    jout_begin_object(&j, NULL);
    jout_begin_array(&j, "files");
    code = list_files(call, store, &j, err);
    jout_end_array(&j);
    jout_end_object(&j);
    if (code == ERR_OK)
        web_json(call, 200, &out);
    str_deinit(&out);
    return code;
}

static enum err_code file_get(struct web_call *call, struct err *err)
{
    struct store *store = NULL;
    char path[4600];
    const char *name = web_part(call, "name");
    enum err_code code = web_store(call, &store, err);
    if (code != ERR_OK)
        return code;
    if (!is_plain_name(name) ||
        !web_role_may(web_account(call)->role, right_of(store, name)))
        return err_set(err, ERR_NOTFOUND, 0, _("there is no file %s"), name);
    (void)snprintf(path, sizeof path, "%s/out/%s", web_workspace(call), name);
    bool pdf = strcmp(extension(name), ".pdf") == 0;
    return web_file(call, 200, pdf ? "application/pdf"
                                   : "application/octet-stream",
                    path, false, err);
}

const struct web_route round_rows[] = {
    {"GET", "/api/issue", WEB_PROGRESS, WEB_NO_BODY, 0, issue_get},
    {"PUT", "/api/issue", WEB_FIELD, WEB_BYTES, 1024, issue_put},
    {"GET", "/api/progress", WEB_PROGRESS, WEB_NO_BODY, 0, progress_get},
    {"GET", "/api/pages", WEB_SCAN, WEB_NO_BODY, 0, pages_get},
    {"GET", "/api/preview", WEB_PROGRESS, WEB_NO_BODY, 0, preview_get},
    {"GET", "/api/files", WEB_SIGNED_IN, WEB_NO_BODY, 0, files_get},
    {"GET", "/api/files/{name}", WEB_SIGNED_IN, WEB_NO_BODY, 0, file_get},
    {.path = NULL},
};
