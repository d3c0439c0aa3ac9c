using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Silo.Settings;

/// <summary>A setting of the silo is not what it must be: bad input from people.</summary>
public sealed class SiloSettingsException : Exception
{
    /// <summary>A bad setting.</summary>
    public SiloSettingsException() { }

    /// <summary>A bad setting.</summary>
    /// <param name="message">Which setting, its value, what was expected.</param>
    public SiloSettingsException(string message)
        : base(Quoted.Part(message)) { }

    /// <summary>A bad setting.</summary>
    /// <param name="message">Which setting, its value, what was expected.</param>
    /// <param name="innerException">What the reader of settings said.</param>
    public SiloSettingsException(string message, Exception innerException)
        : base(Quoted.Part(message), innerException) { }
}
