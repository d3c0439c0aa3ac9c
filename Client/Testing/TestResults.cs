using System.Xml.Linq;

namespace SvaOrleans.Client.Testing;

/// <summary>The result of a test project's run.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failed">Tests that failed; a run that broke off counts as one more.</param>
/// <param name="Skipped">Tests that were not run.</param>
/// <param name="Failures">The report of each failure.</param>
internal sealed record TestResults(int Passed, int Failed, int Skipped, IReadOnlyList<TestFailure> Failures)
{
    /// <summary>Reads a file of results (.trx).</summary>
    public static TestResults Read(string path)
    {
        var results = XDocument.Load(path).Descendants().Where(static element => element.Name.LocalName == "UnitTestResult").ToArray();
        var failures = results
            .Where(static result => Outcome(result) == "Failed")
            .Select(static result => new TestFailure(
                (string?)result.Attribute("testName") ?? "?",
                Text(result, "Message"),
                Text(result, "StackTrace")
            ))
            .ToArray();
        var passed = results.Count(static result => Outcome(result) == "Passed");
        return new(passed, failures.Length, results.Length - passed - failures.Length, failures);
    }

    /// <summary>The same, and one failure of the run itself.</summary>
    public TestResults With(TestFailure failure) => this with { Failed = Failed + 1, Failures = [.. Failures, failure] };

    private static string? Outcome(XElement result) => (string?)result.Attribute("outcome");

    private static string Text(XElement result, string name) =>
        result.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value.TrimEnd() ?? "";
}

/// <summary>A test that failed.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Message">Its message.</param>
/// <param name="Trace">Its stack trace; empty if there is none.</param>
internal sealed record TestFailure(string Name, string Message, string Trace);
