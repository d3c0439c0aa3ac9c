using System.Text;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>
/// Flag words of the calls that matter, by name or by number (Linux uapi headers mman.h and sched.h; x86 and Arm agree on these).
/// </summary>
internal static class StraceFlags
{
    /// <summary>CLONE_VM.</summary>
    public const ulong CloneVm = 0x100;

    /// <summary>CLONE_VFORK.</summary>
    public const ulong CloneVfork = 0x4000;

    /// <summary>CLONE_THREAD.</summary>
    public const ulong CloneThread = 0x10000;

    /// <summary>MAP_SHARED; MAP_SHARED_VALIDATE has this bit too.</summary>
    public const ulong MapShared = 1;

    /// <summary>MAP_FIXED.</summary>
    public const ulong MapFixed = 0x10;

    /// <summary>MAP_ANONYMOUS.</summary>
    public const ulong MapAnonymous = 0x20;

    /// <summary>MAP_FIXED_NOREPLACE.</summary>
    public const ulong MapFixedNoReplace = 0x100000;

    /// <summary>MREMAP_FIXED.</summary>
    public const ulong MremapFixed = 2;

    /// <summary>MREMAP_DONTUNMAP.</summary>
    public const ulong MremapDontUnmap = 4;

    /// <summary>READ_IMPLIES_EXEC of personality.</summary>
    public const ulong ReadImpliesExec = 0x400000;

    /// <summary>Reads flags joined with bars; names not in the list count as no bits.</summary>
    /// <param name="text">The argument.</param>
    /// <param name="flags">The bits.</param>
    /// <returns>False when a part is neither a name nor a number.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong flags)
    {
        flags = 0;
        if (text.Contains("/*", StringComparison.Ordinal))
        {
            text = WithoutComments(text);
        }

        if (text.IsEmpty)
        {
            return false;
        }

        foreach (var part in text.Split('|'))
        {
            var word = text[part].Trim();
            if (word.IsEmpty)
            {
                return false;
            }

            if (char.IsAsciiDigit(word[0]) && StraceArguments.TryNumber(word, out var bits))
            {
                flags |= bits;
            }
            else if (IsName(word))
            {
                flags |= Bits(word);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static string WithoutComments(ReadOnlySpan<char> text)
    {
        // 0x1200000 /* CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID */|17 /* SIGCHLD */
        var kept = new StringBuilder();
        while (true)
        {
            var open = text.IndexOf("/*");
            var close = open < 0 ? -1 : text[open..].IndexOf("*/");
            if (close < 0)
            {
                return kept.Append(text).ToString().Trim();
            }

            kept.Append(text[..open]);
            text = text[(open + close + 2)..];
        }
    }

    private static bool IsName(ReadOnlySpan<char> word)
    {
        // "SIGCHLD", and huge page sizes: "21<<MAP_HUGE_SHIFT".
        foreach (var c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '<'))
            {
                return false;
            }
        }

        return true;
    }

    private static ulong Bits(ReadOnlySpan<char> word) =>
        word switch
        {
            "CLONE_VM" => CloneVm,
            "CLONE_VFORK" => CloneVfork,
            "CLONE_THREAD" => CloneThread,
            "MAP_SHARED" or "MAP_SHARED_VALIDATE" => MapShared,
            "MAP_FIXED" => MapFixed,
            "MAP_ANONYMOUS" or "MAP_ANON" => MapAnonymous,
            "MAP_FIXED_NOREPLACE" => MapFixedNoReplace,
            "MREMAP_FIXED" => MremapFixed,
            "MREMAP_DONTUNMAP" => MremapDontUnmap,
            "READ_IMPLIES_EXEC" => ReadImpliesExec,
            "PROT_READ" => (ulong)Rights.Read,
            "PROT_WRITE" => (ulong)Rights.Write,
            "PROT_EXEC" => (ulong)Rights.Execute,
            _ => 0,
        };
}
