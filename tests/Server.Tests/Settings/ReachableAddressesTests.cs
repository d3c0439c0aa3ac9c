using System.Net;

namespace SvaOrleans.Server.Tests.Settings;

/// <summary>Nobody is told to connect to an address that none can be connected to.</summary>
public sealed class ReachableAddressesTests
{
    private static readonly IPAddress[] Own =
    [
        .. ((string[])["127.0.0.1", "192.0.2.7", "::1", "fe80::1%2", "2001:db8::7", "192.0.2.7"]).Select(IPAddress.Parse),
    ];

    [Theory]
    [InlineData("http://127.0.0.1:5050", "http://127.0.0.1:5050/")]
    [InlineData("http://localhost:5050", "http://localhost:5050/")]
    [InlineData("http://192.0.2.7:5050", "http://192.0.2.7:5050/")]
    [InlineData("http://[::1]:5050", "http://[::1]:5050/")]
    [InlineData("http://0.0.0.0:5050", "http://127.0.0.1:5050/ http://192.0.2.7:5050/")]
    [InlineData("http://[::]:5050", "http://127.0.0.1:5050/ http://[::1]:5050/ http://192.0.2.7:5050/ http://[2001:db8::7]:5050/")]
    public void Every_address_that_is_told_is_one_of_the_machine(string listening, string told) =>
        Assert.Equal(told, string.Join(' ', ReachableAddresses.Of(new(listening), static () => Own)));

    [Fact]
    public async Task A_server_that_listens_everywhere_is_reached_where_it_says()
    {
        const string token = "a-token-of-enough-characters";
        var server = await TestServer.Start(
            "--SvaOrleans:Serve:Address",
            "0.0.0.0",
            "--SvaOrleans:Serve:AllowRemote",
            "true",
            "--SvaOrleans:Serve:Token",
            token
        );
        try
        {
            Assert.Equal("0.0.0.0", server.Server.Listening.Host);
            Assert.NotEmpty(server.Server.Addresses);
            foreach (var address in server.Server.Addresses)
            {
                using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(address, "/health/live"))).StatusCode);
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
