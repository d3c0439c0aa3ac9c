using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A call on its way through the filters.</summary>
public interface IGrainCallContext
{
    /// <summary>The request.</summary>
    IInvokable Request { get; }

    /// <summary>The grain for an incoming call, the reference for an outgoing one.</summary>
    object Grain { get; }

    /// <summary>The interface's method.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The interface's name.</summary>
    string InterfaceName { get; }

    /// <summary>The method's name.</summary>
    string MethodName { get; }

    /// <summary>The result once there is one. A filter may replace it.</summary>
    object? Result { get; set; }

    /// <summary>The calling grain; null for a client.</summary>
    GrainId? SourceId { get; }

    /// <summary>The called grain.</summary>
    GrainId TargetId { get; }

    /// <summary>Goes on with the call.</summary>
    /// <returns>A task that completes when the rest of the call has completed.</returns>
    Task Invoke();
}

/// <summary>A call at its target.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The class's method.</summary>
    MethodInfo ImplementationMethod { get; }

    /// <summary>The activation that carries the call out.</summary>
    IGrainContext TargetContext { get; }
}

/// <summary>A call at its caller.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The calling activation; null for a client.</summary>
    IGrainContext? SourceContext { get; }
}

/// <summary>Runs around every call at its target.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Runs around one call.</summary>
    /// <param name="context">The call; go on with its Invoke.</param>
    /// <returns>A task that completes when the call has.</returns>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Runs around every call at its caller.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Runs around one call.</summary>
    /// <param name="context">The call; go on with its Invoke.</param>
    /// <returns>A task that completes when the call has.</returns>
    Task Invoke(IOutgoingGrainCallContext context);
}
