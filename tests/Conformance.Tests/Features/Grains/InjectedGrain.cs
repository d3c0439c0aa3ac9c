using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

public sealed record Motto(string Text);

public sealed class Limits
{
    public int Most { get; set; }
}

public interface IInjectedGrain : IGrainWithStringKey
{
    Task<string> Motto();

    Task Log(string line);

    // Calls a neighbour by the client, by the injected factory, by the grain's own.
    Task<string> Neighbours(string key);

    Task<string> Services();
}

public sealed partial class InjectedGrain(
    Motto motto,
    ILogger<InjectedGrain> logger,
    IClusterClient client,
    IGrainFactory factory,
    IGrainContext context,
    IServiceProvider services,
    TimeProvider clock,
    [FromKeyedServices("loud")] Motto loud,
    IOptions<Limits> limits
) : Grain, IInjectedGrain
{
    public Task<string> Motto() => Task.FromResult($"{motto.Text}, {loud.Text}, {limits.Value.Most}");

    public Task Log(string line)
    {
        Said(line);
        return Task.CompletedTask;
    }

    public async Task<string> Neighbours(string key)
    {
        var byClient = await client.GetGrain<ITextKeyed>(key).Key();
        var byFactory = await factory.GetGrain<ITextKeyed>(key).Key();
        return $"{byClient} {byFactory} {await GrainFactory.GetGrain<ITextKeyed>(key).Key()}";
    }

    public Task<string> Services()
    {
        var isContext = ReferenceEquals(context, GrainContext) && ReferenceEquals(context.GrainInstance, this);
        var isMotto =
            ReferenceEquals(services.GetService(typeof(Motto)), motto) && ReferenceEquals(ServiceProvider.GetService(typeof(Motto)), motto);
        return Task.FromResult($"context {isContext}, services {isMotto}, clock {clock.GetTimestamp() >= 0}");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "said {Line}")]
    private partial void Said(string line);
}
