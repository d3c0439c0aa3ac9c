using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Placement;
using Orleans.Runtime.Placement;
using Orleans.Serialization;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface ISiloGrain : IGrainWithStringKey
{
    Task<string> Silo();

    Task<string> Program();

    Task<string> Serialized(string text);

    Task<string> SiloOfNeighbour();
}

// Asks for what a silo's container has of its own.
public sealed class SiloGrain(
    ILocalSiloDetails silo,
    ISiloStatusOracle oracle,
    IConfiguration configuration,
    IHostEnvironment environment,
    Serializer serializer,
    Serializer<Leaflet> leaflets
) : Grain, ISiloGrain
{
    public Task<string> Silo() =>
        Task.FromResult(
            $"{silo.Name.Length > 0} {oracle.SiloName == silo.Name} {oracle.SiloAddress.Equals(silo.SiloAddress)} "
                + $"{oracle.CurrentStatus} {oracle.GetActiveSilos().Contains(silo.SiloAddress)}"
        );

    public Task<string> Program() => Task.FromResult($"{environment.EnvironmentName} {configuration["nothing"] ?? "none"}");

    public Task<string> Serialized(string text)
    {
        var bytes = leaflets.SerializeToArray(new Leaflet { Lines = [text] });
        return Task.FromResult(serializer.Deserialize<Leaflet>(bytes)!.Lines[0]);
    }

    public async Task<string> SiloOfNeighbour() =>
        $"{silo.Name == await GrainFactory.GetGrain<ISeatedGrain>(this.GetPrimaryKeyString(), typeof(NearGrain).FullName).Silo()}";
}

public interface ISeatedGrain : IGrainWithStringKey
{
    Task<string> Silo();
}

public abstract class SeatedGrain(ILocalSiloDetails silo) : Grain, ISeatedGrain
{
    public Task<string> Silo() => Task.FromResult(silo.Name);
}

[PreferLocalPlacement]
public sealed class NearGrain(ILocalSiloDetails silo) : SeatedGrain(silo);

[LastSiloPlacement]
public sealed class LastGrain(ILocalSiloDetails silo) : SeatedGrain(silo);

[NoSiloPlacement]
public sealed class NowhereGrain(ILocalSiloDetails silo) : SeatedGrain(silo);

[AttributeUsage(AttributeTargets.Class)]
public sealed class LastSiloPlacementAttribute() : PlacementAttribute(new LastSilo());

[AttributeUsage(AttributeTargets.Class)]
public sealed class NoSiloPlacementAttribute() : PlacementAttribute(new NoSilo());

[GenerateSerializer]
public sealed class LastSilo : PlacementStrategy;

[GenerateSerializer]
public sealed class NoSilo : PlacementStrategy;

// The one whose name comes last.
public sealed class LastSiloDirector(ISiloStatusOracle oracle) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(
            context
                .GetCompatibleSilos(target)
                .OrderBy(silo => oracle.TryGetSiloName(silo, out var name) ? name : string.Empty, StringComparer.Ordinal)
                .Last()
        );
}

public sealed class NoSiloDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        throw new InvalidOperationException("nowhere");
}

// What a silo does when it starts.
public sealed class OpeningTask(IGrainFactory factory) : IStartupTask
{
    public async Task Execute(CancellationToken cancellationToken) => await factory.GetGrain<ITextKeyed>("opening").Key();
}
