using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using SvaOrleans.Silo.Orleans.Postgres;

namespace SvaOrleans.Server.Tests.Storage;

/// <summary>A PostgreSQL server of its own, in a folder that goes with it; a database for each test.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Password = "hunter2-of-the-test";

    private static readonly string[] Folders =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        .. Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin"))
            : [],
        "/usr/pgsql/bin",
        "/usr/local/pgsql/bin",
        "/opt/homebrew/opt/postgresql/bin",
    ];

    private readonly int _port = FreePort();
    private DirectoryInfo? _folder;
    private Process? _server;
    private int _databases;

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? WhyNot { get; } =
        OperatingSystem.IsWindows() ? "a PostgreSQL server for tests is started on Unix alone"
        : Find("postgres") is null || Find("initdb") is null
            ? "PostgreSQL's server is not installed: neither the PATH nor the usual folders have postgres and initdb"
        : null;

    /// <summary>Where a database of the server is, without the password.</summary>
    public string Where(string database) => $"Host=127.0.0.1;Port={_port};Database={database};Username=sva";

    /// <summary>Settings that keep a cluster in a database.</summary>
    public string[] Settings(string database) =>
        [
            "--SvaOrleans:Storage:Kind",
            "PostgreSql",
            "--SvaOrleans:Storage:ConnectionString",
            Where(database),
            "--SvaOrleans:Storage:Password",
            Password,
        ];

    /// <summary>The same settings, as environment variables.</summary>
    public (string Name, string Value)[] Variables(string database) =>
        [.. Settings(database).Chunk(2).Select(static pair => (pair[0][2..].Replace(":", "__", StringComparison.Ordinal), pair[1]))];

    /// <summary>Makes an empty database.</summary>
    public async Task<string> MakeDatabase()
    {
        var name = "t" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await Do("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Makes a database that holds the schema.</summary>
    public async Task<string> MakeSchema()
    {
        var name = await MakeDatabase();
        await Storages.ApplySchema(Settings(name));
        return name;
    }

    /// <summary>Does something in a database, by a connection that stays open until it is disposed of.</summary>
    public async Task<IAsyncDisposable> Hold(string database, string statement)
    {
        var connection = new NpgsqlConnection($"{Where(database)};Password={Password};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Does something in a database.</summary>
    public async Task<object?> Do(string database, string statement)
    {
        await using var connection = new NpgsqlConnection($"{Where(database)};Password={Password};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync();
    }

    public async Task InitializeAsync()
    {
        if (WhyNot is not null)
        {
            return;
        }

        _folder = Directory.CreateTempSubdirectory("sva-postgres-");
        var secret = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(secret, Password);
        if (Environment.IsPrivilegedProcess)
        {
            await Finish(Process.Start("chown", ["-R", LowUser, _folder.FullName]));
        }

        await Finish(
            Start(
                "initdb",
                "--no-sync",
                "--locale=C",
                "--encoding=UTF8",
                "--username=sva",
                "--auth=scram-sha-256",
                $"--pwfile={secret}",
                Data
            )
        );
        await StartServer();
    }

    /// <summary>Starts the server, which was stopped, and waits until it takes connections.</summary>
    public async Task StartServer()
    {
        _server = Start(
            "postgres",
            "-D",
            Data,
            "-p",
            $"{_port}",
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            $"unix_socket_directories={_folder!.FullName}",
            "-c",
            "fsync=off"
        );
        while (await _server.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                _ = _server.StandardError.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("the PostgreSQL server of the tests did not start");
    }

    /// <summary>Stops the server, whoever is connected.</summary>
    public async Task StopServer()
    {
        await Finish(Process.Start("kill", ["-INT", $"{_server!.Id}"]));
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await StopServer();
        }

        _folder?.Delete(recursive: true);
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private string Data => Path.Combine(_folder!.FullName, "data");

    private static string LowUser =>
        File.ReadLines("/etc/passwd").Any(static line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static string? Find(string program) => Folders.Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);

    // PostgreSQL refuses to run as root; setpriv becomes what it starts, so that its process is the server's.
    private Process Start(string program, params string[] arguments)
    {
        string[] before = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={LowUser}", "--clear-groups"] : [];
        string[] all = [.. before, Find(program)!, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder!.FullName,
        };
        return Process.Start(start)!;
    }

    private static async Task Finish(Process process)
    {
        using (process)
        {
            var said = process.StartInfo.RedirectStandardError
                ? await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync())
                : [];
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, string.Concat(said));
        }
    }
}

/// <summary>A test that needs PostgreSQL's server, and says so where there is none.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.WhyNot;
}
