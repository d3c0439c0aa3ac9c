using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Files;

namespace SvaOrleans.Scenarios.Hosts;

/// <summary>Opens a topology of any form.</summary>
internal static class TopologyPath
{
    private const int HeadBytes = 4096;

    /// <summary>Reads a topology file, the folder of an export, or lspci text.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="InputException">There is no such thing, or something in it is wrong.</exception>
    public static TopologyFile Open(string path)
    {
        if (Directory.Exists(path) || !File.Exists(path))
        {
            return TopologyImport.Run(path);
        }

        return IsTopologyFile(path) ? TopologyFile.Load(path) : TopologyImport.Run(path);
    }

    private static bool IsTopologyFile(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (!stream.CanSeek)
            {
                throw new InputException(path, 0, 0, "this is a pipe", "a file, which can be read more than once");
            }

            var head = new byte[HeadBytes];
            var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            return head.AsSpan(0, length).IndexOf("sva-topology/"u8) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, 0, 0, $"cannot read the file ({e.Message:part})", "a topology", e);
        }
    }
}
