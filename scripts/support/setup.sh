# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Shared by the scripts: messages, the build directory, prerequisites.
# POSIX only, and sourced: it must start on a machine that has nothing but a shell.
# The caller sets `script`: its own path, symbolic links resolved.

unset CDPATH
root=$(cd -- "$(dirname "${script:?}")/.." && pwd -P)
name=scripts/$(basename "$script")
output=$root/build toolchain=${CMAKE_TOOLCHAIN_FILE:-}
valued='' flags='' # the script's options

# A shell that gets no PATH invents one and keeps it from its children.
if ! env | grep -q '^PATH='; then
    PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin:/usr/pkg/bin
    export PATH
fi

# ---- messages; standard output belongs to the results ----

message() {
    printf '%s: %s\n' "$name" "$*" >&2
}

# Of every script: 0 done, 1 what was wanted did not come out, 2 wrong usage or input, 3 setting
# up failed.
die() {
    message "$@"
    exit 3
}

refuse() {
    message "$@"
    exit 2
}

usage_error() {
    message "$@"
    usage >&2
    exit 2
}

# ---- the command line ----

# The next of the arguments: `option`, its `value`, and how many words it `took`. The script has
# its options in `valued`, which take a value, and in `flags`, which take none.
# shellcheck disable=SC2034,SC2086 # lists of words; and the script reads `took`
next_option() { # ARGUMENT...
    option=$1 value='' took=1
    case $1 in
    -h) option=--help ;;
    --) [ $# -eq 1 ] || usage_error "unknown argument: $2" ;;
    --*=*) option=${1%%=*} value=${1#*=} ;;
    esac
    if is_one_of "$option" $valued; then
        if [ "$option" = "$1" ]; then value=${2:-} took=2; fi
        [ -n "$value" ] || usage_error "$option needs a value"
    elif ! is_one_of "$option" $flags --help --; then
        usage_error "unknown argument: $1$(did_you_mean "$option" $valued $flags --help)"
    elif [ "$option" != "$1" ] && [ "$1" != -h ]; then
        usage_error "$option takes no value"
    fi
}

is_one_of() { # WORD CANDIDATE...
    wanted=$1
    shift
    for candidate in "$@"; do
        [ "$candidate" != "$wanted" ] || return 0
    done
    return 1
}

need_choice() { # WHAT VALUE CHOICE...
    what=$1 chosen=$2
    shift 2
    is_one_of "$chosen" "$@" || usage_error \
        "unknown $what: $chosen (there are $(echo "$*" | sed 's/ /, /g'))$(
            did_you_mean "$chosen" "$@"
        )"
}

# The end of a complaint: the candidate that takes the fewest changes of a letter (Levenshtein),
# or begins so, if there is one.
did_you_mean() { # WORD CANDIDATE...
    if ! has awk || [ "${#1}" -gt 40 ]; then return; fi
    wanted=$1
    shift
    printf '%s\n' "$@" | WANTED=$wanted awk '
        function least(a, b) { return a < b ? a : b }
        function changes(s, t,    i, j, n) {
            for (i = 0; i <= length(s); i++) n[i, 0] = i
            for (j = 0; j <= length(t); j++) n[0, j] = j
            for (i = 1; i <= length(s); i++)
                for (j = 1; j <= length(t); j++)
                    n[i, j] = least(least(n[i - 1, j], n[i, j - 1]) + 1,
                        n[i - 1, j - 1] + (substr(s, i, 1) != substr(t, j, 1)))
            return n[length(s), length(t)]
        }
        BEGIN { wanted = ENVIRON["WANTED"]; fewest = (length(wanted) + 2) / 3 }
        { n = index($0, wanted) == 1 && length(wanted) > 2 ? 0 : changes(wanted, $0) }
        n <= fewest { fewest = n; found = $0 }
        END { if (found != "") print "; did you mean " found "?" }'
}

# Colours are the programs', which follow these two: https://no-color.org and
# https://bixense.com/clicolors
set_color() { # WHEN
    need_choice color "$1" auto always never
    case $1 in
    always) unset NO_COLOR && export CLICOLOR_FORCE=1 ;;
    never) unset CLICOLOR_FORCE && export NO_COLOR=1 ;;
    esac
}

# Runs a command whose output matters only when it fails. In the background, so that a signal
# need not wait for its end; a moment at a time, since one that comes just before `wait` begins
# is handled only after it (mksh 59, ksh93u+m 1.0.4).
step() { # TITLE COMMAND...
    message "$1"
    doing=$1
    shift
    child=starting caught=''
    catch_signals
    "$@" >>"$log" 2>&1 </dev/null 9>&- &
    child=$!
    # shellcheck disable=SC2086 # two words
    [ -z "$caught" ] || interrupt $caught
    while is_child "$child" && a_moment; do :; done
    if wait "$child"; then
        child=''
        return
    fi
    explain_failure
    die "failed: $*; see $log"
}

# Whether it has not ended; one that has is gone with the next command that the shell waits for.
is_child() { # PID
    kill -s 0 "$1" 2>/dev/null
}

# POSIX has whole seconds only.
a_moment() {
    sleep 0.1 2>/dev/null || sleep 1 2>/dev/null
}

# The lines that say why; before them the whole log, where nobody is at a terminal to look at it
# later.
explain_failure() {
    [ -t 2 ] || cat "$log" >&2
    if ! has awk; then return; fi
    awk '/^CMake Error|(error|ERROR):|undefined reference|cannot find|[*][*][*]/ { left = 3 }
        left-- > 0 && shown++ < 12 { print "    " $0 }' "$log" >&2
}

# ---- signals ----

# In each subshell again, since it forgets them (POSIX.1, XCU 2.12).
catch_signals() {
    trap 'interrupt HUP 129' HUP
    trap 'interrupt INT 130' INT
    trap 'interrupt TERM 143' TERM
}

# Ends what the script has started, and then itself by the same signal; while a child is starting,
# as soon as its number is known.
interrupt() { # SIGNAL STATUS
    if [ "${child:-}" = starting ]; then
        caught=$*
        return
    fi
    trap '' INT TERM HUP
    if [ -n "${child:-}" ]; then
        end_all "$child"
        message "interrupted while $doing; what is in $output is used next time"
    fi
    trap - "$1"
    kill -s "$1" "$$"
    exit "$2" # of a subshell; and a Korn shell may be here before its signal
}

# A process and all that descend from it. Returns when they have ended; who is still there after
# some ten seconds gets SIGKILL.
# shellcheck disable=SC2086 # one word, one process
end_all() { # PID
    tree=$1 tries=0
    signal_tree TERM
    while tree=$(tree_of $tree) && [ -n "$tree" ] && [ "$tries" -lt 110 ]; do
        if [ "$tries" -ge 100 ]; then signal_tree KILL; fi
        tries=$((tries + 1))
        a_moment || true
    done
}

# They are stopped before, until no other appears: the parent of what one of them starts meanwhile
# could end, and nothing would tell then whose it was. Another user's cannot be stopped, hence the
# limit.
# shellcheck disable=SC2086 # one word, one process
signal_tree() { # SIGNAL
    stopped=''
    for _ in 1 2 3 4 5 6 7 8 9; do
        tree=$(tree_of $tree)
        [ "$tree" != "$stopped" ] || break
        kill -s STOP $tree || true
        stopped=$tree
    done
    kill -s "$1" $tree || true
    kill -s CONT $tree || true
} 2>/dev/null # Korn shells say there what has stopped

# Those of the processes that have not ended, and all that descend from them, if there is what
# lists processes. A zombie has ended.
tree_of() { # PID...
    { has awk && descendants_of "$@"; } || for pid in "$@"; do
        if is_child "$pid"; then echo "$pid"; fi
    done
}

descendants_of() { # PID...
    all_processes | awk -v top=" $* " '
        $3 !~ /^Z/ && !($1 in parent) { parent[$1] = $2; order[++count] = $1 }
        END {
            for (pid in parent) if (index(top, " " pid " ")) found[pid]
            do {
                more = 0
                for (pid in parent)
                    if (parent[pid] in found && !(pid in found)) { found[pid]; more = 1 }
            } while (more)
            for (i = 1; i <= count; i++) if (order[i] in found) print order[i]
            exit !count
        }'
}

# The process, its parent and its state in each line, by /proc of Linux, else by ps, which need
# not know the state (POSIX.1, XCU ps).
all_processes() {
    {
        sed 's/^\([0-9]*\) (.*) \([A-Z]\) \([0-9]*\) .*/\1 \3 \2/' /proc/[0-9]*/stat ||
            ps -A -o pid= -o ppid= -o stat= || ps -A -o pid= -o ppid=
    } 2>/dev/null
}

# ---- the build directory ----

absolute() { # PATH
    case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "$PWD/$1" ;;
    esac
}

cached() { # ENTRY
    sed -n "s/^$1:[A-Z]*=//p" "$output/CMakeCache.txt"
}

# For this script alone, until release_output or its end.
claim_output() {
    output=$(absolute "$output")
    log=$output/anonshm-setup.log
    advice='name another --output'
    check_output
    { mkdir -p "$output" && true >>"$log"; } || refuse "cannot write in $output; $advice"
    lock_output
    check_output # what another script has made of it by now
    true >"$log"
}

# Refuses a directory of something else before anything in it is touched.
check_output() {
    case $root$output in *[\"\#\;\|\<\>\\]* | *\$\{*) # CMake's own syntax, which it misreads
        refuse "CMake cannot build in $output, for one of \" # ; | < > \\ \${ in it; $advice" ;;
    esac
    [ -d "$output" ] || [ ! -e "$output" ] || refuse "$output is not a directory; $advice"
    if [ -f "$output/CMakeCache.txt" ]; then
        check_cache
    elif [ -d "$output" ] && [ ! -f "$log" ] && [ -n "$(ls -A "$output")" ]; then
        refuse "$output holds something else than a build of anonshm; $advice"
    fi
}

# By the kernel, whose lock ends with the process. Descriptor 9 is for nobody else: what goes on
# in the background, as a compiler's cache, would keep it.
lock_output() {
    exec 9>>"$log"
    if lock_log -n; then return; fi
    message "waiting for another script, which is at work in $output"
    lock_log || message 'going on without a lock'
}

# Some shells keep what exec opened to themselves: the programs get it as 3. Nothing is locked
# where there is neither of them.
lock_log() { # [-n]
    if has flock; then
        flock "$@" 3 3>&9
    elif has perl; then
        perl -MFcntl=:flock -e 'open(my $log, ">>&=", 3);
            exit !flock($log, LOCK_EX | @ARGV * LOCK_NB)' -- "$@" 3>&9
    fi
}

release_output() {
    exec 9>&-
}

# CMake takes the source and the toolchain from the first configure and keeps them.
check_cache() {
    source=$(cached CMAKE_HOME_DIRECTORY)
    [ "$(cd -- "$source" 2>/dev/null && pwd -P)" = "$root" ] ||
        refuse "$output is a build of $source; $advice"
    used=$(cached CMAKE_TOOLCHAIN_FILE)
    [ "$used" = "$toolchain" ] ||
        refuse "$output was made with ${used:-no toolchain file}; $advice"
}

is_new() { # DIRECTORY
    [ ! -f "$1/CMakeCache.txt" ]
}

configure() { # DIRECTORY [CMAKE-ARGUMENT...]
    directory=$1
    shift
    if is_new "$directory"; then
        if has ninja; then set -- -G Ninja "$@"; else set -- -G 'Unix Makefiles' "$@"; fi
        [ -z "$toolchain" ] || set -- "-DCMAKE_TOOLCHAIN_FILE=$toolchain" "$@"
    fi
    step "configuring $directory" cmake -S "$root" -B "$directory" "$@"
}

build() { # DIRECTORY [BUILD-ARGUMENT...]
    step "building $1" cmake --build "$@"
}

# Where CMake and CTest look for their number of jobs. By default one test more than there are
# processors, as some of them wait for the network.
set_jobs() { # [NUMBER]
    processors=$({ getconf _NPROCESSORS_ONLN || getconf NPROCESSORS_ONLN; } 2>/dev/null) || true
    jobs=${1:-${processors:-2}}
    tests=${1:-$((jobs + 1))}
    export CMAKE_BUILD_PARALLEL_LEVEL="$jobs" CTEST_PARALLEL_LEVEL="$tests"
}

# ---- prerequisites: compiler, cmake, ninja, python, or any command by its name ----

has() { # COMMAND
    command -v "$1" >/dev/null 2>&1
}

is_there() { # TOOL
    case $1 in
    compiler) [ -n "${CXX:-}" ] || has c++ || has g++ || has clang++ ;;
    ninja) has ninja || has make ;;
    python) find_python >/dev/null ;;
    pkgconf) has pkg-config ;;
    chromium-driver) has chromedriver ;;
    *) has "$1" ;;
    esac
}

describe() { # TOOL...
    for tool in "$@"; do
        case $tool in
        compiler) echo '  a C++17 compiler' ;;
        cmake) echo "  CMake" ;;
        ninja) echo '  Ninja or make' ;;
        python) echo '  Python 3.9 or newer, with venv' ;;
        *) echo "  $tool" ;;
        esac
    done
}

# Debian keeps ensurepip, without which a venv has no pip, in a package of its own; and a
# version manager may put an old python3 in front of the system's.
find_python() ( # [MODULES]
    modules=${1:-ensurepip, venv}
    IFS=:
    for directory in $PATH; do
        for python in "$directory"/python3 "$directory"/python3.[0-9] \
            "$directory"/python3.[0-9][0-9]; do
            "$python" -c "import sys, $modules; sys.exit(sys.version_info < (3, 9))" \
                2>/dev/null && echo "$python" && exit
        done
    done
    exit 1
)

list_missing() { # TOOL...
    for tool in "$@"; do
        is_there "$tool" || printf ' %s' "$tool"
    done
}

# shellcheck disable=SC2046,SC2086 # one word, one tool
need() { # TOOL...
    set -- $(list_missing "$@")
    [ $# -gt 0 ] || return 0
    install_tools "$@"
    missing=$(list_missing "$@")
    [ -z "$missing" ] || die "$manager did its work, but these are still missing:
$(describe $missing)"
}

want() { # TOOL...
    (need "$@") || message 'going on without'
}

# ---- package managers ----

# The name of each tool there; any other has the name of its command. A dash: the base system
# has one.
package_table() {
    cat <<'END'
manager | refresh | install                            | compiler   | ninja       | python
apt-get | update  | install -y --no-install-recommends | g++        | ninja-build | python3-venv
apk     |         | add --update-cache                 | build-base | samurai     | python3
dnf     |         | install -y                         | gcc-c++    | ninja-build | python3
pacman  |         | -Sy --noconfirm --needed           | gcc        | ninja       | python
zypper  |         | --non-interactive install          | gcc-c++    | ninja       | python311
brew    |         | install                            | gcc        | ninja       | python
pkgin   | update  | -y install                         | -          | ninja-build | python312
pkg     |         | install -y                         | gcc        | ninja       | python3
pkg_add |         | -I                                 | -          | ninja       | python%3
END
}

look_up() { # COLUMN
    package_table | awk -F ' *[|] *' -v manager="$manager" -v column="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) found = i }
        $1 == manager { print found ? $found : column }'
}

find_manager() {
    for manager in $(package_table | sed '1d; s/ .*//'); do
        # Solaris has another pkg, NetBSD another pkg_add.
        case $(uname)-$manager in SunOS-pkg | NetBSD-pkg_add) continue ;; esac
        has "$manager" && return
    done
    return 1
}

# Homebrew refuses root, the others need it.
may_install() {
    case $manager-$(id -u) in
    brew-0) return 1 ;;
    brew-* | *-0) sudo='' ;;
    *) sudo='sudo -n' && $sudo true 2>/dev/null ;;
    esac
}

# The commands on one line, to be typed.
to_type() { # COMMANDS
    sudo=''
    if [ "$manager" != brew ] && has sudo; then sudo='sudo '; fi
    echo "$1" | awk -v sudo="$sudo" '{ printf "%s%s%s", and, sudo, $0; and = " && " }'
}

# One command a line.
# shellcheck disable=SC2046,SC2086 # lists of words
list_commands() { # TOOL...
    refresh=$(look_up refresh)
    [ -z "$refresh" ] || echo "$manager $refresh"
    echo "$manager" $(look_up install) $(for tool in "$@"; do look_up "$tool"; done)
}

install_tools() { # TOOL...
    find_manager || die "found no package manager; please install
$(describe "$@")"
    commands=$(list_commands "$@")
    case "$commands " in *' - '*)
        die "$manager has no C++ compiler; please install the base system's" ;;
    esac
    may_install || die "something is missing; please type this, and start again:
    $(to_type "$commands")"
    # shellcheck disable=SC2086 # lists of words
    echo "$commands" | while read -r line; do
        step "$line" $sudo env DEBIAN_FRONTEND=noninteractive ASSUME_ALWAYS_YES=yes $line
    done
}

# ---- Python environments, and a CMake out of one ----

same_text() { # FILE FILE; a small system has no cmp
    [ -f "$2" ] && [ "$(cat "$1")" = "$(cat "$2")" ]
}

# Needs no network as long as the requirements stay the same.
make_venv() { # DIRECTORY REQUIREMENTS [PIP-OPTION...]
    if same_text "$2" "$1/requirements.txt" && "$1/bin/python" -c ''; then return; fi
    venv=$1 requirements=$2
    shift 2
    need python
    step "making $venv" "$(find_python)" -m venv --clear "$venv"
    step "filling $venv" "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        "$@" -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
}

# Answers what installs and writes nothing: by the environment if there is one, else by the
# Python that is here, if it has the module.
answer() { # MODULE PROGRAM [ARGUMENT...]
    python=$output/venv/bin/python
    [ -x "$python" ] || python=$(find_python "$1") ||
        die "without installing anything this needs Python 3.9 or newer that has $1"
    shift
    exec "$python" -B "$@"
}

# What is wrong with the arguments of a program that an environment is made for is found before,
# where there is a Python that has the module.
check_arguments() { # MODULE PROGRAM [ARGUMENT...]
    module=$1 program=$2
    shift 2
    if python=$(find_python "$module"); then
        "$python" -B "$program" --check-arguments "$@" || exit
    fi
}

# Only where there are wheels: nothing is compiled for the linters.
make_linters() {
    make_venv "$output/linters" "$root/scripts/support/lint-requirements.txt" \
        --only-binary :all:
}

# For the plots of scripts/bench.
make_plot() {
    make_venv "$output/plot" "$root/scripts/support/plot-requirements.txt" --only-binary :all:
}

# The first version on the line that starts so, as one number.
version_of() { # LINE-START
    echo $(($(sed -n "/^$1/s/[^0-9]*\([0-9]*\)\.\([0-9]*\).*/\1 * 1000 + \2/p")))
}

# Where the system's CMake is too old, one from PyPI, which needs no root.
need_recent_cmake() {
    least=$(version_of cmake_minimum_required <"$root/CMakeLists.txt")
    [ "$(cmake --version | version_of cmake)" -lt "$least" ] || return 0
    message "$(cmake --version | sed 1q) is too old; using one from PyPI"
    echo 'cmake==4.4.4' >"$output/tools.txt"
    make_venv "$output/tools" "$output/tools.txt"
    PATH=$output/tools/bin:$PATH
}
