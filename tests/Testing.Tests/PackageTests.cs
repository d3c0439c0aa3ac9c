using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;

namespace SvaOrleans.Testing.Tests;

// The packages, restored from a folder and used outside of this repository.
public sealed class PackageTests : IDisposable
{
    private static readonly string Configuration = typeof(PackageTests)
        .Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!
        .Configuration;
    private static readonly string[] Packages = ["Analyzers", "Engine", "Exploration", "Hosting", "Testing"];

    private readonly string _root = Directory.CreateTempSubdirectory("sva-packages-").FullName;

    public PackageTests()
    {
        Directory.CreateDirectory(Feed);
        Directory.CreateDirectory(Path.Combine(_root, "project"));
    }

    private static string Repository =>
        typeof(PackageTests)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static metadata => metadata.Key == "RepositoryRoot")
            .Value!;

    private string Feed => Path.Combine(_root, "feed");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Packages_are_packed_restored_from_a_folder_and_explore_grains_of_a_project_elsewhere()
    {
        foreach (var name in Packages)
        {
            Dotnet(
                Repository,
                "pack",
                $"Simulation/{name}/{name}.csproj",
                "-c",
                Configuration,
                "--no-build",
                "-o",
                Feed,
                "-nologo",
                "-v",
                "quiet"
            );
            CheckMetadata(name);
        }

        var project = Path.Combine(_root, "project");
        // Packages of ours from the folder alone, into a cache of their own: what an earlier run left is never taken for what was packed
        // now.
        File.WriteAllText(
            Path.Combine(project, "nuget.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="cache" /></config>
              <packageSources><add key="packed" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><add key="fetched" value="{GlobalPackages()}" /></fallbackPackageFolders>
            </configuration>
            """
        );
        File.WriteAllText(
            Path.Combine(project, "Elsewhere.csproj"),
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.Orleans.Sdk" Version="10.4.2" />
                <PackageReference Include="SvaOrleans.Simulation.Testing" Version="0.1.0" />
                <PackageReference Include="SvaOrleans.Simulation.Analyzers" Version="0.1.0" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """
        );
        File.WriteAllText(
            Path.Combine(project, "Program.cs"),
            """
            using Orleans.Concurrency;
            using SvaOrleans.Simulation.Testing;

            ClusterTest test = new(static builder => builder.AddGrains(typeof(SeatGrain).Assembly), static async cluster =>
            {
                ISeat seat = cluster.Client.GetGrain<ISeat>("12A");
                bool[] booked = await Task.WhenAll(seat.Book("ann"), seat.Book("bob"));
                if (booked.Count(static isBooked => isBooked) != 1)
                {
                    throw new InvalidOperationException("One seat was booked twice.");
                }
            }, "one seat");
            ClusterTestReport report = test.Explore();
            Console.WriteLine(report);
            return report.HasPassed ? 0 : 3;

            public interface ISeat : IGrainWithStringKey
            {
                Task<bool> Book(string name);
            }

            public interface IPayment : IGrainWithStringKey
            {
                Task Pay();
            }

            [Reentrant]
            public sealed class SeatGrain : Grain, ISeat
            {
                private string? _name;

                public async Task<bool> Book(string name)
                {
                    if (_name is not null)
                    {
                        return false;
                    }

                    await GrainFactory.GetGrain<IPayment>(name).Pay();
                    _name = name;
                    return true;
                }
            }

            public sealed class PaymentGrain : Grain, IPayment
            {
                public Task Pay()
                {
                    _ = DateTime.Now;
                    return Task.CompletedTask;
                }
            }
            """
        );
        var built = Dotnet(project, "build", "-c", "Release", "-nologo", "-v", "quiet");
        Assert.Contains("warning SVA0008", built, StringComparison.Ordinal);
        Assert.DoesNotContain("SVA0001", built, StringComparison.Ordinal);
        (var exit, var output) = Run(project, "bin/Release/net10.0/Elsewhere.dll");
        Assert.True(exit == 3, output);
        Assert.Contains("One seat was booked twice.", output, StringComparison.Ordinal);
        Assert.Contains("Replay(\"sva1.", output, StringComparison.Ordinal);
    }

    private void CheckMetadata(string name)
    {
        using var package = ZipFile.OpenRead(Path.Combine(Feed, $"SvaOrleans.Simulation.{name}.0.1.0.nupkg"));
        using var text = package.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(text).Root!.Elements().Single();
        string Of(string element) => metadata.Elements().SingleOrDefault(child => child.Name.LocalName == element)?.Value ?? "";
        Assert.NotEqual("Package Description", Of("description"));
        Assert.Contains("orleans", Of("tags"), StringComparison.Ordinal);
        Assert.NotNull(package.GetEntry(Of("readme")));
        var library =
            name == "Analyzers"
                ? "analyzers/dotnet/cs/SvaOrleans.Simulation.Analyzers.dll"
                : $"lib/net10.0/SvaOrleans.Simulation.{name}.dll";
        Assert.NotNull(package.GetEntry(library));
        Assert.True(
            name == "Analyzers" || package.GetEntry(Path.ChangeExtension(library, "xml")) is not null,
            $"{name} has no documentation"
        );
    }

    private static string GlobalPackages() =>
        Dotnet(Repository, "nuget", "locals", "global-packages", "--list", "--force-english-output").Split(':', 2)[1].Trim();

    private static string Dotnet(string folder, params string[] arguments)
    {
        (var exit, var output) = Run(folder, arguments);
        Assert.True(exit == 0, $"dotnet {string.Join(' ', arguments)}\n{output}");
        return output;
    }

    private static (int Exit, string Output) Run(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["DOTNET_NOLOGO"] = "1",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["UseSharedCompilation"] = "false",
                ["MSBuildSDKsPath"] = null,
            },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
