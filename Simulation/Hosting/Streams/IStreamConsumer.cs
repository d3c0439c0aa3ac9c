namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>Takes what streams bring to one activation, or to the client. A delivery is a plain request of the grain.</summary>
internal interface IStreamConsumer : IGrainExtension
{
    /// <summary>Hands items to the observer of a subscription.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="items">Copies of the items.</param>
    Task Deliver(Guid subscription, [Immutable] StreamItems items);

    /// <summary>Tells the observer that items could not be delivered.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="fault">Why.</param>
    Task Fail(Guid subscription, Exception fault);
}
