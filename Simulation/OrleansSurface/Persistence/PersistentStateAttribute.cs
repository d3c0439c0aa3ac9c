namespace Orleans.Runtime;

/// <summary>Marks a constructor parameter that takes a record of the grain.</summary>
/// <param name="stateName">The record's name.</param>
/// <param name="storageName">The storage; the simulated engine has one.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>The record's name.</summary>
    public string StateName { get; } = stateName;

    /// <summary>The storage's name; null for the default one.</summary>
    public string? StorageName { get; } = storageName;
}
