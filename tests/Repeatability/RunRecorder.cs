using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using SvaOrleans.Simulation.Engine;

namespace SvaOrleans.Repeatability;

/// <summary>
/// Writes down how each run of a simulated world in a test ended, so that `./sva test` can compare two processes: per test a line for each life of
/// a world (from its making or reset to its next one), in the order in which they began, with steps and rolling hash. Asked for by the environment.
/// </summary>
internal sealed class RunRecorder : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    // Read by Client/Testing/RunRecord.
    private const string FileVariable = "SVA_RUNS_FILE";
    private const string StepsVariable = "SVA_RUNS_STEPS";

    // SearchEvents.Source: not every test project knows the explorer.
    private const string SearchSource = "SvaOrleans.Simulation.Exploration";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, List<Life>> _tests = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<World, Seen> _worlds = [];
    private readonly List<string> _steps = [];
    private readonly string _file;
    private readonly (string Test, int Life)? _wanted;

    private RunRecorder(string file, string? wanted)
    {
        this._file = file;
        if (wanted?.LastIndexOf('#') is > 0 and var at)
        {
            this._wanted = (wanted[..at], int.Parse(wanted[(at + 1)..], CultureInfo.InvariantCulture));
        }
    }

    [ModuleInitializer]
    internal static void Begin()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } file)
        {
            var recorder = new RunRecorder(file, Environment.GetEnvironmentVariable(StepsVariable));
            DiagnosticListener.AllListeners.Subscribe(recorder);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => recorder.Write();
        }
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name is WorldEvents.Source or SearchSource)
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is KeyValuePair<long, ulong> search)
        {
            Searched(search);
            return;
        }

        var world = (World)value.Value!;
        var seen = _worlds.GetValue(world, static _ => new(TestOnTheStack(isSearch: false)));
        if (seen.Test is null)
        {
            return;
        }

        switch (value.Key)
        {
            case WorldEvents.RunBegins:
                seen.Life ??= Born(seen.Test, world);
                break;
            case WorldEvents.RunEnded:
                (seen.Life!.Steps, seen.Life.Hash) = (world.StepCount, world.Hash);
                break;
            case WorldEvents.Reset:
                seen.Life?.EndWatch?.Invoke();
                seen.Life = null;
                break;
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    private void Searched(KeyValuePair<long, ulong> search)
    {
        if (TestOnTheStack(isSearch: true) is { } test)
        {
            Add(test, new() { Steps = search.Key, Hash = search.Value });
        }
    }

    private int Add(string test, Life life)
    {
        lock (_gate)
        {
            if (!_tests.TryGetValue(test, out var lives))
            {
                _tests[test] = lives = [];
            }

            lives.Add(life);
            return lives.Count - 1;
        }
    }

    private Life Born(string test, World world)
    {
        var life = new Life();
        if (_wanted != (test, Add(test, life)))
        {
            return life;
        }

        Action<Step> watch = step => _steps.Add($"{world.Clock.Elapsed} {step}");
        world.BeforeStep += watch;
        life.EndWatch = () => world.BeforeStep -= watch;
        return life;
    }

    // Searches tell of themselves when they end; which world of theirs runs a schedule is another matter each time.
    private static string? TestOnTheStack(bool isSearch)
    {
        string? test = null;
        foreach (var frame in new StackTrace(2, false).GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method)
            {
                continue;
            }

            if (!isSearch && type.FullName == SearchSource + ".Explorer")
            {
                return null;
            }

            test ??= TestOf(type, method);
        }

        return test;
    }

    // A test is a method that says so, or the state machine of one.
    private static string? TestOf(Type type, MethodBase method)
    {
        if (method.IsDefined(typeof(FactAttribute)))
        {
            return $"{type.FullName}.{method.Name}";
        }

        return
            type is { IsNested: true, DeclaringType: { } outer }
            && type.Name[0] == '<'
            && type.Name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end
            && outer
                .GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public)
                .Any(candidate => candidate.Name == type.Name[1..end] && candidate.IsDefined(typeof(FactAttribute)))
            ? $"{outer.FullName}.{type.Name[1..end]}"
            : null;
    }

    private void Write()
    {
        lock (_gate)
        {
            using var writer = new StreamWriter(_file);
            foreach (var (test, lives) in _tests)
            {
                writer.WriteLine(test);
                foreach (var life in lives)
                {
                    writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\t{life.Steps}\t{life.Hash:x16}"));
                }
            }

            foreach (var step in _steps)
            {
                writer.WriteLine("\t\t" + step);
            }
        }
    }

    private sealed class Seen(string? test)
    {
        public string? Test { get; } = test;

        public Life? Life { get; set; }
    }

    private sealed class Life
    {
        public long Steps { get; set; }

        public ulong Hash { get; set; }

        public Action? EndWatch { get; set; }
    }
}
