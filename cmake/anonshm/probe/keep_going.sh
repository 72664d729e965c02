# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# keep_going.sh <directory> <compiler> <argument>... -o <object> ... <source>
#
# A launcher of the compiler. It keeps the object in the directory, under the name of the source.
# A source that is refused stops the build only when the object is to be linked, so that the
# build tool, which would stop at the first, compiles all of them. What -v prints is the same
# for all sources, and wanted of one, main-….

store=$1
shift
case $* in
  */main-*) ;;
  *)
    for argument; do
      shift
      [ "$argument" = -v ] || set -- "$@" "$argument"
    done
    ;;
esac
"$@" || exit 0
for argument; do
  case $previous in
    -o) object=$argument ;;
  esac
  previous=$argument
done
[ -z "$object" ] || cp "$object" "$store/${previous##*/}.o"
