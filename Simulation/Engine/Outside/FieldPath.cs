using System.Reflection;
using System.Reflection.Emit;

namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>Reads a reference out of an object, through fields that are not public and through structs that lie in it, without boxing those.</summary>
internal static class FieldPath
{
    internal const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>A reader of the field at the end of a path.</summary>
    /// <param name="owner">The type of the objects.</param>
    /// <param name="path">The fields to go through; all but the first lie in the one before.</param>
    internal static Func<object, object?> Reader(Type owner, IReadOnlyList<FieldInfo> path)
    {
        if (path[^1].FieldType.IsValueType)
        {
            throw new ArgumentException($"{path[^1]} is no reference.", nameof(path));
        }

        DynamicMethod method = new("Read", typeof(object), [typeof(object)], typeof(FieldPath).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        Load(code, owner, path, OpCodes.Ldnull);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<object, object?>>();
    }

    /// <summary>A reader of the lowest bit of a number or truth value at the end of a path.</summary>
    internal static Func<object, bool> IsSet(Type owner, IReadOnlyList<FieldInfo> path)
    {
        DynamicMethod method = new("IsSet", typeof(bool), [typeof(object)], typeof(FieldPath).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        Load(code, owner, path, OpCodes.Ldc_I4_0);
        code.Emit(OpCodes.Ldc_I4_1);
        code.Emit(OpCodes.And);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<object, bool>>();
    }

    /// <summary>A reader of one field by its name; null where the type has no such field.</summary>
    internal static Func<object, object?>? Reader(Type owner, string name)
    {
        for (var type = owner; type is not null; type = type.BaseType)
        {
            if (type.GetField(name, Declared) is { FieldType.IsValueType: false } field)
            {
                return Reader(type, [field]);
            }
        }

        return null;
    }

    // Returns "missing" where an object on the way is null.
    private static void Load(ILGenerator code, Type owner, IReadOnlyList<FieldInfo> path, OpCode missing)
    {
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Castclass, owner);
        for (var index = 0; index < path.Count; index++)
        {
            var isLast = index == path.Count - 1;
            var isInPlace = !isLast && path[index].FieldType.IsValueType;
            code.Emit(isInPlace ? OpCodes.Ldflda : OpCodes.Ldfld, path[index]);
            if (!isLast && !isInPlace)
            {
                var isThere = code.DefineLabel();
                code.Emit(OpCodes.Dup);
                code.Emit(OpCodes.Brtrue_S, isThere);
                code.Emit(OpCodes.Pop);
                code.Emit(missing);
                code.Emit(OpCodes.Ret);
                code.MarkLabel(isThere);
            }
        }
    }
}
