using System.Globalization;
using System.Net.Http.Json;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Server.Api;

namespace SvaOrleans.Server.Tests.Processes;

/// <summary>The requests of tests to a server in a process of its own.</summary>
internal static class UpRequests
{
    public static async Task<TResult> Ask<TResult>(this UpProcess up, string path, object body)
    {
        using var answer = await up.Http.PostAsync(path, JsonContent.Create(body, body.GetType(), options: ApiJson.Options));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<TResult>(ApiJson.Options))!;
    }

    public static async Task<ClusterView> Cluster(this UpProcess up) =>
        (await up.Http.GetFromJsonAsync<ClusterView>("/api/v1/cluster", ApiJson.Options))!;

    /// <summary>Boots hosts, and says on which silos they are.</summary>
    public static async Task<IReadOnlyList<string>> BootHosts(this UpProcess up, int count)
    {
        var session = (await up.Ask<SessionOpened>("/api/v1/sessions", new object())).Session;
        for (var index = 0; index < count; index++)
        {
            var booted = await up.Ask<BootResult>($"/api/v1/sessions/{session}/boot", new TestHost($"{session}-h{index}").Spec);
            Assert.True(booted.Error.IsSuccess, $"{booted.Error}");
        }

        var page = (await up.Http.GetFromJsonAsync<HostPage>($"/api/v1/hosts?contains={session}-", ApiJson.Options))!;
        Assert.Equal(count, page.Hosts.Length);
        return [.. page.Hosts.Select(static host => host.Status?.Silo ?? "none")];
    }

    /// <summary>The command line of a silo process, which every user of the machine can read.</summary>
    public static string[] CommandLine(int process) =>
        File.ReadAllText($"/proc/{process}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The port of the server's own silo, as the command lines of the others name it.</summary>
    public static int Primary(this UpProcess up)
    {
        var words = CommandLine(up.Silos[0]);
        return int.Parse(words[Array.IndexOf(words, "--primary") + 1], CultureInfo.InvariantCulture);
    }
}
