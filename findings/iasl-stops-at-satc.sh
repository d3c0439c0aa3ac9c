#!/bin/sh
# iasl 20200925 (Debian 12: acpica-tools 20200925-8), with python3.
#
# Guess: the disassembler skips a DMAR structure that it does not know by its length field, and shows the ones after it.
# Seen: a DMAR table whose first structure is a SATC (type 5: SoC-integrated devices with an ATC, VT-d 3.x) is cut off there. No DRHD, RMRR,
# ATSR or RHSA after it is shown, the exit code is 0, standard error has no message, and the output cannot be compiled again.
# A reader of IOMMUs from `iasl -d` of a DMAR must look for "Unknown DMAR subtable"; otherwise units are lost without a message.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download acpica-tools=20200925-8 >/dev/null && dpkg-deb -x acpica-tools_*.deb .
iasl=$work/usr/bin/iasl

"$iasl" -v | grep version
"$iasl" -T DMAR >/dev/null 2>&1
"$iasl" dmar.asl >/dev/null 2>&1
python3 - <<'TABLE'
import struct
table = open("dmar.aml", "rb").read()
satc = struct.pack("<HHBBH", 5, 16, 1, 0, 0) + bytes([1, 8, 0, 0, 0, 0x1A, 0, 0])   # one PCI endpoint, 00:1a.0
new = bytearray(table[:48] + satc + table[48:])
new[4:8] = struct.pack("<I", len(new))
new[9] = 0
new[9] = -sum(new) & 255
open("satc.aml", "wb").write(new)
TABLE
count() { grep -c "Subtable Type" "$1"; }
"$iasl" -p whole -d dmar.aml >/dev/null 2>&1
if "$iasl" -d satc.aml >/dev/null 2>errors.txt; then code=0; else code=$?; fi
if "$iasl" -p again satc.dsl >/dev/null 2>&1; then again=0; else again=1; fi
seen="structures shown: $(count whole.dsl) without, $(count satc.dsl) with a SATC in front; exit code $code; warnings $(grep -ci warning errors.txt || true); compiles again: $([ $again = 0 ] && echo yes || echo no)"
echo "$seen"
[ "$seen" = "structures shown: 4 without, 1 with a SATC in front; exit code 0; warnings 0; compiles again: no" ]
