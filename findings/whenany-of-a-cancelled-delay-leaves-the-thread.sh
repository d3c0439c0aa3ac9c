#!/bin/sh
# .NET 10 (System.Private.CoreLib): Task.WhenAny over a Task.Delay with a TimeProvider and a token, on a thread with a SynchronizationContext.
#
# Guessed: CancellationTokenSource.Cancel completes the delay on the cancelling thread, and Task.WhenAny with it, as both do when the delay's timer
# fires and as every other task that is cancelled does (Task.WaitAsync, Task.WhenAny over it).
# Seen: an await of the cancelled delay itself is posted on the cancelling thread; an await of Task.WhenAny over the same delay is posted from the
# thread pool, later. Code that a scheduler runs on one thread (Orleans' grains are) must not assume that it is posted before Cancel
# returns. Seen with: the delay fired: same thread.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >delay.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
</Project>
XML
cat >Program.cs <<'CS'
Dictionary<string, string> seen = [];
int own = Environment.CurrentManagedThreadId;
Hand hand = new();
CancellationTokenSource cancelled = new();
using CountdownEvent all = new(4);
Start("await of the delay, cancelled", token => Task.Delay(TimeSpan.FromHours(1), hand, token), cancelled.Token);
Start("await of WhenAny over WaitAsync, cancelled", token => Task.WhenAny(new TaskCompletionSource().Task.WaitAsync(token)), cancelled.Token);
Start("await of WhenAny over the delay, cancelled", token => Task.WhenAny(Task.Delay(TimeSpan.FromHours(1), hand, token)), cancelled.Token);
cancelled.Cancel();
Start("await of WhenAny over the delay, fired", _ => Task.WhenAny(Task.Delay(TimeSpan.FromHours(1), hand)), default);
hand.Fire();
all.Wait();
foreach ((string what, string where) in seen.OrderBy(static one => one.Key))
{
    Console.WriteLine($"{what}: posted from the {where}");
}

bool isAsSeen = seen.All(static one => one.Value == (one.Key == "await of WhenAny over the delay, cancelled" ? "thread pool" : "same thread"));
Console.WriteLine(isAsSeen ? "as seen before" : "otherwise than seen before");
return isAsSeen ? 0 : 1;

void Start(string what, Func<CancellationToken, Task> make, CancellationToken token)
{
    SynchronizationContext.SetSynchronizationContext(new Context(() =>
    {
        lock (seen)
        {
            seen[what] = Environment.CurrentManagedThreadId == own ? "same thread" : "thread pool";
        }

        all.Signal();
    }));
    _ = Await(make(token));
    SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
}

static async Task Await(Task task)
{
    try
    {
        await task;
    }
    catch (OperationCanceledException)
    {
    }
}

internal sealed class Context(Action posted) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state)
    {
        posted();
        d(state);
    }
}

internal sealed class Hand : TimeProvider
{
    private Action? _last;

    public void Fire() => _last!();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _last = () => callback(state);
        return new Nothing();
    }

    private sealed class Nothing : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
CS
dotnet run -v quiet
