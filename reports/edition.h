/* reports/edition.h - the editions a round can be issued as.
 *
 * One row per edition: the command finds it by name, and a new edition is a
 * file with one function and a row in edition.c.
 */
#ifndef REPORTS_EDITION_H
#define REPORTS_EDITION_H

#include "reports/document.h"
#include "reports/model.h"

struct edition_options {
    const char *number;    /* 发文字号, or NULL */
    const char *to;        /* 主送机关, or NULL for the usual */
    const char *copies_to; /* 抄送, or NULL */
    const char *date;      /* "2026-11-22" */
    const char *signer;    /* who will sign it; NULL = nobody: 未签名稿 */
    const char *paper;     /* notice: "a3", "a4"; NULL = a3 */
};

/* What becomes of the figures a document is made from. */
enum figures_policy {
    FIGURES_ATTACHED, /* all of them travel with it, for `pingyi verify` */
    FIGURES_HELD,     /* it shows a part and carries none, so that it tells no
                       * more than can be read on it; the register knows which
                       * figures it was made from */
    FIGURES_NONE,     /* it shows none: a plan, a list */
};

struct edition {
    const char *name;      /* "bulletin" */
    const char *title;     /* 评议结果通报 */
    void (*write)(struct document *doc, struct report_model *m,
                  const struct edition_options *options);
    enum figures_policy figures;
    bool per_unit;         /* one document a unit, from report_model_focus() */
    bool guarded;          /* from letters_tally() */
    bool before;           /* --before is of use */
    bool poster;           /* one page for the wall (reports/poster.h) */
    bool year;             /* --round is of use */
    bool shelf;            /* it looks at what lies in the workspace */
    bool artefacts;        /* and reads all its files */
};

/* Ended by a row with name NULL. */
extern const struct edition editions[];

const struct edition *edition_find(const char *name); /* NULL if none */

/* Head, date and mark, the same for every edition. */
void edition_begin(struct document *doc, struct report_model *m,
                   const struct edition_options *options);

void bulletin_write(struct document *doc, struct report_model *m,
                    const struct edition_options *options);
void rectify_write(struct document *doc, struct report_model *m,
                   const struct edition_options *options);

void feedback_write(struct document *doc, struct report_model *m,
                    const struct edition_options *options);
void notice_write(struct document *doc, struct report_model *m,
                  const struct edition_options *options);
void plan_write(struct document *doc, struct report_model *m,
                const struct edition_options *options);
void ledger_write(struct document *doc, struct report_model *m,
                  const struct edition_options *options);
void summary_write(struct document *doc, struct report_model *m,
                   const struct edition_options *options);

#endif
