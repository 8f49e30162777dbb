/* engine/web/work_routes.c - long work: printing, scanning, and how far it
 * is. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/web/internal.h"
#include "engine/web/run.h"

#define INCOMING ".incoming"

enum { OUT_MAX = 4 << 20, NAME_MAX_BYTES = 200, UPLOAD_MAX = 2000000000 };

/* ---- scanning ---- */

/* A file's name as the browser told it: no folders, nothing odd. */
static void plain_name(const char *from, char out[NAME_MAX_BYTES + 1])
{
    size_t n = 0;
    const char *slash = strrchr(from, '/');
    from = slash != NULL ? slash + 1 : from;
    for (; *from != '\0' && n < NAME_MAX_BYTES; from++)
        out[n++] = (unsigned char)*from < 32 || strchr("\\:*?\"<>|", *from)
                       ? '_'
                       : *from;
    while (n > 0 && ((unsigned char)out[n - 1] & 0xC0) == 0x80 &&
           n == NAME_MAX_BYTES)
        n--;
    out[n] = '\0';
    if (n == 0 || out[0] == '.')
        memcpy(out, "scan", 5);
}

/* WORKSPACE/.incoming/BATCH: what was sent together, until it is read.  A
 * batch is 8 to 32 letters and digits that the page drew. */
static enum err_code batch_folder(struct web_call *call, char path[4300],
                                  struct err *err)
{
    const char *batch = web_query(call, "batch");
    size_t n = batch != NULL ? strlen(batch) : 0;
    bool good = n >= 8 && n <= 32;
    for (size_t i = 0; i < n && good; i++)
        good = isalnum((unsigned char)batch[i]) != 0;
    if (!good)
        return err_set(err, ERR_FORMAT, 0, _("the batch has no name"));
    (void)snprintf(path, 4300, "%s/%s", web_workspace(call), INCOMING);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return err_errno(err, errno, _("writing"), path);
    (void)snprintf(path, 4300, "%s/%s/%s", web_workspace(call), INCOMING,
                   batch);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return err_errno(err, errno, _("writing"), path);
    return ERR_OK;
}

/* One file of a batch; on the disk when it is answered. */
static enum err_code scan_post(struct web_call *call, struct err *err)
{
    char name[NAME_MAX_BYTES + 1], folder[4300], path[4600];
    const char *told = web_query(call, "name");
    const char *place = web_query(call, "place");
    int64_t at = 0;
    plain_name(told != NULL ? told : "", name);
    if (place == NULL || !num_parse_int(place, 1, 99999, &at))
        return err_set(err, ERR_FORMAT, 0, _("place is a number from 1"));
    enum err_code code = batch_folder(call, folder, err);
    if (code != ERR_OK)
        return code;
    (void)snprintf(path, sizeof path, "%s/%05d-%s", folder, (int)at, name);
    if (fsync(call->body.fd) != 0 || rename(web_body_file(call), path) != 0)
        return err_errno(err, errno, _("writing"), path);
    web_bytes(call, 204, NULL, "", 0);
    return ERR_OK;
}

static enum err_code read_batch(struct jobs *jobs, struct run *run,
                                const char *folder, const char *title,
                                const char *who, int64_t *id, struct err *err)
{
    run_add(run, "--");
    run_add(run, folder);
    return jobs_start(jobs, LANE_SCAN, run, "scan", title, who, folder, id,
                      err);
}

static enum err_code start_post(struct web_call *call, struct err *err)
{
    struct run run;
    char folder[4300];
    struct jval *root = NULL;
    int64_t id = 0;
    enum err_code code = batch_folder(call, folder, err);
    if (code == ERR_OK)
        code = web_object(call, &root, err);
    if (code != ERR_OK)
        return code;
    const char *unit = jval_text(jval_get(root, "unit"));
    const char *title = jval_text(jval_get(root, "title"));
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "scan");
    if (unit != NULL && unit[0] != '\0')
        run_add_text(&run, "--unit", unit);
    code = read_batch(web_jobs(call), &run, folder, title != NULL ? title : "",
                      web_account(call)->name, &id, err);
    jval_free(root);
    if (code == ERR_OK)
        web_job(call, id);
    return code;
}

/* What an earlier run of the server took in and could not read to the end. */
void work_resume(struct jobs *jobs, const char *workspace)
{
    char dir[4200], folder[4600];
    (void)snprintf(dir, sizeof dir, "%s/%s", workspace, INCOMING);
    DIR *d = opendir(dir);
    if (d == NULL)
        return;
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        struct run run;
        int64_t id = 0;
        if (e->d_name[0] == '.')
            continue;
        (void)snprintf(folder, sizeof folder, "%s/%s", dir, e->d_name);
        run_init(&run, workspace, NULL);
        run_add(&run, "scan");
        (void)read_batch(jobs, &run, folder, e->d_name, "", &id, NULL);
    }
    (void)closedir(d);
}

/* A folder of this computer, read once or watched. */
static enum err_code folder_post(struct web_call *call, struct err *err)
{
    struct run run;
    struct jval *root = NULL;
    struct stat s;
    int64_t id = 0;
    enum err_code code = web_object(call, &root, err);
    if (code != ERR_OK)
        return code;
    const char *folder = jval_text(jval_get(root, "folder"));
    bool watch = jval_truth(jval_get(root, "watch"));
    if (folder == NULL || folder[0] != '/')
        code = err_set(err, ERR_FORMAT, 0,
                       _("write the folder with its whole path, such as "
                         "/home/wang/scans"));
    else if (stat(folder, &s) != 0 || !S_ISDIR(s.st_mode))
        code = err_set(err, ERR_NOTFOUND, 0,
                       _("there is no folder %s on this computer"), folder);
    if (code == ERR_OK) {
        run_init(&run, web_workspace(call), web_language(call));
        run_add(&run, "scan");
        if (watch)
            run_add_text(&run, "--watch", folder);
        else {
            run_add(&run, "--");
            run_add(&run, folder);
        }
        code = jobs_start(web_jobs(call), watch ? LANE_WATCH : LANE_SCAN, &run,
                          watch ? "watch" : "scan", folder,
                          web_account(call)->name, NULL, &id, err);
    }
    jval_free(root);
    if (code == ERR_OK)
        web_job(call, id);
    return code;
}

/* ---- printing ---- */

static enum err_code print_post(struct web_call *call, struct err *err)
{
    struct run run;
    struct jval *root = NULL;
    int64_t copies = 0, id = 0;
    enum err_code code = web_object(call, &root, err);
    if (code != ERR_OK)
        return code;
    const char *unit = jval_text(jval_get(root, "unit"));
    if (!jval_integer(jval_get(root, "copies"), &copies))
        code = err_set(err, ERR_FORMAT, 0, _("copies must be a whole number"));
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "print");
    if (unit != NULL && unit[0] != '\0')
        run_add_text(&run, "--unit", unit);
    else
        run_add(&run, "--all");
    run_add_int(&run, "--copies", copies);
    if (jval_truth(jval_get(root, "open")))
        run_add(&run, "--open");
    if (code == ERR_OK)
        code = jobs_start(web_jobs(call), LANE_PAPER, &run, "print",
                          unit != NULL ? unit : "", web_account(call)->name,
                          NULL, &id, err);
    jval_free(root);
    if (code == ERR_OK)
        web_job(call, id);
    return code;
}

/* ---- how far it is ---- */

static void put_jobs(struct jobs *jobs, int64_t *version, struct str *out)
{
    str_add(out, "{\"jobs\":");
    jobs_list(jobs, version, out);
    str_add(out, "}");
}

static enum err_code jobs_get(struct web_call *call, struct err *err)
{
    struct str out;
    int64_t version = 0;
    (void)err;
    str_init(&out, OUT_MAX);
    put_jobs(web_jobs(call), &version, &out);
    web_json(call, 200, &out);
    str_deinit(&out);
    return ERR_OK;
}

struct watcher {
    struct jobs *jobs;
    int64_t seen;
    int quiet; /* asked without news */
};

enum { QUIET_MOST = 50 }; /* then a comment keeps the connection alive */

static bool next_news(void *cls, struct str *out)
{
    struct watcher *w = cls;
    if (jobs_version(w->jobs) == w->seen) {
        if (++w->quiet >= QUIET_MOST) {
            w->quiet = 0;
            str_add(out, ": \n\n");
        }
        return true;
    }
    w->quiet = 0;
    str_add(out, "data: ");
    put_jobs(w->jobs, &w->seen, out);
    str_add(out, "\n\n");
    return true;
}

static enum err_code events_get(struct web_call *call, struct err *err)
{
    struct watcher *w = mem_alloc(1, sizeof *w);
    if (w == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    *w = (struct watcher){.jobs = web_jobs(call), .seen = -1};
    web_events(call, next_news, free, w);
    return ERR_OK;
}

static bool job_id(const struct web_call *call, int64_t *id)
{
    return num_parse_int(web_part(call, "id"), 1, INT64_MAX, id);
}

static enum err_code job_get(struct web_call *call, struct err *err)
{
    struct str out;
    int64_t id = 0;
    if (!job_id(call, &id))
        return err_set(err, ERR_NOTFOUND, 0, _("no such work"));
    str_init(&out, RUN_OUT_MAX);
    enum err_code code = jobs_output(web_jobs(call), id, &out, err);
    if (code == ERR_OK && out.n == 0)
        str_add(&out, "null");
    if (code == ERR_OK)
        web_json(call, 200, &out);
    str_deinit(&out);
    return code;
}

static enum err_code job_delete(struct web_call *call, struct err *err)
{
    int64_t id = 0;
    if (!job_id(call, &id))
        return err_set(err, ERR_NOTFOUND, 0, _("no such work"));
    return jobs_stop(web_jobs(call), id, err);
}

const struct web_route work_rows[] = {
    {"POST", "/api/scan", WEB_SCAN, WEB_FILE, UPLOAD_MAX, scan_post},
    {"POST", "/api/scan/start", WEB_SCAN, WEB_BYTES, 8192, start_post},
    {"POST", "/api/scan/folder", WEB_SCAN, WEB_BYTES, 8192, folder_post},
    {"POST", "/api/print", WEB_PRINT, WEB_BYTES, 1024, print_post},
    {"GET", "/api/jobs", WEB_SIGNED_IN, WEB_NO_BODY, 0, jobs_get},
    {"GET", "/api/jobs/events", WEB_SIGNED_IN, WEB_NO_BODY, 0, events_get},
    {"GET", "/api/jobs/{id}", WEB_PROGRESS, WEB_NO_BODY, 0, job_get},
    {"DELETE", "/api/jobs/{id}", WEB_PROGRESS, WEB_NO_BODY, 0, job_delete},
    {.path = NULL},
};
