/* forms/xforms/xform.c - see xform.h. */
#include "forms/xforms/xform.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/crypto.h"
#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/survey/language.h"
#include "forms/xforms/xml.h"

/* What is written, and where. */
struct writer {
    const struct xform_source *s;
    const struct questionnaire *q;
    struct xml x;
    struct str path, text; /* scratch */
    const char *id, *version;
    const char **texts;    /* in itext, in the order met; with languages */
    size_t text_count;
};

/* The text's number in itext. */
static size_t text_number(struct writer *w, const char *text)
{
    size_t i = 0;
    while (i < w->text_count && strcmp(w->texts[i], text) != 0)
        i++;
    if (i == w->text_count && i < TEXTS_MAX)
        w->texts[w->text_count++] = text;
    return i;
}

/* <label>text</label>, or where there are languages, its place in itext. */
static void put_label(struct writer *w, const char *element, const char *text)
{
    char ref[64];
    if (w->q->language_count == 0) {
        xml_leaf(&w->x, element, text);
        return;
    }
    (void)snprintf(ref, sizeof ref, "jr:itext('t%zu')", text_number(w, text));
    xml_open(&w->x, element);
    xml_attr(&w->x, "ref", ref);
    xml_close(&w->x);
}

/* The same item stands once: a number's columns are one question. */
static bool stands(const struct item *item)
{
    return item->grid == NULL || item->place == 0;
}

static const char *name_of(const struct item *item)
{
    return item->grid != NULL ? item->grid->code : item->code;
}

static const char *path_of(struct writer *w, size_t item)
{
    str_clear(&w->path);
    xform_path(&w->q->items[item], &w->path);
    return w->path.text;
}

/* ---- the units ---- */

bool xform_unit_offered(const struct units *units, size_t unit)
{
    return unit + 1 == units->count ||
           units->unit[unit + 1].parent != (long)unit;
}

bool xform_asks_unit(const struct units *units)
{
    return units != NULL && units->count > 1;
}

static void put_units(struct writer *w)
{
    struct xml *x = &w->x;
    xml_open(x, "instance");
    xml_attr(x, "id", "units");
    xml_open(x, "root");
    for (size_t u = 0; u < w->s->units->count; u++) {
        const struct unit *unit = &w->s->units->unit[u];
        if (!xform_unit_offered(w->s->units, u))
            continue;
        const struct unit *above =
            unit->parent >= 0 ? &w->s->units->unit[unit->parent] : NULL;
        xml_open(x, "item");
        xml_leaf(x, "name", unit->code);
        str_clear(&w->text); /* two villages may have one name */
        str_addf(&w->text, "%s%s%s", unit->name,
                 above != NULL && above->parent >= 0 ? "，" : "",
                 above != NULL && above->parent >= 0 ? above->name : "");
        xml_leaf(x, "label", w->text.text);
        xml_close(x);
    }
    xml_close(x);
    xml_close(x);
}

/* ---- languages ---- */

static void take_text(void *ctx, const char *text)
{
    (void)text_number(ctx, text);
}

static void put_translation(struct writer *w, const struct language *language)
{
    struct xml *x = &w->x;
    char id[32], name[128];
    (void)snprintf(name, sizeof name, "%s (%s)",
                   language != NULL ? language->name : LANGUAGE_OWN_NAME,
                   language != NULL ? language->code : LANGUAGE_OWN);
    xml_open(x, "translation");
    xml_attr(x, "lang", name);
    if (language == NULL)
        xml_attr(x, "default", "true()");
    for (size_t i = 0; i < w->text_count; i++) {
        (void)snprintf(id, sizeof id, "t%zu", i);
        xml_open(x, "text");
        xml_attr(x, "id", id);
        xml_leaf(x, "value", language_text(language, w->texts[i]));
        xml_close(x);
    }
    xml_close(x);
}

/* Every text in every language; what is not translated stands there in
 * Chinese, for engines show nothing else instead. */
static void put_itext(struct writer *w)
{
    if (w->q->language_count == 0)
        return;
    take_text(w, "评议单位");
    questionnaire_texts(w->q, take_text, w);
    xml_open(&w->x, "itext");
    put_translation(w, NULL);
    for (size_t i = 0; i < w->q->language_count; i++)
        put_translation(w, &w->q->languages[i]);
    xml_close(&w->x);
}

/* ---- the model ---- */

static void put_instance(struct writer *w)
{
    struct xml *x = &w->x;
    xml_open(x, "instance");
    xml_open(x, "data");
    xml_attr(x, "id", w->id);
    xml_attr(x, "version", w->version);
    if (xform_asks_unit(w->s->units))
        xml_leaf(x, "unit", NULL);
    xml_leaf(x, "intro", NULL);
    xml_open(x, "a");
    for (size_t i = 0; i < w->q->item_count; i++)
        if (stands(&w->q->items[i]))
            xml_leaf(x, name_of(&w->q->items[i]), NULL);
    xml_close(x);
    if (w->q->thanks != NULL)
        xml_leaf(x, "thanks", NULL);
    xml_open(x, "orx:meta");
    xml_leaf(x, "orx:instanceID", NULL);
    xml_leaf(x, "orx:instanceName", NULL);
    xml_close(x);
    xml_close(x);
    xml_close(x);
}

static void begin_bind(struct writer *w, const char *path, const char *type)
{
    xml_open(&w->x, "bind");
    xml_attr(&w->x, "nodeset", path);
    xml_attr(&w->x, "type", type);
}

static void constrain(struct writer *w, const char *message,
                      const char *fmt, ...) PRINTF_LIKE(3, 4);

static void constrain(struct writer *w, const char *message, const char *fmt,
                      ...)
{
    char rule[256];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(rule, sizeof rule, fmt, args);
    va_end(args);
    xml_attr(&w->x, "constraint", rule);
    xml_attr(&w->x, "jr:constraintMsg", message);
}

static void put_bind(struct writer *w, size_t i)
{
    const struct item *item = &w->q->items[i];
    begin_bind(w, path_of(w, i), "string");
    if (item->role == ROLE_SCREEN)
        xml_attr(&w->x, "required", "true()");
    str_clear(&w->text);
    xform_relevant(w->q, i, &w->text);
    if (w->text.n > 0)
        xml_attr(&w->x, "relevant", w->text.text);
    str_clear(&w->text);
    if (item->grid != NULL) {
        str_addf(&w->text, "请填%zu位数字", item->grid->digits);
        constrain(w, w->text.text, ". = '' or regex(., '^[0-9]{%zu}$')",
                  item->grid->digits);
    } else if (item->kind == ITEM_TEXT) {
        str_addf(&w->text, "最多%d字", XFORM_TEXT_MAX);
        constrain(w, w->text.text, "string-length(.) <= %d", XFORM_TEXT_MAX);
    } else if (item->kind == ITEM_MULTI &&
               item->max_choices < (int)item->scale->choice_count) {
        str_addf(&w->text, "最多选%d项", item->max_choices);
        constrain(w, w->text.text, "count-selected(.) <= %d",
                  item->max_choices);
    }
    xml_close(&w->x);
}

static void put_binds(struct writer *w)
{
    struct xml *x = &w->x;
    if (xform_asks_unit(w->s->units)) {
        begin_bind(w, "/data/unit", "string");
        xml_attr(x, "required", "true()");
        xml_close(x);
    }
    begin_bind(w, "/data/intro", "string");
    xml_attr(x, "readonly", "true()");
    xml_close(x);
    for (size_t i = 0; i < w->q->item_count; i++)
        if (stands(&w->q->items[i]))
            put_bind(w, i);
    if (w->q->thanks != NULL) {
        begin_bind(w, "/data/thanks", "string");
        xml_attr(x, "readonly", "true()");
        xml_close(x);
    }
    begin_bind(w, "/data/orx:meta/orx:instanceID", "string");
    xml_attr(x, "readonly", "true()");
    xml_attr(x, "jr:preload", "uid");
    xml_close(x);
    begin_bind(w, "/data/orx:meta/orx:instanceName", "string");
    str_clear(&w->text);
    if (xform_asks_unit(w->s->units))
        str_addf(&w->text, "concat('%s ', /data/unit)", w->q->form);
    else
        str_addf(&w->text, "'%s'", w->q->form);
    xml_attr(x, "calculate", w->text.text);
    xml_close(x);
}

/* ---- what is seen ---- */

static void put_choices(struct writer *w, const struct item *item)
{
    for (size_t k = 0; k < item->scale->choice_count; k++) {
        xml_open(&w->x, "item");
        put_label(w, "label", item->scale->choices[k].text);
        xml_leaf(&w->x, "value", item->scale->choices[k].code);
        xml_close(&w->x);
    }
}

static void put_control(struct writer *w, size_t i)
{
    const struct item *item = &w->q->items[i];
    struct xml *x = &w->x;
    xml_open(x, item->kind == ITEM_TEXT || item->grid != NULL ? "input"
                : item->kind == ITEM_MULTI                    ? "select"
                                                              : "select1");
    xml_attr(x, "ref", path_of(w, i));
    if (item->kind == ITEM_TEXT)
        xml_attr(x, "appearance", "multiline");
    else if (item->grid != NULL)
        xml_attr(x, "appearance", "numbers");
    put_label(w, "label", item->grid != NULL ? item->grid->text : item->text);
    if (item->gloss != NULL)
        put_label(w, "hint", item->gloss);
    if (item->kind != ITEM_TEXT && item->grid == NULL)
        put_choices(w, item);
    xml_close(x);
}

static void put_note(struct writer *w, const char *path, const char *text)
{
    xml_open(&w->x, "input");
    xml_attr(&w->x, "ref", path);
    put_label(w, "label", text);
    xml_close(&w->x);
}

static void put_unit_control(struct writer *w)
{
    struct xml *x = &w->x;
    xml_open(x, "select1");
    xml_attr(x, "ref", "/data/unit");
    xml_attr(x, "appearance", "minimal autocomplete");
    put_label(w, "label", "评议单位");
    xml_open(x, "itemset");
    xml_attr(x, "nodeset", "instance('units')/root/item");
    xml_open(x, "value");
    xml_attr(x, "ref", "name");
    xml_close(x);
    xml_open(x, "label");
    xml_attr(x, "ref", "label");
    xml_close(x);
    xml_close(x);
    xml_close(x);
}

static void put_body(struct writer *w)
{
    struct xml *x = &w->x;
    xml_open(x, "h:body");
    xml_attr(x, "class", "pages");
    if (xform_asks_unit(w->s->units))
        put_unit_control(w);
    put_note(w, "/data/intro", w->q->intro);
    for (size_t s = 0; s < w->q->section_count; s++) {
        const struct section *sec = &w->q->sections[s];
        xml_open(x, "group");
        put_label(w, "label", sec->text);
        for (size_t i = sec->first_item;
             i < sec->first_item + sec->item_count; i++)
            if (stands(&w->q->items[i]))
                put_control(w, i);
        xml_close(x);
    }
    if (w->q->thanks != NULL)
        put_note(w, "/data/thanks", w->q->thanks);
    xml_close(x);
}

static void put_form(struct writer *w)
{
    struct xml *x = &w->x;
    xml_begin(x);
    xml_open(x, "h:html");
    xml_attr(x, "xmlns", "http://www.w3.org/2002/xforms");
    xml_attr(x, "xmlns:h", "http://www.w3.org/1999/xhtml");
    xml_attr(x, "xmlns:jr", "http://openrosa.org/javarosa");
    xml_attr(x, "xmlns:orx", "http://openrosa.org/xforms");
    xml_attr(x, "xmlns:odk", "http://www.opendatakit.org/xforms");
    xml_open(x, "h:head");
    xml_leaf(x, "h:title", w->q->title);
    xml_open(x, "model");
    xml_attr(x, "odk:xforms-version", "1.0.0");
    put_itext(w);
    put_instance(w);
    if (xform_asks_unit(w->s->units))
        put_units(w);
    put_binds(w);
    xml_close(x);
    xml_close(x);
    put_body(w);
    xml_close(x);
    str_add_char(x->out, '\n');
}

/* ---- names ---- */

void xform_id(const struct xform_source *s, char out[XFORM_ID_MAX])
{
    if (s->survey != 0)
        (void)snprintf(out, XFORM_ID_MAX, "pingyi-%s-%08x", s->q->form,
                       (unsigned)s->survey);
    else
        (void)snprintf(out, XFORM_ID_MAX, "pingyi-%s", s->q->form);
}

/* The first eight digits of the SHA-256. */
static void short_hash(const void *bytes, size_t n, char out[9])
{
    uint8_t hash[SHA256_BYTES];
    crypto_sha256(bytes, n, hash);
    crypto_hex(hash, 4, out);
}

void xform_stem(const struct xform_source *s, char out[XFORM_VERSION_MAX])
{
    char hash[9];
    short_hash(s->q->source, s->q->source_n, hash);
    (void)snprintf(out, XFORM_VERSION_MAX, "%d.%s", s->revision, hash);
}

static enum err_code write_version(const struct xform_source *source,
                                   struct xform *out, const char *version,
                                   struct err *err)
{
    struct writer w = {.s = source,
                       .q = source->q,
                       .x = {.out = &out->xml},
                       .id = out->id,
                       .version = version};
    w.texts = mem_alloc(TEXTS_MAX, sizeof *w.texts);
    if (w.texts == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    str_init(&w.path, 256);
    str_init(&w.text, 256 * 1024);
    str_clear(&out->xml);
    put_form(&w);
    enum err_code code = str_check(&out->xml, _("the form"), err);
    if (code == ERR_OK)
        code = str_check(&w.text, _("the form"), err);
    if (code == ERR_OK)
        code = str_check(&w.path, _("the form"), err);
    str_deinit(&w.path);
    str_deinit(&w.text);
    free(w.texts);
    return code;
}

enum err_code xform_make(const struct xform_source *source, struct xform *out,
                         struct err *err)
{
    char stem[XFORM_VERSION_MAX], own[9];
    uint8_t md5[MD5_BYTES];
    memset(out, 0, sizeof *out);
    str_init(&out->xml, XFORM_BYTES_MAX);
    xform_id(source, out->id);
    xform_stem(source, stem);
    enum err_code code = write_version(source, out, stem, err);
    if (code != ERR_OK)
        return code;
    short_hash(out->xml.text, out->xml.n, own);
    (void)snprintf(out->version, sizeof out->version, "%.50s.%s", stem, own);
    code = write_version(source, out, out->version, err);
    if (code != ERR_OK)
        return code;
    crypto_md5(out->xml.text, out->xml.n, md5);
    crypto_hex(md5, sizeof md5, out->hash);
    return ERR_OK;
}

void xform_deinit(struct xform *x)
{
    str_deinit(&x->xml);
}
