#!/bin/sh
# Writes the public API of the packages in Simulation/ into their PublicAPI.Unshipped.txt, from the analyzer's messages (RS0016, RS0017).
# Run it after an intended change of the public API, and read the difference before committing it. A release moves the lines to
# PublicAPI.Shipped.txt.
set -eu
cd "$(dirname -- "$0")/.."
for name in Engine Hosting Exploration Testing; do
    file=Simulation/$name/PublicAPI.Unshipped.txt
    printf '#nullable enable\n' >"$file"
    dotnet build "Simulation/$name/$name.csproj" -c Release -nologo -v quiet --no-incremental --no-dependencies \
        -p:TreatWarningsAsErrors=false -p:MSBuildTreatWarningsAsErrors=false 2>&1 |
        sed -n "s/^.*RS0016: Symbol '\(.*\)' is not part of the declared public API.*\$/\1/p" | LC_ALL=C sort -u >"$file.new"
    cat "$file.new" >>"$file"
    rm -f "$file.new"
done
