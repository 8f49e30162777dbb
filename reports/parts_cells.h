/* reports/parts_cells.h - building tables row by row; private to parts_*.c. */
#ifndef REPORTS_PARTS_CELLS_H
#define REPORTS_PARTS_CELLS_H

#include "reports/parts.h"

/* What stands where suppression hides a number. */
#define HIDDEN "—"
#define HIDDEN_WHY "（样本过少）"
#define HIDDEN_NOTE                                                           \
    "注：“—（样本过少）”表示为保护填写人，份数过少的数据不公布。"

enum { COLUMNS_MAX = 64 };

struct columns {
    struct column *list;
    size_t count;
};

bool columns_init(struct report_model *m, struct columns *c);
void column(struct columns *c, const char *head, const char *group,
            double weight, enum cell_align align);

/* Cells of one row, left to right. */
struct pen {
    struct table *table;
    size_t row, col;
};

void put(struct pen *p, const char *text);
void put_count(struct report_model *m, struct pen *p, int64_t n);

#endif
