namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>The items and the subscriptions of one stream.</summary>
internal sealed class StreamLog(string provider, StreamId stream)
{
    internal string Provider => provider;

    internal StreamId Stream => stream;

    internal List<StreamItems> Items { get; } = [];

    /// <summary>The subscriptions, in the order in which they were made.</summary>
    internal List<Subscription> Subscriptions { get; } = [];
}
