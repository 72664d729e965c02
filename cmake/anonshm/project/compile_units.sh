# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# compile_units.sh <directory> <processes> <compiler> <argument>... <source>
#
# A launcher of the compiler. With the program, main-…, it compiles the units that are listed in
# <directory>/open, several in one call, which takes gcc and clang less time; their objects are
# in <directory>/store then. A build tool would start three more processes for each unit, and
# stop at the first that is refused.
#
# A unit that was refused is compiled once more, by itself, with another expectation of what the
# messages blame (question.h): usually a function is not declared. This prints
# anonshm_turned/<id>=<state>. Whatever else is wrong is left to build.cmake, and whatever cannot
# be compiled, to the linker.
#
# <directory> has no blanks; files are written in the current one, which is the build tree.

directory=$1
processes=$2
shift 2

# Sets <options>; prints what else was in <messages>: the headers that were read.
learn() {
  options=
  while IFS= read -r line; do
    case $line in
      .*) printf '%s\n' "$line" && continue ;;
      anonshm_present/*overloaded*) state=OVERLOADED ;;
      anonshm_present/*[Ee]rror* | anonshm_type/*[Ee]rror*) state=ABSENT ;;
      anonshm_undeclared/*[Ee]rror*) state=PRESENT ;;
      *) continue ;;
    esac
    id=${line#anonshm_*/}
    id=${id%%[!A-Za-z_0-9]*}
    options="$options -DANONSHM_IS_$id=ANONSHM_$state"
    echo "anonshm_turned/$id=$state"
  done <"$messages"
}

# Sets <refused>.
find_refused() {
  refused=
  for file in $files; do
    object=${file##*/}
    [ -f "${object%.*}.o" ] || refused="$refused $file"
  done
}

# compile_share <number> <compiler> <argument>...: as many as there are processes.
compile_share() {
  share=$1
  shift
  messages=messages.$share
  files=
  number=0
  while read -r file; do
    [ $((number % processes)) -ne "$share" ] || files="$files $directory/$file"
    number=$((number + 1))
  done <"$directory/open"
  [ -z "$files" ] || "$@" $files
  find_refused
  [ -n "$refused" ] || return 0
  learn >"again.$share"
  : >"$messages"
  for file in $refused; do
    "$@" $options "$file"
  done >>"again.$share" 2>&1
}

for source; do :; done
case ${source##*/} in
  main-*) ;;
  *) exec "$@" ;;
esac

trap 'kill $children; exit 1' HUP INT TERM
"$@" &
main=$!
children=$main

# What is the program's alone. What -v prints is the same for all.
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

share=0
while [ "$share" -lt "$processes" ]; do
  : >"messages.$share" >"again.$share"
  compile_share "$share" "$@" >"messages.$share" 2>&1 &
  children="$children $!"
  share=$((share + 1))
done
wait "$main"
status=$?
wait
cat messages.* again.* >&2
for object in *.o; do
  [ ! -f "$object" ] || mv *.o "$directory/store"
  break
done
exit "$status"
