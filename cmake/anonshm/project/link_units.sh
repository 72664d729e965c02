# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# link_units.sh <directory> <linker> <argument>...
#
# A launcher of the linker, or of what makes a library. Behind the program's object, main-*, it
# gives it those that are listed in <directory>/objects. There is no program if one is missing.

set +efuvxC # the environment may have set them (SHELLOPTS of bash)
directory=$1
shift
for argument; do
  shift
  set -- "$@" "$argument"
  case $argument in # not a compiler or an option that ends so
    CMakeFiles/*.dir/main-*.o | CMakeFiles/*.dir/main-*.obj | \
      CMakeFiles/*.dir/*/main-*.o | CMakeFiles/*.dir/*/main-*.obj) # of a configuration
      while read -r object; do
        [ -f "$directory/store/$object" ] || exit 1
        set -- "$@" "$directory/store/$object"
      done <"$directory/objects"
      ;;
  esac
done
exec "$@"
