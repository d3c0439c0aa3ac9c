namespace SvaOrleans.Client.Testing;

/// <summary>Compares the runs of two processes: every seed of every test must end in the same way.</summary>
/// <param name="run">Runs a project's tests in a process. Its arguments: the file of the record, the filter of the tests and the one run
/// whose steps are wanted.</param>
/// <param name="share">One in how many test classes is run again; 1 for all.</param>
internal sealed class SecondProcess(Func<string, string?, string?, Task> run, int share = 1)
{
    /// <summary>The end of the name of the second process's file.</summary>
    public const string Suffix = ".again";

    /// <summary>Runs the tests once more and compares.</summary>
    /// <param name="first">The first process's file.</param>
    /// <param name="filter">Which tests there were; null for all.</param>
    /// <returns>What to report: one test that passed or failed, and how many runs were compared.</returns>
    public async Task<(TestResults Results, int Runs)> Compare(string first, string? filter)
    {
        var second = first + Suffix;
        File.Delete(second);
        var one = RunRecord.Read(first);
        var classes = Sample(one.Classes);
        if (share > 1 && one.Count > 0)
        {
            one = one.Only(classes);
            var chosen = string.Join('|', classes.Select(static name => $"FullyQualifiedName~{name}."));
            filter = filter is null ? $"({chosen})" : $"({filter})&({chosen})";
        }

        await run(second, filter, null);
        var other = RunRecord.Read(second);
        if (share > 1 && other.Count > 0)
        {
            // A test that a class inherits is written down under the class that has its code, which the filter does not find.
            string[] both = [.. classes.Intersect(other.Classes)];
            (one, other) = (one.Only(both), other.Only(both));
        }

        if (one.FirstDifference(other) is not { } difference)
        {
            return one.Count > 0 || filter is not null
                ? (new(1, 0, 0, []), one.Count)
                : (new(0, 1, 0, [new("no run was recorded", "the tests ran no simulated world, or their record was lost", "")]), 0);
        }

        var steps = $"{difference.Test}#{difference.Run}";
        string[] files = [first + ".steps", second + ".steps"];
        foreach (var file in files)
        {
            File.Delete(file);
            await run(file, $"FullyQualifiedName={difference.Test}", steps);
        }

        var message =
            $"run {difference.Run} of this test ended differently in a second process; {RunRecord.Read(files[0]).FirstDifferentStep(RunRecord.Read(files[1]))}";
        return (new(0, 1, 0, [new(difference.Test, message, "")]), one.Count);
    }

    // The same classes every time, spread over all of them.
    private string[] Sample(IReadOnlyList<string> classes) => [.. classes.Where((_, place) => place % share == 0)];
}
