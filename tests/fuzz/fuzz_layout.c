/* tests/fuzz/fuzz_layout.c - layouts as JSON, which people may write by hand
 * for sheets made elsewhere.  One that is taken says the same when written
 * and read again. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "forms/layout.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

enum { TEXT_MAX = 4 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    struct layout *layout = NULL, *again = NULL;
    struct str first, second;
    struct err err = ERR_INIT;
    char *text = malloc(n + 1); /* its own length */
    if (text == NULL)
        return 0;
    if (n > 0)
        memcpy(text, data, n);
    text[n] = '\0';
    str_init(&first, TEXT_MAX);
    str_init(&second, TEXT_MAX);
    if (layout_parse(text, n, "fuzz", NULL, &layout, &err) != ERR_OK) {
        assert(layout == NULL && err.text[0] != '\0');
    } else {
        layout_to_json(layout, &first);
        if (str_ok(&first)) {
            err_clear(&err);
            enum err_code code =
                layout_parse(first.text, first.n, "again", NULL, &again, &err);
            assert(code == ERR_OK);
            layout_to_json(again, &second);
            assert(strcmp(first.text, second.text) == 0);
        }
    }
    layout_free(layout);
    layout_free(again);
    str_deinit(&first);
    str_deinit(&second);
    free(text);
    return 0;
}
