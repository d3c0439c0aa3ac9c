using System.Text.Json.Nodes;

namespace SvaOrleans.Server.Tests.Api;

/// <summary>Changes a good body at one to three places.</summary>
internal static class JsonChanges
{
    private static readonly Func<Random, JsonNode?>[] Others =
    [
        static _ => null,
        static _ => new JsonObject(),
        static _ => new JsonArray(),
        static _ => new JsonArray(null, null),
        static _ => JsonValue.Create(""),
        static _ => JsonValue.Create("c1-h0"),
        static _ => JsonValue.Create("\u0007/../../%00"),
        static _ => JsonValue.Create(new string('x', 5_000)),
        static _ => JsonValue.Create(true),
        static _ => JsonValue.Create(-1),
        static _ => JsonValue.Create(0),
        static random => JsonValue.Create(random.Next(1 << 22)),
        static _ => JsonValue.Create(int.MaxValue),
        static _ => JsonValue.Create(int.MinValue),
        static _ => JsonValue.Create(long.MaxValue),
        static _ => JsonValue.Create(long.MinValue),
        static _ => JsonValue.Create(ulong.MaxValue),
        static _ => JsonValue.Create(1e300),
        static _ => JsonValue.Create(0.5),
    ];

    public static string Change(JsonNode good, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var places = Places(good).ToList();
            var (holder, key, index) = places[random.Next(places.Count)];
            switch (random.Next(6))
            {
                case 0 when holder is JsonObject named:
                    named.Remove(key!);
                    break;
                case 1 when holder is JsonObject named:
                    named[key + "2"] = 1;
                    break;
                case 2 when holder is JsonArray listed && listed[index] is { } again:
                    listed.Add(again.DeepClone());
                    break;
                default:
                    Put(holder, key, index, Like(Value(holder, key, index), random));
                    break;
            }
        }

        return good.ToJsonString();
    }

    // Half of the time a value of the same kind, which gets further in.
    private static JsonNode? Like(JsonNode? value, Random random) =>
        random.Next(2) == 0
            ? Others[random.Next(Others.Length)](random)
            : value switch
            {
                JsonValue one when one.TryGetValue<bool>(out var truth) => JsonValue.Create(!truth),
                JsonValue one when one.TryGetValue<string>(out var text) => JsonValue.Create(
                    random.Next(3) switch
                    {
                        0 => text + "x",
                        1 => "mm",
                        _ => "device",
                    }
                ),
                JsonValue => JsonValue.Create(random.NextInt64(-3, 1L << random.Next(4, 62))),
                JsonArray => new JsonArray(),
                _ => new JsonObject(),
            };

    private static JsonNode? Value(JsonNode holder, string? key, int index) => holder is JsonObject named ? named[key!] : holder[index];

    private static void Put(JsonNode holder, string? key, int index, JsonNode? value)
    {
        if (holder is JsonObject named)
        {
            named[key!] = value;
        }
        else
        {
            holder[index] = value;
        }
    }

    private static IEnumerable<(JsonNode Holder, string? Key, int Index)> Places(JsonNode? node) =>
        node switch
        {
            JsonObject named => named.SelectMany(pair => Places(pair.Value).Prepend((Holder: named, pair.Key, 0))),
            JsonArray listed => listed.SelectMany((item, index) => Places(item).Prepend((Holder: listed, null, index))),
            _ => [],
        };
}
