using Microsoft.Extensions.Hosting;

namespace SvaOrleans.Silo;

/// <summary>Ignores signals: the program handles them, not each host in it.</summary>
internal sealed class UnsignalledLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
