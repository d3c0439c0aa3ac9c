namespace SvaOrleans.Simulation;

/// <summary>Copies arguments when a call is sent and results when it is answered, for messages that are not immutable.</summary>
public interface IMessageCopier
{
    /// <summary>A copy that shares nothing mutable with the original.</summary>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <param name="value">The original.</param>
    /// <returns>The copy.</returns>
    T Copy<T>(T value);
}

/// <summary>Copies by <see cref="DeepCopy"/>.</summary>
/// <param name="isPromised">Says of a type that its instances are shared; null for none.</param>
public sealed class DeepCopier(Func<Type, bool>? isPromised = null) : IMessageCopier
{
    /// <inheritdoc/>
    public T Copy<T>(T value) => (T)DeepCopy.Of(value, isPromised)!;
}
