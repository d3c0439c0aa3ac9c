namespace SvaOrleans.Simulation.Engine.Steps;

/// <summary>What a step touches at the activation where it runs. Two steps that touch nothing in common can change places.</summary>
[Flags]
public enum Access : ushort
{
    /// <summary>Nothing that other steps can observe.</summary>
    None = 0,

    /// <summary>The grain's state is read.</summary>
    Reads = 1,

    /// <summary>The grain's state may change.</summary>
    Writes = 2,

    /// <summary>Depends on which requests run and which wait.</summary>
    Waits = 4,

    /// <summary>Changes which requests run and which wait: a request is admitted, queued or ended at a grain that does not admit all at
    /// once.</summary>
    Admits = 8,

    /// <summary>A continuation is queued behind others, or the oldest is taken.</summary>
    Queues = 16,

    /// <summary>Reads only the part of the grain's state that the class names.</summary>
    Glances = 256,

    /// <summary>That part has changed.</summary>
    Shows = 512,

    /// <summary>All of the above: the value for a step that reports nothing.</summary>
    Everything = Reads | Writes | Waits | Admits | Queues | Glances | Shows,

    /// <summary>The activation is created or ends, or is in between.</summary>
    Lives = 32,

    /// <summary>Something of another activation is touched as well.</summary>
    Strays = 64,

    /// <summary>Code of a running request continues, with its local variables.</summary>
    Resumes = 128,
}
