/* omr/judge_params.c - see judge_params.h. */
#include "omr/judge_params.h"

#include <math.h>
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
    enum box_state state; /* with `reason`: the boxes a chance is of */
    const char *reason;   /* NULL: no chance */
} rows[] = {
#define PARAM(name, usual, before, low, high, unit, text)                    \
    {#name, offsetof(struct judge_params, name), low, high, unit, text,     \
     BOX_EMPTY, NULL},
#define CHANCE(name, state, reason, below, chance, below_before, before)     \
    {"chance_" #name "_below",                                               \
     offsetof(struct judge_params, chance_##name##_below), 0, 9, "share",    \
     N_("a box with less ink than this, judged …"), state, reason},          \
    {"chance_" #name, offsetof(struct judge_params, chance_##name), 0, 1,    \
     "chance", N_("… was meant as marked with this chance"), state, reason},
#include "omr/judge_table.h"
};
enum { ROWS = sizeof rows / sizeof rows[0] };
_Static_assert(ROWS * sizeof(double) +
                       offsetof(struct judge_params, empty_below) ==
                   sizeof(struct judge_params),
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

/* The name that begins most like it. */
static const char *nearest(const char *name, size_t n)
{
    size_t best = 0;
    size_t most = 0;
    for (size_t i = 0; i < ROWS; i++) {
        size_t same = 0;
        while (same < n && rows[i].name[same] == name[same])
            same++;
        best = same > most ? i : best;
        most = same > most ? same : most;
    }
    return rows[best].name;
}

static enum err_code no_such(const char *where, const char *name, size_t n,
                             struct err *err)
{
    return err_set(err, ERR_NOTFOUND, 0,
                   _("%s: the judge has no parameter '%.*s'; the nearest is "
                     "%s, and pingyi rejudge --table lists all"),
                   where, (int)n, name, nearest(name, n));
}

/* Without zeros at the end: 0.016. */
static void print(double value, char out[32])
{
    num_print_real(value, DECIMALS, out, 32);
    size_t n = strlen(out);
    while (n > 1 && out[n - 1] == '0')
        out[--n] = '\0';
    if (out[n - 1] == '.')
        out[n - 1] = '\0';
}

static enum err_code put_checked(const char *where,
                                 struct judge_params *params, size_t i,
                                 double value, struct err *err)
{
    char low[32], high[32], given[32];
    if (value >= rows[i].low && value <= rows[i].high) {
        put(params, i, value);
        return ERR_OK;
    }
    print(rows[i].low, low);
    print(rows[i].high, high);
    print(value, given);
    return err_set(err, ERR_RANGE, 0, _("%s: %s must be from %s to %s, not %s"),
                   where, rows[i].name, low, high, given);
}

/* A later program's judge may mean something else by the same names. */
static enum err_code put_version(const char *where,
                                 struct judge_params *params,
                                 const struct jval *value, struct err *err)
{
    double number;
    if (!jval_number(value, &number) || number < 0 || number > 9999 ||
        number != floor(number))
        return err_set(err, ERR_FORMAT, 0,
                       _("%s: version is the judge's, a whole number"), where);
    if (number > JUDGE_VERSION)
        return err_set(err, ERR_RANGE, 0,
                       _("%s: set for version %d of the judge, but this "
                         "program has version %d; use the newer program, or "
                         "leave them behind: pingyi rejudge --defaults"),
                       where, (int)number, JUDGE_VERSION);
    params->version = (int)number;
    return ERR_OK;
}

static enum err_code put_member(const char *where,
                                struct judge_params *params, const char *key,
                                const struct jval *value, struct err *err)
{
    double number;
    if (strcmp(key, "version") == 0)
        return put_version(where, params, value, err);
    size_t i = find(key, strlen(key));
    if (i == ROWS)
        return no_such(where, key, strlen(key), err);
    if (!jval_number(value, &number))
        return err_set(err, ERR_FORMAT, 0, _("%s: %s is no number"), where,
                       key);
    return put_checked(where, params, i, number, err);
}

void judge_params_write(const struct judge_params *params, const char *key,
                        struct jout *j)
{
    jout_begin_object(j, key);
    jout_int(j, "version", params->version);
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
         k++)
        code = put_member(name, out, key, value, err);
    jval_free(root);
    return code;
}

int judge_params_version(const char *json, size_t n)
{
    struct jval *root = NULL;
    struct err unread = ERR_INIT;
    double version = 0;
    if (jval_parse(json, n, "", &root, &unread) == ERR_OK &&
        jval_kind(root) == JVAL_OBJECT &&
        !jval_number(jval_get(root, "version"), &version))
        version = 0;
    jval_free(root);
    return version > 0 && version < 9999 ? (int)version : 0;
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
    return i == ROWS ? no_such("--set", setting, n, err)
                     : put_checked("--set", params, i, value, err);
}

bool judge_params_same(const struct judge_params *a,
                       const struct judge_params *b)
{
    if (a->version != b->version)
        return false;
    for (size_t i = 0; i < ROWS; i++) {
        double difference = get(a, i) - get(b, i);
        if (difference < -1e-9 || difference > 1e-9)
            return false;
    }
    return true;
}

bool judge_params_row(const struct judge_params *params, size_t i,
                      struct judge_param *out)
{
    if (i >= ROWS)
        return false;
    *out = (struct judge_param){.name = rows[i].name,
                                .unit = rows[i].unit,
                                .text = _(rows[i].text),
                                .state = rows[i].state,
                                .reason = rows[i].reason};
    print(get(params, i), out->value);
    print(get(&judge_usual, i), out->usual);
    print(get(&judge_before, i), out->before);
    print(rows[i].low, out->low);
    print(rows[i].high, out->high);
    return true;
}
