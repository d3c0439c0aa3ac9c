using System.Reflection.Emit;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Hosting;

public sealed class PlatformAssemblyTests
{
    [Fact]
    public void An_assembly_of_others_whose_name_begins_with_Orleans_is_not_of_Orleans()
    {
        var others = AssemblyBuilder.DefineDynamicAssembly(new("Orleans.OfOthers"), AssemblyBuilderAccess.RunAndCollect);
        var type = others.DefineDynamicModule("one").DefineType("Orleans.OfOthers.CartGrain").CreateType();
        Assert.False(PlatformAssemblies.IsOrleans(type.Assembly));
        Assert.False(PlatformAssemblies.IsPlatform(type));
        Assert.True(PlatformAssemblies.IsOrleans(typeof(Grain).Assembly));
        Assert.True(PlatformAssemblies.IsPlatform(typeof(Microsoft.Extensions.DependencyInjection.ServiceProvider)));
    }
}
