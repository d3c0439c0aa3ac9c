using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

// One silo, configured as a program does it.
public sealed class FeatureCluster() : ClusterFixture(new ClusterShape(Configure: Configure))
{
    private static void Configure(ISiloBuilder silo)
    {
        silo.AddMemoryGrainStorage(NamedRecordGrain.Provider);
        silo.Services.AddScoped<Desk>();
        silo.Services.AddSingleton(new Motto("slow and steady"));
        silo.Services.AddKeyedSingleton("loud", new Motto("fast and loud"));
        silo.Services.Configure<Limits>(static limits => limits.Most = 7);
        silo.Services.AddSingleton<ILoggerProvider, HeardLines>();
        silo.Services.AddKeyedTransient<IGrainExtension, TallyExtension>(typeof(ITallyExtension));
    }
}

[CollectionDefinition(Name)]
public sealed class FeatureTests : ICollectionFixture<FeatureCluster>
{
    public const string Name = "features";

    internal static Effort Effort { get; } = new(20, 3);
}
