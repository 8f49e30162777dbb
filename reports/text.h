/* reports/text.h - memory and wording helpers of one report.
 *
 * A report is built in one job: everything comes from its arena, and the
 * first allocation that fails makes the job sticky, so that the chain is
 * checked once at the end (job_check()).  Texts are never NULL.
 */
#ifndef REPORTS_TEXT_H
#define REPORTS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/mem.h"
#include "engine/base/str.h"
#include "engine/tally/tally.h"

struct job {
    struct arena *arena;
    bool failed;
};

/* The ceiling is wide enough for a province's villages in one table. */
MUST_USE enum err_code job_init(struct job *job, struct err *err);
void job_deinit(struct job *job);
MUST_USE enum err_code job_check(const struct job *job, struct err *err);

/* Zeroed; NULL and sticky when there is no memory.  n = 0 gives room for 1. */
void *job_alloc(struct job *job, size_t n, size_t size);
const char *job_textf(struct job *job, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* A list of pieces joined by 、; chain_take() gives its text and frees it. */
struct chain {
    struct str text;
    size_t count;
};
void chain_init(struct chain *chain);
void chain_add(struct chain *chain, const char *piece);
const char *chain_take(struct chain *chain, struct job *job);

/* 一, 二 … 九十九. */
const char *text_numeral(struct job *job, size_t n);

/* A rate without its sign, "91.2", rounded half up to one decimal; more
 * decimals where one would cross `line_permille` (0 = none) or show a whole
 * 0 or 100 that is not: 8995/10000 against 900 is "89.95", never "90.0".
 * den 0 gives "—". */
const char *text_rate(struct job *job, struct ratio r, int line_permille);
/* The same with %: "91.2%". */
const char *text_percent(struct job *job, struct ratio r, int line_permille);
/* A share 0..1 as "91.2". */
const char *text_share(struct job *job, double share);
/* A line in per mille: 900 = "90%", 875 = "87.5%". */
const char *text_line(struct job *job, int permille);
/* "88.1～93.0"; "—" when there is no interval. */
const char *text_interval(struct job *job, struct interval interval);
/* A score 0..100, "86.3"; "—" when n is 0. */
const char *text_score(struct job *job, double score, int64_t n);
const char *text_count(struct job *job, int64_t n);
/* "2026-11-22" as 2026年11月22日; the text itself when it is no date. */
const char *text_date(struct job *job, const char *iso);

/* Breaks become spaces: a text typed by hand on one line. */
const char *text_flat(struct job *job, const char *text);

#endif
