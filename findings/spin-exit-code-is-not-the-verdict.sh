#!/bin/sh
# SPIN 6.5.2 (Debian 12: spin 6.5.2+dfsg-1), with cc.
#
# Guess: a verifier that finds a violated assertion ends with an exit code other than 0.
# Seen: `pan` and `spin -run` end with 0 and report "errors: 1" only in their text; so does the replay of the trail. Only a plain
# simulation (`spin FILE`) of the same model ends with 1. A script that runs SPIN must read the line "errors: N".
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download spin=6.5.2+dfsg-1 >/dev/null && dpkg-deb -x spin_*.deb .
spin=$work/usr/bin/spin

cat >counter.pml <<'MODEL'
byte x = 0;
active proctype P() { x = 250; do :: x < 255 -> x = x + 3; assert(x < 200) :: else -> break od }
MODEL

code() { if "$@" >out.txt 2>&1; then echo 0; else echo $?; fi; }

"$spin" -V
"$spin" -a counter.pml
cc -w -o pan pan.c
verify=$(code ./pan)
errors=$(sed -n 's/.*errors: //p' out.txt)
run=$(code "$spin" -run counter.pml)
trail=$(code "$spin" -t counter.pml)
simulate=$(code "$spin" counter.pml)
seen="pan $verify (errors: $errors), spin -run $run, spin -t $trail, spin $simulate"
echo "$seen"
[ "$seen" = "pan 0 (errors: 1), spin -run 0, spin -t 0, spin 1" ]
