using System.Text.RegularExpressions;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Traces;

namespace SvaOrleans.Inputs.Tests;

/// <summary>Messages about input of any length at any place stay short.</summary>
public sealed partial class LongInputTests
{
    private const int MessageMax = 1_000;

    private static readonly string[] LongWords =
    [
        new('9', 8_000),
        new('z', 8_000),
        "0x" + new string('f', 8_000),
        "'" + string.Concat(Enumerable.Repeat("so ", 2_000)) + "'",
        "[" + new string('q', 8_000) + "]",
    ];

    public static TheoryData<int> Kinds() => new(Enumerable.Range(0, LongWords.Length));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void At_every_word_of_a_topology_file(int kind)
    {
        var text = TopologyImport.Run(TestData.Topology("intel-sm-small")).ToYaml();
        Assert.True(AtEveryWord(text, kind, static changed => TopologyFile.Parse(changed, "long.yaml")) > 40);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void At_every_word_of_a_machine_s_own_texts(int kind)
    {
        using var folder = new TemporaryFolder();
        var from = TestData.Topology("intel-sm-small");
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        var refused = 0;
        foreach (var file in Directory.GetFiles(from).Select(static file => Path.GetFileName(file)))
        {
            refused += AtEveryWord(
                File.ReadAllText(folder.File(file)),
                kind,
                changed =>
                {
                    File.WriteAllText(folder.File(file), changed);
                    return TopologyImport.Run(folder.Path);
                }
            );
            File.Copy(Path.Combine(from, file), folder.File(file), overwrite: true);
        }

        Assert.True(refused > 10, $"{refused}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void At_every_word_of_an_event_file(int kind)
    {
        using var folder = new TemporaryFolder();
        TraceImport.Run(
            Directory.GetFiles(Path.Combine(TestData.Folder, "strace-variants"), "*.strace").Order(StringComparer.Ordinal).First(),
            folder.File("events")
        );
        var text = File.ReadAllText(folder.File("events"));
        Assert.True(AtEveryWord(text, kind, static changed => TestData.Read(changed)) > 20);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void At_every_word_of_a_trace(int kind)
    {
        var text = string.Join('\n', TestData.TraceLines("gcc").Take(60)) + "\n";
        AtEveryWord(text, kind, static changed => TestData.Read(changed));
        Assert.True(Refused(() => TestData.Read(string.Concat(Enumerable.Repeat(LongWords[kind] + "\n", 200)))));
    }

    private static int AtEveryWord(string text, int kind, Func<string, object> read)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var refused = 0;
        foreach (Match word in Word().Matches(text))
        {
            // The same word behind the same words is read by the same reader.
            if (seen.Add(text[Math.Max(0, word.Index - 8)..(word.Index + word.Length)]) && seen.Count < 400)
            {
                refused += Refused(() => read(text[..word.Index] + LongWords[kind] + text[(word.Index + word.Length)..])) ? 1 : 0;
            }
        }

        return refused;
    }

    private static bool Refused(Func<object> read)
    {
        try
        {
            read();
            return false;
        }
        catch (InputException refused)
        {
            Assert.True(refused.Message.Length <= MessageMax, $"{refused.Message.Length} characters: {refused.Message}");
            Assert.False(Run().IsMatch(refused.Message), refused.Message);
            return true;
        }
    }

    [GeneratedRegex(@"[A-Za-z0-9$_.:-]+")]
    private static partial Regex Word();

    // One character again and again.
    [GeneratedRegex(@"(\w)\1{79}")]
    private static partial Regex Run();
}
