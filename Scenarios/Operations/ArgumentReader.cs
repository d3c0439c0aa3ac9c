using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Model.Quoting;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Operations;

/// <summary>Reads the arguments of an operation, whose shape was checked before: resolves names, and records the arguments read.</summary>
/// <param name="context">Resolves names.</param>
/// <param name="stepId">The step.</param>
/// <param name="node">The value of the operation's key.</param>
/// <param name="primary">The argument that can be the whole value of the key; null if none can.</param>
/// <param name="variable">The step's <c>as:</c>; null when it has none.</param>
internal sealed class ArgumentReader(CompileContext context, int stepId, YamlNode node, string? primary, string? variable)
{
    // The lowest bit that means nothing.
    private const SvaFeatures UnknownFeature = (SvaFeatures)((int)SvaFeatures.Known + 1);

    private readonly List<Argument> _arguments = [];

    public int StepId { get; } = stepId;

    /// <summary>The arguments read so far.</summary>
    public IReadOnlyList<Argument> Arguments => _arguments;

    /// <summary>Whether an argument is given.</summary>
    public bool Has(string name) => Node(name) is not null;

    /// <summary>The value of an argument; null if the argument is absent.</summary>
    public YamlNode? Node(string name) => (node as YamlMapping)?.Find(name);

    /// <summary>A reader of a mapping inside this one.</summary>
    public ArgumentReader Inner(YamlMapping mapping) => new(context, StepId, mapping, null, null);

    /// <summary>Notes an argument.</summary>
    public void Record(string name, object value) => _arguments.Add(new(name, value));

    /// <summary>Notes the arguments of a mapping inside this one.</summary>
    public void RecordAll(string prefix, ArgumentReader inner) =>
        _arguments.AddRange(inner._arguments.Select(argument => argument with { Name = prefix + argument.Name }));

    /// <summary>An input error at an argument.</summary>
    public InputException Wrong(string name, Complaint problem, string expected) => context.Wrong(Node(name) ?? node, problem, expected);

    /// <summary>An object of the host by its kind and name, which is not checked.</summary>
    public ObjectName Object(ObjectKind kind, string name) => new(context.Host.Name, kind, name);

    /// <summary>A device of the host.</summary>
    public ObjectName Device(string name)
    {
        var text = Text(name)!;
        var device =
            context.Host.FindDevice(text)
            ?? throw Wrong(name, $"there is no device '{text}' on host {context.Host.Name}", context.Host.DeviceHint);
        Record(name, device.Name);
        return device;
    }

    /// <summary>A domain of the host.</summary>
    public ObjectName Domain(string name)
    {
        var text = Text(name)!;
        if (!context.Host.HasDomain(text))
        {
            throw Wrong(name, $"there is no domain '{text}' on host {context.Host.Name}", context.Host.DomainHint);
        }

        Record(name, text);
        return Object(ObjectKind.Domain, text);
    }

    /// <summary>An address space that something makes.</summary>
    public ObjectName Mm(string name) =>
        Made(name, ObjectKind.Mm, context.Names.Mms, "address space", "one that process, fork or exec makes");

    /// <summary>A task that something makes.</summary>
    public ObjectName Task(string name) =>
        Made(name, ObjectKind.Task, context.Names.Tasks, "task", "one that process, fork, vfork or thread makes");

    /// <summary>A new task.</summary>
    public ObjectName NewTask(string name)
    {
        var text = Text(name)!;
        if (text == Segments.MainTask)
        {
            throw Wrong(name, $"a task cannot be called '{text}'", "another name; the program itself has this one");
        }

        Record(name, text);
        return Object(ObjectKind.Task, text);
    }

    /// <summary>A new address space; called as another argument says when it has no name of its own.</summary>
    public ObjectName NewMm(string name, string otherwise)
    {
        var text = (Has(name) ? Text(name) : Text(otherwise))!;
        Record(name, text);
        return Object(ObjectKind.Mm, text);
    }

    /// <summary>A driver's lock; it needs no declaration.</summary>
    public ObjectName Lock(string name)
    {
        var text = Text(name)!;
        Record(name, text);
        return Object(ObjectKind.DriverLock, text);
    }

    /// <summary>The PASID under <c>pasid</c>, or that of the address space under <c>mm</c>.</summary>
    public PasidOperand Pasid()
    {
        if (Has("mm"))
        {
            return PasidOperand.LastOf(Mm("mm"));
        }

        var text = Text("pasid")!;
        if (text == "none")
        {
            Record("pasid", text);
            return PasidOperand.Of(SvaOrleans.Model.Words.Pasid.None);
        }

        if (text[0] != '$')
        {
            ShapeCheck.TryNumber(text, true, out var number);
            Record("pasid", (long)number);
            return PasidOperand.Of(new((uint)number));
        }

        if (!context.Names.Variables.Contains(text[1..]))
        {
            throw Wrong(
                "pasid",
                $"no bind or open has 'as: {text[1..]}'",
                context.Names.Variables.Count == 0
                    ? "a number, or $name of a bind with 'as: name'"
                    : "one of $" + string.Join(", $", context.Names.Variables)
            );
        }

        Record("pasid", text);
        return PasidOperand.Named(text[1..]);
    }

    /// <summary>The variable in which a bind or an open stores its result; null for none.</summary>
    public string? Variable => variable;

    /// <summary>The variable that an open stored its descriptor in.</summary>
    public string File(string name)
    {
        var text = Text(name)!;
        if (!context.Names.Files.Contains(text))
        {
            throw Wrong(
                name,
                $"no open has 'as: {text}'",
                context.Names.Files.Count == 0 ? "the name of an open with 'as: name'" : "one of " + string.Join(", ", context.Names.Files)
            );
        }

        Record(name, text);
        return text;
    }

    /// <summary>Pages under <c>pages</c>, or under <c>addr</c> and <c>length</c>.</summary>
    public PageRange Range()
    {
        PageRange range;
        if (Has("addr"))
        {
            ShapeCheck.TryNumber(Text("addr")!, true, out var start);
            ShapeCheck.TryNumber(Text("length") ?? "4096", true, out var length);
            range = PageRange.OfBytes(start, length);
        }
        else
        {
            if (Has("length"))
            {
                throw Wrong("length", "'length:' stands beside 'pages:'", "length: beside addr: only");
            }

            range = Pages(Text("pages")!);
        }

        Record("pages", PageWords.Of(range));
        return range;
    }

    /// <summary>Rights.</summary>
    public Protection Rights(string name, string otherwise)
    {
        var text = Text(name) ?? otherwise;
        Record(name, text);
        return (text.Contains('r', StringComparison.Ordinal) ? Protection.Read : 0)
            | (text.Contains('w', StringComparison.Ordinal) ? Protection.Write : 0)
            | (text.Contains('x', StringComparison.Ordinal) ? Protection.Execute : 0);
    }

    /// <summary>Feature flags.</summary>
    public SvaFeatures Features(string name)
    {
        var words = Node(name) switch
        {
            YamlScalar scalar => [scalar.Text],
            YamlSequence list => list.Items.OfType<YamlScalar>().Select(static item => item.Text).ToArray(),
            _ => [],
        };
        var features =
            (words.Contains("iopf") ? SvaFeatures.Iopf : SvaFeatures.None)
            | (words.Contains("unknown") ? UnknownFeature : SvaFeatures.None);
        Record(
            name,
            words.Any(static word => word != "none")
                ? string.Join("+", words.Where(static word => word != "none").Distinct().Order(StringComparer.Ordinal))
                : "none"
        );
        return features;
    }

    /// <summary>A number.</summary>
    public ulong Number(string name, ulong otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        ShapeCheck.TryNumber(text, true, out var number);
        Record(name, checked((long)number));
        return number;
    }

    /// <summary>true or false; false when it is not given.</summary>
    public bool Flag(string name)
    {
        if (Text(name) is not { } text)
        {
            return false;
        }

        Record(name, text == "true");
        return text == "true";
    }

    /// <summary>A word.</summary>
    public string Word(string name)
    {
        var text = Text(name)!;
        Record(name, text);
        return text;
    }

    /// <summary>An error; success when it is not given.</summary>
    public Errno Errno(string name)
    {
        if (Text(name) is not { } text)
        {
            return default;
        }

        if (!Model.Words.Errno.TryParse(text, out var error))
        {
            throw Wrong(name, $"'{text}' is no error that is known here", "0 or an error such as -EEXIST");
        }

        Record(name, error.ToString());
        return error;
    }

    /// <summary>A duration; none when it is not given.</summary>
    public VirtualTime Duration(string name)
    {
        if (Text(name) is not { } text)
        {
            return default;
        }

        Record(name, text);
        return ParseDuration(text);
    }

    /// <summary>A duration that is the value of the operation's key.</summary>
    public VirtualTime WholeDuration(string name)
    {
        var text = ((YamlScalar)node).Text;
        Record(name, text);
        return ParseDuration(text);
    }

    /// <summary>Reads a duration whose form was checked.</summary>
    public static VirtualTime ParseDuration(string text)
    {
        var digits = text.TrimEnd('n', 'u', 'm', 's');
        var value = long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return text[digits.Length..] switch
        {
            "us" => VirtualTime.FromMicroseconds(value),
            "ms" => VirtualTime.FromMilliseconds(value),
            "s" => VirtualTime.FromMilliseconds(value * 1000),
            _ => new(value),
        };
    }

    private PageRange Pages(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        var split = dots >= 0 ? dots : plus;
        ShapeCheck.TryNumber(split < 0 ? text : text[..split], true, out var first);
        var second = 1ul;
        if (split >= 0)
        {
            ShapeCheck.TryNumber(text[(split + (dots >= 0 ? 2 : 1))..], true, out second);
        }

        if (dots >= 0 && second < first)
        {
            throw Wrong("pages", $"'{text}' ends before it begins", "the lower page first");
        }

        var count = dots >= 0 ? second - first + 1 : second;
        if (first >= PageRange.AllCount || count > PageRange.AllCount - first)
        {
            throw Wrong("pages", $"'{text}' lies beyond 64 bits", "pages below 2^52");
        }

        return new(new(first), count);
    }

    // The first argument of some operations can be the whole value of the key.
    private string? Text(string name) =>
        node switch
        {
            YamlMapping mapping => (mapping.Find(name) as YamlScalar)?.Text,
            YamlScalar scalar when name == primary => scalar.Text,
            _ => null,
        };

    private ObjectName Made(string name, ObjectKind kind, SortedSet<string> made, string what, string expected)
    {
        var text = Text(name)!;
        if (!made.Contains(text))
        {
            throw Wrong(
                name,
                $"nothing makes {what} '{text}'",
                made.Count is > 0 and <= 12 ? "one of " + string.Join(", ", made) : expected
            );
        }

        Record(name, text);
        return Object(kind, text);
    }
}
