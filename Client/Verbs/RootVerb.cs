using System.CommandLine;
using System.CommandLine.Invocation;
using SvaOrleans.Client.Output;
using SvaOrleans.Documents;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Settings;
using SvaOrleans.Simulation.Engine.Outside;

namespace SvaOrleans.Client.Verbs;

/// <summary>The command line: every verb, and the handling of errors.</summary>
internal static class RootVerb
{
    // ENOSPC, and ERROR_DISK_FULL where there is no errno.
    private static readonly int NoSpaceLeft = OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28;

    /// <summary>Every verb with its options.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Simulates how Linux shares address spaces with devices behind IOMMUs (SVA).")
        {
            DemoVerb.Create(),
            RunVerb.Create(),
            UpVerb.Create(),
            SchemaVerb.Create(),
            SiloVerb.Create(),
            TopologyVerb.Create(),
            TraceVerb.Create(),
            BenchVerb.Create([BenchEngineVerb.Create(), BenchScaleVerb.Create(), BenchExploreVerb.Create()]),
            NewGenerationVerb.Create(),
            DoctorVerb.Create(),
            TestVerb.Create(),
            ExploreVerb.Create(),
            ReplayVerb.Create(),
            ShrinkVerb.Create(),
        };
        root.Add(EngineOption.Create());

        return root;
    }

    /// <summary>Parses and runs.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(string[] args)
    {
        // A silo's output is its server's to read.
        StandardStreams.Install(isOutputToo: args.FirstOrDefault() != SiloVerb.Name);
        var root = Create();
        var meant = Meant(args);
        var parsed = root.Parse(meant);
        if ((CommandLineFault.OfHelp(root, meant) ?? CommandLineFault.Of(parsed)) is { } fault)
        {
            Console.Error.WriteLine(fault);
            return ExitCode.BadInput;
        }

        EngineOption.Apply(parsed);

        // An interrupted verb takes away what it made on a cluster, or stops its own cluster; a verb that does not wait ends at once. A
        // silo's server decides for the silo.
        using var signals =
            parsed.CommandResult.Command.Name == SiloVerb.Name ? null : new StopSignals(parsed.Action is not AsynchronousCommandLineAction);
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            var code = await parsed.InvokeAsync(configuration, signals?.Token ?? CancellationToken.None);
            return signals?.IsByOutput == true ? signals.Code : code;
        }
        catch (InputException e)
        {
            await Console.Out.FlushAsync();
            Console.Error.WriteLine(e.Message);
            return ExitCode.BadInput;
        }
        catch (OutcomeUnknownException e)
        {
            await Console.Out.FlushAsync();
            Console.Error.WriteLine($"sva: the outcome is not known: {e.Message}");
            return ExitCode.Unknown;
        }
        catch (SiloSettingsException e)
        {
            await Console.Out.FlushAsync();
            Console.Error.WriteLine(new InputException("settings", 0, 0, e.Message).Message);
            return ExitCode.BadInput;
        }
        catch (OutsideWorkException e)
        {
            await Console.Out.FlushAsync();
            Console.Error.WriteLine($"sva: {e.Message}");
            return ExitCode.BadInput;
        }
        catch (IOException e) when (e.HResult == NoSpaceLeft)
        {
            Console.Error.WriteLine(
                new InputException(
                    "sva",
                    0,
                    0,
                    "the result cannot be written: no space is left on the device",
                    "an output that takes it"
                ).Message
            );
            return ExitCode.BadInput;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A fault of the program, not of the user. The stack trace is for its developers, and only on demand.
            var isTraced = Environment.GetEnvironmentVariable("SVA_TRACE") is { Length: > 0 };
            Console.Error.WriteLine(
                isTraced ? e.ToString() : $"sva: a fault of the program itself: {e.GetType().Name}: {e.Message} (SVA_TRACE=1 shows where)"
            );
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            StopSignals.Tell();
            return signals?.Code ?? ExitCode.Interrupted;
        }
    }

    // An empty command line, or 'help', shows the help.
    private static string[] Meant(string[] args) =>
        args.Length == 0 ? ["--help"]
        : args[0] == "help" ? [.. args.Skip(1), "--help"]
        : args;
}
