#include "tests/bench/decode.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <tiffio.h>

static bool decode_png(FILE *file)
{
    png_structp png =
        png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    uint8_t *volatile page = NULL;
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        free(page);
        return false;
    }
    png_init_io(png, file);
    png_read_info(png, info);
    size_t row = png_get_rowbytes(png, info);
    size_t rows = png_get_image_height(png, info);
    page = malloc(row * rows); /* the whole page: that is what one wants */
    for (size_t y = 0; page && y < rows; y++) {
        png_read_row(png, page + y * row, NULL);
    }
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    bool ok = page != NULL;
    free(page);
    return ok;
}

struct jpeg_trouble {
    struct jpeg_error_mgr base;
    jmp_buf out;
};

static void jpeg_fail(j_common_ptr info)
{
    longjmp(((struct jpeg_trouble *)info->err)->out, 1);
}

static bool decode_jpeg(FILE *file)
{
    struct jpeg_trouble trouble;
    struct jpeg_decompress_struct jpeg;
    uint8_t *volatile page = NULL;
    jpeg.err = jpeg_std_error(&trouble.base);
    trouble.base.error_exit = jpeg_fail;
    if (setjmp(trouble.out)) {
        jpeg_destroy_decompress(&jpeg);
        free(page);
        return false;
    }
    jpeg_create_decompress(&jpeg);
    jpeg_stdio_src(&jpeg, file);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.out_color_space = JCS_GRAYSCALE;
    jpeg_start_decompress(&jpeg);
    page = malloc((size_t)jpeg.output_width * jpeg.output_height);
    while (page && jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = page + (size_t)jpeg.output_scanline * jpeg.output_width;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    bool ok = page != NULL;
    free(page);
    return ok;
}

static bool decode_strips(TIFF *tiff)
{
    tmsize_t strip = TIFFStripSize(tiff);
    uint32_t strips = TIFFNumberOfStrips(tiff);
    uint8_t *page = malloc((size_t)strip * strips);
    bool ok = page != NULL;
    for (uint32_t i = 0; ok && i < strips; i++) {
        ok = TIFFReadEncodedStrip(tiff, i, page + (size_t)strip * i, strip) >= 0;
    }
    free(page);
    return ok;
}

static bool decode_tiff(const char *path, size_t *pages)
{
    TIFF *tiff = TIFFOpen(path, "r");
    bool ok = tiff != NULL;
    *pages = 0;
    while (ok) {
        ok = decode_strips(tiff);
        *pages += ok;
        if (!TIFFReadDirectory(tiff)) {
            break;
        }
    }
    if (tiff) {
        TIFFClose(tiff);
    }
    return ok;
}

bool decode_file(const char *path, size_t *pages)
{
    const char *dot = strrchr(path, '.');
    if (dot && strcmp(dot, ".tif") == 0) {
        return decode_tiff(path, pages);
    }
    FILE *file = fopen(path, "rb");
    *pages = 1;
    bool ok = file && (dot && strcmp(dot, ".jpg") == 0 ? decode_jpeg(file)
                                                       : decode_png(file));
    if (file) {
        fclose(file);
    }
    return ok;
}
