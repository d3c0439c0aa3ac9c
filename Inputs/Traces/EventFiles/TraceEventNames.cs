using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.EventFiles;

/// <summary>The words of the event file.</summary>
internal static class TraceEventNames
{
    /// <summary><see cref="StartEvent"/>.</summary>
    public const string Start = "start";

    /// <summary><see cref="MapEvent"/>.</summary>
    public const string Map = "map";

    /// <summary><see cref="UnmapEvent"/>.</summary>
    public const string Unmap = "unmap";

    /// <summary><see cref="ProtectEvent"/>.</summary>
    public const string Protect = "protect";

    /// <summary><see cref="AdviseEvent"/>.</summary>
    public const string Advise = "advise";

    /// <summary><see cref="RemapEvent"/>.</summary>
    public const string Remap = "remap";

    /// <summary><see cref="BreakEvent"/>.</summary>
    public const string Break = "brk";

    /// <summary><see cref="ShmAttachEvent"/>.</summary>
    public const string ShmAttach = "shmat";

    /// <summary><see cref="ShmDetachEvent"/>.</summary>
    public const string ShmDetach = "shmdt";

    /// <summary><see cref="CloneEvent"/>.</summary>
    public const string Clone = "clone";

    /// <summary><see cref="ExecEvent"/>.</summary>
    public const string Exec = "exec";

    /// <summary><see cref="ExitEvent"/>.</summary>
    public const string Exit = "exit";

    private static readonly string[] PlacementWords = ["anywhere", "fixed", "fixed-noreplace"];
    private static readonly string[] CloneWords = ["fork", "shared", "thread"];
    private static readonly string[] ExitWords = ["exited", "killed", "superseded"];

    /// <summary>The word of a placement.</summary>
    public static string Of(Placement placement) => PlacementWords[(int)placement];

    /// <summary>The word of a clone.</summary>
    public static string Of(CloneKind kind) => CloneWords[(int)kind];

    /// <summary>The word of an end.</summary>
    public static string Of(ExitKind kind) => ExitWords[(int)kind];

    /// <summary>Rights as in /proc/pid/maps: <c>rw-</c>.</summary>
    public static string Of(Rights rights) =>
        string.Create(
            3,
            rights,
            static (text, all) =>
            {
                text[0] = (all & Rights.Read) != 0 ? 'r' : '-';
                text[1] = (all & Rights.Write) != 0 ? 'w' : '-';
                text[2] = (all & Rights.Execute) != 0 ? 'x' : '-';
            }
        );

    /// <summary>Reads rights.</summary>
    public static bool TryRights(string text, out Rights rights)
    {
        rights = Rights.None;
        if (text.Length != 3 || text[0] is not ('r' or '-') || text[1] is not ('w' or '-') || text[2] is not ('x' or '-'))
        {
            return false;
        }

        rights |= text[0] == 'r' ? Rights.Read : Rights.None;
        rights |= text[1] == 'w' ? Rights.Write : Rights.None;
        rights |= text[2] == 'x' ? Rights.Execute : Rights.None;
        return true;
    }

    /// <summary>Reads a placement.</summary>
    public static bool TryPlacement(string text, out Placement placement)
    {
        var index = Array.IndexOf(PlacementWords, text);
        placement = (Placement)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads a clone's kind.</summary>
    public static bool TryClone(string text, out CloneKind kind)
    {
        var index = Array.IndexOf(CloneWords, text);
        kind = (CloneKind)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads the kind of an end.</summary>
    public static bool TryExit(string text, out ExitKind kind)
    {
        var index = Array.IndexOf(ExitWords, text);
        kind = (ExitKind)Math.Max(index, 0);
        return index >= 0;
    }
}
