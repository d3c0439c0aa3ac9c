using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A request, as interleaving predicates and filters see it.</summary>
public interface IInvokable : IDisposable
{
    /// <summary>How many arguments there are.</summary>
    /// <returns>The number.</returns>
    int GetArgumentCount();

    /// <summary>An argument.</summary>
    /// <param name="index">Its position.</param>
    /// <returns>The argument, boxed.</returns>
    object? GetArgument(int index);

    /// <summary>The method's name.</summary>
    /// <returns>The name.</returns>
    string GetMethodName();

    /// <summary>The interface's name.</summary>
    /// <returns>The name.</returns>
    string GetInterfaceName();

    /// <summary>The interface's method.</summary>
    /// <returns>The method.</returns>
    MethodInfo GetMethod();

    /// <summary>The interface.</summary>
    /// <returns>The interface.</returns>
    Type GetInterfaceType();
}
