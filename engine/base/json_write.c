/* engine/base/json_write.c - the writing half of json.h. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "engine/base/json.h"
#include "engine/base/num.h"

static void add_escaped(struct str *out, const char *text)
{
    str_add_char(out, '"');
    for (const char *p = text; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\') {
            str_add_char(out, '\\');
            str_add_char(out, *p);
        } else if (c == '\n') {
            str_add(out, "\\n");
        } else if (c == '\t') {
            str_add(out, "\\t");
        } else if (c < 0x20 || c == 0x7F) {
            str_addf(out, "\\u%04x", (unsigned)c);
        } else {
            str_add_char(out, *p);
        }
    }
    str_add_char(out, '"');
}

static void new_line(struct jout *j)
{
    if (!j->pretty)
        return;
    str_add_char(j->out, '\n');
    for (int i = 0; i < j->depth; i++)
        str_add(j->out, "  ");
}

static void start(struct jout *j, const char *key)
{
    if (j->comma)
        str_add_char(j->out, ',');
    if (j->depth > 0)
        new_line(j);
    if (key != NULL) {
        add_escaped(j->out, key);
        str_add(j->out, j->pretty ? ": " : ":");
    }
    j->comma = true;
}

static void begin(struct jout *j, const char *key, char bracket)
{
    start(j, key);
    str_add_char(j->out, bracket);
    j->comma = false;
    j->depth++;
}

static void end(struct jout *j, char bracket)
{
    j->depth--;
    if (j->comma)
        new_line(j);
    str_add_char(j->out, bracket);
    j->comma = true;
}

void jout_begin_object(struct jout *j, const char *key)
{
    begin(j, key, '{');
}

void jout_end_object(struct jout *j)
{
    end(j, '}');
}

void jout_begin_array(struct jout *j, const char *key)
{
    begin(j, key, '[');
}

void jout_end_array(struct jout *j)
{
    end(j, ']');
}

void jout_string(struct jout *j, const char *key, const char *value)
{
    if (value == NULL) {
        jout_null(j, key);
        return;
    }
    start(j, key);
    add_escaped(j->out, value);
}

void jout_int(struct jout *j, const char *key, int64_t value)
{
    start(j, key);
    str_addf(j->out, "%" PRId64, value);
}

void jout_real(struct jout *j, const char *key, double value,
               int decimals)
{
    if (!isfinite(value)) {
        jout_null(j, key);
        return;
    }
    start(j, key);
    char text[64];
    num_print_real(value, decimals, text, sizeof text);
    size_t n = strlen(text);
    if (strchr(text, '.') != NULL)
        while (text[n - 1] == '0')
            text[--n] = '\0';
    if (n > 0 && text[n - 1] == '.')
        text[--n] = '\0';
    str_add(j->out, text);
}

void jout_bool(struct jout *j, const char *key, bool value)
{
    start(j, key);
    str_add(j->out, value ? "true" : "false");
}

void jout_null(struct jout *j, const char *key)
{
    start(j, key);
    str_add(j->out, "null");
}
