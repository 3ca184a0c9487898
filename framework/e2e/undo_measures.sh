#!/usr/bin/env bash
# Undoes one safety measure of the sound locks at a time and sees that a scenario notices.
#
#   undo_measures.sh BUILD_FOLDER [MEASURES_FILE]
#
# For each entry of safety_measures.txt: the line is replaced in a copy of its file, the copy is compiled and linked with
# the flags of the build, and the resulting program must find a violation (exit status 1) with the arguments of the
# entry, with which the program as it is finds none. Nothing in the source tree is touched.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

fail() {
  echo "NOT CAUGHT  $1"
  exit 1
}

# As FILE of the sound locks is compiled, but ARGS for what is read and written. In the build folder.
compile() {
  local command
  command=$(ninja -t commands "lock-impls/CMakeFiles/lockproof_sound.dir/$1.o" | tail -n 1)
  command=${command#*ccache }
  eval "${command%% -MD -MT*} -w -O1 -g0 ${*:2}"
}

# One entry: FILE BUILD_FOLDER WORK_FOLDER
undo() {
  local entry=$1 build=$2 work=$3
  local measure file before after arguments
  measure=$(sed -n 's/^measure: //p' "$entry")
  file=$(sed -n 's/^file: //p' "$entry")
  before=$(sed -n 's/^- //p' "$entry")
  after=$(sed -n 's/^+ //p; s/^+$//p' "$entry")
  arguments=$(sed -n 's/^caught: //p' "$entry")
  local source=$root/lock-impls/$file
  local copy=$work/$(basename "$entry").cc
  BEFORE=$before AFTER=$after awk '
    { line = $0; sub(/^ +/, "", line) }
    line == ENVIRON["BEFORE"] { print ENVIRON["AFTER"]; ++count; next }
    { print }
    END { exit count == 1 ? 0 : 1 }' "$source" >"$copy" || fail "$file: no single line '$before'"

  cd "$build"
  compile "$file" -include "$work/precompiled.h" -o "$copy.o" -c "$copy" || fail "$measure: does not compile"
  local link
  link=$(ninja -t commands lockproof | tail -n 1)
  link=${link/ -o lockproof / $copy.o -o $copy.program }
  eval "$link" || fail "$measure: does not link"

  local status=0
  # shellcheck disable=SC2086 -- the arguments of an entry are words
  eval "$build/lockproof run --jobs 1 $arguments" >"$copy.sound" 2>&1 || status=$?
  [ "$status" -eq 0 ] || fail "$measure: exit status $status without having undone anything: $(cat "$copy.sound")"
  eval "$copy.program run --jobs 1 $arguments" >"$copy.undone" 2>&1 || status=$?
  [ "$status" -eq 1 ] || fail "$measure ($file): exit status $status of: lockproof run $arguments"
  echo "caught      $measure: $(grep -m 1 -oE 'VIOLATION [a-z_]+' "$copy.undone" | cut -d' ' -f2), $(
    grep -m 1 -oE 'after [0-9,]+ executions?' "$copy.undone")"
}

if [ "$1" = --one ]; then
  undo "$2" "$3" "$4"
  exit
fi

build=$(cd "$1" && pwd)
measures=${2:-$here/safety_measures.txt}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What takes most of the time of each compilation is done once.
echo '#include "lock-impls/claim.h"' >"$work/precompiled.h"
(cd "$build" && compile claim.cc -x c++-header "$work/precompiled.h" -o "$work/precompiled.h.gch")
awk -v work="$work" '/^#/ { next } /^measure: / { ++count } count { print > sprintf("%s/entry.%03d", work, count) }' "$measures"
entries=("$work"/entry.*)
failures=0
printf '%s\n' "${entries[@]}" | xargs -P "$(nproc)" -I {} "$0" --one {} "$build" "$work" || failures=1
echo "${#entries[@]} measures"
exit "$failures"
