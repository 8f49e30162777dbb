/* omr/review/param_table.c - see param_table.h. */
#include "omr/review/param_table.h"

#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "omr/judge_params.h"

enum { DECIMALS = 6 };

static const struct {
    const char *word, *text;
} units[] = {
    {"share", N_("share")},   {"ink", N_("ink")},
    {"sides", N_("sides")},   {"hand", N_("hand")},
    {"times", N_("times")},   {"count", N_("count")},
    {"chance", N_("chance")}, {"switch", N_("switch")},
};

static const char *unit_text(const char *word)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].word, word) == 0)
            return _(units[i].text);
    return word;
}

static void print_row(const struct judge_param *p, struct str *out)
{
    str_addf(out, "| `%s` | %s | %s–%s | %s | ", p->name, p->usual, p->low,
             p->high, unit_text(p->unit));
    if (p->reason != NULL)
        str_addf(out, "`%s%s%s`: ", box_state_word(p->state),
                 p->reason[0] != '\0' ? " " : "", p->reason);
    str_addf(out, "%s |\n", p->text);
}

static void json_number(struct jout *j, const char *key, const char *text)
{
    double value = 0;
    (void)num_parse_real(text, &value);
    jout_real(j, key, value, DECIMALS);
}

static void json_row(const struct judge_param *p, struct jout *j)
{
    jout_begin_object(j, NULL);
    jout_string(j, "name", p->name);
    json_number(j, "usual", p->usual);
    json_number(j, "before", p->before);
    json_number(j, "low", p->low);
    json_number(j, "high", p->high);
    jout_string(j, "unit", p->unit);
    jout_string(j, "text", p->text);
    if (p->reason != NULL) {
        jout_string(j, "state", box_state_word(p->state));
        jout_string(j, "reason", p->reason);
    }
    jout_end_object(j);
}

int param_table(struct cli *cli)
{
    struct judge_param p;
    struct str out;
    str_init(&out, LIMIT_JSON_BYTES);
    struct jout j = {.out = &out};
    if (cli->json) {
        jout_begin_object(&j, NULL);
        jout_int(&j, "version", JUDGE_VERSION);
        jout_begin_array(&j, "parameters");
    } else {
        str_add(&out, _("| parameter | usual | range | unit | meaning |\n"));
        str_add(&out, "|---|---|---|---|---|\n");
    }
    for (size_t i = 0; judge_params_row(&judge_usual, i, &p); i++)
        if (cli->json)
            json_row(&p, &j);
        else
            print_row(&p, &out);
    if (cli->json) {
        jout_end_array(&j);
        jout_end_object(&j);
    }
    int exit = cli_print(cli, &out, EXIT_DONE);
    str_deinit(&out);
    return exit;
}
