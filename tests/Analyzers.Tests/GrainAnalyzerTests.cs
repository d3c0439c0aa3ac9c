namespace SvaOrleans.Analyzers.Tests;

public class GrainAnalyzerTests
{
    private const string Interface = "public interface IThing : IGrainWithStringKey { Task Do(); }\n";

    [Theory]
    [InlineData("class C { object M(IGrainFactory f) => f.GetGrain<IThing>(\"k\"); }", "SVA0001")]
    [InlineData("class C { object M(IGrainFactory f) => f.GetGrain<IThing>(\"k\", \"prefix\"); }", "SVA0001")]
    [InlineData("class C { object M(IGrainFactory f) => f.GetGrain<IThing>(GrainId.Create(\"t\", \"k\")); }", "")]
    [InlineData("class C { static int s_x; int M() => s_x++; }", "SVA0002")]
    [InlineData("class C { static int X { get; set; } }", "SVA0002")]
    [InlineData(
        "class C { static readonly int s_x = 1; const int Y = 2; static int X { get; } = 3; static int Z => s_x; enum E { A } }",
        ""
    )]
    [InlineData("class C { void M(Dictionary<int, int> d) { foreach (var x in d) { } } }", "SVA0003")]
    [InlineData("class C { void M(Dictionary<int, int> d) { foreach (var x in d.Values) { } } }", "SVA0003")]
    [InlineData("class C { void M(HashSet<int> d) { foreach (var x in d) { } } }", "SVA0003")]
    [InlineData("class C { int M(HashSet<int> d) => d.First(); }", "SVA0003")]
    [InlineData("class C { object M(HashSet<int> d) => d.Select(x => x + 1); }", "SVA0003")]
    [InlineData("class C { int[] M(HashSet<int> d) => [.. d]; }", "SVA0003")]
    [InlineData("class C { List<int> M(Dictionary<int, int> d) => new List<int>(d.Keys); }", "SVA0003")]
    [InlineData("class C { int M(Dictionary<int, int> d) => d[1] + d.Count + d.Values.Sum() + d.Keys.Order().First(); }", "")]
    [InlineData("class C { object M(Dictionary<int, int> d) => new SortedSet<int>(d.Keys); }", "")]
    [InlineData("class C { void M(SortedDictionary<int, int> d) { foreach (var x in d) { } } }", "")]
    [InlineData("public interface IBad : IGrainWithStringKey { void Do(); }", "")]
    [InlineData("public interface IBad : IGrainWithStringKey { Task Do<T>(T x); }", "")]
    [InlineData("public interface IBad<T> : IGrainWithStringKey { Task Do(T x); }", "")]
    [InlineData("class C { interface IBad : IGrainWithStringKey { Task Do(); } }", "")]
    [InlineData("public class G : Grain, IThing { [AlwaysInterleave] public Task Do() => Task.CompletedTask; }", "SVA0006")]
    [InlineData("class C { Task M(Task t) => t.ContinueWith(_ => { }); }", "SVA0007")]
    [InlineData("class C { Task M() => Task.Factory.StartNew(() => { }); }", "SVA0007")]
    public void Refuses_what_breaks_determinism_and_nothing_else(string code, string expected) =>
        Assert.Equal(expected, Compiled.From(Interface + code).Ids);

    [Fact]
    public void References_by_key_are_made_in_the_naming_folder() =>
        Assert.Equal(
            string.Empty,
            Compiled
                .From(
                    Interface + "static class N { public static object M(IGrainFactory f) => f.GetGrain<IThing>(\"k\"); }",
                    "Probe.Grains.Kernel"
                )
                .Ids
        );

    [Fact]
    public void References_by_key_are_refused_only_where_the_rule_is_asked_for() =>
        Assert.Equal(
            string.Empty,
            Compiled.From(Interface + "class C { object M(IGrainFactory f) => f.GetGrain<IThing>(\"k\"); }", asksForNaming: false).Ids
        );
}
