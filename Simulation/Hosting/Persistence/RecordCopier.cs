using Orleans.Serialization;

namespace SvaOrleans.Simulation.Hosting.Persistence;

/// <summary>Copies records on their way into the world's storage and out of it: by Orleans' copier, and where a type has none by the JSON
/// in which Orleans' providers write all records.</summary>
/// <remarks>Orleans 10.4.2 writes a type without [GenerateSerializer] without complaint and refuses to read it back, unless
/// TypeManifestOptions allow it. So does this.</remarks>
internal sealed class RecordCopier(DeepCopier copier, Func<OrleansJsonSerializer> json)
{
    private OrleansJsonSerializer Json => field ??= json();

    internal object? Copy(object? record)
    {
        if (record is Text text)
        {
            return Json.Deserialize(text.Type, text.Json);
        }

        try
        {
            return copier.Copy(record);
        }
        catch (CodecNotFoundException)
        {
            var type = record!.GetType();
            return new Text(type, Json.Serialize(record, type));
        }
    }

    private sealed record Text(Type Type, string Json);
}
