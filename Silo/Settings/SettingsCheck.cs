using System.Collections;
using Microsoft.Extensions.Configuration;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Silo.Settings;

/// <summary>Checks all settings before the first one is read. It reports unknown names, names that are set twice in one place, and values
/// that cannot be read, each with its place.</summary>
internal sealed class SettingsCheck
{
    private const string Section = SvaSiloOptions.Section;

    // How many letters of a variable's name may be wrong for it to count as one of this program's.
    private const int NearMax = 2;

    private readonly List<string> _faults = [];

    private SettingsCheck() { }

    /// <summary>Refuses wrong settings.</summary>
    /// <param name="file">The settings file; it may be absent.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="arguments">Settings that override both, as pairs.</param>
    /// <exception cref="SiloSettingsException">All faults.</exception>
    public static void Require(string file, IDictionary environment, IReadOnlyList<string> arguments)
    {
        var check = new SettingsCheck();
        if (File.Exists(file))
        {
            check._faults.AddRange(SettingsFile.FaultsIn(file, FaultOf));
        }

        check.AddEnvironment(environment);
        for (var index = 0; index + 1 < arguments.Count; index += 2)
        {
            check.Add(arguments[index], FaultOf(arguments[index].TrimStart('-'), arguments[index + 1]));
        }

        if (check._faults.Count > 0)
        {
            throw new SiloSettingsException(string.Join("; ", check._faults));
        }
    }

    /// <summary>Whether a name is of this program's section.</summary>
    public static bool IsOurs(string path) => path.StartsWith(Section + ":", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a name is a mistyped name of this program's section.</summary>
    public static bool IsMistypedSection(string name) =>
        !name.Equals(Section, StringComparison.OrdinalIgnoreCase) && NearestName.Distance(name, Section) <= NearMax;

    // The fault of a setting, to be appended to its name; null if there is none.
    private static string? FaultOf(string path, string? text) =>
        KnownSetting.Find(path) is not { } known ? $"{path} is no setting; the nearest is {KnownSetting.Nearest(path).Path}"
        : known.FaultOf(text) is { } fault ? $"{known.Path} {fault}"
        : null;

    private void AddEnvironment(IDictionary environment)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in environment.Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            var path = name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
            if (!IsOurs(path))
            {
                if (Meant(name) is { } meant)
                {
                    _faults.Add($"environment variable {name} is no setting; the nearest is {VariableOf(meant.Path)}");
                }
            }
            else if (!seen.TryAdd(path, name))
            {
                _faults.Add($"environment variables {seen[path]} and {name} are the same setting; expected one of them");
            }
            else if (KnownSetting.Find(path) is null)
            {
                _faults.Add($"environment variable {name} is no setting; the nearest is {VariableOf(KnownSetting.Nearest(path).Path)}");
            }
            else
            {
                Add($"environment variable {name}", FaultOf(path, (string?)environment[name]));
            }
        }
    }

    private void Add(string place, string? fault)
    {
        if (fault is not null)
        {
            _faults.Add($"{place}: {fault}");
        }
    }

    // SVAORLEANS_SERVE_PORT, SvaOrlean__Serve__Port: no code reads these, but they are meant to have an effect.
    private static KnownSetting? Meant(string variable)
    {
        var letters = Letters(variable);
        var near = KnownSetting.All.MinBy(known => NearestName.Distance(letters, Letters(known.Path)))!;
        return NearestName.Distance(letters, Letters(near.Path)) <= NearMax ? near : null;
    }

    private static string Letters(string name) => new([.. name.Where(char.IsAsciiLetterOrDigit)]);

    private static string VariableOf(string path) => path.Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal);
}
