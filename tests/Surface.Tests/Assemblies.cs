using System.Reflection;
using System.Runtime.InteropServices;

namespace SvaOrleans.Surface.Tests;

// The two sets of assemblies, each in a context of its own that only reads metadata.
public sealed class Assemblies : IDisposable
{
    private readonly MetadataLoadContext _surfaceContext;
    private readonly MetadataLoadContext _orleansContext;

    public Assemblies()
    {
        string surface = typeof(Assemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SurfaceAssembly").Value!;
        string[] platform = [.. Dlls(RuntimeEnvironment.GetRuntimeDirectory()).Where(IsManaged)];
        string[] packages = [.. Dlls(AppContext.BaseDirectory)];
        _surfaceContext = Context([.. Dlls(Path.GetDirectoryName(surface)!), .. packages.Where(p => !IsOrleans(p)), .. platform]);
        _orleansContext = Context([.. packages, .. platform]);
        Surface = [.. _surfaceContext.LoadFromAssemblyPath(surface).GetExportedTypes().Where(t => Root(t.Namespace) == "Orleans")];
        Orleans = [.. packages.Where(IsOrleans).SelectMany(path => _orleansContext.LoadFromAssemblyPath(path).GetExportedTypes())];
    }

    public IReadOnlyList<Type> Surface { get; }

    public IReadOnlyList<Type> Orleans { get; }

    public void Dispose()
    {
        _surfaceContext.Dispose();
        _orleansContext.Dispose();
    }

    private static string? Root(string? name) => name?.Split('.')[0];

    private static bool IsOrleans(string path) => Path.GetFileName(path).StartsWith("Orleans", StringComparison.Ordinal);

    private static string[] Dlls(string folder) => Directory.GetFiles(folder, "*.dll");

    private static bool IsManaged(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using System.Reflection.PortableExecutable.PEReader reader = new(stream);
        return reader.HasMetadata;
    }

    private static MetadataLoadContext Context(IEnumerable<string> paths) =>
        new(new PathAssemblyResolver(paths.DistinctBy(Path.GetFileName)), typeof(object).Assembly.GetName().Name);
}
