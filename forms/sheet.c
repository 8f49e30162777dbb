/* forms/sheet.c - see sheet.h. */
#include "forms/sheet.h"

#include "engine/base/i18n.h"
#include "engine/base/limits.h"

_Static_assert((int)LIMIT_SIDES <= (int)PDF_TEMPLATES_MAX,
               "a template for every side");

/* What all sheets share goes into the file once, whatever their number. */
static void make_templates(const struct sheet_run *run, struct pdf *pdf,
                           size_t templates[LIMIT_SIDES])
{
    const struct layout *layout = design_layout(run->design);
    for (size_t k = 0; k < layout->page_count; k++) {
        pdf_template_begin(pdf, layout->pages[k].width,
                           layout->pages[k].height);
        design_draw(run->design, pdf, k, run->unit);
        templates[k] = pdf_template_end(pdf);
    }
}

static void put_sheet(const struct sheet_run *run, struct pdf *pdf,
                      const size_t templates[], uint64_t serial)
{
    const struct layout *layout = design_layout(run->design);
    struct payload payload = {
        .open = run->batch->open,
        .survey = run->survey->id,
        .revision = run->batch->revision,
        .batch = run->batch->number,
        .serial = serial,
    };
    for (size_t k = 0; k < layout->page_count; k++) {
        char code[PAYLOAD_CHARS + 1];
        payload.side = (int)k + 1;
        payload_write(&payload, run->survey->key, code);
        pdf_page(pdf, layout->pages[k].width, layout->pages[k].height);
        pdf_template_use(pdf, templates[k]);
        design_draw_code(pdf, code);
    }
}

enum err_code sheet_file_write(const struct sheet_run *run, const char *path,
                               struct err *err)
{
    struct pdf_info info = {.title = run->q->title,
                            .author = run->survey->issuer[0] != '\0'
                                          ? run->survey->issuer
                                          : NULL,
                            .subject = run->unit};
    struct pdf *pdf = NULL;
    size_t templates[LIMIT_SIDES] = {0};
    enum err_code code = pdf_new(&info, &pdf, err);
    if (code != ERR_OK)
        return code;
    code = pdf_check_text(pdf, FONT_KAI, run->unit, _("the unit's name"), err);
    if (code == ERR_OK)
        make_templates(run, pdf, templates);
    for (size_t i = 0; code == ERR_OK && i < run->count; i++) {
        put_sheet(run, pdf, templates,
                  run->batch->open ? 0 : run->serials[i]);
        if (run->step != NULL && run->step(run->ctx)) {
            code = err_set(err, ERR_INTERRUPTED, 0, _("interrupted"));
            break;
        }
    }
    if (code == ERR_OK)
        code = pdf_save(pdf, path, err);
    pdf_free(pdf);
    return code;
}
