# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# compile_units.sh <directory> <processes> <compiler> <argument>... <source>
#
# A launcher of the compiler. With the program, main-…, it compiles the units that are listed in
# <directory>/open, several in one call, which takes gcc and clang less time; their objects are
# in <directory>/store then, and what was printed is in learned and messages.<number> there. A
# build tool would start three more processes for each unit, and stop at the first that is
# refused.
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

# compile <list> <compiler> <argument>...: the files of the list, shared among the processes.
compile() {
  list=$1
  shift
  share=0
  while [ "$share" -lt "$processes" ]; do
    compile_share "$@" >"messages.$share" 2>&1 &
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
  if [ "$together" = yes ]; then
    # shellcheck disable=SC2086 # several, without blanks
    [ -z "$files" ] || "$@" $files
  else
    for file in $files; do
      "$@" "$file"
    done
  fi
}

# Lists in the file refused those that have no object.
find_refused() {
  while read -r file; do
    [ -f "${file%.*}.o" ] || echo "$file"
  done <../open >refused
}

# From the messages, on the standard input, sets <options>, and prints what else is of use: the
# headers that were read. The blanks tell words of the compiler from names that it quotes.
learn() {
  while IFS= read -r line; do
    case $line in
      .*) printf '%s\n' "$line" && continue ;;
      anonshm_present/*"overloaded function"*) state=OVERLOADED ;;
      anonshm_present/*" "[Ee]rror* | anonshm_type/*" "[Ee]rror*) state=ABSENT ;;
      anonshm_undeclared/*" "[Ee]rror*) state=PRESENT ;;
      *) continue ;;
    esac
    id=${line#anonshm_*/}
    id=${id%%[!A-Za-z_0-9]*}
    options="$options -DANONSHM_IS_$id=ANONSHM_$state"
    echo "anonshm_turned/$id=$state"
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
: >learned
together=yes
compile ../open "$@"
wait "$main"
status=$?
wait
find_refused
if [ -s refused ]; then
  options=
  for messages in messages.*; do
    learn <"$messages"
  done >learned
  together=no # a compiler may take one file only, or stop at the first that it refuses
  # shellcheck disable=SC2086 # several, without blanks
  compile refused "$@" $options
  wait
fi
exit "$status"
