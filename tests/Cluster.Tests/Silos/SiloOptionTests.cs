using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Orleans;
using SvaOrleans.Silo.Orleans.Postgres;
using SvaOrleans.Silo.Orleans.Processes;

namespace SvaOrleans.Cluster.Tests.Silos;

/// <summary>What every silo is told because Orleans' default is not what a kernel can live with, whoever builds the silo.</summary>
public sealed class SiloOptionTests
{
    public static TheoryData<string> Builders =>
        ["in this process", "a process of its own", "a process of its own, on a database", "a test's"];

    [Theory]
    [MemberData(nameof(Builders))]
    public async Task No_request_gets_a_second_activation_beside_it(string builder) =>
        await With(builder, services => Assert.Equal(TimeSpan.MaxValue, Options<SiloMessagingOptions>(services).MaxRequestProcessingTime));

    [Theory]
    [MemberData(nameof(Builders))]
    public async Task What_is_stored_is_written_as_what_travels_is(string builder) =>
        await With(
            builder,
            static services => Assert.IsType<OrleansGrainStorageSerializer>(services.GetRequiredService<IGrainStorageSerializer>())
        );

    [Theory]
    [MemberData(nameof(Builders))]
    public async Task No_host_object_is_shed(string builder) =>
        await With(
            builder,
            static services =>
            {
                Assert.False(Options<GrainCollectionOptions>(services).EnableActivationSheddingOnMemoryPressure);
            }
        );

    [Theory]
    [InlineData("in this process")]
    [InlineData("a process of its own")]
    [InlineData("a process of its own, on a database")]
    public async Task A_silo_is_on_the_loopback_address_has_no_gateway_and_a_cluster_with_a_name(string builder) =>
        await With(
            builder,
            static services =>
            {
                var endpoint = Options<EndpointOptions>(services);
                Assert.Equal((IPAddress.Loopback, 0), (endpoint.AdvertisedIPAddress, endpoint.GatewayPort));
                var cluster = Options<ClusterOptions>(services);
                Assert.All(
                    [cluster.ClusterId, cluster.ServiceId],
                    static name => Assert.StartsWith(nameof(SvaOrleans), name, StringComparison.Ordinal)
                );
            }
        );

    private static TOptions Options<TOptions>(IServiceProvider services)
        where TOptions : class => services.GetRequiredService<IOptions<TOptions>>().Value;

    private static async Task With(string builder, Action<IServiceProvider> look)
    {
        var events = new EventLog(keepsAll: false);
        switch (builder)
        {
            case "in this process":
                await using (var cluster = await LocalCluster.Start(new() { Silos = 1 }, events))
                {
                    look(cluster.Services);
                }

                break;
            case "a test's":
                await using (var silos = await TestSilos.Start(1))
                {
                    look(silos.Cluster.GetSiloServiceProvider(silos.Cluster.Silos[0].SiloAddress));
                }

                break;
            default:
                var database = builder.EndsWith("database", StringComparison.Ordinal)
                    ? new DatabaseSilo(
                        new(new() { ConnectionString = "Host=127.0.0.1;Database=x;Username=x" }),
                        nameof(SvaOrleans),
                        nameof(SvaOrleans) + "-1"
                    )
                    : null;
                var port = KernelSilo.FindFreePort();
                using (var host = KernelSilo.Build(new("silo-0", port, port), 1_000, events, new(events), database: database))
                {
                    look(host.Services);
                }

                break;
        }
    }
}
