using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Grains.Kernel;

/// <summary>Waits of requests in an object.</summary>
internal interface IWaits
{
    /// <summary>Fails all waits: the object's boot is over, and no request will end them.</summary>
    void Fail(HostRestartedException over);
}
