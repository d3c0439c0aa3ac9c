using System.Text.RegularExpressions;
using SvaOrleans.Documents;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Replay;

namespace SvaOrleans.Client.Exploring;

/// <summary>A replay token and the scenario that it belongs to.</summary>
internal static partial class TokenScenario
{
    private const int FilesMax = 2_000;
    private const int TextMax = 32 << 20;

    /// <summary>Reads a token, or the token in the file of that name.</summary>
    /// <param name="text">The text that the user typed.</param>
    /// <exception cref="InputException">It is no token.</exception>
    public static ReplayToken ReadToken(string text)
    {
        if (ReplayToken.TryParse(text, out var token, out var fault))
        {
            return token;
        }

        try
        {
            if (File.Exists(text))
            {
                return OrderJournal.Is(text) ? OfJournal(text) : OfText(text);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(text, 0, 0, $"it cannot be read ({e.Message:part})", "a file with what sva explore printed", e);
        }

        // A text that does not begin like a token is the name of a file.
        throw LooksLikeToken().IsMatch(text)
            ? Refused("TOKEN", fault)
            : new InputException(
                "TOKEN",
                0,
                0,
                $"'{text}' is no replay token, and no file has that name",
                "what sva explore printed, or a file with it"
            );
    }

    // The file may hold other output beside the token, and a file written during a run may end in the middle of a line.
    private static ReplayToken OfText(string path)
    {
        using var reader = new StreamReader(path);
        var text = new char[TextMax + 1];
        var length = reader.ReadBlock(text);
        if (length > TextMax)
        {
            throw new InputException(
                path,
                0,
                0,
                "this is too long to look for a replay token in it",
                "a file with what sva explore printed"
            );
        }

        var found = TokenInText().Matches(new string(text, 0, length)).LastOrDefault()?.Value;
        return found is null ? throw new InputException(path, 0, 0, "there is no replay token in it", "what sva explore printed")
            : ReplayToken.TryParse(found, out var token, out var fault) ? token
            : throw Refused(path, fault);
    }

    private static InputException Refused(string where, string fault) =>
        fault.Split("; expected ") is [var problem, var expected]
            ? new(where, 0, 0, problem, expected)
            : new(where, 0, 0, fault, "what sva explore printed");

    // If several orders ran when the process ended, the journal does not say which one ended it.
    private static ReplayToken OfJournal(string path) =>
        OrderJournal.Read(path) switch
        {
            [var only] => only,
            [] => throw new InputException(
                path,
                0,
                0,
                "no order ran when the journal was written last",
                "one that never ended, or that ended the process"
            ),
            var several => throw new InputException(
                path,
                0,
                0,
                $"{several.Count} orders ran when the journal was written last",
                $"one of them: {string.Join(", or ", several)}"
            ),
        };

    /// <summary>Finds the scenario that a token was made from: in the given file, or else among the shipped scenarios and
    /// those in this folder.</summary>
    /// <param name="token">The token.</param>
    /// <param name="file">The file that the user named; null to search.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static ScenarioDocument Find(ReplayToken token, string? file)
    {
        if (file is not null)
        {
            return Versions(file).FirstOrDefault(document => document.Hash == token.Subject)
                ?? throw new InputException(
                    file,
                    0,
                    0,
                    "the token was made from another scenario, or from another version of this one",
                    "the very file that was explored"
                );
        }

        foreach (var candidate in Candidates().Take(FilesMax))
        {
            try
            {
                if (Versions(candidate).FirstOrDefault(document => document.Hash == token.Subject) is { } found)
                {
                    return found;
                }
            }
            catch (InputException)
            {
                // Some other YAML file.
            }
        }

        throw new InputException("TOKEN", 0, 0, "no scenario here is the one that the token was made from", "--scenario FILE");
    }

    /// <summary>The arguments of <c>sva replay</c>: a token, and the file if <see cref="Find"/> would not find it unaided.</summary>
    /// <param name="token">The token.</param>
    /// <param name="file">The scenario's file, as the user gave it.</param>
    public static string ArgumentsOf(ReplayToken token, string file)
    {
        var isFound =
            file != ScenarioLoader.StandardInput && Candidates().Take(FilesMax).Contains(Path.GetFullPath(file), StringComparer.Ordinal);
        return isFound ? $"{token}" : $"{token} --scenario {(file == ScenarioLoader.StandardInput ? "-" : Quoted(file))}";
    }

    /// <summary>The command that repeats an order.</summary>
    /// <param name="token">The order.</param>
    /// <param name="file">The scenario's file.</param>
    public static string CommandOf(ReplayToken token, string file) => $"./sva replay {ArgumentsOf(token, file)}";

    private static string Quoted(string file) =>
        PlainWord().IsMatch(file) ? file : $"'{file.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // The scenario as the file says it, on each kernel that --generation may have chosen, and on kernels without a point that --without may
    // have left out.
    private static IEnumerable<ScenarioDocument> Versions(string file) =>
        KernelGenerations
            .Known.Select(static generation => (string?)generation)
            .Prepend(null)
            .SelectMany(generation => ScenarioLoader.Read(file, generation))
            .SelectMany(static document => KnownPoints.Names.Select(document.Without).Prepend(document));

    private static IEnumerable<string> Candidates()
    {
        string[] folders =
        [
            Directory.GetCurrentDirectory(),
            Path.Combine(Directory.GetCurrentDirectory(), "scenarios"),
            .. Setup.Repository.Find() is { } root ? new[] { Path.Combine(root.Root, "scenarios") } : [],
        ];
        return folders
            .Distinct(StringComparer.Ordinal)
            .Where(Directory.Exists)
            .SelectMany(static folder =>
                Directory
                    .EnumerateFiles(
                        folder,
                        "*.yaml",
                        new EnumerationOptions { RecurseSubdirectories = folder.EndsWith("scenarios", StringComparison.Ordinal) }
                    )
                    .Order(StringComparer.Ordinal)
            );
    }

    [GeneratedRegex(@"^\s*sva[0-9]+(\.|\s*$)")]
    private static partial Regex LooksLikeToken();

    [GeneratedRegex(@"\bsva[0-9]+\.[0-9A-Fa-f]{16}\.[A-Za-z0-9_.-]*")]
    private static partial Regex TokenInText();

    [GeneratedRegex("^[A-Za-z0-9_./:@%+=,-]+$")]
    private static partial Regex PlainWord();
}
