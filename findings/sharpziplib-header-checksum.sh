#!/bin/sh
# SharpZipLib 1.4.2: GZipInputStream on a member whose header has a checksum (flag FHCRC of RFC 1952), and on bytes behind the last member.
#
# Guessed: a checksum of the header is read as RFC 1952 stores it, the less significant byte first; and bytes behind a member that begin no
# other member are an error, as a damaged sum of the data is.
# Seen: the checksum of a header is read with the more significant byte first, so a correct file is refused ("Header CRC value mismatch") and
# one with swapped bytes is read. Bytes behind a member are ignored: of two members in a row, one flipped bit in the first byte of the second
# loses the second without an error. A second member that is cut anywhere is an error.
# Seen beside it: System.IO.Compression.GZipStream of .NET 10 reads a file that was cut anywhere without an error.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >gzip.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="SharpZipLib" Version="1.4.2" />
  </ItemGroup>
</Project>
XML
cat >Program.cs <<'CS'
using System.IO.Compression;
using System.Text;
using ICSharpCode.SharpZipLib.Checksum;
using ICSharpCode.SharpZipLib.GZip;

byte[] packed = Pack("line\n");
byte[] header = [0x1f, 0x8b, 8, 2, 0, 0, 0, 0, 0, 3];
Crc32 crc = new();
crc.Update(header);
byte low = (byte)crc.Value;
byte high = (byte)(crc.Value >> 8);
byte[] damaged = [.. packed, .. packed];
damaged[packed.Length] ^= 1;
Console.WriteLine($"checksum of the header as RFC 1952 has it: {Read([.. header, low, high, .. packed[10..]])}");
Console.WriteLine($"checksum of the header with swapped bytes: {Read([.. header, high, low, .. packed[10..]])}");
Console.WriteLine($"two members: {Read([.. packed, .. packed])}");
Console.WriteLine($"two members, the first byte of the second damaged: {Read(damaged)}");
Console.WriteLine($"two members, the second cut: {Read([.. packed, .. packed[..^1]])}");
Console.WriteLine($"one member, cut, by the runtime's stream: {Runtime(packed[..^9])}");

static byte[] Pack(string text)
{
    using MemoryStream to = new();
    using (GZipStream stream = new(to, CompressionLevel.Optimal))
    {
        stream.Write(Encoding.ASCII.GetBytes(text));
    }

    return to.ToArray();
}

static string Read(byte[] bytes) => All(() => new GZipInputStream(new MemoryStream(bytes)));

static string Runtime(byte[] bytes) => All(() => new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));

static string All(Func<Stream> open)
{
    try
    {
        using Stream stream = open();
        using MemoryStream all = new();
        stream.CopyTo(all);
        return $"{all.Length} bytes";
    }
    catch (Exception e)
    {
        return e.Message;
    }
}
CS
dotnet run --project gzip.csproj
