#!/bin/bash
# Checks and times the project on a bare machine, from what lies beside this script; results go to $OUT.
# bash .gpu/run-gpu.sh [--quick] [--only PART,PART] [--seconds N] [--frozen] [--doctor]
set -u
since=$(date +%s)
here=$(cd "$(dirname "$0")" && pwd)
root=$PWD
export OUT=${OUT:-$root/gpu-out}
work=${GPU_WORK:-${TMPDIR:-/tmp}/gpu-kit}
mkdir -p "$OUT" "$work"
log=$OUT/log.txt
fail() { echo "run-gpu: $1" | tee -a "$log" >&2; exit 1; }

# Once, also on a machine that has it from the last call. A kit that was not archived is a folder.
unpack() {
  if [ -d "$here/$1" ]; then
    cp -r "$here/$1/." "$work/" 2>>"$log" || fail "$here/$1 cannot be copied to $work: $(tail -1 "$log")"
    return
  fi
  [ -f "$here/$1.tar.xz" ] || fail "no $1.tar.xz beside run-gpu.sh: pack the kit with npm run gpu-kit"
  local stamp
  stamp=$(cksum <"$here/$1.tar.xz")
  [ "$(cat "$work/$1.stamp" 2>/dev/null)" = "$stamp" ] && return
  { command -v xz >/dev/null && tar xJf "$here/$1.tar.xz" -C "$work" 2>>"$log"; } ||
    python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' \
      "$here/$1.tar.xz" "$work" 2>>"$log" ||
    fail "$1.tar.xz does not unpack: $(tail -1 "$log")"
  echo "$stamp" >"$work/$1.stamp"
}
unpack base
unpack kit
node=$work/bin/node
"$node" --version >/dev/null 2>>"$log" || fail "the packed Node does not run here: $(tail -1 "$log")"

# The sources of a working tree come before those that were packed: a fix needs no new kit.
from=$work/sources
said="as packed"
name=$(sed -n 's/^ *"name": *"\([^"]*\)".*/\1/p' "$work/sources/package.json" | head -1)
case " $* " in
*" --frozen "*) ;;
*)
  if [ -d "$root/src" ] && [ -d "$root/tests" ] && grep -q "\"name\": *\"$name\"" "$root/package.json" 2>/dev/null; then
    from=$root
    said="the working tree"
    command -v diff >/dev/null &&
      said="$said ($(diff -rq "$work/sources/src" "$root/src" | wc -l) places in src differ from the kit)"
  fi
  ;;
esac
tree=$work/tree
for part in src tests package.json tsconfig.json; do
  rm -rf "${tree:?}/$part"
  cp -r "$from/$part" "$tree/$part" 2>>"$log" || fail "$from/$part cannot be copied: $(tail -1 "$log")"
done
cd "$tree" || exit 1
export NODE_NO_WARNINGS=1 PYTHONUNBUFFERED=1
exec "$node" --import tsx tests/gpu/check.ts --kit "$here" --work "$work" --out "$OUT" --since "$since" \
  --sources "$said" "$@"
