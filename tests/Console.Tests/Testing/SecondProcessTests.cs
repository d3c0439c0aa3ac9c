using SvaOrleans.Client.Testing;

namespace SvaOrleans.Console.Tests.Testing;

/// <summary>What `./sva test` says when a second process runs the tests in another way.</summary>
public sealed class SecondProcessTests : IDisposable
{
    private const string Runs = "A.Tests.Of_seeds\n\t3\t0000000000000001\n\t5\t0000000000000002\nB.Tests.Of_more\n\t4\t0000000000000003\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("sva-runs-").FullName;

    private string First => Path.Combine(_folder, "first");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_same_runs_count_as_one_test_that_passed()
    {
        File.WriteAllText(First, Runs);
        var (results, runs) = await new SecondProcess((file, _, _) => Wrote(file, Runs)).Compare(First, null);
        Assert.Equal((1, 0, 3), (results.Passed, results.Failed, runs));
    }

    [Theory]
    [InlineData("0000000000000002", "00000000000000ff", "A.Tests.Of_seeds", 1)]
    [InlineData("\t4\t", "\t6\t", "B.Tests.Of_more", 0)]
    [InlineData("\t5\t0000000000000002\n", "", "A.Tests.Of_seeds", 1)]
    [InlineData("B.Tests.Of_more\n\t4\t0000000000000003\n", "", "B.Tests.Of_more", 0)]
    public async Task Another_run_is_told_with_its_first_step_that_differs(string what, string instead, string test, int run)
    {
        File.WriteAllText(First, Runs);
        var asked = new List<(string? Filter, string? Steps)>();
        Task Run(string file, string? filter, string? steps)
        {
            asked.Add((filter, steps));
            return Wrote(
                file,
                steps is null
                    ? Runs.Replace(what, instead, StringComparison.Ordinal)
                    : Runs + "\t\tone\n\t\ttwo\n" + (file.Contains(".again", StringComparison.Ordinal) ? "\t\tfour\n" : "\t\tthree\n")
            );
        }

        var (results, _) = await new SecondProcess(Run).Compare(First, null);
        var failure = Assert.Single(results.Failures);
        Assert.Equal((0, 1, test), (results.Passed, results.Failed, failure.Name));
        Assert.Equal(
            $"run {run} of this test ended differently in a second process; the runs differ from step 2 on\nfirst:\n  one\n  two\n "
                + " three\nsecond:\n  one\n  two\n  four",
            failure.Message
        );
        Assert.Equal(
            [(null, null), ($"FullyQualifiedName={test}", $"{test}#{run}"), ($"FullyQualifiedName={test}", $"{test}#{run}")],
            asked
        );
    }

    [Fact]
    public async Task A_difference_that_does_not_come_back_is_one_still()
    {
        File.WriteAllText(First, Runs);
        var (results, _) = await new SecondProcess(
            (file, _, steps) => Wrote(file, steps is null ? "" : "A.Tests.Of_seeds\n\t\tone\n")
        ).Compare(First, null);
        Assert.Contains(
            "the difference did not come back: twice the same 1 steps",
            Assert.Single(results.Failures).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(null, "(FullyQualifiedName~A.Tests.|FullyQualifiedName~C.Tests.)")]
    [InlineData("Category=X", "(Category=X)&(FullyQualifiedName~A.Tests.|FullyQualifiedName~C.Tests.)")]
    public async Task Of_a_share_every_so_many_classes_are_run_again_and_compared(string? filter, string expected)
    {
        const string All = Runs + "C.Tests.Of_few\n\t7\t0000000000000004\n";
        File.WriteAllText(First, All);
        var asked = new List<string?>();
        var second = new SecondProcess(
            (file, of, _) =>
            {
                asked.Add(of);
                return Wrote(file, All.Replace("B.Tests.Of_more\n\t4\t0000000000000003\n", "", StringComparison.Ordinal));
            },
            share: 2
        );
        var (results, runs) = await second.Compare(First, filter);
        Assert.Equal((1, 0, 3), (results.Passed, results.Failed, runs));
        Assert.Equal(expected, Assert.Single(asked));
    }

    [Fact]
    public async Task A_class_that_the_filter_does_not_find_is_not_compared_but_none_at_all_is_a_failure()
    {
        File.WriteAllText(First, Runs + "C.Tests.Of_few\n\t7\t0000000000000004\n");
        var (found, runs) = await new SecondProcess(
            (file, _, _) => Wrote(file, "C.Tests.Of_few\n\t7\t0000000000000004\n"),
            share: 2
        ).Compare(First, null);
        Assert.Equal((1, 0, 1), (found.Passed, found.Failed, runs));
        var (none, _) = await new SecondProcess(static (_, _, _) => Task.CompletedTask, share: 2).Compare(First, null);
        Assert.Equal(1, none.Failed);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("FullyQualifiedName~Nothing", 0)]
    public async Task No_run_at_all_is_a_failure_unless_a_filter_explains_it(string? filter, int failed)
    {
        var (results, _) = await new SecondProcess(static (_, _, _) => Task.CompletedTask).Compare(First, filter);
        Assert.Equal(failed, results.Failed);
    }

    private static Task Wrote(string file, string text) => File.WriteAllTextAsync(file, text);
}
