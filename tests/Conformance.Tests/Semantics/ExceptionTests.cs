using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class ExceptionTests(PlainCluster fixture)
{
    [Fact]
    public Task Type_and_message_cross_the_call_however_it_was_thrown() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Fault(stage, "a");
            Assert.Equal(
                "no such thing",
                (await Assert.ThrowsAsync<InvalidOperationException>(() => grain.AtOnce(FaultKind.Plain))).Message
            );
            Assert.Equal(
                "no such thing",
                (await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Later(FaultKind.Plain))).Message
            );
            Assert.Equal(
                "no such thing",
                (await Assert.ThrowsAsync<InvalidOperationException>(() => grain.WithResult(FaultKind.Plain))).Message
            );
            Assert.Equal(
                "no such thing",
                (await Assert.ThrowsAsync<InvalidOperationException>(async () => await grain.ByValue(FaultKind.Plain))).Message
            );
        });

    [Fact]
    public Task Its_own_members_cross_if_it_says_how() =>
        fixture.Cluster.Run(async stage =>
        {
            var own = await Assert.ThrowsAsync<AccountException>(() => Fault(stage, "a").Later(FaultKind.Own));
            Assert.Equal(("overdrawn", 12), (own.Message, own.Missing));
            var outer = await Assert.ThrowsAsync<InvalidOperationException>(() => Fault(stage, "a").Later(FaultKind.Nested));
            var inner = Assert.IsType<AccountException>(outer.InnerException);
            Assert.Equal(("inner", 3), (inner.Message, inner.Missing));
        });

    [Fact]
    public Task The_stack_of_the_grain_comes_with_it() =>
        fixture.Cluster.Run(async stage =>
        {
            var e = await Assert.ThrowsAsync<InvalidOperationException>(() => Fault(stage, "a").Later(FaultKind.Plain));
            Assert.Contains(nameof(FaultGrain), e.ToString(), StringComparison.Ordinal);
        });

    [Fact]
    public Task It_goes_through_the_grains_between() =>
        fixture.Cluster.Run(async stage =>
        {
            var e = await Assert.ThrowsAsync<AccountException>(() => Fault(stage, "a").Through(Fault(stage, "b"), FaultKind.Own));
            Assert.Equal(12, e.Missing);
        });

    [Theory]
    [InlineData(FaultKind.Plain, "InvalidOperationException: no such thing")]
    [InlineData(FaultKind.Argument, "ArgumentOutOfRangeException: too far (Parameter 'kind')")]
    [InlineData(FaultKind.Own, "AccountException: overdrawn")]
    [InlineData(FaultKind.Nested, "InvalidOperationException: outer")]
    [InlineData(FaultKind.TimeOut, "TimeoutException: too slow")]
    [InlineData(FaultKind.Stubborn, "StubbornException: not to be moved")]
    public Task A_calling_grain_catches_what_was_thrown(FaultKind kind, string expected) =>
        fixture.Cluster.Run(async stage => Assert.Equal(expected, await Fault(stage, "a").Catch(Fault(stage, "b"), kind)));

    [Fact]
    public Task A_cancellation_stays_one() =>
        fixture.Cluster.Run(async stage =>
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fault(stage, "a").Later(FaultKind.Cancelled))
        );

    [Fact]
    public Task One_that_cannot_be_serialised_still_fails_the_call() =>
        fixture.Cluster.Run(async stage =>
        {
            // Orleans tells a client that it has no codec; the simulated engine serialises nothing and hands it over.
            await Assert.ThrowsAnyAsync<Exception>(() => Fault(stage, "a").Later(FaultKind.Stubborn));
            Assert.Equal("call 1", await Fault(stage, "a").Alive());
        });

    [Fact]
    public Task The_grain_lives_on() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Fault(stage, "a");
            Assert.Equal("call 1", await grain.Alive());
            await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Later(FaultKind.Plain));
            Assert.Equal("call 2", await grain.Alive());
        });

    private static IFaultGrain Fault(Stage stage, string key) => stage.Grain<IFaultGrain>(FaultGrain.Name, key);
}
