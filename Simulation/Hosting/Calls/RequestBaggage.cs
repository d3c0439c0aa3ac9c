using Orleans.Serialization;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Simulation.Hosting.Calls;

/// <summary>Carries Orleans' <see cref="RequestContext"/> along calls.</summary>
internal sealed class RequestBaggage(DeepCopier copier) : ICallBaggage
{
    public object? Pack(World world, out Guid chainId)
    {
        chainId = Guid.Empty;
        if (RequestContextExtensions.Export(copier) is not { } values)
        {
            return null;
        }

        var id = RequestContext.ReentrancyId;
        chainId = world.CountedChain(id);
        if (id == chainId)
        {
            return values;
        }

        RequestContext.ReentrancyId = chainId;
        return RequestContextExtensions.Export(copier);
    }

    public void Unpack(object values) => RequestContextExtensions.Import((Dictionary<string, object>)values);
}
