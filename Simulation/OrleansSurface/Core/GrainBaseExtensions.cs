using Orleans.Runtime;
using SvaOrleans.Simulation.Hosting;

namespace Orleans;

/// <summary>What every grain can do.</summary>
public static class GrainBaseExtensions
{
    /// <summary>Ends this activation once its running requests have ended; later requests go to a new one.</summary>
    /// <param name="grain">The grain.</param>
    public static void DeactivateOnIdle(this IGrainBase grain) =>
        grain.GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

    /// <summary>Registers a timer.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">The tick's code.</param>
    /// <param name="options">When it ticks and how ticks are admitted.</param>
    /// <returns>The timer.</returns>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) =>
        SimulatedTimer.Register(grain, callback, options);

    /// <summary>Registers a timer.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">The tick's code.</param>
    /// <param name="dueTime">Time until the first tick.</param>
    /// <param name="period">Time from the end of a tick to the next one.</param>
    /// <returns>The timer.</returns>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<CancellationToken, Task> callback, TimeSpan dueTime, TimeSpan period) =>
        SimulatedTimer.Register(grain, callback, new GrainTimerCreationOptions(dueTime, period));

    /// <summary>Registers a timer.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">The tick's code.</param>
    /// <param name="options">When it ticks and how ticks are admitted.</param>
    /// <returns>The timer.</returns>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, GrainTimerCreationOptions options) =>
        SimulatedTimer.Register(grain, _ => callback(), options);

    /// <summary>Registers a timer.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">The tick's code.</param>
    /// <param name="dueTime">Time until the first tick.</param>
    /// <param name="period">Time from the end of a tick to the next one.</param>
    /// <returns>The timer.</returns>
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, TimeSpan dueTime, TimeSpan period) =>
        SimulatedTimer.Register(grain, _ => callback(), new GrainTimerCreationOptions(dueTime, period));

    /// <summary>Registers a timer.</summary>
    /// <typeparam name="TState">Type of the callback's argument.</typeparam>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">The tick's code.</param>
    /// <param name="state">The callback's argument.</param>
    /// <param name="options">When it ticks and how ticks are admitted.</param>
    /// <returns>The timer.</returns>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options) =>
        SimulatedTimer.Register(grain, token => callback(state, token), options);

    /// <summary>Registers a timer.</summary>
    /// <typeparam name="TState">Type of the callback's argument.</typeparam>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">The tick's code.</param>
    /// <param name="state">The callback's argument.</param>
    /// <param name="dueTime">Time until the first tick.</param>
    /// <param name="period">Time from the end of a tick to the next one.</param>
    /// <returns>The timer.</returns>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, TimeSpan dueTime, TimeSpan period) =>
        SimulatedTimer.Register(grain, token => callback(state, token), new GrainTimerCreationOptions(dueTime, period));

    /// <summary>Registers a timer.</summary>
    /// <typeparam name="TState">Type of the callback's argument.</typeparam>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">The tick's code.</param>
    /// <param name="state">The callback's argument.</param>
    /// <param name="options">When it ticks and how ticks are admitted.</param>
    /// <returns>The timer.</returns>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, Task> callback, TState state, GrainTimerCreationOptions options) =>
        SimulatedTimer.Register(grain, _ => callback(state), options);

    /// <summary>Registers a timer.</summary>
    /// <typeparam name="TState">Type of the callback's argument.</typeparam>
    /// <param name="grain">The grain.</param>
    /// <param name="callback">The tick's code.</param>
    /// <param name="state">The callback's argument.</param>
    /// <param name="dueTime">Time until the first tick.</param>
    /// <param name="period">Time from the end of a tick to the next one.</param>
    /// <returns>The timer.</returns>
    public static IGrainTimer RegisterGrainTimer<TState>(
        this IGrainBase grain, Func<TState, Task> callback, TState state, TimeSpan dueTime, TimeSpan period) =>
        SimulatedTimer.Register(grain, _ => callback(state), new GrainTimerCreationOptions(dueTime, period));
}
