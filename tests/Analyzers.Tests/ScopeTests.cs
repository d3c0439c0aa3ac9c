using Microsoft.CodeAnalysis;

namespace SvaOrleans.Analyzers.Tests;

/// <summary>In other people's projects the rules are for grain classes alone.</summary>
public class ScopeTests
{
    private const string Interface = "public interface IThing : IGrainWithStringKey { Task Do(); }\n";
    private const string Body = """
        static int s_count;
        public async Task Do()
        {
            foreach (var pair in new Dictionary<int, int>()) { s_count += pair.Value; }
            var now = DateTime.UtcNow;
            var chance = Guid.NewGuid();
            await Task.Run(() => { }).ContinueWith(_ => { });
            await Task.Delay(1);
            Task.CompletedTask.Wait();
        }
        """;

    private const string All = "SVA0002 SVA0003 SVA0007 SVA0008 SVA0009 SVA0010 SVA0011 SVA0012";

    [Theory]
    [InlineData("public class ThingGrain : Grain, IThing { BODY }", All)]
    [InlineData("public class State { } public class ThingGrain : Grain<State>, IThing { BODY }", All)]
    [InlineData(
        "public class ThingGrain(IGrainContext context) : IGrainBase, IThing { public IGrainContext GrainContext => context; BODY }",
        All
    )]
    [InlineData("public class ThingGrain : Grain { class Helper { BODY } }", All)]
    [InlineData("public abstract class Base : Grain { } public class ThingGrain : Base, IThing { BODY }", All)]
    [InlineData("public class Helper { BODY }", "")]
    [InlineData("public class Startup { class Nested { BODY } }", "")]
    public void Rules_are_for_grain_classes_and_what_is_nested_in_them(string code, string expected)
    {
        var compiled = Compiled.From(
            Interface + code.Replace("BODY", Body, StringComparison.Ordinal),
            asksForNaming: false,
            isWhole: false
        );
        Assert.Equal(
            expected,
            string.Join(" ", compiled.Findings.Select(static finding => finding.Id).Distinct().Order(StringComparer.Ordinal))
        );
        Assert.All(compiled.Findings, static finding => Assert.Equal(DiagnosticSeverity.Warning, finding.Severity));
    }

    [Fact]
    public void A_project_may_ask_for_all_its_code() =>
        Assert.Equal(
            All,
            string.Join(
                " ",
                Compiled
                    .From(Interface + "public class Helper { " + Body + " }")
                    .Findings.Select(static finding => finding.Id)
                    .Distinct()
                    .Order(StringComparer.Ordinal)
            )
        );

    [Fact]
    public void Static_fields_of_other_types_are_nobody_s_business() =>
        Assert.Equal(
            string.Empty,
            Compiled
                .From(
                    Interface
                        + "public static class Metrics { public static int Count; } public class ThingGrain : Grain, IThing { "
                        + "public Task Do() => Task.CompletedTask; }",
                    asksForNaming: false,
                    isWhole: false
                )
                .Ids
        );
}
