using System.Reflection;
using System.Text.RegularExpressions;
using Orleans.Runtime.MembershipService;
using SvaOrleans.Silo.Orleans.Postgres;

namespace SvaOrleans.Server.Tests.Storage;

/// <summary>Every statement that Orleans' providers look up is in the schema.</summary>
[Trait("Engine", "Orleans")]
public sealed partial class ProviderStatementTests
{
    [Fact]
    public void What_is_looked_up_is_there_and_nothing_else()
    {
        var clustering = typeof(AdoNetClusteringTable)
            .Assembly.GetType("Orleans.Clustering.AdoNet.Storage.DbStoredQueries", throwOnError: true)!
            .GetProperties(BindingFlags.Instance | BindingFlags.NonPublic)
            .Select(static property => property.Name);
        string[] storage = ["ReadFromStorageKey", "WriteToStorageKey", "ClearStorageKey", "DeleteStorageKey"];
        var written = Key().Matches(StorageSchema.Sql).Select(static match => match.Groups[1].Value);
        Assert.Equal(clustering.Concat(storage).Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\('(\w+)', \$q\$", RegexOptions.Multiline)]
    private static partial Regex Key();
}
