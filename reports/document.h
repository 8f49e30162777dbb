/* reports/document.h - a report as a list of blocks, before any page exists.
 *
 * Editions write blocks (heading, paragraph, table, chart, lines to fill in
 * by hand, signature …) in reading order; gongwen.h sets them on pages.
 * Headings, tables, figures and attachments number themselves.  Everything
 * lives in the report's job.
 */
#ifndef REPORTS_DOCUMENT_H
#define REPORTS_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "reports/chart.h"
#include "reports/text.h"

/* ---- tables ---- */

enum cell_align {
    CELL_CENTRE,
    CELL_LEFT,
    CELL_NAME,   /* left, and smaller type where it takes over two lines */
    CELL_NUMBER, /* decimals aligned */
};

enum row_look {
    ROW_PLAIN,
    ROW_TOTAL, /* 黑体 */
    ROW_MUTED, /* grey: too few sheets to weigh */
    ROW_SPAN,  /* the first cell runs across, a group's name */
};

struct column {
    const char *head;
    const char *group;   /* adjacent columns with the same group text share a
                          * head cell above; NULL = none */
    double weight;       /* widths are shared out by weight */
    enum cell_align align;
};

struct table {
    const char *title;   /* "表3　……", set by document_table() */
    const char *unit;    /* 单位:份, right above the table, or NULL */
    const char *note;    /* under the table, or NULL */
    size_t column_count, row_count;
    const struct column *columns;
    enum row_look *looks; /* per row */
    const char **cells;   /* row by row; NULL = empty */
    bool *alerts;         /* per cell: dark red 黑体, for 未达标 */
    double min_row_mm;    /* room to write by hand; 0 = as the text needs */
};

/* A table of `rows` empty rows; `columns` is borrowed.  NULL when out of
 * memory: table_set() and the rest then do nothing. */
struct table *table_new(struct job *job, const struct column *columns,
                        size_t column_count, size_t rows);
void table_set(struct table *table, size_t row, size_t column,
               const char *text);
void table_alert(struct table *table, size_t row, size_t column);
void table_look(struct table *table, size_t row, enum row_look look);

/* ---- blocks ---- */

enum block_kind {
    BLOCK_HEADING,   /* level 1..3: 一、 （一） 1． */
    BLOCK_PARA,
    BLOCK_TABLE,
    BLOCK_CHART,
    BLOCK_FILL,      /* label, then lines to write on */
    BLOCK_FIELDS,    /* several labels with blanks on one line */
    BLOCK_SIGNATURE, /* 附件说明, 署名, 成文日期, with room for the seal */
    BLOCK_ATTACHMENT, /* a new page: 附件N and its title */
    BLOCK_SIGN_SHEET, /* rows of names to sign by hand */
};

enum { FIELDS_MAX = 4 };

struct block {
    enum block_kind kind;
    int level;            /* BLOCK_HEADING; BLOCK_PARA: 1 = no indent */
    const char *text;     /* with its number; BLOCK_ATTACHMENT: 附件2 */
    const char *title;    /* BLOCK_ATTACHMENT */
    bool foreign;         /* BLOCK_PARA: somebody else's words; a character no
                           * font has becomes □ and stops nothing */
    const struct table *table;
    const struct chart *chart;
    size_t lines;         /* BLOCK_FILL */
    size_t field_count;   /* BLOCK_FIELDS, BLOCK_SIGN_SHEET */
    const char *const *fields;
    bool landscape;       /* BLOCK_ATTACHMENT */
    struct block *next;
};

struct document {
    struct job *job;
    const char *issuer;   /* 发文机关, or NULL: then there is no red head */
    const char *number;   /* 发文字号, or NULL: a blank one to fill in */
    bool letter;          /* 信函格式: its own head, no 印发 at the end */
    bool upward;          /* 上行文: 签发人 stands beside the number */
    const char *title;
    const char *to;       /* 主送机关 without its colon; NULL = a blank */
    const char *date;     /* 2026年11月22日 */
    const char *copies_to; /* 抄送, or NULL */
    const char *signer;   /* who signs it electronically, or NULL */
    const char *mark;     /* 未签名稿, on every page, or NULL */
    const struct poster *poster; /* a page for the wall in place of blocks, or
                                  * NULL (reports/poster.h) */
    struct block *first, *last;
    size_t headings[4];   /* running numbers by level */
    size_t tables, charts, attachments;
};

void document_init(struct document *doc, struct job *job);

void document_heading(struct document *doc, int level, const char *text);
void document_para(struct document *doc, const char *text);
/* Words that were typed from a sheet: whatever is in them gets printed. */
void document_quote(struct document *doc, const char *text);
/* Gives the table its number: title "表N　" + text; NULL = no title (an
 * attachment that is this table). */
void document_table(struct document *doc, struct table *table,
                    const char *text);
void document_chart(struct document *doc, struct chart *chart,
                    const char *text);
/* The number the next table or chart will get, for "见表3". */
size_t document_next_table(const struct document *doc);
size_t document_next_chart(const struct document *doc);
void document_fill(struct document *doc, const char *label, size_t lines);
/* `labels` is borrowed, at most FIELDS_MAX. */
void document_fields(struct document *doc, const char *const labels[],
                     size_t n);
void document_signature(struct document *doc);
/* Starts an attachment on a new page; it is listed in 附件说明. */
void document_attachment(struct document *doc, const char *title,
                         bool landscape);
void document_sign_sheet(struct document *doc, const char *const labels[],
                         size_t n);

#endif
