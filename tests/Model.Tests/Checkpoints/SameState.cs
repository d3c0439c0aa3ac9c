using System.Collections;
using System.Reflection;

namespace SvaOrleans.Model.Tests.Checkpoints;

/// <summary>Walks two states side by side: the same classes, the same values, and what is one object in one is one object in the
/// other.</summary>
internal sealed class SameState
{
    private readonly Dictionary<object, object> _pairs = new(ReferenceEqualityComparer.Instance);

    public static void Check(object expected, object actual) => new SameState().Check(expected, actual, expected.GetType().Name);

    private void Check(object? expected, object? actual, string path)
    {
        if (expected is null || actual is null)
        {
            Assert.True(expected is null && actual is null, $"{path}: {expected ?? "nothing"} has become {actual ?? "nothing"}");
            return;
        }

        var type = expected.GetType();
        Assert.True(type == actual.GetType(), $"{path}: {type} has become {actual.GetType()}");
        if (type.IsPrimitive || type.IsEnum || expected is string)
        {
            Assert.True(expected.Equals(actual), $"{path}: {expected} has become {actual}");
            return;
        }

        if (!type.IsValueType)
        {
            Assert.NotSame(expected, actual);
            if (_pairs.TryGetValue(expected, out var met))
            {
                Assert.True(ReferenceEquals(met, actual), $"{path} was one object and is two");
                return;
            }

            _pairs.Add(expected, actual);
        }

        if (expected is IEnumerable items && (type.IsArray || type.Namespace == "System.Collections.Generic"))
        {
            var (left, right) = (items.Cast<object?>().ToArray(), ((IEnumerable)actual).Cast<object?>().ToArray());
            Assert.Equal(left.Length, right.Length);
            for (var index = 0; index < left.Length; index++)
            {
                Check(left[index], right[index], $"{path}[{index}]");
            }

            return;
        }

        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            foreach (
                var field in level.GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            {
                Check(field.GetValue(expected), field.GetValue(actual), $"{path}.{field.Name}");
            }
        }
    }
}
