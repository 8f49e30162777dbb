/* omr/decode_jpeg.c - JPEG to 8-bit grey; door to libjpeg-turbo.
 *
 * YCbCr and grey files give their luminance directly, without ever making
 * colour.  Scans above 400 dpi (by size) are decoded at half scale: the DCT
 * does it for less than the full decode.
 */
#include <stdio.h> /* before jpeglib.h, which needs FILE */

#include <jpeglib.h>

#include <jerror.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/decode.h"

/* A4 is 4677 px high at 400 dpi; above twice that, a quarter is plenty. */
enum { HALVE_ABOVE_PX = 4900, EXIF_MAX = 65535 };

struct jpeg_job {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf back;
    struct image *image;
    uint8_t *row; /* one CMYK or RGB row */
    bool started;
};

static void on_error(j_common_ptr jpeg)
{
    struct jpeg_job *job = jpeg->client_data;
    longjmp(job->back, 1);
}

/* Padding before a marker: some scanners round up to a whole word; what is
 * left over after damage is mostly more. */
enum { PADDING_MAX = 2 };

/* Most warnings mean that the data broke off or is damaged and libjpeg would
 * paint the rest grey: for us that is an error, or a mark may be lost unseen.
 * Odd heads and padding, which some scanners write, do no harm. */
static void on_message(j_common_ptr jpeg, int level)
{
    int what = jpeg->err->msg_code;
    bool harmless =
        what == JWRN_JFIF_MAJOR || what == JWRN_ADOBE_XFORM ||
        (what == JWRN_EXTRANEOUS_DATA &&
         jpeg->err->msg_parm.i[0] <= PADDING_MAX);
    if (level < 0 && !harmless)
        on_error(jpeg);
}

static unsigned be16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static unsigned word16(const uint8_t *p, bool big)
{
    return big ? be16(p) : (unsigned)p[1] << 8 | p[0];
}

static unsigned long word32(const uint8_t *p, bool big)
{
    return big ? (unsigned long)be16(p) << 16 | be16(p + 2)
               : (unsigned long)word16(p + 2, false) << 16 | word16(p, false);
}

/* Orientation 1..8 of an APP1 marker, 1 when it has none. */
static int exif_orientation(const uint8_t *data, size_t n)
{
    if (n < 14 || memcmp(data, "Exif\0\0", 6) != 0)
        return 1;
    const uint8_t *tiff = data + 6;
    size_t size = n - 6;
    bool big = tiff[0] == 'M';
    unsigned long at = word32(tiff + 4, big);
    if (at > size || size - at < 2)
        return 1;
    unsigned count = word16(tiff + at, big);
    for (unsigned i = 0; i < count; i++) {
        size_t entry = at + 2 + 12UL * i;
        if (entry + 12 > size)
            return 1;
        if (word16(tiff + entry, big) != 0x0112)
            continue;
        unsigned value = word16(tiff + entry + 8, big);
        return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}

static int orientation(const struct jpeg_job *job)
{
    for (jpeg_saved_marker_ptr m = job->jpeg.marker_list; m != NULL;
         m = m->next)
        if (m->marker == JPEG_APP0 + 1)
            return exif_orientation(m->data, m->data_length);
    return 1;
}

static void choose_output(struct jpeg_decompress_struct *jpeg)
{
    bool luminance = jpeg->jpeg_color_space == JCS_YCbCr ||
                     jpeg->jpeg_color_space == JCS_GRAYSCALE;
    bool inks = jpeg->jpeg_color_space == JCS_CMYK ||
                jpeg->jpeg_color_space == JCS_YCCK;
    jpeg->out_color_space =
        luminance ? JCS_GRAYSCALE : inks ? JCS_CMYK : JCS_RGB;
    JDIMENSION longer = jpeg->image_width > jpeg->image_height
                            ? jpeg->image_width
                            : jpeg->image_height;
    jpeg->scale_num = 1;
    jpeg->scale_denom = longer > 2 * HALVE_ABOVE_PX ? 4
                        : longer > HALVE_ABOVE_PX   ? 2
                                                    : 1;
    jpeg->dct_method = JDCT_ISLOW;
}

static void grey_row(const struct jpeg_job *job, uint8_t *to)
{
    const uint8_t *p = job->row;
    bool adobe = job->jpeg.saw_Adobe_marker != 0; /* inks stored inverted */
    for (int32_t x = 0; x < job->image->w; x++) {
        if (job->jpeg.out_color_space == JCS_RGB) {
            to[x] = grey_of(p[0], p[1], p[2]);
            p += 3;
            continue;
        }
        unsigned k = adobe ? p[3] : 255u - p[3];
        unsigned c = adobe ? p[0] : 255u - p[0];
        unsigned m = adobe ? p[1] : 255u - p[1];
        unsigned y = adobe ? p[2] : 255u - p[2];
        to[x] = grey_of(c * k / 255, m * k / 255, y * k / 255);
        p += 4;
    }
}

static void read_rows(struct jpeg_job *job)
{
    struct image *image = job->image;
    while (job->jpeg.output_scanline < job->jpeg.output_height) {
        uint8_t *to = image->pixels +
                      (size_t)job->jpeg.output_scanline * image->stride;
        JSAMPROW into = job->row != NULL ? job->row : to;
        (void)jpeg_read_scanlines(&job->jpeg, &into, 1);
        if (job->row != NULL)
            grey_row(job, to);
    }
}

static double density(const struct jpeg_decompress_struct *jpeg)
{
    double scale = jpeg->density_unit == 1   ? 1.0
                   : jpeg->density_unit == 2 ? 2.54
                                             : 0.0;
    return jpeg->X_density * scale / jpeg->scale_denom;
}

/* False after a longjmp; err is then set unless the data is to blame. */
static bool decode(struct jpeg_job *job, FILE *file, struct err *err,
                   enum err_code *code, int *turn)
{
    if (setjmp(job->back) != 0)
        return false;
    jpeg_create_decompress(&job->jpeg);
    job->started = true;
    jpeg_save_markers(&job->jpeg, JPEG_APP0 + 1, EXIF_MAX);
    jpeg_stdio_src(&job->jpeg, file);
    (void)jpeg_read_header(&job->jpeg, TRUE);
    choose_output(&job->jpeg);
    jpeg_calc_output_dimensions(&job->jpeg);
    *code = image_alloc(job->image, job->jpeg.output_width,
                        job->jpeg.output_height, err);
    if (*code != ERR_OK)
        return true;
    job->image->dpi = density(&job->jpeg);
    if (job->jpeg.out_color_space != JCS_GRAYSCALE) {
        job->row = mem_alloc(job->jpeg.output_width, 4);
        if (job->row == NULL) {
            *code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
            return true;
        }
    }
    (void)jpeg_start_decompress(&job->jpeg);
    read_rows(job);
    *turn = orientation(job);
    (void)jpeg_finish_decompress(&job->jpeg);
    return true;
}

enum err_code decode_jpeg(FILE *file, const char *name, struct image *out,
                          struct err *err)
{
    struct jpeg_job job = {.image = out};
    enum err_code code = ERR_OK;
    int turn = 1;
    *out = (struct image){0};
    job.jpeg.err = jpeg_std_error(&job.errors);
    job.errors.error_exit = on_error;
    job.errors.emit_message = on_message;
    job.jpeg.client_data = &job;
    if (!decode(&job, file, err, &code, &turn))
        code = err_set(err, ERR_FORMAT, 0,
                       _("the JPEG is damaged or cut off; scan or copy it "
                         "again"));
    if (job.started)
        jpeg_destroy_decompress(&job.jpeg);
    free(job.row);
    if (code == ERR_OK)
        code = image_orient(out, turn, err);
    if (code != ERR_OK) {
        image_deinit(out);
        (void)err_add(err, "%s: ", name);
    }
    return code;
}
