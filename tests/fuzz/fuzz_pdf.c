/* tests/fuzz/fuzz_pdf.c - the PDF reader, verifier and attachment reader on
 * any bytes.  With clang:
 *
 *   clang -g -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -I. \
 *     tests/fuzz/fuzz_pdf.c reports/sign/{attachment,cert,cms,cms_encode,der}.c \
 *     reports/sign/{pdf_file,pdf_lex,pdf_update,signature,trust,verify}.c \
 *     engine/base/{crypto,err,file,i18n,mem,str,utf8}.c -lcrypto -lz \
 *     -o build/fuzz_pdf && build/fuzz_pdf tests/fuzz/corpus/pdf
 *
 * Without it, tests/reports/test_pdf_fuzz.c replays the corpus and changes
 * of it in `make check`.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "reports/sign.h"
#include "reports/sign/pdf_update.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

/* Walk everything a signing run would look at, and write an update. */
static void update(const char *bytes, size_t n)
{
    struct pdf_file file;
    struct pdf_update u;
    struct pdf_value ref, page;
    if (pdf_file_init(&file, bytes, n, "fuzz", NULL) != ERR_OK)
        return;
    if (file.size < 4096 &&
        pdf_page_at(&file, 0, &ref, &page, NULL) == ERR_OK) {
        pdf_update_init(&u, &file);
        pdf_update_replace(&u, &ref);
        str_add(&u.out, "<< ");
        pdf_update_copy(&u, &page, (const char *const[]){"Annots", NULL});
        str_add(&u.out, ">>");
        pdf_update_end(&u);
        enum err_code code = pdf_update_finish(&u, NULL);
        (void)code;
        pdf_update_deinit(&u);
    }
    pdf_file_deinit(&file);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    struct verify_result result;
    char *attached = NULL;
    size_t attached_n;
    /* a copy of exactly n bytes: a read past the end is caught */
    char *bytes = malloc(n > 0 ? n : 1);
    if (bytes == NULL)
        return 0;
    if (n > 0)
        memcpy(bytes, data, n);
    if (verify_bytes(bytes, n, "fuzz", NULL, &result, NULL) == ERR_OK)
        assert(result.status != VERIFY_GOOD); /* nothing is trusted here */
    if (verify_attachment_bytes(bytes, n, "fuzz", "pingyi-figures.json",
                                &attached, &attached_n, NULL) == ERR_OK &&
        attached != NULL)
        assert(attached[attached_n] == '\0');
    free(attached);
    update(bytes, n);
    free(bytes);
    return 0;
}
