using System.Reflection;
using Orleans.Serialization.Invocation;
using SvaOrleans.Simulation.Engine;

namespace SvaOrleans.Simulation.Hosting.Filters;

/// <summary>The tick of a grain timer, as filters and predicates see it.</summary>
internal sealed class TickInvokable(GrainRequest tick) : IInvokable
{
    public object? GetTarget() => tick.Runner?.Instance;

    public void SetTarget(ITargetHolder holder) => throw new NotSupportedException();

    public ValueTask<Response> Invoke() => throw new NotSupportedException();

    public int GetArgumentCount() => 0;

    public object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    public void SetArgument(int index, object value) => throw new ArgumentOutOfRangeException(nameof(index));

    public string GetMethodName() => OrleansInternals.TickMethod.Name;

    public string GetInterfaceName() => OrleansInternals.TickMethod.DeclaringType!.Name;

    public string GetActivityName() => $"{GetInterfaceName()}/{GetMethodName()}";

    public MethodInfo GetMethod() => OrleansInternals.TickMethod;

    public Type GetInterfaceType() => OrleansInternals.TickMethod.DeclaringType!;

    public void Dispose() { }
}
