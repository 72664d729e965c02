// SPDX-License-Identifier: MIT
// One table: error × circumstances × cause × remedy. To add one, add a row; the first that
// applies counts.
//
// Sources: memfd_create(2), open(2), shm_open(3), seccomp(2); linux
// Documentation/userspace-api/mfd_noexec.rst; docs.docker.com "Seccomp security profiles" and
// "docker run --shm-size"; systemd.exec(5), NEWS of 258 (quotas on tmpfs).

#include "remedies.h"

#include "catalogue.h"

#include <cstring>

namespace anonshm_tool {

namespace {

bool always(const report &) {
    return true;
}

bool has_value(const report &r, const char *id, const char *value) {
    const fact *const f = find_fact(r, id);
    return f && f->value.text == value;
}

bool is_filtered(const report &r) {
    const std::string mode = r.system["sandbox"]["seccomp"].text;
    return mode == "filter" || mode == "strict";
}

bool is_in_user_namespace(const report &r) {
    return r.system["sandbox"]["user_namespace"].text == "true";
}

bool has_memfd_sysctl(const report &r) {
    return has_value(r, "memfd_noexec_sysctl", "2");
}

bool is_gvisor(const report &r) {
    return r.system["kernel"].text == "gvisor";
}

bool has_no_dev_shm(const report &r) {
    return has_value(r, "directory:/dev/shm", "none");
}

bool has_dev_shm_on_disk(const report &r) {
    return has_value(r, "dev_shm", "false");
}

constexpr char allow_memfd[] =
    "allow memfd_create in the filter: a line in \"names\" of Docker's profile (--security-opt "
    "seccomp=FILE), SystemCallFilter=memfd_create with systemd";
constexpr char tmpfs[] =
    "mount a tmpfs on /dev/shm: docker run --tmpfs /dev/shm or --shm-size=1g; an emptyDir with "
    "medium: Memory in Kubernetes";
constexpr char allow_disk[] =
    "mount a tmpfs on /dev/shm, or accept a file on disk: ANONSHM_ALLOW_DISK";

enum family { any, memfd, file };

const struct {
    family of;
    const char *error;
    bool (*applies)(const report &);
    remedy is;
} table[] = {
    {memfd,
     "SIGSYS",
     always,
     {"a seccomp filter kills the process that calls it",
      "let the filter answer ENOSYS or allow memfd_create; until then switch the method off: "
      "ANONSHM_DISABLE=memfd_create,memfd_syscall"}},
    {any,
     "SIGSYS",
     always,
     {"a seccomp filter kills the process that makes this call",
      "let the filter answer an errno instead (SCMP_ACT_ERRNO), or allow the call"}},
    {any,
     "SIGXFSZ",
     always,
     {"the limit on the size of files (RLIMIT_FSIZE)", "raise it: ulimit -f unlimited"}},
    {memfd, "EPERM", is_filtered, {"a seccomp filter of this process refuses it", allow_memfd}},
    {memfd,
     "ENOSYS",
     is_filtered,
     {"a seccomp filter of this process refuses it, or the kernel lacks it", allow_memfd}},
    {memfd,
     "EINVAL",
     is_filtered,
     {"a seccomp filter of this process refuses it or its flags", allow_memfd}},
    {memfd,
     "EACCES",
     has_memfd_sysctl,
     {"vm.memfd_noexec is 2", "sysctl vm.memfd_noexec=1, in this PID namespace"}},
    {memfd,
     "EACCES",
     always,
     {"a security module (SELinux class memfd_file) or a filter refuses it",
      "allow the domain to create memfd_file, or see the filter"}},
    {memfd,
     "EPERM",
     always,
     {"a filter or a security module refuses it", "see what confines the process"}},
    {memfd,
     "ENOSYS",
     always,
     {"the kernel is older than Linux 3.17, or built without CONFIG_MEMFD_CREATE",
      "a newer kernel"}},
    {file,
     "ENOENT",
     has_no_dev_shm,
     {"there is no /dev/shm, nor another directory in memory", tmpfs}},
    {file, "ENOENT", always, {"there is no directory in memory", tmpfs}},
    {file, "ENOTDIR", always, {"/dev/shm is no directory", tmpfs}},
    {file, "EROFS", always, {"the directory is mounted read-only", tmpfs}},
    {file,
     "ENOSPC",
     always,
     {"the directory is full",
      "remove what others left in /dev/shm, or enlarge it: docker run --shm-size=1g, mount -o "
      "remount,size=…"}},
    {file,
     "EDQUOT",
     always,
     {"the user's quota on the directory is used up (systemd 258 sets one)",
      "remove files, or raise the quota"}},
    {file,
     "EACCES",
     is_in_user_namespace,
     {"the user has no right to write there, as the directory belongs to a user outside of the "
      "user namespace",
      tmpfs}},
    {file,
     "EACCES",
     always,
     {"the user has no right to write there, or a security module refuses it",
      "chmod 1777 /dev/shm, or allow it in the profile (AppArmor, SELinux)"}},
    {file,
     "EPERM",
     is_filtered,
     {"a seccomp filter or the file system refuses it", "allow the call in the filter"}},
    {file,
     "EISDIR",
     always,
     {"the kernel or the file system has no O_TMPFILE", "nothing: the next method serves"}},
    {file,
     "ENOTSUP",
     has_dev_shm_on_disk,
     {"no directory is in memory: /dev/shm is on another file system", allow_disk}},
    {file,
     "ENOTSUP",
     always,
     {"what it gives is not in memory, or the file system has no O_TMPFILE", allow_disk}},
    {file,
     "EOPNOTSUPP",
     is_gvisor,
     {"gVisor's file systems have no O_TMPFILE", "nothing: the next method serves"}},
    {file, "EOPNOTSUPP", always, {"the file system has no O_TMPFILE", tmpfs}},
    {any,
     "EFBIG",
     always,
     {"the limit on the size of files (RLIMIT_FSIZE)", "raise it: ulimit -f unlimited"}},
    {any,
     "EMFILE",
     always,
     {"the limit on open files of this process (RLIMIT_NOFILE)", "raise it: ulimit -n 1024"}},
    {any,
     "ENFILE",
     always,
     {"the limit on open files of the system (fs.file-max)", "raise it: sysctl fs.file-max"}},
    {any,
     "ENOMEM",
     always,
     {"there is no memory, or no room in the limit of the cgroup",
      "raise the limit: docker run --memory"}},
    {any, "EPERM", always, {"something confines the process", "see what confines it"}},
};

family family_of(const std::string &method) {
    return method.compare(0, 5, "memfd") == 0 ? memfd : file;
}

} // namespace

remedy remedy_for(const report &r, const std::string &method, const std::string &error) {
    for (const auto &row : table)
        if (error == row.error && (row.of == any || row.of == family_of(method)) &&
            row.applies(r))
            return row.is;
    return {"", ""};
}

std::vector<remedy> remarks_on(const report &r) {
    std::vector<remedy> remarks;
    if (has_value(r, "total_bytes:/dev/shm", "67108864"))
        remarks.push_back({"/dev/shm has 64 MiB, the default of containers",
                           "docker run --shm-size=1g, an emptyDir with medium: Memory in "
                           "Kubernetes; a memfd is not limited by it"});
    if (r.served["in_memory"].text == "false")
        remarks.push_back({"the object is on a disk", tmpfs});
    return remarks;
}

} // namespace anonshm_tool
