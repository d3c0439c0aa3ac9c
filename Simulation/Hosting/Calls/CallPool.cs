using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace SvaOrleans.Simulation.Hosting.Calls;

/// <summary>The free call objects of one grain method in one world, each with the generated request that it carries.</summary>
/// <param name="bodyType">The class that Orleans generated for the method's requests.</param>
internal sealed class CallPool(Type bodyType) : RequestPool
{
    private ObjectFactory? _newBody;

    internal Type BodyType => bodyType;

    /// <summary>The method, once a request has been seen.</summary>
    internal CallMethod? Method { get; private set; }

    /// <summary>A free call object, or null.</summary>
    internal GrainCall? Take() => TakeFree() is { } free ? Unsafe.As<GrainCall>(free) : null;

    /// <summary>A new request without a call object.</summary>
    internal object NewBody(IServiceProvider services) => (_newBody ??= ActivatorUtilities.CreateFactory(bodyType, []))(services, []);

    /// <summary>Reads the method off a request.</summary>
    internal CallMethod MethodOf(IInvokable body, InvokeMethodOptions options) => Method ??= Describe(body, options);

    private static CallMethod Describe(IInvokable body, InvokeMethodOptions options)
    {
        MethodInfo? method = body.GetMethod();
        CallTraits traits = (options.HasFlag(InvokeMethodOptions.AlwaysInterleave) ? CallTraits.AlwaysInterleave : CallTraits.None)
            | (options.HasFlag(InvokeMethodOptions.ReadOnly) ? CallTraits.ReadOnly : CallTraits.None)
            | (options.HasFlag(InvokeMethodOptions.OneWay) ? CallTraits.OneWay : CallTraits.None);
        return new CallMethod(
            method?.DeclaringType ?? body.GetInterfaceType(),
            body.GetMethodName(),
            traits,
            body.GetDefaultResponseTimeout(),
            [.. method?.GetParameters().Select(static parameter => parameter.ParameterType) ?? []]);
    }
}
