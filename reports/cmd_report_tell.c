/* reports/cmd_report_tell.c - what a run of `pingyi report` says it made. */
#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "reports/cmd_report_parts.h"

static void describe_letters(const struct report_run *run, struct jout *j)
{
    jout_begin_array(j, "letters");
    for (size_t i = 0; i < run->letter_count; i++) {
        const struct report_letter *l = &run->letters[i];

        jout_begin_object(j, NULL);
        jout_string(j, "unit", run->tally->units->unit[l->unit].code);
        jout_string(j, "name", run->tally->units->unit[l->unit].name);
        jout_string(j, "file", l->file);
        jout_int(j, "pages", (int64_t)l->pages);
        jout_string(j, "sha256", l->sha256);
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void describe_one(const struct report_run *run, struct jout *j)
{
    jout_string(j, "file", run->path.text);
    jout_int(j, "pages", (int64_t)run->pages.pages);
    jout_string(j, "sha256", run->sha256);
}

static void describe_all(const struct report_run *run, struct jout *j)
{
    jout_int(j, "documents", (int64_t)run->documents);
    jout_int(j, "pages", (int64_t)run->all_pages);
    describe_letters(run, j);
}

void report_describe(const struct report_args *a,
                     const struct report_run *run, bool all, struct jout *j)
{
    jout_begin_object(j, NULL);
    jout_string(j, "edition", a->edition->name);
    if (all)
        describe_all(run, j);
    else
        describe_one(run, j);
    jout_string(j, "figures_sha256", run->tally->figures_sha256);
    jout_bool(j, "signed", run->key != NULL);
    if (run->key)
        jout_string(j, "signer", sign_key_name(run->key));
    else
        jout_null(j, "signer");
    jout_int(j, "open_reviews", run->tally->open_reviews);
    jout_end_object(j);
}

int report_tell(struct cli *cli, const struct report_args *a,
                const struct report_run *run)
{
    bool open = run->tally->open_reviews > 0 && !run->tally->closed &&
                a->edition->figures != FIGURES_NONE;
    int exit_code = open ? EXIT_PERSON : EXIT_DONE;
    struct str text;
    struct jout j = {.out = &text, .pretty = true};

    str_init(&text, LIMIT_JSON_BYTES);
    if (cli->json) {
        report_describe(a, run, a->edition->per_unit, &j);
    } else {
        if (run->documents > 1)
            str_addf(&text, _("%s: %zu documents, %zu pages; the last is %s"),
                     a->edition->title, run->documents, run->all_pages,
                     run->path.text);
        else
            str_addf(&text, _("%s: %zu pages in %s"), a->edition->title,
                     run->pages.pages, run->path.text);
        if (run->key)
            str_addf(&text, _("\nsigned by %s"), sign_key_name(run->key));
        else
            str_add(&text, _("\nnot signed: marked as a draft"));
        if (open)
            str_addf(&text,
                     _("\n%lld answers still wait for a person; the report "
                       "says so: pingyi review list"),
                     (long long)run->tally->open_reviews);
    }
    exit_code = cli_print(cli, &text, exit_code);
    str_deinit(&text);
    return exit_code;
}
