using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Api;

/// <summary>The endpoints of health checks.</summary>
internal static class HealthEndpoints
{
    public const string Path = "/health";

    public static void Map(IEndpointRouteBuilder routes)
    {
        // An answer shows that the server is alive.
        routes.MapGet(Path + "/live", static () => Results.Text("live\n"));
        routes.MapGet(
            Path + "/startup",
            static (IServedCluster cluster) =>
                Tell(cluster.Silos.All(static silo => silo.State != SiloState.Starting), "started", "starting")
        );
        routes.MapGet(
            Path + "/ready",
            static async (Readiness readiness) =>
            {
                var why = await readiness.WhyNot();
                return Tell(why is null, "ready", why ?? "");
            }
        );
    }

    private static IResult Tell(bool isSo, string yes, string no) =>
        Results.Text((isSo ? yes : no) + "\n", statusCode: isSo ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
