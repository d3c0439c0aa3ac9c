#!/bin/sh
# Microsoft.Orleans.Sdk 10.4.2 and Microsoft.CodeAnalysis.CSharp 4.14.0 in one project.
#
# Guessed: the Roslyn packages with which Orleans' code generator and analyzers were built stay inside them, as in other generators.
# Seen: Microsoft.Orleans.Sdk passes Microsoft.CodeAnalysis.Common (>= 5.0.0) on to the project. Microsoft.CodeAnalysis.CSharp
# requires exactly its own version of Common, so a project that refers to both (an analyzer's tests beside grains) is resolved against that
# requirement, with warning NU1608; where warnings are errors it does not restore. With Microsoft.CodeAnalysis.CSharp 5.0.0 there is no
# warning.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

restore() {
    mkdir -p "$1"
    cat >"$1/$1.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Orleans.Sdk" Version="10.4.2" />
    <PackageReference Include="Microsoft.CodeAnalysis.CSharp" Version="$2" />
  </ItemGroup>
</Project>
XML
    dotnet restore "$1/$1.csproj" 2>&1 | grep -o 'NU[0-9]*: .*' | sed 's/ \[.*//' | sort -u || true
}

old=$(restore old 4.14.0)
new=$(restore new 5.0.0)
printf 'with Microsoft.CodeAnalysis.CSharp 4.14.0:\n%s\nwith 5.0.0:\n%s\n' "$old" "${new:-nothing}"
case $old in *NU1608*Microsoft.CodeAnalysis.Common*) ;; *) echo 'changed: 4.14.0 is restored without NU1608'; exit 1 ;; esac
[ -z "$new" ] || { echo 'changed: 5.0.0 is no longer restored in silence'; exit 1; }
echo 'as seen before'
