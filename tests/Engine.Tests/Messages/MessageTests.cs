using System.Reflection;
using SvaOrleans.Simulation;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Messages;

public interface ISeller : IGrainWithStringKey
{
    Task<Basket> Fill(Basket basket, [Immutable] byte[] label);

    Task<int> Count();
}

[Immutable]
public sealed class Price
{
    public int Cents { get; set; }
}

public sealed class Basket
{
    public List<string> Items { get; } = [];

    public Price? Price { get; set; }
}

[GrainType("seller")]
public sealed class SellerGrain : Grain, ISeller
{
    private Basket? _kept;

    public Task<Basket> Fill(Basket basket, byte[] label)
    {
        _kept = basket;
        basket.Items.Add($"filled {label.Length}");
        return Task.FromResult(basket);
    }

    public Task<int> Count() => Task.FromResult(_kept!.Items.Count);
}

public class MessageTests
{
    private static SimulatedClusterBuilder Builder()
    {
        // Not through the assembly: its other tests want a cluster that needs no copier.
        Assembly assembly = typeof(MessageTests).Assembly;
        return new SimulatedClusterBuilder().AddGrains(assembly, type => type == typeof(ISeller) || type == typeof(SellerGrain));
    }

    [Fact]
    public void Messages_that_can_change_are_refused_with_the_reason()
    {
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => Builder().Build());
        Assert.Contains("ISeller.Fill(basket): Basket.Items of List<String>", e.Message, StringComparison.Ordinal);
        Assert.Contains("result of ISeller.Fill", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("label", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Price", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_copier_neither_side_sees_the_other_s_changes()
    {
        SimulatedCluster cluster = Builder().CopyMessages(new DeepCopier()).Build();
        ISeller seller = cluster.GrainFactory.GetGrain<ISeller>("s");
        Basket mine = new();
        Basket filled = cluster.Run(() => seller.Fill(mine, [1, 2]));
        Assert.Empty(mine.Items);
        Assert.Equal(["filled 2"], filled.Items);
        filled.Items.Clear();
        Assert.Equal(1, cluster.Run(() => seller.Count()));
    }

    [Fact]
    public void An_argument_is_copied_when_the_call_is_made()
    {
        SimulatedCluster cluster = Builder().CopyMessages(new DeepCopier()).Build();
        ISeller seller = cluster.GrainFactory.GetGrain<ISeller>("s");
        Basket mine = new();
        Task<Basket> filling = seller.Fill(mine, []);
        mine.Items.Add("too late");
        Assert.Equal(["filled 0"], cluster.Run(() => filling).Items);
    }
}
