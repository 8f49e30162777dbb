/* reports/parts_cells.c - see parts_cells.h. */
#include "reports/parts_cells.h"

#include <assert.h>

bool columns_init(struct report_model *m, struct columns *c)
{
    c->list = job_alloc(&m->job, COLUMNS_MAX, sizeof(*c->list));
    c->count = 0;
    return c->list != NULL;
}

void column(struct columns *c, const char *head, const char *group,
            double weight, enum cell_align align)
{
    assert(c->count < COLUMNS_MAX); /* LIMIT_CHOICES and a dozen more */
    c->list[c->count++] = (struct column){head, group, weight, align};
}

void put(struct pen *p, const char *text)
{
    if (p->table)
        table_set(p->table, p->row, p->col++, text);
}

void put_count(struct report_model *m, struct pen *p, int64_t n)
{
    put(p, text_count(&m->job, n));
}
