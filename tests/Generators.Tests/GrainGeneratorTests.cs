using Microsoft.CodeAnalysis;

namespace SvaOrleans.Generators.Tests;

public class GrainGeneratorTests
{
    // Everything that has once been hard to emit: keywords as names, nullability, defaults, inheritance, overloads, nesting, internal types, attributes.
    private const string Hard = """
        public interface IBase : IGrainWithStringKey { Task<int> Same(int x); ValueTask Both(); }
        internal sealed record Secret(string? Name);
        internal static class Outer
        {
            internal interface IHard : IBase
            {
                [ReadOnly] Task<string?> Nullable(string? text, int? number, List<string?>? list);
                [AlwaysInterleave] ValueTask<Secret> Hidden(Secret @event, CancellationToken @class = default);
                [OneWay] Task Forget(int request_, int answer_);
                [OneWay] ValueTask ForgetToo();
                [ResponseTimeout("1.00:00:00")] Task Slow(string text = "x");
                Task Slow(int other);
                ValueTask<(int A, string? B)> Tuple(int[] array, Dictionary<string, IHard> grains);
                static int Helper() => 1;
            }

            [GrainType("hard")]
            internal sealed class HardGrain : Grain, IHard
            {
                public Task<int> Same(int x) => Task.FromResult(x);
                public ValueTask Both() => default;
                public Task<string?> Nullable(string? text, int? number, List<string?>? list) => Task.FromResult(text);
                public ValueTask<Secret> Hidden(Secret @event, CancellationToken @class) => new(@event);
                public Task Forget(int request_, int answer_) => Task.CompletedTask;
                public ValueTask ForgetToo() => default;
                public Task Slow(string text) => Task.CompletedTask;
                public Task Slow(int other) => Task.CompletedTask;
                public ValueTask<(int A, string? B)> Tuple(int[] array, Dictionary<string, IHard> grains) => default;
            }
        }
        """;

    [Fact]
    public void Hard_interfaces_compile_without_a_warning()
    {
        Compiled compiled = Compiled.From(Hard);
        Assert.Empty(compiled.Compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.Equal(string.Empty, compiled.Ids);
    }

    [Fact]
    public void The_module_lists_interfaces_and_classes()
    {
        Compiled compiled = Compiled.From(Hard);
        string module = compiled.Compilation.SyntaxTrees.Single(t => t.FilePath.EndsWith("GrainModule.g.cs", StringComparison.Ordinal)).ToString();
        Assert.Contains("Probe_IBase_Interface", module, StringComparison.Ordinal);
        Assert.Contains("Probe_Outer_IHard_Interface", module, StringComparison.Ordinal);
        Assert.Contains("typeof(global::Probe.Outer.HardGrain)", module, StringComparison.Ordinal);
        Assert.Contains(compiled.Compilation.Assembly.GetAttributes(), a => a.AttributeClass!.Name == "GrainModuleAttribute");
    }

    [Fact]
    public void Code_without_grains_gets_nothing() => Assert.Single(Compiled.From("class Plain { }").Compilation.SyntaxTrees);
}
