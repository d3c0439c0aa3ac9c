namespace SvaOrleans.Grains.Kernel;

/// <summary>Gives the boot that a host is in: the host's own grain.</summary>
public interface IBootSource
{
    /// <summary>The boot; null before the first and after the last.</summary>
    Boot? Current { get; }
}
