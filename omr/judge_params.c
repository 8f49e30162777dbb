/* omr/judge_params.c - see judge_params.h. */
#include "omr/judge_params.h"

#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"

enum { DECIMALS = 6 };

static const struct {
    const char *name;
    size_t at;        /* of a double in struct judge_params */
    double low, high;
    const char *unit;
    const char *text; /* N_() */
} rows[] = {
#define PARAM(name, usual, before, low, high, unit, text)                    \
    {#name, offsetof(struct judge_params, name), low, high, unit, text},
#define CHANCE(name, state, reason, below, chance, below_before, before)     \
    {"chance_" #name "_below",                                               \
     offsetof(struct judge_params, chance_##name##_below), 0, 9, "share",    \
     N_("a box with less ink than this, judged …")},                         \
    {"chance_" #name, offsetof(struct judge_params, chance_##name), 0, 1,    \
     "chance", N_("… was meant as marked with this chance")},
#include "omr/judge_table.h"
};
enum { ROWS = sizeof rows / sizeof rows[0] };
_Static_assert(ROWS * sizeof(double) == sizeof(struct judge_params),
               "one row per parameter");

static double get(const struct judge_params *params, size_t i)
{
    double value;
    memcpy(&value, (const char *)params + rows[i].at, sizeof value);
    return value;
}

/* Written with DECIMALS digits, so kept with no more: what is read back is
 * what was judged with. */
static void put(struct judge_params *params, size_t i, double value)
{
    char text[64];
    (void)num_print_real(value, DECIMALS, text, sizeof text);
    (void)num_parse_real(text, &value);
    memcpy((char *)params + rows[i].at, &value, sizeof value);
}

static size_t find(const char *name, size_t n)
{
    size_t i = 0;
    while (i < ROWS && (strlen(rows[i].name) != n ||
                        memcmp(rows[i].name, name, n) != 0))
        i++;
    return i;
}

static enum err_code no_such(const char *name, size_t n, struct err *err)
{
    struct str list;
    str_init(&list, 8192);
    for (size_t i = 0; i < ROWS; i++)
        str_addf(&list, "%s%s", i > 0 ? ", " : "", rows[i].name);
    enum err_code code =
        err_set(err, ERR_NOTFOUND, 0,
                _("the judge has no parameter '%.*s'; there are: %s"), (int)n,
                name, list.text);
    str_deinit(&list);
    return code;
}

static enum err_code put_checked(struct judge_params *params, size_t i,
                                 double value, struct err *err)
{
    char low[32], high[32];
    if (value >= rows[i].low && value <= rows[i].high) {
        put(params, i, value);
        return ERR_OK;
    }
    return err_set(err, ERR_RANGE, 0, _("%s must be from %s to %s"),
                   rows[i].name,
                   num_print_real(rows[i].low, 3, low, sizeof low),
                   num_print_real(rows[i].high, 3, high, sizeof high));
}

void judge_params_write(const struct judge_params *params, const char *key,
                        struct jout *j)
{
    jout_begin_object(j, key);
    for (size_t i = 0; i < ROWS; i++)
        jout_real(j, rows[i].name, get(params, i), DECIMALS);
    jout_end_object(j);
}

enum err_code judge_params_read(const char *json, size_t n, const char *name,
                                struct judge_params *out, struct err *err)
{
    struct jval *root = NULL;
    const char *key;
    const struct jval *value;
    enum err_code code = jval_parse(json, n, name, &root, err);
    if (code == ERR_OK && jval_kind(root) != JVAL_OBJECT)
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s: the parameters must be one object of numbers"),
                       name);
    for (size_t k = 0; code == ERR_OK && jval_member(root, k, &key, &value);
         k++) {
        double number;
        size_t i = find(key, strlen(key));
        if (i == ROWS)
            code = no_such(key, strlen(key), err);
        else if (!jval_number(value, &number))
            code = err_set(err, ERR_FORMAT, 0, _("%s: %s is no number"), name,
                           key);
        else
            code = put_checked(out, i, number, err);
    }
    jval_free(root);
    return code;
}

enum err_code judge_params_set(struct judge_params *params,
                               const char *setting, struct err *err)
{
    const char *equals = strchr(setting, '=');
    double value;
    if (equals == NULL || !num_parse_real(equals + 1, &value))
        return err_set(err, ERR_USAGE, 0,
                       _("'%s' is no setting; write NAME=NUMBER"), setting);
    size_t n = (size_t)(equals - setting);
    size_t i = find(setting, n);
    return i == ROWS ? no_such(setting, n, err)
                     : put_checked(params, i, value, err);
}

bool judge_params_same(const struct judge_params *a,
                       const struct judge_params *b)
{
    for (size_t i = 0; i < ROWS; i++) {
        double difference = get(a, i) - get(b, i);
        if (difference < -1e-9 || difference > 1e-9)
            return false;
    }
    return true;
}

bool judge_params_row(const struct judge_params *params, size_t i,
                      const char **name, const char **text, double *value)
{
    if (i >= ROWS)
        return false;
    *name = rows[i].name;
    *text = _(rows[i].text);
    *value = get(params, i);
    return true;
}
