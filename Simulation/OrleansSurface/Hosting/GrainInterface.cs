namespace SvaOrleans.Simulation.Hosting;

/// <summary>A grain interface and how references to it are made. Generated, one for each interface.</summary>
public abstract class GrainInterface
{
    /// <summary>Describes an interface.</summary>
    /// <param name="type">The interface.</param>
    /// <param name="methods">Its methods, inherited ones included.</param>
    protected GrainInterface(Type type, params CallMethod[] methods)
    {
        Type = type;
        Methods = methods;
    }

    /// <summary>The interface.</summary>
    public Type Type { get; }

    /// <summary>Its methods, inherited ones included.</summary>
    public IReadOnlyList<CallMethod> Methods { get; }

    /// <summary>Makes the pools of request objects for one world.</summary>
    /// <returns>The pools.</returns>
    public abstract object NewPools();

    /// <summary>Makes a reference.</summary>
    /// <param name="slot">The grain.</param>
    /// <param name="references">What made it.</param>
    /// <param name="pools">What <see cref="NewPools"/> made for this world.</param>
    /// <returns>The reference.</returns>
    public abstract GrainProxy NewProxy(GrainSlot slot, GrainReferences references, object pools);
}
