/* reports/sign/der.c - see der.h. */
#include "reports/sign/der.h"

#include <stdlib.h>
#include <string.h>

static void add_head(struct str *out, uint8_t tag, size_t n)
{
    str_add_char(out, (char)tag);
    if (n < 0x80) {
        str_add_char(out, (char)n);
        return;
    }
    int bytes = 1;
    while (bytes < 8 && n >> (8 * bytes) != 0)
        bytes++;
    str_add_char(out, (char)(0x80 | bytes));
    while (bytes-- > 0)
        str_add_char(out, (char)(n >> (8 * bytes) & 0xFF));
}

void der_add(struct str *out, uint8_t tag, const void *bytes, size_t n)
{
    add_head(out, tag, n);
    str_add_bytes(out, bytes, n);
}

void der_wrap(struct str *out, uint8_t tag, struct str *body)
{
    out->failed = out->failed || body->failed;
    der_add(out, tag, body->text, body->n);
    str_clear(body);
}

static int by_bytes(const void *a, const void *b)
{
    const struct str *x = *(struct str *const *)a;
    const struct str *y = *(struct str *const *)b;
    size_t n = x->n < y->n ? x->n : y->n;
    int order = memcmp(x->text, y->text, n);
    return order != 0 ? order : (x->n > y->n) - (x->n < y->n);
}

void der_add_sorted(struct str *out, size_t n, struct str *members[])
{
    if (n > 0)
        qsort(members, n, sizeof *members, by_bytes);
    for (size_t i = 0; i < n; i++) {
        out->failed = out->failed || members[i]->failed;
        str_add_bytes(out, members[i]->text, members[i]->n);
    }
}
