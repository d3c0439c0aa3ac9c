using System.Runtime.CompilerServices;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;
using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Simulation.Hosting.Calls;

/// <summary>A grain method, and the free call objects for it in one world.</summary>
internal sealed class CallPool : RequestPool
{
    internal CallPool(IInvokable body, InvokeMethodOptions options)
    {
        BodyType = body.GetType();
        Form = RequestBody.FormOf(BodyType);
        IsCancellable = body.IsCancellable;
        Method = Describe(body, options);
    }

    /// <summary>The class that Orleans generated for the method's requests.</summary>
    internal Type BodyType { get; }

    /// <summary>How the method is run.</summary>
    internal RequestForm Form { get; }

    /// <summary>Whether the method has a cancellation token.</summary>
    internal bool IsCancellable { get; }

    /// <summary>The method.</summary>
    internal CallMethod Method { get; }

    /// <summary>A free call object, or null.</summary>
    internal GrainCall? Take() => TakeFree() is { } free ? Unsafe.As<GrainCall>(free) : null;

    private static CallMethod Describe(IInvokable body, InvokeMethodOptions options)
    {
        var method = body.GetMethod();
        var traits =
            (options.HasFlag(InvokeMethodOptions.AlwaysInterleave) ? CallTraits.AlwaysInterleave : CallTraits.None)
            | (options.HasFlag(InvokeMethodOptions.ReadOnly) ? CallTraits.ReadOnly : CallTraits.None)
            | (options.HasFlag(InvokeMethodOptions.OneWay) ? CallTraits.OneWay : CallTraits.None);
        return new CallMethod(
            method?.DeclaringType ?? body.GetInterfaceType(),
            body.GetMethodName(),
            traits,
            body.GetDefaultResponseTimeout(),
            [.. method?.GetParameters().Select(static parameter => parameter.ParameterType) ?? []]
        );
    }
}
