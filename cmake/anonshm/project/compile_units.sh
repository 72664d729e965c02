# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# compile_units.sh <directory> <processes> <compiler> <argument>... <source>
#
# A launcher of the compiler. With the program, main-*, it compiles the units that are listed in
# <directory>/open, several in one call, which takes gcc and clang less time; their objects are
# in <directory>/store then, and what was printed is in first/messages.<number> there. A build
# tool would start three more processes for each unit, and stop at the first that is refused.
#
# Units that were refused are compiled once more, each by itself, with another expectation of
# what the messages blame (question.h): usually a function is not declared. again/turned has
# <id>=<state> then, and again/messages.<number> what was printed, with lines
# anonshm_status/<file>=<exit status>. What is to run is left as it is, as the program refers to
# it. Whatever else is wrong is left to build.cmake, and what cannot be compiled to the linker.
#
# Needs nothing but a sh, and a sed to learn. Has no character but those of ASCII, as a sh may
# stop at others. The names of units have no blanks.

set +efuvxC # the environment may have set them (SHELLOPTS of bash)
directory=$1
processes=$2
shift 2

# compile <list> <place> <share> <compiler> <argument>...: the files of the list, from this
# share on. The processes are those of a pipeline, since what runs in the background is not
# interrupted with the launcher. Not every sh waits for all of it: each reads to the end of the
# pipe before it, which has one when that process has ended.
compile() {
  list=$1
  place=$2
  share=$3
  shift 3
  if [ $((share + 1)) -lt "$processes" ]; then
    compile_share "$@" >"$place/messages.$share" 2>&1 </dev/null |
      compile "$list" "$place" $((share + 1)) "$@"
  else
    compile_share "$@" >"$place/messages.$share" 2>&1 </dev/null
  fi
  await
}

await() {
  # shellcheck disable=SC2034 # nothing comes
  read -r end
}

compile_share() {
  files=
  number=0
  while read -r file; do
    [ $((number % processes)) -ne "$share" ] || files="$files ../$file"
    number=$((number + 1))
  done <"$list"
  # shellcheck disable=SC2086 # several, without blanks
  if [ "$together" = no ]; then
    for file in $files; do
      name_object "$file"
      "$@" -o "$object" "$file"
      echo "anonshm_status/${file##*/}=$?"
    done
  elif [ -n "$files" ]; then
    "$@" $files
    distrust_first $files
  fi
}

# zig makes one object of all files, which has the name of the first.
distrust_first() {
  name_object "$1"
  first=$object
  shift
  for file; do
    name_object "$file"
    [ ! -f "$object" ] || return 0
  done
  [ $# -eq 0 ] || rm -f "$first"
}

name_object() {
  object=${1##*/}
  object=${object%.*}.o
}

# Lists in the file refused those that have no object.
find_refused() {
  while read -r file; do
    [ -f "${file%.*}.o" ] || echo "$file"
  done <../open >refused
}

# From the messages, on the standard input, prints what is to be asked otherwise. The blanks
# tell words of the compiler from names that it quotes.
learn() {
  while IFS= read -r line; do
    case $line in
      *"internal compiler error"* | *"No space left on device"*) continue ;;
      anonshm_present/*"overloaded function"*) state=OVERLOADED ;;
      anonshm_present/*" "[Ee]rror* | anonshm_type/*" "[Ee]rror* | \
        anonshm_member/*" "[Ee]rror* | anonshm_compiles/*" "[Ee]rror*) state=ABSENT ;;
      anonshm_undeclared/*" "[Ee]rror*) state=PRESENT ;;
      anonshm_number/*" "[Ee]rror* | anonshm_typename/*" "[Ee]rror*) state=UNUSABLE ;;
      *) continue ;;
    esac
    id=${line#anonshm_*/}
    id=${id%%[!A-Za-z_0-9]*}
    echo "$id=$state"
  done
}

# Of those that were refused.
compile_again() {
  find_refused
  [ -s refused ] || return 0
  # Most lines are names of headers, and a sh reads a byte at a time.
  sed -n '/^anonshm_/p' first/messages.* >again/blamed
  learn <again/blamed >again/turned
  options=
  while IFS='=' read -r id state; do
    options="$options -DANONSHM_IS_$id=ANONSHM_$state"
  done <again/turned
  # shellcheck disable=SC2086 # several, without blanks
  compile refused again 0 "$@" $options
}

# compile_units <together> <compiler> <argument>...: without what is the program's alone. What
# -v prints is the same for all. A compiler may take one file only, or stop at the first that it
# refuses, so the second time they are not together.
compile_units() {
  together=$1
  shift
  skipped=no
  for argument; do
    shift
    if [ "$skipped" = no ]; then
      case $argument in
        -o | -MF | -MT | -MQ) skipped=yes ;;
        -v | -MD | -MMD | "$source") ;;
        *) set -- "$@" "$argument" ;;
      esac
    else
      skipped=no
    fi
  done
  cd "$directory/store" || exit 1
  if [ "$together" = yes ]; then
    compile ../open first 0 "$@"
  else
    compile_again "$@"
  fi
}

for source; do :; done
case ${source##*/} in
  main-*) ;;
  *) exec "$@" ;;
esac

compile_units yes "$@" </dev/null | (
  "$@" </dev/null
  status=$?
  await
  exit "$status"
)
status=$?
compile_units no "$@" </dev/null
exit "$status"
