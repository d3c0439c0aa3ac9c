namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>Values that flow along a call without being arguments; the engine only carries them.</summary>
public interface ICallBaggage
{
    /// <summary>A copy of the values of the code that runs now.</summary>
    /// <param name="world">The world in which a call is made.</param>
    /// <param name="chainId">Id of the call chain whose members may re-enter, or <see cref="Guid.Empty"/>.</param>
    /// <returns>The values, or null for none.</returns>
    object? Pack(World world, out Guid chainId);

    /// <summary>Gives the code that runs now the values that its caller had.</summary>
    /// <param name="values">What <see cref="Pack"/> returned.</param>
    void Unpack(object values);
}
