/* The corpus of tests/fuzz/fuzz_layout.c and changes of it: layouts as JSON. */
#include "tests/fuzz/fuzz_layout.c"
#include "tests/fuzz/replay.h"

REPLAY_MAIN("layout", 3, 400)
