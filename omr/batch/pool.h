/* omr/batch/pool.h - worker processes that decode and read pages.
 *
 * Each worker is a forked child with limits on memory and time and a seccomp
 * filter: it may read the file it is told, write into the incoming folder of
 * the workspace, and nothing else (no network, no new programs, no other
 * processes).  A worker that crashes, hangs or eats memory costs the page it
 * was on; it is replaced and the job goes on behind that page.
 */
#ifndef OMR_BATCH_POOL_H
#define OMR_BATCH_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "omr/reader.h"
#include "omr/batch/wire.h"

/* A worker holds jobs ahead: it goes from one to the next without waiting for
 * a coordinator that is writing to the disk, and the two do not wake each
 * other for every page.  Few pages, so that the last workers end together. */
enum { POOL_AHEAD = 6, POOL_AHEAD_PAGES = 8 };

struct pool;

struct pool_options {
    size_t workers;            /* 1.. */
    const char *incoming;      /* folder for kept images */
    /* A page is given up that takes more of the processor than this, or lies
     * longer than that with nothing done (a network drive gone, a stopped
     * process); a machine busy with other things costs no page. */
    double work_seconds, wait_seconds;
    const char *trace;         /* folder for stage pictures, or NULL */
    const char *password;      /* of locked PDF files, or NULL */
};

/* What the pool tells; `job` is the caller's number of the job. */
enum pool_event_kind {
    POOL_OPENED, /* pages of the file are known */
    POOL_PAGE,   /* bytes[0..n) is a packed page */
    POOL_LOST,   /* the worker died on page `page`; text says why */
    POOL_DONE    /* the job is over */
};

struct pool_event {
    enum pool_event_kind kind;
    size_t job;
    uint32_t page;         /* OPENED: the count */
    const uint8_t *bytes;  /* borrowed until the next pool call */
    size_t n;
    const char *text;
};

MUST_USE enum err_code pool_new(const struct reader_survey *survey,
                                const struct pool_options *options,
                                struct pool **out, struct err *err);
/* Ends all workers at once and notes their memory; then only peak_bytes and
 * free may follow. */
void pool_stop(struct pool *pool);
void pool_free(struct pool *pool);

size_t pool_busy(const struct pool *pool); /* workers with a job */
/* Has a worker no job, or room for one more behind those it has? */
bool pool_has_room(const struct pool *pool);

/* Give a job to the worker with fewest pages to read; its path is copied.
 *   ERR_BUSY    no worker has room
 *   ERR_RANGE   the path is longer than WIRE_PATH_MAX - 1
 *   ERR_SYSTEM  a worker had to be started and could not be */
MUST_USE enum err_code pool_submit(struct pool *pool, size_t job,
                                   const char *path, uint32_t first,
                                   uint32_t count, struct err *err);

/* Wait at most `ms` for the next event; false when none came. */
bool pool_wait(struct pool *pool, int ms, struct pool_event *event);

/* The largest peak memory of any worker so far, in bytes. */
int64_t pool_peak_bytes(const struct pool *pool);

/* In the child: serve jobs on `fd` until it closes.  omr/batch/worker.c */
void worker_serve(int fd, const struct reader_survey *survey,
                  const struct pool_options *options);

#endif
