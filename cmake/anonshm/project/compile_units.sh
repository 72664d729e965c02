# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# compile_units.sh <directory> <processes> <compiler> <argument>... <source>
#
# A launcher of the compiler. With the program, main-…, it compiles the units that are listed in
# <directory>/open, several in one call, which takes gcc and clang less time; their objects are
# in <directory>/store then, and what was printed is in messages.<number> there. A build tool
# would start three more processes for each unit, and stop at the first that is refused.
#
# Units that were refused are compiled once more, each by itself, with another expectation of
# what the messages blame (question.h): usually a function is not declared. learned has
# anonshm_turned/<id>=<state> then. Whatever else is wrong is left to build.cmake, and what
# cannot be compiled to the linker.
#
# Needs nothing but a sh. The names of units have no blanks.

directory=$1
processes=$2
shift 2

# compile <list> <messages> <compiler> <argument>...: the files of the list, shared among the
# processes.
compile() {
  list=$1
  messages=$2
  shift 2
  share=0
  while [ "$share" -lt "$processes" ]; do
    compile_share "$@" >"$messages.$share" 2>&1 &
    children="$children $!"
    share=$((share + 1))
  done
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
      anonshm_present/*"overloaded function"*) state=OVERLOADED ;;
      anonshm_present/*" "[Ee]rror* | anonshm_type/*" "[Ee]rror*) state=ABSENT ;;
      anonshm_undeclared/*" "[Ee]rror*) state=PRESENT ;;
      *) continue ;;
    esac
    id=${line#anonshm_*/}
    id=${id%%[!A-Za-z_0-9]*}
    echo "$id=$state"
  done
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

cd "$directory/store" || exit 1
together=yes
compile ../open messages "$@"
wait "$main"
status=$?
wait
find_refused
if [ -s refused ]; then
  # Most lines are names of headers, and a sh reads a byte at a time.
  sed -n '/^anonshm_/p' messages.* >again/blamed
  learn <again/blamed >again/turned
  options=
  while IFS='=' read -r id state; do
    options="$options -DANONSHM_IS_$id=ANONSHM_$state"
  done <again/turned
  together=no # a compiler may take one file only, or stop at the first that it refuses
  # shellcheck disable=SC2086 # several, without blanks
  compile refused again/messages "$@" $options
  wait
fi
exit "$status"
