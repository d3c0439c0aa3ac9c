#!/bin/sh
# SPIN 6.5.2 (Debian 12: spin 6.5.2+dfsg-1), with cc.
#
# Guess: `run` of one process too many has the value 0 in the simulator and in the verifier alike, so that a model can test for it.
# Seen: the simulator prints "too many processes" and continues with 0. The verifier counts it as an error ("pan:1: too many
# processes"), and stops there: no state after it is searched, although the model handles the 0. The two halves disagree on a valid model.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download spin=6.5.2+dfsg-1 >/dev/null && dpkg-deb -x spin_*.deb .
spin=$work/usr/bin/spin

cat >many.pml <<'MODEL'
int given = 0; byte last = 1;
proctype Sleeper() { (false) }
init { do :: given < 300 && last != 0 -> last = run Sleeper(); given++ :: else -> break od; printf("run gave %d at %d\n", last, given) }
MODEL

"$spin" -V
"$spin" many.pml >simulated.txt 2>&1 || true
grep -a "run gave" simulated.txt | sed 's/^ */simulator: /'
"$spin" -a many.pml
cc -w -DVECTORSZ=8192 -o pan pan.c
./pan -m100000 >verified.txt 2>&1 || true
grep -a -m1 "pan:1" verified.txt | sed 's/^/verifier: /'
grep -a "run gave 0 at 255" simulated.txt >/dev/null
grep -a "too many processes" verified.txt >/dev/null
