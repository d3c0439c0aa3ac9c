// These tests hold value tasks by hand: what they are about is when each completes, and nothing of them blocks.
#pragma warning disable CA2012, xUnit1031

using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;

namespace SvaOrleans.Grains.Tests.Pooling;

/// <summary>Methods whose state machine is pooled behave like those that return tasks.</summary>
public sealed class PooledMethodTests
{
    [Fact]
    public async Task A_method_that_waits_answers_what_it_returns()
    {
        var input = new TaskCompletionSource<int>();
        var sum = Sum(input.Task, 2);
        Assert.False(sum.IsCompleted);
        input.SetResult(40);
        Assert.Equal(42, await sum);
    }

    [Fact]
    public void A_method_that_never_waits_has_completed() => Assert.Equal(3, Sum(Task.FromResult(1), 2).Result);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_method_throws_reaches_who_awaits_it(bool waits)
    {
        var input = new TaskCompletionSource<int>();
        var sum = waits ? Sum(input.Task, 1) : Sum(Task.FromException<int>(new FormatException("bad")), 1);
        input.TrySetException(new FormatException("bad"));
        Assert.True(sum.IsFaulted);
        Assert.Equal("bad", (await Assert.ThrowsAsync<FormatException>(sum.AsTask)).Message);
    }

    [Fact]
    public void An_answer_is_consumed_once()
    {
        var input = new TaskCompletionSource<int>();
        var sum = Sum(input.Task, 1);
        input.SetResult(1);
        Assert.Equal(2, sum.Result);
        Assert.Throws<InvalidOperationException>(() => sum.Result);
    }

    [Fact]
    public void Who_awaits_in_the_same_context_goes_on_in_the_turn_that_completes()
    {
        var posts = new Posts();
        posts.Within(() =>
        {
            var input = new TaskCompletionSource<int>();
            var sum = Twice(Sum(input.Task, 1));
            input.SetResult(1);
            Assert.Equal(4, sum.Result);
        });
        Assert.Equal(0, posts.Count);
    }

    [Fact]
    public void Who_awaits_in_another_context_goes_on_there()
    {
        var posts = new Posts();
        var input = new TaskCompletionSource<int>();
        var inner = Sum(input.Task, 1);
        var outer = default(ValueTask<int>);
        posts.Within(() => outer = Twice(inner));
        input.SetResult(1);
        Assert.Equal(1, posts.Count);
        Assert.False(outer.IsCompleted);
        posts.RunAll();
        Assert.Equal(4, outer.Result);
    }

    [Fact]
    public void What_flows_with_the_caller_flows_over_every_wait_and_not_back()
    {
        var input = new TaskCompletionSource<int>();
        Flowing.Value = 1;
        var seen = SetAndWait(input.Task);
        Assert.Equal(1, Flowing.Value);
        Flowing.Value = 5;
        input.SetResult(0);
        Assert.Equal(2, seen.Result);
        Assert.Equal(5, Flowing.Value);
    }

    private static readonly AsyncLocal<int> Flowing = new();

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private static async ValueTask<int> Sum(Task<int> task, int more) => await task + more;

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private static async ValueTask<int> Twice(ValueTask<int> call) => 2 * await call;

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private static async ValueTask<int> SetAndWait(Task task)
    {
        Flowing.Value = 2;
        await task;
        return Flowing.Value;
    }

    private sealed class Posts : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _waiting = [];

        public int Count { get; private set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Count++;
            _waiting.Enqueue((d, state));
        }

        public void Within(Action code)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                code();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        public void RunAll() =>
            Within(() =>
            {
                while (_waiting.TryDequeue(out var next))
                {
                    next.Callback(next.State);
                }
            });
    }
}
