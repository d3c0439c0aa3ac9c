using System.Reflection;

namespace SvaOrleans.Simulation;

/// <summary>Copies an object graph field by field. For state records and, where a world asks for it, for messages that are not immutable.</summary>
public static class DeepCopy
{
    private static readonly MethodInfo s_memberwiseClone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>A copy that shares nothing mutable with the original. Immutable parts are shared; delegates are refused.</summary>
    /// <param name="original">The original.</param>
    /// <param name="isPromised">Says of a type that its instances never change (or stand for something outside the graph), so that they are shared; null for none.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="NotSupportedException">The graph holds a delegate.</exception>
    public static object? Of(object? original, Func<Type, bool>? isPromised = null) =>
        Copy(original, isPromised, new Dictionary<object, object>(ReferenceEqualityComparer.Instance));

    private static object? Copy(object? original, Func<Type, bool>? isPromised, Dictionary<object, object> copies)
    {
        if (original is null || Immutability.WhyNot(original.GetType(), isPromised) is null || original is Type)
        {
            return original;
        }

        if (original is Delegate)
        {
            throw new NotSupportedException($"A {original.GetType()} cannot be copied; keep delegates out of states and messages.");
        }

        if (copies.TryGetValue(original, out object? known))
        {
            return known;
        }

        object copy = s_memberwiseClone.Invoke(original, null)!;
        copies[original] = copy;
        if (copy is Array array)
        {
            CopyElements(array, isPromised, copies);
            return copy;
        }

        for (Type? type = original.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsPrimitive && !field.FieldType.IsPointer && field.FieldType != typeof(string))
                {
                    field.SetValue(copy, Copy(field.GetValue(copy), isPromised, copies));
                }
            }
        }

        return copy;
    }

    private static void CopyElements(Array array, Func<Type, bool>? isPromised, Dictionary<object, object> copies)
    {
        Type element = array.GetType().GetElementType()!;
        if (element.IsPrimitive || element == typeof(string))
        {
            return;
        }

        if (array.Rank != 1)
        {
            throw new NotSupportedException($"A {array.GetType()} cannot be copied; use arrays of rank 1.");
        }

        for (int i = 0; i < array.Length; i++)
        {
            array.SetValue(Copy(array.GetValue(i), isPromised, copies), i);
        }
    }
}
