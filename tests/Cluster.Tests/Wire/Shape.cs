using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace SvaOrleans.Cluster.Tests.Wire;

/// <summary>Everything that a value holds, as text: arrays by their elements, which records compare by reference.</summary>
internal static class Shape
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string name:
                text.Append('"').Append(name).Append('"');
                break;
            case Enum or bool or IConvertible:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case Exception exception:
                text.Append(exception.GetType().Name).Append(": ").Append(exception.Message);
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                WriteFields(text, value);
                break;
        }
    }

    // Fields, not properties: those that are computed say nothing, and could throw for a value that no kernel has.
    private static void WriteFields(StringBuilder text, object value)
    {
        text.Append(value.GetType().Name).Append('{');
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (
                var field in type.GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            {
                text.Append(field.Name).Append('=');
                Write(text, field.GetValue(value));
                text.Append(';');
            }
        }

        text.Append('}');
    }
}
