/* engine/survey/questionnaire_rows.c - tables of things to decide, as a
 * ballot has them: one row each, the same choices for all.
 *
 *   - text: 评议表决
 *     table: true
 *     columns: [户主, 人口, 核查建议]   # left of the boxes, after the number
 *     people: 人口                      # the column that counts people
 *     scale: P3
 *     rows: 31                          # numbered and empty, or a list
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/base/str.h"
#include "engine/survey/internal.h"

/* What the rows of one table share. */
struct table {
    struct section *section;
    size_t index;
    const char *code;          /* "R": rows are R1, R2 … */
    enum item_role role;
    const struct scale *scale;
    long people;               /* column, or -1 */
};

static const char *copied(struct reader *r, const char *text)
{
    const char *copy = arena_text(r->arena, text);
    r->no_memory = r->no_memory || copy == NULL;
    return copy != NULL ? copy : "";
}

static void read_columns(struct reader *r, const struct ynode *n,
                         struct section *s)
{
    if (ynode_get(n, "columns") == NULL)
        return;
    const struct ynode *list = take_list(r, n, "columns", ROW_CELLS_MAX);
    for (const struct ynode *c = list != NULL ? list->first : NULL; c != NULL;
         c = c->next)
        s->columns[s->column_count++] =
            take_printed(r, c, LIMIT_TITLE_BYTES, false);
}

static long find_people(struct reader *r, const struct ynode *n,
                        const struct section *s)
{
    const char *name = take_word(r, n, "people", false);
    char shown[EXCERPT_MAX];
    if (name == NULL)
        return -1;
    for (size_t i = 0; i < s->column_count; i++)
        if (strcmp(s->columns[i], name) == 0)
            return (long)i;
    bad(r, ynode_get(n, "people"), ERR_FORMAT,
        _("there is no column '%s'; expected one of those under 'columns'"),
        excerpt(name, shown));
    return -1;
}

/* ---- one row ---- */

/* What a list or a report calls the row: its cells in one line. */
static const char *row_text(struct reader *r, size_t n,
                            const char *const cells[], size_t number)
{
    struct str text;
    str_init(&text, LIMIT_LABEL_BYTES);
    for (size_t i = 0; i < n; i++)
        if (cells[i][0] != '\0')
            str_addf(&text, "%s%s", text.n > 0 ? "　" : "", cells[i]);
    if (text.n == 0)
        str_addf(&text, "第%zu行", number);
    const char *copy = copied(r, text.text);
    str_deinit(&text);
    return copy;
}

static int read_people(struct reader *r, const struct table *t,
                       const struct ynode *at, const char *const cells[])
{
    int64_t n = PEOPLE_UNKNOWN;
    char shown[EXCERPT_MAX];
    if (t->people < 0 || cells[t->people][0] == '\0')
        return PEOPLE_UNKNOWN;
    if (!num_parse_int(cells[t->people], 0, 100000, &n))
        bad(r, at, ERR_FORMAT,
            _("'%s' stands in the column '%s'; expected a number of people, "
              "0 to 100000"),
            excerpt(cells[t->people], shown), t->section->columns[t->people]);
    return (int)n;
}

/* Add the row; `at` is where complaints about it point. */
static void add_row(struct reader *r, const struct table *t,
                    const struct ynode *at, size_t n,
                    const char *const cells[])
{
    char code[LIMIT_ID_BYTES + 24];
    size_t number = r->q->item_count - t->section->first_item + 1;
    struct item *item = next_item(r, at, t->index);
    if (item == NULL)
        return;
    (void)snprintf(code, sizeof code, "%s%zu", t->code, number);
    if (strlen(code) > LIMIT_ID_BYTES)
        bad(r, at, ERR_RANGE,
            _("the row's code '%s' is too long; expected a shorter 'code' of "
              "the table"),
            code);
    check_duplicate_item(r, at, code);
    item->code = copied(r, code);
    item->cells = cells;
    item->text = row_text(r, n, cells, number);
    item->people = read_people(r, t, at, cells);
    item->role = t->role;
    item->kind = ITEM_SINGLE;
    item->scale = t->scale;
    item->core = t->role == ROLE_SATISFY || t->role == ROLE_AWARE;
    r->q->item_count++;
}

/* A row is a list of cells, or one text where there is one column or none. */
static void read_row(struct reader *r, const struct table *t,
                     const struct ynode *n)
{
    size_t columns = t->section->column_count;
    const char **cells = take_memory(r, ROW_CELLS_MAX, sizeof *cells);
    if (cells == NULL)
        return;
    for (size_t i = 0; i < ROW_CELLS_MAX; i++)
        cells[i] = "";
    if (columns <= 1 && n->kind == YNODE_TEXT) {
        cells[0] = take_printed(r, n, LIMIT_LABEL_BYTES, false);
    } else if (!take_kind(r, n, YNODE_LIST)) {
        return;
    } else if (n->count != columns) {
        bad(r, n, ERR_FORMAT,
            _("this row has %zu cells; expected %zu, one for each column"),
            n->count, columns);
        return;
    } else {
        size_t i = 0;
        for (const struct ynode *c = n->first; c != NULL; c = c->next, i++)
            if (!take_kind(r, c, YNODE_TEXT) || c->text[0] != '\0')
                cells[i] = take_printed(r, c, LIMIT_TITLE_BYTES, false);
    }
    add_row(r, t, n, columns > 0 ? columns : 1, cells);
}

static void read_empty_rows(struct reader *r, const struct table *t,
                            const struct ynode *n)
{
    static const char *const nothing[ROW_CELLS_MAX] = {"", "", "", ""};
    int64_t count = 0;
    char shown[EXCERPT_MAX];
    if (!num_parse_int(n->text, 1, LIMIT_ITEMS, &count)) {
        bad(r, n, ERR_FORMAT,
            _("rows is '%s'; expected a list of rows, or how many empty "
              "ones, 1 to %d"),
            excerpt(n->text, shown), LIMIT_ITEMS);
        return;
    }
    for (int64_t i = 0; i < count && r->q->item_count < LIMIT_ITEMS; i++)
        add_row(r, t, n, 0, nothing);
}

/* Keys that only one of the two kinds of section has. */
static void refuse_key(struct reader *r, const struct ynode *n,
                       const char *key)
{
    if (ynode_get(n, key) != NULL)
        bad(r, ynode_get(n, key), ERR_FORMAT,
            _("a table has no '%s'; expected 'rows'"), key);
}

void read_table(struct reader *r, const struct ynode *n, size_t section)
{
    struct table t = {.section = &r->sections[section], .index = section,
                      .code = "R"};
    refuse_key(r, n, "items");
    if (t.section->matrix)
        refuse_key(r, n, "matrix");
    if (ynode_get(n, "code") != NULL)
        t.code = take_code(r, n, "code");
    t.role = take_role(r, n, ROLE_VOTE);
    if (t.role != ROLE_VOTE && t.role != ROLE_SATISFY && t.role != ROLE_AWARE)
        bad(r, ynode_get(n, "role"), ERR_FORMAT,
            _("the rows of a table have role %s; expected vote, satisfy or "
              "aware"),
            item_role_word(t.role));
    if (ynode_get(n, "scale") == NULL)
        (void)take_word(r, n, "scale", true);
    t.scale = find_scale(r, n);
    read_columns(r, n, t.section);
    t.people = find_people(r, n, t.section);
    const struct ynode *rows = ynode_get(n, "rows");
    if (rows != NULL && rows->kind == YNODE_TEXT) {
        read_empty_rows(r, &t, rows);
        return;
    }
    rows = take_list(r, n, "rows", LIMIT_ITEMS);
    for (const struct ynode *row = rows != NULL ? rows->first : NULL;
         row != NULL; row = row->next)
        read_row(r, &t, row);
}

/* ---- when a row is carried ---- */

/* "2/3" */
static bool take_fraction(const char *text, int *num, int *den)
{
    char part[8];
    int64_t a = 0;
    int64_t b = 0;
    const char *slash = strchr(text, '/');
    size_t n = slash != NULL ? (size_t)(slash - text) : 0;
    if (n == 0 || n >= sizeof part)
        return false;
    memcpy(part, text, n);
    part[n] = '\0';
    if (!num_parse_int(part, 1, 100, &a) ||
        !num_parse_int(slash + 1, 1, 100, &b) || a > b)
        return false;
    *num = (int)a;
    *den = (int)b;
    return true;
}

void read_pass(struct reader *r, const struct ynode *root)
{
    static const char *const keys[] = {"at_least", "more_than", "of"};
    const char *words[PASS_BASE_COUNT];
    char shown[EXCERPT_MAX];
    struct pass_rule *rule = &r->q->pass;
    const struct ynode *n = ynode_get(root, "pass");
    if (n == NULL || !take_kind(r, n, YNODE_MAP))
        return;
    take_keys(r, n, keys, 3);
    const char *least = take_word(r, n, "at_least", false);
    const char *more = take_word(r, n, "more_than", false);
    if ((least == NULL) == (more == NULL)) {
        bad(r, n, ERR_FORMAT,
            _("'pass' needs one share; expected 'at_least: 2/3' or "
              "'more_than: 1/2'"));
        return;
    }
    const char *share = more != NULL ? more : least;
    rule->more = more != NULL;
    if (!take_fraction(share, &rule->num, &rule->den))
        bad(r, ynode_get(n, more != NULL ? "more_than" : "at_least"),
            ERR_FORMAT, _("'%s' is no share; expected a fraction such as "
                          "1/2 or 2/3"),
            excerpt(share, shown));
    for (int i = 0; i < PASS_BASE_COUNT; i++)
        words[i] = pass_base_word((enum pass_base)i);
    rule->base = (enum pass_base)take_choice(r, n, "of", words,
                                             PASS_BASE_COUNT, PASS_ISSUED);
}
