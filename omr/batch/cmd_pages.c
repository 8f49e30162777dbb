/* omr/batch/cmd_pages.c - `pingyi pages`: what became of every page so far. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/base/retell.h"
#include "forms/payload.h"
#include "omr/batch/missing.h"
#include "omr/batch/outcome.h"
#include "omr/batch/params.h"
#include "omr/batch/scan.h"

enum { ALL_LINES = 100000 };

struct pages_view {
    const struct cli *cli;
    struct store *store;
    size_t pages, by_outcome[PAGE_OUTCOME_COUNT];
    size_t mended;       /* of the broken ones: read well later */
    struct retell *retell;
    struct fit {         /* how the registered pages fitted the layout */
        size_t pages;
        double residual_sum, residual_max, skew_max, dpi_min, dpi_max;
        double worst_mm;  /* the mark furthest off, of all pages … */
        char worst[1100]; /* … and where: "FILE, page N"; "" on anonymous
                           * rounds */
    } fit;
    struct str record;   /* one page as JSON */
    struct str troubles; /* lines */
    bool first, failed;
};

static void json_page(struct pages_view *v, const struct page_row *p)
{
    struct jout j = {.out = &v->record};
    char serial[8] = "", reason[RETELL_BYTES];
    bool hide = store_survey(v->store)->anonymous && p->response != 0;
    str_clear(&v->record);
    if (p->serial != 0)
        payload_serial_text(p->serial, serial);
    jout_begin_object(&j, NULL);
    jout_string(&j, "file", p->file);
    jout_int(&j, "page", p->page + 1);
    jout_string(&j, "outcome", page_outcome_word(p->outcome));
    jout_string(&j, "standing", page_standing_word(p->standing));
    retell_text(v->retell, p->reason, reason);
    jout_string(&j, "reason", reason);
    jout_bool(&j, "mended", p->mended);
    jout_string(&j, "serial", serial[0] != '\0' ? serial : NULL);
    jout_int(&j, "batch", p->batch);
    jout_int(&j, "side", p->side);
    jout_int(&j, "bag", p->bag);
    jout_real(&j, "dpi", p->dpi, 1);
    jout_real(&j, "skew_deg", p->skew_deg, 3);
    jout_real(&j, "residual_mm", p->residual_mm, 3);
    jout_real(&j, "worst_mm", p->worst_mm, 3);
    jout_int(&j, "judged", p->judged);
    jout_string(&j, "image", hide ? "" : p->image);
    jout_end_object(&j);
}

static void add_fit(struct fit *fit, const struct page_row *p)
{
    if (p->dpi <= 0)
        return;
    fit->dpi_min = fit->pages == 0 ? p->dpi : fmin(fit->dpi_min, p->dpi);
    fit->dpi_max = fmax(fit->dpi_max, p->dpi);
    fit->residual_sum += p->residual_mm;
    fit->residual_max = fmax(fit->residual_max, p->residual_mm);
    if (p->worst_mm > fit->worst_mm) {
        fit->worst_mm = p->worst_mm;
        fit->worst[0] = '\0';
        if (p->file[0] != '\0')
            (void)snprintf(fit->worst, sizeof fit->worst, _("%s, page %d"),
                           p->file, p->page + 1);
    }
    fit->skew_max = fmax(fit->skew_max, fabs(p->skew_deg));
    fit->pages++;
}

static void print_fit(const struct fit *fit, struct str *out)
{
    char mean[32], most[32], skew[32];
    if (fit->pages == 0)
        return;
    num_print_real(fit->residual_sum / (double)fit->pages, 2, mean,
                   sizeof mean);
    num_print_real(fit->residual_max, 2, most, sizeof most);
    num_print_real(fit->skew_max, 1, skew, sizeof skew);
    str_addf(out,
             _("how %zu pages fit: marks %s mm off on average, at most %s; "
               "turned by at most %s°; %d to %d dpi\n"),
             fit->pages, mean, most, skew, (int)lround(fit->dpi_min),
             (int)lround(fit->dpi_max));
    if (fit->worst_mm <= 0)
        return;
    num_print_real(fit->worst_mm, 2, most, sizeof most);
    str_addf(out, _("  the mark furthest off: %s mm%s%s\n"), most,
             fit->worst[0] != '\0' ? "  " : "", fit->worst);
}

static bool take_page(void *ctx, const struct page_row *p)
{
    struct pages_view *v = ctx;
    v->pages++;
    v->by_outcome[p->outcome]++;
    v->mended += p->mended;
    add_fit(&v->fit, p);
    if (v->cli->json) {
        json_page(v, p);
        v->failed = v->failed || !str_ok(&v->record) ||
                    printf("%s\n%s", v->first ? "" : ",", v->record.text) < 0;
        v->first = false;
    } else if (outcome_needs_person(p->outcome) && p->response == 0 &&
               !p->mended) {
        char reason[RETELL_BYTES];
        retell_text(v->retell, p->reason, reason);
        str_addf(&v->troubles, _("  %s, page %d: %s\n"), p->file, p->page + 1,
                 reason[0] != '\0' ? reason : outcome_text(p->outcome));
    }
    return v->failed;
}

static int print_json(struct pages_view *v, struct err *err)
{
    struct missing_list missing;
    struct round_judges judges;
    struct str text;
    str_init(&text, LIMIT_JSON_BYTES);
    struct jout j = {.out = &text, .depth = 1, .comma = true};
    str_add(&text, "\n]");
    jout_int(&j, "total", (int64_t)v->pages);
    outcome_json(v->pages, v->by_outcome, &j);
    jout_begin_array(&j, "missing");
    enum err_code code = missing_collect(v->store, 0, &j, &missing, err);
    jout_end_array(&j);
    if (code == ERR_OK)
        code = round_judges(v->store, &judges, err);
    if (code == ERR_OK)
        round_judges_json(&judges, &j);
    str_add(&text, "}");
    int exit = EXIT_FAILED;
    if (code == ERR_OK)
        exit = cli_print(v->cli, &text,
                         missing.sides > 0 ? EXIT_PERSON : EXIT_DONE);
    else /* stdout already holds the document */
        (void)fprintf(stderr, "pingyi: %s\n", err->text);
    missing_deinit(&missing);
    str_deinit(&text);
    return v->failed ? EXIT_FAILED : exit;
}

static int print_text(struct pages_view *v, struct err *err)
{
    struct missing_list missing;
    struct round_judges judges = {.pages = 0};
    struct str text;
    str_init(&text, LIMIT_JSON_BYTES);
    enum err_code code =
        missing_collect(v->store, ALL_LINES, NULL, &missing, err);
    if (code == ERR_OK)
        code = round_judges(v->store, &judges, err);
    outcome_print(v->pages, v->by_outcome, v->mended, &text);
    print_fit(&v->fit, &text);
    round_judges_print(&judges, &text);
    if (v->troubles.n > 0)
        str_addf(&text, _("pages without answers that someone should look "
                          "at:\n%s"),
                 v->troubles.text);
    missing_print(&missing, &text);
    bool person = missing.sides > 0 || v->troubles.n > 0;
    int exit = code != ERR_OK
                   ? cli_fail(v->cli, err)
                   : cli_print(v->cli, &text,
                               person ? EXIT_PERSON : EXIT_DONE);
    missing_deinit(&missing);
    str_deinit(&text);
    return exit;
}

int cmd_pages(struct cli *cli)
{
    struct err err = ERR_INIT;
    size_t n = 0;
    const struct opt opts[] = {{NULL, OPT_FLAG, NULL, 0, 0}};
    struct pages_view v = {.cli = cli, .first = true};
    enum err_code code = cli_options(cli, opts, NULL, 0, &n, &err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &v.store, &err);
    if (code == ERR_OK)
        code = retell_new(NULL, strcmp(i18n_lang(), "zh") == 0, &v.retell,
                          &err);
    if (code != ERR_OK) {
        store_close(v.store);
        return cli_fail(cli, &err);
    }
    str_init(&v.record, LIMIT_JSON_BYTES);
    str_init(&v.troubles, LIMIT_JSON_BYTES);
    if (cli->json)
        (void)printf("{\"pages\":[");
    code = store_pages(v.store, take_page, &v, &err);
    int exit;
    if (code != ERR_OK && cli->json) {
        (void)fprintf(stderr, "pingyi: %s\n", err.text);
        exit = EXIT_FAILED;
    } else if (code != ERR_OK) {
        exit = cli_fail(cli, &err);
    } else {
        exit = cli->json ? print_json(&v, &err) : print_text(&v, &err);
    }
    str_deinit(&v.record);
    str_deinit(&v.troubles);
    retell_free(v.retell);
    store_close(v.store);
    return exit;
}
