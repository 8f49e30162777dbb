/* engine/base/str.c - see str.h. */
#include "engine/base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"

static char empty[1];

void str_init(struct str *s, size_t max_bytes)
{
    *s = (struct str){.text = empty, .max = max_bytes};
}

void str_deinit(struct str *s)
{
    if (s->room > 0)
        free(s->text);
    *s = (struct str){.text = empty};
}

void str_clear(struct str *s)
{
    s->n = 0;
    s->failed = false;
    if (s->room > 0)
        s->text[0] = '\0';
}

/* Room for `more` bytes and the NUL; doubles, so n appends cost O(n). */
static bool reserve(struct str *s, size_t more)
{
    if (s->failed || more > s->max - s->n) {
        s->failed = true;
        return false;
    }
    size_t need = s->n + more + 1;
    if (need <= s->room)
        return true;
    size_t room = s->room < 64 ? 64 : s->room;
    while (room < need)
        room = room > SIZE_MAX / 2 ? need : room * 2;
    char *grown = realloc(s->room > 0 ? s->text : NULL, room);
    if (grown == NULL) {
        s->failed = true;
        return false;
    }
    if (s->room == 0)
        grown[0] = '\0';
    s->text = grown;
    s->room = room;
    return true;
}

void str_add_bytes(struct str *s, const char *bytes, size_t n)
{
    if (n == 0 || !reserve(s, n))
        return;
    memcpy(s->text + s->n, bytes, n);
    s->n += n;
    s->text[s->n] = '\0';
}

void str_add(struct str *s, const char *text)
{
    str_add_bytes(s, text, strlen(text));
}

void str_add_char(struct str *s, char c)
{
    str_add_bytes(s, &c, 1);
}

void str_addf(struct str *s, const char *fmt, ...)
{
    va_list args;
    va_list again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n < 0)
        s->failed = true;
    else if (reserve(s, (size_t)n)) {
        (void)vsnprintf(s->text + s->n, (size_t)n + 1, fmt, again);
        s->n += (size_t)n;
    }
    va_end(again);
}

bool str_ok(const struct str *s)
{
    return !s->failed;
}

enum err_code str_check(const struct str *s, const char *what,
                        struct err *err)
{
    if (!s->failed)
        return ERR_OK;
    return err_set(err, ERR_NOMEM, 0,
                   _("%s: out of memory, or longer than %zu bytes"), what,
                   s->max);
}
