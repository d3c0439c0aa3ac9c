#!/bin/sh
# strace -f to a terminal: the note about a new task begins with the name by which strace was called, including the path, and is in the
# middle of the line that is being written: "flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD/usr/bin/strace: Process 7 attached". 
# Expected: "strace: Process 7 attached".
# Seen with strace 6.1-0.1 of Debian 12. Exits with 1 if the path is absent.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q strace=6.1-0.1 >/dev/null
dpkg -x strace_*.deb root
root/usr/bin/strace --version | head -n 1

"$folder/root/usr/bin/strace" -f -e trace=clone,clone3,fork,vfork sh -c '(exit 3); exit 0' 2>told
cat told
grep -q "[^ ]$folder/root/usr/bin/strace: Process [0-9]* attached" told
