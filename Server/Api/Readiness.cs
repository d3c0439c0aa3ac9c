using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Api;

/// <summary>Whether the cluster can boot a host now.</summary>
internal sealed class Readiness(IServedCluster cluster, IHostRegister register, TimeProvider time)
{
    // The result of a check is reused for this long: the endpoint needs no token, so any client can call it often.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<string?>? _look;
    private long _began;

    /// <summary>Why it cannot, in words that are safe to show without a token; null if it can.</summary>
    public async Task<string?> WhyNot()
    {
        var silos = cluster.Silos;
        if (!silos.Any(static silo => silo.State == SiloState.Up))
        {
            var starting = silos.Count(static silo => silo.State == SiloState.Starting);
            return starting > 0
                ? $"no silo takes requests yet; {starting} of {silos.Count} are starting"
                : $"no silo takes requests; {silos.Count} are known, and all are gone";
        }

        return await Storage();
    }

    private Task<string?> Storage()
    {
        lock (_gate)
        {
            if (_look is null || (_look.IsCompleted && time.GetElapsedTime(_began) > Fresh))
            {
                _began = time.GetTimestamp();
                _look = register.WhyNot();
            }

            return _look;
        }
    }
}
