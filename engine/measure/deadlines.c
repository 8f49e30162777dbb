/* engine/measure/deadlines.c - deadlines.yaml and holidays.csv are read. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/csv.h"
#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/measure/internal.h"
#include "engine/survey/problems.h"
#include "engine/survey/ytree.h"

enum { ARENA_BYTES = 32 * 1024 * 1024 };

void deadlines_free(struct deadlines *d)
{
    if (d != NULL)
        arena_free(d->arena);
}

/* The workspace's own file, else the shipped one. */
static enum err_code find_file(struct deadlines *d, const char *workspace,
                               const char *name, const char **out,
                               struct err *err)
{
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    file_join(&path, workspace, name);
    if (!str_ok(&path) || !file_exists(path.text)) {
        str_clear(&path);
        file_join(&path, file_share_dir(), "deadlines/");
        str_add(&path, name);
    }
    enum err_code code = str_check(&path, name, err);
    *out = code == ERR_OK ? arena_text(d->arena, path.text) : NULL;
    if (code == ERR_OK && *out == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), name);
    str_deinit(&path);
    return code;
}

/* ---- rules ---- */

static const char *const rule_keys[] = {"code", "text", "days", "count", NULL};

static const char *text_of(const struct ynode *map, const char *key,
                           struct problems *p)
{
    const struct ynode *n = ynode_get(map, key);
    if (n != NULL && n->kind == YNODE_TEXT && n->text[0] != '\0')
        return n->text;
    problems_add(p, n != NULL ? n->line : map->line,
                 n != NULL ? n->column : map->column, ERR_FORMAT,
                 _("'%s' is missing or empty; a rule has code, text, days and "
                   "count"),
                 key);
    return NULL;
}

static void check_keys(const struct ynode *map, struct problems *p)
{
    char shown[EXCERPT_MAX];
    for (const struct ynode *n = map->first; n != NULL; n = n->next) {
        bool known = false;
        for (size_t i = 0; rule_keys[i] != NULL; i++)
            known = known || strcmp(n->key, rule_keys[i]) == 0;
        if (!known)
            problems_add(p, n->key_line, n->key_column, ERR_FORMAT,
                         _("unknown key '%s'; a rule has code, text, days and "
                           "count"),
                         excerpt(n->key, shown));
    }
}

static void take_rule(struct deadlines *d, const struct ynode *map,
                      struct problems *p)
{
    int64_t days = 0;
    if (map->kind != YNODE_MAP) {
        problems_add(p, map->line, map->column, ERR_FORMAT,
                     _("a rule is a mapping: {code: …, text: …, days: …, "
                       "count: …}"));
        return;
    }
    check_keys(map, p);
    const char *code = text_of(map, "code", p);
    const char *text = text_of(map, "text", p);
    const char *number = text_of(map, "days", p);
    const char *count = text_of(map, "count", p);
    if (code == NULL || text == NULL || number == NULL || count == NULL)
        return;
    if (strlen(code) > LIMIT_ID_BYTES || deadlines_find(d, code) != NULL ||
        d->rule_count == DEADLINE_RULES)
        problems_add(p, map->line, map->column, ERR_FORMAT,
                     _("the code '%.16s' is too long or stands twice, or "
                       "there are more than %d rules"),
                     code, DEADLINE_RULES);
    else if (!num_parse_int(number, 1, 1000, &days))
        problems_add(p, ynode_get(map, "days")->line,
                     ynode_get(map, "days")->column, ERR_FORMAT,
                     _("days must be a whole number from 1 to 1000"));
    else if (strcmp(count, "working") != 0 && strcmp(count, "calendar") != 0)
        problems_add(p, ynode_get(map, "count")->line,
                     ynode_get(map, "count")->column, ERR_FORMAT,
                     _("count must be working or calendar"));
    else
        d->rule[d->rule_count++] = (struct deadline_rule){
            code, text, (int)days, strcmp(count, "working") == 0};
}

static enum err_code read_rules(struct deadlines *d, struct err *err)
{
    char *text = NULL;
    size_t n = 0;
    struct ynode *root = NULL;
    struct problems *p = mem_alloc(1, sizeof *p);
    if (p == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"),
                       d->rules_path);
    p->name = d->rules_path;
    enum err_code code =
        file_read_text(d->rules_path, LIMIT_YAML_BYTES, &text, &n, err);
    if (code == ERR_OK)
        code = ytree_parse(text, n, d->arena, p, &root, err);
    const struct ynode *rules = root != NULL ? ynode_get(root, "rules") : NULL;
    if (code == ERR_OK && p->total == 0 &&
        (rules == NULL || rules->kind != YNODE_LIST))
        problems_add(p, 1, 1, ERR_FORMAT,
                     _("the file must have a list called 'rules'"));
    if (code == ERR_OK && p->total == 0)
        for (const struct ynode *r = rules->first; r != NULL; r = r->next)
            take_rule(d, r, p);
    if (code == ERR_OK)
        code = problems_err(p, err);
    free(text);
    free(p);
    return code;
}

/* ---- days off ---- */

static bool is(const char *text, const char *english, const char *chinese)
{
    return strcmp(text, english) == 0 || strcmp(text, chinese) == 0;
}

static enum err_code take_day(struct deadlines *d, const struct csv_row *row,
                              struct err *err)
{
    char shown[EXCERPT_MAX];
    int64_t day = 0;
    if (!day_parse(row->field[0].text, &day))
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:%zu:%zu: '%s' is no date; expected 2026-10-01"),
                       d->holidays_path, row->field[0].line,
                       row->field[0].column,
                       excerpt(row->field[0].text, shown));
    const struct csv_field *kind =
        &row->field[row->count > 1 ? 1 : 0];
    bool work = is(kind->text, "work", "班");
    if (row->count < 2 || (!work && !is(kind->text, "off", "休")))
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:%zu:%zu: '%s': expected 休 (off) or 班 (work) "
                         "after the date"),
                       d->holidays_path, kind->line, kind->column,
                       excerpt(kind->text, shown));
    if (d->holiday_count == HOLIDAYS)
        return err_set(err, ERR_RANGE, 0, _("%s: more than %d days"),
                       d->holidays_path, HOLIDAYS);
    for (size_t i = 0; i < d->holiday_count; i++)
        if (d->holiday[i].day == day)
            return err_set(err, ERR_FORMAT, 0,
                           _("%s:%zu:%zu: this day stands here twice"),
                           d->holidays_path, row->field[0].line,
                           row->field[0].column);
    d->holiday[d->holiday_count++] = (struct holiday){day, work};
    return ERR_OK;
}

static enum err_code read_holidays(struct deadlines *d, struct err *err)
{
    char *text = NULL;
    size_t n = 0;
    struct csv *csv = NULL;
    const struct csv_row *row = NULL;
    enum err_code code =
        file_read_text(d->holidays_path, LIMIT_YAML_BYTES, &text, &n, err);
    if (code == ERR_OK)
        code = csv_open(text, n, d->holidays_path, &csv, err);
    if (code == ERR_OK)
        code = csv_next(csv, &row, err);
    if (code == ERR_OK &&
        (row == NULL || row->count < 2 || !is(row->field[0].text, "date", "日期") ||
         !is(row->field[1].text, "kind", "类型")))
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s:1:1: the first line must begin with date,kind "
                         "(日期,类型)"),
                       d->holidays_path);
    if (code == ERR_OK)
        code = csv_next(csv, &row, err);
    while (code == ERR_OK && row != NULL) {
        code = take_day(d, row, err);
        if (code == ERR_OK)
            code = csv_next(csv, &row, err);
    }
    csv_close(csv);
    free(text);
    return code;
}

enum err_code deadlines_load(const char *workspace, struct deadlines **out,
                             struct err *err)
{
    *out = NULL;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct deadlines *d =
        arena != NULL ? arena_alloc(arena, 1, sizeof *d) : NULL;
    if (d == NULL) {
        arena_free(arena);
        return err_set(err, ERR_NOMEM, 0, _("the deadlines: out of memory"));
    }
    d->arena = arena;
    enum err_code code = find_file(d, workspace, "deadlines.yaml",
                                   &d->rules_path, err);
    if (code == ERR_OK)
        code = find_file(d, workspace, "holidays.csv", &d->holidays_path, err);
    if (code == ERR_OK)
        code = read_rules(d, err);
    if (code == ERR_OK)
        code = read_holidays(d, err);
    if (code == ERR_OK)
        *out = d;
    else
        deadlines_free(d);
    return code;
}
