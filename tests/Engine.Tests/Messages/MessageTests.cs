using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Messages;

public interface ISeller : IGrainWithStringKey
{
    Task<Basket> Fill(Basket basket, [Immutable] byte[] label);

    Task<int> Count();
}

[GenerateSerializer]
[Immutable]
public sealed class Price
{
    [Id(0)]
    public int Cents { get; set; }
}

[GenerateSerializer]
public sealed class Basket
{
    [Id(0)]
    public List<string> Items { get; set; } = [];

    [Id(1)]
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
        var assembly = typeof(MessageTests).Assembly;
        return new SimulatedClusterBuilder().AddGrains(assembly, type => type == typeof(ISeller) || type == typeof(SellerGrain));
    }

    [Fact]
    public void Neither_side_sees_the_other_s_changes()
    {
        var cluster = Builder().Build();
        var seller = cluster.GrainFactory.GetGrain<ISeller>("s");
        Basket mine = new();
        var filled = cluster.Run(() => seller.Fill(mine, [1, 2]));
        Assert.Empty(mine.Items);
        Assert.Equal(["filled 2"], filled.Items);
        filled.Items.Clear();
        Assert.Equal(1, cluster.Run(() => seller.Count()));
    }

    [Fact]
    public void An_argument_is_copied_when_the_call_is_made()
    {
        var cluster = Builder().Build();
        var seller = cluster.GrainFactory.GetGrain<ISeller>("s");
        Basket mine = new();
        var filling = seller.Fill(mine, []);
        mine.Items.Add("too late");
        Assert.Equal(["filled 0"], cluster.Run(() => filling).Items);
    }
}
