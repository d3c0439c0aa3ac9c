using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SvaOrleans.Server.Client;
using SvaOrleans.Silo;

namespace SvaOrleans.Server.Tests.Runs;

/// <summary>A cluster that accepts connections and never answers, as if its machine had stopped: every client's wait for it
/// ends.</summary>
public sealed class SilentClusterTests
{
    [Fact]
    public async Task What_waits_for_a_cluster_that_fell_silent_is_unknown()
    {
        using var over = new CancellationTokenSource();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var silent = AnswerFirst(listener, """{"session":"c1","leaseSeconds":0.5,"engine":"Orleans"}""", over.Token);
        using var client = new ClusterClient(new($"http://{listener.LocalEndpoint}"), null);
        await using (var simulation = await RemoteSimulation.Open(client))
        {
            var since = Stopwatch.GetTimestamp();
            var told = await Assert.ThrowsAsync<OutcomeUnknownException>(() => simulation.Boot(new TestHost("c1-h0").Spec));
            Assert.Contains("has been silent for 1 s", told.Message, StringComparison.Ordinal);
            Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));

            // A later request gets the answer at once.
            await Assert.ThrowsAsync<OutcomeUnknownException>(() => simulation.Boot(new TestHost("c1-h1").Spec));
        }

        await over.CancelAsync();
        await silent;
    }

    // One answer, to the first request; every other connection is taken, and kept.
    private static async Task AnswerFirst(TcpListener listener, string body, CancellationToken over)
    {
        var taken = new List<TcpClient>();
        try
        {
            while (true)
            {
                taken.Add(await listener.AcceptTcpClientAsync(over));
                if (taken.Count == 1)
                {
                    var stream = taken[0].GetStream();
                    await stream.ReadAtLeastAsync(new byte[4_096], 1, throwOnEndOfStream: true, over);
                    await stream.WriteAsync(
                        Encoding.ASCII.GetBytes(
                            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"
                        ),
                        over
                    );
                }
            }
        }
        catch (OperationCanceledException)
        {
            taken.ForEach(static one => one.Dispose());
        }
    }
}
