/* tests/fuzz/fuzz_intake.c - the PDF door of scans (fuzz_pdf.c is the reader
 * of signatures).  poppler itself carries no sanitizer: what is seen here is
 * our side of it, plus whatever it does to memory of ours and every crash.
 * Errors that stay inside it are what the isolated worker is for. */
#include "tests/fuzz/door.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

/* A picture of gigabytes is refused there as it is under the worker's limit,
 * not an error of the sanitizer. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1:max_allocation_size_mb=1536";
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    door_try_as(data, n, "%PDF-1.7", 8);
    return 0;
}
