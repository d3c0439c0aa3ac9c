using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using SvaOrleans.Silo.Serving;

namespace SvaOrleans.Serving.Tests.Crashes;

/// <summary>A server in a process of its own, as <c>sva up</c> starts it, that can be killed with all its silos.</summary>
internal sealed partial class UpProcess : IDisposable
{
    private readonly Process process;

    private UpProcess(Process process, Uri address)
    {
        this.process = process;
        Http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Http { get; }

    /// <summary>Starts one, and waits until it is ready.</summary>
    /// <param name="silos">How many silos.</param>
    /// <param name="settings">Settings, as pairs of <c>--Name:Of:It</c> and value.</param>
    public static async Task<UpProcess> Start(int silos, params string[] settings)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } dotnet ? dotnet : "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "sva.dll"), "up", "--port", "0", "--silos", silos.ToString(CultureInfo.InvariantCulture) },
        };
        for (var index = 0; index < settings.Length; index += 2)
        {
            start.Environment[settings[index][2..].Replace(":", "__", StringComparison.Ordinal)] = settings[index + 1];
        }

        var process = Process.Start(start)!;
        string? address = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            address ??= Address().Match(line) is { Success: true } found ? found.Value : null;
            if (line.StartsWith("ready", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new(process, new(address!));
            }
        }

        throw new InvalidOperationException("the server did not start");
    }

    /// <summary>Asks it something.</summary>
    public async Task<TResult> Ask<TResult>(string path, object body)
    {
        using var answer = await Http.PostAsync(path, JsonContent.Create(body, body.GetType(), options: ApiJson.Options));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<TResult>(ApiJson.Options))!;
    }

    /// <summary>Ends every process of it, as a machine that loses its power does.</summary>
    public async Task KillAll()
    {
        var cluster = (await Http.GetFromJsonAsync<Silo.Serving.Api.ClusterView>("/api/v1/cluster", ApiJson.Options))!;
        var all = cluster.Silos.Select(static silo => Process.GetProcessById(silo.ProcessId!.Value)).Append(process).ToArray();
        foreach (var one in all)
        {
            one.Kill();
        }

        foreach (var one in all)
        {
            await one.WaitForExitAsync();
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        process.Kill();
        process.Dispose();
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Address();
}
