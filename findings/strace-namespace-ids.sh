#!/bin/sh
# strace -f: the result of clone in a PID namespace is the child's id there ("= 2"), while the child's own lines begin with the tracer's id
# for it. Nothing in the text connects the two; --decode-pids=pidns prints both. Expected: the id that a call returns is the one at the
# beginning of the child's lines.
# Seen with strace 6.1-0.1 of Debian 12 (needs the right to make a PID namespace):
#   1104 <... clone resumed>, child_tidptr=0x7fdff98f1a10) = 2
#   1105 exit_group(0) = ?
# Exits with 1 if the ids agree, with 77 if no namespace can be made.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q strace=6.1-0.1 >/dev/null
dpkg -x strace_*.deb root
root/usr/bin/strace --version | head -n 1
unshare --pid --fork true 2>/dev/null || { echo 'no PID namespace can be made here'; exit 77; }

root/usr/bin/strace -f -e trace=clone,clone3,fork,vfork,exit_group -o told unshare --pid --fork sh -c '(exit 3); exit 0'
cat told
returned=$(grep -E 'clone.*= [0-9]+$' told | sed 's/.*= //' | tail -n 1)
[ "$returned" -lt 10 ] && ! grep -q "^$returned " told
