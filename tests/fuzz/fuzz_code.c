/* tests/fuzz/fuzz_code.c - the door to ZBar on pictures of any kind.
 *
 *     byte 0      size of the code, 21 + 4 k modules
 *     byte 1      pixels a module 1..6; 0x80: no finder patterns are drawn
 *     byte 2      turn of the place; 0x80: half of its size; 0x40: it is not
 *                 looked for anywhere else (which is slow)
 *     the rest    bits of the modules, row by row
 *
 * With finder patterns in their corners nearly every input gets as far as the
 * decoding of its modules; ZBar itself carries no sanitizer.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "omr/code.h"
#include "omr/piece.h"
#include "omr/sample.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

enum { QUIET = 4 };

/* 1 = dark: the three corners of a QR code, -1 elsewhere. */
static int finder(int size, int x, int y)
{
    int fx = x < 8 ? x : size - 1 - x < 8 ? size - 1 - x : -1;
    int fy = y < 8 ? y : size - 1 - y < 8 ? size - 1 - y : -1;
    if (fx < 0 || fy < 0 || (x >= 8 && y >= 8))
        return -1;
    if (fx == 7 || fy == 7)
        return 0;
    int ring = fx < fy ? fx : fy;
    int far = fx > fy ? fx : fy;
    ring = ring < 6 - far ? ring : 6 - far;
    return ring != 1;
}

static void draw(struct image *image, int size, int scale, bool finders,
                 const unsigned char *bits, size_t n)
{
    for (int32_t y = 0; y < image->h; y++) {
        for (int32_t x = 0; x < image->w; x++) {
            int mx = x / scale - QUIET;
            int my = y / scale - QUIET;
            int dark = 0;
            if (mx >= 0 && my >= 0 && mx < size && my < size) {
                size_t at = (size_t)(my * size + mx);
                dark = finders ? finder(size, mx, my) : -1;
                if (dark < 0)
                    dark = at / 8 < n && (bits[at / 8] >> at % 8 & 1) != 0;
            }
            pixel_put(image, x, y, dark ? 0 : 255);
        }
    }
}

static void look(struct code_reader *reader, const struct image *image,
                 int size, int scale, int how)
{
    char text[CODE_TEXT_MAX];
    struct code_lie lie;
    double px = scale; /* a module is a millimetre */
    double angle = (how & 7) * 0.1;
    double part = how & 0x80 ? 0.5 : 1;
    struct page_map map = {.h = {px * cos(angle), -px * sin(angle), 0,
                                 px * sin(angle), px * cos(angle), 0, 0, 0, 1}};
    struct rect_mm place = {QUIET, QUIET, size * part, size * part};
    memset(text, 'x', sizeof text);
    if (code_read_place(reader, image, &map, &place, text, &lie))
        assert(memchr(text, '\0', sizeof text) != NULL);
    memset(text, 'x', sizeof text);
    if ((how & 0x40) == 0 && code_read_anywhere(reader, image, text, &lie))
        assert(memchr(text, '\0', sizeof text) != NULL);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    static struct piece_room *room;
    static struct code_reader *reader;
    struct image image = {0};
    if (n < 3)
        return 0;
    if (room == NULL && piece_room_new(&room, NULL) != ERR_OK)
        return 0;
    if (reader == NULL && code_reader_new(room, &reader, NULL) != ERR_OK)
        return 0;
    int size = 21 + data[0] % 16 * 4;
    int scale = 1 + data[1] % (size < 40 ? 6 : 3);
    uint64_t side = (uint64_t)((size + 2 * QUIET) * scale);
    enum err_code code = data[1] & 0x40
                             ? image_alloc_bits(&image, side, side, NULL)
                             : image_alloc(&image, side, side, NULL);
    if (code != ERR_OK)
        return 0;
    draw(&image, size, scale, (data[1] & 0x80) == 0, data + 3, n - 3);
    look(reader, &image, size, scale, data[2]);
    image_deinit(&image);
    return 0;
}
