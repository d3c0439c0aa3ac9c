namespace SvaOrleans.Simulation.Engine.Silos;

/// <summary>A simulated silo: a failure unit on which activations live.</summary>
public sealed class SimulatedSilo
{
    internal SimulatedSilo(int number, string name)
    {
        Number = number;
        Name = name;
    }

    /// <summary>Position among the world's silos, from 0.</summary>
    public int Number { get; }

    /// <summary>The silo's name.</summary>
    public string Name { get; }

    /// <summary>False once the silo was killed.</summary>
    public bool IsAlive { get; internal set; } = true;

    /// <summary>True if new activations may be placed here.</summary>
    public bool TakesActivations { get; internal set; } = true;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
