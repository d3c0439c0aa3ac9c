using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Silo.Settings;

/// <summary>A setting is not what it must be: wrong input from a person.</summary>
public sealed class SiloSettingsException : Exception
{
    /// <summary>A wrong setting.</summary>
    public SiloSettingsException() { }

    /// <summary>A wrong setting.</summary>
    /// <param name="message">The setting, its value, and what was expected.</param>
    public SiloSettingsException(string message)
        : base(Quoted.Part(message)) { }

    /// <summary>A wrong setting.</summary>
    /// <param name="message">The setting, its value, and what was expected.</param>
    /// <param name="innerException">The reader's exception.</param>
    public SiloSettingsException(string message, Exception innerException)
        : base(Quoted.Part(message), innerException) { }
}
