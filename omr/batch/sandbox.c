/* omr/batch/sandbox.c - see sandbox.h.  The one door to libseccomp. */
#include "omr/batch/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A page of 120 Mpixel is 120 MB of grey; progressive JPEG holds its
 * coefficients besides.  2 GB is past every honest page. */
#define ADDRESS_BYTES ((rlim_t)2 * 1024 * 1024 * 1024)
#define FILE_BYTES ((rlim_t)512 * 1024 * 1024)

/* Address sanitizer maps terabytes and makes calls of its own: a program built
 * with it keeps the walls around files and goes without these two. */
#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static void bound(int resource, rlim_t value)
{
    struct rlimit limit = {value, value};
    (void)setrlimit((__rlimit_resource_t)resource, &limit);
}

static const int allowed[] = {
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev),
    SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(lseek),
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(close), SCMP_SYS(fstat),
    SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx),
    SCMP_SYS(access), SCMP_SYS(fcntl), SCMP_SYS(mmap), SCMP_SYS(munmap),
    SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(brk), SCMP_SYS(madvise),
    SCMP_SYS(futex), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
    SCMP_SYS(time), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill),
    SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(fsync),
    SCMP_SYS(fdatasync), SCMP_SYS(ftruncate), SCMP_SYS(unlink),
    SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(mkdir),
    SCMP_SYS(getrandom), SCMP_SYS(sched_yield), SCMP_SYS(sysinfo),
    SCMP_SYS(copy_file_range), SCMP_SYS(getcwd), SCMP_SYS(rseq),
    SCMP_SYS(fadvise64), SCMP_SYS(getrusage),
    /* poppler: fontconfig looks through folders; decode_pdf.c listens to
     * stderr through a file in memory */
    SCMP_SYS(getdents64), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(memfd_create),
    SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3),
};

static bool filter_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == NULL)
        return false;
    int bad = 0;
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
        bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    if (bad == 0)
        bad = seccomp_load(filter);
    seccomp_release(filter);
    return bad == 0;
}

/* Rights of Landlock ABI 1, in Linux since 5.13. */
#define WRITE_RIGHTS                                                         \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |         \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |         \
     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |             \
     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |           \
     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

static bool allow_below(int rules, const char *folder)
{
    int fd = open(folder, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return false;
    struct landlock_path_beneath_attr rule = {
        .allowed_access = LANDLOCK_ACCESS_FS_WRITE_FILE |
                          LANDLOCK_ACCESS_FS_MAKE_REG |
                          LANDLOCK_ACCESS_FS_MAKE_DIR |
                          LANDLOCK_ACCESS_FS_REMOVE_FILE,
        .parent_fd = fd};
    long bad = syscall(SYS_landlock_add_rule, rules,
                       LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    (void)close(fd);
    return bad == 0;
}

/* True also where the kernel has no Landlock: it is a second wall. */
static bool confine_writes(const char *const writable[])
{
    struct landlock_ruleset_attr attr = {.handled_access_fs = WRITE_RIGHTS};
    long made = syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (made < 0)
        return errno == ENOSYS || errno == EOPNOTSUPP;
    int rules = (int)made;
    bool ok = true;
    for (size_t i = 0; writable[i] != NULL; i++)
        ok = allow_below(rules, writable[i]) && ok;
    ok = ok && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    (void)close(rules);
    return ok;
}

const char *sandbox_enter(int keep, const char *const writable[])
{
    if (keep > 3)
        (void)close_range(3, (unsigned)keep - 1, 0);
    (void)close_range((unsigned)keep + 1, ~0U, 0);
    bound(RLIMIT_CORE, 0);
    bound(RLIMIT_FSIZE, FILE_BYTES);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (!confine_writes(writable))
        return "landlock";
    if (SANITIZED)
        return NULL;
    bound(RLIMIT_AS, ADDRESS_BYTES);
    if (!filter_calls())
        return "seccomp";
    return NULL;
}
