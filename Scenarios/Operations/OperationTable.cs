namespace SvaOrleans.Scenarios.Operations;

/// <summary>Every operation that a step can name.</summary>
internal static class OperationTable
{
    private static readonly Dictionary<string, Operation> ByKeyword = new(StringComparer.Ordinal);

    static OperationTable()
    {
        All = [.. DeviceOperations.All, .. FaultOperations.All, .. ProcessOperations.All, .. MemoryOperations.All];
        foreach (var operation in All)
        {
            ByKeyword.Add(operation.Keyword, operation);
        }
    }

    /// <summary>The operations, in the order of the documentation.</summary>
    public static IReadOnlyList<Operation> All { get; }

    /// <summary>The operation of a keyword, or null.</summary>
    public static Operation? Find(string keyword) => ByKeyword.GetValueOrDefault(keyword);
}
