using System.Globalization;
using System.Reflection;
using System.Text;
using SvaOrleans.Grains.Kernel;

namespace SvaOrleans.Client.Scaffolding;

/// <summary>The text of a class that derives from another one, with the attributes and the constructor that it needs: all of it is read off that one.</summary>
/// <param name="parent">The class to derive from.</param>
/// <param name="from">The generation of that class.</param>
/// <param name="name">The generation to be made.</param>
internal sealed class ClassSource(Type parent, string from, GenerationName name)
{
    // What every file of the project sees without a using of its own.
    private static readonly string[] GlobalNamespaces =
    [
        "System",
        "System.Collections.Generic",
        "System.IO",
        "System.Linq",
        "System.Net.Http",
        "System.Threading",
        "System.Threading.Tasks",
        "Orleans",
        "Orleans.Runtime",
    ];

    private readonly SortedSet<string> _namespaces = new(StringComparer.Ordinal);

    /// <summary>The class's name: that of its parent without the generation, and the new one.</summary>
    public string ClassName { get; } = Stem(parent) + name.ClassSuffix;

    /// <summary>What of a class can be overridden, by name, without what every kernel object has.</summary>
    /// <param name="type">The class.</param>
    public static IReadOnlyList<string> PointsOf(Type type)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var methods = type.GetMethods(All)
            .Where(static method => !method.IsSpecialName)
            .Where(IsPoint)
            .Select(static method => method.Name);
        var properties = type.GetProperties(All)
            .Where(static property => property.GetMethod is { } getter && IsPoint(getter))
            .Select(static property => property.Name);
        return [.. methods.Concat(properties).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The file.</summary>
    public string Write()
    {
        var space = $"{GenerationFiles.Namespace}.{name.Folder}";
        var parentName = Named(parent);
        var attributes = parent.GetCustomAttributesData().Where(IsOfAuthor).Select(Written).ToArray();
        var constructor = parent.GetConstructors().OrderByDescending(static made => made.GetParameters().Length).First().GetParameters();
        var parameters = string.Join(", ", constructor.Select(Written));
        var arguments = string.Join(", ", constructor.Select(static parameter => parameter.Name));

        var text = new StringBuilder();
        foreach (
            var used in _namespaces.Where(used =>
                !GlobalNamespaces.Contains(used) && !(space + ".").StartsWith(used + ".", StringComparison.Ordinal)
            )
        )
        {
            text.Append(CultureInfo.InvariantCulture, $"using {used};\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? "\n" : "")}namespace {space};\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"/// <summary>{Stem(parent)} of generation {name.Text}; what is not overridden here is as in {from}.</summary>\n"
        );
        foreach (var line in Remarks())
        {
            text.Append(CultureInfo.InvariantCulture, $"/// {line}\n");
        }

        foreach (var attribute in attributes)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{attribute}]\n");
        }

        text.Append(
            constructor.Length == 0
                ? $"public class {ClassName} : {parentName}\n{{\n}}\n"
                : $"public class {ClassName}({parameters}) : {parentName}({arguments})\n{{\n}}\n"
        );
        return text.ToString();
    }

    // What the first of its line is called without the generation, which begins with the year.
    private static string Stem(Type type) =>
        type.BaseType is { IsAbstract: false } parent ? Stem(parent) : type.Name[..type.Name.IndexOf("2018", StringComparison.Ordinal)];

    private IEnumerable<string> Remarks()
    {
        const int ColumnsMax = 130;
        var folder = parent.Namespace!["SvaOrleans.".Length..].Replace('.', '/');
        yield return $"<remarks>What it changes is in {folder}/{parent.Name}*.cs. It can override";
        var line = "";
        foreach (var word in string.Join(", ", PointsOf(parent)).Split(' '))
        {
            if (line.Length + word.Length > ColumnsMax)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : " " + word;
        }

        if (parent.IsAssignableTo(typeof(IWatchedObject)))
        {
            yield return line + ".";
            line =
                "A field of its own that a later step can notice belongs in Behaviour too, and in Kept and Adopt if it outlives a request";
        }

        yield return line + ".</remarks>";
    }

    private static bool IsPoint(MethodInfo method) =>
        method is { IsVirtual: true, IsFinal: false }
        && (method.IsPublic || method.IsFamily)
        && method.GetBaseDefinition().DeclaringType is { } first
        && first.Assembly == typeof(KernelObject).Assembly
        && first != typeof(KernelObject);

    private static bool IsOfAuthor(CustomAttributeData attribute) =>
        attribute.AttributeType.Namespace is not ("System.Runtime.CompilerServices" or "System.Diagnostics" or "System.Reflection");

    private string Written(ParameterInfo parameter)
    {
        var attributes = string.Concat(
            parameter.GetCustomAttributesData().Where(IsOfAuthor).Select(attribute => $"[{Written(attribute)}] ")
        );
        return $"{attributes}{Named(parameter.ParameterType)} {parameter.Name}";
    }

    private string Written(CustomAttributeData attribute)
    {
        var type = Named(attribute.AttributeType);
        var called = type.EndsWith("Attribute", StringComparison.Ordinal) ? type[..^"Attribute".Length] : type;
        string[] values =
        [
            .. attribute.ConstructorArguments.Where(static value => value.Value is not null).Select(Written),
            .. attribute.NamedArguments.Select(value => $"{value.MemberName} = {Written(value.TypedValue)}"),
        ];
        return values.Length == 0 ? called : $"{called}({string.Join(", ", values)})";
    }

    // A name that ends with the generation it derives from is the grain type's, or the generation itself.
    private string Written(CustomAttributeTypedArgument argument) =>
        argument.Value switch
        {
            string text when text == from || text.EndsWith("-" + from, StringComparison.Ordinal) =>
                $"\"{text[..^from.Length]}{name.Text}\"",
            string text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
            bool isTrue => isTrue ? "true" : "false",
            Type type => $"typeof({Named(type)})",
            { } value when argument.ArgumentType.IsEnum => $"({Named(argument.ArgumentType)}){value}",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"{parent.Name} has an attribute whose argument cannot be written: {argument}"),
        };

    private string Named(Type type)
    {
        _namespaces.Add(type.Namespace!);
        return type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Named))}>"
            : type.Name;
    }
}
