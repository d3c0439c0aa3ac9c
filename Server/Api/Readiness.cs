using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Api;

/// <summary>Whether a host could be booted now.</summary>
internal sealed class Readiness(IServedCluster cluster, IHostRegister register, TimeProvider time)
{
    // Whoever asks more often learns what the last look found: anybody may ask, without a token.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<string?>? _look;
    private long _began;

    /// <summary>Why not, in words that anybody may read; null when it could.</summary>
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
