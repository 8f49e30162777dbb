/* reports/sign/seal.c - see seal.h; the room's door to libpng.
 *
 * libpng's simplified reader gives 8-bit RGBA of every kind of PNG, with
 * ceilings of its own against swelling files, and reports errors as text
 * instead of leaving by longjmp.
 */
#include "reports/sign/seal.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/mem.h"

enum { SEAL_BYTES_MAX = 16 * 1024 * 1024 };

struct seal {
    uint32_t w, h;
    uint8_t *rgba;
    bool clear;
};

static enum err_code decode(struct seal *seal, const char *path,
                            const char *bytes, size_t n, struct err *err)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (png_image_begin_read_from_memory(&image, bytes, n) == 0)
        return err_set(err, ERR_FORMAT, 0, _("%s is no PNG picture: %s"), path,
                       image.message);
    if (image.width > SEAL_SIDE_MAX || image.height > SEAL_SIDE_MAX) {
        png_image_free(&image);
        return err_set(err, ERR_RANGE, 0,
                       _("%s has %u by %u pixels; a seal has at most %d by %d"),
                       path, (unsigned)image.width, (unsigned)image.height,
                       SEAL_SIDE_MAX, SEAL_SIDE_MAX);
    }
    seal->w = image.width;
    seal->h = image.height;
    image.format = PNG_FORMAT_RGBA;
    seal->rgba = mem_alloc((size_t)seal->w * seal->h, 4);
    if (seal->rgba == NULL) {
        png_image_free(&image);
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), path);
    }
    if (png_image_finish_read(&image, NULL, seal->rgba, 0, NULL) == 0)
        return err_set(err, ERR_FORMAT, 0, _("%s is a damaged PNG picture: %s"),
                       path, image.message);
    for (size_t i = 0; i < (size_t)seal->w * seal->h; i++)
        seal->clear = seal->clear || seal->rgba[4 * i + 3] != 255;
    return ERR_OK;
}

enum err_code seal_open(const char *path, struct seal **out, struct err *err)
{
    char *bytes;
    size_t n;
    *out = NULL;
    enum err_code code = file_read(path, SEAL_BYTES_MAX, &bytes, &n, err);
    if (code != ERR_OK)
        return code;
    struct seal *seal = mem_alloc(1, sizeof *seal);
    code = seal != NULL ? decode(seal, path, bytes, n, err)
                        : err_set(err, ERR_NOMEM, 0, _("%s: out of memory"),
                                  path);
    free(bytes);
    if (code == ERR_OK)
        *out = seal;
    else
        seal_free(seal);
    return code;
}

void seal_free(struct seal *seal)
{
    if (seal == NULL)
        return;
    free(seal->rgba);
    free(seal);
}

double seal_ratio(const struct seal *seal)
{
    return (double)seal->w / (double)seal->h;
}

bool seal_is_clear(const struct seal *seal)
{
    return seal->clear;
}

/* Channels [from, from + count) of every pixel, packed. */
static void add_pixels(const struct seal *seal, struct pdf_update *u,
                       size_t from, size_t count)
{
    size_t pixels = (size_t)seal->w * seal->h;
    uint8_t *plain = mem_alloc(pixels, count);
    uLongf n = compressBound((uLong)(pixels * count));
    uint8_t *packed = mem_alloc(n, 1);
    bool ok = plain != NULL && packed != NULL;
    for (size_t i = 0; ok && i < pixels; i++)
        memcpy(plain + i * count, seal->rgba + 4 * i + from, count);
    ok = ok && compress2(packed, &n, plain, (uLong)(pixels * count), 9) == Z_OK;
    if (ok) {
        str_addf(&u->out, "/Filter /FlateDecode /Length %lu >>\nstream\n",
                 (unsigned long)n);
        str_add_bytes(&u->out, (const char *)packed, n);
        str_add(&u->out, "\nendstream");
    } else {
        u->out.failed = true;
    }
    free(plain);
    free(packed);
}

static void begin_image(const struct seal *seal, struct pdf_update *u,
                        uint32_t number, const char *space)
{
    pdf_update_begin(u, number);
    str_addf(&u->out, "<< /Type /XObject /Subtype /Image /Width %u /Height %u "
                      "/ColorSpace /%s /BitsPerComponent 8 ",
             (unsigned)seal->w, (unsigned)seal->h, space);
}

uint32_t seal_write(const struct seal *seal, struct pdf_update *u)
{
    uint32_t colours = pdf_update_number(u);
    uint32_t opacity = seal->clear ? pdf_update_number(u) : 0;
    begin_image(seal, u, colours, "DeviceRGB");
    if (opacity != 0)
        str_addf(&u->out, "/SMask %u 0 R ", (unsigned)opacity);
    add_pixels(seal, u, 0, 3);
    pdf_update_end(u);
    if (opacity == 0)
        return colours;
    begin_image(seal, u, opacity, "DeviceGray");
    add_pixels(seal, u, 3, 1);
    pdf_update_end(u);
    return colours;
}
