namespace Orleans.Core;

/// <summary>A record of a grain in storage.</summary>
public interface IStorage
{
    /// <summary>The tag of the record that was last read or written.</summary>
    string? Etag { get; }

    /// <summary>True if the record exists in storage, as far as this activation knows.</summary>
    bool RecordExists { get; }

    /// <summary>Removes the record.</summary>
    /// <returns>A task that completes when it is removed.</returns>
    Task ClearStateAsync();

    /// <summary>Writes the record.</summary>
    /// <returns>A task that completes when it is written.</returns>
    Task WriteStateAsync();

    /// <summary>Reads the record.</summary>
    /// <returns>A task that completes when it is read.</returns>
    Task ReadStateAsync();
}

/// <summary>A record of a grain in storage, with its content.</summary>
/// <typeparam name="TState">The content.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>The content in memory.</summary>
    TState State { get; set; }
}
