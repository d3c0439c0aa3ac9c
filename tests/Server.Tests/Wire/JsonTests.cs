using System.Reflection;
using System.Text.Json;
using SvaOrleans.Cluster.Tests.Wire;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Views;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Tests.Wire;

/// <summary>Whatever travels between a client and a cluster arrives as it was sent.</summary>
public sealed class JsonTests
{
    private const int Seeds = 40;

    private static readonly Assembly Contracts = typeof(IHostGrain).Assembly;

    public static TheoryData<Type> Messages() =>
        [
            .. Contracts
                .GetTypes()
                .Where(static type =>
                    !type.IsAbstract && !type.IsAssignableTo(typeof(Exception)) && IsMarked(type) && !Surrogates().Contains(type)
                )
                .Append(typeof(HostQuestion))
                .Append(typeof(HostEvents))
                .Append(typeof(HostView))
                .Append(typeof(HostDetail))
                .Append(typeof(HostPage))
                .Append(typeof(ActivityView))
                .Append(typeof(SiloActivity))
                .Append(typeof(ApiFault))
                .Append(typeof(SessionClosed))
                .Append(typeof(SiloAdded))
                .OrderBy(static type => type.FullName, StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_arrives_as_it_was_sent(Type type)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            AssertArrives(type, new Samples(seed).Make(type));
        }
    }

    [Fact]
    public void A_step_of_any_kind_arrives_as_the_step_that_it_is()
    {
        var kinds = Contracts.GetTypes().Where(static type => !type.IsAbstract && type.IsAssignableTo(typeof(Step))).ToArray();
        Assert.True(kinds.Length > 20, "the steps were not found");
        foreach (var kind in kinds)
        {
            AssertArrives(typeof(Step), new Samples(1).Make(kind));
        }
    }

    [Fact]
    public void Everything_that_a_client_asks_of_a_host_and_is_answered_is_among_the_messages()
    {
        var known = ((IEnumerable<object[]>)Messages()).Select(static row => (Type)row[0]).ToHashSet();
        Assert.All(
            (Type[])
                [
                    typeof(HostSpec),
                    typeof(HostRunRequest),
                    typeof(HostReplayRequest),
                    typeof(BootResult),
                    typeof(RunResult),
                    typeof(ReplayResult),
                ],
            type => Assert.Contains(type, known)
        );
        Assert.True(known.Count > 100, $"{known.Count} messages are few");
    }

    [Fact]
    public void No_PASID_and_PASID_0_are_two_things()
    {
        Assert.Equal("""{"value":null}""", JsonSerializer.Serialize(Pasid.None, ApiJson.Options));
        Assert.Equal("""{"value":0}""", JsonSerializer.Serialize(Pasid.Zero, ApiJson.Options));
        Assert.All([Pasid.None, Pasid.Zero, new Pasid(7)], static pasid => AssertArrives(typeof(Pasid), pasid));
    }

    [Fact]
    public void A_list_that_was_never_set_arrives_as_an_empty_one()
    {
        var request = new RunRequest(default, new([]), default);
        var arrived = JsonSerializer.Deserialize<RunRequest>(JsonSerializer.Serialize(request, ApiJson.Options), ApiJson.Options)!;
        Assert.False(arrived.Variables.IsDefault);
        Assert.Empty(arrived.Variables);
    }

    private static void AssertArrives(Type type, object sent)
    {
        var json = JsonSerializer.Serialize(sent, type, ApiJson.Options);
        var arrived = JsonSerializer.Deserialize(json, type, ApiJson.Options);
        Assert.True(Shape.Of(sent) == Shape.Of(arrived), $"{json}\narrived as\n{Shape.Of(arrived)}");
    }

    private static bool IsMarked(Type type) =>
        type.GetCustomAttributesData().Any(static attribute => attribute.AttributeType.Name == "GenerateSerializerAttribute");

    private static HashSet<Type> Surrogates() =>
        [
            .. Contracts
                .GetTypes()
                .SelectMany(static type => type.GetInterfaces())
                .Where(static face => face.IsGenericType && face.Name == "IConverter`2")
                .Select(static face => face.GetGenericArguments()[1]),
        ];
}
