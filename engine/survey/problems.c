/* engine/survey/problems.c - see problems.h. */
#include "engine/survey/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/utf8.h"

void problems_add(struct problems *p, size_t line, size_t column,
                  enum err_code code, const char *fmt, ...)
{
    p->total++;
    if (p->count == LIMIT_PROBLEMS)
        return;
    struct problem *one = &p->list[p->count++];
    one->line = line;
    one->column = column;
    one->code = code;
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(one->text, sizeof one->text, fmt, args);
    va_end(args);
    utf8_trim_tail(one->text);
}

static int by_place(const void *a, const void *b)
{
    const struct problem *x = a;
    const struct problem *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return 0;
}

void problems_sort(struct problems *p)
{
    qsort(p->list, p->count, sizeof p->list[0], by_place);
}

enum err_code problems_err(const struct problems *p, struct err *err)
{
    if (p->total == 0)
        return ERR_OK;
    const struct problem *first = &p->list[0];
    if (p->total == 1)
        return err_set(err, first->code, 0, "%s:%zu:%zu: %s", p->name,
                       first->line, first->column, first->text);
    return err_set(err, first->code, 0,
                   _("%s:%zu:%zu: %s (and %zu more; `pingyi check` lists "
                     "them)"),
                   p->name, first->line, first->column, first->text,
                   p->total - 1);
}

const char *excerpt(const char *text, char out[EXCERPT_MAX])
{
    size_t n = 0;
    int characters = 0;
    for (const char *p = text; *p != '\0';) {
        const char *start = p;
        uint32_t c = utf8_next(&p);
        size_t bytes = (size_t)(p - start);
        if (characters++ == 20 || n + bytes + 4 > EXCERPT_MAX) {
            memcpy(out + n, "…", 3);
            n += 3;
            break;
        }
        if (c < 0x20 || (c >= 0x7F && c < 0xA0))
            out[n++] = '?';
        else {
            memcpy(out + n, start, bytes);
            n += bytes;
        }
    }
    out[n] = '\0';
    return out;
}

/* Edits (insert, delete, change) that turn `a` into `b`, both short. */
static size_t distance(const char *a, const char *b)
{
    enum { MAX = 32 };
    size_t na = strlen(a);
    size_t nb = strlen(b);
    if (na >= MAX || nb >= MAX)
        return MAX;
    size_t row[MAX + 1];
    for (size_t j = 0; j <= nb; j++)
        row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            best = best < row[j] + 1 ? best : row[j] + 1;
            best = best < row[j - 1] + 1 ? best : row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[nb];
}

const char *nearest_word(const char *text, const char *const words[],
                         size_t n)
{
    const char *best = NULL;
    size_t least = strlen(text) / 3 + 1;
    for (size_t i = 0; i < n; i++) {
        size_t d = distance(text, words[i]);
        if (d <= least && (best == NULL || d < least)) {
            best = words[i];
            least = d;
        }
    }
    return best;
}
