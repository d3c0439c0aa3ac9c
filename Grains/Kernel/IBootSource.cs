namespace SvaOrleans.Grains.Kernel;

/// <summary>Who knows the boot that a host is in: its own grain.</summary>
public interface IBootSource
{
    /// <summary>The boot; null before the first and after the last.</summary>
    Boot? Current { get; }
}
