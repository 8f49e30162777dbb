/* pingyi.c - the door: joins the rooms' command tables, nothing else. */
#include "engine/cli/command.h"
#include "engine/cli/main.h"

int main(int argc, char **argv)
{
    const struct command *const rooms[] = {
        engine_commands,
        forms_commands,
        omr_commands,
        reports_commands,
        NULL,
    };
    return cli_main(argc, argv, rooms);
}
