namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface IWatchedGrain : IGrainWithStringKey
{
    Task<int> Double(int number);

    // As a caller.
    Task<int> DoubleAt(IWatchedGrain other, int number);

    Task<string> Context();

    Task StartTicks();

    Task<int> Ticks();
}

public sealed class WatchedGrain : Grain, IWatchedGrain
{
    private int _ticks;

    public Task<int> Double(int number) => Task.FromResult(2 * number);

    public Task<int> DoubleAt(IWatchedGrain other, int number) => other.Double(number);

    public Task<string> Context() => Task.FromResult((string)RequestContext.Get("filter")!);

    public Task StartTicks()
    {
        this.RegisterGrainTimer(
            () =>
            {
                _ticks++;
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1))
        );
        return Task.CompletedTask;
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);
}

// Made by the container; writes the calls to the log and doubles the argument of some.
public sealed class WatchingFilter(Motto motto) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is WatchedGrain && context.InterfaceMethod.DeclaringType == typeof(IWatchedGrain))
        {
            var source = context.SourceId?.Type.ToString() == "watched" ? "watched" : "a client";
            RequestContext.Set("filter", motto.Text);
            if (context.MethodName == nameof(IWatchedGrain.Double))
            {
                var argument = context.Request.GetArgument(0)!;
                var method = $"{context.InterfaceMethod.Name}({argument}) of {context.ImplementationMethod.DeclaringType!.Name}";
                LifeLog.Add(context.TargetId.Key.ToString()!, $"{method} from {source}");
                context.Request.SetArgument(0, (int)argument * 10);
            }
        }

        await context.Invoke();
    }
}

// Lets the first tick of a timer pass, and no other.
public sealed class TickFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is WatchedGrain && context.InterfaceMethod.DeclaringType != typeof(IWatchedGrain))
        {
            var key = context.TargetId.Key.ToString()!;
            LifeLog.Add(key, $"{context.InterfaceMethod.DeclaringType!.Name}.{context.MethodName}");
            if (LifeLog.Of(key).Contains(',', StringComparison.Ordinal))
            {
                return;
            }
        }

        await context.Invoke();
    }
}
