namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>The schema that a PostgreSQL database must hold before a cluster can store anything in it.</summary>
public static class StorageSchema
{
    /// <summary>The version of <see cref="Sql"/>, which the schema records in the database.</summary>
    public const int Version = 3;

    private const string Resource = "SvaOrleans.Silo.Orleans.Postgres.schema.sql";

    /// <summary>The statements, in one transaction; they may be applied any number of times.</summary>
    public static string Sql
    {
        get
        {
            using var stream =
                typeof(StorageSchema).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException("the schema is not in the program");
            using var text = new StreamReader(stream);
            return text.ReadToEnd();
        }
    }
}
