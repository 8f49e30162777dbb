/* reports/cmd_report.c - `pingyi report EDITION`: from the tally to a signed
 * file in out/. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/base/utf8.h"
#include "engine/tally/issued.h"
#include "reports/cmd_report_parts.h"
#include "reports/cmd_signed.h"
#include "reports/commands.h"
#include "reports/letters.h"
#include "reports/poster.h"
#include "reports/trust_list.h"

#define FIGURES_NAME "pingyi-figures.json"
#define SEAL_MM 42.0 /* of an office of county or township level */

/* ---- arguments ---- */

static void set_today(char out[16])
{
    time_t now = time(NULL);
    struct tm tm;

    if (localtime_r(&now, &tm) == NULL ||
        strftime(out, 16, "%Y-%m-%d", &tm) == 0)
        (void)snprintf(out, 16, "%s", "1970-01-01");
}

static enum err_code no_such_edition(const char *name, struct err *err)
{
    struct str list;
    enum err_code code;

    str_init(&list, 512);
    for (const struct edition *e = editions; e->name; e++)
        str_addf(&list, "%s%s %s", list.n ? ", " : "", e->name, e->title);
    code = name ? err_set(err, ERR_USAGE, 0,
                          _("there is no edition '%s'; there are: %s"), name,
                          list.text)
                : err_set(err, ERR_USAGE, 0,
                          _("say which edition; there are: %s"), list.text);
    str_deinit(&list);
    return code;
}

/* What is written on the page must be short, and one line. */
static enum err_code check_words(const char *option, const char *text,
                                 size_t max, struct err *err)
{
    if (text && strlen(text) > max)
        return err_set(err, ERR_USAGE, 0, _("%s is longer than %zu bytes"),
                       option, max);
    if (text && (!*text || strpbrk(text, "\r\n\t")))
        return err_set(err, ERR_USAGE, 0, _("%s needs one line of text"),
                       option);
    return ERR_OK;
}

static enum err_code check_all_words(const struct edition_options *words,
                                     struct err *err)
{
    enum err_code code =
        check_words("--number", words->number, LIMIT_TITLE_BYTES, err);

    if (code == ERR_OK)
        code = check_words("--to", words->to, 3 * LIMIT_LABEL_BYTES, err);
    if (code == ERR_OK)
        code =
            check_words("--cc", words->copies_to, 3 * LIMIT_LABEL_BYTES, err);
    return code;
}

/* An option for another edition would be left out silently. */
static enum err_code check_options(const struct report_args *a,
                                   struct err *err)
{
    const struct edition *e = a->edition;
    const char *paper = a->words.paper;
    const struct {
        bool given, useful;
        const char *option, *edition;
    } options[] = {
        {a->unit != NULL, e->per_unit, "--unit", "feedback"},
        {a->schedule != NULL, e->shelf && !e->artefacts, "--schedule", "plan"},
        {a->others.count > 0, e->year, "--round", "summary"},
        {paper != NULL, e->poster, "--paper", "notice"},
    };

    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        if (options[i].given && !options[i].useful)
            return err_set(err, ERR_USAGE, 0, _("%s is of use with %s only"),
                           options[i].option, options[i].edition);
    if (paper && strcmp(paper, "a3") != 0 && strcmp(paper, "a4") != 0)
        return err_set(err, ERR_USAGE, 0, _("--paper is a3 or a4, not '%s'"),
                       paper);
    if (a->before.count > 0 && !e->before)
        return err_set(err, ERR_USAGE, 0,
                       _("%s has no round before beside it: leave out "
                         "--before"),
                       e->name);
    return ERR_OK;
}

static enum err_code check_signing(const struct report_args *a,
                                   struct err *err)
{
    if (!a->key && (a->pass_env || a->pass_fd >= 0))
        return err_set(err, ERR_USAGE, 0,
                       _("a passphrase is of use with --sign only"));
    if (!a->key && (a->tsa || a->tsa_policy))
        return err_set(err, ERR_USAGE, 0,
                       _("a timestamp is of use with --sign only"));
    if (!a->key && (a->seal || a->certify))
        return err_set(err, ERR_USAGE, 0,
                       _("a seal is of use with --sign only, and so is "
                         "--certify"));
    if (a->certify && strcmp(a->certify, "final") != 0 &&
        strcmp(a->certify, "review") != 0)
        return err_set(err, ERR_USAGE, 0,
                       _("--certify is final or review, not '%s'"),
                       a->certify);
    return ERR_OK;
}

static enum err_code read_args(struct cli *cli, struct report_args *a,
                               struct err *err)
{
    const struct opt opts[] = {
        {"--out", OPT_TEXT, &a->out, 0, 0},
        {"--sign", OPT_TEXT, &a->key, 0, 0},
        {"--pass-env", OPT_TEXT, &a->pass_env, 0, 0},
        {"--pass-fd", OPT_INT, &a->pass_fd, 0, 1023},
        {"--reason", OPT_TEXT, &a->reason, 0, 0},
        {"--tsa", OPT_TEXT, &a->tsa, 0, 0},
        {"--tsa-policy", OPT_TEXT, &a->tsa_policy, 0, 0},
        {"--trust", OPT_TEXT, &a->trust, 0, 0},
        {"--seal", OPT_TEXT, &a->seal, 0, 0},
        {"--certify", OPT_TEXT, &a->certify, 0, 0},
        {"--date", OPT_TEXT, &a->words.date, 0, 0},
        {"--number", OPT_TEXT, &a->words.number, 0, 0},
        {"--to", OPT_TEXT, &a->words.to, 0, 0},
        {"--cc", OPT_TEXT, &a->words.copies_to, 0, 0},
        {"--round", OPT_LIST, &a->others, 0, OPT_LIST_MAX},
        {"--before", OPT_LIST, &a->before, 0, ROUNDS_MAX},
        {"--unit", OPT_TEXT, &a->unit, 0, 0},
        {"--schedule", OPT_TEXT, &a->schedule, 0, 0},
        {"--paper", OPT_TEXT, &a->words.paper, 0, 0},
        {.name = NULL},
    };
    const char *name = NULL;
    size_t n = 0;
    enum err_code code;

    a->pass_fd = -1;
    set_today(a->today);
    a->words.date = a->today;
    code = cli_options(cli, opts, &name, 1, &n, err);
    if (code != ERR_OK)
        return code;
    a->edition = name ? edition_find(name) : NULL;
    if (!a->edition)
        return no_such_edition(name, err);
    code = check_options(a, err);
    if (code != ERR_OK)
        return code;
    if (!is_iso_date(a->words.date))
        return err_set(err, ERR_USAGE, 0,
                       _("--date needs a date such as 2026-07-15, not '%s'"),
                       a->words.date);
    code = check_signing(a, err);
    return code == ERR_OK ? check_all_words(&a->words, err) : code;
}

/* ---- building ---- */

static enum err_code open_key(const struct report_args *a,
                              struct report_run *run, struct err *err)
{
    struct secret_source secret = sign_secret_from(a->pass_env, a->pass_fd);

    if (!a->key)
        return ERR_OK;
    return sign_key_open(a->key, &secret, &run->key, err);
}

static enum err_code count(const struct cli *cli, const struct report_args *a,
                           struct report_run *run, struct err *err)
{
    const struct edition *e = a->edition;
    enum err_code code = store_open(cli->workspace, &run->store, err);

    if (code == ERR_OK)
        code = tally_run(run->store, &run->tally, err);
    if (code == ERR_OK && e->guarded)
        code = letters_tally(run->store, run->tally, &run->guarded, err);
    if (code == ERR_OK)
        code = (e->figures == FIGURES_NONE ? report_model_plain
                                           : report_model_new)(
            e->guarded ? run->guarded : run->tally, store_survey(run->store),
            &run->model, err);
    if (code == ERR_OK)
        code = quality_run(run->store, run->tally, &run->quality, err);
    if (code == ERR_OK)
        report_model_quality(run->model, run->quality);
    if (code == ERR_OK)
        code = store_measures(run->store, &run->measures, err);
    if (code == ERR_OK)
        run->model->measures = run->measures;
    if (code == ERR_OK && e->year)
        code = outside_load(run->store, &run->outside, err);
    if (code == ERR_OK)
        run->model->outside = run->outside;
    if (code == ERR_OK && e->per_unit)
        code = opinions_load(run->store, &run->opinions, err);
    if (code == ERR_OK && e->shelf)
        code = shelf_load(run->store,
                          &(struct shelf_options){.schedule = a->schedule,
                                                  .artefacts = e->artefacts},
                          &run->shelf, err);
    if (code == ERR_OK) {
        run->model->opinions = run->opinions;
        run->model->shelf = run->shelf;
    }
    return code;
}

/* What its documents show: letters and notices hide small cells. */
static const struct tally *shown(const struct report_run *run)
{
    return run->guarded ? run->guarded : run->tally;
}

static enum err_code attach_figures(struct report_run *run, struct err *err)
{
    struct str figures;
    enum err_code code;

    str_init(&figures, LIMIT_JSON_BYTES);
    tally_figures(run->tally, &figures);
    code = str_check(&figures, "figures", err);
    if (code == ERR_OK)
        pdf_attach(run->pdf, FIGURES_NAME, figures.text, figures.n);
    str_deinit(&figures);
    return code;
}

static enum err_code set_pages(struct report_args *a, struct report_run *run,
                               struct err *err)
{
    struct report_model *model = run->focus ? run->focus : run->model;
    struct pdf_info info = {.author = run->doc.issuer,
                            .subject = a->edition->title};
    enum err_code code;

    a->words.signer = run->key ? sign_key_name(run->key) : NULL;
    a->edition->write(&run->doc, model, &a->words);
    info.title = run->doc.title;
    info.author = run->doc.issuer;
    info.date = job_textf(&model->job, "%sT00:00:00Z", a->words.date);
    code = job_check(&model->job, err);
    if (code == ERR_OK)
        code = pdf_new(&info, &run->pdf, err);
    if (code == ERR_OK)
        code = run->doc.poster
                   ? poster_print(&run->doc, run->pdf, &run->pages, err)
                   : gongwen_print(&run->doc, run->pdf, &run->pages, err);
    return code == ERR_OK && a->edition->figures == FIGURES_ATTACHED
               ? attach_figures(run, err) : code;
}

/* ---- writing ---- */

enum err_code report_choose_path(const struct report_args *a,
                                 struct report_run *run, const char *unit,
                                 struct err *err)
{
    bool in_folder = !a->out || (unit && !a->unit);
    struct str folder;
    enum err_code code = ERR_OK;

    str_clear(&run->path);
    if (!in_folder) {
        str_add(&run->path, a->out);
    } else {
        str_init(&folder, LIMIT_PATH_BYTES);
        if (a->out)
            str_add(&folder, a->out);
        else
            file_join(&folder, store_dir(run->store), "out");
        code = str_check(&folder, "path", err);
        if (code == ERR_OK)
            code = file_make_dirs(folder.text, err);
        if (code == ERR_OK) {
            file_join(&run->path, folder.text, a->edition->name);
            str_addf(&run->path, "%s%s.pdf", unit ? "-" : "",
                     unit ? unit : "");
        }
        str_deinit(&folder);
    }
    if (code == ERR_OK)
        code = str_check(&run->path, "path", err);
    if (code == ERR_OK && file_is_dir(run->path.text))
        code = err_set(err, ERR_IO, 0, _("%s is a folder"), run->path.text);
    return code;
}

/* A seal goes over name and date, else the frame beside the words about the
 * signature is drawn, where the document has room for them. */
static enum err_code sign(const struct report_args *a, struct report_run *run,
                          struct err *err)
{
    const struct gongwen_result *p = &run->pages;
    struct sign_options options = {
        .reason = a->reason ? a->reason : a->edition->title,
        .tsa = a->tsa,
        .tsa_policy = a->tsa_policy,
        .trust = run->trust,
        .page = (int)p->mark_page,
        .x = p->mark_x,
        .y = p->mark_y,
        .w = p->mark_w,
        .h = p->mark_h,
        .seal = a->seal,
    };

    if (!run->key)
        return ERR_OK;
    if (a->certify)
        options.certify =
            strcmp(a->certify, "final") == 0 ? SIGN_FINAL : SIGN_REVIEW;
    if (a->seal && p->seal_page > 0) {
        options.page = (int)p->seal_page;
        options.x = p->seal_x - SEAL_MM / 2;
        options.y = p->seal_y - SEAL_MM / 2;
        options.w = options.h = SEAL_MM;
    }
    if (a->seal && options.page == 0)
        return err_set(err, ERR_USAGE, 0,
                       _("%s has no place for a seal"), a->edition->name);
    return sign_pdf(run->temp.text, run->key, &options, err);
}

static enum err_code hash_file(struct report_run *run, struct err *err)
{
    uint8_t digest[SHA256_BYTES];
    char *bytes;
    size_t n;
    enum err_code code =
        file_read(run->temp.text, LIMIT_PDF_BYTES, &bytes, &n, err);

    if (code != ERR_OK)
        return code;
    crypto_sha256(bytes, n, digest);
    crypto_hex(digest, sizeof(digest), run->sha256);
    free(bytes);
    return ERR_OK;
}

/* Path inside the workspace where it lies there. */
static const char *inside(const struct report_run *run)
{
    const char *dir = store_dir(run->store), *path = run->path.text;
    size_t n = strlen(dir);

    if (strncmp(path, dir, n) == 0 && path[n] == '/')
        return path + n + 1;
    return path;
}

static enum err_code note_in_store(const struct report_args *a,
                                   struct report_run *run, struct err *err)
{
    struct report_row row = {.edition = ""};
    const char *signer = run->key ? sign_key_name(run->key) : "";
    struct str detail;
    struct jout j = {.out = &detail};
    enum err_code code;

    (void)snprintf(row.edition, sizeof(row.edition), "%s", a->edition->name);
    (void)snprintf(row.file, sizeof(row.file), "%s", inside(run));
    (void)snprintf(row.sha256, sizeof(row.sha256), "%s", run->sha256);
    (void)snprintf(row.issued, sizeof(row.issued), "%s", a->words.date);
    (void)snprintf(row.signer, sizeof(row.signer), "%s", signer);
    if (a->edition->figures == FIGURES_NONE)
        memset(row.figures_sha256, '0', sizeof(row.figures_sha256) - 1);
    else
        (void)snprintf(row.figures_sha256, sizeof(row.figures_sha256), "%s",
                       run->tally->figures_sha256);
    utf8_trim_tail(row.file);
    utf8_trim_tail(row.signer);
    code = store_report_add(run->store, &row, err);
    if (code == ERR_OK && run->key && a->edition->figures != FIGURES_NONE)
        code = issued_keep(run->store, shown(run), a->edition->guarded, err);
    if (code != ERR_OK)
        return code;
    str_init(&detail, 16 * 1024);
    report_describe(a, run, false, &j);
    code = str_check(&detail, "audit", err);
    if (code == ERR_OK)
        code = store_audit(run->store, "report", signer, detail.text, err);
    str_deinit(&detail);
    return code;
}

/* The file takes its name only when it is signed and noted; the note is kept
 * only when the file has its name. */
/* A draft does not take the place of what was signed. */
static enum err_code spare_signed(const struct report_run *run,
                                  struct err *err)
{
    struct report_row *rows = NULL;
    size_t n = 0;
    bool signed_there = false;
    enum err_code code = store_reports(run->store, &rows, &n, err);

    for (size_t i = 0; code == ERR_OK && i < n; i++)
        if (strcmp(rows[i].file, inside(run)) == 0)
            signed_there = rows[i].signer[0] != '\0';
    free(rows);
    if (code == ERR_OK && signed_there && file_exists(run->path.text))
        code = err_set(err, ERR_NOTNOW, 0,
                       _("%s is a signed report, and a draft does not take "
                         "its place: sign this one too (--sign), or write it "
                         "elsewhere with --out FILE"),
                       run->path.text);
    return code;
}

static enum err_code publish(const struct report_args *a,
                             struct report_run *run, struct err *err)
{
    enum err_code code = run->key ? ERR_OK : spare_signed(run, err);

    if (code == ERR_OK)
        code = file_temp(run->path.text, &run->temp, err);
    if (code == ERR_OK)
        code = pdf_save(run->pdf, run->temp.text, err);
    if (code == ERR_OK)
        code = sign(a, run, err);
    if (code == ERR_OK)
        code = hash_file(run, err);
    if (code == ERR_OK)
        code = store_begin(run->store, err);
    if (code != ERR_OK) {
        if (run->temp.n > 0)
            file_discard(run->temp.text);
        return code;
    }
    code = note_in_store(a, run, err);
    if (code == ERR_OK)
        code = file_commit(run->temp.text, run->path.text, err);
    else
        file_discard(run->temp.text);
    if (code == ERR_OK)
        code = store_commit(run->store, err);
    else
        store_rollback(run->store);
    return code;
}

/* ---- one document ---- */

enum err_code report_issue(struct report_args *a, struct report_run *run,
                           struct err *err)
{
    enum err_code code = set_pages(a, run, err);

    str_clear(&run->temp);
    if (code == ERR_OK)
        code = publish(a, run, err);
    pdf_free(run->pdf);
    run->pdf = NULL;
    run->documents += code == ERR_OK;
    run->all_pages += code == ERR_OK ? run->pages.pages : 0;
    return code;
}

int cmd_report(struct cli *cli)
{
    struct report_args a = {.edition = NULL};
    struct report_run run = {.store = NULL};
    struct err err = ERR_INIT;
    enum err_code code;
    int exit_code;

    if (cmd_signed(cli, &exit_code))
        return exit_code;
    str_init(&run.path, LIMIT_PATH_BYTES);
    str_init(&run.temp, LIMIT_PATH_BYTES);
    code = read_args(cli, &a, &err);
    run.trust = trust_list_choose(cli, a.trust, &run.trust_path);
    if (code == ERR_OK)
        code = count(cli, &a, &run, &err);
    if (code == ERR_OK)
        code = rounds_open(a.before.count, a.before.item, run.store, run.tally,
                           &run.rounds, &err);
    if (code == ERR_OK)
        rounds_give(run.rounds, run.model);
    if (code == ERR_OK && a.edition->year)
        code = year_open(run.store, run.model, a.before.count, a.before.item,
                         a.others.count, a.others.item, &run.year, &err);
    if (code == ERR_OK)
        run.model->year = run.year;
    if (code == ERR_OK && !a.edition->per_unit)
        code = report_choose_path(&a, &run, NULL, &err);
    if (code == ERR_OK)
        code = open_key(&a, &run, &err);
    if (code == ERR_OK && run.key && a.edition->figures != FIGURES_NONE)
        code = issued_check(run.store, shown(&run), a.edition->guarded, &err);
    if (code == ERR_OK && run.key)
        code = run.year ? year_issued(run.year, &err)
                        : rounds_issued(run.rounds, &err);
    if (code == ERR_OK)
        code = a.edition->per_unit ? report_issue_letters(&a, &run, &err)
                                   : report_issue(&a, &run, &err);
    exit_code = code == ERR_OK ? report_tell(cli, &a, &run) : cli_fail(cli, &err);
    sign_key_free(run.key);
    year_free(run.year);
    report_letters_free(&run);
    report_model_free(run.model);
    opinions_free(run.opinions);
    shelf_free(run.shelf);
    tally_free(run.guarded);
    measure_list_free(run.measures);
    outside_free(run.outside);
    rounds_free(run.rounds);
    quality_free(run.quality);
    tally_free(run.tally);
    store_close(run.store);
    str_deinit(&run.path);
    str_deinit(&run.temp);
    str_deinit(&run.trust_path);
    return exit_code;
}
