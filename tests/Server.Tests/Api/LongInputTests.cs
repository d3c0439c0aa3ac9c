using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SvaOrleans.Server.Api;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Tests.Api;

/// <summary>Requests and settings of any length: what is told of them stays short.</summary>
public sealed class LongInputTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly string Long = new('x', 6_000);

    [Fact]
    public async Task At_every_text_of_a_request()
    {
        await using var client = await TestClient.Open(server);
        var spec = JsonSerializer.SerializeToNode(client.Host().Spec, ApiJson.Options)!;
        var refused = 0;
        foreach (var path in TextsOf(spec).ToArray())
        {
            var changed = spec.DeepClone();
            Put(changed, path, Long);
            using var answer = await server.Post($"{client.Path}/boot", changed.ToJsonString());
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                AssertShort((await TestServer.FaultOf(answer)).Message);
                refused++;
            }
        }

        Assert.True(refused > 10, $"{refused}");
    }

    [Theory]
    [InlineData("GET", "/api/v1/hosts/")]
    [InlineData("DELETE", "/api/v1/hosts/")]
    [InlineData("DELETE", "/api/v1/silos/")]
    [InlineData("DELETE", "/api/v1/sessions/")]
    [InlineData("GET", "/api/v1/")]
    public async Task At_an_address(string method, string path)
    {
        using var answer = await server.Http.SendAsync(new(new(method), path + Long));
        AssertShort((await TestServer.FaultOf(answer)).Message);
    }

    [Theory]
    [InlineData("Port")]
    [InlineData("Address")]
    [InlineData("Lease")]
    [InlineData("AllowRemote")]
    [InlineData("SessionsMax")]
    public async Task At_a_setting(string setting)
    {
        var wrong = await Assert.ThrowsAsync<SiloSettingsException>(() =>
            Servers.Start(new() { Settings = [$"--SvaOrleans:Serve:{setting}", Long] })
        );
        AssertShort(wrong.Message);
    }

    private static void AssertShort(string message)
    {
        Assert.InRange(message.Length, 1, 1_000);
        Assert.DoesNotContain(new string('x', 80), message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> TextsOf(JsonNode node) =>
        node switch
        {
            JsonObject members => members
                .Where(static member => member.Value is not null)
                .SelectMany(static member => TextsOf(member.Value!)),
            JsonArray items => items.Where(static item => item is not null).SelectMany(static item => TextsOf(item!)),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetPath()],
            _ => [],
        };

    // $.devices[0].name.host
    private static void Put(JsonNode root, string path, string text)
    {
        var at = root;
        foreach (var word in path[1..].Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            at = word[0] == '[' ? at[int.Parse(word[1..^1], null)]! : at[word]!;
        }

        at.ReplaceWith(text);
    }
}
