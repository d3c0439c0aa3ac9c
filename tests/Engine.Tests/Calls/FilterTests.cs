namespace SvaOrleans.Engine.Tests.Calls;

public class FilterTests
{
    private sealed class Recorder : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
    {
        internal List<string> Seen { get; } = [];

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            Seen.Add(
                $"in {context.SourceId?.ToString() ?? "client"} -> {context.TargetId} "
                    + $"{context.ImplementationMethod.DeclaringType!.Name}.{context.MethodName}({context.Request.GetArgument(0)})"
            );
            await context.Invoke();
            Seen.Add($"in result {context.Result}");
        }

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            Seen.Add($"out {context.SourceContext?.GrainId.ToString() ?? "client"} {context.MethodName}");
            await context.Invoke();
            context.Result = context.Result is string text ? text + "!" : context.Result;
        }
    }

    [Fact]
    public void Filters_see_calls_at_both_ends_and_may_change_results()
    {
        Recorder recorder = new();
        var cluster = Clusters.Builder().AddIncomingFilter(recorder).AddOutgoingFilter(recorder).Build();
        Assert.Equal("a>b:x!!", cluster.Run(() => cluster.GrainFactory.GetGrain<IPingGrain>("a").Forward("b", "x")));
        Assert.Equal(
            [
                "out client Forward",
                "in client -> ping/a PingGrain.Forward(b)",
                "out ping/a Echo",
                "in ping/a -> ping/b PingGrain.Echo(x)",
                "in result b:x",
                "in result a>b:x!",
            ],
            recorder.Seen
        );
    }

    [Fact]
    public void Exceptions_pass_through_filters()
    {
        Recorder recorder = new();
        var cluster = Clusters.Builder().AddIncomingFilter(recorder).AddOutgoingFilter(recorder).Build();
        Assert.Throws<InvalidOperationException>(() =>
            cluster.Run(async () => await cluster.GrainFactory.GetGrain<IPingGrain>("a").Fail("no"))
        );
        Assert.Equal(7, cluster.Run(async () => await cluster.GrainFactory.GetGrain<IPingGrain>("a").Add(3, 4)));
    }
}
