using System.Reflection;
using System.Text;
using SvaOrleans.Conformance.Tests.Clusters;

namespace SvaOrleans.Conformance.Tests.Outcomes;

// The results that the simulated engine shows, as a checked-in text: "# program", then "profile: result" lines. A run on Orleans compares
// with it without running the other engine. Set SVA_WRITE_OUTCOMES=1 and run the simulated tests to write it again.
public sealed class OutcomeBook
{
    private static readonly string Path = SourceFile();
    private readonly SortedDictionary<string, List<OutcomeSet>> _programs = new(StringComparer.Ordinal);

    public static bool IsWriting => Environment.GetEnvironmentVariable("SVA_WRITE_OUTCOMES") == "1";

    public IReadOnlyList<OutcomeSet> Of(string program) =>
        _programs.TryGetValue(program, out var outcomes)
            ? outcomes
            : throw new InvalidDataException($"{Path} knows no program '{program}'.");

    public void Put(string program, IEnumerable<OutcomeSet> outcomes) => _programs[program] = [.. outcomes];

    public static OutcomeBook Read()
    {
        OutcomeBook book = new();
        List<OutcomeSet>? program = null;
        foreach (var line in File.ReadLines(Path))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                book._programs[line[2..]] = program = [];
            }
            else if (line.Split(": ", 2) is [string profile, string result])
            {
                if (program!.Find(o => o.Profile == profile) is not { } outcomes)
                {
                    program.Add(outcomes = new OutcomeSet(profile, new List<string>()));
                }

                ((List<string>)outcomes.Results).Add(result);
            }
        }

        return book;
    }

    public void Write()
    {
        StringBuilder text = new();
        foreach ((var program, var all) in _programs)
        {
            text.Append("# ").Append(program).Append('\n');
            foreach (var outcomes in all)
            {
                foreach (var result in outcomes.Results)
                {
                    text.Append(outcomes.Profile).Append(": ").Append(result).Append('\n');
                }
            }

            text.Append('\n');
        }

        File.WriteAllText(Path, text.ToString().TrimEnd('\n') + "\n");
    }

    private static string SourceFile() =>
        typeof(OutcomeBook).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "OutcomeBook").Value!;
}
