/* engine/cli/options.c - one table of options per command. */
#include <assert.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/cli/command.h"

/* The row for the option named by word[0..n), or NULL. */
static const struct opt *find(const struct opt *opts, const char *word,
                              size_t n)
{
    for (; opts->name != NULL; opts++)
        if (strlen(opts->name) == n && strncmp(opts->name, word, n) == 0)
            return opts;
    return NULL;
}

static enum err_code add(const struct opt *o, const char *value,
                         struct err *err)
{
    struct opt_list *list = o->value;

    assert(o->high <= OPT_LIST_MAX);
    if ((long long)list->count >= o->high)
        return err_set(err, ERR_USAGE, 0, _("%s may be given %lld times at most"),
                       o->name, o->high);
    list->item[list->count++] = value;
    return ERR_OK;
}

static enum err_code set(const struct opt *o, const char *value,
                         struct err *err)
{
    int64_t low = o->low;
    int64_t high = o->high;
    if (low == 0 && high == 0) {
        low = INT64_MIN;
        high = INT64_MAX;
    }
    switch (o->kind) {
    case OPT_FLAG: *(bool *)o->value = true; return ERR_OK;
    case OPT_TEXT: *(const char **)o->value = value; return ERR_OK;
    case OPT_LIST: return add(o, value, err);
    case OPT_INT:
        if (num_parse_int(value, low, high, o->value))
            return ERR_OK;
        if (o->low == 0 && o->high == 0)
            return err_set(err, ERR_USAGE, 0,
                           _("%s needs a whole number, not '%s'"), o->name,
                           value);
        return err_set(err, ERR_USAGE, 0,
                       _("%s needs a whole number from %lld to %lld, not "
                         "'%s'"),
                       o->name, o->low, o->high, value);
    case OPT_REAL:
        if (num_parse_real(value, o->value))
            return ERR_OK;
        return err_set(err, ERR_USAGE, 0, _("%s needs a number, not '%s'"),
                       o->name, value);
    }
    return ERR_USAGE;
}

/* Handle the option at argv[*i]; steps *i past its value. */
static enum err_code take(struct cli *cli, const struct opt *opts, int *i,
                          struct err *err)
{
    const char *word = cli->argv[*i];
    const char *equals = strchr(word, '=');
    size_t n = equals != NULL ? (size_t)(equals - word) : strlen(word);
    const struct opt *o = find(opts, word, n);
    if (o == NULL)
        return err_set(err, ERR_USAGE, 0,
                       _("unknown option '%.*s'; --help lists the options"),
                       (int)n, word); /* the value may be a secret */
    if (o->kind == OPT_FLAG && equals != NULL)
        return err_set(err, ERR_USAGE, 0, _("%s takes no value"), o->name);
    if (o->kind == OPT_FLAG)
        return set(o, "", err);
    if (equals != NULL)
        return set(o, equals + 1, err);
    if (*i + 1 >= cli->argc)
        return err_set(err, ERR_USAGE, 0, _("%s needs a value"), o->name);
    *i += 1;
    return set(o, cli->argv[*i], err);
}

enum err_code cli_options(struct cli *cli, const struct opt *opts,
                          const char **args, size_t max, size_t *n,
                          struct err *err)
{
    bool ended = false;
    *n = 0;
    for (int i = 0; i < cli->argc; i++) {
        const char *word = cli->argv[i];
        if (!ended && strcmp(word, "--") == 0) {
            ended = true;
        } else if (!ended && word[0] == '-' && word[1] != '\0') {
            enum err_code code = take(cli, opts, &i, err);
            if (code != ERR_OK)
                return code;
        } else if (*n == max) {
            return err_set(err, ERR_USAGE, 0, _("one word too many: '%s'; put what has "
                             "blanks in it into quotation marks"),
                           word);
        } else {
            args[(*n)++] = word;
        }
    }
    return ERR_OK;
}
