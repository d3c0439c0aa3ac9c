using System.Runtime.CompilerServices;
using Orleans.Serialization.Invocation;

namespace SvaOrleans.Simulation.Hosting.Calls;

/// <summary>How the method of a request is run.</summary>
internal enum RequestForm
{
    /// <summary>By the request itself, whose class says how.</summary>
    Own,

    /// <summary>As Orleans' request for a method that returns a value task.</summary>
    ValueTask,

    /// <summary>As Orleans' request for a method that returns a task.</summary>
    Task,
}

/// <summary>The method of a request of Orleans' own classes, without the response that they put its result into: that is made for a
/// message, and costs a pool, a state machine and a task.</summary>
internal static class RequestBody
{
    /// <summary>How a request's method can be run.</summary>
    internal static RequestForm FormOf(Type request)
    {
        var runner = request.GetMethod(nameof(IInvokable.Invoke), Type.EmptyTypes)?.DeclaringType;
        runner = runner is { IsGenericType: true } ? runner.GetGenericTypeDefinition() : runner;
        return runner == typeof(Request<>) || runner == typeof(Request) ? RequestForm.ValueTask
            : runner == typeof(TaskRequest<>) || runner == typeof(TaskRequest) ? RequestForm.Task
            : RequestForm.Own;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "InvokeInner")]
    internal static extern ValueTask Run(Request request);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "InvokeInner")]
    internal static extern Task Run(TaskRequest request);
}

/// <summary>The method of a request that has a result.</summary>
/// <typeparam name="TResult">The result.</typeparam>
internal static class RequestBody<TResult>
{
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "InvokeInner")]
    internal static extern ValueTask<TResult> Run(Request<TResult> request);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "InvokeInner")]
    internal static extern Task<TResult> Run(TaskRequest<TResult> request);
}
