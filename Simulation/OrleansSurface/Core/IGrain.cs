using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain interface.</summary>
public interface IGrain : IAddressable
{
}

/// <summary>A grain interface whose grains are keyed by a string.</summary>
public interface IGrainWithStringKey : IGrain
{
}
