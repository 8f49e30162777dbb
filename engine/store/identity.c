/* engine/store/identity.c - see identity.h. */
#include "engine/store/identity.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/num.h"

enum { FILE_MAX = 4096, ID_MAX = (1 << 30) - 1 };

static int nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool parse_key(const char *text, uint8_t key[32])
{
    if (strlen(text) != 64)
        return false;
    for (size_t i = 0; i < 32; i++) {
        int high = nibble(text[2 * i]);
        int low = nibble(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        key[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* One line without its end; sets what it names. */
static bool parse_line(char *line, struct survey_identity *out, bool *id,
                       bool *key)
{
    size_t n = strlen(line);
    while (n > 0 && (line[n - 1] == '\r' || line[n - 1] == ' '))
        line[--n] = '\0';
    if (n == 0 || line[0] == '#')
        return true;
    int64_t number;
    if (strncmp(line, "id: ", 4) == 0 &&
        num_parse_int(line + 4, 1, ID_MAX, &number)) {
        out->id = (uint32_t)number;
        return *id = true;
    }
    return strncmp(line, "key: ", 5) == 0 &&
           (*key = parse_key(line + 5, out->key));
}

enum err_code identity_load(const char *path, struct survey_identity *out,
                            struct err *err)
{
    char *text = NULL;
    size_t n;
    bool id = false;
    bool key = false;
    *out = (struct survey_identity){0};
    enum err_code code = file_read_text(path, FILE_MAX, &text, &n, err);
    if (code != ERR_OK)
        return code;
    size_t number = 1;
    for (char *line = text; code == ERR_OK && line != NULL; number++) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end = '\0';
        if (!parse_line(line, out, &id, &key))
            code = err_set(err, ERR_FORMAT, 0,
                           _("%s:%zu: expected 'id: 1..1073741823' or 'key: "
                             "64 hex digits'"),
                           path, number);
        line = end != NULL ? end + 1 : NULL;
    }
    if (code == ERR_OK && (!id || !key))
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s: both id and key are needed"), path);
    crypto_wipe(text, n);
    free(text);
    return code;
}
