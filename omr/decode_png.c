/* omr/decode_png.c - PNG of every kind to 8-bit grey, one bit stays packed;
 * door to libpng.
 *
 * libpng leaves by longjmp on errors; every jump lands in read_rows() or
 * read_head(), whose locals do not change after setjmp.
 */
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "omr/decode.h"

struct png_job {
    png_structp png;
    png_infop info;
    struct image *image;
    uint8_t *row;      /* one source row, or the whole image if interlaced */
    png_bytep *rows;
    int channels;
    int passes;
    uint8_t flip;      /* of packed rows: 0xFF where 1 is black */
    char message[160];
};

static void on_error(png_structp png, png_const_charp text)
{
    struct png_job *job = png_get_error_ptr(png);
    (void)snprintf(job->message, sizeof job->message, "%s",
                   decoder_words(text));
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text; /* a page with odd metadata is read all the same */
}

/* Words, profiles and the like: passed over without room being made for them.
 * To libpng 1.6 a chunk longer than png_set_chunk_malloc_max() is worth a
 * warning only, and a header of 48 bytes would cost two gigabytes. */
static void pass_over(png_structp png)
{
    static const png_byte chunks[] = "tEXt\0zTXt\0iTXt\0iCCP\0eXIf\0sPLT\0"
                                     "hIST\0pCAL\0sCAL\0tIME";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, chunks,
                                (int)(sizeof chunks / 5));
}

static bool read_head(struct png_job *job, FILE *file)
{
    if (setjmp(png_jmpbuf(job->png)) != 0)
        return false;
    /* The sizes are checked by image_alloc(), with words of our own. */
    png_set_user_limits(job->png, 0x7FFFFFFF, 0x7FFFFFFF);
    png_set_chunk_cache_max(job->png, 64);
    png_set_chunk_malloc_max(job->png, 8 * 1024 * 1024);
    pass_over(job->png);
    /* The CRC of every chunk is checked; the sum over the pixels as well
     * would be a seventh of the time of a one-bit page. */
    (void)png_set_option(job->png, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
    png_init_io(job->png, file);
    png_read_info(job->png, job->info);
    return true;
}

/* A palette of black and white; which of them is 1. */
static bool is_two_tone(const struct png_job *job, uint8_t *flip)
{
    png_colorp palette = NULL;
    int n = 0;
    if (png_get_PLTE(job->png, job->info, &palette, &n) == 0 || n != 2)
        return false;
    unsigned tone[2];
    for (int i = 0; i < 2; i++) {
        tone[i] = palette[i].red;
        if ((tone[i] != 0 && tone[i] != 255) || palette[i].green != tone[i] ||
            palette[i].blue != tone[i])
            return false;
    }
    *flip = tone[0] == 0 ? 0 : 0xFF;
    return tone[0] != tone[1];
}

/* Rows that can stay as they are: one bit, black and white, top to bottom. */
static bool is_packed(const struct png_job *job, uint8_t *flip)
{
    png_byte colour = png_get_color_type(job->png, job->info);
    *flip = 0;
    return png_get_bit_depth(job->png, job->info) == 1 &&
           png_get_valid(job->png, job->info, PNG_INFO_tRNS) == 0 &&
           png_get_interlace_type(job->png, job->info) ==
               PNG_INTERLACE_NONE &&
           (colour == PNG_COLOR_TYPE_GRAY ||
            (colour == PNG_COLOR_TYPE_PALETTE && is_two_tone(job, flip)));
}

/* Everything else becomes 8-bit grey, or 8-bit RGB that grey_row() turns
 * grey. */
static bool set_up(struct png_job *job)
{
    if (setjmp(png_jmpbuf(job->png)) != 0)
        return false;
    job->channels = 1;
    job->passes = 1;
    if (job->image->packed) {
        png_read_update_info(job->png, job->info);
        return true;
    }
    png_byte colour = png_get_color_type(job->png, job->info);
    if (png_get_bit_depth(job->png, job->info) == 16)
        png_set_strip_16(job->png);
    if (colour == PNG_COLOR_TYPE_PALETTE)
        png_set_palette_to_rgb(job->png);
    int depth = png_get_bit_depth(job->png, job->info);
    if (colour == PNG_COLOR_TYPE_GRAY && depth < 8)
        png_set_expand_gray_1_2_4_to_8(job->png);
    if (png_get_valid(job->png, job->info, PNG_INFO_tRNS) != 0 ||
        (colour & PNG_COLOR_MASK_ALPHA) != 0) {
        png_color_16 white = {.red = 255, .green = 255, .blue = 255,
                              .gray = 255};
        if (png_get_valid(job->png, job->info, PNG_INFO_tRNS) != 0)
            png_set_tRNS_to_alpha(job->png);
        png_set_background(job->png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0,
                           1.0);
    }
    job->passes = png_set_interlace_handling(job->png);
    png_read_update_info(job->png, job->info);
    job->channels = png_get_channels(job->png, job->info);
    return true;
}

static void grey_row(const struct png_job *job, const uint8_t *from,
                     uint8_t *to)
{
    for (int32_t x = 0; x < job->image->w; x++, from += job->channels)
        to[x] = grey_of(from[0], from[1], from[2]);
}

static bool read_rows(struct png_job *job)
{
    if (setjmp(png_jmpbuf(job->png)) != 0)
        return false;
    struct image *image = job->image;
    if (job->passes > 1) {
        png_read_image(job->png, job->rows);
        for (int32_t y = 0; y < image->h && job->channels > 1; y++)
            grey_row(job, job->rows[y],
                     image->pixels + (size_t)y * image->stride);
        return true;
    }
    for (int32_t y = 0; y < image->h; y++) {
        uint8_t *to = image->pixels + (size_t)y * image->stride;
        png_read_row(job->png, job->row != NULL ? job->row : to, NULL);
        if (job->channels > 1)
            grey_row(job, job->row, to);
    }
    if (image->packed)
        settle_bits(image, job->flip);
    return true;
}

/* Buffers for colour rows; an interlaced image needs all of them at once. */
static enum err_code make_rows(struct png_job *job, struct err *err)
{
    const struct image *image = job->image;
    size_t width = (size_t)image->w * (size_t)job->channels;
    size_t n = job->passes > 1 ? (size_t)image->h : 1;
    bool own_row = job->channels > 1;
    if (own_row)
        job->row = mem_alloc(n, width);
    if (job->passes > 1)
        job->rows = mem_alloc(n, sizeof *job->rows);
    if ((own_row && job->row == NULL) ||
        (job->passes > 1 && job->rows == NULL))
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    for (size_t y = 0; job->passes > 1 && y < n; y++)
        job->rows[y] = job->channels > 1 ? job->row + y * width
                                         : image->pixels + y * image->stride;
    return ERR_OK;
}

static enum err_code damaged(const struct png_job *job, const char *name,
                             struct err *err)
{
    return err_set(err, ERR_FORMAT, 0,
                   _("%s: the PNG is damaged or cut off (%s); scan or copy it "
                     "again"),
                   name, job->message);
}

static void note_head(const struct png_job *job, struct image *out)
{
    png_uint_32 per_metre = 0;
    png_uint_32 other = 0;
    int unit = 0;
    if (png_get_pHYs(job->png, job->info, &per_metre, &other, &unit) != 0 &&
        unit == PNG_RESOLUTION_METER)
        out->dpi = per_metre * 0.0254;
    out->bilevel = png_get_bit_depth(job->png, job->info) == 1;
}

static enum err_code decode(struct png_job *job, FILE *file, const char *name,
                            struct image *out, struct err *err)
{
    if (!read_head(job, file))
        return damaged(job, name, err);
    png_uint_32 w = png_get_image_width(job->png, job->info);
    png_uint_32 h = png_get_image_height(job->png, job->info);
    enum err_code code = is_packed(job, &job->flip)
                             ? image_alloc_bits(out, w, h, err)
                             : image_alloc(out, w, h, err);
    if (code != ERR_OK) {
        (void)err_add(err, "%s: ", name);
        return code;
    }
    note_head(job, out);
    if (!set_up(job))
        return damaged(job, name, err);
    code = make_rows(job, err);
    if (code == ERR_OK && !read_rows(job))
        code = damaged(job, name, err);
    return code;
}

enum err_code decode_png(FILE *file, const char *name, struct image *out,
                         struct err *err)
{
    struct png_job job = {.image = out};
    *out = (struct image){0};
    job.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &job, on_error,
                                     on_warning);
    job.info = job.png != NULL ? png_create_info_struct(job.png) : NULL;
    enum err_code code =
        job.info == NULL ? err_set(err, ERR_NOMEM, 0, _("out of memory"))
                         : decode(&job, file, name, out, err);
    png_destroy_read_struct(&job.png, &job.info, NULL);
    free(job.row);
    free(job.rows);
    if (code != ERR_OK)
        image_deinit(out);
    return code;
}
