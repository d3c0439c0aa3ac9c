namespace SvaOrleans.Analyzers.Tests;

/// <summary>What leaves an activation, or depends on the machine, in a grain class.</summary>
public class MachineUseTests
{
    [Theory]
    [InlineData("object M() => DateTime.Now;", "SVA0008")]
    [InlineData("object M() => DateTime.UtcNow;", "SVA0008")]
    [InlineData("object M() => DateTime.Today;", "SVA0008")]
    [InlineData("object M() => DateTimeOffset.UtcNow;", "SVA0008")]
    [InlineData("object M() => System.Diagnostics.Stopwatch.StartNew();", "SVA0008")]
    [InlineData("object M() => System.Diagnostics.Stopwatch.GetTimestamp();", "SVA0008")]
    [InlineData("object M() => Environment.TickCount64;", "SVA0008")]
    [InlineData("object M() => TimeProvider.System;", "SVA0008")]
    [InlineData("object M(TimeProvider time) => time.GetUtcNow();", "")]
    [InlineData("object M() => DateTime.UnixEpoch;", "")]
    [InlineData("object M() => new Random();", "SVA0009")]
    [InlineData("object M() => Random.Shared.Next();", "SVA0009")]
    [InlineData("object M() => Guid.NewGuid();", "SVA0009")]
    [InlineData("object M() => Guid.CreateVersion7();", "SVA0009")]
    [InlineData("object M() => System.Security.Cryptography.RandomNumberGenerator.GetInt32(3);", "SVA0009")]
    [InlineData("object M() => new Random(17).Next();", "")]
    [InlineData("object M() => Guid.Empty;", "")]
    [InlineData("Task M() => Task.Run(() => { });", "SVA0010")]
    [InlineData("async Task M(Task task) => await task.ConfigureAwait(false);", "SVA0010")]
    [InlineData("async Task M(ValueTask<int> task) => await task.ConfigureAwait(false);", "SVA0010")]
    [InlineData("async Task M(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);", "SVA0010")]
    [InlineData(
        "async Task M(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | "
            + "ConfigureAwaitOptions.ContinueOnCapturedContext);",
        ""
    )]
    [InlineData("async Task M(Task task) => await task.ConfigureAwait(true);", "")]
    [InlineData("object M() => new Thread(() => { });", "SVA0010")]
    [InlineData("object M() => ThreadPool.QueueUserWorkItem(_ => { });", "SVA0010")]
    [InlineData("object M() => Parallel.For(0, 1, _ => { });", "SVA0010")]
    [InlineData("Task M(CancellationTokenSource source) => source.CancelAsync();", "SVA0010")]
    [InlineData("void M(CancellationTokenSource source) => source.Cancel();", "")]
    [InlineData("Task M() => Task.Delay(5);", "SVA0011")]
    [InlineData("Task M(CancellationToken token) => Task.Delay(TimeSpan.FromSeconds(1), token);", "SVA0011")]
    [InlineData("Task M(TimeProvider time) => Task.Delay(TimeSpan.FromSeconds(1), time);", "")]
    [InlineData("Task M() => Task.Delay(0);", "")]
    [InlineData("Task M(CancellationToken token) => Task.Delay(Timeout.Infinite, token);", "")]
    [InlineData("Task M(Task task) => task.WaitAsync(TimeSpan.FromSeconds(1));", "SVA0011")]
    [InlineData("Task M(Task task, CancellationToken token) => task.WaitAsync(token);", "")]
    [InlineData("Task M(Task task, TimeProvider time) => task.WaitAsync(TimeSpan.FromSeconds(1), time);", "")]
    [InlineData("object M() => new PeriodicTimer(TimeSpan.FromSeconds(1));", "SVA0011")]
    [InlineData("object M(TimeProvider time) => new PeriodicTimer(TimeSpan.FromSeconds(1), time);", "")]
    [InlineData("object M() => new Timer(_ => { });", "SVA0011")]
    [InlineData("object M() => new System.Timers.Timer(5);", "SVA0011")]
    [InlineData("object M() => new CancellationTokenSource(5);", "SVA0011")]
    [InlineData("object M() => new CancellationTokenSource(TimeSpan.FromSeconds(5));", "SVA0011")]
    [InlineData("object M(TimeProvider time) => new CancellationTokenSource(TimeSpan.FromSeconds(5), time);", "")]
    [InlineData("object M() => new CancellationTokenSource();", "")]
    [InlineData("void M(CancellationTokenSource source) => source.CancelAfter(5);", "SVA0011")]
    [InlineData("void M(Task task) => task.Wait();", "SVA0012")]
    [InlineData("void M(Task task) => Task.WaitAll(task);", "SVA0012")]
    [InlineData("int M(Task<int> task) => task.Result;", "SVA0012")]
    [InlineData("int M(ValueTask<int> task) => task.Result;", "SVA0012")]
    [InlineData("void M(Task task) => task.GetAwaiter().GetResult();", "SVA0012")]
    [InlineData("int M(ValueTask<int> task) => task.GetAwaiter().GetResult();", "SVA0012")]
    [InlineData("void M() => Thread.Sleep(1);", "SVA0012")]
    [InlineData("async Task<int> M(Task<int> one, Task<int> two) { await Task.WhenAll(one, two); return one.Result + two.Result; }", "")]
    [InlineData("async Task<int> M(List<Task<int>> all) { await Task.WhenAll(all); return all.Sum(one => one.Result); }", "")]
    [InlineData("async Task<int> M(Task<int> one) { await one; return one.Result; }", "")]
    [InlineData("async Task<int> M(Task<int> one) { var now = one.Result; return now + await one; }", "SVA0012")]
    public void Is_found_and_nothing_else(string member, string expected) =>
        Assert.Equal(
            expected,
            Compiled.From("public class ThingGrain : Grain { " + member + " }", asksForNaming: false, isWhole: false).Ids
        );

    [Fact]
    public void The_message_says_what_to_do_instead() =>
        Assert.Equal(
            "'Task.Delay' runs on the machine's clock; pass an injected TimeProvider",
            Assert
                .Single(Compiled.From("public class ThingGrain : Grain { Task M() => Task.Delay(5); }").Findings)
                .GetMessage(System.Globalization.CultureInfo.InvariantCulture)
        );
}
