/* tests/bench/acc_figures.h - what the accuracy program counts.
 *
 * A box is chosen or not (a cancelled one is not).  It is a SILENT ERROR when
 * the reading has it the other way and its item was not sent to a person.  A
 * mark of which the scanner left under a seventh of its ink, mere specks, is
 * VANISHED: counted in a column of its own, never as right, never as an error
 * (the rule: acc_page.c).  Plain values, so that they pass through pipes.
 */
#ifndef BENCH_ACC_FIGURES_H
#define BENCH_ACC_FIGURES_H

#include <stdbool.h>
#include <stdio.h>

enum { ACC_GROUPS_MAX = 48, ACC_BINS = 20, ACC_STATES = 4, ACC_NAME = 24 };

struct acc_counts {
    long boxes, silent, doubtful, vanished, settled;
};

struct acc_group { /* the same counts for one pen, mark kind, stroke model … */
    char name[ACC_NAME];
    struct acc_counts c;
};

struct acc_bin { /* boxes judged marked with probability in one twentieth */
    long n, marked; /* marked in truth; unclear and vanished marks left out */
    double p_sum;
};

struct acc_figures {
    struct acc_counts all;
    long pages, refused, wrong; /* wrong: read as another sheet or side */
    long sheets, sheets_review; /* with a question for a person, or refused */
    long sheets_unclear; /* of these: one of the questions is about a mark that
                          * was drawn unclear, or that the scanner took */
    long items, items_review, answers_wrong;
    double draw_s, read_s;
    long group_count;
    struct acc_group groups[ACC_GROUPS_MAX];
    struct acc_bin bins[ACC_BINS];
    struct acc_bin sure[2]; /* p < 0.001 and p > 0.999 */
    struct acc_bin state[ACC_STATES]; /* by the state given: empty, marked … */
};

struct acc_counts *acc_group(struct acc_figures *f, const char *kind,
                             const char *name);
void acc_merge(struct acc_figures *into, const struct acc_figures *from);

/* One line of the table: name, level, counts and exact 95 % upper bounds. */
void acc_print_head(FILE *out);
void acc_print(FILE *out, const char *name, int level,
               const struct acc_figures *f);
void acc_print_groups(FILE *out, const struct acc_figures *f);
void acc_print_bins(FILE *out, const struct acc_figures *f);
void acc_print_json(FILE *out, const char *name, int level, bool in_spec,
                    const struct acc_figures *f);

#endif
