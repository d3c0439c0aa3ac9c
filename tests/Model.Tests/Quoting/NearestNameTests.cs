using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Model.Tests.Quoting;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("bind", "unbind", 2)]
    [InlineData("Port", "port", 0)]
    [InlineData("prot", "port", 2)]
    public void Letters_put_in_left_out_and_changed_are_counted_whatever_their_case(string from, string to, int distance)
    {
        Assert.Equal(distance, NearestName.Distance(from, to));
        Assert.Equal(distance, NearestName.Distance(to, from));
    }

    [Fact]
    public void The_nearest_is_found() => Assert.Equal("PostgreSql", NearestName.Of("postgres", ["Memory", "PostgreSql"]));
}
