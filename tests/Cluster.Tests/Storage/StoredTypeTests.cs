using System.Reflection;
using SvaOrleans.Cluster.Tests.Wire;
using SvaOrleans.Grains.Hosts;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Server.Tests.Storage;
using SvaOrleans.Silo.Orleans;

namespace SvaOrleans.Cluster.Tests.Storage;

/// <summary>The next activation of a grain finds exactly what it stored, in every store.</summary>
/// <remarks>What Orleans stores by default, JSON by reflection, is not: defaults that an initialiser changes, lists that it fills, and
/// stacks come back otherwise, and a type without serializer does not come back at all.</remarks>
public sealed class StoredTypeTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Seeds = 25;

    private static readonly MethodInfo ComesBack = typeof(StoredTypeTests).GetMethod(
        nameof(AssertComesBack),
        BindingFlags.Static | BindingFlags.NonPublic
    )!;

    /// <summary>Every type that a grain class of the product asks to have stored.</summary>
    private static IReadOnlyList<Type> Stored =>
        [
            .. new[] { typeof(Host).Assembly, typeof(SvaSilo).Assembly }
                .SelectMany(static assembly => assembly.GetTypes())
                .SelectMany(static type =>
                    type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                        .SelectMany(static constructor => constructor.GetParameters())
                        .Select(static parameter => parameter.ParameterType)
                        .Concat(
                            type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                                .Select(static one => one.FieldType)
                        )
                )
                .Where(static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IPersistentState<>))
                .Select(static type => type.GetGenericArguments()[0])
                .Distinct()
                .OrderBy(static type => type.FullName, StringComparer.Ordinal),
        ];

    [Fact]
    public async Task What_is_stored_in_memory_comes_back()
    {
        await using var silo = await StorageSilo.InMemory();
        await AssertAllComeBack(silo);
    }

    [PostgresFact]
    public async Task What_is_stored_in_a_database_comes_back()
    {
        await using var silo = await StorageSilo.In(postgres, await postgres.MakeSchema());
        await AssertAllComeBack(silo);
    }

    private static async Task AssertAllComeBack(StorageSilo silo)
    {
        Assert.Contains(typeof(HostRecord), Stored);
        foreach (var type in Stored)
        {
            Assert.True(type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false), $"{type} is stored and has no serializer");
            await (Task)ComesBack.MakeGenericMethod(type).Invoke(null, [silo])!;
        }
    }

    // Each value over the one before it, and at last what a grain begins with: nothing of a former one may shine through.
    private static async Task AssertComesBack<T>(StorageSilo silo)
        where T : new()
    {
        var grain = StorageSilo.Host("h-" + typeof(T).Name);
        Assert.Equal(Shape.Of(new T()), Shape.Of((await silo.Read<T>(grain)).State));
        for (var seed = 0; seed <= Seeds; seed++)
        {
            var value = seed == Seeds ? new T() : (T)new Samples(seed).Make(typeof(T));
            Assert.True(await silo.TryWrite(grain, await silo.Read<T>(grain), value));
            var found = await silo.Read<T>(grain);
            Assert.Equal((true, Shape.Of(value)), (found.RecordExists, Shape.Of(found.State)));
        }
    }
}
