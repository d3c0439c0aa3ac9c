using Orleans.Serialization;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Refusals.Tests;

/// <summary>A feature that is not simulated is refused by name, with advice, when the cluster is built; a mistake on Orleans too, when it
/// is used.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData(typeof(TransferGrain), $"{nameof(ITransferGrain)}.{nameof(ITransferGrain.Transfer)}", "[Transaction]")]
    [InlineData(typeof(PurseGrain), "'purse'", "ITransactionalState")]
    [InlineData(typeof(LedgerGrain), "JournaledGrain", "journaled grains")]
    [InlineData(
        typeof(ParcelGrain),
        $"{nameof(IParcelGrain)}.{nameof(IParcelGrain.Weigh)}",
        "'parcel'",
        nameof(Parcel),
        "[GenerateSerializer]"
    )]
    public void A_class_is_refused_with_its_member_and_the_way_out(Type grainClass, params string[] named)
    {
        var refusal = Assert.Throws<SimulationException>(() => Builder(grainClass).Build());
        foreach (
            var name in (string[])
                [grainClass == typeof(ParcelGrain) ? nameof(IParcelGrain) : grainClass.FullName!, .. named, "AddGrains(assembly, type =>"]
        )
        {
            Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_refusals_are_said_at_once()
    {
        var refusal = Assert.Throws<SimulationException>(() => Builder(typeof(TransferGrain), typeof(LedgerGrain)).Build());
        Assert.Contains("2 things", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(TransferGrain), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(LedgerGrain), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grain_service_and_transactions_are_refused_by_name()
    {
        var refusal = Assert.Throws<SimulationException>(() =>
            Builder().ConfigureSilo(static silo => silo.UseTransactions().AddGrainService<NightService>()).Build()
        );
        Assert.Contains(typeof(NightService).FullName!, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("transactions", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_programs_usually_configure_is_no_reason_to_refuse() =>
        Builder()
            .ConfigureSilo(static silo =>
                silo.UseLocalhostClustering()
                    .UseInMemoryReminderService()
                    .AddMemoryGrainStorageAsDefault()
                    .AddMemoryGrainStorage("PubSubStore")
                    .AddMemoryStreams("feed")
                    .AddActivityPropagation()
                    .Services.AddSerializer()
            )
            .Build();

    [Fact]
    public void An_interface_without_a_class_is_named_where_a_reference_is_asked_for()
    {
        var cluster = Builder(typeof(IUnmannedGrain)).Build();
        var refusal = Assert.Throws<SimulationException>(() => cluster.GrainFactory.GetGrain<IUnmannedGrain>("a"));
        Assert.Contains(nameof(IUnmannedGrain), refusal.Message, StringComparison.Ordinal);
        Assert.Contains("AddGrains", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interface_with_two_classes_is_named_with_them_and_with_the_way_out()
    {
        var cluster = Builder(typeof(IShapeGrain), typeof(CircleGrain), typeof(SquareGrain)).Build();
        var refusal = Assert.Throws<SimulationException>(() => cluster.GrainFactory.GetGrain<IShapeGrain>("a"));
        foreach (var name in (string[])[nameof(IShapeGrain), nameof(CircleGrain), nameof(SquareGrain), "grainClassNamePrefix"])
        {
            Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_constructor_that_cannot_be_served_is_named_with_its_parameter()
    {
        var cluster = Builder(typeof(INeedyGrain), typeof(NeedyGrain)).Build();
        var refusal = Assert.Throws<SimulationException>(() => cluster.Run(() => cluster.GrainFactory.GetGrain<INeedyGrain>("a").Touch()));
        foreach (
            var name in (string[])[nameof(NeedyGrain), "'absent'", nameof(INeedyGrain), nameof(SimulatedClusterBuilder.ConfigureServices)]
        )
        {
            Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        }
    }

    private static SimulatedClusterBuilder Builder(params Type[] added) =>
        new SimulatedClusterBuilder().AddGrains(
            typeof(RefusalTests).Assembly,
            type => added.Contains(type) || (type.IsInterface && added.Any(one => one.IsAssignableTo(type)))
        );
}
