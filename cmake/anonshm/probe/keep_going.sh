# SPDX-License-Identifier: MIT
# keep_going.sh <directory> <compiler> <argument>... -o <object> ... <source>
#
# A launcher of the compiler. It keeps the object in the directory, under the name of the source.
# A source that is refused stops the build only when the object is to be linked, so that the
# build tool, which would stop at the first, compiles all of them.

store=$1
shift
"$@" || exit 0
for argument; do
  case $previous in
    -o) object=$argument ;;
  esac
  previous=$argument
done
[ -z "$object" ] || cp "$object" "$store/${previous##*/}.o"
