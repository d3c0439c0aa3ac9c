#!/bin/sh
# Writes what the packages of Simulation/ promise into their PublicAPI.Unshipped.txt, from what the analyzer says of the code (RS0016, RS0017).
# Run it after a change of the public API that is meant, and read the difference before committing it. A release moves the lines to
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
