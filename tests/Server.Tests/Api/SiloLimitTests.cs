using System.Net;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Tests.Api;

/// <summary>A server that runs takes as many silos as one that starts.</summary>
[Trait("Engine", "Simulated")]
public sealed class SiloLimitTests
{
    [Fact]
    public async Task A_silo_too_many_is_refused_until_one_is_gone()
    {
        await using var server = await TestServer.Start();
        var added = await Task.WhenAll(Enumerable.Range(0, ServeOrder.SilosMax).Select(_ => server.Post("/api/v1/silos", "{}")));
        Assert.Equal(ServeOrder.SilosMax - 2, added.Count(static answer => answer.StatusCode == HttpStatusCode.OK));
        foreach (var refused in added.Where(static answer => answer.StatusCode != HttpStatusCode.OK))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            var fault = await TestServer.FaultOf(refused);
            Assert.Equal((FaultKind.Limit, "there are 64 silos; the server takes 64"), (fault.Fault, fault.Message));
        }

        using var killed = await server.Http.DeleteAsync("/api/v1/silos/silo-7");
        using var next = await server.Post("/api/v1/silos", "{}");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Array.ForEach(added, static answer => answer.Dispose());
    }
}
