namespace SvaOrleans.Surface.Tests;

// Grain code is compiled against the surface on one engine and against Orleans on the other, so what it can use must be the same on both.
public sealed class SurfaceTests(Assemblies assemblies) : IClassFixture<Assemblies>
{
    public static TheoryData<string> Types { get; } = Names();

    // Interfaces that grains or hosts implement; of the others they only use what the surface has.
    public static TheoryData<string> Implemented { get; } =
    [
        "Orleans.IGrain", "Orleans.IGrainWithStringKey", "Orleans.Runtime.IAddressable", "Orleans.IGrainBase", "Orleans.IIncomingGrainCallFilter",
        "Orleans.IOutgoingGrainCallFilter", "Orleans.IConverter`2",
    ];

    [Fact]
    public void The_surface_was_found() => Assert.True(assemblies.Surface.Count > 30, $"Only {assemblies.Surface.Count} types were found in the surface.");

    [Theory]
    [MemberData(nameof(Types))]
    public void A_type_is_the_same_kind_of_type_in_Orleans(string name)
    {
        (Type surface, Type orleans) = Pair(name);
        Assert.Equal(Signature.Shape(orleans), Signature.Shape(surface));
        Assert.Equal(Signature.Usage(orleans), Signature.Usage(surface));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_it_derives_from_it_derives_from_in_Orleans(string name)
    {
        (Type surface, Type orleans) = Pair(name);
        if (surface.BaseType is { } declared)
        {
            Assert.Contains(Signature.Name(declared), Bases(orleans).Select(Signature.Name));
        }

        string[] known = [.. orleans.GetInterfaces().Select(Signature.Name)];
        Assert.Empty(surface.GetInterfaces().Select(Signature.Name).Except(known));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_member_is_there_with_the_same_signature(string name)
    {
        (Type surface, Type orleans) = Pair(name);
        HashSet<string> known = [.. Signature.UsableOn(orleans)];
        string[] unknown = [.. Signature.DeclaredBy(surface).Where(member => !known.Contains(member)).Select(member => $"{member}; in Orleans: {Alike(known, member)}")];
        Assert.True(unknown.Length == 0, string.Join('\n', unknown));
    }

    [Theory]
    [MemberData(nameof(Implemented))]
    public void Orleans_demands_no_more_of_an_implementer(string name)
    {
        (Type surface, Type orleans) = Pair(name);
        Assert.Equal(Signature.Demanded(orleans).Order(StringComparer.Ordinal), Signature.Demanded(surface).Order(StringComparer.Ordinal));
    }

    // Constants are written into the code that is compiled against them.
    [Fact]
    public void An_enumeration_has_all_its_values()
    {
        foreach (Type surface in assemblies.Surface.Where(t => t.IsEnum))
        {
            Assert.Equal(Pair(surface.FullName!).Orleans.GetEnumNames(), surface.GetEnumNames());
        }
    }

    private static TheoryData<string> Names()
    {
        using Assemblies assemblies = new();
        return [.. assemblies.Surface.Select(t => t.FullName!)];
    }

    private static IEnumerable<Type> Bases(Type type)
    {
        for (Type? part = type.BaseType; part is not null; part = part.BaseType)
        {
            yield return part;
        }
    }

    private static string Alike(IEnumerable<string> known, string member)
    {
        string word = member.Split('(', '<', '=')[0].Trim().Split(' ')[^1];
        return string.Join(" or ", known.Where(k => k.Contains(word, StringComparison.Ordinal)).DefaultIfEmpty("nothing like it"));
    }

    private (Type Surface, Type Orleans) Pair(string name)
    {
        Type surface = assemblies.Surface.Single(t => t.FullName == name);
        Type[] orleans = [.. assemblies.Orleans.Where(t => t.FullName == name)];
        return (surface, orleans.Length == 1 ? orleans[0] : throw new InvalidOperationException($"Orleans has {orleans.Length} public types {name}."));
    }
}
