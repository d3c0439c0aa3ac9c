using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SvaOrleans.Silo.Serving;
using SvaOrleans.Silo.Serving.Api;

namespace SvaOrleans.Serving.Tests.Joining;

/// <summary>A server as people start it: a process of its own, with what it says on either stream.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly StringBuilder complained = new();

    private ServerProcess(Process process, string? token)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (complained)
            {
                complained.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        Http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    public HttpClient Http { get; } = new() { Timeout = Limit };

    /// <summary>What is on its standard error.</summary>
    public string Complained
    {
        get
        {
            lock (complained)
            {
                return complained.ToString().Trim();
            }
        }
    }

    /// <summary>Starts one with two silos, and waits until it serves.</summary>
    /// <param name="token">The token that clients must show; null for none.</param>
    /// <param name="environment">More of its environment.</param>
    public static async Task<ServerProcess> Start(string? token, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sva.dll"), "up", "--silos", "2", "--port", "0"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        if (token is not null)
        {
            start.Environment["SvaOrleans__Serve__Token"] = token;
        }

        var server = new ServerProcess(Process.Start(start)!, token);
        try
        {
            await server.WaitUntilReady().WaitAsync(Limit);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public async Task<ClusterView> Cluster() => JsonSerializer.Deserialize<ClusterView>(await Http.GetStringAsync("/api/v1/cluster"), ApiJson.Options)!;

    /// <summary>Boots hosts, and says on which silos they are.</summary>
    public async Task<IReadOnlyList<string>> BootHosts(int count)
    {
        var session = (await Post<object, SessionOpened>("/api/v1/sessions", new { })).Session;
        for (var index = 0; index < count; index++)
        {
            var booted = await Post<Interfaces.HostSpec, Interfaces.BootResult>($"/api/v1/sessions/{session}/boot", new TestHost($"{session}-h{index}").Spec);
            Assert.True(booted.Error.IsSuccess, $"{booted.Error}");
        }

        var page = JsonSerializer.Deserialize<HostPage>(await Http.GetStringAsync($"/api/v1/hosts?contains={session}-"), ApiJson.Options)!;
        Assert.Equal(count, page.Hosts.Length);
        return [.. page.Hosts.Select(static host => host.Status?.Silo ?? "none")];
    }

    /// <summary>What everybody of this machine can read: the command line of a silo process.</summary>
    public static string[] CommandLine(int process) => File.ReadAllText($"/proc/{process}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The port of the server's own silo, as the command lines of the others tell it.</summary>
    public async Task<int> Primary()
    {
        var words = CommandLine((await Cluster()).Silos[0].ProcessId!.Value);
        return int.Parse(words[Array.IndexOf(words, "--primary") + 1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        Http.Dispose();
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }

    private async Task<TAnswer> Post<TBody, TAnswer>(string path, TBody body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body, ApiJson.Options), Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(path, content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return JsonSerializer.Deserialize<TAnswer>(await answer.Content.ReadAsStringAsync(), ApiJson.Options)!;
    }

    private async Task WaitUntilReady()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (line.StartsWith("ready", StringComparison.Ordinal))
            {
                Http.BaseAddress = new(Pages().Match(said.ToString()).Groups[1].Value);
                _ = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        Assert.Fail($"the server has ended: {said}{Complained}");
    }

    [GeneratedRegex("pages +(http://[^ ]+/)")]
    private static partial Regex Pages();
}
