using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace SvaOrleans.Simulation.Hosting.Silos;

/// <summary>The environment of a silo in a test, as TestingHost gives it.</summary>
internal sealed class SimulatedEnvironment : IHostEnvironment
{
    public string EnvironmentName { get; set; } = Environments.Development;

    public string ApplicationName { get; set; } = "simulation";

    public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
