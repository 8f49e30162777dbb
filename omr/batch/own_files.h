/* omr/batch/own_files.h - what pingyi wrote itself is no scan.
 *
 * `pingyi scan .` inside a workspace would read the sheets it printed as if
 * they had come back empty, and contradict those that did come back.  So files
 * below out/ and pages/ of the workspace, and its database, are left out.
 */
#ifndef OMR_BATCH_OWN_FILES_H
#define OMR_BATCH_OWN_FILES_H

#include <stdbool.h>
#include <stddef.h>

/* Frees and removes them from paths[0..*n), and what a desktop leaves in
 * folders (Thumbs.db, desktop.ini); the order of the rest stays.  Returns how
 * many were the workspace's own. */
size_t own_files_drop(const char *workspace, char *paths[], size_t *n);

/* Is it the out/ or pages/ of the workspace, or inside one of them? */
bool own_files_folder(const char *workspace, const char *dir);

#endif
