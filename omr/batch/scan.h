/* omr/batch/scan.h - a heap of files becomes answers in the store.
 *
 * The coordinator hands pages to the worker pool and takes them through the
 * gate in the order of the files, whatever order the workers finish in, so
 * that the same scans always give the same result.  Pages are committed in
 * small groups: a page is told of only after it is safe on disk, and a kill
 * at any instant loses no such page and repeats none.  Memory does not grow
 * with the batch.
 */
#ifndef OMR_BATCH_SCAN_H
#define OMR_BATCH_SCAN_H

#include "engine/cli/command.h"
#include "engine/gate/gate.h"
#include "omr/batch/survey.h"

struct scan_options {
    size_t workers;      /* 0 = one per core */
    const char *trace;   /* folder, or NULL */
    const char *password; /* of locked PDF files, or NULL */
    const char *unit;    /* whose sheets made elsewhere these are, or NULL */
};

struct scan_summary {
    size_t files, pages;              /* pages = sum of by_outcome */
    size_t by_outcome[PAGE_OUTCOME_COUNT];
    size_t reviews;                   /* opened by this run */
    bool interrupted;                 /* stopped by a signal */
    size_t files_left;                /* not touched because of that */
    double seconds;
    int64_t worker_peak_bytes;
};

/* One finished, committed page. */
struct scan_record {
    const char *file;
    const struct page_scan *page;     /* as read */
    const struct gate_result *result; /* as taken */
};

/* Read `n` files.  `tell` is called for every page after its commit, in
 * order.  Stops early on cli_stopped().
 *   the store's and the pool's errors; what was told is safe all the same */
MUST_USE enum err_code scan_files(struct store *store, size_t n,
                                  char *const paths[],
                                  const struct scan_options *options,
                                  struct progress *progress,
                                  void (*tell)(void *ctx,
                                               const struct scan_record *r),
                                  void *ctx, struct scan_summary *summary,
                                  struct err *err);

int cmd_scan(struct cli *cli);
int cmd_pages(struct cli *cli); /* what became of every page so far */

#endif
