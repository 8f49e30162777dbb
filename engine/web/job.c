/* engine/web/job.c - commands in the background; see run.h.
 *
 * Each has a thread that waits for its turn in its lane, runs the command and
 * keeps what it printed.  The newest KEPT are remembered; the store holds what
 * they did. */
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/mem.h"
#include "engine/web/run.h"
#include "engine/web/run_child.h"

enum { KEPT = 64, LINE = 256 };

struct job {
    struct jobs *jobs;
    int64_t id; /* 0 = free */
    enum job_lane lane;
    enum job_state state;
    char kind[16], title[LINE], who[LINE], folder[4096];
    struct run run;
    pthread_t thread;
    bool has_thread, stop;
    pid_t pid; /* while it runs */
    int exit_code;
    long done, total;
    char rate[24];
    char said[1024]; /* the end of its messages */
    struct str out;
    struct timespec began;
    double seconds;
};

struct jobs {
    pthread_mutex_t lock;
    pthread_cond_t turn;
    int64_t next, version;
    bool ending;
    struct job *job[KEPT];
};

struct jobs *jobs_new(void)
{
    struct jobs *jobs = mem_alloc(1, sizeof *jobs);
    if (jobs == NULL)
        return NULL;
    jobs->next = 1;
    if (pthread_mutex_init(&jobs->lock, NULL) != 0 ||
        pthread_cond_init(&jobs->turn, NULL) != 0) {
        free(jobs);
        return NULL;
    }
    return jobs;
}

static double since(const struct timespec *began)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)(t.tv_sec - began->tv_sec) +
           (double)(t.tv_nsec - began->tv_nsec) / 1e9;
}

/* The folder that was made for it.  What was not read stays, for the next
 * start to take up. */
static void remove_folder(struct job *job)
{
    bool whole = !job->stop && (job->exit_code == 0 || job->exit_code == 3);
    DIR *d = whole && job->folder[0] != '\0' ? opendir(job->folder) : NULL;
    if (d == NULL)
        return;
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            (void)unlinkat(dirfd(d), e->d_name, 0);
    (void)closedir(d);
    (void)rmdir(job->folder);
}

static void free_job(struct job *job)
{
    if (job->has_thread)
        (void)pthread_join(job->thread, NULL);
    str_deinit(&job->out);
    free(job);
}

/* Under the lock. */
static bool is_my_turn(const struct job *job)
{
    const struct jobs *jobs = job->jobs;
    for (size_t i = 0; i < KEPT; i++) {
        const struct job *other = jobs->job[i];
        if (other != NULL && other->lane == job->lane &&
            other->id < job->id && other->state != JOB_DONE)
            return false;
    }
    return true;
}

/* The last whole line "done total rate" of its progress. */
static void read_step(struct job *job, struct str *text)
{
    long done = 0, total = 0;
    char rate[24] = "";
    char *end = strrchr(text->text, '\n');
    if (end == NULL)
        return;
    *end = '\0';
    char *line = strrchr(text->text, '\n');
    line = line != NULL ? line + 1 : text->text;
    if (sscanf(line, "%ld %ld %23s", &done, &total, rate) >= 2) {
        job->done = done;
        job->total = total;
        memcpy(job->rate, rate, sizeof job->rate);
        job->jobs->version++;
    }
    str_clear(text);
}

static void keep_tail(struct job *job, const struct str *said)
{
    size_t most = sizeof job->said - 1;
    size_t from = said->n > most ? said->n - most : 0;
    memcpy(job->said, said->text + from, said->n - from);
    job->said[said->n - from] = '\0';
}

static void run_job(struct job *job)
{
    struct jobs *jobs = job->jobs;
    struct err err = ERR_INIT;
    struct child child;
    enum err_code code = child_start(&job->run, &child, &err);
    (void)pthread_mutex_lock(&jobs->lock);
    if (code == ERR_OK)
        job->pid = child.pid;
    else
        (void)snprintf(job->said, sizeof job->said, "%s", err.text);
    if (code == ERR_OK && job->stop)
        (void)kill(job->pid, SIGINT);
    (void)pthread_mutex_unlock(&jobs->lock);
    if (code != ERR_OK) {
        child_free(&child);
        job->exit_code = 1;
        return;
    }
    while (child_read(&child, 200)) {
        (void)pthread_mutex_lock(&jobs->lock);
        read_step(job, &child.step_text);
        (void)pthread_mutex_unlock(&jobs->lock);
    }
    (void)pthread_mutex_lock(&jobs->lock);
    job->pid = 0; /* from here on its number may be another's */
    (void)pthread_mutex_unlock(&jobs->lock);
    int exit_code = child_end(&child);
    (void)pthread_mutex_lock(&jobs->lock);
    read_step(job, &child.step_text);
    keep_tail(job, &child.said_text);
    job->exit_code = exit_code;
    str_add_bytes(&job->out, child.out_text.text, child.out_text.n);
    (void)pthread_mutex_unlock(&jobs->lock);
    child_free(&child);
}

static void *work(void *cls)
{
    struct job *job = cls;
    struct jobs *jobs = job->jobs;
    (void)pthread_mutex_lock(&jobs->lock);
    while (!job->stop && !is_my_turn(job))
        (void)pthread_cond_wait(&jobs->turn, &jobs->lock);
    bool go = !job->stop;
    job->state = JOB_RUNNING;
    (void)clock_gettime(CLOCK_MONOTONIC, &job->began);
    jobs->version++;
    (void)pthread_mutex_unlock(&jobs->lock);
    if (go)
        run_job(job);
    (void)pthread_mutex_lock(&jobs->lock);
    job->seconds = since(&job->began);
    job->state = JOB_DONE;
    remove_folder(job);
    jobs->version++;
    (void)pthread_cond_broadcast(&jobs->turn);
    (void)pthread_mutex_unlock(&jobs->lock);
    return NULL;
}

void jobs_free(struct jobs *jobs)
{
    if (jobs == NULL)
        return;
    (void)pthread_mutex_lock(&jobs->lock);
    jobs->ending = true;
    for (size_t i = 0; i < KEPT; i++) {
        struct job *job = jobs->job[i];
        if (job == NULL || job->state == JOB_DONE)
            continue;
        job->stop = true;
        if (job->pid > 0)
            (void)kill(job->pid, SIGINT);
    }
    (void)pthread_cond_broadcast(&jobs->turn);
    (void)pthread_mutex_unlock(&jobs->lock);
    for (size_t i = 0; i < KEPT; i++)
        if (jobs->job[i] != NULL)
            free_job(jobs->job[i]);
    (void)pthread_cond_destroy(&jobs->turn);
    (void)pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}

/* Under the lock: a place for one more; the oldest that is done gives way. */
static long make_room(struct jobs *jobs)
{
    long oldest = -1;
    for (long i = 0; i < KEPT; i++) {
        const struct job *job = jobs->job[i];
        if (job == NULL)
            return i;
        if (job->state == JOB_DONE &&
            (oldest < 0 || job->id < jobs->job[oldest]->id))
            oldest = i;
    }
    if (oldest >= 0) { /* its thread has nothing left to do but to return */
        free_job(jobs->job[oldest]);
        jobs->job[oldest] = NULL;
    }
    return oldest;
}

static struct job *make_job(const struct run *run, enum job_lane lane,
                            const char *kind, const char *title,
                            const char *who, const char *folder)
{
    struct job *job = mem_alloc(1, sizeof *job);
    if (job == NULL)
        return NULL;
    job->lane = lane;
    (void)snprintf(job->kind, sizeof job->kind, "%s", kind);
    (void)snprintf(job->title, sizeof job->title, "%s", title);
    (void)snprintf(job->who, sizeof job->who, "%s", who);
    (void)snprintf(job->folder, sizeof job->folder, "%s",
                   folder != NULL ? folder : "");
    str_init(&job->out, RUN_OUT_MAX);
    job->run = *run; /* its arguments lie in itself: point into the copy */
    for (size_t i = 0; i < run->n; i++)
        job->run.arg[i] = job->run.text + (run->arg[i] - run->text);
    return job;
}

enum err_code jobs_start(struct jobs *jobs, enum job_lane lane,
                         const struct run *run, const char *kind,
                         const char *title, const char *who,
                         const char *folder,
                         int64_t *id, struct err *err)
{
    struct job *job = make_job(run, lane, kind, title, who, folder);
    if (job == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    (void)pthread_mutex_lock(&jobs->lock);
    long at = jobs->ending ? -1 : make_room(jobs);
    if (at >= 0) {
        job->jobs = jobs;
        job->id = *id = jobs->next++;
        jobs->job[at] = job;
        jobs->version++;
        job->has_thread = pthread_create(&job->thread, NULL, &work, job) == 0;
        if (!job->has_thread) {
            jobs->job[at] = NULL;
            at = -1;
        }
    }
    (void)pthread_mutex_unlock(&jobs->lock);
    if (at >= 0)
        return ERR_OK;
    free_job(job);
    return err_set(err, ERR_BUSY, 0,
                   _("%d pieces of work wait already; try again later"), KEPT);
}

static struct job *find(struct jobs *jobs, int64_t id)
{
    for (size_t i = 0; i < KEPT; i++)
        if (jobs->job[i] != NULL && jobs->job[i]->id == id)
            return jobs->job[i];
    return NULL;
}

enum err_code jobs_stop(struct jobs *jobs, int64_t id, struct err *err)
{
    (void)pthread_mutex_lock(&jobs->lock);
    struct job *job = find(jobs, id);
    if (job != NULL && job->state != JOB_DONE) {
        job->stop = true;
        if (job->pid > 0)
            (void)kill(job->pid, SIGINT);
        (void)pthread_cond_broadcast(&jobs->turn);
    }
    (void)pthread_mutex_unlock(&jobs->lock);
    return job != NULL ? ERR_OK
                       : err_set(err, ERR_NOTFOUND, 0, _("no such work"));
}

static void put_job(struct jout *j, const struct job *job)
{
    static const char *const words[JOB_STATES] = {"waiting", "running",
                                                  "done"};
    jout_begin_object(j, NULL);
    jout_int(j, "id", job->id);
    jout_string(j, "kind", job->kind);
    jout_string(j, "title", job->title);
    jout_string(j, "who", job->who);
    jout_string(j, "state", words[job->state]);
    jout_int(j, "done", job->done);
    jout_int(j, "total", job->total);
    jout_string(j, "rate", job->rate);
    if (job->state == JOB_DONE) {
        jout_int(j, "exit", job->exit_code);
        jout_bool(j, "stopped", job->stop);
        jout_real(j, "seconds", job->seconds, 1);
        jout_string(j, "said", job->said);
    }
    jout_end_object(j);
}

void jobs_list(struct jobs *jobs, int64_t *version, struct str *out)
{
    struct jout j = {.out = out};
    (void)pthread_mutex_lock(&jobs->lock);
    *version = jobs->version;
    jout_begin_array(&j, NULL);
    for (int64_t id = jobs->next; id > 0; id--) {
        const struct job *job = find(jobs, id);
        if (job != NULL)
            put_job(&j, job);
        else if (id < jobs->next - 4 * KEPT)
            break;
    }
    jout_end_array(&j);
    (void)pthread_mutex_unlock(&jobs->lock);
}

int64_t jobs_version(struct jobs *jobs)
{
    (void)pthread_mutex_lock(&jobs->lock);
    int64_t version = jobs->version;
    (void)pthread_mutex_unlock(&jobs->lock);
    return version;
}

enum err_code jobs_output(struct jobs *jobs, int64_t id, struct str *out,
                          struct err *err)
{
    (void)pthread_mutex_lock(&jobs->lock);
    const struct job *job = find(jobs, id);
    if (job != NULL)
        str_add_bytes(out, job->out.text, job->out.n);
    (void)pthread_mutex_unlock(&jobs->lock);
    return job != NULL ? ERR_OK
                       : err_set(err, ERR_NOTFOUND, 0, _("no such work"));
}
