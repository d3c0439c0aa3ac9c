#!/bin/sh
# lspci -nn cuts "vendor device [vvvv:dddd]" at 127 characters and writes "..." instead of the rest, so functions with long names
# lose their id.
# Expected: the ids, which -nn asks for, stay, and the name is shortened.
# Seen with pciutils 1:3.9.0-4 and pci.ids 0.0~2023.04.11-1 of Debian 12:
#   00:00.0 Ethernet controller [0200]: Advanced Micro Devices, Inc. [AMD/ATI] Cape Verde PRO / Venus LE / Tropo PRO-L [Radeon HD 8830M / R7 250 / R7 M465X] [1002:6...
# Exits with 1 if the id is complete.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q pciutils=1:3.9.0-4 libpci3=1:3.9.0-4 pci.ids=0.0~2023.04.11-1 >/dev/null
for package in ./*.deb; do dpkg -x "$package" root; done

# 64 bytes of configuration space: vendor 1002, device 682b, class 020000.
{
    echo '00:00.0 Ethernet controller: x'
    echo '00: 02 10 2b 68 00 00 00 00 00 00 00 02 00 00 00 00'
    for line in 10 20 30; do echo "$line: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"; done
} >dump

libraries=$(dirname "$(find root -name 'libpci.so.3' | head -n 1)")
names=$(find root -path '*/misc/pci.ids' -type f | head -n 1)
LD_LIBRARY_PATH="$libraries" root/usr/bin/lspci --version
LD_LIBRARY_PATH="$libraries" root/usr/bin/lspci -i "$names" -F dump -nn >told
cat told
grep -q '\.\.\.$' told && ! grep -q '1002:682b' told
