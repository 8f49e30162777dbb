/* pingyi.c - the door: joins the rooms' tables of commands and of web
 * pages, nothing else. */
#include "engine/cli/command.h"
#include "engine/cli/main.h"
#include "engine/web/call.h"

int main(int argc, char **argv)
{
    const struct command *const rooms[] = {
        engine_commands,
        forms_commands,
        omr_commands,
        reports_commands,
        NULL,
    };
    const struct web_room *const web[] = {&engine_web, &forms_web, &omr_web, NULL};
    return cli_main(argc, argv, rooms, web);
}
