/* forms/layout_json.c - a layout as JSON: docs/formats.md. */
#include "engine/base/json.h"
#include "forms/layout_words.h"

const char *const FIDUCIAL_WORDS[FIDUCIAL_KIND_COUNT] = {
    [FIDUCIAL_SQUARE] = "square",   [FIDUCIAL_RING] = "ring",
    [FIDUCIAL_EDGE] = "edge",       [FIDUCIAL_DISC] = "disc",
    [FIDUCIAL_CIRCLE] = "circle",   [FIDUCIAL_CORNER] = "corner",
    [FIDUCIAL_BRACKET] = "bracket", [FIDUCIAL_CROSS] = "cross",
    [FIDUCIAL_FRAME] = "frame",
};
const char *const CODE_WORDS[CODE_KIND_COUNT] = {
    [CODE_QR] = "qr",
    [CODE_128] = "code128",
    [CODE_I25] = "i25",
};
const char *const PATCH_WORDS[PATCH_KIND_COUNT] = {
    [PATCH_EMPTY_BOX] = "empty",
    [PATCH_SOLID] = "solid",
};
const char *const SHAPE_WORDS[BOX_SHAPE_COUNT] = {
    [BOX_SQUARE] = "box",
    [BOX_CIRCLE] = "circle",
    [BOX_OVAL] = "oval",
    [BOX_PILL] = "pill",
};
const char *const STYLE_WORDS[SHEET_STYLE_COUNT] = {
    [SHEET_OURS] = "pingyi",
    [SHEET_TICK] = "tick",
    [SHEET_FILL] = "fill",
};

bool fiducial_has_line(enum fiducial_kind kind)
{
    return kind == FIDUCIAL_CIRCLE || kind == FIDUCIAL_CORNER ||
           kind == FIDUCIAL_BRACKET || kind == FIDUCIAL_CROSS ||
           kind == FIDUCIAL_FRAME;
}

static void put_mm(struct jout *j, const char *key, double mm)
{
    jout_real(j, key, mm, 3);
}

/* The members every part ends with. */
static void end_part(struct jout *j, const struct rect_mm *at)
{
    put_mm(j, "x", at->x);
    put_mm(j, "y", at->y);
    put_mm(j, "w", at->w);
    put_mm(j, "h", at->h);
    jout_end_object(j);
}

static void put_code(struct jout *j, const struct code_place *c)
{
    jout_begin_object(j, NULL);
    jout_string(j, "kind", CODE_WORDS[c->kind]);
    if (c->text != NULL)
        jout_string(j, "text", c->text);
    if (c->prefix != NULL)
        jout_string(j, "prefix", c->prefix);
    if (c->digits > 0)
        jout_int(j, "digits", c->digits);
    end_part(j, &c->at);
}

static void put_marks(struct jout *j, const struct layout_page *p)
{
    jout_begin_array(j, "fiducials");
    for (size_t i = 0; i < p->fiducial_count; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "kind", FIDUCIAL_WORDS[p->fiducials[i].kind]);
        if (p->fiducials[i].line_mm > 0)
            put_mm(j, "line_mm", p->fiducials[i].line_mm);
        end_part(j, &p->fiducials[i].at);
    }
    jout_end_array(j);
    jout_begin_array(j, "codes");
    for (size_t i = 0; i < p->code_count; i++) {
        put_code(j, &p->codes[i]);
    }
    jout_end_array(j);
    jout_begin_array(j, "patches");
    for (size_t i = 0; i < p->patch_count; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "kind", PATCH_WORDS[p->patches[i].kind]);
        end_part(j, &p->patches[i].at);
    }
    jout_end_array(j);
}

static void put_answers(struct jout *j, const struct layout_page *p)
{
    jout_begin_array(j, "boxes");
    for (size_t i = 0; i < p->box_count; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "question", p->boxes[i].question);
        jout_string(j, "choice", p->boxes[i].choice_code);
        jout_string(j, "shape", SHAPE_WORDS[p->boxes[i].shape]);
        if (p->boxes[i].bare_left > 0)
            put_mm(j, "bare_left", p->boxes[i].bare_left);
        if (p->boxes[i].bare_right > 0)
            put_mm(j, "bare_right", p->boxes[i].bare_right);
        if (p->boxes[i].printed > 0)
            put_mm(j, "printed", p->boxes[i].printed);
        end_part(j, &p->boxes[i].at);
    }
    jout_end_array(j);
    jout_begin_array(j, "areas");
    for (size_t i = 0; i < p->area_count; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "question", p->areas[i].question);
        end_part(j, &p->areas[i].at);
    }
    jout_end_array(j);
}

void layout_to_json(const struct layout *layout, struct str *out)
{
    struct jout j = {.out = out};
    jout_begin_object(&j, NULL);
    jout_string(&j, "form", layout->form);
    jout_int(&j, "revision", layout->revision);
    jout_bool(&j, "open", layout->open);
    put_mm(&j, "outline_mm", layout->outline_mm);
    if (layout->style != SHEET_OURS)
        jout_string(&j, "style", STYLE_WORDS[layout->style]);
    jout_begin_array(&j, "pages");
    for (size_t i = 0; i < layout->page_count; i++) {
        const struct layout_page *p = &layout->pages[i];
        jout_begin_object(&j, NULL);
        jout_int(&j, "page", (int64_t)i + 1);
        put_mm(&j, "width", p->width);
        put_mm(&j, "height", p->height);
        put_marks(&j, p);
        put_answers(&j, p);
        jout_end_object(&j);
    }
    jout_end_array(&j);
    jout_end_object(&j);
}
