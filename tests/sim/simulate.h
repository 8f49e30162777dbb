/* tests/sim/simulate.h - printed sheets through people and a scanner into a
 * folder of files, with truth.jsonl beside them. */
#ifndef SIM_SIMULATE_H
#define SIM_SIMULATE_H

#include "tests/sim/form.h"
#include "tests/sim/profile.h"

enum { CONDITIONS_MAX = 16 };

struct simulation {
    const char *layout, *printed; /* JSON files */
    const char *base;             /* folder the printed files are relative to */
    const char *out;              /* folder for the pictures */
    const char *truth;            /* its file; NULL = truth.jsonl in `out` */
    uint64_t seed;
    const char *profile; /* "office", "rough" or "mixed" */
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
    const char *prefix;  /* of file names */
    int jobs;
    int multi_max;
};

/* ERR_IO, ERR_FORMAT, ERR_NOTFOUND, ERR_RANGE, ERR_NOMEM, ERR_SYSTEM */
MUST_USE enum err_code simulate(const struct simulation *sim, struct err *err);

#endif
