#include "tests/sim/score_print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/score.h"

/* ---- exact bound ---- */

/* P(X <= k) for X ~ Binomial(n, p), summed in logarithms: k is small here. */
static double at_most(long k, long n, double p)
{
    double sum = 0.0;
    for (long i = 0; i <= k; i++) {
        sum += exp(lgamma((double)n + 1) - lgamma((double)i + 1) -
                   lgamma((double)(n - i) + 1) + (double)i * log(p) +
                   (double)(n - i) * log1p(-p));
    }
    return sum;
}

double score_upper(long k, long n)
{
    if (n <= 0 || k >= n) {
        return 1.0;
    }
    double low = (double)k / (double)n, high = 1.0;
    for (int i = 0; i < 100; i++) {
        double p = (low + high) / 2;
        if (p <= 0.0 || at_most(k, n, p) > 0.05) {
            low = p;
        } else {
            high = p;
        }
    }
    return high;
}

static void print_bound(const char *label, long k, long n)
{
    double upper = score_upper(k, n);
    printf("%-34s %8ld of %9ld   95 %% upper bound 1 in %.0f\n", label, k, n,
           1.0 / upper);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct group *)a)->name,
                  ((const struct group *)b)->name);
}

void score_print_text(const struct figures *f, size_t n, struct group groups[])
{
    printf("%-34s %8ld\n", "pages", f->pages);
    printf("%-34s %8ld (of these not even mentioned: %ld)\n", "pages refused",
           f->refused, f->lost);
    print_bound("box decisions silently wrong", f->silent, f->boxes);
    printf("%-34s %8ld\n", "boxes called doubtful", f->doubtful);
    printf("%-34s %8ld (unclear marks read as they were meant)\n",
           "boxes settled", f->settled);
    printf("%-34s %8ld (only specks of the mark left in the scan)\n",
           "boxes vanished", f->vanished);
    print_bound("answers silently wrong", f->answers_wrong, f->items);
    printf("%-34s %8ld (of these on clear marks: %ld)\n", "items to review",
           f->items_review, f->needless);
    printf("%-34s %8ld of %9ld   %.2f %%\n", "sheets to review",
           f->sheets_review, f->sheets,
           f->sheets ? 100.0 * (double)f->sheets_review / (double)f->sheets
                     : 0);
    qsort(groups, n, sizeof *groups, by_name);
    printf("\n%-28s %9s %7s %9s %8s %8s\n", "by", "boxes", "silent", "doubtful",
           "vanished", "refused");
    for (size_t i = 0; i < n; i++) {
        const struct figures *g = &groups[i].f;
        printf("%-28s %9ld %7ld %9ld %8ld %8ld\n", groups[i].name, g->boxes,
               g->silent, g->doubtful, g->vanished, g->refused);
    }
}

void score_print_json(const struct figures *f)
{
    printf("{\"pages\":%ld,\"refused\":%ld,\"boxes\":%ld,\"silent\":%ld,"
           "\"silent_upper\":%.3e,\"doubtful\":%ld,\"vanished\":%ld,"
           "\"settled\":%ld,\"items\":%ld,\"answers_wrong\":%ld,"
           "\"items_review\":%ld,\"needless\":%ld,\"sheets\":%ld,"
           "\"sheets_review\":%ld}\n",
           f->pages, f->refused, f->boxes, f->silent,
           score_upper(f->silent, f->boxes), f->doubtful, f->vanished,
           f->settled, f->items, f->answers_wrong, f->items_review, f->needless,
           f->sheets, f->sheets_review);
}
