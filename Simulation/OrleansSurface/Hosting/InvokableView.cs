using System.Reflection;
using Orleans.Serialization.Invocation;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>A request as Orleans' predicates and filters see it.</summary>
internal sealed class InvokableView(Request request) : IInvokable
{
    public int GetArgumentCount() => request.ArgumentCount;

    public object? GetArgument(int index) => request.GetArgument(index);

    public string GetMethodName() => request.Method.Name;

    public string GetInterfaceName() => request.Method.InterfaceType.Name;

    // That of a timer's tick, which filters see as any other call, is the engine's own.
    public MethodInfo GetMethod() =>
        request.Method.InterfaceType.GetMethod(
            request.Method.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [.. request.Method.ParameterTypes])
        ?? throw new InvalidOperationException($"{request.Method} has no method of its own.");

    public Type GetInterfaceType() => request.Method.InterfaceType;

    public void Dispose()
    {
    }
}
