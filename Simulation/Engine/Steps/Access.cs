namespace SvaOrleans.Simulation.Engine.Steps;

/// <summary>What a step touches at the activation where it runs. Two steps that touch nothing in common can change places.</summary>
[Flags]
public enum Access : ushort
{
    /// <summary>Nothing that anybody else sees.</summary>
    None = 0,

    /// <summary>The grain's state is read.</summary>
    Reads = 1,

    /// <summary>The grain's state may change.</summary>
    Writes = 2,

    /// <summary>It matters who runs and who waits.</summary>
    Waits = 4,

    /// <summary>Who runs and who waits changes: a request is admitted, queued or ended at a grain where not everything may enter at once.</summary>
    Admits = 8,

    /// <summary>A continuation is queued behind others, or the oldest is taken.</summary>
    Queues = 16,

    /// <summary>Of the grain's state only a part is read, which the class tells apart.</summary>
    Glances = 256,

    /// <summary>That part has changed.</summary>
    Shows = 512,

    /// <summary>All of the above: what counts for a step of which nothing is told.</summary>
    Everything = Reads | Writes | Waits | Admits | Queues | Glances | Shows,

    /// <summary>The activation comes or goes, or is between the two.</summary>
    Lives = 32,

    /// <summary>Something of another activation is touched as well.</summary>
    Strays = 64,

    /// <summary>Code of some running request goes on, and with it all that only the request knows.</summary>
    Resumes = 128,
}
