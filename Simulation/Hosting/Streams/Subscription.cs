namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>A consumer's place in a stream. It outlives the consumer's activation.</summary>
internal sealed class Subscription(Guid id, GrainId consumer, bool isImplicit)
{
    internal Guid Id => id;

    internal GrainId Consumer => consumer;

    /// <summary>True if an attribute of the consumer's class made it.</summary>
    internal bool IsImplicit => isImplicit;

    /// <summary>Index of the items that come next.</summary>
    internal int Next { get; set; }

    /// <summary>Whether something is being delivered.</summary>
    internal bool IsDelivering { get; set; }

    /// <summary>False once it was ended.</summary>
    internal bool IsActive { get; set; } = true;
}
