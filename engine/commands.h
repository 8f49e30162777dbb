/* engine/commands.h - the commands of this room; rows in commands.c. */
#ifndef ENGINE_COMMANDS_H
#define ENGINE_COMMANDS_H

#include "engine/cli/command.h"

/* `pingyi new`, but for what only the rooms above know: layouts of sheets made
 * elsewhere.  `form` is NULL or the questionnaire asked for; NULL is replaced
 * by one made from the layout.  *json is the layout as it is stored. */
struct questionnaire;
struct new_door {
    enum err_code (*layout)(const char *path, const char *blank,
                            struct questionnaire **form, struct str *json,
                            bool *open, struct err *err);
};
int workspace_new(struct cli *cli, const struct new_door *door);
int cmd_form(struct cli *cli);
int cmd_design(struct cli *cli);
int cmd_issue(struct cli *cli);
int cmd_check(struct cli *cli);
int cmd_tally(struct cli *cli);
int cmd_quality(struct cli *cli);
int cmd_compare(struct cli *cli);
int cmd_measure(struct cli *cli);
int cmd_import(struct cli *cli);
int cmd_export(struct cli *cli);
int cmd_serve(struct cli *cli);
int cmd_close(struct cli *cli);
int cmd_doctor(struct cli *cli);

#endif
