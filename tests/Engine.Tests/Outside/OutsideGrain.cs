// What these grains do is what the tests are about.
#pragma warning disable ORLEANS0014, CA1001, CA2025, CA1849, SVA0007, SVA0008, SVA0010, SVA0011, SVA0012
using System.Threading.Channels;

namespace SvaOrleans.Engine.Tests.Outside;

public interface IOutside : IGrainWithStringKey
{
    /// <summary>Does one of the things that leave an activation.</summary>
    Task<int> Do(string what);

    Task<int> Plain();

    Task<int> Wait(string what);

    Task Cancelled(CancellationToken cancellation);
}

/// <summary>Leaves its activation in every way that there is.</summary>
[GrainType("outside")]
public sealed class OutsideGrain(TimeProvider time) : Grain, IOutside
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private readonly List<object> _kept = [];
    private PeriodicTimer? _ticker;
    private int _plain;

    public Task<int> Do(string what) =>
        what switch
        {
            "delay" => Delay(),
            "delay before" => DelayBefore(),
            "delay and a call" => DelayAndCall(),
            "delay beside a call" => DelayBesideCall(),
            "delay that is not awaited" => DelayNobodyAwaits(),
            "timed wait" => TimedWait(),
            "run" => Run(),
            "run before" => RunBefore(),
            "run asynchronous" => RunAsynchronous(),
            "run that is not awaited" => RunNobodyAwaits(),
            "start new" => StartNew(),
            "continue with" => ContinueWith(),
            "no context" => NoContext(),
            "thread" => ByThread(),
            "pool" => ByPool(),
            "timer" => ByTimer(),
            "timer completes" => ByTimerSoon(),
            "periodic timer" => Periodic(),
            "kept periodic timer" => KeepPeriodic(),
            "cancel after" => CancelAfter(),
            "cancel asynchronously" => CancelAsynchronously(),
            "token of a call" => TokenOfCall(),
            "file" => ReadFile(),
            "network" => Connect(),
            "channel" => FromChannel(),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };

    public Task<int> Plain() => Task.FromResult(++_plain);

    public async Task<int> Wait(string what)
    {
        switch (what)
        {
            case "delay":
                await Task.Delay(Long, time);
                break;
            case "timed wait":
                await Task.WhenAny(Other().Plain(), new TaskCompletionSource().Task.WaitAsync(Long, time));
                break;
            case "cancel after":
                using (var source = new CancellationTokenSource(Long, time))
                {
                    await Other().Plain();
                    await Other()
                        .Cancelled(source.Token)
                        .ContinueWith(
                            static _ => { },
                            CancellationToken.None,
                            TaskContinuationOptions.ExecuteSynchronously,
                            TaskScheduler.Default
                        );
                }

                break;
            case "channel":
                var channel = Channel.CreateUnbounded<int>();
                var read = channel.Reader.ReadAsync();
                await Other().Plain();
                channel.Writer.TryWrite(1);
                return await read;
            case "yield":
                await Task.Yield();
                await Task.Delay(0);
                await Task.WhenAll(Task.CompletedTask, Other().Plain());
                break;
        }

        return 1;
    }

    public Task Cancelled(CancellationToken cancellation)
    {
        var cancelled = new TaskCompletionSource();
        cancellation.Register(() => cancelled.TrySetResult());
        return cancelled.Task;
    }

    private IOutside Other() => GrainFactory.GetGrain<IOutside>(this.GetPrimaryKeyString() + "'");

    private static async Task<int> Delay()
    {
        await Task.Delay(Long);
        return 1;
    }

    private async Task<int> DelayBefore()
    {
        var delay = Task.Delay(1);
        Occupy(TimeSpan.FromMilliseconds(5));
        await Other().Plain();
        await delay;
        return 1;
    }

    private async Task<int> DelayAndCall()
    {
        await Task.WhenAll(Other().Plain(), Task.Delay(Long));
        return 1;
    }

    private async Task<int> DelayBesideCall()
    {
        await Task.WhenAny(Other().Plain(), Task.Delay(Long));
        return 1;
    }

    private static Task<int> DelayNobodyAwaits()
    {
        _ = Later();
        return Task.FromResult(1);

        static async Task Later()
        {
            await Task.Delay(Long);
            throw new InvalidOperationException("never");
        }
    }

    private static async Task<int> TimedWait()
    {
        await new TaskCompletionSource().Task.WaitAsync(Long);
        return 1;
    }

    private static async Task<int> Run() => await Task.Run(static () => Occupy(TimeSpan.FromMilliseconds(5)));

    private async Task<int> RunBefore()
    {
        var task = Task.Run(static () => 1);
        while (!task.IsCompleted) { }

        await Other().Plain();
        return await task;
    }

    private static async Task<int> RunAsynchronous() =>
        await Task.Run(static async () =>
        {
            await Task.Yield();
            return 1;
        });

    private async Task<int> RunNobodyAwaits()
    {
        var begun = false;
        _ = Task.Run(() => Volatile.Write(ref begun, true));
        while (!Volatile.Read(ref begun)) { }

        return await Other().Plain();
    }

    private static async Task<int> StartNew() =>
        await Task.Factory.StartNew(static () => 1, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);

    private async Task<int> ContinueWith() => await Other().Plain().ContinueWith(static task => task.Result, TaskScheduler.Current);

    private async Task<int> NoContext()
    {
        await Other().Plain().ConfigureAwait(false);
        return await Other().Plain();
    }

    private static async Task<int> ByThread()
    {
        var source = new TaskCompletionSource<int>();
        var thread = new Thread(() => source.SetResult(1));
        thread.Start();
        return await source.Task;
    }

    private static async Task<int> ByPool()
    {
        var source = new TaskCompletionSource<int>();
        ThreadPool.QueueUserWorkItem(_ => source.SetResult(1));
        return await source.Task;
    }

    private Task<int> ByTimer()
    {
        _kept.Add(new Timer(static _ => { }, null, Long, Timeout.InfiniteTimeSpan));
        return Task.FromResult(1);
    }

    private async Task<int> ByTimerSoon()
    {
        var source = new TaskCompletionSource<int>();
        _kept.Add(new Timer(_ => source.TrySetResult(1), null, 1, Timeout.Infinite));
        return await source.Task;
    }

    private static async Task<int> Periodic()
    {
        using var timer = new PeriodicTimer(Long);
        await timer.WaitForNextTickAsync();
        return 1;
    }

    private Task<int> KeepPeriodic()
    {
        _ticker = new PeriodicTimer(Long);
        return Task.FromResult(_ticker is null ? 0 : 1);
    }

    private async Task<int> CancelAfter()
    {
        using var source = new CancellationTokenSource(Long);
        while (!source.IsCancellationRequested)
        {
            await Other().Plain();
        }

        return 1;
    }

    private static async Task<int> CancelAsynchronously()
    {
        using var source = new CancellationTokenSource();
        source.Token.Register(static () => { });
        await source.CancelAsync();
        return 1;
    }

    private async Task<int> TokenOfCall()
    {
        await Other().Cancelled(new CancellationTokenSource(Long).Token);
        return 1;
    }

    private static async Task<int> ReadFile() => (await File.ReadAllTextAsync(typeof(OutsideGrain).Assembly.Location)).Length;

    private static async Task<int> Connect()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var socket = await listener.AcceptSocketAsync();
        return 1;
    }

    private static async Task<int> FromChannel()
    {
        var channel = Channel.CreateUnbounded<int>();
        new Thread(() => channel.Writer.TryWrite(1)).Start();
        return await channel.Reader.ReadAsync();
    }

    private static int Occupy(TimeSpan time)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begin) < time) { }

        return 1;
    }
}
