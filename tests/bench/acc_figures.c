/* tests/bench/acc_figures.c - see acc_figures.h. */
#include "tests/bench/acc_figures.h"

#include <string.h>

#include "engine/store/store.h"
#include "tests/sim/score.h"

struct acc_counts *acc_group(struct acc_figures *f, const char *kind,
                             const char *name)
{
    char full[ACC_NAME];
    snprintf(full, sizeof full, "%s %.16s", kind, name);
    for (long i = 0; i < f->group_count; i++) {
        if (strcmp(f->groups[i].name, full) == 0) {
            return &f->groups[i].c;
        }
    }
    long i = f->group_count < ACC_GROUPS_MAX ? f->group_count++
                                             : ACC_GROUPS_MAX - 1;
    memcpy(f->groups[i].name, full, sizeof full);
    return &f->groups[i].c;
}

static void add_counts(struct acc_counts *to, const struct acc_counts *from)
{
    to->boxes += from->boxes;
    to->silent += from->silent;
    to->doubtful += from->doubtful;
    to->vanished += from->vanished;
    to->settled += from->settled;
}

static void add_bin(struct acc_bin *to, const struct acc_bin *from)
{
    to->n += from->n;
    to->marked += from->marked;
    to->p_sum += from->p_sum;
}

void acc_merge(struct acc_figures *into, const struct acc_figures *from)
{
    add_counts(&into->all, &from->all);
    into->pages += from->pages;
    into->refused += from->refused;
    into->wrong += from->wrong;
    into->sheets += from->sheets;
    into->sheets_review += from->sheets_review;
    into->sheets_unclear += from->sheets_unclear;
    into->items += from->items;
    into->items_review += from->items_review;
    into->answers_wrong += from->answers_wrong;
    into->draw_s += from->draw_s;
    into->read_s += from->read_s;
    for (long i = 0; i < from->group_count; i++) {
        char kind[ACC_NAME];
        memcpy(kind, from->groups[i].name, sizeof kind);
        char *space = strchr(kind, ' ');
        if (space) {
            *space = '\0';
            add_counts(acc_group(into, kind, space + 1), &from->groups[i].c);
        }
    }
    for (int i = 0; i < ACC_BINS; i++) {
        add_bin(&into->bins[i], &from->bins[i]);
    }
    add_bin(&into->sure[0], &from->sure[0]);
    add_bin(&into->sure[1], &from->sure[1]);
    for (int i = 0; i < ACC_STATES; i++) {
        add_bin(&into->state[i], &from->state[i]);
    }
}

static double share(long k, long n)
{
    return n ? 100.0 * (double)k / (double)n : 0.0;
}

void acc_print_head(FILE *out)
{
    fprintf(out,
            "%-12s %5s %9s %6s %9s %9s %8s %7s %7s %7s %6s %11s %8s\n",
            "condition", "level", "boxes", "silent", "<= (95 %)", "doubtful",
            "of boxes", "vanish.", "pages", "refused", "wrong", "review",
            "of sheets");
}

void acc_print(FILE *out, const char *name, int level,
               const struct acc_figures *f)
{
    fprintf(out,
            "%-12s %5d %9ld %6ld %9.1e %9ld %7.3f%% %7ld %7ld %7ld %6ld "
            "%5ld/%-5ld %7.2f%%\n",
            name, level, f->all.boxes, f->all.silent,
            score_upper(f->all.silent, f->all.boxes), f->all.doubtful,
            share(f->all.doubtful, f->all.boxes), f->all.vanished, f->pages,
            f->refused, f->wrong, f->sheets_review, f->sheets,
            share(f->sheets_review, f->sheets));
    fflush(out);
}

void acc_print_groups(FILE *out, const struct acc_figures *f)
{
    fprintf(out, "\n%-24s %9s %6s %9s %9s %8s\n", "by", "boxes", "silent",
            "<= (95 %)", "doubtful", "vanish.");
    for (long i = 0; i < f->group_count; i++) {
        const struct acc_counts *c = &f->groups[i].c;
        fprintf(out, "%-24s %9ld %6ld %9.1e %9ld %8ld\n", f->groups[i].name,
                c->boxes, c->silent, score_upper(c->silent, c->boxes),
                c->doubtful, c->vanished);
    }
}

void acc_print_bins(FILE *out, const struct acc_figures *f)
{
    fprintf(out, "\n%-14s %9s %9s %9s\n", "p given", "boxes", "mean p",
            "marked");
    for (int i = 0; i < ACC_BINS; i++) {
        const struct acc_bin *b = &f->bins[i];
        if (b->n) {
            fprintf(out, "%.2f - %.2f    %9ld %9.4f %9.4f\n",
                    i / (double)ACC_BINS, (i + 1) / (double)ACC_BINS, b->n,
                    b->p_sum / (double)b->n,
                    (double)b->marked / (double)b->n);
        }
    }
    for (int i = 0; i < ACC_STATES; i++) {
        const struct acc_bin *b = &f->state[i];
        fprintf(out, "%-14s %9ld %9.4f %9.4f\n",
                box_state_word((enum box_state)i), b->n,
                b->n ? b->p_sum / (double)b->n : 0.0,
                b->n ? (double)b->marked / (double)b->n : 0.0);
    }
    fprintf(out, "p < 0.001: marked %ld of %ld;  p > 0.999: not marked %ld of "
                 "%ld\n",
            f->sure[0].marked, f->sure[0].n, f->sure[1].n - f->sure[1].marked,
            f->sure[1].n);
}

void acc_print_json(FILE *out, const char *name, int level, bool in_spec,
                    const struct acc_figures *f)
{
    fprintf(out,
            "{\"condition\":\"%s\",\"level\":%d,\"in_spec\":%s,\"boxes\":%ld,\"silent\":%ld,"
            "\"silent_upper\":%.3e,\"doubtful\":%ld,\"vanished\":%ld,"
            "\"settled\":%ld,\"pages\":%ld,\"refused\":%ld,\"wrong\":%ld,"
            "\"sheets\":%ld,\"sheets_review\":%ld,\"sheets_unclear\":%ld,\"items\":%ld,"
            "\"items_review\":%ld,\"answers_wrong\":%ld,\"draw_s\":%.1f,"
            "\"read_s\":%.1f,\"groups\":{",
            name, level, in_spec ? "true" : "false", f->all.boxes, f->all.silent,
            score_upper(f->all.silent, f->all.boxes), f->all.doubtful,
            f->all.vanished, f->all.settled, f->pages, f->refused, f->wrong,
            f->sheets, f->sheets_review, f->sheets_unclear, f->items, f->items_review,
            f->answers_wrong, f->draw_s, f->read_s);
    for (long i = 0; i < f->group_count; i++) {
        const struct acc_counts *c = &f->groups[i].c;
        fprintf(out, "%s\"%s\":[%ld,%ld,%ld,%ld]", i ? "," : "",
                f->groups[i].name, c->boxes, c->silent, c->doubtful,
                c->vanished);
    }
    fprintf(out, "},\"bins\":[");
    for (int i = 0; i < ACC_BINS; i++) {
        fprintf(out, "%s[%ld,%ld,%.4f]", i ? "," : "", f->bins[i].n,
                f->bins[i].marked, f->bins[i].p_sum);
    }
    fprintf(out, "],\"sure\":[[%ld,%ld],[%ld,%ld]],\"states\":{", f->sure[0].n,
            f->sure[0].marked, f->sure[1].n, f->sure[1].marked);
    for (int i = 0; i < ACC_STATES; i++) {
        fprintf(out, "%s\"%s\":[%ld,%ld,%.4f]", i ? "," : "",
                box_state_word((enum box_state)i), f->state[i].n,
                f->state[i].marked, f->state[i].p_sum);
    }
    fprintf(out, "}}\n");
    fflush(out);
}
