namespace SvaOrleans.Model.Tests;

public class ModelInvariantExceptionTests
{
    [Fact]
    public void It_names_the_invariant()
    {
        var broken = new ModelInvariantException(14, "page 0x7000 is resident but not mapped");
        Assert.Equal(14, broken.Invariant);
        Assert.Equal("invariant 14: page 0x7000 is resident but not mapped", broken.Message);
    }
}
