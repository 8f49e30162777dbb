/* forms/openrosa/settings.c - see settings.h. */
#include "forms/openrosa/settings.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/mem.h"

enum { JSON_BYTES = 16 * 1024 };

enum err_code collect_json(const struct collect_settings *s, struct str *out,
                           struct err *err)
{
    struct jout j = {.out = out};
    jout_begin_object(&j, NULL);
    jout_begin_object(&j, "general");
    jout_string(&j, "protocol", "odk_default");
    jout_string(&j, "server_url", s->server);
    jout_string(&j, "username", s->username);
    jout_string(&j, "password", s->password);
    jout_string(&j, "form_update_mode", "match_exactly");
    jout_string(&j, "autosend", "wifi_and_cellular");
    jout_end_object(&j);
    jout_begin_object(&j, "admin");
    jout_end_object(&j);
    jout_begin_object(&j, "project");
    jout_string(&j, "name", s->project);
    jout_end_object(&j);
    jout_end_object(&j);
    return str_check(out, _("the settings"), err);
}

static void put_base64(struct str *out, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        size_t have = n - i < 3 ? n - i : 3;
        uint32_t v = (uint32_t)bytes[i] << 16;
        v |= have > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
        v |= have > 2 ? bytes[i + 2] : 0;
        str_add_char(out, digits[v >> 18 & 63]);
        str_add_char(out, digits[v >> 12 & 63]);
        str_add_char(out, have > 1 ? digits[v >> 6 & 63] : '=');
        str_add_char(out, have > 2 ? digits[v & 63] : '=');
    }
}

enum err_code collect_code(const struct collect_settings *s, struct str *out,
                           struct err *err)
{
    struct str json;
    str_init(&json, JSON_BYTES);
    enum err_code code = collect_json(s, &json, err);
    uLongf n = compressBound((uLong)json.n);
    uint8_t *packed = mem_alloc(n, 1);
    if (code == ERR_OK &&
        (packed == NULL || compress2(packed, &n, (const Bytef *)json.text,
                                     (uLong)json.n, 9) != Z_OK))
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    if (code == ERR_OK) {
        put_base64(out, packed, n);
        code = str_check(out, _("the settings"), err);
    }
    free(packed);
    str_deinit(&json);
    return code;
}
