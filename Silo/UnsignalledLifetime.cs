using Microsoft.Extensions.Hosting;

namespace SvaOrleans.Silo;

/// <summary>Leaves signals alone: what a signal means is decided by the program, not by each host in it.</summary>
internal sealed class UnsignalledLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
