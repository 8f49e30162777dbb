/* tests/sim/simulate.h - printed sheets through people and a scanner into a
 * folder of files with truth.jsonl beside them, or straight into memory. */
#ifndef SIM_SIMULATE_H
#define SIM_SIMULATE_H

#include "tests/sim/form.h"
#include "tests/sim/profile.h"
#include "tests/sim/truth.h"

enum { CONDITIONS_MAX = 16 };

/* The printed pages as pictures, by their place in the printed list: drawn
 * once, shared by every run and every process forked afterwards. */
struct page_cache {
    size_t n;
    struct picture *at; /* px NULL = not drawn yet */
};

struct simulation {
    const char *layout, *printed; /* JSON files */
    const char *base;             /* folder the printed files are relative to */
    const char *out;              /* folder for the pictures */
    const char *truth;            /* its file; NULL = truth.jsonl in `out` */
    uint64_t seed;
    const char *profile; /* "office", "inspec", "rough" or "mixed" */
    size_t condition_count;

    struct {
        const char *name;
        int level;
    } conditions[CONDITIONS_MAX];

    const char *format;  /* "png", "jpeg", "tiff"; NULL = as the profile */
    double dpi;          /* 0 = as the profile */
    int bilevel;         /* 1 one bit, 0 grey, -1 as the profile */
    int effort;          /* PNG compression; 0 = as the profile */
    int quality;         /* JPEG; 0 = as the profile */
    double page_dpi;     /* of the rendering by poppler */
    size_t first, count; /* sheets; count 0 = all */
    const char *pick;    /* of these "0-3,7,12-14" only; NULL = all */
    size_t per_file;     /* pages in one TIFF; 0 = one page a file */
    int drop_side;       /* this side is never scanned; 0 = none */
    bool blank_back;     /* an empty page after every sheet */
    bool bubbles;        /* the sheets are to be filled in, not ticked */
    const char *prefix;  /* of file names */
    struct page_cache *cache; /* NULL = draw each page when it comes */
    /* Called instead of writing files; `takes` holds one picture, or three of
     * a colour scan.  One process only; `out` and `truth` are not used. */
    enum err_code (*take)(void *ctx, const struct truth_page *truth,
                          const struct picture takes[], struct err *err);
    void *take_ctx;
    int jobs;
    int multi_max;
};

/* ERR_IO, ERR_FORMAT, ERR_NOTFOUND, ERR_RANGE, ERR_NOMEM, ERR_SYSTEM */
MUST_USE enum err_code simulate(const struct simulation *sim, struct err *err);

/* Draw the printed pages of sheets first..first+count-1 into the cache.
 *   as simulate() */
MUST_USE enum err_code simulate_draw(const struct simulation *sim,
                                     struct page_cache *cache,
                                     struct err *err);
void page_cache_free(struct page_cache *cache);

#endif
