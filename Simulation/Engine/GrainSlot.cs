namespace SvaOrleans.Simulation.Engine;

/// <summary>The place of one grain identity in a world's directory. It outlives activations and resets.</summary>
public sealed class GrainSlot
{
    internal GrainSlot(World world, GrainClass grainClass, string key)
    {
        World = world;
        Class = grainClass;
        Key = key;
        RunHash = Steps.RunHash.Of(ToString());
    }

    /// <summary>The world.</summary>
    public World World { get; }

    /// <summary>The grain's class.</summary>
    public GrainClass Class { get; }

    /// <summary>The grain's key within its class.</summary>
    public string Key { get; }

    /// <summary>The activation that takes requests now, or null.</summary>
    public Activation? Activation { get; internal set; }

    /// <summary>The activations of a class that may have several, oldest first; null for any other class, or for none.</summary>
    internal List<Activation>? Workers { get; set; }

    /// <summary>What the hosting layer keeps with the identity.</summary>
    public object? HostIdentity { get; set; }

    /// <summary>Class and key as a number that is the same in every run and process.</summary>
    public ulong RunHash { get; }

    /// <summary>Class and key, for people.</summary>
    public override string ToString() => $"{Class.Name}/{Key}";
}
