/* reports/document.c - see document.h. */
#include "reports/document.h"

#include <assert.h>

struct table *table_new(struct job *job, const struct column *columns,
                        size_t column_count, size_t rows)
{
    struct table *t = job_alloc(job, 1, sizeof(*t));

    if (!t)
        return NULL;
    t->columns = columns;
    t->column_count = column_count;
    t->row_count = rows;
    t->looks = job_alloc(job, rows, sizeof(*t->looks));
    t->cells = job_alloc(job, rows * column_count, sizeof(*t->cells));
    t->alerts = job_alloc(job, rows * column_count, sizeof(*t->alerts));
    return t->looks && t->cells && t->alerts ? t : NULL;
}

void table_set(struct table *table, size_t row, size_t column, const char *text)
{
    if (!table)
        return;
    assert(row < table->row_count && column < table->column_count);
    table->cells[row * table->column_count + column] = text;
}

void table_alert(struct table *table, size_t row, size_t column)
{
    if (!table)
        return;
    assert(row < table->row_count && column < table->column_count);
    table->alerts[row * table->column_count + column] = true;
}

void table_look(struct table *table, size_t row, enum row_look look)
{
    if (!table)
        return;
    assert(row < table->row_count);
    table->looks[row] = look;
}

void document_init(struct document *doc, struct job *job)
{
    *doc = (struct document){.job = job};
}

static struct block *add(struct document *doc, enum block_kind kind)
{
    struct block *b = job_alloc(doc->job, 1, sizeof(*b));

    if (!b)
        return NULL;
    b->kind = kind;
    if (doc->last)
        doc->last->next = b;
    else
        doc->first = b;
    doc->last = b;
    return b;
}

/* 一、 then （一） then 1． (GB/T 9704-2012, 7.3.3). */
static const char *numbered(struct document *doc, int level, const char *text)
{
    size_t n = ++doc->headings[level];

    for (int below = level + 1; below <= 3; below++)
        doc->headings[below] = 0;
    if (level == 1)
        return job_textf(doc->job, "%s、%s", text_numeral(doc->job, n), text);
    if (level == 2)
        return job_textf(doc->job, "（%s）%s", text_numeral(doc->job, n), text);
    return job_textf(doc->job, "%zu．%s", n, text);
}

void document_heading(struct document *doc, int level, const char *text)
{
    struct block *b = add(doc, BLOCK_HEADING);

    assert(level >= 1 && level <= 3);
    if (!b)
        return;
    b->level = level;
    b->text = numbered(doc, level, text);
}

void document_para(struct document *doc, const char *text)
{
    struct block *b = add(doc, BLOCK_PARA);

    if (b)
        b->text = text;
}

void document_quote(struct document *doc, const char *text)
{
    struct block *b = add(doc, BLOCK_PARA);

    if (!b)
        return;
    b->text = text;
    b->foreign = true;
}

void document_table(struct document *doc, struct table *table, const char *text)
{
    struct block *b = add(doc, BLOCK_TABLE);

    if (!b || !table)
        return;
    if (text)
        table->title = job_textf(doc->job, "表%zu　%s", ++doc->tables, text);
    b->table = table;
}

void document_chart(struct document *doc, struct chart *chart, const char *text)
{
    struct block *b = add(doc, BLOCK_CHART);

    if (!b || !chart)
        return;
    chart->title = job_textf(doc->job, "图%zu　%s", ++doc->charts, text);
    b->chart = chart;
}

size_t document_next_table(const struct document *doc)
{
    return doc->tables + 1;
}

size_t document_next_chart(const struct document *doc)
{
    return doc->charts + 1;
}

void document_fill(struct document *doc, const char *label, size_t lines)
{
    struct block *b = add(doc, BLOCK_FILL);

    if (!b)
        return;
    b->text = label;
    b->lines = lines;
}

void document_fields(struct document *doc, const char *const labels[], size_t n)
{
    struct block *b = add(doc, BLOCK_FIELDS);

    assert(n <= FIELDS_MAX);
    if (!b)
        return;
    b->fields = labels;
    b->field_count = n;
}

void document_signature(struct document *doc)
{
    (void)add(doc, BLOCK_SIGNATURE);
}

void document_attachment(struct document *doc, const char *title,
                         bool landscape)
{
    struct block *b = add(doc, BLOCK_ATTACHMENT);

    if (!b)
        return;
    b->text = job_textf(doc->job, "附件%zu", ++doc->attachments);
    b->title = title;
    b->landscape = landscape;
    doc->headings[1] = doc->headings[2] = doc->headings[3] = 0;
}

void document_sign_sheet(struct document *doc, const char *const labels[],
                         size_t n)
{
    struct block *b = add(doc, BLOCK_SIGN_SHEET);

    if (!b)
        return;
    b->fields = labels;
    b->field_count = n;
}
