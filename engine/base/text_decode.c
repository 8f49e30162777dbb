/* engine/base/text_decode.c - which encoding a text file is in.
 *
 * Excel in China saves "CSV" as GB18030 without saying so.  A file that is
 * valid UTF-8 is UTF-8, with one exception: a Chinese text in UTF-8 has
 * characters of three bytes, so one whose every foreign character has two is
 * GB18030 if it is valid as such (two bytes of GB18030 can look like one
 * Latin, Greek or Cyrillic letter of UTF-8).
 */
#include "engine/base/text_decode.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/base/utf8.h"

static enum err_code no_memory(const char *file, struct err *err)
{
    return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), file);
}

static size_t line_at(const char *bytes, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += bytes[i] == '\n';
    return line;
}

static enum err_code copy(const char *bytes, size_t n, const char *file,
                          char **text, size_t *m, struct err *err)
{
    *text = mem_alloc(n + 1, 1);
    if (*text == NULL)
        return no_memory(file, err);
    memcpy(*text, bytes, n);
    *m = n;
    return ERR_OK;
}

/* *good: how many bytes could be read. */
static enum err_code convert(const char *from, const char *bytes, size_t n,
                             const char *file, char **text, size_t *m,
                             size_t *good, struct err *err)
{
    size_t room = n * 2 + 16; /* two bytes become at most three */
    *good = 0;
    *text = NULL;
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1)
        return err_set(err, ERR_SYSTEM, errno,
                       _("%s is not UTF-8, and this system cannot read %s; "
                         "save it as UTF-8 (in Excel: “CSV UTF-8”)"),
                       file, from);
    char *out = mem_alloc(room + 1, 1);
    if (out == NULL) {
        (void)iconv_close(cd);
        return no_memory(file, err);
    }
    char *in = (char *)(uintptr_t)bytes; /* iconv does not write there */
    char *to = out;
    size_t left = n;
    size_t to_left = room;
    size_t done = iconv(cd, &in, &left, &to, &to_left);
    *good = n - left;
    (void)iconv_close(cd);
    if (done == (size_t)-1) {
        free(out);
        return ERR_FORMAT;
    }
    *text = out;
    *m = room - to_left;
    return ERR_OK;
}

/* Every character beyond ASCII takes two bytes, and there is one. */
static bool only_short_letters(const char *bytes, size_t n)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0xE0)
            return false;
        any = any || c >= 0x80;
    }
    return any;
}

/* GB18030 hardly ever begins with several whole Chinese characters of UTF-8
 * (about one text in ten million with four), damaged UTF-8 does. */
static bool began_as_utf8(const char *bytes, size_t fine)
{
    size_t characters = 0;
    for (size_t i = 0; i < fine; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0xC0 && c < 0xE0)
            return false;
        characters += c >= 0xE0;
    }
    return characters >= 4;
}

static enum err_code utf16(const char *bytes, size_t n, const char *file,
                           char **text, size_t *m, struct err *err)
{
    size_t good = 0;
    bool little = (unsigned char)bytes[0] == 0xFF;
    enum err_code code = convert(little ? "UTF-16LE" : "UTF-16BE", bytes + 2,
                                 n - 2, file, text, m, &good, err);
    return code == ERR_FORMAT
               ? err_set(err, code, 0,
                         _("%s begins as UTF-16 text, but byte %zu is not; "
                           "save it as UTF-8"),
                         file, good + 3)
               : code;
}

static enum err_code neither(const char *bytes, size_t at, const char *file,
                             struct err *err)
{
    return err_set(err, ERR_FORMAT, 0,
                   _("%s:%zu: this line is neither UTF-8 nor GB18030 text; "
                     "save the file as UTF-8 (in Excel: “CSV UTF-8”)"),
                   file, line_at(bytes, at));
}

enum err_code text_decode(const char *bytes, size_t n, const char *file,
                          char **text, size_t *m, struct err *err)
{
    size_t good = 0;
    *text = NULL;
    *m = 0;
    if (n >= 4 && (memcmp(bytes, "PK\x03\x04", 4) == 0 ||
                   memcmp(bytes, "\xD0\xCF\x11\xE0", 4) == 0))
        return err_set(err, ERR_FORMAT, 0,
                       _("%s is a workbook or another packed file, not a "
                         "text; save the sheet as CSV (in Excel: “CSV "
                         "UTF-8”)"),
                       file);
    if (n >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 ||
                   memcmp(bytes, "\xFE\xFF", 2) == 0))
        return utf16(bytes, n, file, text, m, err);
    bool marked = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    size_t skip = marked ? 3 : 0;
    size_t fine = skip + utf8_check(bytes + skip, n - skip);
    bool sound = fine == n;
    if (!sound && (marked || began_as_utf8(bytes, fine)))
        return neither(bytes, fine, file, err);
    if (marked || (sound && !only_short_letters(bytes, n)))
        return copy(bytes + skip, n - skip, file, text, m, err);
    enum err_code code =
        convert("GB18030", bytes, n, file, text, m, &good, err);
    if (code == ERR_FORMAT && sound)
        return copy(bytes, n, file, text, m, err);
    if (code == ERR_FORMAT)
        return neither(bytes, good, file, err);
    return code;
}

enum err_code text_read(const char *path, size_t max_bytes, char **text,
                        size_t *n, struct err *err)
{
    char *bytes = NULL;
    size_t have = 0;
    *text = NULL;
    *n = 0;
    enum err_code code = file_read(path, max_bytes, &bytes, &have, err);
    if (code == ERR_OK)
        code = text_decode(bytes, have, path, text, n, err);
    free(bytes);
    return code;
}
