/* forms/xforms/xml.c - see xml.h. */
#include "forms/xforms/xml.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "engine/base/utf8.h"

static bool allowed(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' ||
           (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
           (c >= 0x10000 && c <= 0x10FFFF);
}

/* The next character; of what is no UTF-8, one byte as U+FFFF, which XML has
 * no place for. */
static uint32_t next(const char **p, const char *end)
{
    size_t n = (size_t)(end - *p);
    if (utf8_check(*p, n < 4 ? n : 4) == 0) {
        ++*p;
        return 0xFFFF;
    }
    return utf8_next(p);
}

static void escape(struct str *out, const char *text, bool attribute)
{
    const char *end = text + strlen(text);
    for (const char *p = text; p < end;) {
        const char *from = p;
        uint32_t c = next(&p, end);
        if (c == '&')
            str_add(out, "&amp;");
        else if (c == '<')
            str_add(out, "&lt;");
        else if (c == '>')
            str_add(out, "&gt;");
        else if (c == '"' && attribute)
            str_add(out, "&quot;");
        else if (attribute && (c == '\t' || c == '\n' || c == '\r'))
            str_addf(out, "&#%u;", (unsigned)c);
        else if (c == '\r') /* would be read as a line's end */
            str_add(out, "&#13;");
        else if (!allowed(c))
            str_add(out, "\xEF\xBF\xBD");
        else
            str_add_bytes(out, from, (size_t)(p - from));
    }
}

static void finish_tag(struct xml *x)
{
    if (x->open)
        str_add_char(x->out, '>');
    x->open = false;
}

static void new_line(struct xml *x)
{
    str_add_char(x->out, '\n');
    for (size_t i = 0; i < x->depth; i++)
        str_add(x->out, " ");
}

void xml_begin(struct xml *x)
{
    str_add(x->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
}

void xml_open(struct xml *x, const char *name)
{
    assert(x->depth < XML_DEPTH_MAX);
    finish_tag(x);
    new_line(x);
    str_addf(x->out, "<%s", name);
    x->names[x->depth++] = name;
    x->open = true;
    x->broken = false;
}

void xml_attr(struct xml *x, const char *name, const char *value)
{
    assert(x->open);
    str_addf(x->out, " %s=\"", name);
    escape(x->out, value, true);
    str_add_char(x->out, '"');
}

void xml_text(struct xml *x, const char *text)
{
    finish_tag(x);
    escape(x->out, text, false);
    x->broken = false;
}

void xml_close(struct xml *x)
{
    assert(x->depth > 0);
    const char *name = x->names[--x->depth];
    if (x->open) {
        str_add(x->out, "/>");
        x->open = false;
    } else {
        if (x->broken)
            new_line(x);
        str_addf(x->out, "</%s>", name);
    }
    x->broken = true;
}

void xml_leaf(struct xml *x, const char *name, const char *text)
{
    xml_open(x, name);
    if (text != NULL)
        xml_text(x, text);
    xml_close(x);
}
