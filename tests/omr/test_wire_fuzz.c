/* The corpus of tests/fuzz/fuzz_wire.c and changes of it: messages of workers. */
#include "tests/fuzz/fuzz_wire.c"
#include "tests/fuzz/replay.h"

REPLAY_MAIN("wire", 3, 3000)
