using System.Text;

namespace SvaOrleans.Inputs.Tests;

/// <summary>Damages text the way people and disks do. The same seed does the same damage.</summary>
internal static class Mutations
{
    private static readonly string[] Scraps =
    [
        "<unfinished ...>",
        " resumed>",
        "<... ",
        "= ?",
        "= -1 E",
        ")",
        "(",
        "\"",
        "/*",
        "*/",
        "[pid ",
        "]",
        "0x",
        "18446744073709551615",
        "-",
        "99999999999999999999",
        "+++ killed by ",
        "+++ exited with 1 +++",
        "+++ superseded by execve in pid 10 +++",
        "strace: Process 12 attached",
        ", ",
        "|",
        "\t",
        " ",
        ":",
        ".",
        "\u00e9",
        "\r",
        "{",
        "}",
        "&",
        "*",
        "!",
        "- ",
        "#",
        "~",
        "null",
        "ffff:ff:1f.7",
        "IOMMU group: 7",
        "Capabilities: [220 v1] Address Translation Service (ATS)",
    ];

    public static byte[] Apply(string[] lines, Random random)
    {
        var list = lines.ToList();
        for (var n = random.Next(1, 9); n > 0 && list.Count > 0; n--)
        {
            var at = random.Next(list.Count);
            var line = list[at];
            var place = random.Next(line.Length + 1);
            switch (random.Next(10))
            {
                case 0:
                    list.RemoveAt(at);
                    break;
                case 1:
                    list.Insert(random.Next(list.Count + 1), line);
                    break;
                case 2:
                    list.RemoveAt(at);
                    list.Insert(random.Next(list.Count + 1), line);
                    break;
                case 3:
                    list[at] = line[..place];
                    break;
                case 4:
                    list[at] = line[place..];
                    break;
                case 5:
                    list[at] = line[..place] + Scraps[random.Next(Scraps.Length)] + line[place..];
                    break;
                case 6:
                    list[at] = line[..place] + (char)random.Next(1, 256) + line[Math.Min(place + 1, line.Length)..];
                    break;
                case 7:
                    list[at] = line + list[random.Next(list.Count)];
                    break;
                case 8:
                    list[at] = new string([
                        .. line.Select(c => char.IsAsciiDigit(c) && random.Next(6) == 0 ? (char)('0' + random.Next(10)) : c),
                    ]);
                    break;
                case 9:
                    list.RemoveRange(at, Math.Min(random.Next(1, 20), list.Count - at));
                    break;
            }
        }

        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', list) + "\n");
        return random.Next(5) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }
}
