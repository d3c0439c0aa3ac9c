using System.Globalization;
using System.Reflection;

namespace SvaOrleans.Surface.Tests;

// Types and members as text, so that those of two contexts can be compared. Everything that a caller's compiler looks at is in it.
internal static class Signature
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What the type itself declares for others to see.
    public static IEnumerable<string> DeclaredBy(Type type) => type.GetMembers(Own).Where(IsVisible).Select(Of);

    // What can be used of the type: inherited members too, but for constructors.
    public static IEnumerable<string> UsableOn(Type type)
    {
        IEnumerable<string> members = DeclaredBy(type);
        for (Type? part = type.BaseType; part is not null; part = part.BaseType)
        {
            members = members.Concat(part.GetMembers(Own).Where(m => m is not ConstructorInfo && IsVisible(m)).Select(Of));
        }

        return type.IsInterface ? members.Concat(type.GetInterfaces().SelectMany(DeclaredBy)) : members;
    }

    // What an implementer of the interface has to provide.
    public static IEnumerable<string> Demanded(Type type) =>
        type.GetInterfaces().Prepend(type).SelectMany(part => part.GetMethods(Own)).Where(m => m.IsAbstract && IsVisible(m)).Select(Of);

    public static string Shape(Type type)
    {
        string kind = type.IsEnum ? $"enum : {Name(type.GetEnumUnderlyingType())}"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class" : "class";
        string access = type.IsPublic || type.IsNestedPublic ? "public" : "protected";
        string readOnly = Has(type, "IsReadOnlyAttribute") ? "readonly " : string.Empty;
        return $"{access} {readOnly}{kind}{Generics(type.GetGenericArguments())}";
    }

    public static string? Usage(Type attribute) =>
        attribute.GetCustomAttributesData().SingleOrDefault(a => a.AttributeType.Name == nameof(AttributeUsageAttribute)) is { } usage
            ? $"{(AttributeTargets)(int)usage.ConstructorArguments[0].Value!} multiple {Named(usage, nameof(AttributeUsageAttribute.AllowMultiple), false)} inherited {Named(usage, nameof(AttributeUsageAttribute.Inherited), true)}"
            : null;

    public static string Name(Type type)
    {
        if (type.HasElementType)
        {
            return Name(type.GetElementType()!) + (type.IsByRef ? "&" : type.IsPointer ? "*" : "[]");
        }

        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "!" : "!!") + type.GenericParameterPosition.ToString(CultureInfo.InvariantCulture);
        }

        string name = type.DeclaringType is { } outer ? $"{Name(outer)}+{type.Name}" : $"{type.Namespace}.{type.Name}";
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static string Of(MemberInfo member) => member switch
    {
        ConstructorInfo c => $"{Access(c)} new({Parameters(c)})",
        MethodInfo m => $"{Access(m)} {Slot(m)}{Returned(m)} {m.Name}{Generics(m.GetGenericArguments())}({Parameters(m)})",
        PropertyInfo p => $"{(Has(p, "RequiredMemberAttribute") ? "required " : string.Empty)}property {Name(p.PropertyType)} {p.Name}",
        FieldInfo { IsLiteral: true } f => $"constant {f.Name} = {Text(f.GetRawConstantValue())}",
        FieldInfo f => $"field {(f.IsStatic ? "static " : string.Empty)}{(f.IsInitOnly ? "readonly " : string.Empty)}{Name(f.FieldType)} {f.Name}",
        EventInfo e => $"event {Name(e.EventHandlerType!)} {e.Name}",
        Type t => $"nested {Shape(t)} {t.Name}",
        _ => throw new NotSupportedException($"{member.MemberType} {member.Name}"),
    };

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly,
        FieldInfo f => (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !f.IsSpecialName,
        PropertyInfo p => (p.GetMethod is { } get && IsVisible(get)) || (p.SetMethod is { } set && IsVisible(set)),
        EventInfo e => IsVisible(e.AddMethod!),
        Type t => t.IsNestedPublic || t.IsNestedFamily || t.IsNestedFamORAssem,
        _ => false,
    };

    // For callers outside the assembly, protected internal is protected.
    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static string Slot(MethodInfo method) =>
        method.IsStatic ? "static "
        : method.DeclaringType!.IsInterface ? (method.IsAbstract ? string.Empty : "default ")
        : method.DeclaringType.IsSealed ? string.Empty
        : method.IsAbstract ? "abstract "
        : method is { IsVirtual: true, IsFinal: false } ? "virtual " : string.Empty;

    private static string Returned(MethodInfo method)
    {
        string modifiers = string.Concat(method.ReturnParameter.GetRequiredCustomModifiers().Select(m => m.Name + " "));
        return modifiers + Name(method.ReturnType);
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        (p.Position == 0 && Has(method, "ExtensionAttribute") ? "this " : string.Empty)
        + (Has(p, "ParamArrayAttribute") ? "params " : string.Empty)
        + (p.IsOut ? "out " : p.IsIn ? "in " : string.Empty)
        + $"{Name(p.ParameterType)} {p.Name}"
        + (p.HasDefaultValue ? $" = {Text(p.RawDefaultValue)}" : string.Empty)));

    private static string Generics(Type[] parameters) => parameters.Length == 0 ? string.Empty
        : $"<{string.Join(", ", parameters.Select(p => $"{p.GenericParameterAttributes} {string.Join(" & ", p.GetGenericParameterConstraints().Select(Name).Order(StringComparer.Ordinal))}".Trim()))}>";

    private static bool Has(ICustomAttributeProvider member, string attribute) => (member switch
    {
        MemberInfo m => m.GetCustomAttributesData(),
        ParameterInfo p => p.GetCustomAttributesData(),
        _ => throw new NotSupportedException(),
    }).Any(a => a.AttributeType.Name == attribute);

    private static object Named(CustomAttributeData attribute, string name, bool otherwise)
    {
        foreach (CustomAttributeNamedArgument argument in attribute.NamedArguments)
        {
            if (argument.MemberName == name)
            {
                return argument.TypedValue.Value!;
            }
        }

        return otherwise;
    }

    private static string Text(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
