namespace SvaOrleans.Bench.Scale;

/// <summary>How much there is of everything. Every process is bound to equally many devices of its host, give or take one.</summary>
/// <param name="Bonds">Bonds, over all hosts.</param>
/// <param name="Hosts">Hosts.</param>
/// <param name="Iommus">IOMMUs, over all hosts.</param>
/// <param name="Devices">Devices, over all hosts; each is in a domain of its own.</param>
/// <param name="Mms">Address spaces, over all hosts.</param>
public sealed record ScaleShape(int Bonds, int Hosts, int Iommus, int Devices, int Mms)
{
    /// <summary>Most bonds that are measured.</summary>
    public const int BondsMax = 1_000_000;

    private const int FunctionsMax = 60_000;

    /// <summary>Devices that an address space is bound to, at most.</summary>
    public int BondsPerMm => ((Bonds - 1) / Mms) + 1;

    /// <summary>A shape; what is not said follows from the bonds, so that every host stays as dense as at 1,000,000 bonds on 100 hosts with
    /// 500 IOMMUs, 10,000 devices and 100,000 address spaces.</summary>
    /// <param name="bonds">Bonds, 10 to <see cref="BondsMax"/>.</param>
    /// <param name="hosts">Hosts, or null for one for 10,000 bonds.</param>
    /// <param name="iommus">IOMMUs, or null for one for 2,000 bonds.</param>
    /// <param name="devices">Devices, or null for one for 100 bonds.</param>
    /// <param name="mms">Address spaces, or null for one for 10 bonds.</param>
    /// <exception cref="ArgumentException">Such a machine cannot be; the message says why, in words for people.</exception>
    public static ScaleShape Of(int bonds, int? hosts = null, int? iommus = null, int? devices = null, int? mms = null)
    {
        Require(bonds is >= 10 and <= BondsMax, $"{bonds} bonds: expected 10 to {BondsMax}");
        var hostCount = hosts ?? Math.Max(1, bonds / 10_000);
        Require(hostCount >= 1, $"{hostCount} hosts: expected at least 1");
        var mmCount = mms ?? Math.Max(hostCount, bonds / 10);
        Require(
            mmCount >= hostCount && mmCount <= bonds,
            $"{mmCount} mms: expected at least one for each of {hostCount} hosts, and no more than {bonds} bonds"
        );
        var perMm = ((bonds - 1) / mmCount) + 1;
        var iommuCount = iommus ?? Math.Max(hostCount, bonds / 2_000);
        Require(iommuCount >= hostCount, $"{iommuCount} IOMMUs: expected at least one for each of {hostCount} hosts");
        var deviceCount = devices ?? Math.Max(Math.Max(iommuCount, bonds / 100), hostCount * perMm);
        Require(deviceCount >= iommuCount, $"{deviceCount} devices: expected at least one for each of {iommuCount} IOMMUs");
        Require(
            deviceCount / hostCount <= FunctionsMax,
            $"{deviceCount} devices on {hostCount} hosts: expected at most {FunctionsMax} on each"
        );
        Require(
            perMm <= deviceCount / hostCount,
            $"{bonds} bonds of {mmCount} mms are {perMm} for each mm, and a device is bound once to an mm: expected at least "
                + $"{perMm * hostCount} devices on {hostCount} hosts, not {deviceCount}"
        );
        return new(bonds, hostCount, iommuCount, deviceCount, mmCount);
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
