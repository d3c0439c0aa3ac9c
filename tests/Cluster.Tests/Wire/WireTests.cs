using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Cluster.Tests.Wire;

/// <summary>Whatever travels between grains arrives as it was sent.</summary>
public sealed class WireTests
{
    private const int Seeds = 40;

    private static readonly Assembly Contracts = typeof(IHostGrain).Assembly;

    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddSerializer(static serializer => serializer.AddAssembly(Contracts))
        .BuildServiceProvider();

    public static TheoryData<Type> Messages() =>
        [
            .. All(
                Contracts
                    .GetTypes()
                    .Where(static type =>
                        type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
                        && !type.IsAbstract
                        && !Surrogates().Contains(type)
                    )
            ),
        ];

    public static TheoryData<Type> Words() => [.. All(Converters().Select(static converter => converter.GetGenericArguments()[0]))];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_arrives_as_it_was_sent(Type type) => RoundTrip(type);

    [Theory]
    [MemberData(nameof(Words))]
    public void A_word_arrives_as_it_was_sent(Type type) => RoundTrip(type);

    [Theory]
    [MemberData(nameof(Words))]
    public void A_word_that_was_never_set_arrives_too(Type type)
    {
        if (type.IsValueType)
        {
            AssertArrives(Activator.CreateInstance(type)!);
        }
    }

    [Fact]
    public void Everything_that_a_grain_is_asked_or_answers_is_a_message_or_a_word()
    {
        HashSet<Type> known = [.. Types(Messages()), .. Types(Words())];
        var methods = Contracts
            .GetTypes()
            .Where(static type => type.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(type))
            .SelectMany(static type => type.GetMethods())
            .ToArray();
        Assert.True(methods.Length > 50, "the grain interfaces were not found");
        foreach (var method in methods)
        {
            var asked = method.GetParameters().Select(static parameter => parameter.ParameterType);
            Assert.All(
                asked.Concat(method.ReturnType.GetGenericArguments()),
                type => Assert.True(known.Contains(type), $"{method.DeclaringType!.Name}.{method.Name} speaks of {type}")
            );
        }
    }

    [Fact]
    public void A_shape_tells_apart_what_differs()
    {
        var shapes = Enumerable.Range(0, Seeds).Select(static seed => Shape.Of(new Samples(seed).Make(typeof(HostSpec)))).ToHashSet();
        Assert.Equal(Seeds, shapes.Count);
    }

    private static void RoundTrip(Type type)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            AssertArrives(new Samples(seed).Make(type));
        }
    }

    // As an object, as in a generic call; the type travels along.
    private static void AssertArrives(object sent)
    {
        var serializer = Services.GetRequiredService<Serializer>();
        var arrived = serializer.Deserialize<object>(serializer.SerializeToArray<object>(sent));
        Assert.Equal(sent.GetType(), arrived?.GetType());
        Assert.Equal(Shape.Of(sent), Shape.Of(arrived));
        Assert.Equal(Shape.Of(sent), Shape.Of(Services.GetRequiredService<DeepCopier>().Copy(sent)));
    }

    private static IEnumerable<Type> Types(IEnumerable<object[]> rows) => rows.Select(static row => (Type)row[0]);

    private static IEnumerable<Type> Converters() =>
        Contracts
            .GetTypes()
            .SelectMany(static type => type.GetInterfaces())
            .Where(static face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IConverter<,>));

    private static HashSet<Type> Surrogates() => [.. Converters().Select(static converter => converter.GetGenericArguments()[1])];

    private static IOrderedEnumerable<Type> All(IEnumerable<Type> types) =>
        types.OrderBy(static type => type.FullName, StringComparer.Ordinal);
}
