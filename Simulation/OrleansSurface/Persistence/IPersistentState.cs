using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A named record of a grain; it is read before the grain is activated.</summary>
/// <typeparam name="TState">The content.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>
{
}
