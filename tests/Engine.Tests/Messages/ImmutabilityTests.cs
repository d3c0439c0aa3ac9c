using System.Collections.Immutable;
using SvaOrleans.Simulation;

namespace SvaOrleans.Engine.Tests.Messages;

public class ImmutabilityTests
{
    private sealed record Point(int X, int Y);

    private readonly record struct Range(long First, long Last);

    private sealed record Route(Point From, Range? Range, ImmutableArray<Point> Via, string? Note);

    private sealed record Node(int Value, Node? Next);

    private sealed record Changing(int X)
    {
        public int Y { get; set; }
    }

    private sealed record HoldsList(List<int> Numbers);

    private sealed record HoldsArray(int[] Numbers);

    private sealed record Outer(Range Range, Changing Inner);

    private sealed record OfChanging(ImmutableArray<Changing> All);

    private sealed class Field
    {
        internal int Value = 1;
    }

    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(string))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(Guid))]
    [InlineData(typeof(TimeSpan?))]
    [InlineData(typeof(Point))]
    [InlineData(typeof(Range))]
    [InlineData(typeof(Route))]
    [InlineData(typeof(Node))]
    [InlineData(typeof(ImmutableArray<Route>))]
    [InlineData(typeof(ImmutableSortedDictionary<string, Point>))]
    public void Deeply_immutable_types_pass(Type type) => Assert.Null(Immutability.WhyNot(type));

    [Theory]
    [InlineData(typeof(int[]), "Int32[]")]
    [InlineData(typeof(object), "Object")]
    [InlineData(typeof(List<int>), "List<Int32>")]
    [InlineData(typeof(IReadOnlyList<int>), "IReadOnlyList<Int32>")]
    [InlineData(typeof(Changing), "Changing.Y")]
    [InlineData(typeof(HoldsArray), "HoldsArray.Numbers of Int32[]")]
    [InlineData(typeof(Outer), "Outer.Inner of Changing.Y")]
    [InlineData(typeof(OfChanging), "OfChanging.All of ImmutableArray<Changing> of Changing.Y")]
    [InlineData(typeof(Field), "Field.Value")]
    public void Others_are_named_with_the_path_to_what_can_change(Type type, string path) =>
        Assert.StartsWith(path, Immutability.WhyNot(type), StringComparison.Ordinal);

    [Fact]
    public void A_promise_is_believed()
    {
        Assert.NotNull(Immutability.WhyNot(typeof(HoldsList)));
        Assert.Null(Immutability.WhyNot(typeof(HoldsList), type => type == typeof(List<int>)));
    }

    [Fact]
    public void A_copy_shares_nothing_that_can_change()
    {
        Outer original = new(new Range(1, 2), new Changing(3) { Y = 4 });
        Outer copy = (Outer)DeepCopy.Of(original)!;
        Assert.Equal(original, copy);
        original.Inner.Y = 5;
        Assert.Equal(4, copy.Inner.Y);
        Dictionary<string, List<int[]>> table = new() { ["a"] = [[1, 2]], ["b"] = [] };
        Dictionary<string, List<int[]>> tableCopy = (Dictionary<string, List<int[]>>)DeepCopy.Of(table)!;
        table["a"][0][0] = 9;
        table["b"].Add([7]);
        Assert.Equal([1, 2], tableCopy["a"][0]);
        Assert.Empty(tableCopy["b"]);
    }

    [Fact]
    public void A_copy_keeps_the_shape_of_the_graph()
    {
        Changing shared = new(1);
        Changing[] copy = (Changing[])DeepCopy.Of(new[] { shared, shared })!;
        Assert.Same(copy[0], copy[1]);
        Assert.NotSame(shared, copy[0]);
        Assert.Null(DeepCopy.Of(null));
        Assert.Throws<NotSupportedException>(() => DeepCopy.Of(new Action(() => { })));
    }
}
