using SvaOrleans.Client.Scenarios;
using SvaOrleans.Grains.Points;
using SvaOrleans.Inputs;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Replay;

namespace SvaOrleans.Client.Exploring;

/// <summary>A replay token and the scenario that it belongs to.</summary>
internal static class TokenScenario
{
    private const int FilesMax = 2_000;

    /// <summary>Reads a token; a name of a file stands for the token in it.</summary>
    /// <param name="text">What the user gave.</param>
    /// <exception cref="InputException">It is no token.</exception>
    public static ReplayToken ReadToken(string text)
    {
        var token = text;
        if (!text.StartsWith("sva1.", StringComparison.Ordinal) && File.Exists(text))
        {
            if (OrderJournal.Is(text))
            {
                return OfJournal(text);
            }

            // The last whole line: what was written while a run went on may end in the middle of one.
            token = File.ReadLines(text).LastOrDefault(static line => line.Contains('.', StringComparison.Ordinal)) ?? "";
        }

        return ReplayToken.TryParse(token, out var parsed, out var fault)
            ? parsed
            : throw new InputException("TOKEN", 0, 0, fault, "what sva explore printed, or a file with it");
    }

    // Of several orders that ran when it ended, nothing tells which one ended it.
    private static ReplayToken OfJournal(string path) => OrderJournal.Read(path) switch
    {
        [var only] => only,
        [] => throw new InputException(path, 0, 0, "no order ran when the journal was written last", "one that never ended, or that ended the process"),
        var several => throw new InputException(path, 0, 0, $"{several.Count} orders ran when the journal was written last", $"one of them: {string.Join(", or ", several)}"),
    };

    /// <summary>The scenario that a token was made from: the given one, or else the one among the shipped scenarios and those in this folder.</summary>
    /// <param name="token">The token.</param>
    /// <param name="file">What the user gave; null to search.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static ScenarioDocument Find(ReplayToken token, string? file)
    {
        if (file is not null)
        {
            return Versions(file).FirstOrDefault(document => document.Hash == token.Subject)
                ?? throw new InputException(file, 0, 0, "the token was made from another scenario, or from another version of this one", "the very file that was explored");
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

    // As the file says it, on each kernel that --generation may have put it on, and on those that lack what --without may have left out.
    private static IEnumerable<ScenarioDocument> Versions(string file) =>
        KernelGenerations.Known.Select(static generation => (string?)generation).Prepend(null)
            .SelectMany(generation => ScenarioLoader.Read(file, generation))
            .SelectMany(static document => Enum.GetValues<ProtocolPoint>().Select(document.Without).Prepend(document));

    private static IEnumerable<string> Candidates()
    {
        string[] folders = [Directory.GetCurrentDirectory(), Path.Combine(Directory.GetCurrentDirectory(), "scenarios"), .. Setup.Repository.Find() is { } root ? new[] { Path.Combine(root.Root, "scenarios") } : []];
        return folders.Distinct(StringComparer.Ordinal).Where(Directory.Exists)
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.yaml", new EnumerationOptions { RecurseSubdirectories = folder.EndsWith("scenarios", StringComparison.Ordinal) }).Order(StringComparer.Ordinal));
    }
}
