using System.Collections;
using System.Globalization;
using System.Text;

namespace SvaOrleans.Model.Checkpoints;

/// <summary>Writes one state. Objects are in a table and refer to each other by index, so that long chains need no recursion.</summary>
internal sealed class StateWriter
{
    private readonly Numbering<object> _objects = new(ReferenceEqualityComparer.Instance);
    private readonly StateShapes _shapes = new();
    private readonly Numbering<Type> _types = new();

    public byte[] Write(object state)
    {
        using var bodies = new MemoryStream();
        using (var body = new BinaryWriter(bodies, Encoding.UTF8, leaveOpen: true))
        {
            _objects.Of(state);
            for (var index = 0; index < _objects.Items.Count; index++)
            {
                WriteBody(body, _objects.Items[index]);
            }
        }

        using var whole = new MemoryStream();
        using var writer = new BinaryWriter(whole, Encoding.UTF8, leaveOpen: true);
        foreach (var one in _objects.Items)
        {
            _types.Of(one.GetType());
        }

        writer.Write7BitEncodedInt(_types.Items.Count);
        foreach (var type in _types.Items)
        {
            writer.Write(type.AssemblyQualifiedName!);
        }

        writer.Write7BitEncodedInt(_objects.Items.Count);
        foreach (var one in _objects.Items)
        {
            writer.Write7BitEncodedInt(_types.Of(one.GetType()));
            writer.Write7BitEncodedInt(one is Array array ? array.Length : 0);
        }

        writer.Flush();
        bodies.WriteTo(whole);
        return whole.ToArray();
    }

    private void WriteBody(BinaryWriter writer, object one)
    {
        var shape = _shapes.Of(one.GetType());
        switch (shape.Kind)
        {
            case StateShapeKind.Object:
                WriteFields(writer, shape, one);
                break;
            case StateShapeKind.Array:
                foreach (var item in (Array)one)
                {
                    WriteValue(writer, shape.Items[0], item);
                }

                break;
            case StateShapeKind.Collection:
                shape.RefuseOwnOrder(one);
                var items = (ICollection)one;
                writer.Write7BitEncodedInt(items.Count);
                foreach (var item in items)
                {
                    WriteValue(writer, shape.Items[0], item);
                }

                break;
            case StateShapeKind.Map:
                shape.RefuseOwnOrder(one);
                var map = (IDictionary)one;
                writer.Write7BitEncodedInt(map.Count);
                foreach (DictionaryEntry pair in map)
                {
                    WriteValue(writer, shape.Items[0], pair.Key);
                    WriteValue(writer, shape.Items[1], pair.Value);
                }

                break;
            default:
                throw new NotSupportedException($"a checkpoint cannot hold a lone {one.GetType()}");
        }
    }

    private void WriteFields(BinaryWriter writer, StateShape shape, object one)
    {
        foreach (var field in shape.Fields)
        {
            WriteValue(writer, field.FieldType, field.GetValue(one));
        }
    }

    private void WriteValue(BinaryWriter writer, Type declared, object? value)
    {
        if (!declared.IsValueType && declared != typeof(string))
        {
            writer.Write7BitEncodedInt(value is null ? 0 : _objects.Of(value) + 1);
            return;
        }

        var shape = _shapes.Of(declared);
        switch (shape.Kind)
        {
            case StateShapeKind.Primitive:
                WritePrimitive(writer, value!);
                break;
            case StateShapeKind.Text:
                writer.Write(value is not null);
                writer.Write((string?)value ?? "");
                break;
            case StateShapeKind.Optional:
                writer.Write(value is not null);
                if (value is not null)
                {
                    WriteValue(writer, shape.Items[0], value);
                }

                break;
            default:
                WriteFields(writer, shape, value!);
                break;
        }
    }

    private static void WritePrimitive(BinaryWriter writer, object value)
    {
        switch (Type.GetTypeCode(value.GetType()))
        {
            case TypeCode.Double or TypeCode.Single:
                writer.Write(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case TypeCode.UInt64:
                writer.Write(Convert.ToUInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                writer.Write(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
