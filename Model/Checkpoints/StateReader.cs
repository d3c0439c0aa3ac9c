using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace SvaOrleans.Model.Checkpoints;

/// <summary>Reads one state: first every object is made, then each is filled.</summary>
internal sealed class StateReader(byte[] octets)
{
    private readonly StateShapes _shapes = new();
    private object[] _objects = [];
    private int _items;

    public object Read()
    {
        using var stream = new MemoryStream(octets);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        var types = new StateShape[Bounded(reader)];
        for (var index = 0; index < types.Length; index++)
        {
            var name = reader.ReadString();
            types[index] = _shapes.Of(StateTypes.Find(name));
        }

        _objects = new object[Bounded(reader)];
        var made = new StateShape[_objects.Length];
        for (var index = 0; index < _objects.Length; index++)
        {
            made[index] = types[reader.Read7BitEncodedInt()];
            var length = Bounded(reader);
            _items += length;
            if (_items > octets.Length)
            {
                throw new InvalidDataException($"a state in a checkpoint has arrays of {_items} items in {octets.Length} octets");
            }

            _objects[index] = Make(made[index], length);
        }

        for (var index = 0; index < _objects.Length; index++)
        {
            Fill(reader, made[index], _objects[index]);
        }

        return stream.Position == octets.Length
            ? _objects[0]
            : throw new InvalidDataException("a state in a checkpoint goes on where it ends");
    }

    // No written object has more elements than octets, except arrays of empty structures, which no state has.
    private int Bounded(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        return count >= 0 && count <= octets.Length
            ? count
            : throw new InvalidDataException($"a state in a checkpoint counts {count} things in {octets.Length} octets");
    }

    private static object Make(StateShape shape, int length) =>
        shape.Kind switch
        {
            StateShapeKind.Array => Array.CreateInstance(shape.Items[0], length),
            StateShapeKind.Object => RuntimeHelpers.GetUninitializedObject(shape.Type),
            StateShapeKind.Collection or StateShapeKind.Map => Activator.CreateInstance(shape.Type)!,
            _ => throw new InvalidDataException($"a state in a checkpoint has a lone {shape.Type}"),
        };

    private void Fill(BinaryReader reader, StateShape shape, object one)
    {
        switch (shape.Kind)
        {
            case StateShapeKind.Array:
                var array = (Array)one;
                for (var index = 0; index < array.Length; index++)
                {
                    array.SetValue(ReadValue(reader, shape.Items[0]), index);
                }

                break;
            case StateShapeKind.Collection:
                var add = shape.Type.GetMethod(
                    shape.Type.GetGenericTypeDefinition() == typeof(Queue<>) ? "Enqueue" : "Add",
                    shape.Items.AsSpan().ToArray()
                )!;
                for (var left = Bounded(reader); left > 0; left--)
                {
                    add.Invoke(
                        one,
                        BindingFlags.DoNotWrapExceptions,
                        null,
                        [ReadValue(reader, shape.Items[0])],
                        CultureInfo.InvariantCulture
                    );
                }

                break;
            case StateShapeKind.Map:
                var map = (IDictionary)one;
                for (var left = Bounded(reader); left > 0; left--)
                {
                    map.Add(ReadValue(reader, shape.Items[0])!, ReadValue(reader, shape.Items[1]));
                }

                break;
            default:
                ReadFields(reader, shape, one);
                break;
        }
    }

    private void ReadFields(BinaryReader reader, StateShape shape, object one)
    {
        foreach (var field in shape.Fields)
        {
            field.SetValue(one, ReadValue(reader, field.FieldType));
        }
    }

    private object? ReadValue(BinaryReader reader, Type declared)
    {
        if (!declared.IsValueType && declared != typeof(string))
        {
            var number = reader.Read7BitEncodedInt();
            return number == 0 ? null : _objects[number - 1];
        }

        var shape = _shapes.Of(declared);
        switch (shape.Kind)
        {
            case StateShapeKind.Primitive:
                return ReadPrimitive(reader, declared);
            case StateShapeKind.Text:
                var isThere = reader.ReadBoolean();
                var text = reader.ReadString();
                return isThere ? text : null;
            case StateShapeKind.Optional:
                return reader.ReadBoolean() ? ReadValue(reader, shape.Items[0]) : null;
            default:
                var one = RuntimeHelpers.GetUninitializedObject(declared);
                ReadFields(reader, shape, one);
                return one;
        }
    }

    private static object ReadPrimitive(BinaryReader reader, Type type)
    {
        var plain = type.IsEnum ? Enum.GetUnderlyingType(type) : type;

        // Each as what it is: the common type of all three would be a double, which has no room for large whole numbers.
        var value = Type.GetTypeCode(plain) switch
        {
            TypeCode.Double or TypeCode.Single => (object)reader.ReadDouble(),
            TypeCode.UInt64 => (object)reader.ReadUInt64(),
            _ => (object)reader.ReadInt64(),
        };
        var converted = Convert.ChangeType(value, plain, CultureInfo.InvariantCulture);
        return type.IsEnum ? Enum.ToObject(type, converted) : converted;
    }
}
