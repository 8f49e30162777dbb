/* forms/cmd_layout.c - `pingyi layout`: where everything stands, in mm. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/cli/command.h"
#include "engine/store/store.h"
#include "forms/commands.h"
#include "forms/design.h"

enum { MM_TEXT = 32 };

struct request {
    bool open;
    const char *form;   /* a questionnaire file instead of a workspace's */
    const char *pdf;    /* where to write a specimen, or NULL */
};

/* The questionnaire in question, from a file or a workspace. */
struct source {
    struct store *store;          /* NULL with --form */
    struct questionnaire *owned;  /* with --form */
    const struct questionnaire *q;
    int revision;
};

static void source_close(struct source *src)
{
    store_close(src->store);
    questionnaire_free(src->owned);
}

static enum err_code source_open(const struct cli *cli,
                                 const struct request *r, struct source *src,
                                 struct err *err)
{
    *src = (struct source){.revision = 1};
    if (r->form != NULL) {
        enum err_code code = questionnaire_load(r->form, &src->owned, err);
        src->q = src->owned;
        return code;
    }
    enum err_code code = store_open(cli->workspace, &src->store, err);
    if (code == ERR_OK)
        code = store_form(src->store, 0, &src->q, &src->revision, err);
    return code;
}

/* What is already printed stands as it was printed, whatever fonts this
 * computer has; else the layout is computed. */
static enum err_code find_layout(const struct source *src, bool open,
                                 struct layout **out, struct err *err)
{
    char *json = NULL;
    struct err quiet = ERR_INIT;
    bool foreign = false;
    enum err_code code = ERR_NOTFOUND;
    if (src->store != NULL)
        code = store_layout_get(src->store, src->revision, open, &json,
                                &quiet);
    /* Sheets made elsewhere have one layout, numbered or not. */
    if (code == ERR_NOTFOUND && src->store != NULL &&
        layout_stored_foreign(src->store, &foreign, err) == ERR_OK &&
        foreign) {
        err_clear(&quiet);
        code = store_layout_get(src->store, src->revision, !open, &json,
                                &quiet);
    }
    if (code == ERR_NOTFOUND)
        return layout_build(src->q, src->revision, open, out, err);
    if (code != ERR_OK)
        return err_set(err, code, quiet.native, "%s", quiet.text);
    code = layout_parse(json, strlen(json), _("the stored layout"), src->q,
                        out, err);
    free(json);
    return code;
}

/* ---- output ---- */

static int print_json(const struct cli *cli, const struct layout *layout)
{
    struct str text;
    str_init(&text, LIMIT_JSON_BYTES);
    layout_to_json(layout, &text);
    int exit_code = cli_print(cli, &text, EXIT_DONE);
    str_deinit(&text);
    return exit_code;
}

static const char *mm(double value, char out[MM_TEXT])
{
    return num_print_real(value, 1, out, MM_TEXT);
}

static int print_summary(const struct cli *cli, const struct layout *layout,
                         const char *pdf)
{
    struct str text;
    char a[MM_TEXT], b[MM_TEXT];
    str_init(&text, 64 * 1024);
    str_addf(&text, _("%s, revision %d: %zu side(s), %s\n"), layout->form,
             layout->revision, layout->page_count,
             layout->style != SHEET_OURS ? _("sheets made elsewhere")
             : layout->open              ? _("copyable sheets")
                                         : _("numbered sheets"));
    for (size_t i = 0; i < layout->page_count; i++) {
        const struct layout_page *p = &layout->pages[i];
        str_addf(&text,
                 _("side %zu: %s x %s mm, %zu marks, %zu codes, %zu boxes, "
                   "%zu writing areas\n"),
                 i + 1, mm(p->width, a), mm(p->height, b), p->fiducial_count,
                 p->code_count, p->box_count, p->area_count);
    }
    if (pdf != NULL)
        str_addf(&text, _("specimen written to %s: to be looked at only, it "
                          "is never counted; sheets to hand out come from "
                          "`pingyi print`\n"),
                 pdf);
    else
        str_add(&text, _("pingyi layout --json lists every place; --pdf FILE "
                         "writes a specimen to look at\n"));
    int exit_code = cli_print(cli, &text, EXIT_DONE);
    str_deinit(&text);
    return exit_code;
}

static enum err_code write_specimen(const struct source *src,
                                    const struct request *r, struct err *err)
{
    struct design *d = NULL;
    struct pdf *pdf = NULL;
    enum err_code code =
        design_build(src->q, src->revision, r->open, &d, err);
    if (code == ERR_OK)
        code = pdf_new(&(struct pdf_info){.title = src->q->title}, &pdf, err);
    if (code == ERR_OK) {
        for (size_t i = 0; i < design_layout(d)->page_count; i++) {
            pdf_page(pdf, design_layout(d)->pages[i].width,
                     design_layout(d)->pages[i].height);
            design_draw(d, pdf, i, NULL);
            design_draw_specimen(pdf);
        }
        code = pdf_save(pdf, r->pdf, err);
    }
    pdf_free(pdf);
    design_free(d);
    return code;
}

static int run(struct cli *cli, const struct request *r)
{
    struct err err = ERR_INIT;
    struct source src;
    struct layout *layout = NULL;
    enum err_code code = source_open(cli, r, &src, &err);
    if (code == ERR_OK)
        code = find_layout(&src, r->open || src.q->anonymous, &layout, &err);
    if (code == ERR_OK && r->pdf != NULL)
        code = write_specimen(&src, r, &err);
    int exit_code;
    if (code != ERR_OK)
        exit_code = cli_fail(cli, &err);
    else if (cli->json)
        exit_code = print_json(cli, layout);
    else
        exit_code = print_summary(cli, layout, r->pdf);
    layout_free(layout);
    source_close(&src);
    return exit_code;
}

int cmd_layout(struct cli *cli)
{
    struct request r = {false, NULL, NULL};
    const struct opt opts[] = {
        {.name = "--open", .kind = OPT_FLAG, .value = &r.open},
        {.name = "--form", .kind = OPT_TEXT, .value = &r.form},
        {.name = "--pdf", .kind = OPT_TEXT, .value = &r.pdf},
        {.name = NULL},
    };
    struct err err = ERR_INIT;
    size_t n = 0;
    if (cli_options(cli, opts, NULL, 0, &n, &err) != ERR_OK)
        return cli_fail(cli, &err);
    return run(cli, &r);
}
